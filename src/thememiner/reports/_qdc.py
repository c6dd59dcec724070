"""The codebooks of a study and its candidate themes into one REFI-QDA codebook."""

from __future__ import annotations

from thememiner.formats._qdc import QdcNode, make_guid, make_qdc
from thememiner.records import Code, Codebook, Theme, ThemeSet
from thememiner.reports._material import Material

THEMES_NAME = "Candidate themes (not confirmed)"
_THEMES_ID = "candidate-themes"


def make_codebook_file(material: Material) -> dict[str, bytes]:
    """``codebook.qdc``: every codebook, then the candidate themes; no file where there is neither.

    Several codebooks each hang below a heading that cannot be coded; a single one stands at the
    top. Guids come from the ids of codebook and code, so that a new export updates an old one.
    """
    nodes: list[QdcNode] = []
    for book in material.codebooks:
        nodes.extend(_book_nodes(book, headed=len(material.codebooks) > 1))
    if material.theme_set.themes:
        nodes.extend(_theme_nodes(material.theme_set, study=material.study))
    return {"codebook.qdc": make_qdc(nodes)} if nodes else {}


def _book_nodes(book: Codebook, *, headed: bool) -> list[QdcNode]:
    top = make_guid(book.id, "")
    nodes = []
    if headed:
        text = _lines(f"Version {book.version}.", book.rule)
        nodes.append(QdcNode(name=book.name, guid=top, description=text, codable=False))
    for code in book.codes:
        parent = make_guid(book.id, code.parent) if code.parent and code.parent in book else None
        nodes.append(
            QdcNode(
                name=code.name,
                guid=make_guid(book.id, code.id),
                description=_describe(code),
                parent=parent or (top if headed else None),
            )
        )
    return nodes


def _describe(code: Code) -> str:
    boundaries = [f"{boundary.neighbour}: {boundary.rule}" for boundary in code.boundaries]
    return _lines(
        code.definition,
        f"Include: {code.include}" if code.include else "",
        f"Exclude: {code.exclude}" if code.exclude else "",
        "\n".join(["Boundaries:", *boundaries]) if boundaries else "",
        f"Source: {code.source}" if code.source else "",
    )


def _theme_nodes(theme_set: ThemeSet, *, study: str) -> list[QdcNode]:
    top = make_guid(_THEMES_ID, study)
    about = (
        "Groups of similar passages found by a machine. Nobody has confirmed them: read, rename, "
        "merge or drop them."
    )
    head = QdcNode(name=THEMES_NAME, guid=top, description=about, codable=False)
    return [head, *(_theme_node(theme, study=study, top=top) for theme in theme_set.themes)]


def _theme_node(theme: Theme, *, study: str, top: str) -> QdcNode:
    quotes = [
        f"“{quote.text}” ({quote.person or 'person not known'})" for quote in theme.quotes[:2]
    ]
    text = _lines(
        f"{theme.label}: candidate theme {theme.id}, {theme.n_people} people, "
        f"{theme.n_transcripts} transcripts, {theme.n_units} units.",
        f"Terms: {', '.join(theme.terms)}" if theme.terms else "",
        *quotes,
    )
    guid = make_guid(_THEMES_ID, f"{study}\x1f{theme.id}")
    return QdcNode(name=theme.label, guid=guid, description=text, parent=top)


def _lines(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)

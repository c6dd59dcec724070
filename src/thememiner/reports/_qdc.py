"""The codebooks of a study and its themes into one REFI-QDA codebook."""

from __future__ import annotations

from collections.abc import Sequence

from thememiner.formats._qdc import QdcNode, make_guid, make_qdc
from thememiner.records import Code, Codebook, Theme, ThemeSet
from thememiner.reports._material import Material

THEMES_NAME = "Candidate themes (not confirmed)"
CONFIRMED_NAME = "Themes (confirmed by people)"
_THEMES_ID = "candidate-themes"
_HEADINGS = (
    (CONFIRMED_NAME, "confirmed", "Themes that people have read and confirmed."),
    (
        THEMES_NAME,
        "candidate",
        "Groups of similar passages found by a machine. Nobody has confirmed them: read, rename, "
        "merge or drop them.",
    ),
)


def make_codebook_file(material: Material) -> dict[str, bytes]:
    """``codebook.qdc``: every codebook, then the themes; no file where there is neither.

    Confirmed themes and candidates stand apart, sub-themes below their theme. Several codebooks each
    hang below a heading that cannot be coded; a single one stands at the top. Guids come from the ids
    of codebook and code, so that a new export updates an old one.
    """
    nodes = make_book_nodes(material.codebooks)
    nodes.extend(_theme_nodes(material.theme_set, study=material.study))
    return {"codebook.qdc": make_qdc(nodes)} if nodes else {}


def make_book_nodes(books: Sequence[Codebook]) -> list[QdcNode]:
    """The codes of every codebook; several codebooks each below a heading."""
    return [node for book in books for node in _book_nodes(book, headed=len(books) > 1)]


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
    """Confirmed themes below one heading, candidates below another; sub-themes below their theme."""
    nodes: list[QdcNode] = []
    for name, state, about in _HEADINGS:
        some = [theme for theme in theme_set.themes if theme.state == state]
        if some:
            top = make_guid(_THEMES_ID, study if state == "candidate" else f"{study}\x1f{state}")
            nodes.append(QdcNode(name=name, guid=top, description=about, codable=False))
        for theme in some:
            node = _theme_node(theme, study=study, top=top)
            parts = theme_set.parts(theme.id)
            nodes += [node, *(_theme_node(sub, study=study, top=node.guid) for sub in parts)]
    return nodes


def _theme_node(theme: Theme, *, study: str, top: str) -> QdcNode:
    quotes = [
        f"“{quote.text}” ({quote.person or 'person not known'})" for quote in theme.quotes[:2]
    ]
    kind = "theme" if theme.state == "confirmed" else "candidate theme"
    text = _lines(
        f"{theme.label}: {'sub-theme' if theme.parent else kind} {theme.id}, {theme.n_people} people, "
        f"{theme.n_transcripts} transcripts, {theme.n_units} units.",
        f"Terms: {', '.join(theme.terms)}" if theme.terms else "",
        *quotes,
    )
    guid = make_guid(_THEMES_ID, f"{study}\x1f{theme.id}")
    return QdcNode(name=theme.label, guid=guid, description=text, parent=top)


def _lines(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)

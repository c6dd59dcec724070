"""Turns the bytes of a Word document into its paragraphs, with what is bold or italic in them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._archive import MEGABYTE, Archive
from thememiner.formats._document import (
    Document,
    Paragraph,
    Run,
    counted,
    make_paragraph,
    make_row,
    take_paragraphs,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", _BOX, f"{_W}pPr", f"{_W}rPr", _FALLBACK))
_CONTAINERS = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
_CHARACTERS: Mapping[str, str] = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_MOST_XML = 32 * MEGABYTE
_MOST_OTHER = 200 * MEGABYTE
_OFF = ("0", "false", "none", "off")


@dataclass
class _Reader:
    """What is known of a document while its body is walked.

    Attributes:
        looks: style id to what its words are: bold, italic; None where it says nothing.
        n_tables: tables seen so far.
        n_boxes: text boxes seen so far.
    """

    looks: Mapping[str, tuple[bool | None, bool | None]]
    n_tables: int = 0
    n_boxes: int = field(default=0)

    def blocks(self, container: Any) -> Iterator[Paragraph]:
        """Paragraphs, table rows and text boxes below a container, in reading order."""
        for child in container.iterchildren():
            if child.tag == f"{_W}p":
                yield self.paragraph(child)
                for box in child.iter(_BOX):
                    if _paragraph_of(box) is child and not _in_fallback(box, child):
                        self.n_boxes += 1
                        yield from self.blocks(box)
            elif child.tag == f"{_W}tbl":
                yield from self.rows(child)
            elif child.tag in _CONTAINERS:
                yield from self.blocks(child)

    def rows(self, table: Any) -> Iterator[Paragraph]:
        """The rows of a table, not those of tables in its cells."""
        self.n_tables += 1
        number = self.n_tables
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl"), None) is not table:
                continue
            cells = [
                list(self.blocks(cell))
                for cell in row.iter(f"{_W}tc")
                if next(cell.iterancestors(f"{_W}tr")) is row
            ]
            yield make_row(cells, table=number)

    def paragraph(self, element: Any) -> Paragraph:
        """A paragraph with its looks: a run's own, else its style's, else its paragraph's."""
        style = element.find(f"{_W}pPr/{_W}pStyle")
        basis = self._look(style)
        runs = []
        for run in _runs(element):
            if text := _run_text(run):
                look = self._look(run.find(f"{_W}rPr/{_W}rStyle"))
                bold, italic = (
                    _first(_switch(run, name), look[n], basis[n]) for n, name in enumerate("bi")
                )
                runs.append(Run(text, bold, italic))
        return make_paragraph(runs)

    def _look(self, style: Any) -> tuple[bool | None, bool | None]:
        name = style.get(f"{_W}val") if style is not None else None
        return self.looks.get(name or "", (None, None))


def parse_docx(data: bytes) -> Document:
    """Parse a Word document.

    Args:
        data: the bytes of the whole file.

    Returns:
        Its paragraphs, table rows and text boxes among them in their place.

    Raises:
        ReadError: the file is protected by a password, an old .doc, a bomb, truncated, or has no
            words.
    """
    document = _open(data)
    body = document.element.body
    reader = _Reader(_looks(document))
    paragraphs = take_paragraphs(reader.blocks(body))
    parsed = Document(paragraphs, _notes(document, n_boxes=reader.n_boxes))
    if not parsed.has_words:
        raise ReadError(
            "The Word document has no words in its pages.",
            expected="a transcript as paragraphs or table rows.",
            remedy="Check that the talk is not in a picture.",
        )
    return parsed


def _open(data: bytes) -> Any:
    """The document as python-docx opens it, once its parts are known to be safe."""
    archive = Archive(data, what="Word document")
    for member in archive.members:
        if member.name.lower().endswith((".xml", ".rels")):
            archive.read_xml(member, most=_MOST_XML)
        elif member.encrypted or member.is_bomb or member.size > _MOST_OTHER:
            archive.read(member, most=_MOST_OTHER)  # says why it is refused
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        if document.element.body is None:
            raise archive.damaged()
        return document
    except ReadError:
        raise
    except Exception as error:  # a damaged archive fails in many ways: zip, XML, missing parts
        raise archive.damaged() from error


def _looks(document: Any) -> dict[str, tuple[bool | None, bool | None]]:
    """What the styles of a document say of bold and italic, those that they build on included."""
    try:
        styles = {style.get(f"{_W}styleId"): style for style in document.styles.element}
    except Exception:  # a document without a part for styles still has its words
        return {}
    found: dict[str, tuple[bool | None, bool | None]] = {}
    for name in styles:
        if name:
            bold, italic = (_inherited(styles, name, switch) for switch in "bi")
            found[name] = (bold, italic)
    return found


def _inherited(styles: Mapping[str, Any], name: str, switch: str) -> bool | None:
    for _ in range(12):
        style = styles.get(name)
        if style is None:
            return None
        own = _switch(style, switch)
        if own is not None:
            return own
        basis = style.find(f"{_W}basedOn")
        name = basis.get(f"{_W}val", "") if basis is not None else ""
    return None


def _switch(element: Any, name: str) -> bool | None:
    """Whether an element's own formatting switches bold (``b``) or italic (``i``) on or off."""
    switch = element.find(f"{_W}rPr/{_W}{name}")
    return None if switch is None else switch.get(f"{_W}val") not in _OFF


def _first(*choices: bool | None) -> bool:
    return next((choice for choice in choices if choice is not None), False)


def _runs(element: Any) -> Iterator[Any]:
    """The runs of a paragraph, also those in links and accepted insertions."""
    for child in element.iterchildren():
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in _SKIPPED:
            yield from _runs(child)


def _run_text(run: Any) -> str:
    parts = []
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        else:
            parts.append(_CHARACTERS.get(child.tag, ""))
    return "".join(parts)


def _paragraph_of(element: Any) -> Any:
    return next(element.iterancestors(f"{_W}p"), None)


def _in_fallback(element: Any, paragraph: Any) -> bool:
    """Whether an element is the copy that older programs show."""
    for above in element.iterancestors():
        if above is paragraph:
            return False
        if above.tag == _FALLBACK:
            return True
    return False


def _notes(document: Any, *, n_boxes: int) -> tuple[str, ...]:
    body = document.element.body
    notes = []
    if next(body.iter(f"{_W}ins", f"{_W}del"), None) is not None:
        notes.append("the document has tracked changes: they were read as if accepted")
    if n_boxes:
        notes.append(f"{counted(n_boxes, 'text box', 'text boxes')} read where they are anchored")
    for tag, noun in (("footnoteReference", "footnote"), ("endnoteReference", "endnote")):
        if n := sum(1 for _ in body.iter(f"{_W}{tag}")):
            notes.append(f"{counted(n, noun)} left out")
    if n := sum(1 for _ in body.iter(f"{_W}commentReference")):
        notes.append(f"{counted(n, 'comment')} in the margin left out")
    return (*notes, *_margins(document))


def _margins(document: Any) -> list[str]:
    """A note on page headers and footers, with their words."""
    found: dict[str, None] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("header", "footer") and not relation.is_external:
            element = getattr(relation.target_part, "element", None)
            texts = [] if element is None else [node.text or "" for node in element.iter(f"{_W}t")]
            if words := " ".join("".join(texts).split()):
                found[words] = None
    if not found:
        return []
    shown = "; ".join(words[:60] for words in found)
    return [f"page headers and footers left out: {shown}"]

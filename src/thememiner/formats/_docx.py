"""Turns the bytes of a Word document into its paragraphs, with what is bold or italic in them.

Our own walk through the XML: python-docx, which we write documents with, unpacks every picture and
makes a Python object of its own for each element, and knows no text boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._archive import Archive
from thememiner.formats._document import (
    Document,
    Paragraph,
    Run,
    counted,
    make_paragraph,
    make_row,
    take_paragraphs,
)
from thememiner.formats._limits import MEGABYTE
from thememiner.formats._office import Relation, find_main_part, find_relations, read_part

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
_RUN, _TEXT, _LOOK, _VALUE = f"{_W}r", f"{_W}t", f"{_W}rPr", f"{_W}val"
_BOLD, _ITALIC = f"{_W}b", f"{_W}i"
_MOST_XML = 64 * MEGABYTE
_MOST_TAGS = 1_000_000
_MOST_MARGINS = 60
_OFF = ("0", "false", "none", "off")

Look = tuple[bool | None, bool | None]
_NO_LOOK: Look = (None, None)


@dataclass
class _Reader:
    """What is known of a document while its body is walked.

    Attributes:
        looks: style id to what its words are: bold, italic; None where it says nothing.
        n_tables: tables seen so far.
        n_boxes: text boxes seen so far.
    """

    looks: Mapping[str, Look]
    n_tables: int = 0
    n_boxes: int = 0

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
        for row in _within(table, f"{_W}tr"):
            cells = (list(self.blocks(cell)) for cell in _within(row, f"{_W}tc"))
            yield make_row(cells, table=number)

    def paragraph(self, element: Any) -> Paragraph:
        """A paragraph with its looks: a run's own, else its style's, else its paragraph's."""
        first = next(element.iterchildren(), None)
        basis = self._look(first, "pStyle") if first is not None else _NO_LOOK
        runs = []
        for run in _runs(element):
            text, own = _words_of(run)
            if text and own is None:
                runs.append(Run(text, bool(basis[0]), bool(basis[1])))
            elif text:
                bold, italic = _over(_own_look(own), _over(self._look(own, "rStyle"), basis))
                runs.append(Run(text, bool(bold), bool(italic)))
        return make_paragraph(runs)

    def _look(self, properties: Any, name: str) -> Look:
        """What the style that is named in some properties says."""
        style = properties.find(f"{_W}{name}")
        return _NO_LOOK if style is None else self.looks.get(style.get(_VALUE) or "", _NO_LOOK)


def _own_look(properties: Any) -> Look:
    """Whether properties themselves switch bold and italic on or off."""
    bold, italic = None, None
    for child in properties.iterchildren(_BOLD, _ITALIC):
        on = child.get(_VALUE) not in _OFF
        bold, italic = (on, italic) if child.tag == _BOLD else (bold, on)
    return bold, italic


def _over(own: Look, basis: Look) -> Look:
    """A look where it says something, else the one below it."""
    return own[0] if own[0] is not None else basis[0], own[1] if own[1] is not None else basis[1]


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
    archive = Archive(data, what="Word document")
    archive.refuse_bombs()
    main = find_main_part(archive)
    root = read_part(archive, main, most=_MOST_XML, most_tags=_MOST_TAGS)
    body = root.find(f"{_W}body")
    if body is None:
        raise archive.damaged()
    relations = list(find_relations(archive, main).values())
    styles = next((one.path for one in relations if one.kind == "styles"), "")
    reader = _Reader(_looks(read_part(archive, styles, most_tags=_MOST_TAGS)))
    paragraphs = take_paragraphs(reader.blocks(body))
    notes = (*_notes(body, n_boxes=reader.n_boxes), *_margins(archive, relations))
    parsed = Document(paragraphs, notes)
    if not parsed.has_words:
        raise ReadError(
            "The Word document has no words in its pages.",
            expected="a transcript as paragraphs or table rows.",
            remedy="Check that the talk is not in a picture.",
        )
    return parsed


def _looks(root: Any) -> dict[str, Look]:
    """What the styles of a document say of bold and italic, those that they build on included."""
    if root is None:
        return {}
    styles = {style.get(f"{_W}styleId"): style for style in root.iterchildren(f"{_W}style")}
    found: dict[str, Look] = {}
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
        own = style.find(f"{_W}rPr/{_W}{switch}")
        if own is not None:
            return own.get(_VALUE) not in _OFF
        basis = style.find(f"{_W}basedOn")
        name = basis.get(f"{_W}val", "") if basis is not None else ""
    return None


def _runs(element: Any) -> Iterator[Any]:
    """The runs of a paragraph, also those in links and accepted insertions."""
    for child in element.iterchildren():
        tag = child.tag
        if tag == _RUN:
            yield child
        elif tag not in _SKIPPED and len(child):
            yield from _runs(child)


def _words_of(run: Any) -> tuple[str, Any]:
    """The words of a run, and its own formatting, None without any."""
    parts, look = [], None
    for child in run.iterchildren():
        tag = child.tag
        if tag == _TEXT:
            parts.append(child.text or "")
        elif tag == _LOOK:
            look = child
        elif tag in _CHARACTERS:
            parts.append(_CHARACTERS[tag])
    return "".join(parts), look


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in containers."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _within(child, tag)


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


def _notes(body: Any, *, n_boxes: int) -> tuple[str, ...]:
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
    return tuple(notes)


def _margins(archive: Archive, relations: Iterable[Relation]) -> list[str]:
    """A note on page headers and footers, with their words."""
    found: dict[str, None] = {}
    paths = dict.fromkeys(one.path for one in relations if one.kind in ("header", "footer"))
    for path in list(paths)[:_MOST_MARGINS]:
        element = read_part(archive, path, most_tags=_MOST_TAGS)
        texts = [] if element is None else [node.text or "" for node in element.iter(_TEXT)]
        if words := " ".join("".join(texts).split()):
            found[words] = None
    if not found:
        return []
    shown = "; ".join(words[:60] for words in found)
    return [f"page headers and footers left out: {shown}"]

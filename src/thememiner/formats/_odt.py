"""Turns the bytes of an OpenDocument text (LibreOffice) into its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
from thememiner.formats._xml import local_name, parse_xml

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_WHAT = "OpenDocument text"
_MOST_XML = 64 * MEGABYTE
_MOST_TAGS = 750_000
_MOST_BLANKS = 40
_BLANKS = re.compile(r"[ \t\r\n]+")
_STYLE_NAME = f"{_TEXT}style-name"
_CHARACTERS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_LEFT_OUT = ("note", "annotation", "tracked-changes")
_NEVER = frozenset(
    (*_LEFT_OUT, "ruby-text", "script", "title", "desc", "sequence-decls", "variable-decls")
)
_GROUPS = frozenset(
    f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")
)
_BOXES = frozenset((f"{_DRAW}frame", f"{_DRAW}custom-shape", f"{_DRAW}rect", f"{_DRAW}g"))

Look = tuple[bool | None, bool | None]


@dataclass
class _Reader:
    """What is known of a document while its body is walked.

    Attributes:
        looks: style name to what its words are: bold, italic; None where it says nothing.
        n_tables: tables seen so far.
        n_boxes: text boxes seen so far.
    """

    looks: Mapping[str, Look]
    n_tables: int = 0
    n_boxes: int = 0
    boxes: list[Any] = field(default_factory=list)

    def blocks(self, container: Any) -> Iterator[Paragraph]:
        """Paragraphs, table rows and text boxes below a container, in reading order."""
        for child in container.iterchildren():
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield self.paragraph(child)
                yield from self.anchored()
            elif child.tag == f"{_TABLE}table":
                yield from self.rows(child)
            elif child.tag in _BOXES:
                self.boxes.append(child)
                yield from self.anchored()
            elif local_name(child) not in _NEVER:
                yield from self.blocks(child)

    def anchored(self) -> Iterator[Paragraph]:
        """The words of text boxes that were met in the paragraph before."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            found = list(self.blocks(box))
            self.n_boxes += any(paragraph.text.strip() for paragraph in found)
            yield from found

    def rows(self, table: Any) -> Iterator[Paragraph]:
        """The rows of a table, not those of tables in its cells."""
        self.n_tables += 1
        number = self.n_tables
        for row in _rows(table):
            cells = row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
            yield make_row([list(self.blocks(cell)) for cell in cells], table=number)

    def paragraph(self, element: Any) -> Paragraph:
        """A paragraph with the looks of its spans."""
        runs: list[Run] = []
        self.add_runs(element, (None, None), runs)
        return make_paragraph(runs)

    def add_runs(self, element: Any, look: Look, runs: list[Run]) -> None:
        """Add the words of an element; white space in the XML counts once."""
        look = _over(self.looks.get(element.get(_STYLE_NAME) or ""), look)
        _add(element.text, look, runs)
        for child in element.iterchildren():
            tag = child.tag
            if tag in _CHARACTERS:
                runs.append(Run(_CHARACTERS[tag] * _blanks(child)))
            elif tag in _BOXES:
                self.boxes.append(child)
            elif local_name(child) not in _NEVER:
                self.add_runs(child, look, runs)
            _add(child.tail, look, runs)


def parse_odt(data: bytes) -> Document:
    """Parse an OpenDocument text.

    Args:
        data: the bytes of the whole file.

    Returns:
        Its paragraphs, table rows and text boxes among them in their place.

    Raises:
        ReadError: the file is protected by a password, of another kind, a bomb, truncated, or has
            no words.
    """
    archive = Archive(data, what=_WHAT)
    _refuse_protected(archive)
    content, styles = _part(archive, "content.xml"), _part(archive, "styles.xml")
    if content is None:
        raise archive.damaged()
    text = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if text is None:
        raise _other_kind(content.find(f"{_OFFICE}body"))
    reader = _Reader(_looks([root for root in (styles, content) if root is not None]))
    paragraphs = take_paragraphs(reader.blocks(text))
    document = Document(paragraphs, _notes(text, styles, n_boxes=reader.n_boxes))
    if not document.has_words:
        raise ReadError(
            "The OpenDocument text has no words in its pages.",
            expected="a transcript as paragraphs or table rows.",
            remedy="Check that the talk is not in a picture.",
        )
    return document


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, also those in groups of rows."""
    for child in table.iterchildren():
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _part(archive: Archive, name: str) -> Any:
    member = archive.find(name)
    if member is None:
        return None
    data = archive.read_xml(member, most=_MOST_XML, most_tags=_MOST_TAGS)
    return parse_xml(data, damaged=archive.damaged(member.name))


def _refuse_protected(archive: Archive) -> None:
    manifest = archive.find("META-INF/manifest.xml")
    told = archive.read(manifest, most=MEGABYTE) if manifest else b""
    if archive.find("encrypted-package") or b"encryption-data" in told:
        raise ReadError(
            f"The {_WHAT} is protected by a password.",
            expected="a document without a password.",
            remedy="Open it in LibreOffice and save it again without a password.",
        )


def _other_kind(body: Any) -> ReadError:
    kind = local_name(body[0]) if body is not None and len(body) else "file without a body"
    return ReadError(
        f"The file is an OpenDocument {kind}, not a text.",
        expected="a transcript that was saved as .odt from a word processor.",
        remedy="Save the talk as .odt, .docx or .txt.",
    )


def _add(text: str | None, look: Look, runs: list[Run]) -> None:
    """Add words from XML, in which line ends and tabs are nothing but blanks."""
    if text:
        runs.append(Run(_BLANKS.sub(" ", text), bool(look[0]), bool(look[1])))


def _blanks(element: Any) -> int:
    count = element.get(f"{_TEXT}c") or "1"
    return min(int(count), _MOST_BLANKS) if count.isdecimal() else 1


def _over(own: Look | None, basis: Look) -> Look:
    """A style's own look where it has one, else the look around it."""
    bold, italic = own or (None, None)
    return (basis[0] if bold is None else bold, basis[1] if italic is None else italic)


def _looks(roots: list[Any]) -> dict[str, Look]:
    """What each style says of bold and italic, those that it builds on included."""
    styles = {
        style.get(f"{_STYLE}name"): style for root in roots for style in root.iter(f"{_STYLE}style")
    }
    return {name: _inherited(styles, name) for name in styles if name}


def _inherited(styles: Mapping[str, Any], name: str) -> Look:
    look: Look = (None, None)
    for _ in range(12):
        style = styles.get(name)
        if style is None:
            break
        properties = style.find(f"{_STYLE}text-properties")
        if properties is not None:
            weight = properties.get(f"{_FORMAT}font-weight")
            slant = properties.get(f"{_FORMAT}font-style")
            own = (
                None if weight is None else weight in ("bold", "600", "700", "800", "900"),
                None if slant is None else slant in ("italic", "oblique"),
            )
            look = _over(look, own)
        name = style.get(f"{_STYLE}parent-style-name") or ""
    return look


def _notes(text: Any, styles: Any, *, n_boxes: int) -> tuple[str, ...]:
    counts = Counter(local_name(element) for element in text.iter(*_tags_left_out()))
    notes = []
    if counts["tracked-changes"]:
        notes.append("the document has tracked changes: they were read as if accepted")
    if n_boxes:
        notes.append(f"{counted(n_boxes, 'text box', 'text boxes')} read where they are anchored")
    if counts["note"]:
        notes.append(f"{counted(counts['note'], 'footnote')} left out")
    if counts["annotation"]:
        notes.append(f"{counted(counts['annotation'], 'comment')} in the margin left out")
    found: dict[str, None] = {}
    if styles is not None:
        for part in styles.iter(f"{_STYLE}header", f"{_STYLE}footer"):
            if words := " ".join("".join(part.itertext()).split()):
                found[words] = None
    if found:
        shown = "; ".join(words[:60] for words in found)
        notes.append(f"page headers and footers left out: {shown}")
    return tuple(notes)


def _tags_left_out() -> tuple[str, ...]:
    return (f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}tracked-changes")

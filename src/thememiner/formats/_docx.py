"""Turns the bytes of a Word document into its paragraphs, with what is bold at their start."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from thememiner.errors import ReadError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _TAB, _BREAK, _RETURN = f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"
_HYPHEN = f"{_W}noBreakHyphen"
_SKIPPED = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText")
)
_NOT_XML = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or a table row (cells parted by tabs); line breaks inside it are LF.

    Attributes:
        text: the words; deleted text of tracked changes is left out.
        bold: True if the first run with words is bold.
        italic: True if the first run with words is italic.
        lead: the words at the start that are all bold, empty where the first run is not.
    """

    text: str
    bold: bool = False
    italic: bool = False
    lead: str = ""


@dataclass(frozen=True)
class Document:
    """The paragraphs of a document in reading order, and notes on what was left out."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()


def parse_docx(data: bytes) -> Document:
    """Parse a Word document.

    Args:
        data: the bytes of the whole file.

    Returns:
        Its paragraphs, table rows among them in their place.

    Raises:
        ReadError: the file is protected by a password, an old .doc, truncated, or has no words.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable("The document is protected by a password, or is an old .doc file.")
    body = _body(data)
    paragraphs = tuple(_blocks(body))
    if not any(paragraph.text.strip() for paragraph in paragraphs):
        raise ReadError(
            "The Word document has no words in its pages.",
            expected="a transcript as paragraphs or table rows.",
            remedy="Check that the talk is not in a picture or a text box.",
        )
    return Document(paragraphs, _notes(body))


def _body(data: bytes) -> Any:
    """The document's body element."""
    import docx

    try:
        return docx.Document(io.BytesIO(data)).element.body
    except Exception as error:  # a damaged archive fails in many ways: zip, XML, missing parts
        raise _unreadable(
            "The file is not a Word document, or it is damaged or cut off."
        ) from error


def _unreadable(found: str) -> ReadError:
    return ReadError(
        found,
        expected="a Word document (.docx) without a password.",
        remedy="Open it in Word, save it again as .docx without a password, or as .txt.",
    )


def _notes(body: Any) -> tuple[str, ...]:
    notes = []
    if next(body.iter(f"{_W}ins", f"{_W}del"), None) is not None:
        notes.append("the document has tracked changes: they were read as if accepted")
    boxes = (box for box in body.iter(f"{_W}txbxContent"))
    if any(node.text for box in boxes for node in box.iter(_TEXT)):
        notes.append("text boxes in the document were not read")
    return tuple(notes)


def _blocks(container: Any) -> Iterator[Paragraph]:
    """Paragraphs and table rows below a container, in reading order."""
    for child in container.iterchildren():
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield from (_row(row) for row in child.iter(f"{_W}tr") if _owner(row) is child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo"):
            yield from _blocks(child)


def _owner(row: Any) -> Any:
    """The table that a row belongs to."""
    return next(row.iterancestors(f"{_W}tbl"), None)


def _row(row: Any) -> Paragraph:
    """A table row as one paragraph: cells parted by tabs, inner paragraphs by line breaks."""
    cells = [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
    blocks = [list(_blocks(cell)) for cell in cells]
    first = blocks[0][0] if blocks and blocks[0] else Paragraph("")
    texts = ["\n".join(part.text for part in cell if part.text.strip()) for cell in blocks]
    return Paragraph("\t".join(texts).rstrip("\t"), first.bold, first.italic, first.lead)


def _paragraph(element: Any) -> Paragraph:
    runs = [(text, run) for run in _runs(element) if (text := _run_text(run))]
    first = next((run for text, run in runs if text.strip()), None)
    lead = ""
    for text, run in runs:
        if text.strip() and not _is_on(run, "b"):
            break
        lead += text
    return Paragraph(
        "".join(text for text, _ in runs),
        bold=first is not None and _is_on(first, "b"),
        italic=first is not None and _is_on(first, "i"),
        lead=lead.strip(),
    )


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
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _TAB:
            parts.append("\t")
        elif child.tag in (_BREAK, _RETURN):
            parts.append("\n")
        elif child.tag == _HYPHEN:
            parts.append("-")
    return _NOT_XML.sub("\ufffd", "".join(parts))


def _is_on(run: Any, name: str) -> bool:
    """Whether a run's own formatting switches bold (``b``) or italic (``i``) on."""
    switch = run.find(f"{_W}rPr/{_W}{name}")
    return switch is not None and switch.get(f"{_W}val") not in ("0", "false", "none", "off")

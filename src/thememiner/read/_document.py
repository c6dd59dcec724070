"""Turns the paragraphs of a document, of whatever format, into a ``Transcript``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from thememiner.formats._document import Document, Paragraph
from thememiner.read._looks import find_looks
from thememiner.read._make import clean_text, make_transcript, source_of
from thememiner.read._numbers import without_line_numbers
from thememiner.read._refused import refuse_other_documents
from thememiner.read._tables import find_rows
from thememiner.read._text import Reading, find_turns
from thememiner.records import Transcript

_LONGEST_LEAD = 40


def document_transcript(document: Document, data: bytes, *, format: str) -> Transcript:
    """Find the talk in a document: table rows, else labels, else bold or italic questions.

    Args:
        document: the paragraphs in reading order.
        data: the bytes that they came from.
        format: the format's name for the transcript's source.

    Raises:
        ReadError: the document is no transcript, or nobody says anything in it.
    """
    paragraphs = [_cleaned(paragraph) for paragraph in document.paragraphs]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    source = source_of(data, format=format)
    refuse_other_documents([paragraph.text for paragraph in paragraphs])
    if rows := find_rows(paragraphs):
        return make_transcript(
            rows.turns,
            source=source,
            notes=document.notes + rows.notes,
            front=rows.front,
            doubts=rows.doubts,
        )
    paragraphs, told = _unnumbered(paragraphs)
    text, leads = _as_text(paragraphs)
    reading = find_turns(text, leads=leads)
    text = reading.text
    refuse_other_documents(
        [paragraph.text for paragraph in paragraphs], labelled=bool(reading.labelling.starts)
    )
    notes = document.notes + told
    if not reading.labelling.starts and (looks := find_looks(paragraphs)):
        return make_transcript(
            looks.turns,
            source=source,
            notes=notes + looks.notes,
            front=looks.front,
            doubts=looks.doubts,
        )
    return make_transcript(
        (
            (turn.speaker, _speech(text[turn.start : turn.end]), turn.began_s, turn.ended_s)
            for turn in reading.turns
        ),
        source=source,
        notes=notes + reading.notes,
        front=_front(text, reading),
        legend=reading.header.legend,
        doubts=reading.labelling.doubts,
    )


def _cleaned(paragraph: Paragraph) -> Paragraph:
    text = clean_text(paragraph.text).replace("\v", "\n").replace("\f", "\n").strip(" \n")
    if text == paragraph.text and not paragraph.lead and not paragraph.cells:
        return paragraph
    cells = tuple(clean_text(cell) for cell in paragraph.cells)
    return replace(paragraph, text=text, lead=clean_text(paragraph.lead), cells=cells)


def _unnumbered(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], tuple[str, ...]]:
    """Paragraphs without the line numbers that somebody typed or printed before them."""
    lines = [paragraph.text.split("\n") for paragraph in paragraphs]
    bare, told = without_line_numbers([line for some in lines for line in some])
    if not told:
        return list(paragraphs), ()
    rest = iter(bare)
    out = []
    for paragraph, some in zip(paragraphs, lines, strict=True):
        text = "\n".join(next(rest) for _ in some).strip(" \n")
        lead = re.sub(r"^\d+\s*", "", paragraph.lead)
        out.append(replace(paragraph, text=text, lead=lead))
    return [paragraph for paragraph in out if paragraph.text.strip()], told


def _as_text(paragraphs: Sequence[Paragraph]) -> tuple[str, dict[int, str]]:
    """Paragraphs parted by blank lines, and where bold words begin one."""
    parts: list[str] = []
    leads: dict[int, str] = {}
    position = 0
    for paragraph in paragraphs:
        if paragraph.lead and len(paragraph.lead) <= _LONGEST_LEAD and "\n" not in paragraph.lead:
            leads[position] = paragraph.lead
        parts.append(paragraph.text)
        position += len(paragraph.text) + 2
    return "\n\n".join(parts), leads


def _speech(text: str) -> str:
    """Line breaks inside a paragraph become blanks; paragraphs of a turn stay apart."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def _front(text: str, reading: Reading) -> str:
    return text[: reading.first]

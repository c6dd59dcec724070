"""Turns a Word document into a ``Transcript``: labels in paragraphs, table rows or bold words."""

from __future__ import annotations

import re

from thememiner.formats._docx import Paragraph, parse_docx
from thememiner.read._make import clean_text, make_transcript, source_of
from thememiner.read._text import Reading, find_turns
from thememiner.records import Transcript


def read_docx(data: bytes, *, format: str = "docx") -> Transcript:
    """Read the bytes of a Word document.

    Raises:
        ReadError: the document is protected, damaged or has no words.
    """
    document = parse_docx(data)
    text, leads = _as_text(document.paragraphs)
    reading = find_turns(text, leads=leads)
    return make_transcript(
        (
            (turn.speaker, _speech(text[turn.start : turn.end]), turn.began_s, turn.ended_s)
            for turn in reading.turns
        ),
        source=source_of(data, format=format),
        notes=document.notes + reading.notes,
        front=_front(text, reading),
        legend=reading.header.legend,
        doubts=reading.labelling.doubts,
    )


def _as_text(paragraphs: tuple[Paragraph, ...]) -> tuple[str, dict[int, str]]:
    """Paragraphs parted by blank lines, and where bold words begin one."""
    parts: list[str] = []
    leads: dict[int, str] = {}
    position = 0
    for paragraph in paragraphs:
        text = clean_text(paragraph.text).strip(" \n")
        if not text.strip():
            continue
        if paragraph.lead and len(paragraph.lead) <= 40 and "\n" not in paragraph.lead:
            leads[position] = paragraph.lead
        parts.append(text)
        position += len(text) + 2
    return "\n\n".join(parts), leads


def _speech(text: str) -> str:
    """Line breaks inside a paragraph become blanks; paragraphs of a turn stay apart."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def _front(text: str, reading: Reading) -> str:
    return text[: reading.first]

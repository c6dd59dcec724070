"""Turns a Word document into a ``Transcript``: labels in paragraphs, table rows or bold words."""

from __future__ import annotations

from thememiner.formats._docx import parse_docx
from thememiner.read._document import document_transcript
from thememiner.records import Transcript


def read_docx(data: bytes, *, format: str = "docx") -> Transcript:
    """Read the bytes of a Word document.

    Raises:
        ReadError: the document is protected, damaged, has no words, or is no transcript.
    """
    return document_transcript(parse_docx(data), data, format=format)

"""Turns a rich text document into a ``Transcript``, as a Word document is read."""

from __future__ import annotations

from thememiner.formats._rtf import parse_rtf
from thememiner.read._document import document_transcript
from thememiner.records import Transcript


def read_rtf(data: bytes, *, format: str = "rtf") -> Transcript:
    """Read the bytes of a rich text document.

    Raises:
        ReadError: the document is no rich text, is cut off, has no words, or is no transcript.
    """
    return document_transcript(parse_rtf(data), data, format=format)

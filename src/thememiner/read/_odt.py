"""Turns an OpenDocument text into a ``Transcript``, as a Word document is read."""

from __future__ import annotations

from thememiner.formats._odt import parse_odt
from thememiner.read._document import document_transcript
from thememiner.records import Transcript


def read_odt(data: bytes, *, format: str = "odt") -> Transcript:
    """Read the bytes of an OpenDocument text.

    Raises:
        ReadError: the document is protected, damaged, has no words, or is no transcript.
    """
    return document_transcript(parse_odt(data), data, format=format)

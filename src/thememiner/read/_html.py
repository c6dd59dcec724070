"""Turns a web page into a ``Transcript``, as a Word document is read."""

from __future__ import annotations

from thememiner.formats._webpage import parse_webpage
from thememiner.read._document import document_transcript
from thememiner.records import Transcript


def read_html(data: bytes, *, format: str = "html") -> Transcript:
    """Read the bytes of a web page.

    Raises:
        ReadError: the page is no text, shows no words, or is no transcript.
    """
    return document_transcript(parse_webpage(data), data, format=format)

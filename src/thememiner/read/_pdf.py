"""Turns a PDF into a ``Transcript``: lines to paragraphs, then as a Word document is read."""

from __future__ import annotations

from thememiner.formats._pdf import parse_pdf
from thememiner.read._document import document_transcript
from thememiner.read._pages import pages_document
from thememiner.records import Transcript


def read_pdf(data: bytes, *, format: str = "pdf") -> Transcript:
    """Read the bytes of a PDF.

    Raises:
        ReadError: the PDF is protected, damaged, holds only pictures, or is no transcript.
    """
    return document_transcript(pages_document(parse_pdf(data)), data, format=format)

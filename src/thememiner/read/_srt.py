"""Turns SubRip and YouTube captions into a ``Transcript``: captions of one speaker, one turn."""

from __future__ import annotations

from thememiner.formats._srt import parse_sbv, parse_srt
from thememiner.formats._text import decode_text
from thememiner.formats._vtt import parse_vtt
from thememiner.read._make import clean_text
from thememiner.read._vtt import join_captions
from thememiner.records import Transcript


def read_srt(data: bytes, *, format: str = "srt") -> Transcript:
    """Read the bytes of a SubRip (``srt``) or YouTube (``sbv``) caption file.

    Raises:
        ReadError: the bytes are empty, too many, not text, or hold no captions.
    """
    decoded = decode_text(data)
    return _transcript(decoded.text, data, format=format, notes=decoded.notes)


def parse_subtitles(text: str, *, format: str = "srt") -> Transcript:
    """Read captions that are already decoded.

    Raises:
        ReadError: there are no captions in the text.
    """
    text = clean_text(text)
    return _transcript(text, text.encode("utf-8"), format=format, notes=())


def _transcript(text: str, data: bytes, *, format: str, notes: tuple[str, ...]) -> Transcript:
    if text.lstrip().startswith("WEBVTT"):
        parse, notes = parse_vtt, (*notes, "the file holds WebVTT captions")
    else:
        parse = parse_sbv if format == "sbv" else parse_srt
    cues, told = parse(text)
    return join_captions(cues, data=data, format=format, notes=notes + told)

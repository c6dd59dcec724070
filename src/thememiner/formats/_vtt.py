"""Turns the text of a WebVTT caption file into cues.

Our own small parse: transcription services write cues with broken times, two voices in one cue
and blank lines inside a cue, and none of that speech may be lost.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from thememiner.errors import ReadError
from thememiner.formats._limits import MOST_CHARACTERS, check_count

_ARROW = re.compile(r"^\s*(\S+)\s*-->\s*(\S*)")
_STAMP = re.compile(r"^(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d(?:[.,]\d{1,6})?)$")
_VOICES = re.compile(r"(?=<v[. \t])|(?<=</v>)", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:[.\s][^<>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
MOST_CUES = 60_000
MOST_CAPTION_LINES = 100_000
_NO_SPEECH = re.compile(r"^[\d\s:.,>-]*$")
_BLOCKS_WITHOUT_SPEECH = (["NOTE"], ["STYLE"], ["REGION"], ["WEBVTT"])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cue: who speaks by its voice tag (None without one) and the words."""

    voice: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of captions; times in seconds, None where the file's times are broken."""

    began_s: float | None
    ended_s: float | None
    lines: tuple[Line, ...]


def parse_vtt(text: str) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Parse captions.

    Args:
        text: the file's text with LF line ends and no byte-order mark.

    Returns:
        The cues that hold words, in file order, and notes on what was out of order.

    Raises:
        ReadError: there is no caption in the text, or there are more than a conversation has.
    """
    check_captions(text)
    cues: list[Cue] = []
    n_broken = n_stray = n_lines = 0
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n"))
    for block in blocks:
        lines = block.split("\n")
        if lines[0].split()[:1] in _BLOCKS_WITHOUT_SPEECH and not _times_of(lines):
            continue
        began_s, ended_s, payload, timed = _cue_parts(lines)
        spoken = _voices(payload)
        if not spoken:
            continue
        n_broken += timed and (began_s is None or ended_s is None)
        n_stray += not timed
        cues.append(Cue(began_s, ended_s, spoken))
        n_lines += len(spoken)
        check_count(n_lines, most=MOST_CAPTION_LINES, nouns="lines of captions")
    if not cues or n_stray == len(cues):
        raise _no_captions(has_header=text.lstrip().startswith("WEBVTT"))
    return tuple(cues), _notes(n_broken, n_stray, text)


def check_captions(text: str) -> None:
    """Let files pass that hold no more captions, lines and tags than a conversation has.

    Raises:
        ReadError: there are more.
    """
    check_count(len(text), most=MOST_CHARACTERS, nouns="characters")
    check_count(text.count("->"), most=MOST_CUES, nouns="captions")
    check_count(text.count("\n"), most=5 * MOST_CUES, nouns="lines")
    check_count(text.count("<"), most=5 * MOST_CUES, nouns="tags")


def seconds(stamp: str) -> float | None:
    """A time such as ``1:02:03.500`` or ``00:09`` in seconds; None if it is not a time."""
    match = _STAMP.match(stamp)
    if not match:
        return None
    hours, minutes, rest = match.groups()
    return round(int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", ".")), 3)


def _times_of(lines: list[str]) -> int:
    """The number of the line with the arrow, counted from 1; 0 without one."""
    return next((n for n, line in enumerate(lines, 1) if "-->" in line), 0)


def _cue_parts(lines: list[str]) -> tuple[float | None, float | None, list[str], bool]:
    """A block's times, the lines of speech in it, and whether it has a line of times at all."""
    n = _times_of(lines)
    if not n:
        return None, None, [line for line in lines if not _NO_SPEECH.match(line)], False
    match = _ARROW.match(lines[n - 1])
    began_s = seconds(match[1]) if match else None
    ended_s = seconds(match[2]) if match else None
    if began_s is not None and ended_s is not None and ended_s < began_s:
        ended_s = None
    return began_s, ended_s, lines[n:], True


def _voices(payload: list[str]) -> tuple[Line, ...]:
    """The lines of a cue cut at voice tags, free of markup; a voice lasts until its end tag."""
    voice: str | None = None
    found: list[Line] = []
    for line in payload:
        if "<" not in line:
            if words := _unescaped(line).strip():
                found.append(Line(voice, words))
            continue
        for piece in _VOICES.split(line):
            match = _VOICE.match(piece.lstrip())
            voice = html.unescape(" ".join(match[1].split())) or None if match else voice
            words = _unescaped(_TAG.sub("", _VOICE.sub("", piece))).strip()
            if words:
                found.append(Line(voice, words))
            if piece.rstrip().lower().endswith("</v>"):
                voice = None
    return tuple(found)


def _unescaped(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _notes(n_broken: int, n_stray: int, text: str) -> tuple[str, ...]:
    notes = []
    if n_broken:
        notes.append(f"{n_broken} captions have broken times; their words were kept without times")
    if n_stray:
        notes.append(f"{n_stray} stretches of text without a line of times were kept as captions")
    if not text.lstrip().startswith("WEBVTT"):
        notes.append("the first line is not WEBVTT; the captions were read all the same")
    return tuple(notes)


def _no_captions(*, has_header: bool) -> ReadError:
    found = (
        "The caption file has a header but no captions with words."
        if has_header
        else ("The file ends in .vtt but holds no captions.")
    )
    return ReadError(
        found,
        expected="a line WEBVTT, then captions such as '00:00:01.000 --> 00:00:04.000' and words.",
        remedy="Export the captions again; if it is a plain transcript, name the file .txt.",
    )

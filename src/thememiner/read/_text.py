"""Turns plain text (.txt, .md) into a ``Transcript``; the text itself stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from thememiner.formats._limits import MOST_TALK, check_count, check_text
from thememiner.formats._text import decode_text, empty_file
from thememiner.read._answers import find_answers
from thememiner.read._header import Header
from thememiner.read._labels import Labelling, find_labels
from thememiner.read._lines import TIME_ALONE, TIME_FIRST, seconds_of
from thememiner.read._make import PlacedTurn, assemble, clean_text, source_of
from thememiner.read._numbers import without_line_numbers
from thememiner.records import Transcript

_CLOSING = re.compile(
    r"\n[ \t]*(?:[*_]*transcribed by https?://\S+|"
    r"[\[(]?(?:end of (?:the )?(?:recording|interview|transcript|audio|discussion|focus group)|"
    r"(?:recording|interview|transcript|audio) ends)[\])]?|"
    r"[^\n:]{1,40} stopped transcription)[.*_]*\s*$",
    re.IGNORECASE,
)

_STAMP_BEHIND = re.compile(r"\s*#(?P<time>\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?)#\Z")


@dataclass(frozen=True)
class Reading:
    """The turns found in a text, and what was learnt on the way."""

    turns: tuple[PlacedTurn, ...]
    first: int
    labelling: Labelling
    notes: tuple[str, ...]

    @property
    def header(self) -> Header:
        """What the top of the file tells."""
        return self.labelling.header


def read_text(data: bytes, *, format: str = "txt") -> Transcript:
    """Read the bytes of a plain-text transcript.

    Raises:
        ReadError: the bytes are empty or not text.
    """
    decoded = decode_text(data)
    return _transcript(decoded.text, data, format=format, notes=decoded.notes)


def parse_text(text: str, *, format: str = "txt") -> Transcript:
    """Read plain text that is already decoded.

    Raises:
        ReadError: the text is empty.
    """
    text = clean_text(text)
    if not text.strip():
        raise empty_file()
    return _transcript(text, text.encode("utf-8"), format=format, notes=())


def _transcript(text: str, data: bytes, *, format: str, notes: tuple[str, ...]) -> Transcript:
    check_text(text)
    lines, numbered = without_line_numbers(text.split("\n"))
    text, notes = "\n".join(lines) if numbered else text, notes + numbered
    reading = find_turns(text)
    return assemble(
        text,
        reading.turns,
        source=source_of(data, format=format),
        notes=notes + reading.notes,
        legend=reading.header.legend,
        doubts=reading.labelling.doubts,
    )


def find_turns(text: str, *, leads: Mapping[int, str] | None = None) -> Reading:
    """Find the turns of a text, with labels or without.

    Args:
        text: text with LF line ends.
        leads: for text from a Word document, line start to the bold words it begins with.
    """
    check_text(text)
    labelling = find_labels(text, leads=leads)
    check_count(len(labelling.starts), most=MOST_TALK, nouns="turns")
    closing = _CLOSING.search(text)
    end = closing.start() if closing else len(text)
    notes = ["the closing line was not taken as talk"] if closing else []
    if not labelling.starts:
        first = _after_header(text, labelling.header)
        turns = tuple(islice(_unlabelled(text, first, end), MOST_TALK + 1))
        where = "at the top"
    else:
        first = labelling.starts[0].start
        turns = tuple(_labelled(text, labelling, end))
        where = "before the first label"
        n_silent = len(labelling.starts) - len(turns)
        if n_silent:
            notes.append(f"{_counted(n_silent, 'label')} without any words passed over")
        if answered := find_answers(text, turns, header=labelling.header):
            notes.append(
                f"only {turns[0].speaker} has a label: the paragraphs below its own were taken "
                "as answers"
            )
            turns, first = answered, min(first, answered[0].start)
    check_count(len(turns), most=MOST_TALK, nouns="turns")
    n_front = sum(1 for line in text[:first].split("\n") if line.strip())
    if n_front:
        notes.append(f"{_counted(n_front, 'line')} {where} kept as front matter")
    return Reading(turns, first, labelling, tuple(notes) + labelling.notes)


def _after_header(text: str, header: Header) -> int:
    """Where the talk may begin in a text without labels."""
    last = max(header.lines, default=-1)
    line_end = text.find("\n", last) if last >= 0 else 0
    return max(header.end, len(text) if line_end < 0 else line_end)


def _counted(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n} {noun}s"


def _labelled(text: str, labelling: Labelling, end: int) -> Iterator[PlacedTurn]:
    """From each label to the next; labels with nothing said are left out."""
    starts, above = labelling.starts, None
    for here, after in zip(starts, [*starts[1:], None], strict=True):
        began_s = above if here.began_s is None else here.began_s
        start, stop = _trimmed(text, here.speech, after.start if after else end)
        stop, above = _without_time_below(text, start, stop) if after else (stop, None)
        stop, ended_s = _without_stamp(text, start, stop)
        if start < stop:
            yield PlacedTurn(here.label, start, stop, began_s, ended_s)


def _without_time_below(text: str, start: int, stop: int) -> tuple[int, float | None]:
    """Where a turn ends if a bare time stands on its last line, and that time: the next begins there."""
    line = max(text.rfind("\n", start, stop) + 1, start)
    if stop - line > 40 or not (match := TIME_ALONE.match(text[line:stop])):
        return stop, None
    return _trimmed(text, start, line)[1], seconds_of(match["time"])


def _without_stamp(text: str, start: int, stop: int) -> tuple[int, float | None]:
    """Where a turn ends without a stamp such as ``#00:01:02-3#`` behind it, and its time."""
    match = _STAMP_BEHIND.search(text, max(start, stop - 24), stop)
    if match is None:
        return stop, None
    return match.start(), seconds_of(match["time"].replace("-", "."))


def _unlabelled(text: str, begin: int, end: int) -> Iterator[PlacedTurn]:
    """One turn a paragraph; a time at its start is not part of the speech."""
    lines = [line for line in text[begin:end].split("\n") if line.strip()]
    n_timed = sum(1 for line in lines if ":" in line[:40] and TIME_FIRST.match(line[:40]))
    parts = r"[^\n]+" if 2 * n_timed >= len(lines) else r"[^\n]+(?:\n[^\S\n]*\S[^\n]*)*"
    for match in re.finditer(parts, text[begin:end]):
        start, stop = _trimmed(text, begin + match.start(), begin + match.end())
        head, began_s = text[start : min(start + 40, stop)], None
        if n_timed > 1 and (stamp := TIME_FIRST.match(head)):
            start, began_s = start + stamp.end(), seconds_of(stamp["time"])
            head = text[start : min(start + 40, stop)]
        if start < stop and not (start + len(head) == stop and TIME_ALONE.match(head)):
            yield PlacedTurn(None, start, stop, began_s)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its ends."""
    inner = text[start : max(start, end)].rstrip()
    return start + len(inner) - len(inner.lstrip()), start + len(inner)

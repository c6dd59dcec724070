"""Turns plain text (.txt, .md) into a ``Transcript``; the text itself stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from thememiner.formats._document import Paragraph, Style
from thememiner.formats._limits import MOST_TALK, check_count, check_text
from thememiner.formats._text import decode_text, empty_file
from thememiner.read._answers import find_answers
from thememiner.read._clock import seconds_of
from thememiner.read._header import Header
from thememiner.read._labels import Labelling, find_labels
from thememiner.read._lines import TIME_ALONE, TIME_FIRST
from thememiner.read._looks import find_looks
from thememiner.read._make import PlacedTurn, assemble, clean_text, make_transcript, source_of
from thememiner.read._margins import without_margins
from thememiner.read._numbers import without_line_numbers
from thememiner.read._refused import refuse_other_documents
from thememiner.read._srt import read_srt
from thememiner.read._time_lines import take_first_times, without_time_lines
from thememiner.read._vtt import read_vtt
from thememiner.records import Transcript

_CLOSING = re.compile(
    r"\n[ \t]*(?:[*_]*transcribed by https?://\S+|"
    r"[\[(]?(?:end of (?:the )?(?:recording|interview|transcript|audio|discussion|focus group)|"
    r"(?:recording|interview|transcript|audio) ends)(?:[ \t,–-]+[\d:.]{4,11})?[\])]?|"
    r"[^\n:]{1,40} stopped transcription|"
    r"transcription ended after [\d:]{4,9}(?:\s+this editable transcript was computer generated[^\n]*)?)"
    r"[.*_]*\s*$",
    re.IGNORECASE,
)

_CUE = re.compile(r"^\d+[ \t]*\n[\d:.,]{5,16}[ \t]+-->", re.MULTILINE)
_MARKED = re.compile(r"(?P<signs>\*\*|__|\*|_)(?P<words>[^*_]+)(?P=signs)")
_STAMP_BEHIND = re.compile(r"\s*#(?P<time>\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?)#\Z")


@dataclass(frozen=True)
class Reading:
    """The turns found in a text, and what was learnt on the way.

    Attributes:
        text: the text that the turns are spans of: times on lines of their own are left out.
    """

    text: str
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
    if captions := _captions(text):
        return captions(data, format=format)
    text, margins = without_margins(text)
    lines, numbered = without_line_numbers(text.split("\n"))
    text = "\n".join(lines) if numbered else text
    notes += margins + numbered
    reading, source = find_turns(text), source_of(data, format=format)
    if not reading.labelling.starts:
        blocks = re.split(r"\n[^\S\n]*\n", text)
        refuse_other_documents(blocks, labelled=False)
        if looks := find_looks(_marked_paragraphs(blocks)) if format == "md" else None:
            return make_transcript(
                looks.turns,
                source=source,
                notes=notes + looks.notes,
                front=looks.front,
                doubts=looks.doubts,
            )
    return assemble(
        reading.text,
        reading.turns,
        source=source,
        notes=notes + reading.notes,
        legend=reading.header.legend,
        doubts=reading.labelling.doubts,
    )


def _captions(text: str) -> Callable[..., Transcript] | None:
    """What reads text that is a caption file under another name; None for other text."""
    if text.lstrip().startswith("WEBVTT"):
        return read_vtt
    n_cues = sum(1 for _ in _CUE.finditer(text)) if "-->" in text else 0
    return read_srt if n_cues > 1 and 5 * n_cues >= text.count("\n") + 1 else None


def _marked_paragraphs(blocks: Sequence[str]) -> list[Paragraph]:
    """Paragraphs of Markdown that are bold or italic as a whole, without the signs, and others."""
    paragraphs = []
    for block in map(str.strip, blocks):
        if match := _MARKED.fullmatch(block):
            style: Style = "bold" if len(match["signs"]) > 1 else "italic"
            paragraphs.append(Paragraph(match["words"], style=style))
        elif block:
            paragraphs.append(Paragraph(block))
    return paragraphs


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
        turns = take_first_times(text, tuple(_labelled(text, labelling, end)))
        text, turns, told = without_time_lines(text, turns)
        notes += told
        where = "before the first label"
        n_silent = len(labelling.starts) - len(turns)
        if n_silent:
            notes.append(f"{_counted(n_silent, 'label')} without any words passed over")
        if answered := find_answers(text, turns, header=labelling.header):
            notes.append(
                f"only {turns[0].speaker} has a label: the paragraphs below its own were taken "
                "as answers"
            )
            if labelling.is_written:  # what stands above its questions is nobody's answer
                answered = tuple(turn for turn in answered if turn.start >= turns[0].start)
            turns, first = answered, min(first, answered[0].start)
    check_count(len(turns), most=MOST_TALK, nouns="turns")
    n_front = sum(1 for line in text[:first].split("\n") if line.strip())
    if n_front:
        notes.append(f"{_counted(n_front, 'line')} {where} kept as front matter")
    return Reading(text, turns, first, labelling, tuple(notes) + labelling.notes)


def _after_header(text: str, header: Header) -> int:
    """Where the talk may begin in a text without labels."""
    last = max(header.lines, default=-1)
    line_end = text.find("\n", last) if last >= 0 else 0
    return max(header.end, len(text) if line_end < 0 else line_end)


def _counted(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n} {noun}s"


def _labelled(text: str, labelling: Labelling, end: int) -> Iterator[PlacedTurn]:
    """From each label to the next; labels with nothing said are left out."""
    starts = labelling.starts
    _, above = _without_time_below(text, 0, len(text[: starts[0].start].rstrip()))
    for here, after in zip(starts, [*starts[1:], None], strict=True):
        began_s = above if here.began_s is None else here.began_s
        start, stop = _trimmed(text, here.speech, after.start if after else end)
        stop, above = _without_time_below(text, start, stop) if after else (stop, None)
        stop, ended_s = _without_stamp(text, start, stop)
        if here.convention == "mark" and text[start:stop].endswith(" |"):
            stop -= 2
        if start < stop:
            yield PlacedTurn(here.label, start, stop, began_s, ended_s)


def _without_time_below(text: str, start: int, stop: int) -> tuple[int, float | None]:
    """Where a turn ends if a bare time stands on its last line, and that time: the next begins there.

    A turn that is a time and nothing else stays.
    """
    line = max(text.rfind("\n", start, stop) + 1, start)
    if line == start > 0 or stop - line > 40 or not (match := TIME_ALONE.match(text[line:stop])):
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
    timed = [line[:40] for line in lines if ":" in line[:40]]
    n_timed = sum(1 for line in timed if TIME_FIRST.match(line))
    n_alone = sum(1 for line in timed if TIME_ALONE.match(line))
    by_line = 2 * n_timed >= len(lines) or (n_alone > 1 and 3 * n_alone >= len(lines))
    parts = r"[^\n]+" if by_line else r"[^\n]+(?:\n[^\S\n]*\S[^\n]*)*"
    above: float | None = None
    for match in re.finditer(parts, text[begin:end]):
        start, stop = _trimmed(text, begin + match.start(), begin + match.end())
        head, began_s = text[start : min(start + 40, stop)], None
        if n_timed > 1 and (stamp := TIME_FIRST.match(head)):
            start, began_s = start + stamp.end(), seconds_of(stamp["time"])
            head = text[start : min(start + 40, stop)]
        if start + len(head) == stop and (alone := TIME_ALONE.match(head)):
            above = seconds_of(alone["time"])
        elif start < stop:
            yield PlacedTurn(None, start, stop, above if began_s is None else began_s)
            above = None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its ends."""
    inner = text[start : max(start, end)].rstrip()
    return start + len(inner) - len(inner.lstrip()), start + len(inner)

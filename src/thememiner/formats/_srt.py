"""Turns the text of SubRip (.srt) and YouTube (.sbv) captions into cues.

Our own small parse: the libraries put the words of a caption with broken times into the caption
before, or refuse the file, and lose words that stand before the first caption.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from thememiner.errors import ReadError
from thememiner.formats._limits import check_count
from thememiner.formats._vtt import (
    MOST_CAPTION_LINES,
    MOST_CUES,
    Cue,
    Line,
    check_captions,
    seconds,
)

_TIME = r"\d+[:.,;]\S*"
_ARROW = re.compile(rf"\s*({_TIME})?\s*-{{1,3}}>\s*({_TIME})?(?=\s|$)(.*)")
_PLACE_ON_SCREEN = re.compile(r"(?:\s+[\w-]{1,10}:[\d%.,-]+)*\s*$")
_PAIR = re.compile(r"\s*(\d+:\d[\d:]*[.,]\d+),(\d\S*)\s*$")
_NUMBER = re.compile(r"\s*\d{1,7}\s*$")
_TAG = re.compile(
    r"</?(?:i|b|u|s|c|font|v|span)(?:[.\s][^<>]{0,200})?/?>|\{\\[^{}]{0,80}\}", re.IGNORECASE
)

Times = tuple[float | None, float | None]


@dataclass
class _Block:
    """A line of times (None for what stands before the first) and the lines under it."""

    times: Times | None
    lines: list[str] = field(default_factory=list)


def parse_srt(text: str) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Parse SubRip captions.

    Args:
        text: the file's text with LF line ends and no byte-order mark.

    Returns:
        The cues that hold words, in file order, and notes on what was out of order.

    Raises:
        ReadError: there is no caption with words in the text.
    """
    check_captions(text)
    blocks = _without_numbers(_blocks(text.split("\n"), _arrow_line))
    return _cues(blocks, ".srt", "1, then 00:00:01,000 --> 00:00:04,000, then words")


def parse_sbv(text: str) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Parse YouTube captions.

    Args:
        text: the file's text with LF line ends and no byte-order mark.

    Returns:
        The cues that hold words, in file order, and notes on what was out of order.

    Raises:
        ReadError: there is no caption with words in the text.
    """
    check_captions(text)
    blocks = _blocks(text.split("\n"), _pair_line)
    return _cues(blocks, ".sbv", "0:00:01.000,0:00:04.000, then words")


def _blocks(lines: Iterable[str], block_at: Callable[[str], _Block | None]) -> list[_Block]:
    blocks = [_Block(None)]
    for line in lines:
        block = block_at(line)
        if block is None:
            blocks[-1].lines.append(line)
        else:
            blocks.append(block)
    return blocks


def _arrow_line(line: str) -> _Block | None:
    """The block that a line with an arrow between times begins; words behind the times stay."""
    match = _ARROW.match(line) if "->" in line else None
    if not match or not (match[1] or match[2]):
        return None
    behind = [] if _PLACE_ON_SCREEN.match(match[3]) else [match[3]]
    return _Block(_in_order(match[1] or "", match[2] or ""), behind)


def _pair_line(line: str) -> _Block | None:
    match = _PAIR.match(line)
    return _Block(_in_order(match[1], match[2])) if match else None


def _in_order(began: str, ended: str) -> Times:
    """Begin and end in seconds; an end before the begin is broken."""
    began_s, ended_s = seconds(began), seconds(ended)
    if began_s is not None and ended_s is not None and ended_s < began_s:
        ended_s = None
    return began_s, ended_s


def _without_numbers(blocks: Sequence[_Block]) -> Sequence[_Block]:
    """Blocks without the number that stands above each line of times.

    It is that number if a blank line parts it from the words before, or if it goes on counting.
    """
    count = 0
    for block in blocks[:-1]:
        lines = block.lines
        if not lines or not _NUMBER.match(lines[-1]):
            continue
        number = int(lines[-1])
        if len(lines) == 1 or not lines[-2].strip() or number == count + 1:
            lines.pop()
            count = number
    return blocks


def _cues(
    blocks: Sequence[_Block], suffix: str, example: str
) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    check_count(len(blocks), most=MOST_CUES + 1, nouns="captions")
    cues: list[Cue] = []
    n_broken = n_stray = n_silent = n_lines = 0
    for block in blocks:
        spoken = _spoken(block.lines)
        if not spoken:
            n_silent += block.times is not None
            continue
        began_s, ended_s = block.times or (None, None)
        n_broken += block.times is not None and (began_s is None or ended_s is None)
        n_stray += block.times is None
        cues.append(Cue(began_s, ended_s, spoken))
        n_lines += len(spoken)
        check_count(n_lines, most=MOST_CAPTION_LINES, nouns="lines of captions")
    if len(cues) == n_stray:
        raise ReadError(
            f"The file ends in {suffix} but holds no captions with words.",
            expected=f"captions such as {example}.",
            remedy="Export the captions again; if it is a plain transcript, name the file .txt.",
        )
    return tuple(cues), _notes(n_broken, n_stray, n_silent)


def _spoken(lines: Iterable[str]) -> tuple[Line, ...]:
    bare = (_unescaped(line).strip() for line in lines)
    return tuple(Line(None, line) for line in bare if line)


def _unescaped(line: str) -> str:
    """A line without markup, signs written as in web pages resolved."""
    line = _TAG.sub("", line) if "<" in line or "{" in line else line
    return html.unescape(line) if "&" in line else line


def _notes(n_broken: int, n_stray: int, n_silent: int) -> tuple[str, ...]:
    notes = []
    if n_broken:
        captions = "1 caption has" if n_broken == 1 else f"{n_broken} captions have"
        notes.append(f"{captions} broken times; the words were kept without them")
    if n_stray:
        notes.append("the words above the first line of times were kept as a caption")
    if n_silent:
        captions = "1 caption has" if n_silent == 1 else f"{n_silent} captions have"
        notes.append(f"{captions} no words")
    return tuple(notes)

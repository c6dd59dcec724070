"""Turns times that stand alone inside of turns into marks: they are no talk, and are counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thememiner.formats._document import counted
from thememiner.read._clock import seconds_of
from thememiner.read._lines import TIME_ALONE, TIME_FIRST
from thememiner.read._make import PlacedTurn

_LINE = re.compile(
    rf"^(?:{TIME_ALONE.pattern}|[ \t]*#\d{{1,2}}:\d{{2}}:\d{{2}}[-.,]\d{{1,3}}#[ \t]*$)", re.M
)
_SURE = re.compile(r"[\[(<#\])>]|\d:\d\d:\d\d|-->")
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", '"', "”", "’", ")", "]", "-", "–", "—")
_HEAD = 40
_SHARE = 0.8
_MOST_SHOWN = 5


def take_first_times(text: str, turns: Sequence[PlacedTurn]) -> tuple[PlacedTurn, ...]:
    """Turns that begin with a time get it as their begin, where nearly all do or it has a line.

    Args:
        text: the canonical text.
        turns: what stands from each label to the next.
    """
    bare = [_without_first_time(text, turn) for turn in turns]
    n_timed = sum(one != turn for one, turn in zip(bare, turns, strict=True))
    often = n_timed > 1 and n_timed >= _SHARE * len(turns)
    return tuple(
        one if often or _LINE.match(text, turn.start, turn.end) else turn
        for one, turn in zip(bare, turns, strict=True)
    )


def _without_first_time(text: str, turn: PlacedTurn) -> PlacedTurn:
    head = text[turn.start : min(turn.start + _HEAD, turn.end)]
    line = head.split("\n", 1)[0]
    match = TIME_FIRST.match(line) or (TIME_ALONE.match(line) if "\n" in head else None)
    if turn.began_s is not None or match is None:
        return turn
    start = turn.start + match.end()
    rest = text[start : turn.end]
    start += len(rest) - len(rest.lstrip())
    return turn._replace(start=start, began_s=seconds_of(match["time"])) if rest.strip() else turn


def without_time_lines(
    text: str, turns: Sequence[PlacedTurn]
) -> tuple[str, tuple[PlacedTurn, ...], tuple[str, ...]]:
    """Leave out lines inside of turns that are a time and nothing else, such as ``[00:12:30]``.

    Args:
        text: the canonical text.
        turns: in their order.

    Returns:
        The text and the turns in it, and a note with the count. A time that goes on with a sentence
        stays, and so does a turn that is nothing but a time.
    """
    cuts = _cuts(text, turns)
    if not cuts:
        return text, tuple(turns), ()
    times = [text[start:stop].strip() for start, stop in cuts]
    placed, parts, last, n = [], [], 0, 0
    shift = 0
    for turn in turns:
        start = turn.start - shift
        while n < len(cuts) and cuts[n][1] <= turn.end:
            parts.append(text[last : cuts[n][0]])
            last = cuts[n][1]
            shift += last - cuts[n][0]
            n += 1
        placed.append(turn._replace(start=start, end=turn.end - shift))
    parts.append(text[last:])
    more = ", …" if len(times) > _MOST_SHOWN else ""
    told = f"{counted(len(times), 'time')} on a line alone left out of the talk: "
    return "".join(parts), tuple(placed), (told + ", ".join(times[:_MOST_SHOWN]) + more,)


def _cuts(text: str, turns: Sequence[PlacedTurn]) -> list[tuple[int, int]]:
    """Where lines of a time alone stand, each with the white space before it.

    The gap below the time stays.
    """
    found = []
    for turn in turns:
        for match in _LINE.finditer(text, turn.start, turn.end):
            before = text[turn.start : match.start()]
            if before.strip() and not _goes_on(before, match[0]):
                found.append((turn.start + len(before.rstrip()), match.end()))
    sure = len(found) > 1 or any(_SURE.search(text[start:end]) for start, end in found)
    return found if sure else []


def _goes_on(before: str, time: str) -> bool:
    """Whether the time is a word of a sentence that a line break cuts."""
    if _SURE.search(time):
        return False
    gap = before[len(before.rstrip()) :]
    return gap.count("\n") < 2 and not before.rstrip().endswith(_SENTENCE_ENDS)

"""Turns lines with running numbers before them into the lines alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from thememiner.formats._document import counted

_NUMBERED = re.compile(r"[ \t]*\[?(?P<number>\d{1,5})\]?(?:[ \t]+|$)")
_FEWEST = 5
_SHARE = 0.5
_LARGEST_STEP = 10


def without_line_numbers(lines: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Take line numbers off, where most lines have one and they run on.

    Args:
        lines: the lines of a document; a number is parted from the words by white space.

    Returns:
        The lines, and a note with the count; the lines as they were and no note where the numbers
        do not run on (they may be speakers or part of the talk).
    """
    matches = [_NUMBERED.match(line) for line in lines]
    numbers = [int(match["number"]) for match in matches if match]
    n_lines = sum(1 for line in lines if line.strip())
    if len(numbers) < max(_FEWEST, _SHARE * n_lines) or not runs_on(numbers):
        return list(lines), ()
    bare = [
        line[match.end() :] if match else line for line, match in zip(lines, matches, strict=True)
    ]
    return bare, (f"{counted(len(numbers), 'line number')} left out",)


def runs_on(numbers: Sequence[int]) -> bool:
    """Whether numbers count upwards in small steps; they may begin again at 1 (on a new page)."""
    pairs = list(pairwise(numbers))
    good = sum(0 < after - before <= _LARGEST_STEP or after == 1 for before, after in pairs)
    rising = sum(after > before for before, after in pairs)
    return bool(pairs) and good >= 0.95 * len(pairs) and rising >= 0.8 * len(pairs)

"""Turns the rows of pages into reading order: column by column where the talk is set in two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise
from math import ceil

from thememiner.formats._document import counted
from thememiner.read._page_row import Row

_FROM, _TO = 0.3, 0.7
_STEP = 2.0
_FEWEST_ROWS = 5
_FEWEST_WORDS = 2.5
_CROSSING = 0.25
_ALIGNED = 0.6
_GAPS = 0.2
_WIDE_GAP = 2.6
_PAGES = 0.5


def find_columns(rows: Sequence[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """Put rows into reading order where pages have two columns.

    A page has two columns where hardly a row runs over a strip of white in its middle, and both
    sides of the strip are filled with rows of several words that begin below each other and follow
    closely. A table of labels or questions beside the talk is none: one side is narrow or has gaps.
    A row over both columns, such as a title, parts what stands above it from what stands below.

    Args:
        rows: of all pages, each a line as the file gives it.

    Returns:
        The rows, those of a column with a block of their own and moved to the left margin, and a
        note that counts the pages.
    """
    pages = {n: list(some) for n, some in groupby(rows, key=lambda row: row.page)}
    own = {n: gutter for n, some in pages.items() if (gutter := _find_gutter(some))}
    n_long = sum(len(some) >= 2 * _FEWEST_ROWS for some in pages.values())
    if not own or len(own) < _PAGES * n_long:
        return list(rows), ()
    usual = Counter(round(gutter) for gutter in own.values()).most_common(1)[0][0]
    out: list[Row] = []
    block = n_pages = 0
    for n, some in pages.items():
        gutter = own.get(n) or _usual_gutter(some, usual)
        if gutter is None:
            out.extend(replace(row, block=block) for row in some)
            block += 1
            continue
        n_pages += 1
        for part in _parts(some, gutter):
            out.extend(replace(row, block=block) for row in part)
            block += 1
    return out, (f"{counted(n_pages, 'page')} in two columns read column by column",)


def _find_gutter(rows: Sequence[Row]) -> float | None:
    """The middle of the strip of white between two columns of a page; None without one."""
    if len(rows) < 2 * _FEWEST_ROWS:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    first, last = (left + share * (right - left) for share in (_FROM, _TO))
    counts = _n_crossing(rows, first, last)
    middle = (last - first) / _STEP / 2
    order = sorted(range(len(counts)), key=lambda n: (counts[n], abs(n - middle)))
    for n in order[:_FEWEST_ROWS]:
        x = first + n * _STEP
        if counts[n] <= _CROSSING * len(rows) and _are_columns(rows, x):
            return x
    return None


def _n_crossing(rows: Sequence[Row], first: float, last: float) -> list[int]:
    """How many rows run over each place from one to another, in steps of two points."""
    changes = [0] * (max(int((last - first) / _STEP), 0) + 2)
    most = len(changes) - 1
    for row in rows:
        for left, right in row.stretches:
            begin = min(max(int((left - first) / _STEP) + 1, 0), most)
            end = min(max(ceil((right - first) / _STEP), 0), most)
            if begin < end:
                changes[begin] += 1
                changes[end] -= 1
    return list(accumulate(changes))[:-1]


def _are_columns(rows: Sequence[Row], x: float) -> bool:
    sides: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        if not row.crosses(x):
            for side, half in zip(sides, _halves(row, x), strict=True):
                side.extend(half)
    return all(_is_column(side) for side in sides)


def _is_column(rows: Sequence[Row]) -> bool:
    """Whether rows of several words begin below each other and follow closely."""
    if len(rows) < _FEWEST_ROWS:
        return False
    if sum(len(row.words) for row in rows) < _FEWEST_WORDS * len(rows):
        return False
    starts = Counter(round(row.left / 3) for row in rows)
    if sum(n for _, n in starts.most_common(2)) < _ALIGNED * len(rows):
        return False
    bases = sorted({round(row.base, 1) for row in rows}, reverse=True)
    steps = sorted(a - b for a, b in pairwise(bases) if a - b > 0.3 * rows[0].size)
    if len(steps) < _FEWEST_ROWS - 1:
        return False
    pitch = steps[len(steps) // 4]
    return sum(step > _WIDE_GAP * pitch for step in steps) <= _GAPS * len(steps)


def _halves(row: Row, x: float) -> tuple[list[Row], list[Row]]:
    """A row's words on the left and on the right of a place, each as a row or nothing."""
    left = tuple(word for word in row.words if word.left < x)
    right = tuple(word for word in row.words if word.left >= x)
    return (
        [replace(row, words=left, hyphen=row.hyphen and not right)] if left else [],
        [replace(row, words=right)] if right else [],
    )


def _usual_gutter(rows: Sequence[Row], x: float) -> float | None:
    """The strip that other pages have, if this page's rows leave it white too."""
    n_crossing = sum(row.crosses(x) for row in rows)
    n_right = sum(row.right > x for row in rows) - n_crossing
    return x if n_right and n_crossing <= _CROSSING * len(rows) else None


def _parts(rows: Sequence[Row], x: float) -> Iterator[list[Row]]:
    """Left column, right column, rows over both, and so on down the page."""
    left: list[Row] = []
    right: list[Row] = []
    over: list[Row] = []
    for row in sorted(rows, key=lambda one: (-one.base, one.left)):
        if row.crosses(x):
            yield from _columns(left, right)
            left, right = [], []
            over.append(row)
            continue
        if over:
            yield over
            over = []
        for column, half in zip((left, right), _halves(row, x), strict=True):
            column.extend(half)
    yield from _columns(left, right)
    if over:
        yield over


def _columns(left: Sequence[Row], right: Sequence[Row]) -> Iterator[list[Row]]:
    """The columns that have any row, the right one moved to where the left one begins."""
    if left:
        yield [replace(row, column=True) for row in left]
    if right:
        shift = min(row.left for row in right) - min(row.left for row in left) if left else 0.0
        yield [_moved(row, shift) for row in right]


def _moved(row: Row, shift: float) -> Row:
    words = tuple(
        word._replace(left=word.left - shift, right=word.right - shift) for word in row.words
    )
    return replace(row, words=words, column=True)

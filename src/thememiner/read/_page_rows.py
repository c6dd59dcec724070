"""Turns the lines of pages into those of the talk: no line numbers, page numbers, headers, footers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from thememiner.formats._document import counted
from thememiner.formats._pdf import Page, Word
from thememiner.read._numbers import runs_on
from thememiner.read._page_columns import find_columns
from thememiner.read._page_row import Row

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|seite|side|página|pagina|sida|p\.?)\s*)?\d{1,4}"
    r"(?:\s*(?:/|of|von|av|af|de|sur|di)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
_EDGE = 0.12
_FEWEST_NUMBERS = 4
_LONG_LINE = 12


def find_rows_of_talk(pages: Sequence[Page]) -> tuple[list[Row], tuple[str, ...]]:
    """Take off what pages print around the talk.

    Args:
        pages: lines with their places.

    Returns:
        The lines as they are seen, in reading order, and notes that count what was left out.
    """
    rows = [
        Row(n, line.words, line.hyphen, n) for n, page in enumerate(pages) for line in page.lines
    ]
    rows, numbers = _without_numbers(rows, pages)
    rows, columns = find_columns(rows)
    rows, around = _without_margins(_merged(rows), pages)
    rows, twice = _once(rows)
    return rows, (*columns, *numbers, *around, *twice)


def _without_numbers(rows: list[Row], pages: Sequence[Page]) -> tuple[list[Row], list[str]]:
    """Lines without the running numbers in a column to their left or right."""
    left, right = find_margins(rows)
    columns: dict[bool, list[tuple[int, Word]]] = defaultdict(list)
    for n, row in enumerate(rows):
        first, last = row.words[0], row.words[-1]
        if first.text.isdigit() and first.right < left - 1:
            columns[True].append((n, first))
        elif last.text.isdigit() and last.left > right + 1:
            columns[False].append((n, last))
    left_out = [one for column in columns.values() if _is_column(column) for one in column]
    if not left_out:
        return rows, []
    gone = {(n, id(word)) for n, word in left_out}
    kept = []
    for n, row in enumerate(rows):
        words = tuple(word for word in row.words if (n, id(word)) not in gone)
        if words:
            kept.append(replace(row, words=words))
    n_seen = sum(0 <= word.base <= pages[rows[n].page].height for n, word in left_out)
    return kept, [f"{counted(n_seen, 'line number')} left out"]


def _is_column(numbers: Sequence[tuple[int, Word]]) -> bool:
    """Whether numbers stand under each other and count upwards."""
    if len(numbers) < _FEWEST_NUMBERS:
        return False
    words = [word for _, word in numbers]
    size = median(word.size for word in words)
    spread = min(_spread([word.left for word in words]), _spread([word.right for word in words]))
    return spread <= size and runs_on([int(word.text) for word in words if len(word.text) < 9])


def _spread(edges: Sequence[float]) -> float:
    middle = median(edges)
    return median([abs(edge - middle) for edge in edges])


def find_margins(rows: Sequence[Row]) -> tuple[float, float]:
    """Where the talk begins and ends on the page: where most letters' lines do."""
    starts: Counter[int] = Counter()
    ends = [0.0]
    for row in rows:
        words = [word for word in row.words if not word.text.isdigit()]
        if words:
            starts[round(words[0].left)] += len(row.text)
            ends.append(words[-1].right)
    if not starts:
        return 0.0, 0.0
    most = starts.most_common(1)[0][1]
    return min(left for left, n in starts.items() if 5 * n >= most), max(ends)


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Lines at one height put together, from left to right (a table's cells, a label's column)."""
    out: list[Row] = []
    for row in _in_order(rows):
        before = out[-1] if out else None
        if before and _same_height(before, row) and not before.hyphen:
            words = tuple(sorted((*before.words, *row.words), key=lambda word: word.left))
            out[-1] = replace(before, words=words, hyphen=row.hyphen)
        else:
            out.append(row)
    return out


def _same_height(one: Row, other: Row) -> bool:
    if one.block != other.block or abs(one.base - other.base) > 0.3 * min(one.size, other.size):
        return False
    return one.right <= other.left + 1 or other.right <= one.left + 1


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """The file's own order, unless it runs up and down the page; then from top to bottom."""
    pairs = [(a, b) for a, b in pairwise(rows) if a.block == b.block]
    n_up = sum(b.base > a.base + a.size for a, b in pairs)
    if 5 * n_up <= len(pairs):
        return list(rows)
    return sorted(rows, key=lambda row: (row.block, -round(row.base), row.left))


def _without_margins(rows: Sequence[Row], pages: Sequence[Page]) -> tuple[list[Row], list[str]]:
    """Lines without page numbers, and without what stands at one place of most pages."""
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.page].append(row)
    numbers, repeated = [], []
    outer = {n: _outer(some) for n, some in by_page.items()}
    counts = Counter(_key(row) for some in outer.values() for row in some)
    often = max(2, 0.5 * len(by_page))
    for n, some in outer.items():
        for row in some:
            if _PAGE_NUMBER.fullmatch(row.text) and _at_edge(row, pages[n], by_page[n]):
                numbers.append(row)
            elif counts[_key(row)] >= often and len(by_page) > 1:
                repeated.append(row)
    gone = {id(row) for row in (*numbers, *repeated)}
    notes = [f"{counted(len(numbers), 'page number')} left out"] if numbers else []
    if repeated:
        shown = "; ".join(dict.fromkeys(row.text[:60] for row in repeated[:3]))
        noun = counted(len(repeated), "line")
        notes.append(f"page headers and footers left out ({noun}): {shown}")
    return [row for row in rows if id(row) not in gone], notes


def _outer(rows: Sequence[Row]) -> list[Row]:
    """The two lines at the top of a page and the two at its bottom."""
    ordered = sorted(rows, key=lambda row: -row.base)
    return ordered if len(ordered) <= 4 else [*ordered[:2], *ordered[-2:]]


def _key(row: Row) -> tuple[str, int]:
    """What headers of several pages have in common: words without numbers, and the height."""
    return re.sub(r"\d+", "#", row.text).casefold(), round(row.base / 4)


def _at_edge(row: Row, page: Page, rows: Sequence[Row]) -> bool:
    """Whether a line stands apart in the page's upper or lower margin."""
    others = [abs(row.base - other.base) for other in rows if other is not row]
    apart = min(others, default=row.size * 9) > 1.2 * row.size
    within = _EDGE * page.height
    return apart and (row.base < within or row.base > page.height - within)


def _once(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Lines without those that a page repeats from the foot of the page before."""
    kept: list[Row] = []
    for row in rows:
        before = kept[-1] if kept else None
        twice = before and before.page == row.page - 1 and before.text == row.text
        if not (twice and len(row.text) >= _LONG_LINE):
            kept.append(row)
    n_twice = len(rows) - len(kept)
    return kept, [f"{counted(n_twice, 'line')} printed on two pages read once"] if n_twice else []

"""PDFs set in two columns: down the left one, then down the right one, page after page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from test_read_pdf import TOP, Placed, pdf, speech_of
from thememiner.read._pdf import read_pdf

LEFT, RIGHT = 60, 320
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()


def talk(n_turns: int) -> list[tuple[str, str]]:
    """Turns that differ, each of several lines' length in a column."""
    return [
        ("IP"[n % 2], " ".join(_number(n * 23 + k) for k in range(23 - n % 5)) + " people came")
        for n in range(n_turns)
    ]


def _number(n: int) -> str:
    return f"{NUMBERS[n % 12]} and {NUMBERS[n // 12 % 12]}" if n % 3 else NUMBERS[n // 3 % 12]


def set_lines(turns: Sequence[tuple[str, str]], *, width: int = 34) -> list[str]:
    """The turns as lines of a narrow column."""
    lines: list[str] = []
    for label, said in turns:
        line = f"{label}:"
        for word in said.split():
            if len(line) + len(word) >= width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}"
        lines.append(line)
    return lines


def pages_of(
    lines: Sequence[str], *, per_column: int = 30, by_row: bool = False
) -> list[list[Placed]]:
    """Lines placed into two columns on as many pages as they need."""
    pages = []
    for start in range(0, len(lines), 2 * per_column):
        some = lines[start : start + 2 * per_column]
        left = [(LEFT, TOP - 14 * n, text) for n, text in enumerate(some[:per_column])]
        right = [(RIGHT, TOP - 14 * n, text) for n, text in enumerate(some[per_column:])]
        pairs = itertools.zip_longest(left, right)
        mixed = [one for pair in pairs for one in pair if one is not None]
        pages.append(mixed if by_row else [*left, *right])
    return pages


@pytest.mark.parametrize("by_row", [False, True])
@pytest.mark.parametrize("n_turns", [14, 60])
def test_two_columns_are_read_one_after_the_other(n_turns: int, by_row: bool) -> None:
    """Whether the file holds them column by column or line by line; turns go on over the pages."""
    turns = talk(n_turns)
    transcript = read_pdf(pdf(pages_of(set_lines(turns), by_row=by_row)))
    assert speech_of(transcript) == turns
    assert any("in two columns read column by column" in note for note in transcript.notes)


def test_a_title_over_both_columns_stays_above_them() -> None:
    """It is front matter, and no part of either column."""
    turns = talk(14)
    pages = pages_of(set_lines(turns))
    title = "Interview 7, held in the day room of the ward on a Tuesday in the month of May"
    pages[0] = [(LEFT, TOP + 40, title), *pages[0]]
    transcript = read_pdf(pdf(pages))
    assert speech_of(transcript) == turns
    assert title in transcript.text


def test_one_wide_column_is_not_torn_apart() -> None:
    """Lines that run over the middle of the page are lines."""
    turns = talk(20)
    lines = set_lines(turns, width=80)
    page = [(LEFT, TOP - 14 * n, text) for n, text in enumerate(lines)]
    transcript = read_pdf(pdf([page]))
    assert speech_of(transcript) == turns
    assert not any("columns" in note for note in transcript.notes)

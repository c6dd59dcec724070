"""Turns the words of a page into rows: lines as they are seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from thememiner.formats._pdf import Word

_COLUMN_GAP = 0.75


@dataclass(frozen=True)
class Row:
    """A line as it is seen: all words at one height of one page, or of one column of it.

    Attributes:
        page: number of the page, from 0.
        words: from left to right.
        hyphen: the last word is cut by a hyphen that is not among its characters.
        block: number of the page or column that the row is part of, in reading order; in a column
            the words lie as if it were the leftmost.
        column: the row is part of a column, not of the whole width of the page.
    """

    page: int
    words: tuple[Word, ...]
    hyphen: bool
    block: int
    column: bool = False

    @property
    def base(self) -> float:
        """The height of the line it stands on, points from the foot of the page."""
        return self.words[0].base

    @cached_property
    def left(self) -> float:
        """Where its first word begins."""
        return min([word.left for word in self.words])

    @cached_property
    def right(self) -> float:
        """Where its last word ends."""
        return max([word.right for word in self.words])

    @cached_property
    def size(self) -> float:
        """The height of its letters: what half of its words have."""
        sizes = sorted([word.size for word in self.words])
        return max(sizes[len(sizes) // 2], 1.0)

    @cached_property
    def text(self) -> str:
        """Its words, parted by blanks."""
        return " ".join([word.text for word in self.words])

    @cached_property
    def stretches(self) -> tuple[tuple[float, float], ...]:
        """Begin and end of each stretch of words without a gap as wide as between columns."""
        words = sorted(self.words, key=lambda word: word.left)
        wide = _COLUMN_GAP * self.size
        found = [(words[0].left, words[0].right)]
        for word in words[1:]:
            if word.left - found[-1][1] < wide:
                found[-1] = (found[-1][0], max(found[-1][1], word.right))
            else:
                found.append((word.left, word.right))
        return tuple(found)

    def crosses(self, x: float) -> bool:
        """Whether a stretch of words runs over a place."""
        return any(left < x < right for left, right in self.stretches)

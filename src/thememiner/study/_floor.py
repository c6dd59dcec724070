"""Codebooks into the probability from which a suggestion counts."""

from __future__ import annotations

from collections.abc import Sequence

from thememiner.records import Codebook


def find_floor(codebooks: Sequence[Codebook]) -> float:
    """Probability from which a report counts a suggestion: the fewer codes, the surer it has to be."""
    n_codes = max((len(book.codes) for book in codebooks), default=1)
    return min(0.5, round(0.07 + 6 / n_codes, 2))

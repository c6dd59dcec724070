"""Two groupings of the same units into how alike they are, corrected for chance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int_]
RealArray = npt.NDArray[np.float64]


def adjusted_rand(one: IntArray, other: IntArray) -> float:
    """Adjusted Rand index: 1 for the same grouping, about 0 for chance.

    Hubert L, Arabie P (1985), Journal of Classification 2, 193-218.
    """
    table = _table(one, other)
    pairs, rows, columns = _pairs(table), _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    total = len(one) * (len(one) - 1) / 2
    expected = rows * columns / total if total else 0.0
    best = (rows + columns) / 2
    return float((pairs - expected) / (best - expected)) if best != expected else 1.0


def adjusted_information(one: IntArray, other: IntArray) -> float:
    """Adjusted mutual information, with the mean of both entropies as its ceiling.

    Vinh NX, Epps J, Bailey J (2010), Journal of Machine Learning Research 11, 2837-2854.
    """
    table = _table(one, other)
    rows, columns, n = table.sum(axis=1), table.sum(axis=0), float(table.sum())
    found, expected = _information(table, rows, columns, n), _by_chance(rows, columns, n)
    ceiling = (_entropy(rows, n) + _entropy(columns, n)) / 2
    room = ceiling - expected
    return float((found - expected) / room) if abs(room) > 1e-12 else 1.0


def _table(one: IntArray, other: IntArray) -> RealArray:
    rows, columns = np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]
    out = np.zeros((rows.max(initial=0) + 1, columns.max(initial=0) + 1))
    np.add.at(out, (rows, columns), 1)
    return out


def _pairs(counts: RealArray) -> float:
    return float((counts * (counts - 1)).sum() / 2)


def _entropy(counts: RealArray, n: float) -> float:
    share = counts[counts > 0] / n
    return float(-(share * np.log(share)).sum())


def _information(table: RealArray, rows: RealArray, columns: RealArray, n: float) -> float:
    at = table > 0
    even = np.outer(rows, columns)[at] / n
    return float((table[at] / n * np.log(table[at] / even)).sum())


def _by_chance(rows: RealArray, columns: RealArray, n: float) -> float:
    """Mutual information to expect where the sizes are given and the units shuffled."""
    from scipy.special import gammaln

    total = 0.0
    for a in rows:
        for b in columns:
            k = np.arange(max(1.0, a + b - n), min(a, b) + 1)
            chance = (
                gammaln(a + 1)
                + gammaln(b + 1)
                + gammaln(n - a + 1)
                + gammaln(n - b + 1)
                - gammaln(n + 1)
                - gammaln(k + 1)
                - gammaln(a - k + 1)
                - gammaln(b - k + 1)
                - gammaln(n - a - b + k + 1)
            )
            total += float((k / n * np.log(n * k / (a * b)) * np.exp(chance)).sum())
    return total

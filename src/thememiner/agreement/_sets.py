"""Sets of codes that several coders put on the same units into Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from thememiner.agreement._coefficients import Chance, FloatArray, IntArray

CodeSet = frozenset[str]
Distance = Callable[[CodeSet, CodeSet], float]


def jaccard_distance(one: CodeSet, other: CodeSet) -> float:
    """Share of the codes of either set that are not in both, 0 to 1; two empty sets are alike.

    Source: Jaccard P (1912), New Phytologist 11, 37-50.
    """
    either = one | other
    return 1 - len(one & other) / len(either) if either else 0.0


def masi_distance(one: CodeSet, other: CodeSet) -> float:
    """Jaccard's index weighted by how the sets lie: the same 1, one in the other 2/3, crossing 1/3.

    Source: Passonneau R (2006), Measuring agreement on set-valued items (MASI) for semantic and
    pragmatic annotation, LREC 2006.
    """
    if one == other:
        return 0.0
    lie = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard_distance(one, other)) * lie


DISTANCES: Mapping[str, Distance] = {"masi": masi_distance, "jaccard": jaccard_distance}


def number_sets(
    rows: Sequence[Sequence[CodeSet | None]],
) -> tuple[IntArray, tuple[CodeSet, ...]]:
    """Sets of codes as numbers, -1 for None, and the sets in the order of their numbers.

    Returns:
        *Shape:* (n_units, n_coders); and the sets.
    """
    found = {one for row in rows for one in row if one is not None}
    values = tuple(sorted(found, key=lambda one: (len(one), sorted(one))))
    number = {one: n for n, one in enumerate(values)}
    table = [[-1 if one is None else number[one] for one in row] for row in rows]
    return np.array(table, dtype=np.int64).reshape(len(rows), -1), values


def set_alpha_parts(
    ratings: IntArray,
    values: Sequence[CodeSet],
    distance: Distance,
    weights: FloatArray | None = None,
) -> Chance:
    """Observed and expected agreement (1 less the mean distances) of alpha for sets of codes.

    Args:
        ratings: numbers of sets, -1 where a coder did not see a unit. *Shape:* (n_units, n_coders).
        values: the set of each number.
        distance: between two sets, 0 to 1.
        weights: how often each unit counts. *Shape:* (..., n_units).
    """
    apart = np.array([[distance(a, b) for b in values] for a in values], dtype=np.float64)
    apart = apart.reshape(len(values), len(values))
    counts = (ratings[:, :, None] == np.arange(len(values))).sum(axis=1).astype(np.float64)
    n_coders = counts.sum(axis=1)
    every = np.ones(len(ratings)) if weights is None else weights
    kept = every * (n_coders >= 2)
    within = ((counts @ apart) * counts).sum(axis=1) / np.maximum(n_coders - 1, 1)
    said = kept @ counts
    total = said.sum(axis=-1)
    known = np.where(total > 1, total, np.nan)
    disagreed = (kept @ within) / known
    expected = ((said @ apart) * said).sum(axis=-1) / (known * (known - 1))
    return Chance(np.asarray(1 - disagreed), np.asarray(1 - expected))


def set_alpha(
    rows: Sequence[Sequence[CodeSet | None]], distance: Distance = masi_distance
) -> float:
    """Krippendorff's alpha where each coder puts a set of codes on a unit, None for a unit not seen.

    Source: Krippendorff K (2004), Content Analysis, 2nd edition, chapter 11, with the distance of
    Passonneau R (2006), LREC 2006, or of Jaccard P (1912).
    """
    ratings, values = number_sets(rows)
    return float(set_alpha_parts(ratings, values, distance).coefficient)

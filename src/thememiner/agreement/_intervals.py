"""Cases drawn again and again into intervals: the 95 % percentile interval of a bootstrap.

Cases are drawn, not units: what one person says hangs together. Source: Efron B, Tibshirani RJ (1993), An
Introduction to the Bootstrap, chapter 13; for drawing whole clusters Davison AC, Hinkley DV (1997),
Bootstrap Methods and their Application, section 3.8.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from thememiner.agreement._coefficients import FloatArray, IntArray
from thememiner.agreement._record import Figure

RESAMPLES = 2000
SEED = 0
FEWEST_CASES = 5
_MOST_UNDEFINED = 0.1
_Z = 1.959963984540054


def draw_cases(n_cases: int, *, n_resamples: int = RESAMPLES, seed: int = SEED) -> FloatArray:
    """How often each case is drawn; the first row is every case once.

    Returns:
        *Shape:* (1 + n_resamples, n_cases); only the first row where there are too few cases.
    """
    once = np.ones((1, n_cases))
    if n_cases < FEWEST_CASES:
        return once
    random = np.random.default_rng(seed)
    drawn = random.multinomial(n_cases, [1 / n_cases] * n_cases, size=n_resamples)
    return np.concatenate([once, drawn.astype(np.float64)])


def number_cases(names: Sequence[str]) -> IntArray:
    """The case of each unit as a number, cases in alphabetical order. *Shape:* (n_units,)."""
    number = {name: n for n, name in enumerate(sorted(set(names)))}
    return np.array([number[name] for name in names], dtype=np.int64)


def weigh_patterns(
    ratings: IntArray, cases: IntArray, drawn: FloatArray
) -> tuple[IntArray, FloatArray]:
    """The different rows of a table, and how often each is there in every draw of cases.

    Args:
        ratings: *Shape:* (n_units, n_coders).
        cases: the case of each unit.
        drawn: as ``draw_cases`` gives it.

    Returns:
        *Shape:* (n_patterns, n_coders) and (n_draws, n_patterns).
    """
    patterns, which = np.unique(ratings, axis=0, return_inverse=True)
    counts = np.zeros((drawn.shape[1], len(patterns)))
    np.add.at(counts, (cases, which.reshape(-1)), 1)
    return patterns, drawn @ counts


def make_figure(draws: FloatArray) -> Figure | None:
    """A coefficient with its interval; None where it is not defined.

    There is no interval where there were no resamples, or where the coefficient is undefined in more
    than a tenth of them.

    Args:
        draws: the coefficient itself, then that of each resample.
    """
    value, resampled = float(draws[0]), draws[1:]
    if np.isnan(value):
        return None
    known = resampled[~np.isnan(resampled)]
    if not len(known) or len(known) < (1 - _MOST_UNDEFINED) * len(resampled):
        return Figure(value=value)
    low, high = np.percentile(known, [2.5, 97.5])
    return Figure(value=value, low=float(low), high=float(high))


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, k of n.

    Source: Wilson EB (1927), Journal of the American Statistical Association 22, 209-212.
    """
    share, z2 = k / n, _Z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)

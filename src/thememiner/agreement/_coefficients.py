"""A table of categories (units in rows, coders in columns) into coefficients of agreement.

Every function takes ``ratings``, whole numbers from 0 to ``n_categories - 1`` and -1 where a coder did not
see a unit (*shape:* ``(n_units, n_coders)``), and ``weights``, how often each unit counts (*shape:*
``(..., n_units)``; None for once). Leading dimensions of the weights, such as the resamples of a
bootstrap, are those of the result. What is not defined is not a number (NaN).
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
MISSING = -1
_NEARLY_ONE = 1 - 1e-12


class Chance(NamedTuple):
    """Observed agreement and the agreement that chance alone would give.

    Attributes:
        observed: 0 to 1.
        expected: 0 to 1.
    """

    observed: FloatArray
    expected: FloatArray

    @property
    def coefficient(self) -> FloatArray:
        """What is left of agreement beyond chance, 1 at best; NaN where chance alone gives 1."""
        expected = np.where(self.expected < _NEARLY_ONE, self.expected, np.nan)
        return np.asarray((self.observed - expected) / (1 - expected), dtype=np.float64)


def percent_agreement(ratings: IntArray, weights: FloatArray | None = None) -> FloatArray:
    """Share of the pairs of coders who say the same, each unit counting alike, 0 to 1.

    With two coders the share of units on which they agree. Units that fewer than two saw are left out.
    """
    counts = _counts(ratings, int(ratings.max(initial=0)) + 1)
    return _observed(counts, _weights(ratings, weights))


def cohen_kappa(
    ratings: IntArray, n_categories: int, weights: FloatArray | None = None
) -> FloatArray:
    """Cohen's kappa for two coders; for more, Conger's, which is built from all pairs of them.

    Source: Cohen J (1960), Educational and Psychological Measurement 20, 37-46; Conger AJ (1980),
    Psychological Bulletin 88, 322-328. Where somebody did not see a unit, each pair is taken on the
    units that both saw.
    """
    return kappa_parts(ratings, n_categories, weights).coefficient


def krippendorff_alpha(
    ratings: IntArray, n_categories: int, weights: FloatArray | None = None
) -> FloatArray:
    """Krippendorff's alpha for categories without an order, with gaps in the table.

    Source: Krippendorff K (2004), Content Analysis, 2nd edition, chapter 11.
    """
    return alpha_parts(ratings, n_categories, weights).coefficient


def gwet_ac1(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> FloatArray:
    """Gwet's AC1. It stays high where a code is rare: read positive agreement beside it.

    Source: Gwet KL (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48.
    """
    return ac1_parts(ratings, n_categories, weights).coefficient


def pabak(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> FloatArray:
    """Kappa adjusted for prevalence and bias: chance gives every category the same share.

    Source: Byrt T, Bishop J, Carlin JB (1993), Journal of Clinical Epidemiology 46, 423-429; for more
    than two categories Brennan RL, Prediger DJ (1981), Educational and Psychological Measurement 41,
    687-699.
    """
    return pabak_parts(ratings, n_categories, weights).coefficient


def fleiss_kappa(
    ratings: IntArray, n_categories: int, weights: FloatArray | None = None
) -> FloatArray:
    """Fleiss' kappa: coders are taken as interchangeable.

    Source: Fleiss JL (1971), Psychological Bulletin 76, 378-382; with gaps in the table as in Gwet KL
    (2014), Handbook of Inter-Rater Reliability, 4th edition.
    """
    return fleiss_parts(ratings, n_categories, weights).coefficient


def positive_agreement(
    ratings: IntArray, weights: FloatArray | None = None, *, category: int = 1
) -> FloatArray:
    """How often the others say a category too where one says it, 0 to 1; NaN where nobody does.

    With two coders twice the units on which both say it, by all times that it is said.

    Source: Dice LR (1945), Ecology 26, 297-302; Cicchetti DV, Feinstein AR (1990), Journal of Clinical
    Epidemiology 43, 551-558; for more coders Fleiss JL, Levin B, Paik MC (2003), Statistical Methods
    for Rates and Proportions, 3rd edition, chapter 18.
    """
    both, said = positive_parts(ratings, weights, category=category)
    return _share(both, said)


# --- observed and expected -------------------------------------------------------------------


def kappa_parts(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> Chance:
    """Observed and expected agreement of ``cohen_kappa``."""
    every = _weights(ratings, weights)
    pairs = [
        _pair(ratings[:, [a, b]], n_categories, every)
        for a, b in combinations(range(ratings.shape[1]), 2)
    ]
    observed = np.mean([pair.observed for pair in pairs], axis=0)
    return Chance(observed, np.mean([pair.expected for pair in pairs], axis=0))


def _pair(ratings: IntArray, n_categories: int, weights: FloatArray) -> Chance:
    kept = weights * (ratings != MISSING).all(axis=1)
    total = kept.sum(axis=-1)
    same = _share(kept @ (ratings[:, 0] == ratings[:, 1]).astype(np.float64), total)
    marks = [
        (column[:, None] == np.arange(n_categories)).astype(np.float64) for column in ratings.T
    ]
    shares = [_share(kept @ mark, total[..., None]) for mark in marks]
    return Chance(same, (shares[0] * shares[1]).sum(axis=-1))


def alpha_parts(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> Chance:
    """Observed and expected agreement (1 less the disagreements) of ``krippendorff_alpha``."""
    counts = _counts(ratings, n_categories)
    n_coders = counts.sum(axis=1)
    kept = _weights(ratings, weights) * (n_coders >= 2)
    pairs = (counts * (counts - 1)).sum(axis=1) / np.maximum(n_coders - 1, 1)
    values = kept @ counts
    total = values.sum(axis=-1)
    expected = _share((values * (values - 1)).sum(axis=-1), total * (total - 1))
    return Chance(_share(kept @ pairs, total), expected)


def fleiss_parts(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> Chance:
    """Observed and expected agreement of ``fleiss_kappa``."""
    observed, shares = _shares(ratings, n_categories, weights)
    return Chance(observed, (shares**2).sum(axis=-1))


def ac1_parts(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> Chance:
    """Observed and expected agreement of ``gwet_ac1``."""
    observed, shares = _shares(ratings, n_categories, weights)
    return Chance(observed, (shares * (1 - shares)).sum(axis=-1) / (n_categories - 1))


def pabak_parts(ratings: IntArray, n_categories: int, weights: FloatArray | None = None) -> Chance:
    """Observed and expected agreement of ``pabak``."""
    observed, _ = _shares(ratings, n_categories, weights)
    return Chance(observed, np.full_like(observed, 1 / n_categories))


def positive_parts(
    ratings: IntArray, weights: FloatArray | None = None, *, category: int = 1
) -> tuple[FloatArray, FloatArray]:
    """How often a category is said together, and how often it is said."""
    n_coders = (ratings != MISSING).sum(axis=1)
    said = (ratings == category).sum(axis=1)
    kept = _weights(ratings, weights) * (n_coders >= 2)
    together = said * (said - 1) / np.maximum(n_coders - 1, 1)
    return kept @ together, kept @ said.astype(np.float64)


def _shares(
    ratings: IntArray, n_categories: int, weights: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    counts, every = _counts(ratings, n_categories), _weights(ratings, weights)
    n_coders = counts.sum(axis=1)
    seen = every * (n_coders >= 1)
    shares = seen @ (counts / np.maximum(n_coders, 1)[:, None])
    return _observed(counts, every), _share(shares, seen.sum(axis=-1)[..., None])


def _observed(counts: FloatArray, weights: FloatArray) -> FloatArray:
    n_coders = counts.sum(axis=1)
    kept = weights * (n_coders >= 2)
    pairs = np.maximum(n_coders * (n_coders - 1), 1)
    return _share(kept @ ((counts * (counts - 1)).sum(axis=1) / pairs), kept.sum(axis=-1))


def _counts(ratings: IntArray, n_categories: int) -> FloatArray:
    """How many coders chose each category of each unit. *Shape:* (n_units, n_categories)."""
    chosen = ratings[:, :, None] == np.arange(n_categories)
    return np.asarray(chosen.sum(axis=1), dtype=np.float64)


def _weights(ratings: IntArray, weights: FloatArray | None) -> FloatArray:
    return np.ones(len(ratings)) if weights is None else weights


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part by whole, NaN where there is no whole."""
    known = np.where(whole > 0, whole, np.nan)
    return np.asarray(part / known, dtype=np.float64)

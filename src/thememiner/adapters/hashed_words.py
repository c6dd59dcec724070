"""Words and parts of words, hashed into a fixed number of columns, into linear heads over texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.adapters.sklearn_heads import fit_logistic
from thememiner.matches import Scores

MOST_COLUMNS = 2**13
FEW_CLASSES = 24
_PARTS: tuple[tuple[str, tuple[int, int]], ...] = (("word", (1, 2)), ("char_wb", (3, 4)))


@dataclass(frozen=True)
class HashedHead:
    """A fitted linear classifier over hashed words as plain numbers.

    Words and pairs of words fill one half of the columns, stretches of three and four letters the other
    (feature hashing, Weinberger et al. 2009). Counts are damped and weighed by rarity, and each half is
    brought to unit length.

    Attributes:
        classes: sorted.
        rarity: how few of the taught texts have a column. *Shape:* (n_columns,).
        weights: *Shape:* (n_classes, n_columns).
        bias: *Shape:* (n_classes,).
    """

    classes: tuple[str, ...]
    rarity: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def decision(self, texts: Sequence[str]) -> Scores:
        """A score for each class, on the scale of log odds. *Shape:* (n, n_classes)."""
        rows = _weighed(_counts(texts, len(self.rarity) // 2), self.rarity)
        return np.asarray(rows @ self.weights.T + self.bias, dtype=np.float64)


class HashedWordTrainer:
    """Fits multinomial logistic regression with balanced classes to hashed words.

    Args:
        strength: inverse of the regularisation (scikit-learn's ``C``).
    """

    def __init__(self, *, strength: float = 10.0) -> None:
        self.strength = strength

    @property
    def name(self) -> str:
        """Kind and settings, for the run record."""
        return f"hashed words, logistic regression, C={self.strength:g}, balanced classes"

    def fit(
        self,
        texts: Sequence[str],
        classes: Sequence[str],
        *,
        weights: Sequence[float] | None = None,
    ) -> HashedHead:
        """A head for texts, the class of each and how much each counts; three classes or more."""
        columns = MOST_COLUMNS if len(set(classes)) <= FEW_CLASSES else MOST_COLUMNS // 2
        counts = _counts(texts, columns)
        rarity = _rarity(counts)
        rows = _weighed(counts, rarity)
        model = fit_logistic(rows, classes, strength=self.strength, weights=weights)
        return HashedHead(
            classes=tuple(str(name) for name in model.classes_),
            rarity=rarity,
            weights=np.asarray(model.coef_, dtype=np.float32),
            bias=np.asarray(model.intercept_, dtype=np.float32),
        )


def _counts(texts: Sequence[str], columns: int) -> Any:
    """Damped counts, words in the first half of the columns. *Shape:* (n, 2 * columns), sparse."""
    from scipy.sparse import hstack

    found = hstack([one.transform(texts) for one in _hashers(columns)], format="csr")
    found.data = (1 + np.log(found.data)).astype(np.float32)
    return found


@lru_cache(maxsize=4)
def _hashers(columns: int) -> tuple[Any, ...]:
    from sklearn.feature_extraction.text import HashingVectorizer

    return tuple(
        HashingVectorizer(
            n_features=columns,
            alternate_sign=False,
            norm=None,
            analyzer=kind,
            ngram_range=lengths,
            token_pattern=r"[\w']+" if kind == "word" else None,
        )
        for kind, lengths in _PARTS
    )


def _rarity(counts: Any) -> npt.NDArray[np.float32]:
    spread = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + spread)) + 1, dtype=np.float32)


def _weighed(counts: Any, rarity: npt.NDArray[np.float32]) -> Any:
    """Counts by rarity, each half of unit length divided by the root of two."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    rows, half = counts.multiply(rarity).tocsr(), counts.shape[1] // 2
    halves = [normalize(rows[:, :half], copy=False), normalize(rows[:, half:], copy=False)]
    return hstack(halves, format="csr") / np.float32(np.sqrt(2))

"""What matching asks for: vectors of texts, and heads fitted to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from thememiner.vectors import FloatArray

Embed = Callable[[Sequence[str]], FloatArray]
Scores = npt.NDArray[np.float64]

NO_CODE = ""


class Head(Protocol):
    """A fitted linear classifier over vectors."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, sorted."""

    def decision(self, vectors: FloatArray) -> Scores:
        """A score for each class, on the scale of log odds. *Shape:* (n, n_classes)."""


class WordHead(Protocol):
    """A fitted linear classifier over the words of texts."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, sorted."""

    def decision(self, texts: Sequence[str]) -> Scores:
        """A score for each class, on the scale of log odds. *Shape:* (n, n_classes)."""


class WordTrainer(Protocol):
    """What fits heads over words."""

    def fit(
        self,
        texts: Sequence[str],
        classes: Sequence[str],
        *,
        weights: Sequence[float] | None = None,
    ) -> WordHead:
        """A head for texts, the class of each and how much each counts."""


class HeadTrainer(Protocol):
    """What fits heads."""

    @property
    def name(self) -> str:
        """Kind and settings, for the run record."""

    def fit(
        self,
        vectors: FloatArray,
        classes: Sequence[str],
        *,
        weights: Sequence[float] | None = None,
    ) -> Head:
        """A head for rows of vectors, the class of each and how much each counts."""


@dataclass(frozen=True)
class LinearHead:
    """A fitted linear classifier as plain numbers.

    Attributes:
        classes: sorted.
        weights: *Shape:* (n_classes, dimension).
        bias: *Shape:* (n_classes,).
    """

    classes: tuple[str, ...]
    weights: Scores
    bias: Scores

    def decision(self, vectors: FloatArray) -> Scores:
        """A score for each class, on the scale of log odds. *Shape:* (n, n_classes)."""
        return np.asarray(vectors.astype(np.float64) @ self.weights.T + self.bias)


def mix_heads(before: Head, after: Head, share: float) -> Head:
    """One head that decides as two of the same classes do together, the first with a share of the weight."""
    if not (isinstance(before, LinearHead) and isinstance(after, LinearHead)):
        return after
    if before.classes != after.classes:
        return after
    return LinearHead(
        after.classes,
        share * before.weights + (1 - share) * after.weights,
        share * before.bias + (1 - share) * after.bias,
    )


def log_shares(scores: Scores) -> Scores:
    """Scores of classes that shut each other out into the logarithms of their shares. *Shape:* as given."""
    highest = scores.max(axis=1, keepdims=True)
    total = np.log(np.exp(scores - highest).sum(axis=1, keepdims=True))
    return np.asarray(scores - highest - total)

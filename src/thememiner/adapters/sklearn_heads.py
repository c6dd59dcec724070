"""scikit-learn: vectors and classes into linear heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from thememiner.matches import LinearHead
from thememiner.vectors import FloatArray


class LogisticTrainer:
    """Fits multinomial logistic regression with balanced classes.

    Args:
        strength: inverse of the regularisation (scikit-learn's ``C``).
    """

    def __init__(self, *, strength: float = 5.0) -> None:
        self.strength = strength

    @property
    def name(self) -> str:
        """Kind and settings, for the run record."""
        return f"logistic regression, C={self.strength:g}, balanced classes"

    def fit(
        self,
        vectors: FloatArray,
        classes: Sequence[str],
        *,
        weights: Sequence[float] | None = None,
    ) -> LinearHead:
        """A head for rows of vectors and the class of each. *Shape of vectors:* (n, dimension)."""
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        model = LogisticRegression(C=self.strength, class_weight="balanced", max_iter=2000)
        with threadpool_limits(limits=1):
            model.fit(
                np.asarray(vectors, dtype=np.float64),
                list(classes),
                sample_weight=None if weights is None else np.asarray(weights, dtype=np.float64),
            )
        return _as_head(model)


def _as_head(model: Any) -> LinearHead:
    classes = tuple(str(name) for name in model.classes_)
    weights, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(classes) == 2:
        weights = np.concatenate([-weights, weights]) / 2
        bias = np.array([-bias[0], bias[0]]) / 2
    return LinearHead(classes, weights, bias)

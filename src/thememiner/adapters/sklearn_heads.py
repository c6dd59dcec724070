"""scikit-learn: vectors and classes into linear heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

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

    def fit(self, vectors: FloatArray, classes: Sequence[str]) -> LogisticHead:
        """A head for rows of vectors and the class of each. *Shape of vectors:* (n, dimension)."""
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        model = LogisticRegression(C=self.strength, class_weight="balanced", max_iter=2000)
        with threadpool_limits(limits=1):
            model.fit(np.asarray(vectors, dtype=np.float64), list(classes))
        return LogisticHead(model)


class LogisticHead:
    """A fitted logistic regression as plain scores."""

    def __init__(self, model: Any) -> None:
        self._classes = tuple(str(name) for name in model.classes_)
        weights, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
        if len(self._classes) == 2:
            weights, bias = (
                np.concatenate([-weights, weights]) / 2,
                np.array([-bias[0], bias[0]]) / 2,
            )
        self._weights, self._bias = weights, bias

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, sorted."""
        return self._classes

    def decision(self, vectors: FloatArray) -> npt.NDArray[np.float64]:
        """A score for each class, on the scale of log odds. *Shape:* (n, n_classes)."""
        return np.asarray(vectors.astype(np.float64) @ self._weights.T + self._bias)

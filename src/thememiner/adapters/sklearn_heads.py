"""scikit-learn: vectors and classes into linear heads."""

from __future__ import annotations

import warnings
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
        rows = np.asarray(vectors, dtype=np.float64)
        return _as_head(fit_logistic(rows, classes, strength=self.strength, weights=weights))


def fit_logistic(
    rows: Any, classes: Sequence[str], *, strength: float, weights: Sequence[float] | None
) -> Any:
    """Multinomial logistic regression with balanced classes, fitted on one processor.

    A codebook of many codes with an example or two each is nothing to warn about.

    Args:
        rows: dense or sparse. *Shape:* (n, n_columns).
        classes: the class of each row.
        strength: inverse of the regularisation (scikit-learn's ``C``).
        weights: how much each row counts.
    """
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=2000)
    counts = None if weights is None else np.asarray(weights, dtype=np.float64)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        model.fit(rows, list(classes), sample_weight=counts)
    return model


def _as_head(model: Any) -> LinearHead:
    classes = tuple(str(name) for name in model.classes_)
    weights, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(classes) == 2:
        weights = np.concatenate([-weights, weights]) / 2
        bias = np.array([-bias[0], bias[0]]) / 2
    return LinearHead(classes, weights, bias)

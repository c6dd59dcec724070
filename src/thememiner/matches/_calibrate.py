"""Scores and what coders decided into probabilities that mean what they say, and how far they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thememiner.matches._protocols import Scores

_STEPS = 50
_RIDGE = 1.0
_EDGE = 1e-6


@dataclass(frozen=True)
class Calibration:
    """Log odds into log odds: ``slope * x + shift`` (Platt 1999).

    Attributes:
        slope: above 0.
        shift: of the log odds.
        n: decisions it rests on.
    """

    slope: float = 1.0
    shift: float = 0.0
    n: int = 0

    def __call__(self, probabilities: Scores) -> Scores:
        """Probabilities into calibrated ones. *Shape:* as given."""
        return sigmoid(self.slope * log_odds(probabilities) + self.shift)


@dataclass(frozen=True)
class ReliabilityBin:
    """Suggestions of about the same probability: what was said, and how many were right.

    Attributes:
        said: mean probability.
        right: share that coders confirmed.
        n: suggestions.
    """

    said: float
    right: float
    n: int


def log_odds(probabilities: Scores) -> Scores:
    """Log odds of probabilities, kept finite. *Shape:* as given."""
    inside = np.clip(probabilities, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside / (1 - inside)))


def sigmoid(scores: Scores) -> Scores:
    """Log odds into probabilities. *Shape:* as given."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -40, 40))))


def fit_calibration(probabilities: Scores, right: npt.NDArray[np.bool_]) -> Calibration:
    """The calibration under which the decisions are likeliest (Platt 1999), drawn a little to none.

    Args:
        probabilities: of suggestions that were made without knowing the decision on them.
        right: whether coders confirmed each. *Shape:* (n,).
    """
    x, y = log_odds(probabilities.ravel()), right.ravel().astype(float)
    design = np.stack([x, np.ones_like(x)], axis=1)
    prior = np.array([1.0, 0.0])
    beta = prior.copy()
    for _ in range(_STEPS):
        p = sigmoid(design @ beta)
        gradient = design.T @ (p - y) + _RIDGE * (beta - prior)
        curve = (design * (p * (1 - p))[:, None]).T @ design + _RIDGE * np.eye(2)
        step = np.linalg.solve(curve, gradient)
        beta = beta - np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return Calibration(max(float(beta[0]), 0.05), float(beta[1]), len(x))


def find_reliability(
    probabilities: Scores, right: npt.NDArray[np.bool_], *, n_bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """Bins with as many suggestions each, by probability: what a reliability diagram shows."""
    order = np.argsort(probabilities, kind="stable")
    return tuple(
        ReliabilityBin(
            said=float(probabilities[part].mean()),
            right=float(right[part].mean()),
            n=len(part),
        )
        for part in np.array_split(order, min(n_bins, max(len(order), 1)))
        if len(part)
    )


def expected_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """Expected calibration error: the mean distance between said and right (Naeini et al. 2015)."""
    n = sum(one.n for one in bins)
    return sum(one.n * abs(one.said - one.right) for one in bins) / n if n else 0.0

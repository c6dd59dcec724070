"""Places into clusters by many small k-means fits at once."""

from __future__ import annotations

import numpy as np

from thememiner.themes._alike import IntArray, RealArray

_STEPS = 5
_STEPS_OF_KNOTS = 6
_BLOCK = 2048


def k_means_fits(
    rows: RealArray,
    weight: RealArray,
    *,
    apart: RealArray,
    k: int,
    seen: RealArray,
    random: np.random.Generator,
) -> IntArray:
    """A few steps of k-means, for several fits side by side.

    Args:
        rows: *Shape:* (n, dimension).
        weight: of each row. *Shape:* (n,).
        apart: squared distances between rows. *Shape:* (n, n).
        k: clusters of each fit.
        seen: 1 where a fit sees a row, else 0. *Shape:* (n_fits, n).
        random: source of chance.

    Returns:
        The nearest centre of each row, seen or not, in each fit. *Shape:* (n_fits, n).
    """
    n_fits, n = seen.shape
    heavy = (seen * weight).T
    centres = rows[_far_apart(apart, k, seen, random)].reshape(n_fits * k, -1)
    first = np.arange(n_fits) * k
    for _ in range(_STEPS):
        labels = _nearest_of(rows, centres, k)
        inside = np.zeros((n, n_fits * k))
        inside[np.arange(n)[:, None], labels + first] = heavy
        size = inside.sum(axis=0)
        used = size > 0
        centres[used] = (inside.T @ rows)[used] / size[used, None]
    return _nearest_of(rows, centres, k).T


def _nearest_of(rows: RealArray, centres: RealArray, k: int) -> IntArray:
    """For each row and each fit the nearest of the fit's centres. *Shape:* (n, n_fits)."""
    distance = (centres**2).sum(axis=1) - 2 * (rows @ centres.T)
    return np.asarray(distance.reshape(len(rows), -1, k).argmin(axis=2))


def _far_apart(apart: RealArray, k: int, seen: RealArray, random: np.random.Generator) -> IntArray:
    """First centres of each fit, each drawn the likelier the further it lies from those before it.

    Arthur D, Vassilvitskii S (2007), k-means++, SODA.
    """
    n_fits, n = seen.shape
    chosen = np.zeros((n_fits, k), dtype=int)
    distance = seen.astype(np.float64)
    for i in range(k):
        reach = np.cumsum(distance, axis=1)
        drawn = random.random(n_fits) * reach[:, -1]
        chosen[:, i] = np.minimum((reach <= drawn[:, None]).sum(axis=1), n - 1)
        own = apart[chosen[:, i]] * seen
        distance = own if i == 0 else np.minimum(distance, own)
    return chosen


def find_knots(rows: RealArray, k: int, random: np.random.Generator) -> IntArray:
    """One k-means fit of a very large material into many small knots of near rows."""
    centres = rows[np.sort(random.choice(len(rows), size=k, replace=False))]
    for _ in range(_STEPS_OF_KNOTS):
        labels = _nearest(rows, centres)
        size = np.bincount(labels, minlength=k)
        sums = np.zeros_like(centres)
        np.add.at(sums, labels, rows)
        centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
    return np.unique(_nearest(rows, centres), return_inverse=True)[1]


def _nearest(rows: RealArray, centres: RealArray) -> IntArray:
    half = (centres**2).sum(axis=1)
    blocks = [
        (half - 2 * (rows[i : i + _BLOCK] @ centres.T)).argmin(axis=1)
        for i in range(0, len(rows), _BLOCK)
    ]
    return np.concatenate(blocks)

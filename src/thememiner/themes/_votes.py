"""Places of units into votes: how often many fits put two of them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thememiner.themes._alike import IntArray, RealArray
from thememiner.themes._k_means import find_knots, k_means_fits

DIMENSIONS = 20
NEIGHBOURS = 8
PART = 0.8
GRAINS = (0.7, 2.0)
MOST_FITS = 2000
FEWEST_FITS = 480
MOST_NODES = 2000
N_NODES = 1200
_N_GRAINS = 9
_MOST_LANDMARKS = 8_000
_AT_ONCE = 16
_BLOCK = 2048
_OWN_PLACE = 0.05

Votes = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Ballot:
    """What many fits say of one material.

    Attributes:
        node: for each unit the node that stands for it; a node is one unit in a study of usual size
            and a knot of near units in a very large one.
        weight: units behind each node. *Shape:* (n_nodes,).
        together: share of fits in which two nodes are in the same cluster, with a little of the
            closeness of their places, so that ties are rare. *Shape:* (n_nodes, n_nodes).
    """

    node: IntArray
    weight: RealArray
    together: Votes


def reduce(rows: RealArray, n_dimensions: int) -> RealArray:
    """The first principal components of rows. *Shape:* (n, at most n_dimensions)."""
    around = rows - rows.mean(axis=0)
    values, axes = np.linalg.eigh(around.T @ around)
    keep = np.argsort(-values)[: min(n_dimensions, len(rows))]
    return np.asarray(around @ axes[:, keep])


def of_unit_length(rows: RealArray, *, least: float = 1e-9) -> RealArray:
    """Rows scaled to unit length, in full precision; what is shorter than ``least`` becomes noughts.

    Where all texts are the same, what is left of them after their mean is the rounding of a sum.
    """
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled = rows / np.where(norms > least, norms, 1)
    return np.asarray(np.where(norms > least, scaled, 0), dtype=np.float64)


def gather_votes(
    places: RealArray, *, least: int, most: int, seed: int, effort: float = 1.0
) -> Ballot:
    """Let many k-means fits vote on which units belong together.

    Each fit sees a random part of the units, and they are of several grains, from fewer clusters than
    wanted to twice as many (consensus clustering: Monti et al. 2003, Machine Learning 52; Fred and Jain
    2005, IEEE PAMI 27(6)). Every unit joins the nearest centre of every fit, its own part or not.

    Args:
        places: rows of unit length. *Shape:* (n_units, dimension).
        least: fewest clusters wanted.
        most: most clusters wanted.
        seed: of every random choice.
        effort: share of the usual number of fits.
    """
    random = np.random.default_rng(seed)
    rows = reduce(_among_neighbours(places), DIMENSIONS)
    node, rows, weight = _nodes(rows, random)
    n = len(rows)
    usual = FEWEST_FITS if n < len(node) else _n_fits(n)
    n_fits = _AT_ONCE * max(1, round(effort * usual / _AT_ONCE))
    together = np.zeros((n, n), dtype=np.float32)
    for block in _ballots(rows, weight, (least, most), n_fits, random):
        together += block @ block.T
    near = of_unit_length(rows).astype(np.float32)
    together *= (1 - _OWN_PLACE) / n_fits
    together += _OWN_PLACE * (1 + near @ near.T) / 2
    return Ballot(node=node, weight=weight, together=together)


def _n_fits(n: int) -> float:
    return float(np.clip(MOST_FITS * 1000 / n, FEWEST_FITS, MOST_FITS))


def _ballots(
    rows: RealArray,
    weight: RealArray,
    wanted: tuple[int, int],
    n_fits: int,
    random: np.random.Generator,
) -> Iterator[Votes]:
    """Who is in which cluster of several fits at once. *Shape:* (n, clusters of those fits)."""
    n = len(rows)
    squares = (rows**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2 * (rows @ rows.T), 0)
    grains = np.geomspace(max(2, wanted[0] * GRAINS[0]), max(2, wanted[1] * GRAINS[1]), _N_GRAINS)
    n_seen = max(2, round(n * PART))
    for i in range(n_fits // _AT_ONCE):
        k = min(round(float(grains[i % _N_GRAINS])), n_seen)
        order = random.random((_AT_ONCE, n)).argsort(axis=1)[:, :n_seen]
        seen = np.zeros((_AT_ONCE, n))
        np.put_along_axis(seen, order, 1.0, axis=1)
        labels = k_means_fits(rows, weight, apart=apart, k=k, seen=seen, random=random)
        block = np.zeros((n, _AT_ONCE * k), dtype=np.float32)
        block[np.arange(n)[:, None], labels.T + np.arange(_AT_ONCE) * k] = 1
        yield block


def _among_neighbours(places: RealArray) -> RealArray:
    """Each row with the mean of its nearest rows: what several people say weighs more than wording."""
    n = len(places)
    m = min(NEIGHBOURS, max(1, n // 12))
    step = -(-n // _MOST_LANDMARKS)
    marks = np.arange(0, n, step)
    seen = places[marks].astype(np.float32)
    out = np.empty_like(places)
    for start in range(0, n, _BLOCK):
        block = places[start : start + _BLOCK]
        near = block.astype(np.float32) @ seen.T
        own = np.flatnonzero((marks >= start) & (marks < start + len(block)))
        near[marks[own] - start, own] = -np.inf
        best = np.argpartition(-near, m - 1, axis=1)[:, :m] if m < len(marks) else None
        around = places[marks[best]].mean(axis=1) if best is not None else places.mean(axis=0)
        out[start : start + _BLOCK] = block + around
    return of_unit_length(out)


def _nodes(rows: RealArray, random: np.random.Generator) -> tuple[IntArray, RealArray, RealArray]:
    """Units as nodes; beyond ``MOST_NODES`` of them, knots of near units stand for them."""
    n = len(rows)
    if n <= MOST_NODES:
        return np.arange(n), rows, np.ones(n)
    node = find_knots(rows, N_NODES, random)
    weight = np.bincount(node).astype(np.float64)
    centres = np.zeros((len(weight), rows.shape[1]))
    np.add.at(centres, node, rows)
    return node, centres / weight[:, None], weight

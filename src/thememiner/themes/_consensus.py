"""Places of units into clusters, their parts and how far they hold: what many fits agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thememiner.themes._alike import IntArray, RealArray, adjusted_information, adjusted_rand
from thememiner.themes._tree import VoteTree
from thememiner.themes._votes import Ballot, gather_votes

N_DRAWS = 6
DRAWN = 0.9
_EFFORT_OF_DRAWS = 1 / 5
AT_THE_EDGE = 0.08
_EVEN = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9
_FEWEST_IN_PARTS = 16
_SMALLEST_PART = 4
_MOST_PARTS = 4
_UNITS_A_PART = 8
_PARTED = 0.2


@dataclass(frozen=True)
class Consensus:
    """What many fits agree on.

    Attributes:
        labels: cluster of each unit.
        parts: part of each unit's cluster, numbered over all clusters; -1 where a cluster has none.
        firmness: how much oftener each unit is with its cluster than with the next, 0 to 1.
        stability: for each cluster, share of its pairs of units that stay together in the draws.
        part_stability: for each part, the same in the draws' own parts.
        ari: mean adjusted Rand index of the draws' groupings with this one.
        ami: the same as adjusted mutual information.
    """

    labels: IntArray
    parts: IntArray
    firmness: RealArray
    stability: Mapping[int, float]
    part_stability: Mapping[int, float]
    ari: float
    ami: float


@dataclass(frozen=True)
class _Draw:
    """A random part of the units with its own votes and tree."""

    units: IntArray
    ballot: Ballot
    tree: VoteTree

    def labels(self, k: int) -> IntArray:
        return self.tree.cut(k)[self.ballot.node]


def find_consensus(
    places: RealArray, *, least: int, most: int, seed: int, effort: float = 1.0
) -> Consensus:
    """Clusters on which many fits agree.

    How many lies between ``least`` and ``most``: the number at which the themes of all units and those
    of nine tenths of them agree best, corrected for chance (compare Lange et al. 2004, Neural
    Computation 16). A number at an end of the range has to be better by ``AT_THE_EDGE`` than the middle.

    Args:
        places: rows of unit length. *Shape:* (n_units, dimension).
        least: fewest clusters.
        most: most clusters.
        seed: of every random choice.
        effort: share of the usual number of fits.
    """
    n_different = len(np.unique(np.round(places, 6), axis=0))
    least, most = min(least, n_different), min(most, n_different)
    whole = _drawn(places, np.arange(len(places)), (least, most), seed, effort)
    draws = _draws(places, (least, most), seed, effort) if n_different > 1 else []
    k = _choose(whole, draws, range(least, most + 1))
    labels = whole.labels(k)
    parts = _parts(whole, labels)
    return Consensus(
        labels=labels,
        parts=parts,
        firmness=whole.tree.firmness(whole.tree.cut(k))[whole.ballot.node],
        stability=_stabilities(labels, draws, k),
        part_stability=_part_stabilities(labels, parts, draws),
        ari=_mean([adjusted_rand(labels[d.units], d.labels(k)) for d in draws]),
        ami=_mean([adjusted_information(labels[d.units], d.labels(k)) for d in draws]),
    )


def _draws(places: RealArray, wanted: tuple[int, int], seed: int, effort: float) -> list[_Draw]:
    """The material without one tenth of it, several times; the tenths do not hang on the seed."""
    tenth = np.random.default_rng(0).permutation(len(places)) % round(1 / (1 - DRAWN))
    return [
        _drawn(places, np.flatnonzero(tenth != i), wanted, seed + i + 1, effort * _EFFORT_OF_DRAWS)
        for i in range(N_DRAWS)
    ]


def _drawn(
    places: RealArray, units: IntArray, wanted: tuple[int, int], seed: int, effort: float
) -> _Draw:
    least, most = wanted
    ballot = gather_votes(places[units], least=least, most=most, seed=seed, effort=effort)
    return _Draw(units, ballot, VoteTree(ballot.together, ballot.weight, most=most))


def _choose(whole: _Draw, draws: Sequence[_Draw], numbers: range) -> int:
    if len(numbers) == 1:
        return numbers[0]
    agreement = np.array(
        [
            _mean([adjusted_rand(whole.labels(k)[draw.units], draw.labels(k)) for draw in draws])
            for k in numbers
        ]
    )
    even = np.convolve(np.pad(agreement, 2, mode="edge"), _EVEN, mode="valid")
    aside = np.linspace(-1, 1, len(numbers)) ** 2
    return numbers[int(np.argmax(even - AT_THE_EDGE * aside))]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 1.0


def _parts(whole: _Draw, labels: IntArray) -> IntArray:
    """Parts of each cluster that is large enough and falls into clear ones."""
    parts = np.full(len(labels), -1)
    for cluster in range(labels.max() + 1):
        inside = np.flatnonzero(labels == cluster)
        nodes = np.unique(whole.ballot.node[inside])
        found = _parted(whole.ballot, nodes, len(inside))
        if found is not None:
            own = found[np.searchsorted(nodes, whole.ballot.node[inside])]
            parts[inside] = own + parts.max() + 1
    return parts


def _parted(ballot: Ballot, nodes: IntArray, n_units: int) -> IntArray | None:
    most = min(_MOST_PARTS, n_units // _UNITS_A_PART, len(nodes))
    if n_units < _FEWEST_IN_PARTS or most < 2:
        return None
    weight = ballot.weight[nodes]
    tree = VoteTree(ballot.together[np.ix_(nodes, nodes)], weight, most=most)
    best: tuple[float, IntArray] | None = None
    for k in range(2, most + 1):
        labels = tree.cut(k)
        sizes = np.bincount(labels, weight)
        clear = float(np.average(tree.firmness(labels), weights=weight))
        if sizes.min() >= _SMALLEST_PART and len(sizes) > 1 and clear >= _PARTED:
            best = (clear, labels) if best is None or clear > best[0] else best
    return None if best is None else best[1]


def _stabilities(labels: IntArray, draws: Sequence[_Draw], k: int) -> dict[int, float]:
    """How often two units of a cluster are together in the draws (compare Hennig 2007)."""
    out: dict[int, float] = {}
    for cluster in range(labels.max() + 1):
        shares = [_together(d.labels(k)[labels[d.units] == cluster]) for d in draws]
        known = [share for share in shares if share is not None]
        out[cluster] = round(_mean(known), 3)
    return out


def _part_stabilities(
    labels: IntArray, parts: IntArray, draws: Sequence[_Draw]
) -> dict[int, float]:
    """The same for parts, in the draws' cuts of as many clusters as there are parts."""
    n_parts = int(parts.max()) + 1
    if not n_parts:
        return {}
    fine = n_parts + len(set(labels[parts < 0]))
    out: dict[int, float] = {}
    for part in range(n_parts):
        shares = [_together(d.tree.cut(fine)[d.ballot.node][parts[d.units] == part]) for d in draws]
        known = [share for share in shares if share is not None]
        out[part] = round(_mean(known), 3)
    return out


def _together(labels: IntArray) -> float | None:
    n = len(labels)
    if n < 2:
        return None
    counts = np.bincount(labels)
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))

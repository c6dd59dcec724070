"""Votes into a tree of units, and the tree into groupings of any number of themes."""

from __future__ import annotations

import numpy as np

from thememiner.themes._alike import IntArray, RealArray
from thememiner.themes._votes import Votes

_ROUNDS = 12
_SCRAP = 5
_DEEPEST = 3


class VoteTree:
    """Average linkage over votes, cut wherever it is wanted.

    Args:
        together: share of fits in which two nodes are together. *Shape:* (n, n).
        weight: units behind each node. *Shape:* (n,).
        most: the most clusters that will be asked for.
    """

    def __init__(self, together: Votes, weight: RealArray, *, most: int) -> None:
        self._together, self._weight = together, weight
        self._cuts = _cuts(together, min(len(weight), _DEEPEST * most))
        self._known: dict[int, IntArray] = {}

    def cut(self, k: int) -> IntArray:
        """Cluster of each node, ``k`` of them where the material has so many."""
        if k not in self._known:
            self._known[k] = self._settled(self._rough(k), k)
        return self._known[k]

    def _rough(self, k: int) -> IntArray:
        """The first cut that has ``k`` clusters which are no scraps; else the one with most of them."""
        sizes = [np.bincount(cut, self._weight) for cut in self._cuts]
        scrap = scrap_size(float(self._weight.sum()), k)
        large = [min(int((own >= scrap).sum()), k) for own in sizes]
        return self._cuts[int(np.argmax(large))]

    def _settled(self, labels: IntArray, k: int) -> IntArray:
        """Every node goes where it is together most; scraps do not stay."""
        sizes = np.bincount(labels, self._weight)
        keep = np.flatnonzero(sizes >= scrap_size(float(self._weight.sum()), k))
        keep = keep if len(keep) else np.arange(len(sizes))
        inside = (labels[:, None] == keep[None, :]).astype(np.float32)
        for _ in range(_ROUNDS):
            best = self.share(inside).argmax(axis=1)
            now = np.zeros_like(inside)
            now[np.arange(len(best)), best] = 1
            if not now.any(axis=0).all() or np.array_equal(now, inside):
                break
            inside = now
        final = self.share(inside).argmax(axis=1)
        whole = min(k, len(self._cuts))
        settled = np.unique(final, return_inverse=True)[1]
        return settled if settled.max() + 1 >= min(k, len(keep)) else self._cuts[whole - 1]

    def share(self, inside: Votes) -> Votes:
        """How often each node is together with the nodes of each cluster, 0 to 1."""
        heavy = inside * self._weight[:, None].astype(np.float32)
        return np.asarray(self._together @ heavy / np.maximum(heavy.sum(axis=0), 1))

    def firmness(self, labels: IntArray) -> RealArray:
        """How much oftener each node is with its own cluster than with the next, 0 to 1."""
        inside = (labels[:, None] == np.arange(labels.max() + 1)[None, :]).astype(np.float32)
        share = self.share(inside).astype(np.float64)
        if share.shape[1] < 2:
            return np.ones(len(labels))
        own = share[np.arange(len(labels)), labels]
        share[np.arange(len(labels)), labels] = -1
        firm = (own - share.max(axis=1)) / np.maximum(own, 1e-9)
        return np.asarray(np.clip(firm, 0, 1))


def scrap_size(n: float, k: int) -> float:
    """A cluster with fewer units than a fifth of an even share is a scrap."""
    return max(2.0, n / k / _SCRAP)


def _cuts(together: Votes, most: int) -> list[IntArray]:
    """The tree's cuts into 1, 2, … clusters."""
    from scipy.cluster.hierarchy import cut_tree, linkage
    from scipy.spatial.distance import squareform

    n = len(together)
    if n < 2:
        return [np.zeros(n, dtype=int)]
    apart = 1 - (together.astype(np.float64) + together.T) / 2
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(np.maximum(apart, 0), checks=False), method="average")
    cuts = cut_tree(tree, n_clusters=list(range(1, most + 1)))
    return [np.asarray(cuts[:, i], dtype=int) for i in range(most)]

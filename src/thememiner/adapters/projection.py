"""Vectors into places on a map; the same vectors give the same map."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from thememiner.vectors import FloatArray

MOST_FITTED = 3_000
_DIMENSIONS = 20
_PERPLEXITY = 40.0
_ROUNDS = 500
_AT_ONCE = 2_000


class TSNEProjector:
    """Principal components, then t-SNE begun from them (van der Maaten and Hinton 2008).

    Beginning from the first two components keeps the large order of the material and needs no chance
    (Kobak and Linderman 2021, Nature Biotechnology 39). Beyond ``most_fitted`` units, that many of them
    are laid out and each other unit stands beside the one that it is most like.

    Args:
        most_fitted: units that are laid out by t-SNE.
    """

    def __init__(self, *, most_fitted: int = MOST_FITTED) -> None:
        self.most_fitted = most_fitted

    @property
    def name(self) -> str:
        """Method and settings, for the fingerprint of a map."""
        return (
            f"t-SNE of {_DIMENSIONS} principal components, perplexity {_PERPLEXITY:g}, "
            f"{_ROUNDS} rounds, up to {self.most_fitted} units"
        )

    def project(self, vectors: FloatArray) -> npt.NDArray[np.float64]:
        """Places in the order of the vectors. *Shape:* (n, dimension) to (n, 2), within -100 to 100.

        Vectors that are alike stand beside each other; distances are approximate. The order of the
        vectors plays no part.
        """
        from threadpoolctl import threadpool_limits

        if not len(vectors):
            return np.zeros((0, 2))
        order = np.lexsort(vectors.T[::-1])
        rows = np.ascontiguousarray(vectors[order], dtype=np.float64)
        with threadpool_limits(1):
            placed = _centred(self._laid_out(rows))
        places = np.empty_like(placed)
        places[order] = placed
        return places

    def _laid_out(self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        parts = _components(rows)
        unique, where = np.unique(parts, axis=0, return_inverse=True)
        if len(unique) < 5 or unique.shape[1] < 2:
            return np.asarray(_flat(unique)[where])
        chosen = np.arange(len(unique))
        if len(unique) > self.most_fitted:
            chosen = np.sort(np.random.default_rng(0).permutation(len(unique))[: self.most_fitted])
        laid = _tsne(unique[chosen])
        every = np.empty((len(unique), 2))
        every[chosen] = laid
        rest = np.setdiff1d(np.arange(len(unique)), chosen)
        every[rest] = _beside(unique[rest], unique[chosen], laid)
        return np.asarray(every[where])


def _components(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The first principal components, each with its largest weight positive. *Shape:* (n, up to 20)."""
    middle = rows - rows.mean(axis=0)
    spread, axes = np.linalg.eigh(middle.T @ middle)
    keep = np.argsort(-spread, kind="stable")[: min(_DIMENSIONS, len(rows))]
    axes = axes[:, keep]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return np.asarray(np.round(middle @ axes, 9))


def _flat(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The first two columns; noughts where there are fewer."""
    return np.pad(rows[:, :2], ((0, 0), (0, max(0, 2 - rows.shape[1]))))


def _tsne(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    from sklearn.manifold import TSNE

    start = rows[:, :2] / max(float(rows[:, 0].std()), 1e-12) * 1e-4
    found = TSNE(
        n_components=2,
        perplexity=min(_PERPLEXITY, (len(rows) - 1) / 3),
        init=start,
        max_iter=_ROUNDS,
        random_state=0,
        n_jobs=1,
    ).fit_transform(rows)
    return np.asarray(found, dtype=np.float64)


def _beside(
    rows: npt.NDArray[np.float64],
    fitted: npt.NDArray[np.float64],
    laid: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Next to the most similar fitted one, a little towards the next two."""
    places = np.empty((len(rows), 2))
    size = (fitted**2).sum(axis=1)
    for at in range(0, len(rows), _AT_ONCE):
        some = rows[at : at + _AT_ONCE]
        apart = size - 2 * some @ fitted.T
        near = np.argsort(apart, axis=1, kind="stable")[:, :3]
        first, others = laid[near[:, 0]], laid[near[:, 1:]].mean(axis=1)
        away = others - first
        length = np.linalg.norm(away, axis=1, keepdims=True)
        places[at : at + _AT_ONCE] = first + away * np.minimum(1.0, 1.0 / np.maximum(length, 1e-9))
    return places


def _centred(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Middle at nought, the farthest at 100."""
    middle = places - places.mean(axis=0)
    return np.asarray(np.round(100 * middle / max(float(np.abs(middle).max()), 1e-12), 2))

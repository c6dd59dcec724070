"""BERTopic: texts and vectors into clusters with the terms that set them apart."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.themes import Clusters
from thememiner.vectors import FloatArray

IntArray = npt.NDArray[np.int_]

_DIMENSIONS = 20
_TERMS = 12
_PART = 0.8
_GRAINS = (0.7, 1, 1.5, 2, 3)


class BERTopicFinder:
    """BERTopic over principal components and a consensus of k-means fits, read into plain values.

    Vectors are reduced to their first principal components. Many k-means fits of random parts of the
    units, some coarser and some finer, vote on which units belong together, and average linkage over
    the votes gives the clusters (consensus clustering: Monti et al. 2003, Machine Learning 52;
    Fred and Jain 2005, IEEE PAMI 27(6)). BERTopic's class-based TF-IDF describes them. Beyond
    ``most_voting`` units one k-means fit decides, since the votes grow with the square of the units.

    One thread and a fixed seed make it repeatable.

    Args:
        n_fits: fits that vote.
        most_voting: units up to which fits vote.
    """

    def __init__(self, *, n_fits: int = 200, most_voting: int = 4000) -> None:
        self.n_fits = n_fits
        self.most_voting = most_voting

    @property
    def name(self) -> str:
        """Engine and settings, for the run record."""
        return (
            f"BERTopic, {_DIMENSIONS} principal components, consensus of {self.n_fits} k-means fits "
            f"up to {self.most_voting} units"
        )

    def find(
        self, texts: Sequence[str], vectors: FloatArray, *, n_themes: int, seed: int
    ) -> Clusters:
        """Clusters of texts.

        Args:
            texts: plain words of each unit, already in a fixed order; an empty one is fine.
            vectors: *Shape:* (n_texts, dimension).
            n_themes: how many clusters.
            seed: of every random choice.
        """
        with _quiet(), _one_thread():
            from bertopic import BERTopic
            from bertopic.dimensionality import BaseDimensionalityReduction

            clusterer = Consensus(n_themes, self, seed=seed)
            model = BERTopic(
                language="multilingual",  # with "english" it drops every letter outside a to z
                embedding_model=None,
                umap_model=BaseDimensionalityReduction(),
                hdbscan_model=clusterer,
                vectorizer_model=_vectorizer(),
                ctfidf_model=_ctfidf(),
                calculate_probabilities=False,
                verbose=False,
            )
            labels, _ = model.fit_transform(list(texts), _reduced(vectors))
            terms = {label: model.get_topic(label) or [] for label in sorted(set(labels))}
        found = np.array(labels, dtype=int)
        return Clusters(
            labels=tuple(int(label) for label in found),
            terms={int(label): _read_terms(pairs) for label, pairs in terms.items()},
            stability={int(label): clusterer.stability(found == label) for label in set(labels)},
        )


class Consensus:
    """A clusterer with scikit-learn's manners that BERTopic can call.

    Args:
        n_clusters: how many clusters.
        finder: its ``n_fits`` and ``most_voting``.
        seed: of every random choice.

    Attributes:
        labels_: cluster of each row, after ``fit``.
    """

    def __init__(self, n_clusters: int, finder: BERTopicFinder, *, seed: int) -> None:
        self.n_clusters = n_clusters
        self.finder = finder
        self.seed = seed
        self.labels_: IntArray = np.zeros(0, dtype=int)
        self._fits: list[tuple[IntArray, IntArray]] = []

    def fit(self, rows: FloatArray, y: object = None) -> Consensus:  # noqa: ARG002
        """Cluster rows. *Shape of rows:* (n, n_components)."""
        voting = len(rows) <= self.finder.most_voting
        votes = np.zeros((len(rows), len(rows)), dtype=np.float32) if voting else None
        chances = np.zeros_like(votes) if votes is not None else None
        for chosen, labels, plain in self._all_fits(rows, self.finder.n_fits if voting else 20):
            if plain:
                self._fits.append((chosen, labels))
            if votes is not None and chances is not None:
                both = np.ix_(chosen, chosen)
                votes[both] += labels[:, None] == labels[None, :]
                chances[both] += 1
        if votes is None or chances is None:
            self.labels_ = _k_means(rows, self.n_clusters, self.seed, n_init=20)
        else:
            found = _linked(1 - votes / np.maximum(chances, 1), self.n_clusters)
            self.labels_ = _without_scraps(rows, found, self.n_clusters)
        return self

    def _all_fits(self, rows: FloatArray, n_fits: int) -> Iterator[tuple[IntArray, IntArray, bool]]:
        random = np.random.default_rng(self.seed)
        size = max(2, round(len(rows) * _PART))
        for i in range(n_fits):
            chosen = np.sort(random.choice(len(rows), size=size, replace=False))
            factor = _GRAINS[i % len(_GRAINS)]
            k = min(max(2, round(self.n_clusters * factor)), size)
            labels = _k_means(rows[chosen], k, int(random.integers(2**31)), n_init=1)
            yield chosen, labels, factor == 1

    def stability(self, inside: npt.NDArray[np.bool_]) -> float:
        """How often two of a cluster's units are together in fits of its own grain, 0 to 1.

        Compare cluster-wise stability, Hennig 2007, Computational Statistics & Data Analysis 52(1).
        """
        shares = [_together(labels[inside[chosen]]) for chosen, labels in self._fits]
        known = [share for share in shares if share is not None]
        return round(float(np.mean(known)), 3) if known else 0.0


def _k_means(rows: FloatArray, k: int, seed: int, *, n_init: int) -> IntArray:
    from sklearn.cluster import KMeans

    labels = KMeans(n_clusters=k, n_init=n_init, random_state=seed).fit_predict(rows)
    return np.asarray(labels, dtype=int)


def _linked(distances: npt.NDArray[np.floating], k: int) -> IntArray:
    """Cut the tree of average linkage where it first has ``k`` clusters that are no scraps."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances.astype(np.float64), checks=False), method="average")
    cuts = range(k, min(3 * k, len(distances)) + 1)
    labels = [np.asarray(fcluster(tree, t=t, criterion="maxclust"), dtype=int) - 1 for t in cuts]
    large = [int((np.bincount(found) >= _scrap(len(found), k)).sum()) for found in labels]
    best = max(range(len(labels)), key=lambda i: (min(large[i], k), -i))
    return labels[best]


def _scrap(n: int, k: int) -> float:
    """A cluster smaller than a fifth of an even share is a scrap."""
    return max(2.0, n / k / 5)


def _without_scraps(rows: FloatArray, labels: IntArray, k: int) -> IntArray:
    """The rows of scraps join the nearest cluster that is none."""
    sizes = np.bincount(labels)
    keep = np.flatnonzero(sizes >= _scrap(len(labels), k))
    if len(keep) in {0, len(sizes)}:
        return labels
    centres = np.stack([rows[labels == cluster].mean(axis=0) for cluster in keep])
    distances = ((rows[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    nearest = keep[distances.argmin(axis=1)]
    return np.where(np.isin(labels, keep), labels, nearest)


def _together(labels: IntArray) -> float | None:
    n = len(labels)
    if n < 2:
        return None
    counts = np.bincount(labels)
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))


def _read_terms(pairs: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    return tuple(term for term, weight in pairs if term and weight > 0)[:_TERMS]


def _reduced(vectors: FloatArray) -> FloatArray:
    from sklearn.decomposition import PCA

    n_components = min(_DIMENSIONS, vectors.shape[0], vectors.shape[1])
    reduced = PCA(n_components=n_components, svd_solver="full").fit_transform(
        vectors.astype(np.float64)
    )
    return np.asarray(reduced, dtype=np.float32)


def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w\w+\b")


def _ctfidf() -> Any:
    from bertopic.vectorizers import ClassTfidfTransformer

    return ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread for the numbers: sums in another order differ in the last digit."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """The engine's own warnings and log lines say nothing a researcher could act on."""
    logger = logging.getLogger("BERTopic")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)

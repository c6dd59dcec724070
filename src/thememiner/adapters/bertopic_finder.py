"""BERTopic: texts and places into clusters with the terms that set them apart."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.themes import MOST_FITS, Clusters, Consensus, find_consensus
from thememiner.vectors import FloatArray

_TERMS = 30
_METHOD = 3


class BERTopicFinder:
    """BERTopic over the votes of many fits, read into plain values.

    BERTopic's cluster model is the consensus of ``thememiner.themes``; its class-based TF-IDF describes
    the clusters. One thread and a fixed seed make it repeatable.

    Args:
        effort: share of the usual number of fits; less is quicker and less firm.
    """

    def __init__(self, *, effort: float = 1.0) -> None:
        self.effort = effort

    @property
    def name(self) -> str:
        """Engine and settings, for the run record."""
        share = "" if self.effort == 1 else f", {self.effort:g} of them"
        return f"BERTopic, votes of up to {MOST_FITS:,} k-means fits, method {_METHOD}{share}"

    def find(
        self,
        texts: Sequence[str],
        vectors: FloatArray | npt.NDArray[np.float64],
        *,
        n_themes: int,
        seed: int,
        within: tuple[int, int] | None = None,
    ) -> Clusters:
        """Clusters of texts.

        Args:
            texts: plain words of each unit, already in a fixed order; an empty one is fine.
            vectors: *Shape:* (n_texts, dimension).
            n_themes: how many clusters.
            seed: of every random choice.
            within: fewest and most clusters, for the material to decide.
        """
        with _quiet(), _one_thread():
            from bertopic import BERTopic
            from bertopic.dimensionality import BaseDimensionalityReduction

            model_of_clusters = VoteClusters(within or (n_themes, n_themes), self.effort, seed)
            model = BERTopic(
                language="multilingual",  # with "english" it drops every letter outside a to z
                embedding_model=None,
                umap_model=BaseDimensionalityReduction(),
                hdbscan_model=model_of_clusters,
                vectorizer_model=_vectorizer(),
                ctfidf_model=_ctfidf(),
                top_n_words=_TERMS,
                calculate_probabilities=False,
                verbose=False,
            )
            labels, _ = model.fit_transform(list(texts), np.asarray(vectors, dtype=np.float64))
            terms = {label: model.get_topic(label) or [] for label in sorted(set(labels))}
        return _read(np.array(labels, dtype=int), model_of_clusters.found, terms)


class VoteClusters:
    """The consensus with scikit-learn's manners, so that BERTopic can call it.

    Args:
        within: fewest and most clusters.
        effort: share of the usual number of fits.
        seed: of every random choice.

    Attributes:
        labels_: cluster of each row, after ``fit``.
        found: all that the votes say, after ``fit``.
    """

    def __init__(self, within: tuple[int, int], effort: float, seed: int) -> None:
        self.within, self.effort, self.seed = within, effort, seed
        self.labels_: npt.NDArray[np.int_] = np.zeros(0, dtype=int)
        self.found: Consensus | None = None

    def fit(self, rows: npt.NDArray[np.float64], y: object = None) -> VoteClusters:  # noqa: ARG002
        """Cluster rows. *Shape of rows:* (n, dimension)."""
        least, most = self.within
        self.found = find_consensus(
            rows, least=least, most=most, seed=self.seed, effort=self.effort
        )
        self.labels_ = self.found.labels
        return self


def _read(
    labels: npt.NDArray[np.int_],
    found: Consensus | None,
    terms: Mapping[int, Sequence[tuple[str, float]]],
) -> Clusters:
    """BERTopic numbers clusters by size; what the votes say is told in its numbers."""
    if found is None:
        raise RuntimeError("BERTopic did not call its cluster model.")
    now = dict(zip(found.labels.tolist(), labels.tolist(), strict=True))
    return Clusters(
        labels=tuple(labels.tolist()),
        terms={int(label): _read_terms(pairs) for label, pairs in terms.items()},
        stability={now[old]: value for old, value in found.stability.items()},
        parts=tuple(found.parts.tolist()),
        part_stability=found.part_stability,
        firmness=tuple(found.firmness.tolist()),
        resample_ari=round(found.ari, 3),
        resample_ami=round(found.ami, 3),
    )


def _read_terms(pairs: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    return tuple(term for term, weight in pairs if term and weight > 0)[:_TERMS]


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

"""What others do with the same texts and the same vectors: a group for each text, and words for groups."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_N_WORDS = 10


@dataclass(frozen=True)
class Found:
    """Groups of texts.

    Attributes:
        labels: group of each text, -1 for none.
        words: the best words of each group; none where the method gives none.
    """

    labels: Array
    words: tuple[tuple[str, ...], ...] = ()


Rival = Callable[[Sequence[str], Array, int, int], Found]


class Ready:
    """An encoder that returns vectors made before.

    Args:
        texts: all texts.
        vectors: one row for each.
        rest: makes vectors of any other words.
    """

    def __init__(
        self, texts: Sequence[str], vectors: Array, rest: Callable[[list[str]], Array]
    ) -> None:
        self._known = dict(zip(texts, vectors, strict=True))
        self._rest = rest

    def encode(self, texts: Sequence[str], **_: object) -> Array:
        """Vectors of texts, or of words. *Shape:* (n, dimension)."""
        some = [str(text) for text in texts]
        new = [text for text in some if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._rest(new), strict=True))
        return np.stack([self._known[text] for text in some])


def plain_bertopic(texts: Sequence[str], vectors: Array, n: int, seed: int) -> Found:  # noqa: ARG001
    """BERTopic with its defaults; it has no seed and no number of topics."""
    from bertopic import BERTopic

    model = BERTopic(embedding_model=None, calculate_probabilities=False)
    labels, _ = model.fit_transform(list(texts), vectors)
    topics = sorted(set(labels) - {-1})
    return Found(np.array(labels), tuple(_words(model.get_topic(one)) for one in topics))


def k_means(texts: Sequence[str], vectors: Array, n: int, seed: int) -> Found:  # noqa: ARG001
    """k-means over the vectors, ten starts."""
    from sklearn.cluster import KMeans

    return Found(KMeans(n_clusters=n, n_init=10, random_state=seed).fit_predict(vectors))


def tfidf_nmf(texts: Sequence[str], vectors: Array, n: int, seed: int) -> Found:  # noqa: ARG001
    """Non-negative matrix factorisation of TF-IDF; each text has its strongest component."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = TfidfVectorizer(stop_words="english", min_df=2)
    table = counts.fit_transform(texts)
    model = NMF(n_components=n, random_state=seed, init="nndsvd", max_iter=500)
    names = counts.get_feature_names_out()
    strong = model.fit_transform(table)
    words = tuple(tuple(names[i] for i in np.argsort(-row)[:_N_WORDS]) for row in model.components_)
    return Found(np.where(strong.max(axis=1) > 0, strong.argmax(axis=1), -1), words)


def turftopic(name: str, encode: Callable[[list[str]], Array]) -> Rival:
    """One of Turftopic's models, each text in its strongest topic.

    Args:
        name: of its class.
        encode: makes vectors of words.
    """

    def find(texts: Sequence[str], vectors: Array, n: int, seed: int) -> Found:
        import turftopic as library
        from sklearn.feature_extraction.text import CountVectorizer

        options: dict[str, Any] = {} if name == "ClusteringTopicModel" else {"n_components": n}
        if name == "ClusteringTopicModel":
            options["n_reduce_to"] = n
        model = getattr(library, name)(
            encoder=Ready(texts, vectors, encode),
            vectorizer=CountVectorizer(stop_words="english", min_df=2),
            random_state=seed,
            **options,
        )
        strong = model.fit_transform(list(texts), embeddings=np.asarray(vectors, dtype=np.float64))
        labels = getattr(model, "labels_", None)
        best = np.asarray(strong).argmax(axis=1) if labels is None else np.asarray(labels)
        names = model.get_vocab()
        words = tuple(
            tuple(names[i] for i in np.argsort(-row)[:_N_WORDS]) for row in model.components_
        )
        return Found(best, words)

    return find


TURFTOPIC = ("KeyNMF", "SemanticSignalSeparation", "GMM", "ClusteringTopicModel")


def quietly(rival: Rival) -> Rival:
    """The same without the warnings that its library gives."""

    def find(texts: Sequence[str], vectors: Array, n: int, seed: int) -> Found:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return rival(texts, vectors, n, seed)

    return find


def find_rivals(encode: Callable[[list[str]], Array]) -> Mapping[str, Rival]:
    """Every rival that is installed, by name."""
    found: dict[str, Rival] = {
        "plain BERTopic": quietly(plain_bertopic),
        "k-means": quietly(k_means),
        "TF-IDF + NMF": quietly(tfidf_nmf),
    }
    try:
        import turftopic as _  # noqa: F401
    except ImportError:
        print(
            "Turftopic is not installed; its models are left out. benchmarks/README.md says how to "
            "install it beside the package."
        )
        return found
    return found | {f"Turftopic {one}": quietly(turftopic(one, encode)) for one in TURFTOPIC}


def _words(topic: Any) -> tuple[str, ...]:
    return tuple(word for word, _ in (topic or []) if word)[:_N_WORDS]

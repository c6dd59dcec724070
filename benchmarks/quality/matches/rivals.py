"""Plain ways to do the same, for the same table: chance, the majority, shared words, cosine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from figures import Array

from thememiner.matches import Embed


def majority(train: Sequence[frozenset[int]], n_test: int, n_codes: int) -> Array:
    """The labels of the training papers by how often they occur, for every text alike."""
    counts = Counter(label for some in train for label in some)
    return np.tile([float(counts[i]) for i in range(n_codes)], (n_test, 1))


def shared_words(
    texts: Sequence[str], definitions: Sequence[str], of: Sequence[int], n: int
) -> Array:
    """Cosine of TF-IDF vectors, the nearest definition of each code."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(definitions)
    likeness = (words.transform(texts) @ words.transform(definitions).T).toarray()
    return nearest(likeness, of, n)


def cosine(
    texts: Sequence[str], definitions: Sequence[str], of: Sequence[int], n: int, embed: Embed
) -> Array:
    """Cosine of sentence vectors, the nearest definition of each code."""
    return nearest(embed(texts) @ embed(definitions).T, of, n)


def nearest(likeness: Array, of: Sequence[int], n: int) -> Array:
    """The highest likeness among the definitions of each code. *Shape:* (n_texts, n)."""
    owners = np.array(of)
    return np.stack([likeness[:, owners == i].max(axis=1) for i in range(n)], axis=1)


def word_leanings(texts: Sequence[str], taught: Sequence[str], enabler: Sequence[bool]) -> Array:
    """Logistic regression over words and pairs of words. *Shape:* (n_texts,)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LogisticRegression(C=5, class_weight="balanced", max_iter=2000)
    model.fit(words.fit_transform(taught), list(enabler))
    return np.asarray(model.predict_proba(words.transform(texts))[:, 1])


def vector_leanings(
    texts: Sequence[str], taught: Sequence[str], enabler: Sequence[bool], embed: Embed
) -> Array:
    """Logistic regression over sentence vectors. *Shape:* (n_texts,)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=5, class_weight="balanced", max_iter=2000)
    model.fit(embed(taught), list(enabler))
    return np.asarray(model.predict_proba(embed(texts))[:, 1])


def cosine_leanings(texts: Sequence[str], embed: Embed) -> Array:
    """Cosine to one sentence for each side. *Shape:* (n_texts,)."""
    sides = embed(
        [
            "Something that hinders the new practice: a barrier, a difficulty.",
            "Something that helps the new practice: an enabler, a support.",
        ]
    )
    likeness = embed(texts) @ sides.T
    return np.asarray(0.5 + (likeness[:, 1] - likeness[:, 0]) / 2)

"""Groups of texts and human labels into figures: how well they fit, and how good the words are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

import numpy as np
from rivals import Array, Found
from sets import Coded

_TERMS = 10
_WINDOW_TERMS = 6


def numbered(labels: Sequence[str | None]) -> Array:
    """Labels as numbers, -1 for none."""
    names = {name: n for n, name in enumerate(sorted({x for x in labels if x is not None}))}
    return np.array([-1 if label is None else names[label] for label in labels])


def judge(found: Found, coded: Coded) -> dict[str, float]:
    """How well groups fit the human labels; all that is in no group counts as one more group."""
    from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

    human = numbered(coded.labels)
    groups = set(found.labels.tolist()) - {-1}
    return {
        "n": len(groups),
        "unassigned": float((found.labels < 0).mean()),
        "ami": float(adjusted_mutual_info_score(human, found.labels)),
        "v": float(v_measure_score(human, found.labels)),
        **judge_words(found.words, coded.texts),
    }


def judge_words(words: Sequence[Sequence[str]], texts: Sequence[str]) -> dict[str, float]:
    """NPMI of a group's first words over the texts, and the share of words that are no repetition."""
    some = [[word for word in own if " " not in word][:_TERMS] for own in words]
    if not any(some):
        return {}
    inside = [frozenset(talk.split()) for talk in _spoken(texts)]
    values = [
        npmi(one, other, inside)
        for own in some
        for one, other in combinations(own[:_WINDOW_TERMS], 2)
    ]
    every = [word for own in some for word in own]
    return {
        "npmi": fmean(values) if values else 0.0,
        "diversity": len(set(every)) / len(every),
    }


def npmi(one: str, other: str, inside: Sequence[frozenset[str]]) -> float:
    """Normalised pointwise mutual information of two words in the same text, -1 to 1."""
    n = len(inside)
    a, b = (sum(word in talk for talk in inside) / n for word in (one, other))
    both = sum(one in talk and other in talk for talk in inside) / n
    if both == 0 or a == 0 or b == 0:
        return -1.0
    return 1.0 if both == 1 else float(np.log(both / (a * b)) / -np.log(both))


def _spoken(texts: Sequence[str]) -> list[str]:
    from thememiner.units import plain_words

    return [" ".join(plain_words(text)) for text in texts]


def same(one: Array, other: Array) -> float:
    """Adjusted Rand index of two groupings of the same texts."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))

"""A codebook's own words into a score of each code for each text, and the words that carried it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from thememiner.matches._protocols import Scores
from thememiner.themes import SPOKEN_STOP_WORDS

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly")
_SHORTEST_STEM = 4
_MOST_WORDS = 8


@dataclass(frozen=True)
class Lexicon:
    """Which words speak for which code.

    Attributes:
        index: stem to its row.
        rarity: how few of the codes' texts have the stem. *Shape:* (n_stems,).
        weights: columns of unit length. *Shape:* (n_stems, n_codes).
    """

    index: Mapping[str, int]
    rarity: Scores
    weights: Scores

    def scores(self, texts: Sequence[str]) -> Scores:
        """Cosine of the words of each text with those of each code, 0 to 1. *Shape:* (n, n_codes)."""
        out = np.zeros((len(texts), self.weights.shape[1]))
        for i, text in enumerate(texts):
            rows = self._rows(text)
            if rows:
                mine = self.rarity[rows]
                out[i] = mine @ self.weights[rows] / np.linalg.norm(mine)
        return out

    def carried(self, text: str, column: int) -> tuple[str, ...]:
        """Words of the text that add to the score of a code, the one that adds most first."""
        added: dict[str, float] = {}
        for word in _words(text):
            row = self.index.get(_stem(word))
            if row is not None and self.weights[row, column] > 0:
                added.setdefault(word, float(self.rarity[row] * self.weights[row, column]))
        return tuple(sorted(added, key=lambda word: (-added[word], word))[:_MOST_WORDS])

    def _rows(self, text: str) -> list[int]:
        stems = {_stem(word) for word in _words(text)}
        return sorted(self.index[stem] for stem in stems if stem in self.index)


def make_lexicon(texts: Sequence[Sequence[str]]) -> Lexicon:
    """A lexicon from the texts of each code (TF-IDF, Spärck Jones 1972; logarithmic counts).

    Args:
        texts: for each code its name, definition and examples.
    """
    counts = [Counter(_stem(w) for text in some for w in _words(text)) for some in texts]
    stems = sorted({stem for count in counts for stem in count})
    index = {stem: row for row, stem in enumerate(stems)}
    spread = Counter(stem for count in counts for stem in count)
    rarity = np.array([np.log((1 + len(counts)) / (1 + spread[s])) + 1 for s in stems])
    weights = np.zeros((len(stems), len(counts)))
    for column, count in enumerate(counts):
        for stem, n in count.items():
            weights[index[stem], column] = (1 + np.log(n)) * rarity[index[stem]]
    norms = np.linalg.norm(weights, axis=0, keepdims=True)
    return Lexicon(index, rarity, weights / np.where(norms > 0, norms, 1))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in SPOKEN_STOP_WORDS]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word

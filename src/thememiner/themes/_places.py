"""Units and their vectors into places: by meaning, by telling words, and by what was said around them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from thememiner.records import Unit
from thememiner.themes._alike import RealArray
from thememiner.themes._talk import n_telling
from thememiner.themes._votes import of_unit_length, reduce
from thememiner.vectors import FloatArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WORDS_COUNT = 0.5
CONTEXT_COUNTS = 0.5
_WORD_DIMENSIONS = 50
_DIMENSIONS = 50
_REACH = 2.0
_FURTHEST = 5
_USUAL_WORDS = 5.0
_SAME = 1e-4


def find_places(units: Sequence[Unit], vectors: FloatArray, talk: Sequence[str]) -> RealArray:
    """Where units stand when themes are looked for. *Shape:* (n_units, at most 50), unit length.

    The vectors around their mean, beside them the telling words (latent semantic analysis: Deerwester et
    al. 1990), and then some of what the same transcript says just before and after: much for a unit of
    few words, little for a long one. Themes are shown and measured by the vectors alone.

    Args:
        units: in a fixed order.
        vectors: of the units. *Shape:* (n_units, dimension).
        talk: plain talk of the units.
    """
    meant = vectors.astype(np.float64)
    meant -= meant.mean(axis=0)
    meant[np.linalg.norm(meant, axis=1) < _SAME] = 0
    said = find_word_places(talk)
    places = of_unit_length(np.hstack([meant, WORDS_COUNT * said]))
    return of_unit_length(reduce(_in_context(places, units, talk), _DIMENSIONS))


def find_word_places(talk: Sequence[str]) -> RealArray:
    """Telling words that two units or more use, as few dimensions. *Shape:* (n_units, up to 50)."""
    counts = [Counter(text.split()) for text in talk]
    used = Counter(word for own in counts for word in own)
    words = sorted(word for word, n in used.items() if n > 1)
    if len(words) < 2:
        return np.zeros((len(talk), 0))
    return _few_dimensions(_weighted(counts, words, used))


def _weighted(
    counts: Sequence[Counter[str]], words: Sequence[str], used: Counter[str]
) -> csr_matrix:
    """TF-IDF with damped counts, rows of unit length."""
    from scipy.sparse import csr_matrix

    column = {word: i for i, word in enumerate(words)}
    rows, columns, values = [], [], []
    for row, own in enumerate(counts):
        known = {word: n for word, n in own.items() if word in column}
        weights = {
            word: (1 + np.log(n)) * (1 + np.log((1 + len(counts)) / (1 + used[word])))
            for word, n in known.items()
        }
        length = float(np.sqrt(sum(weight**2 for weight in weights.values()))) or 1.0
        rows += [row] * len(weights)
        columns += [column[word] for word in weights]
        values += [weight / length for weight in weights.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(counts), len(words)))


def _few_dimensions(table: csr_matrix) -> RealArray:
    from scipy.sparse.linalg import svds

    k = min(_WORD_DIMENSIONS, min(table.shape) - 1)
    if table.nnz == 0 or k < 1:
        return np.zeros((table.shape[0], 0))
    if min(table.shape) <= 2 * _WORD_DIMENSIONS:
        left, size, _ = np.linalg.svd(table.toarray(), full_matrices=False)
    else:
        left, size, _ = svds(table, k=k, v0=np.ones(min(table.shape)))
    order = np.argsort(-size)[:k]
    return np.asarray(left[:, order] * size[order])


def _in_context(places: RealArray, units: Sequence[Unit], talk: Sequence[str]) -> RealArray:
    """Each place with some of the places just before and after it in the same transcript."""
    before, weight = _neighbours(units)
    if not len(weight):
        return places
    around = np.zeros_like(places)
    for distance in range(1, _FURTHEST + 1):
        near = weight == distance
        one, other = before[near, 0], before[near, 1]
        share = float(np.exp(-0.5 * (distance / _REACH) ** 2))
        np.add.at(around, one, share * places[other])
        np.add.at(around, other, share * places[one])
    words = np.array([n_telling(text) for text in talk])
    borrowed = CONTEXT_COUNTS * (0.5 + 1 / (1 + words / _USUAL_WORDS))
    return of_unit_length(places + borrowed[:, None] * of_unit_length(around))


def _neighbours(units: Sequence[Unit]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of rows that stand up to five units apart in one transcript, and how far apart."""
    inside: dict[str, list[int]] = defaultdict(list)
    for row, unit in enumerate(units):
        inside[unit.transcript_id].append(row)
    pairs: list[tuple[int, int]] = []
    apart: list[int] = []
    for rows in inside.values():
        rows.sort(key=lambda row: (units[row].start, units[row].id))
        for distance in range(1, _FURTHEST + 1):
            here = list(zip(rows, rows[distance:], strict=False))
            pairs += here
            apart += [distance] * len(here)
    return np.array(pairs, dtype=int).reshape(-1, 2), np.array(apart, dtype=int)

"""What is read or encoded once for all methods: phrases of texts, and vectors kept between runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rivals import Array

from thememiner.study._toolbox import MemoryCache
from thememiner.themes import PhraseFinder


class Remembered:
    """A phrase finder that reads no text twice: reading is not what is measured again and again."""

    def __init__(self, finder: PhraseFinder) -> None:
        self._finder = finder
        self._known: dict[str, tuple[str, ...]] = {}

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Phrases of each text."""
        new = sorted(set(texts) - self._known.keys())
        self._known |= dict(zip(new, self._finder.phrases(new), strict=True))
        return [self._known[text] for text in texts]


def embed_all(texts: Sequence[str], folder: Path) -> tuple[dict[str, Array], Any]:
    """Vectors of texts, kept in a folder between runs, and what makes more of them."""
    from thememiner.adapters.sentence_encoder import SentenceEncoder
    from thememiner.vectors import embed

    encoder = SentenceEncoder()
    path = folder / f"vectors-{encoder.fingerprint}.npz"
    known: dict[str, Array] = {}
    if path.is_file():
        held = np.load(path, allow_pickle=False)
        known = dict(zip(held["texts"].tolist(), held["vectors"], strict=True))
    new = sorted(set(texts) - known.keys())
    if new:
        known |= dict(zip(new, embed(new, encoder).array, strict=True))
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(path, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    cache = MemoryCache(most=10**6)
    return known, lambda some: embed(list(some), encoder, cache=cache).array

"""Files of ``models/heads`` into heads that were trained before, their hashes checked."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.adapters.hashed_words import HashedHead
from thememiner.adapters.registry import check_hash, models_folder, read_heads
from thememiner.matches import LinearHead, Trained, ValenceReader
from thememiner.records import Codebook

VALENCE = "valence"


def codebook_hash(codebook: Codebook) -> str:
    """SHA-256 of all that a codebook says."""
    plain = json.dumps(codebook.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def heads_fingerprint() -> str:
    """Changes whenever registered heads do: part of what suggestions are made from."""
    return hashlib.sha256(" ".join(e.sha256 for e in read_heads().values()).encode()).hexdigest()


def load_trained(codebook: Codebook, *, encoder: str, encoder_sha256: str) -> Trained | None:
    """The heads of a built-in codebook; None where it was edited, or another encoder is used.

    Args:
        codebook: as it is now.
        encoder: name of the encoder.
        encoder_sha256: of its weights.

    Raises:
        ModelError: the file is not the registered one.
    """
    entry = read_heads().get(codebook.id)
    if entry is None or entry.encoder != encoder or entry.encoder_sha256 != encoder_sha256:
        return None
    if entry.codebook_sha256 != codebook_hash(codebook):
        return None
    arrays = _arrays(codebook.id)
    return Trained(
        codes=_head(arrays, "codes"),
        tops=_head(arrays, "tops") if "tops_classes" in arrays else None,
        vectors=unpacked(arrays["vectors"]),
        model=entry.model,
        words=_word_head(arrays) if "words_classes" in arrays else None,
    )


def load_valence(*, encoder: str, encoder_sha256: str) -> ValenceReader | None:
    """The reader of valence and status; None for another encoder.

    Raises:
        ModelError: the file is not the registered one.
    """
    entry = read_heads().get(VALENCE)
    if entry is None or entry.encoder != encoder or entry.encoder_sha256 != encoder_sha256:
        return None
    arrays = _arrays(VALENCE)
    return ValenceReader(_head(arrays, "valence"), _head(arrays, "status"))


@lru_cache(maxsize=8)
def _arrays(name: str) -> dict[str, npt.NDArray[Any]]:
    entry = read_heads()[name]
    path = models_folder() / entry.file
    check_hash(path, entry.sha256)
    with np.load(path, allow_pickle=False) as found:
        return {key: found[key] for key in found.files}


def _head(arrays: dict[str, npt.NDArray[Any]], name: str) -> LinearHead:
    return LinearHead(
        classes=tuple(str(one) for one in arrays[f"{name}_classes"]),
        weights=arrays[f"{name}_weights"].astype(np.float64),
        bias=arrays[f"{name}_bias"].astype(np.float64),
    )


def head_arrays(head: LinearHead, name: str) -> dict[str, npt.NDArray[Any]]:
    """A head as the arrays of a file; numbers in half precision, classes as text."""
    return {
        f"{name}_classes": np.array(head.classes),
        f"{name}_weights": head.weights.astype(np.float16),
        f"{name}_bias": head.bias.astype(np.float32),
    }


def word_arrays(head: HashedHead) -> dict[str, npt.NDArray[Any]]:
    """A head over words as the arrays of a file: one byte a weight, each class scaled to the whole range."""
    highest = np.abs(head.weights).max(axis=1)
    scale = np.where(highest > 0, highest, 1) / 127
    return {
        "words_classes": np.array(head.classes),
        "words_weights": np.round(head.weights / scale[:, None]).astype(np.int8),
        "words_scale": scale.astype(np.float32),
        "words_rarity": head.rarity.astype(np.float16),
        "words_bias": head.bias,
    }


def _word_head(arrays: dict[str, npt.NDArray[Any]]) -> HashedHead:
    return HashedHead(
        classes=tuple(str(one) for one in arrays["words_classes"]),
        rarity=arrays["words_rarity"].astype(np.float32),
        weights=arrays["words_weights"].astype(np.float32) * arrays["words_scale"][:, None],
        bias=arrays["words_bias"],
    )


def packed(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Vectors of unit length in one byte a number, each row scaled to the whole range. *Shape:* as given."""
    highest = np.abs(vectors).max(axis=1, keepdims=True)
    return np.asarray(np.round(127 * vectors / np.where(highest > 0, highest, 1)), dtype=np.int8)


def unpacked(small: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """Packed vectors at unit length again. *Shape:* as given."""
    wide = small.astype(np.float32)
    norms = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.asarray(wide / np.where(norms > 0, norms, 1), dtype=np.float32)

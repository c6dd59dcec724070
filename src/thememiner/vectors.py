"""Texts into vectors of unit length, each text encoded once and remembered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
T = TypeVar("T")
Track = Callable[[Sequence[T], str], Iterable[T]]

_CHUNK = 256
_MARK = re.compile(r"\[([A-Z]+)-\d+\]")
_MEANT = {"PERSON": "somebody"}


class Encoder(Protocol):
    """What turns texts into vectors of unit length."""

    @property
    def name(self) -> str:
        """What the user called it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever a vector could change: part of the cache's key."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens it reads at once."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length. *Shape:* (n_texts, dimension)."""


class VectorCache(Protocol):
    """Where vectors are remembered between runs."""

    def get_vectors(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The vectors that are known, as bytes of float32."""

    def put_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Remember vectors."""


class Vectors:
    """One vector for each text, in the order given; the array cannot be written to.

    Attributes:
        array: *Shape:* (n_texts, dimension), float32, rows of unit length.
        n_encoded: texts that had to be encoded now; the rest came from the cache.
    """

    __slots__ = ("array", "n_encoded")

    def __init__(self, array: FloatArray, *, n_encoded: int = 0) -> None:
        array.setflags(write=False)
        self.array = array
        self.n_encoded = n_encoded

    def __len__(self) -> int:
        return int(self.array.shape[0])

    def take(self, rows: Sequence[int]) -> Vectors:
        """The vectors of some rows, in the order of ``rows``."""
        return Vectors(self.array[list(rows)].copy(), n_encoded=0)


def no_track(items: Sequence[T], what: str) -> Iterable[T]:  # noqa: ARG001
    """Walk through items without showing any progress."""
    return items


def embed(
    texts: Sequence[str],
    encoder: Encoder,
    *,
    cache: VectorCache | None = None,
    track: Track[list[str]] = no_track,
) -> Vectors:
    """Vectors of texts: known ones from the cache, each other text encoded once.

    A text of more tokens than the encoder reads is cut into windows whose vectors are averaged by
    length, so that no word is lost. Texts are sorted by length and content before encoding, so their
    order never matters.

    Args:
        texts: in any order, with repetitions.
        encoder: makes the vectors.
        cache: remembers them.
        track: shows progress over the batches.
    """
    fingerprint = encoder.fingerprint
    texts = [without_pseudonyms(text) for text in texts]
    keys = {text: _key(text, fingerprint) for text in texts}
    known = dict(cache.get_vectors(list(keys.values()))) if cache is not None else {}
    missing = sorted({text for text in keys if keys[text] not in known}, key=lambda t: (len(t), t))
    chunks = [missing[at : at + _CHUNK] for at in range(0, len(missing), _CHUNK)]
    for chunk in track(chunks, "encoding"):
        fresh = dict(
            zip((keys[t] for t in chunk), _rows(_encode_whole(chunk, encoder)), strict=True)
        )
        known.update(fresh)
        if cache is not None:
            cache.put_vectors(fresh)
    return Vectors(_stack(texts, keys, known, encoder.dimension), n_encoded=len(missing))


def without_pseudonyms(text: str) -> str:
    """A text as it is encoded: a mark such as ``[PERSON-3]`` has no number, and says only what it is."""
    return _MARK.sub(lambda mark: _MEANT.get(mark[1], f"some {mark[1].lower()}"), text)


def _key(text: str, fingerprint: str) -> str:
    return hashlib.sha256(f"{fingerprint}\n{text}".encode("utf-8", "replace")).hexdigest()


def _rows(array: FloatArray) -> list[bytes]:
    return [np.ascontiguousarray(row, dtype="<f4").tobytes() for row in array]


def _stack(
    texts: Sequence[str], keys: Mapping[str, str], known: Mapping[str, bytes], dimension: int
) -> FloatArray:
    if not texts:
        return np.zeros((0, dimension), dtype=np.float32)
    return np.stack([np.frombuffer(known[keys[text]], dtype="<f4") for text in texts]).astype(
        np.float32
    )


def _encode_whole(texts: Sequence[str], encoder: Encoder) -> FloatArray:
    """Vectors of texts of any length."""
    counts = encoder.count_tokens(texts)
    if all(count <= encoder.max_tokens for count in counts):
        return encoder.encode(texts)
    windows: list[str] = []
    owners: list[int] = []
    for index, (text, count) in enumerate(zip(texts, counts, strict=True)):
        parts = [text] if count <= encoder.max_tokens else _windows(text, encoder)
        windows.extend(parts)
        owners.extend([index] * len(parts))
    vectors = encoder.encode(windows)
    weights = np.array([max(len(window), 1) for window in windows], dtype=np.float32)
    sums = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, vectors * weights[:, None])
    return unit_length(sums)


def _windows(text: str, encoder: Encoder) -> list[str]:
    """Halves of a text, and halves of those, until the encoder reads each of them whole."""
    if len(text) < 2 or encoder.count_tokens([text])[0] <= encoder.max_tokens:
        return [text]
    words = text.split(" ")
    if len(words) > 1:
        half = len(words) // 2
        parts = [" ".join(words[:half]), " ".join(words[half:])]
    else:
        parts = [text[: len(text) // 2], text[len(text) // 2 :]]
    return [window for part in parts for window in _windows(part, encoder) if window]


def unit_length(array: FloatArray) -> FloatArray:
    """Rows scaled to unit length; a row of zeros stays so. *Shape:* as given."""
    norms = np.linalg.norm(array, axis=1, keepdims=True)
    return np.asarray(array / np.where(norms > 0, norms, 1), dtype=np.float32)

"""sentence-transformers: texts into vectors of unit length."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thememiner.adapters.registry import file_hash, folder_hash, locate, read_registry
from thememiner.errors import ModelError
from thememiner.vectors import FloatArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_ENCODER = "all-MiniLM-L6-v2"


class SentenceEncoder:
    """A sentence-transformers model behind the ``Encoder`` protocol.

    Args:
        model: name of a registered model, a folder, or any name that sentence-transformers knows.
            A registered name or a folder never touches the network.
        batch_size: texts encoded together.
    """

    def __init__(self, model: str = DEFAULT_ENCODER, *, batch_size: int = 32) -> None:
        self.model = model
        self.batch_size = batch_size

    @property
    def name(self) -> str:
        """What the user called the model."""
        return self.model

    @property
    def sha256(self) -> str:
        """Hash of the weights, or the revision where the hub gave one."""
        if self.model in read_registry():
            return file_hash(locate(self.model) / "model.safetensors")
        if Path(self.model).is_dir():
            return folder_hash(Path(self.model), "**/*.safetensors")
        return _revision(_load(self.model))

    @property
    def fingerprint(self) -> str:
        """What a cached vector depends on: model and weights."""
        return hashlib.sha256(f"{self.model} {self.sha256}".encode()).hexdigest()[:16]

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        if self.model in read_registry():
            return read_registry()[self.model].dimension
        size = _load(self.model).get_embedding_dimension()
        if size is None:
            raise ModelError(f"The model {self.model} does not say how long its vectors are.")
        return int(size)

    @property
    def max_tokens(self) -> int:
        """Word pieces that the model reads at once, its two marks not counted."""
        longest = _load(self.model).max_seq_length
        return int(longest) - 2 if longest else 510

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without the marks at its ends."""
        if not texts:
            return []
        tokenizer: Any = _load(self.model).tokenizer
        ids = tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(row) for row in ids["input_ids"]]

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length. *Shape:* (n_texts, dimension), float32."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        out = _load(self.model).encode(
            list(texts),
            batch_size=self.batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(out, dtype=np.float32)


def _revision(model: Any) -> str:
    config = getattr(model[0].auto_model, "config", None)
    return str(getattr(config, "_commit_hash", None) or "unknown revision")


@lru_cache(maxsize=2)
def _load(model: str) -> SentenceTransformer:
    local = locate(model) if model in read_registry() else Path(model)
    if local.is_dir():
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        return _open(str(local), local_files_only=True)
    return _open(model, local_files_only=False)


def _open(where: str, *, local_files_only: bool) -> SentenceTransformer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

    library: Any = logging
    bars = library.is_progress_bar_enabled()
    library.disable_progress_bar()
    try:
        return SentenceTransformer(where, device="cpu", local_files_only=local_files_only)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model {where} could not be loaded: {error}. Allowed are "
            f"{', '.join(sorted(read_registry()))}, a folder, or a name that sentence-transformers "
            "knows (which needs the network once)."
        ) from error
    finally:
        if bars:
            library.enable_progress_bar()

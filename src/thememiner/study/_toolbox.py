"""The adapters of one study, handed to the rooms that ask for them."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from thememiner.adapters.bertopic_finder import BERTopicFinder
from thememiner.adapters.hashed_words import HashedWordTrainer
from thememiner.adapters.projection import TSNEProjector
from thememiner.adapters.sentence_encoder import SentenceEncoder
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.adapters.spacy_splitter import SpacySplitter
from thememiner.adapters.trained_heads import load_trained, load_valence
from thememiner.codebooks import VALENCE_TAUGHT_BY, load_codebook, load_no_code_examples
from thememiner.matches import (
    Decided,
    Matcher,
    ValenceReader,
    learn_matcher,
    make_matcher,
    make_valence_reader,
)
from thememiner.records import Codebook, Example
from thememiner.themes import Tools
from thememiner.vectors import FloatArray, Track, VectorCache, Vectors, embed, no_track

_REPORTED = ("thememiner", "bertopic", "sentence-transformers", "torch", "spacy", "scikit-learn")


class Toolbox:
    """Encoder, splitter, finder and trainer; nothing heavy is loaded before it is used.

    Args:
        encoder: name or folder of the encoder.
        cache: remembers vectors; None for none.
        track: shows progress.
    """

    def __init__(
        self,
        encoder: str,
        *,
        cache: VectorCache | None = None,
        track: Track[list[str]] = no_track,
    ) -> None:
        self.encoder = SentenceEncoder(encoder)
        self.splitter = SpacySplitter()
        self.finder = BERTopicFinder()
        self.trainer = LogisticTrainer()
        self.projector = TSNEProjector()
        self._cache = cache
        self._track = track
        self._valence: ValenceReader | None = None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts, from the cache where they are known."""
        return embed(texts, self.encoder, cache=self._cache, track=self._track)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Vectors as a plain array. *Shape:* (n_texts, dimension)."""
        return self.vectors(texts).array

    @property
    def theme_tools(self) -> Tools:
        """What finding themes asks for."""
        return Tools(finder=self.finder, phrases=self.splitter, embed=self.embed)

    def matcher(self, codebook: Codebook) -> Matcher:
        """A matcher from a codebook alone, with heads trained before where there are some for it."""
        encoder = {"encoder": self.encoder.name, "encoder_sha256": self.encoder.sha256}
        return make_matcher(
            codebook,
            embed=self.embed,
            trainer=self.trainer,
            no_code=load_no_code_examples(),
            valence_examples=() if not codebook.valences else valence_examples(),
            valence=self.valence_reader() if codebook.valences else None,
            trained=load_trained(codebook, **encoder),
            words=HashedWordTrainer(),
        )

    def valence_reader(self) -> ValenceReader | None:
        """What reads valence and status; trained before, or taught by the built-in codebooks."""
        if self._valence is None:
            self._valence = load_valence(
                encoder=self.encoder.name, encoder_sha256=self.encoder.sha256
            ) or make_valence_reader(
                valence_examples(),
                load_no_code_examples(),
                embed=self.embed,
                trainer=self.trainer,
            )
        return self._valence

    def learn(self, base: Matcher, decided: Decided) -> Matcher:
        """A matcher that was taught by decisions as well."""
        outside = self.embed([example.text for example in load_no_code_examples()])
        return learn_matcher(base, decided, outside=outside, trainer=self.trainer)

    def models(self) -> dict[str, str]:
        """Model to the SHA-256 of its weights, for the run record."""
        return {
            self.encoder.name: self.encoder.sha256,
            self.splitter.name: self.splitter.sha256,
        }


class MemoryCache:
    """Remembers vectors for the life of a process, up to a number that fits any laptop.

    Args:
        most: vectors kept; later ones are not remembered.
    """

    def __init__(self, *, most: int = 20_000) -> None:
        self.most = most
        self._vectors: dict[str, bytes] = {}

    def get_vectors(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The vectors that are known."""
        return {key: self._vectors[key] for key in keys if key in self._vectors}

    def put_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Remember vectors while there is room."""
        if len(self._vectors) + len(vectors) <= self.most:
            self._vectors.update(vectors)


def valence_examples() -> tuple[Example, ...]:
    """The statements that teach valence to every matcher, whatever its codebook."""
    books = [load_codebook(name) for name in VALENCE_TAUGHT_BY]
    return tuple(example for book in books for code in book.codes for example in code.examples)


def versions() -> dict[str, str]:
    """Package to version, for the run record."""
    out = {"python": platform.python_version()}
    for package in _REPORTED:
        try:
            out[package] = version(package)
        except PackageNotFoundError:
            out[package] = "not installed"
    return out

"""What finding themes asks for from outside, and what it gets back: clusters as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from thememiner.themes._alike import RealArray
from thememiner.vectors import FloatArray

Embed = Callable[[Sequence[str]], FloatArray]


@dataclass(frozen=True)
class Clusters:
    """What an engine found.

    Attributes:
        labels: a cluster number for each text; -1 for none.
        terms: for each cluster, the words and phrases that set it apart, best first.
        stability: for each cluster, how often two of its texts stay together when parts of the
            material are clustered, 0 to 1; empty where the engine does not measure it.
        parts: for each text the number of its part of a cluster, -1 for none; numbers are unique over
            all clusters. Empty where the engine looks for no parts.
        part_stability: for each part, as ``stability``.
        firmness: for each text, how much oftener it is grouped with its own cluster than with the
            next, 0 to 1; empty where the engine does not measure it.
        resample_ari: agreement with groupings of random parts of the texts, adjusted Rand index.
        resample_ami: the same as adjusted mutual information.
    """

    labels: tuple[int, ...]
    terms: Mapping[int, tuple[str, ...]]
    stability: Mapping[int, float]
    parts: tuple[int, ...] = ()
    part_stability: Mapping[int, float] | None = None
    firmness: tuple[float, ...] = ()
    resample_ari: float | None = None
    resample_ami: float | None = None


class ThemeFinder(Protocol):
    """What finds clusters of texts."""

    @property
    def name(self) -> str:
        """Engine and settings, for the run record."""

    def find(
        self,
        texts: Sequence[str],
        vectors: FloatArray | RealArray,
        *,
        n_themes: int,
        seed: int,
        within: tuple[int, int] | None = None,
    ) -> Clusters:
        """Clusters with their terms. *Shape of vectors:* (n_texts, dimension).

        ``n_themes`` is how many; where ``within`` is given, the material decides between its ends.
        """


class PhraseFinder(Protocol):
    """What finds the phrases people used."""

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Phrases of up to five words for each text."""


class PhraseMemory:
    """A phrase finder that reads no text twice: a unit is in a theme, and again in a part of it.

    Args:
        finder: reads the texts.
    """

    def __init__(self, finder: PhraseFinder) -> None:
        self._finder = finder
        self._known: dict[str, tuple[str, ...]] = {}

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Phrases of up to five words for each text."""
        new = sorted(set(texts) - self._known.keys())
        if new:
            self._known |= dict(zip(new, self._finder.phrases(new), strict=True))
        return [self._known[text] for text in texts]


@dataclass(frozen=True)
class Tools:
    """What finding themes asks for from outside.

    Attributes:
        finder: finds clusters.
        phrases: finds phrases for labels.
        embed: makes vectors of phrases, one row each.
    """

    finder: ThemeFinder
    phrases: PhraseFinder
    embed: Embed

"""The units and codebooks that are left into the keys of the vectors that are still in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from thememiner.errors import ThememinerError
from thememiner.matches import questions_of
from thememiner.records import Codebook, Unit
from thememiner.study._toolbox import Toolbox
from thememiner.vectors import VectorCache


class _Listener:
    """A cache that hears what is asked for, has an answer for everything and keeps nothing.

    Attributes:
        asked: keys of the vectors that were asked for.
    """

    def __init__(self, cache: VectorCache, dimension: int) -> None:
        self.asked: set[str] = set()
        self._cache = cache
        self._blank = bytes(4 * dimension)

    def get_vectors(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The vectors that are known, zeros for the others, so that nothing is encoded for this."""
        self.asked.update(keys)
        return {**dict.fromkeys(keys, self._blank), **self._cache.get_vectors(keys)}

    def put_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Nothing is kept."""


def find_vectors_in_use(
    units: Sequence[Unit],
    codebooks: Sequence[Codebook],
    make_tools: Callable[[VectorCache], Toolbox],
    cache: VectorCache,
) -> frozenset[str]:
    """Keys of the vectors of texts, questions among them, that are still in the study or its codebooks.

    Phrases that were encoded to name themes are not among them: they are encoded again when needed.
    Where the encoder is not on the machine, none is in use: the cache is emptied.

    Args:
        units: that are left.
        codebooks: that are left.
        make_tools: the adapters of the study, with another cache.
        cache: of the study.
    """
    try:
        listener = _Listener(cache, make_tools(cache).encoder.dimension)
        tools = make_tools(listener)
        tools.embed([*(unit.text for unit in units), *questions_of(units)])
        for codebook in codebooks:
            tools.matcher(codebook)
    except ThememinerError:
        return frozenset()
    return frozenset(listener.asked)

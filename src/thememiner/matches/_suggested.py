"""Suggestions for one text, best first, with the probability that no code fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from thememiner.records import Suggestion


class Suggested(tuple[Suggestion, ...]):
    """The suggestions for one text as a tuple; empty where no code fits.

    Attributes:
        no_code: probability that no code of the codebook fits the text, 0 to 1.
    """

    no_code: float

    def __new__(cls, suggestions: Iterable[Suggestion] = (), *, no_code: float = 0.0) -> Self:
        """Suggestions in their order."""
        made = super().__new__(cls, tuple(suggestions))
        made.no_code = no_code
        return made

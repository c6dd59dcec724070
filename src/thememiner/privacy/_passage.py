"""A stretch of talk as words that know their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thememiner.privacy._mentions import Guess, Tag
from thememiner.privacy._tokens import Casing, Token


@dataclass(frozen=True)
class Passage:
    """The words of a stretch of talk, with what the recogniser sees in it.

    Attributes:
        text: the talk.
        tokens: its words.
        guesses: what the recogniser takes each word for; None where it sees no name.
        casing: how it uses capitals.
        tags: what a tagger sees in each word, None where it did not look; empty where there is none.
    """

    text: str
    tokens: Sequence[Token]
    guesses: Sequence[Guess | None]
    casing: Casing
    tags: Sequence[Tag | None] = ()

    def word(self, at: int) -> str:
        """The word at a place, empty outside the passage."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def before(self, at: int, n: int = 1) -> str:
        """The n-th word before, in the same sentence; empty where there is none."""
        if any(self.tokens[k].opens for k in range(max(0, at - n + 1), at + 1)):
            return ""
        return self.word(at - n)

    def after(self, at: int, n: int = 1) -> str:
        """The n-th word after, in the same sentence; empty where there is none."""
        if at + n >= len(self.tokens):
            return ""
        if any(self.tokens[k].opens for k in range(at + 1, at + n + 1)):
            return ""
        return self.tokens[at + n].word

    def gap_after(self, at: int) -> str:
        """What stands between a word and the next."""
        start = self.tokens[at].end
        end = self.tokens[at + 1].start if at + 1 < len(self.tokens) else len(self.text)
        return self.text[start:end]

    def is_capital(self, at: int) -> bool:
        """Whether there is a word with a capital."""
        return 0 <= at < len(self.tokens) and self.tokens[at].capital

"""A title and the words behind it into a name: ``Dr Anita Patel``, ``nurse Denise``."""

from __future__ import annotations

from thememiner.privacy._evidence import DOUBTFUL, Scales
from thememiner.privacy._name import PARTICLES, Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._tokens import Token

_SMALL_TITLES = frozenset("mr mrs ms dr doctor professor prof".split())
_FAMILY = frozenset("senior junior snr jnr jr sr".split())
_NEVER = frozenset("said says was is had has who and or but monday sunday".split())
_MOST_NAMES = 4
_CERTAIN = 6.0


class TitleFinder:
    """Finds names behind titles and callings.

    Args:
        scales: know names and ordinary words.
    """

    def __init__(self, scales: Scales) -> None:
        self._lexicon = scales.lexicon
        self._tables = scales.lexicon.tables
        self._heads = (
            self._tables["streets"] | self._tables["places"] | self._tables["organisations"]
        )

    def at(self, passage: Passage, at: int) -> Name | None:
        """The name behind a title that stands here; None where there is none."""
        token = passage.tokens[at]
        is_title = self._lexicon.is_title(token.word)
        if not self._may_lead(passage, at, is_title=is_title):
            return None
        last = self._last(passage, at + 1, strict=not is_title)
        if last is None:
            return None
        following = passage.tokens[at + 1]
        title = passage.text[token.start : following.start].strip()
        lone = len(following.text) == 1 and last == at + 1
        return Name(at + 1, last, "person", DOUBTFUL if lone else _CERTAIN, f"after {title}", title)

    def _may_lead(self, passage: Passage, at: int, *, is_title: bool) -> bool:
        token = passage.tokens[at]
        if not (is_title or token.word in self._tables["callings"]) or token.possessive:
            return False
        if is_title and not (token.capital or token.word in _SMALL_TITLES):
            return False
        return at + 1 < len(passage.tokens) and passage.tokens[at + 1].linked

    def _last(self, passage: Passage, at: int, *, strict: bool) -> int | None:
        """The last word of the name that begins behind a title; None where none begins."""
        following = passage.tokens[at]
        if following.word in PARTICLES and not following.capital:
            last = self._particle_end(passage, at)
            return last if last > at else None
        if not following.capital or not self._may_follow(passage, at, strict=strict):
            return None
        return self._name_end(passage, at)

    def _may_follow(self, passage: Passage, at: int, *, strict: bool) -> bool:
        """Whether a word behind a title is a name, and no office as in ``Mr Chair``.

        A calling needs a name that is no other word.
        """
        token, lexicon = passage.tokens[at], self._lexicon
        if token.word in _NEVER or token.word in self._tables["offices"]:
            return False
        if len(token.text) == 1:
            return not strict
        if not strict:
            shared = token.word in self._tables["calendar"] or lexicon.is_function(token.word)
            return not shared or lexicon.is_last(token.word)
        known = lexicon.is_first(token.word) or lexicon.is_last(token.word)
        shared = token.word in lexicon.nobody or token.word in lexicon.peoples
        return known or not (lexicon.is_word(token.word) or token.shout or shared)

    def _particle_end(self, passage: Passage, at: int) -> int:
        """The last word of a surname that begins with small particles: ``van der Merwe``."""
        last = at
        while last + 1 < len(passage.tokens) and passage.tokens[last + 1].linked:
            following = passage.tokens[last + 1]
            if following.capital:
                return last + 1
            if following.word not in PARTICLES:
                break
            last += 1
        return at

    def _name_end(self, passage: Passage, at: int) -> int:
        """The last word of a person's name that begins at ``at``."""
        last = at
        while last + 1 < len(passage.tokens) and last - at < _MOST_NAMES:
            here, following = passage.tokens[last], passage.tokens[last + 1]
            if here.possessive or not following.linked or following.opens:
                break
            if following.word in PARTICLES and not following.capital:
                beyond = passage.tokens[last + 2] if last + 2 < len(passage.tokens) else None
                if beyond is None or not (beyond.linked and beyond.capital):
                    break
                last += 2
                continue
            if not (following.capital and self._goes_on(following)):
                break
            last += 1
        return last

    def _goes_on(self, token: Token) -> bool:
        lexicon = self._lexicon
        if token.word in lexicon.nobody or token.word in _FAMILY or token.word in lexicon.peoples:
            return False
        if token.word in self._heads and not lexicon.is_last(token.word):
            return False
        return (
            len(token.text) == 1 or lexicon.is_name(token.word) or not lexicon.is_word(token.word)
        )

"""What is looked for in talk: mentions of people, places and the like, and what helps to find them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, get_args

from thememiner.records import Record

Kind = Literal[
    "person",
    "place",
    "organisation",
    "date-of-birth",
    "phone",
    "e-mail",
    "nhs-number",
    "identifier",
    "address",
    "web",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Guess = Literal["person", "place", "organisation", "other"]

_KIND_WORDS = "|".join(kind.upper() for kind in KINDS)
MARK = re.compile(rf"\[(?:{_KIND_WORDS})-\d+\]")
BARE_MARK = re.compile(rf"(?<![\w-])(?P<kind>{_KIND_WORDS})-(?P<number>\d+)(?![\w-])")


class Mention(Record):
    """A stretch of a transcript that may say who or where somebody is.

    Attributes:
        start: first code point in the transcript's text.
        end: one past the last.
        text: the words: a name without its title and without ``'s``.
        kind: what it names.
        sure: True where it is to be replaced, False where a person has to look.
        reason: why it was taken for a name.
        title: what stands before a name and stays: ``Dr``, ``Mrs``; empty without one.
    """

    start: int
    end: int
    text: str
    kind: Kind
    sure: bool = True
    reason: str = ""
    title: str = ""


class Found(NamedTuple):
    """What a recogniser sees in a text.

    Attributes:
        start: first code point.
        end: one past the last.
        guess: what it takes this for; ``other`` is a name of nothing that identifies.
    """

    start: int
    end: int
    guess: Guess


class Tag(NamedTuple):
    """The part of speech of a word.

    Attributes:
        start: first code point.
        tag: in the short forms of the Penn treebank: ``NNP`` a name, ``NN`` a noun.
    """

    start: int
    tag: str


class NameRecogniser(Protocol):
    """What guesses names from the words around them."""

    @property
    def name(self) -> str:
        """Name and version, for the run record."""

    def find(self, texts: Sequence[str]) -> list[tuple[Found, ...]]:
        """The names in each text, in order."""

    def tag(self, texts: Sequence[str]) -> list[tuple[Tag, ...]]:
        """The part of speech of each word of each text, in order."""


@dataclass(frozen=True)
class NameLists:
    """Names that people have, and words that are no names; all in small letters.

    Attributes:
        first: first names in daily use.
        last: surnames in daily use.
        rare_first: first names seldom met, old ones and those of other languages.
        rare_last: the same of surnames.
        women: first names of women alone.
        men: first names of men alone.
        doing: verbs, adjectives and adverbs.
        past: irregular forms of verbs: ``came``, ``told``.
        things: nouns.
    """

    first: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    rare_first: frozenset[str] = frozenset()
    rare_last: frozenset[str] = frozenset()
    women: frozenset[str] = frozenset()
    men: frozenset[str] = frozenset()
    doing: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()

"""Names of people into their parts, and whether two of them may be one person."""

from __future__ import annotations

from typing import NamedTuple

from thememiner.privacy._known import is_near
from thememiner.privacy._name import PARTICLES
from thememiner.privacy._tokens import find_tokens
from thememiner.privacy._words import Gender, Lexicon, nickname_groups

_SHORTEST_SPELT = 5


class PersonName(NamedTuple):
    """A name as it was used, in small letters.

    Attributes:
        first: first name or its initial; empty where none was said.
        last: surname; empty where none was said.
        either: a single name of which the lists do not tell whether it is first or last.
        initials: ``ap`` for somebody called by initials alone.
        gender: as the title says it.
    """

    first: str = ""
    last: str = ""
    either: str = ""
    initials: str = ""
    gender: Gender = ""

    @property
    def is_full(self) -> bool:
        """Whether it has a first name (or its initial) and a surname."""
        return bool(self.first and self.last)


def parse_person(text: str, title: str, lexicon: Lexicon, *, initials: bool = False) -> PersonName:
    """The parts of a name.

    Args:
        text: the name, perhaps with a title or in the order ``Patel, Anita``.
        title: what stood before it.
        lexicon: tells first names from surnames.
        initials: it consists of initials.
    """
    turned = _turned(text)
    words = [token.word for token in find_tokens(turned)]
    while len(words) > 1 and (lexicon.is_title(words[0]) or words[0] in lexicon.tables["callings"]):
        title, words = title or words[0], words[1:]
    shown = title.lower().strip(". ").split()
    gender = lexicon.title_gender(shown[-1]) if shown else ""
    if not words:
        return PersonName(either=text.strip().lower())
    if initials:
        return PersonName(initials="".join(words).lower())
    if len(words) > 1:
        return PersonName(first=words[0], last=_surname(words), gender=gender)
    (word,) = words
    if shown and lexicon.is_title(shown[-1]):
        return PersonName(last=word, gender=gender)
    if lexicon.is_first(word) and not (lexicon.is_last(word) and lexicon.is_rare_first(word)):
        return PersonName(first=word, gender=gender)
    if lexicon.is_last(word):
        return PersonName(last=word, gender=gender)
    return PersonName(either=word, gender=gender)


def _turned(text: str) -> str:
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else text


def _surname(words: list[str]) -> str:
    """The last word, with the particles before it: ``de souza``."""
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    return " ".join(words[at:])


def same_first(one: str, other: str) -> bool:
    """Whether two first names may be one person's: the same, a short form, or an initial."""
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[:1] == other[:1]
    groups = nickname_groups()
    return bool(groups.get(one, frozenset()) & groups.get(other, frozenset()))


def same_spelling(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two names are the same, or one of them looks like a slip of the other.

    A slip is one letter in a long name that no list has.
    """
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_SPELT or not is_near(one, other):
        return False
    return not (lexicon.is_name(one) and lexicon.is_name(other))

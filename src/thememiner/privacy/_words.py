"""Tables of words and lists of names into answers: is it a name, an ordinary word, or neither."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from thememiner.privacy._mentions import NameLists

Gender = Literal["f", "m", ""]
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""))
_MORE_ENDINGS = (
    *(
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ings", ""),
        ("ings", "e"),
    ),
    *(("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("est", ""), ("est", "e"), ("ly", "")),
)
_UNCHANGED = frozenset("quit put let cut hit set shut read hurt cost".split())
_SHORTEST_STEM = 3
_SHORTEST_SLIP = 6


@dataclass(frozen=True)
class WordTables:
    """The tables of ``data/words.toml``, each a set of words or phrases in small letters."""

    tables: MappingProxyType[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.tables[name]


@lru_cache(maxsize=1)
def read_tables() -> WordTables:
    """The tables that come with the library."""
    plain = tomllib.loads(_data("words.toml"))
    tables = {
        name: frozenset(value if isinstance(value, list) else value.split())
        for name, value in plain.items()
    }
    tables["cities"] = frozenset(_lines("places.txt"))
    tables["own_first"] = frozenset(_lines("first_names.txt"))
    return WordTables(MappingProxyType(tables))


@lru_cache(maxsize=1)
def nickname_groups() -> MappingProxyType[str, frozenset[int]]:
    """First name to the numbers of the groups of names that stand for each other."""
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_data("nicknames.txt").splitlines()):
        for name in "" if line.startswith("#") else line.split():
            groups.setdefault(name, set()).add(number)
    return MappingProxyType({name: frozenset(some) for name, some in groups.items()})


def _data(name: str) -> str:
    return (files("thememiner.privacy") / "data" / name).read_text(encoding="utf-8")


def _lines(name: str) -> list[str]:
    lines = (line for line in _data(name).splitlines() if not line.startswith("#"))
    return [word.replace("-", " ") for line in lines for word in line.split()]


class Lexicon:
    """What is known about single words; every question takes a word in small letters.

    Args:
        lists: names that people have, and ordinary words.
    """

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists
        self.tables = read_tables()

    @cached_property
    def first(self) -> frozenset[str]:
        """First names in daily use, short forms among them."""
        names = self._lists.first | self.tables["own_first"] | frozenset(nickname_groups())
        return names - self.tables["never_names"]

    @cached_property
    def nobody(self) -> frozenset[str]:
        """Words with a capital that name nobody: days, products, medicines, conditions."""
        names = ("calendar", "products", "drugs", "eponyms", "sacred", "kin", "spoken", "jargon")
        words = frozenset().union(*(self.tables[name] for name in names))
        words |= self.tables["figures"]
        return words | frozenset(one for one in self.tables["bodies"] if " " not in one)

    @cached_property
    def shared(self) -> frozenset[str]:
        """Those of them that may name somebody all the same: Alexa, Parkinson, Rio."""
        names = ("products", "eponyms", "figures", "bodies")
        words = frozenset().union(*(self.tables[name] for name in names))
        others = ("calendar", "sacred", "spoken", "jargon", "kin")
        return words - frozenset().union(*(self.tables[name] for name in others))

    @cached_property
    def peoples(self) -> frozenset[str]:
        """Nationalities, languages, beliefs and countries."""
        return self.tables["groups"] | self.tables["countries"]

    def is_first(self, word: str) -> bool:
        """Whether it is a first name in daily use, or a double one (``Kelly-Ann``)."""
        return word in self.first or ("-" in word and word.partition("-")[0] in self.first)

    def is_rare_first(self, word: str) -> bool:
        """Whether it is a first name seldom met."""
        return word in self._lists.rare_first and word not in self.tables["never_names"]

    def is_last(self, word: str) -> bool:
        """Whether it is a surname in daily use, or a double name of which one half is."""
        return word in self._lists.last or (
            "-" in word and all(self._is_half(part) for part in word.split("-"))
        )

    def _is_half(self, part: str) -> bool:
        if part in self._lists.last or part in self.tables["other_names"]:
            return True
        return not self.is_word(part)

    def is_rare_last(self, word: str) -> bool:
        """Whether it is a surname seldom met."""
        return word in self._lists.rare_last

    def is_name(self, word: str) -> bool:
        """Whether it is a name of a person; one seldom met counts where it is no ordinary word."""
        if self.is_first(word) or self.is_last(word):
            return True
        return (self.is_rare_first(word) or self.is_rare_last(word)) and not self.is_word(word)

    def is_city(self, word: str) -> bool:
        """Whether it is a town, a county or a city of the list."""
        return word.replace("-", " ") in self.tables["cities"]

    def is_slip(self, word: str) -> bool:
        """Whether a long word that nothing knows looks like a slip of a first name: ``Cathrine``."""
        return len(word) >= _SHORTEST_SLIP and bool(_slips(word) & self.first)

    def is_small_name(self, word: str) -> bool:
        """Whether a first name stays one in small letters: ``denise``, not ``rose`` or ``tanner``."""
        if word not in self.first or word in self.tables["small_words"] | self.tables["word_names"]:
            return False
        plain = word in self.tables["plain_names"] or not self.is_doing(word)
        return plain and not self.is_function(word) and word not in self.nobody | self.peoples

    def is_small_surname(self, word: str) -> bool:
        """Whether a surname stays one in small letters: ``patel``, not ``baker`` or ``jones``."""
        return word in self._lists.last and not self.is_word(word) and word not in self.nobody

    def is_doing(self, word: str) -> bool:
        """Whether it is a verb, an adjective or an adverb in any form."""
        return self._is_form(word, self._lists.doing, (*_ENDINGS, *_MORE_ENDINGS))

    def is_thing(self, word: str) -> bool:
        """Whether it is a noun in any form."""
        return self._is_form(word, self._lists.things, _ENDINGS)

    def is_word(self, word: str) -> bool:
        """Whether it is an ordinary word in any form."""
        return self.is_function(word) or self.is_doing(word) or self.is_thing(word)

    def is_function(self, word: str) -> bool:
        """Whether it holds sentences together or is a sound: ``the``, ``when``, ``erm``."""
        return word in self.tables["function"] or word in self.tables["spoken"]

    def is_drug(self, word: str) -> bool:
        """Whether it is a medicine of the list, or ends like one."""
        if word in self.tables["drugs"]:
            return True
        return len(word) > 6 and word.endswith(tuple(self.tables["drug_ends"]))

    def is_past(self, word: str) -> bool:
        """Whether it is a verb of the past by its form: ``laughed``, ``came``, ``put``."""
        if word in self._lists.past or word in _UNCHANGED:
            return True
        return word.endswith("ed") and len(word) > 4 and self.is_doing(word)

    def is_title(self, word: str) -> bool:
        """Whether it stands before a surname."""
        tables = self.tables
        return word in tables["titles_male"] | tables["titles_female"] | tables["titles_other"]

    def gender(self, first_name: str) -> Gender:
        """Whose name it is, where only women or only men have it."""
        if first_name in self._lists.women:
            return "f"
        return "m" if first_name in self._lists.men else ""

    def title_gender(self, title: str) -> Gender:
        """Who is addressed with a title."""
        if title in self.tables["titles_male"] | {"father", "brother", "uncle", "grandad"}:
            return "m"
        women = {"sister", "matron", "auntie", "aunty", "aunt", "nan", "nana", "gran", "granny"}
        return "f" if title in self.tables["titles_female"] | women else ""

    @staticmethod
    def _is_form(word: str, known: frozenset[str], endings: tuple[tuple[str, str], ...]) -> bool:
        if word in known:
            return True
        return any(
            word.endswith(end)
            and len(word) - len(end) >= _SHORTEST_STEM
            and _stem(word, end, instead) in known
            for end, instead in endings
        )


def _stem(word: str, end: str, instead: str) -> str:
    """A word without its ending; a doubled last letter goes too (``stopping``, ``stop``)."""
    stem = word[: -len(end)] + instead
    if not instead and len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem[:-1]
    return stem


@lru_cache(maxsize=10_000)
def _slips(word: str) -> frozenset[str]:
    """What a word may have been before two letters changed places or one was lost, doubled or added."""
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(1, len(word) - 1)}
    shorter = {word[:n] + word[n + 1 :] for n in range(1, len(word))}
    longer = {word[:n] + sign + word[n:] for n in range(1, len(word) + 1) for sign in _LETTERS}
    return frozenset(swapped | shorter | longer)


_LETTERS = "abcdefghijklmnopqrstuvwxyz"

"""A word by itself into what kind of word it is, as the scorer of names counts it."""

from __future__ import annotations

from typing import NamedTuple

from thememiner.privacy._tokens import Token
from thememiner.privacy._words import Lexicon

_LONGEST = 12
_SHORTEST_SMALL = 3


class WordKind(NamedTuple):
    """What the lists say of a word.

    Attributes:
        type: one short code for the kind of word.
        clues: all that is counted of the word itself.
        listed: a list has it as a name.
        doubtful: it is a name as well as an ordinary word.
        never: it is a title, an office, a day, a country or a product, which the rules know better.
    """

    type: str
    clues: tuple[str, ...]
    listed: bool
    doubtful: bool
    never: bool


class WordKinds:
    """Tells kinds of words; each is worked out once.

    Args:
        lexicon: names and ordinary words.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._tables = lexicon.tables
        self._kinds: dict[str, WordKind] = {}
        self._roles: dict[str, str] = {}
        self._lists = _role_lists(lexicon)

    def of(self, word: str) -> WordKind:
        """The kind of a word that may be a name."""
        kind = self._kinds.get(word)
        if kind is None:
            kind = self._kinds[word] = self._find(word)
        return kind

    def may_be_name(self, token: Token, *, small: bool) -> bool:
        """Whether a word has any chance to be a name by itself.

        Args:
            token: the word.
            small: the talk has no capitals.
        """
        word, kind, lexicon = token.word, self.of(token.word), self._lexicon
        if kind.never:
            return False
        if token.capital and not token.opens:
            return True
        if token.capital:
            return kind.listed or not lexicon.is_function(word)
        if len(word) < _SHORTEST_SMALL or lexicon.is_function(word) or not word.isalpha():
            return False
        if not small:
            return kind.listed and not kind.doubtful
        return kind.listed or not lexicon.is_word(word)

    def is_calling(self, word: str) -> bool:
        """Whether it may stand before a name as a title does: ``Sister``, ``Uncle``."""
        return word in self._tables["callings"]

    def role(self, word: str) -> str:
        """What a neighbour does in a sentence, as one short code: ``past``, ``article``, ``kin``."""
        role = self._roles.get(word)
        if role is None:
            role = self._roles[word] = self._find_role(word)
        return role

    def _find(self, word: str) -> WordKind:
        name, plain, shared = self._name(word), self._plain(word), self._shared(word)
        clues = [f"name={name}", f"plain={plain}", f"names={name}/{plain}", *shared]
        if not (name or plain or shared):
            clues += [f"end={word[-2:]}", f"end={word[-3:]}"]
        clues.append(f"long={min(len(word), _LONGEST) // 2}")
        clues += ["accent"] * (not word.isascii()) + ["joined"] * ("-" in word)
        clues += ["slip"] * (not name and not plain and self._lexicon.is_slip(word))
        first = shared[0].removeprefix("is=") if shared else ""
        doubtful = bool(name and (plain or first) and not name.endswith("!"))
        return WordKind(
            _type(name, plain, first), tuple(clues), bool(name), doubtful, self._is_never(word)
        )

    def _is_never(self, word: str) -> bool:
        lexicon, tables = self._lexicon, self._tables
        if word in tables["month_names"]:
            return False
        if lexicon.is_title(word) or word in tables["calendar"] or word in tables["kin"]:
            return True
        if lexicon.is_function(word):
            return not lexicon.is_first(word)
        people = word in lexicon.peoples or word.removesuffix("s") in lexicon.peoples
        shared = people or word in tables["offices"] or word in lexicon.nobody
        return (shared or lexicon.is_drug(word)) and not lexicon.is_first(word)

    def _name(self, word: str) -> str:
        """How far lists know the word as a name, ``f`` first names and ``l`` surnames."""
        lexicon, tables = self._lexicon, self._tables
        first = "f" if lexicon.is_first(word) else "r" * lexicon.is_rare_first(word)
        last = "l" if lexicon.is_last(word) else "q" * lexicon.is_rare_last(word)
        other = "o" * (word in tables["other_names"] or word in tables["quality_names"])
        clear = "!" * (word in tables["plain_names"] or word in tables["mostly_names"])
        return first + last + (other if not (first or last) else "") + clear

    def _plain(self, word: str) -> str:
        """How far the word is an ordinary one."""
        lexicon, tables = self._lexicon, self._tables
        if lexicon.is_function(word):
            return "fn"
        kind = "d" * lexicon.is_doing(word) + "t" * lexicon.is_thing(word)
        meant = "w" * (word in tables["word_names"]) + "v" * (word in tables["word_surnames"])
        return kind + meant + "a" * (word in tables["abstract_names"])

    def _shared(self, word: str) -> list[str]:
        lexicon, tables = self._lexicon, self._tables
        known = {
            "month": word in tables["month_names"],
            "people": word in lexicon.peoples,
            "title": lexicon.is_title(word) or word in tables["callings"],
            "kin": word in tables["kin"],
            "office": word in tables["offices"],
            "drug": lexicon.is_drug(word),
            "nobody": word in lexicon.nobody,
            "shared": word in lexicon.shared,
            "city": lexicon.is_city(word),
            "sacred": word in tables["sacred"],
            "head": word in tables["organisations"] or word in tables["houses"],
            "service": word in tables["services"],
            "street": word in tables["streets"] or word in tables["places"],
            "generic": word in tables["generic"],
            "initials": word in tables["not_initials"],
        }
        return [f"is={name}" for name, here in known.items() if here]

    def _find_role(self, word: str) -> str:
        if not word:
            return "start"
        for name, words in self._lists:
            if word in words:
                return name
        lexicon = self._lexicon
        if lexicon.is_first(word) and not lexicon.is_word(word):
            return "first"
        if lexicon.is_past(word):
            return "past"
        if lexicon.is_function(word):
            return "fn"
        if lexicon.is_thing(word):
            return "thing+s" if word.endswith("s") else "thing"
        if lexicon.is_doing(word):
            return next(
                (f"doing+{end}" for end in ("ing", "ly", "s") if word.endswith(end)), "doing"
            )
        return "name" if lexicon.is_name(word) else "unknown"


def _type(name: str, plain: str, shared: str) -> str:
    """One short code for a kind of word, coarse enough to be met often."""
    if name.endswith("!"):
        return "clear"
    meant = plain if plain in {"", "fn"} else ("w" if set(plain) & set("wva") else plain)
    return f"{name[:1] or '-'}{meant or '-'}{shared and ':' + shared}"


def _role_lists(lexicon: Lexicon) -> list[tuple[str, frozenset[str]]]:
    """Roles that a list of words tells, the first that has a word decides."""
    tables = lexicon.tables
    titles = tables["titles_male"] | tables["titles_female"] | tables["titles_other"]
    return [
        ("article", frozenset("the a an".split())),
        ("each", frozenset("each every another any some no".split())),
        ("owner", frozenset("my your our their his her its".split())),
        ("this", frozenset("this that these those".split())),
        ("be", frozenset("is was were are be been am isn't wasn't aren't weren't".split())),
        ("have", frozenset("has had have hasn't hadn't haven't having".split())),
        (
            "modal",
            frozenset(
                """will would could can can't couldn't won't wouldn't should shouldn't might may must
                did didn't does doesn't do don't""".split()
            ),
        ),
        ("i", frozenset("i i'm i've i'd i'll we we're we've you you're".split())),
        ("he", frozenset("he she they he's she's they're it it's there there's".split())),
        ("him", frozenset("him her them me us".split())),
        ("and", frozenset("and or nor".split())),
        ("but", frozenset("but so then because cos if when while since until that".split())),
        ("who", frozenset("who whose whom which what where".split())),
        ("in", frozenset("in at near on into".split())),
        ("from", frozenset("from to".split())),
        ("with", frozenset("with for by about of like than as".split())),
        (
            "say",
            frozenset("said says say goes told tells asked asks reckons thinks thought".split()),
        ),
        ("tell", tables["talked_to"]),
        ("title", titles),
        ("calling", tables["callings"]),
        ("kin", tables["kin"] | tables["people_words"]),
        ("called", frozenset("called named name's names christened nicknamed".split())),
        ("human", tables["human_verbs"]),
        ("adverb", tables["human_adverbs"] | {"here", "there", "not"}),
        ("head", tables["organisations"] | tables["houses"]),
        ("street", tables["streets"] | tables["places"]),
        ("service", tables["services"]),
    ]

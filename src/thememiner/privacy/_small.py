"""Talk in small letters (captions, quick typing), or in capitals only, into names that lists know."""

from __future__ import annotations

from collections.abc import Iterator

from thememiner.privacy._evidence import DOUBTFUL, SURE, Scales
from thememiner.privacy._name import Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._surroundings import SAYING, TOLD

_NAMED = frozenset("called named auntie aunty uncle cousin nurse".split())
_TO_PEOPLE = frozenset(
    """told asked met rang phoned hi hello thanks husband wife son daughter sister brother niece nephew
    texted emailed""".split()
)
_SPEAKING = frozenset(
    "said says told rang came thinks thought knows knew reckons works worked phoned".split()
)
_AMONG = frozenset("with saw see know knew met helped visited ask".split())
_JOINING = frozenset(
    """and so then but when because cos if that where while until once well yeah or since after before who
    think says said""".split()
) | {""}
_STATES = frozenset(
    """is was has had does did doesn't didn't wasn't isn't hasn't hadn't would wouldn't could couldn't will
    won't""".split()
)
_SHORTEST_UNKNOWN = 4
_OWNERS = frozenset(
    "the a an my your his her its our their this that some any no every each of".split()
)
_SHORTEST = 5
_COUPLING = frozenset("and or nor".split())
_SPOKEN = frozenset("said spoke spoken speak talk talked talking explained gave married".split())
_RARE_TITLES = frozenset("justice lord master rt lady dame sir madam hon canon".split())
_SPOKEN_TITLES = frozenset("doctor miss professor".split())


class SmallFinder:
    """Finds names by lists and by titles alone.

    Args:
        scales: tell names that are ordinary words as well.
    """

    def __init__(self, scales: Scales) -> None:
        self._scales = scales
        self._lexicon = scales.lexicon
        self._tables = scales.lexicon.tables

    def find(self, passage: Passage) -> Iterator[Name]:
        """The names of a passage, in order."""
        at = 0
        while at < len(passage.tokens):
            name = self.at(passage, at)
            if name is not None:
                yield name
            at = name.last + 1 if name is not None else at + 1

    def at(self, passage: Passage, at: int) -> Name | None:
        """The name that begins at a word; None where there is none."""
        return self._titled(passage, at) or self._person(passage, at) or self._city(passage, at)

    def _titled(self, passage: Passage, at: int) -> Name | None:
        word, following = passage.word(at), passage.after(at)
        lexicon = self._lexicon
        if not following or not lexicon.is_title(word) or word in _RARE_TITLES:
            return None
        if passage.tokens[at].possessive or passage.gap_after(at).strip(". "):
            return None
        if word in _SPOKEN_TITLES:
            fits = lexicon.is_small_name(following) or lexicon.is_small_surname(following)
        else:
            surname = lexicon.is_last(following) or following in self._tables["other_names"]
            fits = (surname or not lexicon.is_function(following)) and len(following) > 1
            fits = fits and (
                surname or lexicon.is_name(following) or not lexicon.is_word(following)
            )
        if not fits:
            return None
        last = self._name_end(passage, at + 1)
        title = passage.tokens[at].text
        return Name(at + 1, last, "person", 6.0, f"after {title}", title)

    def _person(self, passage: Passage, at: int) -> Name | None:
        word, lexicon = passage.word(at), self._lexicon
        if len(word) < 2 or word in lexicon.nobody or word in lexicon.peoples:
            return None
        mostly = word in self._tables["mostly_names"] and passage.before(at) not in _OWNERS
        if mostly or lexicon.is_small_name(word):
            return Name(at, self._name_end(passage, at), "person", SURE, "a first name")
        if lexicon.is_small_surname(word) and len(word) >= _SHORTEST:
            return Name(at, at, "person", SURE, "a surname")
        if lexicon.is_first(word):
            return self._ambiguous(passage, at)
        if self._is_said_small(passage, at):
            return Name(at, at, "person", SURE, "a surname that speaks or is spoken to")
        return self._introduced(passage, at)

    def _is_said_small(self, passage: Passage, at: int) -> bool:
        """``and baker said``, ``i told young``, and ``cathrine``: surnames that are words, slips."""
        word, before, lexicon = passage.word(at), passage.before(at), self._lexicon
        if passage.casing == "mixed" or lexicon.is_function(word):
            return False
        if lexicon.is_slip(word) and not (lexicon.is_word(word) or lexicon.is_city(word)):
            return before not in _OWNERS
        if not (lexicon.is_last(word) or word in self._tables["other_names"]):
            return False
        return before in TOLD or (before in _JOINING and passage.after(at) in SAYING)

    def _ambiguous(self, passage: Passage, at: int) -> Name | None:
        """A first name that is a word as well: ``i told rose``, ``mark said``."""
        word, before, earlier = passage.word(at), passage.before(at), passage.before(at, 2)
        reason = "a first name, but an ordinary word as well"
        last = self._name_end(passage, at)
        if last > at:
            return Name(at, last, "person", SURE, reason)
        said = before in TOLD | _NAMED or passage.after(at) in SAYING
        said = said or (before == "to" and earlier in _SPOKEN) or self._is_beside(passage, at)
        said = said or self._is_doing_something(passage, at)
        if before in _OWNERS or (self._lexicon.is_function(word) and not said):
            return None
        spoken_of = (
            said
            or self._is_kin_called(passage, at)
            or before in _NAMED | _TO_PEOPLE
            or (before == "is" and earlier == "name")
        )
        if before == "to" and earlier in {"it", "them", "him", "her", "that", "one", "some"}:
            earlier = passage.before(at, 3)
        spoken_of = spoken_of or (before == "to" and earlier in self._tables["talking_to"])
        speaks = passage.after(at) in _SPEAKING
        if not (spoken_of or speaks or self._is_spoken_of(passage, at)):
            return None
        unlikely = self._tables["abstract_names"] | self._tables["month_names"]
        kin = (before in _TO_PEOPLE and earlier in _OWNERS) or passage.after(at) == "from"
        plain = word not in unlikely or said or kin
        return Name(at, at, "person", SURE if plain else DOUBTFUL, reason)

    def _is_kin_called(self, passage: Passage, at: int) -> bool:
        """``my dad's ray``, ``dean from the depot``."""
        if passage.casing == "mixed":
            return False
        kin = passage.before(at) in self._tables["kin"] and passage.before(at, 2) in _OWNERS
        if kin and passage.tokens[at - 1].tail == "'s":
            return True
        comes = passage.after(at) == "from" and passage.before(at) in _JOINING
        return comes and passage.word(at) not in self._tables["abstract_names"]

    def _is_beside(self, passage: Passage, at: int) -> bool:
        """Whether a name stands beside it that is nothing else: ``amy and pat``."""
        if self._lexicon.is_function(passage.word(at)):
            return False
        sides = [passage.after(at, 2)] if passage.after(at) in _COUPLING else []
        sides += [passage.before(at, 2)] if passage.before(at) in _COUPLING else []
        mostly = self._tables["mostly_names"]
        return any(side in mostly or self._lexicon.is_small_name(side) for side in sides if side)

    def _is_doing_something(self, passage: Passage, at: int) -> bool:
        """``when joy left the practice``: what only people do, to something."""
        if passage.casing == "mixed" or passage.before(at) not in _JOINING:
            return False
        strong = self._scales.around.verb_after(passage, at) == "strong"
        return strong and passage.after(at, 2) in _OWNERS | {"me", "us", "him", "her", "them"}

    def _is_spoken_of(self, passage: Passage, at: int) -> bool:
        """The same in talk without capitals, where more of the words around have to say it."""
        before = passage.before(at)
        if passage.casing == "mixed":
            return False
        if before in _AMONG and passage.before(at, 2) not in {"hope", "faith"}:
            return True
        verb = self._scales.around.verb_after(passage, at)
        if at and passage.gap_after(at - 1).strip() == ",":
            before = ""
        return before in _JOINING and (verb == "strong" or passage.after(at) in _STATES)

    def _introduced(self, passage: Passage, at: int) -> Name | None:
        """``my name is zylah``, ``a lady called zylah``: a word that nothing knows."""
        word, lexicon = passage.word(at), self._lexicon
        if lexicon.is_word(word) or word in lexicon.nobody or len(word) < _SHORTEST_UNKNOWN:
            return None
        before, verb = passage.before(at), self._scales.around.verb_after(passage, at)
        after = passage.after(at)
        named = before in _NAMED or (before == "is" and passage.before(at, 2) == "name")
        named = named or before in _TO_PEOPLE - {"hi", "hello"} or after in SAYING
        if passage.casing == "mixed":
            fits = named and not word.endswith(("self", "selves"))
            return Name(at, at, "person", SURE, "the words around it") if fits else None
        if not named and (before in _TO_PEOPLE or (before in _JOINING and verb == "strong")):
            return Name(at, at, "person", DOUBTFUL, "the words around it")
        if not named:
            return None
        return Name(at, self._name_end(passage, at), "person", SURE, "the words around it")

    def _name_end(self, passage: Passage, at: int) -> int:
        """One more word where a surname follows."""
        following = passage.after(at)
        if not following or passage.tokens[at].possessive or passage.gap_after(at).strip():
            return at
        lexicon = self._lexicon
        surname = lexicon.is_small_surname(following) or self._is_plain_surname(following)
        clear = (
            lexicon.is_small_name(passage.word(at))
            or passage.word(at) in self._tables["mostly_names"]
        )
        surname = surname or (clear and self._is_word_surname(passage, at + 1))
        unknown = not (lexicon.is_word(following) or lexicon.is_name(following))
        shared = following in lexicon.nobody or following in lexicon.peoples
        long = len(following) > 3 and not lexicon.is_city(following)
        fits = unknown and long and not shared and passage.casing != "mixed"
        return at + 1 if surname or fits else at

    def _is_word_surname(self, passage: Passage, at: int) -> bool:
        """``shaun baker``, and not ``shaun cook the tea``."""
        word, after, lexicon = passage.word(at), passage.after(at), self._lexicon
        if passage.casing == "mixed" or lexicon.is_function(word) or word in lexicon.nobody:
            return False
        known = lexicon.is_last(word) or word in self._tables["other_names"]
        return known and after not in _OWNERS | {"me", "us", "him", "them", "it", "up", "you", "to"}

    def _is_plain_surname(self, word: str) -> bool:
        """Whether a word behind a first name is a surname, also where it is a thing: ``harriet jones``."""
        lexicon = self._lexicon
        wordy = lexicon.is_function(word) or self._scales.is_wordy_surname(word)
        return lexicon.is_last(word) and not wordy and word not in lexicon.nobody

    def _city(self, passage: Passage, at: int) -> Name | None:
        word = passage.word(at)
        plain = word not in self._tables["word_cities"] and not self._lexicon.is_doing(word)
        if self._lexicon.is_city(word) and plain:
            return Name(at, at, "place", SURE, "a town")
        return None

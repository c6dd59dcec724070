"""A word with a capital, weighed: how much speaks for a name, and for a name of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thememiner.privacy._mentions import Guess, Kind
from thememiner.privacy._openings import month_score, wordy_opening
from thememiner.privacy._passage import Passage
from thememiner.privacy._plain_words import NOTHING, PlainWords
from thememiner.privacy._surroundings import Surroundings
from thememiner.privacy._tokens import Counts, Token
from thememiner.privacy._words import Lexicon

_HEADS = ("streets", "places", "organisations", "houses", "services", "generic")
SURE, DOUBTFUL = 2.5, 1.5
UNKNOWN = 0.5
_CAMEL = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]|^[A-Z]{2,}[a-z]")
_CAMEL_NAMES = re.compile(
    r"(?:Mc|Mac|O['’]|D['’]|De|Di|Du|La|Le|Van|Fitz|Al|El|St)[A-ZÀ-Þ][a-zß-ÿ]+$"
)
_LONG_PLACE, _LONG_WORD, _LONG_OPENING, _SHORT_SHOUT, _SEVERAL = 6, 7, 5, 4, 3


@dataclass(frozen=True)
class Weight:
    """What the evidence comes to.

    Attributes:
        score: from ``SURE`` on it is a name, from ``DOUBTFUL`` on a person has to look.
        kind: of what.
        reason: what weighed most.
    """

    score: float
    kind: Kind
    reason: str


class Scales:
    """Weighs single words.

    Args:
        lexicon: names and ordinary words.
        counts: how the words are written in the whole study.
    """

    def __init__(self, lexicon: Lexicon, counts: Counts) -> None:
        self.lexicon = lexicon
        self._counts = counts
        self._tables = lexicon.tables
        self._heads = frozenset().union(*(self._tables[name] for name in _HEADS))
        self.around = Surroundings(lexicon)
        self._plain = PlainWords(lexicon, self.around)

    def weigh(self, passage: Passage, at: int) -> Weight:
        """How much speaks for the word at a place being a name by itself."""
        token, guess = passage.tokens[at], passage.guesses[at]
        person, place = self.person_votes(passage, at), self.place_votes(passage, at)
        kind = _kind(person, place, guess)
        if token.word in self._tables["month_names"]:
            score = month_score(passage, at, self.around, self._tables["month_before"])
        else:
            score = 0.0 if token.opens else 2.0
            score += self.word_score(token.word) + self._guess_score(token.word, guess)
            score += self.spelling_score(token) + self._usage_score(token)
            score += self._person_score(passage, at) + self._place_score(token, person, place)
            score += self._opening_score(passage, at) + self._inside_score(passage, at)
            score = max(score, self._plain_score(passage, at))
        if self.around.is_made_of(passage, at):
            score -= 6.0
        if self.around.is_disease(passage, at):
            score -= 3.0
        if self.is_numbered(passage, at):
            score -= 8.0
        return Weight(score, kind, _reason(self.lexicon, token, guess))

    # --- the word itself ----------------------------------------------------------------------

    def word_score(self, word: str) -> float:
        """What the lists say of a word without its surroundings."""
        lexicon = self.lexicon
        if word in lexicon.nobody or lexicon.is_drug(word):
            return -1.0 if lexicon.is_first(word) and word in lexicon.shared else -6.0
        if lexicon.is_title(word) or word in self._tables["callings"]:
            return -4.0
        if word in self._tables["offices"] and not lexicon.is_first(word):
            return -6.0
        if word in lexicon.peoples:
            return -2.0 if lexicon.is_first(word) else -6.0
        if lexicon.is_first(word):
            return 1.0 if self.is_wordy(word) else 3.0
        if lexicon.is_function(word) and word not in self._tables["word_surnames"]:
            return -1.5 if word in self._tables["short_names"] else -4.0
        if lexicon.is_city(word) and word not in self._tables["word_cities"]:
            return UNKNOWN
        if lexicon.is_last(word):
            if self.is_wordy_surname(word):
                return -0.5
            return 2.0 if lexicon.is_thing(word) else 3.0
        return self._unlisted_score(word)

    def _unlisted_score(self, word: str) -> float:
        """What speaks for a word that no list of names in daily use has."""
        lexicon = self.lexicon
        rare = lexicon.is_rare_first(word) or lexicon.is_rare_last(word)
        if lexicon.is_doing(word):
            return -2.5 + rare * 0.5
        if lexicon.is_thing(word):
            return -2.0 + rare * 1.0
        if len(word) > _LONG_WORD and word.endswith(tuple(self._tables["word_ends"])):
            return -2.0
        if lexicon.is_slip(word):
            return 2.5
        return 1.0 if rare else UNKNOWN

    def is_wordy(self, word: str) -> bool:
        """Whether a first name is an ordinary word as well."""
        if word in self._tables["plain_names"]:
            return False
        return word in self._tables["word_names"] or self.lexicon.is_function(word)

    def is_wordy_surname(self, word: str) -> bool:
        """Whether a surname is an ordinary word as well."""
        return word in self._tables["word_surnames"] or self.lexicon.is_doing(word)

    def is_numbered(self, passage: Passage, at: int) -> bool:
        """Whether a number follows a name that is a word, as laws and wards have: ``Bill 21``."""
        word = passage.tokens[at].word
        return self.lexicon.is_word(word) and self.around.has_number(passage, at)

    @staticmethod
    def spelling_score(token: Token) -> float:
        """What capitals inside a word say: ``PDFs`` and ``GitHub`` are no names, ``McKay`` is."""
        if token.shout:
            return -2.5 if len(token.text) <= _SHORT_SHOUT else -0.5
        camel = _CAMEL.search(token.text) and not _CAMEL_NAMES.match(token.text.split("-")[-1])
        return -3.0 if camel and "-" not in token.text else 0.0

    def _usage_score(self, token: Token) -> float:
        """What the rest of the study says: a word that is also written small is no name."""
        if self._is_mostly_small(token.word) and not self.lexicon.is_first(token.word):
            return -1.5
        inside = self._counts.inside[token.word] and not self._counts.small[token.word]
        return 0.7 if token.opens and inside else 0.0

    def is_written_small(self, word: str) -> bool:
        """Whether the study writes a word in small letters more often than not."""
        return self._counts.small[word] > self._counts.inside[word]

    def usage(self, word: str) -> tuple[int, int]:
        """How often the study writes a word in small letters, and with a capital inside a sentence."""
        return self._counts.small[word], self._counts.inside[word]

    def _is_mostly_small(self, word: str) -> bool:
        """The same, often enough to tell that it is no name; once or twice it may be both."""
        small = self._counts.small[word]
        return small >= _SEVERAL and small > 2 * self._counts.inside[word]

    def has_article(self, word: str) -> bool:
        """Whether the study says ``the`` in front of a word somewhere, so that it is nobody's initials."""
        return word in self._counts.articled

    def _guess_score(self, word: str, guess: Guess | None) -> float:
        """What the recogniser says; that an unknown word is no person weighs nothing."""
        if guess in {"person", "place"}:
            return 1.5
        unknown = self.word_score(word) in {UNKNOWN, 1.0}
        return -1.5 if guess == "other" and not unknown else 0.0

    # --- its place ----------------------------------------------------------------------------

    def person_votes(self, passage: Passage, at: int) -> float:
        """What speaks for a person rather than a place."""
        word, guess, lexicon = passage.tokens[at].word, passage.guesses[at], self.lexicon
        votes = 1.2 if guess == "person" else 0.0
        if lexicon.is_first(word):
            votes += 3.0
        elif lexicon.is_last(word):
            votes += 1.2
        elif lexicon.is_rare_first(word) or lexicon.is_rare_last(word):
            votes += 0.7
        return votes + max(0.0, self.around.person(passage, at))

    def _person_score(self, passage: Passage, at: int) -> float:
        """What stands around; an article speaks against a listed name, not against an unknown one."""
        score = self.around.person(passage, at)
        unknown = self.word_score(passage.tokens[at].word) in {UNKNOWN, 1.0}
        return max(score, 0.0) if unknown else score

    def place_votes(self, passage: Passage, at: int) -> float:
        """What speaks for a place rather than a person."""
        word, lexicon = passage.tokens[at].word, self.lexicon
        votes = 1.2 if passage.guesses[at] == "place" else 0.0
        if lexicon.is_city(word):
            votes += 3.0 if lexicon.is_first(word) else 5.0
        votes += 0.7 if self._ends_like_place(word) else 0.0
        votes += 1.5 if passage.before(at) in self._tables["place_prefixes"] else 0.0
        return votes + (1.5 if self.around.after_place_word(passage, at) else 0.0)

    def _place_score(self, token: Token, person: float, place: float) -> float:
        if place <= person:
            return 0.0
        return 2.5 if self.lexicon.is_city(token.word) else 0.5 * self._ends_like_place(token.word)

    def _ends_like_place(self, word: str) -> bool:
        return len(word) >= _LONG_PLACE and word.endswith(tuple(self._tables["place_ends"]))

    def _opening_score(self, passage: Passage, at: int) -> float:
        """At the beginning of a sentence, where every word has a capital."""
        token = passage.tokens[at]
        if not token.opens:
            return 0.0
        verb = self.around.verb_after(passage, at)
        if self.lexicon.is_first(token.word) and self.is_wordy(token.word):
            return wordy_opening(passage, at, self.lexicon, self.around)
        if token.word in {"an", "my"}:
            return 2.5 if verb == "strong" else -2.0
        if self.word_score(token.word) not in {UNKNOWN, 1.0} or self.lexicon.is_city(token.word):
            rare = self.lexicon.is_rare_first(token.word) or self.lexicon.is_rare_last(token.word)
            return 1.0 if verb and rare and not self.lexicon.is_doing(token.word) else 0.0
        if token.possessive and not verb:
            return 2.0
        listing = ":" in passage.gap_after(at) or token.word.endswith("s")
        return 1.5 if listing or len(token.word) < _LONG_OPENING else 2.0

    def _plain_score(self, passage: Passage, at: int) -> float:
        """What an ordinary word has at least, unless the study mostly writes it small."""
        token = passage.tokens[at]
        if self.spelling_score(token) < 0:
            return NOTHING
        score, word = self._plain.score(passage, at), token.word
        doubted = self._is_mostly_small(word) and not self.lexicon.is_first(word)
        return min(score, DOUBTFUL) if doubted else score

    def _inside_score(self, passage: Passage, at: int) -> float:
        """Inside a sentence, where a capital has a reason."""
        token, guess = passage.tokens[at], passage.guesses[at]
        if token.opens:
            return 0.0
        word = self.word_score(token.word)
        if self._is_house(passage, at):
            return SURE - 2.0 - word
        if token.word in self._tables["short_names"]:
            if passage.before(at) in {"with", "met", "saw"}:
                return 2.0
            return 1.0 if self.around.person(passage, at) >= 1.0 else -1.0
        alone = self.around.is_alone(passage, at)
        if word == UNKNOWN and guess in {None, "person"}:
            near = self.around.after_place_word(passage, at)
            return (
                0.5 if near or alone or passage.before(at) in self._tables["person_before"] else 0.0
            )
        lexicon = self.lexicon
        listed = lexicon.is_first(token.word) or lexicon.is_last(token.word)
        rare = lexicon.is_rare_first(token.word) or lexicon.is_rare_last(token.word)
        if not alone:
            return 0.0
        if rare and word == -1.0:
            return 1.7 if passage.before(at) in self._tables["person_before"] else 1.5
        if not listed or word >= 2.0:
            return 0.0
        placed = self.around.after_place_word(passage, at) or token.word in self._heads
        return 1.0 if placed else 1.5

    def _is_house(self, passage: Passage, at: int) -> bool:
        """``at Lakeside``: a house, an estate or a school called by one word."""
        word = passage.tokens[at].word
        if not word.endswith(tuple(self._tables["house_ends"])) or len(word) <= _LONG_WORD:
            return False
        alone = self.around.is_alone(passage, at) and not passage.tokens[at].shout
        return (
            alone and self.around.after_place_word(passage, at) and not self.lexicon.is_first(word)
        )


def _kind(person: float, place: float, guess: Guess | None) -> Kind:
    if guess == "organisation" and person < 1.0 and place < 1.0:
        return "organisation"
    return "place" if place > person else "person"


def _reason(lexicon: Lexicon, token: Token, guess: Guess | None) -> str:
    if lexicon.is_first(token.word):
        return "a first name"
    if lexicon.is_last(token.word):
        return "a surname"
    if lexicon.is_city(token.word):
        return "a town"
    return "the words around it" if guess in {"person", "place"} else "a capital inside a sentence"

"""An ordinary word that is written or used like a name into how much that speaks for a person."""

from __future__ import annotations

from thememiner.privacy._passage import Passage
from thememiner.privacy._surroundings import ARTICLES, Surroundings
from thememiner.privacy._words import Lexicon

NOTHING, ASK, CERTAIN = -9.0, 1.5, 2.5
_NAMED, _CLEAR, _FAINT = 2.0, 1.0, 0.3
_HEADS = ("offices", "services", "generic", "organisations", "houses", "streets", "places")
_NO_SUBJECT = ("ly", "ing", "ed")
_DOING = frozenset("did had has does would wouldn't could couldn't didn't doesn't hadn't".split())
_VAGUE = frozenset("for by than like or but as is was because between".split())
_APPOSED = frozenset("the my our his her their".split())


class PlainWords:
    """Judges words that are no rare sight in small letters: ``Sharp said``, ``we asked Pepper``.

    Who speaks, asks, laughs or lends is a person, and a word without an article that does so is a name,
    whatever it means otherwise. Inside a sentence its capital says so as well.

    Args:
        lexicon: names and ordinary words.
        around: weighs the words around.
    """

    def __init__(self, lexicon: Lexicon, around: Surroundings) -> None:
        self._lexicon, self._around = lexicon, around
        self._tables = lexicon.tables
        self._shared = frozenset().union(*(self._tables[name] for name in _HEADS))

    def score(self, passage: Passage, at: int) -> float:
        """What the use of a word comes to at least: ``NOTHING``, ``ASK`` or ``CERTAIN``."""
        token = passage.tokens[at]
        if token.shout or not self._may_be_name(token.word) or passage.before(at) in ARTICLES:
            return NOTHING
        if token.opens:
            return self._opening(passage, at)
        return self._inside(passage, at)

    def _may_be_name(self, word: str) -> bool:
        lexicon = self._lexicon
        role = word in self._tables["callings"] or word in self._tables["offices"]
        if self._is_listed(word) and not (role and not lexicon.is_last(word)):
            return word not in lexicon.nobody and word not in lexicon.peoples
        shared = word in lexicon.nobody or word in lexicon.peoples or word in self._shared
        shared = shared or word.removesuffix("s") in lexicon.peoples
        title = lexicon.is_title(word) or word in self._tables["callings"]
        return not (shared or title or lexicon.is_function(word) or lexicon.is_drug(word))

    def _is_listed(self, word: str) -> bool:
        lexicon = self._lexicon
        return (
            lexicon.is_last(word) or lexicon.is_first(word) or word in self._tables["other_names"]
        )

    def _is_quality(self, word: str) -> bool:
        if word in self._tables["quality_names"]:
            return True
        doing = self._lexicon.is_doing(word) and not self._lexicon.is_thing(word)
        return doing and self._is_subject(word)

    def _opening(self, passage: Passage, at: int) -> float:
        """At the beginning of a sentence, where the capital says nothing."""
        word, listed = passage.word(at), self._is_listed(passage.word(at))
        beside = passage.is_capital(at + 1) and passage.tokens[at + 1].linked
        if beside or not (listed or self._is_subject(word)):
            return NOTHING
        quality = self._is_quality(word)
        if self._is_human(passage, at):
            return CERTAIN if listed or quality else NOTHING
        if not listed:
            return NOTHING
        if self._is_apposed(passage, at) or self._around.is_owner(passage, at):
            return CERTAIN
        if not quality and self._around.is_asked_after(passage, at):
            return CERTAIN
        verb = self._around.verb_after(passage, at)
        if verb and self._around.is_taken_up(passage, at):
            return CERTAIN
        if quality and (verb == "strong" or passage.after(at) in _DOING):
            return CERTAIN
        return ASK if verb == "strong" else NOTHING

    def _is_subject(self, word: str) -> bool:
        """Whether a word may be a name by its form: no adverb, no plural."""
        plural = word.endswith("s") and not word.endswith("ss")
        return not plural and not word.endswith(_NO_SUBJECT) and len(word) > 2

    def _is_human(self, passage: Passage, at: int) -> bool:
        """Whether a verb follows that only people do."""
        if passage.gap_after(at).strip() or passage.tokens[at].possessive:
            return False
        after = passage.after(at)
        if after in self._tables["human_adverbs"]:
            after = passage.after(at, 2)
        return after in self._tables["human_verbs"]

    @staticmethod
    def _is_apposed(passage: Passage, at: int) -> bool:
        """``Baker, the foreman, had us``: between commas it is said who that is."""
        if passage.gap_after(at) != ", " or passage.after(at) not in _APPOSED:
            return False
        ends = (passage.gap_after(at + n) for n in (2, 3, 4) if passage.after(at, n))
        return any(end == ", " for end in ends)

    def _inside(self, passage: Passage, at: int) -> float:
        """Inside a sentence, where a capital has a reason."""
        if not self._around.is_alone(passage, at):
            return NOTHING
        word = passage.word(at)
        person = self._around.person(passage, at)
        likely = self._is_listed(word) or self._is_quality(word)
        if person >= _NAMED:
            return CERTAIN
        if person >= _CLEAR or self._is_human(passage, at):
            return CERTAIN if likely else ASK
        if person >= _FAINT and self._is_listed(word):
            return ASK if passage.before(at) in _VAGUE else CERTAIN
        return NOTHING

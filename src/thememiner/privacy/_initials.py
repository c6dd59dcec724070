"""One to three capitals into the initials of a person: ``KB said``, ``J.P.``."""

from __future__ import annotations

from thememiner.privacy._evidence import DOUBTFUL, SURE, Scales
from thememiner.privacy._name import Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._surroundings import ARTICLES, OWNERS

BY_USE = "initials, by the words around them"
_NO_PERSON = frozenset("is was it's that's said says call called i'm because by for".split())
_PRONOUNS = frozenset("i me myself you him her".split())


class InitialsFinder:
    """Finds initials by the words around them.

    Args:
        scales: know names, ordinary words, and how the study writes them.
    """

    def __init__(self, scales: Scales) -> None:
        self._scales = scales
        self._lexicon = scales.lexicon
        self._tables = scales.lexicon.tables

    def find(self, passage: Passage, at: int) -> Name | None:
        """``I asked KB``: capitals that are spoken of as a person is."""
        token, around = passage.tokens[at], self._scales.around
        if not self._may_be_initials(passage, at):
            return None
        verb = around.verb_after(passage, at)
        acts = verb == "strong" or around.before(passage, at) >= 1.0
        spoken_of = acts or bool(verb) or around.is_spoken_of(passage, at)
        short = len(token.text) == 2
        if not (spoken_of or short) or any(s.isdigit() for s in passage.gap_after(at)):
            return None
        sure = short if spoken_of else False
        sure = sure or (acts and passage.guesses[at] == "person")
        score = SURE if sure else DOUBTFUL
        return Name(at, at, "person", score, BY_USE)

    def _may_be_initials(self, passage: Passage, at: int) -> bool:
        token = passage.tokens[at]
        if len(token.text) not in {2, 3} or self._lexicon.is_function(token.word):
            return False
        beside = self._scales.around.is_beside_name(passage, at)
        article = passage.before(at) in ARTICLES | OWNERS or self._scales.has_article(token.word)
        return not (beside or article or token.word in self._tables["not_initials"])

    def single(self, passage: Passage, at: int) -> Name | None:
        """``I asked K``: one capital that does what people do, and is no grade, plan or vitamin."""
        around, token = self._scales.around, passage.tokens[at]
        before, verb = passage.before(at), around.verb_after(passage, at)
        if not self._may_be_single(passage, at):
            return None
        after = passage.after(at)
        dotted = passage.gap_after(at) == ". " and after in self._tables["person_after"]
        who = after == "who" or token.possessive or dotted
        thing = self._lexicon.is_thing(after) and not self._lexicon.is_function(after)
        if thing and not (verb or who):
            return None
        told = around.before(passage, at) >= 1.0
        spoken_of = around.is_spoken_of(passage, at) and (who or before not in _NO_PERSON)
        if not (verb or told or spoken_of or who or _is_pair(passage, at)):
            return None
        return Name(at, at, "person", SURE, BY_USE)

    def _may_be_single(self, passage: Passage, at: int) -> bool:
        """Whether it stands by itself: not ``Plan B``, ``an A``, ``A and E``, ``S M Y T H``."""
        before, gap = passage.before(at), passage.gap_after(at)
        if _is_pair(passage, at):
            return True
        speaks = passage.after(at) in self._tables["human_verbs"]
        if passage.tokens[at].text == "A" and not speaks:
            return False
        owned = before in ARTICLES | OWNERS and not (before == "that" and speaks)
        if owned or gap[:1] in {"-", "/", "&", ")"}:
            return False
        if gap[:1] == "." and passage.is_capital(at + 1):
            return self._lexicon.is_function(passage.word(at + 1))
        if any(len(passage.word(n)) == 1 and passage.is_capital(n) for n in (at - 1, at + 1)):
            return False
        if "and" in {before, passage.after(at)} and any(
            len(passage.word(n)) == 1 and passage.is_capital(n) for n in (at - 2, at + 2)
        ):
            return False
        lexicon = self._lexicon
        called = before in self._tables["person_before"] or lexicon.is_past(before)
        return not before or called or lexicon.is_function(before)

    def dotted(self, passage: Passage, at: int) -> Name | None:
        """``J.P.`` by itself."""
        last = at
        while last + 1 < len(passage.tokens) and _belong_together(passage, last, last + 1):
            last += 1
        n = last - at + 1
        word = "".join(token.word for token in passage.tokens[at : last + 1])
        full_name = last + 1 < len(passage.tokens) and (
            passage.tokens[last + 1].linked and passage.tokens[last + 1].capital
        )
        if not 2 <= n <= 3 or full_name or word in self._tables["not_initials"]:
            return None
        return Name(at, last, "person", SURE, "initials")


def _is_pair(passage: Passage, at: int) -> bool:
    """``me and R``, ``M and I``."""
    if passage.after(at) == "and" and passage.after(at, 2) in _PRONOUNS:
        return True
    before, earlier = passage.before(at), passage.before(at, 2)
    if before == "and" and len(earlier) == 1:
        return passage.before(at, 3) in _PRONOUNS and earlier not in _PRONOUNS
    listed = before in _PRONOUNS and at and passage.gap_after(at - 1) == ", "
    return bool(listed) or (before == "and" and earlier in _PRONOUNS)


def _belong_together(passage: Passage, at: int, following: int) -> bool:
    """Whether two single capitals belong together: ``J.P.``, ``J. P.``."""
    one, other = passage.tokens[at], passage.tokens[following]
    gap = passage.text[one.end : other.start]
    single = len(one.text) == 1 and len(other.text) == 1
    return single and one.capital and other.capital and gap in {".", ". "}

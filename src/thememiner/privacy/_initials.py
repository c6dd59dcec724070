"""One to three capitals into the initials of a person: ``KB said``, ``J.P.``."""

from __future__ import annotations

from thememiner.privacy._evidence import DOUBTFUL, SURE, Scales
from thememiner.privacy._name import Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._surroundings import ARTICLES, OWNERS


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
        return Name(at, at, "person", score, "initials, by the words around them")

    def _may_be_initials(self, passage: Passage, at: int) -> bool:
        token = passage.tokens[at]
        if len(token.text) not in {2, 3} or self._lexicon.is_function(token.word):
            return False
        beside = self._scales.around.is_beside_name(passage, at)
        article = passage.before(at) in ARTICLES | OWNERS or self._scales.has_article(token.word)
        return not (beside or article or token.word in self._tables["not_initials"])

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


def _belong_together(passage: Passage, at: int, following: int) -> bool:
    """Whether two single capitals belong together: ``J.P.``, ``J. P.``."""
    one, other = passage.tokens[at], passage.tokens[following]
    gap = passage.text[one.end : other.start]
    single = len(one.text) == 1 and len(other.text) == 1
    return single and one.capital and other.capital and gap in {".", ". "}

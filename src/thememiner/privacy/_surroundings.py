"""The words around a word into what they say for a person or for a place."""

from __future__ import annotations

import re
from typing import Literal

from thememiner.privacy._passage import Passage
from thememiner.privacy._words import Lexicon

Verb = Literal["", "weak", "strong"]


class Surroundings:
    """Weighs what stands around a word.

    Args:
        lexicon: names and ordinary words.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._tables = lexicon.tables

    def person(self, passage: Passage, at: int) -> float:
        """What speaks for a person, -1.5 to 2.5."""
        score = max(self.before(passage, at), self._beside(passage, at))
        verb = self.verb_after(passage, at)
        abstract = passage.tokens[at].word in self._tables["abstract_names"]
        if verb:
            score = max(score, 1.0 if verb == "weak" and abstract else 1.5)
        elif passage.after(at) in self._tables["person_after"]:
            score = max(score, 0.7)
        if _is_addressed(passage, at):
            score = max(score, 2.0)
        elif _is_explained(passage, at):
            score = max(score + 0.5, 1.0)
        if passage.before(at) in {"a", "an"} and not verb:
            return score - 3.0
        return score - 1.5 if passage.before(at) in ARTICLES else score

    def is_spoken_of(self, passage: Passage, at: int) -> bool:
        """Whether words stand around it that stand around people: ``with KB``, ``it was KB's idea``."""
        if _is_explained(passage, at) or _is_addressed(passage, at):
            return True
        before, possessive = passage.before(at), passage.tokens[at].possessive
        if before == "and" and passage.before(at, 2) in {"me", "i", "you", "him", "her"}:
            return True
        if possessive and before in {"was", "is", "it's", "that's"}:
            return True
        return before in self._tables["person_before"] - {
            "for",
            "by",
            "than",
            "like",
            "or",
            "but",
            "as",
        }

    def before(self, passage: Passage, at: int) -> float:
        """What the words before say for a person, 0 to 2.5."""
        before, earlier = passage.before(at), passage.before(at, 2)
        if not before:
            return 0.0
        tail = passage.tokens[at - 1].tail
        if (before in _OBJECTS and earlier in _CALLING) or (before == "as" and earlier == "known"):
            return 2.5
        if before in _NAMED:
            return 2.0
        if (before, tail) in _INTRODUCES or (before in {"is", "am"} and earlier in {"name", "i"}):
            return 2.0
        if tail == "'s" and before in {"it", "that", "this", "she", "he", "here", "there"}:
            return 0.7
        if before in self._tables["talked_to"] or (
            before == "to" and earlier in self._tables["talking_to"]
        ):
            return 1.0
        if earlier in _LEADING.get(before, ()):
            return 1.0
        return 0.3 if before in self._tables["person_before"] else 0.0

    def _beside(self, passage: Passage, at: int) -> float:
        """What a neighbour says that is named in one breath: ``Grace, Faith and Oyelaran``."""
        sides = [at + 2] if passage.after(at) == "and" else []
        sides += [at - 2] if passage.before(at) == "and" else []
        sides += [at + 1] if passage.gap_after(at) == ", " else []
        if at and not passage.tokens[at].opens and passage.gap_after(at - 1) == ", ":
            sides.append(at - 1)
        return max((self._neighbour(passage, side) for side in sides), default=0.0)

    def _neighbour(self, passage: Passage, at: int) -> float:
        if not passage.is_capital(at):
            return 0.0
        word, lexicon = passage.word(at), self._lexicon
        if lexicon.is_first(word):
            return 2.0
        name = lexicon.is_last(word) or lexicon.is_rare_first(word) or not lexicon.is_word(word)
        shared = word in lexicon.nobody or word in lexicon.peoples or lexicon.is_city(word)
        return 1.0 if name and not shared and not passage.tokens[at].shout else 0.0

    def verb_after(self, passage: Passage, at: int) -> Verb:
        """Whether a verb follows of which the word can be the subject."""
        token, after = passage.tokens[at], passage.after(at)
        if token.tail in {"'ll", "'d", "'ve", "'re"}:
            return "strong"
        if token.possessive:
            return "weak" if after in _AFTER_IS else ""
        if not after or passage.gap_after(at).strip():
            return ""
        if after in _WEAK:
            on_duty = passage.after(at, 2) == "on" and passage.after(at, 3) in _ON_DUTY
            owned = (
                passage.after(at, 2) in OWNERS | ARTICLES
                and passage.after(at, 3) in self._tables["people_words"]
            )
            if owned or after in _HUMAN_HELPERS or passage.after(at, 2) in {"her", "his"}:
                return "strong"
            return "strong" if on_duty or passage.after(at, 2) in _AFTER_BEING else "weak"
        if after in _STRONG_VERBS or after in _ADVERBS or self._lexicon.is_past(after):
            return "strong"
        present = after.endswith("s") and self._lexicon.is_doing(after)
        goes_on = passage.after(at, 2) in _AFTER_VERB or passage.tokens[at].shout
        return "strong" if present and goes_on else ""

    def is_taken_up(self, passage: Passage, at: int) -> bool:
        """Whether ``she`` or ``he`` follows soon, and nobody else is named before."""
        for n in range(at + 1, min(at + _SOON, len(passage.tokens))):
            token = passage.tokens[n]
            if token.word in {"she", "he", "she'd", "he'd", "she'll", "he'll"}:
                return True
            if token.word in self._tables["people_words"] or (token.capital and not token.opens):
                return False
        return False

    def is_owner(self, passage: Passage, at: int) -> bool:
        """Whether it has what people have: ``Joy's flat``."""
        owned = self._tables["people_words"] | self._tables["belongings"]
        return passage.tokens[at].possessive and passage.after(at) in owned

    def does_things(self, passage: Passage, at: int) -> bool:
        """``April does the wages``: a month does nothing, and is not met."""
        met = passage.before(at) in _MET and passage.after(at) not in {"and", "or", "to"}
        return met or (passage.after(at) in {"does", "did"} and passage.after(at, 2) in _AFTER_VERB)

    def is_object_next(self, passage: Passage, at: int) -> bool:
        """Whether the word is told to do something: ``Sue the council``, ``Pat yourself``."""
        return passage.after(at) in _AFTER_ORDER and not passage.tokens[at].possessive

    def after_place_word(self, passage: Passage, at: int) -> bool:
        """Whether a word stands before it that places have: ``in``, ``from``, ``go to``."""
        before = passage.before(at)
        if before == "to":
            return passage.before(at, 2) in self._tables["going_to"]
        if before == "the":
            return False
        return before in self._tables["place_before"]

    def is_disease(self, passage: Passage, at: int) -> bool:
        """Whether it is a disease called after somebody: ``he has Addison's``, ``Colles fracture``."""
        token = passage.tokens[at]
        if passage.after(at) in self._tables["condition_words"] and not token.possessive:
            return not self._lexicon.is_first(token.word)
        bare = token.possessive and not passage.gap_after(at)[2:].startswith(" ")
        return bare and passage.before(at) in _HAVING

    @staticmethod
    def has_number(passage: Passage, at: int) -> bool:
        """Whether a number follows: ``Bill 21``, ``Bill C-7``."""
        behind = passage.text[passage.tokens[at].end :][:6]
        return bool(_NUMBER_BEHIND.match(behind))

    def is_made_of(self, passage: Passage, at: int) -> bool:
        """Whether a thing follows that is called after it: ``Oxford shoes``, ``Storm Arwen``."""
        if passage.before(at) in _STORMS:
            return True
        following = passage.after(at)
        return following in self._tables["goods"] and not passage.tokens[at].possessive

    def is_introduced(self, passage: Passage, at: int) -> bool:
        """Whether it is said who that is at the beginning: ``Rob and I``, ``Dawn from reception``."""
        after, beyond = passage.after(at), passage.after(at, 2)
        if after == "and" and beyond in {"i", "me", "myself"}:
            return True
        if after in {"from", "who"}:
            return True
        return self.is_asked_after(passage, at) or _is_explained(passage, at)

    @staticmethod
    def is_asked_after(passage: Passage, at: int) -> bool:
        """Whether a question asks who that is: ``Bell? She retired.``."""
        asked = passage.gap_after(at).strip() == "?"
        return asked and passage.word(at + 1) in {"she", "he", "she's", "he's"}

    def is_beside_name(self, passage: Passage, at: int) -> bool:
        """Whether a word with a capital stands before it that has more reason than to begin a sentence."""
        token = passage.tokens[at]
        if at == 0 or token.opens or not (token.linked and passage.is_capital(at - 1)):
            return False
        before = passage.tokens[at - 1]
        lexicon, word = self._lexicon, before.word
        ordinary = lexicon.is_function(word) or (
            lexicon.is_doing(word) and not lexicon.is_name(word)
        )
        return not (before.opens and ordinary)

    def is_alone(self, passage: Passage, at: int) -> bool:
        """Whether it is the only capital in its place, without an article or a pronoun before it."""
        beside = passage.is_capital(at + 1) and passage.tokens[at + 1].linked
        beside = beside or self.is_beside_name(passage, at)
        free = passage.before(at) not in ARTICLES | OWNERS or passage.tokens[at - 1].tail == "'s"
        return free and not beside


def _is_addressed(passage: Passage, at: int) -> bool:
    """Whether somebody is spoken to: ``Thanks, Denise.`` or ``Denise, could you``."""
    token = passage.tokens[at]
    after = passage.text[token.end : token.end + 1]
    before = passage.text[: token.start].rstrip()[-1:]
    if _is_quoted(passage, at) and after == "!":
        return True
    if before == ",":
        return after in {",", ".", "?", "!"} or token.end == len(passage.text)
    return token.opens and after == "," and passage.after(at) in _SPOKEN_TO


def _is_quoted(passage: Passage, at: int) -> bool:
    """Whether a quotation begins with the word."""
    return passage.text[: passage.tokens[at].start][-1:] in {'"', "“", "‘"}


def _is_explained(passage: Passage, at: int) -> bool:
    """Whether it is said who that is: ``Lord, the physio``."""
    return passage.gap_after(at) == ", " and passage.after(at) in _EXPLAINING


ARTICLES = frozenset("the a an each every another any some no".split())
OWNERS = frozenset("my your our their his her its this that these those".split())
_SOON = 14
_LEADING = {
    "from": frozenset("text email call message note letter card present word ring".split()),
    "with": frozenset(
        """sat paired lives lived lodged stayed worked works working spoke speak chatted chat argued
        friends went came row dinner tea coffee lunch live""".split()
    ),
    "for": frozenset("care cared caring cook cooked cover covered covering vote voted".split()),
    "off": frozenset("it them that one some".split()),
    "by": frozenset("taught trained shown interviewed seen told run".split()),
}
_OBJECTS = frozenset("him her me them us it you".split())
_CALLING = frozenset("call calls called calling name named".split())
TOLD = frozenset("told asked rang phoned texted emailed".split())
SAYING = frozenset("said says told rang reckons reckoned phoned".split())
_NAMED = frozenset("called named nicknamed".split())
_INTRODUCES = {("name", "'s"), ("i", "'m"), ("names", "")}
_NUMBER_BEHIND = re.compile(r" (?:\d|[A-Z]-?\d)")
_HAVING = frozenset("has have had having got with".split())
_STORMS = frozenset("storm hurricane cyclone typhoon".split())
_EXPLAINING = frozenset("""the who my our a an he she they she's he's was is""".split())
_SPOKEN_TO = frozenset(
    """you your can could would will did do does are have what how when where why i sit come tell say
    don't please it's i'm that's there's is was let love""".split()
)
_WEAK = frozenset(
    """is was has had does did wasn't isn't hasn't hadn't doesn't didn't came comes goes went got would
    could will might can wouldn't couldn't won't can't should""".split()
)
_HUMAN_HELPERS = frozenset("did might wouldn't couldn't didn't doesn't".split())
_STRONG_VERBS = frozenset(
    """said says told tells asks thinks thought rang rings knew knows started left works lives who gave took
    made wants reckons needs loves likes keeps kept runs ran brings brought sits sat feels felt finds found
    meets met teaches taught speaks spoke writes wrote sends sent understands understood gets deserves gives
    takes makes looks says drives drove does comes goes won't wrote chairs bought buys saw sees""".split()
)
_ADVERBS = frozenset(
    """always never just still also really usually often already actually only then""".split()
)
_AFTER_IS = frozenset(
    """my the a an our his her their your on in at been got not going gone always never so very just
    still all here there back off out up really lovely great brilliant retired left""".split()
)
_AFTER_BEING = frozenset(
    """my our off at here there away back leaving coming going working retiring retired married told
    asked off-sick called late early upset cross furious eighty seventy sixty ninety poorly
    expecting pregnant round lovely""".split()
)
_ON_DUTY = frozenset(
    "nights leave holiday maternity call duty annual sick days lates earlies reception shift shifts".split()
)
_MET = frozenset("saw met knew told asked rang know visited phoned".split())
_AFTER_VERB = frozenset(
    """the a an my me us him her it them you our your his their in on at for to with that every who
    what up out hello and""".split()
)
_AFTER_ORDER = frozenset(
    """the a an my your his her its our their it them me us him yourself myself this that these those
    of up""".split()
)

"""The last word of a run of capitals into a place or an organisation: ``Tallow House Surgery``."""

from __future__ import annotations

from thememiner.privacy._evidence import DOUBTFUL, SURE, Scales
from thememiner.privacy._mentions import Kind
from thememiner.privacy._name import PARTICLES, Name
from thememiner.privacy._passage import Passage

_PLAIN = frozenset("high grammar comp juniors infants".split())
_WEAK = _PLAIN | {"trust", "practice"}
_HOLY = frozenset("holy sacred our saint st".split())
_HOLY_NAMES = frozenset(
    "trinity heart hearts lady cross family rosary name saviour saints redeemer".split()
)
_GENERALS = frozenset(
    "attorney director secretary governor major brigadier inspector princess".split()
)
_JOINERS = frozenset("of for and the".split()) | PARTICLES


class HeadFinder:
    """Finds places and organisations by what they are called last.

    Args:
        scales: know names and ordinary words.
    """

    def __init__(self, scales: Scales) -> None:
        self._scales = scales
        self._lexicon = scales.lexicon
        self._tables = scales.lexicon.tables

    def kind_of(self, head: str) -> Kind | None:
        """What a last word makes of the words before it."""
        names = ("organisations", "services", "houses")
        if any(head in self._tables[name] for name in names):
            return "organisation"
        return "place" if head in self._tables["streets"] | self._tables["places"] else None

    def score_before(self, head: str) -> float:
        """What a small word behind a capital adds: ``Alderbrook surgery``."""
        weak = self._tables["services"] | self._tables["houses"] | _WEAK
        return 0.5 if head in weak else 1.5

    def find(self, passage: Passage, first: int, last: int) -> Name | None:
        """The place or organisation that a run is; None where it is none."""
        return (
            self.body(passage, first, last)
            or self._headed(passage, first, last)
            or self._prefixed(passage, first, last)
        )

    def body(self, passage: Passage, first: int, last: int) -> Name | None:
        """``University of Leeds``, ``Whitmoor General``, ``Holy Trinity``."""
        if not self._is_named_body(passage, first, last):
            return None
        return Name(first, last, "organisation", SURE, "the words around it")

    def is_shared(self, passage: Passage, first: int, last: int) -> bool:
        """Whether it is what every town has: the High Street, the Memory Clinic."""
        words = [token.word for token in passage.tokens[first : last + 1]]
        if len(words) < 2 or self.kind_of(words[-1]) is None:
            return False
        return all(word in self._tables["generic"] or word in _JOINERS for word in words[:-1])

    def _headed(self, passage: Passage, first: int, last: int) -> Name | None:
        """A street, a place or an organisation by its last word."""
        head = passage.tokens[last]
        kind = self.kind_of(head.word)
        if kind is None or last == first:
            return None
        body = [token.word for token in passage.tokens[first:last]]
        own = [w for w in body if w not in self._tables["generic"] and w not in _JOINERS]
        if not own or all(word in self._lexicon.nobody for word in own):
            return None
        named = any(self._is_own_name(word) for word in own)
        several = len(own) > 1 and not passage.tokens[first].opens
        if self._is_person_with(passage, first, last):
            return None
        if head.word in _PLAIN and not (named or several):
            return None
        seen = set(passage.guesses[first : last + 1]) <= {"organisation", "place", None}
        seen = seen and "organisation" in passage.guesses[first:last]
        sure = named or seen or head.word not in self._tables["services"]
        return Name(first, last, kind, SURE + 1.0 if sure else DOUBTFUL, f"before {head.text}")

    def _prefixed(self, passage: Passage, first: int, last: int) -> Name | None:
        """``from Little Snoring``, ``in The Willows``: places of ordinary words."""
        token = passage.tokens[first]
        if last - first != 1 or token.opens or passage.tokens[last].shout:
            return None
        if not self._scales.around.after_place_word(passage, first):
            return None
        word, lexicon = passage.tokens[last].word, self._lexicon
        shared = (
            word in lexicon.nobody or word in lexicon.peoples or word in self._tables["generic"]
        )
        if shared or token.word not in self._tables["place_prefixes"] | {"the"}:
            return None
        return Name(first, last, "place", SURE, "the words around it")

    def _is_named_body(self, passage: Passage, first: int, last: int) -> bool:
        words = [token.word for token in passage.tokens[first : last + 1]]
        if len(words) > 2 and words[1] == "of":
            return words[0] in self._tables["organisations"] | {"friends"}
        if len(words) != 2:
            return False
        if words[0] in _HOLY:
            return words[1] in _HOLY_NAMES or words[0] in {"saint", "st"}
        own = self._is_own_name(words[0]) or passage.guesses[first] is not None
        return words[1] in {"general", "royal"} and own and words[0] not in _GENERALS

    def _is_own_name(self, word: str) -> bool:
        lexicon = self._lexicon
        return lexicon.is_city(word) or lexicon.is_name(word) or not lexicon.is_word(word)

    def _is_person_with(self, passage: Passage, first: int, last: int) -> bool:
        """Whether the last word is a surname here: ``Denise Hill``, ``Mary Church``."""
        head, before = passage.tokens[last].word, passage.tokens[last - 1].word
        if last - first != 1 or not self._lexicon.is_last(head):
            return False
        seen = passage.guesses[first] == "person" and passage.guesses[last] == "person"
        return self._lexicon.is_first(before) and not self._scales.is_wordy(before) and seen

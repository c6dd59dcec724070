"""Words with capitals that stand together into names of people, streets, surgeries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from thememiner.privacy._evidence import DOUBTFUL, SURE, Scales
from thememiner.privacy._heads import HeadFinder
from thememiner.privacy._initials import InitialsFinder
from thememiner.privacy._name import PARTICLES, Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._small import SmallFinder
from thememiner.privacy._titles import TitleFinder
from thememiner.privacy._tokens import find_tokens
from thememiner.privacy._wholes import WholeFinder

_BEFORE_SURNAME = frozenset("de del van von der den bin bint ibn ap di dos".split())
_SIZES = frozenset("big wee mad little lanky skinny fat posh".split())
_AGES = frozenset("old young tall long short ginger scottish irish welsh".split())
_TAILS = frozenset("together forward ahead first plus on us".split())
_SITES = frozenset("hmp hmyoi raf".split())
_STORMS = frozenset("storm hurricane cyclone typhoon".split())


class RunFinder:
    """Finds names in passages.

    Args:
        scales: weigh single words.
    """

    def __init__(self, scales: Scales) -> None:
        self._scales = scales
        self._small, self._titles = SmallFinder(scales), TitleFinder(scales)
        self._headed, self._wholes = HeadFinder(scales), WholeFinder(scales)
        self._initials = InitialsFinder(scales)
        self._lexicon = scales.lexicon
        self._tables = scales.lexicon.tables
        self._heads = (
            self._tables["streets"] | self._tables["places"] | self._tables["organisations"]
        )
        shared = self._tables["bodies"] | self._tables["sayings"]
        self._shared: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(shared, key=lambda one: (-len(one), one)):
            words = tuple(token.word for token in find_tokens(phrase))
            if len(words) > 1:
                self._shared.setdefault(words[0], []).append(words)

    def find(self, passage: Passage) -> Iterator[Name]:
        """The names of a passage, in order."""
        if passage.casing != "mixed":
            yield from self._small.find(passage)
            return
        at = 0
        while at < len(passage.tokens):
            shared = self._shared_at(passage, at)
            if shared:
                at += shared
                continue
            names, at = self._names_at(passage, at)
            yield from names

    def _names_at(self, passage: Passage, at: int) -> tuple[list[Name], int]:
        """The names that begin at a word, and where to go on."""
        titled = self._titles.at(passage, at)
        if titled is not None:
            return [titled], titled.last + 1
        token = passage.tokens[at]
        if not token.capital:
            small = self._small.at(passage, at)
            if small is None or any(t.capital for t in passage.tokens[at : small.last + 1]):
                return [], at + 1
            return [small], small.last + 1
        if token.word in _STORMS and passage.is_capital(at + 1) and passage.tokens[at + 1].linked:
            return [], at + 2
        dotted = self._initials.dotted(passage, at)
        if dotted is not None:
            return [dotted], dotted.last + 1
        end = self._run_end(passage, at)
        return list(self._judge(passage, at, end)), end

    def shared(self, passage: Passage) -> list[tuple[int, int]]:
        """Where bodies and sayings stand that everybody shares: ``Hong Kong``, ``the High Street``."""
        return [
            (passage.tokens[at].start, passage.tokens[at + n - 1].end)
            for at in range(len(passage.tokens))
            if (n := self._shared_at(passage, at))
        ]

    def _shared_at(self, passage: Passage, at: int) -> int:
        """How many words from here are a body or a saying that everybody shares; 0 for none."""
        for words in self._shared.get(passage.tokens[at].word, ()):
            some = passage.tokens[at : at + len(words)]
            same = tuple(token.word for token in some) == words
            if same and any(token.capital for token in some):
                return len(words)
        return 0

    # --- runs of capitals --------------------------------------------------------------------

    def _run_end(self, passage: Passage, at: int) -> int:
        """One past the last word of the capitals that stand together."""
        end = at + 1
        while end < len(passage.tokens):
            here, following = passage.tokens[end - 1], passage.tokens[end]
            if following.opens or not following.linked or self._shared_at(passage, end):
                break
            if here.possessive and following.word not in self._heads:
                break
            if following.capital and not self._lexicon.is_title(following.word):
                end += 1
            elif self._joins(passage, end):
                end += 2
            else:
                break
        return end

    def _joins(self, passage: Passage, at: int) -> bool:
        """Whether a small word holds a name together: ``University of Leeds``, ``Ana de Souza``."""
        if at + 1 >= len(passage.tokens):
            return False
        token, beyond = passage.tokens[at], passage.tokens[at + 1]
        if not (beyond.linked and beyond.capital):
            return False
        before = passage.tokens[at - 1].word
        if token.word == "and":
            return self._is_joint(passage, at)
        if token.word in {"of", "for"}:
            return before in self._tables["organisations"] | {"friends", "isle", "borough", "city"}
        return token.word in PARTICLES and (
            self._lexicon.is_first(before) or self._lexicon.is_rare_first(before)
        )

    def _is_joint(self, passage: Passage, at: int) -> bool:
        """Whether ``and`` stands inside one name: ``Rotherham and South Humber Trust``."""
        if self._lexicon.is_first(passage.tokens[at - 1].word):
            return False
        for token in passage.tokens[at + 1 : at + 6]:
            if not (token.linked and token.capital):
                return False
            if token.word in self._tables["organisations"]:
                return True
        return False

    def _judge(self, passage: Passage, first: int, end: int) -> Iterator[Name]:
        """What a run of capitals names: one thing, or each word by itself."""
        body = self._headed.body(passage, first, end - 1)
        if body is not None:
            yield body
            return
        first = self._without_openers(passage, first, end)
        if self._headed.is_shared(passage, first, end - 1):
            return
        place = self._headed.find(passage, first, end - 1)
        whole = place or self._wholes.find(passage, first, end)
        if whole is not None:
            yield whole if place else replace(whole, first=_with_particles(passage, whole.first))
            return
        singles = [
            replace(single, first=_with_nickname(passage, _with_particles(passage, single.first)))
            for at in range(first, end)
            if (single := self._single(passage, at, after_head=at == end - 1)) is not None
        ]
        if not singles:
            singles = self._ordinary(passage, first, end)
        for single in singles:
            yield self._widened(passage, single, first, end) if len(singles) == 1 else single

    def _widened(self, passage: Passage, name: Name, first: int, end: int) -> Name:
        """A place or body with the capitals beside it: ``Cold Ashby``, ``Leeds Beckett``."""
        if name.kind == "person":
            return name
        start, last = name.first, name.last
        while start > first and self._is_part(passage, start - 1):
            start -= 1
        while last + 1 < end and self._is_part(passage, last + 1):
            last += 1
        return replace(name, first=start, last=last)

    def _is_part(self, passage: Passage, at: int) -> bool:
        token, lexicon = passage.tokens[at], self._lexicon
        shared = token.word in lexicon.nobody or token.word in lexicon.peoples
        shared = shared and token.word not in self._tables["jargon"]
        function = lexicon.is_function(token.word) or lexicon.is_title(token.word)
        function = function and token.word not in _TAILS
        return token.capital and not (token.opens or token.shout or shared or function)

    def _ordinary(self, passage: Passage, first: int, end: int) -> list[Name]:
        """Ordinary words with capitals behind a word that places have: ``off at Town Moor``."""
        words = [token.word for token in passage.tokens[first:end]]
        if len(words) < 2 or not all(self._is_part(passage, at) for at in range(first, end)):
            return []
        if all(word in self._tables["generic"] for word in words):
            return []
        if not self._scales.around.after_place_word(passage, first):
            return []
        seen = set(passage.guesses[first:end])
        score = SURE if seen in ({"place"}, {"organisation"}) else DOUBTFUL
        return [Name(first, end - 1, "place", score, "capitals behind a word for a place")]

    def _without_openers(self, passage: Passage, first: int, end: int) -> int:
        """Past the words that have their capital from the beginning of the sentence."""
        headed = self._headed.kind_of(passage.tokens[end - 1].word) is not None
        while first < end - 1 and passage.tokens[first].opens:
            word, following = passage.tokens[first].word, passage.tokens[first + 1].word
            if not self._is_opener(word, following, headed=headed):
                break
            first += 1
        return first

    def _is_opener(self, word: str, following: str, *, headed: bool) -> bool:
        lexicon, scales = self._lexicon, self._scales
        if len(word) == 1 and word != "a":
            return False
        if lexicon.is_function(word) and not lexicon.is_first(word):
            return True
        if scales.is_wordy(word) and lexicon.is_first(following) and lexicon.is_doing(word):
            return not scales.is_wordy(following)
        if headed:
            return lexicon.is_doing(word) and not lexicon.is_thing(word)
        common = lexicon.is_first(word) or lexicon.is_last(word)
        return scales.word_score(word) <= -1.5 and not common

    def _single(self, passage: Passage, at: int, *, after_head: bool) -> Name | None:
        """One word by itself; a small word behind it may say what it is: ``Alderbrook surgery``."""
        token = passage.tokens[at]
        if token.shout and not self._lexicon.is_first(token.word):
            return self._initials.find(passage, at)
        if len(token.text) == 1:
            return self._initials.single(passage, at)
        weight = self._scales.weigh(passage, at)
        score, kind, reason = weight.score, weight.kind, weight.reason
        score += 3.5 * self._is_family(passage, at)
        behind = passage.after(at) if after_head and not token.possessive else ""
        head = self._headed.kind_of(behind)
        if head is not None and not token.opens and token.word not in self._tables["generic"]:
            score += self._headed.score_before(behind)
            kind = head if score >= DOUBTFUL and not self._lexicon.is_first(token.word) else kind
            reason = f"before {behind}"
        if score < DOUBTFUL or self._is_condition(passage, at):
            return None
        first = self._with_prefix(passage, at) if kind == "place" else at
        return Name(first, at, kind, score, reason)

    def _with_prefix(self, passage: Passage, at: int) -> int:
        """With the word in front that is part of a place: ``Upper Thornley``."""
        if at == 0 or passage.tokens[at].opens or not passage.tokens[at].linked:
            return at
        before = passage.tokens[at - 1]
        if before.capital and before.word in _SITES:
            return at - 1
        prefix = before.capital and before.word in self._tables["place_prefixes"]
        return at - 1 if prefix and not before.opens else at

    def _is_family(self, passage: Passage, at: int) -> bool:
        """Whether a family is meant: ``the Patels``."""
        word, lexicon = passage.tokens[at].word, self._lexicon
        if passage.before(at) != "the" or not word.endswith("s") or lexicon.is_last(word):
            return False
        return lexicon.is_last(word[:-1])

    def _is_condition(self, passage: Passage, at: int) -> bool:
        """Whether it is part of the name of a disease or a scale: ``Bell's palsy``."""
        tables, word = self._tables, passage.tokens[at].word
        behind = {passage.word(at + 1), passage.word(at + 2)}
        return word in tables["named_conditions"] and bool(behind & tables["condition_words"])


def _with_nickname(passage: Passage, at: int) -> int:
    """With the word in front that tells two of a name apart: ``Big Dave``."""
    if at == 0 or not passage.tokens[at].linked or passage.tokens[at].opens:
        return at
    before = passage.tokens[at - 1]
    clear = before.word in _SIZES or (before.word in _AGES and not before.opens)
    return at - 1 if before.capital and clear else at


def _with_particles(passage: Passage, at: int) -> int:
    """With the small words in front that belong to a surname: ``van Dyke``."""
    while at and passage.tokens[at].linked and not passage.tokens[at].opens:
        before = passage.tokens[at - 1]
        if before.capital or before.word not in _BEFORE_SURNAME:
            break
        at -= 1
    return at

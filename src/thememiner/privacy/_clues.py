"""A word in its place into clues for and against a name, as short texts that the scorer weighs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from thememiner.privacy._evidence import Scales
from thememiner.privacy._mentions import Tag
from thememiner.privacy._name import Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._tokens import Token
from thememiner.privacy._word_clues import WordKinds

Form = Literal["opening", "inside", "month", "shout", "letter", "small"]
_SIGNS = {"": "end", " ": "", ",": ",", ".": ".", "?": "?", "!": "!", ":": ":", "'": "'", "’": "'"}
_MOST = 3
_SOON, _NEAR, _FAR, _LONG_ROLE = 15, 6, 60, 5
_SHE = frozenset("she he she's he's she'd he'd she'll he'll her his him".split())
_IT = frozenset("it it's its".split())
_ROLE_ENDS = ("er", "or", "ist", "ian", "man", "woman", "mate", "friend", "ess")
_ODD, _PAIR = -3.0, 2
_QUIET, _LOUD = -4.0, 6.0


class ClueFinder:
    """Finds clues.

    Args:
        scales: weigh single words; what they come to is a clue among others.
        kinds: tell names from ordinary words.
    """

    def __init__(self, scales: Scales, kinds: WordKinds) -> None:
        self._scales = scales
        self._lexicon = scales.lexicon
        self._tables = scales.lexicon.tables
        self._kinds = kinds

    def form(self, passage: Passage, at: int) -> Form | None:
        """How a word that may be a name is written; None for one that is not looked at."""
        token = passage.tokens[at]
        if not self._kinds.may_be_name(token, small=passage.casing == "small"):
            return None
        if not token.capital:
            return "small"
        if self._scales.is_numbered(passage, at):
            return None
        if len(token.text) == 1:
            return "letter"
        if token.shout and passage.casing == "mixed":
            return "shout" if self._may_be_initials(token) else None
        if token.word in self._tables["month_names"]:
            return "month"
        called = self._kinds.is_calling(token.word) and self._is_linked_after(passage, at)
        if called or self._scales.spelling_score(token) <= _ODD or self._is_body(passage, at):
            return None
        if not token.opens:
            return "inside"
        return "opening" if self._may_open(passage, at) else None

    def is_listed(self, word: str) -> bool:
        """Whether a list has the word as a name, or it is no ordinary word."""
        return self._kinds.of(word).listed or not self._lexicon.is_word(word)

    def is_month(self, word: str) -> bool:
        """Whether it is a month that is a first name as well."""
        return word in self._tables["month_names"]

    def _may_be_initials(self, token: Token) -> bool:
        """Two letters, or a first name in capitals; longer ones are bodies, payments and illnesses."""
        return len(token.text) == _PAIR or self._lexicon.is_first(token.word)

    def _is_body(self, passage: Passage, at: int) -> bool:
        """Whether it stands beside a country or a people: ``Armed Forces`` behind ``Canadian``."""
        if self._lexicon.is_first(passage.word(at)) or self._lexicon.is_last(passage.word(at)):
            return False
        sides = [at + 1] * self._is_linked_after(passage, at)
        sides += [at - 1] * (at > 0 and self._is_linked(passage, at))
        return any(passage.word(side) in self._lexicon.peoples for side in sides)

    @staticmethod
    def _is_linked_after(passage: Passage, at: int) -> bool:
        return passage.is_capital(at + 1) and passage.tokens[at + 1].linked

    def _may_open(self, passage: Passage, at: int) -> bool:
        """Whether more than the beginning of a sentence speaks for a capital."""
        word = passage.word(at)
        if self._kinds.of(word).listed or not self._lexicon.is_word(word):
            return True
        beside = passage.is_capital(at + 1) and passage.tokens[at + 1].linked
        return beside or bool(self._scales.around.verb_after(passage, at))

    def clues(self, passage: Passage, at: int, verdicts: Mapping[int, Name]) -> Iterator[str]:
        """What speaks for and against the word being a name, or a part of one.

        Args:
            passage: where it stands.
            at: its place.
            verdicts: what the rules made of each word that they took for a name.
        """
        kind = self._kinds.of(passage.word(at))
        yield "always"
        yield from kind.clues
        yield f"kind={kind.type}"
        around = list(self._around(passage, at))
        yield from around
        short = kind.type
        for clue in around[:6]:
            yield f"{short}&{clue}"
        if passage.tags and passage.tags[at] is not None:
            yield from self._tagged(passage.tags, at, short)
        yield from self._ruled(passage, at, verdicts, short)
        yield from self._used(passage, at)

    def _around(self, passage: Passage, at: int) -> Iterator[str]:
        """Neighbours and signs; the first six are also counted together with the kind of word."""
        roles, token = self._kinds.role, passage.tokens[at]
        before, after = passage.before(at), passage.after(at)
        left, right = roles(before), roles(after) if after else "end"
        sign = _sign(passage.gap_after(at))
        yield f"left={left}"
        yield f"right={right}{sign}"
        verb = self._scales.around.verb_after(passage, at)
        yield f"verb={verb}{'+she' * (bool(verb) and self._scales.around.is_taken_up(passage, at))}"
        yield f"person={self._scales.around.person(passage, at):.1f}"
        yield f"both={left}_{right}{sign}"
        yield f"tail={token.tail}"
        yield f"left2={roles(passage.before(at, 2)) if before else 'start'}_{left}"
        yield f"right2={right}{sign}_{roles(passage.after(at, 2)) if after else ''}"
        yield f"w-1={before}"
        yield f"w+1={after}{sign}"
        yield f"w-2={passage.before(at, 2)} {before}"
        yield f"w+2={after} {passage.after(at, 2)}"
        if left == "start":
            yield f"gap={_sign(passage.gap_after(at - 1)) if at else ''}"
        yield from self._beside(passage, at)
        yield from self._run(passage, at)
        yield from self._followed(passage, at)

    def _beside(self, passage: Passage, at: int) -> Iterator[str]:
        """Capitals on both sides, and what sort of words they are."""
        token = passage.tokens[at]
        if at and token.linked and passage.is_capital(at - 1) and not token.opens:
            opens = "^" * passage.tokens[at - 1].opens
            yield f"capital-1={opens}{self._kinds.of(passage.word(at - 1)).type}"
            yield f"capital-1{opens}"
        if passage.is_capital(at + 1) and passage.tokens[at + 1].linked:
            yield f"capital+1={self._kinds.of(passage.word(at + 1)).type}"
            yield "capital+1"
        if at and passage.gap_after(at - 1).strip() == "," and not token.opens:
            yield "comma-1"
            yield f"comma-1&{_sign(passage.gap_after(at))}"
        if passage.text[: token.start][-1:] in {'"', "“", "‘", "'"}:
            yield f"quoted&{_sign(passage.gap_after(at))}"

    def _run(self, passage: Passage, at: int) -> Iterator[str]:
        """The capitals that stand together with it: how many, and whether all say what every town has."""
        first = last = at
        while first and self._is_linked(passage, first):
            first -= 1
        while last + 1 < len(passage.tokens) and self._is_linked(passage, last + 1):
            last += 1
        words = [passage.word(n) for n in range(first, last + 1)]
        if len(words) == 1:
            return
        generic = [word in self._tables["generic"] for word in words]
        some = "all" if all(generic) else ("some" if any(generic) else "no")
        yield f"run={some} generic"
        yield f"run={min(len(words), _MOST)}{some}&{'^' * passage.tokens[first].opens}"
        end = self._kinds.role(words[-1])
        yield f"run ends={end if end in {'head', 'street', 'service'} else '-'}"
        yield f"run begins={self._kinds.of(words[0]).type}&{at - first}"

    @staticmethod
    def _is_linked(passage: Passage, at: int) -> bool:
        """Whether a word with a capital stands behind another with only a blank between."""
        token = passage.tokens[at]
        return token.capital and token.linked and not token.opens and passage.is_capital(at - 1)

    def _followed(self, passage: Passage, at: int) -> Iterator[str]:
        """What is said soon: ``she``, ``it``, a role; and the word itself, once more or in small letters."""
        seen: set[str] = set()
        for n, token in enumerate(passage.tokens[at + 1 : at + _SOON], 1):
            if token.word in _SHE:
                seen.add("she" if n <= _NEAR else "she later")
            elif token.word in _IT:
                seen.add("it")
            elif n <= _NEAR and self._is_role(token.word):
                seen.add(f"role&{self._kinds.role(passage.after(at))}")
            if token.capital and not token.opens and "she" not in seen:
                seen.add("another")
        word = passage.word(at)
        for token in passage.tokens[max(0, at - _FAR) : at + _FAR]:
            if token.word == word and not token.opens:
                other = token is not passage.tokens[at]
                seen.add("again" if token.capital and other else "" if token.capital else "small")
        seen.discard("")
        for one in sorted(seen):
            yield f"soon={one}"
            yield f"soon={one}&{self._kinds.of(word).type}"

    def _is_role(self, word: str) -> bool:
        tables = self._tables
        known = word in tables["people_words"] or word in tables["offices"]
        known = known or word in tables["callings"] or word in tables["jargon"]
        return known or (len(word) > _LONG_ROLE and word.endswith(_ROLE_ENDS))

    @staticmethod
    def _tagged(tags: Sequence[Tag | None], at: int, kind: str) -> Iterator[str]:
        here, before, after = _tag(tags, at), _tag(tags, at - 1), _tag(tags, at + 1)
        yield f"tag={here}"
        yield f"{kind}&tag={here}"
        yield f"tag+1={after}"
        yield f"tags={here}_{after}"
        yield f"tags={before}_{here}"

    def _ruled(
        self, passage: Passage, at: int, verdicts: Mapping[int, Name], kind: str
    ) -> Iterator[str]:
        """What the rules and the recogniser say."""
        guess = passage.guesses[at]
        yield f"guess={guess}"
        yield f"guess={guess}&{kind}"
        name = verdicts.get(at)
        if name is None:
            yield "rule=none"
        else:
            level = min(int(name.score * 2), 7)
            yield f"rule={name.kind}{level}"
            yield f"rule={name.kind}&{name.reason.split()[0]}_{name.reason.split()[-1]}"
            yield f"rule={level > 4}&guess={guess}"
            yield f"rule={level > 4}&{kind}"
        token = passage.tokens[at]
        if token.capital and len(token.text) > 1:
            score = min(max(self._scales.weigh(passage, at).score, _QUIET), _LOUD)
            yield f"weight={round(score)}"
            yield f"weight={round(score)}&{'rule' if name else 'none'}&{guess}"

    def _used(self, passage: Passage, at: int) -> Iterator[str]:
        """How the study writes the word elsewhere."""
        small, inside = self._scales.usage(passage.word(at))
        token = passage.tokens[at]
        if token.capital:
            yield f"small={min(small, _MOST)}"
        inside -= token.capital and not (token.opens or token.shout)
        yield f"capital={min(inside, _MOST)}"
        if small and inside:
            yield f"mostly={small > inside}"
        yield f"spelling={self._scales.spelling_score(token)}"


def _sign(gap: str) -> str:
    """The first sign between a word and the next, without a tail such as ``'s``."""
    bare = gap.lstrip("'’sdlvrem") if gap[:1] in {"'", "’"} else gap
    return _SIGNS.get(bare[:1], "~")


def _tag(tags: Sequence[Tag | None], at: int) -> str:
    tag = tags[at] if 0 <= at < len(tags) else None
    return tag.tag if tag is not None else ""


def verdicts_of(names: Iterable[Name]) -> dict[int, Name]:
    """Word to the name by the rules that it belongs to."""
    return {at: name for name in names for at in range(name.first, name.last + 1)}

"""What the rules found and what the scorer says into the names of a passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from thememiner.privacy._clues import ClueFinder, Form, verdicts_of
from thememiner.privacy._evidence import DOUBTFUL, SURE
from thememiner.privacy._mentions import Kind
from thememiner.privacy._name import Name
from thememiner.privacy._passage import Passage
from thememiner.privacy._scorer import Chance, NameScorer

# What has this reason is not looked for elsewhere in the study: one slip would become hundreds.
BY_SCORE = "the words around it, weighed"
_KEPT = 6.0


class Candidate(NamedTuple):
    """A word that the scorer looks at.

    Attributes:
        at: its place in the passage.
        start: first code point in the passage's text.
        end: one past the last.
        form: how it is written.
        clues: what speaks for and against a name.
        listed: it is on a list of names, or no ordinary word.
    """

    at: int
    start: int
    end: int
    form: Form
    clues: tuple[str, ...]
    listed: bool = True


def candidates(
    passage: Passage, names: Sequence[Name], finder: ClueFinder, taken: Sequence[tuple[int, int]]
) -> Iterator[Candidate]:
    """The words of a passage that may be names, with their clues.

    Args:
        passage: where to look.
        names: what the rules found.
        finder: finds clues.
        taken: what is something else for sure: numbers, marks, bodies that everybody shares.
    """
    verdicts = verdicts_of(names)
    for at, token in enumerate(passage.tokens):
        if any(a < token.end and token.start < b for a, b in taken):
            continue
        form = finder.form(passage, at)
        if form is not None:
            clues = tuple(finder.clues(passage, at, verdicts))
            listed = finder.is_listed(token.word)
            yield Candidate(at, token.start, token.end, form, clues, listed)


class Settler:
    """Settles what is a name.

    Args:
        scorer: weighs clues.
        finder: finds them.
    """

    def __init__(self, scorer: NameScorer, finder: ClueFinder) -> None:
        self._scorer, self._finder = scorer, finder
        self._bounds = scorer.thresholds

    def settle(
        self, passage: Passage, names: Sequence[Name], taken: Sequence[tuple[int, int]]
    ) -> list[Name]:
        """The names of a passage, none overlapping, in order.

        Args:
            passage: where to look.
            names: what the rules found.
            taken: what is something else for sure.
        """
        seen = list(candidates(passage, names, self._finder, taken))
        chances = {one.at: self._scorer.chance(one.form, one.clues) for one in seen}
        ruled = [self._weighed(passage, name, chances) for name in names]
        covered = verdicts_of(ruled)
        more = []
        for one in seen:
            chance = chances[one.at]
            bound = self._bounds.bound(one.form, chance, listed=one.listed)
            if one.at not in covered and chance.name >= bound * self._bounds.ask:
                more.append(_found(one.at, chance, bound))
        return _joined(passage, sorted([*ruled, *more], key=lambda name: name.first))

    def _weighed(self, passage: Passage, name: Name, chances: Mapping[int, Chance]) -> Name:
        """A name by the rules, surer or less sure by what the scorer says."""
        if name.score >= _KEPT:
            return name
        places = range(name.first, name.last + 1)
        some = [chances[at] for at in places if at in chances]
        if not some or (name.score < SURE and len(some) < len(places)):
            return name
        chance = max(some, key=lambda one: one.name)
        if name.score >= SURE and chance.name < self._bounds.keep:
            return replace(name, score=DOUBTFUL)
        month = self._finder.is_month(passage.word(name.first))
        settle = self._bounds.settle_month if month else self._bounds.settle
        if name.score < SURE and chance.name >= settle:
            return replace(name, score=SURE, kind=_kind(name.kind, chance), reason=BY_SCORE)
        return name


def _found(at: int, chance: Chance, enough: float) -> Name:
    """One word that only the scorer takes for a name."""
    score = SURE if chance.name >= enough else DOUBTFUL
    return Name(at, at, "person" if chance.person >= chance.site else "place", score, BY_SCORE)


def _kind(by_rule: Kind, chance: Chance) -> Kind:
    if by_rule == "person" and chance.site > chance.person:
        return "place"
    return "person" if by_rule != "person" and chance.person > chance.site else by_rule


def _joined(passage: Passage, names: Sequence[Name]) -> list[Name]:
    """Words that stand together and were found by the scorer, as one name."""
    out: list[Name] = []
    for name in names:
        before = out[-1] if out else None
        if before is not None and _is_one(passage, before, name):
            both = replace(before, last=name.last, score=max(before.score, name.score))
            out[-1] = both
        else:
            out.append(name)
    return out


def _is_one(passage: Passage, one: Name, other: Name) -> bool:
    """Whether two names side by side are one, of which the scorer found at least a part."""
    if other.first != one.last + 1 or BY_SCORE not in {one.reason, other.reason}:
        return False
    token = passage.tokens[other.first]
    before = passage.tokens[one.last]
    same = (one.kind == "person") == (other.kind == "person")
    return same and token.linked and not (token.opens or before.possessive)

"""Clues and learned weights into how likely a word is part of a name of a person, or of a place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Self

_UNIT = 100.0


class Chance(NamedTuple):
    """How likely a word is part of a name.

    Attributes:
        person: of a person, 0 to 1.
        site: of a place or an organisation, 0 to 1.
    """

    person: float
    site: float

    @property
    def name(self) -> float:
        """Of any of them."""
        return self.person + self.site


@dataclass(frozen=True)
class Thresholds:
    """From which chance on something is done; each was chosen on invented talk that is no test set.

    Attributes:
        replace: a word that no rule takes for a name is replaced, by how it is written.
        ask: it is listed for a person to decide, as a share of ``replace``.
        site: both for a place or a body, as a multiple of them.
        unlisted: both for a person whose name would be an ordinary word that no list has as a name.
        keep: what a rule is sure of stays sure.
        settle: what a rule lists is replaced.
        settle_month: the same for a name that is a month as well.
    """

    replace: Mapping[str, float]
    ask: float
    site: float
    unlisted: float
    keep: float
    settle: float
    settle_month: float

    def bound(self, form: str, chance: Chance, *, listed: bool) -> float:
        """From which chance on a word that no rule found is replaced; below, a share of it lists it."""
        bound = self.replace.get(form, 1.0)
        if chance.site > chance.person:
            return min(1.0, bound * self.site)
        return min(1.0, bound if listed else bound * self.unlisted)


@dataclass(frozen=True)
class NameScorer:
    """Weighs clues: a logistic regression over three classes, the third of which is no name.

    Attributes:
        weights: how a word is written to (clue to its weights for a person and for a place or body).
        thresholds: what follows from the chance.
        name: what the record of a run calls it.
    """

    weights: Mapping[str, Mapping[str, tuple[float, float]]]
    thresholds: Thresholds
    name: str = ""

    @classmethod
    def from_numbers(cls, numbers: Mapping[str, object], name: str) -> Self:
        """Read what the training script wrote: whole numbers, hundredths of a weight.

        Raises:
            KeyError, TypeError, ValueError: it is of another form.
        """
        tables, bounds = numbers["weights"], numbers["thresholds"]
        if not (isinstance(tables, Mapping) and isinstance(bounds, Mapping)):
            raise TypeError("weights and thresholds have to be tables")
        weights = {
            form: MappingProxyType({clue: (a / _UNIT, b / _UNIT) for clue, (a, b) in some.items()})
            for form, some in tables.items()
        }
        return cls(MappingProxyType(weights), Thresholds(**bounds), name)

    def chance(self, form: str, clues: Iterable[str]) -> Chance:
        """How likely a word with these clues is part of a name.

        Args:
            form: how it is written.
            clues: what speaks for and against.
        """
        weights, nothing = self.weights.get(form, {}), (0.0, 0.0)
        person = site = 0.0
        for clue in clues:
            one, other = weights.get(clue, nothing)
            person += one
            site += other
        most = max(person, site, 0.0)
        a, b, c = math.exp(person - most), math.exp(site - most), math.exp(-most)
        return Chance(a / (a + b + c), b / (a + b + c))

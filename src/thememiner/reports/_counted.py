"""A set of people that a public table counts, and what a reader sees of its count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from thememiner.reports._public_record import NOT_SHOWN

LEAST = 3


@dataclass(frozen=True)
class Counted:
    """A set of people that a table counts.

    Attributes:
        key: its name among the others.
        people: who is in it.
        inside: keys of the sets that hold it, all of which come before it.
        split: True where it is broken down by the groups.
        apart: the same mark for sets inside one other set (or inside everyone) of which no two have a
            person in common, so that they can be added up; empty where that is not so.
    """

    key: str
    people: frozenset[str]
    inside: tuple[str, ...] = ()
    split: bool = True
    apart: str = ""


@dataclass(frozen=True)
class Shown:
    """What a reader sees of a count.

    Attributes:
        kind: the number itself; that it is low; that it is high; or nothing.
        number: the number, the first number that is not low, or the lowest that it can be.
    """

    kind: Literal["exact", "low", "high", "hidden"]
    number: int = 0

    def __str__(self) -> str:
        words = {
            "exact": f"{self.number:,}",
            "low": f"fewer than {self.number:,}",
            "high": f"at least {self.number:,}",
            "hidden": NOT_SHOWN,
        }
        return words[self.kind]

    @property
    def at_least(self) -> int:
        """The lowest number that it can be."""
        return self.number if self.kind in ("exact", "high") else 0


@dataclass(frozen=True)
class Row:
    """What a reader sees of a counted set.

    Attributes:
        total: of all its people.
        cells: group to what is shown of its people in it; empty where it is not broken down.
    """

    total: Shown
    cells: Mapping[str, Shown]


Rows = Mapping[str, Row]
HIDDEN = Shown("hidden")

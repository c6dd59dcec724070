"""Published counts into those small counts that a reader could work out from them.

The reader of a table knows the numbers shown, what the signs mean, that no count is negative and none
larger than its group, that groups add up to totals and that a code holds the codes below it. For each
count that must not be known, the smallest and the largest value that agree with all this are found by
integer programming (Fischetti and Salazar 2001, *Management Science* 47:1008, call it the attacker's
problem). If fewer than ``least`` values are possible, the count is given away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thememiner.reports._counted import Counted, Rows, Shown
from thememiner.reports._known_counts import Known, Vector

_NO_LIMIT = 10**9
_FEW = 12


@dataclass(frozen=True)
class Disclosure:
    """A count that must not be known, and could be.

    Attributes:
        what: the count in words.
        keys: the sets that it is about.
        value: the count.
        lowest: the smallest value that agrees with what is published.
        highest: the largest.
        by_group: True for a count by group; False for one of all people.
    """

    what: str
    keys: tuple[str, ...]
    value: int
    lowest: int
    highest: int
    by_group: bool


@dataclass(frozen=True)
class _Quantity:
    what: str
    keys: tuple[str, ...]
    weights: Vector
    value: int
    of: int
    by_group: bool


def find_disclosures(
    counted: Sequence[Counted],
    shown: Rows,
    *,
    groups: Mapping[str, frozenset[str]],
    least: int,
    seen: Mapping[tuple[str, str], int] | None = None,
) -> list[Disclosure]:
    """Every small count that the published ones leave fewer than ``least`` values for.

    Args:
        counted: the sets, each after those that hold it.
        shown: key to what is published of it.
        groups: groups that cut all people into parts; their sizes are published. One for no breakdown.
        least: the fewest people that a count may tell of.
        seen: key and group (empty for all) to how many different people a reader sees quoted there.
    """
    reader = _Reader(counted, shown, groups=groups, least=least, seen=seen or {})
    reader.imagine()
    return [found for quantity in reader.sensitive() for found in reader.given_away(quantity)]


class _Reader(Known):
    """A reader of the tables, who works out what is not in them."""

    # --- what must not be known --------------------------------------------------------------

    def sensitive(self) -> Iterator[_Quantity]:
        """The counts that are small, or that leave few of the set that holds them."""
        for quantity in self._quantities():
            if quantity.value < self._least or quantity.of - quantity.value < self._least:
                yield quantity

    def _quantities(self) -> Iterator[_Quantity]:
        everyone = sum(self._sizes.values())
        for item in self._items:
            yield self._quantity(item.key, (item.key,), self._weights(item.key), of=everyone)
            if len(self._groups) > 1:
                yield from self._by_group(item)
            for outer in item.inside:
                yield from self._differences(item, outer)
        for siblings in self._siblings():
            yield from self._rest(siblings)

    def _by_group(self, item: Counted) -> Iterator[_Quantity]:
        for name, size in self._sizes.items():
            what = f"{item.key} in {name}"
            weights = self._weights(item.key, name)
            yield self._quantity(what, (item.key,), weights, of=size, by_group=True)
        hidden = [
            name for name in self._groups if not _is_exact(self._shown[item.key].cells.get(name))
        ]
        if hidden and len(hidden) < len(self._groups):
            weights = sum((self._weights(item.key, name) for name in hidden), self._no_weights())
            of = sum(self._sizes[name] for name in hidden)
            what = f"{item.key} in {' and '.join(hidden)}"
            yield self._quantity(what, (item.key,), weights, of=of, by_group=True)

    def _differences(self, item: Counted, outer: str) -> Iterator[_Quantity]:
        """Those in the outer set and not in the inner one; nobody there is nobody told of."""
        several = tuple(self._groups) if len(self._groups) > 1 else ()
        for name in (None, *several):
            weights = self._weights(outer, name) - self._weights(item.key, name)
            what = f"{outer} without {item.key}{f' in {name}' if name else ''}"
            keys = (item.key, outer)
            found = self._quantity(what, keys, weights, of=_NO_LIMIT, by_group=name is not None)
            if found.value:
                yield found

    def _rest(self, siblings: Sequence[Counted]) -> Iterator[_Quantity]:
        """Those of a whole who are in none of the sets that are shown, where no two sets overlap."""
        exact = [i for i in siblings if self._shown[i.key].total.kind == "exact"]
        outer = siblings[0].inside[:1]
        shown = sum((self._weights(item.key) for item in exact), self._no_weights())
        whole = self._weights(outer[0]) if outer else self._no_weights()
        of_whole = 0 if outer else sum(self._sizes.values())
        keys = tuple(item.key for item in exact) + outer
        what = f"people in none of {', '.join(item.key for item in exact)}"
        found = self._quantity(what, keys, whole - shown, of=_NO_LIMIT, plus=of_whole)
        if exact and found.value:
            yield found

    def _quantity(
        self,
        what: str,
        keys: tuple[str, ...],
        weights: Vector,
        *,
        of: int,
        by_group: bool = False,
        plus: int = 0,
    ) -> _Quantity:
        value = plus + round(float(weights @ self._worlds[0]))
        return _Quantity(what, keys, weights, value, of, by_group)

    # --- what can be worked out --------------------------------------------------------------

    def imagine(self) -> None:
        """Find worlds far apart that agree with what is published: most counts differ in them."""
        if len(self._at) < _FEW:
            return
        for group in (None, *(self._groups if len(self._groups) > 1 else ())):
            weights = self._no_weights()
            for (_, name), at in self._at.items():
                weights[at] = 1.0 if group in (None, name) else -1.0
            for sign in (1.0, -1.0):
                self._solve(sign * weights)

    def given_away(self, quantity: _Quantity) -> Iterator[Disclosure]:
        """The disclosure of a count, if there is one."""
        low, high = self._spread(quantity)
        if high - low >= self._least - 1:
            return
        low = min(low, self._extreme(quantity, 1.0))
        high = max(high, self._extreme(quantity, -1.0))
        if high - low < self._least - 1:
            yield Disclosure(
                what=quantity.what,
                keys=quantity.keys,
                value=quantity.value,
                lowest=quantity.value + low - self._value(quantity),
                highest=quantity.value + high - self._value(quantity),
                by_group=quantity.by_group,
            )

    def _spread(self, quantity: _Quantity) -> tuple[int, int]:
        """The range of a count over the worlds that are known to agree with what is published."""
        values = [round(float(quantity.weights @ world)) for world in self._worlds]
        return min(values), max(values)

    def _value(self, quantity: _Quantity) -> int:
        return round(float(quantity.weights @ self._worlds[0]))

    def _extreme(self, quantity: _Quantity, sign: float) -> int:
        return round(float(quantity.weights @ self._solve(sign * quantity.weights)))

    def _solve(self, weights: Vector) -> Vector:
        """The world in which the weighted counts are lowest; the true one where none is found."""
        from scipy.optimize import Bounds, milp

        found = milp(
            weights,
            constraints=self._constraints,
            bounds=Bounds(self._lower, self._upper),
            integrality=np.ones(len(self._at)),
        )
        if found.x is None:
            return self._worlds[0]
        world: Vector = np.round(found.x)
        self._worlds.append(world)
        return world


def _is_exact(cell: Shown | None) -> bool:
    return cell is not None and cell.kind == "exact"

"""Published counts into what a reader of the tables knows: inequalities over the counts by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from thememiner.reports._counted import Counted, Rows, Shown

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Vector = npt.NDArray[np.float64]


class Known:
    """What a reader of the tables knows, as inequalities over the counts by group."""

    def __init__(
        self,
        counted: Sequence[Counted],
        shown: Rows,
        *,
        groups: Mapping[str, frozenset[str]],
        least: int,
        seen: Mapping[tuple[str, str], int],
    ) -> None:
        self._items = list(counted)
        self._shown = shown
        self._least = least
        self._groups = dict(groups)
        self._sizes = {name: len(people) for name, people in groups.items()}
        self._at = {
            (item.key, name): i * len(self._groups) + j
            for i, item in enumerate(self._items)
            for j, name in enumerate(self._groups)
        }
        self._worlds: list[Vector] = [self._truth()]
        self._constraints, self._lower, self._upper = self._known(seen)

    def _truth(self) -> Vector:
        return np.array(
            [len(item.people & people) for item in self._items for people in self._groups.values()],
            dtype=np.float64,
        )

    def _weights(self, key: str, name: str | None = None) -> Vector:
        weights = np.zeros(len(self._at))
        for group in self._groups if name is None else (name,):
            weights[self._at[key, group]] = 1.0
        return weights

    def _known(
        self, seen: Mapping[tuple[str, str], int]
    ) -> tuple[list[LinearConstraint], Vector, Vector]:
        from scipy.optimize import LinearConstraint

        lower = np.zeros(len(self._at))
        upper = np.array([self._sizes[name] for _, name in self._at], dtype=np.float64)
        rows: list[tuple[Vector, float, float]] = []
        for item in self._items:
            row = self._shown[item.key]
            rows.append((self._weights(item.key), *_range(row.total)))
            for name, cell in row.cells.items():
                if cell.kind == "exact":
                    at = self._at[item.key, name]
                    lower[at] = upper[at] = cell.number
            for outer in item.inside:
                for name in self._groups:
                    weights = self._weights(outer, name) - self._weights(item.key, name)
                    rows.append((weights, 0.0, np.inf))
        rows.extend(self._apart())
        for (key, name), people in seen.items():
            if (key, name or next(iter(self._groups))) in self._at:
                rows.append((self._weights(key, name or None), people, np.inf))
        matrix = np.array([weights for weights, _, _ in rows])
        low = np.array([low for _, low, _ in rows])
        high = np.array([high for _, _, high in rows])
        return [LinearConstraint(matrix, low, high)], lower, upper

    def _apart(self) -> Iterator[tuple[Vector, float, float]]:
        """Sets without a person in common add up to no more than what holds them, or to just that.

        That codes below a code are all there is to it can be guessed; that everybody spoke of one of
        the themes shown cannot.
        """
        for siblings in self._siblings():
            outer = siblings[0].inside[:1]
            told = sum(len(item.people) for item in siblings)
            whole = bool(outer) and told == self._size(outer[0])
            for name, size in self._sizes.items():
                weights = sum((self._weights(i.key, name) for i in siblings), self._no_weights())
                if outer:
                    weights = weights - self._weights(outer[0], name)
                high = 0.0 if outer else float(size)
                yield weights, (high if whole else -np.inf), high

    def _siblings(self) -> list[list[Counted]]:
        found: dict[str, list[Counted]] = {}
        for item in self._items:
            if item.apart:
                found.setdefault(item.apart, []).append(item)
        return [siblings for siblings in found.values() if len(siblings) > 1]

    def _size(self, key: str) -> int:
        return next(len(item.people) for item in self._items if item.key == key)

    def _no_weights(self) -> Vector:
        return np.zeros(len(self._at))


def _range(total: Shown) -> tuple[float, float]:
    if total.kind == "exact":
        return total.number, total.number
    if total.kind == "low":
        return 0.0, total.number - 1.0
    return (float(total.number) if total.kind == "high" else 0.0), np.inf

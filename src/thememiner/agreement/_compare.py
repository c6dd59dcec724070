"""Readings of some coders into rows of agreement: code by code, over every code, on sets, on spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from thememiner.agreement._coefficients import (
    MISSING,
    Chance,
    FloatArray,
    IntArray,
    ac1_parts,
    alpha_parts,
    fleiss_parts,
    kappa_parts,
    pabak_parts,
    percent_agreement,
    positive_parts,
)
from thememiner.agreement._intervals import (
    FEWEST_CASES,
    draw_cases,
    make_figure,
    number_cases,
    weigh_patterns,
)
from thememiner.agreement._record import AgreementRow, Condition, Figure, Framing, Scope
from thememiner.agreement._sets import DISTANCES, CodeSet, number_sets, set_alpha_parts
from thememiner.agreement._units import Reading
from thememiner.records import Unit

FEWEST_UNITS = 10
_CHANCES = {
    "kappa": kappa_parts,
    "alpha": alpha_parts,
    "ac1": ac1_parts,
    "pabak": pabak_parts,
    "fleiss": fleiss_parts,
}


@dataclass(frozen=True)
class Table:
    """The codes that each coder put on each unit.

    Attributes:
        rows: a set of codes for each coder, None where they did not see the unit.
        cases: the person whose words each unit are, as a number.
    """

    rows: tuple[tuple[CodeSet | None, ...], ...]
    cases: IntArray

    @property
    def n_cases(self) -> int:
        """How many people."""
        return len(set(self.cases.tolist()))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that somebody used, sorted."""
        return tuple(sorted({code for row in self.rows for one in row if one for code in one}))

    @cached_property
    def numbered(self) -> tuple[IntArray, tuple[CodeSet, ...]]:
        """The sets as numbers, -1 where not seen, and the set of each number."""
        return number_sets(self.rows)

    def patterns(self, drawn: FloatArray) -> tuple[IntArray, FloatArray]:
        """The different rows of numbered sets, and how often each is there in every draw of cases."""
        return weigh_patterns(self.numbered[0], self.cases, drawn)


def make_table(readings: Sequence[Reading], units: Sequence[Unit], framing: Framing) -> Table:
    """Units that at least two of the coders saw, or those of them on which somebody put a code."""
    rows, people = [], []
    for unit in units:
        row = tuple(reading.codes.get(unit.id) for reading in readings)
        known = [one for one in row if one is not None]
        if len(known) >= 2 and (framing == "units both saw" or any(known)):
            rows.append(row)
            people.append(unit.person or f"{unit.transcript_id}/{unit.speaker or ''}")
    return Table(tuple(rows), number_cases(people))


def compare_units(
    readings: Sequence[Reading],
    units: Sequence[Unit],
    *,
    codebook: str,
    coders: tuple[str, ...],
    condition: Condition,
) -> Iterator[AgreementRow]:
    """Rows for some coders under one condition, in both framings; none where they share no unit."""
    framings: tuple[Framing, ...] = ("units both saw", "units somebody coded")
    for framing in framings:
        table = make_table(readings, units, framing)
        if not table.rows:
            continue
        common: dict[str, Any] = {
            "codebook": codebook,
            "coders": coders,
            "condition": condition,
            "framing": framing,
            "n_units": len(table.rows),
            "n_cases": table.n_cases,
        }
        yield from _compare(table, common)


def _compare(table: Table, common: Mapping[str, Any]) -> Iterator[AgreementRow]:
    n_units, anybody = len(table.rows), sum(any(row) for row in table.rows)
    if n_units < FEWEST_UNITS:
        reason = f"only {n_units} units were seen by both; a figure takes {FEWEST_UNITS}"
        yield AgreementRow(scope="every code", n_coded=anybody, reason=reason, **common)
        return
    patterns, weights = table.patterns(draw_cases(table.n_cases))
    values = table.numbered[1]
    found = {code: _Counted(code, values, patterns, weights) for code in table.codes}
    yield _over_codes(list(found.values()), {**common, "n_coded": anybody})
    yield _of_sets(values, patterns, weights, {**common, "n_coded": anybody})
    for code, counted in found.items():
        yield counted.row({**common, "code_id": code})


class _Counted:
    """One code, used or not, in every draw of cases."""

    def __init__(
        self, code: str, values: Sequence[CodeSet], sets: IntArray, weights: FloatArray
    ) -> None:
        has = np.array([code in one for one in values], dtype=np.int64)
        patterns, which = np.unique(
            np.where(sets == MISSING, MISSING, has[sets]), axis=0, return_inverse=True
        )
        weights = weights @ np.eye(len(patterns))[which.reshape(-1)]
        once = weights[0]
        self.n_coded = round(float(once @ (patterns == 1).any(axis=1)))
        said, seen = once @ (patterns == 1).sum(axis=1), once @ (patterns != MISSING).sum(axis=1)
        self.prevalence = float(said / seen)
        self.percent = percent_agreement(patterns, weights)
        self.chances = {name: parts(patterns, 2, weights) for name, parts in _CHANCES.items()}
        self.together, self.said = positive_parts(patterns, weights)

    def row(self, common: Mapping[str, Any]) -> AgreementRow:
        figures = _figures(
            {name: chance.coefficient for name, chance in self.chances.items()}
            | {"percent": self.percent, "positive": _by(self.together, self.said)}
        )
        return _make_row("code", figures, common, self.n_coded, self.prevalence)


def _over_codes(found: Sequence[_Counted], common: Mapping[str, Any]) -> AgreementRow:
    """Observed and chance agreement as means over the codes that somebody used.

    Source: De Vries H, Elliott MN, Kanouse DE, Teleki SS (2008), Using pooled kappa to summarize interrater
    agreement across many items, Field Methods 20, 272-282; the other coefficients are pooled alike.
    """
    if not found:
        reason = "nobody put a code on any of these units"
        return AgreementRow(scope="every code", reason=reason, **common)
    pooled = {
        name: Chance(
            np.mean([one.chances[name].observed for one in found], axis=0),
            np.mean([one.chances[name].expected for one in found], axis=0),
        ).coefficient
        for name in _CHANCES
    }
    pooled["percent"] = np.mean([one.percent for one in found], axis=0)
    said = np.sum([one.said for one in found], axis=0)
    pooled["positive"] = _by(np.sum([one.together for one in found], axis=0), said)
    prevalence = float(np.mean([one.prevalence for one in found]))
    return _make_row("every code", _figures(pooled), common, common["n_coded"], prevalence)


def _of_sets(
    values: Sequence[CodeSet], patterns: IntArray, weights: FloatArray, common: Mapping[str, Any]
) -> AgreementRow:
    found = {
        f"alpha_{name}": set_alpha_parts(patterns, values, distance, weights).coefficient
        for name, distance in DISTANCES.items()
    }
    found["percent"] = percent_agreement(patterns, weights)
    return _make_row("sets of codes", _figures(found), common, common["n_coded"], None)


def _make_row(
    scope: Scope,
    figures: Mapping[str, Figure | None],
    common: Mapping[str, Any],
    n_coded: int,
    prevalence: float | None,
) -> AgreementRow:
    reasons = []
    if common["n_cases"] < FEWEST_CASES:
        reasons.append(
            f"no interval: the units are of {common['n_cases']} people, and it takes {FEWEST_CASES}"
        )
    if any(figure is None for figure in figures.values()):
        reasons.append("not defined where chance alone would agree on every unit")
    values = {**common, "n_coded": n_coded, "prevalence": prevalence, "reason": "; ".join(reasons)}
    return AgreementRow(scope=scope, **figures, **values)


def _figures(found: Mapping[str, FloatArray]) -> dict[str, Figure | None]:
    return {name: make_figure(draws) for name, draws in found.items()}


def _by(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.asarray(part / np.where(whole > 0, whole, np.nan))

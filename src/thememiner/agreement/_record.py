"""Agreement as records: one row for a code, some coders and some units, and all rows together."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Literal, get_args

from thememiner.records import Record, Records

if TYPE_CHECKING:
    import pandas as pd

MACHINE = "machine"
Scope = Literal["every code", "code", "sets of codes", "spans"]
Condition = Literal["blind", "suggestion in view", "all"]
Framing = Literal["units both saw", "units somebody coded", "texts both read"]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
COEFFICIENTS = (
    "percent", "kappa", "alpha", "ac1", "pabak", "fleiss", "positive", "alpha_masi",
    "alpha_jaccard", "alpha_unitizing", "overlap_f1",
)  # fmt: skip
_SAID = {
    "percent": "agreement", "kappa": "Cohen’s κ", "alpha": "Krippendorff’s α",
    "ac1": "Gwet’s AC1", "pabak": "PABAK", "fleiss": "Fleiss’ κ",
    "positive": "positive agreement", "alpha_masi": "α for sets (MASI)",
    "alpha_jaccard": "α for sets (Jaccard)", "alpha_unitizing": "unitizing α",
    "overlap_f1": "overlap F1",
}  # fmt: skip
_N_MIXED = 5
_SHOWN = ("kappa", "alpha", "ac1", "positive", "alpha_masi", "alpha_unitizing", "overlap_f1")


class Figure(Record):
    """A coefficient and its interval.

    Attributes:
        value: of all units.
        low: lower end of the 95 % interval, None where there are too few cases for one.
        high: upper end.
    """

    value: float
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return _two(self.value)
        return f"{_two(self.value)} ({_two(self.low)} to {_two(self.high)})"


def _two(value: float) -> str:
    """Two decimals, and no minus before a nought."""
    return f"{round(value, 2) + 0.0:.2f}"


class AgreementRow(Record):
    """How far some coders agree on one code, on all codes, on sets of codes or on spans.

    Attributes:
        codebook: id of the codebook.
        scope: one code (used or not); every code (observed and chance agreement are means over codes);
            sets of codes (percent: the same set); or free spans.
        code_id: the code; None for all.
        coders: who is compared; ``machine`` is the first suggestion.
        condition: decisions made blind, with the suggestion in view, or all as they stand.
        framing: which units count.
        n_units: how many.
        n_cases: people whose words they are; for spans, texts.
        n_coded: units on which somebody used the code (any code, for all codes); for spans, spans.
        prevalence: share of the coders' judgements that say yes, 0 to 1; None where nothing is counted.
        percent: share of the units on which they agree, 0 to 1.
        kappa: Cohen's; for groups Conger's.
        alpha: Krippendorff's, for categories.
        ac1: Gwet's; it flatters rare codes.
        pabak: kappa adjusted for prevalence and bias.
        fleiss: Fleiss' kappa.
        positive: how often the others use the code where one does.
        alpha_masi: Krippendorff's for sets of codes, with the MASI distance.
        alpha_jaccard: the same with Jaccard's distance.
        alpha_unitizing: Krippendorff's for spans.
        overlap_f1: share of the spans that the other marked too.
        reason: why there is no number, or why there is no interval; empty otherwise.
    """

    codebook: str
    scope: Scope
    code_id: str | None = None
    coders: tuple[str, ...]
    condition: Condition
    framing: Framing
    n_units: int = 0
    n_cases: int = 0
    n_coded: int = 0
    prevalence: float | None = None
    percent: Figure | None = None
    kappa: Figure | None = None
    alpha: Figure | None = None
    ac1: Figure | None = None
    pabak: Figure | None = None
    fleiss: Figure | None = None
    positive: Figure | None = None
    alpha_masi: Figure | None = None
    alpha_jaccard: Figure | None = None
    alpha_unitizing: Figure | None = None
    overlap_f1: Figure | None = None
    reason: str = ""

    @property
    def with_machine(self) -> bool:
        """Whether a coder is compared with the machine."""
        return MACHINE in self.coders

    def as_row(self) -> dict[str, Any]:
        """One flat row: each coefficient with the ends of its interval in columns of their own."""
        out: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name in COEFFICIENTS:
                out[name] = value.value if value else None
                out[f"{name}_low"] = value.low if value else None
                out[f"{name}_high"] = value.high if value else None
            else:
                out[name] = " | ".join(value) if name == "coders" else value
        return out

    def __str__(self) -> str:
        who = " and ".join(self.coders)
        what = self.code_id or self.scope
        found = [(n, getattr(self, n)) for n in COEFFICIENTS if getattr(self, n) is not None]
        said = ", ".join(f"{_SAID[n]} {figure}" for n, figure in found if n in _SHOWN)
        counted = "texts" if self.scope == "spans" else "people"
        units = "" if self.scope == "spans" else f"{self.n_units} units, "
        where = f"{self.codebook}, {what}, {who}, {self.condition}, {self.framing}"
        return f"{where} ({units}{self.n_cases} {counted}): {said or self.reason}"


class Difference(Record):
    """On how many units one code of a coder stood against another of the other.

    Attributes:
        codebook: id of the codebook.
        condition: decisions made blind, with the suggestion in view, or all as they stand.
        coders: the two.
        code_id: the code of the first; None for no code.
        other_code_id: the code of the second; None for no code.
        n_units: on how many units.
        n_people: of how many people.
    """

    codebook: str
    condition: Condition
    coders: tuple[str, ...]
    code_id: str | None = None
    other_code_id: str | None = None
    n_units: int = 0
    n_people: int = 0

    def __str__(self) -> str:
        codes = f"{self.code_id or 'no code'} against {self.other_code_id or 'no code'}"
        units = f"{self.n_units} units" if self.n_units != 1 else "1 unit"
        people = f"{self.n_people} people" if self.n_people != 1 else "1 person"
        return f"{self.codebook}, {' and '.join(self.coders)}: {codes}, {units} of {people}"


class Agreement(Record):
    """Agreement of the coders of a study.

    Attributes:
        coders: who was compared.
        rows: the comparisons.
        differences: which code stood against which, between every two coders.
        notes: what was counted and how, and what a reader must know.
        n_resamples: of the bootstrap.
        seed: of the bootstrap.
        anyway: why it was worked out in a reflexive study; empty in any other.
    """

    coders: tuple[str, ...]
    rows: tuple[AgreementRow, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    n_resamples: int = 0
    seed: int = 0
    anyway: str = ""

    @property
    def headline(self) -> Records[AgreementRow]:
        """What to report first: decisions made blind, before anything was settled, on every unit.

        For each codebook the row over every code and the one for sets of codes, of the whole group where
        there are more than two coders. None where nobody decided blind on the same units.
        """
        people = tuple(coder for coder in self.coders if coder != MACHINE)
        found = [
            row
            for row in self.rows
            if row.condition == "blind"
            and row.framing == "units both saw"
            and row.scope in ("every code", "sets of codes")
            and row.coders == people
        ]
        return Records(found, AgreementRow)

    @property
    def mixed_up(self) -> Records[Difference]:
        """Codes that stood against each other in the decisions of the headline, the most frequent first."""
        blind = [one for one in self.differences if one.condition == "blind"]
        return Records(sorted(blind, key=lambda one: -one.n_units), Difference)

    def to_frame(self) -> pd.DataFrame:
        """A table with one row for each code, group of coders, condition and framing."""
        return Records(self.rows, AgreementRow).to_frame()

    def _repr_html_(self) -> str:
        head = "".join(f"<li>{html.escape(str(row))}</li>" for row in self.headline)
        none = "<li>No figure: nobody has decided blind on the same units.</li>"
        mixed = "".join(f"<li>{html.escape(str(one))}</li>" for one in self.mixed_up[:_N_MIXED])
        apart = f"<p>Where they differed most, blind</p><ul>{mixed}</ul>" if mixed else ""
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self.notes)
        shown = [row for row in self.rows if row.scope in ("every code", "sets of codes", "spans")]
        body = "".join(map(_html_row, shown))
        names = ("codebook", "what", "coders", "decided", "units", "n", "people or texts", *(
            _SAID[name] for name in _SHOWN))  # fmt: skip
        columns = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
        return (
            f"<p>Agreement, decided blind and before anything was settled</p><ul>{head or none}</ul>"
            f"<table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>Code by code: <code>.to_frame()</code></p>{apart}<ul>{notes}</ul>"
        )


def _html_row(row: AgreementRow) -> str:
    first = (row.codebook, row.scope, " and ".join(row.coders), row.condition, row.framing)
    figures = [getattr(row, name) for name in _SHOWN]
    cells = [*first, str(row.n_units or ""), str(row.n_cases)]
    cells += ["" if figure is None else str(figure) for figure in figures]
    if not any(figures):
        cells = [*cells[:7], row.reason]
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"

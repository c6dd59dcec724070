"""The records of a study into flat tables: the CSV files and the sheets of one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thememiner.formats._csv import make_csv
from thememiner.formats._xlsx import Sheet, Workbook, clean_text, make_xlsx
from thememiner.records import Chart, Record, Suggestion, Theme, ThemeSet, Unit, flatten
from thememiner.reports._legal_basis import is_for_coders
from thememiner.reports._material import Material

_UNIT = (
    "unit_id", "transcript_id", "person", "role", "start", "end", "text", "question",
    "theme_id", "theme_label", "set_aside",
)  # fmt: skip
_SUGGESTION = (
    "unit_id", "theme_id", "transcript_id", "person", "start", "end", "text", "codebook",
    "code_id", "code_name", "rank", "probability", "calibrated", "valence",
    "valence_probability", "status", "status_probability", "evidence_definition",
    "evidence_example", "evidence_words", "model",
)  # fmt: skip
_SET_ASIDE = ("unit_id", "transcript_id", "person", "reason", "twin", "text")
_CODING = (
    "coding_id", "transcript_id", "person", "start", "end", "text", "codebook", "code_id",
    "code_name", "valence", "status", "coder", "origin", "at", "model", "settled", "unit_id",
    "place", "decision_ids", "memo",
)  # fmt: skip
_CHART = (
    "chart_id", "case", "codebook", "code_id", "code_name", "text", "coder", "at", "quotations",
    "decision_ids",
)  # fmt: skip
_JUDGEMENT = (
    "judgement_id", "case", "codebook", "construct_id", "rating", "reason", "coder", "at",
    "settled", "decision_ids",
)  # fmt: skip
_MEMO = ("memo_id", "kind", "on", "codebook", "text", "coder", "at")
_ONLY_FILLED = ("codings", "charts", "judgements", "memos", "agreement")
_RUN = ("what", "name", "value")
_WIDTHS = {
    "text": 70.0, "question": 40.0, "quotes": 70.0, "counter_quotes": 70.0, "label": 30.0,
    "terms": 40.0, "unit_ids": 40.0, "evidence_definition": 50.0, "evidence_example": 50.0,
    "code_name": 30.0, "theme_label": 30.0, "reason": 60.0, "memo": 40.0, "value": 70.0,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table: its name, its columns in order, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]


def make_csv_files(material: Material) -> dict[str, bytes]:
    """One CSV per table; those of what people made only where there is something in them."""
    return {
        f"{table.name}.csv": make_csv(table.columns, table.rows)
        for table in make_tables(material)
        if table.rows or table.name not in _ONLY_FILLED
    }


def make_tables_workbook(material: Material) -> dict[str, bytes]:
    """``tables.xlsx``: the same tables as sheets, and the run."""
    tables = [one for one in make_tables(material) if one.rows or one.name not in _ONLY_FILLED]
    sheets = tuple(
        Sheet(
            name=table.name,
            columns=table.columns,
            rows=table.rows,
            widths={name: _WIDTHS.get(name, 16.0) for name in table.columns},
        )
        for table in (*tables, _run_table(material))
    )
    return {"tables.xlsx": make_xlsx(Workbook(sheets=sheets))}


def make_tables(material: Material) -> tuple[Table, ...]:
    """Units, themes, suggestions, what was set aside, what people made, and how far coders agree."""
    cases = case_columns(material.attributes, taken=(*_UNIT, *_CODING))
    theme_columns = tuple(Theme(id="", label="", unit_ids=()).as_row())
    return (
        Table(
            "units",
            (*_UNIT, *cases.values()),
            tuple(_unit_row(unit, material, cases) for unit in material.units),
        ),
        Table("themes", theme_columns, tuple(map(_theme_row, material.theme_set.themes))),
        Table(
            "suggestions",
            _SUGGESTION,
            tuple(_suggestion_row(item, material) for item in material.suggestions),
        ),
        Table("set_aside", _SET_ASIDE, _set_aside_rows(material.theme_set)),
        Table("codings", (*_CODING, *cases.values()), _coding_rows(material, cases)),
        Table("charts", _CHART, tuple(_chart_row(one, material) for one in material.charts)),
        Table("judgements", _JUDGEMENT, tuple(map(_record_row, material.judgements))),
        Table("memos", _MEMO, tuple(map(_record_row, material.memos))),
        _agreement_table(material),
    )


def _agreement_table(material: Material) -> Table:
    rows = tuple(row.as_row() for row in material.agreement)
    return Table("agreement", tuple(rows[0]) if rows else (), rows)


def case_columns(names: tuple[str, ...], *, taken: tuple[str, ...]) -> dict[str, str]:
    """Attribute to column: ``case_`` goes in front as often as another column has that name."""
    columns: dict[str, str] = {}
    used = set(taken)
    for name in names:
        column = name if _header(name) else "case"
        while _header(column) in used:
            column = f"case_{column}"
        used.add(_header(column))
        columns[name] = column
    return columns


def _header(name: str) -> str:
    """A header as a spreadsheet gives it back: what cannot be seen must not tell two apart."""
    return clean_text(name).strip()


def case_values(attributes: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Column to value, for the attributes that have a column."""
    return {columns[name]: value for name, value in attributes.items() if name in columns}


def _unit_row(unit: Unit, material: Material, cases: Mapping[str, str]) -> dict[str, object]:
    theme = material.theme_of.get(unit.id)
    aside = material.set_aside.get(unit.id)
    return {
        "unit_id": unit.id,
        "transcript_id": unit.transcript_id,
        "person": unit.person,
        "role": unit.role,
        "start": unit.start,
        "end": unit.end,
        "text": unit.text,
        "question": unit.question,
        "theme_id": theme.id if theme else None,
        "theme_label": theme.label if theme else None,
        "set_aside": aside.reason if aside else None,
        **case_values(unit.attributes, cases),
    }


def _theme_row(theme: Theme) -> dict[str, object]:
    spread = {name: n for name, n in theme.spread.items() if is_for_coders(name)}
    return theme.model_copy(update={"spread": spread}).as_row()


def _suggestion_row(item: Suggestion, material: Material) -> dict[str, object]:
    unit = material.unit.get(item.unit_id or "")
    names = material.names.get(item.codebook)
    return {
        "unit_id": item.unit_id,
        "theme_id": item.theme_id,
        "transcript_id": item.transcript_id,
        "person": unit.person if unit else None,
        "start": item.start,
        "end": item.end,
        "text": unit.text if unit else None,
        "codebook": item.codebook,
        "code_id": item.code_id,
        "code_name": names.labels.get(item.code_id) if names else None,
        "rank": item.rank,
        "probability": round(item.probability, 4),
        "calibrated": "yes" if item.calibrated else "no",
        "valence": item.valence,
        "valence_probability": _rounded(item.valence_probability),
        "status": item.status,
        "status_probability": _rounded(item.status_probability),
        "evidence_definition": item.evidence.definition,
        "evidence_example": item.evidence.example,
        "evidence_words": flatten(item.evidence.words),
        "model": item.model,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _set_aside_rows(theme_set: ThemeSet) -> tuple[dict[str, object], ...]:
    return tuple({name: getattr(item, name) for name in _SET_ASIDE} for item in theme_set.set_aside)


def _coding_rows(material: Material, cases: Mapping[str, str]) -> tuple[dict[str, object], ...]:
    rows = []
    for coding in material.codings:
        names = material.names.get(coding.codebook)
        row = {name: flatten(value) for name, value in coding if name != "attributes"}
        row["coding_id"] = row.pop("id")
        row["settled"] = _yes(coding.settled)
        row["code_name"] = names.labels.get(coding.code_id) if names else None
        rows.append({**row, **case_values(coding.attributes, cases)})
    return tuple(rows)


def _chart_row(chart: Chart, material: Material) -> dict[str, object]:
    names = material.names.get(chart.codebook)
    label = names.labels.get(chart.code_id) if names else None
    return {**_record_row(chart), "code_name": label}


def _record_row(record: Record) -> dict[str, object]:
    row = record.as_row()
    return {**row, "settled": _yes(row["settled"])} if "settled" in row else row


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _run_table(material: Material) -> Table:
    run = material.run
    rows: list[dict[str, object]] = [
        {"what": "study", "name": "name", "value": material.study},
        {"what": "study", "name": "approach", "value": material.approach},
        {"what": "run", "name": "id", "value": run.id},
        {"what": "run", "name": "at", "value": run.at},
        {"what": "run", "name": "seed", "value": run.seed},
    ]
    for what in ("settings", "versions", "models", "inputs", "counts"):
        facts: Mapping[str, object] = getattr(run, what)
        rows.extend({"what": what, "name": key, "value": value} for key, value in facts.items())
    return Table("run", _RUN, tuple(rows))

"""The table of replaced names into a CSV file or a workbook that a person edits, and back into decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from thememiner.errors import InputError, SettingsError
from thememiner.formats._csv import make_csv, unguarded
from thememiner.formats._tables import Table, read_table
from thememiner.formats._xlsx import Sheet, Workbook, make_xlsx
from thememiner.privacy import KINDS, STATES, Kind, State
from thememiner.store import write_whole
from thememiner.study._name_decisions import NameDecision
from thememiner.study._names import ReplacementRow
from thememiner.study._study import Study

_COLUMNS = (
    *("original", "pseudonym", "kind", "state", "n", "file", "before", "after", "reason"),
    *("decided_by", "id"),
)
_WIDTHS = {"original": 24, "pseudonym": 18, "before": 40, "after": 40, "reason": 30, "id": 28}
_Group = tuple[str, str, str, str]


def write_names(rows: Iterable[ReplacementRow], path: Path, *, each: bool = False) -> Path:
    """Write the table: it holds names and words around them, and is readable by its owner only.

    Args:
        rows: of ``study.replacements()``.
        path: a CSV file, or a workbook (.xlsx) with lists to choose from.
        each: True for a row for every mention; False for one row where words, pseudonym, kind and
            state are the same, with their number.
    """
    groups = _groups(rows, each=each)
    table = [{**some[0].as_row(), "id": some[0].id, "n": len(some)} for some in groups.values()]
    workbook = path.suffix.lower() == ".xlsx"
    data = make_xlsx(_workbook(table)) if workbook else make_csv(_COLUMNS, table)
    return write_whole(path, data, private=True)


def _workbook(table: Sequence[Mapping[str, object]]) -> Workbook:
    sheet = Sheet(
        name="names",
        columns=_COLUMNS,
        rows=tuple(table),
        widths=_WIDTHS,
        dropdowns={"state": "states", "kind": "kinds"},
        frozen_columns=1,
    )
    return Workbook(sheets=(sheet,), lists={"states": STATES, "kinds": KINDS})


def _groups(
    rows: Iterable[ReplacementRow], *, each: bool = False
) -> dict[tuple[str, ...], list[ReplacementRow]]:
    groups: dict[tuple[str, ...], list[ReplacementRow]] = defaultdict(list)
    for row in rows:
        groups[(row.id,) if each else _group_of(row)].append(row)
    return groups


def _group_of(row: ReplacementRow) -> _Group:
    return row.original.casefold(), row.pseudonym, row.kind, row.state


def read_names(study: Study, path: Path) -> int:
    """Apply what the edited table says otherwise in the columns state, pseudonym and kind.

    A row that stands for several mentions changes all of them. An empty cell changes nothing. Every
    faulty row is named before anything is changed.

    Returns:
        How many mentions were changed.

    Raises:
        SettingsError: the table cannot be read, or has rows that fit nothing.
        StudyError: the key is locked, or somebody has coded these transcripts.
    """
    try:
        table = read_table(path)
    except InputError as error:
        raise SettingsError(f"The table of names cannot be read. {error}") from error
    missing = {"id", "state"} - set(table.header)
    if missing:
        raise SettingsError(
            f"{path.name} has the columns {', '.join(table.header)}; needed are id and state, as "
            "thememiner names --to-csv and --to-xlsx write them."
        )
    changes, faults = _find_changes(study, table)
    if faults:
        raise SettingsError(f"{path.name}: {'; '.join(faults)}. Nothing was changed.")
    return study.decide_names(changes)


def _find_changes(study: Study, table: Table) -> tuple[list[NameDecision], list[str]]:
    rows = list(study.replacements())
    held = {row.id: row for row in rows}
    groups = _groups(rows)
    changes: list[NameDecision] = []
    faults: list[str] = []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        plain = {name: unguarded(cell.strip()) for name, cell in cells.items()}
        row = held.get(plain["id"])
        fault = _fault(row, plain)
        if fault or row is None:
            faults.append(f"row {number}: {fault}")
            continue
        group = groups[_group_of(row)] if plain.get("n", "1") not in {"", "1"} else [row]
        said = _decision(row, plain, tuple(one.id for one in group))
        if (said.state, said.pseudonym, said.kind) != (None, None, None):
            changes.append(said)
    return changes, faults


def _fault(row: ReplacementRow | None, cells: Mapping[str, str]) -> str:
    if row is None:
        return f"the study has no replacement {cells['id']!r}"
    if cells["state"].lower() not in {*STATES, ""}:
        return f"{cells['state']!r} is no state ({', '.join(STATES)})"
    if cells.get("kind", "").lower() not in {*KINDS, ""}:
        return f"{cells['kind']!r} is no kind ({', '.join(KINDS)})"
    return ""


def _decision(row: ReplacementRow, cells: Mapping[str, str], ids: tuple[str, ...]) -> NameDecision:
    """What a row of the edited table says otherwise; None where it says the same or nothing."""
    state, kind = cells["state"].lower(), cells.get("kind", "").lower()
    pseudonym = cells.get("pseudonym", "")
    return NameDecision(
        which=ids,
        state=cast("State", state) if state not in {"", row.state} else None,
        pseudonym=pseudonym if pseudonym not in {"", row.pseudonym} else None,
        kind=cast("Kind", kind) if kind not in {"", row.kind} else None,
    )

"""The table of speakers into a CSV file that a person edits, and back into roles, names, people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from thememiner.errors import CasesError, InputError
from thememiner.formats._csv import make_csv
from thememiner.formats._tables import Table, read_table
from thememiner.records import ROLES, Role
from thememiner.store import Key, write_whole
from thememiner.study._speakers import SpeakerRow
from thememiner.study._study import Study

_COLUMNS = (
    *("file", "label", "name", "role", "person", "reason", "doubtful", "n_turns", "n_words"),
    "transcript_id",
)
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True)
class _Change:
    """What a row of the edited table says otherwise; None where it says the same or nothing."""

    transcript_id: str
    label: str | None
    role: Role | None
    name: str | None
    person: str | None

    @property
    def n_changes(self) -> int:
        return sum(one is not None for one in (self.role, self.name, self.person))


def speaker_table(rows: Iterable[SpeakerRow], path: Path, *, key: Key | None = None) -> Path:
    """Write the table: the names in it are for the researcher's eyes.

    Args:
        rows: of ``study.speakers()``.
        path: a CSV file.
        key: of the study, for the names of people; None leaves their ids.
    """
    people = key.people if key is not None else {}
    named = [{**row.as_row(), "person": people.get(row.person or "", row.person)} for row in rows]
    return write_whole(path, make_csv(_COLUMNS, named), private=True)


def read_roles(study: Study, path: Path) -> int:
    """Set the roles, names and people that differ from the study's.

    An empty cell changes nothing, and neither does a column that is missing; only ``label``, ``role``
    and ``transcript_id`` are needed. Every faulty row is named before anything is set.

    Returns:
        How many values were set.

    Raises:
        CasesError: the table cannot be read, or has rows that match nobody or no role.
    """
    try:
        table = read_table(path)
    except InputError as error:
        raise CasesError(f"The table of speakers cannot be read. {error}") from error
    if not {"label", "role", "transcript_id"} <= set(table.header):
        raise CasesError(
            f"{path.name} has the columns {', '.join(table.header)}; needed are label, role and "
            "transcript_id, as thememiner speakers --to-csv writes them."
        )
    changes, faults = _find_changes(study, table)
    if faults:
        raise CasesError(f"{path.name}: {'; '.join(faults)}. Nothing was changed.")
    for change in changes:
        _apply(study, change)
    return sum(change.n_changes for change in changes)


def _find_changes(study: Study, table: Table) -> tuple[list[_Change], list[str]]:
    now = {(row.transcript_id, row.label or ""): row for row in study.speakers()}
    people = study.key.people
    changes: list[_Change] = []
    faults: list[str] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: _plain(cell) for name, cell in row.items()}
        held = now.get((cells["transcript_id"], cells["label"]))
        role = next((name for name in ROLES if name == cells["role"].lower()), None)
        if held is None:
            faults.append(f"row {number}: nobody has the label {cells['label']!r} there")
        elif role is None:
            faults.append(f"row {number}: {cells['role']!r} is no role ({', '.join(ROLES)})")
        else:
            changes.append(_change(held, role, cells, people))
    return [one for one in changes if one.n_changes], faults


def _change(
    held: SpeakerRow, role: Role, cells: Mapping[str, str], people: Mapping[str, str]
) -> _Change:
    person = cells.get("person", "")
    known = {held.person, people.get(held.person or "", held.person)}
    name = cells.get("name", "")
    return _Change(
        held.transcript_id,
        held.label,
        role=role if role != held.role else None,
        name=name if name and name != held.name else None,
        person=person if person and person not in known else None,
    )


def _apply(study: Study, change: _Change) -> None:
    """Name last: the label finds the speaker before and after."""
    there = change.transcript_id
    if change.role is not None:
        study.set_role(change.label, change.role, transcript=there)
    if change.person is not None:
        study.set_person(change.label, change.person, transcript=there)
    if change.name is not None:
        study.rename_speaker(change.label or "", change.name, transcript=there)


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell

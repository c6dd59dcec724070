"""The table of speakers into a CSV file that a person edits, and back into roles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from thememiner.errors import CasesError, InputError
from thememiner.formats._csv import make_csv
from thememiner.formats._tables import read_table
from thememiner.records import ROLES, Role
from thememiner.store import write_whole
from thememiner.study._speakers import SpeakerRow
from thememiner.study._study import Study

_COLUMNS = ("file", "label", "role", "reason", "doubtful", "n_turns", "n_words", "transcript_id")


def speaker_table(rows: Iterable[SpeakerRow], path: Path) -> Path:
    """Write the table: the names in it are for the researcher's eyes."""
    return write_whole(path, make_csv(_COLUMNS, [row.as_row() for row in rows]), private=True)


def read_roles(study: Study, path: Path) -> int:
    """Set the roles that differ from the study's; every faulty row is named before any is set.

    Returns:
        How many were set.

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
    now = {(row.transcript_id, row.label or ""): row.role for row in study.speakers()}
    wanted: list[tuple[str, str, Role]] = []
    faults: list[str] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        place = row["transcript_id"].strip(), row["label"].strip().removeprefix("'")
        role = next((name for name in ROLES if name == row["role"].strip().lower()), None)
        if place not in now:
            faults.append(f"row {number}: nobody has the label {place[1]!r} there")
        elif role is None:
            faults.append(f"row {number}: {row['role']!r} is no role ({', '.join(ROLES)})")
        elif role != now[place]:
            wanted.append((*place, role))
    if faults:
        raise CasesError(f"{path.name}: {'; '.join(faults)}. No role was changed.")
    for transcript_id, label, role in wanted:
        study.set_role(label or None, role, transcript=transcript_id)
    return len(wanted)

"""Turns a table of cases (.csv, .xlsx) into rows that say what each is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from thememiner.errors import CasesError, ReadError
from thememiner.formats._tables import read_table
from thememiner.read._files import PathLike
from thememiner.records import Record

_SUFFIXES = (".csv", ".tsv", ".xlsx")
_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        **{"filename": "file", "file_name": "file", "document": "file"},
        **{"transcript_id": "transcript", "label": "speaker", "speaker_label": "speaker"},
        **{"person_id": "person", "participant_id": "person"},
    }
)
_KEYS = ("file", "transcript", "speaker", "person")
_COLUMNS = (
    "file (name of the transcript's file) or transcript (its id), speaker (label in the "
    "transcript), person, and any attributes such as site, role, source_type, time"
)


class CaseRow(Record):
    """One row of a table of cases.

    Attributes:
        number: the row's number in the table, the header being row 1.
        file: the file it is about, as written; empty for any file.
        speaker: the label of the speaker it is about; empty for the whole transcript.
        person: the person's name or number, empty if not given.
        attributes: all other cells that are filled, by column name (small letters, ``_``).
    """

    number: int
    file: str = ""
    speaker: str = ""
    person: str = ""
    attributes: Mapping[str, str] = Field(default_factory=dict)


def read_cases(path: PathLike) -> tuple[CaseRow, ...]:
    """Read a table of cases.

    Args:
        path: a .csv (any usual delimiter and encoding) or .xlsx file with a header row; it needs a
            column file, transcript or speaker; other columns are person and free attributes.

    Returns:
        One record per row that says something.

    Raises:
        CasesError: the file is missing, no table, or lacks the columns that join it.
    """
    path = Path(path)
    if path.suffix.lower() not in _SUFFIXES:
        raise CasesError(
            f"The table of cases {path} ends in {path.suffix!r}. Allowed: "
            f"{', '.join(_SUFFIXES)}. What to do: save it as .csv or .xlsx."
        )
    try:
        table = read_table(path)
    except ReadError as error:
        raise CasesError(f"The table of cases {path} cannot be read. {error}") from error
    names = [_column(name) for name in table.header]
    _check_columns(path, table.header, names)
    return tuple(
        _row(number, {_column(name): cell for name, cell in row.items() if cell})
        for number, row in zip(table.numbers, table.rows, strict=True)
    )


def _column(name: str) -> str:
    plain = "_".join(name.strip().casefold().replace("-", " ").replace("_", " ").split())
    return _SYNONYMS.get(plain, plain)


def _check_columns(path: Path, header: tuple[str, ...], names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CasesError(
            f"The table of cases {path} has the column {', '.join(twice)} more than once. "
            f"Allowed columns: {_COLUMNS}. What to do: rename or remove one."
        )
    if not {"file", "transcript", "speaker"} & set(names):
        raise CasesError(
            f"The table of cases {path} has the columns {', '.join(header)}. Allowed: {_COLUMNS}; "
            "one of file, transcript and speaker is needed. What to do: check that the first row "
            "is the header and name the column with the files 'file'."
        )


def _row(number: int, cells: Mapping[str, str]) -> CaseRow:
    return CaseRow(
        number=number,
        file=cells.get("file") or cells.get("transcript", ""),
        speaker=cells.get("speaker", ""),
        person=cells.get("person", ""),
        attributes={name: cell for name, cell in cells.items() if name not in _KEYS},
    )

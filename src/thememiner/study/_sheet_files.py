"""A filled review sheet, as spreadsheet programs save it, into its sheets and rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from thememiner.errors import InputError, ReviewError
from thememiner.formats._csv import unguarded
from thememiner.formats._tables import parse_delimited
from thememiner.formats._xlsx import parse_xlsx
from thememiner.review import SHEETS

Sheets = Mapping[str, list[dict[str, str]]]
_BY_COLUMNS = (
    ("Review", {"row_id", "verdict"}),
    ("Disagreements", {"row_id", "settle"}),
    ("Free codings", {"transcript_id", "quote", "code"}),
    ("Charts", {"case", "summary"}),
    ("Judgements", {"case", "rating"}),
    ("Memos", {"on", "memo"}),
)


def read_sheets(path: Path) -> Sheets:
    """The sheets of a workbook, or the one sheet of a CSV, known by its columns.

    Row ``n`` of a list is row ``n + 2`` on the screen. Headers are known whatever their letter case.

    Args:
        path: an ``.xlsx`` file, or one of its sheets saved as ``.csv`` or ``.tsv``.

    Raises:
        ReviewError: it cannot be opened, or is no review sheet.
    """
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv", ".tsv"):
        raise ReviewError(
            f"A review sheet is an .xlsx file, or one of its sheets as .csv; {path.name} is neither. Save it "
            "as .xlsx."
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReviewError(f"{path} cannot be opened: {error.strerror}. Check the path.") from error
    if suffix != ".xlsx":
        return _of_csv(data, path.name)
    sheets = parse_xlsx(data)
    known = {name.casefold(): name for name in (*SHEETS, "Read me")}
    return {
        known.get(name.strip().casefold(), name): [_plain(row) for row in rows]
        for name, rows in sheets.items()
    }


def _of_csv(data: bytes, name: str) -> Sheets:
    try:
        lines = parse_delimited(data)
    except InputError as error:
        raise ReviewError(f"{name} cannot be read: {error}") from error
    header = [unguarded(cell).strip().casefold() for cell in lines[0]] if lines else []
    sheet = _sheet_of(header)
    if sheet is None:
        raise ReviewError(
            f"{name} has the columns {', '.join(filter(None, header)) or '(none)'}, which are those of no "
            "sheet that export_review writes. Save one of its sheets as CSV, with its header row."
        )
    rows = []
    for line in lines[1:]:
        cells = [unguarded(cell) for cell in line] + [""] * (len(header) - len(line))
        rows.append({key: cell for key, cell in zip(header, cells, strict=False) if key})
    return {sheet: rows}


def _sheet_of(header: Collection[str]) -> str | None:
    return next((name for name, columns in _BY_COLUMNS if columns <= set(header)), None)


def _plain(row: Mapping[str, str]) -> dict[str, str]:
    """Headers in lower case, as they were written; two that fall together stay apart."""
    out: dict[str, str] = {}
    for name, text in row.items():
        plain = name.strip().casefold()
        out[name if plain in out else plain] = text
    return out

"""Turns a spreadsheet, CSV or XLSX, into rows of text under a header."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._text import decode_text, empty_file

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Table:
    """A header and rows of text.

    Attributes:
        header: the first row that is not empty, stripped.
        rows: one mapping per row from header to cell, stripped; empty rows are left out.
        numbers: the row number of each row as a person sees it in the file, header row included.
    """

    header: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    numbers: tuple[int, ...]


def read_table(path: Path) -> Table:
    """Read a CSV (any usual delimiter and encoding) or the first filled sheet of an XLSX.

    Args:
        path: a file that ends in .csv, .tsv, .txt or .xlsx.

    Returns:
        The header and the rows that are not empty.

    Raises:
        ReadError: the file is missing, empty, or not such a table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"The table {path.name} cannot be opened ({error.strerror}).",
            expected="a CSV or XLSX file.",
            remedy="Check the path, and close the file in other programs.",
        ) from error
    cells = _xlsx_cells(data) if path.suffix.lower() in (".xlsx", ".xlsm") else parse_csv(data)
    return _table(cells)


def parse_csv(data: bytes) -> list[list[str]]:
    """The cells of a CSV file; the delimiter is the one its first line uses most.

    Raises:
        ReadError: the file is not text, or its quotation marks do not close.
    """
    text = decode_text(data).text
    first = next(line for line in text.split("\n") if line.strip())
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _no_table(f"The table cannot be read as CSV ({error}).") from error


def _xlsx_cells(data: bytes) -> list[list[str]]:
    if not data:
        raise empty_file()
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [
            [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        ]
        book.close()
    except Exception as error:  # a damaged workbook fails in many ways: zip, XML, missing parts
        raise _no_table("The file is not an Excel workbook, or it is damaged.") from error
    return next((sheet for sheet in sheets if any(any(row) for row in sheet)), [])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value).strip()


def _table(cells: list[list[str]]) -> Table:
    filled = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(cells, 1)
        if any(cell.strip() for cell in row)
    ]
    if not filled:
        raise empty_file()
    header = tuple(filled[0][1])
    rows = []
    for _, row in filled[1:]:
        padded = row + [""] * (len(header) - len(row))
        rows.append({name: cell for name, cell in zip(header, padded, strict=False) if name})
    return Table(tuple(filter(None, header)), tuple(rows), tuple(n for n, _ in filled[1:]))


def _no_table(found: str) -> ReadError:
    return ReadError(
        found,
        expected="a table with a header row, as .csv or .xlsx.",
        remedy="Open it in a spreadsheet program and save it again.",
    )

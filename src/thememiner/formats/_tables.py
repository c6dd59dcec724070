"""Turns a spreadsheet, CSV or XLSX, into cells of text, or into rows under a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from thememiner.errors import ReadError
from thememiner.formats._limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, check_count, check_size
from thememiner.formats._text import decode_text, empty_file
from thememiner.formats._workbook import parse_workbook

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 60
_SAMPLE_CHARACTERS = 200_000
_MOST_BYTES = 20_000_000
_MOST_CELL = 4_000_000
_LIMIT = Lock()


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


@dataclass(frozen=True)
class Sheet:
    """The filled rows of one sheet.

    Attributes:
        title: name of the sheet; empty for a CSV.
        rows: cells of each row that is not empty, stripped; rows may differ in length.
        numbers: the number of each row as a person sees it in the file, the first being 1.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
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
    sheets = parse_sheets(data, format=path.suffix.lower().lstrip("."))
    return _table(sheets[0])


def parse_sheets(data: bytes, *, format: str) -> tuple[Sheet, ...]:
    """The sheets of a table that have any words; a CSV is one sheet.

    Args:
        data: the bytes of the file.
        format: ``xlsx``; anything else is read as text with delimiters.

    Raises:
        ReadError: the file is empty, damaged, protected, or too large to be a table of talk.
    """
    check_size(data, most=_MOST_BYTES, kind="a table")
    if not data:
        raise empty_file()
    if format in ("xlsx", "xlsm"):
        given = parse_workbook(data)
    else:
        given = [("", [*enumerate(map(tuple, parse_delimited(data)), 1)])]
    filled = tuple(sheet for sheet in (_sheet(*one) for one in given) if sheet.rows)
    if not filled:
        raise empty_file()
    return filled


def _sheet(title: str, cells: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    rows = ((number, tuple(map(str.strip, row))) for number, row in cells)
    filled = [(number, row) for number, row in rows if any(row)]
    width = max((len(row) for _, row in filled), default=0)
    check_count(width, most=MOST_COLUMNS, nouns="columns")
    check_count(width * len(filled), most=2 * MOST_CELLS, nouns="cells")
    return Sheet(title, tuple(row for _, row in filled), tuple(number for number, _ in filled))


def parse_delimited(data: bytes) -> list[list[str]]:
    """The cells of a CSV file; the delimiter is the one that cuts its first rows most evenly.

    Raises:
        ReadError: the file is not text, its quotation marks do not close, or it has more cells than
            a table of talk.
    """
    text = decode_text(data).text
    delimiter = max(_DELIMITERS, key=lambda sign: _evenness(text, sign))
    check_count(text.count(delimiter) + text.count("\n"), most=MOST_CELLS, nouns="cells")
    try:
        with _long_cells():
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _no_table(f"The table cannot be read as CSV ({error}).") from error
    check_count(len(rows), most=MOST_ROWS, nouns="rows")
    return rows


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """Share of the first rows that have as many cells as the header, and how many those are."""
    lines = text[:_SAMPLE_CHARACTERS].split("\n", _SAMPLE)[:_SAMPLE]
    sample = io.StringIO("\n".join(lines), newline="")
    try:
        with _long_cells():
            rows = [row for row in csv.reader(sample, delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0, 0
    n_cells = len(rows[0]) if rows else 0
    if n_cells < 2:
        return 0.0, 0
    return sum(len(row) == n_cells for row in rows) / len(rows), n_cells


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let a cell hold a whole interview; the limit is one for the process, so it is put back."""
    with _LIMIT:
        before = csv.field_size_limit(_MOST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _table(sheet: Sheet) -> Table:
    header = sheet.rows[0]
    rows = []
    for row in sheet.rows[1:]:
        padded = (*row, *([""] * (len(header) - len(row))))
        rows.append({name: cell for name, cell in zip(header, padded, strict=False) if name})
    return Table(tuple(filter(None, header)), tuple(rows), sheet.numbers[1:])


def _no_table(found: str) -> ReadError:
    return ReadError(
        found,
        expected="a table with a header row, as .csv or .xlsx.",
        remedy="Open it in a spreadsheet program and save it again.",
    )

"""The bytes of an Excel workbook into rows of plain text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from thememiner.errors import InputError
from thememiner.formats._xlsx_cells import unescape

_MOST_BYTES = 1_000_000_000


def parse_xlsx(data: bytes) -> dict[str, list[dict[str, str]]]:
    """Every sheet as rows of header to text; row ``n`` of a list is row ``n + 2`` on the screen.

    The first row of a sheet is its header; a header that occurs again gets a number in brackets.
    Formulas count with the value they last had. Empty rows are kept between others, not at the end.

    Raises:
        InputError: the bytes are not a workbook, or it is too large to be opened safely.
    """
    from openpyxl import load_workbook

    refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {sheet.title: _sheet_rows(sheet) for sheet in book.worksheets}
    except Exception as error:
        raise InputError(
            "This Excel workbook is damaged and cannot be opened. Save it again as .xlsx in Excel "
            "or LibreOffice and try once more."
        ) from error


def refuse_bombs(data: bytes) -> None:
    """Refuse what is no workbook, or unpacks to more than can be opened safely.

    Raises:
        InputError: it is one of these.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(
            "This is not an Excel workbook (.xlsx). Save it as .xlsx in Excel or LibreOffice; "
            "the older .xls cannot be read."
        ) from error
    if size > _MOST_BYTES:
        raise InputError(
            f"This workbook unpacks to {size:,} bytes; at most {_MOST_BYTES:,} are opened. "
            "Split it into smaller ones."
        )


def _sheet_rows(sheet: Any) -> list[dict[str, str]]:
    sheet.reset_dimensions()
    lines = ([_as_text(value) for value in line] for line in sheet.iter_rows(values_only=True))
    header = _unique(next(lines, []))
    rows = list(_named(header, lines))
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows


def _named(header: list[str], lines: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    for line in lines:
        padded = line + [""] * (len(header) - len(line))
        yield {name: value for name, value in zip(header, padded, strict=False) if name}


def _unique(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in (text.strip() for text in header):
        seen[name] = seen.get(name, 0) + 1
        out.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return out


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return unescape(str(value))

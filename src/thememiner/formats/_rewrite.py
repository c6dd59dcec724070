"""A table or workbook that somebody has changed into the same with some rows and words taken out."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from thememiner.errors import InputError
from thememiner.formats._xlsx import without_times
from thememiner.formats._xlsx_memory import book_bytes
from thememiner.formats._xlsx_reading import refuse_bombs

Rewrite = Callable[[Mapping[str, str]], Mapping[str, str]]
_NOTE = "note"
_FORMULA = re.compile(r"[=+\-@\t\r]")


def rewrite_xlsx(data: bytes, rewrite: Rewrite) -> tuple[bytes, int]:
    """Rewrite the rows of every sheet; drop-downs, widths and formats stay.

    Args:
        data: the workbook.
        rewrite: takes a row, column to text, and returns what it is to say. A column is called by its
            number and header; a cell of the first row, and a note that hangs at a cell, are rows of
            their own. Numbers and dates stay as they are, unless their row is emptied.

    Returns:
        The workbook, and how many rows and notes are now others.

    Raises:
        InputError: the bytes are no workbook.
    """
    from openpyxl import load_workbook

    refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data))
    except Exception as error:
        raise InputError("This Excel workbook is damaged and cannot be opened.") from error
    n = sum(_rewrite_sheet(sheet, rewrite) for sheet in book.worksheets)
    return without_times(book_bytes(book)), n


def rewrite_csv(data: bytes, rewrite: Rewrite) -> tuple[bytes, int]:
    """Rewrite the rows of a CSV file; a row of which nothing is left goes, the others stay as they are.

    Args:
        data: the file, in UTF-8 or as Excel on Windows writes it.
        rewrite: takes a row, column to text, and returns what it is to say.

    Returns:
        The file, and how many rows are now others or gone.

    Raises:
        InputError: the bytes are no CSV file.
    """
    encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "latin-1"
        text = data.decode(encoding)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    end = "\r\n" if first.endswith("\r") else "\n"
    try:
        head, *lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) or [[]]
    except csv.Error as error:
        raise InputError("This CSV file cannot be read.") from error
    names = [f"{n} {name}" for n, name in enumerate(head)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(head)
    n_changed = 0
    for line in lines:
        new = _rewritten_line(line, names, rewrite)
        n_changed += new != line
        if any(new) or new == line:
            writer.writerow(new)
    return stream.getvalue().encode(encoding), n_changed


def _rewritten_line(line: list[str], names: list[str], rewrite: Rewrite) -> list[str]:
    columns = [*names, *(str(n) for n in range(len(names), len(line)))][: len(line)]
    now = rewrite(dict(zip(columns, line, strict=True)))
    return [_safe(now[name], was) for name, was in zip(columns, line, strict=True)]


def _safe(text: str, was: str) -> str:
    """A new text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text != was and _FORMULA.match(text) else text


def _rewrite_sheet(sheet: Any, rewrite: Rewrite) -> int:
    rows = sheet.iter_rows()
    head = next(rows, ())
    names = [f"{n} {cell.value}" for n, cell in enumerate(head)]
    n_head = sum(_rewrite_row((cell,), [_NOTE], rewrite) for cell in head)
    return n_head + sum(_rewrite_row(row, names, rewrite) for row in rows)


def _rewrite_row(row: tuple[Any, ...], names: list[str], rewrite: Rewrite) -> int:
    cells = dict(zip(names, row, strict=False))
    said = {name: str(cell.value) for name, cell in cells.items() if cell.value is not None}
    new = rewrite(said)
    n_changed = 0
    for name, text in said.items():
        now = new.get(name, "")
        if now != text and (isinstance(cells[name].value, str) or not now):
            cells[name].value = now or None
            n_changed = 1
    return n_changed + sum(_rewrite_note(cell, rewrite) for cell in row if cell.comment)


def _rewrite_note(cell: Any, rewrite: Rewrite) -> int:
    if rewrite({_NOTE: cell.comment.text}).get(_NOTE) == cell.comment.text:
        return 0
    cell.comment = None
    return 1

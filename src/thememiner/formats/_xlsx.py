"""Plain sheets into the bytes of an Excel workbook, and back; these modules alone name openpyxl."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from thememiner.formats._xlsx_cells import LONGEST_CELL, SHORTENED, clean_text, escape
from thememiner.formats._xlsx_memory import book_bytes, hold_in_memory
from thememiner.formats._xlsx_reading import parse_xlsx

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook as Book

LISTS = "lists"
_WIDTH, _LINE, _TALLEST_ROW = 13.0, 15.0, 240.0
_LONGEST_FORMULA = 250
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "#")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class ListBy:
    """A drop-down that depends on another cell of the same row.

    Attributes:
        column: the column that decides; its value and the prefix name the list.
        prefix: what stands in front of that value in the list's name.
    """

    column: str
    prefix: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: a header row and rows of plain values.

    Attributes:
        name: the sheet's name, at most 31 characters.
        columns: headers, in order.
        rows: header to value; what is missing stays empty.
        widths: header to column width in characters.
        dropdowns: header to the name of a list of the workbook.
        wrap: True where long text runs over several lines.
        unwrapped: headers of columns that stay on one line all the same.
        frozen_columns: columns that stay in view beside the header row.
        hidden: True for a sheet nobody needs to see.
        locked: True to protect the sheet from changes.
        spare_rows: empty rows below the last that get the drop-downs too.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...] = ()
    widths: Mapping[str, float] = field(default_factory=dict)
    dropdowns: Mapping[str, str | ListBy] = field(default_factory=dict)
    wrap: bool = True
    unwrapped: tuple[str, ...] = ()
    frozen_columns: int = 0
    hidden: bool = False
    locked: bool = False
    spare_rows: int = 0


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """Sheets in order, and the named lists that their drop-downs offer."""

    sheets: tuple[Sheet, ...]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def make_xlsx(workbook: Workbook) -> bytes:
    """The workbook as bytes: the same input gives the same bytes.

    Text stays text even where it looks like a formula, control characters become U+FFFD and a
    text too long for a cell is shortened with a note.
    """
    from openpyxl import Workbook as Book

    book = Book(write_only=True)
    book.properties.created = dt.datetime(1980, 1, 1)
    book.properties.creator = "thememiner"
    for sheet in workbook.sheets:
        _write_sheet(book, sheet, workbook.lists)
    if workbook.lists:
        _write_lists(book, workbook.lists)
    return without_times(book_bytes(book))


def list_name(text: str) -> str:
    """The text as a name that Excel allows for a list: letters, digits and underscores."""
    return re.sub(r"\W", "_", text)


def _write_sheet(book: Book, sheet: Sheet, lists: Mapping[str, tuple[str, ...]]) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    page: Any = book.create_sheet(sheet.name)
    page.sheet_state = "hidden" if sheet.hidden else "visible"
    page.protection.sheet = sheet.locked
    letters = {name: get_column_letter(n) for n, name in enumerate(sheet.columns, start=1)}
    for (
        name,
        letter,
    ) in letters.items():  # empty cells are not written: they look as the column does
        page.column_dimensions[letter].width = sheet.widths.get(name, _WIDTH)
        wrap = sheet.wrap and name not in sheet.unwrapped
        page.column_dimensions[letter].alignment = Alignment(wrap_text=wrap, vertical="top")
    if sheet.columns:
        last = max(1, len(sheet.rows) + sheet.spare_rows) + 1
        page.freeze_panes = f"{get_column_letter(sheet.frozen_columns + 1)}2"
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{last}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for name, source in sheet.dropdowns.items():
        _add_dropdown(page, sheet, letters, name=name, source=source, lists=lists)
    hold_in_memory(page)
    _append_rows(page, sheet)


def _append_rows(page: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    head = []
    for name in sheet.columns:
        cell = WriteOnlyCell(page, value=escape(clean_text(name)))
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EDF2")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.data_type = "s"
        head.append(cell)
    page.append(head)
    plain: list[Any] = [WriteOnlyCell(page) for _ in sheet.columns]
    guarded: list[Any] = [WriteOnlyCell(page) for _ in sheet.columns]
    wraps = [sheet.wrap and name not in sheet.unwrapped for name in sheet.columns]
    for cell, wrap in zip(plain + guarded, wraps + wraps, strict=True):
        cell.alignment = Alignment(wrap_text=wrap, vertical="top")
    for cell in guarded:
        cell.quotePrefix = True
    widths = [
        sheet.widths.get(name, _WIDTH) if wrap else math.inf
        for name, wrap in zip(sheet.columns, wraps, strict=True)
    ]
    for number, row in enumerate(sheet.rows, start=2):
        values = [_cell_value(row.get(name)) for name in sheet.columns]
        if sheet.wrap:
            page.row_dimensions[number].height = _height(values, widths)
        cells = [_filled(p, g, value) for p, g, value in zip(plain, guarded, values, strict=True)]
        page.append(cells)  # written at once, so the cells serve for the next row too


def _height(values: list[str | float | None], widths: list[float]) -> float:
    """Points that the longest cell needs: neither Excel nor LibreOffice works it out by itself."""
    lines = [
        sum(math.ceil((len(part) + 1) / max(1.0, 0.95 * width)) for part in value.split("\n"))
        for value, width in zip(values, widths, strict=True)
        if isinstance(value, str)
    ]
    return min(_TALLEST_ROW, _LINE * max(lines, default=1))


def _cell_value(value: object) -> str | float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return None if value is None else clean_text(str(value)) or None


def _filled(plain: Any, guarded: Any, value: str | float | None) -> Any:
    if value is None:
        return None
    text = isinstance(value, str)
    cell = guarded if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else plain
    cell.value = escape(value) if isinstance(value, str) else value
    if text:
        cell.data_type = "s"
    return cell


def _add_dropdown(
    page: Any,
    sheet: Sheet,
    letters: Mapping[str, str],
    *,
    name: str,
    source: str | ListBy,
    lists: Mapping[str, tuple[str, ...]],
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    formula = ""
    if isinstance(source, ListBy):
        formula = _dependent_formula(f"${letters[source.column]}2", source.prefix, lists)
    elif lists.get(source):
        formula = list_name(source)
    if not formula or len(formula) > _LONGEST_FORMULA:  # Excel calls a longer one damage
        return
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.errorStyle = "warning"
    rule.errorTitle = "Not in the list"
    rule.error = "This is not in the list. A row that cannot be understood is reported on import."
    rule.showErrorMessage = True
    last = 1 + len(sheet.rows) + sheet.spare_rows
    rule.add(f"{letters[name]}2:{letters[name]}{max(2, last)}")
    page.data_validations.append(rule)


def _dependent_formula(cell: str, prefix: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    keys = [name.removeprefix(prefix) for name in lists if name.startswith(prefix)]
    expression = cell
    for character in sorted({c for key in keys for c in key if re.match(r"\W", c)}):
        shown = character.replace('"', '""')
        expression = f'SUBSTITUTE({expression},"{shown}","_")'
    return f'INDIRECT("{list_name(prefix)}"&{expression})'


def _write_lists(book: Book, lists: Mapping[str, tuple[str, ...]]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.workbook.defined_name import DefinedName

    depth = max(len(items) for items in lists.values())
    rows = tuple(
        {name: items[n] for name, items in lists.items() if n < len(items)} for n in range(depth)
    )
    _write_sheet(book, Sheet(name=LISTS, columns=tuple(lists), rows=rows, hidden=True), {})
    for number, (name, items) in enumerate(lists.items(), start=1):
        free = list_name(name) not in book.defined_names
        if items and free and len(name) <= _LONGEST_FORMULA:
            letter = get_column_letter(number)
            place = f"{LISTS}!${letter}$2:${letter}${len(items) + 1}"
            book.defined_names[list_name(name)] = DefinedName(list_name(name), attr_text=place)


def without_times(data: bytes) -> bytes:
    """The workbook without the times at which it was made, so that the same sheets give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()


__all__ = [
    "LISTS",
    "LONGEST_CELL",
    "SHORTENED",
    "ListBy",
    "Sheet",
    "Workbook",
    "clean_text",
    "list_name",
    "make_xlsx",
    "parse_xlsx",
    "without_times",
]

"""Turns a sheet into its header, the rows below it and what stands above; signs of web pages resolved."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from thememiner.formats._tables import Sheet
from thememiner.read._columns import Column, kind_of, seconds_in

_HEADER_WITHIN = 10
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-z]{2,8});")
_SUBHEADS = frozenset(("response", "open-ended response"))


@dataclass(frozen=True)
class Body:
    """A sheet parted into what stands above the header, the header, and the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    front: tuple[str, ...] = ()
    headed: bool = True


def find_body(sheet: Sheet) -> Body:
    """The header is the first row that names talk or a speaker, else the first row."""
    at = next((n for n, row in enumerate(sheet.rows[:_HEADER_WITHIN]) if _names_talk(row)), None)
    if at is None:
        if _is_headless(sheet.rows):
            return Body((), sheet.rows, headed=False)
        at = 0
    front = tuple(" ".join(filter(None, row)) for row in sheet.rows[:at])
    header, rest = sheet.rows[at], sheet.rows[at + 1 :]
    return _below_subheads(Body(header, rest, front))


def _names_talk(row: Sequence[str]) -> bool:
    kinds = [kind_of(cell) for cell in row if cell]
    if all(cell.casefold() in _SUBHEADS for cell in row if cell):
        return len(kinds) == 1
    telling = sum(kind in ("talk", "notes", "speaker") for kind in kinds)
    return telling > 0 and (len(kinds) == telling or sum(kind != "other" for kind in kinds) > 1)


def _is_headless(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is a row like the others: with a time, or a label that comes back."""
    first = rows[0]
    if len(first) < 2 or any(kind_of(cell) != "other" for cell in first if cell):
        return False
    if any(cell and seconds_in(cell) is not None for cell in first):
        return True
    below = [{row[at] for row in rows[1:] if at < len(row)} for at in range(len(first))]
    return any(cell and cell in cells for cell, cells in zip(first, below, strict=True))


def _below_subheads(body: Body) -> Body:
    """Survey programs put two or three header rows: the words of the questions are in the second."""
    ids = [n for n, row in enumerate(body.rows[:3]) if any('"ImportId"' in cell for cell in row)]
    if ids:
        asked = body.rows[0] if ids[0] > 0 else body.header
        return replace(body, header=asked, rows=body.rows[ids[0] + 1 :])
    if body.rows and _SUBHEADS & {cell.casefold() for cell in body.rows[0]}:
        return replace(body, rows=body.rows[1:])
    return body


def unescaped(columns: Sequence[Column]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Cells with ``&#8212;`` and the like as the signs they stand for, and a note."""
    n_cells = sum(
        "&" in cell and bool(_ENTITY.search(cell)) for one in columns for cell in one.cells
    )
    if not n_cells:
        return tuple(columns), ()
    resolved = tuple(
        replace(one, cells=tuple(html.unescape(cell) for cell in one.cells)) for one in columns
    )
    return resolved, (f"signs written as in web pages (&#8212;) were resolved in {n_cells} cells",)

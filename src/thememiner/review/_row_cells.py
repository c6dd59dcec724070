"""The cells of a row that a coder fills into what they name: codes, codebook, valence, status, a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from thememiner.records import STATUSES, VALENCES, Unit
from thememiner.review._codes import CodeNames
from thememiner.review._desk import Desk, RowProblemError

CODE_COLUMNS = ("code", "code_2", "code_3")
_NO_CODE = "The row names no code. Choose one from the drop-down."


def entry_of(row: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """The cells that a coder fills, without white space around."""
    return {column: row.get(column, "").strip() for column in columns}


def plain_cell(typed: str) -> str:
    """What is typed, in small letters, with blanks for hyphens and underscores."""
    return " ".join(typed.casefold().replace("-", " ").replace("_", " ").split())


def codes_of(desk: Desk, names: CodeNames, entry: Mapping[str, str]) -> dict[str, str]:
    """Column to the code that it names, of ``CODE_COLUMNS`` that are filled.

    Raises:
        RowProblemError: no code or several are meant, or one stands there twice.
    """
    found: dict[str, str] = {}
    for column in CODE_COLUMNS:
        code = desk.code(names, entry[column], column=column)
        if code is None:
            continue
        if code in found.values():
            raise same_code(column)
        found[column] = code
    return found


def same_code(column: str) -> RowProblemError:
    """A code that stands in a row already."""
    return RowProblemError(f"{column} is the same code as another of this row. Clear {column}.")


def named_code(desk: Desk, names: CodeNames, typed: str) -> str:
    """The only code of a row.

    Raises:
        RowProblemError: no code or several are meant.
    """
    code = desk.code(names, typed)
    if code is None:
        raise RowProblemError(_NO_CODE)
    return code


def unit_fields(unit: Unit) -> dict[str, Any]:
    """A unit as the place that a decision is about."""
    return {
        "unit_id": unit.id,
        "transcript_id": unit.transcript_id,
        "start": unit.start,
        "end": unit.end,
        "quote": unit.text,
    }


def axes_of(names: CodeNames, entry: Mapping[str, str]) -> dict[str, Any]:
    """Valence and status as the cells say them.

    Raises:
        RowProblemError: the codebook does not have them.
    """
    book = names.codebook
    return {
        "valence": _choice("valence", entry["valence"], book.valences, VALENCES, book.id),
        "status": _choice("status", entry["status"], book.statuses, STATUSES, book.id),
    }


def _choice(
    axis: str, typed: str, allowed: Sequence[str], known: Sequence[str], book: str
) -> str | None:
    value = plain_cell(typed)
    if not value:
        return None
    if not allowed:
        raise RowProblemError(f"Codes of {book} carry no {axis}. Clear the cell {axis}.")
    if value not in allowed:
        raise RowProblemError(f"The {axis} {typed!r} is not one of: {', '.join(allowed)}.")
    return known[known.index(value)]


def codebook_of(desk: Desk, typed: str) -> CodeNames:
    """The codebook that is named in a cell, or the only one.

    Raises:
        RowProblemError: there is none of that name.
    """
    if not typed and len(desk.names) == 1:
        return next(iter(desk.names.values()))
    for name, names in desk.names.items():
        if typed.casefold() in (name.casefold(), names.codebook.name.casefold()):
            return names
    raise RowProblemError(
        f"The codebook {typed!r} is not in this study. Choose one of: {', '.join(desk.names)}."
    )

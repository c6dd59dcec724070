"""Rows of plain values into the bytes of a CSV file that spreadsheets open safely, and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from thememiner.errors import InputError

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"  # the wide ones count as plain ones in some countries
_STARTS = rf"(?:[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[{_SIGNS}])"
_BREAKS = r"([;\t|\n\r][ \"]*)"
_FORMULA = r"(?:[=@\uff1d\uff0b\uff0d\uff20]|[+\-][\w(.])"
_DANGEROUS = re.compile(rf"'*{_STARTS}")
_GUARDED = re.compile(rf"'+{_STARTS}")
_DANGEROUS_INSIDE = re.compile(rf"{_BREAKS}(?='*{_FORMULA})")
_GUARDED_INSIDE = re.compile(rf"{_BREAKS}'(?='*{_FORMULA})")


def make_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows as CSV: UTF-8 with a byte-order mark (for Excel), line ends CR LF.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does what
    would become a cell of its own where another sign than the comma parts the cells, as in many
    countries; numbers do not.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_guarded(name) for name in columns])
    for row in rows:
        writer.writerow([_guarded(row.get(name)) for name in columns])
    return stream.getvalue().encode("utf-8-sig", errors="replace")


def parse_csv(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV that ``make_csv`` wrote, header to text, apostrophes taken off again.

    A semicolon between the columns, as a spreadsheet may leave it, is understood too.

    Raises:
        InputError: the bytes are not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "This CSV is not in UTF-8. Save it as 'CSV UTF-8' in the spreadsheet and try again."
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [unguarded(name) for name in next(lines, [])]
    return [
        dict(zip(header, (unguarded(cell) for cell in line), strict=False))
        for line in lines
        if line
    ]


def _guarded(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = _DANGEROUS_INSIDE.sub(r"\1'", str(value).replace("\x00", "\N{REPLACEMENT CHARACTER}"))
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """A cell without the apostrophes that ``make_csv`` put into it."""
    return _GUARDED_INSIDE.sub(r"\1", text[1:] if _GUARDED.match(text) else text)

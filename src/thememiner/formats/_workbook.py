"""Turns the bytes of anybody's Excel workbook into the cells of its sheets, as text.

Our own small walk: openpyxl takes seconds for a survey of twenty thousand people, and fills the rows
between two cells that lie far apart.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._archive import Archive
from thememiner.formats._limits import (
    MEGABYTE,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    check_count,
)
from thememiner.formats._office import find_main_part, find_relations, read_part
from thememiner.formats._xml import local_name

_MOST_XML = 100 * MEGABYTE
_MOST_TAGS = 4_000_000
_MOST_SMALL_TAGS = 400_000
_MOST_CELLS = 500_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN_DATES = frozenset(
    str(n) for n in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)
_BUILT_IN_LENGTH = "46"
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)
_LENGTH = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_LEAP_THAT_NEVER_WAS = 60  # Excel counts 29 February 1900, which never was
_DIGITS = "0123456789"

Row = tuple[int, tuple[str, ...]]


@dataclass
class _Book:
    """What the cells of all sheets need: shared strings, and which styles are dates."""

    strings: Sequence[str] = ()
    dates: Mapping[str, bool] = field(default_factory=dict)
    since_1904: bool = False
    n_cells: int = 0
    n_characters: int = 0


def parse_workbook(data: bytes) -> list[tuple[str, list[Row]]]:
    """Parse a workbook.

    Args:
        data: the bytes of the whole file.

    Returns:
        For each sheet its title and its rows that have cells: the row's number, the first being 1,
        and the cells, stripped; formulas as what they last gave, dates in ISO 8601.

    Raises:
        ReadError: the file is protected, no workbook, damaged, a bomb, or larger than a table of talk.
    """
    archive = Archive(data, what="Excel workbook")
    main = find_main_part(archive)
    root = read_part(archive, main, most_tags=_MOST_SMALL_TAGS)
    relations = find_relations(archive, main)
    parts = {relation.kind: relation.path for relation in relations.values()}
    book = _Book(
        strings=tuple(_strings(archive, parts.get("sharedStrings", ""))),
        dates=_date_styles(read_part(archive, parts.get("styles", ""), most_tags=_MOST_SMALL_TAGS)),
        since_1904=any(
            local_name(one) == "workbookPr" and one.get("date1904") in ("1", "true") for one in root
        ),
    )
    found = []
    for sheet in (one for one in root.iter() if local_name(one) == "sheet"):
        relation = relations.get(sheet.get(_RELATION) or "")
        if relation is not None and relation.kind == "worksheet":
            rows = list(_rows(archive, relation.path, book))
            found.append((sheet.get("name") or "", rows))
    return found


def _walk(archive: Archive, name: str, tag: str) -> Iterator[Any]:
    """The elements of one kind in a large part, each thrown away after its turn."""
    from lxml import etree

    member = archive.find(name) if name else None
    if member is None:
        return
    data = archive.read_xml(member, most=_MOST_XML, most_tags=_MOST_TAGS)
    walk = etree.iterparse(
        io.BytesIO(data), tag=f"{{*}}{tag}", resolve_entities=False, no_network=True, load_dtd=False
    )
    n_seen = 0
    try:
        for _, element in walk:
            n_seen += 1
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
            if n_seen > _MOST_CELLS:
                break
    except (etree.XMLSyntaxError, ValueError) as error:
        raise archive.damaged(name) from error
    check_count(n_seen, most=_MOST_CELLS, nouns="rows or texts")


def _strings(archive: Archive, name: str) -> Iterator[str]:
    n_characters = 0
    for element in _walk(archive, name, "si"):
        text = _inner_text(element)
        n_characters += len(text)
        check_count(n_characters, most=2 * MOST_CHARACTERS, nouns="characters")
        yield text


def _inner_text(element: Any) -> str:
    """The words of a string with its runs of other looks, without what says how to pronounce it."""
    if len(element) == 1 and not len(element[0]):
        return (element[0].text or "").strip()
    parts = []
    for child in element.iterchildren():
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [one.text or "" for one in child if local_name(one) == "t"]
    return "".join(parts).strip()


def _rows(archive: Archive, name: str, book: _Book) -> Iterator[Row]:
    number = n_rows = 0
    for row in _walk(archive, name, "row"):
        told = row.get("r") or ""
        number = int(told) if told.isdecimal() and len(told) < 9 else number + 1
        if cells := _cells(row, book):
            n_rows += 1
            check_count(n_rows, most=MOST_ROWS, nouns="rows")
            yield number, cells


def _cells(row: Any, book: _Book) -> tuple[str, ...]:
    """The cells of a row up to the last one with anything in it."""
    found: list[str] = []
    n_characters = at = 0
    for cell in row.iterchildren():
        if reference := cell.get("r"):
            at = max(_column(reference.rstrip(_DIGITS)), at)
        if len(cell) and (text := _text(cell, book)):
            if at > len(found):
                check_count(at, most=MOST_COLUMNS, nouns="columns")
                found.extend([""] * (at - len(found)))
            found.append(text)
            n_characters += len(text)
        at += 1
    book.n_cells += len(row)
    book.n_characters += n_characters
    check_count(book.n_cells, most=_MOST_CELLS, nouns="cells")
    check_count(book.n_characters, most=2 * MOST_CHARACTERS, nouns="characters")
    return tuple(found)


@lru_cache(2 * MOST_COLUMNS)
def _column(letters: str) -> int:
    """The column that letters such as ``AB`` mean, from 0; -1 for anything else."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return -1
    n = 0
    for letter in letters.upper():
        n = 26 * n + ord(letter) - 64
    return n - 1


def _text(cell: Any, book: _Book) -> str:
    value = None
    for child in cell.iterchildren():
        tag = child.tag
        if tag[-2:] == "}v":
            value = child.text
        elif tag[-3:] == "}is":
            return _inner_text(child)
    if not value:
        return ""
    kind = cell.get("t")
    if kind is None or kind == "n":
        return _number(value, cell, book)
    if kind == "s":
        return _shared(value, book)
    return str(value.strip() in ("1", "true")) if kind == "b" else value.strip()


def _shared(value: str, book: _Book) -> str:
    if value.isdecimal() and (at := int(value[:9])) < len(book.strings):
        return book.strings[at]
    raise ReadError(
        "The Excel workbook is damaged: a cell points to a text that is not in it.",
        expected="a whole Excel workbook.",
        remedy="Open it in a spreadsheet program and save it again.",
    )


def _number(value: str, cell: Any, book: _Book) -> str:
    if book.dates and (style := cell.get("s")) in book.dates:
        return _date(value, length=book.dates[style], since_1904=book.since_1904)
    if value.isdecimal():
        return value
    try:
        number = float(value)
    except ValueError:
        return value.strip()
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else str(number)


# --- dates -----------------------------------------------------------------------------------


def _date_styles(styles: Any) -> dict[str, bool]:
    """Number of a cell's style to whether it is a length of time; styles of dates alone."""
    if styles is None:
        return {}
    codes = {
        one.get("numFmtId"): _NOT_SHOWN.sub("", (one.get("formatCode") or "").split(";")[0])
        for one in styles.iter()
        if local_name(one) == "numFmt"
    }
    table = next((one for one in styles.iter() if local_name(one) == "cellXfs"), ())
    found = {}
    for n, style in enumerate(table):
        told = style.get("numFmtId") or ""
        code = codes.get(told, "")
        if told in _BUILT_IN_DATES or (_DATE_LETTER.search(code) and code != "Standard"):
            found[str(n)] = told == _BUILT_IN_LENGTH or bool(_LENGTH.search(code))
    return found


def _date(value: str, *, length: bool, since_1904: bool) -> str:
    """A number of days as a date, a time or a length of time."""
    try:
        days = float(value)
        told = timedelta(milliseconds=round(days * 86_400_000))
        if length:
            return str(told)
        if 0 <= days < 1:
            return (datetime(1900, 1, 1) + told).time().isoformat()
        first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
        shift = timedelta(days=1 if days < _LEAP_THAT_NEVER_WAS and not since_1904 else 0)
        found = first + shift + told
    except (ValueError, OverflowError):
        return value.strip()
    return found.date().isoformat() if found.time() == time(0) else found.isoformat()

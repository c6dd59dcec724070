"""Turns the bytes of a JSON file into plain values, and odd values into safe ones.

Python's own parser does the work. Memory grows to ten and more times the file, so files above
32 MB are refused: the wordiest exports (a line for every field of every word) have 5 MB an hour,
the others less than 2. For the same reason their values are counted before they are parsed.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from thememiner.errors import ReadError
from thememiner.formats._limits import check_count, check_size
from thememiner.formats._text import decode_text

MOST_BYTES = 32_000_000
MOST_ENTRIES = 120_000
_MOST_GROUPS = 400_000
_MOST_VALUES = 3_000_000
_REMEDY = "Export the transcript again, or choose text (.txt), captions (.vtt) or Word (.docx)."
_EXPECTED = "a JSON export of a transcription service or program."
_LONGEST_S = 1e9
_NUMBER = re.compile(r"\s*(\d{1,9}(?:\.\d{1,12})?)s?\s*")
_CLOCK = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)\s*")

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Object: TypeAlias = "dict[str, Json]"


@dataclass(frozen=True)
class JsonFile:
    """What a JSON file holds, and what a person should know of it."""

    value: Json
    notes: tuple[str, ...] = ()


def parse_json(data: bytes) -> JsonFile:
    """Parse a JSON file, or a file with one JSON value a line.

    Args:
        data: the bytes of the whole file.

    Raises:
        ReadError: the file is empty, too large, no JSON, cut off or nested without end.
    """
    check_size(data, most=MOST_BYTES, kind="a JSON transcript")
    check_count(data.count(b"{") + data.count(b"["), most=_MOST_GROUPS, nouns="groups of values")
    check_count(data.count(b","), most=_MOST_VALUES, nouns="values")
    decoded = decode_text(data, most=MOST_BYTES)
    try:
        return JsonFile(json.loads(decoded.text), decoded.notes)
    except RecursionError as error:
        raise ReadError(
            "The JSON file is nested deeper than any transcript.",
            expected=_EXPECTED,
            remedy=_REMEDY,
        ) from error
    except json.JSONDecodeError as error:
        lines = _parse_lines(decoded.text)
        if lines:
            note = "the file holds one JSON value a line; they were read as one list"
            return JsonFile(lines, (*decoded.notes, note))
        raise _damaged(error) from error
    except ValueError as error:
        raise ReadError(
            "The JSON file holds a number with thousands of digits.",
            expected=_EXPECTED,
            remedy=_REMEDY,
        ) from error


def fields(value: Json) -> Object:
    """A JSON object as it is; anything else as an object without fields."""
    return value if isinstance(value, dict) else {}


def rows(value: Json) -> Sequence[Object]:
    """A list in which every entry is a JSON object; anything else as an empty list.

    Raises:
        ReadError: the list is longer than half a day of single words.
    """
    if not isinstance(value, list):
        return []
    check_count(len(value), most=MOST_ENTRIES, nouns="entries in one list")
    return cast("list[Object]", value) if set(map(type, value)) == {dict} else []


def words(value: Json) -> str:
    """A string, or a number as one; anything else as an empty string."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def seconds(value: Json, *, per_second: float = 1.0) -> float | None:
    """A time in any of the usual spellings, in seconds; None if it is none.

    Args:
        value: a number, ``"12.5"``, ``"12.5s"``, ``"0:00:12.5"``, or an object with ``seconds``
            and ``nanos``.
        per_second: how many of the file's units are a second, 1000 for milliseconds.
    """
    if isinstance(value, float) and 0 <= value < _LONGEST_S * per_second:
        return round(value / per_second, 6)
    if isinstance(value, dict):
        parts = (value.get("seconds", 0), value.get("nanos", 0))
        whole, nanos = (None if isinstance(part, dict) else seconds(part) for part in parts)
        return None if whole is None or nanos is None else round(whole + nanos / 1e9, 6)
    if isinstance(value, str):
        value = _seconds_of_text(value)
    if value is None or isinstance(value, (bool, list)) or abs(value) > 1e18:
        return None
    found = float(value) / per_second
    return round(found, 6) if math.isfinite(found) and 0 <= found < _LONGEST_S else None


def _seconds_of_text(text: str) -> float | None:
    if match := _NUMBER.fullmatch(text):
        return float(match[1])
    if match := _CLOCK.fullmatch(text):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", "."))
    return None


def _parse_lines(text: str) -> list[Json]:
    """The values of a file with one JSON object a line; empty if it is no such file."""
    found: list[Json] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            return []
    return found if len(rows(found)) > 1 else []


def _damaged(error: json.JSONDecodeError) -> ReadError:
    at_end = error.pos >= len(error.doc.rstrip())
    begins = error.doc.lstrip()[:1] in ("{", "[")
    if at_end and begins:
        found = "The JSON file ends in the middle: it is a broken download or was cut off."
    elif begins:
        found = f"The JSON file is damaged in line {error.lineno}, column {error.colno}."
    else:
        found = "The file ends in .json but holds no JSON."
    return ReadError(found, expected=_EXPECTED, remedy=_REMEDY)

"""Turns a time, as typists and programs write it, into seconds."""

from __future__ import annotations

import re

_HALF = r"(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?)?"
WITH_COLON = (
    rf"(?:\d{{1,2}}:)?\d{{1,3}}:\d{{1,2}}(?:[.,;]\d{{1,3}}|(?<=\d\d:\d\d:\d\d):\d\d)?{_HALF}"
)
CLOCK = (
    rf"(?:{WITH_COLON}|(?:\d{{1,2}}h ?)?\d{{1,3}}m ?\d{{1,2}}(?:\.\d{{1,3}})?s"
    r"|\d{1,5}(?:\.\d{1,3})?s\b|\d{1,3}['’′]\d{2}(?:[\"”″]|''|’’)?)"
)
_NO_FRAMES = 3
_LETTERS = re.compile(r"[ \u00a0\u202f]?([AaPp])\.?[Mm]\.?$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NOON = 12 * 3600


def seconds_of(stamp: str | None) -> float | None:
    """A time such as ``1:02:03``, ``00:09.5``, ``0h12m03s``, ``12'30"`` or ``9:05 pm`` in seconds."""
    if not stamp:
        return None
    half = _LETTERS.search(stamp)
    stamp = stamp[: half.start()] if half else stamp
    if (":" not in stamp and not stamp[0].isdigit()) or stamp[-1] in "s'’′\"”″" or "'" in stamp:
        return _sum(_NUMBER.findall(stamp))
    stamp = stamp.replace(",", ".").replace(";", ".")
    total = _sum((stamp.split(":") if ":" in stamp else stamp.split("."))[:_NO_FRAMES])
    return total if half is None else _in_day(total, half[1].lower(), hours=stamp.count(":") < 2)


def _sum(parts: list[str]) -> float:
    total = 0.0
    for part in parts:
        total = total * 60 + float(part)
    return total


def _in_day(total: float, half: str, *, hours: bool) -> float:
    """A time of the day, ``9:05 pm``, in seconds since midnight."""
    total = total * 60 if hours else total
    return total % _NOON + (_NOON if half == "p" else 0)

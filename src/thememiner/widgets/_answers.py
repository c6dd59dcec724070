"""A message of the page into a question to a desk, and the desk's answer into a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from thememiner.errors import ReviewError, ThememinerError
from thememiner.review import Said
from thememiner.widgets._desks import Desks, Plain, ReviewDesk, SettlingDesk, ThemesDesk

MOST_ROWS = 200


def answer(desks: Desks, message: Plain) -> dict[str, Any]:
    """Answer one message; what the study refuses is answered with the reason.

    Args:
        desks: what can be asked.
        message: ``id`` (given back), ``ask`` (what is wanted) and its facts.

    Returns:
        ``id`` with ``answer``, or with ``error``: what went wrong, in words.
    """
    given = {"id": message.get("id")}
    try:
        return {**given, "answer": _ask(desks, message)}
    except ThememinerError as error:
        return {**given, "error": str(error)}


def _ask(desks: Desks, message: Plain) -> Plain:
    what = str(message.get("ask"))
    if what in _REVIEW and desks.review is not None:
        return _REVIEW[what](desks.review, message)
    if what in _THEMES and desks.themes is not None:
        return _THEMES[what](desks.themes, message)
    if what in _SETTLING and desks.settling is not None:
        return _SETTLING[what](desks.settling, message)
    raise ReviewError(f"This page cannot ask {what!r} of the study. Run the cell again.")


def _text(message: Plain, name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str):
        raise ReviewError(f"The page left out {name}. Run the cell again.")
    return value


def _number(message: Plain, name: str) -> int:
    value = message.get(name)
    if not isinstance(value, int):
        raise ReviewError(f"The page left out {name}. Run the cell again.")
    return value


def _said(message: Plain, verdict: str) -> Said:
    names = ("code_id", "to", "valence", "status", "memo", "start", "end")
    given = {name: message[name] for name in names if message.get(name) not in (None, "")}
    return Said(verdict=verdict, **given)


def _begin(desk: ReviewDesk, _: Plain) -> Plain:
    head = desk.head()
    return {name: head[name] for name in ("starts_at", "progress")}


def _rows(desk: ReviewDesk, message: Plain) -> Plain:
    n = max(0, min(MOST_ROWS, _number(message, "n")))
    start = max(0, _number(message, "start"))
    return {"start": start, "rows": list(desk.rows(_text(message, "codebook"), start, n))}


def _transcript(desk: ReviewDesk, message: Plain) -> Plain:
    return desk.transcript(_text(message, "codebook"), _text(message, "transcript_id"))


def _decide(desk: ReviewDesk, message: Plain) -> Plain:
    said = _said(message, _text(message, "verdict"))
    return desk.decide(_text(message, "codebook"), _text(message, "unit_id"), said)


def _code(desk: ReviewDesk, message: Plain) -> Plain:
    for name in ("start", "end"):
        _number(message, name)
    return desk.code(
        _text(message, "codebook"), _text(message, "transcript_id"), _said(message, "code")
    )


def _undo(desk: ReviewDesk, message: Plain) -> Plain:
    return desk.undo(_text(message, "codebook"))


def _next(desk: ReviewDesk, message: Plain) -> Plain:
    return {"index": desk.next_open(_text(message, "codebook"), _number(message, "after"))}


def _themes(desk: ThemesDesk, _: Plain) -> Plain:
    return desk.themes()


def _edit(desk: ThemesDesk, message: Plain) -> Plain:
    return desk.edit(_text(message, "what"), message)


def _write(desk: ThemesDesk, _: Plain) -> Plain:
    return desk.write()


def _disagreements(desk: SettlingDesk, message: Plain) -> Plain:
    return desk.disagreements(_text(message, "codebook"))


def _settle(desk: SettlingDesk, message: Plain) -> Plain:
    marked = message.get("marked")
    if not isinstance(marked, list):
        raise ReviewError("The page left out what is to stand. Run the cell again.")
    return desk.settle(_text(message, "codebook"), _text(message, "place"), marked)


def _unsettle(desk: SettlingDesk, message: Plain) -> Plain:
    return desk.unsettle(_text(message, "codebook"))


_REVIEW: Mapping[str, Callable[[ReviewDesk, Plain], Plain]] = {
    "begin": _begin,
    "rows": _rows,
    "transcript": _transcript,
    "decide": _decide,
    "code": _code,
    "undo": _undo,
    "next": _next,
}
_THEMES: Mapping[str, Callable[[ThemesDesk, Plain], Plain]] = {
    "themes": _themes,
    "edit": _edit,
    "write": _write,
}
_SETTLING: Mapping[str, Callable[[SettlingDesk, Plain], Plain]] = {
    "disagreements": _disagreements,
    "settle": _settle,
    "unsettle": _unsettle,
}

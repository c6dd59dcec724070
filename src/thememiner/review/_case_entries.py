"""What a coder wrote into rows on cases and disagreements into decisions: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Decision, Disagreement
from thememiner.review._case_rows import (
    CHART_COLUMNS,
    JUDGEMENT_COLUMNS,
    MEMO_COLUMNS,
    SETTLE_COLUMNS,
    SETTLE_WORDS,
    chart_row_id,
    disagreement_row_id,
    judgement_row_id,
)
from thememiner.review._cases import find_case
from thememiner.review._desk import Desk, RowProblemError
from thememiner.review._row_cells import (
    axes_of,
    codebook_of,
    codes_of,
    entry_of,
    named_code,
    plain_cell,
    unit_fields,
)
from thememiner.review._settled import shape_of
from thememiner.review._settling import mark_codes

_STALE = (
    "What this row showed was changed in the study since. Copy your words into a fresh export and look at "
    "it again."
)


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be, said of the row."""
    try:
        yield
    except ReviewError as error:
        raise RowProblemError(str(error)) from error


def decide_chart_row(desk: Desk, row: Mapping[str, str]) -> list[Decision]:
    """The decision of one row of the sheet ``Charts``; none where it says what the study says.

    Raises:
        RowProblemError: the row cannot be applied; the message says why and what to do.
    """
    entry = entry_of(row, CHART_COLUMNS)
    if not any(entry.values()):
        return []
    names = codebook_of(desk, entry["codebook"])
    with _told():
        case = find_case(desk.cases, entry["case"]).id
    code = named_code(desk, names, entry["code"])
    if not entry["summary"]:
        raise RowProblemError(
            "The summary is empty. Write it, or delete the row; nothing is taken back."
        )
    quotations = _quotations(desk, entry["quotations"])
    key = (case, names.codebook.id, code, desk.coder)
    now = desk.charts.get(key)
    said = (_plain(entry["summary"]), quotations)
    if now is not None and (_plain(now.text), now.quotations) == said:
        return []
    _check_row_id(entry["row_id"], None if now is None else chart_row_id(now))
    return [
        desk.decide(
            "chart",
            case=case,
            codebook=names.codebook.id,
            code_id=code,
            memo=entry["summary"],
            quotations=quotations,
        )
    ]


def _check_row_id(said: str, now: str | None) -> None:
    """A row that was copied for another case or code has another id, and is a new row."""
    if not said or said == now or now is None:
        return
    if said.rpartition("|")[0] == now.rpartition("|")[0]:
        raise RowProblemError(_STALE)


def _quotations(desk: Desk, typed: str) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(re.split(r"[\s|,;]+", typed))) if typed else ()
    ids = tuple(one for one in ids if one)
    strange = [one for one in ids if one not in desk.units and one not in desk.coding_ids]
    if strange:
        raise RowProblemError(
            f"quotations names {', '.join(strange)}, which is no unit and no coding of this study. Take "
            "the ids from the tables."
        )
    return ids


def decide_judgement_row(desk: Desk, row: Mapping[str, str]) -> list[Decision]:
    """The decision of one row of the sheet ``Judgements``; none where it says what the study says.

    Raises:
        RowProblemError: the row cannot be applied; the message says why and what to do.
    """
    entry = entry_of(row, JUDGEMENT_COLUMNS)
    if not any(entry.values()):
        return []
    with _told():
        case = find_case(desk.cases, entry["case"]).id
    book, construct = _construct(desk, entry)
    if not entry["rating"] or not entry["reason"]:
        raise RowProblemError("A judgement needs a rating and the reason for it.")
    fields = {
        "case": case,
        "codebook": book,
        "code_id": construct,
        "rating": entry["rating"],
        "memo": entry["reason"],
    }
    same = [
        j
        for j in desk.judgements
        if (j.case, j.codebook, j.construct_id) == (case, book, construct)
    ]
    settles = _yes(entry["settles"])
    now = next((j for j in same if j.coder == desk.coder and j.settled == settles), None)
    said = (_plain(entry["rating"]), _plain(entry["reason"]))
    if now is not None and (_plain(now.rating), _plain(now.reason)) == said:
        return []
    _check_row_id(entry["row_id"], None if now is None else judgement_row_id(now))
    if not settles:
        return [desk.decide("judge", **fields)]
    behind = tuple(j.decision_ids[-1] for j in same if not j.settled)
    if not behind:
        raise RowProblemError(
            f"Nobody has rated {case} on {construct} yet. Clear the cell settles."
        )
    return [desk.decide("settle", settles=behind, **fields)]


def _construct(desk: Desk, entry: Mapping[str, str]) -> tuple[str | None, str]:
    """A code of the codebook that is named, or of the only one that has it, or the team's own word."""
    typed = " ".join(entry["construct"].split())
    if not typed:
        raise RowProblemError("The row names no construct. Write a code, or what you rate.")
    if entry["codebook"]:
        names = codebook_of(desk, entry["codebook"])
        code = desk.code(names, typed, column="construct")
        return names.codebook.id, code or typed
    having = {book: names.meant(typed) for book, names in desk.names.items() if names.meant(typed)}
    if not having:
        return None, typed
    if len(having) > 1:
        raise RowProblemError(f"{typed!r} is in {', '.join(having)}. Fill the cell codebook.")
    book = next(iter(having))
    return book, desk.code(desk.names[book], typed, column="construct") or typed


def _yes(typed: str) -> bool:
    said = typed.casefold()
    if said in ("", "no", "false", "0"):
        return False
    if said in ("yes", "true", "1", "x", "settles"):
        return True
    raise RowProblemError(f"settles says {typed!r}. Write yes, or leave it empty.")


def decide_memo_row(desk: Desk, row: Mapping[str, str]) -> list[Decision]:
    """The decision of one row of the sheet ``Memos``.

    Raises:
        RowProblemError: the row cannot be applied; the message says why and what to do.
    """
    entry = entry_of(row, MEMO_COLUMNS)
    if not any(entry.values()):
        return []
    if not entry["memo"]:
        raise RowProblemError("The memo is empty. Write it, or clear the row.")
    return [desk.decide("memo", memo=entry["memo"], **_aim(desk, entry["on"], entry["codebook"]))]


def _aim(desk: Desk, on: str, book: str) -> dict[str, Any]:
    if on.casefold() in ("", "study", "the study"):
        return {}
    if on in desk.units:
        return {"codebook": book or None, **unit_fields(desk.units[on])}
    if on in desk.transcripts:
        return {"transcript_id": on}
    names = [codebook_of(desk, book)] if book else list(desk.names.values())
    having = [(one, meant[0]) for one in names if len(meant := one.meant(on)) == 1]
    cases = [case.id for case in desk.cases if case.id.casefold() == on.casefold()]
    if len(having) + len(cases) > 1:
        raise RowProblemError(
            f"on says {on!r}, which can mean several things. Fill the cell codebook."
        )
    if having:
        return {"codebook": having[0][0].codebook.id, "code_id": having[0][1]}
    with _told():
        return {"case": find_case(desk.cases, on).id}


def decide_settle_row(desk: Desk, row: Mapping[str, str]) -> list[Decision]:
    """The decision of one row of the sheet ``Disagreements``; none where nothing was filled in.

    Raises:
        RowProblemError: the row cannot be applied; the message says why and what to do.
    """
    entry = entry_of(row, SETTLE_COLUMNS)
    if not any(entry.values()):
        return []
    found = _disagreement(desk, row.get("row_id", "").strip())
    names = desk.names[found.codebook or ""]
    word = plain_cell(entry["settle"])
    if word not in ("", *SETTLE_WORDS):
        raise RowProblemError(
            f"settle says {entry['settle']!r}. Choose {' or '.join(SETTLE_WORDS)}."
        )
    codes = list(codes_of(desk, names, entry).values())
    _check_settle(word, codes)
    axes = axes_of(names, entry)
    with _told():
        marked = mark_codes(dict.fromkeys(codes), found.codings, names.codebook, **axes)
    replay = desk.replay
    place = found.unit_id or found.id.rpartition("|")[0]
    text = desk.transcripts[found.transcript_id or ""].text
    return [
        desk.decide(
            "settle",
            codebook=names.codebook.id,
            unit_id=found.unit_id,
            place=place,
            transcript_id=found.transcript_id,
            start=found.start,
            end=found.end,
            quote=text[found.start : found.end],
            marked=marked,
            settles=tuple(dict.fromkeys(shape_of(one, replay.ledger) for one in found.codings)),
            memo=entry["memo"],
        )
    ]


def _check_settle(word: str, codes: list[str]) -> None:
    if word == "none fits" and codes:
        raise RowProblemError(
            "settle says 'none fits', but a code is filled in too. Clear one of them."
        )
    if word != "none fits" and not codes:
        raise RowProblemError(
            "The row names no code. Choose one, or choose 'none fits' under settle."
        )


def _disagreement(desk: Desk, row_id: str) -> Disagreement:
    place = row_id.rpartition("|")[0]
    found = desk.disagreements.get(place)
    if found is None:
        raise RowProblemError(
            f"The row_id {row_id!r} names no disagreement of this study: coders agree there now, or the cell "
            "was edited. Look at a fresh export."
        )
    if disagreement_row_id(found) != row_id:
        raise RowProblemError(_STALE)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())

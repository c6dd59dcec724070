"""What a coder wrote into one row into decisions: nothing is guessed, contradictions are named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thememiner.records import Decision, Verdict
from thememiner.review._desk import Desk, Place, RowProblemError
from thememiner.review._row_cells import (
    CODE_COLUMNS,
    axes_of,
    codebook_of,
    codes_of,
    entry_of,
    named_code,
    plain_cell,
    same_code,
    unit_fields,
)
from thememiner.review._rows import ENTRY_COLUMNS, FREE_COLUMNS, SHEET_VERDICTS
from thememiner.review._spans import find_spans


def decide_review_row(desk: Desk, row: Mapping[str, str]) -> list[Decision]:
    """The decisions of one row of the sheet ``Review``; none where nothing was filled in.

    Raises:
        RowProblemError: the row cannot be applied; the message says why and what to do.
    """
    entry = entry_of(row, ENTRY_COLUMNS)
    if not any(entry.values()):
        return []
    place = desk.place(row)
    common = _in_view(place) | {"memo": entry["memo"]}
    verdict = _verdict(entry["verdict"])
    if [name for name, text in entry.items() if text] == ["memo"]:
        return [desk.decide("memo", **common)]
    if verdict in ("reject", "none-fits"):
        return [_turned_down(desk, place, entry, verdict=verdict, common=common)]
    codes = codes_of(desk, place.names, entry)
    said = axes_of(place.names, entry) | _stretch(place, entry["quote"])
    code = codes.pop("code", None)
    first = _first(desk, place, verdict=verdict, code=code, fields=common | said)
    memo_once = common | said | {"memo": ""}
    again = next((name for name, one in codes.items() if one == (first.to or first.code_id)), None)
    if again is not None:
        raise same_code(again)
    return [first, *(desk.decide("code", code_id=one, **memo_once) for one in codes.values())]


def decide_free_row(desk: Desk, row: Mapping[str, str]) -> list[Decision]:
    """The decision of one row of the sheet ``Free codings``.

    Raises:
        RowProblemError: the row cannot be applied; the message says why and what to do.
    """
    entry = entry_of(row, FREE_COLUMNS)
    if not any(entry.values()):
        return []
    names = codebook_of(desk, entry["codebook"])
    code = named_code(desk, names, entry["code"])
    transcript = desk.transcripts.get(entry["transcript_id"])
    if transcript is None:
        raise RowProblemError(
            f"There is no transcript {entry['transcript_id']!r} in this study. Take the "
            "transcript_id from the sheet 'Review'."
        )
    start, end = _only_span(transcript.text, entry["quote"], where=f"transcript {transcript.id}")
    return [
        desk.decide(
            "code",
            codebook=names.codebook.id,
            transcript_id=transcript.id,
            start=start,
            end=end,
            quote=transcript.text[start:end],
            code_id=code,
            memo=entry["memo"],
            blind=desk.blind,
            **axes_of(names, entry),
        )
    ]


def _in_view(place: Place) -> dict[str, Any]:
    best = place.shown[0] if place.shown else None
    return {
        "codebook": place.names.codebook.id,
        **unit_fields(place.unit),
        "shown_code": best.code_id if best else None,
        "shown_probability": best.probability if best else None,
        "model": best.model if best else "",
        "blind": place.blind,
        "decoy": place.decoy,
    }


def _verdict(typed: str) -> Verdict | None:
    key = plain_cell(typed)
    if not key:
        return None
    if key not in SHEET_VERDICTS:
        raise RowProblemError(
            f"The verdict {typed!r} is not known. Choose one of: {', '.join(SHEET_VERDICTS)}."
        )
    return SHEET_VERDICTS[key]


def _turned_down(
    desk: Desk,
    place: Place,
    entry: Mapping[str, str],
    *,
    verdict: Verdict,
    common: Mapping[str, Any],
) -> Decision:
    also = [name for name in (*CODE_COLUMNS, "valence", "status", "quote") if entry[name]]
    if also:
        raise RowProblemError(
            f"The verdict is {entry['verdict']!r}, but {', '.join(also)} is filled in too. Choose "
            "'recode' to put another code, or clear the other cells."
        )
    if verdict == "none-fits":
        return desk.decide("none-fits", **common)
    if not place.shown:
        raise RowProblemError("There is no suggestion in view to reject. Choose 'none fits'.")
    return desk.decide("reject", code_id=place.shown[0].code_id, **common)


def _first(
    desk: Desk,
    place: Place,
    *,
    verdict: Verdict | None,
    code: str | None,
    fields: Mapping[str, Any],
) -> Decision:
    """The decision on the cell ``code``: a confirmation, another code, or a code of one's own."""
    if code is None and verdict != "confirm":
        raise RowProblemError(
            "The row names no code. Choose a code, or a verdict that needs none, or clear the row."
        )
    if not place.shown:
        if code is None:
            raise RowProblemError("There is no suggestion in view to confirm. Choose a code.")
        return desk.decide("code", code_id=code, **fields)
    best = place.shown[0]
    code = code or best.code_id
    if verdict == "recode" and code == best.code_id:
        raise RowProblemError("The code is suggestion 1 itself. Choose 'confirm' or another code.")
    if code == best.code_id:
        with_valence = {**fields, "valence": fields["valence"] or best.valence}
        return desk.decide("confirm", code_id=code, **with_valence)
    if verdict != "confirm":
        return desk.decide("recode", code_id=best.code_id, to=code, **fields)
    if code not in [suggestion.code_id for suggestion in place.shown]:
        raise RowProblemError(
            "The verdict is 'confirm', but the code is none of the suggestions. Choose 'recode'."
        )
    return desk.decide("confirm", code_id=code, **fields)


def _stretch(place: Place, quote: str) -> dict[str, Any]:
    if not quote:
        return {}
    start, end = _only_span(place.unit.text, quote, where="the text of this row")
    return {
        "start": place.unit.start + start,
        "end": place.unit.start + end,
        "quote": place.unit.text[start:end],
    }


def _only_span(text: str, quote: str, *, where: str) -> tuple[int, int]:
    if not quote:
        raise RowProblemError("The row has no quote. Paste the words that are coded.")
    spans = find_spans(text, quote)
    if len(spans) == 1:
        return spans[0]
    if not spans:
        raise RowProblemError(
            f"The quote is not in {where}. Copy it exactly; words beyond the text go to the sheet "
            "'Free codings'."
        )
    raise RowProblemError(
        f"The quote stands {len(spans)} times in {where}. Paste a longer stretch."
    )

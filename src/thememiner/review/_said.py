"""What a coder says of a unit, a stretch or a coding into the fields of a decision, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Codebook, Coding, Suggestion, Transcript, Unit
from thememiner.review._said_checks import (
    Said,
    check_codes,
    check_verdict,
    find_span,
    need_memo,
    need_span,
    new_code,
    refuse,
    say_axes,
)


@dataclass(frozen=True)
class Seen:
    """What a coder looks at.

    Attributes:
        unit: the unit.
        transcript: where it stands.
        book: the codebook in question.
        shown: the suggestions for the unit in it, the best first; empty where they were hidden.
        own: the coder's codings of the unit in it.
    """

    unit: Unit
    transcript: Transcript
    book: Codebook
    shown: tuple[Suggestion, ...]
    own: tuple[Coding, ...]


# --- a unit ----------------------------------------------------------------------------------


def say_of_unit(said: Said, seen: Seen) -> dict[str, Any]:
    """The fields of the decision on a unit: what is decided, where, and what was in view.

    Args:
        said: what the coder says.
        seen: what they look at.

    Raises:
        ReviewError: it makes no sense there; the message says why and what would.
    """
    check_verdict(said.verdict)
    check_codes(seen.book, said.code_id, said.to)
    axes = say_axes(said, seen.book)
    fields = _IN_WORDS[said.verdict](said, seen)
    unit, best = seen.unit, seen.shown[0] if seen.shown else None
    span = find_span(said, seen.transcript, (unit.start, unit.end))
    return {
        "codebook": seen.book.id,
        "unit_id": unit.id,
        **span,
        "memo": said.memo,
        **axes,
        "shown_code": best.code_id if best else None,
        "shown_probability": best.probability if best else None,
        "model": best.model if best else "",
        "blind": said.blind,
        **fields,
    }


def _confirm(said: Said, seen: Seen) -> dict[str, Any]:
    if not seen.shown:
        hidden = "the suggestions were hidden" if said.blind else "nothing is suggested here"
        raise ReviewError(
            f"There is nothing to confirm at {seen.unit.id} in {seen.book.id}: {hidden}. Choose a code "
            "with the verdict 'code', or 'none-fits'."
        )
    code = said.code_id or seen.shown[0].code_id
    meant = next((one for one in seen.shown if one.code_id == code), None)
    if meant is None:
        raise ReviewError(
            f"{code} is not suggested for {seen.unit.id}, so it cannot be confirmed. Suggested are "
            f"{_codes_of(seen.shown)}. To put your own code, use 'recode' or 'code'."
        )
    allowed = meant.valence if meant.valence in seen.book.valences else None
    return {"code_id": code, "valence": said.valence or allowed}


def _turned_down(said: Said, seen: Seen) -> str:
    """The code that a rejection or a recoding is about: suggested, or coded by the same coder."""
    if said.code_id is None and seen.shown:
        return seen.shown[0].code_id
    own = [coding.code_id for coding in seen.own]
    if said.code_id is None and len(set(own)) == 1:
        return own[0]
    if said.code_id in (*own, *(one.code_id for one in seen.shown)):
        return str(said.code_id)
    suggested = f"suggested are {_codes_of(seen.shown)}" if seen.shown else "nothing is in view"
    yours = f"your own codes are {', '.join(own)}" if own else "you have coded nothing"
    raise ReviewError(
        f"{said.code_id or 'No code'} can be turned down at {seen.unit.id} in {seen.book.id} only where "
        f"it is suggested or your own: {suggested}, {yours}. Name one of these, or use 'none-fits'."
    )


def _reject(said: Said, seen: Seen) -> dict[str, Any]:
    refuse(said, "to", "valence", "status", "start", "end")
    return {"code_id": _turned_down(said, seen)}


def _recode(said: Said, seen: Seen) -> dict[str, Any]:
    code = _turned_down(said, seen)
    return {"code_id": code, "to": new_code(said, code)}


def _code(said: Said, _seen: Seen) -> dict[str, Any]:
    if said.code_id is None:
        raise ReviewError("The verdict 'code' needs a code: pass code_id.")
    refuse(said, "to")
    return {"code_id": said.code_id}


def _none_fits(said: Said, _seen: Seen) -> dict[str, Any]:
    refuse(said, "code_id", "to", "valence", "status", "start", "end")
    return {}


def _edit_span(said: Said, seen: Seen) -> dict[str, Any]:
    refuse(said, "to", "valence", "status")
    need_span(said)
    own = {coding.code_id for coding in seen.own}
    code = said.code_id or (next(iter(own)) if len(own) == 1 else None)
    if code not in own:
        yours = f"Your codes there are {', '.join(sorted(own))}." if own else "You have none there."
        raise ReviewError(
            f"Only a coding of your own can be moved; {code or 'no code'} is none at {seen.unit.id}. "
            f"{yours} Use 'code' with start and end to begin one."
        )
    return {"code_id": code}


def _memo(said: Said, _seen: Seen) -> dict[str, Any]:
    refuse(said, "to", "valence", "status")
    need_memo(said)
    return {"code_id": said.code_id}


_IN_WORDS = {
    "confirm": _confirm,
    "reject": _reject,
    "recode": _recode,
    "code": _code,
    "none-fits": _none_fits,
    "edit-span": _edit_span,
    "memo": _memo,
}


# --- a stretch, and a coding -----------------------------------------------------------------


def say_of_stretch(said: Said, transcript: Transcript, book: Codebook) -> dict[str, Any]:
    """The fields of a free coding.

    Raises:
        ReviewError: no such code, valence or status in the codebook, or no such span.
    """
    check_codes(book, said.code_id)
    if said.code_id is None:
        raise ReviewError("A coding needs a code: pass code_id.")
    return {
        "codebook": book.id,
        **find_span(said, transcript, None),
        "code_id": said.code_id,
        "memo": said.memo,
        **say_axes(said, book),
        "blind": said.blind,
    }


def say_of_coding(
    said: Said, coding: Coding, *, coder: str, transcript: Transcript, book: Codebook
) -> dict[str, Any]:
    """The verdict and the fields of a decision on a coding that is there.

    ``confirm`` says that it still stands, after a change of the codebook; anybody may say so, and note
    a memo. Only its own coder may reject, recode or move it.

    Args:
        said: what is said.
        coding: about which.
        coder: who says so.
        transcript: where it stands.
        book: its codebook.

    Raises:
        ReviewError: it makes no sense there.
    """
    check_verdict(said.verdict)
    free = coding.unit_id is None
    place = {
        "codebook": book.id,
        "unit_id": coding.unit_id,
        "place": coding.place if free else None,
        "code_id": coding.code_id,
        "memo": said.memo,
    }
    span = find_span(said, transcript, (coding.start, coding.end))
    if said.code_id not in (None, coding.code_id):
        raise ReviewError(f"{coding.id} has the code {coding.code_id}, not {said.code_id}.")
    whose = {"whose": coding.coder if coder != coding.coder else None}
    if said.verdict in ("confirm", "memo"):
        refuse(said, "to", "valence", "status", "start", "end")
        need_memo(said) if said.verdict == "memo" else None
        verdict = "recheck" if said.verdict == "confirm" else "memo"
        return {"verdict": verdict, **place, **span, **whose}
    if coding.settled:
        raise ReviewError(
            f"{coding.id} is what a disagreement was settled to. To change it, settle it again: "
            "study.settle()."
        )
    if coder != coding.coder:
        raise ReviewError(
            f"{coding.id} is a coding of {coding.coder}; {coder} can confirm it again, note a memo or "
            "settle it, but not change it."
        )
    return {**place, **span, **_change(said, coding, book)}


def _change(said: Said, coding: Coding, book: Codebook) -> dict[str, Any]:
    if said.verdict == "reject":
        refuse(said, "to", "valence", "status", "start", "end")
        return {"verdict": "reject"}
    if said.verdict == "edit-span":
        refuse(said, "to", "valence", "status")
        need_span(said)
        return {"verdict": "edit-span"}
    if said.verdict != "recode":
        raise ReviewError(
            f"The verdict {said.verdict!r} is about a unit, and {coding.id} is a coding. For a coding "
            "there are confirm, recode, edit-span, reject and memo."
        )
    check_codes(book, said.to)
    axes = say_axes(said, book)
    kept = {"valence": coding.valence, "status": coding.status, "model": coding.model}
    said_axes = {axis: value for axis, value in axes.items() if value is not None}
    return {"verdict": "recode", "to": new_code(said, coding.code_id), **kept, **said_axes}


def _codes_of(shown: Iterable[Suggestion]) -> str:
    return ", ".join(one.code_id for one in shown)

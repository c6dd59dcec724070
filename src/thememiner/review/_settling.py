"""What an adjudicator says of a place into the codes that are to stand there: nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thememiner.errors import ReviewError
from thememiner.records import Codebook, Coding, Marked, Status, Valence
from thememiner.review._said_checks import check_axes, check_codes


def mark_codes(
    wanted: Mapping[str, Valence | None],
    there: Sequence[Coding],
    book: Codebook,
    *,
    valence: Valence | None = None,
    status: Status | None = None,
) -> tuple[Marked, ...]:
    """The codes that are to stand, with the valence and status that are said or that coders agree on.

    Args:
        wanted: codes to the valence of each, None where that is not said.
        there: what coders coded at the place.
        book: the codebook.
        valence: of all these codes.
        status: of all these codes.

    Raises:
        ReviewError: no such code, valence or status, or one is in question too and is not said.
    """
    check_codes(book, *wanted)
    out = []
    for code, own_valence in wanted.items():
        same = [coding for coding in there if coding.code_id == code]
        marked = {
            "valence": own_valence or valence or _agreed("valence", same, code),
            "status": status or _agreed("status", same, code),
        }
        check_axes(book, **marked)
        out.append(Marked.model_validate({"code_id": code, **marked}))
    return tuple(out)


def _agreed(axis: str, same: Sequence[Coding], code: str) -> Valence | Status | None:
    """What all who coded it say, where they say anything.

    Raises:
        ReviewError: they say different things.
    """
    values = {coding.coder: getattr(coding, axis) for coding in same}
    said = set(values.values()) - {None}
    if len(said) > 1:
        told = ", ".join(f"{coder} says {value or 'nothing'}" for coder, value in values.items())
        raise ReviewError(f"The {axis} of {code} is in question too: {told}. Pass {axis}=.")
    return next(iter(said), None)

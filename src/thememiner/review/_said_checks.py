"""What a coder says, checked against codebook and transcript: the code, the axes, the span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Code, Codebook, Status, Transcript, Valence

UNIT_VERDICTS = (
    "confirm",
    "reject",
    "recode",
    "code",
    "none-fits",
    "edit-span",
    "memo",
)
_MOST_NAMED = 40


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a coder says.

    Attributes:
        verdict: confirm, reject, recode, code, none-fits, edit-span or memo.
        code_id: the code that it is about.
        to: for a recoding, the code that takes its place.
        valence: as the coder says.
        status: as the coder says.
        memo: a note.
        start: first code point in the transcript, where not that of the unit or coding.
        end: one past the last.
        blind: True where no suggestion was in view.
    """

    verdict: str
    code_id: str | None = None
    to: str | None = None
    valence: Valence | None = None
    status: Status | None = None
    memo: str = ""
    start: int | None = None
    end: int | None = None
    blind: bool = False


def check_verdict(verdict: str) -> None:
    """Refuse what is no verdict.

    Raises:
        ReviewError: it is none.
    """
    if verdict not in UNIT_VERDICTS:
        raise ReviewError(
            f"There is no verdict {verdict!r}. Allowed are {', '.join(UNIT_VERDICTS)}."
        )


def check_codes(book: Codebook, *codes: str | None) -> None:
    """Refuse codes that the codebook does not have.

    Raises:
        ReviewError: it has no such code.
    """
    unknown = [code for code in codes if code is not None and code not in book]
    if unknown:
        raise ReviewError(
            f"{book.id} has no code {', '.join(map(repr, unknown))}. Its codes are "
            f"{some_of(code.id for code in book.codes)}."
        )


def new_code(said: Said, code: str) -> str:
    """The code that takes the place of another.

    Raises:
        ReviewError: none is named, or the same.
    """
    if said.to is None:
        raise ReviewError(f"A recoding of {code} needs the code that takes its place: pass to=.")
    if said.to == code:
        raise ReviewError(f"{code} cannot take its own place. Use 'confirm', or another to=.")
    return said.to


def say_axes(said: Said, book: Codebook) -> dict[str, Any]:
    """Valence and status, where the codebook has them.

    Raises:
        ReviewError: the codebook does not have them.
    """
    check_axes(book, valence=said.valence, status=said.status)
    return {"valence": said.valence, "status": said.status}


def check_axes(book: Codebook, *, valence: str | None, status: str | None) -> None:
    """Refuse a valence or a status that the codebook does not have.

    Raises:
        ReviewError: it does not have it.
    """
    axes = (("valence", valence, book.valences), ("status", status, book.statuses))
    for name, value, allowed in axes:
        if value is None or value in allowed:
            continue
        if not allowed:
            raise ReviewError(f"Codes of {book.id} carry no {name}. Leave it out.")
        raise ReviewError(f"{value!r} is no {name} of {book.id}. Allowed are {', '.join(allowed)}.")


def find_span(said: Said, transcript: Transcript, other: tuple[int, int] | None) -> dict[str, Any]:
    """Where the words stand, and the words.

    Args:
        said: with the span, where one is given.
        transcript: where.
        other: the span of the unit or coding, where none is given.

    Raises:
        ReviewError: it lies outside the transcript, or is empty.
    """
    start = said.start if said.start is not None else other[0] if other else None
    end = said.end if said.end is not None else other[1] if other else None
    n = len(transcript.text)
    if start is None or end is None or not 0 <= start < end <= n:
        raise ReviewError(
            f"{start} to {end} is no stretch of {transcript.id}, which has {n} characters, counted from "
            "0. Give start and end, the end after the start."
        )
    quote = transcript.text[start:end]
    if not quote.strip():
        raise ReviewError(f"There are no words from {start} to {end} in {transcript.id}.")
    return {"transcript_id": transcript.id, "start": start, "end": end, "quote": quote}


def need_span(said: Said) -> None:
    """Refuse an edit of a span without a span.

    Raises:
        ReviewError: neither start nor end is given.
    """
    if said.start is None and said.end is None:
        raise ReviewError("To edit a span, say from where to where: pass start=, end= or both.")


def need_memo(said: Said) -> None:
    """Refuse a memo without words.

    Raises:
        ReviewError: it is empty.
    """
    if not said.memo.strip():
        raise ReviewError("The memo is empty. Pass memo= with your note.")


def refuse(said: Said, *names: str) -> None:
    """Refuse what does not go with a verdict.

    Raises:
        ReviewError: something is given that has no meaning there.
    """
    given = [name for name in names if getattr(said, name) is not None]
    if given:
        raise ReviewError(
            f"{', '.join(given)} has no meaning with the verdict {said.verdict!r}. Leave it out."
        )


def some_of(names: Iterable[str]) -> str:
    """Names for a message, not more than can be read."""
    every = list(names)
    more = f" and {len(every) - _MOST_NAMED} more" if len(every) > _MOST_NAMED else ""
    return f"{', '.join(every[:_MOST_NAMED])}{more}" if every else "none"


def find_book(
    books: Mapping[str, Codebook], named: str | None, codes: Sequence[str | None] = ()
) -> Codebook:
    """The codebook that is meant: the one named, the only one, or the only one with these codes.

    Args:
        books: those of the study, by id.
        named: its id, where one is given.
        codes: the codes in question.

    Raises:
        ReviewError: none or several are meant.
    """
    if named is not None and named in books:
        return books[named]
    if named is not None or not books:
        raise ReviewError(
            f"The study has no codebook {named!r}. It has {some_of(books)}. Codebooks come in with "
            "study.mine(codebook=...)."
        )
    if len(books) == 1:
        return next(iter(books.values()))
    wanted = [code for code in codes if code is not None]
    having = [book for book in books.values() if wanted and all(code in book for code in wanted)]
    if len(having) == 1:
        return having[0]
    raise ReviewError(
        f"The study has several codebooks: {some_of(books)}. Say which one: pass codebook=."
    )


def find_code(book: Codebook, code_id: str) -> Code:
    """A code of a codebook.

    Raises:
        ReviewError: it has no such code.
    """
    check_codes(book, code_id)
    return book[code_id]

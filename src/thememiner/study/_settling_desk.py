"""What several coders say into disagreements, and an adjudication into one entry of the log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.errors import ReviewError
from thememiner.records import (
    Codebook,
    Coding,
    Decision,
    Disagreement,
    Valence,
)
from thememiner.review import (
    Said,
    belongs,
    check_codes,
    find_book,
    find_disagreements,
    find_rating_disagreements,
    find_span,
    mark_codes,
    shape_of,
    units_of_coding,
)
from thememiner.study._decision_desk import DecisionDesk, check_coder

Codes = Sequence[str] | Mapping[str, Valence | None]
_PLACE = re.compile(r"(.+):(\d+)-(\d+)")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where something is to be settled: the unit, or a stretch."""

    unit_id: str | None
    transcript_id: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.unit_id or f"{self.transcript_id}:{self.start}-{self.end}"


class SettlingDesk:
    """Shows where coders differ and takes what they settle it to.

    Args:
        desk: takes decisions.
    """

    def __init__(self, desk: DecisionDesk) -> None:
        self._desk = desk

    def disagreements(
        self,
        coders: Sequence[str],
        *,
        codebook: str | None,
        settled: bool,
        finished: Mapping[str, Collection[str]] | None = None,
    ) -> tuple[Disagreement, ...]:
        """Where coders differ: codings in the order of the transcripts, then judgements.

        Args:
            coders: between whom; none for all.
            codebook: its id; None for all.
            settled: True to list what is settled as well.
            finished: coder to ids of units that they read to the end.

        Raises:
            ReviewError: nobody of that name has decided anything, or no such codebook.
        """
        replay = self._desk.replay
        self._check(coders, codebook, finished or {})
        found = (
            *find_disagreements(
                self._desk.codings(settled=False),
                replay.ledger,
                replay.grounds,
                coders=frozenset(coders),
                codebook=codebook,
                finished=finished,
            ),
            *find_rating_disagreements(replay.ledger, replay.grounds.heirs, coders),
        )
        return tuple(
            one
            for one in found
            if (settled or one.settled_by is None) and codebook in (None, one.codebook)
        )

    def _check(self, coders: Sequence[str], codebook: str | None, finished: Iterable[str]) -> None:
        known = {decision.coder for decision in self._desk.replay.ledger.decisions.values()}
        known |= set(finished)
        strange = sorted(set(coders) - known)
        if strange:
            raise ReviewError(
                f"Nobody called {', '.join(strange)} has decided anything here. Coders are "
                f"{', '.join(sorted(known)) or 'none'}."
            )
        if codebook is not None:
            find_book(self._desk.books, codebook)

    def settle(
        self,
        where: str | tuple[str, int, int] | Disagreement,
        codes: Codes,
        *,
        coder: str,
        codebook: str | None = None,
        said: Said,
    ) -> Decision:
        """An adjudication: these codes stand at a place, and what coders had there is settled.

        Raises:
            ReviewError: there is nothing to settle, or it makes no sense; the message says why.
        """
        coder = check_coder(coder)
        wanted = dict.fromkeys(codes) if not isinstance(codes, Mapping) else dict(codes)
        named = where.codebook if isinstance(where, Disagreement) else codebook
        place = self._place(where)
        book = find_book(self._desk.books, named or self._only_book(place), tuple(wanted))
        check_codes(book, *wanted)
        there = self._there(place, book)
        if not there:
            raise ReviewError(
                f"Nobody has coded anything at {place} in {book.id}, so there is nothing to settle. A "
                "coding of your own is made with study.decide() or study.code()."
            )
        ledger = self._desk.replay.ledger
        span = {**vars(place), "start": said.start, "end": said.end}
        span = {key: vars(place)[key] if value is None else value for key, value in span.items()}
        transcript = self._desk.transcript(place.transcript_id)
        stretch = Said(verdict="settle", start=span["start"], end=span["end"])
        return self._desk.put(
            coder=coder,
            verdict="settle",
            codebook=book.id,
            unit_id=place.unit_id,
            place=str(place),
            **find_span(stretch, transcript, None),
            marked=mark_codes(wanted, there, book, valence=said.valence, status=said.status),
            settles=tuple(dict.fromkeys(shape_of(one, ledger) for one in there)),
            memo=said.memo,
        )

    def _place(self, where: str | tuple[str, int, int] | Disagreement) -> _Place:
        if isinstance(where, Disagreement):
            return self._place_of_disagreement(where)
        if not isinstance(where, str):
            return _Place(unit_id=None, transcript_id=where[0], start=where[1], end=where[2])
        unit = self._desk.unit(where)
        coding = self._desk.coding(where)
        if coding is not None and coding.unit_id is not None:
            unit = self._desk.unit(coding.unit_id)
        found = unit or coding
        if found is not None:
            return _Place(
                unit_id=None if unit is None else unit.id,
                transcript_id=found.transcript_id,
                start=found.start,
                end=found.end,
            )
        self._desk.check_not_withdrawn(where)
        match = _PLACE.fullmatch(where)
        if match is None:
            raise ReviewError(
                f"{where!r} is no unit, no coding and no stretch. Take an id from study.disagreements(), or "
                "'TRANSCRIPT:start-end'."
            )
        return _Place(unit_id=None, transcript_id=match[1], start=int(match[2]), end=int(match[3]))

    def _place_of_disagreement(self, one: Disagreement) -> _Place:
        if one.transcript_id is None or one.start is None or one.end is None:
            raise ReviewError(
                f"{one.id} is about a judgement. Settle it with study.judge(…, settles=True)."
            )
        return _Place(
            unit_id=one.unit_id, transcript_id=one.transcript_id, start=one.start, end=one.end
        )

    def _there(self, place: _Place, book: Codebook) -> list[Coding]:
        """The codings of everybody at a place, whatever was settled before."""
        grounds = self._desk.replay.grounds
        every = [one for one in self._desk.codings(settled=False) if one.codebook == book.id]
        if place.unit_id is not None:
            unit = place.unit_id
            return [c for c in every if any(u.id == unit for u in units_of_coding(c, grounds))]
        return [one for one in every if belongs(one, place.transcript_id, place.start, place.end)]

    def _only_book(self, place: _Place) -> str | None:
        """The codebook of all codings at a place; None where there are several."""
        books = [book for book in self._desk.books.values() if self._there(place, book)]
        return books[0].id if len(books) == 1 else None

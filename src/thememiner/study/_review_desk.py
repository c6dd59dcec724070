"""The decisions of one coder into what the review page shows, kept up with the log as it grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Coding, Decision, Unit
from thememiner.review import Said, find_taken_back, subject_of
from thememiner.study._decision_desk import DecisionDesk, check_coder
from thememiner.study._review_choice import Choice, in_order
from thememiner.study._review_plain import (
    plain_book,
    plain_coding,
    plain_suggestion,
    plain_text,
    plain_transcript,
    plain_unit,
)
from thememiner.units import find_set_aside
from thememiner.widgets import Plain, find_time_left

_VIA = "widget"
_DECIDING = frozenset({"confirm", "reject", "recode", "code", "none-fits"})


@dataclass
class _Tally:
    """What was decided in one codebook, by the log up to some length.

    Attributes:
        n_log: how many decisions the log had.
        done: units that the coder has decided on.
        others: other coders, with how many units they have decided on.
        times: when the coder decided.
    """

    n_log: int
    done: set[str]
    others: Counter[str]
    times: list[str] = field(default_factory=list)


class StudyReviewDesk:
    """The passages of a study for one coder; fulfils ``ReviewDesk``.

    Args:
        desk: takes the decisions.
        choice: what the coder wants to review.

    Raises:
        ReviewError: the coder has no name, there is no such codebook or unit, or nothing to review.
    """

    def __init__(self, desk: DecisionDesk, choice: Choice) -> None:
        self._desk = desk
        self._coder = check_coder(choice.coder)
        self._blind = choice.blind
        self._books = desk.books
        self._first = choice.codebook or next(iter(self._books), "")
        if self._first not in self._books:
            raise ReviewError(_no_book(choice.codebook, self._books))
        self._units = in_order(self._wanted(choice.unit_ids), choice.order)
        self._places = {unit.id: index for index, unit in enumerate(self._units)}
        aside = find_set_aside(list(desk.replay.grounds.units.values()))
        self._aside = {one.unit_id: one.reason for one in aside}
        self._tallies: dict[str, _Tally] = {}

    def _wanted(self, unit_ids: Sequence[str] | None) -> list[Unit]:
        """The units to review in the order of the talk, however they were named."""
        known = self._desk.replay.grounds.units
        if unit_ids is None:
            return list(known.values())
        missing = [one for one in unit_ids if one not in known]
        if missing:
            raise ReviewError(
                f"There is no unit {missing[0]!r} in this study. Ids are in study.units."
            )
        named = set(unit_ids)
        return [unit for unit in known.values() if unit.id in named]

    # --- what is shown -----------------------------------------------------------------------

    def head(self) -> Plain:
        """What does not change while the page is open, and where to begin."""
        return {
            "coder": self._coder,
            "blind": self._blind,
            "n_units": len(self._units),
            "codebook": self._first,
            "codebooks": [plain_book(book) for book in self._books.values()],
            "starts_at": {name: self.next_open(name, -1) or 0 for name in self._books},
            "progress": {name: self._progress(name) for name in self._books},
        }

    def rows(self, codebook: str, start: int, n: int) -> Sequence[Plain]:
        """A window of the queue, suggestions included where they may be seen."""
        last = min(len(self._units), start + n)
        return [self._row(codebook, index) for index in range(start, last)]

    def _row(self, codebook: str, index: int) -> dict[str, Any]:
        unit = self._units[index]
        subject = (self._coder, unit.id, codebook)
        standing = self._desk.replay.ledger.standing(subject)
        verdicts = [one.verdict for one in standing if one.verdict in _DECIDING]
        hidden = self._hides(unit.id, codebook)
        shown = () if hidden else self._desk.suggested(unit.id, codebook)
        codings = self._desk.replay.held.get(subject, ())
        return {
            **plain_unit(unit, index, aside=self._aside.get(unit.id, "")),
            "done": bool(verdicts),
            "last": verdicts[-1] if verdicts else "",
            "codings": [plain_coding(coding) for coding in codings],
            "memos": [plain_text(one.memo) for one in standing if one.memo],
            "hidden": hidden,
            "suggestions": [plain_suggestion(one) for one in shown],
        }

    def _hides(self, unit_id: str, codebook: str) -> bool:
        """A blind coder sees what is suggested once they decided, even if they took that back."""
        if not self._blind:
            return False
        history = self._desk.replay.ledger.history((self._coder, unit_id, codebook))
        return not any(one.verdict in _DECIDING for one in history)

    def transcript(self, codebook: str, transcript_id: str) -> Plain:
        """A whole transcript to read, with what the coder coded in it."""
        places = [
            (index, unit)
            for index, unit in enumerate(self._units)
            if unit.transcript_id == transcript_id
        ]
        codings = self._codings(codebook, transcript_id)
        return plain_transcript(self._desk.transcript(transcript_id), places, codings)

    def _codings(self, codebook: str, transcript_id: str) -> list[Coding]:
        held = self._desk.replay.held
        return [
            coding
            for (coder, _, book), some in held.items()
            if coder == self._coder and book == codebook
            for coding in some
            if coding.transcript_id == transcript_id
        ]

    # --- what is decided ---------------------------------------------------------------------

    def decide(self, codebook: str, unit_id: str, said: Said) -> Plain:
        """Write a decision on a passage into the log; it is on disk when this returns."""
        said = replace(said, blind=self._hides(unit_id, codebook))
        made = self._desk.decide(unit_id, said, coder=self._coder, codebook=codebook, via=_VIA)
        return self._after(codebook, made, unit_id)

    def code(self, codebook: str, transcript_id: str, said: Said) -> Plain:
        """Write a coding of any words into the log; it is on disk when this returns."""
        made = self._desk.code(transcript_id, said, coder=self._coder, codebook=codebook, via=_VIA)
        subject = subject_of(made)
        return self._after(codebook, made, subject[1] if subject else "")

    def undo(self, codebook: str) -> Plain:
        """Take the coder's last standing decision in a codebook back, by a further entry."""
        last = self._last(codebook)
        if last is None:
            raise ReviewError(
                f"{self._coder} has no decision in {codebook} that could be taken back."
            )
        subject = subject_of(last)
        self._desk.undo(last.id, coder=self._coder, via=_VIA)
        self._tallies.pop(codebook, None)
        words = {"said": f"Taken back: {last.verdict.replace('-', ' ')}."}
        return {
            **self._now(codebook, last.transcript_id or "", subject[1] if subject else ""),
            **words,
        }

    def _last(self, codebook: str) -> Decision | None:
        ledger = self._desk.replay.ledger
        gone = find_taken_back(ledger.decisions[one] for one in ledger.others)
        own = (
            decision
            for (coder, _, book), ids in ledger.subjects.items()
            if coder == self._coder and book == codebook
            for decision in (ledger.decisions[one] for one in ids)
            if decision.coder == self._coder and decision.id not in gone
        )
        return max(own, key=lambda one: (one.at, one.id), default=None)

    def _after(self, codebook: str, made: Decision, place: str) -> dict[str, Any]:
        tally = self._tallies.get(codebook)
        n_log = len(self._desk.replay.ledger.decisions)
        if tally is not None and tally.n_log + 1 == n_log:
            tally.n_log = n_log
            if place in self._places:
                self._count(tally, codebook, place)
            if made.verdict in _DECIDING:
                tally.times.append(made.at)
        return self._now(codebook, made.transcript_id or "", place)

    def _now(self, codebook: str, transcript_id: str, place: str) -> dict[str, Any]:
        index = self._places.get(place)
        return {
            "row": None if index is None else self._row(codebook, index),
            "transcript_id": transcript_id,
            "codings": [plain_coding(one) for one in self._codings(codebook, transcript_id)],
            "progress": self._progress(codebook),
        }

    # --- how far -----------------------------------------------------------------------------

    def next_open(self, codebook: str, after: int) -> int | None:
        """The next passage without a decision, from the beginning again after the last."""
        done = self._tally(codebook).done
        n = len(self._units)
        order = ((after + 1 + step) % n for step in range(n))
        return next((index for index in order if self._units[index].id not in done), None)

    def _progress(self, codebook: str) -> dict[str, Any]:
        tally = self._tally(codebook)
        n_left = len(self._units) - len(tally.done)
        return {
            "done": len(tally.done),
            "total": len(self._units),
            "left_s": find_time_left(tally.times, n_left),
            "others": dict(tally.others),
        }

    def _tally(self, codebook: str) -> _Tally:
        """Counted afresh only where somebody else wrote into the log meanwhile."""
        ledger = self._desk.replay.ledger
        tally = self._tallies.get(codebook)
        if tally is not None and tally.n_log == len(ledger.decisions):
            return tally
        tally = _Tally(len(ledger.decisions), set(), Counter())
        for coder, place, book in ledger.subjects:
            if book != codebook or place not in self._places:
                continue
            standing = ledger.standing((coder, place, book))
            at = [one.at for one in standing if one.verdict in _DECIDING]
            if coder == self._coder and at:
                tally.done.add(place)
                tally.times += at
            elif at:
                tally.others[coder] += 1
        self._tallies[codebook] = tally
        return tally

    def _count(self, tally: _Tally, codebook: str, unit_id: str) -> None:
        standing = self._desk.replay.ledger.standing((self._coder, unit_id, codebook))
        if any(one.verdict in _DECIDING for one in standing):
            tally.done.add(unit_id)
        else:
            tally.done.discard(unit_id)


def _no_book(named: str | None, books: Mapping[str, object]) -> str:
    if not books:
        return "This study has no codebook yet. Run study.mine(codebook='npt')."
    return f"The study has no codebook {named!r}. It has {', '.join(books)}."

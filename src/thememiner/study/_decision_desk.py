"""What a coder says into one entry of the log, on disk when it returns; the log into codings, as it grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from thememiner.errors import ReviewError
from thememiner.records import Codebook, Coding, Decision, Suggestion, Transcript, Unit, Verdict
from thememiner.review import (
    Replay,
    Said,
    Seen,
    check_verdict,
    find_book,
    find_settlements,
    find_taken_back,
    in_order,
    make_decision,
    make_grounds,
    rank_suggestions,
    replay_more,
    say_of_coding,
    say_of_stretch,
    say_of_unit,
    settle_codings,
    shape_of,
    some_of,
    when,
)
from thememiner.store import Database
from thememiner.study._clock import Clock
from thememiner.study._mining import units_of
from thememiner.study._themes_desk import units_name
from thememiner.study._withdrawn_talk import gone_before

_NO_SUGGESTIONS: tuple[Suggestion, ...] = ()


class DecisionDesk:
    """Takes decisions of coders and knows the codings that follow from them.

    What the study holds is read once and again only after it changed, so that a decision takes
    milliseconds however large the study is.

    Args:
        database: of the study.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._clock = Clock()
        self._read_at: tuple[int, int] | None = None
        self._replay = Replay(make_grounds((), (), ()))
        self._ranked: Mapping[tuple[str, str], tuple[Suggestion, ...]] = {}
        self._books: Mapping[str, Codebook] = {}

    # --- what there is -----------------------------------------------------------------------

    @property
    def replay(self) -> Replay:
        """The log and the codings it leads to, as they are now."""
        state = self.database.state()
        if state != self._read_at:
            self._read()
            self._read_at = state
        return self._replay

    def _read(self) -> None:
        material = units_of(self.database)
        self._books = {book.id: book for book in self.database.codebooks()}
        found = [s for b in self._books for s in self.database.result(units_name(b), Suggestion)]
        self._ranked = rank_suggestions(found)
        start = Replay(make_grounds(found, material.units, material.transcripts))
        self._replay = replay_more(start, self.database.decisions())

    @property
    def books(self) -> Mapping[str, Codebook]:
        """The codebooks of the study, by id."""
        return self._books if self.replay else {}

    def codings(self, *, settled: bool = True) -> tuple[Coding, ...]:
        """The codings that count; or what coders coded, side by side, whatever was settled."""
        replay = self.replay
        raw = replay.codings()
        if not settled:
            return raw
        return in_order(settle_codings(raw, replay.ledger, replay.grounds), replay.grounds)

    def unit(self, unit_id: str) -> Unit | None:
        """A unit of the study."""
        return self.replay.grounds.units.get(unit_id)

    def suggested(self, unit_id: str, codebook: str) -> tuple[Suggestion, ...]:
        """What is suggested for a unit in a codebook, the best first."""
        return self._ranked.get((unit_id, codebook), _NO_SUGGESTIONS) if self.replay else ()

    def coding(self, coding_id: str) -> Coding | None:
        """A coding of the study."""
        held = self.replay.held.values()
        found = next((one for some in held for one in some if one.id == coding_id), None)
        if found is not None or not find_settlements(self.replay.ledger):
            return found
        return next((one for one in self.codings() if one.id == coding_id), None)

    def transcript(self, transcript_id: str) -> Transcript:
        """A transcript of the study.

        Raises:
            ReviewError: there is none with this id, or the person in it has withdrawn.
        """
        found = self.replay.grounds.transcripts.get(transcript_id)
        if found is None:
            self.check_not_withdrawn(transcript_id)
            raise ReviewError(
                f"There is no transcript {transcript_id!r} in this study. Its transcripts are "
                f"{some_of(self.replay.grounds.transcripts)}."
            )
        return found

    def check_not_withdrawn(
        self, place: str, start: int | None = None, end: int | None = None
    ) -> None:
        """Refuse a place whose words were taken out of the study.

        Args:
            place: id of a unit or of a transcript.
            start: of a span in that transcript.
            end: one past its last.

        Raises:
            ReviewError: somebody who said it has withdrawn.
        """
        gone = gone_before(self.database.tombstones())
        if gone.holds_id(place) or gone.holds(place, start, end):
            raise ReviewError(
                f"Who said what stands at {place} has withdrawn from the study. Nothing can be decided "
                "on it any more."
            )

    # --- what a coder says -------------------------------------------------------------------

    def decide(
        self, what: str, said: Said, *, coder: str, codebook: str | None = None, via: str = "script"
    ) -> Decision:
        """A decision on a unit or a coding.

        Args:
            what: id of a unit or of a coding.
            said: what the coder says.
            coder: who says so.
            codebook: id of the codebook; None where only one can be meant.
            via: script, widget or sheet.

        Raises:
            ReviewError: it makes no sense; the message says why and what would.
        """
        coder = check_coder(coder)
        check_verdict(said.verdict)
        coding = self.coding(what)
        if coding is not None:
            book = find_book(self.books, codebook or coding.codebook)
            transcript = self.transcript(coding.transcript_id)
            fields = say_of_coding(said, coding, coder=coder, transcript=transcript, book=book)
            return self.put(coder=coder, via=via, **fields)
        unit = self.unit(what)
        if unit is None:
            self.check_not_withdrawn(what)
            raise ReviewError(
                f"There is no unit and no coding {what!r} in this study. Ids are in study.units and "
                "study.codings(); a stretch of your own is coded with study.code()."
            )
        book = find_book(self.books, codebook, (said.code_id, said.to))
        fields = say_of_unit(said, self._seen(unit, book, coder, said))
        self.check_not_withdrawn(unit.transcript_id, fields["start"], fields["end"])
        return self.put(coder=coder, verdict=cast("Verdict", said.verdict), via=via, **fields)

    def _seen(self, unit: Unit, book: Codebook, coder: str, said: Said) -> Seen:
        shown = () if said.blind else self._ranked.get((unit.id, book.id), _NO_SUGGESTIONS)
        own = self.replay.held.get((coder, unit.id, book.id), ())
        return Seen(unit, self.transcript(unit.transcript_id), book, shown, own)

    def code(
        self, transcript_id: str, said: Said, *, coder: str, codebook: str | None, via: str
    ) -> Decision:
        """A coding of any stretch of a transcript.

        Args:
            transcript_id: which.
            said: the code and the span.
            coder: who codes.
            codebook: id of the codebook; None where only one can be meant.
            via: script, widget or sheet.

        Raises:
            ReviewError: it makes no sense; the message says why and what would.
        """
        coder = check_coder(coder)
        transcript = self.transcript(transcript_id)
        book = find_book(self.books, codebook, (said.code_id,))
        fields = say_of_stretch(said, transcript, book)
        self.check_not_withdrawn(transcript_id, fields["start"], fields["end"])
        return self.put(coder=coder, verdict="code", via=via, **fields)

    def undo(self, decision_id: str, *, coder: str, via: str = "script") -> Decision:
        """A further entry that takes a decision back; undoing an undo restores.

        Raises:
            ReviewError: there is no such decision, it is somebody else's, or taken back already.
        """
        coder = check_coder(coder)
        log = self.replay.ledger.decisions
        aim = log.get(decision_id)
        if aim is None:
            raise ReviewError(
                f"There is no decision {decision_id!r} in the log, or its words were withdrawn. Ids are "
                "in study.decisions."
            )
        if aim.coder != coder:
            raise ReviewError(
                f"{aim.coder} decided {decision_id}, so only {aim.coder} can take it back. Put your own "
                "decision beside it, or settle it."
            )
        others = (log[one] for one in self.replay.ledger.others)
        if decision_id in find_taken_back(others):
            raise ReviewError(
                f"{decision_id} is taken back already. Undo that undo to restore it, or decide again."
            )
        return self.put(coder=coder, verdict="undo", undoes=decision_id, via=via)

    def put(self, *, coder: str, verdict: Verdict, **fields: Any) -> Decision:
        """Write a decision into the log: when this returns it is on disk."""
        return self.write(self.draft(coder=coder, verdict=verdict, **fields))

    def draft(self, *, coder: str, verdict: Verdict, **fields: Any) -> Decision:
        """A decision that is not in the log yet."""
        return make_decision(coder=coder, verdict=verdict, at=self._clock.now(), **fields)

    def write(self, decision: Decision) -> Decision:
        """Write a decision into the log: when this returns it is on disk."""
        current = self.replay
        self.database.add_decisions([decision])
        self._replay = replay_more(current, [decision])
        return decision

    # --- the trail ---------------------------------------------------------------------------

    def history(self, what: str) -> tuple[Decision, ...]:
        """All decisions on a unit or a coding, undone ones and undos among them, oldest first.

        Raises:
            ReviewError: there is no such unit or coding.
        """
        ledger = self.replay.ledger
        coding, unit = self.coding(what), self.unit(what)
        if coding is None and unit is None:
            self.check_not_withdrawn(what)
            raise ReviewError(f"There is no unit and no coding {what!r} in this study.")
        if coding is not None:
            subjects = [(coding.coder, coding.place, coding.codebook)]
            known = (ledger.decisions[one] for one in coding.decision_ids)
            subjects += [key for one in known if (key := ledger.subject_of(one)) is not None]
            shape = shape_of(coding, ledger)
        else:
            subjects = [subject for subject in ledger.subjects if subject[1] == what]
            shape = ""
        found = {d.id: d for subject in subjects for d in ledger.history(subject)}
        others = [ledger.decisions[one] for one in ledger.others]
        about = {d.id: d for d in others if d.unit_id == what or (shape and shape in d.settles)}
        about |= {d.id: d for d in others if coding is not None and d.id in coding.decision_ids}
        undos = {d.id: d for d in others if d.undoes in about}
        return tuple(sorted({**found, **about, **undos}.values(), key=when))


def check_coder(coder: str) -> str:
    """The coder's name without blanks around it.

    Raises:
        ReviewError: there is none.
    """
    name = " ".join(coder.split())
    if not name:
        raise ReviewError("A decision needs a coder: pass coder= with initials or a name.")
    return name

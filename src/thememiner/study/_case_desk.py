"""What people write about cases, codes and the study into entries of the log: charts, judgements, memos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Case, Chart, Decision, Judgement, Memo
from thememiner.reports import is_legal_basis
from thememiner.review import (
    Said,
    Subject,
    check_codes,
    find_book,
    find_case,
    find_cases,
    find_charts,
    find_judgements,
    find_memos,
    some_of,
)
from thememiner.study._decision_desk import DecisionDesk, check_coder


class CaseDesk:
    """Takes charts, judgements and memos, and knows those that stand.

    Args:
        desk: takes decisions.
    """

    def __init__(self, desk: DecisionDesk) -> None:
        self._desk = desk

    def cases(self) -> tuple[Case, ...]:
        """The people who take part, then everybody who shares a value of an attribute."""
        transcripts = self._desk.replay.grounds.transcripts.values()
        return find_cases(transcripts, is_left_out=is_legal_basis)

    # --- charts ------------------------------------------------------------------------------

    def chart(
        self,
        case: str,
        code_id: str,
        text: str,
        *,
        coder: str,
        codebook: str | None,
        quotations: Sequence[str],
        via: str,
    ) -> Decision:
        """A written summary of a case under a code.

        Raises:
            ReviewError: no such case, code or quotation, or no text.
        """
        coder = check_coder(coder)
        meant = find_case(self.cases(), case)
        book = find_book(self._desk.books, codebook, (code_id,))
        check_codes(book, code_id)
        if not text.strip():
            raise ReviewError("The summary is empty. To take a chart back, undo its decision.")
        ids = tuple(dict.fromkeys(quotations))
        self._check_quotations(ids)
        return self._desk.put(
            coder=coder,
            verdict="chart",
            case=meant.id,
            codebook=book.id,
            code_id=code_id,
            memo=text.strip(),
            quotations=ids,
            via=via,
        )

    def _check_quotations(self, ids: Collection[str]) -> None:
        known = {coding.id for coding in self._desk.codings()}
        known |= {coding.id for coding in self._desk.codings(settled=False)}
        for one in ids:
            if one not in known and self._desk.unit(one) is None:
                self._desk.check_not_withdrawn(one)
                raise ReviewError(
                    f"There is no unit and no coding {one!r} to rest a summary on. Ids are in study.units "
                    "and study.codings()."
                )

    def charts(self) -> tuple[Chart, ...]:
        """The summaries that stand."""
        replay = self._desk.replay
        return find_charts(replay.ledger, replay.grounds.heirs)

    # --- judgements --------------------------------------------------------------------------

    def judge(
        self,
        case: str,
        construct: str,
        rating: object,
        reason: str,
        *,
        coder: str,
        codebook: str | None,
        settles: bool,
        via: str,
    ) -> Decision:
        """A rating of a case on a construct, or what a disagreement about one is settled to.

        Raises:
            ReviewError: no such case or codebook, no construct, rating or reason, or nothing to settle.
        """
        coder, said = check_coder(coder), " ".join(str(rating).split())
        meant = find_case(self.cases(), case)
        book, name = self._construct(construct, codebook)
        if not said or not reason.strip():
            raise ReviewError("A judgement needs a rating and the reason for it.")
        fields: dict[str, Any] = {
            "case": meant.id,
            "codebook": book,
            "code_id": name,
            "rating": said,
            "memo": reason.strip(),
        }
        if not settles:
            return self._desk.put(coder=coder, verdict="judge", via=via, **fields)
        there = [
            one
            for one in self.judgements(settled=False)
            if (one.case, one.codebook, one.construct_id) == (meant.id, book, name)
        ]
        if not there:
            raise ReviewError(
                f"Nobody has rated {meant.id} on {name} yet, so there is nothing to settle. "
                "Leave settles out."
            )
        behind = tuple(one.decision_ids[-1] for one in there)
        return self._desk.put(coder=coder, verdict="settle", settles=behind, via=via, **fields)

    def _construct(self, construct: str, codebook: str | None) -> tuple[str | None, str]:
        """A code of a codebook, or what the team calls it."""
        name = " ".join(construct.split())
        if not name:
            raise ReviewError("A judgement needs a construct: a code, or what you rate.")
        books = self._desk.books
        if codebook is not None:
            check_codes(find_book(books, codebook), name)
            return codebook, name
        having = [book.id for book in books.values() if name in book]
        if len(having) > 1:
            raise ReviewError(f"{name} is a code of {', '.join(having)}. Pass codebook=.")
        return (having[0] if having else None), name

    def judgements(self, *, settled: bool = True) -> tuple[Judgement, ...]:
        """The ratings that stand; with those that were settled in the place of what they settle."""
        replay = self._desk.replay
        return find_judgements(replay.ledger, replay.grounds.heirs, settled=settled)

    # --- memos -------------------------------------------------------------------------------

    def memo(
        self, text: str, *, coder: str, on: str | None, codebook: str | None, via: str
    ) -> Decision:
        """A note on the study, a case, a code, a transcript, a unit or a coding.

        Raises:
            ReviewError: it is empty, or nothing is meant by ``on``.
        """
        coder = check_coder(coder)
        if not text.strip():
            raise ReviewError("The memo is empty.")
        desk = self._desk
        if on is not None and desk.coding(on) is not None:
            said = Said(verdict="memo", memo=text.strip())
            return desk.decide(on, said, coder=coder, via=via)
        fields = {} if on is None else self._aim(on, codebook)
        return desk.put(coder=coder, verdict="memo", memo=text.strip(), via=via, **fields)

    def _aim(self, on: str, codebook: str | None) -> dict[str, Any]:
        desk = self._desk
        unit = desk.unit(on)
        if unit is not None:
            where = {"transcript_id": unit.transcript_id, "start": unit.start, "end": unit.end}
            return {"unit_id": unit.id, "quote": unit.text, "codebook": codebook, **where}
        if on in desk.replay.grounds.transcripts:
            return {"transcript_id": on}
        books = [b for b in desk.books.values() if on in b and codebook in (None, b.id)]
        cases = [case.id for case in self.cases() if on == case.id]
        if len(books) + len(cases) > 1:
            raise ReviewError(f"{on!r} can mean {some_of([*(b.id for b in books), *cases])}.")
        if books:
            return {"codebook": books[0].id, "code_id": on}
        desk.check_not_withdrawn(on)
        return {"case": find_case(self.cases(), on).id}

    def memos(self) -> tuple[Memo, ...]:
        """The memos that stand by themselves, oldest first."""
        now = {
            (one.coder, one.place, one.codebook, one.code_id): one.id
            for one in (*self._desk.codings(), *self._desk.codings(settled=False))
        }
        heirs = self._desk.replay.grounds.now

        def coding_at(subject: Subject, code: str) -> str | None:
            return now.get((*subject, heirs(subject[2], code) or code))

        return find_memos(self._desk.replay.ledger, coding_at)

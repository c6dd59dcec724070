"""What a person writes and judges of cases into charts, judgements and memos."""

from __future__ import annotations

from collections.abc import Sequence

from thememiner.records import (
    Case,
    Chart,
    Decision,
    Judgement,
    Memo,
    Records,
)
from thememiner.study._study_folder import StudyFolder


class StudyCases(StudyFolder):
    """The part of a study that keeps charts, judgements and memos."""

    @property
    def cases(self) -> Records[Case]:
        """The people who take part, then everybody who shares a value of an attribute, such as a site."""
        return Records(self._cases.cases(), Case)

    def chart(
        self,
        case: str,
        code_id: str,
        text: str,
        *,
        coder: str,
        quotations: Sequence[str] = (),
        codebook: str | None = None,
        via: str = "script",
    ) -> Decision:
        """Summarise a case under a code in your own words: a cell of the framework method.

        Args:
            case: a person's id, ``attribute=value``, or a value that only one attribute has.
            code_id: the code.
            text: the summary; it takes the place of what this coder wrote before.
            coder: who writes.
            quotations: ids of units and codings that it rests on.
            codebook: its id; None where only one can be meant.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such case (the message lists them), code or quotation, or no text.
        """
        return self._cases.chart(
            case,
            code_id,
            text,
            coder=coder,
            codebook=codebook,
            quotations=quotations,
            via=via,
        )

    def charts(self) -> Records[Chart]:
        """The summaries of cases under codes, as each coder wrote them last."""
        return Records(self._cases.charts(), Chart)

    def judge(
        self,
        case: str,
        construct: str,
        rating: object,
        reason: str,
        *,
        coder: str,
        codebook: str | None = None,
        settles: bool = False,
        via: str = "script",
    ) -> Decision:
        """Rate a case on a construct, with the reason.

        Args:
            case: a person's id, ``attribute=value``, or a value that only one attribute has.
            construct: a code, or what the team calls it.
            rating: as the team rates: a number, a word.
            reason: why.
            coder: who rates.
            codebook: its id, where the construct is a code of several.
            settles: True to settle what was rated before.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such case (the message lists them), no rating, no reason, nothing to settle.
        """
        return self._cases.judge(
            case,
            construct,
            rating,
            reason,
            coder=coder,
            codebook=codebook,
            settles=settles,
            via=via,
        )

    def judgements(self, *, settled: bool = True) -> Records[Judgement]:
        """The ratings of cases, as each coder gave them last.

        Args:
            settled: True to have what was settled in the place of what it settles.
        """
        return Records(self._cases.judgements(settled=settled), Judgement)

    def memo(
        self,
        text: str,
        *,
        coder: str,
        on: str | None = None,
        codebook: str | None = None,
        via: str = "script",
    ) -> Decision:
        """Note something on the study, a case, a code, a transcript, a unit or a coding.

        Args:
            text: the note.
            coder: who notes it.
            on: the id of what it is on; None for the study.
            codebook: of a code, where several have it.
            via: script, widget or sheet.

        Raises:
            ReviewError: the note is empty, or nothing is meant by ``on``.
        """
        return self._cases.memo(text, coder=coder, on=on, codebook=codebook, via=via)

    def memos(self) -> Records[Memo]:
        """The notes that stand by themselves, oldest first."""
        return Records(self._cases.memos(), Memo)

"""What a person says into decisions, settlements and changes of codebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from thememiner.records import (
    Codebook,
    CodebookVersion,
    CodeChange,
    Decision,
    Disagreement,
    Recheck,
    Records,
    Status,
    Valence,
)
from thememiner.review import (
    Said,
)
from thememiner.study._settling_desk import Codes
from thememiner.study._study_folder import StudyFolder


class StudyDecisions(StudyFolder):
    """The part of a study that decides, codes, settles and revises."""

    def decide(  # noqa: PLR0913 - each is a part of a decision
        self,
        unit_id: str,
        verdict: str,
        code_id: str | None = None,
        *,
        coder: str,
        codebook: str | None = None,
        valence: Valence | None = None,
        status: Status | None = None,
        to: str | None = None,
        memo: str = "",
        start: int | None = None,
        end: int | None = None,
        blind: bool = False,
        via: str = "script",
    ) -> Decision:
        """Decide on a unit, or on a coding; when this returns the decision is on disk.

        Args:
            unit_id: id of a unit, or of a coding: ``confirm`` says that a coding still stands.
            verdict: confirm, reject, recode, code (one more code), none-fits, edit-span or memo.
            code_id: the code; None for the best suggestion, or the coder's only code there.
            coder: who decides.
            codebook: its id; None where only one can be meant.
            valence: barrier, enabler or both, where the codebook has valences.
            status: experienced, anticipated or wished for, where it has statuses.
            to: for a recoding, the code that takes the place of ``code_id``.
            memo: a note.
            start: first code point in the transcript, where not that of the unit.
            end: one past the last.
            blind: True where the suggestions were hidden.
            via: script, widget or sheet.

        Returns:
            The decision as it stands in the log, with what was in view.

        Raises:
            ReviewError: it makes no sense; the message says why and what would.
        """
        said = Said(
            verdict=verdict,
            code_id=code_id,
            to=to,
            valence=valence,
            status=status,
            memo=memo,
            start=start,
            end=end,
            blind=blind,
        )
        return self._desk.decide(unit_id, said, coder=coder, codebook=codebook, via=via)

    def code(  # noqa: PLR0913 - each is a part of a coding
        self,
        transcript_id: str,
        start: int,
        end: int,
        code_id: str,
        *,
        coder: str,
        codebook: str | None = None,
        valence: Valence | None = None,
        status: Status | None = None,
        memo: str = "",
        via: str = "script",
    ) -> Decision:
        """Code any stretch of a transcript; when this returns the decision is on disk.

        It may overlap others, begin in mid-sentence, run over turns and take in the interviewer.

        Args:
            transcript_id: which transcript.
            start: first code point in its text.
            end: one past the last.
            code_id: the code.
            coder: who codes.
            codebook: its id; None where only one can be meant.
            valence: barrier, enabler or both, where the codebook has valences.
            status: experienced, anticipated or wished for, where it has statuses.
            memo: a note.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such transcript, code or codebook, or no such stretch.
        """
        said = Said(
            verdict="code",
            code_id=code_id,
            valence=valence,
            status=status,
            memo=memo,
            start=start,
            end=end,
        )
        return self._desk.code(transcript_id, said, coder=coder, codebook=codebook, via=via)

    def undo(self, decision_id: str, *, coder: str, via: str = "script") -> Decision:
        """Take one's own decision back, by a further entry; undoing an undo restores.

        Args:
            decision_id: id of the decision.
            coder: who takes it back: whoever made it.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such decision, somebody else's, or one that is taken back already.
        """
        return self._desk.undo(decision_id, coder=coder, via=via)

    def history(self, unit_id: str) -> Records[Decision]:
        """All decisions on a unit or a coding with what was in view, oldest first, undone ones too.

        Args:
            unit_id: id of a unit or of a coding.

        Raises:
            ReviewError: there is none.
        """
        return Records(self._desk.history(unit_id), Decision)

    def disagreements(
        self, *coders: str, codebook: str | None = None, settled: bool = False
    ) -> Records[Disagreement]:
        """Where coders differ, with both codings and the words around; judgements at the end.

        Two coders are compared at the units that both decided on or coded in, or that were in a share
        which they finished. A free coding belongs to a unit where they share at least half of the
        shorter; elsewhere free codings are compared where they overlap.

        Args:
            coders: between whom; none for all.
            codebook: its id; None for all.
            settled: True to list what is settled as well.

        Raises:
            ReviewError: nobody of that name has decided anything, or no such codebook.
        """
        found = self._settling.disagreements(
            coders, codebook=codebook, settled=settled, finished=self._rounds.finished_units()
        )
        return Records(found, Disagreement)

    def settle(
        self,
        where: str | tuple[str, int, int] | Disagreement,
        codes: Codes,
        *,
        coder: str,
        codebook: str | None = None,
        valence: Valence | None = None,
        status: Status | None = None,
        memo: str = "",
    ) -> Decision:
        """Settle what coders coded at a place; their own codings are kept.

        ``codings(settled=False)`` shows them. What a coder changes afterwards is open again.

        Args:
            where: a disagreement, the id of a unit or a coding, or a stretch: transcript, start, end.
            codes: the codes that stand, none for no code; or code to valence.
            coder: who settles it.
            codebook: its id; None where only one can be meant.
            valence: of all these codes; None for what coders agree on.
            status: of all these codes; None for what coders agree on.
            memo: why.

        Raises:
            ReviewError: nobody coded there, or the valence is in question too and is not said.
        """
        said = Said(verdict="settle", valence=valence, status=status, memo=memo)
        return self._settling.settle(where, codes, coder=coder, codebook=codebook, said=said)

    def revise_codebook(
        self,
        codebook: Codebook | str | Path,
        *,
        coder: str,
        merged: Mapping[str, str] | None = None,
        split: Mapping[str, Sequence[str]] | None = None,
        memo: str = "",
    ) -> Decision:
        """Put a new version of a codebook in the place of the old one; what it touches is to be rechecked.

        Codings of a code that was merged stand under the other code from then on.

        Args:
            codebook: the new version, under the id of the old one.
            coder: who changed it.
            merged: code that is gone to the code it is part of now.
            split: code to the codes it was split into.
            memo: why.

        Raises:
            CodebookError: it cannot be read, nothing is changed, or what is said of it does not fit.
            ReviewError: the study has no such codebook.
        """
        return self._motion.revise(
            codebook, coder=coder, merged=merged or {}, split=split or {}, memo=memo
        )

    def codebook_versions(self, codebook: str | None = None) -> Records[CodebookVersion]:
        """Every version of the codebooks that the study has had, oldest first."""
        return Records(self._motion.versions(codebook), CodebookVersion)

    def codebook_diff(
        self, old: Codebook | str | Path, new: Codebook | str | Path | None = None
    ) -> Records[CodeChange]:
        """What became of each code between two versions.

        Args:
            old: a codebook, a file, or an id with its version: ``npt@1``.
            new: the same; None for the one that the study has now.

        Raises:
            CodebookError: no such codebook or version.
        """
        return Records(self._motion.diff(old, new), CodeChange)

    def recheck(self) -> Records[Recheck]:
        """Codings that a change of their codebook touches, until somebody decides on them again.

        ``study.decide(coding_id, "confirm", coder=…)`` says that one still stands.
        """
        return Records(self._motion.rechecks(), Recheck)

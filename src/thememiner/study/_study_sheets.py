"""A study into review sheets, and filled ones back into its log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from thememiner.errors import ReviewError, StudyError
from thememiner.records import Records, RowReport
from thememiner.reports import Material, make_reports
from thememiner.review import check_order, read_sheet_decisions, sheet_coder
from thememiner.study._export_desk import FILLED, REVIEW, review_options
from thememiner.study._floor import find_floor
from thememiner.study._learning import TEACHING
from thememiner.study._mining import units_of
from thememiner.study._plots import places_of
from thememiner.study._sheet_files import read_sheets
from thememiner.study._shown import find_shown, remember_shown
from thememiner.study._study_decisions import StudyDecisions
from thememiner.study._study_rounds import StudyRounds
from thememiner.study._withdrawn_rows import Sheets, leave_out_rows


class StudySheets(StudyRounds, StudyDecisions):
    """The part of a study that hands out review sheets and takes them back."""

    def export_review(
        self,
        path: str | Path,
        *,
        coder: str = "",
        blind: bool = False,
        round: int | None = None,
        order: str = "transcript",
    ) -> Path:
        """Write a review sheet for one coder.

        Args:
            path: an ``.xlsx`` file.
            coder: who will fill it; may be left to them.
            blind: True to leave the suggestions out.
            round: only what ``assign`` handed out to the coder in that round, blind where it says so;
                None for the whole study.
            order: ``transcript``, or ``uncertain``, ``surest`` or ``doubtful``: see ``review_order``.

        Raises:
            SettingsError: nothing was handed out to the coder in that round; or no such order, or one
                that would tell a blind coder what is suggested.
        """
        material = self._material(coder=coder, blind=blind, number=round, order=order)
        made = make_reports(material, ["review"])["review.xlsx"]
        target = _spreadsheet(path)
        remember_shown(self._database, material)
        options = review_options(coder=coder, blind=blind, number=round, order=order)
        return self._exports.write(target.parent, {target.name: made}, REVIEW, options)[0]

    def import_review(self, path: str | Path, *, coder: str | None = None) -> Records[RowReport]:
        """Take a filled review sheet back into the log; every row is applied or reported.

        Suggestions for what nobody decided yet are made again with what was learned: see ``learn``.

        Args:
            path: the ``.xlsx`` file, or one of its sheets as ``.csv`` or ``.tsv``.
            coder: who filled it; None for the name on its first sheet, which a CSV does not have.

        Raises:
            ReviewError: the file is no review sheet, or has no coder's name.
        """
        sheets: Sheets = read_sheets(Path(path))
        material = units_of(self._database)
        sheets, withdrawn = leave_out_rows(sheets, self._database.tombstones())
        filled_by, suggestions = coder or sheet_coder(sheets), self.suggestions
        decisions, reports = read_sheet_decisions(
            sheets,
            transcripts=material.transcripts,
            units=material.units,
            suggestions=(*self._rounds.decoys(filled_by, suggestions), *suggestions),
            codebooks=self._database.codebooks(),
            coder=coder,
            at=datetime.now(UTC).isoformat(timespec="microseconds"),
            earlier=self._database.decisions(),
            cases=self._cases.cases(),
            shown=find_shown(self._database),
        )
        self._database.add_decisions(decisions)
        self._exports.remember(Path(path), FILLED)
        if any(decision.verdict in TEACHING for decision in decisions):
            self.learn()
        return Records([withdrawn.get((r.sheet, r.row), r) for r in reports], RowReport)

    def _material(
        self,
        *,
        coder: str = "",
        blind: bool = False,
        number: int | None = None,
        order: str = "transcript",
    ) -> Material:
        if not self.runs:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        material = units_of(self._database)
        codebooks = self._database.codebooks()
        made = Material(
            study=self.folder.resolve().name,
            run=self.runs[-1],
            transcripts=material.transcripts,
            units=material.units,
            theme_set=self.themes,
            codebooks=codebooks,
            suggestions=tuple(self.suggestions),
            codings=tuple(self.codings()),
            decisions=self._database.decisions(),
            charts=self._cases.charts(),
            judgements=self._cases.judgements(),
            memos=self._cases.memos(),
            cases=self._cases.cases(),
            disagreements=() if number is not None else tuple(self.disagreements()),
            problems=self.key.problems,
            approach=self.settings.approach,
            threshold=find_floor(codebooks),
            coder=coder,
            blind=blind,
            positions=places_of(self._database),
            agree=self._agreement_desk().rows,
            order=self._order(order, coder=coder, blind=blind),
        )
        if number is not None:
            made = self._rounds.only_share(made, number)
            check_order(order, blind=made.blind)
        return made


def _spreadsheet(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise ReviewError(f"A review sheet is an .xlsx file; {path.name} is not. Save it as .xlsx.")
    return path

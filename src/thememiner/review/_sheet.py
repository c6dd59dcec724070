"""The rows of a filled review sheet into decisions, and a report on every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from thememiner.errors import ReviewError
from thememiner.records import Case, Codebook, Decision, RowReport, Suggestion, Transcript, Unit
from thememiner.review._case_entries import (
    decide_chart_row,
    decide_judgement_row,
    decide_memo_row,
    decide_settle_row,
)
from thememiner.review._case_rows import (
    CHART_COLUMNS,
    CHARTS,
    DISAGREEMENTS,
    JUDGEMENTS,
    MEMOS,
)
from thememiner.review._decisions import content_of, find_standing, when
from thememiner.review._desk import Desk, RowProblemError
from thememiner.review._entries import decide_free_row, decide_review_row
from thememiner.review._row_cells import entry_of
from thememiner.review._rows import ENTRY_COLUMNS, FREE_COLUMNS, NEEDED_COLUMNS

REVIEW, FREE, READ_ME = "Review", "Free codings", "Read me"
IN_VIEW, HIDDEN = "Suggestions", "hidden (blind)"
_NEEDED = {
    REVIEW: NEEDED_COLUMNS,
    FREE: FREE_COLUMNS,
    CHARTS: tuple(name for name in CHART_COLUMNS if name not in ("row_id", "quotations")),
    JUDGEMENTS: ("case", "construct", "rating", "reason"),
    MEMOS: ("on", "memo"),
    DISAGREEMENTS: ("row_id", "settle", "code"),
}
_DECIDE = {
    REVIEW: decide_review_row,
    FREE: decide_free_row,
    CHARTS: decide_chart_row,
    JUDGEMENTS: decide_judgement_row,
    MEMOS: decide_memo_row,
    DISAGREEMENTS: decide_settle_row,
}
SHEETS = tuple(_DECIDE)
_Row = Mapping[str, str]
_Outcome = Literal["applied", "unchanged", "empty", "problem"]
_Sheets = Mapping[str, Sequence[_Row]]


def read_sheet_decisions(  # noqa: PLR0913 - each is a part of the study
    sheets: _Sheets,
    *,
    transcripts: Sequence[Transcript],
    units: Sequence[Unit],
    suggestions: Iterable[Suggestion],
    codebooks: Sequence[Codebook],
    coder: str | None,
    at: str,
    earlier: Sequence[Decision] = (),
    cases: Sequence[Case] = (),
    shown: Mapping[str, tuple[Suggestion, ...]] | None = None,
) -> tuple[tuple[Decision, ...], tuple[RowReport, ...]]:
    """What a coder decided in a review sheet, and what became of every row.

    A row is applied or reported, never guessed. Rows may be sorted, deleted and left out, columns
    moved. The same rows give decisions with the same ids, so that a sheet read twice adds nothing.

    Args:
        sheets: sheet name to rows of header to text; row ``n`` is row ``n + 2`` on the screen.
        transcripts: all transcripts of the study.
        units: all units of the study.
        suggestions: what the study now suggests, and with rank 0 the decoys that this coder may have
            been shown.
        codebooks: the codebooks of the study.
        coder: who filled the sheet; None to take the name from the sheet ``Read me``.
        at: when the sheet was read, ISO 8601 with zone.
        earlier: the log so far; rows that are already in it are reported as unchanged.
        cases: what can be charted and judged.
        shown: what rows of sheets that were handed out had in view, by row id; such a row can be read
            back when the study has learned other suggestions since.

    Raises:
        ReviewError: no coder, or the sheets lack what every row needs.
    """
    coder = (coder or sheet_coder(sheets)).strip()
    _check(sheets, coder)
    desk = Desk(
        transcripts=transcripts,
        units=units,
        suggestions=suggestions,
        codebooks=codebooks,
        coder=coder,
        at=at,
        cases=cases,
        earlier=earlier,
        shown=shown,
        blind=_read_me(sheets, IN_VIEW).casefold() == HIDDEN,
    )
    log = _Log(earlier)
    review = _clashes(sheets.get(REVIEW, ()))
    reports, found = [], list[Decision]()
    for sheet, number, row in _rows(sheets):
        problem = review.get(number, "") if sheet == REVIEW else ""
        decisions, report = _read_row(desk, log, sheet=sheet, number=number, row=row, clash=problem)
        found.extend(decisions)
        reports.append(report)
    return tuple({decision.id: decision for decision in found}.values()), tuple(reports)


def sheet_coder(sheets: _Sheets) -> str:
    """The coder named on the sheet ``Read me``; empty where nobody filled it in."""
    return _read_me(sheets, "Coder")


def sheet_study(sheets: _Sheets) -> str:
    """The study named on the sheet ``Read me``."""
    return _read_me(sheets, "Study")


def _read_me(sheets: _Sheets, wanted: str) -> str:
    for row in sheets.get(READ_ME, ()):
        cells = [text.strip() for text in row.values()]
        if len(cells) > 1 and cells[0].casefold() == wanted.casefold():
            return cells[1]
    return ""


def _check(sheets: _Sheets, coder: str) -> None:
    faults = []
    if not coder:
        faults.append(
            "Nobody is named as the coder. Fill in the cell beside 'Coder' on the sheet 'Read me' "
            "or pass coder=."
        )
    if not any(name in sheets for name in SHEETS):
        faults.append(
            f"The workbook has the sheets {', '.join(sheets) or '(none)'}; one of {', '.join(SHEETS)} is "
            "needed. Take a workbook that export_review has written."
        )
    for name, needed in _NEEDED.items():
        rows = sheets.get(name, ())
        columns = set(rows[0]) if rows else set(needed)
        missing = [column for column in needed if column not in columns]
        twice = [column for column in needed if f"{column} (2)" in columns]
        if missing:
            faults.append(f"The sheet '{name}' lacks the columns {', '.join(missing)}.")
        if twice:
            faults.append(f"The sheet '{name}' has these columns twice: {', '.join(twice)}.")
    if faults:
        raise ReviewError(" ".join(faults))


def _rows(sheets: _Sheets) -> Iterable[tuple[str, int, _Row]]:
    for sheet in SHEETS:
        for number, row in enumerate(sheets.get(sheet, ()), start=2):
            yield sheet, number, row


def _clashes(rows: Sequence[_Row]) -> dict[int, str]:
    """Row number to message, for filled rows that share a row_id but say different things."""
    filled: dict[str, dict[int, tuple[str, ...]]] = {}
    for number, row in enumerate(rows, start=2):
        entry = entry_of(row, ENTRY_COLUMNS)
        if any(entry.values()):
            filled.setdefault(row["row_id"].strip(), {})[number] = tuple(entry.values())
    return {
        number: f"Rows {', '.join(map(str, sorted(same)))} have the same row_id and say different "
        "things. Keep one of them; further codings go to the sheet 'Free codings'."
        for same in filled.values()
        if len(set(same.values())) > 1
        for number in same
    }


def _read_row(
    desk: Desk, log: _Log, *, sheet: str, number: int, row: _Row, clash: str
) -> tuple[list[Decision], RowReport]:
    if not any(text.strip() for text in row.values()):
        return [], _report(sheet, number, "empty")
    try:
        if clash:
            raise RowProblemError(clash)
        decisions = _DECIDE[sheet](desk, row)
        if not decisions:
            return [], _report(sheet, number, "unchanged")
        fresh = log.fresh(decisions)
    except RowProblemError as problem:
        return [], _report(sheet, number, "problem", str(problem))
    if not fresh:
        return [], _report(sheet, number, "unchanged", "Already in the study.")
    message = "; ".join(desk.describe(decision) for decision in fresh)
    return fresh, _report(sheet, number, "applied", message)


def _report(sheet: str, number: int, outcome: _Outcome, message: str = "") -> RowReport:
    return RowReport(sheet=sheet, row=number, outcome=outcome, message=message)


class _Log:
    """The decisions made before this sheet, and whether what a row says still stands in it."""

    def __init__(self, earlier: Sequence[Decision]) -> None:
        self._known = {content_of(decision.id) for decision in earlier}
        standing = find_standing(earlier)
        self._standing = {content_of(decision.id) for decision in standing}
        self._subjects: dict[tuple[object, ...], list[Decision]] = {}
        for decision in standing:
            self._subjects.setdefault(_subject(decision), []).append(decision)

    def fresh(self, decisions: Sequence[Decision]) -> list[Decision]:
        """The decisions of a row that the log does not hold.

        Raises:
            RowProblemError: the log holds one, but it was taken back or overruled since.
        """
        own = {content_of(decision.id) for decision in decisions}
        for decision in decisions:
            if content_of(decision.id) in self._known and not self._stands(decision, own):
                raise RowProblemError(
                    "This row says what was read from a sheet before and was taken back or changed "
                    "since. If it is to count again, add a memo that says so; else clear the row."
                )
        return [one for one in decisions if content_of(one.id) not in self._known]

    def _stands(self, decision: Decision, own: set[str]) -> bool:
        said = content_of(decision.id)
        if said not in self._standing:
            return False
        same = self._subjects[_subject(decision)]
        mine = max((item for item in same if content_of(item.id) == said), key=when)
        return not any(
            when(item)[0] > when(mine)[0]
            and content_of(item.id) not in own
            and _overrules(item, mine)
            for item in same
        )


_WRITTEN = ("chart", "judge", "settle")


def _overrules(later: Decision, earlier: Decision) -> bool:
    """Whether a later decision on the same place leaves nothing of the earlier one."""
    codes = ("confirm", "recode", "code")
    if earlier.verdict in codes and later.verdict in codes:
        return later.code_id == earlier.code_id
    if earlier.verdict in codes and later.verdict == "reject":
        return later.code_id in (None, earlier.code_id, earlier.to)
    if earlier.verdict in codes:
        return later.verdict == "none-fits"
    if earlier.verdict in _WRITTEN:
        return later.verdict == earlier.verdict
    return earlier.verdict != "memo" and later.verdict in codes


def _subject(decision: Decision) -> tuple[object, ...]:
    place: object = decision.unit_id or (decision.transcript_id, decision.start, decision.end)
    if decision.verdict in _WRITTEN:
        place = (decision.verdict, place, decision.case, decision.case and decision.code_id)
    return decision.coder, place, decision.codebook

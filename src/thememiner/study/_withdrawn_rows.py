"""A filled review sheet into the same without rows on words that were withdrawn, which are reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from thememiner.records import RowReport
from thememiner.store import Tombstone
from thememiner.study._withdrawn_talk import Gone, gone_before

REVIEW, FREE = "Review", "Free codings"
_FILLED = ("verdict", "code", "code_2", "code_3", "valence", "status", "quote", "memo")
_MESSAGE = (
    "Who said this has withdrawn from the study, so nothing is taken from this row. Delete the row, and "
    "the copies of this sheet that you can do without."
)
_Rows = Sequence[Mapping[str, str]]
Sheets = Mapping[str, _Rows]


def leave_out_rows(
    sheets: Sheets, stones: Iterable[Tombstone]
) -> tuple[Sheets, dict[tuple[str, int], RowReport]]:
    """The sheets with such rows empty, and what is to be said of those that a coder had filled.

    Args:
        sheets: sheet name to rows of header to text.
        stones: of the study.
    """
    gone = gone_before(stones)
    reports: dict[tuple[str, int], RowReport] = {}
    if not gone.stones:
        return sheets, reports
    out = dict(sheets)
    for name, column in ((REVIEW, "row_id"), (FREE, "transcript_id")):
        out[name] = [_kept(row, column, gone) for row in sheets.get(name, ())]
        for number, (row, now) in enumerate(zip(sheets.get(name, ()), out[name], strict=True), 2):
            if row is not now and any(row.get(entry, "").strip() for entry in _FILLED):
                reports[name, number] = RowReport(
                    sheet=name, row=number, outcome="problem", message=_MESSAGE
                )
    return {name: rows for name, rows in out.items() if name in sheets}, reports


def _kept(row: Mapping[str, str], column: str, gone: Gone) -> Mapping[str, str]:
    return dict.fromkeys(row, "") if gone.holds_id(row.get(column, "").strip()) else row

"""Suggestions and the log of decisions into codings, by replay; review sheets into decisions."""

from __future__ import annotations

from thememiner.review._codes import CodeNames
from thememiner.review._decisions import find_standing, find_taken_back, make_decision
from thememiner.review._grounds import Grounds, make_grounds
from thememiner.review._ledger import Ledger, Subject, subject_of, with_decisions
from thememiner.review._replay import Replay, find_unanchored, replay, replay_more
from thememiner.review._rows import (
    FREE_COLUMNS,
    SHEET_VERDICTS,
    make_review_row,
    make_row_id,
    rank_suggestions,
)
from thememiner.review._said import Seen, say_of_coding, say_of_stretch, say_of_unit
from thememiner.review._said_checks import (
    UNIT_VERDICTS,
    Said,
    check_verdict,
    find_book,
    find_code,
    some_of,
)
from thememiner.review._sheet import read_sheet_decisions, sheet_coder, sheet_study
from thememiner.review._themes import find_theme_decisions, replay_grouping, replay_themes

__all__ = [
    "FREE_COLUMNS",
    "SHEET_VERDICTS",
    "UNIT_VERDICTS",
    "CodeNames",
    "Grounds",
    "Ledger",
    "Replay",
    "Said",
    "Seen",
    "Subject",
    "check_verdict",
    "find_book",
    "find_code",
    "find_standing",
    "find_taken_back",
    "find_theme_decisions",
    "find_unanchored",
    "make_decision",
    "make_grounds",
    "make_review_row",
    "make_row_id",
    "rank_suggestions",
    "read_sheet_decisions",
    "replay",
    "replay_grouping",
    "replay_more",
    "replay_themes",
    "say_of_coding",
    "say_of_stretch",
    "say_of_unit",
    "sheet_coder",
    "sheet_study",
    "some_of",
    "subject_of",
    "with_decisions",
]

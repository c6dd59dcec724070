"""Suggestions and the log of decisions into codings, by replay; review sheets into decisions."""

from __future__ import annotations

from thememiner.review._codes import CodeNames
from thememiner.review._decisions import find_standing, make_decision
from thememiner.review._replay import find_unanchored, replay
from thememiner.review._rows import (
    FREE_COLUMNS,
    SHEET_VERDICTS,
    make_review_row,
    make_row_id,
    rank_suggestions,
)
from thememiner.review._sheet import read_sheet_decisions, sheet_coder, sheet_study
from thememiner.review._themes import find_theme_decisions, replay_grouping, replay_themes

__all__ = [
    "FREE_COLUMNS",
    "SHEET_VERDICTS",
    "CodeNames",
    "find_standing",
    "find_theme_decisions",
    "find_unanchored",
    "make_decision",
    "make_review_row",
    "make_row_id",
    "rank_suggestions",
    "read_sheet_decisions",
    "replay",
    "replay_grouping",
    "replay_themes",
    "sheet_coder",
    "sheet_study",
]

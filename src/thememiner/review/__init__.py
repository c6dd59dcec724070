"""Suggestions and the log of decisions into codings, by replay; review sheets into decisions."""

from __future__ import annotations

from thememiner.review._assign import (
    Assignment,
    Part,
    Plan,
    assign_units,
    decoy_suggestions,
)
from thememiner.review._audit import (
    AUDIT_SEED,
    Audit,
    audit,
    draw_audit,
    estimate_missed,
    find_further,
)
from thememiner.review._case_rows import (
    CHART_COLUMNS,
    CHARTS,
    DISAGREEMENT_COLUMNS,
    DISAGREEMENTS,
    JUDGEMENT_COLUMNS,
    JUDGEMENTS,
    MEMO_COLUMNS,
    MEMOS,
    make_chart_row,
    make_disagreement_row,
    make_judgement_row,
)
from thememiner.review._cases import find_case, find_cases
from thememiner.review._codes import CodeNames
from thememiner.review._decisions import (
    content_of,
    find_standing,
    find_taken_back,
    make_decision,
    when,
)
from thememiner.review._disagreements import belongs, find_disagreements, units_of_coding
from thememiner.review._fairness import ErrorRate, find_error_rates, rate_interval
from thememiner.review._grounds import Grounds, make_grounds
from thememiner.review._judged import (
    find_charts,
    find_judgements,
    find_memos,
    find_rating_disagreements,
)
from thememiner.review._ledger import Ledger, Subject, subject_of, with_decisions
from thememiner.review._merge import Entry, EntryState, merge_entries, shortened, withdrawn
from thememiner.review._order import (
    REVIEW_ORDERS,
    ReviewOrder,
    check_order,
    find_doubt,
    order_units,
)
from thememiner.review._replay import Replay, find_unanchored, in_order, replay, replay_more
from thememiner.review._revised import find_heirs, find_rechecks, find_revisions
from thememiner.review._rows import (
    BESIDE_COLUMNS,
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
    check_axes,
    check_codes,
    check_verdict,
    find_book,
    find_code,
    find_span,
    some_of,
)
from thememiner.review._settled import find_settlements, settle_codings, shape_of
from thememiner.review._settling import mark_codes
from thememiner.review._sheet import (
    HIDDEN,
    IN_VIEW,
    SHEETS,
    read_sheet_decisions,
    sheet_coder,
    sheet_study,
)
from thememiner.review._themes import find_theme_decisions, replay_grouping, replay_themes

__all__ = [
    "AUDIT_SEED",
    "BESIDE_COLUMNS",
    "CHARTS",
    "CHART_COLUMNS",
    "DISAGREEMENTS",
    "DISAGREEMENT_COLUMNS",
    "FREE_COLUMNS",
    "HIDDEN",
    "IN_VIEW",
    "JUDGEMENTS",
    "JUDGEMENT_COLUMNS",
    "MEMOS",
    "MEMO_COLUMNS",
    "REVIEW_ORDERS",
    "SHEETS",
    "SHEET_VERDICTS",
    "UNIT_VERDICTS",
    "Assignment",
    "Audit",
    "CodeNames",
    "Entry",
    "EntryState",
    "ErrorRate",
    "Grounds",
    "Ledger",
    "Part",
    "Plan",
    "Replay",
    "ReviewOrder",
    "Said",
    "Seen",
    "Subject",
    "assign_units",
    "audit",
    "belongs",
    "check_axes",
    "check_codes",
    "check_order",
    "check_verdict",
    "content_of",
    "decoy_suggestions",
    "draw_audit",
    "estimate_missed",
    "find_book",
    "find_case",
    "find_cases",
    "find_charts",
    "find_code",
    "find_disagreements",
    "find_doubt",
    "find_error_rates",
    "find_further",
    "find_heirs",
    "find_judgements",
    "find_memos",
    "find_rating_disagreements",
    "find_rechecks",
    "find_revisions",
    "find_settlements",
    "find_span",
    "find_standing",
    "find_taken_back",
    "find_theme_decisions",
    "find_unanchored",
    "in_order",
    "make_chart_row",
    "make_decision",
    "make_disagreement_row",
    "make_grounds",
    "make_judgement_row",
    "make_review_row",
    "make_row_id",
    "mark_codes",
    "merge_entries",
    "order_units",
    "rank_suggestions",
    "rate_interval",
    "read_sheet_decisions",
    "replay",
    "replay_grouping",
    "replay_more",
    "replay_themes",
    "say_of_coding",
    "say_of_stretch",
    "say_of_unit",
    "settle_codings",
    "shape_of",
    "sheet_coder",
    "sheet_study",
    "shortened",
    "some_of",
    "subject_of",
    "units_of_coding",
    "when",
    "with_decisions",
    "withdrawn",
]

"""The nouns: frozen records that every room takes and returns.

All positions are half-open spans of Unicode code points in a transcript's canonical text, so that
``transcript.text[start:end]`` is always the quotation.
"""

from thememiner.records._base import (
    EXAMPLE_KINDS,
    ROLES,
    STATUSES,
    THEME_VERDICTS,
    VALENCES,
    VERDICTS,
    ExampleKind,
    Leaning,
    Origin,
    R,
    Record,
    Records,
    Role,
    SetAsideReason,
    Status,
    ThemeState,
    Valence,
    Verdict,
    cell_text,
    flatten,
)
from thememiner.records._cases import Case, Chart, Judgement, Memo
from thememiner.records._codebooks import (
    CODE_FATES,
    Boundary,
    Code,
    Codebook,
    CodebookVersion,
    CodeChange,
    CodeFate,
    Example,
    MemoKind,
    NearMiss,
)
from thememiner.records._codings import Coding, Disagreement, Recheck
from thememiner.records._decisions import Decision, Marked
from thememiner.records._runs import RowReport, Run
from thememiner.records._suggestions import Evidence, Suggestion, ValenceReading
from thememiner.records._theme_cards import LOW_STABILITY, say_stability
from thememiner.records._themes import Quote, Theme, ThemeSet, Unassigned
from thememiner.records._transcripts import ReadProblem, Source, Speaker, Transcript, Turn
from thememiner.records._units import SetAside, Unit

__all__ = [
    "CODE_FATES",
    "EXAMPLE_KINDS",
    "LOW_STABILITY",
    "ROLES",
    "STATUSES",
    "THEME_VERDICTS",
    "VALENCES",
    "VERDICTS",
    "Boundary",
    "Case",
    "Chart",
    "Code",
    "CodeChange",
    "CodeFate",
    "Codebook",
    "CodebookVersion",
    "Coding",
    "Decision",
    "Disagreement",
    "Evidence",
    "Example",
    "ExampleKind",
    "Judgement",
    "Leaning",
    "Marked",
    "Memo",
    "MemoKind",
    "NearMiss",
    "Origin",
    "Quote",
    "R",
    "ReadProblem",
    "Recheck",
    "Record",
    "Records",
    "Role",
    "RowReport",
    "Run",
    "SetAside",
    "SetAsideReason",
    "Source",
    "Speaker",
    "Status",
    "Suggestion",
    "Theme",
    "ThemeSet",
    "ThemeState",
    "Transcript",
    "Turn",
    "Unassigned",
    "Unit",
    "Valence",
    "ValenceReading",
    "Verdict",
    "cell_text",
    "flatten",
    "say_stability",
]

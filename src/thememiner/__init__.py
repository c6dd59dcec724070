"""From a folder of interview transcripts to a codebook that human coders have confirmed.

Everything named here is loaded on first use, so that ``import thememiner`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thememiner.codebooks import load_codebook
    from thememiner.errors import (
        CasesError,
        CodebookError,
        DiskError,
        InputError,
        ModelError,
        ReadError,
        ReviewError,
        SettingsError,
        StudyError,
        StudyVersionError,
        ThememinerError,
        TooFewUnitsError,
    )
    from thememiner.read import parse_transcript, read_transcript, read_transcripts
    from thememiner.records import (
        Boundary,
        Case,
        Chart,
        Code,
        Codebook,
        CodebookVersion,
        CodeChange,
        Coding,
        Decision,
        Disagreement,
        Evidence,
        Example,
        Judgement,
        Marked,
        Memo,
        NearMiss,
        Quote,
        ReadProblem,
        Recheck,
        Records,
        RowReport,
        Run,
        SetAside,
        Source,
        Speaker,
        Suggestion,
        Theme,
        ThemeSet,
        Transcript,
        Turn,
        Unassigned,
        Unit,
        ValenceReading,
    )
    from thememiner.reports import PublicRules
    from thememiner.study import Study, find_themes, learn, suggest, valence

_HOME = {
    "thememiner.codebooks": ("load_codebook",),
    "thememiner.errors": (
        "CasesError",
        "CodebookError",
        "DiskError",
        "InputError",
        "ModelError",
        "ReadError",
        "ReviewError",
        "SettingsError",
        "StudyError",
        "StudyVersionError",
        "ThememinerError",
        "TooFewUnitsError",
    ),
    "thememiner.read": ("parse_transcript", "read_transcript", "read_transcripts"),
    "thememiner.records": (
        "Boundary",
        "Case",
        "Chart",
        "Code",
        "CodeChange",
        "Codebook",
        "CodebookVersion",
        "Coding",
        "Decision",
        "Disagreement",
        "Evidence",
        "Example",
        "Judgement",
        "Marked",
        "Memo",
        "NearMiss",
        "Quote",
        "ReadProblem",
        "Recheck",
        "Records",
        "RowReport",
        "Run",
        "SetAside",
        "Source",
        "Speaker",
        "Suggestion",
        "Theme",
        "ThemeSet",
        "Transcript",
        "Turn",
        "Unassigned",
        "Unit",
        "ValenceReading",
    ),
    "thememiner.reports": ("PublicRules",),
    "thememiner.study": ("Study", "find_themes", "learn", "suggest", "valence"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__version__ = "0.1.0"

__all__ = [
    "Boundary",
    "Case",
    "CasesError",
    "Chart",
    "Code",
    "CodeChange",
    "Codebook",
    "CodebookError",
    "CodebookVersion",
    "Coding",
    "Decision",
    "Disagreement",
    "DiskError",
    "Evidence",
    "Example",
    "InputError",
    "Judgement",
    "Marked",
    "Memo",
    "ModelError",
    "NearMiss",
    "PublicRules",
    "Quote",
    "ReadError",
    "ReadProblem",
    "Recheck",
    "Records",
    "ReviewError",
    "RowReport",
    "Run",
    "SetAside",
    "SettingsError",
    "Source",
    "Speaker",
    "Study",
    "StudyError",
    "StudyVersionError",
    "Suggestion",
    "Theme",
    "ThemeSet",
    "ThememinerError",
    "TooFewUnitsError",
    "Transcript",
    "Turn",
    "Unassigned",
    "Unit",
    "ValenceReading",
    "__version__",
    "find_themes",
    "learn",
    "load_codebook",
    "parse_transcript",
    "read_transcript",
    "read_transcripts",
    "suggest",
    "valence",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name]), name)
    raise AttributeError(f"module 'thememiner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)

"""Transcripts into meaning units, and the units to set aside with the reason."""

from thememiner.units._cut import (
    Sentence,
    Span,
    Splitter,
    TokenCounter,
    UnitSize,
    cut_transcript,
    find_spans,
    material_turns,
)
from thememiner.units._make import make_units
from thememiner.units._set_aside import find_set_aside, plain_words, reason_to_set_aside

__all__ = [
    "Sentence",
    "Span",
    "Splitter",
    "TokenCounter",
    "UnitSize",
    "cut_transcript",
    "find_set_aside",
    "find_spans",
    "make_units",
    "material_turns",
    "plain_words",
    "reason_to_set_aside",
]

"""Units or themes and a codebook into suggestions with probability and evidence."""

from __future__ import annotations

from thememiner.matches._calibrate import (
    Calibration,
    ReliabilityBin,
    expected_error,
    find_reliability,
    fit_calibration,
)
from thememiner.matches._context import (
    HEARD,
    find_neighbours,
    hear_questions,
    put_in_context,
    questions_of,
)
from thememiner.matches._learn import FEWEST_POSITIVES, Decided, learn_matcher, make_decided
from thememiner.matches._make import (
    Labelled,
    Trained,
    codebook_texts,
    fit_tops,
    make_matcher,
    make_trained,
    teaching_rows,
)
from thememiner.matches._match import match_themes, match_units
from thememiner.matches._matcher import MODEL, Matcher
from thememiner.matches._protocols import (
    NO_CODE,
    Embed,
    Head,
    HeadTrainer,
    LinearHead,
    Scores,
    WordHead,
    WordTrainer,
)
from thememiner.matches._suggested import Suggested
from thememiner.matches._valence import ValenceReader, make_valence_reader, valence_features

__all__ = [
    "FEWEST_POSITIVES",
    "HEARD",
    "MODEL",
    "NO_CODE",
    "Calibration",
    "Decided",
    "Embed",
    "Head",
    "HeadTrainer",
    "Labelled",
    "LinearHead",
    "Matcher",
    "ReliabilityBin",
    "Scores",
    "Suggested",
    "Trained",
    "ValenceReader",
    "WordHead",
    "WordTrainer",
    "codebook_texts",
    "expected_error",
    "find_neighbours",
    "find_reliability",
    "fit_calibration",
    "fit_tops",
    "hear_questions",
    "learn_matcher",
    "make_decided",
    "make_matcher",
    "make_trained",
    "make_valence_reader",
    "match_themes",
    "match_units",
    "put_in_context",
    "questions_of",
    "teaching_rows",
    "valence_features",
]

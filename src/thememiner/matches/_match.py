"""Units and themes into suggestions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thememiner.matches._context import put_in_context
from thememiner.matches._matcher import Leanings, Matcher
from thememiner.matches._valence import NO_LEANING
from thememiner.records import Suggestion, Theme, Unit, Valence
from thememiner.vectors import FloatArray

_ABOVE_CHANCE = 2
LABEL_SHARE = 0.25


def match_units(
    units: Sequence[Unit],
    vectors: FloatArray,
    matcher: Matcher,
    *,
    skip: frozenset[str] = frozenset(),
    known: frozenset[str] = frozenset(),
    top: int = 3,
) -> tuple[Suggestion, ...]:
    """Suggestions for units, in their order, best first within each.

    The question and the rest of the answer are heard, see ``put_in_context``; words, valence and evidence
    are those of the unit itself.

    Args:
        units: of whole transcripts.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        matcher: of one codebook.
        skip: ids of units that say nothing by themselves (back-channels, bare answers).
        known: ids of units that need no suggestion, and are heard beside the others.
        top: suggestions for each unit at most.
    """
    rows = [i for i, unit in enumerate(units) if unit.id not in skip | known]
    heard = put_in_context(units, vectors, matcher.embed, silent=skip)
    texts = [units[i].text for i in rows]
    found = matcher.match(texts, heard[rows], top=top, alone=vectors[rows])
    return tuple(
        suggestion.model_copy(
            update={
                "unit_id": units[i].id,
                "transcript_id": units[i].transcript_id,
                "start": units[i].start,
                "end": units[i].end,
            }
        )
        for i, some in zip(rows, found, strict=True)
        for suggestion in some
    )


def match_themes(
    themes: Sequence[Theme],
    units: Sequence[Unit],
    vectors: FloatArray,
    matcher: Matcher,
    *,
    top: int = 3,
) -> tuple[Suggestion, ...]:
    """Suggestions for themes by the mean probability over a theme's units and that of its label and terms.

    Evidence is drawn for the theme's most central unit. A code below twice its even share is not named,
    unless it has half of all.

    Args:
        themes: candidate themes of these units.
        units: all units.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        matcher: of one codebook.
        top: suggestions for each theme at most.
    """
    row_of = {unit.id: i for i, unit in enumerate(units)}
    out: list[Suggestion] = []
    for theme in themes:
        rows = [row_of[unit_id] for unit_id in theme.unit_ids]
        texts = [units[i].text for i in rows]
        out.extend(_of_theme(theme, texts, vectors[rows], matcher, top=top))
    return tuple(out)


def _of_theme(
    theme: Theme, texts: Sequence[str], vectors: FloatArray, matcher: Matcher, *, top: int
) -> list[Suggestion]:
    said = f"{theme.label}. {', '.join(theme.terms)}"
    of_label = matcher.probabilities([said], matcher.embed([said]))[0]
    of_units = matcher.probabilities(texts, vectors).mean(axis=0)
    mean = (1 - LABEL_SHARE) * of_units + LABEL_SHARE * of_label
    least = min(_ABOVE_CHANCE / len(matcher.codebook.codes), 0.5)
    leaning = _leaning(matcher.leanings(texts, vectors))
    named = [i for i in matcher.choose(mean, top=top) if mean[i] >= least]
    return [
        matcher.make_suggestion(
            i,
            rank=rank,
            probability=float(mean[i]),
            leaning=leaning,
            evidence=matcher.evidence(texts[0], vectors[0], i),
        ).model_copy(update={"theme_id": theme.id, "calibrated": False})
        for rank, i in enumerate(named, 1)
    ]


def _leaning(found: Sequence[Leanings]) -> Leanings:
    """The leaning of a theme: the mean over those of its units that lean; a status is one unit's alone."""
    known = [
        one.valence_probability if one.valence == "enabler" else 1 - one.valence_probability
        for one in found
        if one.valence in {"barrier", "enabler"} and one.valence_probability is not None
    ]
    if not known:
        return Leanings()
    enabler = float(np.mean(known))
    probability = max(enabler, 1 - enabler)
    if probability < NO_LEANING:
        return Leanings()
    valence: Valence = "enabler" if enabler >= 0.5 else "barrier"
    return Leanings(valence=valence, valence_probability=round(probability, 4))

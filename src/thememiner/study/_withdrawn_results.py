"""Themes, suggestions and other results into the same without somebody's words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from thememiner.errors import ThememinerError
from thememiner.records import (
    Codebook,
    Decision,
    Record,
    SetAside,
    Suggestion,
    Theme,
    ThemeSet,
    Unit,
)
from thememiner.study._withdrawn_talk import Gone
from thememiner.themes import Arrival, Embed, group_units, regroup, with_units
from thememiner.units import plain_words

_PLACES = ("unit_id", "transcript_id", "person", "coding_id")
_PROSE = ("name", "definition", "include", "exclude", "source")
_N_TERMS = 3
Excerpt = tuple[str, str, str]


# --- themes ----------------------------------------------------------------------------------


def shrink_themes(
    themes: ThemeSet, units: Sequence[Unit], set_aside: Sequence[SetAside], embed: Embed
) -> ThemeSet:
    """The themes over the units that are left: counts, quotations and terms derived again.

    A theme that loses its last unit is gone. One that loses some keeps its id; its terms are found
    again, and its label stays where its people still say it.

    Args:
        themes: as they were found.
        units: all units that are left.
        set_aside: those of them that are in no theme by themselves.
        embed: vectors of their texts; where it fails, the order within a theme is that of the units.
    """
    aside = {item.unit_id for item in set_aside}
    left = {unit.id for unit in units}
    grouping = with_units(group_units(themes), left - aside)
    lost = {t.id for t in (*themes.themes, *themes.sub_themes) if not left.issuperset(t.unit_ids)}
    there = grouping.names.keys() | grouping.parts.keys()
    grouping = replace(grouping, reshaped=frozenset(lost & there))
    try:
        vectors = embed([unit.text for unit in units])
    except ThememinerError:  # the model is not there: the words have to go all the same
        vectors = np.zeros((len(units), 1), dtype=np.float32)
    made = regroup(themes, grouping, units=units, vectors=vectors, set_aside=set_aside)
    words = {unit.id: f" {' '.join(plain_words(unit.text))} " for unit in units}
    return made.model_copy(
        update={
            "themes": tuple(_labelled(theme, lost, words) for theme in made.themes),
            "sub_themes": tuple(_labelled(theme, lost, words) for theme in made.sub_themes),
        }
    )


def _labelled(theme: Theme, lost: Collection[str], words: Mapping[str, str]) -> Theme:
    """A theme with its label, or with its first terms where nobody in it says the label any more."""
    if theme.id not in lost:
        return theme
    if _is_said(theme.label, (words[unit_id] for unit_id in theme.unit_ids)):
        return theme
    return theme.model_copy(update={"label": ", ".join(theme.terms[:_N_TERMS]) or "unnamed"})


def shrink_arrivals(text: str, units: Sequence[Unit]) -> str:
    """Themes of units that came later: a label stays where a unit that is left still says it.

    Args:
        text: the kept arrivals, without units that are gone.
        units: that are left.
    """
    words = {unit.id: f" {' '.join(plain_words(unit.text))} " for unit in units}
    out = []
    for one in TypeAdapter(tuple[Arrival, ...]).validate_json(text):
        said = {
            new: [words.get(u, "") for u, at in one.homes.items() if at == new]
            for new in one.new_themes
        }
        labels = {
            new: label if _is_said(label, said[new]) else "unnamed"
            for new, label in one.new_themes.items()
            if said[new]
        }
        out.append(one.model_copy(update={"new_themes": labels}))
    return as_json(out)


def _is_said(label: str, said: Iterable[str]) -> bool:
    """Whether each phrase of a label stands in one of these texts of plain words."""
    texts = tuple(said)
    parts = [" ".join(plain_words(part)) for part in label.split(" / ")]
    return all(any(f" {part} " in text for text in texts) for part in parts if part)


# --- suggestions and everything else ---------------------------------------------------------


def shrink_suggestions(
    suggestions: Iterable[Suggestion], themes: ThemeSet | None, units: Sequence[Unit]
) -> list[Suggestion]:
    """Suggestions for units and themes that are left, with evidence in words that are left."""
    left = {unit.id for unit in units}
    by_id = {unit.id: unit for unit in units}
    found = (*themes.themes, *themes.sub_themes) if themes is not None else ()
    said = {
        theme.id: {word for unit in theme.unit_ids for word in plain_words(by_id[unit].text)}
        for theme in found
    }
    out = []
    for item in suggestions:
        if item.unit_id is not None and item.unit_id in left:
            out.append(item)
        elif item.unit_id is None and item.theme_id in said:
            words = tuple(w for w in item.evidence.words if w in said[item.theme_id])
            evidence = item.evidence.model_copy(update={"words": words})
            out.append(item.model_copy(update={"evidence": evidence}))
    return out


def shrink_result(text: str, gone: Gone) -> str:
    """A kept result of any kind without the records about places that are gone, and without words.

    Raises:
        ValueError: it is not JSON.
    """
    kept = _kept(json.loads(text), gone)
    return json.dumps([] if kept is _NOTHING else kept, ensure_ascii=False)


_NOTHING = object()


def _kept(value: Any, gone: Gone) -> Any:
    if isinstance(value, str):
        return _NOTHING if gone.holds_id(value) else gone.words.cut(value)
    if isinstance(value, list):
        return [item for item in (_kept(one, gone) for one in value) if item is not _NOTHING]
    if not isinstance(value, dict):
        return value
    if any(isinstance(value.get(name), str) and gone.holds_id(value[name]) for name in _PLACES):
        return _NOTHING
    pairs = {key: _kept(item, gone) for key, item in value.items() if not gone.holds_id(key)}
    return {key: None if item is _NOTHING else item for key, item in pairs.items()}


# --- codebooks and decisions -----------------------------------------------------------------


def shrink_codebook(codebook: Codebook, gone: Gone) -> Codebook:
    """A codebook without examples in somebody's words, and without their words in its prose."""
    words = gone.words
    codes = []
    for code in codebook.codes:
        prose = {name: words.cut(getattr(code, name)) for name in _PROSE}
        examples = tuple(e for e in code.examples if not words.occur_in(e.text))
        rules = tuple(b.model_copy(update={"rule": words.cut(b.rule)}) for b in code.boundaries)
        misses = tuple(m for m in code.near_misses if not words.occur_in(m.text))
        kept = {"examples": examples, "boundaries": rules, "near_misses": misses}
        codes.append(code.model_copy(update={**prose, **kept}))
    return codebook.model_copy(update={"codes": tuple(codes)})


def split_decisions(
    decisions: Iterable[Decision],
    gone: Gone,
    *,
    before: Mapping[str, str],
    after: Mapping[str, str],
    cases: Collection[str] = (),
) -> tuple[list[str], dict[str, Excerpt]]:
    """Ids of decisions on words that are gone, and what is left of words in others.

    A quotation that runs over somebody else's words as well keeps its place; where theirs stood, it
    says so, as the text does.

    Args:
        decisions: the log.
        gone: what goes.
        before: texts of the transcripts as they were.
        after: texts of those that are changed.
        cases: of nobody but them: what was written about these goes as well.
    """
    emptied: list[str] = []
    shortened: dict[str, Excerpt] = {}
    for one in decisions:
        start, end = _place(one, before.get(one.transcript_id or "", ""))
        quote = gone.words.cut(one.quote)
        if one.case is not None and (one.case == gone.person or one.case in cases):
            emptied.append(one.id)
            continue
        if gone.holds(one.transcript_id, start, end) or gone.holds_id(one.unit_id or ""):
            text = after.get(one.transcript_id or "", "")
            if start is None or end is None or not _others(one, start, end, text, gone):
                emptied.append(one.id)
                continue
            quote = text[start:end]
        new = (quote, gone.words.cut(one.memo), gone.words.cut(one.label))
        if new != (one.quote, one.memo, one.label):
            shortened[one.id] = new
    return emptied, shortened


def _place(one: Decision, text: str) -> tuple[int | None, int | None]:
    """Where the words of a decision stand; by quotation where the text was changed since."""
    if one.quote and one.start is not None and text[one.start : one.end] != one.quote:
        at = text.find(one.quote)
        if at >= 0:
            return at, at + len(one.quote)
    return one.start, one.end


def _others(one: Decision, start: int, end: int, text: str, gone: Gone) -> bool:
    """Whether a span has words of somebody else in it."""
    spans = gone.spans.get(one.transcript_id or "", ())
    left = (
        c for n, c in enumerate(text[start:end], start) if not any(a <= n < b for a, b in spans)
    )
    return any(not c.isspace() for c in left)


def as_json(records: Iterable[Record]) -> str:
    """Records as a result is kept."""
    return "[" + ",".join(record.model_dump_json() for record in records) + "]"

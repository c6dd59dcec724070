"""A grouping of units into a theme set: everything that is counted or chosen, derived again."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from thememiner.records import SetAside, Theme, ThemeSet, Unassigned, Unit
from thememiner.themes._cards import Draft, assemble, in_order, make_theme
from thememiner.themes._grouping import Grouping
from thememiner.themes._talk import plain_talk
from thememiner.themes._tools import Clusters
from thememiner.vectors import FloatArray, unit_length

_N_TERMS = 12


def regroup(
    themes: ThemeSet,
    grouping: Grouping,
    *,
    units: Sequence[Unit],
    vectors: FloatArray,
    set_aside: Sequence[SetAside] | None = None,
) -> ThemeSet:
    """The set with another grouping of its units; all that is counted or chosen is derived again.

    Terms and stability of a theme are kept, unless it was merged or split: then its terms are found
    again and its stability is not known.

    Args:
        themes: the set as it was; its notes and its figures for the whole stay.
        grouping: which unit is where now.
        units: all units; their order is that of ``unit_ids`` and ``labels``.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        set_aside: units that are in no theme by themselves; None for those of the set.
    """
    aside = themes.set_aside if set_aside is None else tuple(set_aside)
    rows = [row for row, unit in enumerate(units) if unit.id in grouping.unit_ids]
    rows.sort(key=lambda i: (units[i].text, units[i].transcript_id, units[i].start, units[i].id))
    looked_at, matrix = [units[row] for row in rows], np.ascontiguousarray(vectors[rows])
    words = _words_kept(themes, grouping, looked_at)
    homes = [grouping.home.get(unit.id) for unit in looked_at]
    parts = {unit: part for part, one in grouping.parts.items() for unit in one.unit_ids}
    subs = _cards([parts.get(unit.id) for unit in looked_at], looked_at, matrix, words)
    draft, own = _cards(homes, looked_at, matrix, words)
    whole = (
        assemble(units, aside, draft, own)
        if draft is not None
        else _without_themes(units, looked_at, aside)
    )
    sub_themes = tuple(
        theme.model_copy(update={"parent": grouping.parts[theme.id].parent}) for theme in subs[1]
    )
    kept = {name: getattr(themes, name) for name in ("resample_ari", "resample_ami", "notes")}
    whole = whole.model_copy(update={"sub_themes": in_order(sub_themes), **kept})
    return with_words(whole, grouping)


def with_words(themes: ThemeSet, grouping: Grouping) -> ThemeSet:
    """The same set with the labels and confirmations of a grouping over the same units."""
    own = tuple(
        theme.model_copy(
            update={
                "label": grouping.names[theme.id],
                "state": "confirmed" if theme.id in grouping.confirmed else "candidate",
            }
        )
        for theme in themes.themes
    )
    subs = tuple(
        sub.model_copy(update={"label": grouping.parts[sub.id].label}) for sub in themes.sub_themes
    )
    return themes.model_copy(update={"themes": own, "sub_themes": subs})


def find_terms(units: Sequence[Unit], groups: Sequence[frozenset[str]]) -> list[tuple[str, ...]]:
    """Words and pairs of words that set groups of units apart from all units, best first.

    Class-based TF-IDF (Grootendorst 2022): the square root of a word's share of the group, times the
    logarithm of how rare it is in all units. The rest of the grouping plays no part.

    Args:
        units: all units.
        groups: ids of the units of each group.
    """
    counts = [_word_counts(text) for text in plain_talk([unit.text for unit in units])]
    everywhere: Counter[str] = Counter()
    for own in counts:
        everywhere.update(own)
    found = []
    for group in groups:
        inside: Counter[str] = Counter()
        for unit, own in zip(units, counts, strict=True):
            if unit.id in group:
                inside.update(own)
        found.append(_best_terms(inside, everywhere))
    return found


def _best_terms(inside: Counter[str], everywhere: Counter[str]) -> tuple[str, ...]:
    n_words, total = max(1, sum(inside.values())), sum(everywhere.values())
    weight = {
        term: math.sqrt(n / n_words) * math.log(1 + total / everywhere[term])
        for term, n in inside.items()
    }
    return tuple(sorted(weight, key=lambda term: (-weight[term], term))[:_N_TERMS])


def _word_counts(text: str) -> Counter[str]:
    words = text.split()
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))])


def _words_kept(
    themes: ThemeSet, grouping: Grouping, units: Sequence[Unit]
) -> Mapping[str, tuple[tuple[str, ...], float | None]]:
    """Terms and stability of each theme and sub-theme: as they were, or found again."""
    kept = {
        theme.id: (theme.terms, theme.stability)
        for theme in (*themes.themes, *themes.sub_themes)
        if theme.id not in grouping.reshaped
    }
    again = sorted(
        (grouping.reshaped | grouping.names.keys() | grouping.parts.keys()) - kept.keys()
    )
    found = find_terms(units, [_made_of(grouping, one) for one in again]) if again else []
    return kept | {one: (terms, None) for one, terms in zip(again, found, strict=True)}


def _made_of(grouping: Grouping, theme_id: str) -> frozenset[str]:
    """The units whose words are a theme's terms."""
    if theme_id in grouping.parts:
        return grouping.parts[theme_id].unit_ids
    return grouping.made_of.get(theme_id) or grouping.members(theme_id)


def _cards(
    homes: Sequence[str | None],
    units: Sequence[Unit],
    vectors: FloatArray,
    words: Mapping[str, tuple[tuple[str, ...], float | None]],
) -> tuple[Draft | None, tuple[Theme, ...]]:
    """The geometry of a grouping and its themes, in the order of their ids."""
    ids = sorted({home for home in homes if home is not None})
    if not ids:
        return None, ()
    number = {one: n for n, one in enumerate(ids)}
    labels = np.array([-1 if home is None else number[home] for home in homes])
    draft = Draft(units, vectors, labels)
    known = Clusters(
        labels=(),
        terms={number[one]: words[one][0] for one in ids},
        stability={number[one]: s for one in ids if (s := words[one][1]) is not None},
    )
    made = (make_theme(draft, number[one], "", known).model_copy(update={"id": one}) for one in ids)
    return draft, tuple(made)


def _without_themes(
    units: Sequence[Unit], looked_at: Sequence[Unit], set_aside: Sequence[SetAside]
) -> ThemeSet:
    """Every unit in the queue, for a set whose last theme is gone."""
    queue = sorted(looked_at, key=lambda unit: unit.id)
    return ThemeSet(
        unit_ids=tuple(unit.id for unit in units),
        labels=(None,) * len(units),
        unassigned=tuple(
            Unassigned(
                unit_id=unit.id,
                text=unit.text,
                person=unit.person,
                transcript_id=unit.transcript_id,
            )
            for unit in queue
        ),
        set_aside=tuple(set_aside),
    )


def find_second_homes(
    themes: ThemeSet, unit_ids: Sequence[str], *, units: Sequence[Unit], vectors: FloatArray
) -> dict[str, str]:
    """For units of a theme, the other theme whose middle is nearest to them.

    Args:
        themes: the set.
        unit_ids: units of its themes; the others are left out.
        units: all units of the set.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
    """
    row_of = {unit.id: row for row, unit in enumerate(units)}
    home = {unit: theme.id for theme in themes.themes for unit in theme.unit_ids}
    wanted = [unit for unit in unit_ids if unit in home]
    if len(themes.themes) < 2 or not wanted:
        return {}
    rows = [[row_of[unit] for unit in theme.unit_ids] for theme in themes.themes]
    centres = unit_length(np.stack([vectors[own].mean(axis=0) for own in rows]))
    near = vectors[[row_of[unit] for unit in wanted]] @ centres.T
    ids = [theme.id for theme in themes.themes]
    near[range(len(wanted)), [ids.index(home[unit]) for unit in wanted]] = -np.inf
    return {unit: ids[int(best)] for unit, best in zip(wanted, near.argmax(axis=1), strict=True)}

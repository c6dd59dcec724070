"""Themes of an earlier run and of this one into one set of ids, and into what became of each theme."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Literal, get_args

import numpy as np

from thememiner.records import Record, Theme, ThemeSet, Unit
from thememiner.themes._flags import who
from thememiner.vectors import FloatArray, unit_length

Change = Literal["kept", "grown", "shifted", "new", "gone"]
CHANGES: tuple[Change, ...] = get_args(Change)

MOSTLY_THE_SAME = 1 / 3
_ALIKE = 0.5
_SHIFTED = 0.05


class ThemeChange(Record):
    """What became of one theme when themes were looked for again, or new transcripts came in.

    Attributes:
        theme_id: the theme.
        label: what it is called, or was called.
        change: ``kept``; ``grown`` by new units; ``shifted``: its middle lies elsewhere now, or half of
            its units are others; ``new``; ``gone``.
        n_units: units in it now.
        n_units_before: units in it before.
        n_new_units: units in it that the study did not have before.
        new_share: share of its units that the study did not have before, 0 to 1.
        shift: cosine distance between its middle before and now, 0 to 2; None for new and gone ones.
        n_people: people in it now.
        n_new_people: people in it now that were not in it before.
        note: where the units of a theme that is gone are now; empty for others.
    """

    id_column: ClassVar[str] = "theme_id"

    theme_id: str
    label: str
    change: Change
    n_units: int = 0
    n_units_before: int = 0
    n_new_units: int = 0
    new_share: float = 0.0
    shift: float | None = None
    n_people: int = 0
    n_new_people: int = 0
    note: str = ""


# --- ids from one run to the next ------------------------------------------------------------


def carry_ids(found: ThemeSet, *earlier: ThemeSet, taken: Collection[str] = ()) -> ThemeSet:
    """The set with the ids of earlier themes on those that hold mostly the same units.

    Themes are matched one to one so that the sum of their Jaccard indices is largest (Kuhn 1955), on
    the units that both sets looked at; a pair below a third is no match. A theme that keeps at least
    half of all units keeps its label too. No other theme gets an id that was used before.

    Args:
        found: what was just found.
        earlier: sets to take ids from; themes left over by the first are matched with the second, and
            so on. Labels come from the last that has one.
        taken: further ids that may not be used again.
    """
    used = {theme.id for one in earlier for theme in (*one.themes, *one.sub_themes)} | set(taken)
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for level in ("themes", "sub_themes"):
        own: tuple[Theme, ...] = getattr(found, level)
        for source in earlier:
            for new, old, share in _matched(own, getattr(source, level), names, found, source):
                names[new.id] = old.id
                if share >= _ALIKE:
                    labels[new.id] = old.label
    labels |= _labels_found_last(names, labels, earlier)
    for theme in (*found.themes, *found.sub_themes):
        if theme.id not in names and theme.id in used:
            names[theme.id] = fresh_id(theme.id, used | set(names.values()))
    return _renamed(found, names, labels)


def _matched(
    own: Sequence[Theme],
    old: Sequence[Theme],
    names: Mapping[str, str],
    found: ThemeSet,
    source: ThemeSet,
) -> list[tuple[Theme, Theme, float]]:
    """Pairs of themes not matched yet, with their Jaccard index on the units in both sets."""
    from scipy.optimize import linear_sum_assignment

    here = [theme for theme in own if theme.id not in names]
    there = [theme for theme in old if theme.id not in set(names.values())]
    both = looked_at(found) & looked_at(source)
    shares = np.array([[jaccard(one, other, both) for other in there] for one in here])
    if not shares.size:
        return []
    rows, columns = linear_sum_assignment(-shares)
    return [
        (here[row], there[column], float(shares[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if shares[row, column] >= MOSTLY_THE_SAME
    ]


def jaccard(one: Theme, other: Theme, both: Collection[str]) -> float:
    """Share of the units of either theme that are in both, among units that both sets looked at."""
    here = {unit for unit in one.unit_ids if unit in both}
    there = {unit for unit in other.unit_ids if unit in both}
    return len(here & there) / len(here | there) if here and there else 0.0


def looked_at(themes: ThemeSet) -> frozenset[str]:
    """The units that are in a theme by themselves, or wait in the queue."""
    aside = {item.unit_id for item in themes.set_aside}
    return frozenset(unit for unit in themes.unit_ids if unit not in aside)


def _labels_found_last(
    names: Mapping[str, str], labels: Mapping[str, str], earlier: Sequence[ThemeSet]
) -> dict[str, str]:
    """For themes that keep their label: the one in the last of the earlier sets that has the theme."""
    known: dict[str, str] = {}
    for source in earlier:
        known |= {theme.id: theme.label for theme in (*source.themes, *source.sub_themes)}
    return {new: known[names[new]] for new in labels}


def fresh_id(theme_id: str, used: Collection[str]) -> str:
    """The id, or another made from it that is not in use."""
    fresh = theme_id
    while fresh in used:
        fresh = "theme-" + hashlib.sha256(fresh.encode()).hexdigest()[:8]
    return fresh


def _renamed(themes: ThemeSet, names: Mapping[str, str], labels: Mapping[str, str]) -> ThemeSet:
    """The same set with other ids, wherever an id stands."""

    def now(theme_id: str | None) -> str | None:
        return names.get(theme_id, theme_id) if theme_id is not None else None

    def changed(theme: Theme) -> Theme:
        return theme.model_copy(
            update={
                "id": now(theme.id),
                "label": labels.get(theme.id, theme.label),
                "parent": now(theme.parent),
                "neighbours": tuple(now(one) for one in theme.neighbours),
            }
        )

    own = sorted((changed(t) for t in themes.themes), key=lambda t: (-t.n_people, -t.n_units, t.id))
    return themes.model_copy(
        update={
            "themes": tuple(own),
            "sub_themes": tuple(changed(sub) for sub in themes.sub_themes),
            "labels": tuple(now(label) for label in themes.labels),
            "unassigned": tuple(
                item.model_copy(update={"nearest_theme": now(item.nearest_theme)})
                for item in themes.unassigned
            ),
        }
    )


# --- what became of each theme ---------------------------------------------------------------


def find_changes(
    before: ThemeSet, after: ThemeSet, *, units: Sequence[Unit], vectors: FloatArray
) -> tuple[ThemeChange, ...]:
    """What became of each theme: those that are there in their order, then those that are gone.

    Args:
        before: the themes as they were shown before.
        after: the themes as they are now.
        units: all units as they are now.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
    """
    row_of = {unit.id: row for row, unit in enumerate(units)}
    old = {theme.id: theme for theme in before.themes}
    both = looked_at(before) & looked_at(after)
    known = frozenset(before.unit_ids)
    changes = [
        _change(old.get(theme.id), theme, known, both, units=units, vectors=vectors, row_of=row_of)
        for theme in after.themes
    ]
    here = {theme.id for theme in after.themes}
    gone = [_gone(theme, after) for theme in before.themes if theme.id not in here]
    return (*changes, *gone)


def _change(
    before: Theme | None,
    now: Theme,
    known: frozenset[str],
    both: frozenset[str],
    *,
    units: Sequence[Unit],
    vectors: FloatArray,
    row_of: Mapping[str, int],
) -> ThemeChange:
    rows = [row_of[unit] for unit in now.unit_ids]
    new = [unit for unit in now.unit_ids if unit not in known]
    earlier = [row_of[unit] for unit in before.unit_ids if unit in row_of] if before else []
    people = {who(units[row]) for row in rows}
    shift = _distance(vectors[earlier], vectors[rows]) if earlier else None
    alike = jaccard(before, now, both) if before else 0.0
    change: Change = "new" if before is None else "grown" if new else "kept"
    if before is not None and (alike < _ALIKE or (shift or 0.0) >= _SHIFTED):
        change = "shifted"
    return ThemeChange(
        theme_id=now.id,
        label=now.label,
        change=change,
        n_units=len(rows),
        n_units_before=before.n_units if before else 0,
        n_new_units=len(new),
        new_share=round(len(new) / len(rows), 3),
        shift=shift,
        n_people=len(people),
        n_new_people=len(people - {who(units[row]) for row in earlier}),
    )


def _distance(one: FloatArray, other: FloatArray) -> float:
    middles = unit_length(np.stack([one.mean(axis=0), other.mean(axis=0)]))
    return round(max(0.0, 1 - float(middles[0] @ middles[1])), 4)


def _gone(theme: Theme, after: ThemeSet) -> ThemeChange:
    homes = dict(zip(after.unit_ids, after.labels, strict=True))
    now = Counter(homes[unit] for unit in theme.unit_ids if unit in homes)
    labels = {one.id: one.label for one in after.themes}
    places = [
        f"{n} in “{labels[at]}” ({at})" if at else f"{n} in no theme"
        for at, n in sorted(now.items(), key=lambda item: (-item[1], item[0] or ""))
    ]
    lost = theme.n_units - sum(now.values())
    if lost:
        places.append(f"{lost} no longer in the study")
    return ThemeChange(
        theme_id=theme.id,
        label=theme.label,
        change="gone",
        n_units_before=theme.n_units,
        note="Its units: " + ", ".join(places) + ".",
    )

"""A theme set into another: merged, split, renamed, with units moved or set free; pure functions.

Each takes a set and returns a new one in which every unit is exactly once and everything that is counted
or chosen is derived again: people, quotations, neighbours, doubts, the queue of units in no theme.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.records import Theme, ThemeSet, Unit
from thememiner.themes._grouping import (
    check_theme,
    group_units,
    with_confirmed,
    with_freed,
    with_label,
    with_merged,
    with_moved,
    with_split,
    without_theme,
)
from thememiner.themes._regroup import find_terms, regroup, with_words
from thememiner.vectors import FloatArray

_ROUNDS = 50

Into = Literal["sub-themes", "two"]


def rename_theme(themes: ThemeSet, theme_id: str, label: str) -> ThemeSet:
    """The same set with another label on one theme or sub-theme.

    Raises:
        SettingsError: no such theme, or the label is empty.
    """
    grouping = with_label(group_units(themes), theme_id, label)
    return with_words(themes, grouping)


def confirm_theme(themes: ThemeSet, theme_id: str) -> ThemeSet:
    """The same set with one theme confirmed: a person has read it and stands for it.

    Raises:
        SettingsError: no such theme.
    """
    return with_words(themes, with_confirmed(group_units(themes), theme_id))


def merge_themes(
    themes: ThemeSet,
    theme_ids: Sequence[str],
    *,
    units: Sequence[Unit],
    vectors: FloatArray,
    label: str = "",
) -> ThemeSet:
    """Several themes as one; it has the id and state of the first, and its label unless one is given.

    Args:
        themes: the set.
        theme_ids: two or more themes of it.
        units: all units of the set.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        label: for the merged theme; empty keeps that of the first.

    Raises:
        SettingsError: fewer than two themes, or one that is not there.
    """
    grouping = with_merged(group_units(themes), theme_ids, label)
    return regroup(themes, grouping, units=units, vectors=vectors)


def split_theme(
    themes: ThemeSet,
    theme_id: str,
    *,
    units: Sequence[Unit],
    vectors: FloatArray,
    unit_ids: Collection[str] = (),
    label: str = "",
    into: Into | None = None,
) -> ThemeSet:
    """A theme in parts: given units, its sub-themes, or two by the vectors.

    The theme keeps its id, its label and what is not split off; a new part gets an id from its units.

    Args:
        themes: the set.
        theme_id: the theme.
        units: all units of the set.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        unit_ids: the units to split off; without them ``into`` decides.
        label: of the new theme, where units are given; empty for its first terms.
        into: ``sub-themes`` or ``two``; None for sub-themes where there are any.

    Raises:
        SettingsError: no such theme, units that are not in it, or nothing to split it into.
    """
    grouping = group_units(themes)
    found = find_parts(
        themes, theme_id, units=units, vectors=vectors, unit_ids=unit_ids, label=label, into=into
    )
    for own_label, own_units in found:
        grouping, _ = with_split(grouping, theme_id, own_units, own_label)
    return regroup(themes, grouping, units=units, vectors=vectors)


def move_unit(
    themes: ThemeSet, unit_id: str, to: str, *, units: Sequence[Unit], vectors: FloatArray
) -> ThemeSet:
    """A unit in another theme, wherever it was.

    Raises:
        SettingsError: no such theme, no such unit, or a unit that was set aside.
    """
    grouping = with_moved(group_units(themes), [unit_id], to)
    return regroup(themes, grouping, units=units, vectors=vectors)


def free_unit(
    themes: ThemeSet, unit_id: str, *, units: Sequence[Unit], vectors: FloatArray
) -> ThemeSet:
    """A unit in no theme: it goes into the queue.

    Raises:
        SettingsError: no such unit, or one that was set aside.
    """
    grouping = with_freed(group_units(themes), [unit_id])
    return regroup(themes, grouping, units=units, vectors=vectors)


def drop_theme(
    themes: ThemeSet, theme_id: str, *, units: Sequence[Unit], vectors: FloatArray
) -> ThemeSet:
    """The set without a theme; its units go into the queue.

    Raises:
        SettingsError: no such theme.
    """
    grouping = without_theme(group_units(themes), theme_id)
    return regroup(themes, grouping, units=units, vectors=vectors)


# --- what a theme can be split into ----------------------------------------------------------


def find_parts(
    themes: ThemeSet,
    theme_id: str,
    *,
    units: Sequence[Unit],
    vectors: FloatArray,
    unit_ids: Collection[str] = (),
    label: str = "",
    into: Into | None = None,
) -> list[tuple[str, tuple[str, ...]]]:
    """Labels and units of the parts that ``split_theme`` splits off, in order.

    Raises:
        SettingsError: no such theme, or nothing to split it into.
    """
    check_theme(group_units(themes), theme_id)
    if unit_ids:
        some = tuple(sorted(unit_ids))
        return [(label or _label_of(some, units), some)]
    subs = themes.parts(theme_id)
    if into == "sub-themes" and not subs:
        raise SettingsError(
            f"{theme_id} has no sub-themes. Name the units to split off, or split it in two."
        )
    if subs and into != "two":
        covered = sum(len(sub.unit_ids) for sub in subs)
        stays = covered == themes[theme_id].n_units
        leaving = sorted(subs, key=lambda sub: (-sub.n_units, sub.id))[1 if stays else 0 :]
        return [(sub.label, tuple(sorted(sub.unit_ids))) for sub in leaving]
    half = _half(themes[theme_id], units, vectors)
    return [(label or _label_of(half, units), half)]


def _half(theme: Theme, units: Sequence[Unit], vectors: FloatArray) -> tuple[str, ...]:
    """The smaller part of a theme cut in two: two means, begun along the longest direction.

    The most central unit stays in the other part where both are equally large.
    """
    row_of = {unit.id: row for row, unit in enumerate(units)}
    ids = sorted(theme.unit_ids)
    rows = vectors[[row_of[unit_id] for unit_id in ids]].astype(np.float64)
    around = rows - rows.mean(axis=0)
    right = around @ np.linalg.svd(around, full_matrices=False)[2][0] > 0
    for _ in range(_ROUNDS):
        if not 0 < right.sum() < len(rows):
            break
        nearer = rows @ (rows[right].mean(axis=0) - rows[~right].mean(axis=0)) > _middle(
            rows, right
        )
        if (nearer == right).all():
            break
        right = nearer
    if not 0 < right.sum() < len(rows):
        raise SettingsError(
            f"The {len(ids)} units of {theme.id} cannot be told apart by their words. "
            "Name the units to split off."
        )
    parts = [tuple(i for i, inside in zip(ids, right, strict=True) if inside == s) for s in (0, 1)]
    return min(parts, key=lambda part: (len(part), theme.unit_ids[0] in part, part))


def _middle(rows: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Where the plane halfway between the two means lies."""
    one, other = rows[right].mean(axis=0), rows[~right].mean(axis=0)
    return float((one @ one - other @ other) / 2)


def _label_of(unit_ids: Collection[str], units: Sequence[Unit]) -> str:
    terms = find_terms(units, [frozenset(unit_ids)])[0]
    return ", ".join(terms[:3]) or "unnamed"

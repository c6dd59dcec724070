"""New units that fit no edited theme into groups that may be new themes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thememiner.records import ThemeSet, Unit
from thememiner.themes._alike import RealArray
from thememiner.themes._flags import who
from thememiner.themes._votes import of_unit_length

FEWEST_NEW = 5
_MOST_LOOKED_AT = 4000
_LOOSE = 0.25


def find_new_groups(
    themes: ThemeSet, rows: Sequence[int], units: Sequence[Unit], places: RealArray
) -> tuple[list[list[int]], tuple[str, ...]]:
    """Groups among units that fit nowhere: average linkage, cut where themes hang together."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(rows) > _MOST_LOOKED_AT:
        return [], (
            f"{len(rows)} new units fit no theme, too many to look for new themes among them beside "
            "the edited ones. Run mine(refit=True) to look for all themes afresh.",
        )
    members = member_rows(themes, units)[1]
    if len(rows) < FEWEST_NEW or not members:
        return [], ()
    tight = float(np.quantile([_together(places[own]) for own in members], _LOOSE))
    some = places[list(rows)]
    apart = np.clip(1 - some @ some.T, 0, 2)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), method="average")
    labels = fcluster(tree, t=max(1 - tight, 1e-6), criterion="distance")
    groups = [
        [row for row, own in zip(rows, labels, strict=True) if own == label]
        for label in np.unique(labels)
    ]
    large = [
        group
        for group in groups
        if len(group) >= FEWEST_NEW and len({who(units[row]) for row in group}) > 1
    ]
    return sorted(large, key=lambda group: (-len(group), units[group[0]].id)), ()


def with_nearer_units(
    themes: ThemeSet,
    groups: Sequence[Sequence[int]],
    rows: Sequence[int],
    units: Sequence[Unit],
    places: RealArray,
) -> list[list[int]]:
    """The groups with the new units that are nearer to them than to any theme."""
    if not groups:
        return []
    middles = [*groups, *member_rows(themes, units)[1]]
    centres = of_unit_length(np.stack([places[list(own)].mean(axis=0) for own in middles]))
    nearest = (places[list(rows)] @ centres.T).argmax(axis=1)
    core = {row: n for n, own in enumerate(groups) for row in own}
    home = {row: core.get(row, int(best)) for row, best in zip(rows, nearest, strict=True)}
    return [[row for row in rows if home[row] == n] for n in range(len(groups))]


def member_rows(themes: ThemeSet, units: Sequence[Unit]) -> tuple[list[str], list[list[int]]]:
    """Themes with the rows of their units, as far as those are still there."""
    row_of = {unit.id: row for row, unit in enumerate(units)}
    rows = {
        theme.id: sorted(row_of[unit] for unit in theme.unit_ids if unit in row_of)
        for theme in themes.themes
    }
    there = {theme_id: own for theme_id, own in rows.items() if own}
    return list(there), list(there.values())


def _together(rows: RealArray) -> float:
    """Mean cosine between two rows of unit length; 1 for a single row."""
    n = len(rows)
    total = rows.sum(axis=0)
    return float((total @ total - n) / (n * (n - 1))) if n > 1 else 1.0

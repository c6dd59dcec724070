"""Units that came after people had edited the themes, into those themes, new ones, or the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from thememiner.records import Record, SetAside, ThemeSet, Unit
from thememiner.themes._alike import RealArray
from thememiner.themes._cards import Draft
from thememiner.themes._cards import theme_id as id_of
from thememiner.themes._carry import fresh_id, looked_at
from thememiner.themes._grouping import Grouping
from thememiner.themes._labels import find_labels
from thememiner.themes._new_groups import find_new_groups, member_rows, with_nearer_units
from thememiner.themes._places import find_places
from thememiner.themes._regroup import find_terms
from thememiner.themes._talk import telling_words
from thememiner.themes._tools import Clusters, Tools
from thememiner.themes._votes import of_unit_length
from thememiner.vectors import FloatArray

_SMALL = 4
_FAR = 2.0
_STAYED = (
    "Themes that people have edited stay as they are, whatever the settings; mine(refit=True) looks "
    "for all themes afresh."
)


class Arrival(Record):
    """Units that came after people had edited the themes, and where they were put.

    Attributes:
        at: when, ISO 8601 with zone.
        homes: unit id to theme id, for those that were put into a theme.
        new_themes: id to label of candidate themes made of units that fitted nowhere.
        notes: what a person should know.
    """

    at: str
    homes: Mapping[str, str] = {}
    new_themes: Mapping[str, str] = {}
    notes: tuple[str, ...] = ()


def place_units(
    themes: ThemeSet,
    *,
    at: str,
    units: Sequence[Unit],
    vectors: FloatArray,
    set_aside: Sequence[SetAside] = (),
    tools: Tools | None = None,
) -> Arrival:
    """Where units go that came after people had edited the themes.

    Units stand where they stand when themes are looked for (``find_places``). A unit goes into the
    nearest theme, unless it lies further out than the theme's own units do: more than two standard
    deviations below their mean similarity, each to the middle of the others. What a person placed
    before stays placed: a unit that was cut anew, or is now the first saying of what was placed, goes
    where that was. Among the rest, groups of at least five units by two people or more that hang
    together at least as closely as the loosest quarter of the themes become candidate themes, with
    the new units that are nearer to them than to any theme; the others wait in the queue.

    Args:
        themes: the themes as people left them.
        at: when, ISO 8601 with zone.
        units: all units as they are now.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        set_aside: units that are in no theme by themselves.
        tools: finds phrases for the labels of new themes; None for their first terms.
    """
    out = {item.unit_id for item in set_aside}
    known = looked_at(themes)
    new = [row for row, unit in enumerate(units) if unit.id not in out and unit.id not in known]
    new.sort(key=lambda row: units[row].id)
    notes: tuple[str, ...] = ()
    groups: list[list[int]] = []
    homes = _inherited([units[row].id for row in new], themes, units, set_aside)
    if len(homes) < len(new):
        places = _places(units, vectors, out)
        loose = [row for row in new if units[row].id not in homes]
        homes |= _nearest(themes, loose, units, places)
        left = [row for row in loose if units[row].id not in homes]
        groups, notes = find_new_groups(themes, left, units, places)
        groups = with_nearer_units(themes, groups, loose, units, places)
    labels = _labels(groups, units, vectors, tools)
    names = dict(zip(_new_ids(themes, groups, units, vectors), labels, strict=True))
    homes |= {units[r].id: one for one, own in zip(names, groups, strict=True) for r in own}
    told = (_say_arrival(len(new), homes, names), *notes) if new else (_STAYED,)
    return Arrival(at=at, homes=homes, new_themes=names, notes=told)


def with_arrival(grouping: Grouping, arrival: Arrival, into: Mapping[str, str]) -> Grouping:
    """The grouping with the units of an arrival; a theme that was merged stands for its parts.

    Args:
        grouping: the grouping so far.
        arrival: the units and where they were put.
        into: for themes that were merged into another, that one.
    """
    names = {**arrival.new_themes, **grouping.names}
    home = dict(grouping.home)
    for unit, theme_id in arrival.homes.items():
        at, steps = theme_id, 0
        while at not in names and at in into and steps < len(into):
            at, steps = into[at], steps + 1
        if unit in grouping.unit_ids and unit not in home and at in names:
            home[unit] = at
    used = set(home.values())
    return replace(
        grouping,
        names={one: label for one, label in names.items() if one in used},
        home=home,
        reshaped=grouping.reshaped | (arrival.new_themes.keys() & used),
    )


# --- places of units -------------------------------------------------------------------------


def _inherited(
    new: Sequence[str], themes: ThemeSet, units: Sequence[Unit], set_aside: Sequence[SetAside]
) -> dict[str, str]:
    """New units that stand for units which were placed before: twins, and those cut anew."""
    home = {unit: theme.id for theme in themes.themes for unit in theme.unit_ids}
    wanted = set(new)
    found = {
        item.twin: home[item.unit_id]
        for item in set_aside
        if item.twin is not None and item.twin in wanted and item.unit_id in home
    }
    here = {unit.id for unit in units}
    lost: dict[str, list[tuple[int, int, str]]] = {}
    for unit_id in sorted(home.keys() - here):
        transcript, start, end = _span(unit_id)
        lost.setdefault(transcript, []).append((start, end, home[unit_id]))
    for unit_id in new:
        transcript, start, end = _span(unit_id)
        shared = Counter[str]()
        for a, b, theme in lost.get(transcript, ()):
            shared[theme] += max(0, min(b, end) - max(a, start))
        best = min(shared, key=lambda theme: (-shared[theme], theme), default=None)
        if best is not None and 2 * shared[best] >= end - start > 0:
            found.setdefault(unit_id, best)
    return found


def _span(unit_id: str) -> tuple[str, int, int]:
    transcript, _, place = unit_id.rpartition(":")
    start, _, end = place.partition("-")
    return (transcript, int(start), int(end)) if start.isdigit() and end.isdigit() else ("", 0, 0)


def _places(units: Sequence[Unit], vectors: FloatArray, out: Collection[str]) -> RealArray:
    """Where units stand when themes are looked for; zeros for those set aside."""
    rows = [row for row, unit in enumerate(units) if unit.id not in out]
    rows.sort(key=lambda i: (units[i].text, units[i].transcript_id, units[i].start, units[i].id))
    some = [units[row] for row in rows]
    found = find_places(some, vectors[rows], telling_words([unit.text for unit in some]))
    places = np.zeros((len(units), found.shape[1]))
    places[rows] = found
    return places


def _nearest(
    themes: ThemeSet, rows: Sequence[int], units: Sequence[Unit], places: RealArray
) -> dict[str, str]:
    ids, members = member_rows(themes, units)
    if not rows or not members:
        return {}
    centres = of_unit_length(np.stack([places[own].mean(axis=0) for own in members]))
    floors = _floors([_to_the_others(places[own]) for own in members])
    similarity = places[list(rows)] @ centres.T
    nearest = similarity.argmax(axis=1)
    return {
        units[row].id: ids[int(best)]
        for row, best, own in zip(rows, nearest, similarity, strict=True)
        if own[best] >= floors[best]
    }


def _to_the_others(rows: RealArray) -> RealArray:
    """Cosine of each unit to the middle of the theme's other units: a new unit is no part of it."""
    rest = rows.sum(axis=0) - rows
    lengths = np.linalg.norm(rest, axis=1)
    return np.asarray((rows * rest).sum(axis=1) / np.where(lengths > 0, lengths, 1))


def _floors(inside: Sequence[RealArray]) -> list[float]:
    """How similar a unit has to be to each theme's middle; a small theme takes the usual floor."""
    known = [float(own.mean() - _FAR * own.std()) for own in inside if len(own) >= _SMALL]
    usual = float(np.median(known)) if known else 1.0
    return [float(own.mean() - _FAR * own.std()) if len(own) >= _SMALL else usual for own in inside]


# --- what the groups are called ---------------------------------------------------------------


def _new_ids(
    themes: ThemeSet, groups: Sequence[Sequence[int]], units: Sequence[Unit], vectors: FloatArray
) -> list[str]:
    used = {theme.id for theme in (*themes.themes, *themes.sub_themes)}
    ids: list[str] = []
    for rows in groups:
        centre = vectors[list(rows)].mean(axis=0)
        central = rows[int((vectors[list(rows)] @ centre).argmax())]
        ids.append(fresh_id(id_of(units[central]), used.union(ids)))
    return ids


def _labels(
    groups: Sequence[Sequence[int]],
    units: Sequence[Unit],
    vectors: FloatArray,
    tools: Tools | None,
) -> list[str]:
    """A label for each group: phrases where there are tools to find them, else its first terms."""
    if not groups:
        return []
    terms = find_terms(units, [frozenset(units[row].id for row in rows) for rows in groups])
    if tools is None:
        return [", ".join(some[:3]) or "unnamed" for some in terms]
    labels = np.full(len(units), -1)
    for number, rows in enumerate(groups):
        labels[list(rows)] = number
    known = Clusters(labels=(), terms=dict(enumerate(terms)), stability={})
    found = find_labels(Draft(units, vectors, labels), known, tools)
    return [found[number] for number in range(len(groups))]


def _say_arrival(n_new: int, homes: Mapping[str, str], names: Mapping[str, str]) -> str:
    n_grouped = sum(theme in names for theme in homes.values())
    offered = ""
    if names:
        themes = (
            "a new candidate theme" if len(names) == 1 else f"{len(names)} new candidate themes"
        )
        offered = f"{n_grouped} are in {themes}, "
    return (
        f"{n_new} units came after people had edited the themes: {len(homes) - n_grouped} went to the "
        f"theme they lie in, {offered}{n_new - len(homes)} fit none. The edited themes stayed as they "
        "are."
    )

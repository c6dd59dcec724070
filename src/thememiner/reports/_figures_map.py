"""Positions of units into a map, coloured by theme or by an attribute, with their words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from thememiner.errors import StudyError
from thememiner.formats._figure import Cloud, Figure, Map
from thememiner.reports._material import Material
from thememiner.reports._spread import check_attribute, name_theme, say_themes
from thememiner.reports._views import make_quote, say_number, shorten

_LONGEST = 260
_LINE = 58
_NOTE = (
    "Each mark is a unit. Marks beside each other have similar wording, or were said close together, as "
    "far as two dimensions can show it: read who stands beside whom. Distances are approximate, and "
    "gaps, sizes and directions mean nothing."
)
NOT_GIVEN = "not given"
IN_NONE = "in no theme"


def make_map(
    material: Material, *, by: str | None = None, most_points: int | None = None
) -> Figure:
    """The units on the map, those in no theme in grey.

    Args:
        material: the records, positions among them.
        by: an attribute to colour by in place of the themes.
        most_points: draw about so many at most, the same share of each group.

    Raises:
        StudyError: there are no positions.
        SettingsError: ``by`` is no attribute that can be drawn.
    """
    if by is not None:
        by = check_attribute(by, material)
    groups = _by_theme(material) if by is None else _by_attribute(material, by)
    placed = {
        name: [one for one in ids if one in material.positions] for name, ids in groups.items()
    }
    n_placed = sum(map(len, placed.values()))
    if not n_placed:
        raise StudyError("The units have no places on a map yet. Run study.mine() once more.")
    step = n_placed / most_points if most_points and n_placed > most_points else 1.0
    clouds = [
        _cloud(name, tone, _every(ids, step), material, numbered=by is None)
        for tone, (name, ids) in enumerate(placed.items())
        if ids
    ]
    n_drawn = sum(len(cloud.x) for cloud in clouds)
    drawn = f" Drawn are {n_drawn:,} of {n_placed:,} units, the same share of each group."
    coloured = say_themes(material) if by is None else by
    return Figure(
        name="map",
        title=f"Map of {say_number(n_placed, 'unit')}, by {coloured}",
        alt=_in_words(n_placed, clouds, coloured),
        note=_NOTE + (drawn if n_drawn < n_placed else ""),
        chart=Map(clouds=tuple(clouds)),
        columns=("Theme" if by is None else by, "Units on the map"),
        rows=tuple((name, f"{len(ids):,}") for name, ids in placed.items() if ids),
    )


def _by_theme(material: Material) -> dict[str, Sequence[str]]:
    found = material.theme_set
    groups: dict[str, Sequence[str]] = {
        name_theme(theme, n): theme.unit_ids for n, theme in enumerate(found.themes, start=1)
    }
    return {**groups, IN_NONE: [item.unit_id for item in found.unassigned]}


def _by_attribute(material: Material, name: str) -> dict[str, Sequence[str]]:
    groups: dict[str, list[str]] = {value: [] for value in material.values[name]}
    rest: list[str] = []
    for unit in material.units:
        groups.get(unit.attributes.get(name, ""), rest).append(unit.id)
    return {**groups, NOT_GIVEN: rest}


def _every(ids: Sequence[str], step: float) -> list[str]:
    """The same share of every group: units at even distances in its order."""
    n = ceil(len(ids) / step)
    return [ids[int(i * len(ids) / n)] for i in range(n)]


def _cloud(
    name: str, tone: int, ids: Sequence[str], material: Material, *, numbered: bool
) -> Cloud:
    places = np.array([material.positions[one] for one in ids])
    grey = name in (IN_NONE, NOT_GIVEN)
    number = name.split(" ", 1)[0] if numbered and not grey else ""
    return Cloud(
        name=name,
        number=number,
        tone=None if grey else tone,
        x=tuple(round(float(x), 2) for x in places[:, 0]),
        y=tuple(round(float(y), 2) for y in places[:, 1]),
        texts=tuple(_words(one, material) for one in ids),
        middle=_middle(places) if number else None,
    )


def _words(unit_id: str, material: Material) -> str:
    unit = material.unit.get(unit_id)
    if unit is None:
        return ""
    quote = make_quote(unit, material)
    words = shorten(" ".join(quote.text.split()), _LONGEST)
    return "\n".join([*textwrap.wrap(f"“{words}”", _LINE), *textwrap.wrap(quote.who, _LINE)])


def _middle(places: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    """The mark with the most company of its own: the one with the smallest median distance."""
    some = places[:: max(1, len(places) // 400)]
    apart = np.linalg.norm(some[:, None, :] - some[None, :, :], axis=2)
    x, y = some[int(np.quantile(apart, 0.3, axis=1).argmin())]
    return round(float(x), 2), round(float(y), 2)


def _in_words(n: int, clouds: Sequence[Cloud], coloured: str) -> str:
    names: Mapping[str, int] = {cloud.name: len(cloud.x) for cloud in clouds}
    largest = max(names, key=lambda name: names[name])
    return (
        f"Scatter plot of {say_number(n, 'unit')} in two dimensions without units of measure, in "
        f"{len(names)} groups by {coloured}; the largest is “{largest}”. The cards of the themes hold "
        "the words."
    )

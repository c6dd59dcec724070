"""Themes into their names and numbers in a report, and into the people who speak in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thememiner.errors import SettingsError
from thememiner.records import Theme, Unit
from thememiner.reports._material import MOST_VALUES, Material, count_people

MOST_COLUMNS = 30


@dataclass(frozen=True)
class Spread:
    """The people of a theme by the values of one attribute.

    Attributes:
        attribute: its name.
        people: value to the people in the theme who have it, and to all people who have it.
    """

    attribute: str
    people: Mapping[str, tuple[int, int]]


def name_theme(theme: Theme, number: int) -> str:
    """Number and label as every figure and card shows them; a tick where a person confirmed it."""
    return f"{number} · {theme.label}{' ✓' if theme.state == 'confirmed' else ''}"


def say_themes(material: Material) -> str:
    """What the themes of a set are called together: the word theme alone is for confirmed ones."""
    confirmed = {theme.state == "confirmed" for theme in material.theme_set.themes}
    if confirmed == {True}:
        return "themes"
    return "candidate and confirmed themes" if confirmed == {True, False} else "candidate themes"


def find_spreads(theme: Theme, material: Material) -> tuple[Spread, ...]:
    """The people of a theme by each attribute with few values."""
    names = [name for name, values in material.values.items() if 2 <= len(values) <= MOST_VALUES]
    units = units_of_theme(theme, material)
    return tuple(
        Spread(
            name,
            {
                value: (count_people(with_value(units, name, value)), n_all)
                for value, n_all in material.people_by(name).items()
            },
        )
        for name in names
    )


def units_of_theme(theme: Theme, material: Material) -> list[Unit]:
    """Its units, most central first."""
    return [material.unit[unit_id] for unit_id in theme.unit_ids if unit_id in material.unit]


def with_value(units: Iterable[Unit], name: str, value: str) -> list[Unit]:
    """The units with a value of an attribute; an empty value for those without."""
    return [unit for unit in units if unit.attributes.get(name, "") == value]


def check_attribute(name: str | None, material: Material) -> str:
    """The attribute of a figure: the one asked for, else the one that the report chooses.

    Raises:
        SettingsError: no such attribute, or one with too many values; or there is none to choose.
    """
    wanted = name if name is not None else material.by_attribute
    usable = [one for one, values in material.values.items() if 1 <= len(values) <= MOST_COLUMNS]
    known = (
        f"Choose from: {', '.join(usable)}."
        if usable
        else "The study has none: give a table of cases."
    )
    if wanted is None:
        raise SettingsError(
            f"No attribute has 2 to {MOST_VALUES} values, so by= has to name one. {known}"
        )
    if not material.values.get(wanted):
        raise SettingsError(f"There is no attribute {wanted!r}. {known}")
    if wanted not in usable:
        raise SettingsError(
            f"The attribute {wanted!r} has {len(material.values[wanted])} values; up to "
            f"{MOST_COLUMNS} can be drawn. {known}"
        )
    return wanted

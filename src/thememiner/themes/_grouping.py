"""A theme set into the plain grouping that people edit, and each edit into another grouping."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from thememiner.errors import SettingsError
from thememiner.records import ThemeSet


@dataclass(frozen=True)
class Part:
    """A sub-theme: its parent, its label, its units."""

    parent: str
    label: str
    unit_ids: frozenset[str]


@dataclass(frozen=True)
class Grouping:
    """Which unit is in which theme and what people said of the themes; nothing that is counted.

    Attributes:
        names: theme id to label.
        home: unit id to theme id, for the units that are in a theme.
        unit_ids: all units that can be in a theme.
        confirmed: themes that a person has confirmed.
        parts: sub-theme id to sub-theme.
        reshaped: themes made of others since the set was derived: their terms are out of date.
        made_of: the units that such a theme had when it was made, where they are not those of now.
    """

    names: Mapping[str, str]
    home: Mapping[str, str]
    unit_ids: frozenset[str]
    confirmed: frozenset[str] = frozenset()
    parts: Mapping[str, Part] = field(default_factory=dict)
    reshaped: frozenset[str] = frozenset()
    made_of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def members(self, theme_id: str) -> frozenset[str]:
        """The units of a theme."""
        return frozenset(unit for unit, home in self.home.items() if home == theme_id)

    def label(self, theme_id: str) -> str:
        """The label of a theme or of a sub-theme."""
        part = self.parts.get(theme_id)
        return part.label if part is not None else self.names[theme_id]


def group_units(themes: ThemeSet) -> Grouping:
    """The grouping behind a set; units that were set aside are not part of it."""
    home = {unit: theme.id for theme in themes.themes for unit in theme.unit_ids}
    return Grouping(
        names={theme.id: theme.label for theme in themes.themes},
        home=home,
        unit_ids=frozenset((*home, *(item.unit_id for item in themes.unassigned))),
        confirmed=frozenset(theme.id for theme in themes.themes if theme.state == "confirmed"),
        parts={
            sub.id: Part(sub.parent or "", sub.label, frozenset(sub.unit_ids))
            for sub in themes.sub_themes
        },
    )


def with_units(grouping: Grouping, unit_ids: Iterable[str]) -> Grouping:
    """The same grouping over other units: those that are gone leave it, new ones are in no theme."""
    kept = frozenset(unit_ids)
    home = {unit: theme for unit, theme in grouping.home.items() if unit in kept}
    return _settled(replace(grouping, home=home, unit_ids=kept))


def with_label(grouping: Grouping, theme_id: str, label: str) -> Grouping:
    """Another label on a theme or a sub-theme.

    Raises:
        SettingsError: no such theme, or the label is empty.
    """
    plain = " ".join(label.split())
    if not plain:
        raise SettingsError("A theme needs a label of at least one character.")
    if theme_id in grouping.parts:
        part = replace(grouping.parts[theme_id], label=plain)
        return replace(grouping, parts={**grouping.parts, theme_id: part})
    check_theme(grouping, theme_id)
    return replace(grouping, names={**grouping.names, theme_id: plain})


def with_merged(grouping: Grouping, theme_ids: Sequence[str], label: str = "") -> Grouping:
    """Several themes as one that has the id of the first, its label unless another is given.

    Raises:
        SettingsError: fewer than two themes, or one that is not there.
    """
    some = tuple(dict.fromkeys(theme_ids))
    if len(some) < 2:
        raise SettingsError(
            f"To merge, name at least two themes; {len(some)} was named. The first keeps its id."
        )
    for theme_id in some:
        check_theme(grouping, theme_id)
    first, others = some[0], frozenset(some[1:])
    home = {unit: first if at in others else at for unit, at in grouping.home.items()}
    merged = _made(_settled(replace(grouping, home=home)), first)
    return with_label(merged, first, label) if label.strip() else merged


def with_split(
    grouping: Grouping, theme_id: str, unit_ids: Collection[str], label: str
) -> tuple[Grouping, str]:
    """Some units of a theme as a theme of their own, and its id.

    Raises:
        SettingsError: no such theme, a unit that is not in it, or none of its units would be left.
    """
    check_theme(grouping, theme_id)
    inside, leaving = grouping.members(theme_id), frozenset(unit_ids)
    strange = sorted(leaving - inside)
    if strange:
        raise SettingsError(
            f"{strange[0]} is not in theme {theme_id} (“{grouping.names[theme_id]}”). "
            "Only units of a theme can be split off; move it there first."
        )
    if not leaving or leaving == inside:
        raise SettingsError(
            f"{len(leaving)} of the {len(inside)} units of {theme_id} were named to be split off. "
            "Name some of them, not none and not all."
        )
    new_id = part_id(leaving)
    if new_id in grouping.names:
        raise SettingsError(
            f"A theme of just these units was split off before ({new_id}). Move the units there."
        )
    return split_off(grouping, theme_id, leaving, label, new_id=new_id), new_id


def split_off(
    grouping: Grouping, theme_id: str, unit_ids: Collection[str], label: str, *, new_id: str
) -> Grouping:
    """Units as a theme of their own, or as part of it where it is there, wherever they were."""
    moved = {unit: new_id for unit in unit_ids if unit in grouping.unit_ids}
    names = {**grouping.names, new_id: " ".join(label.split()) or "unnamed"}
    apart = _settled(replace(grouping, names=names, home={**grouping.home, **moved}))
    return _made(apart, theme_id, new_id)


def part_id(unit_ids: Iterable[str]) -> str:
    """The id of a theme that a person makes of these units."""
    return "theme-" + hashlib.sha256("\n".join(sorted(unit_ids)).encode()).hexdigest()[:8]


def with_moved(grouping: Grouping, unit_ids: Iterable[str], to: str) -> Grouping:
    """Units in another theme.

    Raises:
        SettingsError: no such theme, or a unit that cannot be in a theme.
    """
    check_theme(grouping, to)
    moved = {}
    for unit in unit_ids:
        check_unit(grouping, unit)
        moved[unit] = to
    return _settled(replace(grouping, home={**grouping.home, **moved}))


def with_freed(grouping: Grouping, unit_ids: Iterable[str]) -> Grouping:
    """Units in no theme.

    Raises:
        SettingsError: a unit that cannot be in a theme.
    """
    freed = set()
    for unit in unit_ids:
        check_unit(grouping, unit)
        freed.add(unit)
    home = {unit: at for unit, at in grouping.home.items() if unit not in freed}
    return _settled(replace(grouping, home=home))


def with_confirmed(grouping: Grouping, theme_id: str) -> Grouping:
    """A theme that a person stands for.

    Raises:
        SettingsError: no such theme.
    """
    check_theme(grouping, theme_id)
    return replace(grouping, confirmed=grouping.confirmed | {theme_id})


def without_theme(grouping: Grouping, theme_id: str) -> Grouping:
    """The themes without this one; its units are in no theme.

    Raises:
        SettingsError: no such theme.
    """
    check_theme(grouping, theme_id)
    return with_freed(grouping, grouping.members(theme_id))


def check_theme(grouping: Grouping, theme_id: str) -> None:
    """Refuse an id that is no theme's.

    Raises:
        SettingsError: with the themes that there are.
    """
    if theme_id in grouping.names:
        return
    if theme_id in grouping.parts:
        parent = grouping.parts[theme_id].parent
        raise SettingsError(
            f"{theme_id} is a sub-theme of {parent} (“{grouping.names[parent]}”). It can be renamed; "
            f"to do more with it, make it a theme first: split {parent} into its sub-themes."
        )
    known = ", ".join(f"{one} (“{label}”)" for one, label in grouping.names.items())
    raise SettingsError(f"There is no theme {theme_id!r}. Themes are {known or 'none yet'}.")


def check_unit(grouping: Grouping, unit_id: str) -> None:
    """Refuse an id that is no unit's, or of a unit that was set aside.

    Raises:
        SettingsError: with what to look at.
    """
    if unit_id not in grouping.unit_ids:
        raise SettingsError(
            f"{unit_id!r} is no unit that can be in a theme. Ids of units look like "
            "'t3fa9c1d200:1042-1105'; units that were set aside stay out of themes, and a repeated "
            "saying goes where the first one is."
        )


def _made(grouping: Grouping, *theme_ids: str) -> Grouping:
    """The grouping with the note that these themes were just made of others."""
    made = {one: grouping.members(one) for one in theme_ids if one in grouping.names}
    return replace(
        grouping,
        reshaped=grouping.reshaped | made.keys(),
        made_of={**grouping.made_of, **made},
    )


def _settled(grouping: Grouping) -> Grouping:
    """Themes without units vanish; a sub-theme goes where most of its units are, with those."""
    used = set(grouping.home.values())
    names = {theme: label for theme, label in grouping.names.items() if theme in used}
    parts = {}
    for part_of, part in grouping.parts.items():
        homes = Counter(grouping.home[u] for u in part.unit_ids if u in grouping.home)
        if homes:
            parent = max(homes, key=lambda at: (homes[at], at == part.parent, at))
            inside = frozenset(u for u in part.unit_ids if grouping.home.get(u) == parent)
            parts[part_of] = Part(parent, part.label, inside)
    sizes = Counter(grouping.home.values())
    return replace(
        grouping,
        names=names,
        confirmed=grouping.confirmed & names.keys(),
        reshaped=grouping.reshaped & names.keys(),
        parts={key: part for key, part in parts.items() if len(part.unit_ids) < sizes[part.parent]},
    )

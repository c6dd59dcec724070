"""Sets of people into the counts of them that may be published.

The rules follow the usual practice of statistical disclosure control (Hundepool et al. 2012,
*Statistical Disclosure Control*, chapter 5): a count of fewer than ``least`` people is not shown, nor
is one that leaves fewer than ``least`` in the set that holds it (all of a site but one, say), nor one
from which such a count can be worked out. Nothing is counted inside a set so small that the sign for
"few" and the sign for "nearly all" would together give the number away. Zero counts as few: that
nobody at a site spoke of a thing is a fact about each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from random import Random, SystemRandom

from thememiner.errors import SettingsError
from thememiner.reports._audit import Disclosure, find_disclosures
from thememiner.reports._counted import HIDDEN, LEAST, Counted, Row, Rows, Shown


def protect(
    counted: Sequence[Counted],
    *,
    everyone: frozenset[str],
    groups: Mapping[str, frozenset[str]],
    least: int = LEAST,
    chance: Random | None = None,
) -> Rows:
    """What may be shown of each set, such that no small count can be worked out.

    Which larger counts by group are hidden beside the small ones is left to chance: a fixed rule
    would tell a reader who knows it which of them are the small ones.

    Args:
        counted: the sets, each after those that hold it.
        everyone: all people of the tables; how many they are is published.
        groups: groups that cut everyone into parts; how many people each has is published.
        least: the fewest people that a count may tell of.
        chance: the source of chance; the system's own if left out.

    Raises:
        SettingsError: a count could still be worked out; nothing may be published then.
    """
    chance = chance or SystemRandom()
    rows: dict[str, Row] = {}
    for item in counted:
        total = _total(item, counted, rows, n_everyone=len(everyone), least=least)
        cells = _first_cells(item, total, rows, groups=groups, least=least)
        rows[item.key] = Row(total, cells)
    parts = groups or {"": everyone}
    for family in _families(counted):
        shown = {item.key: rows[item.key] for item in family}
        while found := find_disclosures(family, shown, groups=parts, least=least):
            shown = _with_less(family, shown, found, chance)
        rows.update(shown)
    return rows


def find_told(
    counted: Sequence[Counted],
    rows: Rows,
    *,
    groups: Mapping[str, frozenset[str]],
    least: int,
    seen: Mapping[tuple[str, str], int],
) -> list[Disclosure]:
    """What counts and quotations together give away.

    Args:
        counted: the sets, each after those that hold it.
        rows: what is shown of each.
        groups: groups that cut everyone into parts; one for no breakdown.
        least: the fewest people that a count may tell of.
        seen: key and group (empty for all) to how many different people are quoted there.
    """
    return [
        found
        for family in _families(counted)
        for found in find_disclosures(family, rows, groups=groups, least=least, seen=seen)
    ]


def _total(
    item: Counted,
    counted: Sequence[Counted],
    rows: Rows,
    *,
    n_everyone: int,
    least: int,
) -> Shown:
    """What is shown of a set as a whole, from its size and the sets that hold it."""
    above = [rows[key].total for key in _above(item, counted)]
    sizes = [n_everyone, *(shown.number for shown in above if shown.kind == "exact")]
    if min(sizes) < 2 * least - 1 or any(shown.kind == "hidden" for shown in above):
        return HIDDEN
    return _sign(len(item.people), min(sizes), least)


def _sign(number: int, of: int, least: int) -> Shown:
    if number < least:
        return Shown("low", least)
    if number > of - least:
        return Shown("high", of - least + 1)
    return Shown("exact", number)


def _first_cells(
    item: Counted,
    total: Shown,
    rows: Rows,
    *,
    groups: Mapping[str, frozenset[str]],
    least: int,
) -> dict[str, Shown]:
    """The counts by group that are not small by themselves; one sign for all the others."""
    cells: dict[str, Shown] = {}
    for name, people in groups.items() if item.split else ():
        number = len(item.people & people)
        held_by = [len(people), total.number]
        for key in item.inside:
            held_by.append(rows[key].cells.get(name, HIDDEN).number or len(people))
        fits = total.kind == "exact" and least <= number <= min(held_by) - least
        cells[name] = Shown("exact", number) if fits else HIDDEN
    return cells


def _above(item: Counted, counted: Sequence[Counted]) -> list[str]:
    """Every set that holds this one, near and far."""
    inside = {one.key: one.inside for one in counted}
    found: list[str] = []
    queue = list(item.inside)
    while queue:
        key = queue.pop()
        if key not in found:
            found.append(key)
            queue.extend(inside[key])
    return found


def _families(counted: Sequence[Counted]) -> list[list[Counted]]:
    """The sets cut into families: sets of two families say nothing about each other."""
    family: dict[str, list[Counted]] = {}
    marks: dict[str, str] = {}
    for item in counted:
        joined = [item]
        sibling = marks.setdefault(item.apart, item.key) if item.apart else item.key
        near = [key for key in (*item.inside, sibling) if key in family]
        for other in {id(family[key]): family[key] for key in near}.values():
            joined = [*other, *joined]
        for one in joined:
            family[one.key] = joined
    unique = {id(members): members for members in family.values()}
    return list(unique.values())


def _with_less(
    family: Sequence[Counted],
    shown: Mapping[str, Row],
    found: Collection[Disclosure],
    chance: Random,
) -> dict[str, Row]:
    """One more count hidden: by group if that can help, of the rows that give something away."""
    telling = {key for one in found for key in one.keys}
    near = telling | {i.key for i in family if telling & set(i.inside)}
    near |= {key for i in family if i.key in telling for key in i.inside}
    if all(one.by_group for one in found):
        for keys in (telling, near, set(shown)):
            exact = sorted(
                (key, name)
                for key in keys
                for name, cell in shown[key].cells.items()
                if cell.kind == "exact"
            )
            if exact:
                key, name = chance.choice(exact)
                cells = {**shown[key].cells, name: HIDDEN}
                return {**shown, key: replace(shown[key], cells=cells)}
    for keys in (telling, near, set(shown)):
        whole = sorted(key for key in keys if shown[key].total.kind != "hidden")
        if whole:
            key = chance.choice(whole)
            return {**shown, key: Row(HIDDEN, dict.fromkeys(shown[key].cells, HIDDEN))}
    raise SettingsError(
        "The counts of people cannot be protected: a number below the smallest that may be shown "
        "could be worked out from the others. Export without a breakdown (by=''), and tell the "
        "developers of thememiner."
    )

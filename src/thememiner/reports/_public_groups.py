"""Attributes of people into groups large enough to be named in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thememiner.records import Unit
from thememiner.reports._legal_basis import is_legal_basis
from thememiner.reports._material import MOST_VALUES, PREFERRED_ATTRIBUTES, person_key
from thememiner.reports._views import shorten

OTHER, SEVERAL, NOT_GIVEN = "other", "several", "not given"
NAMELESS = frozenset({OTHER, SEVERAL, NOT_GIVEN})
LONGEST_NAME = 120
_MOST_JOINED = 3
Groups = Mapping[str, frozenset[str]]


def find_groups(units: Iterable[Unit], *, least: int) -> dict[str, Groups]:
    """For each attribute, groups of at least that many people that cut all people into parts.

    Values that fewer people share are put together as ``other``; somebody with two values counts as
    ``several``. Left out are attributes that say on what ground words are used, that have too many
    values to be groups, or of which one group is left.
    """
    values: dict[str, dict[str, set[str]]] = {}
    people: set[str] = set()
    for unit in units:
        person = person_key(unit)
        people.add(person)
        for name, value in unit.attributes.items():
            if value and not is_legal_basis(name):
                values.setdefault(name, {}).setdefault(person, set()).add(value)
    found: dict[str, Groups] = {}
    for name, by_person in values.items():
        if len(set().union(*by_person.values())) <= MOST_VALUES:
            groups = merge_groups(_parts(by_person, people), least=least)
            if len(groups) > 1:
                found[shorten(name, LONGEST_NAME)] = groups
    return found


def choose_breakdown(
    attributes: Mapping[str, Groups], *, by: str | None, least: int
) -> tuple[str | None, Groups]:
    """The attribute by which counts are broken down, and its groups.

    Groups of fewer than twice ``least`` people are put together: no count within them could be shown.

    Args:
        attributes: what `find_groups` found.
        by: the attribute asked for; an empty text for none; None to choose one.
        least: the fewest people that a count may tell of.
    """
    fitting = {
        name: merged
        for name, groups in attributes.items()
        if len(merged := merge_groups(groups, least=2 * least, named=True)) > 1
    }
    wanted = [by] if by is not None else [*PREFERRED_ATTRIBUTES, *fitting]
    for name in wanted:
        if name in fitting:
            return name, fitting[name]
    return None, {}


def merge_groups(groups: Groups, *, least: int, named: bool = False) -> dict[str, frozenset[str]]:
    """The groups with small ones put together, until each has at least that many people.

    Args:
        groups: groups that cut all people into parts.
        least: the fewest people of a group.
        named: True to name the new group after those in it where they are few, which tells that there
            is somebody in each; else it is ``other``.
    """
    kept = {name: people for name, people in groups.items() if len(people) >= least}
    merged = [name for name in groups if name not in kept or name == OTHER]
    kept.pop(OTHER, None)
    size = sum(len(groups[name]) for name in merged)
    while merged and size < least and kept:
        smallest = min(kept, key=lambda name: (len(kept[name]), name))
        size += len(kept.pop(smallest))
        merged.append(smallest)
    if not merged:
        return dict(sorted(kept.items()))
    plain = [name for name in sorted(merged) if name not in NAMELESS]
    fits = named and len(plain) == len(merged) <= _MOST_JOINED
    together = frozenset().union(*(groups[name] for name in merged))
    return {**dict(sorted(kept.items())), " or ".join(plain) if fits else OTHER: together}


def _parts(by_person: Mapping[str, set[str]], people: Iterable[str]) -> dict[str, frozenset[str]]:
    parts: dict[str, set[str]] = {}
    for person in people:
        values = by_person.get(person, {NOT_GIVEN})
        name = shorten(next(iter(values)), LONGEST_NAME) if len(values) == 1 else SEVERAL
        parts.setdefault(name, set()).add(person)
    return {name: frozenset(members) for name, members in parts.items()}

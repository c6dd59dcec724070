"""Passages that may be quoted into quotations that no longer say who spoke, and give no count away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from thememiner.records import Coding, Unit
from thememiner.reports._consent import Permissions
from thememiner.reports._counted import Row, Rows
from thememiner.reports._material import person_key
from thememiner.reports._public_counts import VALENCES, Heading, Passage
from thememiner.reports._public_groups import NAMELESS, Groups
from thememiner.reports._public_record import PublicQuote
from thememiner.reports._views import LONGEST_QUOTE, shorten

MOST_QUOTES = 3
Chosen = Mapping[str, Sequence[Passage]]


def choose_quotes(
    headings: Sequence[Heading], *, rows: Rows, permissions: Permissions
) -> dict[str, list[Passage]]:
    """Key of each heading of a chapter to the passages quoted under it, each of another person first.

    A passage that a code below quotes is quoted again only where there is no other. Nothing is quoted
    under a heading whose number of people is not shown, or is shown to be low, and never more
    different people than the number shown tells of: the quotations would tell the rest.
    """
    chosen: dict[str, list[Passage]] = {}
    used: set[str] = set()
    for heading in reversed(headings):
        most_people = rows[heading.key].total.at_least
        free = [one for one in heading.passages if permissions.refusal(one) is None]
        free.sort(key=lambda one: one.id in used)
        chosen[heading.key] = _spread(free, most_people=most_people) if most_people else []
        used.update(one.id for one in chosen[heading.key])
    return chosen


def _spread(passages: Sequence[Passage], *, most_people: int) -> list[Passage]:
    first: list[Passage] = []
    again: list[Passage] = []
    seen: set[str] = set()
    texts: set[str] = set()
    for one in passages:
        if one.text in texts:
            continue
        texts.add(one.text)
        person = person_key(one)
        if person in seen:
            again.append(one)
        elif len(seen) < most_people:
            seen.add(person)
            first.append(one)
    return [*first, *again][:MOST_QUOTES]


def number_people(people: Iterable[str], chance: Random) -> dict[str, str]:
    """A name such as ``Person 7`` for everybody, in an order of chance."""
    order = sorted(people)
    chance.shuffle(order)
    return {person: f"Person {number}" for number, person in enumerate(order, start=1)}


def find_group_names(chosen: Chosen, *, rows: Rows, groups: Groups, least: int) -> dict[str, str]:
    """The group of those quoted people whose group may be named beside their words.

    A group is named only where, under every heading that quotes the person, the number of people of
    that group is shown anyway; and in each group at least ``least`` people stay unnamed, so that
    who they are does not follow from the others.
    """
    places: dict[str, list[str]] = {}
    for key, passages in chosen.items():
        for one in passages:
            places.setdefault(person_key(one), []).append(key)
    named: dict[str, str] = {}
    for name, people in groups.items():
        fitting = [
            person
            for person in sorted(places)
            if person in people
            and name not in NAMELESS
            and all(_is_exact(rows[key], name) for key in places[person])
        ]
        for person in fitting[: max(0, len(people) - least)]:
            named[person] = name
    return named


def count_seen(
    chosen: Chosen, names: Mapping[str, str], headings: Iterable[Heading], *, rows: Rows
) -> dict[tuple[str, str], int]:
    """How many different people a reader sees quoted: key and group (empty for all) to number."""
    seen: dict[tuple[str, str], set[str]] = {}
    for heading in headings:
        for one in chosen.get(heading.key, ()):
            person = person_key(one)
            seen.setdefault((heading.key, ""), set()).add(person)
            if person in names:
                seen.setdefault((heading.key, names[person]), set()).add(person)
            for valence in tags_of(one, heading, rows):
                seen.setdefault((f"{heading.key} {valence}", ""), set()).add(person)
    return {place: len(people) for place, people in seen.items()}


def tags_of(one: Unit | Coding, heading: Heading, rows: Rows) -> tuple[str, ...]:
    """The valence of a quotation, where the counts of both valences are shown anyway."""
    valence = heading.valences.get(one.id, "")
    shown = [rows.get(f"{heading.key} {name}") for name in VALENCES]
    if not valence or not all(row is not None and row.total.kind == "exact" for row in shown):
        return ()
    return VALENCES if valence == "both" else (valence,)


class QuoteMaker:
    """Makes quotations, the same passage with the same number wherever it stands."""

    def __init__(
        self,
        chosen: Chosen,
        *,
        numbers: Mapping[str, str],
        names: Mapping[str, str],
        rows: Rows,
        chance: Random,
    ) -> None:
        ids = sorted({one.id for passages in chosen.values() for one in passages})
        chance.shuffle(ids)
        self._ids = {passage: f"Q{number}" for number, passage in enumerate(ids, start=1)}
        self._chosen, self._numbers, self._names, self._rows = chosen, numbers, names, rows

    def quotes(self, heading: Heading) -> tuple[PublicQuote, ...]:
        """The quotations under one heading."""
        return tuple(self._quote(one, heading) for one in self._chosen.get(heading.key, ()))

    def _quote(self, one: Passage, heading: Heading) -> PublicQuote:
        person = person_key(one)
        who = [self._numbers.get(person, "Person"), self._names.get(person, "")]
        return PublicQuote(
            id=self._ids[one.id],
            who=", ".join(part for part in who if part),
            text=shorten(one.text, LONGEST_QUOTE),
            tags=tags_of(one, heading, self._rows),
        )


def _is_exact(row: Row, name: str) -> bool:
    return name in row.cells and row.cells[name].kind == "exact"

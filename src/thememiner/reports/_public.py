"""The records of a study into what may be published of them: the one way to a public file.

Everything that says more than it should is taken out of the material, not hidden in it: a format that
is given the result finds no transcript, no unit, no coding and no decision in it, only counts that were
protected and passages that may be quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random, SystemRandom

from thememiner.errors import SettingsError
from thememiner.records import Coding
from thememiner.reports._cells import find_told, protect
from thememiner.reports._consent import Permissions, Refusal, find_permissions
from thememiner.reports._counted import LEAST, Rows
from thememiner.reports._material import Material, person_key
from thememiner.reports._public_counts import Chapter, Heading, Passage, make_chapters
from thememiner.reports._public_emptied import emptied
from thememiner.reports._public_groups import Groups, choose_breakdown, find_groups
from thememiner.reports._public_quotes import (
    Chosen,
    QuoteMaker,
    choose_quotes,
    count_seen,
    find_group_names,
    number_people,
)
from thememiner.reports._public_record import HeldBack, PublicRecord, PublicRow, PublicTable
from thememiner.reports._public_words import (
    find_common_words,
    list_left_out,
    list_public_facts,
    public_label,
    public_terms,
    say_about,
)


@dataclass(frozen=True, kw_only=True)
class PublicRules:
    """How a public export is made.

    Attributes:
        least: the fewest people that a count may tell of, 3 or more.
        by: the attribute by which counts are broken down; empty for none, None to choose one.
        seed: of the new order of people and quotations; None for one that nobody can repeat.
    """

    least: int = LEAST
    by: str | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.least, bool) or not isinstance(self.least, int) or self.least < LEAST:
            raise SettingsError(
                f"In public, a count may tell of {LEAST} people or more; least={self.least!r} is "
                f"not allowed. Choose {LEAST} or a larger whole number."
            )


def make_public(material: Material, rules: PublicRules | None = None) -> Material:
    """The material with nothing in it but what may be published, in its ``public``.

    Args:
        material: the records of the study.
        rules: how it is to be made.

    Raises:
        SettingsError: there are too few people, no such attribute, or the counts cannot be protected.
    """
    rules = rules or PublicRules()
    chance = SystemRandom() if rules.seed is None else Random(rules.seed)
    permissions = find_permissions(material)
    draft = _protect(_in_analysis(material, permissions), rules, chance)
    quoted, names = _choose_quotes(draft, permissions, least=rules.least)
    numbers = number_people(draft.everyone, chance)
    quoting = QuoteMaker(quoted, numbers=numbers, names=names, rows=draft.rows, chance=chance)
    units = draft.material.units
    words = find_common_words(units, least=rules.least)
    record = PublicRecord(
        least=rules.least,
        n_people=len(draft.everyone),
        n_transcripts=len({unit.transcript_id for unit in units}),
        passages=say_about(len(units)) if len(units) >= 2 * len(draft.everyone) else "",
        attributes={name: _sizes(found) for name, found in draft.attributes.items()},
        by=draft.by,
        groups=_sizes(draft.groups),
        tables=tuple(_table(one, draft, quoting, words, chance) for one in draft.chapters),
        facts=list_public_facts(draft.material),
        held=_held_back(material, permissions, rows=draft.rows, chosen=quoted),
    )
    record = replace(record, left_out=list_left_out(record, permissions))
    return emptied(material, record)


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """The material of those who are analysed, and what may be shown of it."""

    material: Material
    everyone: frozenset[str]
    attributes: Mapping[str, Groups]
    by: str | None
    groups: Groups
    chapters: tuple[Chapter, ...]
    rows: Rows


def _protect(material: Material, rules: PublicRules, chance: Random) -> _Draft:
    everyone = frozenset(person_key(unit) for unit in material.units)
    _check(material, everyone, rules)
    attributes = find_groups(material.units, least=rules.least)
    wanted = material.by if rules.by is None else rules.by
    by, groups = choose_breakdown(attributes, by=wanted, least=rules.least)
    chapters = make_chapters(material)
    rows = protect(
        [one for chapter in chapters for one in chapter.counted],
        everyone=everyone,
        groups=groups,
        least=rules.least,
        chance=chance,
    )
    return _Draft(
        material=material,
        everyone=everyone,
        attributes=attributes,
        by=by,
        groups=groups,
        chapters=chapters,
        rows=rows,
    )


def _in_analysis(material: Material, permissions: Permissions) -> Material:
    """The material of those who are to be analysed, everybody with an id, talk of the team left out."""
    units = tuple(
        unit.model_copy(update={"person": person_key(unit)})
        for unit in material.units
        if person_key(unit) not in permissions.out
    )
    everyone = {unit.person for unit in units}
    codings = (_with_person(coding, material) for coding in material.codings)
    known = {book.id for book in material.codebooks}
    return replace(
        material,
        units=units,
        codings=tuple(c for c in codings if c.person in everyone and c.codebook in known),
    )


def _with_person(coding: Coding, material: Material) -> Coding:
    """The coding with the key of who speaks at its start, where its person has no id."""
    if coding.person:
        return coding
    unit = material.unit.get(coding.unit_id or "") or next(
        (
            unit
            for unit in material.units
            if unit.transcript_id == coding.transcript_id
            and unit.start < coding.end
            and coding.start < unit.end
        ),
        None,
    )
    return coding.model_copy(update={"person": person_key(unit)}) if unit else coding


def _check(material: Material, everyone: frozenset[str], rules: PublicRules) -> None:
    if len(everyone) < rules.least:
        raise SettingsError(
            f"A public export needs {rules.least} people or more in the analysis; fewer are there. "
            "Write for the team (audience='team'), or add transcripts."
        )
    known = {name for unit in material.units for name in unit.attributes}
    if rules.by and rules.by not in known:
        raise SettingsError(
            f"There is no attribute {rules.by!r}. Attributes are "
            f"{', '.join(sorted(known)) or '(none)'}; by='' is for no breakdown."
        )


def _choose_quotes(
    draft: _Draft, permissions: Permissions, *, least: int
) -> tuple[Chosen, Mapping[str, str]]:
    """The passages quoted under each heading, and the groups that may be named beside them.

    Quotations that, with the counts, would tell of fewer people than allowed are left out.
    """
    chosen: dict[str, list[Passage]] = {}
    for chapter in draft.chapters:
        found = choose_quotes(chapter.headings, rows=draft.rows, permissions=permissions)
        chosen.update(found)
    names = find_group_names(chosen, rows=draft.rows, groups=draft.groups, least=least)
    telling: set[str] = set()
    for chapter in draft.chapters:
        disclosures = find_told(
            chapter.counted,
            draft.rows,
            groups=draft.groups or {"": draft.everyone},
            least=least,
            seen=count_seen(chosen, names, chapter.headings, rows=draft.rows),
        )
        telling |= {key for one in disclosures for key in one.keys}
    safe = {key: [] if key in telling else passages for key, passages in chosen.items()}
    return safe, names


def _table(
    chapter: Chapter, draft: _Draft, quoting: QuoteMaker, words: frozenset[str], chance: Random
) -> PublicTable:
    headings = list(chapter.headings)
    if chapter.basis == "themes":  # the order by size would tell sizes that are not shown
        chance.shuffle(headings)
        headings.sort(key=lambda one: -draft.rows[one.key].total.at_least)
    made = [
        _row(heading, number, draft, quoting, words)
        for number, heading in enumerate(headings, start=1)
    ]
    return PublicTable(
        chapter.basis, chapter.title, chapter.codebook, tuple(made), chapter.valences
    )


def _row(
    heading: Heading, number: int, draft: _Draft, quoting: QuoteMaker, words: frozenset[str]
) -> PublicRow:
    rows, theme = draft.rows, heading.theme
    row = rows[heading.key]
    barrier, enabler = rows.get(f"{heading.key} barrier"), rows.get(f"{heading.key} enabler")
    n = len(heading.passages)
    tells_no_people = row.total.kind == "high" and n >= len(draft.everyone) + 10
    name = public_label(theme, number, draft.material.decisions, words) if theme else heading.name
    return PublicRow(
        name=name,
        depth=heading.depth,
        people=str(row.total),
        barrier=str(barrier.total) if barrier else "",
        enabler=str(enabler.total) if enabler else "",
        groups=tuple(str(cell) for cell in row.cells.values()),
        passages=say_about(n) if row.total.kind == "exact" or tells_no_people else "",
        about=public_terms(theme, words) if theme else heading.about,
        quotes=quoting.quotes(heading),
    )


def _held_back(
    material: Material, permissions: Permissions, *, rows: Rows, chosen: Chosen
) -> tuple[HeldBack, ...]:
    """What is not in the export, for the team."""
    people: dict[Refusal, set[str]] = {}
    times: Counter[Refusal] = Counter()
    for unit in material.units:
        reason = permissions.refusal(unit)
        if reason is not None:
            times[reason] += 1
            people.setdefault(reason, set()).add(person_key(unit))
    held = [
        HeldBack(what="passages", why=reason, n=times[reason], n_people=len(people[reason]))
        for reason in sorted(times)
    ]
    if permissions.unclear:
        n = len(permissions.unclear)
        held.append(HeldBack(what="answers", why="consent not understood", n=n, n_people=n))
    totals = Counter(row.total.kind for row in rows.values())
    cells = Counter(cell.kind for row in rows.values() for cell in row.cells.values())
    hidden = {
        "totals": totals.total() - totals["exact"],
        "numbers by group": cells.total() - cells["exact"],
        "themes and codes without a quotation": sum(not found for found in chosen.values()),
    }
    written = {
        "charts": len(material.charts),
        "judgements": len(material.judgements),
        "memos": len(material.memos),
    }
    by_hand = "written by the team about a case, for the team"
    held += [HeldBack(what=what, why=by_hand, n=n) for what, n in written.items() if n]
    why = "too few people, or such a number could be worked out"
    held += [HeldBack(what=what, why=why, n=n) for what, n in hidden.items() if n]
    return tuple(held)


def _sizes(groups: Groups) -> dict[str, int]:
    return {name: len(people) for name, people in groups.items()}


__all__ = ["PublicRules", "make_public"]

"""What the numbers of a public export give away: nothing about one or two people."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from public_study import (
    Person,
    a_study,
    published,
    published_record,
    rows_of,
    team_of,
)
from thememiner.errors import SettingsError
from thememiner.reports import (
    Material,
    PublicRules,
    make_public,
)
from thememiner.reports._audit import find_disclosures
from thememiner.reports._cells import protect
from thememiner.reports._counted import HIDDEN, Counted, Row, Shown
from thememiner.reports._public_counts import Chapter, make_chapters
from thememiner.reports._public_groups import choose_breakdown, find_groups, merge_groups
from thememiner.reports._public_record import PublicTable
from thememiner.reports._public_words import say_about

# --- counts of people --------------------------------------------------------------------------


def test_no_count_tells_of_one_or_two_people() -> None:
    """Zero, one and two look the same, and so do all, all but one and all but two."""
    for n in range(13):
        people = [
            Person(f"P{i}", [("the rota", "th1", "trust" if i < n else "")]) for i in range(12)
        ]
        shown = rows_of(a_study([*people, *team_of(0)]), by="").get("Trust")
        if n == 0:
            assert shown is None
        elif n < 3:
            assert shown.people == "fewer than 3"
        elif n > 9:
            assert shown.people == "at least 10"
        else:
            assert shown.people == str(n)


def test_least_may_be_raised_and_never_lowered() -> None:
    """Three is the floor."""
    people = [Person(f"P{i}", [("x", "th1", "trust" if i < 4 else "")]) for i in range(12)]
    assert rows_of(a_study(people))["Trust"].people == "4"
    assert rows_of(a_study(people), least=5)["Trust"].people == "fewer than 5"
    for least in (2, 0, -1, 2.5, True):
        with pytest.raises(SettingsError, match="3 people or more"):
            PublicRules(least=least)  # type: ignore[arg-type]


def test_a_study_of_two_people_has_no_public_export() -> None:
    """It says why."""
    with pytest.raises(SettingsError, match="needs 3 people or more"):
        make_public(a_study(team_of(2)))


def test_a_group_of_whom_all_say_it_is_not_told() -> None:
    """All eight of the North: whoever works there would be known to have said it."""
    people = [
        Person(
            f"P{i}",
            [("x", "th1", "trust" if i < 8 or i in (9, 10, 11, 12) else "")],
            site="North" if i < 8 else "South",
        )
        for i in range(16)
    ]
    row = rows_of(a_study(people))["Trust"]
    assert row.people == "12"
    assert row.groups == ("not shown", "not shown")


def test_a_count_by_group_is_not_left_to_subtraction() -> None:
    """With the total and the other group shown, a hidden one would be their difference."""
    people = [
        Person(
            f"P{i}",
            [("x", "th1", "trust" if i in {0, 1, 2, 3, 8, 9} else "")],
            site="North" if i < 8 else "South",
        )
        for i in range(16)
    ]
    row = rows_of(a_study(people))["Trust"]
    assert (row.people, row.groups) == ("6", ("not shown", "not shown"))
    people[10] = Person("P10", [("x", "th1", "trust")], site="South")
    row = rows_of(a_study(people))["Trust"]
    assert (row.people, row.groups) == ("7", ("4", "3"))


def test_a_code_below_another_is_not_left_to_subtraction() -> None:
    """Six speak of resources and five of them of time: one would be known to speak of the rest."""
    codes = ["time"] * 5 + ["space"] + ["trust"] * 9
    people = [Person(f"P{i}", [("x", "", code)]) for i, code in enumerate(codes)]
    rows = rows_of(a_study(people), by="")
    assert rows["Resources"].people == "6"
    assert rows["Time"].people == "at least 4"
    assert rows["Space"].people == "fewer than 3"


def test_a_valence_is_not_left_to_subtraction() -> None:
    """Six speak of it and five as a barrier: one as something else."""
    people = [
        Person(f"P{i}", [("x", "", "trust")], valence="barrier" if i < 5 else "enabler")
        for i in range(6)
    ] + [Person(f"Q{i}", [("x", "", "")]) for i in range(6)]
    row = rows_of(a_study(people), by="")["Trust"]
    assert (row.people, row.barrier, row.enabler) == ("6", "at least 4", "fewer than 3")


def test_where_each_gave_one_answer_codes_are_not_left_to_subtraction() -> None:
    """Answers to one question add up to everybody, and so do the codes below a code."""
    codes = ["time"] * 7 + ["space"] * 2 + ["trust"] * 11
    people = [Person(f"P{i}", [("x", "", code)]) for i, code in enumerate(codes)]
    rows = rows_of(a_study(people), by="")
    assert rows["Space"].people in ("fewer than 3", "not shown")
    hidden = [name for name in ("Resources", "Time", "Trust") if not rows[name].people.isdecimal()]
    assert hidden


def test_numbers_of_passages_tell_no_number_of_people() -> None:
    """They are rounded, and absent where there are about as many people."""
    assert [say_about(n) for n in (1, 9, 10, 14, 436, 12345)] == [
        "fewer than 10", "fewer than 10", "about 10", "about 10", "about 440", "about 12,340",
    ]  # fmt: skip
    public = published_record(a_study(team_of(12)))
    assert public.passages == ""
    assert {row.passages for table in public.tables for row in table.rows} == {""}


def test_people_in_several_groups_and_in_none_are_groups_of_their_own() -> None:
    """So that groups add up, and nothing is counted twice."""
    people = [
        Person(f"P{i}", [("x", "th1", "time")], **({"site": "N"} if i < 5 else {}))
        for i in range(8)
    ]
    material = a_study(people)
    extra = [
        unit.model_copy(update={"id": f"{unit.id}b", "attributes": {"site": "S"}})
        for unit in material.units
        if unit.person in {"P0", "P1", "P2"}
    ]
    groups = find_groups([*material.units, *extra], least=3)["site"]
    assert {name: len(found) for name, found in groups.items()} == {"several": 3, "other": 5}


def test_small_groups_are_put_together_until_they_are_large_enough() -> None:
    """A group alone is joined by the smallest of the others."""
    sizes = {"a": 9, "b": 3, "c": 1}
    groups = {name: frozenset(f"{name}{i}" for i in range(n)) for name, n in sizes.items()}
    merged = merge_groups(groups, least=3)
    assert {name: len(found) for name, found in merged.items()} == {"a": 9, "other": 4}
    named = merge_groups({**groups, "c": groups["b"]}, least=6, named=True)
    assert list(named) == ["a", "b or c"]


def test_an_attribute_that_singles_people_out_is_not_shown() -> None:
    """Thirteen dates, a job that one person has, an id."""
    people = [
        Person(
            f"P{i}",
            [("the rota", "th1", "time")],
            quote_ok="yes",
            date=f"zqdate{i}",
            job="zqmanager" if i == 0 else "nurse" if i < 7 else "worker",
        )
        for i in range(13)
    ]
    for name, text in published(a_study(people)).items():
        assert "zqdate" not in text, name
        assert "zqmanager" not in text, name


def test_a_breakdown_by_an_unknown_attribute_is_said() -> None:
    """With those there are."""
    with pytest.raises(SettingsError, match=r"no attribute 'shoe'.*site"):
        make_public(a_study(team_of(9, site="N")), PublicRules(by="shoe"))


# --- the reader's problem, solved --------------------------------------------------------------


def test_what_a_table_gives_away_is_found() -> None:
    """The audit knows a bad table: shown total, shown group, hidden rest."""
    groups = {"N": people_of("n", 8), "S": people_of("s", 8)}
    item = Counted("c", frozenset({"n0", "n1", "n2", "n3", "s0"}))
    bad = {"c": Row(Shown("exact", 5), {"N": Shown("exact", 4), "S": HIDDEN})}
    found = find_disclosures([item], bad, groups=groups, least=3)
    assert ("c in S", 1, 1, 1) in {(d.what, d.value, d.lowest, d.highest) for d in found}
    good = {"c": Row(Shown("exact", 5), {"N": HIDDEN, "S": HIDDEN})}
    assert not find_disclosures([item], good, groups=groups, least=3)


def test_quotations_count_as_what_a_reader_sees() -> None:
    """Two people quoted where fewer than three are told of would be two people."""
    groups = {"": people_of("n", 12)}
    low = {"c": Row(Shown("low", 3), {})}
    item = Counted("c", frozenset({"n0", "n1"}))
    kept = find_disclosures([item], low, groups=groups, least=3)
    told = find_disclosures([item], low, groups=groups, least=3, seen={("c", ""): 2})
    assert (kept, [d.lowest for d in told]) == ([], [2])


@pytest.mark.parametrize("sizes", [(6, 6), (6, 7), (5, 8), (6, 6, 6)])
def test_a_reader_who_knows_the_program_cannot_tell_a_small_count(sizes: tuple[int, ...]) -> None:
    """Every table there could be is protected; each that looks alike leaves three values for it."""
    groups = {f"g{n}": people_of(f"g{n}-", size) for n, size in enumerate(sizes)}
    everyone = frozenset().union(*groups.values())
    alike: dict[object, set[tuple[int, ...]]] = {}
    worlds = list(itertools.product(*(range(size + 1) for size in sizes)))
    for counts in worlds if len(sizes) < 3 else [w for w in worlds if sum(w) in (6, 7, 9)]:
        inside = (sorted(p)[:n] for n, p in zip(counts, groups.values(), strict=True))
        item = Counted("c", frozenset(itertools.chain(*inside)))
        for seed in range(4 if len(sizes) < 3 else 6):
            rows = protect([item], everyone=everyone, groups=groups, chance=Random(seed))
            alike.setdefault(looks(rows["c"]), set()).add(counts)
    for same in alike.values():
        for counts in same:
            for at, (n, size) in enumerate(zip(counts, sizes, strict=True)):
                if n < 3 or size - n < 3:
                    assert len({other[at] for other in same}) >= 3


def looks(row: Row) -> object:
    return str(row.total), tuple(str(cell) for cell in row.cells.values())


def people_of(prefix: str, n: int) -> frozenset[str]:
    return frozenset(f"{prefix}{number}" for number in range(n))


@st.composite
def studies(draw: st.DrawFn) -> Material:
    """Studies of 5 to 24 people in one to three sites, with themes, codes, valences and consent."""
    n_sites = draw(st.integers(1, 3))
    chance = Random(draw(st.integers(0, 10**6)))
    shares = [chance.choice([0.05, 0.3, 0.6, 0.95]) for _ in range(4)]
    most = draw(st.integers(1, 5))
    people = []
    for number in range(draw(st.integers(5, 24))):
        said = [
            (
                f"the rota and the room {number}",
                chance.choice(["th1", "th2", ""]),
                chance.choices(["res", "time", "space", "trust"], weights=shares)[0],
            )
            for _ in range(chance.randint(1, most))
        ]
        people.append(
            Person(
                f"P{number}",
                said,
                valence=chance.choice(["barrier", "enabler", "both", None]),
                site=f"site {chance.randrange(n_sites)}",
                quote_ok=chance.choice(["yes", "yes", "no"]),
            )
        )
    return a_study(people)


@settings(max_examples=25)
@given(studies(), st.integers(3, 4))
def test_no_small_count_can_be_worked_out_of_a_public_export(
    material: Material, least: int
) -> None:
    """The audit reads what is published, quotations and all, and finds nothing."""
    public = published_record(material, least=least)
    attributes = find_groups(material.units, least=least)
    _, groups = choose_breakdown(attributes, by=None, least=least)
    groups = groups or {"": frozenset(unit.person or "" for unit in material.units)}
    for chapter in make_chapters(material):
        table = next(table for table in public.tables if table.title == chapter.title)
        rows, seen = read_back(chapter, table, list(public.groups))
        assert not find_disclosures(
            chapter.counted,
            rows,
            groups=groups,
            least=least,
            seen=seen,
        )


def read_back(
    chapter: Chapter, table: PublicTable, groups: Sequence[str]
) -> tuple[dict[str, Row], dict[tuple[str, str], int]]:
    """What a reader sees of each set, and how many different people are quoted where."""
    key = {heading.name: heading.key for heading in chapter.headings}
    rows: dict[str, Row] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    for row in table.rows:
        at = key[row.name]
        cells = zip(groups, row.groups, strict=True)
        rows[at] = Row(as_shown(row.people), {name: as_shown(cell) for name, cell in cells})
        for valence, text in (("barrier", row.barrier), ("enabler", row.enabler)):
            rows[f"{at} {valence}"] = Row(as_shown(text), {})
        for quote in row.quotes:
            who, _, group = quote.who.partition(", ")
            for place in ((at, ""), (at, group), *((f"{at} {tag}", "") for tag in quote.tags)):
                seen.setdefault(place, set()).add(who)
    return rows, {place: len(who) for place, who in seen.items()}


def as_shown(text: str) -> Shown:
    if text.isdecimal():
        return Shown("exact", int(text))
    number = int((re.findall(r"\d+", text) or ["0"])[0])
    return Shown("low" if "fewer" in text else "high", number) if number else HIDDEN

"""How often first suggestions were wrong, for each kind of people: counts, intervals, nothing tested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.records import Decision, Suggestion, Unit
from thememiner.review import find_error_rates, make_decision, rate_interval


def unit(name: str, person: str, site: str) -> Unit:
    attributes = {"site": site} if site else {}
    return Unit(
        id=name,
        transcript_id="t",
        start=0,
        end=4,
        text="Aye.",
        person=person,
        attributes=attributes,
    )


def said(n_people: int, site: str, n_units: int = 2) -> list[Unit]:
    return [
        unit(f"{site}{p}-{n}", f"{site}{p}", site) for p in range(n_people) for n in range(n_units)
    ]


def first(units: Sequence[Unit], code: str = "time") -> list[Suggestion]:
    return [
        Suggestion(unit_id=u.id, codebook="be", code_id=code, probability=0.6, rank=1)
        for u in units
    ]


def decide(unit_id: str, verdict: Any, *, n: int = 0, coder: str = "AB", **fields: Any) -> Decision:
    at = f"2025-06-30T10:00:{n:02d}+00:00"
    return make_decision(
        coder=coder, verdict=verdict, at=at, codebook="be", unit_id=unit_id, **fields
    )


def test_rejected_and_recoded_suggestions_are_wrong_and_confirmed_ones_right() -> None:
    """One row for everybody, one for each site."""
    units = [*said(3, "North"), *said(4, "South")]
    verdicts = ["reject", "recode", "none-fits", *["confirm"] * 11]
    log = [
        decide(u.id, verdict, to="room" if verdict == "recode" else None)
        for u, verdict in zip(units, verdicts, strict=True)
    ]
    rows = find_error_rates(log, first(units), units, by="site")
    assert [(r.attribute, r.value, r.n_people, r.n_decided, r.n_wrong) for r in rows] == [
        ("all", "", 7, 14, 3),
        ("site", "North", 3, 6, 3),
        ("site", "South", 4, 8, 0),
    ]
    assert str(rows[1]).startswith(
        "site North, be: 3 people; of 6 first suggestions 3 were wrong, 50%"
    )


def test_a_group_of_two_people_has_no_number_but_the_reason() -> None:
    """A rate would be about one of them; the count of people stays."""
    units = [*said(2, "North"), *said(3, "South")]
    rows = find_error_rates([decide(u.id, "reject") for u in units], first(units), units, by="site")
    north = rows[1]
    assert (north.n_people, north.n_decided, north.n_wrong, north.rate) == (2, None, None, None)
    assert "fewer than 3 people" in north.note
    assert "2 people; fewer than 3" in str(north)


def test_who_has_no_value_is_a_group_of_their_own() -> None:
    """Nobody is left out of the rows because a cell of the table was empty."""
    units = [*said(3, "North"), *(unit(f"x{n}", f"x{n}", "") for n in range(3))]
    rows = find_error_rates(
        [decide(u.id, "confirm") for u in units], first(units), units, by="site"
    )
    assert [row.value for row in rows] == ["", "North", "not known"]


@pytest.mark.parametrize(
    ("log", "wrong"),
    [
        ([("confirm", {"code_id": "time"})], [False]),
        ([("confirm", {})], [False]),
        ([("confirm", {"code_id": "room"})], [True]),
        ([("confirm", {"code_id": "room"}), ("code", {"code_id": "time"})], [False]),
        ([("confirm", {"code_id": "time"}), ("confirm", {"code_id": "room"})], [False]),
        ([("confirm", {"code_id": "time"}), ("reject", {"code_id": "time"})], [True]),
        ([("reject", {"code_id": "room"})], []),
        ([("code", {"code_id": "room"})], []),
        ([("code", {"code_id": "room", "blind": True})], [True]),
        ([("code", {"code_id": "room", "blind": True}), ("code", {"code_id": "time", "blind": True})],
         [False]),
        ([("none-fits", {"blind": True})], [True]),
        ([("memo", {"memo": "Hm."})], []),
        ([("confirm", {"code_id": "room", "shown_code": "room"})], [False]),
    ],
)  # fmt: skip
def test_what_a_decision_says_of_the_first_suggestion(
    log: list[tuple[str, dict[str, Any]]], wrong: list[bool]
) -> None:
    """Another code beside it says nothing; another code instead of it says that it was wrong."""
    units = said(3, "North", n_units=1)
    decisions = [
        decide(u.id, verdict, n=n, **fields)
        for u in units
        for n, (verdict, fields) in enumerate(log)
    ]
    rows = find_error_rates(reversed(decisions), first(units), units, by="site")
    assert [row.n_wrong == row.n_decided for row in rows[:1]] == wrong


def test_two_coders_on_one_unit_count_twice() -> None:
    """And a decision that was taken back does not count."""
    units = said(3, "North", n_units=1)
    log = [decide(u.id, "confirm", coder=coder) for u in units for coder in ("AB", "CD")]
    undo = make_decision(
        coder="CD", verdict="undo", undoes=log[1].id, at="2025-07-01T10:00:00+00:00"
    )
    assert find_error_rates(log, first(units), units, by="site")[0].n_decided == 6
    assert find_error_rates([*log, undo], first(units), units, by="site")[0].n_decided == 5


COUNTS = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.integers(0, n).map(lambda hits: (n, hits))),
    min_size=2,
    max_size=12,
)


@given(COUNTS)
def test_an_interval_of_a_share_holds_the_share(counts: list[tuple[int, int]]) -> None:
    """Between 0 and 1, and its mirror image for what does not count."""
    share = sum(hits for _, hits in counts) / sum(cases for cases, _ in counts)
    low, high = rate_interval(counts)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    mirrored = rate_interval([(cases, cases - hits) for cases, hits in counts])
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_decisions_on_few_people_tell_less_than_on_many() -> None:
    """Sixty decisions, a third of them wrong: on twenty people who are alike, and on three who are not."""
    alike = rate_interval([(3, 1)] * 20)
    unlike = rate_interval([(20, 20), (20, 0), (20, 0)])
    assert unlike[1] - unlike[0] > 2 * (alike[1] - alike[0])


@pytest.mark.parametrize(("n_people", "share"), [(4, 0.3), (8, 0.3), (8, 0.1), (25, 0.2)])
def test_the_interval_holds_the_true_share_nineteen_times_in_twenty(
    n_people: int, share: float
) -> None:
    """People differ in how often suggestions about them are wrong (beta, intraclass correlation 0.1)."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        own = random.beta(share * 9, (1 - share) * 9, size=n_people)
        cases = random.integers(4, 30, size=n_people)
        hits = random.binomial(cases, own)
        low, high = rate_interval(list(zip(cases.tolist(), hits.tolist(), strict=True)))
        held += low <= share <= high
    assert held / 400 >= 0.92

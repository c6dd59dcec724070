"""Themes that people merge, split, rename, confirm and drop: every unit once, all of it in the log."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import HashingEncoder, fake_tools, make_unit
from thememiner.errors import SettingsError
from thememiner.records import Decision, SetAside, Theme, ThemeSet, Unit
from thememiner.review import (
    find_theme_decisions,
    make_decision,
    replay,
    replay_grouping,
    replay_themes,
)
from thememiner.themes import (
    confirm_theme,
    drop_theme,
    find_parts,
    find_second_homes,
    find_terms,
    find_theme_set,
    free_unit,
    group_units,
    merge_themes,
    move_unit,
    part_id,
    regroup,
    rename_theme,
    split_theme,
)
from thememiner.units import find_set_aside

TOPICS = {
    "room": "room booked upstairs; room double booked; spare room locked; room far away; room cold",
    "nurse": "nurse sent referrals; nurse made referrals; nurse phoned; nurse trusted; nurse left",
    "money": "funding ends; council funding late; charity funding; salaries funding; funding short",
    "login": "computer login; computer system crashed; login expired; system closed; login locked",
}


def forty_units() -> list[Unit]:
    """Ten sayings each about rooms, nurses, money and computers, by five people in two sites."""
    units = []
    for topic, some in enumerate(TOPICS.values()):
        for n, (saying, start) in enumerate(
            itertools.product(some.split("; "), ("We found the", "Honestly the"))
        ):
            text = f"{start} {saying} again and again for us all in {'spring' if n % 2 else 'May'}."
            unit = make_unit(text, person=f"P{n % 5}", number=n, source=f"t{topic}{n % 2}")
            units.append(unit.model_copy(update={"attributes": {"site": "NS"[n % 2]}}))
    return units


UNITS = forty_units()
VECTORS = HashingEncoder().encode([unit.text for unit in UNITS])
GROUND: dict[str, Any] = {"units": UNITS, "vectors": VECTORS}
FOUND = find_theme_set(
    UNITS, VECTORS, set_aside=find_set_aside(UNITS), tools=fake_tools(), n_themes=4
)
IDS = [theme.id for theme in FOUND.themes]


def placed_in(themes: ThemeSet) -> list[str]:
    """Ids of all units in a theme, of those unassigned and of those set aside."""
    return sorted(
        [
            *(unit_id for theme in themes.themes for unit_id in theme.unit_ids),
            *(item.unit_id for item in themes.unassigned),
            *(item.unit_id for item in themes.set_aside),
        ]
    )


def groups_of(themes: ThemeSet) -> set[frozenset[str]]:
    """Which units are together, whatever the themes are called."""
    return {frozenset(theme.unit_ids) for theme in themes.themes}


_CLOCK = itertools.count()


def decide(verdict: Any, coder: str = "AB", **fields: Any) -> Decision:
    """A decision later than all made before it."""
    at = f"2026-01-01T00:{next(_CLOCK) // 60 % 60:02d}:{next(_CLOCK) % 60:02d}.{next(_CLOCK):06d}+00:00"
    return make_decision(coder=coder, verdict=verdict, at=at, **fields)


def replayed(*decisions: Decision) -> ThemeSet:
    """The found themes after a log, given in another order."""
    log = list(decisions)
    Random(0).shuffle(log)
    return replay_themes(FOUND, log, **GROUND)


# --- the pure functions ----------------------------------------------------------------------


def test_a_merged_theme_keeps_the_id_of_the_first() -> None:
    """Its units, people and quotations are those of both; the queue is as long as before."""
    one, other = FOUND[0], FOUND[1]
    merged = merge_themes(FOUND, [one.id, other.id], label=" Rooms  and nurses ", **GROUND)
    theme = merged[one.id]
    assert theme.label == "Rooms and nurses"
    assert set(theme.unit_ids) == {*one.unit_ids, *other.unit_ids}
    assert theme.n_people == len({u.person for u in UNITS if u.id in theme.unit_ids})
    assert len(merged) == 3
    assert other.id not in [t.id for t in merged.themes]
    assert len(merged.unassigned) == len(FOUND.unassigned)
    assert theme.stability is None
    assert set(theme.terms) & set(one.terms)
    assert set(theme.terms) & set(other.terms)


def test_merging_without_a_label_keeps_that_of_the_first() -> None:
    """Nothing is made up."""
    assert merge_themes(FOUND, IDS[:2], **GROUND)[IDS[0]].label == FOUND[0].label


def test_given_units_become_a_theme_of_their_own() -> None:
    """The new theme's id comes from its units; the old theme keeps id, label and the rest."""
    leaving = FOUND[0].unit_ids[:3]
    after = split_theme(FOUND, IDS[0], unit_ids=leaving, label="Apart", **GROUND)
    new = after[part_id(leaving)]
    assert (new.label, set(new.unit_ids), new.state) == ("Apart", set(leaving), "candidate")
    assert set(after[IDS[0]].unit_ids) == set(FOUND[0].unit_ids) - set(leaving)
    assert after[IDS[0]].label == FOUND[0].label
    assert part_id(leaving) == part_id(leaving[::-1])


def test_a_new_theme_without_a_label_is_called_by_its_terms() -> None:
    """Words that people in it used."""
    leaving = FOUND[0].unit_ids[:4]
    after = split_theme(FOUND, IDS[0], unit_ids=leaving, **GROUND)
    words = " ".join(unit.text.lower() for unit in UNITS if unit.id in leaving)
    label = after[part_id(leaving)].label
    assert label
    assert all(word in words for part in label.split(", ") for word in part.split())


def test_a_theme_of_two_topics_is_split_in_two_by_its_vectors() -> None:
    """What was merged falls apart again where the words do, the same way each time."""
    merged = merge_themes(FOUND, IDS[:2], **GROUND)
    after = split_theme(merged, IDS[0], into="two", **GROUND)
    assert groups_of(after) == groups_of(FOUND)
    assert after == split_theme(merged, IDS[0], into="two", **GROUND)


def test_units_of_the_same_words_cannot_be_split_in_two() -> None:
    """The message says what can be done instead."""
    units = [make_unit("The room was locked.", person=f"P{n}", number=n) for n in range(20)]
    vectors = HashingEncoder().encode([unit.text for unit in units])
    tools = fake_tools()
    found = find_theme_set(units, vectors, set_aside=(), tools=tools, n_themes=1)
    with pytest.raises(SettingsError, match=r"cannot be told apart.*Name the units"):
        split_theme(found, found[0].id, into="two", units=units, vectors=vectors)


def with_parts(themes: ThemeSet, *sizes: int) -> ThemeSet:
    """The set with sub-themes of the first theme, of so many units each."""
    theme, at, subs = themes[0], 0, []
    for n, size in enumerate(sizes):
        ids = theme.unit_ids[at : at + size]
        subs.append(Theme(id=f"part-{n}", label=f"Part {n}", unit_ids=ids, parent=theme.id))
        at += size
    return themes.model_copy(update={"sub_themes": tuple(subs)})


def test_a_theme_is_split_into_its_sub_themes() -> None:
    """What is in no sub-theme stays; where they cover all, the largest stays."""
    size = FOUND[0].n_units
    partly = split_theme(with_parts(FOUND, 3, 2), IDS[0], **GROUND)
    assert sorted(t.n_units for t in partly.themes if t.label.startswith("Part")) == [2, 3]
    assert partly[IDS[0]].n_units == size - 5
    whole = split_theme(with_parts(FOUND, size - 2, 2), IDS[0], **GROUND)
    assert whole[IDS[0]].n_units == size - 2
    assert [t.n_units for t in whole.themes if t.label == "Part 1"] == [2]
    with pytest.raises(SettingsError, match="has no sub-themes"):
        split_theme(FOUND, IDS[0], into="sub-themes", **GROUND)


def test_a_sub_theme_goes_where_most_of_its_units_go() -> None:
    """Through mergers and splits; one that is all of its theme says nothing and vanishes."""
    start = with_parts(FOUND, 3, 2)
    merged = merge_themes(start, [IDS[1], IDS[0]], **GROUND)
    assert {sub.parent for sub in merged.sub_themes} == {IDS[1]}
    apart = split_theme(start, IDS[0], unit_ids=start[0].unit_ids[:4], label="x", **GROUND)
    parents = {sub.id: sub.parent for sub in apart.sub_themes}
    assert parents["part-0"] == part_id(start[0].unit_ids[:4])
    assert [sub.id for sub in drop_theme(start, IDS[0], **GROUND).sub_themes] == []
    alone = split_theme(start, IDS[0], unit_ids=start["part-0"].unit_ids, label="x", **GROUND)
    assert [sub.id for sub in alone.sub_themes] == ["part-1"]


def test_a_sub_theme_can_be_renamed_and_nothing_else() -> None:
    """The message says how to make it a theme first."""
    start = with_parts(FOUND, 3, 2)
    assert rename_theme(start, "part-0", "Doors")["part-0"].label == "Doors"
    with pytest.raises(SettingsError, match="part-0 is a sub-theme of"):
        confirm_theme(start, "part-0")


def test_a_unit_moves_and_a_unit_is_set_free() -> None:
    """Counts and labels go with it."""
    unit = FOUND[0].unit_ids[0]
    moved = move_unit(FOUND, unit, IDS[1], **GROUND)
    assert unit in moved[IDS[1]].unit_ids
    assert unit not in moved[IDS[0]].unit_ids
    freed = free_unit(moved, unit, **GROUND)
    assert unit in {item.unit_id for item in freed.unassigned}
    assert dict(zip(freed.unit_ids, freed.labels, strict=True))[unit] is None
    waiting = next(item for item in freed.unassigned if item.unit_id == unit)
    assert waiting.nearest_theme in IDS
    assert waiting.distance is not None


def test_a_dropped_theme_leaves_its_units_in_the_queue() -> None:
    """None of them is forced into another."""
    after = drop_theme(FOUND, IDS[0], **GROUND)
    assert {item.unit_id for item in after.unassigned} >= set(FOUND[0].unit_ids)
    assert IDS[0] not in {item.nearest_theme for item in after.unassigned}
    for theme_id in IDS[1:]:
        after = drop_theme(after, theme_id, **GROUND)
    assert after.themes == ()
    assert placed_in(after) == placed_in(FOUND)


def test_a_theme_is_a_candidate_until_it_is_confirmed() -> None:
    """And stays confirmed through a merger into it."""
    after = confirm_theme(FOUND, IDS[0])
    assert [theme.state for theme in after.themes] == ["confirmed", *["candidate"] * 3]
    assert merge_themes(after, IDS[:2], **GROUND)[IDS[0]].state == "confirmed"
    assert merge_themes(after, IDS[1::-1], **GROUND)[IDS[1]].state == "candidate"


def test_a_twin_goes_where_its_unit_goes() -> None:
    """A repeated saying is in no count, but has the theme of the first."""
    twin = UNITS[0].model_copy(update={"id": "t00:500000-500020", "start": 500000, "end": 500020})
    units = [*UNITS, twin]
    vectors = np.concatenate([VECTORS, VECTORS[:1]])
    aside = (SetAside(unit_id=twin.id, text=twin.text, reason="near-duplicate", twin=UNITS[0].id),)
    found = find_theme_set(units, vectors, set_aside=aside, tools=fake_tools(), n_themes=4)
    after = move_unit(found, UNITS[0].id, found[3].id, units=units, vectors=vectors)
    homes = dict(zip(after.unit_ids, after.labels, strict=True))
    assert homes[twin.id] == homes[UNITS[0].id] == found[3].id
    with pytest.raises(SettingsError, match="a repeated saying goes where the first one is"):
        move_unit(found, twin.id, found[3].id, units=units, vectors=vectors)


Refused = Callable[[], ThemeSet]
REFUSED: Mapping[str, tuple[Refused, str]] = {
    "rename": (
        lambda: rename_theme(FOUND, "theme-x", "y"),
        "no theme 'theme-x'.*Themes are theme-",
    ),
    "no label": (lambda: rename_theme(FOUND, IDS[0], "  "), "at least one character"),
    "confirm": (lambda: confirm_theme(FOUND, "theme-x"), "no theme 'theme-x'"),
    "drop": (lambda: drop_theme(FOUND, "theme-x", **GROUND), "no theme 'theme-x'"),
    "merge one": (lambda: merge_themes(FOUND, [IDS[0]] * 2, **GROUND), "at least two themes"),
    "merge": (lambda: merge_themes(FOUND, [IDS[0], "theme-x"], **GROUND), "no theme 'theme-x'"),
    "move": (lambda: move_unit(FOUND, "u9", IDS[0], **GROUND), "'u9' is no unit"),
    "move to": (lambda: move_unit(FOUND, UNITS[0].id, "theme-x", **GROUND), "no theme 'theme-x'"),
    "free": (lambda: free_unit(FOUND, "u9", **GROUND), "'u9' is no unit"),
    "split": (lambda: split_theme(FOUND, "theme-x", **GROUND), "no theme 'theme-x'"),
    "split strange": (
        lambda: split_theme(FOUND, IDS[0], unit_ids=FOUND[1].unit_ids[:1], **GROUND),
        "is not in theme",
    ),
    "split all": (
        lambda: split_theme(FOUND, IDS[0], unit_ids=FOUND[0].unit_ids, **GROUND),
        "not none and not all",
    ),
}


@pytest.mark.parametrize(("edit", "told"), REFUSED.values(), ids=REFUSED)
def test_an_edit_that_cannot_be_is_refused_with_the_reason(edit: Refused, told: str) -> None:
    """What was found, what there is, what to do."""
    with pytest.raises(SettingsError, match=told):
        edit()


def test_merge_then_split_by_the_old_units_gives_the_old_grouping() -> None:
    """Whichever two themes are merged."""
    for one, other in itertools.permutations(FOUND.themes, 2):
        merged = merge_themes(FOUND, [one.id, other.id], **GROUND)
        after = split_theme(merged, one.id, unit_ids=other.unit_ids, label=other.label, **GROUND)
        assert groups_of(after) == groups_of(FOUND)


def test_what_is_derived_does_not_depend_on_the_way() -> None:
    """A set put together again from its own grouping has the same counts, quotations and queue."""
    again = regroup(FOUND, group_units(FOUND), **GROUND)
    once_more = regroup(again, group_units(again), **GROUND)
    assert again == once_more
    assert again.labels == FOUND.labels
    assert [(t.id, t.terms, t.stability, t.n_people) for t in again.themes] == [
        (t.id, t.terms, t.stability, t.n_people) for t in FOUND.themes
    ]


def test_terms_of_a_group_are_its_own_words() -> None:
    """Words that set it apart, best first, whatever the other groups are."""
    rooms = frozenset(unit.id for unit in UNITS[:10])
    (terms,) = find_terms(UNITS, [rooms])
    assert terms[0] == "room"
    assert find_terms(UNITS, [frozenset(u.id for u in UNITS[10:20]), rooms])[1] == terms


def test_the_second_home_of_a_unit_is_another_theme() -> None:
    """The nearest of those it is not in; units in no theme have none."""
    unit_ids = [theme.unit_ids[-1] for theme in FOUND.themes]
    second = find_second_homes(FOUND, [*unit_ids, "u9"], **GROUND)
    assert set(second) == set(unit_ids)
    assert all(second[theme.unit_ids[-1]] != theme.id for theme in FOUND.themes)
    assert find_second_homes(FOUND.model_copy(update={"themes": ()}), unit_ids, **GROUND) == {}


# --- the log ---------------------------------------------------------------------------------


@st.composite
def edits(draw: st.DrawFn) -> list[Decision]:
    """A log of edits that fit, one after another, by two coders; some taken back, and some of those."""
    themes, log = FOUND, list[Decision]()
    for _ in range(draw(st.integers(1, 7))):
        ids = [theme.id for theme in themes.themes]
        coder = draw(st.sampled_from(["AB", "CD"]))
        kinds = ["rename-theme", "confirm-theme", "drop-theme", "move-unit", "free-unit"]
        kinds += ["merge-themes"] if len(ids) > 1 else []
        if log and draw(st.integers(0, 4)) == 0:
            log.append(decide("undo", coder, undoes=draw(st.sampled_from(log)).id))
        elif ids:
            log.append(draw(one_edit(themes, draw(st.sampled_from(kinds)), coder)))
        themes = replay_themes(FOUND, log, **GROUND)
    return log


@st.composite
def one_edit(draw: st.DrawFn, themes: ThemeSet, kind: Any, coder: str) -> Decision:
    """A decision that fits the themes as they are."""
    theme = draw(st.sampled_from(themes.themes))
    unit = draw(st.sampled_from(UNITS)).id
    if theme.n_units > 2 and draw(st.booleans()):
        some = draw(
            st.sets(st.sampled_from(theme.unit_ids), min_size=1, max_size=theme.n_units - 1)
        )
        return decide(
            "split-theme", coder, theme_id=theme.id, unit_ids=tuple(sorted(some)), label="new"
        )
    fields: dict[str, dict[str, Any]] = {
        "rename-theme": {"theme_id": theme.id, "label": draw(st.sampled_from(["a", "b"]))},
        "confirm-theme": {"theme_id": theme.id},
        "drop-theme": {"theme_id": theme.id},
        "move-unit": {"theme_id": theme.id, "unit_ids": (unit,)},
        "free-unit": {"unit_ids": (unit,)},
    }
    if kind == "merge-themes":
        ids = [one.id for one in themes.themes if one.id != theme.id]
        return decide(kind, coder, theme_ids=(theme.id, draw(st.sampled_from(ids))))
    return decide(kind, coder, **fields[kind])


@given(edits(), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=40)
def test_any_edits_keep_every_unit_once_and_replay_to_the_same_set(
    log: list[Decision], random: Random
) -> None:
    """In whatever order the log is read, and twice as well as once."""
    after = replay_themes(FOUND, log, **GROUND)
    assert placed_in(after) == placed_in(FOUND)
    home = dict(zip(after.unit_ids, after.labels, strict=True))
    for theme in after.themes:
        assert {home[unit] for unit in theme.unit_ids} == {theme.id}
        assert theme.n_people == len({u.person for u in UNITS if u.id in theme.unit_ids})
        assert {quote.unit_id for quote in theme.quotes} <= set(theme.unit_ids)
    shuffled = [*log, *log]
    random.shuffle(shuffled)
    assert replay_themes(FOUND, shuffled, **GROUND) == after


@given(edits())
@hypothesis_settings(max_examples=20)
def test_undo_of_everything_is_the_beginning(log: list[Decision]) -> None:
    """However long the log, taken back from its end, undos among it."""
    standing = find_theme_decisions(log)
    undos = [decide("undo", undoes=decision.id) for decision in reversed(standing)]
    assert replay_themes(FOUND, [*log, *undos], **GROUND) == FOUND


def apply(themes: ThemeSet, decision: Decision) -> ThemeSet:
    """A decision by the pure function of its kind."""
    ids = decision.theme_ids
    edit: Mapping[str, Callable[[], ThemeSet]] = {
        "rename-theme": lambda: rename_theme(themes, str(decision.theme_id), decision.label),
        "confirm-theme": lambda: confirm_theme(themes, str(decision.theme_id)),
        "drop-theme": lambda: drop_theme(themes, str(decision.theme_id), **GROUND),
        "merge-themes": lambda: merge_themes(themes, ids, **GROUND),
        "move-unit": lambda: move_unit(
            themes, decision.unit_ids[0], str(decision.theme_id), **GROUND
        ),
        "free-unit": lambda: free_unit(themes, decision.unit_ids[0], **GROUND),
        "split-theme": lambda: split_theme(
            themes,
            str(decision.theme_id),
            unit_ids=decision.unit_ids,
            label=decision.label,
            **GROUND,
        ),
    }
    return edit[decision.verdict]()


@given(st.data())
@hypothesis_settings(max_examples=25)
def test_replay_leads_where_the_pure_functions_lead(data: st.DataObject) -> None:
    """One edit after another, or the whole log at once: the same set, but for the notes."""
    themes = regroup(FOUND, group_units(FOUND), **GROUND)
    log: list[Decision] = []
    for _ in range(data.draw(st.integers(1, 5))):
        if len(themes.themes) < 2:
            break
        kinds = st.sampled_from(["merge-themes", "move-unit", "free-unit", "drop-theme"])
        log.append(data.draw(one_edit(themes, data.draw(kinds), "AB")))
        try:
            themes = apply(themes, log[-1])
        except SettingsError:  # the same units split off a second time
            log.pop()
    after = replay_themes(FOUND, log, **GROUND)
    same = {"notes": (), "sub_themes": ()}
    if log:
        assert after.model_copy(update=same) == themes.model_copy(update=same)


def test_the_later_of_two_coders_counts_and_the_notes_tell() -> None:
    """Names, places of units, confirmed and dropped."""
    unit = FOUND[0].unit_ids[0]
    after = replayed(
        decide("rename-theme", "AB", theme_id=IDS[0], label="Rooms"),
        decide("rename-theme", "CD", theme_id=IDS[0], label="Space"),
        decide("move-unit", "AB", theme_id=IDS[1], unit_ids=(unit,)),
        decide("move-unit", "CD", theme_id=IDS[2], unit_ids=(unit,)),
        decide("confirm-theme", "AB", theme_id=IDS[3]),
        decide("drop-theme", "CD", theme_id=IDS[3]),
    )
    assert after[IDS[0]].label == "Space"
    assert unit in after[IDS[2]].unit_ids
    assert IDS[3] not in {theme.id for theme in after.themes}
    told = " ".join(after.notes)
    assert "AB called" in told
    assert f"AB put {unit} into {IDS[1]}, CD later into {IDS[2]}" in told
    assert "AB confirmed it, CD later dropped it" in told


def test_two_coders_who_agree_are_no_conflict() -> None:
    """The same name, the same place, confirmed twice: nothing to tell."""
    unit = FOUND[0].unit_ids[0]
    both = [
        decide(verdict, coder, **fields)
        for verdict, fields in (
            ("rename-theme", {"theme_id": IDS[0], "label": "Rooms"}),
            ("move-unit", {"theme_id": IDS[1], "unit_ids": (unit,)}),
            ("confirm-theme", {"theme_id": IDS[2]}),
        )
        for coder in ("AB", "CD")
    ]
    assert replayed(*both).notes == (
        "These are the themes after 6 edits by AB, CD; stability is that of the themes as found.",
    )


def test_an_edit_of_a_theme_that_was_merged_away_is_told() -> None:
    """Its name and its fate are not forced upon the theme it went into; its units are there."""
    unit = FOUND[2].unit_ids[0]
    after = replayed(
        decide("merge-themes", "AB", theme_ids=(IDS[0], IDS[1])),
        decide("drop-theme", "CD", theme_id=IDS[1]),
        decide("rename-theme", "CD", theme_id=IDS[1], label="Other"),
        decide("move-unit", "CD", theme_id=IDS[1], unit_ids=(unit,)),
    )
    assert after[IDS[0]].label == FOUND[0].label
    assert unit in after[IDS[0]].unit_ids
    told = " ".join(after.notes)
    assert f"CD dropped {IDS[1]}" in told
    assert f"AB merged “{FOUND[1].label}” ({IDS[1]}) into {IDS[0]}" in told


def test_a_dropped_theme_comes_back_where_somebody_decided_on_it_later() -> None:
    """The later decision counts, and the notes say so."""
    after = replayed(
        decide("drop-theme", "AB", theme_id=IDS[0]),
        decide("confirm-theme", "CD", theme_id=IDS[0]),
    )
    assert after[IDS[0]].state == "confirmed"
    assert set(after[IDS[0]].unit_ids) == set(FOUND[0].unit_ids)
    assert "so it is back" in " ".join(after.notes)


def test_edits_of_what_is_not_there_change_nothing_and_are_told() -> None:
    """A theme of another run, a unit of another study."""
    after = replayed(
        decide("rename-theme", theme_id="theme-gone", label="Rooms"),
        decide("merge-themes", theme_ids=(IDS[0], "theme-gone")),
        decide("move-unit", theme_id=IDS[0], unit_ids=("t9:0-5",)),
        decide("split-theme", theme_id=IDS[0], unit_ids=("t9:0-5",)),
        decide("free-unit", unit_ids=("t9:0-5",)),
        decide("confirm-theme", theme_id="theme-gone"),
        decide("drop-theme", theme_id="theme-gone"),
    )
    assert after.labels == FOUND.labels
    assert len(after.notes) == 8
    assert all("no effect now" in note for note in after.notes[1:])


def test_units_that_left_the_study_leave_their_themes() -> None:
    """And those that the set does not know wait in the queue."""
    log = [decide("confirm-theme", theme_id=IDS[0])]
    units = [*UNITS[1:], make_unit("A new saying of the room.", source="t77")]
    vectors = HashingEncoder().encode([unit.text for unit in units])
    after = replay_themes(FOUND, log, units=units, vectors=vectors, set_aside=())
    assert placed_in(after) == sorted(unit.id for unit in units)
    assert units[-1].id in {item.unit_id for item in after.unassigned}


def test_the_grouping_alone_is_that_of_the_themes() -> None:
    """It can be derived again without any vector."""
    log = [
        decide("merge-themes", theme_ids=(IDS[0], IDS[1])),
        decide("drop-theme", theme_id=IDS[2]),
    ]
    grouping, notes = replay_grouping(FOUND, log, units=UNITS)
    after = replay_themes(FOUND, log, **GROUND)
    assert dict(grouping.home) == dict(group_units(after).home)
    assert after.notes == notes


def test_decisions_on_codings_and_on_themes_pass_each_other_by() -> None:
    """Each replay looks at its own; an undo takes back either kind."""
    coding = decide(
        "code", codebook="b", code_id="c", transcript_id="t1", start=0, end=4, quote="Talk"
    )
    theme = decide("rename-theme", theme_id=IDS[0], label="Rooms")
    assert replay_themes(FOUND, [coding], **GROUND) == FOUND
    assert replay((), [theme], units=UNITS, transcripts=()) == ()
    assert find_theme_decisions([coding, theme]) == (theme,)
    assert replayed(coding, theme, decide("undo", undoes=theme.id)) == FOUND


def test_parts_to_split_off_are_named_before_they_are() -> None:
    """What a preview shows is what is written."""
    start = with_parts(FOUND, 3, 2)
    parts = find_parts(start, IDS[0], **GROUND)
    assert [label for label, _ in parts] == ["Part 0", "Part 1"]
    halves: Sequence[tuple[str, tuple[str, ...]]] = find_parts(start, IDS[0], into="two", **GROUND)
    assert len(halves) == 1
    assert 0 < len(halves[0][1]) <= FOUND[0].n_units / 2

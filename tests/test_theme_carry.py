"""Themes from one run to the next: ids that stay, edits that hold, new units beside edited themes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import thememiner as tm
from conftest import (
    CentreTrainer,
    FarthestFirstFinder,
    FullStopSplitter,
    HashingEncoder,
    WordPairs,
    fake_tools,
    make_unit,
)
from thememiner.errors import SettingsError, StudyError
from thememiner.records import Decision, SetAside, Theme, ThemeSet, Unit
from thememiner.review import make_decision
from thememiner.study._themes_desk import ThemesDesk
from thememiner.study._toolbox import Toolbox
from thememiner.themes import (
    Arrival,
    Clusters,
    Tools,
    _arrive,
    _carry,
    _new_groups,
    carry_ids,
    confirm_theme,
    find_changes,
    find_theme_set,
    group_units,
    place_units,
    with_arrival,
)

TOPICS = ("room", "nurse", "funding", "login")


def sayings(topic: str, n: int, *, first: int = 0, source: str = "t1") -> list[Unit]:
    """So many sayings on a topic by three people."""
    kinds = ("was booked", "came late", "had closed", "got lost", "seemed fine")
    return [
        make_unit(
            f"The {topic} {kinds[i % 5]} and the {topic} stayed the {topic} in week {i}.",
            person=f"P{i % 3}",
            number=100 * TOPICS.index(topic) + i if topic in TOPICS else 700 + i,
            source=source,
        )
        for i in range(first, first + n)
    ]


def vectors_of(units: Sequence[Unit]) -> Any:
    return HashingEncoder().encode([unit.text for unit in units])


def found_in(units: Sequence[Unit], n_themes: int = 4) -> ThemeSet:
    return find_theme_set(
        units, vectors_of(units), set_aside=(), tools=fake_tools(), n_themes=n_themes
    )


UNITS = [unit for topic in TOPICS for unit in sayings(topic, 8)]
FOUND = found_in(UNITS)


def theme_on(topic: str, themes: ThemeSet) -> Theme:
    """The theme that most sayings on a topic are in."""
    return max(
        themes.themes, key=lambda t: sum(topic in u.text for u in UNITS if u.id in t.unit_ids)
    )


def a_set(**members: str) -> ThemeSet:
    """A set of themes with one-letter units: ``a_set(one="abc")``."""
    letters = sorted({letter for some in members.values() for letter in some})
    themes = [
        Theme(id=name, label=f"label {name}", unit_ids=tuple(some), n_people=len(some))
        for name, some in members.items()
        if name != "queue"
    ]
    home = {letter: theme.id for theme in themes for letter in theme.unit_ids}
    return ThemeSet(
        themes=tuple(themes),
        unit_ids=tuple(letters),
        labels=tuple(home.get(letter) for letter in letters),
    )


def members_of(themes: ThemeSet) -> dict[str, str]:
    return {theme.id: "".join(sorted(theme.unit_ids)) for theme in themes.themes}


# --- ids -------------------------------------------------------------------------------------


def test_themes_that_hold_mostly_the_same_units_keep_their_ids() -> None:
    """Matched on the units in both runs, one to one, as well as can be for all together."""
    before = a_set(rooms="abcdef", nurses="ghijkl")
    found = a_set(x="ghijkz", y="abcdly", new="mnop")
    assert members_of(carry_ids(found, before)) == {
        "nurses": "ghijkz",
        "rooms": "abcdly",
        "new": "mnop",
    }


def test_a_theme_that_keeps_half_its_units_keeps_its_label_too() -> None:
    """Another keeps its id and takes the label that fits its words now."""
    before = a_set(rooms="abcdef", nurses="ghijkl")
    carried = carry_ids(a_set(x="abcdef", y="ghistuv"), before)
    assert carried["rooms"].label == "label rooms"
    less = carry_ids(a_set(x="abcdef", y="ghiltuvabc"[:4] + "mnopq"), a_set(rooms="z", n="ghilrs"))
    assert all(theme.label.startswith("label") for theme in less.themes)


def test_below_a_third_a_theme_is_another_one() -> None:
    """And an id that was used before is not used for something else."""
    before = a_set(rooms="abcdefghi", nurses="jkl")
    found = a_set(rooms="abjklmnopqr", other="st")
    carried = carry_ids(found, before, taken=["other"])
    assert set(members_of(carried)) & {"rooms", "other"} == set()
    assert "nurses" in carry_ids(a_set(rooms="jklm"), before).themes[0].id


def test_themes_left_over_are_matched_with_an_earlier_state() -> None:
    """What was merged away or dropped is found again, so that the edit can be applied again."""
    found_first = a_set(rooms="abc", doors="def", pay="ghi")
    as_edited = a_set(rooms="abcdef")
    carried = carry_ids(a_set(x="abc", y="def", z="ghi"), as_edited, found_first)
    assert set(members_of(carried)) == {"rooms", "doors", "pay"}


def test_all_places_of_an_id_change_together() -> None:
    """Labels of units, the queue, neighbours and sub-themes name the carried id."""
    carried = carry_ids(FOUND, a_set(rooms="abc"), FOUND)
    assert carried == FOUND
    renamed = {theme.id: f"old-{n}" for n, theme in enumerate(FOUND.themes)}
    old = FOUND.model_copy(
        update={
            "themes": tuple(
                t.model_copy(update={"id": renamed[t.id], "neighbours": ()}) for t in FOUND.themes
            ),
            "labels": tuple(renamed.get(label or "") for label in FOUND.labels),
            "unassigned": (),
        }
    )
    new = carry_ids(FOUND, old)
    ids = set(renamed.values())
    assert {theme.id for theme in new.themes} == ids
    assert set(new.labels) <= {*ids, None}
    assert {item.nearest_theme for item in new.unassigned} <= ids
    assert {one for theme in new.themes for one in theme.neighbours} <= ids


# --- what became of a theme ------------------------------------------------------------------


def test_changes_say_what_became_of_each_theme() -> None:
    """Kept, grown by new people, shifted, new and gone, with counts."""
    before = found_in(UNITS)
    rooms = theme_on("room", before)
    more = [
        u.model_copy(update={"person": "P9", "id": f"t9:{n}-{n + 1}"})
        for n, u in enumerate(u for u in UNITS if u.id in rooms.unit_ids[:3])
    ]
    units = [*UNITS, *more]
    arrival = place_units(before, at="2026-01-01", units=units, vectors=vectors_of(units))
    assert arrival.homes == dict.fromkeys((u.id for u in more), rooms.id)
    after = before.model_copy(
        update={
            "themes": tuple(
                t.model_copy(update={"unit_ids": (*t.unit_ids, *arrival.homes)})
                if t.id == rooms.id
                else t
                for t in before.themes
            ),
            "unit_ids": tuple(u.id for u in units),
            "labels": (*before.labels, *(rooms.id for _ in more)),
        }
    )
    changes = {
        c.theme_id: c for c in find_changes(before, after, units=units, vectors=vectors_of(units))
    }
    grown = changes[rooms.id]
    assert (grown.change, grown.n_new_units, grown.n_new_people) == ("grown", 3, 1)
    assert grown.new_share == round(3 / (rooms.n_units + 3), 3)
    assert grown.shift is not None
    assert grown.shift < 0.1
    assert [c.change for c in changes.values()].count("kept") == len(before) - 1


def test_a_theme_that_is_gone_says_where_its_units_are() -> None:
    """A person can look there."""
    before, after = FOUND, found_in(UNITS, n_themes=2)
    changes = find_changes(before, after, units=UNITS, vectors=vectors_of(UNITS))
    gone = [change for change in changes if change.change == "gone"]
    assert gone
    assert all(change.note.startswith("Its units: ") for change in gone)
    assert {c.change for c in changes} <= {"kept", "grown", "shifted", "new", "gone"}


def test_a_theme_whose_middle_moved_has_shifted() -> None:
    """Also where it kept its id: half of its units are others."""
    rooms, nurses = sayings("room", 6), sayings("nurse", 6)
    units = [*rooms, *nurses]
    ids = [unit.id for unit in units]

    def one(members: Sequence[str]) -> ThemeSet:
        labels = tuple("theme-1" if unit in members else None for unit in ids)
        theme = Theme(id="theme-1", label="x", unit_ids=tuple(members))
        return ThemeSet(themes=(theme,), unit_ids=tuple(ids), labels=labels)

    (change,) = find_changes(
        one(ids[:6]), one([*ids[:2], *ids[6:]]), units=units, vectors=vectors_of(units)
    )
    assert change.change == "shifted"
    assert change.shift is not None
    assert change.shift > 0.1


# --- new units beside edited themes ----------------------------------------------------------


def placed(units: Sequence[Unit], aside: Sequence[SetAside] = ()) -> Arrival:
    return place_units(
        FOUND, at="2026-01-01", units=units, vectors=vectors_of(units), set_aside=aside
    )


def test_a_new_unit_goes_to_the_theme_it_lies_in_or_waits() -> None:
    """By the same rule by which the finder places units nowhere."""
    strange = make_unit("Zebras gallop over distant savannahs.", source="t8")
    nurses = theme_on("nurse", FOUND)
    near = make_unit(next(u.text for u in UNITS if u.id == nurses.unit_ids[0]), source="t9")
    arrival = placed([*UNITS, near, strange])
    assert arrival.homes == {near.id: nurses.id}
    assert "2 units came after people had edited the themes: 1 went" in arrival.notes[0]


def test_new_units_that_hang_together_are_offered_as_a_candidate_theme() -> None:
    """At least five, by two people or more, as close to each other as themes are."""
    new = [
        make_unit(
            "The garden gate of the garden was locked again.", person=f"P{n % 2}", source=f"t9{n}"
        )
        for n in range(6)
    ]
    arrival = placed([*UNITS, *new])
    assert set(arrival.homes) == {unit.id for unit in new}
    assert len(arrival.new_themes) == 1
    assert "garden" in next(iter(arrival.new_themes.values()))
    assert not placed([*UNITS, *new[:4]]).new_themes
    alone = [unit.model_copy(update={"person": "P1"}) for unit in new]
    assert not placed([*UNITS, *alone]).new_themes


def test_a_unit_that_was_cut_anew_stays_where_it_was() -> None:
    """What a person placed is not placed otherwise because the cut moved."""
    old = next(unit for unit in UNITS if "room" in unit.text)
    cut = make_unit("Nurse nurse nurse nurse.").model_copy(
        update={"id": f"t1:{old.start + 2}-{old.end - 1}"}
    )
    arrival = placed([unit for unit in UNITS if unit is not old] + [cut])
    home = dict(zip(FOUND.unit_ids, FOUND.labels, strict=True))[old.id]
    assert arrival.homes == ({cut.id: home} if home else {})


def test_the_first_saying_takes_the_place_of_its_repetition() -> None:
    """A transcript that comes first by its id makes the known unit the repetition."""
    old = next(u for u in UNITS if u.id in FOUND[0].unit_ids)
    first = old.model_copy(update={"id": "t0:5-9", "transcript_id": "t0", "text": "Nothing alike."})
    aside = [SetAside(unit_id=old.id, text=old.text, reason="near-duplicate", twin=first.id)]
    assert placed([*UNITS, first], aside).homes[first.id] == FOUND[0].id


def test_an_arrival_finds_the_theme_that_its_own_was_merged_into() -> None:
    """Where it is gone for good, the unit waits; a unit with a place keeps it."""
    grouping = group_units(FOUND)
    lone = grouping.unit_ids | {"u1", "u2"}
    grouping = grouping.__class__(grouping.names, grouping.home, lone)
    arrival = Arrival(at="2026-01-01", homes={"u1": "merged", "u2": "gone", UNITS[0].id: "merged"})
    after = with_arrival(grouping, arrival, {"merged": FOUND[0].id})
    assert after.home["u1"] == FOUND[0].id
    assert "u2" not in after.home
    assert after.home.get(UNITS[0].id) == grouping.home.get(UNITS[0].id, FOUND[0].id)


def test_the_numbers_on_the_page_on_methods_are_those_of_the_code() -> None:
    """Who changes one of them changes it on the page that people cite."""
    page = (Path(__file__).parents[1] / "docs" / "methods.md").read_text(encoding="utf-8")
    said = " ".join(page.split())
    for phrase in (
        f"an index of at least 1/{1 / _carry.MOSTLY_THE_SAME:g} is the same theme",
        f"from 1/{1 / _carry._ALIKE:g} on, its label too",
        f"a cosine distance of {_carry._SHIFTED:g} or more",
        f"more than {_arrive._FAR:g} standard deviations below the mean",
        f"; {_new_groups.FEWEST_NEW} or more of them",
    ):
        assert phrase in said
    assert _new_groups._LOOSE == 1 / 4


# --- a study ---------------------------------------------------------------------------------


class EncoderWithoutFile(HashingEncoder):
    """The fake encoder; there is no file whose hash could be told."""

    sha256 = ""


class FakeBox(Toolbox):
    """A toolbox without any model; it counts the fits."""

    fits = 0

    def __init__(self, cache: Any) -> None:
        super().__init__("none", cache=cache)
        box: Any = self
        box.encoder, box.splitter, box.trainer = (
            EncoderWithoutFile(),
            FullStopSplitter(),
            CentreTrainer(),
        )
        box.finder = CountingFinder()

    @property
    def theme_tools(self) -> Any:
        return Tools(finder=self.finder, phrases=WordPairs(), embed=HashingEncoder().embed)

    def models(self) -> dict[str, str]:
        return {}


class CountingFinder(FarthestFirstFinder):
    """Counts how often it is asked."""

    def find(
        self, texts: Any, vectors: Any, *, n_themes: int, seed: int, within: Any = None
    ) -> Clusters:
        FakeBox.fits += 1
        return super().find(texts, vectors, n_themes=n_themes, seed=seed, within=within)


BOOK = tm.Codebook(
    id="small",
    name="A small codebook",
    codes=(
        tm.Code(id="space", name="Space", definition="Rooms and where people work."),
        tm.Code(id="money", name="Money", definition="Funding and pay."),
        *(tm.Code(id=name, name=name.title()) for name in ("music", "sport", "snow", "bread")),
    ),
)
TALK = {
    "room": "the room upstairs was booked again; we lost the room to the dentist; no room at all",
    "nurse": "the nurse sent us a referral; our nurse left in May; a nurse phoned about referrals",
    "pay": "the funding of our pay ends; pay came late from the council; short funding cuts pay",
    "bus": "the bus stopped at the village; no bus after six; the bus home was cancelled again",
}


def talk(topics: Sequence[str], who: str, *, more: str = "") -> str:
    """An interview that says each saying twice in other words."""
    turns = []
    for topic in topics:
        for n, saying in enumerate(TALK[topic].split("; ")):
            turns.append(f"{who}: Well in {who} {saying} that {topic} week {n}{more}.")
            turns.append(f"{who}: Then {saying} once more for {who} and the {topic}{more}.")
    return "\n\n".join(["INT: How did it go?", *turns]) + "\n"


@pytest.fixture(scope="module")
def mined_with_fakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of three interviews about rooms, nurses and pay, mined once."""
    folder = tmp_path_factory.mktemp("fakes")
    for who in ("AA", "BB", "CC"):
        (folder / f"{who}.txt").write_text(talk(["room", "nurse", "pay"], who), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, tm.Study(folder / "study", progress=False) as one:
        patch.setattr(tm.Study, "_toolbox", lambda self: FakeBox(self._database))
        one.add([folder / f"{who}.txt" for who in ("AA", "BB", "CC")])
        one.mine(BOOK, n_themes=3)
    return folder / "study"


@pytest.fixture
def study(
    mined_with_fakes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tm.Study]:
    """A copy of it that a test may write to."""
    monkeypatch.setattr(tm.Study, "_toolbox", lambda self: FakeBox(self._database))
    shutil.copytree(mined_with_fakes, tmp_path / "study")
    FakeBox.fits = 1
    with tm.Study(tmp_path / "study", progress=False) as one:
        yield one


def add_interview(study: tm.Study, tmp_path: Path, topics: Sequence[str], who: str) -> None:
    (tmp_path / f"{who}.txt").write_text(talk(topics, who, more=" too"), encoding="utf-8")
    study.add(tmp_path / f"{who}.txt")


def test_an_edit_is_shown_before_it_is_written(study: tm.Study) -> None:
    """The preview says in words what would change; nothing is in the log before the commit."""
    one, other = study.themes.themes[:2]
    editor = study.edit_themes(coder="AB")
    shown = editor.merge([one, other.id], label="Rooms and the rest", memo="both are about space")
    assert len(shown.themes) == 2
    assert f"“{one.label}” ({one.id}) is called “Rooms and the rest”." in shown.changes
    assert any(line.startswith(f"Gone: “{other.label}” ({other.id})") for line in shown.changes)
    assert shown.touched == (one.id,)
    assert "1 edit waits to be committed" in shown._repr_html_()
    assert "The cards of these themes" in shown._repr_html_()
    assert len(study.themes) == 3
    assert len(study.decisions) == 0
    written = editor.commit()
    assert [d.verdict for d in written] == ["merge-themes"]
    assert study.decisions == written
    assert written[0].memo == "both are about space"
    assert study.themes == shown.themes
    assert str(editor.preview()) == "Nothing would change."


def test_one_line_is_enough_for_one_edit(study: tm.Study) -> None:
    """From the study to the log."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    assert study.themes[0].label == "Space"


def test_undo_takes_the_last_edit_back_as_a_further_entry(study: tm.Study) -> None:
    """First what waits, then what stands; a log only ever grows."""
    start = study.themes
    editor = study.edit_themes("AB")
    editor.confirm(start[0].id)
    editor.rename(start[0].id, "Space")
    assert len(editor.undo().decisions) == 1
    editor.commit()
    editor.split(start[1].id, start[1].unit_ids[:2], label="Apart")
    editor.commit()
    assert len(study.themes) == 4
    assert any("Gone: “Apart”" in line for line in editor.undo().changes)
    assert study.themes[start[0].id].state == "confirmed"
    study.edit_themes("AB").undo()
    assert [d.verdict for d in study.decisions] == ["confirm-theme", "split-theme", "undo", "undo"]
    assert study.themes == start
    with pytest.raises(SettingsError, match="AB has no edit"):
        study.edit_themes("AB").undo()


def test_undo_leaves_what_others_did(study: tm.Study) -> None:
    """Each coder takes back their own."""
    theme = study.themes[0].id
    study.edit_themes("AB").rename(theme, "Space").commit()
    study.edit_themes("CD").confirm(theme).commit()
    study.edit_themes("AB").undo()
    assert study.themes[theme].label != "Space"
    assert study.themes[theme].state == "confirmed"


def test_a_split_into_several_parts_is_one_edit(study: tm.Study) -> None:
    """It is taken back as one, before and after it was written."""
    start = study.themes
    parts = [
        Theme(
            id=f"part-{n}",
            label=f"Part {n}",
            unit_ids=start[0].unit_ids[n : n + 1],
            parent=start[0].id,
        )
        for n in range(2)
    ]
    found = start.model_copy(update={"sub_themes": tuple(parts)})
    study._database.put_result("themes", "x", [found])
    editor = study.edit_themes("AB")
    assert len(editor.split(start[0].id).decisions) == 2
    assert editor.undo().decisions == ()
    editor.split(start[0].id)
    editor.commit()
    assert len(study.themes) == 5
    editor.undo()
    assert study.themes == found


def test_an_edit_that_does_not_fit_is_refused_and_does_not_wait(study: tm.Study) -> None:
    """The editor goes on with what it had."""
    editor = study.edit_themes("AB")
    editor.drop(study.themes[0].id)
    with pytest.raises(SettingsError, match="no theme"):
        editor.rename(study.themes[0].id, "Space")
    with pytest.raises(SettingsError, match="give a list"):
        editor.merge(study.themes[0].id)
    assert [d.verdict for d in editor.waiting] == ["drop-theme"]
    with pytest.raises(SettingsError, match="who edits"):
        study.edit_themes(" ")


def test_an_edit_that_no_longer_fits_is_refused_at_the_commit(study: tm.Study) -> None:
    """Somebody else was quicker; nothing of it is written."""
    editor = study.edit_themes("AB")
    editor.rename(study.themes[0].id, "Space")
    study.edit_themes("CD").drop(study.themes[0].id).commit()
    with pytest.raises(SettingsError, match="no theme"):
        editor.commit()
    assert [d.coder for d in study.decisions] == ["CD"]


def test_an_unmined_study_has_no_themes_to_edit(tmp_path: Path) -> None:
    """The message says what to do."""
    with pytest.raises(StudyError, match="not mined yet"):
        tm.Study(tmp_path / "s", progress=False).edit_themes("AB")


def test_edits_outlive_a_run_that_has_nothing_to_do(study: tm.Study) -> None:
    """Nothing is fitted; suggestions are made again for the themes that changed, and for no unit."""
    study.edit_themes("AB").merge([t.id for t in study.themes.themes[:2]]).commit()
    edited = study.themes
    assert {s.theme_id for s in study.suggestions if s.theme_id} <= {
        edited.themes[1].id,
        edited.themes[0].id,
    }
    merged = edited[study.decisions[0].theme_ids[0]]
    assert not [s for s in study.suggestions if s.theme_id == merged.id]
    run = study.mine()
    assert (run.fitted, run.encoded, FakeBox.fits) == (False, 0, 1)
    assert run.counts["themes"] == 2
    assert study.themes == edited
    assert [s for s in study.suggestions if s.theme_id == merged.id]
    assert study.mine().counts == run.counts


def test_exports_and_checks_are_of_the_edited_themes(study: tm.Study, tmp_path: Path) -> None:
    """No theme that was merged away is in a table or a report, and the record is in order."""
    one, other = study.themes.themes[:2]
    editor = study.edit_themes("AB")
    editor.merge([one, other], label="Space of their own")
    editor.commit()
    study.mine()
    files = {path.name: path.read_bytes() for path in study.export(formats=["html", "csv", "qdc"])}
    for data in files.values():
        assert other.id.encode() not in data
    assert b"Space of their own" in files["report.html"]
    assert b"Space of their own" in files["themes.csv"]
    found = study.verify()
    assert found, found.faults


def test_verify_finds_themes_that_the_log_does_not_lead_to(study: tm.Study) -> None:
    """What is shown can be derived again from what was found and what was decided."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    other = confirm_theme(study.themes, study.themes[1].id)
    desk = study._themes_desk()
    assert list(desk.faults(study.themes)) == []
    assert list(desk.faults(other)) == [
        "the log of edits leads to other themes than those that are shown"
    ]


def test_without_edits_new_interviews_are_fitted_and_ids_stay(
    study: tm.Study, tmp_path: Path
) -> None:
    """Themes that hold mostly the same units keep their ids; the changes say what grew."""
    before = study.themes
    add_interview(study, tmp_path, ["room", "nurse", "pay"], "DD")
    run = study.mine()
    assert (run.fitted, FakeBox.fits) == (True, 2)
    assert {t.id for t in study.themes.themes} & {t.id for t in before.themes}
    changes = study.theme_changes()
    assert len(changes) >= len(study.themes)
    assert {"kept", "grown", "shifted", "new", "gone"} >= {c.change for c in changes}
    assert sum(c.n_new_units for c in changes) > 0


def test_edited_themes_stay_and_new_units_join_them(study: tm.Study, tmp_path: Path) -> None:
    """Drift is told theme by theme; nothing is fitted; the log holds."""
    editor = study.edit_themes("AB")
    first = study.themes[0]
    editor.rename(first, "Space")
    editor.confirm(first)
    editor.commit()
    before = study.themes
    add_interview(study, tmp_path, ["room", "nurse", "pay"], "DD")
    run = study.mine()
    after = study.themes
    assert (run.fitted, FakeBox.fits) == (False, 1)
    assert after[first.id].label == "Space"
    assert after[first.id].state == "confirmed"
    for theme in before.themes:
        assert set(theme.unit_ids) <= set(after[theme.id].unit_ids)
    changes = {c.theme_id: c for c in study.theme_changes()}
    assert sum(c.n_new_units for c in changes.values()) > 0
    assert "units came after people had edited the themes" in " ".join(after.notes)
    assert study.mine().fitted is False
    assert study.themes == after
    assert study.verify(), study.verify().faults


def test_a_new_topic_is_offered_beside_edited_themes(study: tm.Study, tmp_path: Path) -> None:
    """As a candidate theme, told as new; undoing the edits does not lose it."""
    study.edit_themes("AB").confirm(study.themes[0].id).commit()
    add_interview(study, tmp_path, ["bus"], "DD")
    add_interview(study, tmp_path, ["bus"], "EE")
    study.mine()
    new = [c for c in study.theme_changes() if c.change == "new"]
    assert len(new) == 1
    assert "bus" in new[0].label
    theme = study.themes[new[0].theme_id]
    assert theme.state == "candidate"
    assert theme.n_people == 2
    assert theme.quotes
    study.edit_themes("AB").rename(theme, "Getting there").commit()
    assert study.themes[theme.id].label == "Getting there"


def test_another_seed_leaves_edited_themes_alone_and_says_so(study: tm.Study) -> None:
    """Settings for finding have no effect on what people made of it, unless they ask for it."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    before = study.themes.themes
    study.mine(n_themes=2, seed=5)
    assert study.themes.themes == before
    assert "mine(refit=True) looks for all themes afresh" in " ".join(study.themes.notes)


def test_refit_finds_afresh_and_applies_the_edits_to_what_is_found(study: tm.Study) -> None:
    """Ids are carried; an edit of a theme that is not found again is told."""
    one, other, third = study.themes.themes
    editor = study.edit_themes("AB")
    editor.rename(one, "Space")
    editor.merge([other, third])
    editor.commit()
    run = study.mine(refit=True)
    assert (run.fitted, FakeBox.fits) == (True, 2)
    assert study.themes[one.id].label == "Space"
    assert {t.id for t in study.themes.themes} == {one.id, other.id}
    study.mine(n_themes=9, refit=True)
    gone = {one.id, other.id} - {t.id for t in study.themes.themes}
    told = " ".join(study.themes.notes)
    assert all(f"{theme_id} was not found again" in told for theme_id in gone)
    assert study.verify(), study.verify().faults


def test_undoing_every_edit_brings_back_the_search(study: tm.Study, tmp_path: Path) -> None:
    """Without standing edits, new interviews are fitted with the old."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    study.edit_themes("AB").undo()
    add_interview(study, tmp_path, ["room", "pay"], "DD")
    assert study.mine().fitted is True


def test_a_transcript_that_is_taken_out_leaves_edited_themes(study: tm.Study) -> None:
    """Its units leave; the themes stay what people made of them."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    gone = study.transcripts[0].id
    study.remove(gone)
    study.mine()
    assert not [u for t in study.themes.themes for u in t.unit_ids if u.startswith(gone)]
    assert "Space" in {theme.label for theme in study.themes.themes}
    assert study.verify(), study.verify().faults


def test_decisions_of_another_copy_come_into_force(study: tm.Study) -> None:
    """The log may grow by other ways; themes are derived from whatever stands in it."""
    decision = make_decision(
        coder="CD",
        verdict="rename-theme",
        theme_id=study.themes[0].id,
        label="Space",
        at=datetime.now(UTC).isoformat(),
    )
    study._database.add_decisions([decision])
    assert study.themes[0].label == "Space"


def test_edits_are_on_disk_when_commit_returns(study: tm.Study) -> None:
    """Another process sees them, even where this one is never closed."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    program = (
        "import sqlite3, sys\n"
        "rows = sqlite3.connect(sys.argv[1]).execute('SELECT record FROM decisions').fetchall()\n"
        "print(rows[0][0])\n"
    )
    path = str(study.folder / "study.sqlite")
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    )
    assert '"verdict":"rename-theme"' in done.stdout


def test_a_desk_without_vectors_says_so(study: tm.Study) -> None:
    """It can compare, and nothing more."""
    study.edit_themes("AB").rename(study.themes[0].id, "Space").commit()
    desk = ThemesDesk.without_vectors(study._database, study._themes_desk().material)
    decision = Decision(
        id="d1", coder="AB", at="2026-01-01", verdict="drop-theme", theme_id=study.themes[0].id
    )
    with pytest.raises(StudyError, match="Vectors of"):
        desk.preview([decision])

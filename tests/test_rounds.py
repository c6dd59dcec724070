"""The plan of a round: who reads what, what everybody reads, and what becomes of wrong suggestions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coded_study import BOOK, CODES, TEXTS, UNITS, log_of, make_coded_study, make_suggestions
from thememiner.cli import main
from thememiner.errors import SettingsError, StudyError
from thememiner.records import Code, Codebook, Unit
from thememiner.review import Assignment, Plan, assign_units, draw_audit
from thememiner.study import Study

BOOKS = (Codebook(id=BOOK, name="B", codes=tuple(Code(id=one, name=one) for one in CODES)),)
PARENT = (
    Code(id="time", name="Time"),
    Code(id="help", name="Help", parent="time"),
    Code(id="trust", name="Trust"),
    Code(id="money", name="Money"),
)


def plan_of(*coders: str, **fields: Any) -> Plan:
    return Plan(coders=coders or ("AB", "CD"), **fields)


def units_of(made: Sequence[Assignment], coder: str, *parts: str) -> set[str]:
    return {
        one.unit_id
        for one in made
        if one.coder == coder and (not parts or one.part in parts)
    }  # fmt: skip


# --- the plan --------------------------------------------------------------------------------


def text_lengths() -> st.SearchStrategy[list[Unit]]:
    def units(lengths: list[int]) -> list[Unit]:
        return [
            Unit(id=f"t{t}:{n}-{n + 1}", transcript_id=f"t{t}", start=n, end=n + 1, text="x")
            for t, length in enumerate(lengths)
            for n in range(length)
        ]

    return st.lists(st.integers(1, 20), min_size=1, max_size=12).map(units)


@given(text_lengths(), st.integers(2, 4), st.floats(0, 1), st.integers(0, 9))
def test_every_unit_is_handed_out_whole_transcript_by_whole_transcript(
    units: list[Unit], n_coders: int, overlap: float, seed: int
) -> None:
    """What is not read by everybody is read by exactly one, and nobody reads half a transcript."""
    coders = [f"C{n}" for n in range(n_coders)]
    made = assign_units(plan_of(*coders, overlap=overlap, seed=seed), units)
    shared = [units_of(made, coder, "overlap") for coder in coders]
    assert all(some == shared[0] for some in shared)
    times = Counter(one.unit_id for one in made)
    assert {unit.id: n_coders if unit.id in shared[0] else 1 for unit in units} == dict(times)
    for coder in coders:
        mine = units_of(made, coder)
        for name in {unit.transcript_id for unit in units}:
            own = {unit.id for unit in units if unit.transcript_id == name}
            assert own <= mine or not own & mine


@given(text_lengths(), st.integers(0, 9), st.randoms(use_true_random=False))
def test_the_order_of_units_and_coders_plays_no_part(
    units: list[Unit], seed: int, random: Any
) -> None:
    """Shuffled input, same plan."""
    before = assign_units(plan_of("AB", "CD", "EF", seed=seed), units)
    random.shuffle(units)
    after = assign_units(plan_of("EF", "AB", "CD", seed=seed), units)
    assert set(after) == set(before)


def test_the_overlap_is_near_the_share_asked_for() -> None:
    """Of six texts of five units, a third is two texts; the loads differ by one text at most."""
    made = assign_units(plan_of(overlap=1 / 3), UNITS)
    assert len(units_of(made, "AB", "overlap")) == 10
    loads = [len(units_of(made, coder)) for coder in ("AB", "CD")]
    assert abs(loads[0] - loads[1]) <= 5
    assert all(one.blind for one in made)


def test_a_later_round_hands_out_what_is_left() -> None:
    """Pilot rounds of nothing but an overlap; then all the rest; then nothing is left."""
    first = assign_units(plan_of(shares=False), UNITS)
    second = assign_units(plan_of(shares=False), UNITS, earlier=first)
    rest = assign_units(plan_of(overlap=0), UNITS, earlier=[*first, *second])
    assert {one.round for one in second} == {2}
    drawn = [{one.unit_id for one in some} for some in (first, second, rest)]
    assert sum(map(len, drawn)) == len(set().union(*drawn)) == len(UNITS)
    with pytest.raises(StudyError, match="Every transcript was handed out"):
        assign_units(plan_of(), UNITS, earlier=[*first, *second, *rest])
    again = assign_units(plan_of(again=True), UNITS, earlier=[*first, *second, *rest])
    assert {one.round for one in again} == {4}
    assert {one.unit_id for one in again} == {unit.id for unit in UNITS}


def test_audit_units_are_those_without_a_likely_suggestion() -> None:
    """They are further units for each coder, none of which has a first suggestion that counts."""
    likely = make_suggestions("time", units=UNITS[:20])
    weak = make_suggestions("help", units=UNITS[20:25], probability=0.3)
    made = assign_units(plan_of(audit=3), UNITS, suggestions=[*likely, *weak], threshold=0.5)
    for coder in ("AB", "CD"):
        audit = units_of(made, coder, "audit")
        assert len(audit) <= 3
        assert audit <= {unit.id for unit in UNITS[20:]}
        assert not audit & units_of(made, coder, "share", "overlap")
    assert any(one.part == "audit" for one in made)


def test_audit_units_are_the_next_of_the_sample_and_nobody_gets_one_twice() -> None:
    """In the order in which study.audit() counts them; a later round carries on where the first ended."""
    plan = plan_of(audit=3, overlap=0.0, again=True)
    first = assign_units(plan, UNITS)
    second = assign_units(plan, UNITS, earlier=first)
    audits = [one.unit_id for made in (first, second) for one in made if one.part == "audit"]
    assert len(set(audits)) == len(audits) == 12
    assert set(audits) <= set(draw_audit(UNITS, (), 24))


def test_decoys_are_codes_that_were_not_suggested() -> None:
    """Only in what a coder alone reads, and neither above nor below a suggested code."""
    suggestions = make_suggestions("time", "trust")
    books = (Codebook(id=BOOK, name="B", codes=PARENT),)
    plan = plan_of(decoys=0.5, blind=False)
    made = assign_units(plan, UNITS, suggestions=suggestions, codebooks=books)
    decoys = [one for one in made if one.part == "decoy"]
    assert {one.decoy for one in decoys} == {"money"}
    for coder in ("AB", "CD"):
        alone = units_of(made, coder, "share", "decoy")
        assert len(units_of(made, coder, "decoy")) == round(len(alone) / 2)
        assert not units_of(made, coder, "decoy") & units_of(made, coder, "overlap")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (plan_of("AB", "AB"), "Name each coder once"),
        (plan_of("AB", " "), "Name each coder once"),
        (plan_of(overlap=20), "overlap=20 is no share"),
        (plan_of(audit=-1), "audit=-1"),
        (plan_of("AB"), "An overlap takes two coders"),
        (plan_of(decoys=0.1), "a blind coder sees none"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(plan: Plan, words: str) -> None:
    """The message says what to change."""
    with pytest.raises(SettingsError, match=words):
        assign_units(plan, UNITS)


def test_a_study_without_units_says_so() -> None:
    """There is nothing to hand out yet."""
    with pytest.raises(StudyError, match="no units yet"):
        assign_units(plan_of(), [])


# --- in a study ------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """Six texts, three suggestions for every unit, no decision yet."""
    one = make_coded_study(
        tmp_path / "study", suggestions=make_suggestions("time", "help", "trust")
    )
    yield one
    one.close()


def rows_of(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["Review"]
    head, *rows = list(sheet.values)
    return [dict(zip(head, row, strict=True)) for row in rows]


def fill(path: Path, entries: dict[str, dict[str, str]]) -> None:
    """Write into the rows of units, by the words in them."""
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        text = sheet.cell(row, columns["text"]).value
        for name, value in entries.get(text, {}).items():
            sheet.cell(row, columns[name]).value = value
    book.save(path)


def test_a_sheet_of_a_round_has_the_coders_share_alone(study: Study, tmp_path: Path) -> None:
    """Blind, without a word on what is overlap; who has no share gets no sheet."""
    made = study.assign(["AB", "CD"], overlap=0.3)
    path = study.export_review(tmp_path / "AB.xlsx", coder="AB", round=1)
    rows = rows_of(path)
    assert {row["row_id"].partition("|")[0] for row in rows} == units_of(made, "AB")
    assert not any(row["suggestion_1"] for row in rows)
    assert not {"part", "overlap"} & set(rows[0])
    with pytest.raises(SettingsError, match="Nothing was handed out to EF in round 1"):
        study.export_review(tmp_path / "EF.xlsx", coder="EF", round=1)
    assert len(rows_of(study.export_review(tmp_path / "all.xlsx", coder="AB"))) == len(UNITS)


def test_the_plan_outlives_the_session(study: Study) -> None:
    """It is in the study; its table does not change when it is opened again."""
    study.assign(["AB", "CD"])
    with Study(study.folder, progress=False) as again:
        assert again.assignments == study.assignments
        assert set(again.assignments.to_frame()["part"]) == {"share", "overlap"}


def test_a_finished_share_counts_as_read(study: Study) -> None:
    """Units left empty are then units on which the coder saw no code."""
    study.assign(["AB", "CD"], overlap=1)
    first = [unit.id for unit in UNITS[:12]]
    for unit_id in first:
        study.decide(unit_id, "code", "time", coder="AB", blind=True)
        study.decide(unit_id, "code", "time", coder="CD", blind=True)
    before = study.agreement("AB", "CD", round=1).headline[0]
    assert study.finish_round("AB") == study.finish_round("CD", 1) == 1
    after = study.agreement("AB", "CD", round=1).headline[0]
    assert (before.n_units, after.n_units) == (12, 30)
    with pytest.raises(SettingsError, match="Nothing was handed out to EF"):
        study.finish_round("EF")
    with pytest.raises(SettingsError, match=r"There was no round 2\. Rounds: 1"):
        study.agreement("AB", "CD", round=2)


def test_what_one_left_empty_in_a_finished_share_is_a_disagreement(study: Study) -> None:
    """As soon as both have finished; what nobody coded is none."""
    study.assign(["AB", "CD"], overlap=1)
    for unit in UNITS[:3]:
        study.decide(unit.id, "code", "time", coder="AB", blind=True)
    study.decide(UNITS[0].id, "code", "time", coder="CD", blind=True)
    assert not study.disagreements("AB", "CD")
    study.finish_round("CD")
    found = study.disagreements("AB", "CD")
    assert [one.unit_id for one in found] == [unit.id for unit in UNITS[1:3]]
    assert dict(found[0].says) == {"AB": "time", "CD": "no code"}
    study.settle(found[0], ["time"], coder="AB and CD")
    assert len(study.disagreements("AB", "CD")) == 1


def test_settling_and_a_merged_code_leave_agreement_what_it_was(study: Study) -> None:
    """What is settled changes nothing; a code that was merged away counts as the code it is part of."""
    study.assign(["AB", "CD"], overlap=1)
    for n, unit in enumerate(UNITS):
        study.decide(unit.id, "code", "time", coder="AB", blind=True)
        study.decide(unit.id, "code", "time" if n % 3 else "help", coder="CD", blind=True)
    before = study.agreement("AB", "CD").headline
    for one in study.disagreements("AB", "CD"):
        study.settle(one, ["time"], coder="AB and CD")
        study.decide(str(one.unit_id), "recode", "help", to="time", coder="CD", blind=True)
    assert study.agreement("AB", "CD").headline == before
    book = study.codebooks[0]
    smaller = book.model_copy(
        update={"version": "2", "codes": tuple(c for c in book.codes if c.id != "help")}
    )
    study.revise_codebook(smaller, coder="AB and CD", merged={"help": "time"})
    after = study.agreement("AB", "CD").headline[0]
    assert after.percent is not None
    assert after.percent.value == 1


def test_rounds_are_compared_apart(study: Study) -> None:
    """What was decided in the first round on units that come again counts for the first alone."""
    study._database.add_decisions(log_of("AB", 0))  # before anything was handed out
    study.assign(["AB", "CD"], overlap=1)
    for unit in UNITS[:15]:
        study.decide(unit.id, "code", "time", coder="AB", blind=True)
        study.decide(unit.id, "code", "help", coder="CD", blind=True)
    study.assign(["AB", "CD"], overlap=1, again=True)
    for unit in UNITS:
        study.decide(unit.id, "code", "time", coder="AB", blind=True)
        study.decide(unit.id, "code", "time", coder="CD", blind=True)
    first, second = (study.agreement("AB", "CD", round=n).headline[0] for n in (1, 2))
    assert (first.n_units, second.n_units) == (15, 30)
    assert first.percent is not None
    assert second.percent is not None
    assert (first.percent.value, second.percent.value) == (0, 1)


def test_an_audit_says_how_often_something_was_missed(tmp_path: Path) -> None:
    """Of the units on which nothing was suggested, those that a coder coded, as soon as there are ten."""
    with make_coded_study(
        tmp_path / "s", suggestions=make_suggestions("time", units=UNITS[:3])
    ) as one:
        one.assign(["AB", "CD"], overlap=0, audit=12)
        audit = sorted(units_of(one.assignments, "AB", "audit"))
        assert {found.reason[:18] for found in one.missed()} == {
            "AB has seen 0 unit",
            "CD has seen 0 unit",
        }
        for n, unit_id in enumerate(audit):
            one.decide(
                unit_id, "code" if n < 3 else "none-fits", "time" if n < 3 else None, coder="AB"
            )
        found = next(item for item in one.missed() if item.coder == "AB")
    assert (found.n_units, found.n_coded, found.rate) == (12, 3, 0.25)
    assert (found.low, found.high) == pytest.approx((0.0889, 0.5323), abs=1e-4)


# --- decoys ----------------------------------------------------------------------------------


def with_decoys(study: Study, path: Path) -> tuple[Path, list[Assignment]]:
    made = study.assign(["AB", "CD"], overlap=0, decoys=0.5, blind=False, seed=3)
    sheet = study.export_review(path, coder="AB", round=1)
    return sheet, [one for one in made if one.coder == "AB" and one.decoy]


def test_a_decoy_stands_where_the_best_suggestion_would(study: Study, tmp_path: Path) -> None:
    """With the number of the best one, and what was best behind it."""
    sheet, decoys = with_decoys(study, tmp_path / "AB.xlsx")
    assert decoys
    shown = {row["row_id"].partition("|")[0]: row for row in rows_of(sheet)}
    for one in decoys:
        assert shown[one.unit_id]["suggestion_1"] == f"{str(one.decoy).capitalize()} (0.80)"
        assert shown[one.unit_id]["suggestion_2"] == "Time (0.80)"
    others = set(shown) - {one.unit_id for one in decoys}
    assert all(shown[one]["suggestion_1"] == "Time (0.80)" for one in others)


def test_a_confirmed_decoy_never_becomes_a_coding(study: Study, tmp_path: Path) -> None:
    """A coder who confirms everything has codings of the true suggestions alone, and a rate of 1."""
    sheet, decoys = with_decoys(study, tmp_path / "AB.xlsx")
    fill(sheet, {unit.text: {"verdict": "confirm"} for unit in UNITS})
    reports = study.import_review(sheet)
    assert not [report for report in reports if report.outcome == "problem"]
    assert {coding.code_id for coding in study.codings()} == {"time"}
    decoyed = {one.unit_id for one in decoys}
    assert not decoyed & {str(coding.unit_id) for coding in study.codings()}
    stamped = study.rubber_stamping("AB")
    assert (stamped.n_decoys, stamped.n_confirmed, stamped.rate) == (len(decoys), len(decoys), 1)
    assert stamped.low is not None
    assert 0 < stamped.low < 1
    checked = {check.name: check for check in study.verify().checks}
    assert checked["codings"].n_checked == len(study.codings())
    assert not checked["codings"].faults


def test_a_coder_who_looks_is_not_stamping(study: Study, tmp_path: Path) -> None:
    """What they put in the place of a decoy is a coding like any other; the rate is 0."""
    sheet, decoys = with_decoys(study, tmp_path / "AB.xlsx")
    decoyed = {one.unit_id for one in decoys}
    entries = {
        unit.text: {"verdict": "recode", "code": "Rules"} for unit in UNITS if unit.id in decoyed
    }
    fill(sheet, entries)
    study.import_review(sheet)
    found = study.rubber_stamping("AB")
    assert (found.n_confirmed, found.rate, found.low) == (0, 0, 0)
    assert {str(coding.unit_id) for coding in study.codings()} <= decoyed
    machine = [row for row in study.agreement("AB").rows if row.condition == "suggestion in view"]
    assert not machine, "units with a decoy play no part in agreement"


def test_too_few_decoys_give_no_rate(study: Study) -> None:
    """The counts and the reason."""
    found = study.rubber_stamping("AB")
    assert found.rate is None
    assert found.reason == "AB has decided on 0 decoys; a rate takes 5"


def test_a_decoy_is_marked_in_the_log(study: Study, tmp_path: Path) -> None:
    """Whoever reads the log elsewhere knows it too."""
    sheet, decoys = with_decoys(study, tmp_path / "AB.xlsx")
    fill(sheet, {unit.text: {"verdict": "confirm"} for unit in UNITS})
    study.import_review(sheet)
    marked = {one.unit_id for one in study.decisions if one.decoy}
    assert marked == {one.unit_id for one in decoys}
    assert all(one.confirms_decoy for one in study.decisions if one.decoy)


def test_a_withdrawal_leaves_the_round_in_order(study: Study, tmp_path: Path) -> None:
    """Their units are out of the plan, and the sheet is made again with the rest of the share."""
    sheet, _ = with_decoys(study, tmp_path / "AB.xlsx")
    shown = [row["person"] for row in rows_of(sheet)]
    gone = shown[0]
    study.finish_round("AB")
    study.withdraw(gone, refit=False)
    assert [row["person"] for row in rows_of(sheet)] == [one for one in shown if one != gone]
    left = {unit.id for unit in study.units}
    assert {one.unit_id for one in study.assignments} <= left
    assert study._rounds.finished()[0].unit_ids == units_of(study.assignments, "AB")


# --- the command line ------------------------------------------------------------------------


def command(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_round_from_the_command_line(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """assign, a sheet of the round, the sheet back as finished, agree for the round."""
    folder, sheet = str(study.folder), str(tmp_path / "AB.xlsx")
    assert command("assign", "--study", folder, "--coder", "AB", "--coder", "CD") == 0
    assert "round1-AB.xlsx --coder AB --round 1" in capsys.readouterr().out
    review = ["review", "--study", folder, "--coder", "AB"]
    assert command(*review, "--to-xlsx", sheet, "--round", "1") == 0
    fill(Path(sheet), {unit.text: {"code": "Time"} for unit in UNITS})
    assert command(*review, "--from-xlsx", sheet, "--finished") == 0
    capsys.readouterr()
    assert command("agree", "--study", folder, "--round", "1", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["coders"] == ["AB"]
    assert study._rounds.finished()[0].unit_ids == units_of(study.assignments, "AB")
    again = ["assign", "--study", folder, "--coder", "AB", "--coder", "CD", "--json"]
    assert command(*again) == 1
    assert "handed out in an earlier round" in capsys.readouterr().err


def test_texts_of_the_study_are_those_handed_out(study: Study) -> None:
    """Each text is in somebody's share."""
    study.assign(["AB", "CD"])
    assert {one.unit_id.partition(":")[0] for one in study.assignments} == {t.id for t in TEXTS}

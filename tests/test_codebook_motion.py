"""A codebook that people change: versions, what became of each code, and what is to be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from decided_study import BOOK, PLAIN, make_study
from thememiner.codebooks import find_changes
from thememiner.errors import CodebookError, ReviewError
from thememiner.records import Boundary, Code, Codebook, Example, Run
from thememiner.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = make_study(tmp_path / "study")
    yield made
    made.close()


def with_codes(**changes: Any) -> Codebook:
    """The codebook with some codes changed (a dictionary), taken out (None) or added (a code)."""
    codes = [
        code.model_copy(update=changes.get(code.id) or {})
        for code in BOOK.codes
        if changes.get(code.id, {}) is not None
    ]
    codes += [one for one in changes.values() if isinstance(one, Code)]
    return BOOK.model_copy(update={"codes": tuple(codes)})


def unit_ids(study: Study) -> list[str]:
    return [unit.id for unit in study.units]


def queue(study: Study) -> list[tuple[str, str, str]]:
    return [(one.coder, one.code_id, one.change) for one in study.recheck()]


# --- what became of each code ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said", "expected"),
    [
        ({"time": {"name": "Hours"}}, {}, [("time", "renamed", ())]),
        ({"time": {"definition": "Clocks."}}, {}, [("time", "redefined", ())]),
        ({"time": {"parent": "people"}}, {}, [("time", "moved", ())]),
        (
            {"time": {"name": "Hours", "exclude": "Rest."}},
            {},
            [("time", "renamed", ()), ("time", "redefined", ())],
        ),
        ({"time": None}, {}, [("time", "removed", ())]),
        ({"time": None}, {"merged": {"time": "res"}}, [("time", "merged", ("res",))]),
        (
            {"new": Code(id="new", name="New", parent="people")},
            {},
            [("new", "added", ("people",))],
        ),
        (
            {
                "new": Code(
                    id="new", name="New", boundaries=(Boundary(neighbour="time", rule="Not so."),)
                )
            },
            {},
            [("new", "added", ("time",))],
        ),
        (
            {"new": Code(id="new", name="Waiting")},
            {"split": {"time": ["time", "new"]}},
            [("time", "split", ("time", "new"))],
        ),
        ({"time": {"examples": ()}}, {}, []),
    ],
)
def test_what_became_of_each_code_is_told(
    changes: dict[str, Any], said: dict[str, Any], expected: list[tuple[Any, ...]]
) -> None:
    """A code is known by its id; mergers and splits are said by a person."""
    found = find_changes(BOOK, with_codes(**changes), **said)
    assert [(one.code_id, one.change, one.to) for one in found] == expected


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"merged": {"time": "res"}}, "time is still there"),
        ({"merged": {"money": "res"}}, "money is no code of the version before"),
        ({"split": {"time": ["time", "hours"]}}, "hours is no code of the new version"),
        ({"split": {"time": ["time"]}}, "time was split into 1 codes"),
    ],
)
def test_what_does_not_fit_is_refused(said: dict[str, Any], message: str) -> None:
    """All faults at once."""
    with pytest.raises(CodebookError, match=message):
        find_changes(BOOK, BOOK, **said)


# --- in a study ------------------------------------------------------------------------------


def test_a_redefined_code_has_its_codings_looked_at_again(study: Study) -> None:
    """Until somebody confirms them, or decides on them anew."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "code", "time", coder="AB")
    study.decide(two, "code", "time", coder="AB")
    study.decide(two, "code", "people", coder="AB")
    decision = study.revise_codebook(
        with_codes(time={"definition": "Hours."}), coder="EF", memo="Clearer."
    )
    assert (decision.verdict, decision.memo) == ("revise-codebook", "Clearer.")
    assert queue(study) == [("AB", "time", "redefined"), ("AB", "time", "redefined")]
    study.decide(study.recheck()[0].coding_id, "confirm", coder="CD")
    assert [item.unit_id for item in study.recheck()] == [two]
    study.decide(two, "code", "time", coder="AB", valence="barrier")
    assert queue(study) == []
    study.decide(one, "code", "time", coder="CD")
    assert queue(study) == []


def test_codings_of_a_merged_code_stand_under_the_other(study: Study) -> None:
    """And are looked at again; what was said of it stays said."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "code", "help", coder="AB")
    study.decide(two, "recode", "time", to="help", coder="CD")
    study.chart("North", "help", "Somebody came.", coder="AB")
    study.revise_codebook(with_codes(help=None), coder="EF", merged={"help": "people"})
    assert [(c.coder, c.code_id) for c in study.codings()] == [("AB", "people"), ("CD", "people")]
    assert [(c.code_id, c.text) for c in study.charts()] == [("people", "Somebody came.")]
    assert queue(study) == [("AB", "people", "merged"), ("CD", "people", "merged")]
    study.decide(study.codings()[0].id, "edit-span", coder="AB", start=study.units[0].start + 3)
    assert queue(study) == [("CD", "people", "merged")]
    study.decide(study.recheck()[0].coding_id, "confirm", coder="AB")
    assert queue(study) == []
    with pytest.raises(ReviewError, match="no code 'help'"):
        study.decide(one, "code", "help", coder="AB", codebook="be")
    assert "help" not in {suggestion.code_id for suggestion in study.suggestions}
    assert study.verify()


def test_an_undone_revision_leaves_the_codes_as_they_were(study: Study) -> None:
    """Codings go back to where they were."""
    study.decide(unit_ids(study)[0], "code", "help", coder="AB")
    decision = study.revise_codebook(with_codes(help=None), coder="EF", merged={"help": "people"})
    study.undo(decision.id, coder="EF")
    assert [coding.code_id for coding in study.codings()] == ["help"]
    assert queue(study) == []


def test_a_split_code_waits_for_a_person(study: Study) -> None:
    """Nobody guesses which part was meant."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB")
    new = with_codes(hours=Code(id="hours", name="Hours"))
    study.revise_codebook(new, coder="EF", split={"time": ["time", "hours"]})
    assert [coding.code_id for coding in study.codings()] == ["time"]
    assert queue(study) == [("AB", "time", "split")]
    study.decide(study.codings()[0].id, "recode", to="hours", coder="AB")
    assert queue(study) == []


def test_an_added_code_touches_its_neighbours(study: Study) -> None:
    """Codings of the parent may belong to it now."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "code", "people", coder="AB")
    study.decide(two, "code", "time", coder="AB")
    study.revise_codebook(with_codes(new=Code(id="new", name="New", parent="people")), coder="EF")
    assert queue(study) == [("AB", "people", "added")]


def test_a_settled_coding_is_looked_at_again_too(study: Study) -> None:
    """Anybody may confirm it."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB")
    study.decide(one, "code", "people", coder="CD")
    study.settle(one, ["time"], coder="EF")
    study.revise_codebook(with_codes(time={"definition": "Hours."}), coder="EF")
    assert queue(study) == [("EF", "time", "redefined")]
    study.decide(study.recheck()[0].coding_id, "confirm", coder="AB")
    assert queue(study) == []


def test_versions_are_kept_and_compared(study: Study) -> None:
    """A version that was not raised is raised; mergers come from the log."""
    study.revise_codebook(with_codes(time={"name": "Hours"}), coder="EF")
    study.revise_codebook(
        with_codes(time={"name": "Hours"}, help=None).model_copy(update={"version": "2"}),
        coder="EF",
        merged={"help": "people"},
        memo="One of them is enough.",
    )
    assert [(v.codebook.version, v.coder) for v in study.codebook_versions("be")] == [
        ("1", ""),
        ("2", "EF"),
        ("3", "EF"),
    ]
    assert [str(change) for change in study.codebook_diff("be@1")] == [
        "time: renamed",
        "help: merged (people)",
    ]
    assert [str(change) for change in study.codebook_diff("be@1", "be@2")] == ["time: renamed"]
    with pytest.raises(CodebookError, match=r"no be@7. Versions are be@1, be@2, be@3"):
        study.codebook_diff("be@7")


def test_a_revision_that_makes_no_sense_is_refused(study: Study) -> None:
    """No change, or a codebook that the study does not have."""
    with pytest.raises(CodebookError, match="No code of be was changed"):
        study.revise_codebook(BOOK, coder="EF")
    with pytest.raises(ReviewError, match="no codebook 'other'"):
        study.revise_codebook(BOOK.model_copy(update={"id": "other"}), coder="EF")
    assert len(study.decisions) == 0


# --- a codebook whose file was changed -------------------------------------------------------


@pytest.fixture
def mine(study: Study, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """``study.mine`` without the work of a run."""

    class NoMining:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def run(self, codebooks: Sequence[Codebook]) -> Run:
            assert tuple(codebooks) == tuple(study.codebooks)
            return Run(id="run-1", at="2025-07-01T10:00:00+00:00")

    monkeypatch.setattr("thememiner.study._study_results.Mining", NoMining)
    return study.mine


def changes(study: Study) -> list[tuple[str, str, str]]:
    return [
        (decision.coder, change.code_id, change.change)
        for decision in study.decisions
        if decision.verdict == "revise-codebook"
        for change in decision.changes
    ]


def test_a_codebook_changed_in_its_file_counts_as_revised(
    study: Study, mine: Callable[..., Run], tmp_path: Path
) -> None:
    """Its changes are logged once, what it touches is looked at again, and every version is kept."""
    study.decide(unit_ids(study)[0], "code", "time", coder="AB")
    path = tmp_path / "be.yaml"
    mine([study.export_codebook("be", path), PLAIN])
    assert changes(study) == []
    path.write_text(path.read_text(encoding="utf-8").replace("name: Time", "name: Hours"), "utf-8")
    mine([path, PLAIN])
    mine([path, PLAIN])
    mine()
    assert changes(study) == [("researcher", "time", "renamed")]
    assert queue(study) == [("AB", "time", "renamed")]
    assert [(v.codebook.version, v.coder) for v in study.codebook_versions("be")] == [
        ("1", ""),
        ("2", "researcher"),
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("name: Hours", "name: Time"), "utf-8")
    mine([path, PLAIN])
    assert changes(study)[1:] == [("researcher", "time", "renamed")]
    assert study.codebooks[0].version == "3"
    assert study.verify()


def test_what_somebody_revised_stays_until_the_file_is_changed(
    study: Study, mine: Callable[..., Run]
) -> None:
    """A script that is run again does not take back what was decided meanwhile."""
    study.revise_codebook(with_codes(time={"name": "Hours"}), coder="EF")
    mine([BOOK, PLAIN])
    assert changes(study) == [("EF", "time", "renamed")]
    assert study.codebooks[0].codes[1].name == "Hours"
    mine([with_codes(time={"name": "Clocks"}), PLAIN])
    assert changes(study)[1:] == [("researcher", "time", "renamed")]


def test_examples_alone_are_no_change_of_a_code(study: Study, mine: Callable[..., Run]) -> None:
    """They teach the suggestions and touch no coding."""
    mine([with_codes(time={"examples": (Example(text="No time at all."),)}), PLAIN])
    assert changes(study) == []
    assert study.codebooks[0].codes[1].examples

"""What coders say, one by one, into the log and the codings that follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from decided_study import BOOK, make_study
from thememiner.errors import ReviewError, SettingsError
from thememiner.records import Decision
from thememiner.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = make_study(tmp_path / "study")
    yield made
    made.close()


def unit_ids(study: Study) -> list[str]:
    return [unit.id for unit in study.units]


def short(study: Study) -> list[tuple[Any, ...]]:
    return [(c.coder, c.code_id, c.valence, c.origin, c.text) for c in study.codings()]


# --- on a unit -------------------------------------------------------------------------------


def test_a_confirmed_suggestion_is_a_coding_with_who_when_and_model(study: Study) -> None:
    """The best suggestion, its valence, and what was in view."""
    unit = study.units[0]
    decision = study.decide(unit.id, "confirm", coder="AB", codebook="be")
    assert (decision.code_id, decision.shown_code, decision.shown_probability) == (
        "time",
        "time",
        0.8,
    )
    assert (decision.model, decision.blind, decision.via) == ("m1", False, "script")
    (coding,) = study.codings()
    assert (coding.code_id, coding.valence, coding.origin) == (
        "time",
        "barrier",
        "suggested and confirmed",
    )
    assert (coding.coder, coding.at, coding.model) == ("AB", decision.at, "m1")
    assert coding.decision_ids == (decision.id,)


def test_a_decision_is_on_disk_when_it_is_acknowledged(study: Study) -> None:
    """Another program that opens the study finds it."""
    decision = study.decide(unit_ids(study)[0], "confirm", coder="AB", codebook="be")
    with Study(study.folder, progress=False) as other:
        assert list(other.decisions) == [decision]
        assert other.codings() == study.codings()


def test_what_another_program_decides_is_seen(study: Study) -> None:
    """Two open studies on one folder know of each other's decisions."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "confirm", coder="AB", codebook="be")
    with Study(study.folder, progress=False) as other:
        other.decide(two, "confirm", coder="CD", codebook="be")
    assert [coding.coder for coding in study.codings()] == ["AB", "CD"]


def test_the_second_suggestion_can_be_confirmed(study: Study) -> None:
    """With its own valence."""
    study.decide(unit_ids(study)[0], "confirm", "help", coder="AB")
    assert short(study) == [
        ("AB", "help", "barrier", "suggested and confirmed", "We had no time at all.")
    ]


def test_a_recoding_takes_the_place_of_a_suggestion_and_of_itself(study: Study) -> None:
    """However often a coder changes their mind there is one coding."""
    one = unit_ids(study)[0]
    study.decide(one, "recode", "time", to="people", coder="AB")
    study.decide(one, "recode", "people", to="help", coder="AB", valence="enabler")
    assert short(study) == [
        ("AB", "help", "enabler", "suggested and edited", "We had no time at all.")
    ]


def test_a_code_beside_the_suggestion_is_a_persons_own(study: Study) -> None:
    """A unit may have several codes."""
    one = unit_ids(study)[0]
    study.decide(one, "confirm", coder="AB", codebook="be")
    study.decide(one, "code", "people", coder="AB", status="wished for")
    assert [(c.code_id, c.status, c.origin, c.model) for c in study.codings()] == [
        ("people", "wished for", "human", ""),
        ("time", None, "suggested and confirmed", "m1"),
    ]


def test_a_coder_who_saw_nothing_has_a_blind_decision(study: Study) -> None:
    """Nothing was in view, and the coding is a person's own."""
    decision = study.decide(unit_ids(study)[0], "code", "time", coder="AB", blind=True)
    assert (decision.shown_code, decision.shown_probability, decision.model) == (None, None, "")
    assert decision.blind
    assert [coding.origin for coding in study.codings()] == ["human"]


def test_none_fits_and_reject_leave_no_coding(study: Study) -> None:
    """They are decisions all the same."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "code", "people", coder="AB")
    study.decide(one, "none-fits", coder="AB", codebook="be")
    study.decide(two, "reject", coder="AB", codebook="be")
    assert len(study.codings()) == 0
    assert [d.verdict for d in study.decisions] == ["code", "none-fits", "reject"]


def test_confirming_keeps_or_trims_the_span(study: Study) -> None:
    """It may also reach beyond the unit."""
    unit = study.units[0]
    study.decide(unit.id, "confirm", coder="AB", codebook="be", start=unit.start + 7)
    assert short(study) == [("AB", "time", "barrier", "suggested and edited", "no time at all.")]


def test_a_span_can_be_edited_afterwards(study: Study) -> None:
    """The coding keeps its code, and its history."""
    unit = study.units[0]
    study.decide(unit.id, "confirm", coder="AB", codebook="be")
    study.decide(unit.id, "edit-span", coder="AB", codebook="be", end=unit.start + 14)
    (coding,) = study.codings()
    assert (coding.text, coding.code_id, coding.origin) == (
        "We had no time",
        "time",
        "suggested and edited",
    )
    assert len(coding.decision_ids) == 2


def test_two_decisions_in_one_moment_keep_their_order(study: Study) -> None:
    """Fifty changes of mind, faster than a clock of milliseconds tells apart."""
    one = unit_ids(study)[0]
    for n in range(50):
        study.decide(one, "code", "people", coder="AB", valence=("barrier", "enabler")[n % 2])
    assert [coding.valence for coding in study.codings()] == ["enabler"]
    times = [decision.at for decision in study.decisions]
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("verdict", "fields", "message"),
    [
        ("praise", {}, "no verdict 'praise'. Allowed are confirm"),
        ("confirm", {"codebook": "nvivo"}, "no codebook 'nvivo'. It has be, plain"),
        ("confirm", {}, "several codebooks: be, plain. Say which one"),
        (
            "confirm",
            {"code_id": "money", "codebook": "be"},
            "no code 'money'. Its codes are res, time",
        ),
        ("confirm", {"code_id": "people"}, "not suggested .* Suggested are time, help, res"),
        ("confirm", {"codebook": "plain"}, "nothing to confirm .* nothing is suggested"),
        ("confirm", {"codebook": "be", "blind": True}, "the suggestions were hidden"),
        (
            "confirm",
            {"codebook": "be", "valence": "worse"},
            "'worse' is no valence of be. Allowed are",
        ),
        (
            "confirm",
            {"codebook": "be", "status": "anticipated"},
            "'anticipated' is no status of be",
        ),
        ("code", {"code_id": "work", "valence": "barrier"}, "Codes of plain carry no valence"),
        ("code", {"codebook": "be"}, "needs a code"),
        ("code", {"code_id": "time", "start": 4000}, "no stretch of .* characters"),
        ("code", {"code_id": "time", "start": 30, "end": 20}, "no stretch of"),
        ("code", {"code_id": "time", "start": -1}, "no stretch of"),
        ("recode", {"codebook": "be"}, "needs the code that takes its place: pass to="),
        ("recode", {"code_id": "time", "to": "time"}, "cannot take its own place"),
        ("recode", {"code_id": "people", "to": "time"}, "only where it is suggested or your own"),
        ("reject", {"code_id": "people"}, "only where it is suggested or your own"),
        ("reject", {"codebook": "be", "valence": "barrier"}, "valence has no meaning"),
        ("none-fits", {"code_id": "time"}, "code_id has no meaning with the verdict 'none-fits'"),
        ("edit-span", {"codebook": "be"}, "pass start=, end= or both"),
        ("edit-span", {"codebook": "be", "start": 30}, "You have none there"),
        ("memo", {"codebook": "be"}, "The memo is empty"),
        ("code", {"code_id": "time", "coder": "  "}, "needs a coder"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    study: Study, verdict: str, fields: dict[str, Any], message: str
) -> None:
    """And nothing is written."""
    with pytest.raises(ReviewError, match=message):
        study.decide(unit_ids(study)[0], verdict, **{"coder": "AB", **fields})
    assert len(study.decisions) == 0


def test_a_unit_that_is_not_there_is_refused(study: Study) -> None:
    """The message says where ids are."""
    with pytest.raises(ReviewError, match=r"no unit and no coding 't0:1-2'.* study\.units"):
        study.decide("t0:1-2", "confirm", coder="AB")


# --- any stretch -----------------------------------------------------------------------------


def span_of(study: Study, words: str) -> tuple[str, int, int]:
    transcript = study.transcripts[0]
    start = transcript.text.index(words)
    return transcript.id, start, start + len(words)


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("had no time", "person-ANN"),
        ("at all. The nurse", "person-ANN"),
        ("she did.\n\nINT: And the room?\n\nBEN: No", "person-ANN"),
        ("way?\n\nANN: We", "person-ANN"),
        ("And the room?", "person-INT"),
        ("did.\n\nINT: And the room?\n\nBEN: No room either.", "person-BEN"),
    ],
)
def test_any_stretch_can_be_coded(study: Study, words: str, person: str) -> None:
    """In mid-sentence, over sentences and turns, with the interviewer's words and alone."""
    study.code(*span_of(study, words), "people", coder="AB")
    (coding,) = study.codings()
    assert (coding.text, coding.origin, coding.unit_id, coding.person) == (
        words,
        "human",
        None,
        person,
    )


def test_stretches_may_overlap(study: Study) -> None:
    """Each is a coding of its own, with its own history."""
    study.code(*span_of(study, "no time at all. The nurse"), "time", coder="AB")
    study.code(*span_of(study, "The nurse helped"), "help", coder="AB")
    study.code(*span_of(study, "The nurse helped"), "people", coder="AB")
    assert [(c.code_id, c.text) for c in study.codings()] == [
        ("time", "no time at all. The nurse"),
        ("help", "The nurse helped"),
        ("people", "The nurse helped"),
    ]


def test_a_free_coding_can_be_moved_recoded_noted_and_rejected(study: Study) -> None:
    """It stays a person's own, in its place, with everything that led there."""
    study.code(*span_of(study, "The nurse helped"), "help", coder="AB", valence="enabler")
    first = study.codings()[0]
    study.decide(first.id, "edit-span", coder="AB", end=first.end + 3)
    moved = study.codings()[0]
    assert moved.text == "The nurse helped us"
    study.decide(moved.id, "recode", to="people", coder="AB")
    study.decide(study.codings()[0].id, "memo", coder="CD", memo="Who is she?")
    (coding,) = study.codings()
    assert (coding.code_id, coding.valence, coding.origin, coding.memo) == (
        "people",
        "enabler",
        "human",
        "Who is she?",
    )
    assert coding.place == first.place
    study.decide(coding.id, "edit-span", coder="AB", start=coding.start + 4)
    assert [c.text for c in study.codings()] == ["nurse helped us"]
    study.decide(study.codings()[0].id, "reject", coder="AB")
    assert len(study.codings()) == 0


def test_nobody_changes_the_coding_of_somebody_else(study: Study) -> None:
    """They can say that it still stands."""
    study.code(*span_of(study, "The nurse helped"), "help", coder="AB")
    coding = study.codings()[0]
    with pytest.raises(ReviewError, match="is a coding of AB; CD can confirm it again"):
        study.decide(coding.id, "reject", coder="CD")
    decision = study.decide(coding.id, "confirm", coder="CD")
    assert (decision.verdict, decision.whose) == ("recheck", "AB")
    (same,) = study.codings()
    assert (same.coder, same.id, same.at) == ("AB", coding.id, coding.at)
    assert same.decision_ids == (*coding.decision_ids, decision.id)


def test_a_stretch_that_is_not_there_is_refused(study: Study) -> None:
    """An unknown transcript, an empty span, blanks."""
    one, start, _ = span_of(study, " had")
    with pytest.raises(ReviewError, match="no transcript 't9'"):
        study.code("t9", 0, 4, "time", coder="AB")
    with pytest.raises(ReviewError, match="no stretch"):
        study.code(one, 0, 10**6, "time", coder="AB")
    with pytest.raises(ReviewError, match="no words from"):
        study.code(one, start, start + 1, "time", coder="AB")
    with pytest.raises(ReviewError, match="no code 'x'"):
        study.code(one, 0, 10, "x", coder="AB", codebook="be")


def test_a_withdrawn_passage_takes_no_decision(study: Study) -> None:
    """What somebody took back cannot be coded any more, by unit or by span."""
    unit = study.units[0]
    study.decide(unit.id, "confirm", coder="AB", codebook="be")
    study.withdraw("person-ANN", refit=False)
    assert len(study.codings()) == 0
    with pytest.raises(ReviewError, match="has withdrawn"):
        study.decide(unit.id, "confirm", coder="AB", codebook="be")
    with pytest.raises(ReviewError, match="has withdrawn"):
        study.code(unit.transcript_id, unit.start, unit.end + 60, "time", coder="AB")


# --- undo ------------------------------------------------------------------------------------


def test_an_undo_takes_back_and_an_undone_undo_restores(study: Study) -> None:
    """All of it stays in the log."""
    first = study.decide(unit_ids(study)[0], "confirm", coder="AB", codebook="be")
    undo = study.undo(first.id, coder="AB")
    assert len(study.codings()) == 0
    study.undo(undo.id, coder="AB")
    assert len(study.codings()) == 1
    study.undo(first.id, coder="AB")
    assert len(study.codings()) == 0
    assert [d.verdict for d in study.decisions] == ["confirm", "undo", "undo", "undo"]


def test_an_undo_that_makes_no_sense_is_refused(study: Study) -> None:
    """Unknown, taken back already, somebody else's."""
    first = study.decide(unit_ids(study)[0], "confirm", coder="AB", codebook="be")
    with pytest.raises(ReviewError, match="AB decided"):
        study.undo(first.id, coder="CD")
    study.undo(first.id, coder="AB")
    with pytest.raises(ReviewError, match="taken back already"):
        study.undo(first.id, coder="AB")
    with pytest.raises(ReviewError, match="no decision 'd1'"):
        study.undo("d1", coder="AB")


def test_the_log_comes_back_as_it_was_said(study: Study) -> None:
    """Every field of a decision survives the disk."""
    said: list[Decision] = [
        study.decide(
            unit_ids(study)[1], "recode", coder="AB", to="people", memo="hm", status="experienced"
        ),
        study.code(*span_of(study, "My daughter"), "help", coder="CD", valence="both"),
    ]
    assert list(study.decisions) == said
    assert {book.id for book in study.codebooks} >= {BOOK.id}


def test_a_ruling_on_a_quotation_goes_through_the_desk(study: Study) -> None:
    """It stands in the log in the order in which things were said, and in the history of its unit."""
    one = study.units[0].id
    coded = study.decide(one, "code", "time", coder="AB")
    ruled = study.withhold(study.codings()[0].id, coder=" CD ", memo="She asked for it.")
    assert [decision.id for decision in study.history(one)] == [coded.id, ruled.id]
    assert (ruled.coder, ruled.unit_id, ruled.at > coded.at) == ("CD", one, True)
    assert study.undo(study.allow(one, coder="CD").id, coder="CD").verdict == "undo"
    assert len(study.codings()) == 1
    with pytest.raises(SettingsError, match="no unit and no coding 'nowhere'"):
        study.withhold("nowhere")

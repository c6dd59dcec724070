"""Coders who differ, what it is settled to, and what people write about cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from decided_study import make_study
from thememiner.errors import ReviewError
from thememiner.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = make_study(tmp_path / "study")
    yield made
    made.close()


def unit_ids(study: Study) -> list[str]:
    return [unit.id for unit in study.units]


def span_of(study: Study, words: str) -> tuple[str, int, int]:
    transcript = study.transcripts[0]
    start = transcript.text.index(words)
    return transcript.id, start, start + len(words)


def short(study: Study, **how: Any) -> list[tuple[Any, ...]]:
    return [(c.coder, c.code_id, c.valence, c.settled) for c in study.codings(**how)]


# --- disagreements ---------------------------------------------------------------------------


def test_a_disagreement_shows_both_codings_in_their_words(study: Study) -> None:
    """Who says what, the unit, and what was said before and after."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "confirm", coder="AB", codebook="be")
    study.decide(one, "none-fits", coder="CD", codebook="be")
    study.decide(two, "confirm", coder="AB", codebook="be")
    study.decide(two, "confirm", coder="CD", codebook="be")
    (found,) = study.disagreements()
    assert (found.unit_id, found.coders, found.text) == (
        one,
        ("AB", "CD"),
        "We had no time at all.",
    )
    assert found.says == {"AB": "time (barrier)", "CD": "no code"}
    assert [coding.coder for coding in found.codings] == ["AB"]
    assert found.before.endswith("ANN: ")
    assert found.after.startswith(" The nurse")


@pytest.mark.parametrize(
    ("axes", "n"), [({}, 0), ({"valence": "enabler"}, 1), ({"status": "wished for"}, 1)]
)
def test_another_valence_or_status_is_a_disagreement(
    study: Study, axes: dict[str, Any], n: int
) -> None:
    """The same code is not the same coding."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB", valence="barrier")
    study.decide(one, "code", "time", coder="CD", **{"valence": "barrier", **axes})
    assert len(study.disagreements("AB", "CD")) == n


def test_who_did_not_look_does_not_disagree(study: Study) -> None:
    """A unit that only one coder decided on is no disagreement."""
    one, two, *_ = unit_ids(study)
    study.decide(one, "confirm", coder="AB", codebook="be")
    study.decide(two, "none-fits", coder="CD", codebook="be")
    study.decide(one, "memo", coder="CD", codebook="be", memo="Not mine.")
    assert len(study.disagreements()) == 0


def test_a_free_coding_is_compared_with_the_unit_it_covers(study: Study) -> None:
    """Half of the shorter is enough; a few signs are not."""
    one, two, *_ = unit_ids(study)
    study.code(*span_of(study, "had no time"), "time", coder="AB")
    study.decide(one, "code", "time", coder="CD")
    study.decide(two, "code", "help", coder="CD")
    assert len(study.disagreements()) == 0
    study.code(*span_of(study, "time at all. The nurse helped us, she did"), "people", coder="AB")
    assert [d.unit_id for d in study.disagreements()] == [one, two]


def test_free_codings_outside_units_are_compared_where_they_overlap(study: Study) -> None:
    """In the interviewer's words, for instance."""
    study.code(*span_of(study, "What stood in"), "time", coder="AB")
    study.code(*span_of(study, "in your way?"), "people", coder="CD")
    study.code(*span_of(study, "And the room"), "people", coder="CD")
    (found,) = study.disagreements()
    assert (found.unit_id, found.text) == (None, "What stood in your way?")


def test_disagreements_are_between_those_named_in_the_codebook_named(study: Study) -> None:
    """An unknown coder or codebook is refused."""
    one = unit_ids(study)[0]
    for coder, code in (("AB", "time"), ("CD", "people"), ("EF", "people")):
        study.decide(one, "code", code, coder=coder)
    assert len(study.disagreements("CD", "EF")) == 0
    assert [d.coders for d in study.disagreements("AB", "CD")] == [("AB", "CD")]
    assert [d.coders for d in study.disagreements()] == [("AB", "CD", "EF")]
    assert len(study.disagreements(codebook="plain")) == 0
    with pytest.raises(
        ReviewError, match=r"called XY has decided anything here\. Coders are AB, CD, EF"
    ):
        study.disagreements("AB", "XY")
    with pytest.raises(ReviewError, match="no codebook 'nvivo'"):
        study.disagreements(codebook="nvivo")


# --- settling --------------------------------------------------------------------------------


def test_what_is_settled_counts_and_the_originals_remain(study: Study) -> None:
    """One coding by whoever settled it, from there on; both coders' codings side by side on demand."""
    one = unit_ids(study)[0]
    study.decide(one, "confirm", coder="AB", codebook="be")
    study.decide(one, "recode", "time", to="people", coder="CD", valence="enabler")
    decision = study.settle(one, ["time"], coder="EF", memo="Hours, not people.")
    assert short(study) == [("EF", "time", "barrier", True)]
    assert short(study, settled=False) == [
        ("CD", "people", "enabler", False),
        ("AB", "time", "barrier", False),
    ]
    (coding,) = study.codings()
    assert (coding.origin, coding.at, coding.memo, coding.model) == (
        "suggested and confirmed",
        decision.at,
        "Hours, not people.",
        "m1",
    )
    assert coding.decision_ids[-1] == decision.id
    assert len(study.disagreements()) == 0
    (settled,) = study.disagreements(settled=True)
    assert (settled.settled_by, settled.settled_to) == ("EF", "time (barrier)")


def test_it_can_be_settled_to_no_code_and_to_several(study: Study) -> None:
    """The later settlement of a place counts."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB")
    study.decide(one, "none-fits", coder="CD", codebook="be")
    study.settle(study.disagreements()[0], [], coder="EF")
    assert short(study) == []
    study.settle(one, {"time": "barrier", "help": "enabler"}, coder="EF")
    assert short(study) == [("EF", "help", "enabler", True), ("EF", "time", "barrier", True)]
    assert [coding.origin for coding in study.codings()] == ["human", "human"]


def test_a_settlement_that_is_undone_settles_nothing(study: Study) -> None:
    """The disagreement is open again."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB")
    study.decide(one, "code", "people", coder="CD")
    decision = study.settle(one, ["time"], coder="EF")
    study.undo(decision.id, coder="EF")
    assert short(study) == short(study, settled=False)
    assert len(study.disagreements()) == 1


def test_who_changes_their_mind_afterwards_is_seen_again(study: Study) -> None:
    """A settlement settles what was in view, nothing else."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB")
    study.decide(one, "code", "people", coder="CD")
    study.settle(one, ["time"], coder="EF")
    study.decide(one, "code", "help", coder="CD")
    assert short(study) == [("CD", "help", None, False), ("EF", "time", None, True)]
    assert len(study.disagreements()) == 1


def test_a_valence_in_question_has_to_be_said(study: Study) -> None:
    """Nothing is guessed."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB", valence="barrier")
    study.decide(one, "code", "time", coder="CD", valence="enabler")
    with pytest.raises(ReviewError, match=r"valence of time .* AB says barrier, CD says enabler"):
        study.settle(one, ["time"], coder="EF")
    study.settle(one, ["time"], coder="EF", valence="both")
    assert short(study) == [("EF", "time", "both", True)]


def test_free_codings_are_settled_where_they_stand(study: Study) -> None:
    """By the disagreement, by a coding, or by a stretch; the span that all who have the code share stays."""
    study.code(*span_of(study, "What stood in"), "time", coder="AB")
    study.code(*span_of(study, "in your way?"), "people", coder="CD")
    study.settle(study.disagreements()[0], ["people"], coder="AB")
    (coding,) = study.codings()
    assert (coding.code_id, coding.text, coding.settled) == ("people", "in your way?", True)
    first = study.codings(settled=False)[0]
    study.settle(first.id, ["help"], coder="AB")
    study.settle(span_of(study, "What stood in your way?"), ["res"], coder="AB")
    assert "res" in [c.code_id for c in study.codings()]


@pytest.mark.parametrize(
    ("where", "codes", "message"),
    [
        ("unit 3", ["time"], "Nobody has coded anything at"),
        ("unit 0", ["money"], "no code 'money'"),
        ("t0", ["time"], "no unit, no coding and no stretch"),
        ("t0:1-5", ["time"], "Nobody has coded anything"),
        (("t0", 1, 5), ["time"], "Nobody has coded anything"),
    ],
)
def test_what_cannot_be_settled_is_refused(
    study: Study, where: Any, codes: list[str], message: str
) -> None:
    """With the reason."""
    study.decide(unit_ids(study)[0], "code", "time", coder="AB")
    if isinstance(where, str) and where.startswith("unit"):
        where = unit_ids(study)[int(where[-1])]
    with pytest.raises(ReviewError, match=message):
        study.settle(where, codes, coder="EF", codebook="be")


def test_a_settled_coding_can_be_noted_but_is_changed_by_settling_again(study: Study) -> None:
    """It is nobody's own."""
    one = unit_ids(study)[0]
    study.decide(one, "code", "time", coder="AB")
    study.decide(one, "code", "people", coder="CD")
    study.settle(one, ["time"], coder="EF")
    (coding,) = study.codings()
    with pytest.raises(ReviewError, match="is what a disagreement was settled to"):
        study.decide(coding.id, "reject", coder="EF")
    study.decide(coding.id, "memo", coder="AB", memo="Good.")
    assert [(memo.kind, memo.on) for memo in study.memos()] == [("coding", coding.id)]


# --- cases -----------------------------------------------------------------------------------


def test_people_and_sites_are_cases(study: Study) -> None:
    """Those who interview are none."""
    assert [(case.id, case.people) for case in study.cases] == [
        ("person-ANN", ("person-ANN",)),
        ("person-BEN", ("person-BEN",)),
        ("site=North", ("person-ANN",)),
        ("site=South", ("person-BEN",)),
    ]
    assert study.cases[0].attributes == {"site": "North"}


def test_a_chart_is_what_a_person_wrote_last(study: Study) -> None:
    """With the quotations it rests on; each coder has their own."""
    one = unit_ids(study)[0]
    study.chart("North", "time", "No hours.", coder="AB")
    study.chart("site=north", "time", "No hours at all.", coder="AB", quotations=[one])
    study.chart("person-ANN", "time", "Hurried.", coder="CD")
    assert [(c.case, c.code_id, c.text, c.coder, c.quotations) for c in study.charts()] == [
        ("person-ANN", "time", "Hurried.", "CD", ()),
        ("site=North", "time", "No hours at all.", "AB", (one,)),
    ]
    study.undo(study.charts()[1].decision_ids[-1], coder="AB")
    assert study.charts()[1].text == "No hours."


def test_two_people_rate_a_case_and_settle_it(study: Study) -> None:
    """Their ratings stay; what was settled counts."""
    study.judge("North", "work", 2, "Only half the team.", coder="AB")
    study.judge("North", "work", 4, "They meet weekly.", coder="CD")
    study.judge("South", "readiness", "low", "Nobody came.", coder="AB")
    (open_one,) = study.disagreements()
    assert (open_one.case, open_one.construct_id, open_one.says["CD"]) == (
        "site=North",
        "work",
        "4: They meet weekly.",
    )
    study.judge("North", "work", 3, "Half of it, but steadily.", coder="EF", settles=True)
    assert len(study.disagreements()) == 0
    assert [(j.case, j.codebook, j.rating, j.coder, j.settled) for j in study.judgements()] == [
        ("site=North", "plain", "3", "EF", True),
        ("site=South", None, "low", "AB", False),
    ]
    assert [j.rating for j in study.judgements(settled=False)] == ["2", "4", "low"]
    study.judge("North", "work", 1, "I looked again.", coder="CD")
    assert [d.construct_id for d in study.disagreements()] == ["work"]


def test_memos_are_on_what_they_are_about(study: Study) -> None:
    """The study, a case, a code, a transcript, a unit, a coding."""
    one = study.units[0]
    study.decide(one.id, "code", "time", coder="AB")
    coding = study.codings()[0]
    for on in (None, "site=North", "help", one.transcript_id, one.id, coding.id):
        study.memo(f"About {on}", coder="CD", on=on)
    assert [(memo.kind, memo.on) for memo in study.memos()] == [
        ("study", ""),
        ("case", "site=North"),
        ("code", "help"),
        ("transcript", one.transcript_id),
        ("unit", one.id),
        ("coding", coding.id),
    ]
    assert study.codings()[0].memo == f"About {coding.id}"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda s: s.chart("East", "time", "x", coder="AB"),
            "no case 'East'.*person-ANN, .*site=North",
        ),
        (lambda s: s.chart("North", "money", "x", coder="AB", codebook="be"), "no code 'money'"),
        (lambda s: s.chart("North", "time", " ", coder="AB"), "The summary is empty"),
        (lambda s: s.chart("North", "time", "x", coder="AB", quotations=["q"]), "no coding 'q'"),
        (lambda s: s.judge("North", "work", " ", "x", coder="AB"), "needs a rating and the reason"),
        (lambda s: s.judge("North", "work", 3, "", coder="AB"), "needs a rating and the reason"),
        (lambda s: s.judge("North", " ", 3, "x", coder="AB"), "needs a construct"),
        (lambda s: s.judge("North", "work", 3, "x", coder="AB", settles=True), "Nobody has rated"),
        (lambda s: s.memo(" ", coder="AB"), "The memo is empty"),
        (lambda s: s.memo("x", coder="AB", on="East"), "no case 'East'"),
    ],
)
def test_what_is_about_nothing_is_refused(study: Study, call: Any, message: str) -> None:
    """An unknown case is answered with the list of them."""
    with pytest.raises(ReviewError, match=message):
        call(study)
    assert len(study.decisions) == 0


def test_who_withdraws_takes_the_charts_and_judgements_on_them_along(study: Study) -> None:
    """What was written of a site that is theirs alone goes too; what was written of others stays."""
    study.chart("person-ANN", "time", "Hurried by her ward.", coder="AB")
    study.judge("person-ANN", "work", 2, "She said so.", coder="AB")
    study.memo("Ann is the manager.", coder="AB", on="person-ANN")
    study.chart("site=North", "time", "Hurried all along.", coder="AB")
    study.chart("site=South", "time", "No hours.", coder="AB")
    study.withdraw("person-ANN", refit=False)
    assert [chart.case for chart in study.charts()] == ["site=South"]
    assert len(study.judgements()) == len(study.memos()) == 0
    assert "Hurried" not in (study.folder / "study.sqlite").read_bytes().decode("latin-1")


# --- the trail -------------------------------------------------------------------------------


def test_the_history_of_a_unit_has_everybody_and_what_was_taken_back(study: Study) -> None:
    """In order, with what was in view."""
    one, two, *_ = unit_ids(study)
    first = study.decide(one, "confirm", coder="AB", codebook="be")
    study.decide(two, "confirm", coder="AB", codebook="be")
    undo = study.undo(first.id, coder="AB")
    second = study.decide(one, "code", "people", coder="CD", blind=True)
    memo = study.memo("Look.", coder="CD", on=one)
    settled = study.settle(one, ["people"], coder="EF")
    history = study.history(one)
    assert list(history) == [first, undo, second, memo, settled]
    assert [d.shown_code for d in history[:3]] == ["time", None, None]
    assert list(study.history(study.codings()[0].id)) == [second, settled]
    with pytest.raises(ReviewError, match="no unit and no coding 'x'"):
        study.history("x")


def test_the_history_of_a_free_coding_follows_its_moves(study: Study) -> None:
    """Though its span and its code are others now."""
    study.code(*span_of(study, "The nurse helped"), "help", coder="AB")
    study.decide(study.codings()[0].id, "edit-span", coder="AB", end=study.codings()[0].end + 3)
    study.decide(study.codings()[0].id, "recode", to="people", coder="AB")
    history = study.history(study.codings()[0].id)
    assert [decision.verdict for decision in history] == ["code", "edit-span", "recode"]

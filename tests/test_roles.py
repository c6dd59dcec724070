"""Roles: from the label, from a legend, from who asks; else unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.read._role_words import role_of_label
from thememiner.read._roles import find_speakers
from thememiner.records import ROLES, Speaker


def by_label(*turns: tuple[str, str]) -> dict[str | None, Speaker]:
    """Speakers found in turns, by label."""
    return {speaker.label: speaker for speaker in find_speakers(turns)}


@pytest.mark.parametrize(
    ("labels", "role"),
    [
        ("I INT Int Interviewer I1 Interviewer_2", "interviewer"),
        ("Facilitator FAC Moderator MOD Researcher Q", "interviewer"),
        ("P P1 R Respondent Participant participant_04", "participant"),
        ("IE Interviewee 1 17 R2 id3 FG1-P3", "participant"),
        ("Observer OBS Note Notetaker Fieldnotes", "observer"),
        ("Ann Speaker_1 Unknown M F K Dr_Lee", "unknown"),
    ],
)
def test_a_label_names_its_role(labels: str, role: str) -> None:
    """The usual labels are understood, others are not guessed."""
    assert {role_of_label(label.replace("_", " ")) for label in labels.split()} == {role}


def test_f_is_the_facilitator_beside_numbers() -> None:
    """F among numbered speakers is the facilitator, and not in doubt."""
    found = by_label(("F", "So?"), ("1", "Yes."), ("2", "No."))
    assert found["F"].role == "interviewer"
    assert not found["F"].doubtful
    assert found["1"].role == "participant"


def test_f_and_m_may_be_a_woman_and_a_man() -> None:
    """F and M alone are in doubt."""
    found = by_label(("M", "So."), ("F", "Yes."), ("M", "Well."))
    assert {one.role for one in found.values()} == {"unknown"}
    assert all(one.doubtful for one in found.values())


def test_the_others_are_participants_once_the_interviewer_is_known() -> None:
    """Names beside INT are participants."""
    found = by_label(("INT", "So?"), ("Ann", "Yes."), ("Bo", "No."))
    assert found["Ann"].role == found["Bo"].role == "participant"


def test_r_is_the_respondent_beside_i_and_the_researcher_beside_p() -> None:
    """R changes its meaning with the other labels; the rarer meaning is in doubt."""
    assert by_label(("I", "So?"), ("R", "Yes."))["R"].role == "participant"
    found = by_label(("R", "So?"), ("P1", "Yes."))
    assert found["R"].role == "interviewer"
    assert found["R"].doubtful


def test_who_asks_and_says_little_is_the_interviewer_where_labels_are_silent() -> None:
    """Behaviour decides between names, and the reason counts the questions."""
    turns = [("Ann", "And how was it?"), ("Bo", "It was good, we had a lot of time for it.")] * 10
    found = by_label(*turns)
    assert found["Ann"].role == "interviewer"
    assert found["Ann"].reason.startswith("10 of 10 turns ask something")
    assert not found["Ann"].doubtful
    assert found["Bo"].role == "participant"


def test_a_guess_from_few_turns_is_in_doubt() -> None:
    """Three questions are a weak reason."""
    turns = [("Ann", "And how was it?"), ("Bo", "It was good, we had a lot of time for it.")] * 3
    assert by_label(*turns)["Ann"].doubtful


def test_nobody_is_made_the_interviewer_of_a_conversation() -> None:
    """Names that all ask and all tell stay unknown."""
    turns = [("Ann", "Is it?"), ("Bo", "Is it?"), ("Ann", "It is so."), ("Bo", "It is not.")] * 5
    assert {one.role for one in by_label(*turns).values()} == {"unknown"}


def test_talk_without_a_label_has_no_role() -> None:
    """None is never given a role."""
    (speaker,) = find_speakers([(None, "How? Why? When?"), (None, "Where?")])
    assert (speaker.label, speaker.role) == (None, "unknown")


def test_labels_on_questions_alone_hide_the_answers() -> None:
    """Q1 and Q2 in a survey carry the answers too, so nobody is the interviewer."""
    found = by_label(("Q1", "How? Fine."), ("Q2", "Why? Because."))
    assert {(one.role, one.doubtful) for one in found.values()} == {("unknown", True)}


@given(st.lists(st.tuples(st.none() | st.text(max_size=20), st.text(max_size=30))))
def test_every_label_is_one_speaker_with_a_reason(turns: list[tuple[str | None, str]]) -> None:
    """Any turns give each label once, in order, with an allowed role and a reason."""
    speakers = find_speakers(turns)
    assert [one.label for one in speakers] == list(dict.fromkeys(label for label, _ in turns))
    assert all(one.role in ROLES and one.reason for one in speakers)

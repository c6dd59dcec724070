"""Names in front of the turns go, every position stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import make_transcript
from thememiner.privacy import is_name, mask_labels, pseudonym
from thememiner.records import Speaker

NAMES = ["Denise", "Yusuf Khan", "Dr Lee", "Amina", "bethan", "O'Brien", "Łukasz", "王小明", "Jo"]


@pytest.mark.parametrize(
    "label", ["P1", "AB-W1", "INT", "nR1-01", "FG1-P3", "17", "P 12", "A", "x"]
)
def test_a_code_is_no_name(label: str) -> None:
    """Codes that researchers give stay readable."""
    assert not is_name(label)


@pytest.mark.parametrize(
    "label",
    ["Nurse 2", "Interviewer", "Focus group leader", "Practice manager", "GP", "Speaker 11"],
)
def test_a_role_is_no_name(label: str) -> None:
    """What somebody does is not who somebody is."""
    assert not is_name(label)


@pytest.mark.parametrize("label", [*NAMES, "Nurse Denise", "Denise (worker)", "Denise 2"])
def test_a_name_is_a_name(label: str) -> None:
    """Also beside a role or a number, and in any script."""
    assert is_name(label)


def test_a_pseudonym_depends_on_label_and_transcript_only() -> None:
    """The same name in the same transcript is the same code; in another it is another."""
    assert pseudonym("Denise", "t1") == pseudonym("Denise", "t1")
    assert pseudonym("Denise", "t1") != pseudonym("Denise", "t2")
    assert pseudonym("Denise", "t1") != pseudonym("Yusuf", "t1")


@given(st.integers(2, 200))
def test_a_pseudonym_is_as_long_as_asked(length: int) -> None:
    """A code fills just the room of the name."""
    assert len(pseudonym("Denise", "t1", length=length)) == length


def test_names_go_everywhere_outside_the_talk() -> None:
    """Header, labels, notes and the reason of a role lose the name; what was said keeps it."""
    transcript = make_transcript(
        [("INT", "So, Denise?"), ("Denise", "I'm Denise. DENISE!")],
        front="Present: Denise, DENISE and Denises",
        notes=("only Denise speaks",),
    )
    speakers = (transcript.speakers[0], Speaker(label="Denise", reason="Denise answers"))
    masked, key = mask_labels(transcript.model_copy(update={"speakers": speakers}))
    ((code, name),) = key.items()
    assert name == "Denise"
    assert masked.text.startswith(f"Present: {code}, {code} and Denises\n\nINT: So, Denise?")
    assert masked.text.endswith(f"{code}: I'm Denise. DENISE!")
    assert masked.notes == (f"only {code} speaks",)
    assert masked.speakers[1].label == masked.turns[1].speaker == code
    assert masked.speakers[1].reason == f"{code} answers"


def test_a_transcript_without_names_comes_back_as_it_is() -> None:
    """Nothing to do, nothing done."""
    transcript = make_transcript([("INT", "So?"), ("P1", "Yes."), (None, "Well.")])
    assert mask_labels(transcript) == (transcript, {})


def test_names_that_differ_in_case_alone_keep_apart() -> None:
    """Each label in the text is the label of its turn."""
    transcript = make_transcript([("Anna", "Yes."), ("ANNABEL", "No."), ("ANNa", "Well.")])
    masked, key = mask_labels(transcript)
    assert len(key) == 3
    for turn in masked.turns:
        assert masked.text[: turn.start].endswith(f"{turn.speaker}: ")


def test_a_code_is_never_another_label_not_even_in_other_letters() -> None:
    """Where the code of a name is taken, another is found."""
    other = pseudonym("Bo", "t1", length=2).lower()
    masked, key = mask_labels(make_transcript([("Bo", "Yes."), (other, "No.")], id="t1"))
    assert list(key.values()) == ["Bo"]
    assert other not in {code.lower() for code in key}
    for turn in masked.turns:
        assert masked.text[: turn.start].endswith(f"{turn.speaker}: ")


def test_many_short_names_get_a_code_each() -> None:
    """Forty names of two characters, as a list of respondents may have."""
    names = [chr(0x4E00 + n) + chr(0x4E80 + n) for n in range(40)]
    masked, key = mask_labels(make_transcript([(name, "Yes.") for name in names]))
    assert sorted(key.values()) == sorted(names)
    assert {turn.speaker for turn in masked.turns} == set(key)


labels = st.sampled_from([*NAMES, "denise", "DENISE", "Denise B", "P1", "INT", "Nurse 2", None])


@given(
    st.lists(st.tuples(labels, st.text(min_size=1, max_size=30)), min_size=1, max_size=8),
    st.lists(st.sampled_from([*NAMES, "and", ":", "\n"]), max_size=6).map(" ".join),
)
def test_no_position_moves_and_no_word_of_the_talk_changes(
    turns: list[tuple[str | None, str]], front: str
) -> None:
    """Equal length throughout, so that every span of before is a span of now."""
    before = make_transcript(turns, front=front)
    after, key = mask_labels(before)
    assert len(after.text) == len(before.text)
    assert after.id == before.id
    assert [(t.start, t.end) for t in after.turns] == [(t.start, t.end) for t in before.turns]
    assert [after.speech(t) for t in after.turns] == [before.speech(t) for t in before.turns]
    assert [key.get(t.speaker or "", t.speaker) for t in after.turns] == [
        t.speaker for t in before.turns
    ]


@given(
    st.lists(st.tuples(labels, st.text(min_size=1, max_size=30)), min_size=1, max_size=8),
    st.lists(st.sampled_from([*NAMES, "and", ":", "\n"]), max_size=6).map(" ".join),
)
def test_no_name_is_left_outside_the_talk(turns: list[tuple[str | None, str]], front: str) -> None:
    """Nothing between the turns, and no label, holds a masked name as a word."""
    after, key = mask_labels(make_transcript(turns, front=front))
    outside, at = "", 0
    for turn in after.turns:
        outside += after.text[at : turn.start] + "\n"
        at = turn.end
    outside += after.text[at:]
    for name in key.values():
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", outside, re.IGNORECASE)
        assert name not in {speaker.label for speaker in after.speakers}

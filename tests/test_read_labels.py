"""Labels in plain text: what names a speaker and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.read import parse_transcript
from thememiner.records import Transcript

LABELS = ["INT", "P1", "P2", "Ann", "Dr. Bo Lee", "17", "I", "R", "Speaker 3", "SPEAKER_00"]
WORDS = st.lists(
    st.sampled_from(
        "we tried it so money and time ran out, really (laughs) [inaudible] yes?".split()
    ),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(["well", *words]))
TURNS = st.lists(st.tuples(st.sampled_from(LABELS), WORDS), min_size=1, max_size=8).map(
    lambda turns: turns + turns
)
CONVENTIONS = {
    "colon": "{label}: {speech}\n",
    "colon, blank lines": "{label}: {speech}\n\n",
    "colon, speech below": "{label}:\n{speech}\n\n",
    "tight colon": "{label} : {speech}\n",
    "time before": "[00:01:02] {label}: {speech}\n",
    "bare time before": "00:01:02 {label}: {speech}\n",
    "time before colon": "{label} [00:01:02]: {speech}\n",
    "time after colon": "{label}: [00:01:02] {speech}\n",
    "time on the label's line": "{label}  1:02\n{speech}\n\n",
    "time below the label": "{label}\n00:01:02\n{speech}\n",
    "bold": "**{label}**: {speech}\n\n",
    "bold with colon": "**{label}:** {speech}\n\n",
    "bold with time": "**{label}** [1:02] {speech}\n\n",
    "bold with time, speech below": "**{label}** 1:02  \n{speech}\n\n",
}


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@pytest.mark.parametrize("convention", CONVENTIONS)
@given(turns=TURNS)
def test_turns_written_in_a_convention_are_read_back(
    convention: str, turns: list[tuple[str, str]]
) -> None:
    """Writing turns in any convention and reading them gives the same turns."""
    line = CONVENTIONS[convention]
    text = "".join(line.format(label=label, speech=speech) for label, speech in turns)
    transcript = parse_transcript(text)
    assert speech_of(transcript) == turns
    if "time" in convention:
        assert {turn.began_s for turn in transcript.turns} == {62.0}


@given(st.lists(st.tuples(st.sampled_from(["id1", "P2", "INT"]), WORDS), min_size=1))
def test_labels_in_brackets_are_read_back(turns: list[tuple[str, str]]) -> None:
    """``[id1] words`` names a speaker."""
    text = "\n\n".join(f"[{label}] {speech}" for label, speech in turns)
    assert speech_of(parse_transcript(text)) == turns


@pytest.mark.parametrize(
    "line",
    [
        "10:30 Meeting: we met.",
        "The point is: it costs.",
        "https://example.org: look there.",
        "I'm: sorry, X.",
        "So: that was it.",
        "What I said then was: no.",
        "Recommendation: more time.",
        "Ratio 3:1 at least.",
        "[laughs] and on it went.",
        "Monday 10:30",
    ],
)
def test_a_colon_does_not_make_a_speaker(line: str) -> None:
    """A line that merely looks like a label stays with the turn before."""
    text = f"INT: How was it?\nP1: Good.\n{line}\nINT: I see.\nP1: Yes.\nINT: Thanks.\nP1: Bye."
    transcript = parse_transcript(text)
    assert [speaker.label for speaker in transcript.speakers] == ["INT", "P1"]
    assert speech_of(transcript)[1] == ("P1", f"Good.\n{line}")


def test_a_label_of_the_same_family_may_occur_once() -> None:
    """P7 speaks once among P1 and P2 and is not doubted."""
    transcript = parse_transcript("F: So?\nP1: a b\nP2: c d\nF: And?\nP1: e\nP2: f\nP7: Me too.\n")
    assert [one.label for one in transcript.speakers] == ["F", "P1", "P2", "P7"]
    assert not any(one.doubtful for one in transcript.speakers)


def test_a_name_that_occurs_once_among_names_is_doubted() -> None:
    """Carla speaks once in a long file: she is a speaker, in doubt."""
    text = "Ann: How?\nBo: So.\n" * 5 + "Carla: Me too.\n"
    transcript = parse_transcript(text)
    assert transcript.speaker("Carla").doubtful
    assert "the label Carla occurs only once and may be no speaker" in transcript.notes


def test_spellings_of_one_label_are_joined() -> None:
    """INT and Int are one speaker under the spelling that is used most."""
    transcript = parse_transcript("INT: a?\nP1: b\nInt: c?\nP1: d\nINT: e?\np1: f")
    assert [turn.speaker for turn in transcript.turns] == ["INT", "P1"] * 3
    assert "the labels INT, Int were joined as INT" in transcript.notes


def test_continuation_paragraphs_belong_to_the_turn_before() -> None:
    """A paragraph without a label goes on with the last speaker."""
    transcript = parse_transcript("Ann: One.\n\nTwo, of course.\n\nBo: Three.\n\nAnn: Four.")
    assert speech_of(transcript)[0] == ("Ann", "One.\n\nTwo, of course.")


def test_facts_at_the_top_are_no_turns() -> None:
    """Date, place and names at the top stay in the text and are nobody's talk."""
    top = "Interview 4\nDate: 3 May 2024\nInterviewer: Jane Smith\nParticipant: P04\n\n"
    transcript = parse_transcript(
        top + "Interviewer: Can you tell me more?\n\nP04: Yes, I can.\n\nInterviewer: Go on.\n"
    )
    assert [one.label for one in transcript.speakers] == ["Interviewer", "P04"]
    assert len(transcript.turns) == 3
    assert "4 lines before the first label kept as front matter" in transcript.notes


def test_a_legend_at_the_top_gives_roles() -> None:
    """``I1: Interviewer 1`` explains a label and is no turn."""
    transcript = parse_transcript(
        "I1: Interviewer 1\nK: Woman\n\nI1: How was it, then?\nK: Fine.\nI1: Good.\nK: Yes, it was."
    )
    assert len(transcript.turns) == 4
    assert transcript.speaker("I1").reason == "the file says I1 is Interviewer 1"
    assert transcript.speaker("K").role == "participant"


def test_a_closing_line_is_no_talk() -> None:
    """The transcription service's last line is in the text but in no turn."""
    transcript = parse_transcript(
        "Ann  0:01\nHello.\n\nBo  0:05\nHi.\n\nTranscribed by https://otter.ai\n"
    )
    assert speech_of(transcript)[-1] == ("Bo", "Hi.")


def test_labels_without_words_are_passed_over() -> None:
    """A label with nothing after it is no turn, and a note counts it."""
    transcript = parse_transcript("INT: Well?\nP1:\nINT: Well?\nP1: Yes.")
    assert len(transcript.turns) == 3
    assert "1 label without any words passed over" in transcript.notes


def test_field_notes_with_clock_times_name_no_speakers() -> None:
    """``10:30 Meeting:`` is a time and a heading."""
    transcript = parse_transcript("10:30 Meeting: we met.\n\n11:15 Lunch: with nurses.")
    assert [one.label for one in transcript.speakers] == [None]


def test_labels_in_small_letters_and_brackets_are_names_too() -> None:
    """Job titles and jobs in brackets name speakers."""
    transcript = parse_transcript(
        "Community worker: I said: no.\nBo (nurse): Good.\nCommunity worker: Yes.\nBo (nurse): So."
    )
    assert [turn.speaker for turn in transcript.turns] == ["Community worker", "Bo (nurse)"] * 2


def test_facts_above_a_text_without_labels_are_no_talk() -> None:
    """The head of an e-mail is front matter, its body is talk."""
    transcript = parse_transcript("Date: 3 May\nSubject: survey\n\nWe had no time.")
    assert speech_of(transcript) == [(None, "We had no time.")]
    assert "2 lines at the top kept as front matter" in transcript.notes


def test_rare_words_with_a_colon_make_no_speakers() -> None:
    """Two notes in a long text without labels are not turns."""
    text = "\n\n".join(["We went on and on about it."] * 60 + ["Example: one.", "Example: two."])
    assert [one.label for one in parse_transcript(text).speakers] == [None]

"""WebVTT captions: voices, labels, times, and captions that are out of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read import parse_transcript
from thememiner.records import Transcript

WORDS = st.lists(st.sampled_from(["we", "tried", "it", "so", "2 < 3", "&"]), min_size=1).map(
    " ".join
)
TURNS = st.lists(st.tuples(st.sampled_from(["Ann Lee", "Bo", "INT"]), WORDS), min_size=1).map(
    lambda turns: turns + turns
)


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def joined(turns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbouring turns of one speaker as one."""
    out: list[tuple[str, str]] = []
    for label, speech in turns:
        if out and out[-1][0] == label:
            out[-1] = (label, f"{out[-1][1]} {speech}")
        else:
            out.append((label, speech))
    return out


def captions(turns: list[tuple[str, str]], form: str) -> str:
    """A caption file with one caption a turn, two seconds each."""
    cues = []
    for n, (label, speech) in enumerate(turns):
        escaped = speech.replace("&", "&amp;").replace("<", "&lt;")
        minute, second = divmod(2 * n, 60)
        began, ended = f"00:{minute:02}:{second:02}.000", f"00:{minute:02}:{second + 1:02}.500"
        cues.append(f"{n}\n{began} --> {ended}\n{form.format(label=label, speech=escaped)}")
    return "\n\n".join(["WEBVTT", *cues])


@pytest.mark.parametrize(
    "form", ["<v {label}>{speech}</v>", "<v {label}>{speech}", "<v.loud {label}><i>{speech}</i>"]
)
@given(turns=TURNS)
def test_voice_tags_are_read_back(form: str, turns: list[tuple[str, str]]) -> None:
    """Turns written as voices are read back, neighbours of one speaker joined, with times."""
    transcript = parse_transcript(captions(turns, form), format="vtt")
    assert speech_of(transcript) == joined(turns)
    assert transcript.turns[0].began_s == 0.0
    assert transcript.turns[-1].ended_s == 2 * (len(turns) - 1) + 1.5


@given(turns=TURNS)
def test_labels_inside_captions_are_read_back(turns: list[tuple[str, str]]) -> None:
    """``Name:`` at the start of a caption names the speaker."""
    transcript = parse_transcript(captions(turns, "{label}: {speech}"), format="vtt")
    assert speech_of(transcript) == joined(turns)


def test_captions_without_a_name_go_on_with_the_speaker_before() -> None:
    """A caption without voice or label belongs to the last speaker."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>One</v>\n\n00:02.000 --> 00:03.000\ntwo\n\n"
        "00:03.000 --> 00:04.000\n<v Bo>three</v>"
    )
    transcript = parse_transcript(text, format="vtt")
    assert speech_of(transcript) == [("Ann", "One two"), ("Bo", "three")]
    assert (transcript.turns[0].began_s, transcript.turns[0].ended_s) == (1.0, 3.0)
    assert transcript.text == "Ann: One two\n\nBo: three"


def test_captions_without_any_name_are_one_unknown_speaker() -> None:
    """No voices and no labels: one turn, one speaker, role unknown."""
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:02.000 --> 00:03.000\ntwo: three"
    transcript = parse_transcript(text, format="vtt")
    assert speech_of(transcript) == [(None, "One two: three")]
    assert transcript.speakers[0].role == "unknown"


def test_two_voices_in_one_caption_are_two_turns() -> None:
    """A caption may hold two voices."""
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Well?</v>\n<v Bo>Yes.</v>"
    assert speech_of(parse_transcript(text, format="vtt")) == [("Ann", "Well?"), ("Bo", "Yes.")]


def test_broken_times_keep_their_words() -> None:
    """A caption with broken times keeps its words, and a note counts it."""
    text = (
        "WEBVTT\n\nNOTE made by a machine\n\nSTYLE\n::cue { color: red }\n\n"
        "1\n00:00:01.000 --> 00:99:xx\n<v Ann>Kept.\n\n2\n00:09.000 --> 00:08.000\n<v Bo>Too.\n\n"
        "00:10 - 00:12\nAnd this."
    )
    transcript = parse_transcript(text, format="vtt")
    assert speech_of(transcript) == [("Ann", "Kept."), ("Bo", "Too. And this.")]
    assert any(note.startswith("2 captions have broken times") for note in transcript.notes)
    assert any("without a line of times" in note for note in transcript.notes)


def test_one_voice_for_every_caption_is_doubted() -> None:
    """A file in which all captions have one voice may hide a second person."""
    turns = [("Meeting room", word) for word in ("one", "two", "three", "four")]
    transcript = parse_transcript(captions(turns, "<v {label}>{speech}"), format="vtt")
    assert "all turns have the label Meeting room: are two people behind it?" in transcript.notes
    assert transcript.speakers[0].doubtful


@pytest.mark.parametrize("text", ["WEBVTT", "WEBVTT\n\nNOTE nothing\n", "Just a text.\n\nMore."])
def test_a_file_without_captions_is_refused(text: str) -> None:
    """No captions: the error shows what a caption looks like."""
    with pytest.raises(ReadError, match=r"captions.*00:00:01\.000 -->"):
        parse_transcript(text, format="vtt")


def test_changes_of_speaker_without_a_name_are_told() -> None:
    """``>>`` says that somebody else speaks, not who: it is one unknown speaker and a note."""
    cues = ((">> So?", 1), (">> Yes. It was", 2), ("late.", 3))
    body = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{said}" for said, n in cues)
    transcript = parse_transcript(f"WEBVTT\n\n{body}\n", format="vtt")
    assert "2 captions begin with >>: another speaker, whom nothing names" in transcript.notes
    assert {turn.speaker for turn in transcript.turns} == {None}

"""SubRip and YouTube captions: cues, numbers, labels, and captions that are out of order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.formats._srt import parse_sbv, parse_srt
from thememiner.read import parse_transcript, read_transcript
from thememiner.read._srt import read_srt
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


def captions(turns: list[tuple[str, str]], *, format: str) -> str:
    """A caption file with one caption a turn, two seconds each."""
    cues = []
    for n, (label, speech) in enumerate(turns):
        minute, second = divmod(2 * n, 60)
        if format == "srt":
            times = (
                f"{n + 1}\n00:{minute:02}:{second:02},000 --> 00:{minute:02}:{second + 1:02},500"
            )
        else:
            times = f"0:{minute:02}:{second:02}.000,0:{minute:02}:{second + 1:02}.500"
        cues.append(f"{times}\n{label}: {speech}")
    return "\n\n".join(cues)


@pytest.mark.parametrize("format", ["srt", "sbv"])
@given(turns=TURNS)
def test_labels_inside_captions_are_read_back(format: str, turns: list[tuple[str, str]]) -> None:
    """Turns written as captions are read back, neighbours of one speaker joined, with times."""
    transcript = parse_transcript(captions(turns, format=format), format=format)
    assert speech_of(transcript) == joined(turns)
    assert transcript.turns[0].began_s == 0.0
    assert transcript.turns[-1].ended_s == 2 * (len(turns) - 1) + 1.5


def test_captions_without_any_name_are_one_unknown_speaker() -> None:
    """No labels: one turn, one speaker, role unknown."""
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo: three"
    transcript = parse_transcript(text, format="srt")
    assert speech_of(transcript) == [(None, "One two: three")]
    assert (transcript.turns[0].began_s, transcript.turns[0].ended_s) == (1.0, 3.0)
    assert "no speaker labels: treated as one speaker" in transcript.notes


def test_numbers_that_are_speech_are_kept() -> None:
    """Only the number above a line of times goes; a spoken number and a blank line stay speech."""
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n1984\n\nit was\n2\n00:00:02,000 --> 00:00:03,000\n7\n"
        "\n3\n00:00:03,000 --> 00:00:04,000\n12"
    )
    assert speech_of(parse_transcript(text, format="srt")) == [(None, "1984 it was 7 12")]


def test_captions_without_numbers_are_read() -> None:
    """Some programs leave the numbers out; a spoken number before the times is kept."""
    text = "00:00:01,000 --> 00:00:02,000\nIn\n1984\n00:00:02,000 --> 00:00:03,000\nso"
    assert speech_of(parse_transcript(text, format="srt")) == [(None, "In 1984 so")]


@pytest.mark.parametrize(
    "times",
    ["00:00:05,000 --> 00:99:xx", "00:00:05,000 --> 00:00:04,000", "00:00:05,000 -->"],
)
def test_broken_times_keep_their_words(times: str) -> None:
    """A caption with broken times keeps its words, and a note counts it."""
    text = f"1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n{times}\ntwo"
    transcript = parse_transcript(text, format="srt")
    assert speech_of(transcript) == [(None, "One two")]
    assert "1 caption has broken times; the words were kept without them" in transcript.notes


def test_other_spellings_of_times_are_read() -> None:
    """Full stops, short arrows, and places on the screen are no reason to lose a caption."""
    text = (
        "1\n00:00:01.000 -> 00:00:02.000\nOne\n\n"
        "2\n00:00:02,000 --> 00:00:03,000 X1:40 X2:600 Y1:20 Y2:50\ntwo\n\n"
        "3\n00:00:03,000 --> 00:00:04,000 three"
    )
    transcript = parse_transcript(text, format="srt")
    assert speech_of(transcript) == [(None, "One two three")]
    assert transcript.turns[0].ended_s == 4.0


def test_markup_is_no_speech() -> None:
    """Italics, fonts and places are taken away, entities are read."""
    text = '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>R&amp;D</i> <font color="red">is < 5</font>'
    assert speech_of(parse_transcript(text, format="srt")) == [(None, "R&D is < 5")]


def test_words_above_the_first_caption_are_kept() -> None:
    """Nothing is dropped silently: a note says that they were kept."""
    text = "Interview 3\n\n1\n00:00:01,000 --> 00:00:02,000\nOne"
    transcript = parse_transcript(text, format="srt")
    assert speech_of(transcript) == [(None, "Interview 3 One")]
    assert any(note.startswith("the words above the first line") for note in transcript.notes)


def test_captions_without_words_are_counted() -> None:
    """An empty caption is no turn, and a note counts it."""
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:02,000 --> 00:00:03,000\n\n"
    assert "1 caption has no words" in parse_transcript(text, format="srt").notes


def test_webvtt_under_another_name_is_read() -> None:
    """A WebVTT file that was named .srt is read as what it is."""
    transcript = parse_transcript("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>So?</v>", format="srt")
    assert speech_of(transcript) == [("Ann", "So?")]
    assert "the file holds WebVTT captions" in transcript.notes


@pytest.mark.parametrize("format", ["srt", "sbv"])
@pytest.mark.parametrize("text", ["Just a text.\n\nMore.", "1\n00:00:01,000 --> 00:00:02,000\n"])
def test_a_file_without_captions_is_refused(format: str, text: str) -> None:
    """No captions with words: the error shows what a caption looks like."""
    if format == "sbv":
        text = text.replace("1\n00:00:01,000 --> 00:00:02,000", "0:00:01.000,0:00:02.000")
    with pytest.raises(ReadError, match=rf"\.{format} but holds no captions.*captions such as"):
        parse_transcript(text, format=format)


def test_a_file_of_200_mb_is_refused() -> None:
    """No captions are that long; the message gives both sizes."""
    with pytest.raises(ReadError, match=r"200 MB, too much for a text file.*at most 20 MB"):
        read_srt(b"a" * 200_000_000)


@pytest.mark.parametrize("format", ["srt", "sbv"])
@given(data=st.binary() | st.text("12:,.->\n a", max_size=80).map(str.encode))
def test_any_bytes_give_a_transcript_or_a_reason(format: str, data: bytes) -> None:
    """No bytes lead to anything but a transcript or a ``ReadError``."""
    try:
        read_srt(data, format=format)
    except ReadError:
        return


def _spoken(text: str) -> str:
    """All lines that are neither times nor the number right above them."""
    bare = re.sub(r"(?m)^(?:\d+\n)?[\d:.,]+(?: --> |,(?=\d:))[\d:.,]+$", "", text)
    return "".join(bare.split())


def test_every_spoken_character_of_the_real_captions_is_kept(shared_data: Path) -> None:
    """What stands under the times is the turns' text, white space apart."""
    folder = shared_data / "formats"
    paths = sorted([*folder.glob("srt/*.srt"), *folder.glob("other/*.sbv")])
    if not paths:
        pytest.skip("The caption files are not among the evaluation data.")
    for path in paths:
        transcript = read_transcript(path)
        kept = "".join(transcript.speech(turn) for turn in transcript.turns)
        assert "".join(kept.split()) == _spoken(path.read_text(encoding="utf-8")), path.name
        assert [speaker.label for speaker in transcript.speakers] == [None]


@pytest.mark.parametrize(
    ("name", "n_cues"),
    [
        ("srt/webvtt-py__sample.srt", 5),
        ("srt/webvtt-py__invalid_timeframe.srt", 5),
        ("srt/webvtt-py__missing_caption_text.srt", 4),  # five captions, one without words
        ("other/webvtt-py__sample.sbv", 5),
    ],
)
def test_captions_of_the_real_files(shared_data: Path, name: str, n_cues: int) -> None:
    """As many captions with words as counted in the file by hand."""
    path = shared_data / "formats" / name
    if not path.is_file():
        pytest.skip("The caption files are not among the evaluation data.")
    parse = parse_sbv if path.suffix == ".sbv" else parse_srt
    assert len(parse(path.read_text(encoding="utf-8"))[0]) == n_cues

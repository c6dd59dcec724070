"""CHAT transcripts: main lines, roles, times, and what is not talk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.formats._cha import parse_cha
from thememiner.read import read_transcript
from thememiner.read._cha import read_cha
from thememiner.records import Transcript

HEAD = "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tPAR Participant, INV Ann Investigator\n"
WORDS = st.lists(
    st.sampled_from(["we", "<tried it>", "[//]", "&-um", "(.)", "xxx", "naïve"]), min_size=1
).map(lambda words: f"{' '.join(words)} .")
TURNS = st.lists(st.tuples(st.sampled_from(["PAR", "INV", "CH1"]), WORDS), min_size=1)


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def read(body: str) -> Transcript:
    """The transcript of a CHAT file with the usual headers."""
    return read_cha(f"{HEAD}{body}\n@End\n".encode())


@given(turns=TURNS)
def test_turns_are_read_back(turns: list[tuple[str, str]]) -> None:
    """Main lines with bullets and annotation are read back, neighbours of one speaker joined."""
    lines = [
        f"*{who}:\t{text} \x15{n * 1000}_{n * 1000 + 900}\x15\n%mor:\tnoun|x\n%com:\tnot said"
        for n, (who, text) in enumerate(turns)
    ]
    expected: list[tuple[str, str]] = []
    for who, text in turns:
        if expected and expected[-1][0] == who:
            expected[-1] = (who, f"{expected[-1][1]} {text}")
        else:
            expected.append((who, text))
    transcript = read("\n".join(lines))
    assert speech_of(transcript) == expected
    assert transcript.turns[0].began_s == 0.0
    assert transcript.turns[-1].ended_s == len(turns) - 0.1


def test_continuation_lines_go_on() -> None:
    """A line that begins with a tab belongs to the line above."""
    transcript = read("*PAR:\twe tried\n\tand tried\n\tagain . \x151000_\n\t2500\x15")
    assert speech_of(transcript)[0][1].startswith("we tried and tried again .")


def test_participants_give_the_roles() -> None:
    """Investigator asks, Participant answers, whatever their codes; the reason names the file."""
    transcript = read("*INV:\tso ?\n*PAR:\tyes .")
    assert [(one.label, one.role) for one in transcript.speakers] == [
        ("INV", "interviewer"),
        ("PAR", "participant"),
    ]
    assert transcript.speaker("INV").reason == "the file says INV is Investigator"


def test_a_target_child_is_a_participant() -> None:
    """CHAT calls the person a study is about a target, and such a child asks many questions."""
    text = "@Begin\n@Participants:\tCHI Eve Target_Child, MOT Mother\n*CHI:\twhy ?\n*MOT:\tso .\n"
    transcript = read_cha(f"{text}*CHI:\twhat ?\n*MOT:\tit .\n".encode())
    assert transcript.speaker("CHI").role == "participant"


def test_bullets_become_times_in_every_spelling() -> None:
    """Inside a line, with a file name, or without their marks at the end of a line."""
    transcript = read(
        "*PAR:\tone \x15100_200\x15 two . \x15300_400\x15\n"
        '*INV:\tthree . \x15%snd:"a b"_500_600\x15\n'
        "*PAR:\tfour . 700_800"
    )
    assert speech_of(transcript) == [("PAR", "one two ."), ("INV", "three ."), ("PAR", "four .")]
    assert [(turn.began_s, turn.ended_s) for turn in transcript.turns] == [
        (0.1, 0.4),
        (0.5, 0.6),
        (0.7, 0.8),
    ]


def test_what_is_not_talk_is_left_out_with_a_note() -> None:
    """Annotation and comments are not speech, and the notes count them."""
    transcript = read(
        "@Comment:\tloud room\n*PAR:\tso .\n%mor:\tx\n%gra:\ty\n*INV:\tyes .\n%mor:\tx"
    )
    assert "lines of annotation were left out: 1 %gra, 2 %mor" in transcript.notes
    assert "lines about the recording were left out: 1 @Comment" in transcript.notes
    assert "labels found: PAR, INV" in transcript.notes
    assert "loud" not in transcript.text


def test_lines_without_a_mark_are_kept() -> None:
    """A line that has lost its tab goes on with the speaker before, and a note counts it."""
    transcript = read("*PAR:\twe tried\nagain .")
    assert speech_of(transcript) == [("PAR", "we tried again .")]
    assert "1 line without a speaker was given to the speaker before" in transcript.notes


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"Ann: hello\nBo: so", "no CHAT transcript"),
        (HEAD.encode(), "headers but no line of a speaker"),
        (b"*PAR:\t\n", "no talk"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_what_is_no_chat_is_refused_with_the_reason(data: bytes, found: str) -> None:
    """The message says what the file is."""
    with pytest.raises(ReadError, match=found):
        read_cha(data)


def test_a_file_of_200_mb_is_refused() -> None:
    """No transcript is that long; the message gives both sizes."""
    with pytest.raises(ReadError, match=r"200 MB, too much for a CHAT transcript.*at most 6 MB"):
        read_cha(b"a" * 200_000_000)


@given(data=st.binary() | st.text("*PAR:\t\n%@_12 \x15\x02", max_size=80).map(str.encode))
def test_any_bytes_give_a_transcript_or_a_reason(data: bytes) -> None:
    """No bytes lead to anything but a transcript or a ``ReadError``."""
    try:
        read_cha(data)
    except ReadError:
        return


SPEAKERS_AND_UTTERANCES = {
    "talkbank-tools__test": (1, 13),
    "talkbank-tools__unlinked": (1, 1),
    "talkbank-tools__eng_multi_speaker.jan9": (2, 12),
    "talkbank-tools__eng_overlap_ca.jan9": (2, 10),
    "talkbank-tools__eng_disfluency.jan9": (1, 10),
}


def test_every_spoken_character_of_the_real_files_is_kept(shared_data: Path) -> None:
    """Main lines without their bullets are the turns' text; speakers and utterances are counted."""
    paths = sorted((shared_data / "formats" / "cha").glob("*.cha"))
    if not paths:
        pytest.skip("The CHAT files are not among the evaluation data.")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        spoken = "".join(re.findall(r"(?m)^\*\w+:\t(.*?)(?:\s*\x15?\d+_\d+\x15?)?$", text))
        transcript = read_transcript(path)
        kept = "".join(transcript.speech(turn) for turn in transcript.turns)
        assert "".join(kept.split()) == "".join(spoken.split()), path.name
        found = len(transcript.speakers), len(parse_cha(path.read_bytes()).lines)
        assert found == SPEAKERS_AND_UTTERANCES[path.stem], path.name

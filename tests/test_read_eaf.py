"""ELAN files: tiers are speakers, and XML that is meant to harm is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.formats._eaf import parse_eaf
from thememiner.read import read_transcript
from thememiner.read._eaf import read_eaf
from thememiner.records import Transcript

WORDS = st.lists(st.sampled_from(["we", "tried", "a < b", "&", "naïve"]), min_size=1).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from(["Ann", "Bo", "INT"]), WORDS), min_size=1)

Spoken = list[tuple[str, int | None, int | None]]


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


class Elan:
    """An ELAN file in the making."""

    def __init__(self) -> None:
        self._slots: list[str] = []
        self._tiers: list[str] = []
        self._n = 0

    def tier(self, name: str, spoken: Spoken, *, type: str = "talk", who: str = "") -> list[str]:
        """Add an independent tier: words, begin and end in milliseconds; gives the ids."""
        ids, rows = [], []
        for words, *times in spoken:
            refs = [self._slot(time) for time in times]
            ids.append(self._id())
            rows.append(
                f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{ids[-1]}" '
                f'TIME_SLOT_REF1="{refs[0]}" TIME_SLOT_REF2="{refs[1]}"><ANNOTATION_VALUE>'
                f"{escape(words)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
            )
        person = f' PARTICIPANT="{who}"' if who else ""
        self._add(f'TIER_ID="{name}" LINGUISTIC_TYPE_REF="{type}"{person}', rows)
        return ids

    def below(self, name: str, parent: str, values: dict[str, str]) -> list[str]:
        """Add a tier that hangs on another: id of the annotation above to the words."""
        ids, rows = [], []
        for above, words in values.items():
            ids.append(self._id())
            rows.append(
                f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{ids[-1]}" ANNOTATION_REF="{above}">'
                f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
            )
        self._add(f'TIER_ID="{name}" PARENT_REF="{parent}" LINGUISTIC_TYPE_REF="ref"', rows)
        return ids

    def data(self) -> bytes:
        """The file's bytes."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT FORMAT="3.0"><TIME_ORDER>'
            f"{''.join(self._slots)}</TIME_ORDER>{''.join(self._tiers)}"
            '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="talk" TIME_ALIGNABLE="true"/>'
            '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="codes" CONTROLLED_VOCABULARY_REF="cv"/>'
            "</ANNOTATION_DOCUMENT>"
        ).encode()

    def _slot(self, time: object) -> str:
        name = f"ts{len(self._slots)}"
        value = "" if time is None else f' TIME_VALUE="{time}"'
        self._slots.append(f'<TIME_SLOT TIME_SLOT_ID="{name}"{value}/>')
        return name

    def _id(self) -> str:
        self._n += 1
        return f"a{self._n}"

    def _add(self, attributes: str, rows: list[str]) -> None:
        self._tiers.append(f"<TIER {attributes}>{''.join(rows)}</TIER>")


@given(turns=TURNS)
def test_turns_on_tiers_are_read_back_in_the_order_of_time(turns: list[tuple[str, str]]) -> None:
    """One tier a speaker: the talk comes back in time order, neighbours of one speaker joined."""
    elan = Elan()
    for name in dict.fromkeys(label for label, _ in turns):
        elan.tier(
            name,
            [(t, n * 1000, n * 1000 + 900) for n, (who, t) in enumerate(turns) if who == name],
        )
    expected: list[tuple[str, str]] = []
    for who, text in turns:
        if expected and expected[-1][0] == who:
            expected[-1] = (who, f"{expected[-1][1]} {text}")
        else:
            expected.append((who, text))
    transcript = read_eaf(elan.data())
    assert speech_of(transcript) == expected
    assert transcript.turns[-1].ended_s == len(turns) - 0.1


def test_the_participant_names_the_speaker() -> None:
    """PARTICIPANT comes before the tier's own name; the labels are listed."""
    elan = Elan()
    elan.tier("speech-1", [("So?", 0, 900)], who="Interviewer")
    elan.tier("speech-2", [("Yes.", 1000, 1900)])
    transcript = read_eaf(elan.data())
    assert speech_of(transcript) == [("Interviewer", "So?"), ("speech-2", "Yes.")]
    assert transcript.speaker("Interviewer").role == "interviewer"
    assert "labels found: Interviewer, speech-2" in transcript.notes


def test_translations_and_codes_are_no_speech() -> None:
    """Tiers that hang on others and tiers with values of a fixed list are left out with a note."""
    elan = Elan()
    ids = elan.tier("Ann", [("Ja.", 0, 900)])
    elan.below("Ann-en", "Ann", {ids[0]: "Yes."})
    elan.tier("gesture", [("nod", 0, 900)], type="codes")
    transcript = read_eaf(elan.data())
    assert speech_of(transcript) == [("Ann", "Ja.")]
    assert any("Ann-en (hangs on Ann, 1)" in note for note in transcript.notes)
    assert any("gesture (values of a fixed list, 1)" in note for note in transcript.notes)


def test_words_under_an_empty_tier_are_read() -> None:
    """Where the independent tier only holds times, the tier on it holds the talk."""
    elan = Elan()
    ids = elan.tier("utterance", [("", 0, 900), ("", 1000, 1900)])
    elan.below("words", "utterance", {ids[0]: "We", ids[1]: "tried"})
    transcript = read_eaf(elan.data())
    assert speech_of(transcript) == [("words", "We tried")]
    assert (transcript.turns[0].began_s, transcript.turns[0].ended_s) == (0.0, 1.9)
    assert any(note.startswith("the tier utterance is empty") for note in transcript.notes)


def test_broken_times_keep_their_words() -> None:
    """An annotation without a time, or that ends before it begins, stays in its place."""
    elan = Elan()
    elan.tier("Ann", [("One", 0, 900), ("two", None, None), ("three", 3000, 2000)])
    transcript = read_eaf(elan.data())
    assert speech_of(transcript) == [("Ann", "One two three")]
    assert "2 annotations have broken times; the words were kept without them" in transcript.notes


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>"
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b"<ANNOTATION_DOCUMENT>&a;</ANNOTATION_DOCUMENT>"
)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"Ann: so", "is no XML"),
        (b"<ANNOTATION_DOCUMENT><TIER", "damaged XML or cut off"),
        (b"<html/>", "an XML document of the kind 'html'"),
        (b"<ANNOTATION_DOCUMENT/>", "0 tiers, but none with words"),
        (BOMB, "document type or entities"),
        (BOMB.decode().encode("utf-16"), "document type or entities"),
        (OUTSIDE, "document type or entities"),
        (b"<a>" * 100_000, "nested deeper"),
    ],
)
def test_what_is_no_elan_file_is_refused_with_the_reason(data: bytes, found: str) -> None:
    """The message says what the file is; no entity is ever opened."""
    with pytest.raises(ReadError, match=found):
        read_eaf(data)


def test_a_file_of_200_mb_is_refused() -> None:
    """No ELAN file is that long; the message gives both sizes."""
    with pytest.raises(ReadError, match=r"200 MB, too much for an ELAN file.*at most 20 MB"):
        read_eaf(b"a" * 200_000_000)


@given(data=st.binary())
def test_any_bytes_give_a_transcript_or_a_reason(data: bytes) -> None:
    """No bytes lead to anything but a transcript or a ``ReadError``."""
    try:
        read_eaf(data)
    except ReadError:
        return


@given(data=st.data())
def test_damaged_files_give_a_transcript_or_a_reason(data: st.DataObject) -> None:
    """A piece of a real file replaced by other bytes is no accident."""
    elan = Elan()
    ids = elan.tier("Ann", [("One", 0, 900), ("two", 1000, 1900)], who="A")
    elan.below("Ann-en", "Ann", dict.fromkeys(ids, "x"))
    whole = elan.data()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    try:
        read_eaf(whole[:start] + data.draw(st.binary(max_size=6)) + whole[end:])
    except ReadError:
        return


def test_every_spoken_character_of_the_real_files_is_kept(shared_data: Path) -> None:
    """The independent tier of the sample is the turns' text; the other tiers are named."""
    paths = sorted((shared_data / "formats" / "eaf").glob("*.eaf"))
    if not paths:
        pytest.skip("The ELAN files are not among the evaluation data.")
    for path in paths:
        root = ET.fromstring(path.read_bytes())
        values = [one.text or "" for one in root.findall("TIER[@TIER_ID='text']//ANNOTATION_VALUE")]
        transcript = read_transcript(path)
        kept = "".join(transcript.speech(turn) for turn in transcript.turns)
        assert "".join(kept.split()) == "".join("".join(values).split()), path.name
        assert [speaker.label for speaker in transcript.speakers] == ["text"]
        named = " ".join(transcript.notes)
        tiers = parse_eaf(path.read_bytes())
        assert all(tier.name in named for tier in tiers if tier.name != "text"), path.name

"""Plain text: encodings, spans, folders and files that are no transcripts."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read import (
    find_files,
    make_transcript,
    parse_transcript,
    read_files,
    read_transcript,
    read_transcripts,
)
from thememiner.read._docx import read_docx
from thememiner.read._text import read_text
from thememiner.read._vtt import read_vtt
from thememiner.records import Source, Transcript

SHARED = Path(os.environ.get("THEMEMINER_SHARED", Path(__file__).parents[2] / "shared"))
OSFG = SHARED / "data" / "osfg"
FORMATS = OSFG.parent / "formats" / "txt"
TALK = "INT: What’s the café like?\nP1: It’s “fine”, señor.\nINT: Thank you.\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_give_the_same_transcript(encoding: str) -> None:
    """A transcript's text and id do not depend on how the file encodes Unicode."""
    transcript = read_text(TALK.encode(encoding))
    assert transcript.text == TALK
    assert transcript.id == parse_transcript(TALK).id


def test_windows_1252_is_read_and_named_in_a_note() -> None:
    """Windows-1252 is decoded, and a note says so."""
    transcript = read_text(TALK.encode("cp1252"))
    assert transcript.text == TALK
    assert any("Windows-1252" in note for note in transcript.notes)


def test_another_old_encoding_is_found_by_statistics() -> None:
    """Cyrillic text in Windows-1251 is not read as Western letters."""
    talk = "И: Привет, как дела у вас сегодня?\nР: Хорошо, спасибо, всё идёт нормально.\n"
    transcript = read_text(talk.encode("cp1251"))
    assert transcript.text == talk
    assert any("CP1251" in note for note in transcript.notes)


def test_mixed_line_ends_become_one_kind() -> None:
    """CRLF, CR and LF in one file all become LF, and a note says so."""
    transcript = read_text(b"I: one\r\nP1: two\rI: three\nP1: four")
    assert transcript.text == "I: one\nP1: two\nI: three\nP1: four"
    assert "mixed line ends were made one kind" in transcript.notes


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16")])
def test_an_empty_file_is_refused(data: bytes) -> None:
    """A file without words is a ReadError that says it is empty."""
    with pytest.raises(ReadError, match="The file is empty"):
        read_text(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PNG, "a PNG picture"), (b"%PDF-1.7 ...", "a PDF"), (b"ab\x00\x01\x02cd", "binary data")],
)
def test_a_file_that_is_not_text_is_refused(data: bytes, kind: str) -> None:
    """A picture renamed .txt is a ReadError that says what the file is."""
    with pytest.raises(ReadError, match=kind):
        read_text(data)


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_a_transcript_or_a_read_error(data: bytes) -> None:
    """No bytes lead to an error of another kind, whichever reader gets them."""
    for reader in (read_text, read_vtt, read_docx):
        for content in (data, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data, b"PK\x03\x04" + data):
            try:
                transcript = reader(content)
            except ReadError:
                continue
            assert transcript.turns


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_any_string_is_a_transcript_or_a_read_error(text: str) -> None:
    """Every turn of any string lies in the text, without blanks at its ends."""
    for form in ("txt", "md", "vtt"):
        try:
            transcript = parse_transcript(text, format=form)
        except ReadError:
            continue
        for turn in transcript.turns:
            speech = transcript.speech(turn)
            assert speech
            assert speech == speech.strip()


@given(st.lists(st.tuples(st.sampled_from([None, "P1", "INT"]), st.text(min_size=1))))
def test_a_made_transcript_says_what_its_turns_say(turns: list[tuple[str | None, str]]) -> None:
    """Each turn made is found in the text, white space at line ends apart."""
    source = Source(sha256="0" * 64, format="frame")
    spoken = [(label, speech.split()) for label, speech in turns if speech.split()]
    if not spoken:
        with pytest.raises(ReadError, match="no talk"):
            make_transcript(turns, source=source)
        return
    transcript = make_transcript(turns, source=source)
    assert [(label, speech.split()) for label, speech in speech_of(transcript)] == spoken


def test_the_text_of_plain_files_stays_as_it_is() -> None:
    """Labels and blank lines stay in the text; a turn's span covers speech alone."""
    text = "Title\n\nINT:  Hello there. \n\nP1:\tWell,\n\nmore of it.  \n"
    transcript = parse_transcript(text)
    assert transcript.text == text
    assert speech_of(transcript) == [("INT", "Hello there."), ("P1", "Well,\n\nmore of it.")]
    assert "1 line before the first label kept as front matter" in transcript.notes


def test_a_text_without_labels_is_one_unknown_speaker() -> None:
    """No label, no guess: paragraphs of one speaker whose role is unknown."""
    transcript = parse_transcript("We tried it.\nIt worked.\n\nThen we stopped.")
    assert speech_of(transcript) == [(None, "We tried it.\nIt worked."), (None, "Then we stopped.")]
    assert [(one.label, one.role) for one in transcript.speakers] == [(None, "unknown")]
    assert "no speaker labels: treated as one speaker" in transcript.notes


def test_times_without_names_are_times_not_speakers() -> None:
    """Lines that begin with a time give unlabelled turns that know when they were said."""
    transcript = parse_transcript("00:00:01 Hello all.\n00:01:05 Yes.\n00:02:00 Bye: see you.")
    assert [turn.began_s for turn in transcript.turns] == [1.0, 65.0, 120.0]
    assert speech_of(transcript)[1] == (None, "Yes.")


def test_a_transcript_of_three_turns_reads_fine() -> None:
    """Three turns are enough, and none is doubted."""
    transcript = parse_transcript("Ann: Hello.\nBo: Hi.\nAnn: How are you?")
    assert speech_of(transcript) == [("Ann", "Hello."), ("Bo", "Hi."), ("Ann", "How are you?")]
    assert not any(speaker.doubtful for speaker in transcript.speakers)


def test_one_label_for_all_turns_is_doubted() -> None:
    """Four turns under one label may be two people, and the note asks."""
    transcript = parse_transcript("P1: How?\nP1: So.\nP1: Why?\nP1: Because.")
    assert "all turns have the label P1: are two people behind it?" in transcript.notes
    assert transcript.speaker("P1").doubtful


def test_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    """Good files are read in order of name; the bad ones come back as problems."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("I: hello\nP1: hi\nI: so?", encoding="utf-8")
    (tmp_path / "a.md").write_text("I: good day\nP1: hi\nI: so?", encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(PNG)
    (tmp_path / "talk.odt").write_bytes(b"PK")
    for name in (".DS_Store", "~$x.docx", "cases.csv", "README.md", "answer-key.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    transcripts, problems = read_transcripts(tmp_path)
    assert [one.turns[0].end for one in transcripts] == [11, 8]
    assert [Path(problem.path).name for problem in problems] == ["picture.txt", "talk.odt"]
    assert "OpenDocument" in problems[1].found
    assert all(problem.fatal for problem in problems)


def test_the_same_content_twice_is_one_transcript(tmp_path: Path) -> None:
    """A copy is named with its twin, and is no fatal problem."""
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-16")
    files = read_files([tmp_path, tmp_path / "a.txt"])
    assert [file.transcript is not None for file in files] == [True, False]
    assert files[1].same_as == tmp_path / "a.txt"
    (problem,) = files[1].problems
    assert not problem.fatal
    assert "a.txt" in problem.found
    assert "b.txt" in problem.path


def test_the_order_of_paths_does_not_matter(tmp_path: Path) -> None:
    """Files come back by name, however they were handed over."""
    paths = [tmp_path / name for name in ("c.txt", "a.txt", "b.txt")]
    for n, path in enumerate(paths):
        path.write_text(f"I: Question {n}?\nP1: Yes.\nI: Good.", encoding="utf-8")
    assert read_transcripts(paths) == read_transcripts(list(reversed(paths)))


def test_an_empty_folder_says_what_is_allowed(tmp_path: Path) -> None:
    """`find_files` raises for an empty folder; `read_transcripts` returns the problem."""
    with pytest.raises(ReadError, match=r"no files in this folder.*\.txt, \.md, \.vtt, \.docx"):
        find_files(tmp_path)
    transcripts, (problem,) = read_transcripts(tmp_path)
    assert transcripts == ()
    assert problem.fatal


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    """A wrong path is an error for one file and a problem among several."""
    with pytest.raises(ReadError, match=r"nowhere\.txt cannot be opened"):
        read_transcript(tmp_path / "nowhere.txt")
    _, (problem,) = read_transcripts([tmp_path / "nowhere.txt"])
    assert "no such file" in problem.found


def test_a_suffix_that_is_not_read_says_what_to_do(tmp_path: Path) -> None:
    """An unknown suffix is an error that names the allowed ones."""
    with pytest.raises(ReadError, match=r"an old Word document; this version.*\.docx.*Save it"):
        read_transcript(tmp_path / "talk.doc")
    with pytest.raises(ReadError, match="'docx' cannot be read from a string"):
        parse_transcript("x", format="docx")


@pytest.mark.skipif(not OSFG.is_dir(), reason="the shared evaluation data is not here")
@pytest.mark.parametrize("name", ["nonR1_1", "nonR1_2"])
def test_focus_groups_give_the_turns_that_people_counted(name: str) -> None:
    """Every turn of the focus groups is found with its speaker and exact words.

    The table has blanks at some ends that the transcripts do not have, and one turn in which it
    kept the label ``5 :`` in the words.
    """
    with (OSFG / "turns.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["transcript"] == name]
    wanted = [
        (
            row["participant"].removeprefix("nR1-").lstrip("0"),
            row["text"].rstrip().removeprefix("5 : "),
        )
        for row in rows
    ]
    transcript = read_transcript(OSFG / "transcripts" / f"{name}.txt")
    assert speech_of(transcript) == wanted
    assert transcript.speaker("F").role == "interviewer"


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the shared evaluation data is not here")
def test_real_plain_texts_stay_as_they_are() -> None:
    """The canonical text of each real file is the file itself, line ends and byte-order mark apart."""
    for path in sorted(FORMATS.iterdir()):
        source = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        assert read_transcript(path).text == source, path.name

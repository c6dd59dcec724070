"""Bad input: a clear message in the user's words, the rest goes on, nothing is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import thememiner as tm

TALK = "I: Did you have time?\n\nR: No time at all, the rota was full.\n\nI: And now?\n"


def study_with(tmp_path: Path, **files: bytes) -> tuple[tm.Study, dict[str, tm.ReadProblem]]:
    """A study to which these files were added, and its problems by file name."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(folder)
    return study, {Path(problem.path).name: problem for problem in study.problems}


def test_an_empty_folder_says_so(tmp_path):
    """No transcript, one problem that says what could be there."""
    study, problems = study_with(tmp_path)
    assert not study.transcripts
    assert "no files in this folder" in problems["talks"].found
    assert ".docx" in problems["talks"].expected


def test_a_file_that_is_not_text_is_refused_and_the_others_go_on(tmp_path):
    """One bad file never stops the rest."""
    study, problems = study_with(
        tmp_path, good_txt=TALK.encode(), bad_txt=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
    )
    assert len(study.transcripts) == 1
    assert problems["bad.txt"].fatal
    assert problems["bad.txt"].remedy


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_other_encodings_give_the_same_text(tmp_path, encoding):
    """UTF-16 and Windows-1252 are read; the text is the same."""
    talk = TALK + "\nR: It’s the café that’s full – always.\n"
    study, _ = study_with(tmp_path, one_txt=talk.encode(encoding))
    assert [t.text for t in study.transcripts] == [talk]


def test_mixed_line_ends_become_line_feeds(tmp_path):
    """CRLF, CR and LF in one file are one kind of line end."""
    mixed = TALK.replace("\n\n", "\r\n\r\n", 1).replace("\n\nI", "\r\rI")
    study, _ = study_with(tmp_path, one_txt=mixed.encode())
    assert study.transcripts[0].text == TALK


def test_a_transcript_of_three_turns_is_a_transcript(tmp_path):
    """Small is fine."""
    study, problems = study_with(tmp_path, one_txt=TALK.encode())
    assert len(study.transcripts[0].turns) == 3
    assert not problems


def test_the_same_file_twice_is_read_once_and_told(tmp_path):
    """Both names are in the message."""
    study, problems = study_with(tmp_path, one_txt=TALK.encode(), two_txt=TALK.encode())
    assert len(study.transcripts) == 1
    assert "one.txt" in problems["two.txt"].found
    assert not problems["two.txt"].fatal


def test_two_people_behind_one_label_are_doubted_aloud(tmp_path):
    """A file in which everybody has one label needs a person's eye."""
    talk = "".join(f"Speaker: turn number {n}, and then some more talk?\n\n" for n in range(8))
    study, problems = study_with(tmp_path, one_txt=talk.encode())
    assert any(row.doubtful for row in study.speakers())
    assert "Speaker" in problems["one.txt"].found


def test_a_file_without_labels_is_one_unknown_speaker_and_told(tmp_path):
    """Never a guess."""
    study, problems = study_with(tmp_path, one_txt=b"We had no time.\n\nThe rota was full.\n")
    assert [s.role for s in study.transcripts[0].speakers] == ["unknown"]
    assert "no speaker labels" in problems["one.txt"].found


def test_a_study_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    """The message says what to do; not a byte is changed."""
    tm.Study(tmp_path / "study", progress=False).close()
    path = tmp_path / "study" / "study.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(tm.StudyVersionError, match="Install the newer version"):
        tm.Study(tmp_path / "study", progress=False)
    assert path.read_bytes() == before


def test_a_folder_with_another_database_is_refused(tmp_path):
    """Somebody else's file is not written to."""
    (tmp_path / "study").mkdir()
    with sqlite3.connect(tmp_path / "study" / "study.sqlite") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(tm.StudyError, match="not one of thememiner"):
        tm.Study(tmp_path / "study", progress=False)


def test_a_study_that_is_a_file_is_refused(tmp_path):
    """The message says to name a folder."""
    (tmp_path / "study").write_text("x", encoding="utf-8")
    with pytest.raises(tm.StudyError, match="Name a folder"):
        tm.Study(tmp_path / "study", progress=False)


def test_faulty_settings_are_named_with_those_that_are_allowed(tmp_path):
    """A person may edit study.toml, and is told what is wrong with it."""
    study = tm.Study(tmp_path / "study", progress=False)
    path = tmp_path / "study" / "study.toml"
    path.write_text('approach = "grounded"\n', encoding="utf-8")
    with pytest.raises(tm.SettingsError, match="approach"):
        _ = study.settings
    path.write_text("approach = \n", encoding="utf-8")
    with pytest.raises(tm.SettingsError, match="not readable TOML"):
        _ = study.settings


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file size are a POSIX matter")
def test_a_disk_that_fills_up_is_told_and_nothing_is_lost(tmp_path):
    """A real limit on what a process can write: a plain error, and the study is what it was."""
    study, _ = study_with(tmp_path, one_txt=TALK.encode())
    before = study.transcripts
    study.close()
    (tmp_path / "talks" / "big.txt").write_text(
        "".join(f"R: turn {n} about the rota and the room.\n\n" for n in range(20_000)),
        encoding="utf-8",
    )
    script = textwrap.dedent(
        """
        import resource, signal, sys
        import thememiner as tm
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            tm.Study(sys.argv[1], progress=False).add(sys.argv[2])
        except tm.DiskError as error:
            print(error)
            raise SystemExit(7)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "study"), str(tmp_path / "talks")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert "still there" in done.stdout
    again = tm.Study(tmp_path / "study", progress=False)
    assert again.transcripts == before
    assert not again._database.faults()


def test_an_export_to_a_place_that_cannot_be_written_is_told(study_copy, tmp_path):
    """A file where a folder is needed."""
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(tm.DiskError, match="cannot be written"):
        study_copy.export(tmp_path / "taken", formats=["qdc"])


def test_a_cases_table_that_cannot_be_joined_adds_nothing(tmp_path):
    """The columns that were found are named."""
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "cases.csv").write_text("colour,shape\nred,round\n", encoding="utf-8")
    study = tm.Study(tmp_path / "study", progress=False)
    with pytest.raises(tm.CasesError, match="colour"):
        study.add(tmp_path / "talk.txt", cases=tmp_path / "cases.csv")
    assert not study.transcripts


def test_a_row_of_cases_that_matches_nothing_is_reported(tmp_path):
    """And so is a file without a row."""
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "cases.csv").write_text("file,site\nother.txt,North\n", encoding="utf-8")
    study = tm.Study(tmp_path / "study", progress=False)
    found = " ".join(str(p) for p in study.add(tmp_path / "talk.txt", cases=tmp_path / "cases.csv"))
    assert "other.txt" in found
    assert "talk.txt has no row" in found

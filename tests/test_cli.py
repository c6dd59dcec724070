"""The command line: same words, exit codes, JSON, and errors of one line."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from thememiner.cli import main


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of one command line."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out = capsys.readouterr()
    code = ended.value.code
    return (0 if code is None else int(code)), out.out, out.err


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


TALK = (
    "I: Did you have time?\n\nR: No time at all, the rota was full every single week.\n\n"
    "I: And now?\n\nR: Now the manager keeps Friday mornings free for the visits.\n"
)


def test_mine_writes_the_exports_and_ends_with_what_to_do_next(capsys, tmp_path):
    """One command from a folder to a report, a review sheet and a seeded codebook."""
    write(tmp_path / "talks", "one.txt", TALK)
    code, out, _ = run(
        capsys, "mine", tmp_path / "talks", "--study", tmp_path / "s", "--codebook", "npt"
    )
    assert code == 0
    exports = {path.name for path in (tmp_path / "s" / "exports").iterdir()}
    assert exports >= {
        "report.html",
        "review.xlsx",
        "codebook.qdc",
        "units.csv",
        "themes.csv",
        "suggestions.csv",
    }
    assert "Next:" in out
    assert "report.html" in out


def test_a_file_that_cannot_be_read_ends_in_exit_code_three(capsys, tmp_path):
    """The other files go on, and the file is named with what to do."""
    write(tmp_path / "talks", "one.txt", TALK)
    (tmp_path / "talks" / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    code, out, _ = run(capsys, "mine", tmp_path / "talks", "--study", tmp_path / "s")
    assert code == 3
    assert "Not read: " in out
    assert "photo.txt" in out


def test_json_is_one_object_and_nothing_else(capsys, tmp_path):
    """Programs can read the output."""
    write(tmp_path / "talks", "one.txt", TALK)
    code, out, err = run(
        capsys, "mine", tmp_path / "talks", "--study", tmp_path / "s", "--codebook", "npt", "--json"
    )
    facts = json.loads(out)
    assert (code, facts["exit_code"], err) == (0, 0, "")
    assert facts["counts"]["units"] == 2
    assert all(Path(path).is_file() for path in facts["exports"])


def test_quiet_prints_nothing(capsys, tmp_path):
    """Quiet is quiet."""
    write(tmp_path / "talks", "one.txt", TALK)
    code, out, err = run(capsys, "mine", tmp_path / "talks", "--study", tmp_path / "s", "--quiet")
    assert (code, out, err) == (0, "", "")


def test_an_empty_folder_is_an_error_of_one_line(capsys, tmp_path):
    """What was found, what is allowed, what to do; no traceback."""
    (tmp_path / "nothing").mkdir()
    code, out, err = run(capsys, "mine", tmp_path / "nothing", "--study", tmp_path / "s", "--quiet")
    assert code == 1
    assert out == ""
    assert err.startswith("Error: No transcript could be read.")
    assert ".docx" in err or "There are no files" in err
    assert "Traceback" not in err


def test_a_wrong_option_is_a_usage_error(capsys, tmp_path):
    """Exit code 2 for the command line itself."""
    code, _, err = run(capsys, "mine", tmp_path, "--studdy", "x")
    assert code == 2
    assert "studdy" in err
    code, _, _ = run(capsys, "review", "--study", tmp_path)
    assert code in {1, 2}


def test_a_folder_without_a_study_is_named(capsys, tmp_path):
    """Reading commands make no study by mistake."""
    for command in ("speakers", "verify", "export"):
        code, _, err = run(capsys, command, "--study", tmp_path / "none")
        assert code == 1
        assert "There is no study in" in err
        assert not (tmp_path / "none").exists()


def test_commands_of_rooms_not_built_yet_are_absent(capsys):
    """The help names what works and nothing else."""
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for name in ("mine", "speakers", "review", "assign", "agree", "export", "verify", "demo"):
        assert name in out
    assert not re.search(r"^\W*compare\b", out, re.MULTILINE)


def test_speakers_can_be_written_edited_and_read_back(capsys, study_copy, tmp_path):
    """Roles go through a table that people edit."""
    table = tmp_path / "speakers.csv"
    code, out, _ = run(capsys, "speakers", "--study", study_copy.folder, "--to-csv", table)
    assert code == 0
    assert "castle-row-worker-t2.txt" in out
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["label"] == "CR1":
            row["role"] = "Observer"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    code, out, _ = run(capsys, "speakers", "--study", study_copy.folder, "--from-csv", table)
    assert (code, "1 entries were changed" in out) == (0, True)
    assert {r.role for r in study_copy.speakers() if r.label == "CR1"} == {"observer"}


def test_a_faulty_table_of_speakers_changes_nothing_and_names_the_rows(
    capsys, study_copy, tmp_path
):
    """All faults at once, by row."""
    table = tmp_path / "speakers.csv"
    run(capsys, "speakers", "--study", study_copy.folder, "--to-csv", table)
    text = table.read_text(encoding="utf-8-sig").replace("observer", "x")
    table.write_text(text.replace(",participant,", ",chair,"), encoding="utf-8")
    code, _, err = run(capsys, "speakers", "--study", study_copy.folder, "--from-csv", table)
    assert code == 1
    assert "'chair' is no role" in err
    assert "Nothing was changed" in err


def test_review_goes_out_and_comes_back(capsys, study_copy, tmp_path):
    """The sheet is written and taken back; a name is asked for where it is missing."""
    sheet = tmp_path / "r1.xlsx"
    code, out, _ = run(
        capsys, "review", "--study", study_copy.folder, "--to-xlsx", sheet, "--coder", "AB"
    )
    assert (code, str(sheet) in out) == (0, True)
    code, out, _ = run(capsys, "review", "--study", study_copy.folder, "--from-xlsx", sheet)
    assert code == 0
    assert "0 rows applied" in out


def test_verify_and_doctor_say_what_they_found(capsys, study_copy):
    """Both end with 0 where all is well."""
    code, out, _ = run(capsys, "verify", "--study", study_copy.folder)
    assert code == 0
    assert "units: " in out
    code, out, _ = run(capsys, "doctor", "--study", study_copy.folder)
    assert code == 0
    assert "weights as registered" in out or "is used" in out
    code, out, _ = run(capsys, "doctor", "--study", study_copy.folder, "--json")
    assert json.loads(out)["exit_code"] == 0


def test_export_writes_the_formats_asked_for(capsys, study_copy, tmp_path):
    """One format, another folder."""
    code, out, _ = run(
        capsys, "export", "--study", study_copy.folder, "--format", "qdc", "--to", tmp_path / "out"
    )
    assert code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["codebook.qdc"]
    assert "codebook.qdc" in out


def test_the_installed_command_answers():
    """The entry point is there and knows its version."""
    command = Path(sys.executable).with_name("thememiner")
    done = subprocess.run([str(command), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0.1.0"

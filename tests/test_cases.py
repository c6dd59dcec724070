"""Tables of cases: reading them, and joining them to transcripts and speakers."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from thememiner.errors import CasesError
from thememiner.read import CaseRow, join_cases, parse_transcript, read_cases
from thememiner.records import Transcript

INTERVIEW = parse_transcript("INT: How?\nP1: So.\nINT: Why?\nP1: Because.")
GROUP = parse_transcript("F: How?\n1: So.\nF: Why?\n2: Because.\n1: Yes.\n2: No.")
FILES = [("talks/Int-01.docx", INTERVIEW), ("talks/fg-01.txt", GROUP)]


def joined(*rows: CaseRow) -> tuple[Transcript, Transcript, list[str]]:
    """The two transcripts after the join, and what was reported."""
    (interview, group), problems = join_cases(FILES, rows)
    assert not any(problem.fatal for problem in problems)
    return interview, group, [problem.found for problem in problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_of_any_kind_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Delimiter and encoding are found; column names lose case and blanks."""
    rows = [["File", "Source type", "site"], ["a.txt", "interview", "Süd"], ["", "", ""]]
    path = tmp_path / "cases.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    (row,) = read_cases(path)
    assert row == CaseRow(
        number=2, file="a.txt", attributes={"source_type": "interview", "site": "Süd"}
    )


def test_a_workbook_is_read(tmp_path: Path) -> None:
    """XLSX cells become text; whole numbers have no decimals."""
    book = openpyxl.Workbook()
    for row in (["file", "speaker", "person", "time"], ["fg-01", 1, "Ann", 2.0]):
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    (row,) = read_cases(tmp_path / "cases.xlsx")
    assert (row.file, row.speaker, row.person) == ("fg-01", "1", "Ann")
    assert row.attributes == {"time": "2"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cases.csv", b"site,role\nNorth,nurse\n", "has the columns site, role. Allowed: file"),
        ("cases.csv", b"file,File\na,b\n", "the column file more than once"),
        ("cases.csv", b"", "cannot be read. The file is empty"),
        ("cases.xlsx", b"no workbook", "not an Excel workbook"),
        ("cases.pdf", b"%PDF", r"ends in '.pdf'. Allowed: .csv"),
    ],
)
def test_a_table_that_cannot_be_joined_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """The error says what was found and which columns are allowed."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CasesError, match=message):
        read_cases(tmp_path / name)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong path is a CasesError."""
    with pytest.raises(CasesError, match="cannot be opened"):
        read_cases(tmp_path / "cases.csv")


@pytest.mark.parametrize(
    "name", ["Int-01.docx", "int-01", "talks/INT-01.DOCX", "talks\\int-01", INTERVIEW.id]
)
def test_a_file_is_found_however_it_is_written(name: str) -> None:
    """Suffix, folder and letter case may be left out; the transcript's id works too."""
    interview, group, _ = joined(CaseRow(number=2, file=name, attributes={"site": "North"}))
    assert interview.attributes == {"site": "North"}
    assert group.attributes == {}


def test_rows_with_a_speaker_are_about_the_speaker() -> None:
    """Person, attributes and a role go to the speaker with that label."""
    row = CaseRow(
        number=2,
        file="fg-01",
        speaker="f",
        person="Ann",
        attributes={"role": "Observer", "site": "N"},
    )
    _, group, _ = joined(
        row, CaseRow(number=3, file="fg-01", speaker="1", attributes={"role": "GP"})
    )
    speaker = group.speaker("F")
    assert (speaker.role, speaker.reason, speaker.person) == ("observer", "cases table", "Ann")
    assert speaker.attributes == {"site": "N"}
    assert group.speaker("1").attributes == {"role": "GP"}
    assert group.speaker("1").role == "participant"


def test_a_row_without_a_file_is_about_the_label_everywhere() -> None:
    """A label alone names the speaker in every transcript that has it."""
    interview, group, found = joined(CaseRow(number=2, speaker="INT", person="Jo"))
    assert interview.speaker("INT").person == "Jo"
    assert any("fg-01.txt has no row" in one for one in found)
    assert group == GROUP


def test_a_person_without_a_speaker_is_the_only_participant() -> None:
    """In an interview the person is clear; in a group it is reported."""
    interview, group, found = joined(
        CaseRow(number=2, file="int-01", person="Ann", attributes={"role": "participant"}),
        CaseRow(number=3, file="fg-01", person="Bo"),
    )
    assert interview.speaker("P1").person == "Ann"
    assert interview.speaker("P1").reason == "cases table"
    assert interview.attributes == {}
    assert all(speaker.person is None for speaker in group.speakers)
    assert any("could be 'Bo'" in one for one in found)


def test_rows_and_files_without_a_partner_are_reported() -> None:
    """A row for no file, a label in no file and a file without a row each come back."""
    *_, found = joined(
        CaseRow(number=2, file="int-99", attributes={"site": "N"}),
        CaseRow(number=3, file="int-01", speaker="P9"),
    )
    assert any("Row 2 was not used: the file 'int-99'" in one for one in found)
    assert any("no speaker 'P9'" in one for one in found)
    assert any("fg-01.txt has no row" in one for one in found)


def test_rows_that_disagree_keep_the_first_value() -> None:
    """Two sites for one file: the first stays, the second is reported."""
    interview, _, found = joined(
        CaseRow(number=2, file="int-01", attributes={"site": "N"}),
        CaseRow(number=3, file="int-01.docx", attributes={"site": "S"}),
    )
    assert interview.attributes == {"site": "N"}
    assert any("site is 'S' here and 'N'" in one for one in found)


def test_a_name_that_fits_two_files_is_reported() -> None:
    """The same file name in two folders needs the folder in the table."""
    files = [("a/x.txt", INTERVIEW), ("b/x.txt", GROUP)]
    row = CaseRow(number=2, file="x", attributes={"site": "N"})
    transcripts, problems = join_cases(files, [row])
    assert [one.attributes for one in transcripts] == [{}, {}]
    assert "may be any of a/x.txt, b/x.txt" in problems[0].found
    (_, second), _ = join_cases(files, [row.model_copy(update={"file": "b/x"})])
    assert second.attributes == {"site": "N"}

"""Who speaks: people, their names and attributes, and what a researcher says of them."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import thememiner as tm
from conftest import FullStopSplitter, HashingEncoder
from thememiner.formats._csv import make_csv
from thememiner.study._speakers import plain_name
from thememiner.study.speaker_table import read_roles, speaker_table
from thememiner.units import UnitSize, cut_transcript, make_units

INTERVIEW = "I: How did it begin?\n\nP1: With a letter that nobody had read.\n"
OTHER = "I: How did it end?\n\nP1: With a phone call on a Friday.\n"
GROUP = (
    "F: What helped?\n\nDB: The desk did.\n\nDevin Becker: And the kettle.\n\nKM: Not for me.\n\n"
    "F: Why?\n\nKM: I was never in.\n\nDB: True.\n\nDevin Becker: So it was.\n"
)


@pytest.fixture
def study(tmp_path: Path) -> tm.Study:
    """Two interviews and a focus group, not mined."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for name, text in (("one.txt", INTERVIEW), ("two.txt", OTHER), ("group.txt", GROUP)):
        (folder / name).write_text(text, encoding="utf-8")
    made = tm.Study(tmp_path / "study", progress=False)
    made.add(folder)
    return made


def people_of(study: tm.Study) -> dict[tuple[str, str | None], str | None]:
    """File and label to person."""
    return {(row.file, row.label): row.person for row in study.speakers()}


def cases(tmp_path: Path, *rows: tuple[object, ...], name: str = "cases.csv") -> Path:
    """A table of cases; the first row is its header."""
    path = tmp_path / name
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(list(row))
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


# --- people ----------------------------------------------------------------------------------


def test_the_same_label_in_two_interviews_is_two_people(study: tm.Study) -> None:
    """P1 here is not P1 there."""
    people = people_of(study)
    assert people["one.txt", "P1"] != people["two.txt", "P1"]


def test_cases_can_say_that_it_is_one_person(study: tm.Study, tmp_path: Path) -> None:
    """The same person in two rows is one person in all counts."""
    table = cases(
        tmp_path,
        ("file", "speaker", "person"),
        ("one.txt", "P1", "AB-W1"),
        ("two.txt", "P1", "AB-W1"),
    )
    study.add(tmp_path / "talks", cases=table)
    people = people_of(study)
    assert people["one.txt", "P1"] == people["two.txt", "P1"] == "AB-W1"


def test_labels_of_a_focus_group_are_people_with_attributes_of_their_own(
    study: tm.Study, tmp_path: Path
) -> None:
    """Rows about one speaker go to that speaker, a row about the file to everybody in it."""
    table = cases(
        tmp_path,
        ("file", "speaker", "site", "quote_ok", "legal basis"),
        ("group", "", "North", "", ""),
        ("group", "KM", "", "no", "consent"),
        ("group", "DB", "", "yes", "public task"),
        name="cases.xlsx",
    )
    problems = study.add(tmp_path / "talks", cases=table)
    rows = {row.label: row for row in study.speakers() if row.file == "group.txt"}
    assert len({row.person for row in rows.values()}) == 4
    assert rows["KM"].attributes == {"quote_ok": "no", "legal_basis": "consent"}
    assert rows["DB"].attributes == {"quote_ok": "yes", "legal_basis": "public task"}
    group = next(t for t in study.transcripts if study.key.file_of(t.id) == "group.txt")
    spans = cut_transcript(
        group, FullStopSplitter(), HashingEncoder().count_tokens, size=UnitSize(min_words=1)
    )
    kept = {unit.speaker: unit.attributes for unit in make_units(group, spans)}
    assert kept["KM"] == {"site": "North", "quote_ok": "no", "legal_basis": "consent"}
    assert {p.found for p in problems if "has no row" in p.found} == {
        "one.txt has no row in the table.",
        "two.txt has no row in the table.",
    }


def test_a_row_that_matches_nothing_is_reported_and_kept_among_the_problems(
    study: tm.Study, tmp_path: Path
) -> None:
    """By file, by speaker, or by both: what is not there is said."""
    table = cases(
        tmp_path,
        ("file", "speaker", "site"),
        ("three.txt", "", "North"),
        ("one.txt", "P9", "South"),
        ("", "Zoe", "East"),
        ("two.txt", "", "West"),
    )
    found = [problem.found for problem in study.add(tmp_path / "talks", cases=table)]
    assert "Row 2 was not used: the file 'three.txt' is not among the transcripts." in found
    assert "Row 3 was not used: one.txt has no speaker 'P9'." in found
    assert "Row 4 was not used: no transcript has the speaker 'Zoe'." in found
    assert set(found) <= {problem.found for problem in study.problems}


def test_an_observers_notes_are_material(tmp_path: Path) -> None:
    """They are no interviewer's talk: units are cut from them."""
    transcript = tm.parse_transcript(
        "Observer: The worker waits at the desk for twenty minutes.\n\nI: How long was that?\n\n"
        "P1: Twenty minutes.\n\nObserver: She looks at the clock again.\n"
    )
    spans = cut_transcript(
        transcript, FullStopSplitter(), HashingEncoder().count_tokens, size=UnitSize(min_words=1)
    )
    roles = [unit.role for unit in make_units(transcript, spans)]
    assert roles == ["observer", "participant", "observer"]


# --- what a researcher says ------------------------------------------------------------------


def test_a_speaker_can_be_renamed_in_the_key_alone(study: tm.Study) -> None:
    """The text keeps its label, the table shows the name, and either finds the speaker."""
    assert study.rename_speaker("P1", "Ward manager", transcript="one.txt") == 1
    rows = {(row.file, row.label): row.name for row in study.speakers()}
    assert rows["one.txt", "P1"] == "Ward manager"
    assert rows["two.txt", "P1"] == "P1"
    assert b"Ward manager" not in (study.folder / "study.sqlite").read_bytes()
    assert study.set_role("Ward manager", "other") == 1
    with pytest.raises(tm.SettingsError, match="Nobody has the label 'Zoe'"):
        study.rename_speaker("Zoe", "Ann")
    with pytest.raises(tm.SettingsError, match="name is empty"):
        study.rename_speaker("P1", " ")


def test_two_labels_of_one_person_are_merged_by_the_person(study: tm.Study, tmp_path: Path) -> None:
    """A name becomes a code; the merge outlives a new reading with another table of cases."""
    assert study.set_person("DB", "Devin Becker", transcript="group.txt") == 1
    study.set_person("Devin Becker", "Devin Becker")
    people = people_of(study)
    assert people["group.txt", "DB"] == people["group.txt", "Devin Becker"]
    assert "Becker" not in str(people["group.txt", "DB"])
    assert study.key.people[str(people["group.txt", "DB"])] == "Devin Becker"
    table = cases(tmp_path, ("file", "speaker", "person"), ("group.txt", "DB", "X1"))
    study.add(tmp_path / "talks", cases=table)
    assert people_of(study)["group.txt", "DB"] == people["group.txt", "DB"]
    with pytest.raises(tm.SettingsError, match="person has no name"):
        study.set_person("DB", "")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("SMITH, Jane (Guest)", "Jane Smith"),
        ("INTERVIEWER:", "Interviewer"),
        ("P1", "P1"),
        ("INT", "INT"),
        ("Becker  [External]", "Becker"),
        ("(unknown)", "(unknown)"),
    ],
)
def test_a_label_has_a_plain_form(label: str, name: str) -> None:
    """Spellings of one speaker look alike; codes stay."""
    assert plain_name(label) == name


def test_the_table_of_speakers_can_be_edited_and_read_back(study: tm.Study, tmp_path: Path) -> None:
    """Role, name and person are taken; what was not edited changes nothing."""
    path = speaker_table(study.speakers(), tmp_path / "speakers.csv", key=study.key)
    assert read_roles(study, path) == 0
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    place = (frame["file"] == "group.txt") & frame["label"].isin(["DB", "Devin Becker"])
    frame.loc[place, "person"] = "Devin Becker"
    frame.loc[frame["label"] == "KM", "name"] = "Kasey"
    frame.loc[frame["label"] == "F", "role"] = "Interviewer"
    frame.loc[frame["label"] == "P1", "person"] = ""
    path.write_bytes(make_csv(list(frame.columns), frame.to_dict("records")))
    before = {row.label: row.role for row in study.speakers()}
    assert read_roles(study, path) == 3 + (before["F"] != "interviewer")
    rows = {row.label: row for row in study.speakers() if row.file == "group.txt"}
    assert rows["DB"].person == rows["Devin Becker"].person
    assert (rows["KM"].name, rows["F"].role) == ("Kasey", "interviewer")
    again = speaker_table(study.speakers(), tmp_path / "again.csv", key=study.key)
    assert "Devin Becker" in again.read_text(encoding="utf-8-sig").split("\n")[2]
    assert read_roles(study, again) == 0


# --- replies ---------------------------------------------------------------------------------


def survey(tmp_path: Path, n: int = 3) -> Path:
    path = tmp_path / "survey.csv"
    rows = "".join(f"R{i},Answer number {i} to the question.\n" for i in range(1, n + 1))
    path.write_text(f"respondent,answer\n{rows}", encoding="utf-8")
    return path


def test_the_number_invited_is_kept_with_the_answers(tmp_path: Path) -> None:
    """Later tables know what the replies are out of, also after a new reading."""
    study = tm.Study(tmp_path / "study", progress=False)
    assert not study.add(survey(tmp_path), invited=40)
    assert study.transcripts[0].attributes == {"invited": "40"}
    table = cases(tmp_path, ("file", "time"), ("survey.csv", "T1"))
    study.add(survey(tmp_path), cases=table)
    assert study.transcripts[0].attributes == {"invited": "40", "time": "T1"}


def test_more_answers_than_people_invited_are_reported(tmp_path: Path) -> None:
    """The number is kept, and a person is asked to look."""
    study = tm.Study(tmp_path / "study", progress=False)
    problems = study.add(survey(tmp_path), invited=2)
    assert [p.found for p in problems] == ["3 people answer in it, but only 2 were invited."]


def test_a_number_invited_that_cannot_be_is_refused(study: tm.Study, tmp_path: Path) -> None:
    """It belongs to one table, and is above zero; nothing is added otherwise."""
    with pytest.raises(tm.SettingsError, match="belongs to one table of answers; 3 transcripts"):
        study.add(tmp_path / "talks", invited=40)
    with pytest.raises(tm.SettingsError, match="invited=0 cannot be"):
        study.add(survey(tmp_path), invited=0)
    assert len(study.transcripts) == 3


def test_a_frame_keeps_what_all_rows_of_a_speaker_agree_on(tmp_path: Path) -> None:
    """Tables in memory and in files give people their attributes in the same way."""
    frame = pd.DataFrame(
        {
            "text": ["It went well.", "It did not.", "Well enough."] + ["Fine."] * 9,
            "speaker": ["A", "A", "B"] + [f"C{i}" for i in range(9)],
            "site": ["North"] * 2 + ["South"] * 10,
            "age": ["30", "31"] + ["40"] * 10,
        }
    )
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(frame)
    rows = {row.label: row.attributes for row in study.speakers()}
    assert rows["A"] == {"site": "North"}
    assert rows["B"] == {"site": "South", "age": "40"}

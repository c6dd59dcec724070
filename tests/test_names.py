"""The table of names: what was replaced is shown, decided on, undone, written out and read back."""

from __future__ import annotations

import csv
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

import thememiner as tm
from thememiner.cli import main
from thememiner.errors import SettingsError, StudyError
from thememiner.review import make_decision
from thememiner.study import Study
from thememiner.study._name_decisions import NameDecision
from thememiner.study.names_table import read_names, write_names

TALK = """\
INT: Who helped you at the start?

P1: Mrs Oldroyd did, Elizabeth Oldroyd. Liz rang the surgery in Wakefield for me. May was hard.

INT: And then?

P1: Then May rang, and she and the man from the Cabin came. [name] was there, and Dr X. Mark the door.
"""
KEPT = "[name] was there, and Dr X. Mark the door."


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """A study with one short interview."""
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    one = tm.Study(tmp_path / "study", progress=False)
    one.add(tmp_path / "talk.txt")
    yield one
    one.close()


def _said(study: Study) -> str:
    (transcript,) = study.transcripts
    return " ".join(transcript.speech(turn) for turn in transcript.turns if turn.speaker == "P1")


def test_names_are_replaced_before_anything_is_stored(study: Study) -> None:
    """Nickname and title are one person; marks, words and the title stay; the doubtful one is left."""
    assert _said(study) == (
        "Mrs [PERSON-1] did, [PERSON-1]. [PERSON-1] rang the surgery in [PLACE-1] for me. "
        f"May was hard. Then [PERSON-2] rang, and she and the man from the Cabin came. {KEPT}"
    )
    stored = (study.folder / "study.sqlite").read_bytes()
    for word in (b"Oldroyd", b"Elizabeth", b"Wakefield"):
        assert word not in stored


def test_the_table_shows_every_replacement_with_the_words_around_it(study: Study) -> None:
    """Those in doubt come first."""
    rows = study.replacements()
    assert [(row.original, row.state, row.pseudonym) for row in rows] == [
        ("May", "doubtful", ""),
        ("Oldroyd", "replaced", "[PERSON-1]"),
        ("Elizabeth Oldroyd", "replaced", "[PERSON-1]"),
        ("Liz", "replaced", "[PERSON-1]"),
        ("May", "replaced", "[PERSON-2]"),
        ("Wakefield", "replaced", "[PLACE-1]"),
    ]
    assert rows[0].before.endswith("[PLACE-1] for me.")
    assert rows[0].after.startswith("was hard.")
    assert rows[0].file == "talk.txt"


def test_a_chosen_name_stands_for_everything_that_is_said_of_somebody(study: Study) -> None:
    """Whatever they were called."""
    assert study.set_replacement("Elizabeth Oldroyd", pseudonym="Anna") == 3
    assert _said(study).startswith("Mrs Anna did, Anna. Anna rang the surgery in [PLACE-1]")
    assert study.verify(), study.verify().faults


def test_a_replacement_can_be_undone_and_done_again(study: Study) -> None:
    """The words come back to the letter, and go again under the number they had."""
    before = _said(study)
    assert study.set_replacement("[PLACE-1]", state="kept") == 1
    assert "the surgery in Wakefield for me" in _said(study)
    assert study.set_replacement("Wakefield", state="replaced") == 1
    assert _said(study) == before


def test_what_is_doubtful_can_be_accepted(study: Study) -> None:
    """By its id, which is in the table."""
    row = study.replacements()[0]
    study.set_replacement(row.id, state="replaced")
    assert "for me. [PERSON-2] was hard." in _said(study)


def test_several_decisions_are_taken_together_or_not_at_all(study: Study) -> None:
    """A faulty one among them leaves all as it was."""
    before = _said(study)
    wrong = [
        NameDecision(which="Liz", pseudonym="Anna"),
        NameDecision(which="Nobody", state="kept"),
    ]
    with pytest.raises(SettingsError, match="No replacement is meant by 'Nobody'"):
        study.decide_names(wrong)
    assert _said(study) == before


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, "Say what is to change"),
        ({"state": "gone"}, "There is no state 'gone'"),
        ({"kind": "dog"}, "There is no kind 'dog'"),
        ({"pseudonym": " "}, "The pseudonym is empty"),
    ],
)
def test_a_decision_that_means_nothing_is_refused(
    study: Study, said: dict[str, str], found: str
) -> None:
    """And it is said what is allowed."""
    with pytest.raises(SettingsError, match=found):
        study.set_replacement("Liz", **said)  # type: ignore[arg-type]


def test_names_of_the_own_list_go_too_in_what_is_there_and_in_what_comes(
    study: Study, tmp_path: Path
) -> None:
    """A name that nobody could know for one; a table gives several."""
    assert not study.add_names(["the Cabin"], "place", pseudonym="the Hut")
    assert "the man from the Hut came" in _said(study)
    (tmp_path / "names.csv").write_text("name,kind\nThe Owl,organisation\n", encoding="utf-8")
    study.add_names(tmp_path / "names.csv")
    (tmp_path / "more.txt").write_text("INT: So?\n\nP9: At the owl, by the cabin.\n", "utf-8")
    study.add(tmp_path / "more.txt")
    text = next(t.text for t in study.transcripts if "P9" in t.text)
    assert "At [ORGANISATION-1], by the Hut." in text or "At the [ORGANISATION-1]" in text


def test_once_somebody_has_coded_no_word_moves_under_their_hands(study: Study) -> None:
    """The order of work: names first. It is refused with the reason, and nothing has changed."""
    _code_something(study)
    before = _said(study)
    with pytest.raises(StudyError, match=r"coders have decided on words of talk\.txt"):
        study.set_replacement("[PLACE-1]", state="kept")
    problems = study.add_names(["the Cabin"], "place")
    assert [problem.path for problem in problems] == ["talk.txt"]
    assert "coders have decided on words of it" in problems[0].found
    assert _said(study) == before


def _code_something(study: Study) -> None:
    """Somebody has read a passage and said that nothing fits it."""
    (transcript,) = study.transcripts
    turn = transcript.turns[1]
    decision = make_decision(
        coder="AB",
        verdict="code",
        codebook="own",
        code_id="help",
        transcript_id=transcript.id,
        start=turn.start,
        end=turn.end,
        quote=transcript.speech(turn),
    )
    study._database.add_decisions([decision])


def test_the_setting_leaves_the_talk_as_it_was_said(tmp_path: Path) -> None:
    """``pseudonyms = false``: names in front of turns go all the same."""
    (tmp_path / "talk.txt").write_text("Denise Shaw: I told Liz.\n", encoding="utf-8")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.toml").write_text("pseudonyms = false\n", encoding="utf-8")
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(tmp_path / "talk.txt")
    assert study.transcripts[0].text == "PERSON-1: I told Liz.\n"
    assert not study.replacements()
    study.close()


# --- the table as a file ---------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_table_goes_out_and_comes_back(study: Study, tmp_path: Path, suffix: str) -> None:
    """Unchanged it changes nothing; what a person edits is done, for all mentions of a row."""
    path = write_names(study.replacements(), tmp_path / f"names{suffix}")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_names(study, path) == 0
    _edit(path, {"Liz": {"pseudonym": "Anna"}, "Wakefield": {"state": "kept"}})
    assert read_names(study, path) == 2
    assert "Anna rang the surgery in Wakefield" in _said(study)


def _edit(path: Path, edits: dict[str, dict[str, str]]) -> None:
    """What a person does in a spreadsheet."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = book["names"]
        header = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for column, value in edits.get(str(row[0].value), {}).items():
                row[header.index(column)].value = value
        book.save(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**row, **edits.get(row["original"], {})} for row in rows)


def test_every_faulty_row_is_named_before_anything_is_changed(study: Study, tmp_path: Path) -> None:
    """In the words of the table."""
    before = _said(study)
    path = write_names(study.replacements(), tmp_path / "names.csv")
    _edit(path, {"Liz": {"state": "gone"}, "Wakefield": {"id": "t0:1-2"}, "Oldroyd": {"kind": "x"}})
    with pytest.raises(SettingsError) as told:
        read_names(study, path)
    for fault in ("'gone' is no state", "no replacement 't0:1-2'", "'x' is no kind"):
        assert fault in str(told.value)
    assert _said(study) == before


def test_a_table_of_something_else_is_refused(study: Study, tmp_path: Path) -> None:
    """It says which columns are needed."""
    (tmp_path / "other.csv").write_text("file,site\na.txt,North\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="needed are id and state"):
        read_names(study, tmp_path / "other.csv")


def _ended(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_the_command_writes_the_table_and_reads_it_back(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It shows what is in doubt, and ends with 3 while anything is."""
    folder, table = str(study.folder), tmp_path / "names.xlsx"
    study.close()
    assert _ended(["names", "--study", folder, "--to-xlsx", str(table)]) == 3
    said = capsys.readouterr().out
    assert "[May] was hard." in said
    assert "5 mentions are replaced, 1 may be names, 0 stay as they were said." in said
    _edit(table, {"May": {"state": "replaced"}})
    assert _ended(["names", "--study", folder, "--from-xlsx", str(table), "--quiet"]) == 0
    again = tm.Study(folder, progress=False)
    assert "[PERSON-2] was hard." in _said(again)
    again.close()


def test_without_the_key_the_table_is_empty_and_nothing_can_be_changed(
    study: Study, tmp_path: Path
) -> None:
    """Names are in the key and nowhere else."""
    study.lock_key("three words chosen at random")
    study.close()
    locked = tm.Study(study.folder, progress=False)
    assert not locked.replacements()
    with pytest.raises(StudyError, match="Nothing was changed"):
        locked.set_replacement("Liz", state="kept")
    locked.close()

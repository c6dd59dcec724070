"""The study folder as a whole: what it keeps, what it does again, what it tells."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

import thememiner as tm
from thememiner.privacy import restore
from thememiner.study._mining import without_themes

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "chw-pilot"


def test_every_unit_is_the_text_of_its_transcript_there(mined_study):
    """A unit's id and span always give back its words."""
    texts = {t.id: t.text for t in mined_study.transcripts}
    assert len(mined_study.units) > 500
    for unit in mined_study.units:
        assert texts[unit.transcript_id][unit.start : unit.end] == unit.text
        assert unit.id == f"{unit.transcript_id}:{unit.start}-{unit.end}"


def test_every_unit_is_exactly_once_in_the_theme_set(mined_study):
    """In a theme, unassigned, or set aside: nothing is lost and nothing counted twice."""
    themes = mined_study.themes
    placed = [unit_id for theme in themes.themes for unit_id in theme.unit_ids]
    queue = [item.unit_id for item in themes.unassigned]
    aside = [item.unit_id for item in themes.set_aside]
    assert sorted(placed + queue + aside) == sorted(unit.id for unit in mined_study.units)
    assert themes.unit_ids == tuple(unit.id for unit in mined_study.units)


def test_the_sample_has_sixteen_people_in_four_sites(mined_study):
    """Attributes of the cases table reach every unit."""
    frame = mined_study.units.to_frame()
    assert frame["person"].nunique() == 16
    assert sorted(frame["site"].unique()) == [
        "Alderbrook",
        "Castle Row",
        "Fenwick Vale",
        "Harbour Street",
    ]
    assert set(frame["role"]) == {"participant"}
    assert set(frame["case_role"]) == {"worker", "manager", "clinician"}


def test_themes_have_quotes_of_at_least_three_people_where_there_are_three(mined_study):
    """A theme's evidence is not one voice."""
    for theme in mined_study.themes.themes:
        people = {quote.person for quote in theme.quotes}
        assert len(people) >= min(3, theme.n_people, theme.n_units)


def test_a_second_run_of_an_unchanged_study_encodes_and_fits_nothing(study_copy):
    """Only what changed is done again."""
    run = study_copy.mine()
    assert (run.encoded, run.fitted) == (0, False)
    assert run.counts == study_copy.runs[0].counts


def test_shuffled_files_give_the_same_themes(study_copy, tmp_path):
    """The order of the files never matters."""
    files = sorted((SAMPLE / "transcripts").iterdir(), reverse=True)
    other = tm.Study(tmp_path / "other", progress=False)
    shutil.copy(study_copy.folder / "study.sqlite", tmp_path / "vectors.sqlite")
    other.add(files, cases=SAMPLE / "cases.csv")
    with sqlite3.connect(tmp_path / "vectors.sqlite") as known:
        rows = dict(known.execute("SELECT key, vector FROM vectors").fetchall())
    known.close()
    other._database.put_vectors(rows)
    other.mine()
    assert other.themes == study_copy.themes


def test_adding_the_same_folder_again_changes_nothing(study_copy):
    """Ids come from the content, so nothing is there twice."""
    before = study_copy.transcripts
    study_copy.add(SAMPLE / "transcripts", cases=SAMPLE / "cases.csv")
    assert study_copy.transcripts == before
    assert study_copy.mine().fitted is False


def test_a_new_transcript_is_the_only_one_encoded(study_copy, tmp_path):
    """Vectors of known units come from the cache."""
    (tmp_path / "new.txt").write_text(
        "INT: How is the room?\n\nP1: The room under the stairs floods whenever it rains hard.\n",
        encoding="utf-8",
    )
    study_copy.add(tmp_path / "new.txt")
    run = study_copy.mine()
    assert run.counts["transcripts"] == 15
    assert 1 <= run.encoded < 60
    assert run.fitted


def test_a_role_set_by_hand_survives_a_new_reading(study_copy):
    """A person's word outlives the guess."""
    assert study_copy.set_role("CR1", "observer") == 1
    study_copy.add(SAMPLE / "transcripts", cases=SAMPLE / "cases.csv")
    rows = [row for row in study_copy.speakers() if row.label == "CR1"]
    assert [(row.role, row.reason) for row in rows] == [("observer", "set by hand")]


def test_a_role_that_does_not_exist_is_refused_with_those_that_do(study_copy):
    """The message says what is allowed."""
    with pytest.raises(tm.SettingsError, match="participant, interviewer, observer"):
        study_copy.set_role("CR1", "moderator")
    with pytest.raises(tm.SettingsError, match="Nobody has the label 'Zebedee'"):
        study_copy.set_role("Zebedee", "participant")


def test_names_of_files_and_speakers_are_in_the_key_and_in_no_export(study_copy):
    """File names and labels that are names stay out of database metadata and exports."""
    study_copy.export(formats=["html", "review", "csv", "xlsx", "qdc"])
    key = json.loads((study_copy.folder / "key.json").read_text(encoding="utf-8"))
    assert "fenwick-vale-worker-t1.vtt" in key["files"].values()
    assert "Morag" in {name for codes in key["labels"].values() for name in codes.values()}
    database = (study_copy.folder / "study.sqlite").read_bytes()
    exported = b"".join(p.read_bytes() for p in (study_copy.folder / "exports").iterdir())
    for name in key["files"].values():
        assert name.encode() not in database
        assert name.encode() not in exported
    for transcript in study_copy.transcripts:
        assert "\nMorag:" not in transcript.text
        assert all(turn.speaker not in {"Morag", "Denise"} for turn in transcript.turns)


def test_with_the_key_the_stored_talk_is_the_talk_of_the_file(study_copy):
    """Names are replaced and nothing else is: what the key holds gives each turn back as it was said."""
    read, problems = tm.read_transcripts(SAMPLE / "transcripts")
    assert not problems
    stored = {t.id: t for t in study_copy.transcripts}
    key = study_copy.key
    assert key.replacements
    for transcript in read:
        masked = stored[transcript.id]
        own = [one for one in key.replacements if one.transcript_id == transcript.id]
        again = restore(masked, own)
        assert [again.speech(t) for t in again.turns] == [
            transcript.speech(t) for t in transcript.turns
        ]


def test_suggestions_name_codes_of_their_codebook_and_say_uncalibrated(mined_study):
    """A suggestion is never a fact."""
    books = {book.id: book for book in mined_study.codebooks}
    assert list(books) == ["barriers-enablers", "npt"]
    for suggestion in mined_study.suggestions:
        assert suggestion.code_id in books[suggestion.codebook]
        assert 0 <= suggestion.probability <= 1
        assert not suggestion.calibrated
        assert (suggestion.unit_id is None) != (suggestion.theme_id is None)


def test_frames_have_the_promised_columns(mined_study):
    """Columns are named after the fields, with stable ids."""
    units = mined_study.units.to_frame()
    assert {"unit_id", "transcript_id", "person", "role", "start", "end", "text"} <= set(units)
    suggestions = mined_study.suggestions.to_frame()
    wanted = {"unit_id", "theme_id", "codebook", "code_id", "probability", "valence"}
    assert wanted <= set(suggestions)
    assert "theme_id" in mined_study.themes.to_frame()


def test_verify_is_true_on_a_sound_study_wherever_it_is_copied(study_copy):
    """The record can be derived again from a copy."""
    study_copy.export()
    found = study_copy.verify()
    assert found, found.faults
    assert [check.name for check in found.checks] == [
        "database",
        "transcripts",
        "units",
        "themes",
        "suggestions",
        "codings",
        "decisions",
        "exports",
    ]


def test_verify_finds_a_changed_text(study_copy):
    """A text that is not the one that was added is named."""
    one = study_copy.transcripts[0]
    record = one.model_dump(mode="json")
    record["text"] = record["text"].replace("the", "THE")
    with sqlite3.connect(study_copy.folder / "study.sqlite") as connection:
        connection.execute(
            "UPDATE transcripts SET record = ? WHERE id = ?", (json.dumps(record), one.id)
        )
    connection.close()
    found = study_copy.verify()
    assert not found
    assert any(one.id in fault for fault in found.faults)


def test_verify_finds_a_wrong_count(study_copy):
    """A theme's count of people that cannot be derived again is named."""
    themes = study_copy.themes
    wrong = themes.themes[0].model_copy(update={"n_people": 99})
    changed = themes.model_copy(update={"themes": (wrong, *themes.themes[1:])})
    study_copy._database.put_result("themes", "x", [changed])
    assert any("counts 99 people" in fault for fault in study_copy.verify().faults)


def test_verify_finds_an_export_that_is_out_of_date(study_copy):
    """Exports are held against the record."""
    study_copy.export(formats=["csv"])
    path = study_copy.folder / "exports" / "units.csv"
    path.write_bytes(path.read_bytes().replace(b"the", b"teh", 50))
    assert any("units.csv" in fault for fault in study_copy.verify().faults)


def test_a_frame_of_answers_counts_every_person(tmp_path):
    """Five people who say "No time." are five people."""
    study = tm.Study(tmp_path / "survey", progress=False)
    study.add(pd.DataFrame({"text": ["No time."] * 5, "site": list("AABBB")}))
    assert study.mine().counts["people"] == 5
    assert len(study.units) == 5
    assert len(study.set_aside) == 0


def test_a_frame_without_a_text_column_is_refused(tmp_path):
    """The message names the columns that were found."""
    study = tm.Study(tmp_path / "survey", progress=False)
    with pytest.raises(tm.InputError, match="its columns are answer, site"):
        study.add(pd.DataFrame({"answer": ["a"], "site": ["b"]}))


def test_a_small_study_gets_a_plain_refusal_of_themes_and_all_the_rest(tmp_path):
    """Too few units for themes: said so, and every unit is in the work queue."""
    (tmp_path / "one.txt").write_text(
        "I: Did you have time?\n\nR: No time at all, the rota was full every week.\n\nI: And now?\n\n"
        "R: Now the manager keeps Friday mornings free for us.\n",
        encoding="utf-8",
    )
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(tmp_path / "one.txt")
    study.mine("barriers-enablers")
    assert study.themes.themes == ()
    assert "at least 12 are needed" in study.themes.notes[0]
    assert len(study.themes.unassigned) == len(study.units) == 2
    assert study.suggestions
    assert {p.name for p in study.export()} >= {"report.html", "units.csv", "codebook.qdc"}
    assert study.verify()


def test_an_empty_study_says_what_to_do(tmp_path):
    """Nothing to mine is an error in the user's words."""
    study = tm.Study(tmp_path / "empty", progress=False)
    with pytest.raises(tm.StudyError, match="no transcripts yet"):
        study.mine("npt")
    with pytest.raises(tm.StudyError, match="not mined yet"):
        study.export()


def test_an_unknown_codebook_or_format_changes_nothing(study_copy):
    """A misspelt name is refused before anything is done."""
    with pytest.raises(tm.CodebookError, match="Built in are barriers-enablers, npt"):
        study_copy.mine("ntp")
    with pytest.raises(tm.SettingsError, match="html, review, csv, xlsx, qdc"):
        study_copy.export(formats=["pdf"])
    assert study_copy.verify()


def test_a_sheet_filled_in_and_read_back_gives_codings(study_copy, tmp_path):
    """Decisions and free codings go through the spreadsheet and are there after a replay."""
    import openpyxl

    path = study_copy.export_review(tmp_path / "r1.xlsx", coder="AB")
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    first = next(
        row for row in range(2, sheet.max_row) if sheet.cell(row, columns["suggestion_1"]).value
    )
    sheet.cell(first, columns["verdict"], "confirm")
    free = book["Free codings"]
    heads = {cell.value: cell.column for cell in free[1]}
    unit = next(u for u in study_copy.units if u.n_words > 15)
    quote = " ".join(unit.text.split()[3:9])
    values = {
        "transcript_id": unit.transcript_id,
        "quote": quote,
        "codebook": "npt",
        "code": "Legitimation",
        "valence": "enabler",
    }
    for name, value in values.items():
        free.cell(2, heads[name], value)
    book.save(path)
    reports = study_copy.import_review(path)
    assert [r.outcome for r in reports if r.outcome in {"applied", "problem"}] == ["applied"] * 2
    codings = study_copy.codings()
    assert {coding.origin for coding in codings} == {"human", "suggested and confirmed"}
    assert {coding.coder for coding in codings} == {"AB"}
    assert quote in {coding.text for coding in codings}
    again = study_copy.import_review(path)
    assert not [r for r in again if r.outcome == "applied"]
    assert study_copy.codings() == codings
    assert study_copy.verify()


def test_a_study_reopened_is_the_same_study(study_copy):
    """Everything is on disk when a call returns."""
    again = tm.Study(study_copy.folder, progress=False)
    assert again.units == study_copy.units
    assert again.themes == study_copy.themes
    assert again.settings == study_copy.settings


def test_the_run_record_holds_what_a_methods_section_reports(mined_study):
    """Settings, versions, model hashes, seed and inputs."""
    run = mined_study.runs[-1]
    assert run.models["all-MiniLM-L6-v2"].startswith("53aa5117")
    assert set(run.inputs) == {t.id for t in mined_study.transcripts}
    assert {"thememiner", "bertopic", "torch", "spacy", "python"} <= set(run.versions)
    assert run.encoded > 500
    assert run.fitted


def test_without_themes_leaves_every_unit_in_the_queue():
    """A set without themes still has every unit once."""
    unit = tm.Unit(id="t1:0-2", transcript_id="t1", start=0, end=2, text="ab")
    found = without_themes([unit], [], note="too few")
    assert found.labels == (None,)
    assert found.unassigned[0].unit_id == "t1:0-2"


def test_a_corrected_file_is_told_and_the_old_text_can_be_taken_out(tmp_path):
    """Two texts under one name are both kept until a person says which; nothing is guessed."""
    talk = "I: Did you have time?\n\nR: No time at all, the rota was full.\n"
    study = tm.Study(tmp_path / "study", progress=False)
    (tmp_path / "one.txt").write_text(talk, encoding="utf-8")
    study.add(tmp_path / "one.txt")
    old = study.transcripts[0].id
    (tmp_path / "one.txt").write_text(talk.replace("full", "quite full"), encoding="utf-8")
    found = study.add(tmp_path / "one.txt")
    assert [problem.fatal for problem in found] == [False]
    assert f"study.remove('{old}')" in found[0].remedy
    assert len(study.transcripts) == 2
    with pytest.raises(tm.SettingsError, match="2 transcripts are called"):
        study.remove("one.txt")
    study.remove(old)
    assert ["quite full" in t.text for t in study.transcripts] == [True]


def test_adding_again_without_cases_keeps_the_attributes(tmp_path):
    """What the study knows of a person stays."""
    (tmp_path / "one.txt").write_text("I: Time?\n\nR: No time at all.\n", encoding="utf-8")
    (tmp_path / "cases.csv").write_text("file,person,site\none.txt,N-1,North\n", encoding="utf-8")
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(tmp_path / "one.txt", cases=tmp_path / "cases.csv")
    before = study.transcripts
    study.add(tmp_path / "one.txt")
    assert study.transcripts == before
    assert any(s.person == "N-1" for t in before for s in t.speakers)


def test_another_encoder_lands_in_the_run_record(tmp_path):
    """A folder with a model works, and its weights' hash is recorded."""
    from thememiner.adapters.registry import locate

    (tmp_path / "one.txt").write_text(
        "I: Did you have time?\n\nR: No time at all, the rota was full.\n", encoding="utf-8"
    )
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(tmp_path / "one.txt")
    folder = str(locate("all-MiniLM-L6-v2"))
    run = study.mine("npt", encoder=folder)
    assert len(run.models[folder]) == 64
    assert study.settings.encoder == folder


def test_a_model_that_is_nowhere_is_an_error_that_says_what_is_allowed(tmp_path):
    """Without a network, a name that is not on the machine is refused in plain words."""
    with pytest.raises(tm.ModelError, match="all-MiniLM-L6-v2"):
        tm.find_themes(["a b c"] * 20, encoder=str(tmp_path / "no-such-model"))

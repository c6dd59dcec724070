"""The study folder on disk: nothing is lost, nothing half written, nothing of a decision changed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import HashingEncoder, make_transcript
from thememiner.codebooks import load_codebook
from thememiner.errors import DiskError, SettingsError, StudyError, StudyVersionError
from thememiner.records import (
    Decision,
    ReadProblem,
    Run,
    Suggestion,
    Theme,
    ThemeSet,
    Unassigned,
)
from thememiner.store import (
    SCHEMA_VERSION,
    Database,
    Key,
    Settings,
    read_key,
    read_settings,
    write_key,
    write_settings,
    write_whole,
)
from thememiner.vectors import embed

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes are of POSIX systems")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new and empty one."""
    made = Database(tmp_path / "study.sqlite")
    yield made
    made.close()


def decision(name: str, at: str = "2025-06-30T10:00:00+00:00") -> Decision:
    """A decision of AB."""
    return Decision(id=name, coder="AB", at=at, verdict="memo", memo=f"note {name}")


def state_of(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- the database ----------------------------------------------------------------------------


def test_transcripts_come_back_as_they_were(database: Database) -> None:
    """By id, also after the file was closed; the same one twice is once."""
    some = [make_transcript([("P1", f"Zoë 😀 {n}"), (None, "a\x00b\u2028c")]) for n in range(5)]
    database.put_transcripts(some)
    database.put_transcripts(some[:2])
    database.close()
    again = Database(database.path)
    assert again.transcripts() == tuple(sorted(some, key=lambda t: t.id))
    assert again.text_hashes()[some[0].id] == hashlib.sha256(some[0].text.encode()).hexdigest()
    again.close()


def test_spans_are_known_for_just_what_they_were_made_from(database: Database) -> None:
    """Other settings, other spans; the latest are kept."""
    assert database.spans("t1", "one") is None
    database.put_spans("t1", "one", [(0, 5), (6, 9)])
    assert database.spans("t1", "one") == ((0, 5), (6, 9))
    assert database.spans("t1", "two") is None
    database.put_spans("t1", "two", [])
    assert database.spans("t1", "one") is None
    assert database.spans("t1", "two") == ()
    assert database.latest_spans() == {"t1": ()}


def test_the_database_remembers_vectors(database: Database) -> None:
    """It is the cache that the room of vectors asks for; 1,200 keys at once are no problem."""
    texts = [f"text {n}" for n in range(1200)]
    first = embed(texts, HashingEncoder(), cache=database)
    second = embed(texts, HashingEncoder(), cache=database)
    assert (first.n_encoded, second.n_encoded) == (1200, 0)
    assert np.array_equal(first.array, second.array)
    assert database.get_vectors([]) == {}


def test_results_are_known_for_just_what_they_were_made_from(database: Database) -> None:
    """A result is replaced as a whole, and says what it was made from."""
    assert database.result("themes", ThemeSet) == ()
    assert not database.is_made_from("themes", "one")
    theme = Theme(id="theme-1", label="no time", unit_ids=("u1",))
    themes = ThemeSet(
        themes=(theme,),
        unit_ids=("u1", "u2"),
        labels=("theme-1", None),
        unassigned=(Unassigned(unit_id="u2", text="Well."),),
    )
    database.put_result("themes", "one", [themes])
    assert database.result("themes", ThemeSet) == (themes,)
    assert database.is_made_from("themes", "one")
    assert not database.is_made_from("themes", "two")
    some = [Suggestion(codebook="npt", code_id="coherence", probability=p) for p in (0.25, 1.0)]
    database.put_result("suggestions/npt", "one", some)
    assert database.result("suggestions/npt", Suggestion) == tuple(some)


def test_codebooks_and_runs_keep_their_order(database: Database) -> None:
    """Codebooks in the order they were named, runs oldest first, equal ones both."""
    books = [load_codebook("npt"), load_codebook("barriers-enablers")]
    database.put_codebooks(books[::-1])
    database.put_codebooks(books)
    assert database.codebooks() == tuple(books)
    runs = [Run(id="run-1", at="b"), Run(id="run-1", at="a", counts={"units": 3})]
    for run in runs:
        database.put_run(run)
    assert database.runs() == tuple(runs)


def test_the_log_is_in_the_order_of_time(database: Database) -> None:
    """Oldest first, however they arrived; a decision that is there already is left alone."""
    early, late = decision("d2", at="2025-01-01T00:00:00+00:00"), decision("d1")
    assert database.add_decisions([late, early]) == 2
    assert database.add_decisions([late, decision("d3")]) == 1
    assert database.add_decisions([]) == 0
    assert [one.id for one in database.decisions()] == ["d2", "d1", "d3"]


def test_a_decision_that_comes_again_with_other_words_changes_nothing(database: Database) -> None:
    """The first wording stands."""
    database.add_decisions([decision("d1")])
    assert database.add_decisions([decision("d1").model_copy(update={"memo": "other"})]) == 0
    assert database.decisions() == (decision("d1"),)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET record = '{}'",
        "UPDATE decisions SET at = 'later' WHERE id = 'd1'",
        "DELETE FROM decisions",
    ],
)
def test_a_decision_can_be_neither_changed_nor_deleted(statement: str, database: Database) -> None:
    """The database itself refuses, whoever asks."""
    database.add_decisions([decision("d1")])
    with (
        sqlite3.connect(database.path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="decisions are never changed"),
    ):
        connection.execute(statement)
    connection.close()
    with pytest.raises(StudyError, match="in the log is never changed"), database._writing() as own:
        own.execute(statement)
    assert database.decisions() == (decision("d1"),)


def test_work_that_is_broken_off_leaves_nothing_half_done(database: Database) -> None:
    """One transaction: all of it or none of it, and the next one works."""

    def some() -> Iterator[Decision]:
        yield decision("d1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.add_decisions(some())
    broken = {"a": b"1", "b": object()}
    with pytest.raises(StudyError, match="cannot be read as a study"):
        database.put_vectors(broken)  # type: ignore[arg-type]
    assert database.get_vectors(["a", "b"]) == {}
    assert database.decisions() == ()
    assert database.add_decisions([decision("d3")]) == 1


def test_a_study_from_a_newer_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    """The message says which versions; the file keeps every byte."""
    path = tmp_path / "study.sqlite"
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = state_of(path)
    with pytest.raises(StudyVersionError, match=r"study format 2; .* up to 1.*nothing was changed"):
        Database(path)
    assert state_of(path) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["study.sqlite"]


def test_the_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    """A foreign database gets no tables of ours."""
    path = tmp_path / "study.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (name TEXT)")
    connection.commit()
    connection.close()
    before = state_of(path)
    with pytest.raises(StudyError, match=r"study\.sqlite is a database, but not one of thememiner"):
        Database(path)
    assert state_of(path) == before


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    """A text file with that name stays what it is."""
    path = tmp_path / "study.sqlite"
    path.write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(StudyError, match=r"study\.sqlite cannot be read as a study"):
        Database(path)
    assert path.read_text(encoding="utf-8") == "no database " * 100


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Not SQLite's words alone: what to check, too."""
    with pytest.raises(DiskError, match="Check that you may write to its folder"):
        Database(tmp_path / "nowhere" / "study.sqlite")


def test_a_full_disk_is_told_and_what_was_there_is_still_there(database: Database) -> None:
    """The study keeps what it had, and works again when there is room."""
    kept = make_transcript([("P1", "We had no time.")])
    large = make_transcript([("P1", "x" * 500_000)])
    database.put_transcripts([kept])
    database.add_decisions([decision("d1")])
    (pages,) = database._connection.execute("PRAGMA page_count").fetchone()
    database._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskError, match=r"The disk is full .* everything that was in the study"):
        database.put_transcripts([large])
    assert database.transcripts() == (kept,)
    assert database.decisions() == (decision("d1"),)
    assert database.faults() == []
    database._connection.execute("PRAGMA max_page_count = 1000000")
    database.put_transcripts([large])
    assert len(database.transcripts()) == 2


def test_a_study_that_somebody_else_writes_to_is_told(database: Database) -> None:
    """Another program holds the file: wait, nothing is lost."""
    database._connection.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DiskError, match="Another program is writing to this study"):
        database.add_decisions([decision("d1")])
    other.execute("ROLLBACK")
    other.close()
    assert database.add_decisions([decision("d1")]) == 1


def test_a_damaged_file_is_found(database: Database) -> None:
    """A sound one has no faults; one with a torn page has."""
    database.put_transcripts([make_transcript([("P1", f"text {n} " * 300)]) for n in range(20)])
    assert database.faults() == []
    database.close()
    data = bytearray(database.path.read_bytes())
    data[8192:16384] = b"\xff" * 8192
    database.path.write_bytes(bytes(data))
    again = Database(database.path)
    assert again.faults() != []
    again.close()


@POSIX
def test_the_database_and_the_key_are_readable_by_the_owner_only(tmp_path: Path) -> None:
    """Transcripts are confidential, and so are their vectors and names."""
    Database(tmp_path / "study.sqlite").close()
    write_key(tmp_path / "key.json", Key(files={"t1": "denise.docx"}))
    write_key(tmp_path / "key.json", Key(files={"t1": "denise.docx", "t2": "bo.txt"}))
    for name in ("study.sqlite", "key.json"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


# --- whole files -----------------------------------------------------------------------------


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    """Missing folders are made; nothing but the file is left there."""
    path = write_whole(tmp_path / "a" / "b" / "report.html", b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [one.name for one in path.parent.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, "The disk is full: report.html"), (errno.EACCES, "cannot be written")],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    step: str, number: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half a file nor a scrap beside it."""
    path = write_whole(tmp_path / "report.html", b"old")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(DiskError, match=message):
        write_whole(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where a folder should be."""
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(DiskError, match="Check that the folder exists"):
        write_whole(tmp_path / "taken" / "report.html", b"new")


# --- the key ---------------------------------------------------------------------------------


def test_the_key_comes_back_as_it_was(tmp_path: Path) -> None:
    """Names in any script, readable for a person; none where there is no file."""
    key = Key(
        files={"t1": "Zoë.docx"},
        labels={"t1": {"S12": "Zoë"}},
        people={"p1": "王小明"},
        problems=(ReadProblem(path="Zoë.docx", found="It is empty."),),
    )
    write_key(tmp_path / "key.json", key)
    assert read_key(tmp_path / "key.json") == key
    assert "王小明" in (tmp_path / "key.json").read_text(encoding="utf-8")
    assert read_key(tmp_path / "none.json") == Key()
    assert (key.file_of("t1"), key.file_of("t2")) == ("Zoë.docx", "t2")


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"colours": {}}), "\x00\x01"])
def test_a_file_that_is_no_key_is_told(text: str, tmp_path: Path) -> None:
    """And that the study works without it."""
    (tmp_path / "key.json").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"key\.json is not a readable key.*works without it"):
        read_key(tmp_path / "key.json")


# --- settings --------------------------------------------------------------------------------

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@hypothesis_settings(max_examples=30)
@given(
    settings=st.builds(
        Settings,
        approach=st.sampled_from(["codebook", "framework", "reflexive"]),
        encoder=names,
        codebooks=st.lists(names, max_size=3).map(tuple),
        n_themes=st.integers(0, 99),
        seed=st.integers(0, 2**32 - 1),
    )
)
def test_settings_come_back_as_they_were(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """New or written over others, whatever the names of encoder and codebooks."""
    path = tmp_path_factory.mktemp("settings") / "study.toml"
    write_settings(path, settings)
    assert read_settings(path) == settings
    write_settings(path, Settings(codebooks=("npt", "a]b")))
    write_settings(path, settings)
    assert read_settings(path) == settings


def test_comments_survive_a_rewrite(tmp_path: Path) -> None:
    """What a person wrote stays: own lines, ends of lines, the order, an unchanged value's form."""
    path = tmp_path / "study.toml"
    path.write_text(
        "# our study\n"
        "seed = 0x10   # as agreed [with AB]\n"
        "codebooks = [\n"
        "    'npt',  # the theory\n"
        "]  # more later [maybe]\n"
        "\n"
        "n_themes = 7 # after a look\n"
        "# the end\n",
        encoding="utf-8",
    )
    write_settings(path, read_settings(path).model_copy(update={"n_themes": 9}))
    assert path.read_text(encoding="utf-8").startswith(
        "# our study\n"
        "seed = 0x10   # as agreed [with AB]\n"
        "codebooks = [\n"
        "    'npt',  # the theory\n"
        "]  # more later [maybe]\n"
        "\n"
        "n_themes = 9 # after a look\n"
        "# the end\n"
    )
    write_settings(path, read_settings(path).model_copy(update={"codebooks": ("a", "b")}))
    text = path.read_text(encoding="utf-8")
    assert 'codebooks = ["a", "b"]  # more later [maybe]\n' in text
    assert "n_themes = 9 # after a look\n" in text
    assert read_settings(path) == Settings(seed=16, n_themes=9, codebooks=("a", "b"))


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    """A byte-order mark and CR LF are no fault, before and after a rewrite."""
    path = tmp_path / "study.toml"
    path.write_bytes(b'\xef\xbb\xbf# ours\r\nseed = 3\r\nencoder = "x"\r\n')
    assert read_settings(path).seed == 3
    write_settings(path, read_settings(path).model_copy(update={"seed": 4}))
    assert read_settings(path) == Settings(seed=4, encoder="x")
    assert "# ours" in path.read_text(encoding="utf-8-sig")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """A missing study.toml is no fault; a new one explains each setting."""
    assert read_settings(tmp_path / "study.toml") == Settings()
    write_settings(tmp_path / "study.toml", Settings())
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    assert all(f"\n{name} = " in text for name in Settings.model_fields)
    assert text.count("# ") >= len(Settings.model_fields)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sead = 3", "sead: Extra inputs .* Allowed are approach, encoder, codebooks, n_themes"),
        ("n_themes = -1", "n_themes: Input should be greater"),
        ('approach = "grounded"', "approach: Input should be 'codebook', 'framework' or 'reflex"),
        ("seed = ", r"study\.toml is not readable TOML: .*line 1.*Mend that line"),
    ],
)
def test_a_setting_that_is_not_allowed_is_named(line: str, message: str, tmp_path: Path) -> None:
    """With what is allowed, or the line that cannot be read."""
    (tmp_path / "study.toml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_settings(tmp_path / "study.toml")

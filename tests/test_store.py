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
    with pytest.raises(StudyVersionError, match=r"study format 3; .* up to 2.*nothing was changed"):
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


@POSIX
def test_files_and_folders_are_made_for_the_owner_only(tmp_path: Path) -> None:
    """Whatever the mask of the system lets through; a stricter mask holds."""
    earlier = os.umask(0)
    try:
        path = write_whole(tmp_path / "study" / "exports" / "report.html", b"talk")
        write_settings(tmp_path / "study" / "study.toml", Settings())
        open_to_all = write_whole(tmp_path / "readme.txt", b"no talk", private=False)
        os.umask(0o277)
        strict = write_whole(tmp_path / "study" / "strict.txt", b"talk")
    finally:
        os.umask(earlier)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "study" / "study.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(open_to_all.stat().st_mode) == 0o666
    assert stat.S_IMODE(strict.stat().st_mode) == 0o400


@POSIX
def test_the_journal_of_a_transaction_is_for_the_owner_only(database: Database) -> None:
    """SQLite gives it the mode of the database."""
    database._connection.execute("BEGIN IMMEDIATE")
    database._connection.execute("INSERT INTO meta VALUES ('a', 'b')")
    journal = database.path.with_name("study.sqlite-journal")
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    database._connection.execute("ROLLBACK")


# --- words of decisions apart ----------------------------------------------------------------

FIRST_FORMAT = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS transcripts (
    id TEXT PRIMARY KEY, text_sha256 TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS spans (
    transcript_id TEXT PRIMARY KEY, made_from TEXT NOT NULL, spans TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS codebooks (id TEXT PRIMARY KEY, position INTEGER, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    name TEXT PRIMARY KEY, made_from TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS decisions (id TEXT PRIMARY KEY, at TEXT NOT NULL, record TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER IF NOT EXISTS decisions_are_kept BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
PRAGMA user_version = 1;
"""


def first_format(path: Path, decisions: list[Decision]) -> None:
    """A study as the first version of thememiner left it."""
    connection = sqlite3.connect(path)
    connection.executescript(FIRST_FORMAT)
    kept = make_transcript([("P1", "We had no time.")])
    text_hash = hashlib.sha256(kept.text.encode()).hexdigest()
    row = (kept.id, text_hash, kept.model_dump_json())
    connection.execute("INSERT INTO transcripts VALUES (?, ?, ?)", row)
    for one in decisions:
        connection.execute(
            "INSERT INTO decisions VALUES (?, ?, ?)", (one.id, one.at, one.model_dump_json())
        )
    connection.execute("INSERT INTO runs (id, record) VALUES ('run-1', ?)",
                       (Run(id="run-1", at="a").model_dump_json(),))  # fmt: skip
    connection.commit()
    connection.close()


def test_a_study_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    """Nothing is lost; words and notes stand apart from then on, and the log stays closed."""
    told = [decision("d1"), decision("d2").model_copy(update={"quote": "no time", "label": "x"})]
    first_format(tmp_path / "study.sqlite", told)
    database = Database(tmp_path / "study.sqlite")
    assert database.decisions() == database.log() == tuple(told)
    assert [t.text for t in database.transcripts()] == ["P1: We had no time."]
    assert [run.id for run in database.runs()] == ["run-1"]
    assert (database.exports(), database.tombstones(), database.unpaired()) == ((), (), ())
    records = database._rows("SELECT record FROM decisions")
    assert not any("no time" in str(row) or "note d1" in str(row) for row in records)
    with pytest.raises(StudyError, match="never changed"), database._writing() as own:
        own.execute("DELETE FROM decisions")
    database.close()
    again = Database(tmp_path / "study.sqlite")
    assert again.log() == tuple(told)
    again.close()


def test_an_update_that_cannot_be_done_leaves_the_first_format(tmp_path: Path) -> None:
    """All of it or none of it: the file is what it was."""
    path = tmp_path / "study.sqlite"
    first_format(path, [decision("d1")])
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO decisions VALUES ('d2', 'a', 'no record')")
    connection.commit()
    before = connection.execute("SELECT * FROM decisions, sqlite_master").fetchall()
    with pytest.raises(StudyError, match="The decision d2 in this study cannot be read"):
        Database(path)
    assert connection.execute("SELECT * FROM decisions, sqlite_master").fetchall() == before
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_a_fresh_database_and_one_that_was_updated_are_the_same(tmp_path: Path) -> None:
    """Every table and trigger, to the letter."""
    first_format(tmp_path / "old.sqlite", [])
    shapes = []
    for name in ("old.sqlite", "new.sqlite"):
        database = Database(tmp_path / name)
        rows = database._rows("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        shapes.append([(kind, what, " ".join(str(sql).split())) for kind, what, sql in rows])
        database.close()
    assert shapes[0] == shapes[1]


# --- nothing that was taken out is left ------------------------------------------------------


def bytes_beside(path: Path) -> bytes:
    """Everything in the folder of the database."""
    return b"".join(one.read_bytes() for one in path.parent.iterdir())


def test_what_is_taken_out_is_overwritten(database: Database) -> None:
    """Not only unlinked: a search of the file and of anything beside it finds nothing."""
    marks = [f"zebra crossing number {n} " * 200 for n in range(40)]
    some = [make_transcript([("P1", mark)]) for mark in marks]
    database.put_transcripts(some)
    database.put_vectors({f"k{n}": bytes([n]) * 1536 for n in range(100, 200)})
    assert b"zebra crossing" in bytes_beside(database.path)
    for one in some:
        database.remove_transcript(one.id)
    assert b"zebra crossing" not in bytes_beside(database.path)
    (secure,) = database._connection.execute("PRAGMA secure_delete").fetchone()
    (mode,) = database._connection.execute("PRAGMA journal_mode").fetchone()
    assert (secure, mode) == (1, "delete")
    with database._writing() as connection:
        connection.execute("DELETE FROM vectors")
    assert bytes([150]) * 64 not in bytes_beside(database.path)
    before = database.path.stat().st_size
    database.compact()
    assert database.path.stat().st_size < before / 4


def test_no_journal_is_left_and_none_goes_elsewhere(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between transactions there is one file; sorting and compacting use memory, not another folder."""
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(elsewhere))
    database.put_transcripts([make_transcript([("P1", f"text {n} " * 2000)]) for n in range(60)])
    during = set()

    def look() -> int:
        during.update(one.name for one in elsewhere.iterdir())
        return 0

    database._connection.set_progress_handler(look, 50)
    database.compact()
    database._rows("SELECT record FROM transcripts ORDER BY record DESC")
    database._connection.set_progress_handler(None, 0)
    assert during == set()
    assert {one.name for one in database.path.parent.iterdir()} == {"study.sqlite", "temporary"}
    (store,) = database._connection.execute("PRAGMA temp_store").fetchone()
    assert store == 2


def test_a_file_with_a_log_ahead_is_turned_back(tmp_path: Path) -> None:
    """Another program may have opened the study in that mode; the log would go on holding talk."""
    path = tmp_path / "study.sqlite"
    Database(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("INSERT INTO meta VALUES ('a', 'zebra crossing')")
    other.commit()
    other.close()
    database = Database(path)
    database.put_transcripts([make_transcript([("P1", "We had no time.")])])
    assert [one.name for one in tmp_path.iterdir()] == ["study.sqlite"]
    assert database._rows("SELECT value FROM meta") == [("zebra crossing",)]
    database.close()


# --- a study from a stranger -----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON transcripts BEGIN DELETE FROM runs; END",
        "CREATE VIEW v AS SELECT load_extension('evil')",
        "CREATE TABLE photos (name TEXT)",
        "CREATE INDEX i ON vectors (length(vector))",
        "DROP TRIGGER decisions_stay",
        "DROP TABLE meta",
        "ALTER TABLE runs ADD COLUMN more TEXT DEFAULT (hex(randomblob(9)))",
    ],
)
def test_what_thememiner_does_not_make_is_neither_run_nor_read(
    statement: str, tmp_path: Path
) -> None:
    """Triggers, views, odd tables: refused by name, the file keeps every byte."""
    path = tmp_path / "study.sqlite"
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    before = state_of(path)
    with pytest.raises(
        StudyError, match=r"not a study as thememiner makes it: .*Nothing in it was"
    ):
        Database(path)
    assert state_of(path) == before


def test_a_table_that_is_a_view_is_refused(tmp_path: Path) -> None:
    """The name alone does not make it ours."""
    path = tmp_path / "study.sqlite"
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE runs")
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i, i FROM n"
    )
    connection.execute(f"CREATE VIEW runs AS {endless}")
    connection.commit()
    connection.close()
    with pytest.raises(StudyError, match="view runs is not as thememiner makes it"):
        Database(path)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("INSERT INTO transcripts VALUES ('t1', 'x', 7)", "transcripts"),
        ("INSERT INTO transcripts VALUES ('t1', 'x', X'00FF')", "transcripts"),
        ("INSERT INTO transcripts VALUES ('t1', 'x', CAST(X'FFFE' AS TEXT))", "transcripts"),
        ("INSERT INTO runs (id, record) VALUES ('r', '{\"id\": [1]}')", "runs"),
        ("INSERT INTO decisions VALUES ('d', 'a', zeroblob(5000000))", "decisions"),
        ("INSERT INTO codebooks VALUES ('b', 1, '[[[[')", "codebooks"),
        ("INSERT INTO exports VALUES ('p', 's', 'a', 'k', '{\"a\": [1]}')", "exports"),
        (
            "INSERT INTO tombstones VALUES ('t', 'p', 's', 'a', 'x', 'l', 'here', '{}')",
            "tombstones",
        ),
        ("INSERT INTO spans VALUES ('t1', 'x', '[[\"a\", 2]]')", "latest_spans"),
    ],
)
def test_rows_of_other_types_are_data_and_are_refused(
    statement: str, read: str, database: Database
) -> None:
    """In plain words, from our own tree of errors."""
    database._connection.execute(statement)
    with pytest.raises(StudyError, match=r"(cannot be read|holds a row that is no)"):
        getattr(database, read)()


def test_vectors_of_other_types_are_not_taken(database: Database) -> None:
    """Texts, numbers and blobs of another length count as unknown, so they are encoded again."""
    database.put_vectors({"a": b"1234" * 8, "b": b"1234" * 8})
    database._connection.execute("INSERT INTO vectors VALUES ('c', 'text'), ('d', 5), ('e', X'00')")
    assert set(database.get_vectors(["a", "b", "c", "d", "e"])) == {"a", "b"}


def test_a_journal_that_names_another_file_is_refused(tmp_path: Path) -> None:
    """SQLite would open that file as a list of journals and might delete it."""
    path = tmp_path / "study.sqlite"
    Database(path).close()
    precious = tmp_path / "thesis.docx"
    precious.write_bytes(b"years of work")
    magic = bytes.fromhex("d9d505f920a163d7")
    name = str(precious).encode()
    tail = name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + magic
    journal = tmp_path / "study.sqlite-journal"
    journal.write_bytes(magic + bytes(504) + bytes(512) + bytes(4) + tail)
    with pytest.raises(StudyError, match="it names other files"):
        Database(path)
    assert precious.read_bytes() == b"years of work"


def test_a_hot_journal_of_our_own_is_played_back(tmp_path: Path) -> None:
    """A killed process: the study is as before its last transaction."""
    path = tmp_path / "study.sqlite"
    database = Database(path)
    kept = make_transcript([("P1", "We had no time.")])
    database.put_transcripts([kept])
    database._connection.execute("PRAGMA cache_size = 1")
    database._connection.execute("BEGIN IMMEDIATE")
    for n in range(200):
        database._connection.execute("INSERT INTO vectors VALUES (?, zeroblob(4000))", (f"k{n}",))
    (tmp_path / "other").mkdir()
    for name in ("study.sqlite", "study.sqlite-journal"):
        (tmp_path / "other" / name).write_bytes((tmp_path / name).read_bytes())
    database._connection.execute("ROLLBACK")
    database.close()
    again = Database(tmp_path / "other" / "study.sqlite")
    assert again.transcripts() == (kept,)
    assert again._rows("SELECT count(*) FROM vectors") == [(0,)]
    again.close()


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
        ("key = ''", "key: String should match pattern"),
        ('key = "a\\u0000b"', "key: String should match pattern"),
        (f"seed = {'9' * 5000}", r"study\.toml is not readable TOML"),
        (f"seed = {'[' * 3000}", r"study\.toml is (nested too deeply|not readable)"),
        (f"# {'x' * 1_000_001}", r"study\.toml has 1,000,004 bytes; settings have at most"),
    ],
)
def test_a_setting_that_is_not_allowed_is_named(line: str, message: str, tmp_path: Path) -> None:
    """With what is allowed, or the line that cannot be read."""
    (tmp_path / "study.toml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_settings(tmp_path / "study.toml")

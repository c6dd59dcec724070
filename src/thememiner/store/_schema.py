"""The tables of a study: made, brought up to date, and told from those of a stranger."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from thememiner.errors import StudyError, StudyVersionError

SCHEMA_VERSION = 2
EXCERPTS = ("quote", "memo", "label")
_OUR_OWN_JOURNAL_ENDS = bytes.fromhex("d9d505f920a163d7")

_FIRST = """
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
"""
_KEPT = """
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER IF NOT EXISTS decisions_are_kept BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
"""
_SECOND = """
CREATE TABLE IF NOT EXISTS excerpts (
    decision_id TEXT PRIMARY KEY, quote TEXT NOT NULL, memo TEXT NOT NULL, label TEXT NOT NULL,
    state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS exports (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, made_at TEXT NOT NULL, kind TEXT NOT NULL,
    options TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tombstones (
    transcript_id TEXT NOT NULL, person TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL,
    whole INTEGER NOT NULL, label TEXT NOT NULL, place INTEGER NOT NULL, spans TEXT NOT NULL,
    PRIMARY KEY (transcript_id, person, label));
CREATE TRIGGER IF NOT EXISTS excerpts_stay BEFORE UPDATE ON excerpts
    WHEN NEW.decision_id IS NOT OLD.decision_id
    OR NEW.state NOT IN ('withdrawn', 'shortened') OR OLD.state = 'withdrawn'
    OR length(NEW.quote) > length(OLD.quote) OR length(NEW.memo) > length(OLD.memo)
    OR length(NEW.label) > length(OLD.label)
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER IF NOT EXISTS excerpts_are_kept BEFORE DELETE ON excerpts
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
"""
_SCRIPTS = {1: _FIRST + _KEPT, 2: _FIRST + _KEPT + _SECOND}


def prepare(connection: sqlite3.Connection) -> None:
    """Set what holds for every connection: what is deleted is overwritten, no copy goes elsewhere.

    ``secure_delete`` overwrites what is taken out; the rollback journal is deleted with each
    transaction, where a write-ahead log would go on holding it; sorting and compacting happen in memory,
    not in the system's folder for temporary files; nothing in the file may run a function.
    """
    for pragma in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        "temp_store = MEMORY",
        "synchronous = FULL",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def check_journal(path: Path) -> None:
    """Refuse a journal that names further files: SQLite would look for them and delete them.

    Raises:
        StudyError: there is one beside the database.
    """
    journal = path.with_name(f"{path.name}-journal")
    if not journal.is_file() or journal.stat().st_size < len(_OUR_OWN_JOURNAL_ENDS):
        return
    with journal.open("rb") as stream:
        stream.seek(-len(_OUR_OWN_JOURNAL_ENDS), 2)
        if stream.read() == _OUR_OWN_JOURNAL_ENDS:
            raise StudyError(
                f"{journal.name} was not left by thememiner: it names other files. Nothing was "
                "opened. Ask whoever gave you this study for a clean copy."
            )


def read_version(connection: sqlite3.Connection, name: str) -> int:
    """The format of the study; 0 for an empty file.

    Raises:
        StudyVersionError: a newer thememiner wrote it.
        StudyError: it holds what thememiner does not make.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise StudyVersionError(
            f"This study was written by a newer thememiner (study format {version}; this version "
            f"reads up to {SCHEMA_VERSION}). Install the newer version; nothing was changed."
        )
    found = _objects(connection)
    if (version == 0 and found) or version < 0:
        raise StudyError(f"{name} is a database, but not one of thememiner. Choose another folder.")
    if version:
        _check(found, _expected(version), name)
    return version


def _check(found: dict[str, str], expected: dict[str, str], name: str) -> None:
    """Triggers, views and odd tables of a stranger are neither run nor read."""
    strange = sorted(what for what, how in found.items() if expected.get(what) != how)
    missing = sorted(what for what in expected if what not in found)
    if strange or missing:
        told = [*(f"{what[:60]} is not as thememiner makes it" for what in strange[:5])]
        told += [f"{what} is missing" for what in missing[:5]]
        raise StudyError(
            f"{name} is not a study as thememiner makes it: {'; '.join(told)}. Nothing in it was run or "
            "changed. Restore it from a copy, or ask whoever gave it to you."
        )


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    """Each table, index, trigger and view with the statement that made it."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {
        f"{kind} {name}": " ".join(str(sql).split())
        for kind, name, sql in rows
        if not (sql is None and str(name).startswith("sqlite_autoindex_"))
        and sql != "CREATE TABLE sqlite_stat1(tbl,idx,stat)"
    }


def _expected(version: int) -> dict[str, str]:
    connection = sqlite3.connect(":memory:")
    try:
        run(connection, _SCRIPTS[version])
        return _objects(connection)
    finally:
        connection.close()


def bring_up_to_date(connection: sqlite3.Connection, version: int) -> None:
    """Make the tables, or turn those of an older version into today's; inside one transaction."""
    if version == 0:
        run(connection, _SCRIPTS[SCHEMA_VERSION])
    elif version == 1:
        _apart(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _apart(connection: sqlite3.Connection) -> None:
    """From format 1 to 2: words of talk and notes leave the log of decisions for a table of their own."""
    connection.execute("DROP TRIGGER decisions_stay")
    connection.execute("DROP TRIGGER decisions_are_kept")
    run(connection, _SECOND)
    for decision_id, record in connection.execute("SELECT id, record FROM decisions").fetchall():
        try:
            fields = json.loads(record)
            words = [str(fields.pop(name, "")) for name in EXCERPTS]
        except (TypeError, ValueError, AttributeError, RecursionError):
            raise StudyError(
                f"The decision {str(decision_id)[:60]} in this study cannot be read. Nothing was "
                "changed. Restore study.sqlite from a copy."
            ) from None
        connection.execute(
            "UPDATE decisions SET record = ? WHERE id = ?", (json.dumps(fields), decision_id)
        )
        connection.execute(
            "INSERT INTO excerpts VALUES (?, ?, ?, ?, 'kept')", (decision_id, *words)
        )
    run(connection, _KEPT)


def run(connection: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script one by one, inside the transaction that is open."""
    for statement in _statements(script):
        connection.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script; a trigger's inner semicolon does not end it."""
    out: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            out.append(pending.strip())
            pending = ""
    return out

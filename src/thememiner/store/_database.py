"""``study.sqlite``: records in, the same records out; decisions are only ever added."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from thememiner.errors import DiskError, StudyError, StudyVersionError
from thememiner.records import Codebook, Decision, Record, Run, Transcript

SCHEMA_VERSION = 1
R = TypeVar("R", bound=Record)

_SCHEMA = """
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
"""


class Database:
    """The database of one study. Every method that writes has written when it returns.

    Args:
        path: of ``study.sqlite``; made where it is absent.

    Raises:
        StudyVersionError: a newer thememiner wrote it.
        StudyError: the file is not a study database.
        DiskError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            new = not path.exists()
            self._connection = sqlite3.connect(path, isolation_level=None)
            weakref.finalize(self, self._connection.close)
            try:
                if new:
                    os.chmod(path, 0o600)
                self._connection.execute("PRAGMA synchronous = FULL")
                self._connection.execute("PRAGMA trusted_schema = OFF")
                self._check_version()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _check_version(self) -> None:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise StudyVersionError(
                f"This study was written by a newer thememiner (study format {version}; this version "
                f"reads up to {SCHEMA_VERSION}). Install the newer version; nothing was changed."
            )
        if version == 0:
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables:
                raise StudyError(
                    f"{self.path.name} is a database, but not one of thememiner. Choose another folder."
                )
            with self._writing():
                for statement in _statements(_SCHEMA):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's refusals as errors in a user's words."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise _disk_error(error) from error
        except sqlite3.DatabaseError as error:
            if "never changed" in str(error):
                raise StudyError("A decision that is in the log is never changed.") from error
            raise StudyError(
                f"{self.path.name} cannot be read as a study: {error}. Restore it from a copy, or "
                "choose another folder."
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or none of it."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._told():
            return self._connection.execute(query, tuple(values)).fetchall()

    # --- transcripts -------------------------------------------------------------------------

    def put_transcripts(self, transcripts: Iterable[Transcript]) -> None:
        """Add transcripts, or replace those with the same id."""
        rows = [(t.id, _sha256(t.text), t.model_dump_json()) for t in transcripts]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO transcripts VALUES (?, ?, ?)", rows)

    def remove_transcript(self, transcript_id: str) -> None:
        """Take a transcript and the spans of its units out."""
        with self._writing() as connection:
            connection.execute("DELETE FROM transcripts WHERE id = ?", (transcript_id,))
            connection.execute("DELETE FROM spans WHERE transcript_id = ?", (transcript_id,))

    def transcripts(self) -> tuple[Transcript, ...]:
        """All transcripts, by id."""
        rows = self._rows("SELECT record FROM transcripts ORDER BY id")
        return tuple(Transcript.model_validate_json(str(row[0])) for row in rows)

    def text_hashes(self) -> dict[str, str]:
        """Transcript id to the SHA-256 of its text when it was added."""
        return {str(a): str(b) for a, b in self._rows("SELECT id, text_sha256 FROM transcripts")}

    # --- spans of units ----------------------------------------------------------------------

    def spans(self, transcript_id: str, made_from: str) -> tuple[tuple[int, int], ...] | None:
        """The spans of a transcript's units, None where none were made from just this."""
        rows = self._rows(
            "SELECT spans FROM spans WHERE transcript_id = ? AND made_from = ?",
            (transcript_id, made_from),
        )
        return tuple((a, b) for a, b in json.loads(str(rows[0][0]))) if rows else None

    def put_spans(
        self, transcript_id: str, made_from: str, spans: Iterable[tuple[int, int]]
    ) -> None:
        """Remember spans and what they were made from."""
        row = (transcript_id, made_from, json.dumps([list(span) for span in spans]))
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO spans VALUES (?, ?, ?)", row)

    def latest_spans(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The spans of every transcript as they were last made."""
        rows = self._rows("SELECT transcript_id, spans FROM spans")
        return {str(a): tuple((s, e) for s, e in json.loads(str(b))) for a, b in rows}

    # --- vectors -----------------------------------------------------------------------------

    def get_vectors(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The vectors that are known, as bytes of little-endian float32."""
        found: dict[str, bytes] = {}
        wanted = sorted(set(keys))
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
            found.update({str(key): bytes(v) for key, v in self._rows(query, some)})  # type: ignore[call-overload]
        return found

    def put_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Remember vectors."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?)", sorted(vectors.items())
            )

    # --- codebooks, results, runs ------------------------------------------------------------

    def put_codebooks(self, codebooks: Sequence[Codebook]) -> None:
        """Replace the codebooks of the study."""
        rows = [(book.id, i, book.model_dump_json()) for i, book in enumerate(codebooks)]
        with self._writing() as connection:
            connection.execute("DELETE FROM codebooks")
            connection.executemany("INSERT INTO codebooks VALUES (?, ?, ?)", rows)

    def codebooks(self) -> tuple[Codebook, ...]:
        """The codebooks of the study, in the order they were named."""
        rows = self._rows("SELECT record FROM codebooks ORDER BY position")
        return tuple(Codebook.model_validate_json(str(row[0])) for row in rows)

    def put_result(self, name: str, made_from: str, records: Sequence[Record]) -> None:
        """Remember records under a name, and what they were made from."""
        text = "[" + ",".join(record.model_dump_json() for record in records) + "]"
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (name, made_from, text)
            )

    def is_made_from(self, name: str, made_from: str) -> bool:
        """Whether the records under a name were made from just this."""
        rows = self._rows("SELECT made_from FROM results WHERE name = ?", (name,))
        return bool(rows) and rows[0][0] == made_from

    def result(self, name: str, kind: type[R]) -> tuple[R, ...]:
        """The records under a name, none where there are none."""
        rows = self._rows("SELECT record FROM results WHERE name = ?", (name,))
        if not rows:
            return ()
        return TypeAdapter(tuple[kind, ...]).validate_json(str(rows[0][0]))  # type: ignore[valid-type]

    def put_run(self, run: Run) -> None:
        """Add a run to the record."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO runs (id, record) VALUES (?, ?)", (run.id, run.model_dump_json())
            )

    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        rows = self._rows("SELECT record FROM runs ORDER BY position")
        return tuple(Run.model_validate_json(str(row[0])) for row in rows)

    # --- decisions ---------------------------------------------------------------------------

    def add_decisions(self, decisions: Iterable[Decision]) -> int:
        """Append decisions; one that is in the log already is left alone.

        Returns:
            How many were new.
        """
        rows = [(d.id, d.at, d.model_dump_json()) for d in decisions]
        with self._writing() as connection:
            before = connection.total_changes
            connection.executemany("INSERT OR IGNORE INTO decisions VALUES (?, ?, ?)", rows)
            return connection.total_changes - before

    def decisions(self) -> tuple[Decision, ...]:
        """The whole log, oldest first."""
        rows = self._rows("SELECT record FROM decisions ORDER BY at, id")
        return tuple(Decision.model_validate_json(str(row[0])) for row in rows)

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; empty for a sound one."""
        try:
            rows = self._rows("PRAGMA integrity_check")
        except StudyError as error:
            return [str(error)]
        return [str(row[0]) for row in rows if row[0] != "ok"]


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


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _disk_error(error: sqlite3.OperationalError) -> DiskError:
    reason = str(error)
    if "full" in reason or "disk I/O" in reason:
        return DiskError(
            "The disk is full or failing: the study could not be written. Free some space and run the "
            "same command again; everything that was in the study before is still there."
        )
    if "locked" in reason:
        return DiskError(
            "Another program is writing to this study. Wait until it is done and run the command again."
        )
    return DiskError(
        f"The study cannot be written: {reason}. Check that you may write to its folder; what it "
        "already holds is untouched."
    )

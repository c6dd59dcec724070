"""One open database file: transactions that are whole, refusals in a user's words."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from thememiner.errors import DiskError, StudyError
from thememiner.records import Record
from thememiner.store._schema import (
    SCHEMA_VERSION,
    bring_up_to_date,
    check_journal,
    prepare,
    read_version,
)

R = TypeVar("R", bound=Record)


class Connection:
    """An open ``study.sqlite``, its tables as this version knows them.

    Args:
        path: of the file; made where it is absent, for the owner only.

    Raises:
        StudyVersionError: a newer thememiner wrote it.
        StudyError: the file is not a study database, or holds what thememiner does not make.
        DiskError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        check_journal(path)
        with self._told():
            _make_private(path)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._n_written = 0
            weakref.finalize(self, self._connection.close)
            try:
                prepare(self._connection)
                version = read_version(self._connection, path.name)
                self._without_log_ahead()
                self._update(version)
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def compact(self) -> None:
        """Write the file anew without the room that was freed.

        Raises:
            DiskError: there is too little room, or another program has the file.
        """
        with self._told():
            self._connection.execute("VACUUM")

    def state(self) -> tuple[int, int]:
        """A value that stays the same as long as nothing but decisions of this connection is written."""
        return int(str(self._rows("PRAGMA data_version")[0][0])), self._n_written

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; empty for a sound one."""
        try:
            rows = self._rows("PRAGMA integrity_check")
        except StudyError as error:
            return [str(error)]
        return [str(row[0]) for row in rows if row[0] != "ok"]

    def _without_log_ahead(self) -> None:
        """A file that another program left with a write-ahead log gets a rollback journal again."""
        if self._connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
            self._connection.execute("PRAGMA journal_mode = DELETE")

    def _update(self, version: int) -> None:
        if version == SCHEMA_VERSION:
            return
        with self._writing() as connection:
            now = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if now == version:
                bring_up_to_date(connection, version)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's refusals as errors in a user's words."""
        try:
            yield
        except (sqlite3.DataError, sqlite3.OperationalError) as error:
            if "decode" in str(error) or "too big" in str(error) or "malformed" in str(error):
                raise self._unreadable(str(error)[:100]) from None
            raise _disk_error(error) from error
        except sqlite3.DatabaseError as error:
            if "never changed" in str(error):
                raise StudyError("A decision that is in the log is never changed.") from error
            raise self._unreadable(str(error)) from error

    def _unreadable(self, reason: str) -> StudyError:
        return StudyError(
            f"{self.path.name} cannot be read as a study: {reason}. Restore it from a copy, or "
            "choose another folder."
        )

    @contextmanager
    def _writing(self, *, adds_to_log: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or none of it."""
        with self._told():
            self._n_written += not adds_to_log
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

    def _record(self, kind: type[R], value: object, what: str) -> R:
        """A stored record; whatever else stands there is refused."""
        try:
            return kind.model_validate_json(str(value))
        except ValidationError:
            raise self._unreadable(f"a row of {what} is none") from None

    def _records(self, kind: type[R], value: object, what: str) -> tuple[R, ...]:
        try:
            return TypeAdapter(tuple[kind, ...]).validate_json(str(value))  # type: ignore[valid-type]
        except ValidationError:
            raise self._unreadable(f"what stands under {what!r} is not that") from None


def _make_private(path: Path) -> None:
    """An empty file for the owner only, before a single byte is in it."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise _cannot(error.strerror or str(error)) from error


def _disk_error(error: sqlite3.Error) -> DiskError:
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
    return _cannot(reason)


def _cannot(reason: str) -> DiskError:
    return DiskError(
        f"The study cannot be written: {reason}. Check that you may write to its folder; what it "
        "already holds is untouched."
    )

"""What has to go from a study into the statements that take it out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from thememiner.records import Codebook, Transcript
from thememiner.store._register import Tombstone

Words = tuple[str, str, str]
PUT_TOMBSTONE = "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, kw_only=True, repr=False)
class Removal:
    """Everything that changes in the database when somebody withdraws.

    Attributes:
        gone: ids of transcripts that go as a whole.
        changed: transcripts without the person's words.
        hashes: SHA-256 of the texts of those, by id.
        spans: spans of the units that are left, by transcript.
        results: results by name, as JSON; what each was made from is forgotten.
        codebooks: those without the person's words, where any had some.
        emptied: ids of decisions on the person's words: quote, memo and label go.
        shortened: id to quote, memo and label of decisions that lose a part of them.
        vectors: keys of the vectors that stay.
        tombstones: what stays in memory of it.
    """

    gone: tuple[str, ...] = ()
    changed: tuple[Transcript, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    codebooks: tuple[Codebook, ...] = ()
    emptied: tuple[str, ...] = ()
    shortened: Mapping[str, Words] = field(default_factory=dict)
    vectors: frozenset[str] = frozenset()
    tombstones: tuple[Tombstone, ...] = ()


def write_removal(connection: sqlite3.Connection, removal: Removal) -> int:
    """Write all of it, inside the transaction that is open.

    Returns:
        How many vectors were deleted.
    """
    _one_each(connection, "DELETE FROM transcripts WHERE id = ?", removal.gone)
    _one_each(connection, "DELETE FROM spans WHERE transcript_id = ?", removal.gone)
    connection.executemany(
        "UPDATE transcripts SET text_sha256 = ?, record = ? WHERE id = ?",
        [(removal.hashes[t.id], t.model_dump_json(), t.id) for t in removal.changed],
    )
    connection.executemany(
        "UPDATE spans SET spans = ? WHERE transcript_id = ?",
        [(json.dumps(spans), name) for name, spans in removal.spans.items()],
    )
    connection.executemany(
        "UPDATE results SET made_from = '', record = ? WHERE name = ?",
        [(text, name) for name, text in removal.results.items()],
    )
    connection.executemany(
        "UPDATE codebooks SET record = ? WHERE id = ?",
        [(book.model_dump_json(), book.id) for book in removal.codebooks],
    )
    _write_excerpts(connection, removal)
    connection.executemany(
        PUT_TOMBSTONE,
        [stone.as_values() for stone in removal.tombstones],
    )
    known = {row[0] for row in connection.execute("SELECT key FROM vectors")}
    _one_each(connection, "DELETE FROM vectors WHERE key = ?", known - removal.vectors)
    return len(known - removal.vectors)


def _write_excerpts(connection: sqlite3.Connection, removal: Removal) -> None:
    connection.executemany(
        "UPDATE excerpts SET quote = ?, memo = ?, label = ?, state = 'shortened' "
        "WHERE decision_id = ?",
        [(*words, decision_id) for decision_id, words in removal.shortened.items()],
    )
    _one_each(
        connection,
        "UPDATE excerpts SET quote = '', memo = '', label = '', state = 'withdrawn' "
        "WHERE decision_id = ?",
        removal.emptied,
    )


def _one_each(connection: sqlite3.Connection, statement: str, values: Iterable[str]) -> None:
    connection.executemany(statement, [(value,) for value in values])

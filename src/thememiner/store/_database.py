"""``study.sqlite``: records in, the same records out; decisions are only ever added."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from thememiner.records import Codebook, Decision, Record, Run, Transcript
from thememiner.store._connection import Connection
from thememiner.store._register import Export, Tombstone
from thememiner.store._removal import PUT_TOMBSTONE, Removal, write_removal
from thememiner.store._schema import EXCERPTS

R = TypeVar("R", bound=Record)


class Database(Connection):
    """The database of one study. Every method that writes has written when it returns.

    Args:
        path: of ``study.sqlite``; made where it is absent.

    Raises:
        StudyVersionError: a newer thememiner wrote it.
        StudyError: the file is not a study database.
        DiskError: it cannot be written.
    """

    # --- transcripts -------------------------------------------------------------------------

    def put_transcripts(self, transcripts: Iterable[Transcript]) -> None:
        """Add transcripts, or replace those with the same id."""
        rows = [(t.id, sha256_of(t.text), t.model_dump_json()) for t in transcripts]
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
        return tuple(self._record(Transcript, row[0], "transcripts") for row in rows)

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
        return self._span_pairs(rows[0][0]) if rows else None

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
        return {str(a): self._span_pairs(b) for a, b in rows}

    def _span_pairs(self, value: object) -> tuple[tuple[int, int], ...]:
        try:
            pairs = [(start, end) for start, end in json.loads(str(value))]
            if all(type(start) is int and type(end) is int for start, end in pairs):
                return tuple(pairs)
        except (TypeError, ValueError, RecursionError):
            pass
        raise self._unreadable("a row of spans holds no spans")

    # --- vectors -----------------------------------------------------------------------------

    def get_vectors(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The vectors that are known, as bytes of little-endian float32, all of one length."""
        found: dict[str, object] = {}
        wanted = sorted(set(keys))
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
            found.update({str(key): vector for key, vector in self._rows(query, some)})
        vectors = {key: vector for key, vector in found.items() if isinstance(vector, bytes)}
        lengths = Counter(map(len, vectors.values())).most_common(1)
        return {key: vector for key, vector in vectors.items() if len(vector) == lengths[0][0]}

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
        return tuple(self._record(Codebook, row[0], "codebooks") for row in rows)

    def put_result(self, name: str, made_from: str, records: Sequence[Record]) -> None:
        """Remember records under a name, and what they were made from."""
        text = "[" + ",".join(record.model_dump_json() for record in records) + "]"
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (name, made_from, text)
            )

    def replace_result(self, name: str, records: Sequence[Record]) -> None:
        """Put other records under a name that is there; what it was made from stays as it is."""
        text = "[" + ",".join(record.model_dump_json() for record in records) + "]"
        with self._writing() as connection:
            connection.execute("UPDATE results SET record = ? WHERE name = ?", (text, name))

    def is_made_from(self, name: str, made_from: str) -> bool:
        """Whether the records under a name were made from just this."""
        rows = self._rows("SELECT made_from FROM results WHERE name = ?", (name,))
        return bool(rows) and rows[0][0] == made_from

    def result(self, name: str, kind: type[R]) -> tuple[R, ...]:
        """The records under a name, none where there are none."""
        rows = self._rows("SELECT record FROM results WHERE name = ?", (name,))
        return self._records(kind, rows[0][0], name) if rows else ()

    def result_texts(self) -> dict[str, str]:
        """Every result by name, as the JSON that is kept."""
        rows = self._rows("SELECT name, record FROM results ORDER BY name")
        return {str(name): str(text) for name, text in rows}

    def put_run(self, run: Run) -> None:
        """Add a run to the record."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO runs (id, record) VALUES (?, ?)", (run.id, run.model_dump_json())
            )

    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        rows = self._rows("SELECT record FROM runs ORDER BY position")
        return tuple(self._record(Run, row[0], "runs") for row in rows)

    # --- decisions ---------------------------------------------------------------------------

    def add_decisions(self, decisions: Iterable[Decision]) -> int:
        """Append decisions; one that is in the log already is left alone.

        Words of talk and notes stand apart from the rest of a decision, in a table of their own, so
        that they can be taken out when somebody withdraws; the decision itself is never changed.

        Returns:
            How many were new.
        """
        some = list(decisions)
        rows = [(d.id, d.at, d.model_dump_json(exclude=set(EXCERPTS))) for d in some]
        words = [(d.id, d.quote, d.memo, d.label) for d in some]
        with self._writing(adds_to_log=True) as connection:
            before = connection.total_changes
            connection.executemany("INSERT OR IGNORE INTO decisions VALUES (?, ?, ?)", rows)
            n_new = connection.total_changes - before
            connection.executemany(
                "INSERT OR IGNORE INTO excerpts VALUES (?, ?, ?, ?, 'kept')", words
            )
        return n_new

    def decisions(self) -> tuple[Decision, ...]:
        """The log without the decisions on words that were withdrawn, oldest first."""
        return self._log("WHERE e.state IS NOT 'withdrawn'")

    def log(self) -> tuple[Decision, ...]:
        """The whole log, oldest first; decisions on withdrawn words have neither words nor note."""
        return self._log("")

    def _log(self, which: str) -> tuple[Decision, ...]:
        rows = self._rows(
            "SELECT d.record, e.quote, e.memo, e.label FROM decisions d "
            f"LEFT JOIN excerpts e ON e.decision_id = d.id {which} ORDER BY d.at, d.id"
        )
        found = []
        for record, *words in rows:
            decision = self._record(Decision, record, "decisions")
            texts = {name: str(w or "") for name, w in zip(EXCERPTS, words, strict=True)}
            found.append(decision.model_copy(update=texts))
        return tuple(found)

    def excerpt_states(self) -> dict[str, str]:
        """Id of each decision to whether its words are kept, shortened or withdrawn."""
        rows = self._rows("SELECT decision_id, state FROM excerpts")
        return {str(a): str(b) for a, b in rows}

    def put_entries(self, entries: Iterable[tuple[Decision, str]]) -> None:
        """Take in decisions of another copy of the log, and what was taken out of known ones there.

        Args:
            entries: decisions, and whether their words are kept, shortened or withdrawn.
        """
        some = list(entries)
        rows = [(d.id, d.at, d.model_dump_json(exclude=set(EXCERPTS))) for d, _ in some]
        words = [(d.id, d.quote, d.memo, d.label, state) for d, state in some]
        less = [(*row[1:], row[0]) for row in words if row[4] != "kept"]
        with self._writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO decisions VALUES (?, ?, ?)", rows)
            connection.executemany("INSERT OR IGNORE INTO excerpts VALUES (?, ?, ?, ?, ?)", words)
            connection.executemany(
                "UPDATE excerpts SET quote = ?, memo = ?, label = ?, state = ? "
                "WHERE decision_id = ? AND state != 'withdrawn'",
                less,
            )

    def unpaired(self) -> tuple[str, ...]:
        """Ids of decisions without their words, of words without a decision, of withdrawn ones with."""
        rows = self._rows(
            "SELECT id FROM decisions WHERE id NOT IN (SELECT decision_id FROM excerpts) UNION "
            "SELECT decision_id FROM excerpts WHERE decision_id NOT IN (SELECT id FROM decisions) OR "
            "(state = 'withdrawn' AND quote || memo || label != '') ORDER BY 1"
        )
        return tuple(str(row[0]) for row in rows)

    # --- exports and withdrawals -------------------------------------------------------------

    def put_exports(self, exports: Iterable[Export]) -> None:
        """Remember files that the study wrote; what was known of the same paths is forgotten."""
        rows = [(e.path, e.sha256, e.made_at, e.kind, json.dumps(dict(e.options))) for e in exports]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO exports VALUES (?, ?, ?, ?, ?)", rows)

    def forget_exports(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM exports WHERE path = ?", [(p,) for p in paths])

    def exports(self) -> tuple[Export, ...]:
        """Files that the study wrote, by path."""
        rows = self._rows("SELECT path, sha256, made_at, kind, options FROM exports ORDER BY path")
        return tuple(Export.from_row(row) for row in rows)

    def tombstones(self) -> tuple[Tombstone, ...]:
        """Who withdrew from which transcript, oldest first."""
        rows = self._rows(
            "SELECT transcript_id, person, sha256, at, whole, label, place, spans FROM tombstones "
            "ORDER BY at, transcript_id, person, label"
        )
        return tuple(Tombstone.from_row(row) for row in rows)

    def put_tombstones(self, stones: Iterable[Tombstone]) -> None:
        """Remember where somebody who withdrew had spoken as well."""
        rows = [stone.as_values() for stone in stones]
        with self._writing() as connection:
            connection.executemany(PUT_TOMBSTONE, rows)

    def note(self, name: str) -> str:
        """What was noted under a name; empty where nothing was."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def put_note(self, name: str, value: str) -> None:
        """Note a value under a name."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def remove(self, removal: Removal) -> int:
        """Take out what belongs to a person, in one transaction, and leave the tombstones.

        Returns:
            How many vectors were deleted.
        """
        with self._writing() as connection:
            return write_removal(connection, removal)


def sha256_of(text: str) -> str:
    """SHA-256 of a text, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

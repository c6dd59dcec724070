"""Another copy of a study into entries for this study's log, withdrawals obeyed, and a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from pydantic import Field

from thememiner.errors import SettingsError
from thememiner.records import CodebookVersion, Decision, Record
from thememiner.review import (
    Entry,
    EntryState,
    find_heirs,
    find_standing,
    find_unanchored,
    merge_entries,
    shortened,
    withdrawn,
)
from thememiner.store import Database, Key, Tombstone
from thememiner.study._codebook_motion import VERSIONS
from thememiner.study._mining import units_of
from thememiner.study._withdrawal import cases_of
from thememiner.study._withdrawn_results import split_decisions
from thememiner.study._withdrawn_talk import Gone, find_gone, gone_before


class Merged(Record):
    """What merging the log of another copy did.

    Attributes:
        n_new: decisions that were not in this study's log.
        n_known: decisions that both had.
        n_withdrawn: decisions that came in without words, or lost them, since somebody withdrew.
        withdrawn: people who had withdrawn in the other copy and are now out of this study too.
        coders: who made the decisions that are new.
        missing: transcripts that decisions speak of and this study does not hold, with how many.
        unplaced: ids of decisions whose words are not, or not clearly, in the transcripts.
        unknown_codes: codes that decisions use and the codebooks here do not have.
    """

    n_new: int = 0
    n_known: int = 0
    n_withdrawn: int = 0
    withdrawn: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    missing: Mapping[str, int] = Field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What was done and what a person should see, for reading."""
        by = f" by {', '.join(self.coders)}" if self.coders else ""
        said = [f"{self.n_new} decisions{by} are new, {self.n_known} were there already."]
        if self.n_withdrawn:
            said.append(f"{self.n_withdrawn} decisions are without words: somebody withdrew.")
        said += [
            f"{one} had withdrawn there and is out of this study too." for one in self.withdrawn
        ]
        said += [
            f"{n} decisions are on transcript {one}, which is not in this study. They are kept; add the "
            "transcript to see their codings."
            for one, n in self.missing.items()
        ]
        if self.unplaced:
            said.append(
                f"The words of {len(self.unplaced)} decisions are not found in the transcripts."
            )
        if self.unknown_codes:
            said.append(f"No codebook here has the codes {', '.join(self.unknown_codes)}.")
        return said

    @property
    def needs_a_person(self) -> bool:
        """Whether there is something that a person should see."""
        return bool(self.missing or self.unplaced or self.unknown_codes or self.withdrawn)


def open_other(folder: str | Path) -> Database:
    """The database of another copy.

    Args:
        folder: its study folder.

    Raises:
        SettingsError: there is no study in it.
        StudyError: it cannot be used.
    """
    path = Path(folder) / "study.sqlite"
    if not path.is_file():
        raise SettingsError(f"There is no study in {folder}. Name the folder of the other copy.")
    return Database(path)


def merge_study(own: Database, other: Database, *, withdraw: Callable[[str], object]) -> Merged:
    """Take the log of another copy into this one.

    Who withdrew from either is out of both: they are withdrawn here first, and nothing of theirs comes in.

    Args:
        own: the database of this study.
        other: that of the other copy; it is only read.
        withdraw: takes a person's words out of this study.

    Raises:
        ReviewError: the same decision says different things in the two logs.
        DiskError: the disk is full or cannot be written.
    """
    incoming = _obeying(_entries(other), own, other)
    known = {entry.decision.id: entry for entry in _entries(own)}
    merge_entries(known.values(), incoming)  # refused before anything is changed
    gone = _withdraw_too(own, other.tombstones(), withdraw)
    before = {entry.decision.id: entry for entry in _entries(own)}
    after = merge_entries(before.values(), incoming)
    changed = [entry for entry in after if before.get(entry.decision.id) != entry]
    own.put_entries([(entry.decision, entry.state) for entry in changed])
    _merge_versions(own, other)
    new = [entry for entry in changed if entry.decision.id not in before]
    return _report(own, new, n_known=len(incoming) - len(new), gone=gone, changed=changed)


def _entries(database: Database) -> tuple[Entry, ...]:
    states = database.excerpt_states()
    return tuple(
        Entry(one, cast("EntryState", states.get(one.id, "kept"))) for one in database.log()
    )


def _obeying(entries: Sequence[Entry], own: Database, other: Database) -> tuple[Entry, ...]:
    """The other's entries without the words of those who withdrew here."""
    stones = own.tombstones()
    if not stones:
        return tuple(entries)
    transcripts = other.transcripts()
    there = {s.person for t in transcripts for s in t.speakers}
    left = [stone.person for stone in stones if stone.person in there]
    found: list[Gone] = [gone_before(stones)]
    for person in dict.fromkeys(left):
        found.append(
            find_gone(person, transcripts, key=Key(), stones=other.tombstones(), at=stones[0].at)
        )
    out = {entry.decision.id: entry for entry in entries}
    texts = {t.id: t.text for t in transcripts}
    for gone in found:
        less = {**texts, **{t.id: t.text for t in gone.changed}}
        kept = [entry.decision for entry in out.values() if entry.state != "withdrawn"]
        cases = cases_of(gone.person, transcripts) if gone.person else frozenset()
        emptied, shorter = split_decisions(kept, gone, before=texts, after=less, cases=cases)
        out |= {one: withdrawn(out[one]) for one in emptied}
        out |= {one: shortened(out[one], words) for one, words in shorter.items()}
    return tuple(out.values())


def _withdraw_too(
    own: Database, theirs: Sequence[Tombstone], withdraw: Callable[[str], object]
) -> tuple[str, ...]:
    """Take those who withdrew there out here as well, and remember it."""
    people = {s.person for t in own.transcripts() for s in t.speakers}
    gone = tuple(dict.fromkeys(stone.person for stone in theirs if stone.person in people))
    for person in gone:
        withdraw(person)
    known = {(s.transcript_id, s.person, s.label): s for s in own.tombstones()}
    new = [
        stone
        for stone in theirs
        if (held := known.get((stone.transcript_id, stone.person, stone.label))) is None
        or str(stone.as_values()) < str(held.as_values())
    ]
    if new:
        own.put_tombstones(new)
    return gone


def _merge_versions(own: Database, other: Database) -> None:
    held = own.result(VERSIONS, CodebookVersion)
    both = {one.model_dump_json(): one for one in (*held, *other.result(VERSIONS, CodebookVersion))}
    merged = sorted(both.values(), key=lambda one: (one.at, one.codebook.id, one.model_dump_json()))
    if tuple(merged) != held:
        own.put_result(VERSIONS, "", merged)


def _report(
    own: Database,
    new: Sequence[Entry],
    *,
    n_known: int,
    gone: tuple[str, ...],
    changed: Sequence[Entry],
) -> Merged:
    material, log = units_of(own), own.decisions()
    held = {transcript.id for transcript in material.transcripts}
    withdrawn_here = gone_before(own.tombstones()).whole
    missing = Counter(
        one.transcript_id
        for one in log
        if one.transcript_id and one.transcript_id not in held | withdrawn_here
    )
    lost = find_unanchored(log, units=material.units, transcripts=material.transcripts)
    return Merged(
        n_new=len(new),
        n_known=n_known,
        n_withdrawn=sum(entry.state == "withdrawn" for entry in changed),
        withdrawn=gone,
        coders=tuple(sorted({entry.decision.coder for entry in new})),
        missing=dict(sorted(missing.items())),
        unplaced=tuple(one.id for one in lost if one.transcript_id in held),
        unknown_codes=_unknown_codes(own, log),
    )


def _unknown_codes(own: Database, log: Sequence[Decision]) -> tuple[str, ...]:
    books = {book.id: book for book in own.codebooks()}
    standing = find_standing(log)
    heirs = find_heirs(one for one in standing if one.verdict == "revise-codebook")
    used = {
        (one.codebook, code)
        for one in standing
        if one.verdict in ("confirm", "recode", "code", "chart")
        for code in (one.to or one.code_id,)
        if one.codebook and code
    }
    return tuple(
        sorted(
            f"{book}/{code}"
            for book, code in used
            if (book not in books or code not in books[book]) and (book, code) not in heirs
        )
    )

"""A person's wish to withdraw into a study, its key and its exports without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from thememiner.codebooks import BUILT_IN
from thememiner.errors import ThememinerError
from thememiner.records import Codebook, Run, Suggestion, ThemeSet, Transcript, Unit
from thememiner.review import find_cases
from thememiner.store import Database, Removal, sha256_of
from thememiner.study._export_desk import ExportDesk, Make
from thememiner.study._key_desk import KeyDesk
from thememiner.study._mining import Material, units_of
from thememiner.study._names import find_rows
from thememiner.study._themes_desk import FOUND
from thememiner.study._toolbox import Toolbox
from thememiner.study._withdrawn_files import clean_exports
from thememiner.study._withdrawn_report import Themes, Withdrawal
from thememiner.study._withdrawn_results import (
    as_json,
    shrink_arrivals,
    shrink_codebook,
    shrink_result,
    shrink_suggestions,
    shrink_themes,
    split_decisions,
)
from thememiner.study._withdrawn_talk import Gone, find_gone, find_person, gone_before
from thememiner.study._withdrawn_vectors import find_vectors_in_use
from thememiner.units import find_set_aside, make_units
from thememiner.vectors import VectorCache

ARRIVALS = "themes/arrivals"
DERIVED = ("themes/edited", "themes/changes")
GUIDE = "guide"


@dataclass(frozen=True, kw_only=True)
class Office:
    """What withdrawing needs of a study.

    Attributes:
        database: of the study.
        keys: its key.
        exports: its exports.
        tools: its adapters, with a cache.
        mine: looks for units, themes and suggestions again.
        make: makes an export again.
        codebook_files: codebooks that are files of the user's, by id.
    """

    database: Database
    keys: KeyDesk
    exports: ExportDesk
    tools: Callable[[VectorCache], Toolbox]
    mine: Callable[[Sequence[Codebook]], Run]
    make: Make
    codebook_files: Mapping[str, str]


def withdraw_person(person: str, office: Office, *, refit: bool) -> Withdrawal:
    """Take a person's words out of everything that the study knows of.

    The database changes in one transaction, so that a killed process leaves all or nothing; after it the
    file is written anew. Withdrawing the same person again finishes what was interrupted then.

    Args:
        person: an id, or a name while the key is open.
        office: of the study.
        refit: True to look for themes again; False to take the units out of those that there are.

    Raises:
        SettingsError: nobody, or more than one, is meant.
        DiskError: the disk is full or cannot be written.
    """
    database = office.database
    transcripts, stones, key = database.transcripts(), database.tombstones(), office.keys.read()
    who = find_person(person, transcripts, key, stones)
    del person  # no traceback shows a name
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    gone = find_gone(who, transcripts, key=key, stones=stones, at=at)
    if not gone.stones:
        return _finish(gone_before(stones, who), office, Withdrawal(person=who, at=at), refit=False)
    was = units_of(database)
    removal, told = _removal(gone, was, office)
    n_vectors = database.remove(removal)
    done = told.model_copy(update={"at": at, "n_vectors": n_vectors})
    return _finish(gone, office, done, refit=refit)


def _finish(gone: Gone, office: Office, done: Withdrawal, *, refit: bool) -> Withdrawal:
    """After the transaction: key, free room, themes, exports."""
    office.keys.read()
    office.database.compact()
    themes, notes = _themes_again(office) if refit and done.themes != "none" else (done.themes, ())
    around = partial(_words_around_names, office)
    files = clean_exports(office.exports, office.database, gone, office.make, around)
    return done.model_copy(
        update={
            "key": _say_key(office.keys),
            "themes": themes,
            **{name: tuple(some) for name, some in vars(files).items()},
            "notes": (*done.notes, *notes, *_say_codebooks(done, office)),
        }
    )


def _themes_again(office: Office) -> tuple[Themes, tuple[str, ...]]:
    if not office.database.transcripts():
        return "shrunk", ()
    try:
        run = office.mine(office.database.codebooks())
    except ThememinerError as error:
        return "shrunk", (f"Themes were not looked for again: {error}",)
    if run.fitted:
        return "re-fitted", ()
    if not run.counts.get("themes"):
        return "none", ("Too few units are left to look for themes in.",)
    return "shrunk", ("Themes that people have edited stay as they are, without these units.",)


def _words_around_names(office: Office) -> dict[str, dict[str, str]] | None:
    """What stands before and after each name that is still replaced; None where the key is not open."""
    if office.keys.state not in {"in the open", "unlocked"}:
        return None
    rows = find_rows(office.database.transcripts(), office.keys.read())
    return {row.id: {"before": row.before, "after": row.after} for row in rows}


def _say_key(keys: KeyDesk) -> str:
    if keys.state == "locked":
        return "locked: the names go the next time it is opened"
    if keys.state == "absent":
        return "not there: the names go the next time it is opened"
    return "their names are gone"


def _say_codebooks(done: Withdrawal, office: Office) -> tuple[str, ...]:
    if not done.n_codebooks:
        return ()
    files = ", ".join(sorted(office.codebook_files.values()))
    return (
        "A codebook had words of theirs as examples. They are out of the study, but a file of yours may "
        f"hold them still{f': {files}' if files else ''}.",
    )


# --- what goes from the database -------------------------------------------------------------


def _removal(gone: Gone, was: Material, office: Office) -> tuple[Removal, Withdrawal]:
    database = office.database
    changed = {t.id: t for t in gone.changed}
    left = [changed.get(t.id, t) for t in was.transcripts if t.id not in gone.whole]
    spans = _spans_left(gone, database)
    units = _units_left(left, {**database.latest_spans(), **spans})
    results, n_suggestions, themes = _results(gone, units, office)
    emptied, shortened = split_decisions(
        database.decisions(),
        gone,
        before={t.id: t.text for t in was.transcripts},
        after={t.id: t.text for t in left},
        cases=cases_of(gone.person, was.transcripts),
    )
    books = [b for b in database.codebooks() if b.id not in BUILT_IN]
    smaller = [(b, shrink_codebook(b, gone)) for b in books]
    codebooks = tuple(now for before, now in smaller if now != before)
    removal = Removal(
        gone=tuple(sorted(gone.whole)),
        changed=gone.changed,
        hashes={t.id: sha256_of(t.text) for t in gone.changed},
        spans=spans,
        results=results,
        codebooks=codebooks,
        emptied=tuple(emptied),
        shortened=shortened,
        vectors=find_vectors_in_use(
            units, _books_left(database, codebooks), office.tools, database
        ),
        tombstones=gone.stones,
    )
    told = Withdrawal(
        person=gone.person,
        at="",
        n_transcripts=len(gone.whole),
        n_shortened=len(gone.changed),
        n_turns=gone.n_turns,
        n_units=len(was.units) - len(units),
        n_suggestions=n_suggestions,
        n_decisions=len(emptied),
        n_notes=len(shortened),
        n_codebooks=len(codebooks),
        themes=themes,
    )
    return removal, told


def cases_of(person: str, transcripts: Sequence[Transcript]) -> frozenset[str]:
    """The cases that nobody but a person is in: themselves, and a site that is theirs alone."""
    return frozenset(case.id for case in find_cases(transcripts) if set(case.people) == {person})


def _spans_left(gone: Gone, database: Database) -> dict[str, tuple[tuple[int, int], ...]]:
    held = database.latest_spans()
    return {
        t.id: tuple(span for span in held[t.id] if not gone.holds(t.id, *span))
        for t in gone.changed
        if t.id in held
    }


def _units_left(
    transcripts: Sequence[Transcript], spans: Mapping[str, tuple[tuple[int, int], ...]]
) -> tuple[Unit, ...]:
    return tuple(unit for t in transcripts for unit in make_units(t, spans.get(t.id, ())))


def _books_left(database: Database, changed: Sequence[Codebook]) -> tuple[Codebook, ...]:
    new = {book.id: book for book in changed}
    return tuple(new.get(book.id, book) for book in database.codebooks())


def _results(
    gone: Gone, units: tuple[Unit, ...], office: Office
) -> tuple[dict[str, str], int, Themes]:
    """Every kept result without the person, how many suggestions went, and whether there were themes."""
    database = office.database
    found = database.result(FOUND, ThemeSet)
    themes = None
    if found:
        themes = shrink_themes(found[0], units, find_set_aside(units), office.tools(database).embed)
    out: dict[str, str] = {}
    n_gone = 0
    for name, text in database.result_texts().items():
        if name == FOUND:
            out[name] = as_json([themes] if themes is not None else [])
        elif name in DERIVED:
            out[name] = "[]"
        elif name == ARRIVALS:
            out[name] = shrink_arrivals(shrink_result(text, gone), units)
        elif name.startswith("suggestions/"):
            before = database.result(name, Suggestion)
            after = shrink_suggestions(before, themes, units)
            n_gone += len(before) - len(after)
            out[name] = as_json(after)
        elif name != GUIDE:
            out[name] = shrink_result(text, gone)
    return out, n_gone, "none" if themes is None else "shrunk"

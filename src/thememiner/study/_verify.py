"""A study's record into a report of whether everything in it can be derived again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from thememiner.formats._csv import parse_csv
from thememiner.records import Coding, Record, Suggestion, Theme, ThemeSet, Unit
from thememiner.review import find_unanchored, replay
from thememiner.store import Database
from thememiner.study._mining import Material, units_of
from thememiner.study._themes_desk import ThemesDesk
from thememiner.study._withdrawn_check import find_remains, find_unpaired


class Check(Record):
    """One thing that was checked.

    Attributes:
        name: what.
        n_checked: how many items were looked at.
        faults: what is wrong; empty where nothing is.
    """

    name: str
    n_checked: int
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        state = "in order" if not self.faults else "; ".join(self.faults[:5])
        return f"{self.name}: {self.n_checked} checked, {state}"


class Verification(Record):
    """What checking a study found; true when nothing is wrong.

    Attributes:
        checks: one for each kind of thing.
    """

    checks: tuple[Check, ...]

    def __bool__(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that is wrong, in the order it was found."""
        return tuple(f"{c.name}: {fault}" for c in self.checks for fault in c.faults)

    def __str__(self) -> str:
        return "\n".join(str(check) for check in self.checks)

    def _repr_html_(self) -> str:
        from html import escape

        return "<ul>" + "".join(f"<li>{escape(str(check))}</li>" for check in self.checks) + "</ul>"


def verify_study(
    database: Database, exports: Path, *, themes: ThemeSet | None = None
) -> Verification:
    """Derive again what can be derived, and compare.

    Args:
        database: of the study.
        exports: the folder of its exports.
        themes: the themes as the study shows them, None where it was not mined.
    """
    material = units_of(database)
    desk = ThemesDesk.without_vectors(database, material)
    checks = [
        _check("database", lambda: iter(database.faults()), 1),
        _check("transcripts", lambda: _texts(database, material), len(material.transcripts)),
        _check("units", lambda: _units(material), len(material.units)),
    ]
    if themes is not None:
        checks.append(_check("themes", lambda: _themes(themes, material, desk), len(themes.themes)))
    suggestions = list(desk.suggestions(themes))
    codings = replay(
        suggestions, database.decisions(), units=material.units, transcripts=material.transcripts
    )
    checks += [
        _check(
            "suggestions",
            lambda: _suggestions(suggestions, database, material, themes),
            len(suggestions),
        ),
        _check("codings", lambda: _codings(codings, database, material), len(codings)),
        _check("decisions", lambda: find_unpaired(database), len(database.log())),
    ]
    if stones := database.tombstones():
        checks.append(_check("withdrawals", lambda: find_remains(database, material), len(stones)))
    if (exports / "units.csv").is_file():
        checks.append(_check("exports", lambda: _exports(exports, material), 1))
    return Verification(checks=tuple(checks))


def _check(name: str, faults: Callable[[], Iterator[str]], n_checked: int) -> Check:
    return Check(name=name, n_checked=n_checked, faults=tuple(faults()))


def _texts(database: Database, material: Material) -> Iterator[str]:
    hashes = database.text_hashes()
    for transcript in material.transcripts:
        found = hashlib.sha256(transcript.text.encode("utf-8", "surrogatepass")).hexdigest()
        if hashes[transcript.id] != found:
            yield f"the text of {transcript.id} is not the text that was added"
        labels = {speaker.label for speaker in transcript.speakers}
        if any(turn.speaker not in labels for turn in transcript.turns):
            yield f"{transcript.id} has a turn by somebody who is not among its speakers"


def _units(material: Material) -> Iterator[str]:
    texts = {transcript.id: transcript for transcript in material.transcripts}
    seen: set[str] = set()
    for unit in material.units:
        transcript = texts[unit.transcript_id]
        if transcript.text[unit.start : unit.end] != unit.text:
            yield f"{unit.id} is not what the transcript says there"
        if unit.id != f"{unit.transcript_id}:{unit.start}-{unit.end}":
            yield f"{unit.id} does not say where it stands"
        if not any(t.start <= unit.start and unit.end <= t.end for t in transcript.turns):
            yield f"{unit.id} runs over the end of a turn"
        if unit.id in seen:
            yield f"{unit.id} occurs twice"
        seen.add(unit.id)


def _themes(themes: ThemeSet, material: Material, desk: ThemesDesk) -> Iterator[str]:
    units = {unit.id: unit for unit in material.units}
    if sorted(themes.unit_ids) != sorted(units):
        yield "the units were made again since the themes were found: run mine again"
        return
    placed = [unit_id for theme in themes.themes for unit_id in theme.unit_ids]
    queue = [item.unit_id for item in themes.unassigned]
    aside = [item.unit_id for item in themes.set_aside]
    if sorted([*placed, *queue, *aside]) != sorted(units):
        yield "not every unit is exactly once in a theme, unassigned or set aside"
    label_of = dict(zip(themes.unit_ids, themes.labels, strict=True))
    for theme in themes.themes:
        if any(label_of[unit_id] != theme.id for unit_id in theme.unit_ids):
            yield f"the labels do not agree with the units of {theme.id}"
        yield from _theme_counts(theme, units)
    yield from desk.faults(themes)


def _theme_counts(theme: Theme, units: Mapping[str, Unit]) -> Iterator[str]:
    mine = [units[unit_id] for unit_id in theme.unit_ids]
    if len({unit.person for unit in mine}) != theme.n_people:
        yield f"{theme.id} counts {theme.n_people} people, derived again it is another number"
    if len({unit.transcript_id for unit in mine}) != theme.n_transcripts:
        yield f"{theme.id} counts {theme.n_transcripts} transcripts, derived again another number"
    for quote in (*theme.quotes, *theme.counter_quotes):
        if quote.unit_id not in units or units[quote.unit_id].text != quote.text:
            yield f"a quotation of {theme.id} is not what was said"


def _suggestions(
    suggestions: list[Suggestion],
    database: Database,
    material: Material,
    themes: ThemeSet | None,
) -> Iterator[str]:
    units = {unit.id for unit in material.units}
    theme_ids = {theme.id for theme in themes.themes} if themes is not None else set()
    codes = {book.id: {code.id for code in book.codes} for book in database.codebooks()}
    for item in suggestions:
        if item.code_id not in codes.get(item.codebook, set()):
            yield f"{item.code_id} is not a code of {item.codebook}"
        if item.unit_id is not None and item.unit_id not in units:
            yield f"a suggestion stands for {item.unit_id}, which is no unit"
        if item.theme_id is not None and item.theme_id not in theme_ids:
            yield f"a suggestion stands for {item.theme_id}, which is no theme"


def _codings(codings: tuple[Coding, ...], database: Database, material: Material) -> Iterator[str]:
    texts = {transcript.id: transcript.text for transcript in material.transcripts}
    for coding in codings:
        if texts[coding.transcript_id][coding.start : coding.end] != coding.text:
            yield f"{coding.id} is not what the transcript says there"
    lost = find_unanchored(
        database.decisions(), units=material.units, transcripts=material.transcripts
    )
    for decision in lost:
        yield f"the words of decision {decision.id} are no longer found"


def _exports(exports: Path, material: Material) -> Iterator[str]:
    rows = parse_csv((exports / "units.csv").read_bytes())
    texts = {unit.id: unit.text for unit in material.units}
    if len(rows) != len(texts):
        yield f"units.csv has {len(rows)} rows for {len(texts)} units: export again"
    wrong = [row["unit_id"] for row in rows if texts.get(row["unit_id"]) != row["text"]]
    if wrong:
        yield f"units.csv differs from the record in {len(wrong)} rows: export again"

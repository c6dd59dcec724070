"""What was read, what a person should look at first and what was set aside, for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from thememiner.records import ROLES, Role, SetAsideReason, Transcript, Unit
from thememiner.reports._material import Material, count_people
from thememiner.reports._views import QuoteView, TableView, make_quote, say_number

MOST_SHOWN_VALUES = 8
MOST_ITEMS = 40
_REASONS: dict[SetAsideReason, str] = {
    "back-channel": "back-channels (mm, right, yeah): no content of their own",
    "bare-answer": "bare answers: a yes or no alone",
    "near-duplicate": "near-duplicates: the same speaker said it before",
    "no-words": "no words in it",
}


def find_totals(material: Material) -> tuple[tuple[str, str], ...]:
    """The first numbers of the page, people before everything else: number, noun."""
    words = sum(_words_by_role(transcript).total() for transcript in material.transcripts)
    counts = (
        (material.n_people, "person", "people"),
        (len(material.transcripts), "transcript", "transcripts"),
        (words, "word", "words"),
        (len(material.units), "unit", "units"),
    )
    return tuple((f"{n:,}", one if n == 1 else many) for n, one, many in counts)


def make_reading_tables(material: Material) -> tuple[TableView, ...]:
    """Who speaks in which role, and people and transcripts by each attribute with few values."""
    tables = [_role_table(material)] if material.speakers else []
    for name, values in material.values.items():
        if 1 <= len(values) <= MOST_SHOWN_VALUES:
            tables.append(_attribute_table(material, name, values))
    return tuple(tables)


def find_first_looks(material: Material) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a person should look at first: heading and items, empty ones left out."""
    groups = (
        ("Files that could not be read", tuple(_problems(material, fatal=True))),
        ("Files read with a doubt", tuple(_problems(material, fatal=False))),
        ("Speakers in doubt", tuple(_doubts(material))),
        ("Notes on transcripts", tuple(_notes(material))),
        ("Notes on the themes", material.theme_set.notes),
        ("Themes with a doubt", tuple(_flags(material))),
    )
    return tuple((title, _capped(items)) for title, items in groups if items)


def make_set_aside_table(material: Material) -> TableView:
    """Reasons and how often they came up."""
    aside = material.theme_set.set_aside
    times = Counter(item.reason for item in aside)
    people: dict[str, list[Unit]] = {}
    for item in aside:
        if item.unit_id in material.unit:
            people.setdefault(item.reason, []).append(material.unit[item.unit_id])
    rows = tuple(
        (text, f"{count_people(people.get(reason, [])):,}", f"{times[reason]:,}")
        for reason, text in _REASONS.items()
        if times[reason]
    )
    return TableView("Units set aside", ("Reason", "People", "Units"), rows)


def find_set_aside_examples(material: Material) -> tuple[QuoteView, ...]:
    """Up to three examples of each reason."""
    shown: Counter[str] = Counter()
    quotes = []
    for item in material.theme_set.set_aside:
        unit = material.unit.get(item.unit_id)
        if unit is not None and shown[item.reason] < 3:
            shown[item.reason] += 1
            quotes.append(make_quote(unit, material, tags=(item.reason,)))
    return tuple(quotes)


def _role_table(material: Material) -> TableView:
    words: Counter[Role] = Counter()
    for transcript in material.transcripts:
        words.update(_words_by_role(transcript))
    rows = tuple(
        (role, f"{material.speakers.get(role, 0):,}", f"{words[role]:,}")
        for role in ROLES
        if role in material.speakers or words[role]
    )
    return TableView("Who speaks", ("Role", "Speakers", "Words"), rows)


def _words_by_role(transcript: Transcript) -> Counter[Role]:
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    words: Counter[Role] = Counter()
    for turn in transcript.turns:
        words[roles.get(turn.speaker, "unknown")] += len(transcript.speech(turn).split())
    return words


def _attribute_table(material: Material, name: str, values: tuple[str, ...]) -> TableView:
    found: dict[str, list[Unit]] = {value: [] for value in values}
    rest: list[Unit] = []
    for unit in material.units:
        found.get(unit.attributes.get(name, ""), rest).append(unit)
    rows = [(value, *_sizes(units)) for value, units in found.items()]
    if rest:
        rows.append(("not given", *_sizes(rest)))
    note = ""
    if sum(count_people(units) for units in (*found.values(), rest)) > material.n_people:
        note = "Somebody who took part under several of these is counted under each."
    columns = (name, "People", "Transcripts", "Units")
    return TableView(f"By {name}", columns, tuple(rows), note)


def _sizes(units: list[Unit]) -> tuple[str, str, str]:
    n_transcripts = len({unit.transcript_id for unit in units})
    return f"{count_people(units):,}", f"{n_transcripts:,}", f"{len(units):,}"


def _problems(material: Material, *, fatal: bool) -> Iterator[str]:
    for name, problem in material.messages:
        if problem.fatal == fatal:
            yield " ".join(part for part in (f"{name}: {problem.found}", problem.remedy) if part)


def _doubts(material: Material) -> Iterator[str]:
    for transcript in material.transcripts:
        for number, speaker in enumerate(transcript.speakers, start=1):
            if speaker.doubtful:
                reason = material.hide_labels(speaker.reason)
                yield (
                    f"{transcript.id}, speaker {number} ({speaker.person or 'no person id'}), "
                    f"taken for {speaker.role}{': ' if reason else ''}{reason}"
                )


def _notes(material: Material) -> Iterator[str]:
    """Notes of the readers, one that several transcripts share said once, the rarest first."""
    told: dict[str, list[str]] = {}
    for transcript in material.transcripts:
        for note in transcript.notes:
            told.setdefault(material.hide_labels(note), []).append(transcript.id)
    for note, ids in sorted(told.items(), key=lambda item: len(item[1])):
        yield f"{ids[0]}: {note}" if len(ids) == 1 else f"{len(ids)} transcripts: {note}"


def _flags(material: Material) -> Iterator[str]:
    for theme in material.theme_set.themes:
        for flag in theme.flags:
            yield f"“{theme.label}”: {flag}"


def _capped(items: tuple[str, ...]) -> tuple[str, ...]:
    if len(items) <= MOST_ITEMS:
        return items
    return (*items[:MOST_ITEMS], f"and {say_number(len(items) - MOST_ITEMS, 'more', 'more')}")

"""Turns a table (.csv, .tsv, .xlsx) into ``Transcript``s: rows are turns, answers or notes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from thememiner.errors import ReadError
from thememiner.formats._limits import check_count
from thememiner.formats._tables import Sheet, parse_sheets
from thememiner.formats._vtt import Cue, Line
from thememiner.read._columns import Column, end_in, make_columns, seconds_in
from thememiner.read._layout import Layout, find_layout
from thememiner.read._make import SpokenTurn, make_transcript, source_of
from thememiner.read._people import RowFacts, find_legend, give_facts
from thememiner.read._table_head import Body, find_body, unescaped
from thememiner.read._vtt import join_captions
from thememiner.records import Role, Source, Transcript

QUESTION = "Question"
_MOST_CONVERSATIONS = 5_000
_MILLISECONDS = 100.0


@dataclass
class _Spoken:
    """Turns of one conversation, and what its rows say about who speaks."""

    turns: list[SpokenTurn] = field(default_factory=list)
    facts: list[RowFacts] = field(default_factory=list)
    n_joined: int = 0
    n_silent: int = 0


def read_table_talk(data: bytes, *, format: str) -> Transcript:
    """Read the bytes of a table that is one conversation, one survey or one set of notes.

    Raises:
        ReadError: it is damaged, holds no talk, or holds several conversations.
    """
    found = read_conversations(data, format=format)
    if len(found) == 1:
        return next(iter(found.values()))
    raise ReadError(
        f"The table holds {len(found)} conversations ({', '.join(list(found)[:5])} …).",
        expected="one conversation.",
        remedy="Use read_transcripts or study.add, which keep them apart.",
    )


def read_conversations(data: bytes, *, format: str) -> dict[str, Transcript]:
    """Read the bytes of a table: each conversation by its name, which is empty where there is one.

    Args:
        data: the bytes of the file.
        format: ``csv``, ``tsv`` or ``xlsx``.

    Raises:
        ReadError: it is damaged, or is no table of talk.
    """
    sheet, notes = _choose_sheet(parse_sheets(data, format=format))
    body = find_body(sheet)
    columns, resolved = unescaped(make_columns(body.header, body.rows))
    layout = find_layout(columns, headed=body.headed)
    notes += layout.notes + resolved
    if layout.way == "captions" or _has_labels_within(layout):
        return {"": _as_captions(layout, data, format=format, notes=notes)}
    groups = _groups(layout.conversation, len(body.rows))
    check_count(len(groups), most=_MOST_CONVERSATIONS, nouns="conversations")
    source = source_of(data, format=format)
    return {
        name: _transcript(layout, _spoken(layout, rows), body, source, notes=notes)
        for name, rows in groups.items()
    }


def _choose_sheet(sheets: Sequence[Sheet]) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet with the most words, and a note that names the others."""
    best = sheets[0]
    if len(sheets) > 1:
        best = max(sheets, key=lambda sheet: sum(len(c.split()) for row in sheet.rows for c in row))
    others = [sheet.title for sheet in sheets if sheet is not best]
    if not others:
        return best, ()
    return best, (f"read from the sheet {best.title}; not read: {', '.join(others)}",)


# --- rows into turns -------------------------------------------------------------------------


def _groups(column: Column | None, n_rows: int) -> Mapping[str, Sequence[int]]:
    """Row numbers of each conversation, by its name."""
    if column is None:
        return {"": range(n_rows)}
    groups: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(column.cells):
        groups[name].append(at)
    return groups


def _spoken(layout: Layout, rows: Sequence[int]) -> _Spoken:
    spoken = _Spoken()
    if layout.way == "conversation":
        _add_turns(spoken, layout, rows)
    else:
        _add_answers(spoken, layout, rows)
    return spoken


def _add_turns(spoken: _Spoken, layout: Layout, rows: Sequence[int]) -> None:
    """Rows as turns; without a speaker, or with the turn number before, a row goes on."""
    scale = _scale(layout)
    label: str | None = None
    before = ""
    for at in rows:
        written, words = _clean_label(_cell(layout.label, at)), layout.talk[0].cells[at]
        number = _cell(layout.turn, at)
        goes_on = not written or (written == label and bool(number) and number == before)
        label, before = written or label, number
        if label is not None and written:
            spoken.facts.append(_facts(layout, at, label))
        if not words:
            spoken.n_silent += 1
            continue
        began, ended = _times(layout, at, scale)
        if goes_on and spoken.turns and spoken.turns[-1][0] == label:
            spoken.turns[-1] = _longer(spoken.turns[-1], words, ended)
            spoken.n_joined += 1
        else:
            spoken.turns.append((label, words, began, ended))


def _longer(turn: SpokenTurn, words: str, ended: float | None) -> SpokenTurn:
    label, speech, began, before = (*turn, None, None)[:4]
    return label, f"{speech}\n{words}", began, before if ended is None else ended


def _add_answers(spoken: _Spoken, layout: Layout, rows: Sequence[int]) -> None:
    """Rows as people: each answer a turn, after its question where the header is one."""
    word = "Note " if layout.way == "notes" else "R"
    asks = len(layout.talk) > 1 or layout.talk[0].asks
    for n, at in enumerate(rows, 1):
        label = _clean_label(_cell(layout.label, at)) or f"{word}{n}"
        answered = [(one.title, one.cells[at]) for one in layout.talk if one.cells[at]]
        if not answered:
            spoken.n_silent += 1
            continue
        spoken.facts.append(_facts(layout, at, label))
        for title, words in answered:
            if asks and title:
                spoken.turns.append((QUESTION, title))
            spoken.turns.append((label, words))


def _cell(column: Column | None, at: int) -> str:
    return column.cells[at] if column is not None else ""


def _clean_label(label: str) -> str:
    return " ".join(label.split()).rstrip(":： ").strip("*_")


def _facts(layout: Layout, at: int, label: str) -> RowFacts:
    attributes = {one.name: one.cells[at] for one in layout.attributes if one.cells[at]}
    person = _cell(layout.person, at)
    return RowFacts(label, attributes, person=person, role=_cell(layout.role, at))


def _scale(layout: Layout) -> float:
    """What one unit of the time columns is, seconds: some programs write milliseconds."""
    if layout.begin is None:
        return 1.0
    if layout.begin.name.endswith("_ms"):
        return 0.001
    if layout.end is None or not all(cell.isdecimal() for cell in layout.begin.filled):
        return 1.0
    pairs = zip(layout.begin.cells, layout.end.cells, strict=True)
    lengths = [int(b) - int(a) for a, b in pairs if a.isdecimal() and b.isdecimal()]
    return 0.001 if lengths and median(lengths) >= _MILLISECONDS else 1.0


def _times(layout: Layout, at: int, scale: float) -> tuple[float | None, float | None]:
    written = _cell(layout.begin, at)
    began, ended = seconds_in(written), seconds_in(_cell(layout.end, at))
    if ended is None:
        ended = end_in(written)
    scaled = (None if one is None else round(one * scale, 3) for one in (began, ended))
    first, last = scaled
    return first, last if last is None or first is None or last >= first else None


# --- transcripts -----------------------------------------------------------------------------


def _transcript(
    layout: Layout,
    spoken: _Spoken,
    body: Body,
    source: Source,
    *,
    notes: tuple[str, ...],
) -> Transcript:
    transcript = make_transcript(
        spoken.turns,
        source=source,
        notes=(*notes, *_counts(spoken, layout)),
        front="\n".join(body.front),
        legend=find_legend(spoken.facts),
    )
    role: Role | None = {"answers": "participant", "notes": "observer"}.get(layout.way)  # type: ignore[assignment]
    return give_facts(transcript, spoken.facts, role=role, question=QUESTION)


def _counts(spoken: _Spoken, layout: Layout) -> Iterator[str]:
    if spoken.n_joined:
        yield f"{spoken.n_joined} rows go on with the turn before them and were joined to it"
    if spoken.n_silent:
        what = "words" if layout.way == "conversation" else "any answer"
        yield f"{spoken.n_silent} rows without {what} were passed over"


def _has_labels_within(layout: Layout) -> bool:
    """Whether a table of nothing but talk has labels inside its cells."""
    if layout.way != "answers" or layout.label or layout.attributes or len(layout.talk) > 1:
        return False
    cells = layout.talk[0].filled
    labelled = [cell for cell in cells if re.match(r"[^\W_][^:\n]{0,30}:\s+\S", cell)]
    return len(cells) > 2 and 2 * len(labelled) >= len(cells)


def _as_captions(layout: Layout, data: bytes, *, format: str, notes: tuple[str, ...]) -> Transcript:
    """Rows that only have times and words, read as captions are."""
    scale = _scale(layout)
    cues = [
        Cue(*_times(layout, at, scale), (Line(None, words),))
        for at, words in enumerate(layout.talk[0].cells)
        if words
    ]
    return join_captions(cues, data=data, format=format, notes=notes)

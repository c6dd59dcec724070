"""Turns the rows of a document's tables (speaker, time, text) into turns, one a row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from thememiner.errors import ReadError
from thememiner.formats._document import Paragraph, counted
from thememiner.read._columns import (
    Column,
    end_in,
    kind_of,
    make_columns,
    plain_title,
    seconds_in,
)
from thememiner.read._header import is_field_word
from thememiner.read._layout import Layout, find_layout
from thememiner.read._lines import is_plausible, key_of
from thememiner.read._make import SpokenTurn

_QUESTIONS = frozenset("question questions frage fragen pregunta spørgsmål".split())
_ANSWERS = frozenset("answer answers response responses reply antwort respuesta svar".split())
_MOST_OF_THE_WORDS = 0.5
_FACT = 2
_MOST_FACTS = 40
_MOST_TABLES = 1_000


@dataclass(frozen=True)
class Rows:
    """Talk found in tables.

    Attributes:
        turns: label, words and, where a column has them, times.
        front: the words above the first row.
        notes: what a person should know.
        doubts: label to the reason why it may be no speaker.
    """

    turns: tuple[SpokenTurn, ...]
    front: str
    notes: tuple[str, ...]
    doubts: Mapping[str, str] = field(default_factory=dict)


def find_rows(paragraphs: Sequence[Paragraph]) -> Rows | None:
    """Read tables whose columns are speaker, text and perhaps time or number.

    Args:
        paragraphs: all paragraphs of a document, table rows among them.

    Returns:
        The turns; None where no table is laid out so, or most words stand outside of tables.
    """
    found: dict[int, _Table] = {}
    for run in islice(_runs(paragraphs), _MOST_TABLES):
        if table := _read_table([paragraphs[n].cells for n in run]):
            found[run.start] = table
    in_rows = [paragraphs[n : n + table.n_rows] for n, table in found.items()]
    n_words = sum(_n_words(rows) for rows in in_rows)
    if not found or n_words < _MOST_OF_THE_WORDS * _n_words(paragraphs):
        return None
    first = min(found)
    turns: list[SpokenTurn] = []
    n_loose, skipped = 0, first
    for n in range(first, len(paragraphs)):
        if n in found:
            turns.extend(found[n].turns)
            skipped = n + found[n].n_rows
        elif n >= skipped:
            turns.append((None, paragraphs[n].text))
            n_loose += 1
    return _rows(paragraphs[:first], turns, found.values(), n_loose)


@dataclass(frozen=True)
class _Table:
    turns: tuple[SpokenTurn, ...]
    n_rows: int
    notes: tuple[str, ...]


def _rows(
    above: Sequence[Paragraph],
    turns: Sequence[SpokenTurn],
    tables: Iterable[_Table],
    n_loose: int,
) -> Rows:
    spelled, joined = _spelled(turns)
    notes = list(dict.fromkeys(note for table in tables for note in table.notes))
    if above:
        notes.append(f"{counted(len(above), 'paragraph')} above the first row kept as front matter")
    if n_loose:
        notes.append(f"{counted(n_loose, 'paragraph')} beside the rows kept without a speaker")
    labels = {turn[0] for turn in spelled if turn[0]}
    doubts = {label: "does not look like a speaker" for label in labels if not is_plausible(label)}
    front = "\n".join(paragraph.text for paragraph in above)
    return Rows(tuple(spelled), front, tuple(notes) + joined, doubts)


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[range]:
    """Neighbouring rows as wide as each other, of one table or of several; no tables of facts."""
    facts = _tables_of_facts(paragraphs)
    start = 0
    for n in range(1, len(paragraphs) + 1):
        width, tells = len(paragraphs[start].cells), paragraphs[start].table in facts
        if (
            n == len(paragraphs)
            or len(paragraphs[n].cells) != width
            or (paragraphs[n].table in facts) != tells
        ):
            if width > 1 and not tells:
                yield range(start, n)
            start = n


def _tables_of_facts(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Tables such as ``Date | 3 May``: each row begins with another word, one of them for a fact."""
    firsts: dict[int, list[str]] = defaultdict(list)
    for paragraph in paragraphs:
        if len(paragraph.cells) == _FACT:
            firsts[paragraph.table].append(" ".join(paragraph.cells[0].split()).rstrip(":"))
        elif paragraph.cells:
            firsts[paragraph.table] += ["", ""]
    return {
        table
        for table, words in firsts.items()
        if len(set(words)) == len(words) <= _MOST_FACTS and any(map(is_field_word, words))
    }


def _read_table(rows: Sequence[Sequence[str]]) -> _Table | None:
    """The turns of one table; None where it is no conversation."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    if pairs := _questions_and_answers(cells):
        return _Table(tuple(pairs), len(rows), ("questions and answers are columns of a table",))
    headed = _is_header(cells[0])
    header = cells[0] if headed else []
    columns = make_columns(header, [row for row in cells if row != header])
    try:
        layout = find_layout(columns, headed=headed)
    except ReadError:
        return None
    if layout.way != "conversation" or layout.label is None or len(layout.talk) != 1:
        return None
    left = [column.title for column in layout.attributes if column is not layout.label]
    notes = ["each row of the table is a turn"]
    if left:
        notes.append(f"columns of the table left out: {', '.join(left)}")
    return _Table(tuple(_turns(layout)), len(rows), tuple(notes))


def _questions_and_answers(cells: Sequence[Sequence[str]]) -> list[SpokenTurn]:
    """The turns of a table with a column of questions and one of answers."""
    titles = [plain_title(cell) for cell in cells[0]]
    asked = next((n for n, title in enumerate(titles) if title in _QUESTIONS), None)
    told = next((n for n, title in enumerate(titles) if title in _ANSWERS), None)
    if asked is None or told is None or len(cells) < 2:
        return []
    turns: list[SpokenTurn] = []
    for row in (row for row in cells if row != cells[0]):
        turns += [("Question", row[asked]), ("Answer", row[told])]
    return turns


def _is_header(row: Sequence[str]) -> bool:
    kinds = [kind_of(cell) for cell in row if cell]
    named = sum(kind != "other" for kind in kinds)
    return named >= 2 or (named == len(kinds) > 0)


def _turns(layout: Layout) -> Iterator[SpokenTurn]:
    """One turn a row; where nobody is named, who spoke last goes on."""
    label = layout.label.cells if layout.label else ()
    speaker: str | None = None
    for n, words in enumerate(layout.talk[0].cells):
        named = label[n].strip().rstrip(":：").strip() if n < len(label) else ""
        speaker = named or speaker
        yield speaker, words, _time(layout.begin, n), _end(layout, n)


def _time(column: Column | None, n: int) -> float | None:
    return seconds_in(column.cells[n]) if column and column.cells[n] else None


def _end(layout: Layout, n: int) -> float | None:
    if layout.end:
        return _time(layout.end, n)
    return end_in(layout.begin.cells[n]) if layout.begin else None


def _n_words(paragraphs: Iterable[Paragraph]) -> int:
    return sum(len(paragraph.text.split()) for paragraph in paragraphs)


def _spelled(turns: Sequence[SpokenTurn]) -> tuple[list[SpokenTurn], tuple[str, ...]]:
    """The turns with each label in its most common spelling, and a note where there were several."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for turn in turns:
        if turn[0]:
            spellings[key_of(turn[0])][turn[0]] += 1
    best = {key: count.most_common(1)[0][0] for key, count in spellings.items()}
    notes = tuple(
        f"the labels {', '.join(sorted(count))} were joined as {best[key]}"
        for key, count in spellings.items()
        if len(count) > 1
    )
    out: list[SpokenTurn] = []
    for turn in turns:
        label, words, began_s, ended_s = (*turn, None, None)[:4]
        out.append((best[key_of(label)] if label else None, words, began_s, ended_s))
    return out, notes

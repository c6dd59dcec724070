"""Suggestions and codings into one chapter per codebook: counts of people, and quotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thememiner.records import Code, Codebook, Coding, Suggestion, Unit
from thememiner.reports._material import Material, count_people, person_key, say_probability
from thememiner.reports._views import (
    QuoteView,
    TableView,
    make_quote,
    say_number,
    shorten,
    spread_quotes,
)

MOST_QUOTES = 3
LONGEST_EXTRACT = 180
NONE_SUGGESTED = "none suggested – this is not evidence of absence"
_Pair = tuple[Unit, Suggestion]


@dataclass(frozen=True)
class CodeRow:
    """One code in the overview of a codebook.

    Attributes:
        name: its name.
        depth: 0 for a top code.
        anchor: id of its card on the page; empty without one.
        people: number of people; empty where nothing was suggested.
        below: the same with the codes below it; empty for a code without any.
        quotations: number of quotations.
        barrier: people for whom it is a barrier.
        enabler: people for whom it is an enabler.
    """

    name: str
    depth: int
    anchor: str
    people: str
    below: str
    quotations: str
    barrier: str
    enabler: str


@dataclass(frozen=True)
class CodeCard:
    """A code with quotations."""

    name: str
    anchor: str
    definition: str
    size: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True)
class Chapter:
    """What a machine suggests, or people coded, in one codebook.

    Attributes:
        book: the codebook.
        anchor: id of the chapter on the page.
        rows: every code in the codebook's order.
        cards: the codes with quotations, in the same order.
        matrix: people per code by one attribute; None without a fitting attribute.
        n_below: units whose best suggestion lies below the threshold.
        n_counted: units whose best suggestion is counted.
        valences: True where the codebook has valences.
        calibrated: True where every suggestion counted is calibrated.
    """

    book: Codebook
    anchor: str
    rows: tuple[CodeRow, ...]
    cards: tuple[CodeCard, ...]
    matrix: TableView | None
    n_below: int
    n_counted: int
    valences: bool
    calibrated: bool


def make_suggestion_chapters(material: Material) -> tuple[Chapter, ...]:
    """One chapter per codebook, from the best suggestion of each unit above the threshold."""
    best: dict[str, list[_Pair]] = {book.id: [] for book in material.codebooks}
    for item in material.suggestions:
        unit = material.unit.get(item.unit_id or "")
        if unit is not None and item.rank == 1 and item.codebook in best:
            best[item.codebook].append((unit, item))
    return tuple(
        _chapter(book, number, best[book.id], material)
        for number, book in enumerate(material.codebooks, start=1)
    )


def make_coding_tables(material: Material) -> tuple[tuple[TableView, tuple[CodeCard, ...]], ...]:
    """For each codebook that people coded with: a table of counts, and cards with quotations."""
    found: dict[str, dict[str, list[Coding]]] = {}
    for coding in material.codings:
        found.setdefault(coding.codebook, {}).setdefault(coding.code_id, []).append(coding)
    return tuple(
        (_coding_table(book_id, codes, material), _coding_cards(book_id, codes, material))
        for book_id, codes in found.items()
    )


def _chapter(book: Codebook, number: int, pairs: Sequence[_Pair], material: Material) -> Chapter:
    counted = [pair for pair in pairs if pair[1].probability >= material.threshold]
    by_code: dict[str, list[_Pair]] = {}
    for unit, item in counted:
        by_code.setdefault(item.code_id, []).append((unit, item))
    anchor = f"book-{number}"
    anchors = {
        code.id: f"{anchor}-{n}" for n, code in enumerate(book.codes, start=1) if code.id in by_code
    }
    return Chapter(
        book=book,
        anchor=anchor,
        rows=tuple(_code_row(book, code, by_code, anchors) for code in book.codes),
        cards=tuple(
            _code_card(code, by_code[code.id], anchors[code.id], material)
            for code in book.codes
            if code.id in by_code
        ),
        matrix=_matrix(book, by_code, material),
        n_below=len(pairs) - len(counted),
        n_counted=len(counted),
        valences=bool(book.valences),
        calibrated=bool(counted) and all(item.calibrated for _, item in counted),
    )


def _code_row(
    book: Codebook, code: Code, by_code: Mapping[str, list[_Pair]], anchors: Mapping[str, str]
) -> CodeRow:
    own = by_code.get(code.id, [])
    under = [pair for below in _below(book, code.id) for pair in by_code.get(below, [])]
    has_children = bool(book.children(code.id))
    return CodeRow(
        name=code.name,
        depth=_depth(book, code),
        anchor=anchors.get(code.id, ""),
        people=f"{_people(own):,}" if own else "",
        below=f"{_people([*own, *under]):,}" if has_children else "",
        quotations=f"{len(own):,}" if own else "",
        barrier=_valence_people(own, "barrier"),
        enabler=_valence_people(own, "enabler"),
    )


def _code_card(code: Code, pairs: list[_Pair], anchor: str, material: Material) -> CodeCard:
    ranked = sorted(pairs, key=lambda pair: (-pair[1].probability, pair[0].id))
    items = {unit.id: item for unit, item in ranked}
    chosen = spread_quotes((unit for unit, _ in ranked), most=MOST_QUOTES)
    return CodeCard(
        name=code.name,
        anchor=anchor,
        definition=code.definition,
        size=f"{say_number(_people(pairs), 'person', 'people')}, "
        f"{say_number(len(pairs), 'quotation')}",
        quotes=tuple(
            make_quote(
                unit, material, tags=_tags(items[unit.id]), because=_because(items[unit.id], code)
            )
            for unit in chosen
        ),
    )


def _tags(item: Suggestion) -> tuple[str, ...]:
    probability = say_probability(item.probability, calibrated=item.calibrated)
    return (probability, item.valence) if item.valence else (probability,)


def _because(item: Suggestion, code: Code) -> tuple[str, ...]:
    evidence = item.evidence
    parts = []
    if evidence.example:
        example = shorten(evidence.example, LONGEST_EXTRACT)
        parts.append(f"nearest example (cosine {evidence.similarity:.2f}): “{example}”")
    if evidence.definition and " ".join(code.definition.split()) != evidence.definition:
        parts.append(f"in the definition: “{shorten(evidence.definition, LONGEST_EXTRACT)}”")
    if evidence.words:
        parts.append(f"words in common: {', '.join(evidence.words)}")
    return tuple(parts)


def _matrix(
    book: Codebook, by_code: Mapping[str, list[_Pair]], material: Material
) -> TableView | None:
    name = material.by_attribute
    values = material.values.get(name or "", ())
    if name is None or not by_code or not values:
        return None
    total = {value: _with_value(material.units, name, value) for value in values}
    columns = ("Code", *(f"{value} ({count_people(total[value])})" for value in values))
    rows = tuple(
        (code.name, *(_cell(by_code[code.id], name, value) for value in values))
        for code in book.codes
        if code.id in by_code
    )
    return TableView(f"People per code, by {name}", columns, rows)


def _cell(pairs: list[_Pair], name: str, value: str) -> str:
    number = count_people(_with_value([unit for unit, _ in pairs], name, value))
    return f"{number:,}" if number else "–"


def _with_value(units: Sequence[Unit], name: str, value: str) -> list[Unit]:
    return [unit for unit in units if unit.attributes.get(name) == value]


def _coding_table(book_id: str, codes: Mapping[str, list[Coding]], material: Material) -> TableView:
    rows = tuple(
        (
            _label(book_id, code_id, material),
            f"{count_people(codes[code_id]):,}",
            f"{len(codes[code_id]):,}",
            ", ".join(sorted({coding.coder for coding in codes[code_id]})),
            _coded_people(codes[code_id], "barrier"),
            _coded_people(codes[code_id], "enabler"),
        )
        for code_id in _in_order(book_id, codes, material)
    )
    columns = ("Code", "People", "Quotations", "Coders", "▼ Barrier, people", "▲ Enabler, people")
    return TableView(f"Codings by people: {book_id}", columns, rows)


def _coding_cards(
    book_id: str, codes: Mapping[str, list[Coding]], material: Material
) -> tuple[CodeCard, ...]:
    cards = []
    for code_id in _in_order(book_id, codes, material):
        quotes = tuple(
            make_quote(coding, material, tags=_coding_tags(coding))
            for coding in codes[code_id][:MOST_QUOTES]
        )
        people = say_number(count_people(codes[code_id]), "person", "people")
        size = f"{people}, {say_number(len(codes[code_id]), 'quotation')}"
        cards.append(CodeCard(_label(book_id, code_id, material), "", "", size, quotes))
    return tuple(cards)


def _coding_tags(coding: Coding) -> tuple[str, ...]:
    tags = (f"coder {coding.coder}", coding.origin, coding.valence, coding.status)
    return tuple(tag for tag in tags if tag)


def _in_order(book_id: str, codes: Mapping[str, object], material: Material) -> list[str]:
    names = material.names.get(book_id)
    known = [code.id for code in names.codebook.codes if code.id in codes] if names else []
    return [*known, *sorted(set(codes) - set(known))]


def _label(book_id: str, code_id: str, material: Material) -> str:
    names = material.names.get(book_id)
    return names.labels.get(code_id, code_id) if names else code_id


def _people(pairs: Sequence[_Pair]) -> int:
    return count_people(unit for unit, _ in pairs)


def _valence_people(pairs: Sequence[_Pair], valence: str) -> str:
    people = {person_key(unit) for unit, item in pairs if item.valence in (valence, "both")}
    return f"{len(people):,}" if pairs else ""


def _coded_people(codings: Sequence[Coding], valence: str) -> str:
    return f"{count_people(c for c in codings if c.valence in (valence, 'both')):,}"


def _below(book: Codebook, code_id: str) -> list[str]:
    found: list[str] = []
    queue = [code_id]
    while queue:
        children = [code.id for code in book.children(queue.pop()) if code.id not in found]
        found.extend(children)
        queue.extend(children)
    return found


def _depth(book: Codebook, code: Code) -> int:
    parents = {item.id: item.parent for item in book.codes}
    depth, seen = 0, {code.id}
    parent = code.parent
    while parent in parents and parent not in seen:
        seen.add(parent)
        depth, parent = depth + 1, parents[parent]
    return depth

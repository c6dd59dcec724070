"""Themes, suggestions and codings into the sets of people that public tables count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from thememiner.records import Codebook, Coding, Theme, Unit
from thememiner.reports._counted import Counted
from thememiner.reports._material import Material, person_key
from thememiner.reports._public_record import Basis
from thememiner.reports._spread import say_themes

VALENCES = ("barrier", "enabler")
Passage = Unit | Coding


@dataclass(frozen=True)
class Heading:
    """A theme or a code with its passages, those of the codes below it among them.

    Attributes:
        key: of its set of people.
        name: what people call it.
        about: definition of a code.
        depth: 0 for a theme or a top code.
        passages: in the order in which they should be quoted.
        valences: passage to its valence, by id; empty without.
        theme: the theme; None for a code.
    """

    key: str
    name: str
    about: str
    depth: int
    passages: tuple[Passage, ...]
    valences: Mapping[str, str]
    theme: Theme | None = None

    def with_valence(self, valence: str) -> list[Passage]:
        """Its passages with a valence, those with both among them."""
        wanted = (valence, "both")
        return [one for one in self.passages if self.valences.get(one.id) in wanted]


@dataclass(frozen=True)
class Chapter:
    """The headings of one public table.

    Attributes:
        basis: what it rests on.
        title: its heading.
        codebook: id of the codebook, empty for themes.
        headings: in the order of themes or codes.
        counted: their sets of people, each after those that hold it.
        valences: True where the codebook has valences.
    """

    basis: Basis
    title: str
    codebook: str
    headings: tuple[Heading, ...]
    counted: tuple[Counted, ...]
    valences: bool = False


def make_chapters(material: Material) -> tuple[Chapter, ...]:
    """The themes, then each codebook: what people coded, and what a machine suggests."""
    chapters = [_theme_chapter(material)]
    for book in material.codebooks:
        coded = [c for c in material.codings if c.codebook == book.id]
        if coded:
            found = {c.id: (c, c.code_id, c.valence or "") for c in coded}
            title = f"Codes given by people: {book.name}"
            chapters.append(_code_chapter(book, "coded", title, found))
        title = f"Codes suggested by a machine: {book.name}"
        chapters.append(_code_chapter(book, "suggested", title, _suggested(book, material)))
    return tuple(chapter for chapter in chapters if chapter.headings)


def _theme_chapter(material: Material) -> Chapter:
    members: dict[str, list[Unit]] = {theme.id: [] for theme in material.theme_set.themes}
    for unit_id, theme in material.theme_of.items():
        if unit_id in material.unit:
            members[theme.id].append(material.unit[unit_id])
    headings = []
    for theme in material.theme_set.themes:
        first = [*(quote.unit_id for quote in theme.quotes), *theme.unit_ids]
        rank = {unit_id: n for n, unit_id in reversed(list(enumerate(first)))}
        units = sorted(members[theme.id], key=lambda u: (rank.get(u.id, len(first)), u.id))
        headings.append(Heading(f"theme {theme.id}", theme.label, "", 0, tuple(units), {}, theme))
    counted = [Counted(one.key, _people(one.passages)) for one in headings]
    title = say_themes(material).capitalize()
    return Chapter("themes", title, "", tuple(headings), _with_apart(counted, "themes"))


def _suggested(book: Codebook, material: Material) -> dict[str, tuple[Passage, str, str]]:
    """Unit id to the unit, its best suggestion above the threshold, and the valence; surest first."""
    best = [
        (item, material.unit[item.unit_id or ""])
        for item in material.suggestions
        if item.codebook == book.id
        and item.rank == 1
        and item.unit_id in material.unit
        and item.probability >= material.threshold
    ]
    ranked = sorted(best, key=lambda pair: (-pair[0].probability, pair[1].id))
    return {unit.id: (unit, item.code_id, item.valence or "") for item, unit in ranked}


def _code_chapter(
    book: Codebook, basis: Basis, title: str, found: Mapping[str, tuple[Passage, str, str]]
) -> Chapter:
    under = _under(book)
    headings: list[Heading] = []
    counted: list[Counted] = []
    for code_id, path in _paths(book):
        code = book[code_id]
        passages = tuple(one for one, given, _ in found.values() if given in under[code_id])
        valences = {one.id: valence for one, _, valence in found.values()}
        key = f"{basis} {book.id} {code_id}"
        above = f"{basis} {book.id} {path[-1]}" if path else ""
        heading = Heading(key, code.name, code.definition, len(path), passages, valences)
        headings.append(heading)
        counted.append(Counted(key, _people(passages), (above,) if above else ()))
        for valence in VALENCES if book.valences else ():
            inside = (key, *([f"{above} {valence}"] if above else []))
            people = _people(heading.with_valence(valence))
            counted.append(Counted(f"{key} {valence}", people, inside, split=False))
    if not found:
        return Chapter(basis, title, book.id, (), ())
    marked = _with_apart(counted, f"{basis} {book.id}")
    return Chapter(basis, title, book.id, tuple(headings), marked, bool(book.valences))


def _with_apart(counted: Sequence[Counted], chapter: str) -> tuple[Counted, ...]:
    """The sets with a mark on siblings that share nobody, as where each person gave one answer."""
    siblings: dict[tuple[str, ...], list[Counted]] = {}
    for item in counted:
        if item.split:
            siblings.setdefault(item.inside, []).append(item)
    apart = {
        inside: f"{chapter} below {' and '.join(inside) or 'everyone'}"
        for inside, items in siblings.items()
        if sum(len(i.people) for i in items) == len(frozenset().union(*(i.people for i in items)))
    }
    return tuple(
        replace(item, apart=apart.get(item.inside, "")) if item.split else item for item in counted
    )


def _paths(book: Codebook) -> list[tuple[str, tuple[str, ...]]]:
    """Every code after the codes above it, with those; siblings in the codebook's order."""
    found: list[tuple[str, tuple[str, ...]]] = []
    known = {code.id for code in book.codes}
    tops = [code.id for code in book.codes if code.parent not in known]
    below: dict[str | None, list[str]] = {}
    for code in book.codes:
        below.setdefault(code.parent, []).append(code.id)
    queue: list[tuple[str, tuple[str, ...]]] = [(code_id, ()) for code_id in reversed(tops)]
    while queue:
        code_id, path = queue.pop()
        found.append((code_id, path))
        queue.extend((child, (*path, code_id)) for child in reversed(below.get(code_id, [])))
    return found


def _under(book: Codebook) -> dict[str, set[str]]:
    """Code id to itself and all codes below it."""
    under: dict[str, set[str]] = {code.id: {code.id} for code in book.codes}
    for code_id, path in _paths(book):
        for above in path:
            under[above].add(code_id)
    return under


def _people(passages: Iterable[Passage] | Sequence[Passage]) -> frozenset[str]:
    return frozenset(person_key(one) for one in passages)

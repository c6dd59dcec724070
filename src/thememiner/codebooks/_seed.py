"""Themes into a draft of a codebook, made of extracts of what people said and of nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from thememiner.codebooks._plain import flat
from thememiner.errors import CodebookError, SettingsError
from thememiner.records import Boundary, Code, Codebook, Example, Theme, ThemeSet, Unit

_N_EXAMPLES = 5
_N_SAYINGS = 2
_N_NEIGHBOURS = 3
_N_TERMS = 8
_MOST_READ = 20
_SHORTEST, _LONGEST = 8, 40
_ROUGH_END = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_RULE = (
    "A draft: every entry is made of extracts of what people said and of their themes' labels. Read "
    "it, reword it and complete it before you code with it."
)


SplitSentences = Callable[[Sequence[str]], Sequence[Sequence[str]]]


def split_roughly(texts: Sequence[str]) -> list[list[str]]:
    """Sentences by their closing signs alone; an abbreviation ends one too."""
    return [_ROUGH_END.split(text) for text in texts]


@dataclass(frozen=True)
class _Sources:
    """What entries are made of.

    Attributes:
        units: units that may be quoted, by id.
        labels: themes and sub-themes that become codes, by id.
        themes: the same as records.
        second_homes: for units at the edge of their theme, the other theme they are nearest to.
        run: what made the themes.
        sentences: of the units that are read for sayings, by unit id.
    """

    units: Mapping[str, Unit]
    labels: Mapping[str, str]
    themes: Mapping[str, Theme]
    second_homes: Mapping[str, str]
    run: str
    sentences: Mapping[str, Sequence[str]]

    def quotable(self, theme: Theme) -> list[Unit]:
        """Units of a theme that may be quoted: its quotations first, then the most central."""
        ids = dict.fromkeys((*(quote.unit_id for quote in theme.quotes), *theme.unit_ids))
        return [self.units[one] for one in ids if one in self.units]


def choose_themes(
    themes: ThemeSet, wanted: Sequence[str] | None, *, confirmed_only: bool
) -> tuple[Theme, ...]:
    """The themes that a codebook is to be made of, in their order.

    Args:
        themes: all themes.
        wanted: ids; None for all.
        confirmed_only: True to take only themes that a person has confirmed.

    Raises:
        SettingsError: no such theme, a named one that is not confirmed, or none is left.
    """
    known = {theme.id for theme in themes.themes}
    strange = sorted(set(wanted or ()) - known)
    if strange:
        raise SettingsError(
            f"There is no theme {strange[0]!r}. Themes are {', '.join(sorted(known)) or 'none yet'}."
        )
    chosen = [theme for theme in themes.themes if wanted is None or theme.id in wanted]
    open_ones = [theme.id for theme in chosen if theme.state != "confirmed"]
    if confirmed_only and wanted is not None and open_ones:
        raise SettingsError(
            f"{', '.join(open_ones)} is not confirmed yet. Confirm it with study.edit_themes, or pass "
            "confirmed_only=False."
        )
    chosen = [theme for theme in chosen if theme.state == "confirmed" or not confirmed_only]
    if not chosen:
        raise SettingsError(
            f"None of the {len(known)} candidate themes is confirmed yet. Read and confirm some with "
            "study.edit_themes, or pass confirmed_only=False (--all on the command line)."
            if known
            else "There are no themes that a codebook could be made of."
        )
    return tuple(chosen)


def seed_codebook(
    themes: ThemeSet,
    chosen: Sequence[Theme],
    *,
    units: Sequence[Unit],
    codebook_id: str,
    name: str,
    run: str,
    second_homes: Mapping[str, str] | None = None,
    split: SplitSentences = split_roughly,
) -> Codebook:
    """A draft of a codebook: a code for each theme, and one below it for each sub-theme.

    Definitions are sentences that people said and the words that set a theme apart; what to include
    comes from sub-themes and typical quotations, what to exclude from neighbouring themes, boundary
    rules from quotations at the edge.

    Args:
        themes: all themes.
        chosen: those that become codes.
        units: those that may be quoted; the others are quoted nowhere.
        codebook_id: short name of the codebook.
        name: its full name.
        run: what made the themes, for the sources.
        second_homes: for units at the edge of a theme, the other theme they are nearest to.
        split: cuts texts into sentences.

    Raises:
        CodebookError: no theme was chosen.
    """
    if not chosen:
        raise CodebookError("A codebook needs at least one theme; none was given.")
    parts = {theme.id: _parts(themes, theme) for theme in chosen}
    every = [one for theme in chosen for one in (theme, *parts[theme.id])]
    sources = _Sources(
        units={unit.id: unit for unit in units},
        labels={theme.id: theme.label for theme in every},
        themes={theme.id: theme for theme in every},
        second_homes=second_homes or {},
        run=run,
        sentences={},
    )
    sources = replace(sources, sentences=_sentences(every, sources, split))
    codes: list[Code] = []
    for theme in chosen:
        near = [one for one in theme.neighbours if one in sources.labels][:_N_NEIGHBOURS]
        codes.append(_code(theme, parts[theme.id], near, sources))
        for part in parts[theme.id]:
            beside = [one.id for one in parts[theme.id] if one.id != part.id][:_N_NEIGHBOURS]
            codes.append(_code(part, (), beside, sources))
    return Codebook(
        id=codebook_id, name=name, version="0.1", codes=tuple(codes), rule=_RULE, sources=(run,)
    )


def _sentences(
    themes: Sequence[Theme], sources: _Sources, split: SplitSentences
) -> dict[str, Sequence[str]]:
    """The sentences of the units at the middle of each theme, by unit id."""
    read = {
        unit.id: flat(unit.text)
        for theme in themes
        for unit in sources.quotable(theme)[:_MOST_READ]
    }
    return dict(zip(read, split(list(read.values())), strict=True))


def _parts(themes: ThemeSet, theme: Theme) -> tuple[Theme, ...]:
    """Sub-themes, where there are at least two: one alone divides nothing."""
    parts = themes.parts(theme.id)
    return parts if len(parts) > 1 else ()


def _code(
    theme: Theme, parts: Sequence[Theme], neighbours: Sequence[str], sources: _Sources
) -> Code:
    read = sources.quotable(theme)
    sayings = _sayings(theme, sources)
    return Code(
        id=theme.id,
        name=flat(theme.label),
        definition=_definition(theme, sayings),
        include=_include(parts, sources) or _such_as(read, sayings),
        exclude=" ".join(_elsewhere(one, sources) for one in neighbours),
        examples=tuple(Example(text=flat(unit.text)) for unit in _voices(read)[:_N_EXAMPLES]),
        parent=theme.parent,
        boundaries=tuple(_boundaries(theme, neighbours, sources)),
        source=_source(theme, sources),
    )


def _definition(theme: Theme, sayings: Sequence[str]) -> str:
    said = " ".join(f"“{saying}”" for saying in sayings)
    terms = ", ".join(theme.terms[:_N_TERMS])
    parts = (f"In people's words: {said}" if said else "", f"Terms: {terms}." if terms else "")
    return " ".join(part for part in parts if part)


def _include(parts: Sequence[Theme], sources: _Sources) -> str:
    shown = []
    for part in parts:
        saying = _sayings(part, sources)[:1]
        shown.append(f"{flat(part.label)}" + (f": “{saying[0]}”" if saying else ""))
    return f"Sub-themes: {'; '.join(shown)}." if shown else ""


def _such_as(read: Sequence[Unit], sayings: Sequence[str]) -> str:
    """Typical quotations beside those in the definition."""
    others = [
        flat(unit.text)
        for unit in _voices(read)
        if not any(saying in flat(unit.text) for saying in sayings)
        and len(unit.text.split()) <= _LONGEST
    ]
    return " ".join(["Such as:", *(f"“{text}”" for text in others[:_N_SAYINGS])]) if others else ""


def _elsewhere(theme_id: str, sources: _Sources) -> str:
    """What belongs to a neighbour instead."""
    theme = sources.themes[theme_id]
    saying = _sayings(theme, sources)[:1]
    label = flat(sources.labels[theme_id])
    return f"“{saying[0]}” belongs to “{label}”." if saying else f"Not what is “{label}”."


def _boundaries(theme: Theme, neighbours: Sequence[str], sources: _Sources) -> Iterator[Boundary]:
    """Quotations at the edge, by the neighbour that they could belong to."""
    edge: dict[str, list[str]] = {}
    for quote in theme.counter_quotes:
        other = sources.second_homes.get(quote.unit_id, "")
        if other not in sources.labels or other == theme.id:
            other = neighbours[0] if neighbours else ""
        if other and quote.unit_id in sources.units:
            edge.setdefault(other, []).append(flat(quote.text))
    for other, texts in edge.items():
        said = " ".join(f"“{text}”" for text in texts)
        yield Boundary(
            neighbour=other,
            rule=f"At the edge, and here so far: {said} Decide between this and "
            f"“{flat(sources.labels[other])}”.",
        )


def _source(theme: Theme, sources: _Sources) -> str:
    kind = "Sub-theme" if theme.parent else "Theme"
    kind = kind if theme.parent or theme.state == "confirmed" else "Candidate theme"
    people = "1 person" if theme.n_people == 1 else f"{theme.n_people} people"
    units = "1 unit" if theme.n_units == 1 else f"{theme.n_units} units"
    return f"{kind} {theme.id}: {units} of {people}. {sources.run}"


def _sayings(theme: Theme, sources: _Sources) -> list[str]:
    """Whole sentences from the middle of a theme that hold most of its terms, of different people.

    Sentences of a readable length without marks such as ``[laughs]`` come first.
    """
    words = {
        word: 1 / (1 + rank / 4)
        for rank, term in reversed(list(enumerate(theme.terms)))
        for word in term.lower().split()
    }
    found: list[tuple[bool, float, int, str, str]] = []
    for order, unit in enumerate(sources.quotable(theme)[:_MOST_READ]):
        for sentence in sources.sentences[unit.id]:
            said = {word.lower() for word in _WORD.findall(sentence)}
            score = sum(words.get(word, 0.0) for word in said)
            odd = "[" in sentence or not _SHORTEST <= len(sentence.split()) <= _LONGEST
            if sentence.strip():
                person = unit.person or unit.transcript_id
                found.append((odd, -score, order, sentence.strip(), person))
    chosen: dict[str, str] = {}
    for _, _, _, sentence, person in sorted(found):
        if sentence not in chosen.values():
            chosen.setdefault(person, sentence)
    return list(chosen.values())[:_N_SAYINGS]


def _voices(read: Sequence[Unit]) -> list[Unit]:
    """The same units, one person after another before anybody speaks twice."""
    told: dict[str, int] = {}
    turns: list[tuple[int, int, Unit]] = []
    for order, unit in enumerate(read):
        person = unit.person or unit.transcript_id
        told[person] = told.get(person, 0) + 1
        turns.append((told[person], order, unit))
    return [unit for _, _, unit in sorted(turns, key=lambda turn: turn[:2])]

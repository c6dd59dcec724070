"""Themes, and the units in none, into cards for the page: people first, doubts in plain sight."""

from __future__ import annotations

from dataclasses import dataclass

from thememiner.records import Suggestion, Theme, Unassigned, say_stability
from thememiner.reports._material import Material, say_probability
from thememiner.reports._spread import Spread, find_spreads
from thememiner.reports._views import QuoteView, make_quote, say_number

MOST_QUOTES = 5
NEAREST = 10


@dataclass(frozen=True)
class Neighbour:
    """A theme near another: number of its card and label."""

    number: int
    label: str


@dataclass(frozen=True)
class PartView:
    """A sub-theme on the card of its theme."""

    label: str
    size: str
    terms: tuple[str, ...]
    quote: QuoteView | None


@dataclass(frozen=True)
class ThemeCard:
    """One theme on the page.

    Attributes:
        theme: the theme.
        kicker: its number and whether a person confirmed it.
        size: people, transcripts and units, in that order.
        spread: how many people of all say something in it.
        share: the same as a percentage, 0 to 100.
        voices: how much of it comes from one person.
        stability: in words, with the number; empty where it was not measured.
        where: each attribute with the people by its values.
        quotes: the most central.
        counter_quotes: those at its edge.
        neighbours: the themes nearest to it.
        parts: its sub-themes.
        codes: codes suggested for it, each with its probability.
    """

    theme: Theme
    kicker: str
    size: str
    spread: str
    share: int
    voices: str
    stability: str
    where: tuple[tuple[str, str], ...]
    quotes: tuple[QuoteView, ...]
    counter_quotes: tuple[QuoteView, ...]
    neighbours: tuple[Neighbour, ...]
    parts: tuple[PartView, ...]
    codes: tuple[str, ...]


def make_theme_cards(material: Material) -> tuple[ThemeCard, ...]:
    """One card per theme, in the order of the set."""
    codes: dict[str, list[Suggestion]] = {}
    for item in material.suggestions:
        if item.theme_id is not None and item.unit_id is None:
            codes.setdefault(item.theme_id, []).append(item)
    return tuple(
        _card(theme, number, codes.get(theme.id, []), material)
        for number, theme in enumerate(material.theme_set.themes, start=1)
    )


def find_nearest_unassigned(material: Material) -> tuple[QuoteView, ...]:
    """The ten units in no theme that lie nearest to one."""
    near = {t.id: Neighbour(n, t.label) for n, t in enumerate(material.theme_set.themes, start=1)}
    queue = sorted(material.theme_set.unassigned, key=_distance)[:NEAREST]
    quotes = []
    for item in queue:
        unit = material.unit.get(item.unit_id)
        theme = near.get(item.nearest_theme or "")
        far = "" if item.distance is None else f", distance {item.distance:.2f}"
        link = (f"theme-{theme.number}", f"nearest: {theme.label}{far}") if theme else None
        if unit is not None:
            quotes.append(make_quote(unit, material, link=link))
    return tuple(quotes)


def _card(
    theme: Theme, number: int, suggestions: list[Suggestion], material: Material
) -> ThemeCard:
    total = max(material.n_people, theme.n_people)
    return ThemeCard(
        theme=theme,
        kicker=_kicker(theme, number),
        size=_size(theme),
        spread=f"{theme.n_people:,} of {say_number(total, 'person', 'people')}",
        share=round(100 * theme.n_people / total) if total else 0,
        voices=_voices(theme),
        stability=say_stability(theme.stability),
        where=tuple(_where(spread) for spread in find_spreads(theme, material)),
        quotes=tuple(make_quote(quote, material) for quote in theme.quotes[:MOST_QUOTES]),
        counter_quotes=tuple(make_quote(quote, material) for quote in theme.counter_quotes[:3]),
        neighbours=_neighbours(theme, material),
        parts=tuple(_part(part, material) for part in material.theme_set.parts(theme.id)),
        codes=tuple(_say_code(item, material) for item in sorted(suggestions, key=_by_book)),
    )


def _kicker(theme: Theme, number: int) -> str:
    return f"Theme {number}" if theme.state == "confirmed" else f"Candidate theme {number}"


def _size(theme: Theme) -> str:
    sizes = (
        say_number(theme.n_people, "person", "people"),
        say_number(theme.n_transcripts, "transcript"),
        say_number(theme.n_units, "unit"),
    )
    return ", ".join(sizes)


def _voices(theme: Theme) -> str:
    """How much of it the most talkative person says; nothing where that says nothing."""
    if theme.n_people < 2 or not theme.largest_share:
        return ""
    return f"one person says at most {100 * theme.largest_share:.0f} % of it"


def _where(spread: Spread) -> tuple[str, str]:
    said = (
        f"{value or 'not given'} {n:,} of {of:,}" if n else f"{value or 'not given'} – of {of:,}"
        for value, (n, of) in spread.people.items()
    )
    return spread.attribute, " · ".join(said)


def _neighbours(theme: Theme, material: Material) -> tuple[Neighbour, ...]:
    number = {one.id: n for n, one in enumerate(material.theme_set.themes, start=1)}
    return tuple(
        Neighbour(number[one], material.theme_set[one].label)
        for one in theme.neighbours
        if one in number and one != theme.id
    )


def _part(part: Theme, material: Material) -> PartView:
    quote = make_quote(part.quotes[0], material) if part.quotes else None
    return PartView(part.label, _size(part), part.terms[:6], quote)


def _say_code(item: Suggestion, material: Material) -> str:
    names = material.names.get(item.codebook)
    name = names.labels.get(item.code_id, item.code_id) if names else item.code_id
    valence = f", {item.valence}" if item.valence else ""
    probability = say_probability(item.probability, calibrated=item.calibrated)
    return f"{item.codebook}: {name}{valence}, {probability}"


def _by_book(item: Suggestion) -> tuple[str, int]:
    return item.codebook, item.rank


def _distance(item: Unassigned) -> tuple[bool, float, str]:
    return item.distance is None, item.distance or 0.0, item.unit_id

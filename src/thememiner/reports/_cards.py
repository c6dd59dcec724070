"""Candidate themes and the units in none into cards for the page."""

from __future__ import annotations

from dataclasses import dataclass

from thememiner.records import Suggestion, Theme, Unassigned
from thememiner.reports._material import Material, say_probability
from thememiner.reports._views import QuoteView, make_quote, say_number

MOST_QUOTES = 5
NEAREST = 10


@dataclass(frozen=True)
class ThemeCard:
    """One candidate theme on the page.

    Attributes:
        theme: the theme.
        size: people, transcripts and units, in that order.
        spread: how many people of all say something in it.
        share: the same as a percentage, 0 to 100.
        quotes: the most central.
        counter_quotes: those at its edge.
        codes: codes suggested for it, each with its probability.
    """

    theme: Theme
    size: str
    spread: str
    share: int
    quotes: tuple[QuoteView, ...]
    counter_quotes: tuple[QuoteView, ...]
    codes: tuple[str, ...]


def make_theme_cards(material: Material) -> tuple[ThemeCard, ...]:
    """One card per candidate theme, in the order of the set."""
    codes: dict[str, list[Suggestion]] = {}
    for item in material.suggestions:
        if item.theme_id is not None and item.unit_id is None:
            codes.setdefault(item.theme_id, []).append(item)
    return tuple(
        _card(theme, codes.get(theme.id, []), material) for theme in material.theme_set.themes
    )


def find_nearest_unassigned(material: Material) -> tuple[QuoteView, ...]:
    """The ten units in no theme that lie nearest to one."""
    labels = {theme.id: theme.label for theme in material.theme_set.themes}
    queue = sorted(material.theme_set.unassigned, key=_distance)[:NEAREST]
    quotes = []
    for item in queue:
        unit = material.unit.get(item.unit_id)
        near = labels.get(item.nearest_theme or "")
        far = "" if item.distance is None else f", distance {item.distance:.2f}"
        tags = (f"nearest: {near}{far}",) if near else ()
        if unit is not None:
            quotes.append(make_quote(unit, material, tags=tags))
    return tuple(quotes)


def _card(theme: Theme, suggestions: list[Suggestion], material: Material) -> ThemeCard:
    total = max(material.n_people, theme.n_people)
    size = (
        say_number(theme.n_people, "person", "people"),
        say_number(theme.n_transcripts, "transcript"),
        say_number(theme.n_units, "unit"),
    )
    return ThemeCard(
        theme=theme,
        size=", ".join(size),
        spread=f"{theme.n_people:,} of {say_number(total, 'person', 'people')}",
        share=round(100 * theme.n_people / total) if total else 0,
        quotes=tuple(make_quote(quote, material) for quote in theme.quotes[:MOST_QUOTES]),
        counter_quotes=tuple(make_quote(quote, material) for quote in theme.counter_quotes[:3]),
        codes=tuple(_say_code(item, material) for item in sorted(suggestions, key=_by_book)),
    )


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

"""Themes as a notebook shows them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thememiner.records._themes import Quote, Theme, Unassigned
    from thememiner.records._units import SetAside


LOW_STABILITY = 0.4
_FRAME = "border:1px solid rgba(127,127,127,.45);border-radius:8px;margin:.8em 0;padding:.6em 1em"
_DOUBT = "border-left:4px solid #b14e00;margin:.4em 0;padding:.1em .8em;list-style:none"
_QUOTE = "border-left:3px solid rgba(127,127,127,.45);margin:.4em 0;padding:0 .8em;text-align:left"


def say_stability(value: float | None) -> str:
    """How firmly a theme holds together, in words and with the number; empty if not measured."""
    if value is None:
        return ""
    steps = ((0.75, "firm"), (0.55, "fairly firm"), (LOW_STABILITY, "loose"), (0.0, "unstable"))
    word = next(name for least, name in steps if value >= least or not least)
    return (
        f"{word}, {value:.2f}: when the search was repeated on parts of the material, its units "
        f"stayed together {100 * value:.0f} % of the time"
    )


def theme_card(
    theme: Theme,
    *,
    number: int | None = None,
    names: Mapping[str, str] | None = None,
    parts: Sequence[Theme] = (),
) -> str:
    """A theme as a notebook shows it: people first, doubts in plain sight, the rest folded."""
    confirmed = theme.state == "confirmed"
    kind = "Theme" if confirmed else "Candidate theme"
    kicker = f"{kind}{'' if number is None else f' {number}'}{' ✓ confirmed' if confirmed else ''}"
    near = [names[one] for one in theme.neighbours if one in names] if names else []
    below = [f"{part.label} ({_sizes(part)}; {', '.join(part.terms[:6])})" for part in parts]
    more = (
        _folded("More quotations", _quotes(theme.quotes[3:]))
        + _folded("At its edge: do these still belong?", _quotes(theme.counter_quotes))
        + _folded("Sub-themes", list_part(below))
    )
    return (
        f'<section style="{_FRAME}"><small>{kicker}</small>'
        f'<h4 style="margin:.1em 0">{html.escape(theme.label)}</h4><b>{_sizes(theme)}</b>'
        f"{list_part([f'⚑ {flag}' for flag in theme.flags], style=_DOUBT)}"
        f"{_line('Stability', say_stability(theme.stability))}"
        f"{''.join(_line(name, _people(values)) for name, values in theme.spread.items())}"
        f"{_line('Terms', ' · '.join(theme.terms))}{_line('Near to', ', '.join(near))}"
        f"{_quotes(theme.quotes[:3])}{more}</section>"
    )


def _sizes(theme: Theme) -> str:
    counts = (
        (theme.n_people, "person", "people"),
        (theme.n_transcripts, "transcript", "transcripts"),
        (theme.n_units, "unit", "units"),
    )
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in counts)


def _people(values: Mapping[str, int]) -> str:
    return " · ".join(f"{value or 'not given'} {n:,}" for value, n in values.items())


def _line(name: str, text: str) -> str:
    return f"<div><small>{html.escape(name)}:</small> {html.escape(text)}</div>" if text else ""


def list_part(items: Iterable[str], *, style: str = "margin:.3em 0") -> str:
    lines = "".join(f"<li>{html.escape(item)}</li>" for item in items)
    return f'<ul style="{style}">{lines}</ul>' if lines else ""


def _folded(title: str, inside: str) -> str:
    return f"<details><summary>{title}</summary>{inside}</details>" if inside else ""


def _quotes(quotes: Iterable[Quote]) -> str:
    return "".join(
        f'<blockquote dir="auto" style="{_QUOTE}">{html.escape(quote.text)}<br>'
        f"<small>{html.escape(' · '.join(filter(None, _source(quote))))}</small></blockquote>"
        for quote in quotes
    )


def _source(quote: Quote) -> tuple[str, ...]:
    some = tuple(f"{name}: {value}" for name, value in quote.attributes.items() if value)[:3]
    return (quote.person or "person not known", *some, quote.transcript_id or "")


def queue_part(unassigned: Sequence[Unassigned], names: Mapping[str, str]) -> str:
    """The ten units in no theme that lie nearest to one."""
    rows = sorted(unassigned, key=lambda one: (one.distance is None, one.distance or 0.0))[:10]
    lines = []
    for one in rows:
        near = names.get(one.nearest_theme or "")
        far = "" if one.distance is None else f", distance {one.distance:.2f}"
        lines.append(f"{one.text} (nearest: {near}{far})" if near else one.text)
    n = len(unassigned)
    return _folded(
        f"In no theme: {n:,} {'unit' if n == 1 else 'units'}, the nearest", list_part(lines)
    )


def aside_part(items: Sequence[SetAside]) -> str:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.reason] = counts.get(item.reason, 0) + 1
    return _folded(
        "Set aside, and why", list_part(f"{reason}: {n:,}" for reason, n in counts.items())
    )

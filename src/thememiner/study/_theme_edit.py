"""Two states of a study's themes into a preview: what is different between them, in words."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from thememiner.records import Decision, Records, Theme, ThemeSet


@dataclass(frozen=True)
class ThemeEdit:
    """A preview: the themes as they would be, and what an edit would change.

    Attributes:
        themes: the themes with all edits that wait to be committed.
        changes: what this edit changes, in words, themes first.
        touched: ids of the themes that this edit makes or changes.
        decisions: all edits that wait, as they would stand in the log.
        commit: writes all of them into the log.
    """

    themes: ThemeSet = field(repr=False)
    changes: tuple[str, ...]
    touched: tuple[str, ...]
    decisions: tuple[Decision, ...]
    commit: Callable[[], Records[Decision]] = field(repr=False, compare=False)

    def __str__(self) -> str:
        return "\n".join(self.changes) or "Nothing would change."

    def _repr_html_(self) -> str:
        waiting = len(self.decisions)
        edits = "1 edit waits" if waiting == 1 else f"{waiting} edits wait"
        state = f"{edits} to be committed." if waiting else "Nothing waits to be committed."
        items = "".join(f"<li>{html.escape(change)}</li>" for change in self.changes)
        cards = "".join(self.themes[theme_id]._repr_html_() for theme_id in self.touched)
        shown = f"<details><summary>The cards of these themes</summary>{cards}</details>"
        return (
            f"<p>{state}</p><ul>{items or '<li>Nothing changes.</li>'}</ul>{shown if cards else ''}"
        )


def find_touched(before: ThemeSet, after: ThemeSet) -> tuple[str, ...]:
    """Ids of the themes that are new, or have another label, state or other units."""
    old = {theme.id: (theme.label, theme.state, set(theme.unit_ids)) for theme in before.themes}
    return tuple(
        theme.id
        for theme in after.themes
        if old.get(theme.id) != (theme.label, theme.state, set(theme.unit_ids))
    )


def say_changes(before: ThemeSet, after: ThemeSet) -> tuple[str, ...]:
    """What is different between two states of the themes, in words."""
    old = {theme.id: theme for theme in before.themes}
    new = {theme.id: theme for theme in after.themes}
    lines = [line for one in after.themes for line in _say_theme(old.get(one.id), one, before)]
    lines += [_say_gone(one, after) for one in before.themes if one.id not in new]
    lines += _say_parts(before, after)
    waiting = len(before.unassigned), len(after.unassigned)
    if waiting[0] != waiting[1]:
        lines.append(f"Units in no theme: {waiting[0]}, then {waiting[1]}.")
    known = set(before.notes)
    lines += [
        note for note in after.notes if note not in known and not note.startswith("These are")
    ]
    return tuple(lines)


def _say_theme(before: Theme | None, now: Theme, earlier: ThemeSet) -> Iterator[str]:
    if before is None:
        labels = {theme.id: theme.label for theme in earlier.themes}
        homes = dict(zip(earlier.unit_ids, earlier.labels, strict=True))
        sources = Counter(homes.get(unit) for unit in now.unit_ids)
        names = ", ".join(f"“{labels[one]}”" for one, _ in sources.most_common() if one in labels)
        yield f"New: “{now.label}” ({now.id}), {_size(now)}{f', out of {names}' if names else ''}."
        return
    if before.label != now.label:
        yield f"“{before.label}” ({now.id}) is called “{now.label}”."
    if before.state != now.state:
        confirmed = now.state == "confirmed"
        state = "a theme, confirmed" if confirmed else "a candidate theme again"
        yield f"“{now.label}” ({now.id}) is {state}."
    if set(before.unit_ids) != set(now.unit_ids):
        came = len(set(now.unit_ids) - set(before.unit_ids))
        left = len(set(before.unit_ids) - set(now.unit_ids))
        moves = ", ".join(f"{n} {word}" for n, word in ((came, "come"), (left, "leave")) if n)
        yield f"“{now.label}” ({now.id}): {_size(before)}, then {_size(now)} ({moves})."


def _say_gone(theme: Theme, after: ThemeSet) -> str:
    labels = {one.id: one.label for one in after.themes}
    homes = dict(zip(after.unit_ids, after.labels, strict=True))
    now = Counter(homes.get(unit) for unit in theme.unit_ids)
    places = [
        f"{n} in “{labels[one]}”" if one in labels else f"{n} in no theme"
        for one, n in sorted(now.items(), key=lambda item: (-item[1], item[0] or ""))
    ]
    return f"Gone: “{theme.label}” ({theme.id}), {_size(theme)}: {', '.join(places)}."


def _say_parts(before: ThemeSet, after: ThemeSet) -> list[str]:
    old = {sub.id: sub for sub in before.sub_themes}
    return [
        f"Sub-theme “{old[sub.id].label}” ({sub.id}) is called “{sub.label}”."
        for sub in after.sub_themes
        if sub.id in old and old[sub.id].label != sub.label
    ]


def _size(theme: Theme) -> str:
    units = "1 unit" if theme.n_units == 1 else f"{theme.n_units} units"
    people = "1 person" if theme.n_people == 1 else f"{theme.n_people} people"
    return f"{units} of {people}"

"""What the finder found and the log of decisions into the themes of a study, and new units beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from thememiner.errors import DiskError, StudyError
from thememiner.records import Decision, Record, Records, Suggestion, Theme, ThemeSet
from thememiner.review import find_theme_decisions, replay_grouping, replay_themes
from thememiner.store import Database
from thememiner.study._digest import digest
from thememiner.themes import (
    Arrival,
    ThemeChange,
    Tools,
    carry_ids,
    find_changes,
    group_units,
    part_id,
    place_units,
)
from thememiner.vectors import FloatArray

if TYPE_CHECKING:
    from thememiner.study._mining import Material

FOUND = "themes"
_EDITED, _ARRIVALS, _CHANGES = "themes/edited", "themes/arrivals", "themes/changes"
_MATCHED = "themes/matched"


class Matched(Record):
    """A theme as it was when codes were suggested for it."""

    theme_id: str
    made_from: str


class ThemesDesk:
    """The themes of a study as people left them.

    Args:
        database: of the study.
        material: gives the units as they are now.
        embed: makes vectors of texts, from the cache where they are known.
    """

    def __init__(
        self,
        database: Database,
        material: Callable[[], Material],
        embed: Callable[[Sequence[str]], FloatArray],
    ) -> None:
        self._database = database
        self._get_material = material
        self._embed = embed

    @classmethod
    def without_vectors(cls, database: Database, material: Material) -> ThemesDesk:
        """A desk that can look and compare, but derive nothing that needs vectors."""

        def refuse(texts: Sequence[str]) -> FloatArray:
            raise StudyError(f"Vectors of {len(texts)} units are needed, and none are at hand.")

        return cls(database, lambda: material, refuse)

    @cached_property
    def material(self) -> Material:
        """The units as they were when the desk first looked."""
        return self._get_material()

    @cached_property
    def vectors(self) -> FloatArray:
        """One row for each unit. *Shape:* (n_units, dimension)."""
        return self._embed([unit.text for unit in self.material.units])

    def found(self) -> ThemeSet | None:
        """What the finder found, before any edit; None for a study that was not mined."""
        held = self._database.result(FOUND, ThemeSet)
        return held[0] if held else None

    def log(self) -> tuple[Decision, ...]:
        """The decisions on themes that stand, oldest first."""
        return find_theme_decisions(self._database.decisions())

    def themes(self) -> ThemeSet | None:
        """The themes after all edits; None for a study that was not mined."""
        found = self.found()
        if found is None:
            return None
        log, arrivals = self.log(), self._arrivals()
        if not log and not arrivals:
            return found
        made_from = digest(_fingerprint(found), [d.id for d in log], [a.at for a in arrivals])
        if not self._database.is_made_from(_EDITED, made_from):
            edited = self._replay(found, log, arrivals)
            try:
                self._database.put_result(_EDITED, made_from, [edited])
            except (
                DiskError
            ):  # somebody else is writing: what was derived can be shown all the same
                return edited
        return self._database.result(_EDITED, ThemeSet)[0]

    def preview(self, decisions: Sequence[Decision]) -> ThemeSet:
        """The themes as they would be with further decisions; nothing is written."""
        found = self.found() or ThemeSet()
        log = find_theme_decisions((*self._database.decisions(), *decisions))
        return self._replay(found, log, self._arrivals())

    def _replay(
        self, found: ThemeSet, log: Sequence[Decision], arrivals: Sequence[Arrival]
    ) -> ThemeSet:
        if not log and not arrivals:
            return found
        return replay_themes(
            found,
            log,
            units=self.material.units,
            vectors=self.vectors,
            set_aside=self.material.set_aside,
            arrivals=arrivals,
        )

    def _arrivals(self) -> tuple[Arrival, ...]:
        return self._database.result(_ARRIVALS, Arrival)

    def faults(self, themes: ThemeSet) -> Iterator[str]:
        """Where themes are not what the found ones and the log lead to."""
        found = self.found()
        if found is None or not (self.log() or self._arrivals()):
            return
        led_to, _ = replay_grouping(
            found,
            self.log(),
            units=self.material.units,
            set_aside=self.material.set_aside,
            arrivals=self._arrivals(),
        )
        shown = group_units(themes)
        if (dict(led_to.home), led_to.confirmed) != (dict(shown.home), shown.confirmed):
            yield "the log of edits leads to other themes than those that are shown"
        wrong = [one for one, label in shown.names.items() if led_to.names.get(one) != label]
        if wrong:
            yield f"the log of edits leads to another label of {wrong[0]}"

    # --- a new run ---------------------------------------------------------------------------

    def renew(
        self, made_from: str, fit: Callable[[], ThemeSet], *, tools: Tools, refit: bool = False
    ) -> None:
        """Find themes again, or put new units beside the themes that people edited.

        Themes that hold mostly the same units keep their ids. Where people have edited themes, those
        stay, and new units go to the nearest, unless ``refit`` asks for a fresh search.

        Args:
            made_from: what the result is made from.
            fit: finds themes afresh.
            tools: finds phrases for the labels of new themes.
            refit: True to find themes afresh in any case; edits are then applied to what is found.
        """
        found, before = self.found(), self.themes()
        if found is not None and before is not None and found.themes and self.log() and not refit:
            arrival = place_units(
                before,
                at=datetime.now(UTC).isoformat(timespec="microseconds"),
                units=self.material.units,
                vectors=self.vectors,
                set_aside=self.material.set_aside,
                tools=tools,
            )
            self._database.put_result(_ARRIVALS, "", [*self._arrivals(), arrival])
            self._database.put_result(FOUND, made_from, [found])
        else:
            found = self._carried(fit(), before, found)
            self._database.put_result(FOUND, made_from, [found])
            self._database.put_result(_ARRIVALS, "", [])
        after = self.themes() or ThemeSet()
        changes = self._changes(before or ThemeSet(), after)
        self._database.put_result(_CHANGES, made_from, changes)

    def _carried(
        self, fresh: ThemeSet, before: ThemeSet | None, found: ThemeSet | None
    ) -> ThemeSet:
        earlier = [themes for themes in (before, found) if themes is not None]
        return carry_ids(fresh, *earlier, taken=_ids_of(self._database.decisions()))

    def _changes(self, before: ThemeSet, after: ThemeSet) -> tuple[ThemeChange, ...]:
        if not before.themes and not after.themes:
            return ()
        return find_changes(before, after, units=self.material.units, vectors=self.vectors)

    def changes(self) -> Records[ThemeChange]:
        """What became of each theme when themes were last looked for."""
        return Records(self._database.result(_CHANGES, ThemeChange), ThemeChange)

    # --- suggestions for themes --------------------------------------------------------------

    def put_matched(self, themes: ThemeSet) -> None:
        """Remember which themes codes were suggested for."""
        matched = [Matched(theme_id=t.id, made_from=_theme_from(t)) for t in themes.themes]
        self._database.put_result(_MATCHED, "", matched)

    def suggestions(self, themes: ThemeSet | None) -> tuple[Suggestion, ...]:
        """Suggestions of all codebooks, for units and for the themes that are still what they were."""
        matched = {one.theme_id: one.made_from for one in self._database.result(_MATCHED, Matched)}
        now = {theme.id: _theme_from(theme) for theme in (themes.themes if themes else ())}
        current = {one for one, made_from in now.items() if matched.get(one) == made_from}
        found: list[Suggestion] = []
        for book in self._database.codebooks():
            found += self._database.result(units_name(book.id), Suggestion)
            found += (
                item
                for item in self._database.result(themes_name(book.id), Suggestion)
                if item.theme_id in current
            )
        return tuple(found)


def units_name(codebook_id: str) -> str:
    """Under which name the suggestions for units are kept."""
    return f"suggestions/{codebook_id}"


def themes_name(codebook_id: str) -> str:
    """Under which name the suggestions for themes are kept."""
    return f"suggestions/{codebook_id}/themes"


def themes_made_from(themes: ThemeSet) -> str:
    """What suggestions for these themes are made from."""
    return digest([(theme.id, _theme_from(theme)) for theme in themes.themes])


def _theme_from(theme: Theme) -> str:
    return digest(theme.unit_ids, theme.terms, theme.label)


def _fingerprint(found: ThemeSet) -> str:
    return digest(found.unit_ids, found.labels, [(t.id, t.label) for t in found.themes])


def _ids_of(decisions: Sequence[Decision]) -> frozenset[str]:
    """Every id of a theme that the log speaks of."""
    ids = {one for d in decisions for one in (d.theme_id, *d.theme_ids) if one}
    splits = (d for d in decisions if d.verdict == "split-theme")
    return frozenset(ids | {part_id(d.unit_ids) for d in splits})

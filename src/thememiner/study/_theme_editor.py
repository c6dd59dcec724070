"""What a person does to themes into a preview, and the preview into decisions of the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from thememiner.errors import SettingsError, StudyError
from thememiner.records import (
    Decision,
    Records,
    Theme,
    ThemeSet,
    Verdict,
)
from thememiner.review import make_decision
from thememiner.study._theme_edit import ThemeEdit, find_touched, say_changes
from thememiner.study._theme_steps import applied
from thememiner.study._themes_desk import ThemesDesk
from thememiner.themes import (
    Into,
    find_parts,
    group_units,
)

_TICK = timedelta(microseconds=1)


class ThemeEditor:
    """Edits themes: each edit gives a preview, ``commit`` writes all that wait into the log.

    Edits are checked as they are made: one that cannot be applied is refused with the reason and does
    not wait. Nothing is on disk before ``commit`` returns; then it is.

    Args:
        desk: the themes of the study.
        coder: who edits.
        put: appends decisions to the log.
        via: script or widget.
    """

    def __init__(
        self,
        desk: ThemesDesk,
        coder: str,
        *,
        put: Callable[[Sequence[Decision]], object],
        via: str = "script",
    ) -> None:
        self.coder = " ".join(coder.split())
        self._desk = desk
        self._put = put
        self._via = via
        self._pending: tuple[tuple[Decision, ...], ...] = ()
        self._shown: ThemeSet | None = None
        self._last: datetime | None = None
        if not self.coder:
            raise SettingsError("Say who edits: study.edit_themes(coder='AB').")
        if desk.themes() is None:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")

    def __repr__(self) -> str:
        return f"ThemeEditor({self.coder!r}, {len(self._pending)} edits to be committed)"

    def _repr_html_(self) -> str:
        return self.preview()._repr_html_()

    @property
    def themes(self) -> ThemeSet:
        """The themes with the edits that wait."""
        if self._shown is None:
            self._shown = self._desk.preview(self.waiting)
        return self._shown

    @property
    def waiting(self) -> tuple[Decision, ...]:
        """The edits that wait to be committed, as they would stand in the log."""
        return tuple(decision for edit in self._pending for decision in edit)

    # --- edits -------------------------------------------------------------------------------

    def rename(self, theme: str | Theme, label: str, *, memo: str = "") -> ThemeEdit:
        """Call a theme or a sub-theme something else; it keeps its id.

        Args:
            theme: the theme, or its id.
            label: what it is to be called.
            memo: why, for the log.

        Raises:
            SettingsError: no such theme, or the label is empty.
        """
        facts = {"theme_id": _id(theme), "label": _plain(label)}
        return self._add("rename-theme", facts, memo=memo)

    def merge(
        self, themes: Sequence[str | Theme], label: str | None = None, *, memo: str = ""
    ) -> ThemeEdit:
        """Make several themes one; it has id and state of the first, and its label unless one is given.

        Args:
            themes: two or more, or their ids.
            label: what the merged theme is to be called; None for the label of the first.
            memo: why, for the log.

        Raises:
            SettingsError: fewer than two themes, or one that is not there.
        """
        if isinstance(themes, str | Theme):
            raise SettingsError("To merge, give a list of themes: merge(['theme-1', 'theme-2']).")
        ids = tuple(dict.fromkeys(_id(theme) for theme in themes))
        return self._add("merge-themes", {"theme_ids": ids, "label": _plain(label)}, memo=memo)

    def split(
        self,
        theme: str | Theme,
        unit_ids: str | Sequence[str] = (),
        label: str | None = None,
        *,
        into: Into | None = None,
        memo: str = "",
    ) -> ThemeEdit:
        """Split units off a theme: those named, its sub-themes, or the smaller of two halves.

        Args:
            theme: the theme, or its id; what is not split off stays in it.
            unit_ids: the units to split off; without them ``into`` decides.
            label: of the new theme, where it is one; None for its first terms.
            into: ``sub-themes`` or ``two``; None for sub-themes where there are any.
            memo: why, for the log.

        Raises:
            SettingsError: no such theme, units that are not in it, or nothing to split it into.
        """
        parts = find_parts(
            self.themes,
            _id(theme),
            units=self._desk.material.units,
            vectors=self._desk.vectors,
            unit_ids=_ids(unit_ids),
            label=_plain(label),
            into=into,
        )
        facts = [{"theme_id": _id(theme), "unit_ids": ids, "label": own} for own, ids in parts]
        return self._add("split-theme", *facts, memo=memo)

    def move(self, unit_ids: str | Sequence[str], to: str | Theme, *, memo: str = "") -> ThemeEdit:
        """Put a unit, or several, into another theme, wherever they were.

        Args:
            unit_ids: an id, or several.
            to: the theme, or its id.
            memo: why, for the log.

        Raises:
            SettingsError: no such theme, no such unit, or a unit that was set aside.
        """
        return self._add("move-unit", {"theme_id": _id(to), "unit_ids": _ids(unit_ids)}, memo=memo)

    def free(self, unit_ids: str | Sequence[str], *, memo: str = "") -> ThemeEdit:
        """Put a unit, or several, into no theme.

        Args:
            unit_ids: an id, or several.
            memo: why, for the log.

        Raises:
            SettingsError: no such unit, or a unit that was set aside.
        """
        return self._add("free-unit", {"unit_ids": _ids(unit_ids)}, memo=memo)

    def confirm(self, theme: str | Theme, *, memo: str = "") -> ThemeEdit:
        """Stand for a theme: from now on it is a theme, no longer a candidate.

        Args:
            theme: the theme, or its id.
            memo: why, for the log.

        Raises:
            SettingsError: no such theme.
        """
        return self._add("confirm-theme", {"theme_id": _id(theme)}, memo=memo)

    def drop(self, theme: str | Theme, *, memo: str = "") -> ThemeEdit:
        """Take a theme away; its units go into the queue.

        Args:
            theme: the theme, or its id.
            memo: why, for the log.

        Raises:
            SettingsError: no such theme.
        """
        return self._add("drop-theme", {"theme_id": _id(theme)}, memo=memo)

    # --- preview, commit, undo ---------------------------------------------------------------

    def preview(self) -> ThemeEdit:
        """What all edits that wait would change."""
        return self._edit(self._desk.preview(()))

    def commit(self) -> Records[Decision]:
        """Write the edits that wait into the log; when this returns they are on disk.

        Returns:
            The decisions as they stand in the log.

        Raises:
            SettingsError: the themes were changed elsewhere since, and an edit no longer fits.
        """
        made = self.waiting
        reduce(applied, made, group_units(self._desk.preview(())))
        if made:
            self._put(made)
        self._pending, self._shown = (), None
        self._desk.themes()  # derived once, so that whoever asks next need not wait
        return Records(made, Decision)

    def undo(self) -> ThemeEdit:
        """Take the last edit back: one that waits is forgotten, a committed one gets further entries.

        Returns:
            What the undo changes. A committed edit is taken back when this returns.

        Raises:
            SettingsError: this coder has no edit of themes that stands.
        """
        before = self.themes
        if self._pending:
            self._pending, self._shown = self._pending[:-1], None
            return self._edit(before)
        own = [decision for decision in self._desk.log() if decision.coder == self.coder]
        if not own:
            raise SettingsError(f"{self.coder} has no edit of themes that could be taken back.")
        at = self._now()
        self._put(
            [
                self._decide("undo", at, {"undoes": decision.id})
                for decision in own
                if decision.at == own[-1].at
            ]
        )
        self._shown = None
        return self._edit(before)

    # --- how ---------------------------------------------------------------------------------

    def _now(self) -> str:
        """A time later than that of this editor's last edit: one edit has one time, and its place."""
        now = datetime.now(UTC)
        if self._last is not None and now <= self._last:
            now = self._last + _TICK
        self._last = now
        return now.isoformat(timespec="microseconds")

    def _decide(self, verdict: Verdict, at: str, facts: Mapping[str, Any]) -> Decision:
        return make_decision(coder=self.coder, verdict=verdict, at=at, via=self._via, **facts)

    def _add(self, verdict: Verdict, *facts: Mapping[str, Any], memo: str) -> ThemeEdit:
        before, at = self.themes, self._now()
        decisions = tuple(self._decide(verdict, at, {**one, "memo": memo}) for one in facts)
        reduce(applied, decisions, group_units(before))
        self._shown = self._desk.preview((*self.waiting, *decisions))
        self._pending = (*self._pending, decisions)
        return self._edit(before)

    def _edit(self, before: ThemeSet) -> ThemeEdit:
        after = self.themes
        return ThemeEdit(
            themes=after,
            changes=say_changes(before, after),
            touched=find_touched(before, after),
            decisions=self.waiting,
            commit=self.commit,
        )


def _id(theme: str | Theme) -> str:
    return theme.id if isinstance(theme, Theme) else theme


def _ids(unit_ids: str | Sequence[str]) -> tuple[str, ...]:
    return (unit_ids,) if isinstance(unit_ids, str) else tuple(dict.fromkeys(unit_ids))


def _plain(label: str | None) -> str:
    return " ".join((label or "").split())

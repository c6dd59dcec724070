"""The editor of themes into what the page for themes shows and asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Theme, say_stability
from thememiner.study._review_plain import plain_text
from thememiner.study._theme_editor import ThemeEditor
from thememiner.widgets import Plain

_MOST_QUOTES = 6


class StudyThemesDesk:
    """Themes to edit, each edit seen before it is written; fulfils ``ThemesDesk``.

    Args:
        make_editor: makes the editor when the page first asks for themes.
    """

    def __init__(self, make_editor: Callable[[], ThemeEditor]) -> None:
        self._make_editor = make_editor

    @cached_property
    def _editor(self) -> ThemeEditor:
        return self._make_editor()

    def themes(self) -> Plain:
        """The themes with the edits that wait, and what these would change."""
        edit = self._editor.preview()
        return {
            "themes": [_plain_theme(theme) for theme in edit.themes.themes],
            "waiting": len(edit.decisions),
            "changes": [plain_text(change) for change in edit.changes],
        }

    def edit(self, what: str, facts: Plain) -> Plain:
        """One edit, or the last one taken back; what there is then."""
        if what not in _EDITS:
            raise ReviewError(f"Themes cannot be {what!r}. Run the cell again.")
        try:
            _EDITS[what](self._editor, facts)
        except KeyError as error:
            raise ReviewError(f"The page left out {error}. Run the cell again.") from error
        return self.themes()

    def write(self) -> Plain:
        """Write the edits that wait into the log; they are on disk when this returns."""
        self._editor.commit()
        return self.themes()


_EDITS: dict[str, Callable[[ThemeEditor, Plain], object]] = {
    "rename": lambda editor, facts: editor.rename(facts["theme"], facts["label"]),
    "merge": lambda editor, facts: editor.merge(facts["themes"]),
    "split": lambda editor, facts: editor.split(facts["theme"], into=facts["into"]),
    "confirm": lambda editor, facts: editor.confirm(facts["theme"]),
    "drop": lambda editor, facts: editor.drop(facts["theme"]),
    "take-back": lambda editor, _: editor.undo(),
}


def _plain_theme(theme: Theme) -> dict[str, Any]:
    people = "1 person" if theme.n_people == 1 else f"{theme.n_people:,} people"
    units = "1 unit" if theme.n_units == 1 else f"{theme.n_units:,} units"
    return {
        "id": theme.id,
        "label": plain_text(theme.label),
        "state": theme.state,
        "size": f"{people}, {units}",
        "stability": say_stability(theme.stability),
        "flags": list(theme.flags),
        "terms": [plain_text(term) for term in theme.terms],
        "quotes": [plain_text(quote.text) for quote in theme.quotes[:_MOST_QUOTES]],
        "edge": [plain_text(quote.text) for quote in theme.counter_quotes[:_MOST_QUOTES]],
    }

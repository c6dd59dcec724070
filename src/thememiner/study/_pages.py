"""A study into the pages of a notebook: for reviewing, for themes, for what coders differ on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from thememiner.study._review_choice import Choice, units_of_share
from thememiner.study._review_desk import StudyReviewDesk
from thememiner.study._settling_page import StudySettlingDesk
from thememiner.study._study_rounds import StudyRounds
from thememiner.study._theme_editor import ThemeEditor
from thememiner.study._themes_page import StudyThemesDesk
from thememiner.widgets import Desks, make_widget

if TYPE_CHECKING:
    from thememiner.widgets._widget import ReviewWidget


class Pages(StudyRounds):
    """The part of a study that opens pages in a notebook."""

    def review(
        self,
        coder: str,
        codebook: str | None = None,
        *,
        blind: bool = False,
        order: str = "transcript",
        round: int | None = None,
        units: Sequence[str] | None = None,
    ) -> ReviewWidget:
        """A page in the notebook to read, decide and code on; press ? in it for the keys.

        What the page marks as saved is in the log, on disk. It shows the coder's own codings only.

        Args:
            coder: who reviews; one coder for each page.
            codebook: id of the codebook to begin with; None for the first of the study.
            blind: True to hide suggestions until the coder has decided.
            order: ``transcript`` for reading order; another as ``review_order`` makes it from the
                suggestions of the codebook to begin with.
            round: only what ``assign`` handed out to the coder in that round, blind where it says so;
                None for everything.
            units: ids of the units to review; None for all.

        Raises:
            ReviewError: the coder has no name, or there is no such codebook or unit.
            SettingsError: there is no such order, or one that would tell a blind coder what is suggested;
                nothing was handed out to the coder in that round; or the round shows wrong suggestions
                on purpose, which the sheet alone can.
        """
        if round is not None:
            share = self._rounds.share(coder, round)
            units, blind = units_of_share(share, units), blind or share[0].blind
        first = codebook or next(iter(self._desk.books), None)
        queue = self._order(order, coder=coder, blind=blind, codebook=first)
        choice = Choice(coder, codebook, blind=blind, order=queue, unit_ids=units)
        review = StudyReviewDesk(self._desk, choice)
        mined = self._themes_desk().found() is not None
        themes = self._themes_page(coder) if mined else None
        return make_widget(Desks(coder, review=review, themes=themes))

    def review_themes(self, coder: str) -> ReviewWidget:
        """A page in the notebook to rename, merge, split, confirm and drop themes, with a preview.

        Args:
            coder: who edits.

        Raises:
            SettingsError: the coder has no name.
            StudyError: the study was not mined yet.
        """
        desk = self._themes_page(coder)
        desk.themes()
        return make_widget(Desks(coder, themes=desk))

    def review_disagreements(self, coder: str, codebook: str | None = None) -> ReviewWidget:
        """A page in the notebook to settle where coders differ, with both codings side by side.

        It shows what everybody coded: not for coders who are still to work without each other.

        Args:
            coder: who settles.
            codebook: id of the codebook to begin with; None for the first of the study.

        Raises:
            ReviewError: the coder has no name, or there is no such codebook.
        """
        review = StudyReviewDesk(self._desk, Choice(coder, codebook))
        settling = StudySettlingDesk(self._desk, self._settling, coder)
        return make_widget(Desks(coder, review=review, settling=settling, first="settling"))

    def _themes_page(self, coder: str) -> StudyThemesDesk:
        put = self._database.add_decisions
        return StudyThemesDesk(
            lambda: ThemeEditor(self._themes_desk(), coder, put=put, via="widget")
        )

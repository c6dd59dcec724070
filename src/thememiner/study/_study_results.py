"""Transcripts of a study into units, themes, suggestions and codings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from thememiner.codebooks import load_codebook
from thememiner.errors import CodebookError, StudyError
from thememiner.records import (
    Codebook,
    Coding,
    Records,
    Run,
    SetAside,
    Suggestion,
    ThemeSet,
    Unit,
)
from thememiner.review import (
    find_standing,
)
from thememiner.study._codebook_motion import keep_version
from thememiner.study._learning import (
    Learned,
    LearningDesk,
    has_learned,
    need_suggestions,
)
from thememiner.study._mining import Mining, units_of
from thememiner.study._study_folder import StudyFolder
from thememiner.study._theme_editor import ThemeEditor
from thememiner.study._themes_desk import ThemesDesk
from thememiner.themes import ThemeChange


class StudyResults(StudyFolder):
    """The part of a study that mines and shows what came of it."""

    def mine(
        self,
        codebook: str | Path | Codebook | Sequence[str | Path | Codebook] | None = None,
        *,
        n_themes: int | tuple[int, int] | None = None,
        seed: int | None = None,
        encoder: str | None = None,
        refit: bool = False,
    ) -> Run:
        """Cut units, encode them, find candidate themes, and match units and themes to codebooks.

        Only what changed since the last run is done again. Themes that people have edited stay, and
        new units are put beside them: ``theme_changes`` says what became of each theme. A codebook
        that was changed in its file counts as revised: see ``revise_codebook`` and ``recheck``.

        Args:
            codebook: one or several: names of built-in ones, paths or codebooks; None for those of
                the last run.
            n_themes: number of candidate themes, or fewest and most; 0 lets the material decide; None
                keeps the setting.
            seed: of every random choice; None keeps the setting.
            encoder: a registered model, a folder, or a sentence-transformers name; None keeps the
                setting. Only a name that is not on the machine touches the network.
            refit: True to look for themes afresh, even where nothing changed or people edited them;
                themes that hold mostly the same units keep their ids, and edits are applied to them.

        Raises:
            StudyError: there are no transcripts.
            CodebookError: a codebook cannot be read, or two share an id.
        """
        codebooks = self._codebooks_for(codebook)
        taken = self._motion.take_up(
            [book for _, book in codebooks], memo="The codebook was another when it was mined."
        )
        changes: dict[str, object] = {"codebooks": tuple(book for book, _ in codebooks)}
        if n_themes is not None:
            changes["n_themes"] = n_themes
        if seed is not None:
            changes["seed"] = seed
        if encoder is not None:
            changes["encoder"] = encoder
        settings = self.configure(**changes)
        if taken != self._database.codebooks():
            self._database.put_codebooks(taken)
            for book in taken:
                keep_version(self._database, book, datetime.now(UTC).isoformat())
        mining = Mining(self._database, settings, self._toolbox(), track=self._bars, refit=refit)
        run = mining.run(taken)
        if has_learned(self._database):
            self.learn()
        return run

    def learn(self) -> Records[Learned]:
        """Fit the suggestions of every codebook again, to the codebook and to all decisions so far.

        The first suggestions come from the codebook alone; a hundred decisions later, mostly from the
        coders. Units that were decided about keep the suggestions that were in view. ``import_review``
        does this by itself, and ``mine`` does it again once it was done.

        Returns:
            For each codebook how many decisions taught it, and which codes' probabilities are calibrated.

        Raises:
            StudyError: the study was not mined with a codebook.
        """
        need_suggestions(self.codebooks)
        desk = LearningDesk(self._database, units_of(self._database), self._toolbox())
        themes, log = self._themes_desk(), find_standing(self._database.decisions())
        codings = self.codings()
        return desk.keep(
            [
                desk.suggest_again(desk.matcher(book, codings, log), themes, log)
                for book in self.codebooks
            ]
        )

    def _codebooks_for(
        self, wanted: str | Path | Codebook | Sequence[str | Path | Codebook] | None
    ) -> list[tuple[str, Codebook]]:
        """Each codebook with what the settings call it."""
        if wanted is None:
            held = {book.id: book for book in self._database.codebooks()}
            named = self.settings.codebooks
            if not named:
                return [(book.id, book) for book in held.values()]
            return [(name, held.get(name) or load_codebook(name)) for name in named]
        some = [wanted] if isinstance(wanted, str | Path | Codebook) else list(wanted)
        books = [(item.id if isinstance(item, Codebook) else str(item), item) for item in some]
        loaded = [(name, load_codebook(item)) for name, item in books]
        ids = [book.id for _, book in loaded]
        if len(set(ids)) < len(ids):
            raise CodebookError(f"Two codebooks share an id: {', '.join(ids)}. Name each once.")
        return loaded

    @property
    def units(self) -> Records[Unit]:
        """All units as they were last made, those set aside among them."""
        return Records(units_of(self._database).units, Unit)

    @property
    def set_aside(self) -> Records[SetAside]:
        """Units left out of clustering, with the reason."""
        return Records(units_of(self._database).set_aside, SetAside)

    @property
    def themes(self) -> ThemeSet:
        """Candidate themes, and the themes that people have confirmed, after all edits.

        Raises:
            StudyError: the study was not mined yet.
        """
        found = self._themes_desk().themes()
        if found is None:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        return found

    def _themes_desk(self) -> ThemesDesk:
        tools = self._toolbox()
        return ThemesDesk(self._database, lambda: units_of(self._database), tools.embed)

    def theme_changes(self) -> Records[ThemeChange]:
        """What became of each theme when themes were last looked for: kept, grown, shifted, new, gone."""
        return self._themes_desk().changes()

    def edit_themes(self, coder: str) -> ThemeEditor:
        """Merge, split, rename, confirm or drop themes, and move units between them.

        Each edit gives a preview; ``commit`` writes the edits that wait into the log.

        Args:
            coder: who edits.

        Raises:
            SettingsError: the coder has no name.
            StudyError: the study was not mined yet.
        """
        return ThemeEditor(self._themes_desk(), coder, put=self._database.add_decisions)

    @property
    def suggestions(self) -> Records[Suggestion]:
        """Suggestions of the last run: for units and for themes, codebook by codebook."""
        desk = self._themes_desk()
        return Records(desk.suggestions(desk.themes()), Suggestion)

    def codings(self, *, settled: bool = True) -> Records[Coding]:
        """What people coded or confirmed, by replay of the log; exports and counts use it as it is.

        Args:
            settled: True to have what was settled in the place of the codings that it settles, marked
                ``settled``; False for what each coder coded, side by side.
        """
        return Records(self._desk.codings(settled=settled), Coding)

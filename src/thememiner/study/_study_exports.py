"""Everything in a study into files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thememiner.records import (
    Codebook,
    Decision,
    Records,
)
from thememiner.reports import (
    Audience,
    HeldBack,
    PublicRules,
    make_public,
    make_reports,
)
from thememiner.study._codebook_desk import codebook_file, find_codebook, seed_from
from thememiner.study._export_desk import (
    CODEBOOK,
    COPY,
    report_options,
)
from thememiner.study._holdings import Holding, write_inventory
from thememiner.study._inventory import take_inventory
from thememiner.study._permits import Ruling, put_ruling
from thememiner.study._plots import plot
from thememiner.study._shown import remember_shown
from thememiner.study._study_sheets import StudySheets
from thememiner.study._verify import Verification, verify_study

DEFAULT_EXPORTS = ("html", "review", "csv", "qdc")


class StudyExports(StudySheets):
    """The part of a study that writes files."""

    def export(
        self,
        folder: str | Path | None = None,
        formats: Sequence[str] = DEFAULT_EXPORTS,
        *,
        audience: Audience = "team",
        rules: PublicRules | None = None,
    ) -> tuple[Path, ...]:
        """Write reports, tables, the review sheet, the codebook.

        For the public, nothing leaves that tells of fewer than three people, nobody is quoted without
        ``quote_ok``, and ids are drawn anew; ``public-notes.txt`` says what was left out.

        Args:
            folder: where; None for the study's own ``exports``, for the public its ``public``.
            formats: out of html, review, csv, xlsx, qdc, and png or svg for the figures.
            audience: team or public.
            rules: how a public export is made.

        Returns:
            The files written.

        Raises:
            SettingsError: a format is not known, or nothing may be published; nothing is written then.
            DiskError: the disk is full or cannot be written.
        """
        own = self.folder / ("public" if audience == "public" else "exports")
        target = Path(folder) if folder is not None else own
        material = self._material()
        made = make_reports(material, formats, audience=audience, rules=rules)
        if "review" in formats:
            remember_shown(self._database, material)
        options = report_options(formats, audience, rules)
        return self._exports.write(target, made, audience, options)

    def held_back(self, rules: PublicRules | None = None) -> Records[HeldBack]:
        """What a public export holds back and why, in exact numbers: for the team, not the public.

        Args:
            rules: how the public export is made.

        Raises:
            SettingsError: nothing may be published.
        """
        public = make_public(self._material(), rules).public
        return Records(public.held if public else (), HeldBack)

    def withhold(self, unit_id: str, *, coder: str = "researcher", memo: str = "") -> Decision:
        """Keep a passage out of every public export; whatever shares words with it too.

        Args:
            unit_id: id of a unit or of a coding.
            coder: who says so.
            memo: why.

        Returns:
            The decision, as it stands in the log.

        Raises:
            SettingsError: there is no such passage.
        """
        return self._rule("withhold", unit_id, coder=coder, memo=memo)

    def allow(self, unit_id: str, *, coder: str = "researcher", memo: str = "") -> Decision:
        """Let a passage be quoted in public, where the person agreed to just this quotation.

        It counts without an answer to ``quote_ok`` and against one, but not against ``consent``: no.

        Args:
            unit_id: id of a unit or of a coding.
            coder: who says so.
            memo: how the person agreed.

        Returns:
            The decision, as it stands in the log.

        Raises:
            SettingsError: there is no such passage.
        """
        return self._rule("allow", unit_id, coder=coder, memo=memo)

    def _rule(self, ruling: Ruling, unit_id: str, *, coder: str, memo: str) -> Decision:
        return put_ruling(self._desk, ruling, unit_id, coder=coder, memo=memo)

    def seed_codebook(
        self, themes: Sequence[str] | None = None, *, confirmed_only: bool = True
    ) -> Codebook:
        """A draft of a codebook from themes, made of extracts alone, to be reworded by people.

        Args:
            themes: ids of the themes to take; None for all.
            confirmed_only: False to take candidate themes too.

        Raises:
            SettingsError: no such theme, or none that is confirmed.
            StudyError: the study was not mined yet.
        """
        return seed_from(
            self._material(),
            self._themes_desk(),
            themes,
            confirmed_only=confirmed_only,
            splitter=self._toolbox().splitter,
        )

    def plot(self, name: str, *, library: str = "plotly", by: str | None = None) -> Any:
        """A figure of the themes; it is returned, never shown by itself.

        Args:
            name: ``themes`` (people in each), ``map`` (units coloured by theme), ``heatmap`` (people in
                each theme by an attribute), ``hierarchy`` (themes and sub-themes) or ``stability``.
            library: ``plotly`` for one to point at, ``matplotlib`` for a still one.
            by: an attribute such as ``site``: of the heat map, or to colour the map by.

        Returns:
            A plotly figure or a matplotlib figure.

        Raises:
            SettingsError: no such figure, library or attribute.
            StudyError: the study was not mined yet, or has no themes.
        """
        return plot(name, self._material(), library=library, by=by)

    def export_codebook(self, codebook: Codebook | str, path: str | Path) -> Path:
        """Write a codebook as one file; all formats but DOCX can be read back as the same codebook.

        Args:
            codebook: the codebook, the id of one of this study, or what ``load_codebook`` knows.
            path: a file that ends in .yaml, .csv, .xlsx, .qdc or .docx.

        Raises:
            CodebookError: no such codebook, or one without codes.
            SettingsError: the ending names no such format; nothing is written then.
        """
        folder, made = codebook_file(find_codebook(codebook, self.codebooks), path)
        return self._exports.write(folder, made, CODEBOOK)[0]

    def remember_file(self, path: str | Path, kind: str = COPY) -> None:
        """Tell the study of a file with its talk or names, such as a copy that you made.

        ``withdraw`` then takes rows and words out of it where it can, and ``inventory`` lists it.

        Args:
            path: the file.
            kind: ``copy``, ``filled review``, ``speakers`` or ``names``.

        Raises:
            SettingsError: there is no such file or kind.
        """
        self._exports.remember(Path(path), kind)

    def forget_file(self, path: str | Path) -> None:
        """Take a file out of the list that ``inventory`` gives, once it and its copies are gone for good.

        Args:
            path: where it was.

        Raises:
            SettingsError: it is still there, or the study does not know of it.
        """
        self._exports.forget(Path(path))

    def inventory(self, to: str | Path | None = None) -> Records[Holding]:
        """What the study holds where: for a data protection impact assessment.

        Args:
            to: a ``.csv`` or ``.md`` file to write the list into as well.

        Returns:
            Each file with the personal data it can hold, whether it is encrypted, who may read it, and
            what a person should do something about.

        Raises:
            SettingsError: ``to`` ends otherwise.
        """
        found = take_inventory(
            self.folder, self._database, self._keys, self._exports, encoder=self.settings.encoder
        )
        if to is not None:
            write_inventory(Path(to), found)
        return found

    def verify(self) -> Verification:
        """Derive ids, spans, counts and codings again and compare them with what is kept."""
        themes = self._themes_desk().themes()
        return verify_study(self._database, self.folder / "exports", themes=themes)

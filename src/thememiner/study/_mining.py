"""Transcripts of a study into units, themes and suggestions; only what changed is done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from thememiner.adapters.trained_heads import heads_fingerprint
from thememiner.errors import StudyError, TooFewUnitsError
from thememiner.matches import HEARD, MODEL, Matcher, match_themes, match_units
from thememiner.records import (
    Codebook,
    Run,
    SetAside,
    ThemeSet,
    Transcript,
    Unassigned,
    Unit,
)
from thememiner.store import Database, Settings
from thememiner.study._digest import digest
from thememiner.study._plots import put_places
from thememiner.study._themes_desk import (
    FOUND,
    ThemesDesk,
    themes_made_from,
    themes_name,
    units_name,
)
from thememiner.study._toolbox import Toolbox, versions
from thememiner.themes import find_theme_set
from thememiner.units import UnitSize, cut_transcript, find_set_aside, make_units
from thememiner.vectors import Track, Vectors

SILENT = frozenset({"back-channel", "bare-answer", "no-words"})


@dataclass(frozen=True)
class Material:
    """What a study is mined from.

    Attributes:
        transcripts: by id.
        units: of all transcripts, in their order.
        set_aside: those left out of clustering.
    """

    transcripts: tuple[Transcript, ...]
    units: tuple[Unit, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when a unit, its speaker, its question or its attributes change."""
        return digest([unit.model_dump() for unit in self.units])


def units_of(database: Database) -> Material:
    """The units as they were last made; none for transcripts that were not mined yet."""
    transcripts = database.transcripts()
    spans = database.latest_spans()
    units = [unit for t in transcripts for unit in make_units(t, spans.get(t.id, ()))]
    return Material(transcripts, tuple(units), find_set_aside(units))


class Mining:
    """One run over a study.

    Args:
        database: of the study.
        settings: of the study.
        tools: the adapters.
        track: shows progress over transcripts.
        refit: True to find themes afresh even where nothing changed or people edited them.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        tools: Toolbox,
        *,
        track: Track[Transcript],
        refit: bool = False,
    ) -> None:
        self._database = database
        self._settings = settings
        self._tools = tools
        self._track = track
        self._refit = refit
        self._vectors: Vectors | None = None
        self._matchers: dict[str, Matcher] = {}
        self._n_encoded = 0
        self._fitted = False

    def run(self, codebooks: Sequence[Codebook]) -> Run:
        """Units, themes and suggestions, and the record of how they were made.

        Raises:
            StudyError: the study has no transcripts.
        """
        self._make_spans()
        material = units_of(self._database)
        desk = ThemesDesk(
            self._database, lambda: material, lambda _: self._unit_vectors(material).array
        )
        themes = self._themes(material, desk)
        self._place_units(material)
        for codebook in codebooks:
            self._suggest_for_units(material, codebook)
            self._suggest_for_themes(material, themes, codebook)
        desk.put_matched(themes)
        n_suggestions = len(desk.suggestions(themes))
        run = self._record(material, themes, codebooks, n_suggestions)
        self._database.put_run(run)
        return run

    def _place_units(self, material: Material) -> None:
        """Keep where each unit stands on the map, so that pictures need no model."""
        rows = {unit.text: n for n, unit in enumerate(material.units)}
        put_places(
            self._database,
            material.units,
            material.set_aside,
            projector=self._tools.projector,
            encoder=self._tools.encoder.fingerprint,
            embed=lambda texts: self._unit_vectors(material).take([rows[t] for t in texts]).array,
        )

    def _make_spans(self) -> None:
        transcripts = self._database.transcripts()
        if not transcripts:
            raise StudyError(
                "The study has no transcripts yet. Add some: study.add('transcripts/')."
            )
        todo = [t for t in transcripts if self._database.spans(t.id, self._spans_from(t)) is None]
        for transcript in self._track(todo, "cutting units"):
            size = UnitSize(max_tokens=self._tools.encoder.max_tokens)
            spans = cut_transcript(
                transcript, self._tools.splitter, self._tools.encoder.count_tokens, size=size
            )
            self._database.put_spans(transcript.id, self._spans_from(transcript), spans)

    def _spans_from(self, transcript: Transcript) -> str:
        roles = [(speaker.label, speaker.role == "interviewer") for speaker in transcript.speakers]
        tools = self._tools
        text = digest(transcript.text)  # the same id may have other words: a name put back
        return digest(
            *(transcript.id, text, roles, tools.splitter.name, tools.encoder.fingerprint),
            asdict(UnitSize()),
        )

    def _unit_vectors(self, material: Material) -> Vectors:
        if self._vectors is None:
            self._vectors = self._tools.vectors([unit.text for unit in material.units])
            self._n_encoded = self._vectors.n_encoded
        return self._vectors

    def _themes(self, material: Material, desk: ThemesDesk) -> ThemeSet:
        tools, settings = self._tools, self._settings
        made_from = digest(
            material.fingerprint,
            tools.encoder.fingerprint,
            tools.finder.name,
            settings.n_themes,
            settings.target_unassigned,
            settings.seed,
        )
        if self._refit or not self._database.is_made_from(FOUND, made_from):
            desk.renew(
                made_from,
                lambda: self._fit(material),
                tools=tools.theme_tools,
                refit=self._refit,
            )
        return desk.themes() or ThemeSet()

    def _fit(self, material: Material) -> ThemeSet:
        try:
            themes = find_theme_set(
                material.units,
                self._unit_vectors(material).array,
                set_aside=material.set_aside,
                tools=self._tools.theme_tools,
                n_themes=self._settings.n_themes or None,
                seed=self._settings.seed,
                target_unassigned=self._settings.target_unassigned,
            )
        except TooFewUnitsError as error:
            return without_themes(material.units, material.set_aside, note=str(error))
        self._fitted = True
        return themes

    def _suggest_for_units(self, material: Material, codebook: Codebook) -> None:
        encoder, trainer = self._tools.encoder, self._tools.trainer
        made_from = digest(
            *(material.fingerprint, encoder.fingerprint, codebook.model_dump(), trainer.name),
            *(MODEL, HEARD, heads_fingerprint()),
        )
        if not self._database.is_made_from(units_name(codebook.id), made_from):
            vectors = self._unit_vectors(material).array
            skip = frozenset(s.unit_id for s in material.set_aside if s.reason in SILENT)
            found = match_units(material.units, vectors, self._matcher(codebook), skip=skip)
            self._database.put_result(units_name(codebook.id), made_from, found)

    def _suggest_for_themes(self, material: Material, themes: ThemeSet, codebook: Codebook) -> None:
        encoder, trainer = self._tools.encoder, self._tools.trainer
        made_from = digest(
            themes_made_from(themes),
            encoder.fingerprint,
            codebook.model_dump(),
            trainer.name,
            MODEL,
            heads_fingerprint(),
        )
        if not self._database.is_made_from(themes_name(codebook.id), made_from):
            vectors = self._unit_vectors(material).array
            matcher = self._matcher(codebook)
            found = match_themes(themes.themes, material.units, vectors, matcher)
            self._database.put_result(themes_name(codebook.id), made_from, found)

    def _matcher(self, codebook: Codebook) -> Matcher:
        """The matcher of a codebook, made once in a run."""
        if codebook.id not in self._matchers:
            self._matchers[codebook.id] = self._tools.matcher(codebook)
        return self._matchers[codebook.id]

    def _record(
        self,
        material: Material,
        themes: ThemeSet,
        codebooks: Sequence[Codebook],
        n_suggestions: int,
    ) -> Run:
        settings = {
            "approach": self._settings.approach,
            "encoder": self._settings.encoder,
            "codebooks": ", ".join(f"{book.id} {book.version}" for book in codebooks),
            "n_themes": say_n_themes(self._settings.n_themes),
            "target_unassigned": str(self._settings.target_unassigned),
            "splitter": self._tools.splitter.name,
            "theme finder": self._tools.finder.name,
            "matcher": f"{MODEL}; {HEARD}; {self._tools.trainer.name}",
            **{f"unit {name}": str(value) for name, value in asdict(UnitSize()).items()},
        }
        counts = {
            "transcripts": len(material.transcripts),
            "people": len({unit.person for unit in material.units}),
            "units": len(material.units),
            "set aside": len(material.set_aside),
            "themes": len(themes.themes),
            "unassigned": len(themes.unassigned),
            "suggestions": n_suggestions,
        }
        run = Run(
            id="",
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            settings=settings,
            versions=versions(),
            models=self._tools.models(),
            seed=self._settings.seed,
            inputs={t.id: t.source.sha256 for t in material.transcripts},
            counts=counts,
            encoded=self._n_encoded,
            fitted=self._fitted,
        )
        return run.model_copy(update={"id": f"run-{digest(run.model_dump(exclude={'at', 'id'}))}"})


def say_n_themes(n_themes: int | tuple[int, int]) -> str:
    """The number of themes that was asked for, in words for the run record."""
    if isinstance(n_themes, tuple):
        return f"chosen from the material, {n_themes[0]} to {n_themes[1]}"
    return str(n_themes) if n_themes else "chosen from the material"


def without_themes(units: Sequence[Unit], set_aside: Sequence[SetAside], *, note: str) -> ThemeSet:
    """A set with every unit unassigned, for material that cannot carry themes."""
    out = {item.unit_id for item in set_aside}
    return ThemeSet(
        unit_ids=tuple(unit.id for unit in units),
        labels=(None,) * len(units),
        unassigned=tuple(
            Unassigned(
                unit_id=unit.id,
                text=unit.text,
                person=unit.person,
                transcript_id=unit.transcript_id,
            )
            for unit in units
            if unit.id not in out
        ),
        set_aside=tuple(set_aside),
        notes=(note,),
    )

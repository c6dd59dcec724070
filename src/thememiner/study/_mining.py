"""Transcripts of a study into units, themes and suggestions; only what changed is done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from thememiner.errors import StudyError, TooFewUnitsError
from thememiner.matches import MODEL, match_themes, match_units
from thememiner.records import (
    Codebook,
    Run,
    SetAside,
    Suggestion,
    ThemeSet,
    Transcript,
    Unassigned,
    Unit,
)
from thememiner.store import Database, Settings
from thememiner.study._digest import digest
from thememiner.study._toolbox import Toolbox, versions
from thememiner.themes import find_theme_set
from thememiner.units import UnitSize, cut_transcript, find_set_aside, make_units
from thememiner.vectors import Track, Vectors

_THEMES = "themes"
_SILENT = frozenset({"back-channel", "bare-answer", "no-words"})


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
    """

    def __init__(
        self, database: Database, settings: Settings, tools: Toolbox, *, track: Track[Transcript]
    ) -> None:
        self._database = database
        self._settings = settings
        self._tools = tools
        self._track = track
        self._vectors: Vectors | None = None
        self._n_encoded = 0
        self._fitted = False

    def run(self, codebooks: Sequence[Codebook]) -> Run:
        """Units, themes and suggestions, and the record of how they were made.

        Raises:
            StudyError: the study has no transcripts.
        """
        self._make_spans()
        material = units_of(self._database)
        themes, themes_from = self._themes(material)
        n_suggestions = sum(
            self._suggestions(material, themes, themes_from, codebook) for codebook in codebooks
        )
        run = self._record(material, themes, codebooks, n_suggestions)
        self._database.put_run(run)
        return run

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
        return digest(
            transcript.id, roles, tools.splitter.name, tools.encoder.fingerprint, asdict(UnitSize())
        )

    def _unit_vectors(self, material: Material) -> Vectors:
        if self._vectors is None:
            self._vectors = self._tools.vectors([unit.text for unit in material.units])
            self._n_encoded = self._vectors.n_encoded
        return self._vectors

    def _themes(self, material: Material) -> tuple[ThemeSet, str]:
        tools, settings = self._tools, self._settings
        made_from = digest(
            material.fingerprint,
            tools.encoder.fingerprint,
            tools.finder.name,
            settings.n_themes,
            settings.seed,
        )
        if not self._database.is_made_from(_THEMES, made_from):
            themes = self._fit(material)
            self._database.put_result(_THEMES, made_from, [themes])
        return self._database.result(_THEMES, ThemeSet)[0], made_from

    def _fit(self, material: Material) -> ThemeSet:
        try:
            themes = find_theme_set(
                material.units,
                self._unit_vectors(material).array,
                set_aside=material.set_aside,
                tools=self._tools.theme_tools,
                n_themes=self._settings.n_themes or None,
                seed=self._settings.seed,
            )
        except TooFewUnitsError as error:
            return without_themes(material.units, material.set_aside, note=str(error))
        self._fitted = True
        return themes

    def _suggestions(
        self, material: Material, themes: ThemeSet, themes_from: str, codebook: Codebook
    ) -> int:
        name = f"suggestions/{codebook.id}"
        made_from = digest(themes_from, codebook.model_dump(), self._tools.trainer.name, MODEL)
        if not self._database.is_made_from(name, made_from):
            matcher = self._tools.matcher(codebook)
            vectors = self._unit_vectors(material).array
            skip = frozenset(s.unit_id for s in material.set_aside if s.reason in _SILENT)
            found = [
                *match_units(material.units, vectors, matcher, skip=skip),
                *match_themes(themes.themes, material.units, vectors, matcher),
            ]
            self._database.put_result(name, made_from, found)
        return len(self._database.result(name, Suggestion))

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
            "n_themes": str(self._settings.n_themes or "chosen from the number of units"),
            "splitter": self._tools.splitter.name,
            "theme finder": self._tools.finder.name,
            "matcher": f"{MODEL}; {self._tools.trainer.name}",
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


def without_themes(units: Sequence[Unit], set_aside: Sequence[SetAside], *, note: str) -> ThemeSet:
    """A set with every unit unassigned, for material that cannot carry themes."""
    out = {item.unit_id for item in set_aside}
    return ThemeSet(
        unit_ids=tuple(unit.id for unit in units),
        labels=(None,) * len(units),
        unassigned=tuple(
            Unassigned(unit_id=unit.id, text=unit.text) for unit in units if unit.id not in out
        ),
        set_aside=tuple(set_aside),
        notes=(note,),
    )

"""A study folder as one object: the whole way from transcripts to confirmed codings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from thememiner.codebooks import BUILT_IN, load_codebook
from thememiner.errors import CodebookError, ReviewError, SettingsError, StudyError
from thememiner.formats._xlsx import parse_xlsx
from thememiner.guides import GuideCoverage, find_coverage
from thememiner.read import GuideQuestion, read_guide
from thememiner.records import (
    ROLES,
    Codebook,
    Coding,
    Decision,
    ReadProblem,
    Records,
    Role,
    RowReport,
    Run,
    SetAside,
    Suggestion,
    ThemeSet,
    Transcript,
    Unit,
)
from thememiner.reports import REPORTS, Material, make_reports
from thememiner.review import find_standing, read_sheet_decisions, replay
from thememiner.store import (
    Database,
    Key,
    Settings,
    read_key,
    read_settings,
    write_key,
    write_settings,
    write_whole,
)
from thememiner.study._adding import (
    Added,
    find_other_versions,
    read_frame,
    read_material,
    with_invited,
)
from thememiner.study._mining import Mining, units_of
from thememiner.study._people import (
    PersonOf,
    code_of_person,
    find_places,
    with_names,
    with_people,
    with_role,
)
from thememiner.study._progress import Bars
from thememiner.study._speakers import SpeakerRow, find_speaker_rows
from thememiner.study._toolbox import Toolbox
from thememiner.study._verify import Verification, verify_study

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_EXPORTS = ("html", "review", "csv", "qdc")
_PEOPLE = "people set by hand"
_GUIDE = "guide"


class Study:
    """A folder with transcripts, themes, suggestions and what people decided.

    Args:
        folder: opened, or made where it does not exist.
        progress: False for no progress bars.

    Raises:
        StudyError: the path is a file, or holds something else.
        StudyVersionError: a newer thememiner wrote it.
        DiskError: it cannot be written.
    """

    def __init__(self, folder: str | Path, *, progress: bool = True) -> None:
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise StudyError(f"{self.folder} is a file. Name a folder for the study.")
        if not (self.folder / "study.toml").is_file():
            write_settings(self.folder / "study.toml", Settings())
        self._database = Database(self.folder / "study.sqlite")
        self._bars = Bars(shown=progress)

    def __repr__(self) -> str:
        return f"Study({str(self.folder)!r})"

    def _repr_html_(self) -> str:
        counts = self.runs[-1].counts if self.runs else {"transcripts": len(self.transcripts)}
        items = "".join(f"<li>{n} {name}</li>" for name, n in counts.items())
        return f"<p>Study with</p><ul>{items}</ul>"

    def close(self) -> None:
        """Let go of the database file."""
        self._database.close()

    def __enter__(self) -> Study:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- settings and names ------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings in ``study.toml`` as they are now."""
        return read_settings(self.folder / "study.toml")

    @property
    def key(self) -> Key:
        """Names of files and people, from ``key.json``."""
        return read_key(self.folder / "key.json")

    def configure(self, **changes: object) -> Settings:
        """Change settings by name and write them.

        Raises:
            SettingsError: a name or a value is not allowed.
        """
        unknown = [name for name in changes if name not in Settings.model_fields]
        if unknown:
            raise SettingsError(
                f"There is no setting {', '.join(unknown)}. "
                f"Allowed are {', '.join(Settings.model_fields)}."
            )
        try:
            settings = Settings.model_validate({**self.settings.model_dump(), **changes})
        except ValueError as error:
            raise SettingsError(f"The settings {changes} are not allowed: {error}") from error
        write_settings(self.folder / "study.toml", settings)
        return settings

    # --- transcripts and speakers ------------------------------------------------------------

    def add(
        self,
        source: str | Path | Iterable[str | Path] | pd.DataFrame,
        cases: str | Path | None = None,
        *,
        invited: int | None = None,
    ) -> Records[ReadProblem]:
        """Read transcripts into the study; what was in it stays.

        The same content is kept once, however often it is added; adding it again with another table of
        cases gives it the new attributes.

        Args:
            source: a folder, a file, several of them, or a table with a ``text`` column.
            cases: a table that gives files and speakers their attributes.
            invited: how many people were asked, where the source is one table of answers; kept as
                its attribute ``invited``.

        Returns:
            What could not be read, and what a person should look at.

        Raises:
            CasesError: the table of cases cannot be joined.
            SettingsError: ``invited`` is given for anything but one table.
        """
        known = self._database.transcripts()
        if isinstance(source, str | Path) or not hasattr(source, "columns"):
            added = read_material(source, cases=cases, known=known, track=self._bars)
        else:
            added = read_frame(cast("pd.DataFrame", source), known=known)
        if invited is not None:
            added = with_invited(added, invited)
        return Records(self._keep(added), ReadProblem)

    def _keep(self, added: Added) -> tuple[ReadProblem, ...]:
        key = self.key
        problems = (*added.key.problems, *find_other_versions(added.key, key))
        read_now = {problem.path for problem in problems} | set(added.key.files.values())
        earlier = tuple(p for p in key.problems if p.path not in read_now)
        merged = Key(
            files={**key.files, **added.key.files},
            labels={**key.labels, **added.key.labels},
            names=key.names,
            people={**key.people, **added.key.people},
            problems=tuple(dict.fromkeys((*earlier, *problems))),
        )
        write_key(self.folder / "key.json", merged)
        people = self._database.result(_PEOPLE, PersonOf)
        self._database.put_transcripts(with_people(added.transcripts, people))
        return problems

    def remove(self, transcript: str) -> None:
        """Take a transcript out of the study, with its units; run ``mine`` again afterwards.

        Args:
            transcript: its id, or the name of its file where no other has that name.

        Raises:
            SettingsError: no such transcript, or several under that name.
            StudyError: somebody has decided on words of it; the log is never changed.
        """
        key = self.key
        ids = [one.id for one in self.transcripts if transcript in {one.id, key.file_of(one.id)}]
        if len(ids) != 1:
            raise SettingsError(
                f"{len(ids)} transcripts are called {transcript!r}. "
                f"Ids are {', '.join(one.id for one in self.transcripts)}."
            )
        if any(d.transcript_id == ids[0] for d in find_standing(self._database.decisions())):
            raise StudyError(
                f"{transcript} stays: coders have decided on words of it, and no decision may lose its "
                "words. Start another study without it if it has to go."
            )
        self._database.remove_transcript(ids[0])
        files = {name: file for name, file in key.files.items() if name != ids[0]}
        labels = {name: codes for name, codes in key.labels.items() if name != ids[0]}
        kept = tuple(p for p in key.problems if p.path != key.file_of(ids[0]))
        names = {name: some for name, some in key.names.items() if name != ids[0]}
        changes = {"files": files, "labels": labels, "names": names, "problems": kept}
        write_key(self.folder / "key.json", key.model_copy(update=changes))

    @property
    def problems(self) -> Records[ReadProblem]:
        """Files that could not be read and labels in doubt, with the files' names."""
        return Records(self.key.problems, ReadProblem)

    @property
    def transcripts(self) -> Records[Transcript]:
        """All transcripts, by id."""
        return Records(self._database.transcripts(), Transcript)

    def speakers(self) -> Records[SpeakerRow]:
        """Who speaks where: label, guessed role and why, turns, words."""
        return Records(find_speaker_rows(self._database.transcripts(), self.key), SpeakerRow)

    def set_role(self, label: str | None, role: Role, *, transcript: str | None = None) -> int:
        """Say what a speaker does in the conversation; the guess is forgotten.

        Args:
            label: the label in the transcripts.
            role: participant, interviewer, observer, other or unknown.
            transcript: id or file name of one transcript; None for all in which the label occurs.

        Returns:
            In how many transcripts it was set.

        Raises:
            SettingsError: no such role, or nobody has this label.
        """
        if role not in ROLES:
            raise SettingsError(f"There is no role {role!r}. Allowed are {', '.join(ROLES)}.")
        places = find_places(self._database.transcripts(), self.key, label, transcript)
        changed = with_role(places, role)
        self._database.put_transcripts(changed)
        self._forget_doubts({self.key.file_of(one.id) for one in changed}, label)
        return len(changed)

    def rename_speaker(self, old: str, new: str, *, transcript: str | None = None) -> int:
        """Give a speaker another name in the table of speakers; it stays in the key alone.

        Args:
            old: the label in the transcripts, or the name it was given before.
            new: the name to be shown.
            transcript: id or file name of one transcript; None for all in which the label occurs.

        Returns:
            In how many transcripts it was renamed.

        Raises:
            SettingsError: nobody has this label, or the new name is empty.
        """
        places = find_places(self._database.transcripts(), self.key, old, transcript)
        write_key(self.folder / "key.json", with_names(self.key, places, new))
        return len({one.id for one, _ in places})

    def set_person(self, label: str | None, person: str, *, transcript: str | None = None) -> int:
        """Say who a speaker is; labels with the same person count as one in all tables.

        A new reading or another table of cases does not change it.

        Args:
            label: the label in the transcripts.
            person: an id; a name is replaced by a code and stays in the key alone.
            transcript: id or file name of one transcript; None for all in which the label occurs.

        Returns:
            In how many transcripts it was set.

        Raises:
            SettingsError: nobody has this label, or the person has no name.
        """
        transcripts = self._database.transcripts()
        places = find_places(transcripts, self.key, label, transcript)
        code, names = code_of_person(person)
        said = [PersonOf(transcript_id=t.id, label=own, person=code) for t, own in places]
        new = {(one.transcript_id, one.label) for one in said}
        held = self._database.result(_PEOPLE, PersonOf)
        kept = [one for one in held if (one.transcript_id, one.label) not in new]
        self._database.put_result(_PEOPLE, "", [*kept, *said])
        self._database.put_transcripts(with_people([one for one, _ in places], said))
        if names:
            people = {**self.key.people, **names}
            write_key(self.folder / "key.json", self.key.model_copy(update={"people": people}))
        return len({one.id for one, _ in places})

    def _forget_doubts(self, files: set[str], label: str | None) -> None:
        key = self.key
        kept = tuple(
            p
            for p in key.problems
            if p.path not in files or f"label {label or '(none)'} is in doubt" not in p.found
        )
        if kept != key.problems:
            write_key(self.folder / "key.json", key.model_copy(update={"problems": kept}))

    # --- mining ------------------------------------------------------------------------------

    def mine(
        self,
        codebook: str | Path | Codebook | Sequence[str | Path | Codebook] | None = None,
        *,
        n_themes: int | None = None,
        seed: int | None = None,
        encoder: str | None = None,
    ) -> Run:
        """Cut units, encode them, find candidate themes, and match units and themes to codebooks.

        Only what changed since the last run is done again.

        Args:
            codebook: one or several: names of built-in ones, paths or codebooks; None for those of
                the last run.
            n_themes: number of candidate themes; 0 lets the material decide; None keeps the setting.
            seed: of every random choice; None keeps the setting.
            encoder: a registered model, a folder, or a sentence-transformers name; None keeps the
                setting. Only a name that is not on the machine touches the network.

        Raises:
            StudyError: there are no transcripts.
            CodebookError: a codebook cannot be read, or two share an id.
        """
        codebooks = self._codebooks_for(codebook)
        changes: dict[str, object] = {"codebooks": tuple(book for book, _ in codebooks)}
        if n_themes is not None:
            changes["n_themes"] = n_themes
        if seed is not None:
            changes["seed"] = seed
        if encoder is not None:
            changes["encoder"] = encoder
        settings = self.configure(**changes)
        books = [book for _, book in codebooks]
        if tuple(books) != self._database.codebooks():
            self._database.put_codebooks(books)
        return Mining(self._database, settings, self._toolbox(), track=self._bars).run(books)

    def _toolbox(self) -> Toolbox:
        return Toolbox(self.settings.encoder, cache=self._database, track=self._bars)

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

    # --- topic guide -------------------------------------------------------------------------

    def guide(self, source: str | Path | Iterable[str] | None = None) -> Records[GuideQuestion]:
        """Keep a topic guide, or show the one that is kept.

        Args:
            source: a file (.docx, .odt, .rtf, .txt, .md, .csv, .xlsx) or the questions; None shows
                what is kept.

        Returns:
            The questions with their probes.

        Raises:
            ReadError: the file cannot be read, or there is no question in it.
        """
        if source is not None:
            self._database.put_result(_GUIDE, "", read_guide(source))
        return Records(self._database.result(_GUIDE, GuideQuestion), GuideQuestion)

    def guide_coverage(self) -> Records[GuideCoverage]:
        """What became of each question of the guide with each person.

        Questions are matched to the interviewer's words by the encoder: read ``asked_as`` and ``said``
        before you rely on a row.

        Returns:
            For each person and question: asked, probed, raised unasked, or not asked.

        Raises:
            StudyError: there is no guide yet, or the study was not mined yet.
        """
        questions = self.guide()
        if not questions:
            raise StudyError("The study has no guide yet. Give one: study.guide('guide.docx').")
        if not self.runs:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        material, tools = units_of(self._database), self._toolbox()
        found = find_coverage(
            material.transcripts,
            material.units,
            questions,
            embed=tools.embed,
            splitter=tools.splitter,
        )
        return Records(found, GuideCoverage)

    # --- results -----------------------------------------------------------------------------

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
        """Candidate themes of the last run.

        Raises:
            StudyError: the study was not mined yet.
        """
        found = self._database.result("themes", ThemeSet)
        if not found:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        return found[0]

    @property
    def codebooks(self) -> tuple[Codebook, ...]:
        """The codebooks of the last run."""
        return self._database.codebooks()

    @property
    def suggestions(self) -> Records[Suggestion]:
        """Suggestions of the last run: for units and for themes, codebook by codebook."""
        found = [
            suggestion
            for book in self._database.codebooks()
            for suggestion in self._database.result(f"suggestions/{book.id}", Suggestion)
        ]
        return Records(found, Suggestion)

    @property
    def runs(self) -> Records[Run]:
        """The record of every run, oldest first."""
        return Records(self._database.runs(), Run)

    @property
    def decisions(self) -> Records[Decision]:
        """The whole log, oldest first."""
        return Records(self._database.decisions(), Decision)

    def codings(self) -> Records[Coding]:
        """What people coded or confirmed, by replay of the log."""
        material = units_of(self._database)
        found = replay(
            self.suggestions,
            self._database.decisions(),
            units=material.units,
            transcripts=material.transcripts,
        )
        return Records(found, Coding)

    # --- review and exports ------------------------------------------------------------------

    def export(
        self,
        folder: str | Path | None = None,
        formats: Sequence[str] = DEFAULT_EXPORTS,
    ) -> tuple[Path, ...]:
        """Write reports, tables, the review sheet, the codebook.

        Args:
            folder: where; None for the study's own ``exports``.
            formats: out of html, review, csv, xlsx, qdc.

        Returns:
            The files written.

        Raises:
            SettingsError: a format is not known; nothing is written then.
            DiskError: the disk is full or cannot be written.
        """
        target = Path(folder) if folder is not None else self.folder / "exports"
        made = make_reports(self._material(), formats)
        return tuple(write_whole(target / name, data) for name, data in made.items())

    def export_review(self, path: str | Path, *, coder: str = "", blind: bool = False) -> Path:
        """Write a review sheet for one coder.

        Args:
            path: an ``.xlsx`` file.
            coder: who will fill it; may be left to them.
            blind: True to leave the suggestions out.
        """
        made = make_reports(self._material(coder=coder, blind=blind), ["review"])
        return write_whole(_spreadsheet(path), made["review.xlsx"])

    def import_review(self, path: str | Path, *, coder: str | None = None) -> Records[RowReport]:
        """Take a filled review sheet back into the log; every row is applied or reported.

        Args:
            path: the ``.xlsx`` file.
            coder: who filled it; None for the name on its first sheet.

        Raises:
            ReviewError: the file is no review sheet, or has no coder's name.
        """
        try:
            sheets = parse_xlsx(_spreadsheet(path).read_bytes())
        except OSError as error:
            raise ReviewError(
                f"{path} cannot be opened: {error.strerror}. Check the path."
            ) from error
        material = units_of(self._database)
        decisions, reports = read_sheet_decisions(
            sheets,
            transcripts=material.transcripts,
            units=material.units,
            suggestions=self.suggestions,
            codebooks=self._database.codebooks(),
            coder=coder,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            earlier=self._database.decisions(),
        )
        self._database.add_decisions(decisions)
        return Records(reports, RowReport)

    def _material(self, *, coder: str = "", blind: bool = False) -> Material:
        if not self.runs:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        material = units_of(self._database)
        codebooks = self._database.codebooks()
        return Material(
            study=self.folder.resolve().name,
            run=self.runs[-1],
            transcripts=material.transcripts,
            units=material.units,
            theme_set=self.themes,
            codebooks=codebooks,
            suggestions=tuple(self.suggestions),
            codings=tuple(self.codings()),
            decisions=self._database.decisions(),
            problems=self.key.problems,
            approach=self.settings.approach,
            threshold=_threshold(codebooks),
            coder=coder,
            blind=blind,
        )

    def verify(self) -> Verification:
        """Derive ids, spans, counts and codings again and compare them with what is kept."""
        return verify_study(self._database, self.folder / "exports")


def _threshold(codebooks: Sequence[Codebook]) -> float:
    """Probability from which a report counts a suggestion: the fewer codes, the surer it has to be."""
    n_codes = max((len(book.codes) for book in codebooks), default=1)
    return min(0.5, round(0.07 + 6 / n_codes, 2))


def _spreadsheet(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise ReviewError(f"A review sheet is an .xlsx file; {path.name} is not. Save it as .xlsx.")
    return path


__all__ = ["BUILT_IN", "DEFAULT_EXPORTS", "REPORTS", "Study"]

"""A study folder as one object: the whole way from transcripts to confirmed codings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from thememiner.agreement import Agreement, Missed, RubberStamping, find_rubber_stamping
from thememiner.codebooks import BUILT_IN, load_codebook
from thememiner.errors import CodebookError, ReviewError, SettingsError, StudyError
from thememiner.guides import GuideCoverage, find_coverage
from thememiner.privacy import Kind, State
from thememiner.read import GuideQuestion, read_guide
from thememiner.records import (
    ROLES,
    Case,
    Chart,
    Codebook,
    CodebookVersion,
    CodeChange,
    Coding,
    Decision,
    Disagreement,
    Judgement,
    Memo,
    ReadProblem,
    Recheck,
    Records,
    Role,
    RowReport,
    Run,
    SetAside,
    Status,
    Suggestion,
    ThemeSet,
    Transcript,
    Unit,
    Valence,
)
from thememiner.reports import (
    REPORTS,
    Audience,
    HeldBack,
    Material,
    PublicRules,
    make_public,
    make_reports,
)
from thememiner.review import (
    AUDIT_SEED,
    Assignment,
    Audit,
    ErrorRate,
    Plan,
    Said,
    check_order,
    find_standing,
    read_sheet_decisions,
    sheet_coder,
)
from thememiner.store import (
    Database,
    Key,
    Secret,
    Settings,
    read_settings,
    write_settings,
)
from thememiner.study._adding import (
    Added,
    find_other_versions,
    read_frame,
    read_material,
    with_invited,
)
from thememiner.study._agreement_desk import AgreementDesk
from thememiner.study._case_desk import CaseDesk
from thememiner.study._codebook_desk import codebook_file, find_codebook, seed_from
from thememiner.study._codebook_motion import CodebookMotion, keep_version
from thememiner.study._decision_desk import DecisionDesk
from thememiner.study._export_desk import (
    CODEBOOK,
    COPY,
    FILLED,
    REVIEW,
    ExportDesk,
    make_again,
    report_options,
    review_options,
)
from thememiner.study._holdings import Holding, write_inventory
from thememiner.study._inventory import take_inventory
from thememiner.study._key_desk import KeyDesk, KeyReport
from thememiner.study._key_parts import (
    merged_key,
    without_spoken,
    without_transcript,
)
from thememiner.study._learning import (
    TEACHING,
    Learned,
    LearningDesk,
    has_learned,
    need_suggestions,
)
from thememiner.study._merging import Merged, merge_study, open_other
from thememiner.study._mining import Mining, units_of
from thememiner.study._name_decisions import NameDecision
from thememiner.study._names import NameDesk, ReplacementRow, find_rows
from thememiner.study._naming import Naming, name_book
from thememiner.study._own_names import read_own_names
from thememiner.study._pages import Pages
from thememiner.study._people import (
    PersonOf,
    code_of_person,
    find_places,
    with_names,
    with_people,
    with_role,
)
from thememiner.study._permits import Ruling, make_ruling
from thememiner.study._plots import places_of, plot
from thememiner.study._progress import Bars
from thememiner.study._review_aids import ReviewAids
from thememiner.study._rounds_desk import RoundsDesk
from thememiner.study._settling_desk import Codes, SettlingDesk
from thememiner.study._sheet_files import read_sheets
from thememiner.study._speakers import SpeakerRow, find_speaker_rows
from thememiner.study._theme_editor import ThemeEditor
from thememiner.study._themes_desk import ThemesDesk
from thememiner.study._toolbox import Toolbox
from thememiner.study._verify import Verification, verify_study
from thememiner.study._withdrawal import Office, withdraw_person
from thememiner.study._withdrawn_again import obey
from thememiner.study._withdrawn_report import Withdrawal
from thememiner.study._withdrawn_rows import Sheets, leave_out_rows
from thememiner.themes import ThemeChange
from thememiner.vectors import FloatArray

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_EXPORTS = ("html", "review", "csv", "qdc")
_PEOPLE = "people set by hand"
_GUIDE = "guide"


class Study(Pages):
    """A folder with transcripts, themes, suggestions and what people decided.

    Args:
        folder: opened, or made where it does not exist.
        key: where the key with the names lies, or is to lie; None for what ``study.toml`` says, at
            first ``key.json`` in the folder.
        passphrase: opens a locked key; a key that does not exist yet is locked with it from the start.
            None for what the environment variable ``THEMEMINER_PASSPHRASE`` says, if anything. Without
            it, a study with a locked key works, but names are not shown.
        progress: False for no progress bars.

    Raises:
        StudyError: the path is a file, or holds something else; or the passphrase is another.
        StudyVersionError: a newer thememiner wrote it.
        SettingsError: there is no key in that place.
        DiskError: it cannot be written.
    """

    def __init__(
        self,
        folder: str | Path,
        key: str | Path | None = None,
        passphrase: str | None = None,
        *,
        progress: bool = True,
    ) -> None:
        secret = None if passphrase is None else Secret.typed(passphrase)
        del passphrase  # no traceback shows it
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise StudyError(f"{self.folder} is a file. Name a folder for the study.")
        if not (self.folder / "study.toml").is_file():
            write_settings(self.folder / "study.toml", Settings())
        self._database = Database(self.folder / "study.sqlite")
        self._exports = ExportDesk(self.folder, self._database)
        self._desk = DecisionDesk(self._database)
        self._cases = CaseDesk(self._desk)
        self._settling = SettlingDesk(self._desk)
        self._motion = CodebookMotion(self._desk)
        self._rounds = RoundsDesk(self._database)
        self._bars = Bars(shown=progress)
        try:
            self._keys = KeyDesk(
                self.folder,
                self._database,
                path=None if key is None else Path(key),
                passphrase=secret,
            )
        except BaseException:
            self._database.close()
            raise

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
        """Names of files and people; none where the key is locked or not there."""
        return self._keys.read()

    def key_report(self) -> KeyReport:
        """Where the key lies, whether it is locked, and how many entries it has: no names."""
        return self._keys.report()

    def lock_key(self, passphrase: str) -> None:
        """Encrypt the key with a passphrase, or with another one; from then on no name is on disk.

        Args:
            passphrase: at least 8 characters. Nobody can open the key without it.

        Raises:
            SettingsError: it is too short.
            StudyError: the key is locked with another passphrase that was not given yet.
            DiskError: it cannot be written; the key is what it was.
        """
        secret = Secret.typed(passphrase)
        del passphrase  # no traceback shows it
        self._keys.lock(secret)

    def unlock_key(self, passphrase: str) -> None:
        """Open a locked key in this process; the file stays encrypted.

        Args:
            passphrase: the one that it was locked with.

        Raises:
            StudyError: it is another one, the file was damaged, or the key is not locked.
        """
        secret = Secret.typed(passphrase)
        del passphrase  # no traceback shows it
        self._keys.unlock(secret)

    def move_key(self, path: str | Path) -> Path:
        """Put the key elsewhere, as it is, and remember where in ``study.toml``.

        Args:
            path: a file that does not exist yet, or a folder. A study without a key begins one there.

        Returns:
            Where it is now.

        Raises:
            SettingsError: something is there already.
            StudyError: the key is not where the study expects it.
            DiskError: it cannot be written there; it stays where it was.
        """
        return self._keys.move(Path(path))

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
        self._keys.check_writable("Nothing was added.")
        known = self._database.transcripts()
        naming = Naming(self.key, talk=self.settings.pseudonyms)
        if isinstance(source, str | Path) or not hasattr(source, "columns"):
            added = read_material(source, cases=cases, known=known, naming=naming, track=self._bars)
        else:
            added = read_frame(cast("pd.DataFrame", source), known=known, naming=naming)
        if invited is not None:
            added = with_invited(added, invited)
        stones = self._database.tombstones()
        obeyed = obey(added.transcripts, stones, known=known, key=added.key)
        self._database.put_tombstones(obeyed.stones)
        kept = Added(obeyed.transcripts, without_spoken(added.key, obeyed.stones))
        return Records((*self._keep(kept), *obeyed.problems), ReadProblem)

    def _keep(self, added: Added) -> tuple[ReadProblem, ...]:
        key = self.key
        lost = self._keys.begins_anew(len(self.transcripts))
        problems = (*added.key.problems, *find_other_versions(added.key, key))
        self._keys.write(merged_key(key, added.key, problems))
        people = self._database.result(_PEOPLE, PersonOf)
        self._database.put_transcripts(with_people(added.transcripts, people))
        return problems if lost is None else (lost, *problems)

    def remove(self, transcript: str) -> None:
        """Take a transcript out of the study, with its units; run ``mine`` again afterwards.

        Args:
            transcript: its id, or the name of its file where no other has that name.

        Raises:
            SettingsError: no such transcript, or several under that name.
            StudyError: somebody has decided on words of it, the log is never changed; or the key is
                locked.
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
        self._keys.check_writable("The transcript stays.")
        self._database.remove_transcript(ids[0])
        self._keys.write(without_transcript(key, ids[0]))

    # --- names -------------------------------------------------------------------------------

    def replacements(self) -> Records[ReplacementRow]:
        """Every name that was replaced or may be one, with the words around it, those in doubt first.

        Names in front of turns are not among them: ``speakers`` shows those. None where the key is
        locked or not there.
        """
        return Records(find_rows(self._database.transcripts(), self.key), ReplacementRow)

    def set_replacement(
        self,
        which: str | Collection[str],
        *,
        state: State | None = None,
        pseudonym: str | None = None,
        kind: Kind | None = None,
    ) -> int:
        """Accept, change or undo replacements; run ``mine`` again afterwards.

        Args:
            which: the id of one, several ids, the words as they were said, or what stands for them.
            state: ``replaced``, ``kept`` (the words are put back and stay) or ``doubtful`` (the words
                are put back and listed).
            pseudonym: what is to stand for it instead of ``[PERSON-3]``, for everything that is said
                of the same person or place; with an id, for this mention alone.
            kind: what it is a name of.

        Returns:
            How many were changed.

        Raises:
            SettingsError: nothing is meant, or a value is not allowed.
            StudyError: the key is locked or away, or somebody has coded these transcripts already.
        """
        said = NameDecision(which=which, state=state, pseudonym=pseudonym, kind=kind)
        return self.decide_names([said])

    def decide_names(self, decisions: Sequence[NameDecision]) -> int:
        """Several decisions of ``set_replacement`` at once: all of them, or none.

        Raises:
            SettingsError: nothing is meant, or a value is not allowed.
            StudyError: the key is locked or away, or somebody has coded these transcripts already.
        """
        return self._names.decide(decisions)

    def add_names(
        self,
        names: str | Path | Iterable[str],
        kind: Kind = "person",
        *,
        pseudonym: str | None = None,
    ) -> Records[ReadProblem]:
        """Put names on the study's own list: they are replaced in what is there and in what is added.

        Args:
            names: the names, or a table with the columns name, kind and pseudonym.
            kind: of names without a kind in a table.
            pseudonym: what is to stand for one name instead of the next number.

        Returns:
            Transcripts that were left alone, since somebody has coded them.

        Raises:
            SettingsError: the list or the table cannot be used.
            StudyError: the key is locked or away.
        """
        listed = read_own_names(names, kind=kind, pseudonym=pseudonym)
        return Records(self._names.add_names(listed), ReadProblem)

    def find_names(self) -> Records[ReadProblem]:
        """Look for names in all transcripts again: in a study of before, or with another list.

        What a person decided stays decided.

        Returns:
            Transcripts that were left alone, since somebody has coded them.

        Raises:
            StudyError: the key is locked or away.
        """
        return Records(self._names.look_again(), ReadProblem)

    @property
    def _names(self) -> NameDesk:
        return NameDesk(self._database, self._keys, talk=self.settings.pseudonyms)

    def withdraw(self, person: str, *, refit: bool = True) -> Withdrawal:
        """Take a person's words out of the study: somebody has taken back their consent.

        Text, units, vectors, quotations, suggestions, and the words and notes of decisions on them go from
        the database; exports that the study knows of are made again, filled sheets lose these rows; the
        key loses their names. Adding the same file again leaves them out again. This cannot be undone.

        Args:
            person: their id, or their name while the key is open.
            refit: True to look for themes again; False to take the units out of those that there are.

        Returns:
            What was removed where, in counts, and what is left for a person to do.

        Raises:
            SettingsError: nobody, or more than one, is meant.
            DiskError: the disk is full or cannot be written; run it again.
        """
        return withdraw_person(person, self._office(), refit=refit)

    def _office(self) -> Office:
        return Office(
            database=self._database,
            keys=self._keys,
            exports=self._exports,
            tools=lambda cache: Toolbox(self.settings.encoder, cache=cache, track=self._bars),
            mine=self._mine_again,
            make=lambda kind, options: make_again(kind, options, self._material),
            codebook_files={b: b for b in self.settings.codebooks if Path(b).is_file()},
        )

    def _mine_again(self, codebooks: Sequence[Codebook]) -> Run:
        mining = Mining(self._database, self.settings, self._toolbox(), track=self._bars)
        return mining.run(codebooks)

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
        self._keys.forget_doubts({one.id for one in changed}, label)
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
        key = with_names(self.key, places, new)
        del old, new  # no traceback shows a name
        self._keys.write(key)
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
        code, named = code_of_person(person, name_book(self.key, transcripts))
        del person  # no traceback shows a name
        if named.people:
            self._keys.check_writable("Nothing was changed.")
        said = [PersonOf(transcript_id=t.id, label=own, person=code) for t, own in places]
        new = {(one.transcript_id, one.label) for one in said}
        held = self._database.result(_PEOPLE, PersonOf)
        kept = [one for one in held if (one.transcript_id, one.label) not in new]
        self._database.put_result(_PEOPLE, "", [*kept, *said])
        self._database.put_transcripts(with_people([one for one, _ in places], said))
        if named.people:
            self._keys.write(merged_key(self.key, named, ()))
        return len({one.id for one, _ in places})

    # --- mining ------------------------------------------------------------------------------

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
        new units are put beside them: ``theme_changes`` says what became of each theme.

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
            for book in books:
                keep_version(self._database, book, datetime.now(UTC).isoformat())
        mining = Mining(self._database, settings, self._toolbox(), track=self._bars, refit=refit)
        run = mining.run(books)
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

    @property
    def codebooks(self) -> tuple[Codebook, ...]:
        """The codebooks of the last run."""
        return self._database.codebooks()

    @property
    def suggestions(self) -> Records[Suggestion]:
        """Suggestions of the last run: for units and for themes, codebook by codebook."""
        desk = self._themes_desk()
        return Records(desk.suggestions(desk.themes()), Suggestion)

    @property
    def runs(self) -> Records[Run]:
        """The record of every run, oldest first."""
        return Records(self._database.runs(), Run)

    @property
    def decisions(self) -> Records[Decision]:
        """The whole log, oldest first; decisions on withdrawn words have neither words nor note."""
        return Records(self._database.log(), Decision)

    def codings(self, *, settled: bool = True) -> Records[Coding]:
        """What people coded or confirmed, by replay of the log; exports and counts use it as it is.

        Args:
            settled: True to have what was settled in the place of the codings that it settles, marked
                ``settled``; False for what each coder coded, side by side.
        """
        return Records(self._desk.codings(settled=settled), Coding)

    # --- decisions ---------------------------------------------------------------------------

    def decide(  # noqa: PLR0913 - each is a part of a decision
        self,
        unit_id: str,
        verdict: str,
        code_id: str | None = None,
        *,
        coder: str,
        codebook: str | None = None,
        valence: Valence | None = None,
        status: Status | None = None,
        to: str | None = None,
        memo: str = "",
        start: int | None = None,
        end: int | None = None,
        blind: bool = False,
        via: str = "script",
    ) -> Decision:
        """Decide on a unit, or on a coding; when this returns the decision is on disk.

        Args:
            unit_id: id of a unit, or of a coding: ``confirm`` says that a coding still stands.
            verdict: confirm, reject, recode, code (one more code), none-fits, edit-span or memo.
            code_id: the code; None for the best suggestion, or the coder's only code there.
            coder: who decides.
            codebook: its id; None where only one can be meant.
            valence: barrier, enabler or both, where the codebook has valences.
            status: experienced, anticipated or wished for, where it has statuses.
            to: for a recoding, the code that takes the place of ``code_id``.
            memo: a note.
            start: first code point in the transcript, where not that of the unit.
            end: one past the last.
            blind: True where the suggestions were hidden.
            via: script, widget or sheet.

        Returns:
            The decision as it stands in the log, with what was in view.

        Raises:
            ReviewError: it makes no sense; the message says why and what would.
        """
        said = Said(
            verdict=verdict,
            code_id=code_id,
            to=to,
            valence=valence,
            status=status,
            memo=memo,
            start=start,
            end=end,
            blind=blind,
        )
        return self._desk.decide(unit_id, said, coder=coder, codebook=codebook, via=via)

    def code(  # noqa: PLR0913 - each is a part of a coding
        self,
        transcript_id: str,
        start: int,
        end: int,
        code_id: str,
        *,
        coder: str,
        codebook: str | None = None,
        valence: Valence | None = None,
        status: Status | None = None,
        memo: str = "",
        via: str = "script",
    ) -> Decision:
        """Code any stretch of a transcript; when this returns the decision is on disk.

        It may overlap others, begin in mid-sentence, run over turns and take in the interviewer.

        Args:
            transcript_id: which transcript.
            start: first code point in its text.
            end: one past the last.
            code_id: the code.
            coder: who codes.
            codebook: its id; None where only one can be meant.
            valence: barrier, enabler or both, where the codebook has valences.
            status: experienced, anticipated or wished for, where it has statuses.
            memo: a note.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such transcript, code or codebook, or no such stretch.
        """
        said = Said(
            verdict="code",
            code_id=code_id,
            valence=valence,
            status=status,
            memo=memo,
            start=start,
            end=end,
        )
        return self._desk.code(transcript_id, said, coder=coder, codebook=codebook, via=via)

    def undo(self, decision_id: str, *, coder: str, via: str = "script") -> Decision:
        """Take one's own decision back, by a further entry; undoing an undo restores.

        Args:
            decision_id: id of the decision.
            coder: who takes it back: whoever made it.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such decision, somebody else's, or one that is taken back already.
        """
        return self._desk.undo(decision_id, coder=coder, via=via)

    def history(self, unit_id: str) -> Records[Decision]:
        """All decisions on a unit or a coding with what was in view, oldest first, undone ones too.

        Args:
            unit_id: id of a unit or of a coding.

        Raises:
            ReviewError: there is none.
        """
        return Records(self._desk.history(unit_id), Decision)

    def disagreements(
        self, *coders: str, codebook: str | None = None, settled: bool = False
    ) -> Records[Disagreement]:
        """Where coders differ, with both codings and the words around; judgements at the end.

        Two coders are compared at the units that both decided on or coded in, or that were in a share
        which they finished. A free coding belongs to a unit where they share at least half of the
        shorter; elsewhere free codings are compared where they overlap.

        Args:
            coders: between whom; none for all.
            codebook: its id; None for all.
            settled: True to list what is settled as well.

        Raises:
            ReviewError: nobody of that name has decided anything, or no such codebook.
        """
        found = self._settling.disagreements(
            coders, codebook=codebook, settled=settled, finished=self._rounds.finished_units()
        )
        return Records(found, Disagreement)

    def settle(
        self,
        where: str | tuple[str, int, int] | Disagreement,
        codes: Codes,
        *,
        coder: str,
        codebook: str | None = None,
        valence: Valence | None = None,
        status: Status | None = None,
        memo: str = "",
    ) -> Decision:
        """Settle what coders coded at a place; their own codings are kept.

        ``codings(settled=False)`` shows them. What a coder changes afterwards is open again.

        Args:
            where: a disagreement, the id of a unit or a coding, or a stretch: transcript, start, end.
            codes: the codes that stand, none for no code; or code to valence.
            coder: who settles it.
            codebook: its id; None where only one can be meant.
            valence: of all these codes; None for what coders agree on.
            status: of all these codes; None for what coders agree on.
            memo: why.

        Raises:
            ReviewError: nobody coded there, or the valence is in question too and is not said.
        """
        said = Said(verdict="settle", valence=valence, status=status, memo=memo)
        return self._settling.settle(where, codes, coder=coder, codebook=codebook, said=said)

    def merge(self, other: str | Path | Study) -> Merged:
        """Take the decisions of another copy of this study into its log; nothing is lost.

        In any order, twice as well as once, it comes to the same. Who withdrew from the other copy is
        withdrawn here too. The other copy is only read.

        Args:
            other: the folder of the other copy, or the copy opened.

        Raises:
            SettingsError: there is no study.
            ReviewError: the same decision says different things in the two logs.
        """
        database = other._database if isinstance(other, Study) else open_other(other)
        try:
            return merge_study(
                self._database,
                database,
                withdraw=lambda person: withdraw_person(person, self._office(), refit=False),
            )
        finally:
            if not isinstance(other, Study):
                database.close()

    # --- cases -------------------------------------------------------------------------------

    @property
    def cases(self) -> Records[Case]:
        """The people who take part, then everybody who shares a value of an attribute, such as a site."""
        return Records(self._cases.cases(), Case)

    def chart(
        self,
        case: str,
        code_id: str,
        text: str,
        *,
        coder: str,
        quotations: Sequence[str] = (),
        codebook: str | None = None,
        via: str = "script",
    ) -> Decision:
        """Summarise a case under a code in your own words: a cell of the framework method.

        Args:
            case: a person's id, ``attribute=value``, or a value that only one attribute has.
            code_id: the code.
            text: the summary; it takes the place of what this coder wrote before.
            coder: who writes.
            quotations: ids of units and codings that it rests on.
            codebook: its id; None where only one can be meant.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such case (the message lists them), code or quotation, or no text.
        """
        return self._cases.chart(
            case,
            code_id,
            text,
            coder=coder,
            codebook=codebook,
            quotations=quotations,
            via=via,
        )

    def charts(self) -> Records[Chart]:
        """The summaries of cases under codes, as each coder wrote them last."""
        return Records(self._cases.charts(), Chart)

    def judge(
        self,
        case: str,
        construct: str,
        rating: object,
        reason: str,
        *,
        coder: str,
        codebook: str | None = None,
        settles: bool = False,
        via: str = "script",
    ) -> Decision:
        """Rate a case on a construct, with the reason.

        Args:
            case: a person's id, ``attribute=value``, or a value that only one attribute has.
            construct: a code, or what the team calls it.
            rating: as the team rates: a number, a word.
            reason: why.
            coder: who rates.
            codebook: its id, where the construct is a code of several.
            settles: True to settle what was rated before.
            via: script, widget or sheet.

        Raises:
            ReviewError: no such case (the message lists them), no rating, no reason, nothing to settle.
        """
        return self._cases.judge(
            case,
            construct,
            rating,
            reason,
            coder=coder,
            codebook=codebook,
            settles=settles,
            via=via,
        )

    def judgements(self, *, settled: bool = True) -> Records[Judgement]:
        """The ratings of cases, as each coder gave them last.

        Args:
            settled: True to have what was settled in the place of what it settles.
        """
        return Records(self._cases.judgements(settled=settled), Judgement)

    def memo(
        self,
        text: str,
        *,
        coder: str,
        on: str | None = None,
        codebook: str | None = None,
        via: str = "script",
    ) -> Decision:
        """Note something on the study, a case, a code, a transcript, a unit or a coding.

        Args:
            text: the note.
            coder: who notes it.
            on: the id of what it is on; None for the study.
            codebook: of a code, where several have it.
            via: script, widget or sheet.

        Raises:
            ReviewError: the note is empty, or nothing is meant by ``on``.
        """
        return self._cases.memo(text, coder=coder, on=on, codebook=codebook, via=via)

    def memos(self) -> Records[Memo]:
        """The notes that stand by themselves, oldest first."""
        return Records(self._cases.memos(), Memo)

    # --- codebook in motion ------------------------------------------------------------------

    def revise_codebook(
        self,
        codebook: Codebook | str | Path,
        *,
        coder: str,
        merged: Mapping[str, str] | None = None,
        split: Mapping[str, Sequence[str]] | None = None,
        memo: str = "",
    ) -> Decision:
        """Put a new version of a codebook in the place of the old one; what it touches is to be rechecked.

        Codings of a code that was merged stand under the other code from then on.

        Args:
            codebook: the new version, under the id of the old one.
            coder: who changed it.
            merged: code that is gone to the code it is part of now.
            split: code to the codes it was split into.
            memo: why.

        Raises:
            CodebookError: it cannot be read, nothing is changed, or what is said of it does not fit.
            ReviewError: the study has no such codebook.
        """
        return self._motion.revise(
            codebook, coder=coder, merged=merged or {}, split=split or {}, memo=memo
        )

    def codebook_versions(self, codebook: str | None = None) -> Records[CodebookVersion]:
        """Every version of the codebooks that the study has had, oldest first."""
        return Records(self._motion.versions(codebook), CodebookVersion)

    def codebook_diff(
        self, old: Codebook | str | Path, new: Codebook | str | Path | None = None
    ) -> Records[CodeChange]:
        """What became of each code between two versions.

        Args:
            old: a codebook, a file, or an id with its version: ``npt@1``.
            new: the same; None for the one that the study has now.

        Raises:
            CodebookError: no such codebook or version.
        """
        return Records(self._motion.diff(old, new), CodeChange)

    def recheck(self) -> Records[Recheck]:
        """Codings that a change of their codebook touches, until somebody decides on them again.

        ``study.decide(coding_id, "confirm", coder=…)`` says that one still stands.
        """
        return Records(self._motion.rechecks(), Recheck)

    # --- agreement ---------------------------------------------------------------------------

    def agreement(
        self,
        *coders: str,
        codebook: str | Sequence[str] | None = None,
        blind: bool | None = None,
        round: int | None = None,
        anyway: str = "",
    ) -> Agreement:
        """How far coders agree, in pairs and as a group, and each with the first suggestion.

        Args:
            coders: who is compared; all who decided where none are named.
            codebook: id of a codebook, or several; None for all.
            blind: True for decisions made blind, False for those with the suggestion in view, None for
                both, apart, and for all decisions as they stand.
            round: a round of ``assign``: what was decided in it on its units; None for everything.
            anyway: in a reflexive study, why agreement is asked for all the same; it is kept.

        Raises:
            StudyError: the study is reflexive, or nobody has decided yet.
            SettingsError: no such coder, codebook or round.
        """
        only = self._rounds.only(round)
        desk = self._agreement_desk()
        return desk.agreement(coders, codebook, blind=blind, only=only, anyway=anyway)

    def rubber_stamping(self, coder: str) -> RubberStamping:
        """How often a coder confirmed a suggestion that was put there to be wrong.

        Args:
            coder: who.
        """
        return find_rubber_stamping(self._database.decisions(), coder)

    def missed(self) -> Records[Missed]:
        """How often each coder put a code on a unit of their audit, where nothing likely was suggested."""
        return Records(self._agreement_desk().missed(self._rounds.audited()), Missed)

    def _agreement_desk(self) -> AgreementDesk:
        return AgreementDesk(
            database=self._database,
            settings=self.settings,
            suggestions=self.suggestions,
            threshold=_threshold(self._database.codebooks()),
            finished=self._rounds.finished(),
        )

    # --- rounds ------------------------------------------------------------------------------

    def assign(
        self,
        coders: Sequence[str],
        overlap: float = 0.2,
        seed: int = 0,
        *,
        shares: bool = True,
        audit: int = 0,
        decoys: float = 0.0,
        blind: bool = True,
        again: bool = False,
    ) -> Records[Assignment]:
        """Plan the next round: who reads which transcripts, and which of them everybody reads.

        Coders read whole transcripts. What was handed out in an earlier round is not handed out again.

        Args:
            coders: who reads.
            overlap: share of all units that everybody reads, 0 to 1.
            seed: of what is drawn.
            shares: True to deal out the other transcripts among the coders.
            audit: how many units without a likely suggestion each coder reads besides.
            decoys: share of the units that a coder alone reads which show a wrong suggestion; with
                ``blind=False``. No coding comes of one that is confirmed.
            blind: True to hide the suggestions.
            again: True to hand out once more what was handed out before.

        Returns:
            The round, unit by unit and coder by coder.

        Raises:
            SettingsError: the plan cannot be carried out.
            StudyError: everything was handed out before.
        """
        plan = Plan(
            coders=tuple(coders),
            overlap=overlap,
            shares=shares,
            audit=audit,
            decoys=decoys,
            blind=blind,
            seed=seed,
            again=again,
        )
        threshold = _threshold(self._database.codebooks())
        return self._rounds.assign(plan, self.suggestions, threshold=threshold)

    @property
    def assignments(self) -> Records[Assignment]:
        """Everything that was handed out, round by round."""
        return self._rounds.assignments()

    def finish_round(self, coder: str, round: int | None = None) -> int:
        """Say that a coder has read all of a share: units without a decision then carry no code of theirs.

        Args:
            coder: who.
            round: which round; None for the last one that they have a share in.

        Returns:
            The round.

        Raises:
            SettingsError: nothing was handed out to them in it.
        """
        return self._rounds.finish(coder, round)

    # --- pictures ----------------------------------------------------------------------------

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

    # --- review and exports ------------------------------------------------------------------

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
        made = make_reports(self._material(), formats, audience=audience, rules=rules)
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
        decision = make_ruling(
            ruling, unit_id, units=self.units, codings=self.codings(), coder=coder, memo=memo
        )
        self._database.add_decisions([decision])
        return decision

    def export_review(
        self,
        path: str | Path,
        *,
        coder: str = "",
        blind: bool = False,
        round: int | None = None,
        order: str = "transcript",
    ) -> Path:
        """Write a review sheet for one coder.

        Args:
            path: an ``.xlsx`` file.
            coder: who will fill it; may be left to them.
            blind: True to leave the suggestions out.
            round: only what ``assign`` handed out to the coder in that round, blind where it says so;
                None for the whole study.
            order: ``transcript``, or ``uncertain`` for what the suggestions are least sure of first.

        Raises:
            SettingsError: nothing was handed out to the coder in that round; or no such order, or one
                that would tell a blind coder what is suggested.
        """
        material = self._material(coder=coder, blind=blind, number=round, order=order)
        made = make_reports(material, ["review"])["review.xlsx"]
        target = _spreadsheet(path)
        options = review_options(coder=coder, blind=blind, number=round, order=order)
        return self._exports.write(target.parent, {target.name: made}, REVIEW, options)[0]

    def import_review(self, path: str | Path, *, coder: str | None = None) -> Records[RowReport]:
        """Take a filled review sheet back into the log; every row is applied or reported.

        Suggestions for what nobody decided yet are made again with what was learned: see ``learn``.

        Args:
            path: the ``.xlsx`` file, or one of its sheets as ``.csv`` or ``.tsv``.
            coder: who filled it; None for the name on its first sheet, which a CSV does not have.

        Raises:
            ReviewError: the file is no review sheet, or has no coder's name.
        """
        sheets: Sheets = read_sheets(Path(path))
        material = units_of(self._database)
        sheets, withdrawn = leave_out_rows(sheets, self._database.tombstones())
        filled_by = coder or sheet_coder(sheets)
        decisions, reports = read_sheet_decisions(
            sheets,
            transcripts=material.transcripts,
            units=material.units,
            suggestions=(*self._rounds.decoys(filled_by, self.suggestions), *self.suggestions),
            codebooks=self._database.codebooks(),
            coder=coder,
            at=datetime.now(UTC).isoformat(timespec="microseconds"),
            earlier=self._database.decisions(),
            cases=self._cases.cases(),
        )
        self._database.add_decisions(decisions)
        self._exports.remember(Path(path), FILLED)
        if any(decision.verdict in TEACHING for decision in decisions):
            self.learn()
        return Records([withdrawn.get((r.sheet, r.row), r) for r in reports], RowReport)

    def review_order(self, order: str = "uncertain", *, coder: str = "") -> tuple[str, ...]:
        """Ids of all units in the order in which a coder is to look at them.

        Args:
            order: ``transcript``, or ``uncertain`` for what the suggestions are least sure of first, one
                unlike the other, and what the coder decided on last.
            coder: who looks; what anybody decided on comes last where nobody is named.

        Raises:
            SettingsError: no such order.
        """
        return self._review_aids().order(order, coder=coder, embed=self._embed)

    def audit(self, *, seed: int = AUDIT_SEED, least: float | None = None) -> Records[Audit]:
        """In how many units the suggestions miss something, as a blind random sample tells.

        Args:
            seed: with which the sample was drawn.
            least: a first suggestion below this probability counts as none; None for what the report takes.

        Returns:
            For each codebook an estimate with its 95 % interval, its width, and how many further units would
            halve it; ``.text`` says it in words. It tells nobody whether to read on.
        """
        floor = _threshold(self._database.codebooks()) if least is None else least
        return Records(self._review_aids().audits(seed=seed, least=floor), Audit)

    def fairness(self, by: str) -> Records[ErrorRate]:
        """How often first suggestions were wrong in what different people said.

        Args:
            by: an attribute of the cases, such as ``site``.

        Returns:
            For each codebook a row for everybody and one for each value: people, decisions, and the share
            of wrong suggestions with its 95 % interval, which minds that one person's words hang together.
            Fewer than three people get no numbers. Nothing is tested.

        Raises:
            SettingsError: nobody has such an attribute.
        """
        return Records(self._review_aids().error_rates(by), ErrorRate)

    def _review_aids(self) -> ReviewAids:
        return ReviewAids(
            material=units_of(self._database),
            suggestions=self.suggestions,
            codebooks=self._database.codebooks(),
            decisions=self._database.decisions(),
            codings=self.codings(),
            finished=frozenset(
                unit_id
                for share in self._rounds.finished()
                if share.blind
                for unit_id in share.unit_ids
            ),
        )

    def _order(self, order: str, *, coder: str, blind: bool) -> tuple[str, ...]:
        known = check_order(order, blind=blind)
        return () if known == "transcript" else self.review_order(known, coder=coder)

    def _embed(self, texts: Sequence[str]) -> FloatArray:
        return self._toolbox().embed(texts)

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

    def _material(
        self,
        *,
        coder: str = "",
        blind: bool = False,
        number: int | None = None,
        order: str = "transcript",
    ) -> Material:
        if not self.runs:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        material = units_of(self._database)
        codebooks = self._database.codebooks()
        made = Material(
            study=self.folder.resolve().name,
            run=self.runs[-1],
            transcripts=material.transcripts,
            units=material.units,
            theme_set=self.themes,
            codebooks=codebooks,
            suggestions=tuple(self.suggestions),
            codings=tuple(self.codings()),
            decisions=self._database.decisions(),
            charts=self._cases.charts(),
            judgements=self._cases.judgements(),
            memos=self._cases.memos(),
            cases=self._cases.cases(),
            disagreements=() if number is not None else tuple(self.disagreements()),
            problems=self.key.problems,
            approach=self.settings.approach,
            threshold=_threshold(codebooks),
            coder=coder,
            blind=blind,
            positions=places_of(self._database),
            agree=self._agreement_desk().rows,
            order=self._order(order, coder=coder, blind=blind),
        )
        if number is not None:
            made = self._rounds.only_share(made, number)
            check_order(order, blind=made.blind)
        return made

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

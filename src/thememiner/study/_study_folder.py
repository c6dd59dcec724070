"""A folder on disk into the part of a study that everything else stands on: settings, key, log, database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from thememiner.errors import SettingsError, StudyError
from thememiner.records import (
    Codebook,
    Decision,
    ReadProblem,
    Records,
    Run,
    Transcript,
)
from thememiner.store import (
    Database,
    Key,
    Secret,
    Settings,
    read_settings,
    write_settings,
)
from thememiner.study._case_desk import CaseDesk
from thememiner.study._codebook_motion import CodebookMotion
from thememiner.study._decision_desk import DecisionDesk
from thememiner.study._export_desk import (
    ExportDesk,
)
from thememiner.study._key_desk import KeyDesk, KeyReport
from thememiner.study._progress import Bars
from thememiner.study._rounds_desk import RoundsDesk
from thememiner.study._settling_desk import SettlingDesk
from thememiner.study._toolbox import Toolbox
from thememiner.vectors import FloatArray, VectorCache


class StudyFolder:
    """The part of a study that holds its folder: settings, key, database, desks; see ``Study``."""

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
        return f"{type(self).__name__}({str(self.folder)!r})"

    def _repr_html_(self) -> str:
        counts = self.runs[-1].counts if self.runs else {"transcripts": len(self.transcripts)}
        items = "".join(f"<li>{n} {name}</li>" for name, n in counts.items())
        return f"<p>Study with</p><ul>{items}</ul>"

    def close(self) -> None:
        """Let go of the database file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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

    @property
    def problems(self) -> Records[ReadProblem]:
        """Files that could not be read and labels in doubt, with the files' names."""
        return Records(self.key.problems, ReadProblem)

    @property
    def transcripts(self) -> Records[Transcript]:
        """All transcripts, by id."""
        return Records(self._database.transcripts(), Transcript)

    @property
    def codebooks(self) -> tuple[Codebook, ...]:
        """The codebooks of the last run."""
        return self._database.codebooks()

    @property
    def runs(self) -> Records[Run]:
        """The record of every run, oldest first."""
        return Records(self._database.runs(), Run)

    @property
    def decisions(self) -> Records[Decision]:
        """The whole log, oldest first; decisions on withdrawn words have neither words nor note."""
        return Records(self._database.log(), Decision)

    def _toolbox(self, cache: VectorCache | None = None) -> Toolbox:
        held = self._database if cache is None else cache
        return Toolbox(self.settings.encoder, cache=held, track=self._bars)

    def _embed(self, texts: Sequence[str]) -> FloatArray:
        return self._toolbox().embed(texts)

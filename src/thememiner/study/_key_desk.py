"""Where a study's key lies, whether it is open, and what may be written into it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from thememiner.errors import DiskError, SettingsError, StudyError
from thememiner.records import ReadProblem, Record
from thememiner.store import (
    Database,
    Key,
    KeyFile,
    KeyState,
    Secret,
    Tombstone,
    check_passphrase,
    read_settings,
    write_settings,
)
from thememiner.study._key_parts import without_doubts, without_spoken, without_withdrawn
from thememiner.study.passphrase import PASSPHRASE

_CLEANED = "key follows withdrawals up to"


class KeyReport(Record):
    """What can be told about a key without telling what is in it.

    Attributes:
        path: where it lies.
        state: absent, in the open, locked, or unlocked in this process.
        inside: True where it lies in the study's folder.
        counts: how many entries each part has; empty where it is not open.
        advice: what to do next, in plain words.
    """

    path: str
    state: KeyState
    inside: bool
    counts: dict[str, int]
    advice: str


class KeyDesk:
    """The one place of a study that reads and writes its key.

    Args:
        folder: of the study.
        database: of the study; it tells who withdrew, whose names go as soon as the key is open.
        path: where the key lies, or is to lie; None for what ``study.toml`` says.
        passphrase: opens a locked key, or locks a new one from the start.

    Raises:
        StudyError: the passphrase is another, or the key has none.
        SettingsError: the path is not where the key of this study is.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        *,
        path: Path | None = None,
        passphrase: Secret | None = None,
    ) -> None:
        self._folder = folder
        self._database = database
        self._opened: KeyFile | None = None
        self._passphrase = passphrase
        self._refused: Secret | None = None
        if path is not None:
            self._choose(path)
        if passphrase is None:
            return
        if self._file.state == "absent":
            check_passphrase(passphrase)
        elif self._file.state != "unlocked":
            self._file.unlock(passphrase)

    @property
    def state(self) -> KeyState:
        """Absent, in the open, locked, or unlocked in this process."""
        return self._ready().state

    @property
    def path(self) -> Path:
        """Where the key lies."""
        return self._file.path

    def read(self) -> Key:
        """The names; none where the key is locked or not there."""
        file = self._ready()
        key = file.read()
        if file.state not in {"in the open", "unlocked"}:
            return key
        stones = self._database.tombstones()
        waiting = self._waiting(stones)
        kept = without_spoken(without_withdrawn(key, stones), waiting)
        if kept != key:
            try:
                file.write(kept)
            except (
                DiskError
            ):  # on a medium that cannot be written: gone here, there at the next chance
                return kept
        if waiting:
            self._database.put_note(_CLEANED, max(stone.at for stone in waiting))
        return kept

    def _waiting(self, stones: Sequence[Tombstone]) -> list[Tombstone]:
        """Withdrawals that the key has not followed yet: it was locked or not there."""
        done = self._database.note(_CLEANED)
        return [stone for stone in stones if stone.at > done]

    def write(self, key: Key) -> None:
        """Keep names.

        Raises:
            StudyError: the key is locked or elsewhere; the message says what to do.
            DiskError: it cannot be written.
        """
        self.check_writable("Nothing was changed.")
        self._file.write(without_withdrawn(key, self._database.tombstones()))

    def forget_doubts(self, transcript_ids: Collection[str], label: str | None) -> None:
        """Take out the doubts about a label that a person has settled; nothing where the key is locked."""
        key = self.read()
        settled = without_doubts(key, transcript_ids, label)
        if settled != key:
            self.write(settled)

    def check_writable(self, lost: str) -> None:
        """Refuse early what would lose names.

        Args:
            lost: what a person should know, as a sentence.

        Raises:
            StudyError: the key is locked or elsewhere.
        """
        state = self._ready().state
        if state == "locked":
            raise StudyError(
                f"The key of this study ({self.path}) is locked, and names would be lost. {lost} Unlock "
                f"it: pass passphrase=, call study.unlock_key(), or set {PASSPHRASE}; the command "
                f"line asks for it in a terminal.{self._wrong_environment()}"
            )
        if state == "absent" and not self.is_inside:
            raise StudyError(
                f"The key of this study should be {self.path}, and it is not there. {lost} Put it back "
                "(a drive that is not connected?), or name where it is now: Study(folder, key=...)."
            )

    def begins_anew(self, n_transcripts: int) -> ReadProblem | None:
        """A word to the person where a study with transcripts has lost its key."""
        if not n_transcripts or self._ready().state != "absent":
            return None
        return ReadProblem(
            path=self.path.name,
            found=(
                f"The key was not there, though the study holds {n_transcripts} transcripts. A new one "
                "begins; names of the files and people before are unknown in it."
            ),
            remedy="If you have the old key, put it back and add these files again.",
            fatal=False,
        )

    @property
    def is_inside(self) -> bool:
        """Whether the key lies in the study's folder."""
        return Path(os.path.abspath(self.path)).is_relative_to(os.path.abspath(self._folder))

    def unlock(self, passphrase: Secret) -> None:
        """Open a locked key for this process."""
        self._file.unlock(passphrase)
        self._passphrase = passphrase

    def lock(self, passphrase: Secret) -> None:
        """Seal the key with a passphrase, or with another one."""
        if self.state == "absent" and not self.is_inside:
            self.check_writable("Nothing was locked.")
        self._ready().lock(passphrase)
        self._passphrase = passphrase

    def move(self, path: Path) -> Path:
        """Put the key elsewhere and remember where."""
        to = path / f"{self._folder.resolve().name}-key.json" if path.is_dir() else path
        if self.state == "absent" and self.is_inside:
            self._choose(to)
            return to
        self._ready().move(to)
        self._remember(to)
        return to

    def report(self) -> KeyReport:
        """What can be told about the key."""
        state = self.state
        key = self.read() if state in {"in the open", "unlocked"} else None
        counts = {name: len(getattr(key, name)) for name in Key.model_fields} if key else {}
        return KeyReport(
            path=str(self.path),
            state=state,
            inside=self.is_inside,
            counts=counts,
            advice=_advice(state, inside=self.is_inside),
        )

    @property
    def _file(self) -> KeyFile:
        if self._opened is None:
            said = read_settings(self._folder / "study.toml").key
            new = self._passphrase if self._passphrase is not None else _from_environment()
            place = Path(os.path.normpath(self._folder / said))
            self._opened = KeyFile(place, passphrase=new)
        return self._opened

    def _ready(self) -> KeyFile:
        """The file, opened with the passphrase of the environment where that fits."""
        file, passphrase = self._file, _from_environment()
        tried = self._refused is not None and self._refused.is_same(passphrase)
        if passphrase is not None and not tried and file.state == "locked":
            try:
                file.unlock(passphrase)
            except StudyError:
                self._refused = passphrase
        return file

    def _wrong_environment(self) -> str:
        return f" The passphrase in {PASSPHRASE} does not open it." if self._refused else ""

    def _choose(self, path: Path) -> None:
        """Take a path given by a person for the one in study.toml."""
        held = self._file.path
        path = path / f"{self._folder.resolve().name}-key.json" if path.is_dir() else path
        if os.path.abspath(path) == os.path.abspath(held):
            return
        if not path.exists() and held.exists():
            raise SettingsError(
                f"There is no key in {path}; the key of this study is {held}. Move it with "
                f"study.move_key({str(path)!r}) or thememiner key --study DIR --to {path}."
            )
        self._remember(path)
        self._opened = None
        if not path.exists():
            self._file.write(Key())

    def _remember(self, path: Path) -> None:
        toml = self._folder / "study.toml"
        try:
            said = Path(os.path.relpath(path, self._folder)).as_posix()
        except ValueError:  # another drive of Windows
            said = str(path.absolute())
        write_settings(toml, read_settings(toml).model_copy(update={"key": said}))


def _from_environment() -> Secret | None:
    said = os.environ.get(PASSPHRASE)
    return Secret.typed(said) if said else None


def _advice(state: KeyState, *, inside: bool) -> str:
    if state == "in the open":
        return (
            "Everybody who can read the file reads the names. Lock it with a passphrase: "
            "thememiner key --study DIR --lock"
        )
    if state == "absent" and not inside:
        return "It is not there. Connect its drive, or name where it is now with --at."
    if state == "absent":
        return "There is none yet; it begins with the first transcripts."
    if inside:
        return "It travels with the folder. To keep it apart: thememiner key --study DIR --to PATH"
    return ""

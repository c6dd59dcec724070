"""The file of a key: in the open or locked with a passphrase; read, written, locked, moved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, get_args

from thememiner.errors import SettingsError, StudyError
from thememiner.store._envelope import LARGEST, Lock, is_sealed
from thememiner.store._files import disk_error, remove_secret, replace_secret, write_whole
from thememiner.store._key import Key, make_key_text, parse_key
from thememiner.store._secret import Secret

KeyState = Literal["absent", "in the open", "locked", "unlocked"]
KEY_STATES: tuple[KeyState, ...] = get_args(KeyState)


class KeyFile:
    """One key on disk. Its names are in memory only while they are asked for.

    Args:
        path: where it is, or will be.
        passphrase: locks a key that does not exist yet from its first write on.
    """

    def __init__(self, path: Path, *, passphrase: Secret | None = None) -> None:
        self.path = path
        self._passphrase = passphrase
        self._lock: Lock | None = None

    def __repr__(self) -> str:
        return f"KeyFile({str(self.path)!r})"

    @property
    def state(self) -> KeyState:
        """Absent, in the open, locked, or unlocked in this process."""
        data = self._data()
        if data is None:
            return "absent"
        if not is_sealed(data.reveal()):
            return "in the open"
        return "unlocked" if self._fits(data) else "locked"

    def read(self) -> Key:
        """The names; none where the file is absent or locked.

        Raises:
            StudyError: the file is there but is not a key, or was damaged.
        """
        data = self._data()
        if data is None or (is_sealed(data.reveal()) and not self._fits(data)):
            return Key()
        return self._parse(data)

    def write(self, key: Key) -> None:
        """Write the names, sealed where the file is.

        Raises:
            StudyError: the file is locked, or is no key and so is not written over.
            DiskError: it cannot be written.
        """
        data = self._data()
        if data is None:
            self._lock = Lock(self._passphrase) if self._passphrase is not None else None
        elif not is_sealed(data.reveal()):
            self._parse(data)
            self._lock = None
        elif not self._fits(data):
            raise StudyError(f"{self.path.name} is locked. Unlock it first; nothing was written.")
        self._put(key)

    def unlock(self, passphrase: Secret) -> None:
        """Open a locked key for this process; the file stays as it is.

        Raises:
            StudyError: there is nothing to unlock, the passphrase is another, or the file is damaged.
        """
        data = self._data()
        if data is None:
            raise StudyError(f"There is no key in {self.path}, so there is nothing to unlock.")
        if not is_sealed(data.reveal()):
            self._parse(data)
            raise StudyError(
                f"{self.path.name} has no passphrase yet. Give it one: study.lock_key(passphrase), or "
                "thememiner key --study DIR --lock."
            )
        lock = Lock.fitting(data.reveal(), passphrase, name=self.path.name)
        parse_key(lock.open(data.reveal(), name=self.path.name), name=self.path.name)
        self._lock = lock

    def lock(self, passphrase: Secret) -> None:
        """Seal the key with a passphrase, or with another one.

        Raises:
            SettingsError: the passphrase is too short.
            StudyError: it is locked with another passphrase that was not given yet.
            DiskError: it cannot be written; what was there is still there.
        """
        data = self._data()
        if data is not None and is_sealed(data.reveal()) and not self._fits(data):
            raise StudyError(
                f"{self.path.name} is locked already. Unlock it with its passphrase first; then it can "
                "get another one."
            )
        key, earlier = self.read(), self._lock
        self._lock = Lock(passphrase)
        try:
            self._put(key)
        except BaseException:
            self._lock = earlier
            raise

    def move(self, to: Path) -> None:
        """Put the file elsewhere as it is; the old one goes when the new one is known to be right.

        Raises:
            SettingsError: something is there already.
            StudyError: there is no key to move, or what lies there is none.
            DiskError: it cannot be written there.
        """
        data = self._data()
        if data is None:
            raise StudyError(f"There is no key in {self.path}. Name the right file with key=.")
        if not is_sealed(data.reveal()):
            self._parse(data)
        if to.exists():
            raise SettingsError(f"{to} is there already. Name a file that does not exist yet.")
        write_whole(to, data)
        if to.read_bytes() != data.reveal():
            raise StudyError(f"{to} did not keep what was written. The key stays in {self.path}.")
        old, self.path = self.path, to
        remove_secret(Path(os.path.realpath(old)))
        if old.is_symlink():
            old.unlink()

    def _put(self, key: Key) -> None:
        place = Path(os.path.realpath(self.path))
        if self._lock is None:
            write_whole(place, make_key_text(key))
        else:
            replace_secret(place, self._lock.seal(make_key_text(key)))

    def _parse(self, data: Secret) -> Key:
        name = self.path.name
        if is_sealed(data.reveal()) and self._lock is not None:
            return parse_key(self._lock.open(data.reveal(), name=name), name=name)
        return parse_key(data, name=name)

    def _fits(self, data: Secret) -> bool:
        return self._lock is not None and self._lock.fits(data.reveal(), name=self.path.name)

    def _data(self) -> Secret | None:
        try:
            if not self.path.is_file():
                return None
            if self.path.stat().st_size > LARGEST:
                raise StudyError(
                    f"{self.path.name} has {self.path.stat().st_size / 1e6:.0f} MB, too much for a key. "
                    "Put the right file there."
                )
            return Secret(self.path.read_bytes())
        except OSError as error:
            raise disk_error(self.path, error) from error

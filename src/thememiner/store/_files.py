"""Bytes into files, whole or not at all, readable by their owner only."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

from thememiner.errors import DiskError
from thememiner.store._secret import Secret

UNFINISHED = ".writing-"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_whole(path: Path, data: bytes | Secret, *, private: bool = True) -> Path:
    """Write a file so that it is there whole or stays what it was.

    Args:
        path: where; its folder is made where needed, for the owner only.
        data: the file's bytes.
        private: readable by the owner only; False leaves it to the system's mask.

    Raises:
        DiskError: the disk is full or cannot be written.
    """
    temporary: str | None = None
    try:
        make_folder(path.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data.reveal() if isinstance(data, Secret) else data)
            stream.flush()
            os.fsync(stream.fileno())
        if not private:
            os.chmod(temporary, 0o666 & ~_mask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise disk_error(path, error) from error
    return path


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for the owner only."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def replace_secret(path: Path, data: bytes) -> Path:
    """Write a file whose earlier bytes nobody should find: they are overwritten after the new are safe.

    A disk of flash memory, a file system that copies on write, or a backup may keep them all the same.

    Raises:
        DiskError: the disk is full or cannot be written.
    """
    if sys.platform == "win32":  # an open file cannot be replaced there
        return write_whole(path, data)
    try:
        old = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except OSError:
        return write_whole(path, data)
    try:
        alone = os.fstat(old).st_nlink == 1
        write_whole(path, data)
        if alone:
            _overwrite(old)
    finally:
        os.close(old)
    return path


def remove_secret(path: Path) -> None:
    """Take a file away, its bytes overwritten before.

    Raises:
        DiskError: it cannot be taken away.
    """
    try:
        handle = os.open(path, os.O_WRONLY)
        try:
            _overwrite(handle)
        finally:
            os.close(handle)
        path.unlink()
    except OSError as error:
        raise disk_error(path, error) from error


def _overwrite(handle: int) -> None:
    left = os.fstat(handle).st_size
    while left > 0:
        left -= os.write(handle, bytes(min(left, 1_000_000)))
    os.fsync(handle)


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def disk_error(path: Path, error: OSError) -> DiskError:
    """What to tell a person when the disk refused."""
    if error.errno in _FULL:
        return DiskError(
            f"The disk is full: {path.name} could not be written. Free some space and run the same "
            "command again; everything that was in the study before is still there."
        )
    return DiskError(
        f"{path} cannot be written: {error.strerror or error}. Check that the folder exists, that you "
        "may write to it and that no other program holds the file open; nothing in the study is lost."
    )

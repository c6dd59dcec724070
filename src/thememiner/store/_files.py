"""Bytes into files, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from thememiner.errors import DiskError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_whole(path: Path, data: bytes, *, private: bool = False) -> Path:
    """Write a file so that it is there whole or stays what it was.

    Args:
        path: where; its folder is made where needed.
        data: the file's bytes.
        private: readable by the owner only.

    Raises:
        DiskError: the disk is full or cannot be written.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o600 if private else 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise disk_error(path, error) from error
    return path


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

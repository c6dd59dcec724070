"""A study into a list of what it holds where, as a data protection impact assessment asks for it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from thememiner.adapters.registry import read_registry
from thememiner.errors import ThememinerError
from thememiner.records import Records
from thememiner.store import UNFINISHED, Database, Export, KeyState
from thememiner.study._export_desk import (
    CODEBOOK,
    COPY,
    FILLED,
    NAMES,
    PUBLIC,
    REVIEW,
    SPEAKERS,
    TEAM,
    ExportDesk,
)
from thememiner.study._holdings import Encrypted, Holding
from thememiner.study._key_desk import KeyDesk
from thememiner.study._synced import find_service

_MOST_FILES = 10_000
_READERS = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH
_WHAT = {
    TEAM: "report or table for the team",
    PUBLIC: "report or table for the public",
    REVIEW: "review sheet for a coder",
    FILLED: "review sheet that a coder filled",
    SPEAKERS: "table of speakers",
    NAMES: "table of replaced names",
    COPY: "copy that the study was told of",
    CODEBOOK: "codebook as a file",
}
_DATA = {
    TEAM: "quotations from talk, pseudonymous ids, case attributes",
    PUBLIC: "quotations that may be published, counts of three people or more",
    REVIEW: "talk of everybody, pseudonymous ids, case attributes",
    FILLED: "talk of everybody, pseudonymous ids, case attributes; names and notes of coders",
    SPEAKERS: "names of speakers and files, roles",
    NAMES: "names that were replaced in the talk, with the words around them",
    COPY: "talk or names: look at it",
    CODEBOOK: "where it was made from themes: quotations from talk as examples",
}
_PARTS: dict[str, tuple[str, str]] = {
    "study.toml": ("settings", "none; the path of the key and of codebooks may hold a name"),
    "study.sqlite": (
        "transcripts, units, vectors, themes, suggestions, decisions",
        "talk of everybody under pseudonymous ids, case attributes, vectors of the talk (which can give "
        "away what was said), names and notes of coders, who withdrew and when",
    ),
    "study.sqlite-journal": ("a transaction that was broken off", "as study.sqlite"),
}
_UNKNOWN = "not known to the study"
_KEY_DATA = "names of files, speakers and people, what replaced names stands for"
_NETWORK = (
    "None is made: the models come with the installation, and a test of thememiner runs the main job, "
    "from transcripts to exports, with every socket blocked (tests/test_offline.py)."
)
_CALLS = "calls to other machines"


def take_inventory(
    folder: Path, database: Database, keys: KeyDesk, exports: ExportDesk, *, encoder: str
) -> Records[Holding]:
    """Every file of the study with what it can hold, then what leaves the machine: nothing.

    Args:
        folder: of the study.
        database: of the study.
        keys: its key.
        exports: its exports.
        encoder: its name or folder.
    """
    known = {_full(exports.place(one)): one for one in database.exports()}
    last = max((stone.at for stone in database.tombstones()), default="")
    key = _full(keys.path)
    found = [_folder(folder), _key(keys)]
    found += [
        _file(path, folder, known.get(_full(path)), last)
        for path in _files(folder)
        if _full(path) != key
    ]
    inside = Path(_full(folder))
    outside = [one for place, one in known.items() if not Path(place).is_relative_to(inside)]
    found += [_file(exports.place(one), folder, one, last) for one in outside]
    found.append(_network(encoder))
    return Records(found, Holding)


def _full(path: Path) -> str:
    return os.path.abspath(path)


def _files(folder: Path) -> Iterable[Path]:
    """The files of the folder in order; links are named, not followed."""
    found: list[Path] = []
    for where, folders, names in os.walk(folder):
        folders.sort()
        found += [Path(where) / name for name in sorted(names)]
        if len(found) > _MOST_FILES:
            break
    return found[:_MOST_FILES]


def _folder(folder: Path) -> Holding:
    warnings = []
    service = find_service(folder)
    if service is not None:
        warnings.append(
            f"It lies in a folder that {service} copies to other machines. Move the study to a folder "
            "that stays here, unless that copying is part of your approval."
        )
    state = _stat(folder)
    if state is not None and sys.platform != "win32" and state.st_mode & 0o077:
        warnings.append(
            f"Other users of this machine may look into it. Close it: chmod 700 {folder}"
        )
    return Holding(
        path=str(folder),
        what="folder of the study",
        personal_data="as its files",
        permissions=_permissions(state),
        warnings=tuple(warnings),
    )


def _key(keys: KeyDesk) -> Holding:
    try:
        state: KeyState | None = keys.state
    except ThememinerError:
        state = None
    warnings = _warnings_of(keys.path)
    if state is None:
        warnings.append("It cannot be read as a key. Put the right file there.")
    elif state == "in the open" and keys.is_inside:
        warnings.append(
            "The names lie in the open beside the talk: whoever has the folder has both. Lock it "
            "(thememiner key --study DIR --lock) or keep it elsewhere (--to PATH)."
        )
    elif state == "in the open":
        warnings.append("The names lie in the open. Lock it: thememiner key --study DIR --lock")
    elif state == "absent" and not keys.is_inside:
        warnings.append("It is not where the study expects it. Connect its drive.")
    if state != "absent" and not keys.is_inside and (service := find_service(keys.path)):
        warnings.append(f"It lies in a folder that {service} copies to other machines.")
    return _holding(
        keys.path,
        what="key: what ties ids to people" + (" (there is none)" if state == "absent" else ""),
        data=_KEY_DATA,
        encrypted="yes" if state in {"locked", "unlocked"} else "no",
        warnings=warnings,
    )


def _file(path: Path, folder: Path, export: Export | None, last: str) -> Holding:
    what, data = _described(path, folder, export)
    warnings = _warnings_of(path)
    if path.is_symlink():
        warnings.append(f"It is a link to {os.readlink(path)}, which is not in this list.")
    if export is not None:
        warnings += _warnings_of_export(path, folder, export, last)
    elif what == _UNKNOWN and not path.is_symlink() and _is_older(path, last):
        warnings.append("It is older than a withdrawal and unknown to the study: delete it.")
    return _holding(path, what=what, data=data, encrypted="no", warnings=warnings)


def _described(path: Path, folder: Path, export: Export | None) -> tuple[str, str]:
    if export is not None:
        return _WHAT.get(export.kind, export.kind), _DATA.get(export.kind, "names or talk")
    if path.name.startswith(UNFINISHED):
        return "what a killed process had half written", "talk or names: delete it"
    if path.parent == folder and path.name in _PARTS:
        return _PARTS[path.name]
    return _UNKNOWN, "unknown: look at it"


def _warnings_of_export(path: Path, folder: Path, export: Export, last: str) -> list[str]:
    if not path.is_file():
        return [
            "It is no longer where it was written. Delete the copies, then study.forget_file(path); or "
            "tell the study of one: study.remember_file(path)."
        ]
    out = []
    if export.made_at < last:
        out.append("It is older than a withdrawal: withdraw the person again, or delete it.")
    inside = Path(_full(path)).is_relative_to(_full(folder))
    if not inside and export.kind != PUBLIC and (service := find_service(path)):
        out.append(f"It lies in a folder that {service} copies to other machines.")
    return out


def _is_older(path: Path, last: str) -> bool:
    state = _stat(path)
    return bool(last) and state is not None and _when(state) < last


def _warnings_of(path: Path) -> list[str]:
    state = _stat(path)
    if state is None or sys.platform == "win32" or not state.st_mode & _READERS:
        return []
    who = "everybody on this machine" if state.st_mode & stat.S_IROTH else "other users"
    return [f"It may be read or changed by {who}. Close it: chmod 600 {path}"]


def _holding(
    path: Path, *, what: str, data: str, encrypted: Encrypted, warnings: Sequence[str]
) -> Holding:
    state = _stat(path)
    return Holding(
        path=str(path),
        what=what,
        personal_data=data,
        encrypted=encrypted if state is not None else "does not apply",
        permissions=_permissions(state),
        n_bytes=state.st_size if state is not None else None,
        changed_at=_when(state) if state is not None else "",
        warnings=tuple(warnings),
    )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _when(state: os.stat_result) -> str:
    return datetime.fromtimestamp(state.st_mtime, UTC).isoformat(timespec="milliseconds")


def _permissions(state: os.stat_result | None) -> str:
    if state is None:
        return ""
    if sys.platform == "win32":
        return "those of the folder above it (Windows)"
    mode = stat.S_IMODE(state.st_mode)
    others = "everybody on this machine" if mode & 0o007 else "owner and group"
    return f"{others if mode & 0o077 else 'owner only'} ({mode:04o})"


def _network(encoder: str) -> Holding:
    if encoder in read_registry() or Path(encoder).is_dir():
        return Holding(path="(network)", what=_CALLS, personal_data=_NETWORK)
    warning = (
        f"The encoder {encoder} does not come with thememiner: where it is not on this machine yet, mine "
        "fetches it once, which tells its publisher the name of the model and nothing of the study."
    )
    return Holding(path="(network)", what=_CALLS, personal_data="none", warnings=(warning,))

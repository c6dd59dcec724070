"""A path into the service that copies it elsewhere, where it lies in such a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

_BY_NAME = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "iclouddrive": "iCloud",
    "icloud drive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "google drive stream": "Google Drive",
    "drivefs": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "box sync": "Box",
    "box-box": "Box",
    "pclouddrive": "pCloud",
    "pcloud drive": "pCloud",
    "syncthing": "Syncthing",
    "seafile": "Seafile",
    "megasync": "MEGA",
}
_BY_PREFIX = {
    "onedrive -": "OneDrive",
    "onedrive-": "OneDrive",
    "dropbox (": "Dropbox",
    "dropbox-": "Dropbox",
    "googledrive-": "Google Drive",
    "google drive (": "Google Drive",
    "nextcloud-": "Nextcloud",
    "nextcloud@": "Nextcloud",
    "box-": "Box",
}
_MARKS = {
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".sync_*.db": "Nextcloud",
    "._sync_*.db": "Nextcloud",
    ".csync_journal.db": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
    ".seafile-data": "Seafile",
    ".megaignore": "MEGA",
}
_VARIABLES = {
    "OneDrive": "OneDrive",
    "OneDriveConsumer": "OneDrive",
    "OneDriveCommercial": "OneDrive",
}
_LARGEST = 1_000_000


def find_service(path: Path, environment: Mapping[str, str] | None = None) -> str | None:
    """The service that copies a file or folder to other machines, as far as can be seen.

    Folders are known by the names that the services give them on Windows, macOS and Linux, by what
    the system says of OneDrive, by the list that Dropbox keeps, and by the marks that clients leave in
    the folder that they copy. A service that leaves no trace is not found.

    Args:
        path: a file or folder.
        environment: the system's variables; None for those of this process.
    """
    known = os.environ if environment is None else environment
    full = Path(os.path.realpath(path))
    named = dict(_named_folders(known))
    for folder in (full, *full.parents):
        found = named.get(folder) or _by_name(folder) or _by_mark(folder)
        if found is not None:
            return found
    return None


def _named_folders(environment: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    for name, service in _VARIABLES.items():
        if environment.get(name):
            yield Path(os.path.realpath(environment[name])), service
    places = [
        Path(environment[name]) for name in ("APPDATA", "LOCALAPPDATA") if name in environment
    ]
    home = environment.get("HOME") or environment.get("USERPROFILE")
    lists = [place / "Dropbox" / "info.json" for place in places]
    if home:
        lists.append(Path(home) / ".dropbox" / "info.json")
        cloud = Path(home) / "Library" / "Mobile Documents" / "com~apple~CloudDocs"
        for name in ("Desktop", "Documents"):
            if (cloud / name).exists():
                yield Path(os.path.realpath(Path(home) / name)), "iCloud"
    for file in lists:
        for folder in _dropbox_folders(file):
            yield Path(os.path.realpath(folder)), "Dropbox"


def _dropbox_folders(file: Path) -> list[str]:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return []
        accounts = json.loads(file.read_text(encoding="utf-8"))
        return [str(one["path"]) for one in accounts.values()]
    except (OSError, ValueError, AttributeError, TypeError, KeyError, RecursionError):
        return []


def _by_name(folder: Path) -> str | None:
    name = folder.name.casefold()
    if folder.parent.name == "CloudStorage" and folder.parent.parent.name == "Library":
        return _named(name) or "a cloud service"
    if name == "my drive" and folder.parent == Path(folder.anchor):
        return "Google Drive"
    return _named(name)


def _named(name: str) -> str | None:
    prefixes = (service for prefix, service in _BY_PREFIX.items() if name.startswith(prefix))
    return _BY_NAME.get(name) or next(prefixes, None)


def _by_mark(folder: Path) -> str | None:
    for mark, service in _MARKS.items():
        try:
            there = any(folder.glob(mark)) if "*" in mark else (folder / mark).exists()
        except OSError:
            continue
        if there and not _is_settings(folder, mark):
            return service
    return None


def _is_settings(folder: Path, mark: str) -> bool:
    """A client keeps its settings in a folder ``.dropbox`` in the home folder, which it does not copy."""
    return mark == ".dropbox" and (folder / mark / "info.json").is_file()

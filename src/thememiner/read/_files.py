"""Turns paths and folders into the files to read, without opening them."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Sequence
from pathlib import Path, PurePath
from typing import TypeVar

from thememiner.errors import ReadError
from thememiner.records import ReadProblem

_COMPANIONS = frozenset(
    "cases answer-key answer_key key codebook manifest readme license licence changelog "
    "metadata consent".split()
)
_TABLES = frozenset((".csv", ".tsv", ".xlsx", ".xls", ".ods"))
_RECORDINGS = frozenset((".mp3", ".m4a", ".wav", ".mp4", ".mov", ".ogg", ".flac", ".webm", ".aac"))
_NOT_FILES_OF_PEOPLE = frozenset(("thumbs.db", "desktop.ini", "__macosx", "icon\r"))

P = TypeVar("P", bound=PurePath)
PathLike = str | os.PathLike[str]


def list_paths(paths: PathLike | Iterable[PathLike]) -> tuple[Path, ...]:
    """One path or several as a tuple of paths."""
    if isinstance(paths, (str, os.PathLike)):
        return (Path(paths),)
    return tuple(Path(path) for path in paths)


def list_files(
    paths: PathLike | Iterable[PathLike], *, suffixes: Iterable[str]
) -> tuple[tuple[Path, ...], tuple[ReadProblem, ...]]:
    """The files to try, and the paths that lead to none.

    Args:
        paths: files and folders; folders are searched through. A file named by itself is always
            tried, one found in a folder is passed over if it is hidden, a lock file or an obvious
            companion of transcripts (``cases.csv``, ``README.md``, the recording).
        suffixes: what can be read, for the messages.

    Returns:
        The files by name, each once, and a problem for each path without any.
    """
    files: dict[Path, Path] = {}
    problems = []
    for path in list_paths(paths):
        if path.is_dir():
            found = _in_folder(path, tuple(suffixes))
            if not found:
                problems.append(_empty_folder(path, suffixes))
        elif path.exists():
            found = [path]
        else:
            found = []
            problems.append(_missing(path))
        for file in found:
            files.setdefault(file.resolve(), file)
    return tuple(sorted(files.values(), key=_order)), tuple(problems)


def as_error(problem: ReadProblem) -> ReadError:
    """The error that says what a problem says."""
    return ReadError(
        f"{problem.path}: {problem.found}", expected=problem.expected, remedy=problem.remedy
    )


def _order(path: Path) -> tuple[str, str, str]:
    return path.name.casefold(), path.name, path.as_posix()


def _in_folder(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    files: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        files.extend(Path(here) / name for name in names if not _is_hidden(name))
    return _without_companions(files, suffixes)


def keep_material(files: Iterable[P], *, suffixes: Iterable[str]) -> list[P]:
    """The files of a folder or an archive that may be transcripts, by the rules of `list_files`."""
    seen = [file for file in files if not any(map(_is_hidden, set(file.parts) - {"..", "."}))]
    return _without_companions(seen, tuple(suffixes))


def _without_companions(files: Sequence[P], suffixes: tuple[str, ...]) -> list[P]:
    read = {file.with_suffix("") for file in files if file.suffix.lower() in suffixes}
    return [file for file in files if not _is_companion(file, read)]


def _is_hidden(name: str) -> bool:
    hidden = name.startswith((".", "~$", "._", "~WRL")) or name.endswith("~")
    return hidden or name.casefold() in _NOT_FILES_OF_PEOPLE


def _is_companion(file: PurePath, read: Container[PurePath]) -> bool:
    suffix, stem = file.suffix.lower(), file.stem.casefold()
    if stem in _COMPANIONS:
        named_for_people = suffix in (".txt", ".md", "")
        return (
            suffix in _TABLES
            or stem in ("readme", "license", "licence", "changelog")
            or (not named_for_people and suffix in (".json", ".yaml", ".yml", ".qdc", ".toml"))
        )
    return suffix in _RECORDINGS and file.with_suffix("") in read


def _empty_folder(path: Path, suffixes: Iterable[str]) -> ReadProblem:
    return ReadProblem(
        path=str(path),
        found="There are no files in this folder that could be transcripts.",
        expected=f"transcripts that end in {', '.join(suffixes)}.",
        remedy="Check the path, or put the transcripts into the folder.",
    )


def _missing(path: Path) -> ReadProblem:
    return ReadProblem(
        path=str(path),
        found="There is no such file or folder.",
        expected="a transcript, or a folder of transcripts.",
        remedy="Check the spelling of the path.",
    )

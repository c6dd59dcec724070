"""Exports that a study knows of into the same without somebody's words."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thememiner.errors import InputError, ThememinerError
from thememiner.formats._rewrite import Rewrite, rewrite_csv, rewrite_xlsx
from thememiner.store import UNFINISHED, Database, Export, write_whole
from thememiner.study._export_desk import MADE_AGAIN, NAMES, ExportDesk, Make, Options
from thememiner.study._withdrawn_talk import Gone

Around = Mapping[str, Mapping[str, str]]
_LARGEST_PART = 50_000_000
_TAG = re.compile(r"<[^>]{0,2000}>")


@dataclass
class Files:
    """What became of the files that the study knows of, by path."""

    made_again: list[str] = field(default_factory=list)
    blanked: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def clean_exports(
    desk: ExportDesk,
    database: Database,
    gone: Gone,
    make: Make,
    around: Callable[[], Around | None],
) -> Files:
    """Make untouched exports again in place; take rows and words out of those that a person has changed.

    Args:
        desk: of the study.
        database: of the study, after the person's words were taken out of it.
        gone: what went.
        make: file names to bytes for a kind of export and its options.
        around: what stands before and after each name that is still replaced, by id; None where the
            key is not open.
    """
    files = Files()
    _sweep({desk.folder, *(desk.place(export).parent for export in database.exports())})
    made: dict[tuple[str, str], Mapping[str, bytes]] = {}
    for export in database.exports():
        path = desk.place(export)
        if not path.is_file():
            files.not_found.append(str(path))
        elif export.kind in MADE_AGAIN and _is_untouched(path, export):
            _make_again(desk, database, files, export, path, _remembering(make, made))
        elif export.kind != NAMES:
            _take_out(desk, files, export, path, gone, _rewriting(gone))
        elif (now := around()) is None:
            files.by_hand.append(str(path))
        else:
            _take_out(desk, files, export, path, gone, _renewing(now))
    return files


def _sweep(folders: Iterable[Path]) -> None:
    """Take away what a killed process had half written."""
    for folder in folders:
        for scrap in folder.glob(f"{UNFINISHED}*"):
            scrap.unlink(missing_ok=True)


def _is_untouched(path: Path, export: Export) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == export.sha256


def _remembering(make: Make, made: dict[tuple[str, str], Mapping[str, bytes]]) -> Make:
    """Each kind is made once, however many files it has."""

    def remembered(kind: str, options: Options) -> Mapping[str, bytes]:
        key = (kind, repr(sorted(options.items())))
        if key not in made:
            made[key] = make(kind, options)
        return made[key]

    return remembered


def _make_again(
    desk: ExportDesk, database: Database, files: Files, export: Export, path: Path, make: Make
) -> None:
    """A file that nobody has touched; where it would no longer be made, it goes."""
    try:
        made = make(export.kind, export.options)
    except ThememinerError:  # nothing is left to be shown
        made = {}
    data = made.get(path.name) or (next(iter(made.values())) if len(made) == 1 else None)
    if data is None:
        path.unlink()
        database.forget_exports([export.path])
        files.deleted.append(str(path))
        return
    desk.write(path.parent, {path.name: data}, export.kind, export.options)
    files.made_again.append(str(path))


def _take_out(
    desk: ExportDesk, files: Files, export: Export, path: Path, gone: Gone, rewrite: Rewrite
) -> None:
    """A file that a person has filled or changed: rows and words go, the rest stays theirs."""
    data = path.read_bytes()
    try:
        new, n = _rewritten(path, data, rewrite)
    except (InputError, OSError):
        files.by_hand.append(str(path))
        return
    if new is None:
        if holds_words(data, gone):
            files.by_hand.append(str(path))
        return
    if n:
        write_whole(path, new)
        files.blanked.append(str(path))
    desk.refresh(export, path)


def _rewritten(path: Path, data: bytes, rewrite: Rewrite) -> tuple[bytes | None, int]:
    if path.suffix.lower() == ".xlsx":
        return rewrite_xlsx(data, rewrite)
    if path.suffix.lower() == ".csv":
        return rewrite_csv(data, rewrite)
    return None, 0


def _renewing(around: Around) -> Rewrite:
    """For a table of names: rows of names that are gone go, the words around the others are renewed."""

    def rewrite(row: Mapping[str, str]) -> Mapping[str, str]:
        columns = {column.split(" ", 1)[-1]: column for column in row}
        now = around.get(row.get(columns.get("id", ""), ""))
        if now is None:
            return dict.fromkeys(row, "")
        renewed = {columns[name]: now[name] for name in ("before", "after") if name in columns}
        return {**row, **renewed}

    return rewrite


def _rewriting(gone: Gone) -> Rewrite:
    def rewrite(row: Mapping[str, str]) -> Mapping[str, str]:
        if any(gone.holds_id(text) or text in gone.names for text in row.values()):
            return dict.fromkeys(row, "")
        return {name: gone.words.cut(text) for name, text in row.items()}

    return rewrite


def holds_words(data: bytes, gone: Gone) -> bool:
    """Whether a file of any kind holds words of theirs, as far as can be seen from outside."""
    return any(gone.words.occur_in(_TAG.sub(" ", text)) for text in _texts(data))


def _texts(data: bytes) -> Iterable[str]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield data.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.file_size <= _LARGEST_PART:
                yield archive.read(entry).decode("utf-8", "replace")

"""Turns one file, or one conversation in it, into a ``Transcript`` or the problem with it.

The registry: a private reader for each suffix. A new format is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from thememiner.errors import ReadError
from thememiner.formats._limits import MOST_FILE, check_size
from thememiner.formats._text import empty_file
from thememiner.read._cha import read_cha
from thememiner.read._collector import without_collector
from thememiner.read._docx import read_docx
from thememiner.read._eaf import read_eaf
from thememiner.read._html import read_html
from thememiner.read._json import read_json
from thememiner.read._odt import read_odt
from thememiner.read._packed import Packed, open_project, open_zip
from thememiner.read._pdf import read_pdf
from thememiner.read._rtf import read_rtf
from thememiner.read._srt import read_srt
from thememiner.read._table import read_conversations, read_table_talk
from thememiner.read._text import read_text
from thememiner.read._vtt import read_vtt
from thememiner.records import ReadProblem, Record, Transcript

T = TypeVar("T")

READERS: Mapping[str, Callable[..., Transcript]] = {
    ".txt": read_text,
    ".md": read_text,
    ".vtt": read_vtt,
    ".docx": read_docx,
    ".odt": read_odt,
    ".rtf": read_rtf,
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
    ".srt": read_srt,
    ".sbv": read_srt,
    ".json": read_json,
    ".cha": read_cha,
    ".eaf": read_eaf,
    ".csv": read_table_talk,
    ".tsv": read_table_talk,
    ".xlsx": read_table_talk,
}
_SEVERAL: Mapping[str, Callable[..., Mapping[str, Transcript]]] = {
    ".csv": read_conversations,
    ".tsv": read_conversations,
    ".xlsx": read_conversations,
}
ARCHIVES: Mapping[str, Callable[..., Iterator[Packed]]] = {
    ".zip": open_zip,
    ".qdpx": open_project,
}
SUFFIXES: tuple[str, ...] = (*READERS, *ARCHIVES)
_KNOWN_ELSEWHERE: Mapping[str, str] = {
    ".doc": "an old Word document",
    ".ttml": "a caption file",
    ".textgrid": "a Praat file",
    ".xls": "an old Excel workbook",
    ".ods": "an OpenDocument spreadsheet",
}


class ReadFile(Record):
    """What became of one file, or of one conversation in it.

    Attributes:
        path: the file; the conversation's name is below it where a file holds several.
        transcript: what was read; None if nothing was, or if the content was read before.
        problems: what a person should know; the fatal ones say why there is no transcript.
        same_as: the file, read before, that has the same content.
    """

    path: Path
    transcript: Transcript | None = None
    problems: tuple[ReadProblem, ...] = ()
    same_as: Path | None = None


def read_whole(path: Path) -> tuple[ReadFile, ...]:
    """All conversations in one file, or the problem with it; also run in processes of its own."""
    suffix = path.suffix.lower()
    try:
        if path.is_dir() or suffix not in ARCHIVES:
            return _read_one(path, None, suffix=suffix)
        packed = ARCHIVES[suffix](_bytes_of(path), suffixes=tuple(READERS))
        return tuple(entry for one in packed for entry in _read_packed(path, one))
    except ReadError as error:
        return (ReadFile(path=path, problems=(_problem(path, error),)),)


def _read_packed(path: Path, packed: Packed) -> tuple[ReadFile, ...]:
    """What became of one file in an archive; it is named below the archive."""
    name = path / packed.name.lstrip("/")
    try:
        if packed.data is None:
            raise packed.problem or empty_file()
        return _read_one(name, packed.data, suffix=packed.suffix)
    except ReadError as error:
        return (ReadFile(path=name, problems=(_problem(name, error),)),)


def _read_one(path: Path, data: bytes | None, *, suffix: str) -> tuple[ReadFile, ...]:
    """The conversations in one file; its bytes come from the disk where none are given."""
    several = _SEVERAL.get(suffix)
    if several is None:
        reader = reader_of(path, READERS, suffix=suffix)
        transcript = read_with(reader, path, data, suffix=suffix)
        return (ReadFile(path=path, transcript=transcript),)
    found = read_with(several, path, data, suffix=suffix)
    names = {name: path / name.replace("/", "_") if name else path for name in found}
    return tuple(ReadFile(path=names[name], transcript=found[name]) for name in found)


def reader_of(
    path: Path, readers: Mapping[str, Callable[..., T]], *, suffix: str | None = None
) -> Callable[..., T]:
    if path.is_dir():
        raise ReadError(
            f"{path} is a folder.",
            expected="one file.",
            remedy="Use read_transcripts for folders.",
        )
    reader = readers.get(path.suffix.lower() if suffix is None else suffix)
    if reader is None:
        raise _unknown_suffix(path)
    return reader


def read_with(
    reader: Callable[..., T], path: Path, data: bytes | None = None, *, suffix: str | None = None
) -> T:
    """What a reader makes of a file's bytes; errors name the file."""
    format = (path.suffix.lower() if suffix is None else suffix).lstrip(".")
    data = _bytes_of(path) if data is None else data
    try:
        with without_collector():
            return reader(data, format=format)
    except ReadError as error:
        raise ReadError(
            f"{path}: {error.found}", expected=error.expected, remedy=error.remedy
        ) from error


def _bytes_of(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size, most=MOST_FILE, kind="a transcript")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path} cannot be opened ({error.strerror}).",
            expected="a file that exists and may be read.",
            remedy="Check the path, and close the file in other programs.",
        ) from error


def _problem(path: Path, error: ReadError) -> ReadProblem:
    return ReadProblem(
        path=str(path),
        found=error.found.removeprefix(f"{path}: "),
        expected=error.expected,
        remedy=error.remedy,
    )


def _unknown_suffix(path: Path) -> ReadError:
    suffix = path.suffix.lower()
    kind = _KNOWN_ELSEWHERE.get(suffix)
    found = (
        f"{path} is {kind}; this version does not read it."
        if kind
        else (
            f"{path} ends in {suffix!r}, which is not read."
            if suffix
            else f"{path} has no suffix, so its format is not known."
        )
    )
    return ReadError(
        found,
        expected=f"a transcript that ends in {', '.join(SUFFIXES)}.",
        remedy="Save it as .txt or .docx, or take it out of the folder if it is no transcript.",
    )

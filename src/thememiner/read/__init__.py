"""Turns files into ``Transcript``s: who speaks, and what is speech.

A registry names the private reader for each suffix; every convention has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from thememiner.errors import ReadError
from thememiner.formats._limits import MOST_FILE, check_size
from thememiner.formats._text import empty_file
from thememiner.read._attributes import join_cases
from thememiner.read._cases import CaseRow, read_cases
from thememiner.read._cha import read_cha
from thememiner.read._collector import without_collector
from thememiner.read._docx import read_docx
from thememiner.read._eaf import read_eaf
from thememiner.read._files import PathLike, as_error, list_files
from thememiner.read._guide import GuideQuestion, parse_guide, read_guide
from thememiner.read._html import read_html
from thememiner.read._json import read_json
from thememiner.read._make import SpokenTurn, make_transcript
from thememiner.read._many import Track, no_track, read_each
from thememiner.read._odt import read_odt
from thememiner.read._packed import Packed, open_project, open_zip
from thememiner.read._pdf import read_pdf
from thememiner.read._people import RowFacts, give_facts
from thememiner.read._rtf import read_rtf
from thememiner.read._srt import parse_subtitles, read_srt
from thememiner.read._table import QUESTION, read_conversations, read_table_talk
from thememiner.read._text import parse_text, read_text
from thememiner.read._vtt import parse_captions, read_vtt
from thememiner.records import ReadProblem, Record, Transcript

T = TypeVar("T")

__all__ = [
    "QUESTION",
    "SUFFIXES",
    "CaseRow",
    "GuideQuestion",
    "ReadFile",
    "RowFacts",
    "SpokenTurn",
    "Track",
    "find_files",
    "give_facts",
    "join_cases",
    "make_transcript",
    "no_track",
    "parse_guide",
    "parse_transcript",
    "read_cases",
    "read_files",
    "read_guide",
    "read_transcript",
    "read_transcripts",
]

_READERS: Mapping[str, Callable[..., Transcript]] = {
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
_ARCHIVES: Mapping[str, Callable[..., Iterator[Packed]]] = {
    ".zip": open_zip,
    ".qdpx": open_project,
}
SUFFIXES: tuple[str, ...] = (*_READERS, *_ARCHIVES)
_PARSERS: Mapping[str, Callable[[str], Transcript]] = {
    "txt": parse_text,
    "md": lambda text: parse_text(text, format="md"),
    "vtt": parse_captions,
    "srt": parse_subtitles,
    "sbv": lambda text: parse_subtitles(text, format="sbv"),
}
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


def read_transcript(path: PathLike) -> Transcript:
    """Read one transcript.

    Args:
        path: a file that ends in one of `SUFFIXES`.

    Returns:
        The transcript with canonical text, turns, speakers, guessed roles and notes.

    Raises:
        ReadError: the file is missing, empty, damaged, of another kind, or holds no talk.
    """
    path = Path(path)
    if path.suffix.lower() in _ARCHIVES and not path.is_dir():
        return _only_one(path)
    reader = _reader_of(path, _READERS)
    return _read_with(reader, path)


def read_transcripts(
    paths: PathLike | Iterable[PathLike], *, workers: int | None = None
) -> tuple[tuple[Transcript, ...], tuple[ReadProblem, ...]]:
    """Read files and folders of transcripts; one bad file never stops the rest.

    Args:
        paths: one path or several; folders are searched through.
        workers: processes that read; None decides by the number of files.

    Returns:
        The transcripts in order of file name, each content once, and what a person should see.
    """
    files = read_files(paths, workers=workers)
    transcripts = tuple(file.transcript for file in files if file.transcript is not None)
    return transcripts, tuple(problem for file in files for problem in file.problems)


def read_files(
    paths: PathLike | Iterable[PathLike],
    *,
    workers: int | None = None,
    track: Track = no_track,
) -> tuple[ReadFile, ...]:
    """Read files and folders of transcripts, and say which file each came from.

    Args:
        paths: one path or several; folders are searched through.
        workers: processes that read; None for several where there are more than twenty files.
        track: shows progress over the files.

    Returns:
        One entry per conversation in order of file name, then one per path that leads to no file.
        A table of several conversations has an entry for each, named after the file and it.
    """
    files, problems = list_files(paths, suffixes=SUFFIXES)
    lost = (ReadFile(path=Path(problem.path), problems=(problem,)) for problem in problems)
    parts = read_each(files, read_whole, broken=_broken, workers=workers, track=track)
    return (*_each_once(entry for part in parts for entry in part), *lost)


def read_whole(path: Path) -> tuple[ReadFile, ...]:
    """All conversations in one file, or the problem with it; also run in processes of its own."""
    suffix = path.suffix.lower()
    try:
        if path.is_dir() or suffix not in _ARCHIVES:
            return _read_one(path, None, suffix=suffix)
        packed = _ARCHIVES[suffix](_bytes_of(path), suffixes=tuple(_READERS))
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
        reader = _reader_of(path, _READERS, suffix=suffix)
        transcript = _read_with(reader, path, data, suffix=suffix)
        return (ReadFile(path=path, transcript=transcript),)
    found = _read_with(several, path, data, suffix=suffix)
    names = {name: path / name.replace("/", "_") if name else path for name in found}
    return tuple(ReadFile(path=names[name], transcript=found[name]) for name in found)


def _only_one(path: Path) -> Transcript:
    """The transcript of an archive that holds a single one."""
    entries = read_whole(path)
    transcripts = [entry.transcript for entry in entries if entry.transcript is not None]
    if len(transcripts) == 1:
        return transcripts[0]
    if not transcripts and len(entries) == 1 and entries[0].problems:
        raise as_error(entries[0].problems[0])
    raise ReadError(
        f"{path} holds {len(transcripts)} transcripts among {len(entries)} files.",
        expected="an archive with one transcript.",
        remedy="Use read_transcripts, which gives all of them and the problems.",
    )


def find_files(paths: PathLike | Iterable[PathLike]) -> tuple[Path, ...]:
    """The files that `read_transcripts` would try, by name.

    Raises:
        ReadError: a path does not exist, or a folder has no files; all such paths are named.
    """
    files, problems = list_files(paths, suffixes=SUFFIXES)
    if len(problems) == 1:
        raise as_error(problems[0])
    if problems:
        raise ReadError(
            " ".join(f"{problem.path}: {problem.found}" for problem in problems),
            expected=problems[0].expected,
            remedy="Check the paths.",
        )
    return files


def parse_transcript(text: str, *, format: str = "txt") -> Transcript:
    """Read a transcript from a string.

    Args:
        text: the transcript; line ends of any kind.
        format: ``txt``, ``md``, ``vtt``, ``srt`` or ``sbv``.

    Raises:
        ReadError: the text is empty, or the format is another.
    """
    parser = _PARSERS.get(format.lower().lstrip("."))
    if parser is None:
        raise ReadError(
            f"The format {format!r} cannot be read from a string.",
            expected=f"one of {', '.join(_PARSERS)}.",
            remedy="Save the transcript as a file and use read_transcript.",
        )
    return parser(text)


def _reader_of(
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


def _read_with(
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


def _each_once(entries: Iterable[ReadFile]) -> Iterator[ReadFile]:
    """The entries, with the transcript only where its content comes first."""
    first: dict[str, Path] = {}
    for entry in entries:
        if entry.transcript is None:
            yield entry
            continue
        twin = first.setdefault(entry.transcript.id, entry.path)
        if twin is entry.path:
            yield entry
        else:
            problems = (*entry.problems, _same_content(entry.path, twin))
            yield ReadFile(path=entry.path, problems=problems, same_as=twin)


def _broken(path: Path) -> tuple[ReadFile, ...]:
    problem = ReadProblem(
        path=str(path),
        found="The process that read this file died: it may be damaged or need too much memory.",
        expected="a file that can be read within the memory of this computer.",
        remedy="Open it in the program it belongs to, and save it again as .txt or .docx.",
    )
    return (ReadFile(path=path, problems=(problem,)),)


def _problem(path: Path, error: ReadError) -> ReadProblem:
    return ReadProblem(
        path=str(path),
        found=error.found.removeprefix(f"{path}: "),
        expected=error.expected,
        remedy=error.remedy,
    )


def _same_content(path: Path, twin: Path) -> ReadProblem:
    return ReadProblem(
        path=str(path),
        found=f"This file has the same content as {twin}; it was read once.",
        expected="every transcript once.",
        remedy="Remove one of the two files, or check whether the wrong file was copied.",
        fatal=False,
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

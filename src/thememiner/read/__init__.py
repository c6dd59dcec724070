"""Turns files into ``Transcript``s: who speaks, and what is speech.

The registry of readers is in ``_whole``; every convention has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from thememiner.errors import ReadError
from thememiner.read._attributes import join_cases
from thememiner.read._cases import CaseRow, read_cases
from thememiner.read._files import PathLike, as_error, list_files
from thememiner.read._guide import GuideQuestion, parse_guide, read_guide
from thememiner.read._make import SpokenTurn, make_transcript
from thememiner.read._many import Track, no_track, read_each
from thememiner.read._people import RowFacts, give_facts
from thememiner.read._srt import parse_subtitles
from thememiner.read._table import QUESTION
from thememiner.read._text import parse_text
from thememiner.read._vtt import parse_captions
from thememiner.read._whole import (
    ARCHIVES,
    READERS,
    SUFFIXES,
    ReadFile,
    read_whole,
    read_with,
    reader_of,
)
from thememiner.records import ReadProblem, Transcript

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

_PARSERS: Mapping[str, Callable[[str], Transcript]] = {
    "txt": parse_text,
    "md": lambda text: parse_text(text, format="md"),
    "vtt": parse_captions,
    "srt": parse_subtitles,
    "sbv": lambda text: parse_subtitles(text, format="sbv"),
}


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
    if path.suffix.lower() in ARCHIVES and not path.is_dir():
        return _only_one(path)
    reader = reader_of(path, READERS)
    return read_with(reader, path)


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


def _same_content(path: Path, twin: Path) -> ReadProblem:
    return ReadProblem(
        path=str(path),
        found=f"This file has the same content as {twin}; it was read once.",
        expected="every transcript once.",
        remedy="Remove one of the two files, or check whether the wrong file was copied.",
        fatal=False,
    )

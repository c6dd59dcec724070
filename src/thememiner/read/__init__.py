"""Turns files into ``Transcript``s: who speaks, and what is speech.

A registry names the private reader for each suffix; every convention has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from thememiner.errors import ReadError
from thememiner.read._attributes import join_cases
from thememiner.read._cases import CaseRow, read_cases
from thememiner.read._docx import read_docx
from thememiner.read._files import PathLike, as_error, list_files
from thememiner.read._make import SpokenTurn, make_transcript
from thememiner.read._text import parse_text, read_text
from thememiner.read._vtt import parse_captions, read_vtt
from thememiner.records import ReadProblem, Record, Transcript

__all__ = [
    "SUFFIXES",
    "CaseRow",
    "ReadFile",
    "SpokenTurn",
    "find_files",
    "join_cases",
    "make_transcript",
    "parse_transcript",
    "read_cases",
    "read_files",
    "read_transcript",
    "read_transcripts",
]

_READERS: Mapping[str, Callable[..., Transcript]] = {
    ".txt": read_text,
    ".md": read_text,
    ".vtt": read_vtt,
    ".docx": read_docx,
}
SUFFIXES: tuple[str, ...] = tuple(_READERS)
_PARSERS: Mapping[str, Callable[[str], Transcript]] = {
    "txt": parse_text,
    "md": lambda text: parse_text(text, format="md"),
    "vtt": parse_captions,
}
_KNOWN_ELSEWHERE: Mapping[str, str] = {
    ".doc": "an old Word document",
    ".odt": "an OpenDocument text",
    ".rtf": "a rich text document",
    ".pdf": "a PDF",
    ".srt": "a SubRip caption file",
    ".sbv": "a YouTube caption file",
    ".ttml": "a caption file",
    ".cha": "a CHAT transcript",
    ".eaf": "an ELAN file",
    ".textgrid": "a Praat file",
    ".json": "a JSON export",
    ".html": "a web page",
    ".csv": "a table",
    ".xlsx": "a spreadsheet",
}


class ReadFile(Record):
    """What became of one file.

    Attributes:
        path: the file.
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
        path: a file that ends in .txt, .md, .vtt or .docx.

    Returns:
        The transcript with canonical text, turns, speakers, guessed roles and notes.

    Raises:
        ReadError: the file is missing, empty, damaged, of another kind, or holds no talk.
    """
    path = Path(path)
    if path.is_dir():
        raise ReadError(
            f"{path} is a folder.",
            expected="one file.",
            remedy="Use read_transcripts for folders.",
        )
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise _unknown_suffix(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path} cannot be opened ({error.strerror}).",
            expected="a file that exists and may be read.",
            remedy="Check the path, and close the file in other programs.",
        ) from error
    try:
        return reader(data, format=path.suffix.lower().lstrip("."))
    except ReadError as error:
        raise ReadError(
            f"{path}: {error.found}", expected=error.expected, remedy=error.remedy
        ) from error


def read_transcripts(
    paths: PathLike | Iterable[PathLike],
) -> tuple[tuple[Transcript, ...], tuple[ReadProblem, ...]]:
    """Read files and folders of transcripts; one bad file never stops the rest.

    Args:
        paths: one path or several; folders are searched through.

    Returns:
        The transcripts in order of file name, each content once, and what a person should see.
    """
    files = read_files(paths)
    transcripts = tuple(file.transcript for file in files if file.transcript is not None)
    return transcripts, tuple(problem for file in files for problem in file.problems)


def read_files(paths: PathLike | Iterable[PathLike]) -> tuple[ReadFile, ...]:
    """Read files and folders of transcripts, and say which file each came from.

    Args:
        paths: one path or several; folders are searched through.

    Returns:
        One entry per file in order of file name, then one per path that leads to no file.
    """
    files, problems = list_files(paths, suffixes=SUFFIXES)
    lost = (ReadFile(path=Path(problem.path), problems=(problem,)) for problem in problems)
    return (*_read_each(files), *lost)


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
        format: ``txt``, ``md`` or ``vtt``.

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


def _read_each(files: Iterable[Path]) -> Iterator[ReadFile]:
    first: dict[str, Path] = {}
    for path in files:
        try:
            transcript = read_transcript(path)
        except ReadError as error:
            yield ReadFile(path=path, problems=(_problem(path, error),))
            continue
        twin = first.setdefault(transcript.id, path)
        if twin is path:
            yield ReadFile(path=path, transcript=transcript)
        else:
            yield ReadFile(path=path, problems=(_same_content(path, twin),), same_as=twin)


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

"""Turns an archive (.zip, .qdpx) into the files in it, each to be read as if it lay in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from thememiner.errors import ReadError
from thememiner.formats._archive import Archive, Member
from thememiner.formats._limits import MEGABYTE
from thememiner.formats._qdpx import parse_qdpx
from thememiner.read._files import keep_material

_MOST_MEMBER = 200 * MEGABYTE
_ARCHIVES = frozenset((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".qdpx"))


@dataclass(frozen=True)
class Packed:
    """A file in an archive.

    Attributes:
        name: its path in the archive, or what a project calls it.
        suffix: how it is read, in small letters with the dot.
        data: its bytes; None where it could not be unpacked.
        problem: why it could not.
    """

    name: str
    suffix: str
    data: bytes | None = None
    problem: ReadError | None = None


def open_zip(data: bytes, *, suffixes: Iterable[str]) -> Iterator[Packed]:
    """Unpack a zip folder of transcripts in memory, one file at a time.

    Args:
        data: the bytes of the whole file.
        suffixes: what can be read; companions of transcripts are passed over as in a folder.

    Yields:
        The files by name; one that climbs out, is protected or is a bomb says so.

    Raises:
        ReadError: the archive is damaged, too large, protected as a whole, or holds no files.
    """
    archive = Archive(data, what="zip folder")
    named = {PurePosixPath(member.name.replace("\\", "/")): member for member in archive.members}
    kept = keep_material(named, suffixes=suffixes)
    if not kept:
        raise ReadError(
            "There are no files in this zip folder that could be transcripts.",
            expected=f"transcripts that end in {', '.join(suffixes)}.",
            remedy="Check that the right folder was packed.",
        )
    if all(named[path].encrypted for path in kept):
        raise ReadError(
            "The zip folder is protected by a password.",
            expected="a zip folder without a password.",
            remedy="Unpack it, and add the folder with the files.",
        )
    for path in sorted(kept):
        yield _unpack(archive, path, named[path])


def open_project(data: bytes, *, suffixes: Iterable[str]) -> Iterator[Packed]:  # noqa: ARG001
    """The text sources of a project archive (.qdpx).

    Raises:
        ReadError: the archive is damaged, or holds no project or no sources.
    """
    seen: dict[str, int] = {}
    for source in parse_qdpx(data):
        seen[source.name] = seen.get(source.name, 0) + 1
        name = source.name if seen[source.name] == 1 else f"{source.name} ({seen[source.name]})"
        name = name.replace("/", "_").replace("\\", "_").strip(". ") or "source"
        yield Packed(name, source.suffix, source.data, source.problem)


def _unpack(archive: Archive, path: PurePosixPath, member: Member) -> Packed:
    suffix = path.suffix.lower()
    if member.climbs:
        problem = _refused("Its path leads out of the zip folder.", "a path inside it.")
    elif suffix in _ARCHIVES:
        problem = _refused("It is an archive inside an archive.", "transcripts, not packed again.")
    else:
        try:
            return Packed(str(path), suffix, archive.read(member, most=_MOST_MEMBER))
        except ReadError as error:
            problem = error
    return Packed(str(path), suffix, problem=problem)


def _refused(found: str, expected: str) -> ReadError:
    return ReadError(
        found,
        expected=expected,
        remedy="Unpack the folder, check what is in it, and add the transcripts themselves.",
    )

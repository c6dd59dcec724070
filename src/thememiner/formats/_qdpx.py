"""Turns the bytes of a project archive (.qdpx, REFI-QDA) into its text sources, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from thememiner.errors import ReadError
from thememiner.formats._archive import Archive, Member
from thememiner.formats._limits import MEGABYTE
from thememiner.formats._xml import local_name, parse_xml

_MOST_XML = 64 * MEGABYTE
_MOST_TAGS = 2_000_000
_MOST_SOURCE = 64 * MEGABYTE
_TEXTS = frozenset(("TextSource", "Representation", "Transcript", "TextDescription"))
_OTHERS = {
    "PDFSource": "a PDF",
    "PictureSource": "a picture",
    "AudioSource": "a recording",
    "VideoSource": "a video",
}
_SCHEMES = ("internal://", "relative://", "absolute://")


@dataclass(frozen=True)
class ProjectSource:
    """A source of a project.

    Attributes:
        name: what the project calls it.
        suffix: how its bytes are read, such as ``.txt`` or ``.docx``.
        data: its bytes; None where it has no words in the archive.
        problem: why there are none.
    """

    name: str
    suffix: str = ".txt"
    data: bytes | None = None
    problem: ReadError | None = None


def parse_qdpx(data: bytes) -> Iterator[ProjectSource]:
    """Find the text sources of a project: texts, transcripts of recordings, the words of PDFs.

    Args:
        data: the bytes of the whole file.

    Yields:
        Each source in the project's order; one that is missing says so.

    Raises:
        ReadError: the archive is damaged, a bomb, or holds no project or no sources.
    """
    archive = Archive(data, what="project archive (.qdpx)")
    project = _project(archive)
    root = parse_xml(
        archive.read_xml(project, most=_MOST_XML, most_tags=_MOST_TAGS),
        damaged=archive.damaged(project.name),
    )
    found = [element for element in root.iter() if local_name(element) in ("TextSource", *_OTHERS)]
    if not found:
        raise ReadError(
            "The project archive has no sources: it holds codes alone, or nothing.",
            expected="a project that was exported with its documents.",
            remedy="Export the project again with its sources included.",
        )
    for element in found:
        yield from _sources(archive, element)


def _project(archive: Archive) -> Member:
    """The project file: ``project.qde`` in any case of letters, or another name that ends so."""
    named = [member for member in archive.members if member.name.lower().endswith(".qde")]
    named.sort(key=lambda member: (_base(member.name).lower() != "project.qde", member.name))
    if not named:
        raise ReadError(
            "The archive holds no project file (.qde).",
            expected="a REFI-QDA project archive, as NVivo, ATLAS.ti or MAXQDA export it.",
            remedy="Export the project again, or name it .zip if it is a folder of transcripts.",
        )
    return named[0]


def _sources(archive: Archive, element: Any) -> Iterator[ProjectSource]:
    kind, name = local_name(element), _name(element)
    if kind == "TextSource":
        yield _text(archive, element, name)
        return
    texts = [child for child in element.iterchildren() if local_name(child) in _TEXTS]
    for text in texts:
        yield _text(archive, text, name if len(texts) == 1 else f"{name} {_name(text)}".strip())
    if not texts and kind == "PDFSource" and (member := _find(archive, element.get("path"))):
        yield _read(archive, member, name)
    elif not texts:
        problem = ReadError(
            f"The source {name!r} is {_OTHERS[kind]} without a transcript in the project.",
            expected="a text, or a transcript beside it.",
            remedy="Export it with its transcript, or leave it out.",
        )
        yield ProjectSource(name, problem=problem)


def _name(element: Any) -> str:
    paths = (element.get(key) for key in ("plainTextPath", "richTextPath", "path"))
    path = next((path for path in paths if path), "")
    return element.get("name") or _base(path) or element.get("guid") or "source"


def _base(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _text(archive: Archive, element: Any, name: str) -> ProjectSource:
    """The plain text of a source, or its rich text where the plain one is empty or missing."""
    content = next(
        (c.text for c in element.iterchildren() if local_name(c).endswith("Content")), ""
    )
    if (content or "").strip():
        return ProjectSource(name, data=(content or "").encode("utf-8"))
    paths = [path for key in ("plainTextPath", "richTextPath") if (path := element.get(key))]
    first: ProjectSource | None = None
    for path in paths:
        if member := _find(archive, path):
            source = _read(archive, member, name)
            if source.data is not None and (source.data.strip() or first):
                return source
            first = first or source
    return first or ProjectSource(name, problem=_missing(name, paths))


def _find(archive: Archive, path: str | None) -> Member | None:
    """The member that a path means; nothing outside the archive is ever looked at."""
    for scheme in _SCHEMES:
        path = (path or "").removeprefix(scheme)
    if not path:
        return None
    for spelled in dict.fromkeys((path, unquote(path))):
        plain = spelled.replace("\\", "/").lstrip("/")
        for name in (f"sources/{plain}", plain, f"sources/{_base(plain)}"):
            if member := archive.find(name):
                return member
    return None


def _read(archive: Archive, member: Member, name: str) -> ProjectSource:
    try:
        data = archive.read(member, most=_MOST_SOURCE)
    except ReadError as error:
        return ProjectSource(name, problem=error)
    return ProjectSource(name, PurePosixPath(member.name).suffix.lower() or ".txt", data)


def _missing(name: str, paths: list[str]) -> ReadError:
    where = f" ({', '.join(paths)})" if paths else ""
    return ReadError(
        f"The source {name!r} is not in the archive{where}.",
        expected="a project that was exported with its documents.",
        remedy="Export the project again with its sources included, or add the file by itself.",
    )

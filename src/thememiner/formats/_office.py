"""Turns the parts of an Office file (.docx, .xlsx) into XML roots and the relations between parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any

from thememiner.formats._archive import Archive
from thememiner.formats._limits import MEGABYTE
from thememiner.formats._xml import parse_xml

_MOST_SMALL_XML = 8 * MEGABYTE
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


@dataclass(frozen=True)
class Relation:
    """What a part refers to.

    Attributes:
        path: the other part's path in the archive; empty for something outside of it.
        kind: the last word of its type, such as ``styles``.
    """

    path: str
    kind: str


def read_part(archive: Archive, name: str, *, most: int = _MOST_SMALL_XML, most_tags: int) -> Any:
    """The root of a part; None where there is no such part.

    Raises:
        ReadError: it is protected, a bomb, too large, damaged, or declares entities.
    """
    member = archive.find(name) if name else None
    if member is None:
        return None
    data = archive.read_xml(member, most=most, most_tags=most_tags)
    if _STRICT in data:
        for strict, usual in _USUAL.items():
            data = data.replace(strict, usual)
    return parse_xml(data, damaged=archive.damaged(name))


def find_relations(archive: Archive, part: str) -> Mapping[str, Relation]:
    """Id to relation, for a part or, with an empty name, for the whole archive.

    Raises:
        ReadError: as `read_part`.
    """
    folder, _, base = part.rpartition("/")
    root = read_part(archive, join(folder, "_rels", f"{base}.rels"), most_tags=20_000)
    found = {}
    for one in () if root is None else root.iterchildren():
        target, kind = one.get("Target") or "", (one.get("Type") or "").rsplit("/", 1)[-1]
        path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        outside = one.get("TargetMode") == "External"
        found[one.get("Id") or ""] = Relation("" if outside else path, kind)
    return found


def find_main_part(archive: Archive) -> str:
    """The path of the document or workbook itself.

    Raises:
        ReadError: the archive names none.
    """
    for relation in find_relations(archive, "").values():
        if relation.kind == "officeDocument" and archive.find(relation.path):
            return relation.path
    raise archive.damaged()

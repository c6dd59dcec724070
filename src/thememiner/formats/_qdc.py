"""A plain tree of codes into a REFI-QDA codebook (.qdc) and back; the only place of its XML."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from thememiner.errors import InputError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_GUIDS = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_MOST_CODES = 20_000
_MOST_LEVELS = 200
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class QdcNode:
    """One code of a codebook file.

    Attributes:
        name: what people call it.
        guid: its identifier, as written in the file.
        description: free text.
        parent: guid of the code above, None at the top.
        codable: False for a heading that groups codes.
        color: ``#RRGGBB``, empty without one.
    """

    name: str
    guid: str
    description: str = ""
    parent: str | None = None
    codable: bool = True
    color: str = ""


def make_guid(codebook_id: str, code_id: str) -> str:
    """The same guid for the same code of the same codebook, for ever."""
    return str(uuid.uuid5(_GUIDS, f"{codebook_id}\x1f{code_id}")).upper()


def make_qdc(nodes: Sequence[QdcNode], *, origin: str = "thememiner") -> bytes:
    """The codes as a codebook file, in the order given; siblings with one name get a number.

    Raises:
        InputError: there is no code, or a code's parent is missing or below itself.
    """
    from lxml import etree

    if not nodes:
        raise InputError("A codebook file needs at least one code; none was given.")
    names: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=names, origin=origin)
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    written = _write_tree(codes, _by_parent(nodes))
    if written != len(nodes):
        raise InputError(
            f"{len(nodes) - written} of {len(nodes)} codes hang on a parent that is not in the "
            "codebook or on each other. Give each of them a parent that is there, or none."
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def parse_qdc(data: bytes) -> list[QdcNode]:
    """The codes of a codebook file in document order, whatever the version of its namespace.

    Raises:
        InputError: the bytes are not well-formed XML, hold a document type, or no codebook.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            f"This codebook file is damaged: {error}. "
            "Export it again from the program it came from."
        ) from error
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise InputError(
            "This codebook file declares a document type, which no REFI-QDA codebook does and "
            "which can be used for an attack. Export it again from the program it came from."
        )
    books = [item for item in root.iter() if _local(item) == "CodeBook"]
    if not books:
        raise InputError(
            f"No CodeBook was found, only <{_local(root)}>. A REFI-QDA codebook (.qdc) is needed."
        )
    n_codes = sum(1 for item in books[0].iter() if _local(item) == "Code")
    if n_codes > _MOST_CODES:
        raise InputError(
            f"This codebook file has {n_codes:,} codes; at most {_MOST_CODES:,} are read. Check that "
            "it is the right file."
        )
    return [node for codes in _children(books[0], "Codes") for node in _read_level(codes, None)]


def _by_parent(nodes: Sequence[QdcNode]) -> dict[str | None, list[QdcNode]]:
    below: dict[str | None, list[QdcNode]] = {}
    for node in nodes:
        below.setdefault(node.parent, []).append(node)
    return below


def _write_tree(codes: Any, below: dict[str | None, list[QdcNode]]) -> int:
    """The codes below each other, level by level: how deep they go does not matter to Python."""
    queue: list[tuple[Any, str | None]] = [(codes, None)]
    written = levels = 0
    while queue and levels <= _MOST_LEVELS:
        levels += 1
        found: list[tuple[Any, str | None]] = []
        for above, parent in queue:
            taken: set[str] = set()
            for node in below.get(parent, []):
                found.append((_write_code(above, node, taken), node.guid))
        written += len(found)
        queue = found
    if queue:
        raise InputError(
            f"The codes stand below each other in more than {_MOST_LEVELS} levels, more than other "
            "programs read. Give them fewer."
        )
    return written


def _write_code(above: Any, node: QdcNode, taken: set[str]) -> Any:
    from lxml import etree

    name = _free_name(" ".join(_clean(node.name).split()) or "(no name)", taken)
    taken.add(name.casefold())
    element = etree.SubElement(
        above, f"{{{NAMESPACE}}}Code", guid=node.guid, name=name,
        isCodable="true" if node.codable else "false",
    )  # fmt: skip
    if node.color:
        element.set("color", node.color)
    if node.description:
        description = etree.SubElement(element, f"{{{NAMESPACE}}}Description")
        description.text = _clean(node.description)
    return element


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _read_level(above: Any, parent: str | None) -> Iterator[QdcNode]:
    for number, element in enumerate(_children(above, "Code"), start=1):
        name = (element.get("name") or "").strip()
        guid = (element.get("guid") or "").strip("{} \t\n") or make_guid(parent or "", f"{number}")
        text = "".join(part.text or "" for part in _children(element, "Description"))
        yield QdcNode(
            name=name,
            guid=guid,
            description=text.strip(),
            parent=parent,
            codable=(element.get("isCodable") or "true").strip() in ("true", "1"),
            color=(element.get("color") or "").strip(),
        )
        yield from _read_level(element, guid)


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element if _local(child) == name]


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))

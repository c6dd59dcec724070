"""Turns the bytes of an XML part into its root element: no entities, no network, no huge trees."""

from __future__ import annotations

import re
from typing import Any

from thememiner.errors import ReadError

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def declares_entities(data: bytes) -> bool:
    """Whether XML in any usual encoding has a document type, which is where entities live."""
    plain = data.replace(b"\x00", b"") if b"\x00" in data else data
    return b"<!" in plain and bool(_DECLARATION.search(plain))


def parse_xml(data: bytes, *, damaged: ReadError) -> Any:
    """Parse XML from a file that somebody handed over.

    Args:
        data: the bytes of the part.
        damaged: the error for XML that cannot be parsed.

    Returns:
        The root, an lxml element without comments and processing instructions below it.

    Raises:
        ReadError: ``damaged``; also where the part has a document type of its own.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise damaged
    return root


def local_name(element: Any) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""

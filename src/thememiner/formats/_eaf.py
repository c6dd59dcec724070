"""Turns the bytes of an ELAN file (.eaf) into its tiers with their annotations.

Our own small parse: pympi reads files only by path and does not guard against hostile XML. Here a
document type, and with it every entity, is refused before anything is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from thememiner.errors import ReadError
from thememiner.formats._limits import check_size
from thememiner.formats._text import empty_file

_MOST_BYTES = 20_000_000
_EXPECTED = "an ELAN annotation document (.eaf)."
_REMEDY = "Save the file again in ELAN, or export it as text."
_MOST_STEPS = 50
_MOST_LEVELS = 100


@dataclass(frozen=True)
class Annotation:
    """One annotation; times in seconds, those of the parent where it has none of its own."""

    id: str
    text: str
    began_s: float | None
    ended_s: float | None
    parent: str | None = None


@dataclass(frozen=True)
class Tier:
    """One tier.

    Attributes:
        name: its id.
        participant: who it is about, empty where not said.
        parent: the tier it hangs on, None for an independent one.
        closed: its values come from a fixed list (a controlled vocabulary).
        annotations: in file order.
    """

    name: str
    participant: str
    parent: str | None
    closed: bool
    annotations: tuple[Annotation, ...]

    @property
    def n_with_words(self) -> int:
        """Number of annotations that are not empty."""
        return sum(1 for one in self.annotations if one.text)


def parse_eaf(data: bytes) -> tuple[Tier, ...]:
    """Parse an ELAN file.

    Args:
        data: the bytes of the whole file.

    Raises:
        ReadError: the bytes are empty, too many, no well-formed XML, have a document type, or are
            another kind of document.
    """
    if not data.strip():
        raise empty_file()
    check_size(data, most=_MOST_BYTES, kind="an ELAN file")
    _check_xml(data)
    root = _root(data)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise ReadError(
            f"The file ends in .eaf but is an XML document of the kind {str(root.tag)[:40]!r}.",
            expected=_EXPECTED,
            remedy=_REMEDY,
        )
    slots = {
        slot.get("TIME_SLOT_ID"): _seconds(slot.get("TIME_VALUE"))
        for slot in root.iterfind("TIME_ORDER/TIME_SLOT")
    }
    closed = {
        kind.get("LINGUISTIC_TYPE_ID")
        for kind in root.iterfind("LINGUISTIC_TYPE")
        if kind.get("CONTROLLED_VOCABULARY_REF")
    }
    tiers = list(root.iterfind("TIER"))
    times = _times_of_annotations(tiers, slots)
    return tuple(
        Tier(
            name=tier.get("TIER_ID") or f"tier {n}",
            participant=(tier.get("PARTICIPANT") or "").strip(),
            parent=tier.get("PARENT_REF"),
            closed=tier.get("LINGUISTIC_TYPE_REF") in closed,
            annotations=tuple(_annotation(one, times) for one in tier.iterfind("ANNOTATION/*")),
        )
        for n, tier in enumerate(tiers, 1)
    )


def _check_xml(data: bytes) -> None:
    """Refuse what is not well formed, and every document type: it is where entities live."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    levels = 0

    def count_in(*_: object) -> None:
        nonlocal levels
        levels += 1
        if levels > _MOST_LEVELS:
            raise ReadError(
                "The XML is nested deeper than any ELAN file.", expected=_EXPECTED, remedy=_REMEDY
            )

    def count_out(_: object) -> None:
        nonlocal levels
        levels -= 1

    parser.StartElementHandler, parser.EndElementHandler = count_in, count_out
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        begins = data.lstrip()[:1] in (b"<", b"\xef", b"\xff", b"\xfe")
        kind = f"damaged XML or cut off ({error})" if begins else "no XML"
        raise ReadError(
            f"The file ends in .eaf but is {kind}.", expected=_EXPECTED, remedy=_REMEDY
        ) from error


def _refuse_doctype(*_: object) -> None:
    raise ReadError(
        "The XML declares a document type or entities, which ELAN never writes and which can be "
        "used for an attack.",
        expected=_EXPECTED,
        remedy=_REMEDY,
    )


def _root(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(
            f"The XML cannot be read ({error}).", expected=_EXPECTED, remedy=_REMEDY
        ) from error


def _seconds(value: str | None) -> float | None:
    return int(value) / 1000 if value and value.isdecimal() and len(value) < 12 else None


Times = tuple[float | None, float | None]


def _times_of_annotations(
    tiers: list[Any], slots: Mapping[str | None, float | None]
) -> dict[str, Times]:
    """Annotation id to its times; a reference has those of what it refers to."""
    times: dict[str, Times] = {}
    refers: dict[str, str] = {}
    for one in (one for tier in tiers for one in tier.iterfind("ANNOTATION/*")):
        name = one.get("ANNOTATION_ID") or ""
        if one.get("ANNOTATION_REF"):
            refers[name] = one.get("ANNOTATION_REF")
        else:
            began, ended = (
                slots.get(one.get("TIME_SLOT_REF1")),
                slots.get(one.get("TIME_SLOT_REF2")),
            )
            in_order = began is None or ended is None or began <= ended
            times[name] = (began, ended if in_order else None)
    for name in refers:
        above = name
        for _ in range(_MOST_STEPS):
            above = refers.get(above, above)
        times[name] = times.get(above, (None, None))
    return times


def _annotation(one: Any, times: Mapping[str, Times]) -> Annotation:
    name = one.get("ANNOTATION_ID") or ""
    value = one.find("ANNOTATION_VALUE")
    text = "" if value is None else " ".join("".join(value.itertext()).split())
    began_s, ended_s = times.get(name, (None, None))
    return Annotation(name, text, began_s, ended_s, one.get("ANNOTATION_REF"))

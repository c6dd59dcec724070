"""Turns the bytes of an ELAN file (.eaf) into its tiers with their annotations.

Our own small parse: pympi reads files only by path and does not guard against hostile XML. Here a
document type, and with it every entity, is refused before anything is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._limits import check_count, check_size
from thememiner.formats._text import empty_file
from thememiner.formats._xml import declares_entities

_MOST_BYTES = 20_000_000
_EXPECTED = "an ELAN annotation document (.eaf)."
_REMEDY = "Save the file again in ELAN, or export it as text."
_MOST_STEPS = 50
_MOST_TAGS = 500_000
_MOST_TIERS = 1_000


@dataclass(frozen=True, slots=True)
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
    root = _root(data)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise _refused(
            f"The file ends in .eaf but is an XML document of the kind {str(root.tag)[:40]!r}."
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
    check_count(len(tiers), most=_MOST_TIERS, nouns="tiers")
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


def _root(data: bytes) -> Any:
    """The root of the document; what is no well-formed XML and every document type is refused."""
    from lxml import etree

    check_count(data.count(b"<"), most=_MOST_TAGS, nouns="tags")
    if declares_entities(data):
        raise _refused(
            "The XML declares a document type or entities, which ELAN never writes and which can "
            "be used for an attack."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise _refused("The XML is nested deeper than any ELAN file.") from error
        begins = data.lstrip()[:1] in (b"<", b"\xef", b"\xff", b"\xfe")
        kind = f"damaged XML or cut off ({error})" if begins else "no XML"
        raise _refused(f"The file ends in .eaf but is {kind}.") from error


def _refused(found: str) -> ReadError:
    return ReadError(found, expected=_EXPECTED, remedy=_REMEDY)


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
        above: str | None = name
        for _ in range(_MOST_STEPS):
            if (next_above := refers.get(above or "")) is None:
                break
            above = next_above
        times[name] = times.get(above or "", (None, None))
    return times


def _annotation(one: Any, times: Mapping[str, Times]) -> Annotation:
    name = one.get("ANNOTATION_ID") or ""
    value = one.find("ANNOTATION_VALUE")
    text = "" if value is None else " ".join("".join(value.itertext()).split())
    began_s, ended_s = times.get(name, (None, None))
    return Annotation(name, text, began_s, ended_s, one.get("ANNOTATION_REF"))

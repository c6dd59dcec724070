"""Records into the small shapes that the page shows: quotations and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thememiner.records import Coding, Quote, Unit
from thememiner.reports._material import MOST_VALUES, Material, person_key

LONGEST_QUOTE = 900


@dataclass(frozen=True)
class QuoteView:
    """A quotation on the page.

    Attributes:
        text: the words.
        who: person, attributes and transcript, in one line.
        tags: what a machine or a coder put on it, such as a probability and a valence.
        because: extracts that speak for the code.
        link: where it leads on the page, and the words of the link; None for nowhere.
    """

    text: str
    who: str
    tags: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class TableView:
    """A table on the page; the first cell of each row is its header."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def make_quote(
    item: Unit | Coding | Quote,
    material: Material,
    *,
    tags: tuple[str, ...] = (),
    because: tuple[str, ...] = (),
    link: tuple[str, str] | None = None,
) -> QuoteView:
    """A unit, a coding or a quote of a theme as a quotation with who said it and where."""
    text = shorten(item.text, LONGEST_QUOTE)
    names = _telling_attributes(material)
    attributes = [f"{name}: {item.attributes[name]}" for name in names if item.attributes.get(name)]
    who = [item.person or "person not known", *attributes, item.transcript_id or ""]
    return QuoteView(text, " · ".join(part for part in who if part), tags, because, link)


def shorten(text: str, longest: int) -> str:
    """The text, cut at a word and marked with ``[…]`` where it has more characters than that."""
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} […]"


def spread_quotes(units: Iterable[Unit], *, most: int) -> list[Unit]:
    """The first units, one of each person before a second of anybody."""
    first: list[Unit] = []
    again: list[Unit] = []
    seen: set[str] = set()
    for unit in units:
        key = person_key(unit)
        (again if key in seen else first).append(unit)
        seen.add(key)
        if len(first) >= most:
            break
    return [*first, *again][:most]


def say_number(number: int, one: str, many: str = "") -> str:
    """A count with its noun, such as ``1 person`` or ``1,204 units``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _telling_attributes(material: Material) -> tuple[str, ...]:
    """Up to three attributes that say something about a speaker: those with few values."""
    few = [name for name, found in material.values.items() if 2 <= len(found) <= MOST_VALUES]
    first = [name for name in few if name == material.by_attribute]
    return tuple(dict.fromkeys([*first, *few]))[:3]

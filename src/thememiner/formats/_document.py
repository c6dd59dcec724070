"""The paragraphs that every document format (Word, OpenDocument, RTF, web page, PDF) turns into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from thememiner.formats._limits import MOST_CHARACTERS, MOST_LINES, MOST_PARAGRAPHS, check_count

Style = Literal["plain", "bold", "italic", "mixed"]

_MOSTLY = 0.9
_NOT_XML = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a table row (cells parted by tabs); line breaks inside it are LF.

    Attributes:
        text: the words; deleted text of tracked changes is left out.
        lead: the words at the start that are all bold, empty where the first run is not.
        style: how the whole paragraph looks; mixed where it looks several ways.
        cells: the cells of a table row, empty for a paragraph.
        table: number of the table that the row belongs to, from 1; 0 for a paragraph.
    """

    text: str
    lead: str = ""
    style: Style = "plain"
    cells: tuple[str, ...] = ()
    table: int = 0


@dataclass(frozen=True)
class Document:
    """The paragraphs of a document in reading order, and notes on what was left out."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether there is anything but white space in it."""
        return any(paragraph.text.strip() for paragraph in self.paragraphs)


def make_paragraph(runs: Sequence[Run]) -> Paragraph:
    """A paragraph from its runs."""
    return Paragraph(
        _clean("".join([run.text for run in runs])),
        lead=_lead(runs),
        style=_style(runs),
    )


def make_row(cells: Iterable[Sequence[Paragraph]], *, table: int) -> Paragraph:
    """A table row as one paragraph: cells parted by tabs, inner paragraphs by line breaks."""
    blocks = [list(cell) for cell in cells]
    first = blocks[0][0] if blocks and blocks[0] else Paragraph("")
    texts = ["\n".join(part.text for part in cell if part.text.strip()) for cell in blocks]
    return Paragraph(
        "\t".join(texts).rstrip("\t"),
        lead=first.lead,
        style=first.style,
        cells=tuple(texts),
        table=table,
    )


def take_paragraphs(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs of a document, if they are no more than a conversation has.

    Raises:
        ReadError: there are more, or they are longer.
    """
    taken: list[Paragraph] = []
    n_characters = n_lines = 0
    for paragraph in paragraphs:
        taken.append(paragraph)
        n_characters += len(paragraph.text)
        check_count(len(taken), most=MOST_PARAGRAPHS, nouns="paragraphs")
        n_lines += 2 + paragraph.text.count("\n")
        check_count(n_characters, most=MOST_CHARACTERS, nouns="characters")
        check_count(n_lines, most=MOST_LINES, nouns="lines")
    return tuple(taken)


def counted(n: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: ``1 footnote``, ``3 footnotes``."""
    return f"1 {noun}" if n == 1 else f"{n} {nouns or noun + 's'}"


def _lead(runs: Sequence[Run]) -> str:
    lead = ""
    for run in runs:
        if run.text.strip() and not run.bold:
            break
        lead += run.text
    return _clean(lead).strip()


def _clean(text: str) -> str:
    return text if text.isascii() else _NOT_XML.sub("\ufffd", text)


def _style(runs: Sequence[Run]) -> Style:
    """Bold or italic where nine letters of ten are, plain where hardly any is."""
    seen = [run for run in runs if run.text.strip()]
    if all(run.bold for run in seen):
        return "bold" if seen else "plain"
    if not any(run.bold or run.italic for run in seen):
        return "plain"
    total = sum(_n_letters(run.text) for run in seen)
    if not total:
        return "plain"
    bold = sum(_n_letters(run.text) for run in runs if run.bold) / total
    italic = sum(_n_letters(run.text) for run in runs if run.italic) / total
    if bold >= _MOSTLY:
        return "bold"
    if italic >= _MOSTLY:
        return "italic"
    return "plain" if max(bold, italic) <= 1 - _MOSTLY else "mixed"


def _n_letters(text: str) -> int:
    return len(text) - text.count(" ")

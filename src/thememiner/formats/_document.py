"""The paragraphs that every document format (Word, OpenDocument, RTF, web page, PDF) turns into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from thememiner.errors import ReadError

Style = Literal["plain", "bold", "italic", "mixed"]

_MOSTLY = 0.9
_MOST_PARAGRAPHS = 20_000
_NOT_XML = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Run:
    """Some words of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
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
        _NOT_XML.sub("\ufffd", "".join(run.text for run in runs)),
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
        ReadError: there are more.
    """
    taken = tuple(islice(paragraphs, _MOST_PARAGRAPHS + 1))
    if len(taken) > _MOST_PARAGRAPHS:
        raise ReadError(
            f"The document has more than {_MOST_PARAGRAPHS:,} paragraphs.",
            expected="one conversation in a file.",
            remedy="Save each conversation as a file of its own.",
        )
    return taken


def counted(n: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: ``1 footnote``, ``3 footnotes``."""
    return f"1 {noun}" if n == 1 else f"{n} {nouns or noun + 's'}"


def _lead(runs: Sequence[Run]) -> str:
    lead = ""
    for run in runs:
        if run.text.strip() and not run.bold:
            break
        lead += run.text
    return _NOT_XML.sub("\ufffd", lead).strip()


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
    return sum(character.isalnum() for character in text)

"""Turns the lines on the pages of a PDF into paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from thememiner.formats._document import Document, Paragraph, Run, counted, make_paragraph
from thememiner.formats._pdf import Page, Word
from thememiner.read._page_row import Row
from thememiner.read._page_rows import find_margins, find_rows_of_talk

_TAB = 1.5
_HYPHENATED = 0.03
_NEW_PARAGRAPH = 1.3
_ENDS = tuple('.?!…:;"”’)]。？！')


def pages_document(pages: Sequence[Page]) -> Document:
    """Join the lines of pages to paragraphs.

    Args:
        pages: lines with their places.

    Returns:
        The paragraphs, those that a page break cut joined again, words cut by hyphens whole; notes
        count what was left out: line numbers, page numbers, headers and footers.
    """
    rows, notes = find_rows_of_talk(pages)
    if n_cut := sum(row.hyphen for row in rows):
        notes = (*notes, f"{counted(n_cut, 'word')} cut by a hyphen at a line's end joined")
    return Document(tuple(_paragraphs(rows, _joints(rows))), notes)


def _joints(rows: Sequence[Row]) -> dict[int, str]:
    """What stands between a word that is cut at a line's end and its rest: a hyphen or nothing.

    A hyphen stays where the same word has one elsewhere (``two-way``), and in a text that is not
    hyphenated by a program, in which hardly any line ends with one.
    """
    words = {word.text.strip('.,;:?!()"“”').casefold() for row in rows for word in row.words}
    cut = [(a, b) for a, b in pairwise(rows) if a.hyphen]
    rare = len(cut) < _HYPHENATED * len(rows)
    found = {}
    for row, below in cut:
        first = row.words[-1].text.casefold().lstrip('("“')
        rest = below.words[0].text.casefold().rstrip('.,;:?!)"”')
        whole = f"{first}{rest}" in words
        found[id(row)] = "-" if f"{first}-{rest}" in words or (rare and not whole) else ""
    return found


def _paragraphs(rows: Sequence[Row], joints: Mapping[int, str]) -> Iterator[Paragraph]:
    if not rows:
        return
    layouts = {
        column: _find_layout([row for row in rows if row.column == column])
        for column in {row.column for row in rows}
    }
    group: list[Row] = []
    for row in rows:
        if group and _begins(group[-1], row, layouts[row.column]):
            yield _joined(group, joints)
            group = []
        group.append(row)
    yield _joined(group, joints)


@dataclass(frozen=True)
class _Layout:
    """How the lines of a document lie.

    Attributes:
        left: where lines begin, points.
        right: where they end.
        pitch: the distance of lines within a paragraph, in line heights: the smallest usual one.
        spaced: True where wider distances part the paragraphs.
    """

    left: float
    right: float
    pitch: float
    spaced: bool


def _find_layout(rows: Sequence[Row]) -> _Layout:
    steps = sorted(
        (a.base - b.base) / a.size
        for a, b in pairwise(rows)
        if a.block == b.block and 0.7 * a.size < a.base - b.base < 4 * a.size
    )
    pitch = steps[len(steps) // 10] if steps else 1.2
    n_wide = sum(step > _NEW_PARAGRAPH * pitch for step in steps)
    return _Layout(*find_margins(rows), pitch, spaced=10 * n_wide >= len(steps) > 0)


def _begins(before: Row, row: Row, layout: _Layout) -> bool:
    """Whether a line begins a new paragraph."""
    if before.hyphen:
        return False
    ended = before.text.endswith(_ENDS)
    short = before.right < layout.right - 0.15 * (layout.right - layout.left)
    if before.block != row.block:
        return ended and (short or not row.text[:1].islower())
    step = before.base - row.base
    if step > _NEW_PARAGRAPH * layout.pitch * before.size or step < -before.size:
        return True
    indented = row.left > layout.left + row.size and before.left <= layout.left + 1
    return ended and short and not layout.spaced and (indented or row.text[:1].isupper())


def _joined(rows: Sequence[Row], joints: Mapping[int, str]) -> Paragraph:
    """Lines as one paragraph; a word that a hyphen cut is whole again."""
    runs: list[Run] = []
    for n, row in enumerate(rows):
        if n:
            runs.append(Run(joints.get(id(rows[n - 1]), "\n")))
        runs.extend(_runs(row.words))
    return make_paragraph(runs)


def _runs(words: Sequence[Word]) -> Iterator[Run]:
    """Neighbouring words of one look as one run; a wide gap is a tab."""
    first = words[0]
    texts = [first.text]
    for before, word in pairwise(words):
        gap = "\t" if word.left - before.right > _TAB * max(word.size, 1) else " "
        if (word.bold, word.italic) != (first.bold, first.italic):
            yield Run("".join(texts), bold=first.bold, italic=first.italic)
            first, texts = word, []
            yield Run(gap)
        else:
            texts.append(gap)
        texts.append(word.text)
    yield Run("".join(texts), bold=first.bold, italic=first.italic)

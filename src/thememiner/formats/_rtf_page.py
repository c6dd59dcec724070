"""Turns runs, cells and rows of RTF, as they end, into paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from thememiner.formats._document import Paragraph, Run, make_paragraph, make_row
from thememiner.formats._limits import MOST_COLUMNS, MOST_PARAGRAPHS, check_count


@dataclass
class RtfPage:
    """Paragraphs and rows as they come together."""

    runs: list[Run] = field(default_factory=list)
    cell: list[Paragraph] = field(default_factory=list)
    row: list[list[Paragraph]] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    in_table: bool = False
    n_tables: int = 0

    def end_paragraph(self) -> None:
        paragraph = make_paragraph(self.runs)
        self.runs = []
        if self.in_table:
            self.cell.append(paragraph)
            return
        if self.row or self.cell:
            self.end_row()
        self.paragraphs.append(paragraph)
        check_count(len(self.paragraphs), most=MOST_PARAGRAPHS, nouns="paragraphs")

    def end_cell(self) -> None:
        self.cell.append(make_paragraph(self.runs))
        self.row.append(self.cell)
        check_count(len(self.row), most=MOST_COLUMNS, nouns="columns")
        self.runs, self.cell = [], []

    def end_row(self) -> None:
        if self.cell:
            self.row.append(self.cell)
        before = self.paragraphs[-1] if self.paragraphs else None
        self.n_tables += not (before and before.table)
        self.paragraphs.append(make_row(self.row, table=self.n_tables))
        self.row, self.cell = [], []

    def close(self) -> None:
        if self.runs:
            self.end_paragraph()
        if self.row or self.cell:
            self.end_row()

"""Two coders as a script: one codes as the answer key of the sample says, one differs here and there."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from thememiner.study import Study

Codes = Mapping[str, tuple[str, ...]]


def read_key(sample: Path, study: Study, codebook: str) -> dict[str, tuple[str, ...]]:
    """Unit to the codes of the answer key whose quotation shares at least half of the shorter with it."""
    key = study.key
    texts = {key.file_of(text.id): text for text in study.transcripts}
    units: dict[str, list[tuple[int, int, str]]] = {}
    for unit in study.units:
        units.setdefault(unit.transcript_id, []).append((unit.start, unit.end, unit.id))
    found: dict[str, list[str]] = {}
    with (sample / "answer-key.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["codebook"] == codebook]
    for row in rows:
        text = texts[row["file"]]
        start = text.text.find(row["quote"])
        end = start + len(row["quote"])
        for a, b, unit_id in units[text.id] if start >= 0 else ():
            if 2 * (min(b, end) - max(a, start)) >= min(b - a, end - start):
                found.setdefault(unit_id, []).append(row["code_id"])
    return {unit_id: tuple(dict.fromkeys(codes))[:2] for unit_id, codes in found.items()}


def differ(codes: Codes, all_codes: tuple[str, ...], *, share: float, seed: int) -> Codes:
    """The same codes with a share of the units coded otherwise: left out, or with another code."""
    chance = random.Random(seed)
    out = dict(codes)
    for unit_id in sorted(codes):
        if chance.random() < share:
            other = chance.choice([code for code in all_codes if code not in codes[unit_id]])
            out[unit_id] = chance.choice([(), (other,)])
    return out


def fill_sheet(path: Path, codes: Codes, codebook: str) -> None:
    """Write codes into the rows of a codebook, by their ids; other rows stay empty."""
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        unit_id, book_id, _ = str(sheet.cell(row, column["row_id"]).value).split("|")
        own = codes.get(unit_id, ()) if book_id == codebook else ()
        for name, code in zip(("code", "code_2"), own, strict=False):
            sheet.cell(row, column[name]).value = code
    book.save(path)

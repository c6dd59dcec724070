"""Workbooks and CSV files full of hostile words, opened in LibreOffice: no cell became a formula."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hostile_study import AT, NAMES, WORDS, hostile_files, hostile_material

from thememiner.formats._csv import make_csv, unguarded
from thememiner.formats._xlsx import clean_text, parse_xlsx
from thememiner.review import read_sheet_decisions

SOFFICE = next(
    (found for name in ("soffice", "libreoffice") if (found := shutil.which(name))), None
)
NUMBER = re.compile(r"[\d/e.-]+")
COMMAS, SEMICOLONS = "CSV:44,34,76,1,,0,false,true", "CSV:59,34,76,1,,0,false,true"

pytestmark = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice is not on this machine; install it (Debian: apt-get install "
    "libreoffice-calc).",
)


def converted(
    files: Mapping[str, bytes], folder: Path, *, to: str = "xlsx", read_as: str = ""
) -> dict[str, bytes]:
    """The files opened and saved again by LibreOffice: name to bytes."""
    source, target = folder / "in", folder / "out"
    source.mkdir(exist_ok=True)
    for name, data in files.items():
        (source / name).write_bytes(data)
    command = [
        str(SOFFICE),
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *([f"--infilter={read_as}"] if read_as else []),
        "--convert-to",
        to,
        "--outdir",
        str(target),
        *(str(source / name) for name in files),
    ]
    done = subprocess.run(command, capture_output=True, timeout=500, check=False)
    made = {path.name: path.read_bytes() for path in target.iterdir()}
    assert len(made) == len(files), done.stderr.decode(errors="replace")
    return made


def formulas_of(data: bytes) -> list[str]:
    """The cells of a workbook that hold a formula, or an error that one left behind."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [f"{c.coordinate}: {c.value!r}"[:120] for c in cells if c.data_type in ("f", "e")]


def as_seen(text: str) -> str:
    """What a spreadsheet shows of a text, white space and a sign of old aside."""
    return " ".join(clean_text(text).replace("\x7f", "").split())


def test_a_workbook_saved_by_libreoffice_is_the_same_words(tmp_path: Path) -> None:
    """No cell is a formula, and every passage is what it was."""
    made = converted({"tables.xlsx": hostile_files("team")["tables.xlsx"]}, tmp_path)
    (data,) = made.values()
    assert formulas_of(data) == []
    read = {as_seen(row["text"]) for row in parse_xlsx(data)["units"]}
    lost = [text for text in WORDS if as_seen(text) not in read]
    assert lost == []


def test_a_review_sheet_saved_by_libreoffice_is_taken_back(tmp_path: Path) -> None:
    """Through LibreOffice and back, every row is understood and no entry changed."""
    material = hostile_material()
    made = converted({"review.xlsx": hostile_files("team")["review.xlsx"]}, tmp_path)
    assert formulas_of(made["review.xlsx"]) == []
    sheets = parse_xlsx(made["review.xlsx"])
    rows = [dict(row) for row in sheets["Review"]]
    for row, name in zip(rows, NAMES, strict=False):
        row |= {"verdict": "none fits", "memo": clean_text(name)}
    decisions, reports = read_sheet_decisions(
        {**sheets, "Review": rows},
        transcripts=material.transcripts,
        units=material.units,
        suggestions=material.suggestions,
        codebooks=material.codebooks,
        coder="AB",
        at=AT,
    )
    assert [report.message for report in reports if report.outcome == "problem"] == []
    assert len(decisions) >= len(NAMES)


@pytest.mark.parametrize("read_as", [COMMAS, SEMICOLONS])
def test_a_csv_opened_by_libreoffice_has_no_formula(read_as: str, tmp_path: Path) -> None:
    """Whatever sign it takes for the end of a cell; the words are still there.

    What is a number or a date is one to every spreadsheet that opens a CSV; the workbook keeps it.
    """
    rows = [{"n": number, "text": text} for number, text in enumerate(WORDS)]
    files = {"words.csv": make_csv(["n", "text"], rows)}
    for name, data in {**hostile_files("team"), **hostile_files("public")}.items():
        if name in ("themes.csv", "set_aside.csv") or name.startswith("public-"):
            files |= {name: data} if name.endswith(".csv") else {}
    made = converted(files, tmp_path, read_as=read_as)
    for name, data in made.items():
        assert formulas_of(data) == [], name
    if read_as == COMMAS:
        (found,) = parse_xlsx(made["words.xlsx"]).values()
        read = {as_seen(unguarded(row["text"])) for row in found}
        lost = [text for text in WORDS if len(text) < 15_000 and as_seen(text) not in read]
        assert {"1/2", "00012"} <= set(lost)
        assert all(NUMBER.fullmatch(text) or "\uffff" in text for text in lost)


def test_libreoffice_would_show_a_formula(tmp_path: Path) -> None:
    """The same test sees one in a file that was not guarded."""
    made = converted({"bad.csv": b"text\r\n=1+1\r\n"}, tmp_path, read_as=COMMAS)
    assert formulas_of(made["bad.xlsx"])

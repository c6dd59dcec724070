"""The invented statements that teach heads: whole, in the codebook, and nobody else's."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from thememiner.codebooks import load_codebook, load_no_code_examples
from thememiner.matches import NO_CODE

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "models" / "train" / "statements" / "npt").glob("*.txt"))


def _rows() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rows", ROOT / "models" / "train" / "rows.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("rows", module)
    spec.loader.exec_module(module)
    return module


rows = _rows()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_a_heading_or_has_a_sign(path: Path) -> None:
    """Nothing is passed over because of a slip of the pen."""
    for line in path.read_text(encoding="utf-8").splitlines():
        assert not line or line[:2] in {"# ", "##", "+ ", "- ", "~ ", ". "}, line


def test_every_code_of_the_codebook_is_taught() -> None:
    """Four hundred statements or more for each and for none, and nothing for a code that there is not."""
    known = [code.id for code in load_codebook("npt").codes]
    taught = [one.code for one in rows.written("npt")]
    assert set(taught) == {*known, NO_CODE}
    assert min(taught.count(code) for code in {*known, NO_CODE}) >= 400
    assert rows.written("no such codebook") == []


def test_a_round_can_be_left_out() -> None:
    """So that the benchmark can say what it brought."""
    every = {one.text for one in rows.written("npt")}
    without = {one.text for one in rows.written("npt", leave_out="second")}
    assert without < every
    assert len(every) - len(without) >= 2000


def test_no_statement_stands_in_the_codebook_too() -> None:
    """What teaches beside the codebook says something else."""
    book, outside = load_codebook("npt"), load_no_code_examples()
    examples = {e.text for some in (*(c.examples for c in book.codes), outside) for e in some}
    assert not examples & {one.text for one in rows.written("npt")}


def test_no_statement_is_a_text_that_is_measured_on() -> None:
    """Otherwise a figure would say how well texts are remembered."""
    data = rows.find_data()
    if data is None:
        pytest.skip("The evaluation sets are not here: ../shared/data is missing.")
    measured = {row.text.lower().strip(" .") for row in rows.npt_rows(data)}
    assert len(measured) > 100
    assert not measured & {one.text.lower().strip(" .") for one in rows.written("npt")}

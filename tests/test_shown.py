"""Sheets that are out when the study learns something new can still be read back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from decided_study import make_mined_study
from thememiner.records import Suggestion
from thememiner.study import Study


def learn_otherwise(study: Study) -> None:
    """Other suggestions for every unit, as another coder's sheet may teach them."""
    found = study._database.result("suggestions/be", Suggestion)
    names = {"time": "help", "help": "res", "res": "time"}
    taught = [
        one.model_copy(update={"code_id": names[one.code_id], "model": "m2"}) for one in found
    ]
    study._database.replace_result("suggestions/be", taught)


def confirm_all(path: Path) -> int:
    """Fill the sheet in: every first suggestion is confirmed."""
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    heads = [str(cell.value) for cell in sheet[1]]
    n = 0
    for row in sheet.iter_rows(min_row=2):
        if row[heads.index("suggestion_1")].value:
            row[heads.index("verdict")].value = "confirm"
            n += 1
    book.save(path)
    return n


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(Study, "learn", lambda _: None)
    return make_mined_study(tmp_path / "study")


@pytest.mark.parametrize("way", ["sheet", "export"])
def test_a_sheet_counts_with_what_its_coder_had_in_view(
    study: Study, tmp_path: Path, way: str
) -> None:
    """Another coder's sheet came first and taught the study; this one is applied all the same."""
    if way == "sheet":
        path = study.export_review(tmp_path / "cd.xlsx", coder="CD")
    else:
        (path,) = study.export(tmp_path / "out", formats=["review"])
    n = confirm_all(path)
    assert n > 0
    learn_otherwise(study)
    reports = study.import_review(path, coder="CD")
    assert [r.outcome for r in reports].count("applied") == n
    assert {(d.shown_code, d.code_id, d.model) for d in study.decisions} == {("time", "time", "m1")}


def test_a_sheet_that_the_study_never_wrote_is_reported(study: Study, tmp_path: Path) -> None:
    """What it showed is known to nobody, so nothing is guessed."""
    path = study.export_review(tmp_path / "cd.xlsx", coder="CD")
    n = confirm_all(path)
    learn_otherwise(study)
    study._database.put_result("review/shown", "", [])
    reports = study.import_review(path, coder="CD")
    assert [r.outcome for r in reports].count("problem") == n
    assert len(study.decisions) == 0


def test_what_was_shown_is_kept_once(study: Study, tmp_path: Path) -> None:
    """Two coders' sheets with the same suggestions need no more room than one; a blind one needs none."""
    study.export_review(tmp_path / "blind.xlsx", coder="EF", blind=True)
    before = study._database.result_texts().get("review/shown")
    study.export_review(tmp_path / "ab.xlsx", coder="AB")
    once = study._database.result_texts()["review/shown"]
    study.export_review(tmp_path / "cd.xlsx", coder="CD")
    assert before is None
    assert study._database.result_texts()["review/shown"] == once

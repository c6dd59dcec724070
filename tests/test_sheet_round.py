"""A review sheet out to a coder and back, with everything that people do to sheets."""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from decided_study import BOOK, make_mined_study
from thememiner.errors import ReviewError
from thememiner.records import RowReport
from thememiner.study import Study

Rows = list[list[Any]]
ENTRIES = {
    "verdict",
    "code",
    "code_2",
    "valence",
    "status",
    "quote",
    "memo",
    "summary",
    "rating",
    "on",
}


@pytest.fixture(autouse=True)
def learns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a study learns from a sheet needs a model, and is tested where it is made."""
    monkeypatch.setattr(Study, "learn", lambda _: None)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = make_mined_study(tmp_path / "study")
    yield made
    made.close()


def filled(path: Path, fill: Callable[[str, Rows], Rows]) -> Path:
    """The workbook with the rows of each sheet, header first, as ``fill`` gives them back."""
    book = load_workbook(path)
    new = Workbook()
    new.remove(new.active)
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        page = new.create_sheet(sheet.title)
        for row in fill(sheet.title, rows):
            page.append(row)
    new.save(path)
    return path


def put(rows: Rows, number: int, **cells: Any) -> None:
    """Write cells of a row by header; a row behind the last is a new one."""
    header = rows[0]
    while len(rows) <= number:
        rows.append([None] * len(header))
    for name, value in cells.items():
        rows[number][header.index(name)] = value


def problems(reports: Any) -> list[str]:
    return [report.message for report in reports if report.outcome == "problem"]


def outcomes(reports: Any, sheet: str) -> list[str]:
    return [r.outcome for r in reports if r.sheet == sheet and r.outcome not in ("empty",)]


# --- the whole of a sheet --------------------------------------------------------------------


def a_round(title: str, rows: Rows) -> Rows:
    """A coder's day: units, a free stretch, a chart, a rating and a memo."""
    if title == "Review":
        put(rows, 1, verdict="confirm", code_2="People", code_3="people > support")
        put(rows, 3, code="HELP", valence="Enabler")
        put(rows, 5, verdict="none fits")
    if title == "Free codings":
        put(rows, 1, transcript_id="?", quote="all. The nurse", codebook="be", code="Time")
    if title == "Charts":
        put(rows, 1, case="North", codebook="be", code="time", summary="No hours at all.")
    if title == "Judgements":
        put(rows, 1, case="north", construct="Work", rating=3, reason="Half the team.")
    if title == "Memos":
        put(rows, 1, on="Support", memo="Whose?")
        put(rows, 2, memo="Slow start.")
    return rows


def with_id(study: Study) -> Callable[[str, Rows], Rows]:
    def fill(title: str, rows: Rows) -> Rows:
        rows = a_round(title, rows)
        if title == "Free codings":
            put(rows, 1, transcript_id=study.transcripts[0].id)
        return rows

    return fill


def test_everything_can_be_done_in_the_sheet(study: Study, tmp_path: Path) -> None:
    """Codings with several codes, free stretches, charts, ratings, memos; a second reading adds nothing."""
    sheet = study.export_review(tmp_path / "r.xlsx", coder="AB")
    reports = study.import_review(filled(sheet, with_id(study)))
    assert problems(reports) == []
    assert [(c.code_id, c.valence, c.text) for c in study.codings()] == [
        ("help", None, "We had no time at all."),
        ("people", None, "We had no time at all."),
        ("time", "barrier", "We had no time at all."),
        ("time", None, "all. The nurse"),
        ("help", "enabler", "The nurse helped us, she did."),
    ]
    assert [(c.case, c.code_id, c.text, c.coder) for c in study.charts()] == [
        ("site=North", "time", "No hours at all.", "AB")
    ]
    assert [(j.case, j.codebook, j.construct_id, j.rating) for j in study.judgements()] == [
        ("site=North", "plain", "work", "3")
    ]
    assert [(m.kind, m.on) for m in study.memos()] == [("code", "help"), ("study", "")]
    n = len(study.decisions)
    again = study.import_review(sheet)
    assert len(study.decisions) == n
    assert {r.outcome for r in again} <= {"unchanged", "empty"}


def test_a_chart_comes_back_in_the_next_sheet_and_can_be_reworded(
    study: Study, tmp_path: Path
) -> None:
    """What the coder wrote is there; an untouched row changes nothing; somebody else's is not there."""
    study.chart("North", "time", "No hours.", coder="AB", quotations=[study.units[0].id])
    study.chart("North", "time", "Another view.", coder="CD")
    study.judge("North", "work", 2, "Half.", coder="AB")
    sheet = study.export_review(tmp_path / "r.xlsx", coder="AB")
    assert outcomes(study.import_review(sheet), "Charts") == ["unchanged"]

    def reword(title: str, rows: Rows) -> Rows:
        if title == "Charts":
            put(rows, 1, summary="No hours at all.")
        if title == "Judgements":
            put(rows, 1, rating=3, reason="More than half.")
        return rows

    assert problems(study.import_review(filled(sheet, reword))) == []
    assert [c.text for c in study.charts() if c.coder == "AB"] == ["No hours at all."]
    assert [j.rating for j in study.judgements()] == ["3"]


def test_what_was_changed_in_the_study_since_is_not_written_over(
    study: Study, tmp_path: Path
) -> None:
    """The row is reported."""
    study.chart("North", "time", "No hours.", coder="AB")
    sheet = study.export_review(tmp_path / "r.xlsx", coder="AB")
    study.chart("North", "time", "Rewritten in the notebook.", coder="AB")

    def reword(title: str, rows: Rows) -> Rows:
        if title == "Charts":
            put(rows, 1, summary="Rewritten in the sheet.")
        return rows

    (message,) = problems(study.import_review(filled(sheet, reword)))
    assert "changed in the study since" in message
    assert [c.text for c in study.charts()] == ["Rewritten in the notebook."]


def disagree(study: Study) -> None:
    one, two, three, *_ = (unit.id for unit in study.units)
    study.decide(one, "code", "time", coder="AB", valence="barrier")
    study.decide(one, "code", "people", coder="CD")
    study.decide(two, "code", "help", coder="AB", valence="barrier")
    study.decide(two, "code", "help", coder="CD", valence="enabler")
    study.decide(three, "code", "time", coder="AB")
    study.decide(three, "none-fits", coder="CD", codebook="be")


def test_disagreements_are_settled_in_the_sheet(study: Study, tmp_path: Path) -> None:
    """Each with what coders said and the words around; a valence in question has to be said."""
    disagree(study)
    sheet = study.export_review(tmp_path / "r.xlsx", coder="EF")

    def settle(title: str, rows: Rows) -> Rows:
        if title == "Disagreements":
            assert rows[1][rows[0].index("coders")] == "AB: time (barrier)\nCD: people"
            put(rows, 1, code="Resources > Time", code_2="People", memo="Both are meant.")
            put(rows, 2, code="Support")
            put(rows, 3, settle="none fits")
        return rows

    (message,) = problems(study.import_review(filled(sheet, settle)))
    assert "valence of help is in question too" in message
    assert [(c.coder, c.code_id, c.settled) for c in study.codings()] == [
        ("EF", "people", True),
        ("EF", "time", True),
        ("AB", "help", False),
        ("CD", "help", False),
    ]
    assert len(study.disagreements()) == 1
    assert {r.outcome for r in study.import_review(sheet)} <= {"unchanged", "empty", "problem"}


def test_a_blind_sheet_shows_nobodys_codings(study: Study, tmp_path: Path) -> None:
    """Nor does a sheet where coders agree have a sheet of disagreements."""
    without = study.export_review(tmp_path / "a.xlsx", coder="EF")
    disagree(study)
    blind = study.export_review(tmp_path / "b.xlsx", coder="EF", blind=True)
    for path in (without, blind):
        assert "Disagreements" not in load_workbook(path).sheetnames


@pytest.mark.parametrize(
    ("sheet", "cells", "message"),
    [
        (
            "Charts",
            {"case": "East", "codebook": "be", "code": "time", "summary": "x"},
            "no case 'East'",
        ),
        ("Charts", {"case": "North", "codebook": "be", "code": "time"}, "summary is empty"),
        ("Charts", {"case": "North", "codebook": "be", "summary": "x"}, "names no code"),
        (
            "Charts",
            {"case": "North", "codebook": "be", "code": "cash", "summary": "x"},
            "no code of be",
        ),
        (
            "Charts",
            {
                "case": "North",
                "codebook": "be",
                "code": "time",
                "summary": "x",
                "quotations": "q1 q2",
            },
            "q1, q2, which is no unit",
        ),
        (
            "Judgements",
            {"case": "North", "construct": "work", "rating": "3"},
            "a rating and the reason",
        ),
        ("Judgements", {"case": "North", "rating": "3", "reason": "x"}, "names no construct"),
        (
            "Judgements",
            {"case": "North", "construct": "work", "rating": "3", "reason": "x", "settles": "yes"},
            "Nobody has rated",
        ),
        (
            "Judgements",
            {
                "case": "North",
                "construct": "work",
                "rating": "3",
                "reason": "x",
                "settles": "maybe",
            },
            "Write yes",
        ),
        ("Memos", {"on": "time"}, "The memo is empty"),
        ("Memos", {"on": "nowhere", "memo": "x"}, "no case 'nowhere'"),
    ],
)
def test_rows_on_cases_that_cannot_be_applied_are_reported(
    study: Study, tmp_path: Path, sheet: str, cells: dict[str, str], message: str
) -> None:
    """By row, with what to do; nothing is guessed."""

    def fill(title: str, rows: Rows) -> Rows:
        if title == sheet:
            put(rows, 1, **cells)
        return rows

    reports = study.import_review(
        filled(study.export_review(tmp_path / "r.xlsx", coder="AB"), fill)
    )
    (report,) = [one for one in reports if one.outcome == "problem"]
    assert (report.sheet, report.row) == (sheet, 2)
    assert message in report.message
    assert len(study.decisions) == 0


def test_disagreements_that_cannot_be_settled_are_reported(study: Study, tmp_path: Path) -> None:
    """A word that is none, no code, a code twice, both, and a place where coders said something new."""
    disagree(study)
    path = study.export_review(tmp_path / "r.xlsx", coder="EF")
    said = [
        ({"settle": "yes"}, "Choose settle or none fits"),
        ({"memo": "Hm."}, "names no code"),
        ({"code": "time", "code_2": "TIME"}, "code_2 is the same code as another"),
        ({"settle": "none fits", "code": "time"}, "Clear one of them"),
        ({"code": "time", "row_id": "t0:1-2|be|00000000"}, "names no disagreement"),
    ]
    for cells, message in said:
        copy = Path(shutil.copy(path, tmp_path / "copy.xlsx"))

        def fill(title: str, rows: Rows, cells: dict[str, str] = cells) -> Rows:
            if title == "Disagreements":
                put(rows, 1, **cells)
            return rows

        assert message in problems(study.import_review(filled(copy, fill)))[0]
    study.decide(study.units[0].id, "code", "help", coder="CD")

    def settle(title: str, rows: Rows) -> Rows:
        if title == "Disagreements":
            put(rows, 1, code="time")
        return rows

    assert "changed in the study since" in problems(study.import_review(filled(path, settle)))[0]


# --- what people do to sheets ----------------------------------------------------------------


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.randoms(use_true_random=False), st.booleans())
def test_exported_shuffled_and_imported_it_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, widened: bool
) -> None:
    """Rows sorted anyhow, untouched ones deleted, columns moved and added: the same codings."""
    folder = tmp_path_factory.mktemp("round")
    with make_mined_study(folder / "one") as one, make_mined_study(folder / "two") as two:
        for study, shuffle in ((one, False), (two, True)):
            sheet = study.export_review(folder / "r.xlsx", coder="AB")

            def fill(title: str, rows: Rows, study: Study = study, shuffle: bool = shuffle) -> Rows:
                rows = with_id(study)(title, rows)
                return shuffled(rows, chance, widened) if shuffle and title != "Read me" else rows

            assert problems(study.import_review(filled(sheet, fill))) == []
        assert said(one) == said(two)


def said(study: Study) -> list[Any]:
    fields = {"at", "decision_ids", "id"}
    found = [study.codings(), study.charts(), study.judgements(), study.memos()]
    return [[one.model_dump(exclude=fields) for one in some] for some in found[:3]] + [
        sorted((memo.kind, memo.on, memo.text) for memo in found[3])
    ]


def shuffled(rows: Rows, chance: random.Random, widened: bool) -> Rows:
    """Rows in another order, some empty ones gone, columns in another order, one more of the coder's own."""
    header, rest = rows[0], rows[1:]
    entries = [n for n, name in enumerate(header) if name in ENTRIES]
    kept = [row for row in rest if any(row[n] for n in entries) or chance.random() < 0.5]
    chance.shuffle(kept)
    order = list(range(len(header)))
    chance.shuffle(order)
    moved = [[(row + [None] * len(header))[n] for n in order] for row in [header, *kept]]
    return [[*row, "mine" if n == 0 else "x"] for n, row in enumerate(moved)] if widened else moved


def as_csv(rows: Rows, *, delimiter: str, encoding: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252")],
)
def test_a_sheet_saved_as_csv_is_taken_back(
    study: Study, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    """One sheet a file, known by its columns, in the ways that spreadsheet programs save it."""
    pages: dict[str, Rows] = {}

    def keep(title: str, rows: Rows) -> Rows:
        pages[title] = with_id(study)(title, rows)
        return pages[title]

    filled(study.export_review(tmp_path / "r.xlsx", coder="AB"), keep)
    for title in ("Review", "Free codings", "Charts", "Judgements", "Memos"):
        path = tmp_path / f"{title}.csv"
        path.write_bytes(as_csv(pages[title], delimiter=delimiter, encoding=encoding))
        reports: Any = study.import_review(path, coder="AB")
        assert problems(reports) == []
        assert {report.sheet for report in reports} == {title}
    assert len(study.codings()) == 5
    assert (len(study.charts()), len(study.judgements()), len(study.memos())) == (1, 1, 2)
    with pytest.raises(ReviewError, match="Nobody is named as the coder"):
        study.import_review(tmp_path / "Review.csv")


def test_a_table_that_is_no_sheet_of_ours_is_refused(study: Study, tmp_path: Path) -> None:
    """With what it has, and what is needed."""
    (tmp_path / "x.csv").write_text("name,age\nAnn,3\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="has the columns name, age, which are those of no sheet"):
        study.import_review(tmp_path / "x.csv", coder="AB")
    with pytest.raises(ReviewError, match=r"or one of its sheets as \.csv; x\.ods is neither"):
        study.import_review(tmp_path / "x.ods", coder="AB")
    with pytest.raises(ReviewError, match="cannot be opened"):
        study.import_review(tmp_path / "y.xlsx", coder="AB")


def test_a_sheet_of_an_older_version_is_taken_back(study: Study, tmp_path: Path) -> None:
    """Without the columns and sheets that came later."""
    sheet = study.export_review(tmp_path / "r.xlsx", coder="AB")
    later = ("Charts", "Judgements", "Memos", "Disagreements")

    def old(title: str, rows: Rows) -> Rows:
        rows = with_id(study)(title, rows)
        if title in later:
            return []
        if title == "Review":
            put(rows, 1, code_3=None)
            at = rows[0].index("code_3")
            return [[cell for n, cell in enumerate(row) if n != at] for row in rows]
        return rows

    assert problems(study.import_review(filled(sheet, old))) == []
    assert len(study.codings()) == 4


def test_a_sheet_from_before_the_codebook_was_changed_is_reported_by_row(
    study: Study, tmp_path: Path
) -> None:
    """Rows that name a code that is gone, or showed another suggestion, are told; the others count."""
    sheet = study.export_review(tmp_path / "r.xlsx", coder="AB", blind=True)
    codes = tuple(code for code in BOOK.codes if code.id != "help")
    new = BOOK.model_copy(update={"codes": codes})
    study.revise_codebook(new, coder="EF", merged={"help": "people"})

    def fill(title: str, rows: Rows) -> Rows:
        if title == "Review":
            put(rows, 1, code="Time")
            put(rows, 3, code="People > Support")
        return rows

    reports: Any = study.import_review(filled(sheet, fill))
    told: list[RowReport] = [report for report in reports if report.outcome == "problem"]
    assert [(report.row, "no code of be" in report.message) for report in told] == [(4, True)]
    assert [coding.code_id for coding in study.codings()] == ["time"]

"""A round of review on the sample study from the plan to the settled codebook, and a second one on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import SAMPLE
from scripted_coders import Codes, differ, fill_sheet, read_key
from thememiner.study import Study

BOOK = "barriers-enablers"
CODERS = ("AB", "CD")


def review(study: Study, folder: Path, number: int, codes: dict[str, Codes]) -> None:
    """Hand out, fill, take back and finish the sheets of a round."""
    for coder in CODERS:
        sheet = study.export_review(folder / f"{number}-{coder}.xlsx", coder=coder, round=number)
        fill_sheet(sheet, codes[coder], BOOK)
        reports = study.import_review(sheet)
        assert not [report for report in reports if report.outcome == "problem"]
        study.finish_round(coder, number)


@pytest.fixture
def key(study_copy: Study) -> dict[str, tuple[str, ...]]:
    return read_key(SAMPLE, study_copy, BOOK)


def test_two_rounds_from_the_plan_to_the_settled_codebook(
    study_copy: Study, key: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    """assign, two sheets, import, agreement, disagreements, settle, a revised codebook, a second round."""
    study = study_copy
    book = next(one for one in study.codebooks if one.id == BOOK)
    all_codes = tuple(code.id for code in book.codes)

    study.assign(CODERS, overlap=0.3, seed=1, shares=False)
    other = differ(key, all_codes, share=0.3, seed=1)
    review(study, tmp_path, 1, {"AB": key, "CD": other})
    first = study.agreement(*CODERS, codebook=BOOK, round=1).headline[0]
    shared = {one.unit_id for one in study.assignments}
    assert first.n_units == len(shared)
    assert first.kappa is not None

    open_ones = study.disagreements(*CODERS, codebook=BOOK)
    differing = {u for u in shared if set(key.get(u, ())) != set(other.get(u, ()))}
    assert {one.unit_id for one in open_ones} == differing
    for one in open_ones:
        study.settle(one, key.get(str(one.unit_id), ()), coder="AB and CD")
    assert not study.disagreements(*CODERS, codebook=BOOK)
    settled = {(c.unit_id, c.code_id) for c in study.codings() if c.codebook == BOOK}
    assert settled == {(u, code) for u in shared for code in key.get(u, ())}
    again = study.agreement(*CODERS, codebook=BOOK, round=1).headline[0]
    assert again == first, "settling does not change how far they agreed before"

    sharper = book.codes[0].model_copy(update={"include": f"{book.codes[0].include} Sharper."})
    revised = book.model_copy(update={"version": "2", "codes": (sharper, *book.codes[1:])})
    study.revise_codebook(revised, coder="AB and CD", memo="after the first round")

    study.assign(CODERS, overlap=0.3, seed=1, shares=False)
    nearer = differ(key, all_codes, share=0.05, seed=2)
    review(study, tmp_path, 2, {"AB": key, "CD": nearer})
    second = study.agreement(*CODERS, codebook=BOOK, round=2).headline[0]
    assert second.kappa is not None
    assert second.kappa.value > first.kappa.value
    rounds = [{a.unit_id for a in study.assignments if a.round == n} for n in (1, 2)]
    assert not rounds[0] & rounds[1]
    assert study.verify()

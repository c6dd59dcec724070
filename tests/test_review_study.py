"""Order, audit and error rates of a mined study, through the facade."""

from __future__ import annotations

from pathlib import Path

import pytest

from thememiner.errors import SettingsError
from thememiner.formats._xlsx import parse_xlsx
from thememiner.review import draw_audit, make_decision
from thememiner.study import Study


def ids_in(path: Path) -> list[str]:
    """Ids of units in the order of a review sheet, each once."""
    rows = parse_xlsx(path.read_bytes())["Review"]
    return list(dict.fromkeys(row["row_id"].split("|")[0] for row in rows))


def test_a_sheet_can_begin_with_what_is_least_sure(study_copy: Study, tmp_path: Path) -> None:
    """Each unit is in it once, in the order that study.review_order gives, and it can be read back."""
    plain = ids_in(study_copy.export_review(tmp_path / "plain.xlsx"))
    path = study_copy.export_review(tmp_path / "order.xlsx", coder="AB", order="uncertain")
    assert plain == [unit.id for unit in study_copy.units]
    assert ids_in(path) == list(study_copy.review_order("uncertain", coder="AB"))
    assert sorted(ids_in(path)) == sorted(plain)
    assert ids_in(path) != plain
    outcomes = {row.outcome for row in study_copy.import_review(path)}
    assert not outcomes & {"applied", "problem"}


def test_a_blind_sheet_stands_as_people_spoke(study_copy: Study, tmp_path: Path) -> None:
    """And nothing is written where another order is asked for."""
    with pytest.raises(SettingsError, match="would give them away"):
        study_copy.export_review(tmp_path / "no.xlsx", blind=True, order="uncertain")
    assert not (tmp_path / "no.xlsx").exists()


def test_an_audit_counts_blind_decisions_in_the_order_drawn(study_copy: Study) -> None:
    """One in ten of thirty holds something; what was read with the suggestions in view is not among them."""
    book = study_copy.codebooks[0]
    aside = {item.unit_id for item in study_copy.set_aside}
    before = {one.codebook: one for one in study_copy.audit()}[book.id]
    drawn = draw_audit(study_copy.units, study_copy.suggestions, 31, least=before.least, skip=aside)
    log = [
        make_decision(
            coder="AB",
            verdict="none-fits" if n % 10 else "code",
            code_id=None if n % 10 else book.codes[0].id,
            codebook=book.id,
            unit_id=unit_id,
            blind=n != 15,
        )
        for n, unit_id in enumerate(drawn)
    ]
    study_copy._database.add_decisions(log)
    with Study(study_copy.folder, progress=False) as again:
        after = {one.codebook: one for one in again.audit()}[book.id]
    assert (before.n_audited, before.estimate) == (0, None)
    assert (after.n_unsuggested, after.n_audited) == (before.n_unsuggested - 1, 30)
    assert after.n_found == 4
    assert after.low <= after.n_unsuggested / 10 <= after.high
    assert str(after.n_further) in after.text.replace(",", "")


def test_a_finished_blind_share_was_read(study_copy: Study) -> None:
    """An empty row in it says that nothing was there; before that it says nothing."""
    book = study_copy.codebooks[0].id
    made = study_copy.assign(["AB"], overlap=0, shares=True, blind=True)
    assert {one.codebook: one.n_audited for one in study_copy.audit()}[book] == 0
    study_copy.finish_round("AB")
    after = {one.codebook: one for one in study_copy.audit()}[book]
    assert {one.unit_id for one in made} == {unit.id for unit in study_copy.units}
    assert (after.n_audited, after.low, after.high) == (after.n_unsuggested, 0, 0)


def test_error_rates_are_told_by_site(study_copy: Study) -> None:
    """Counts of people first; a site with too few people has a reason in place of a number."""
    book = study_copy.codebooks[0]
    best = [
        s for s in study_copy.suggestions if s.unit_id and s.rank == 1 and s.codebook == book.id
    ]
    log = [
        make_decision(
            coder="AB",
            verdict="confirm" if n % 4 else "reject",
            code_id=one.code_id,
            codebook=book.id,
            unit_id=one.unit_id,
            shown_code=one.code_id,
        )
        for n, one in enumerate(best)
    ]
    study_copy._database.add_decisions(log)
    rows = study_copy.fairness("site")
    assert rows[0].attribute == "all"
    assert (rows[0].n_decided, rows[0].n_wrong) == (len(best), -(-len(best) // 4))
    told = [row for row in rows[1:] if row.rate is not None]
    assert sum(row.n_people for row in rows[1:]) == rows[0].n_people
    assert all(0 <= (row.low or 0) <= (row.rate or 0) <= (row.high or 0) <= 1 for row in told)
    assert all(row.n_people < 3 and row.note for row in rows[1:] if row.rate is None)
    with pytest.raises(SettingsError, match=r"Nobody has the attribute 'shoes'.*site"):
        study_copy.fairness("shoes")

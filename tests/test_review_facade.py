"""Order, audit and error rates through the facade, on a study without any model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coded_study import BOOK, UNITS, decide, make_coded_study, make_suggestions
from thememiner.errors import SettingsError
from thememiner.formats._xlsx import parse_xlsx
from thememiner.review import draw_audit


def test_a_sheet_begins_with_what_is_least_sure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Units decided on stand last; a blind sheet in another order is refused before it is written."""
    sure = make_suggestions("time", units=UNITS[:-1], probability=1.05)
    doubtful = make_suggestions("time", units=UNITS[-1:], probability=0.6)
    log = [decide("AB", UNITS[0], "time", blind=False)]
    study = make_coded_study(tmp_path / "s", log, [*sure, *doubtful])
    monkeypatch.setattr(study, "_embed", lambda texts: np.eye(len(texts), dtype=np.float32))
    order = study.review_order("uncertain", coder="AB")
    assert (order[0], order[-1]) == (UNITS[-1].id, UNITS[0].id)
    path = study.export_review(tmp_path / "s.xlsx", coder="AB", order="uncertain")
    rows = parse_xlsx(path.read_bytes())["Review"]
    assert [row["row_id"].split("|")[0] for row in rows] == list(order)
    with pytest.raises(SettingsError, match="would give them away"):
        study.export_review(tmp_path / "blind.xlsx", blind=True, order="uncertain")
    assert not (tmp_path / "blind.xlsx").exists()


def test_an_audit_counts_what_was_decided_blind(tmp_path: Path) -> None:
    """A finished blind share was read, empty rows and all; what was read in view is not in the sample."""
    some = make_suggestions("time", units=UNITS[:6])
    study = make_coded_study(tmp_path / "empty", suggestions=some)
    drawn = draw_audit(study.units, study.suggestions, 100, least=0.5)
    units = {unit.id: unit for unit in UNITS}
    log = [
        decide("AB", units[name], "help" if n == 2 else None) for n, name in enumerate(drawn[:8])
    ]
    log.append(decide("AB", units[drawn[9]], None, blind=False))
    before = study.audit(least=0.5)[0]
    study = make_coded_study(tmp_path / "decided", log, some)
    after = study.audit(least=0.5)[0]
    assert (before.n_unsuggested, before.n_audited) == (24, 0)
    assert (after.n_unsuggested, after.n_audited, after.n_found) == (23, 8, 1)
    assert after.low <= 23 / 8 <= after.high
    study.assign(["AB"], overlap=0, blind=True)
    study.finish_round("AB")
    assert study.audit(least=0.5)[0].n_audited == study.audit(least=0.5)[0].n_unsuggested


def test_an_attribute_that_nobody_has_is_refused(tmp_path: Path) -> None:
    """The message says what to give the study."""
    study = make_coded_study(tmp_path / "s", [decide("AB", UNITS[0], "time")])
    assert study.codings()[0].codebook == BOOK
    with pytest.raises(SettingsError, match=r"Nobody has the attribute 'site'\."):
        study.fairness("site")

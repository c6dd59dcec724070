"""A study that learns from what its coders decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import thememiner as tm
from thememiner.errors import StudyError

if TYPE_CHECKING:
    from pathlib import Path

    from thememiner.study import Study


def test_a_study_learns_and_keeps_what_was_in_view(study_copy: Study) -> None:
    """Suggestions of undecided units are made again, those of decided ones stay, and it stays verified."""
    before = {}
    for one in study_copy.suggestions:
        if one.unit_id and one.codebook == "npt":
            before.setdefault(one.unit_id, []).append(one)
    some = sorted(before)[:20]
    for unit_id in some[:16]:
        study_copy.decide(
            unit_id, "confirm", before[unit_id][0].code_id, coder="AB", codebook="npt"
        )
    for unit_id in some[16:]:
        study_copy.decide(unit_id, "none-fits", coder="AB", codebook="npt")
    codings = list(study_copy.codings())
    learned = {one.codebook: one for one in study_copy.learn()}
    assert learned["npt"].decisions == 20
    assert learned["npt"].texts == 20
    assert learned["barriers-enablers"].decisions == 0
    after = {}
    for one in study_copy.suggestions:
        if one.unit_id and one.codebook == "npt":
            after.setdefault(one.unit_id, []).append(one)
    assert all(after[unit_id] == before[unit_id] for unit_id in some[:16])
    fresh = [one for unit_id, found in after.items() if unit_id not in some for one in found]
    assert {one.model.endswith("and 20 decisions") for one in fresh} == {True}
    assert not any(one.evidence.quotations for one in fresh)
    assert list(study_copy.codings()) == codings
    assert study_copy.verify()


def test_a_study_without_codebook_has_nothing_to_learn(tmp_path: Path) -> None:
    """It says what to do first."""
    with (
        tm.Study(tmp_path / "study", progress=False) as study,
        pytest.raises(StudyError, match=r"no codebook yet\. Mine it with one"),
    ):
        study.learn()


def test_texts_without_a_study_are_learned_from(mined_study: Study) -> None:
    """The codes that people gave come first for texts like theirs, also for a codebook of their own."""
    book = tm.Codebook(
        id="own",
        name="Own",
        codes=(tm.Code(id="a", name="Kettles and tea"), tm.Code(id="b", name="Parking")),
    )
    texts = ["There's nowhere to leave the car.", "We always have a brew first.", "Nice weather."]
    matcher = tm.learn(book, texts, [["b"], ["a"], []])
    found = matcher.suggest(["Nowhere to leave a car round here.", "A brew comes first."], top=1)
    assert [some[0].code_id for some in found] == ["b", "a"]
    assert found[0][0].evidence.quotations == ("There's nowhere to leave the car.",)
    assert tm.suggest(["Cars, and nowhere to park them."], book)[0][0].code_id == "b"
    with pytest.raises(tm.SettingsError, match="a string where a list of code ids is needed"):
        tm.learn(book, texts, ["b", "a", ""])
    with pytest.raises(tm.SettingsError, match="3 texts but 1 questions"):
        tm.suggest(texts, book, questions=["And?"])

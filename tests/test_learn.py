"""What coders decided into a matcher that follows them, with probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CentreTrainer, HashingEncoder
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.errors import SettingsError
from thememiner.matches import (
    FEWEST_POSITIVES,
    Calibration,
    HeadTrainer,
    Matcher,
    expected_error,
    find_reliability,
    fit_calibration,
    learn_matcher,
    make_decided,
    make_matcher,
)
from thememiner.records import Code, Codebook, Example

BOOK = Codebook(
    id="small",
    name="Small",
    codes=(
        Code(id="work", name="Work"),
        Code(id="rooms", name="Rooms and space", parent="work"),
        Code(id="money", name="Funding of the work", parent="work"),
        Code(id="trust", name="Trust in the workers"),
    ),
)
NOTHING = [Example(text="My holiday in Wales was sunny.", invented=True)]
EMBED = HashingEncoder().embed


def base(trainer: HeadTrainer | None = None) -> Matcher:
    """A matcher from the codebook alone."""
    return make_matcher(BOOK, embed=EMBED, trainer=trainer or CentreTrainer(), no_code=NOTHING)


def taught(n: int, trainer: HeadTrainer | None = None) -> Matcher:
    """A matcher that was taught that talk of kettles is about rooms, and talk of ducks about nothing."""
    texts = [f"The kettle, number {i}." for i in range(n)] + [f"Ducks again {i}." for i in range(n)]
    decided = make_decided(texts, EMBED(texts), [["rooms"]] * n + [[]] * n)
    trainer = trainer or CentreTrainer()
    return learn_matcher(
        base(trainer), decided, outside=EMBED([e.text for e in NOTHING]), trainer=trainer
    )


def test_what_coders_said_is_followed() -> None:
    """Words that the codebook does not know find the code that people gave them."""
    text = "The kettle, number 77."
    before = base(LogisticTrainer()).probabilities([text], EMBED([text]))[0]
    after = taught(30, LogisticTrainer()).probabilities([text], EMBED([text]))[0]
    assert after[1] > max(before[1], 0.5)
    assert taught(30, LogisticTrainer()).suggest(["Ducks again 77."]) == [()]


def test_without_decisions_the_matcher_stays_as_it_is() -> None:
    """Nothing was decided, nothing is learned."""
    there = base()
    none = make_decided([], EMBED([]), [])
    assert learn_matcher(there, none, outside=EMBED(["x"]), trainer=CentreTrainer()) is there


def test_no_code_is_calibrated_below_fifteen_positives() -> None:
    """From then on it is, with the one above it, and only they."""
    assert taught(FEWEST_POSITIVES - 1).certified == frozenset()
    there = taught(FEWEST_POSITIVES)
    assert there.certified == {"rooms", "work"}
    assert there.calibrated is False
    found = there.suggest(["The kettle, number 77."])[0]
    assert found[0].code_id in there.certified
    assert found[0].calibrated


def test_nothing_is_calibrated_on_one_group() -> None:
    """There is nobody to leave out."""
    texts = [f"The kettle, number {i}." for i in range(20)]
    decided = make_decided(texts, EMBED(texts), [["rooms"]] * 20, groups=["Ann"] * 20)
    there = learn_matcher(base(), decided, outside=EMBED(["x"]), trainer=CentreTrainer())
    assert there.certified == frozenset()


def test_evidence_names_the_nearest_confirmed_quotations() -> None:
    """In the coders' material, not in the codebook."""
    one = taught(3, LogisticTrainer()).suggest(["The kettle, number 2."])[0][0]
    assert one.code_id == "rooms"
    assert one.evidence.quotations[0] == "The kettle, number 2."
    assert "kettle" in one.evidence.words


def test_the_record_says_by_how_many_decisions_it_was_taught() -> None:
    """A code for a text is one, and so is that none fits."""
    there = taught(4)
    assert there.n_decisions == 8
    assert there.model.endswith("and 8 decisions")


def test_a_code_that_is_not_in_the_codebook_is_refused() -> None:
    """With the codes that are."""
    decided = make_decided(["a kettle"], EMBED(["a kettle"]), [["tea"]])
    with pytest.raises(
        SettingsError, match=r"has no tea\. Its codes are money, rooms, trust, work"
    ):
        learn_matcher(base(), decided, outside=EMBED(["x"]), trainer=CentreTrainer())


def test_each_text_needs_its_codes() -> None:
    """An empty collection where none fits."""
    with pytest.raises(SettingsError, match="2 texts, 1 collections of codes"):
        make_decided(["a", "b"], EMBED(["a", "b"]), [["rooms"]])


def test_a_rejected_code_is_no_proof_that_none_fits() -> None:
    """A text with nothing but a rejection teaches nothing about other codes."""
    texts = ["The kettle sings."]
    decided = make_decided(
        texts, EMBED(texts), [[]], whole=[False], rejected=[frozenset({"money"})]
    )
    there = learn_matcher(base(), decided, outside=EMBED(["x"]), trainer=LogisticTrainer())
    assert there.n_decisions == 1
    assert there.suggest(texts)[0].no_code < 0.9


# --- calibration -------------------------------------------------------------------------------


def test_calibration_brings_probabilities_to_the_share_that_is_right() -> None:
    """Said 0.9 and right in half: after calibration half is said."""
    said = np.full(1000, 0.9)
    right = np.arange(1000) % 2 == 0
    assert fit_calibration(said, right)(said)[0] == pytest.approx(0.5, abs=0.02)
    assert expected_error(find_reliability(said, right)) == pytest.approx(0.4)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40),
    st.lists(st.floats(0, 1), min_size=2, max_size=10),
)
def test_calibration_keeps_the_order(
    pairs: list[tuple[float, bool]], probabilities: list[float]
) -> None:
    """What was likelier stays as likely or likelier, and all of it between 0 and 1."""
    said, right = np.array([p for p, _ in pairs]), np.array([y for _, y in pairs])
    made = fit_calibration(said, right)
    out = made(np.sort(np.array(probabilities)))
    assert ((out >= 0) & (out <= 1)).all()
    assert (np.diff(out) >= -1e-12).all()


def test_no_calibration_changes_nothing() -> None:
    """Slope one and no shift."""
    said = np.array([0.1, 0.5, 0.9])
    assert Calibration()(said) == pytest.approx(said)


def test_bins_hold_every_suggestion_once() -> None:
    """Their numbers add up, and none is empty."""
    rng = np.random.default_rng(0)
    bins = find_reliability(rng.random(57), rng.random(57) < 0.5)
    assert sum(one.n for one in bins) == 57
    assert min(one.n for one in bins) >= 1
    assert find_reliability(np.zeros(0), np.zeros(0, dtype=bool)) == ()
    assert expected_error(()) == 0


def test_quotations_are_the_nearest_words_whatever_was_heard_around_them() -> None:
    """What was learned in context is shown by what was said itself."""
    texts = [f"The kettle, number {i}." for i in range(3)]
    alone = EMBED(texts)
    decided = make_decided(texts, alone[[1, 2, 0]], [["rooms"]] * 3)
    there = learn_matcher(
        base(), replace(decided, alone=alone), outside=EMBED(["x"]), trainer=CentreTrainer()
    )
    found = there.suggest([texts[2]])[0][0].evidence.quotations
    assert found[0] == texts[2]
    assert decided.take([2]).alone is None
    assert np.array_equal(replace(decided, alone=alone).take([2]).alone, alone[2:])

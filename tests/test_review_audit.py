"""The audit: a random sample of units without a suggestion, and what it tells of those that were not read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from thememiner.errors import SettingsError
from thememiner.records import Suggestion, Unit
from thememiner.review import audit, draw_audit, estimate_missed, find_further


def unit(name: str) -> Unit:
    return Unit(id=name, transcript_id="t", start=0, end=4, text="Aye.")


def suggestion(unit_id: str, probability: float = 0.7, rank: int = 1) -> Suggestion:
    return Suggestion(
        unit_id=unit_id, codebook="be", code_id="time", probability=probability, rank=rank
    )


UNITS = [unit(f"u{n}") for n in range(60)]
SUGGESTED = [suggestion(f"u{n}") for n in range(0, 60, 3)]
AUDITED = st.integers(1, 400).flatmap(
    lambda n: st.integers(1, n).flatmap(
        lambda audited: st.integers(0, audited).map(lambda found: (n, audited, found))
    )
)


def test_only_units_without_a_suggestion_are_drawn() -> None:
    """Each at most once; those that are set aside are left out."""
    drawn = draw_audit(UNITS, SUGGESTED, 100, skip={"u1"})
    assert len(set(drawn)) == len(drawn) == 39
    assert not {item.unit_id for item in SUGGESTED} & set(drawn)


def test_an_unlikely_suggestion_counts_as_none_where_one_says_so() -> None:
    """It is the first suggestion that counts; a second one is less likely still."""
    some = [suggestion("u1", 0.2), suggestion("u2", 0.3), suggestion("u3", 0.9, rank=2)]
    assert len(draw_audit(UNITS, some, 100)) == 58
    drawn = draw_audit(UNITS, some, 100, least=0.25)
    assert len(drawn) == 59
    assert "u2" not in drawn


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    """An audit of 10 can be carried on to 20, whatever the order of the units."""
    ten = draw_audit(UNITS, SUGGESTED, 10, seed=4)
    assert draw_audit(reversed(UNITS), reversed(SUGGESTED), 20, seed=4)[:10] == ten
    assert draw_audit(UNITS, SUGGESTED, 10, seed=5) != ten


def test_every_unit_is_drawn_as_often_as_any_other() -> None:
    """In 2,000 draws of 10 out of 60 each unit comes up about 333 times."""
    drawn = [name for seed in range(2000) for name in draw_audit(UNITS, (), 10, seed=seed)]
    counts = np.array([drawn.count(item.id) for item in UNITS])
    assert counts.sum() == 20_000
    assert ((counts - 333.3) ** 2 / 333.3).sum() < 95  # chi-square, 59 degrees: 1 in 500


def test_fewer_than_none_cannot_be_drawn() -> None:
    """The message says what can."""
    with pytest.raises(SettingsError, match="give 0 or more"):
        draw_audit(UNITS, (), -1)


@given(AUDITED)
@hypothesis_settings(max_examples=60)
def test_the_interval_holds_what_the_sample_does_not_contradict(
    numbers: tuple[int, int, int],
) -> None:
    """A number is in it if, and only if, neither tail at that number is below 2.5 %."""
    n, n_audited, n_found = numbers
    estimate, low, high = estimate_missed(*numbers)
    missed = np.arange(n_found, n - n_audited + n_found + 1)
    tails = np.minimum(
        hypergeom.cdf(n_found, n, missed, n_audited),
        hypergeom.sf(n_found - 1, n, missed, n_audited),
    )
    held = missed[tails > 0.025]
    assert (low, high) == (held.min(), held.max())
    assert len(held) == high - low + 1
    assert low <= estimate <= high


def test_the_interval_is_that_of_a_worked_example() -> None:
    """No unit with anything in 50 of 1,000: up to 69 may hold something, for at 70 zero is too rare."""
    assert estimate_missed(1000, 50, 0) == (0.0, 0, 69)
    assert hypergeom.cdf(0, 1000, 69, 50) > 0.025 > hypergeom.cdf(0, 1000, 70, 50)


def test_an_audit_of_everything_leaves_no_doubt() -> None:
    """The interval is one number."""
    assert estimate_missed(40, 40, 7) == (7.0, 7, 7)


@pytest.mark.parametrize("numbers", [(10, 0, 0), (10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_numbers_that_cannot_be_are_refused(numbers: tuple[int, int, int]) -> None:
    """More found than read, more read than there are, or nothing read."""
    with pytest.raises(SettingsError, match="cannot be"):
        estimate_missed(*numbers)


@given(AUDITED, st.floats(0, 1))
@hypothesis_settings(max_examples=40)
def test_further_units_narrow_the_interval_to_what_was_asked(
    numbers: tuple[int, int, int], part: float
) -> None:
    """If as large a share of them holds something."""
    n, n_audited, n_found = numbers
    _, low, high = estimate_missed(*numbers)
    width = part * (high - low)
    after = n_audited + find_further(*numbers, width=width)
    assert n_audited <= after <= n
    _, low, high = estimate_missed(n, after, round(after * n_found / n_audited))
    assert high - low <= width


def test_a_width_below_nothing_is_refused() -> None:
    """There is no such interval."""
    with pytest.raises(SettingsError, match="0 or more"):
        find_further(10, 5, 1, width=-1)


def test_units_count_up_to_the_first_that_nobody_decided_on() -> None:
    """What was picked out behind a gap is no random sample."""
    drawn = draw_audit(UNITS, (), 60)
    found = audit(
        "be", drawn, decided={*drawn[:8], drawn[9], drawn[11]}, coded={drawn[1], drawn[9]}
    )
    assert (found.n_audited, found.n_found) == (8, 1)
    assert "1 holds something" in found.text


def test_an_audit_not_begun_says_that_nothing_is_known() -> None:
    """All or none of the units may hold something."""
    found = audit("be", draw_audit(UNITS, (), 60), decided=(), coded=())
    assert (found.low, found.high, found.estimate, found.n_further) == (0, 60, None, None)
    assert "nothing is known" in found.text


def test_the_text_informs_and_advises_nothing() -> None:
    """Estimate, interval, its width and what would narrow it; nothing about stopping or going on."""
    drawn = draw_audit([unit(f"v{n}") for n in range(3000)], (), 3000)
    found = audit("npt", drawn, decided=set(drawn[:100]), coded=set(drawn[:4]), least=0.37)
    assert found.estimate == 120.0
    for told in (
        "3,000 units have no suggestion of 0.37 or more",
        "100 drawn",
        "4 hold",
        f"{found.low:,} to {found.high:,}",
    ):
        assert told in found.text
    assert f"{found.width:,} wide" in found.text
    assert f"About {found.n_further:,} further units would halve" in found.text
    for advice in ("stop", "enough", "should", "must", "recommend", "continue", "sufficient"):
        assert advice not in found.text.lower()

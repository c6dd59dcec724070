"""The order of review: the transcripts' own, or what the suggestions are least sure of, each unit once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import SettingsError
from thememiner.records import Suggestion
from thememiner.review import REVIEW_ORDERS, check_order, order_units
from thememiner.vectors import unit_length


def suggestion(
    unit_id: str, probability: float, *, code: str = "time", rank: int = 1
) -> Suggestion:
    return Suggestion(
        unit_id=unit_id, codebook="be", code_id=code, probability=probability, rank=rank
    )


def test_the_transcripts_own_order_is_the_default() -> None:
    """Coders read whole interviews, however sure the suggestions are."""
    ids = ["b", "a", "c"]
    assert order_units(ids, [suggestion("c", 0.5)]) == ("b", "a", "c")


def test_what_is_nearest_to_even_comes_first() -> None:
    """Sure of yes, sure of no and no suggestion at all come behind it; ties stand as they stood."""
    ids = ["sure", "even", "none", "no", "also none"]
    some = [suggestion("sure", 0.98), suggestion("even", 0.55), suggestion("no", 0.1)]
    found = order_units(ids, some, order="uncertain")
    assert found == ("even", "no", "sure", "none", "also none")


def test_a_unit_is_as_uncertain_as_its_least_sure_suggestion() -> None:
    """A second code in doubt is a reason to look."""
    some = [suggestion("a", 0.97), suggestion("a", 0.5, code="room", rank=2), suggestion("b", 0.8)]
    assert order_units(["b", "a"], some, order="uncertain") == ("a", "b")


def test_two_units_alike_do_not_stand_together() -> None:
    """The twin of the first waits until something else was looked at."""
    vectors = unit_length(np.array([[1, 0], [1, 0.01], [0, 1]], dtype=np.float32))
    some = [suggestion("a", 0.5), suggestion("twin", 0.5), suggestion("other", 0.6)]
    found = order_units(["a", "twin", "other"], some, order="uncertain", vectors=vectors)
    assert found == ("a", "other", "twin")
    assert order_units(["a", "twin", "other"], some, order="uncertain") == ("a", "twin", "other")


def test_what_is_decided_comes_last() -> None:
    """In the transcripts' order."""
    some = [suggestion(name, 0.5) for name in "abc"]
    assert order_units("abcd", some, order="uncertain", decided={"c", "a"}) == ("b", "d", "a", "c")


def test_surest_and_doubtful_go_by_the_best_suggestion() -> None:
    """A unit without a suggestion is the most doubtful; what is decided comes last in both."""
    some = [suggestion("a", 0.4), suggestion("b", 0.9), suggestion("b", 0.1), suggestion("c", 0.7)]
    assert order_units("abcd", some, order="surest") == ("b", "c", "a", "d")
    assert order_units("abcd", some, order="doubtful", decided={"d"}) == ("a", "c", "b", "d")


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
    st.sampled_from(REVIEW_ORDERS),
    st.booleans(),
    st.sets(st.integers(0, 29)),
)
def test_every_unit_is_there_once_in_any_order(
    probabilities: list[float], order: str, with_vectors: bool, decided: set[int]
) -> None:
    """Whatever is suggested, decided or known of vectors."""
    ids = [f"u{n}" for n in range(len(probabilities))]
    some = [suggestion(unit_id, p) for unit_id, p in zip(ids, probabilities, strict=True)]
    vectors = unit_length(np.random.default_rng(0).normal(size=(len(ids), 4)).astype(np.float32))
    found = order_units(
        ids,
        reversed(some),
        order=check_order(order),
        vectors=vectors if with_vectors else None,
        decided={f"u{n}" for n in decided},
    )
    assert sorted(found) == sorted(ids)


def test_an_unknown_order_is_refused_with_those_that_are_known() -> None:
    """The same words in Python and on the command line."""
    with pytest.raises(
        SettingsError, match=r"no order 'random'.*transcript, uncertain, surest, doubtful"
    ):
        check_order("random")


def test_a_blind_coder_gets_no_order_that_tells() -> None:
    """What stands first would say where the machine is in doubt."""
    for order in REVIEW_ORDERS[1:]:
        with pytest.raises(SettingsError, match="would give them away"):
            check_order(order, blind=True)
    assert check_order("transcript", blind=True) == "transcript"

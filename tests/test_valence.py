"""Texts into what they lean towards: cues, barrier or enabler, and whether it happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import thememiner as tm
from conftest import CentreTrainer, HashingEncoder
from thememiner.errors import SettingsError
from thememiner.matches import ValenceReader, make_valence_reader
from thememiner.matches._cues import N_CUES, count_cues
from thememiner.matches._valence import LEANINGS, lean_of
from thememiner.records import STATUSES, Example, ValenceReading

TAUGHT = [
    Example(text="It helped us.", valence="enabler", status="experienced"),
    Example(text="It would help if there was a room.", valence="enabler", status="wished for"),
    Example(text="A lack of rooms.", valence="barrier", status="experienced"),
    Example(text="It will be a problem.", valence="barrier", status="anticipated"),
    Example(text="Good, but hard work.", valence="both", status="experienced"),
]
NEITHER = [Example(text="My name is Ann.", invented=True)]


def reader() -> ValenceReader:
    """A reader from fakes."""
    made = make_valence_reader(
        TAUGHT, NEITHER, embed=HashingEncoder().embed, trainer=CentreTrainer()
    )
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("enough support", "not enough support"),
        ("good training", "lack of training"),
        ("less travel and fewer delays", "more travel and delays"),
        ("it reduced mistakes", "it caused mistakes"),
        ("we trusted them", "we never trusted them"),
        ("no difficulties", "difficulties"),
    ],
)
def test_a_negation_or_a_lack_turns_a_word_round(better: str, worse: str) -> None:
    """The balance of what helps and hinders is higher in the one than in the other."""
    balance = count_cues([better, worse])[:, 0]
    assert balance[0] > 0 > balance[1]


def test_a_negation_in_another_clause_turns_nothing_round() -> None:
    """What stands behind a comma is not denied."""
    assert count_cues(["No, good support."])[0, 0] > 0


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_its_cues(texts: list[str]) -> None:
    """A row of finite numbers for each text, the same each time."""
    rows = count_cues(texts)
    assert rows.shape == (len(texts), N_CUES)
    assert np.isfinite(rows).all()
    assert (rows == count_cues(texts)).all()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_a_reading_has_a_label_and_probabilities(texts: list[str]) -> None:
    """The label is the likeliest of four; "both" counts for either side; nothing is called calibrated."""
    there = reader()
    vectors = HashingEncoder().embed(texts)
    shares = there.shares(texts, vectors)
    assert shares.shape == (len(texts), 4)
    assert shares.sum(axis=1) == pytest.approx(1)
    for row, one in zip(shares, there.read(texts, vectors), strict=True):
        assert one.label == LEANINGS[int(row.argmax())]
        assert one.barrier == pytest.approx(row[0] + row[1], abs=0.0002)
        assert one.enabler == pytest.approx(row[2] + row[1], abs=0.0002)
        assert one.status in STATUSES
        assert one.calibrated is False


def test_statements_find_what_they_taught() -> None:
    """Each with its label, and those that stand alone with their status."""
    texts = [e.text for e in (*TAUGHT, *NEITHER)]
    found = reader().read(texts, HashingEncoder().embed(texts))
    assert [one.label for one in found] == [
        *("enabler", "enabler", "barrier", "barrier", "both", "neither")
    ]
    assert [found[1].status, found[3].status] == ["wished for", "anticipated"]


def test_without_both_sides_there_is_no_reader() -> None:
    """Barriers alone teach nothing about enablers."""
    made = make_valence_reader(
        TAUGHT[2:4], NEITHER, embed=HashingEncoder().embed, trainer=CentreTrainer()
    )
    assert made is None


def test_a_suggestion_says_nothing_where_both_sides_are_as_likely() -> None:
    """And both where both are meant."""
    assert lean_of(np.array([0.4, 0.0, 0.4, 0.2])) == (None, None)
    assert lean_of(np.array([0.1, 0.8, 0.1, 0.0]))[0] == "both"
    assert lean_of(np.array([0.1, 0.0, 0.3, 0.6])) == ("enabler", 0.75)
    assert lean_of(np.array([0.0, 0.0, 0.0, 1.0])) == (None, None)


def test_valence_of_texts_is_read_without_a_study() -> None:
    """What hinders, what helps and what would help, by the trained reader."""
    found = tm.valence(
        [
            "We don't have enough time and nobody told us what it was for.",
            "Once we had the training it worked really well and the team was keen.",
            "It would help if we had a room of our own.",
        ]
    )
    assert [one.label for one in found] == ["barrier", "enabler", "enabler"]
    assert found[2].status == "wished for"
    assert all(isinstance(one, ValenceReading) for one in found)
    with pytest.raises(SettingsError, match=r"Give a list of strings: \[text\]"):
        tm.valence("one string")

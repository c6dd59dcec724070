"""Heads over hashed words: what they learn, what they weigh, and what a file of theirs keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HashingEncoder
from thememiner.adapters.hashed_words import FEW_CLASSES, MOST_COLUMNS, HashedWordTrainer
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.adapters.trained_heads import _word_head, word_arrays
from thememiner.matches import (
    NO_CODE,
    Labelled,
    LinearHead,
    Matcher,
    learn_matcher,
    make_decided,
    make_matcher,
    make_trained,
)
from thememiner.matches._learn import TAUGHT_WEIGHT
from thememiner.matches._make import MANY_TEXTS, WORD_SHARE
from thememiner.matches._protocols import mix_heads
from thememiner.records import Code, Codebook, Example

TEXTS = [
    "The room was booked again.",
    "Rooms are booked by the nurses.",
    "Council funding ends in May.",
    "The funding was cut.",
    "It rained all day.",
    "We had a cup of tea.",
]
CLASSES = ["rooms", "rooms", "money", "money", NO_CODE, NO_CODE]
HEAD = HashedWordTrainer().fit(TEXTS, CLASSES)
EMBED = HashingEncoder().embed
BOOK = Codebook(
    id="b",
    name="B",
    codes=(
        Code(id="place", name="Place"),
        Code(id="rooms", name="Rooms booked", parent="place"),
        Code(id="money", name="Council funding"),
    ),
)
NOTHING = [Example(text=text) for text in TEXTS[4:]]


def test_words_and_parts_of_words_find_their_class() -> None:
    """A misspelt word and another form of one are near enough by their letters."""
    for text, expected in (("a roooms booking", "rooms"), ("fundings", "money"), ("tea?", NO_CODE)):
        scores = HEAD.decision([text])[0]
        assert HEAD.classes[int(scores.argmax())] == expected


def test_a_text_without_words_is_judged_by_the_bias_alone() -> None:
    """Nothing, blanks and signs have no column."""
    for text in ("", "  ", "?"):
        assert HEAD.decision([text])[0] == pytest.approx(HEAD.bias, abs=0.6)
    assert HEAD.decision([""])[0] == pytest.approx(HEAD.bias)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_scores_are_finite_and_do_not_depend_on_neighbours(texts: list[str]) -> None:
    """Whatever the characters; each text by itself gets what it gets among others."""
    together = HEAD.decision(texts)
    assert np.isfinite(together).all()
    assert together[:1] == pytest.approx(HEAD.decision(texts[:1]))


def test_the_same_texts_make_the_same_head() -> None:
    """Hashing has no seed of the process in it."""
    again = HashedWordTrainer().fit(TEXTS, CLASSES)
    assert (again.weights == HEAD.weights).all()
    assert "hashed words" in HashedWordTrainer().name


def test_many_classes_have_fewer_columns() -> None:
    """So that a file of heads stays small."""
    classes = [f"c{n}" for n in range(FEW_CLASSES + 1)]
    head = HashedWordTrainer().fit([f"word{name}" for name in classes], classes)
    assert len(head.rarity) == MOST_COLUMNS
    assert len(HEAD.rarity) == 2 * MOST_COLUMNS


def test_a_packed_head_decides_as_before() -> None:
    """One byte a weight moves scores by little."""
    again = _word_head(word_arrays(HEAD))
    assert again.classes == HEAD.classes
    assert again.decision(TEXTS) == pytest.approx(HEAD.decision(TEXTS), abs=0.05)


def trained(n: int) -> Matcher:
    """A matcher taught by so many statements from elsewhere."""
    labelled = [Labelled(f"{TEXTS[i % 4]} {i}", CLASSES[i % 4]) for i in range(n)]
    made = make_trained(
        BOOK,
        labelled,
        embed=EMBED,
        trainer=LogisticTrainer(),
        no_code=NOTHING,
        words=HashedWordTrainer(),
    )
    return make_matcher(BOOK, embed=EMBED, trainer=LogisticTrainer(), no_code=NOTHING, trained=made)


def test_words_are_heard_where_many_texts_taught_them() -> None:
    """Below forty texts a code there is no such head; from there on none over the codes at the top."""
    few, many = trained(8), trained(MANY_TEXTS * 3)
    assert few.heads.words is None
    assert few.heads.tops is not None
    assert many.heads.words is not None
    assert many.heads.tops is None
    assert many.heads.word_share == WORD_SHARE
    assert many.suggest(["The room was booked."])[0][0].code_id == "rooms"


def test_talk_that_no_code_fits_does_not_make_many_texts() -> None:
    """A codebook of three names has no head over words, however much lies outside of it."""
    outside = [Example(text=f"It rained for {n} days.") for n in range(MANY_TEXTS * 3)]
    made = make_trained(
        BOOK,
        (),
        embed=EMBED,
        trainer=LogisticTrainer(),
        no_code=outside,
        words=HashedWordTrainer(),
    )
    assert made.words is None


def test_shares_with_words_still_sum_to_one() -> None:
    """Logarithms of shares are mixed and made shares again."""
    matcher = trained(MANY_TEXTS * 3)
    shares = np.exp(matcher.scores(TEXTS, EMBED(TEXTS)))
    assert shares.sum(axis=1) == pytest.approx(1)


def test_what_taught_a_matcher_before_is_not_forgotten_at_once() -> None:
    """Heads taught by many statements count as so many decisions beside those of the coders."""
    base, n = trained(MANY_TEXTS * 3), 30
    texts = [f"Tea and rain, number {i}." for i in range(n)]
    decided = make_decided(texts, EMBED(texts), [["money"]] * n)
    after = learn_matcher(
        base, decided, outside=EMBED([one.text for one in NOTHING]), trainer=LogisticTrainer()
    )
    share = TAUGHT_WEIGHT / (TAUGHT_WEIGHT + n)
    assert after.heads.word_share == pytest.approx(WORD_SHARE * share)
    assert after.heads.words is base.heads.words
    assert after.heads.tops is None
    money = [code.id for code in BOOK.codes].index("money")
    probe = ["Tea and rain."]
    before = base.probabilities(probe, EMBED(probe))[0, money]
    assert after.probabilities(probe, EMBED(probe))[0, money] > before


def test_heads_are_mixed_only_where_their_classes_are_the_same() -> None:
    """Halfway between two; another codebook's head is left out."""
    one = LinearHead(("a", "b"), np.eye(2), np.zeros(2))
    two = LinearHead(("a", "b"), 3 * np.eye(2), np.ones(2))
    other = LinearHead(("a", "c"), np.eye(2), np.zeros(2))
    half = mix_heads(one, two, 0.5)
    assert isinstance(half, LinearHead)
    assert half.weights == pytest.approx(2 * np.eye(2))
    assert half.bias == pytest.approx([0.5, 0.5])
    assert mix_heads(other, two, 0.5) is two

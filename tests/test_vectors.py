"""Texts into vectors: each encoded once, in any order, none of them cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DIMENSION, HashingEncoder, MemoryCache
from thememiner.vectors import Vectors, embed, unit_length

texts = st.lists(st.text(max_size=40), max_size=12)


@given(texts)
def test_there_is_a_row_for_each_text(some: list[str]) -> None:
    """Equal texts have equal rows; the shape holds without any text too."""
    array = embed(some, HashingEncoder()).array
    assert array.shape == (len(some), DIMENSION)
    assert array.dtype == np.float32
    for a, text in enumerate(some):
        assert np.array_equal(array[a], array[some.index(text)])


@given(st.lists(st.sampled_from("time rooms nurse trust money".split()), min_size=1))
def test_rows_have_unit_length(some: list[str]) -> None:
    """So that a dot product is a cosine."""
    lengths = np.linalg.norm(embed(some, HashingEncoder()).array, axis=1)
    assert lengths == pytest.approx(1, abs=1e-6)


@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_texts_does_not_matter(some: list[str], random: Random) -> None:
    """Shuffled texts give shuffled rows, to the last digit."""
    order = list(range(len(some)))
    random.shuffle(order)
    there = embed(some, HashingEncoder()).array
    again = embed([some[i] for i in order], HashingEncoder()).array
    assert np.array_equal(again, there[order])


def test_the_encoder_always_sees_the_same_order() -> None:
    """Batches change the last digit of a vector, so texts are sorted before encoding."""
    one, other = HashingEncoder(), HashingEncoder()
    embed(["b", "a", "long text", "a"], one)
    embed(["long text", "a", "b"], other)
    assert one.encoded == other.encoded == ["a", "b", "long text"]


def test_each_text_is_encoded_once() -> None:
    """Repetitions cost nothing."""
    encoder = HashingEncoder()
    assert embed(["no time"] * 5 + ["money"], encoder).n_encoded == 2
    assert sorted(encoder.encoded) == ["money", "no time"]


def test_cached_texts_are_not_encoded_again() -> None:
    """The second time nothing is encoded and the vectors are the same."""
    cache, encoder = MemoryCache(), HashingEncoder()
    first = embed(["no time", "money"], encoder, cache=cache)
    second = embed(["money", "rooms", "no time"], encoder, cache=cache)
    assert (first.n_encoded, second.n_encoded) == (2, 1)
    assert encoder.encoded == ["money", "no time", "rooms"]
    assert np.array_equal(second.array[[2, 0]], first.array)


def test_another_encoder_does_not_get_the_vectors_of_this_one() -> None:
    """The fingerprint is part of the cache's key."""
    cache = MemoryCache()
    embed(["no time"], HashingEncoder(fingerprint="one"), cache=cache)
    assert embed(["no time"], HashingEncoder(fingerprint="two"), cache=cache).n_encoded == 1


def test_what_was_encoded_is_kept_when_the_work_is_broken_off() -> None:
    """Each chunk is in the cache before the next is begun."""
    cache, encoder = MemoryCache(), HashingEncoder()
    some = [f"text {n:03}" for n in range(600)]

    def broken_off(chunks: Sequence[list[str]], what: str) -> Iterable[list[str]]:
        yield chunks[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(some, encoder, cache=cache, track=broken_off)
    assert len(cache.vectors) == 256
    assert embed(some, encoder, cache=cache).n_encoded == 600 - 256


def test_progress_is_told_by_chunks() -> None:
    """The tracker walks through everything that is encoded, and only that."""
    seen: list[str] = []

    def track(chunks: Sequence[list[str]], what: str) -> Iterable[list[str]]:
        for chunk in chunks:
            seen.extend(chunk)
            yield chunk

    embed(["b", "a"], HashingEncoder(), track=track)
    assert seen == ["a", "b"]


def test_a_long_text_is_read_to_its_end() -> None:
    """Windows are averaged: another end is another vector, and none is too long for the encoder."""
    encoder = HashingEncoder(max_tokens=20)
    start = " ".join(["nurse"] * 30)
    array = embed([f"{start} money", f"{start} trust", start], encoder).array
    assert float(array[0] @ array[1]) < 0.9999
    assert np.linalg.norm(array, axis=1) == pytest.approx(1, abs=1e-6)
    assert all(count <= 20 for count in encoder.count_tokens(encoder.encoded))
    assert any("money" in window for window in encoder.encoded)


def test_a_text_without_a_blank_is_read_to_its_end() -> None:
    """There may be no word to cut at."""
    encoder = HashingEncoder(max_tokens=5)
    embed(["ab" * 50], encoder)
    assert len(encoder.encoded) > 1
    assert sum(len(window) for window in encoder.encoded) == 100


@given(st.lists(st.sampled_from("time rooms nurse trust money".split()), min_size=1, max_size=60))
def test_windows_hold_every_word(some: list[str]) -> None:
    """However long the text, each of its words is read once."""
    encoder = HashingEncoder(max_tokens=7)
    embed([" ".join(some)], encoder)
    assert sorted(" ".join(encoder.encoded).split()) == sorted(some)


def test_a_long_text_does_not_change_its_neighbours() -> None:
    """A short text has the same vector whether a long one is beside it or not."""
    long = " ".join(["nurse"] * 400)
    alone = embed(["no time"], HashingEncoder()).array
    beside = embed([long, "no time"], HashingEncoder()).array
    assert beside[1] == pytest.approx(alone[0], abs=1e-6)


def test_vectors_cannot_be_written_to() -> None:
    """A result is a value."""
    vectors = embed(["no time", "money"], HashingEncoder())
    with pytest.raises(ValueError, match="read-only"):
        vectors.array[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        vectors.take([1]).array[0, 0] = 1.0


def test_rows_can_be_taken_in_any_order() -> None:
    """The rows asked for, as often as asked for."""
    vectors = Vectors(np.eye(3, dtype=np.float32))
    assert np.array_equal(vectors.take([2, 0, 2]).array, np.eye(3)[[2, 0, 2]])
    assert len(vectors.take([])) == 0


def test_a_row_of_zeros_stays_so() -> None:
    """Nothing is divided by zero."""
    rows = unit_length(np.array([[0, 0], [3, 4]], dtype=np.float32))
    assert rows == pytest.approx(np.array([[0, 0], [0.6, 0.8]]), abs=1e-7)

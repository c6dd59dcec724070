"""Heads that were trained before: registered, whole, used only for the codebook they were trained for."""

from __future__ import annotations

import numpy as np
import pytest

from thememiner.adapters import registry, trained_heads
from thememiner.adapters.registry import models_folder, read_heads
from thememiner.adapters.sentence_encoder import SentenceEncoder
from thememiner.adapters.trained_heads import (
    codebook_hash,
    load_trained,
    load_valence,
    packed,
    unpacked,
)
from thememiner.codebooks import BUILT_IN, load_codebook
from thememiner.errors import ModelError
from thememiner.matches import NO_CODE, Trained, codebook_texts

MOST_BYTES = 1_000_000


def encoder() -> dict[str, str]:
    """The encoder that the heads were trained with."""
    there = SentenceEncoder()
    return {"encoder": there.name, "encoder_sha256": there.sha256}


def load(name: str) -> Trained:
    """The heads of a built-in codebook."""
    found = load_trained(load_codebook(name), **encoder())
    assert found is not None, (
        f"{name} is not as it was when its heads were trained: python models/train/heads.py"
    )
    return found


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_codebook_has_heads_for_its_present_state(name: str) -> None:
    """A class for each code and one for none, and a vector for each of its texts."""
    book, found = load_codebook(name), load(name)
    assert set(found.codes.classes) == {code.id for code in book.codes} | {NO_CODE}
    assert found.vectors.shape == (len(codebook_texts(book)), 384)
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("name", [*BUILT_IN, "valence"])
def test_a_file_of_heads_is_small_and_has_its_card_and_script(name: str) -> None:
    """Less than a million bytes each; card, script and data hash stand in the registry."""
    entry, home = read_heads()[name], models_folder()
    assert (home / entry.file).stat().st_size < MOST_BYTES
    assert (home / entry.card).is_file()
    assert (home / entry.train).is_file()
    assert len(entry.data_sha256) == 64


def test_an_edited_codebook_is_matched_from_what_it_says_now() -> None:
    """One word more, and the trained heads are left alone."""
    book = load_codebook("npt")
    first = book.codes[0].model_copy(update={"definition": f"{book.codes[0].definition} Indeed."})
    edited = book.model_copy(update={"codes": (first, *book.codes[1:])})
    assert codebook_hash(edited) != codebook_hash(book)
    assert load_trained(edited, **encoder()) is None


def test_another_encoder_gets_no_heads() -> None:
    """Neither by name nor by weights."""
    book, own = load_codebook("npt"), encoder()
    assert load_trained(book, encoder="other", encoder_sha256=own["encoder_sha256"]) is None
    assert load_trained(book, encoder=own["encoder"], encoder_sha256="0" * 64) is None
    assert load_valence(encoder="other", encoder_sha256=own["encoder_sha256"]) is None


def test_a_damaged_file_of_heads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash is not the registered one."""
    wrong = {"npt": read_heads()["npt"].model_copy(update={"sha256": "0" * 64})}
    monkeypatch.setattr(trained_heads, "read_heads", lambda: wrong)
    trained_heads._arrays.cache_clear()
    with pytest.raises(ModelError, match="is not the registered one"):
        load_trained(load_codebook("npt"), **encoder())
    trained_heads._arrays.cache_clear()


def test_packed_vectors_point_where_they_pointed() -> None:
    """A cosine of more than 0.999 with what they were."""
    rows = np.random.default_rng(0).normal(size=(20, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert (np.sum(rows * unpacked(packed(rows)), axis=1) > 0.999).all()
    assert (unpacked(packed(np.zeros((1, 4), dtype=np.float32))) == 0).all()


def test_heads_are_no_models_to_install() -> None:
    """The registry of encoders and splitters does not list them."""
    assert not set(read_heads()) & set(registry.read_registry())

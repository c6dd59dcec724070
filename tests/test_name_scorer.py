"""The scorer of names settles what the rules leave in doubt, and its training gives the same twice."""

from __future__ import annotations

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_transcript
from thememiner.adapters import name_scorer
from thememiner.adapters.name_lists import read_name_lists
from thememiner.adapters.name_scorer import read_name_scorer, read_scorer_entry
from thememiner.adapters.registry import file_hash, models_folder, read_registry
from thememiner.adapters.spacy_names import SpacyNames
from thememiner.errors import ModelError
from thememiner.privacy import Mention, MentionFinder, NameScorer

TRAIN = Path(__file__).resolve().parents[1] / "models" / "train"
FORMS = ("opening", "inside", "shout", "letter", "small")
BOUNDS = {
    "replace": dict.fromkeys(FORMS, 0.5),
    "ask": 0.6,
    "site": 1.5,
    "unlisted": 1.0,
    "keep": 0.2,
    "settle": 0.5,
    "settle_month": 0.5,
}


def scorer_saying(person: int, site: int = -900, *, form: str = "opening") -> NameScorer:
    """A scorer that says the same of every word that is written in one way, and no of all others."""
    weights = {one: {"always": [-900, -900]} for one in FORMS} | {form: {"always": [person, site]}}
    return NameScorer.from_numbers({"weights": weights, "thresholds": BOUNDS}, "for a test")


def mentions(said: str, scorer: NameScorer | None) -> list[Mention]:
    """What is found in one turn, without a recogniser."""
    transcript = make_transcript([("P1", said)])
    finder = MentionFinder(read_name_lists(), scorer=scorer)
    return list(finder.find([transcript])[transcript.id])


def words(found: list[Mention], *, sure: bool) -> list[str]:
    """The words that are replaced, or those that are listed."""
    return [one.text for one in found if one.sure is sure]


@lru_cache(maxsize=1)
def training() -> tuple[ModuleType, ModuleType, ModuleType]:
    """The scripts that make the scorer."""
    sys.path.insert(0, str(TRAIN))
    loaded = []
    for name in ("name_rows", "name_examples", "names"):
        spec = importlib.util.spec_from_file_location(name, TRAIN / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        loaded.append(module)
    return loaded[0], loaded[1], loaded[2]


# --- what follows from a chance ---------------------------------------------------------------


def test_clues_that_nothing_is_known_of_leave_three_equal_chances() -> None:
    """A person, a site, neither."""
    chance = NameScorer.from_numbers({"weights": {}, "thresholds": BOUNDS}, "").chance("inside", [])
    assert chance.person == pytest.approx(1 / 3)
    assert chance.name == pytest.approx(2 / 3)


@given(st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)), max_size=6))
def test_chances_are_shares_of_one(weights: list[tuple[int, int]]) -> None:
    """Whatever the weights are."""
    clues = {f"c{n}": list(pair) for n, pair in enumerate(weights)}
    numbers = {"weights": {"inside": clues}, "thresholds": BOUNDS}
    chance = NameScorer.from_numbers(numbers, "").chance("inside", clues)
    assert 0 <= chance.person <= 1
    assert 0 <= chance.site <= 1
    assert chance.name <= 1 + 1e-9


def test_a_word_that_no_rule_takes_for_a_name_is_replaced_listed_or_left_by_its_chance() -> None:
    """By the bounds that come with the weights."""
    said = "Kettle is broken and so is the lift."
    assert words(mentions(said, scorer_saying(300)), sure=True) == ["Kettle"]
    assert words(mentions(said, scorer_saying(-50)), sure=False) == ["Kettle"]
    assert not mentions(said, scorer_saying(-900))


def test_what_a_rule_is_sure_of_is_listed_where_the_scorer_sees_no_name() -> None:
    """So that a person decides; it is never dropped unseen."""
    said = "Denise told me that it was shut."
    assert words(mentions(said, None), sure=True) == ["Denise"]
    found = mentions(said, scorer_saying(-900))
    assert words(found, sure=False) == ["Denise"]


def test_a_name_behind_a_title_is_the_business_of_the_rules() -> None:
    """The scorer is not asked."""
    found = mentions("I went to see Dr Patel.", scorer_saying(-900, form="inside"))
    assert words(found, sure=True) == ["Patel"]


def test_numbers_and_marks_are_no_words_for_the_scorer() -> None:
    """A postcode, and a mark that stands for a name already."""
    said = "We moved to AB1 2CD last year, [PERSON-3] and me."
    found = mentions(said, scorer_saying(900, form="shout"))
    assert [(one.text, one.kind) for one in found] == [("AB1 2CD", "address")]


def test_numbers_of_another_form_are_an_error() -> None:
    """Weights have to be a table."""
    with pytest.raises(TypeError, match="have to be tables"):
        NameScorer.from_numbers({"weights": 3, "thresholds": BOUNDS}, "")


# --- the one that ships -----------------------------------------------------------------------


def test_the_file_is_small_and_is_the_registered_one() -> None:
    """Less than 100,000 bytes; its card and script are there, and it is no model to install."""
    entry, home = read_scorer_entry(), models_folder()
    assert (home / entry.file).stat().st_size < 100_000
    assert file_hash(home / entry.file) == entry.sha256
    assert (home / entry.card).is_file()
    assert (home / entry.train).is_file()
    assert "names" not in read_registry()


def test_another_file_than_the_registered_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its hash."""
    wrong = read_scorer_entry().model_copy(update={"sha256": "0" * 64})
    monkeypatch.setattr(name_scorer, "read_scorer_entry", lambda: wrong)
    read_name_scorer.cache_clear()
    with pytest.raises(ModelError, match="is not the registered one"):
        read_name_scorer()
    read_name_scorer.cache_clear()


def test_it_tells_names_from_words_where_the_sentence_says_so() -> None:
    """With the recogniser, as a study calls it; the same surname and the same word."""
    finder = MentionFinder(read_name_lists(), SpacyNames(), scorer=read_name_scorer())
    said = {
        "I was told by Winter that she had signed it.": ["Winter"],
        "Will you be there when the pipes freeze?": [],
        "Nobody had a kind word for the bill, it was far too much.": [],
    }
    for text, expected in said.items():
        transcript = make_transcript([("P1", text)])
        found = finder.find([transcript])[transcript.id]
        assert [one.text for one in found if one.sure] == expected


# --- its training -----------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_other_names_stand_where_the_names_stood(seed: int) -> None:
    """Every version of a line has its marks, none of them empty, and the words between are the same."""
    rows, _, _ = training()
    line = "So {person:Ann Fell} told {person:Dr} that {place:Hull} and {person:Ann} were one."
    namer = rows.Namer(Random(seed), read_name_lists())
    made = rows.plain(namer.renamed(line), 1)
    assert [span.kind for span in made.spans] == ["person", "person", "place", "person"]
    assert all(made.text[span.start : span.end].strip() for span in made.spans)
    between = rows.MARKED.sub("*", namer.renamed(line))
    assert between == "So * told * that * and * were one."


def test_the_same_name_in_a_line_gets_the_same_other_name() -> None:
    """Else ``Ann said`` and ``Ann's`` would be two."""
    rows, _, _ = training()
    namer = rows.Namer(Random(1), read_name_lists())
    made = rows.plain(namer.renamed("{person:Denise} said {person:Denise} would"), 1)
    first, second = (made.text[span.start : span.end] for span in made.spans)
    assert first == second


def test_training_twice_gives_the_same_numbers() -> None:
    """On a few lines of the talk that ships with it."""
    rows, examples, names = training()

    def trained() -> bytes:
        namer = rows.Namer(Random(0), read_name_lists())
        lines = rows.read_lines(TRAIN / "names" / "talk-4.txt")[::3]
        made = [
            rows.plain(line if n == 0 else namer.renamed(line), at)
            for at, line in enumerate(lines)
            for n in range(2)
        ]
        content: bytes = names.content_of(names.Trainer(examples.read_examples(made)).numbers())
        return content

    assert trained() == trained()


def test_every_line_of_the_training_talk_has_whole_marks() -> None:
    """A bracket that is not closed would teach a name as none."""
    rows, _, _ = training()
    for path in sorted((TRAIN / "names").glob("*.txt")):
        for line in rows.read_lines(path):
            bare = rows.MARKED.sub("", line)
            assert not {"{", "}"} & set(bare), line

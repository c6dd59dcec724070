"""Texts and a codebook into suggestions: probability, rank, evidence, and nothing where nothing fits."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CentreTrainer, HashingEncoder, make_unit
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.codebooks import load_codebook
from thememiner.errors import SettingsError
from thememiner.matches import (
    NO_CODE,
    HeadTrainer,
    Matcher,
    make_matcher,
    match_themes,
    match_units,
)
from thememiner.records import Code, Codebook, Example, Suggestion, Theme

if TYPE_CHECKING:
    from thememiner.study import Study

CODES = {
    "rooms": ("Rooms and space.", ["The consulting room was booked.", "No spare room upstairs."]),
    "money": ("Funding of the work.", ["Council funding ends.", "Salaries need new funding."]),
    "trust": ("Trust in the workers.", ["Nurses trusted us.", "Patients trusted the workers."]),
}
NOTHING = [
    Example(text="My holiday in Wales was sunny.", invented=True),
    Example(text="Shall we start the recorder?", invented=True),
]
VALENCES = [
    Example(text="It helped us, lovely and easy.", valence="enabler"),
    Example(text="It hindered us, awful and slow.", valence="barrier"),
]


def book(**changes: object) -> Codebook:
    """Three codes with a definition and two examples each."""
    codes = tuple(
        Code(id=name, name=name, definition=text, examples=tuple(Example(text=e) for e in examples))
        for name, (text, examples) in CODES.items()
    )
    return Codebook(id="small", name="Small", codes=codes).model_copy(update=changes)


def matcher_of(codebook: Codebook | None = None, trainer: HeadTrainer | None = None) -> Matcher:
    """A matcher from fakes."""
    return make_matcher(
        codebook or book(),
        embed=HashingEncoder().embed,
        trainer=trainer or CentreTrainer(),
        no_code=NOTHING,
        valence_examples=VALENCES,
    )


MATCHER = matcher_of()
WITH_VALENCE = matcher_of(book(valences=("barrier", "enabler", "both")))
words = st.sampled_from(
    "room booked funding council trusted nurses sunny, recorder. zebra é 😀".split()
)
talk = st.one_of(st.lists(words, max_size=10).map(" ".join), st.text(max_size=30))


@given(st.lists(talk, max_size=6), st.integers(1, 5))
def test_suggestions_are_ranked_probabilities_of_codes(texts: list[str], top: int) -> None:
    """Between 0 and 1, best first, never more than asked for, never called calibrated."""
    found = MATCHER.suggest(texts, top=top)
    assert len(found) == len(texts)
    for some in found:
        assert len(some) <= top
        assert [one.rank for one in some] == list(range(1, len(some) + 1))
        chances = [one.probability for one in some]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1.001
        for one in some:
            assert 0 <= one.probability <= 1
            assert one.calibrated is False
            assert one.codebook == "small"
            assert one.code_id in CODES
            assert one.model


@given(st.lists(talk, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_texts_does_not_matter(texts: list[str], random: Random) -> None:
    """Each text has its own suggestions wherever it stands."""
    order = list(range(len(texts)))
    random.shuffle(order)
    there, again = MATCHER.suggest(texts), MATCHER.suggest([texts[i] for i in order])
    for i, found in zip(order, again, strict=True):
        assert [one.code_id for one in found] == [one.code_id for one in there[i]]
        assert [one.probability for one in found] == pytest.approx(
            [one.probability for one in there[i]], abs=0.0002
        )


@given(st.lists(talk, min_size=1, max_size=6))
def test_probabilities_are_over_all_codes_and_none(texts: list[str]) -> None:
    """A row for each text, a column for each code and one for 'no code fits'; shares in all one."""
    vectors = HashingEncoder().embed(texts)
    rows = MATCHER.probabilities(texts, vectors)
    assert rows.shape == (len(texts), len(CODES) + 1)
    assert ((rows >= 0) & (rows <= 1)).all()
    assert np.exp(MATCHER.scores(texts, vectors)).sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("code_id", CODES)
def test_the_example_of_a_code_finds_its_code(code_id: str) -> None:
    """With that example as evidence, and the words they share."""
    text = CODES[code_id][1][0]
    best = MATCHER.suggest([text])[0][0]
    assert best.code_id == code_id
    assert best.evidence.example == text
    assert best.evidence.similarity == pytest.approx(1, abs=0.001)
    assert best.evidence.definition == CODES[code_id][0]
    assert set(best.evidence.words) <= {word.strip(".").lower() for word in text.split()}
    assert best.evidence.words


def test_evidence_is_an_extract_of_the_suggested_code() -> None:
    """Each suggestion shows an example of its own code, also the second best."""
    for some in MATCHER.suggest(["The council booked a room.", "Nurses need funding."]):
        for one in some:
            assert one.evidence.example in CODES[one.code_id][1]


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_blank_text_gets_no_suggestion(text: str) -> None:
    """Nothing was said, nothing is suggested."""
    assert MATCHER.suggest([text, "The room was booked."])[0] == ()
    assert MATCHER.suggest([]) == []


def test_talk_that_no_code_fits_gets_no_suggestion() -> None:
    """Holidays and recorders belong to no code."""
    assert MATCHER.suggest([example.text for example in NOTHING]) == [(), ()]


@pytest.mark.parametrize("top", [0, -3])
def test_at_least_one_suggestion_must_be_asked_for(top: int) -> None:
    """None at all is a mistake."""
    with pytest.raises(SettingsError, match=f"top is {top}; at least 1"):
        MATCHER.suggest(["The room was booked."], top=top)


def test_a_codebook_of_names_alone_will_do() -> None:
    """Without definitions and examples the name is the evidence."""
    names = Codebook(
        id="n", name="N", codes=(Code(id="a", name="Funding"), Code(id="b", name="Rooms booked"))
    )
    found = matcher_of(names).suggest(["Funding!", "Rooms are booked."])
    assert [some[0].code_id for some in found] == ["a", "b"]
    assert found[0][0].evidence.definition == "Funding"
    assert found[0][0].evidence.example == ""


def test_a_codebook_of_one_code_will_do() -> None:
    """It fits or it does not."""
    one = book(codes=book().codes[:1])
    for trainer in (CentreTrainer(), LogisticTrainer()):
        matcher = matcher_of(one, trainer)
        assert matcher.suggest([CODES["rooms"][1][0]])[0][0].code_id == "rooms"
        assert matcher.suggest([NOTHING[0].text]) == [()]


def test_valence_is_given_where_the_codebook_has_it() -> None:
    """Barrier or enabler with a probability of half or more; nothing where neither is likelier."""
    texts = [
        "The room helped us, lovely and easy.",
        "The room hindered us, awful and slow.",
        "The room was booked.",
    ]
    found = [some[0] for some in WITH_VALENCE.suggest(texts)]
    assert [one.valence for one in found[:2]] == ["enabler", "barrier"]
    for one in found:
        assert (one.valence is None) == (one.valence_probability is None)
        assert one.valence_probability is None or 0.5 <= one.valence_probability <= 1
    assert MATCHER.suggest(texts)[0][0].valence is None


def test_the_same_codebook_makes_the_same_matcher() -> None:
    """Nothing is left to chance."""
    texts = ["The room was booked by nurses.", "Funding is a matter of trust."]
    trainer = LogisticTrainer()
    assert matcher_of(trainer=trainer).suggest(texts) == matcher_of(trainer=trainer).suggest(texts)


# --- units and themes ------------------------------------------------------------------------


def test_units_get_their_suggestions_with_their_place() -> None:
    """Unit, transcript and span stand in each suggestion; skipped units have none."""
    texts = ["The room was booked.", "Mm.", "Council funding ends."]
    units = [make_unit(text, number=n) for n, text in enumerate(texts)]
    vectors = HashingEncoder().embed(texts)
    found = match_units(units, vectors, MATCHER, skip=frozenset({units[1].id}), top=1)
    assert [(one.unit_id, one.code_id) for one in found] == [
        (units[0].id, "rooms"),
        (units[2].id, "money"),
    ]
    assert (found[1].transcript_id, found[1].start, found[1].end) == ("t1", 2000, 2021)
    assert found[1].theme_id is None
    assert match_units([], vectors[:0], MATCHER) == ()


def test_a_theme_gets_the_mean_of_its_units_and_a_quarter_of_its_label() -> None:
    """Probability over units and label, evidence of the most central unit; no unit is named."""
    texts = ["The room was booked.", "A room, booked.", "Council funding ends."]
    units = [make_unit(text, number=n) for n, text in enumerate(texts)]
    vectors = HashingEncoder().embed(texts)
    theme = Theme(id="theme-1", label="rooms", unit_ids=tuple(unit.id for unit in units))
    found = match_themes([theme], units, vectors, MATCHER)
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert found[0].code_id == "rooms"
    assert {(one.theme_id, one.unit_id) for one in found} == {("theme-1", None)}
    mean = MATCHER.probabilities(texts, vectors).mean(axis=0)
    label = MATCHER.probabilities(["rooms. "], HashingEncoder().embed(["rooms. "]))[0]
    expected = 0.75 * mean[0] + 0.25 * label[0]
    assert found[0].probability == pytest.approx(float(expected), abs=0.0001)
    assert found[0].evidence.example == "The consulting room was booked."


@pytest.mark.parametrize("n_codes", [1, 2, 3])
def test_a_small_codebook_gives_themes_their_code_too(n_codes: int) -> None:
    """Twice an even share of one or two codes is all there is: half of it will do."""
    matcher = matcher_of(book(codes=book().codes[:n_codes]))
    units = [make_unit("The consulting room was booked.")]
    theme = Theme(id="theme-1", label="rooms", unit_ids=(units[0].id,))
    found = match_themes([theme], units, HashingEncoder().embed([units[0].text]), matcher)
    assert [one.code_id for one in found] == ["rooms"]


def test_the_valence_of_a_theme_is_that_of_its_units() -> None:
    """Two that helped and one that hindered lean to the enabler."""
    texts = ["The room helped, lovely.", "A room, easy, helped.", "The room hindered us, slow."]
    units = [make_unit(text, number=n) for n, text in enumerate(texts)]
    vectors = HashingEncoder().embed(texts)
    theme = Theme(id="theme-1", label="rooms", unit_ids=tuple(unit.id for unit in units))
    found = match_themes([theme], units, vectors, WITH_VALENCE)
    assert {one.valence for one in found} == {"enabler"}
    assert match_themes([theme], units, vectors, MATCHER)[0].valence is None


# --- the real head ---------------------------------------------------------------------------


def test_the_logistic_head_has_a_score_for_each_class() -> None:
    """Two classes have two columns like any other number."""
    rows = np.eye(4, dtype=np.float32)
    for classes in (["a", "a", "b", "b"], ["c", "a", "b", NO_CODE]):
        head = LogisticTrainer().fit(rows, classes)
        assert head.classes == tuple(sorted(set(classes)))
        scores = head.decision(rows)
        assert scores.shape == (4, len(head.classes))
        assert [head.classes[i] for i in scores.argmax(axis=1)] == classes
    assert "balanced" in LogisticTrainer().name


# --- the built-in codebooks, with the vectors of the mined sample study ----------------------


@pytest.mark.parametrize("name", ["barriers-enablers", "npt"])
def test_an_example_of_a_built_in_code_finds_it_first(name: str, mined_study: Study) -> None:
    """In at least nine of ten cases, and with an example of that code as evidence."""
    codebook = load_codebook(name)
    matcher = mined_study._toolbox().matcher(codebook)
    pairs = [(code.id, e.text) for code in codebook.codes for e in code.examples]
    found = matcher.suggest([text for _, text in pairs])
    first = [some[0].code_id if some else None for some in found]
    right = sum(one == code_id for one, (code_id, _) in zip(first, pairs, strict=True))
    assert right / len(pairs) >= 0.9
    for some in found:
        for one in some:
            assert one.evidence.example in {e.text for e in codebook[one.code_id].examples}


@pytest.mark.parametrize("name", ["barriers-enablers", "npt"])
def test_an_example_that_was_held_out_is_found_far_above_chance(
    name: str, mined_study: Study
) -> None:
    """Its code is among three at least three times as often as by chance; how good is a benchmark's."""
    codebook = load_codebook(name)
    known = [c.model_copy(update={"examples": c.examples[:-1]}) for c in codebook.codes]
    matcher = mined_study._toolbox().matcher(codebook.model_copy(update={"codes": tuple(known)}))
    found = matcher.suggest([code.examples[-1].text for code in codebook.codes])
    hits = sum(
        code.id in {one.code_id for one in some}
        for code, some in zip(codebook.codes, found, strict=True)
    )
    assert hits / len(codebook) >= 3 * (3 / len(codebook))


def test_the_sample_study_has_suggestions_for_units_and_themes(mined_study: Study) -> None:
    """From both codebooks, each with a place, none for a unit that says nothing."""
    units = {unit.id: unit for unit in mined_study.units}
    silent = {s.unit_id for s in mined_study.set_aside if s.reason != "near-duplicate"}
    suggestions: list[Suggestion] = list(mined_study.suggestions)
    assert {one.codebook for one in suggestions} == {"barriers-enablers", "npt"}
    assert {one.theme_id for one in suggestions if one.theme_id} <= {
        theme.id for theme in mined_study.themes.themes
    }
    for one in suggestions:
        assert (one.unit_id is None) != (one.theme_id is None)
        if one.unit_id is not None:
            assert (one.start, one.end) == (units[one.unit_id].start, units[one.unit_id].end)
            assert one.unit_id not in silent

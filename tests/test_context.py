"""Units into vectors that have heard the talk around them, and what that does to suggestions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HashingEncoder
from decided_study import make_study
from test_matches import MATCHER
from thememiner.matches import find_neighbours, match_units, put_in_context, questions_of
from thememiner.records import Unit
from thememiner.study._learning import LearningDesk
from thememiner.study._mining import units_of

ENCODER = HashingEncoder()


def said(
    text: str, at: int, *, speaker: str = "P", question: str | None = "How?", where: str = "t1"
) -> Unit:
    return Unit(
        id=f"{where}:{at}-{at + len(text)}",
        transcript_id=where,
        start=at,
        end=at + len(text),
        text=text,
        speaker=speaker,
        role="participant",
        question=question,
    )


ROOM, MM, LONG = "The room was booked.", "Mm.", "It took months."


def test_neighbours_stand_in_the_same_answer() -> None:
    """Another speaker, another question or another conversation ends it."""
    units = [
        said(ROOM, 0),
        said(LONG, 100),
        said(LONG, 200, speaker="Q"),
        said(LONG, 300),
        said(LONG, 400, question="And then?"),
        said(LONG, 0, where="t2", question="And then?"),
    ]
    assert find_neighbours(units) == ((1,), (0,), (), (), (), ())


def test_what_says_nothing_is_passed_over() -> None:
    """A listener's "mm" in between ends nobody's answer and is nobody's neighbour."""
    units = [said(ROOM, 0), said(MM, 100, speaker="Q"), said(LONG, 200), said(ROOM, 300)]
    assert find_neighbours(units, silent={units[1].id}) == ((2,), (), (0, 3), (2,))
    assert find_neighbours(units) == ((), (), (3,), (2,))


def test_a_unit_hears_its_neighbours_and_its_question() -> None:
    """Each by its share, and each time of unit length again."""
    units = [said(ROOM, 0), said(LONG, 100)]
    own, asked = ENCODER.embed([ROOM, LONG]), ENCODER.embed(["How?"])[0]
    found = put_in_context(units, own, ENCODER.embed, neighbours=0.3, question=0.2)
    mixed = 0.7 * own[0] + 0.3 * own[1]
    expected = 0.8 * mixed / np.linalg.norm(mixed) + 0.2 * asked
    assert found[0] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)


def test_a_unit_that_stands_alone_stays_as_it_is() -> None:
    """No neighbour and no question: nothing is heard, and nothing is encoded."""
    units = [said(ROOM, 0, question=None)]
    own = ENCODER.embed([ROOM])
    encoder = HashingEncoder()
    assert np.array_equal(put_in_context(units, own, encoder.embed), own)
    assert encoder.encoded == []
    assert put_in_context([], own[:0], encoder.embed).shape == (0, own.shape[1])


def test_each_question_is_encoded_once() -> None:
    """However many units answer it."""
    units = [said(ROOM, 0), said(LONG, 100), said(LONG, 200, question="And then?")]
    encoder = HashingEncoder()
    put_in_context(units, ENCODER.embed([one.text for one in units]), encoder.embed)
    assert questions_of(units) == ("How?", "And then?")
    assert sorted(encoder.encoded) == ["And then?", "How?"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([ROOM, MM, LONG, "Council funding ends."]),
            st.sampled_from("PQ"),
            st.sampled_from(["How?", "And then?", None]),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
    st.floats(0, 1),
    st.floats(0, 0.9),
)
def test_rows_keep_unit_length_and_follow_their_units(
    talk: list[tuple[str, str, str | None, bool]], random: object, one: float, two: float
) -> None:
    """The order in which units are given changes no unit's vector."""
    units = [said(t, 100 * n, speaker=s, question=q) for n, (t, s, q, _) in enumerate(talk)]
    silent = {unit.id for unit, (*_, quiet) in zip(units, talk, strict=True) if quiet}
    own = ENCODER.embed([unit.text for unit in units])
    options = {"silent": silent, "neighbours": one, "question": two}
    found = put_in_context(units, own, ENCODER.embed, **options)  # type: ignore[arg-type]
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(units)), abs=1e-5)
    order = list(range(len(units)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = put_in_context([units[n] for n in order], own[order], ENCODER.embed, **options)  # type: ignore[arg-type]
    assert mixed == pytest.approx(found[order], abs=1e-6)


def test_a_suggestion_follows_the_answer_and_its_evidence_the_unit() -> None:
    """A sentence that says nothing of rooms is matched by those around it; its evidence is its own."""
    units = [said(ROOM, 0), said(LONG, 100), said(ROOM, 200)]
    vectors = ENCODER.embed([one.text for one in units])
    alone = match_units(units[1:2], vectors[1:2], MATCHER, top=1)
    found = match_units(units, vectors, MATCHER, top=1)
    (heard,) = (one for one in found if one.unit_id == units[1].id)
    assert heard.code_id == "rooms"
    assert not alone or heard.probability > alone[0].probability
    assert (heard.start, heard.end) == (units[1].start, units[1].end)
    column = [code.id for code in MATCHER.codebook.codes].index("rooms")
    assert heard.evidence == MATCHER.evidence(units[1].text, vectors[1], column)


def test_what_was_decided_is_heard_and_gets_no_suggestion() -> None:
    """Known units lend their words to their neighbours."""
    units = [said(ROOM, 0), said(LONG, 100)]
    vectors = ENCODER.embed([one.text for one in units])
    both = match_units(units, vectors, MATCHER, top=1)
    found = match_units(units, vectors, MATCHER, known=frozenset({units[0].id}), top=1)
    assert found == tuple(one for one in both if one.unit_id == units[1].id)


class Tools:
    """What learning asks of the adapters here."""

    embed = staticmethod(ENCODER.embed)


def test_what_is_learned_from_was_heard_as_what_is_suggested_for(tmp_path: Path) -> None:
    """A decided unit is learned in its context, a free span as it is; evidence has both by themselves."""
    with make_study(tmp_path / "study") as study:
        unit = study.units[1]
        study.decide(unit.id, "code", "help", coder="AB", codebook="be")
        study.code(unit.transcript_id, unit.start, unit.end - 5, "time", coder="AB", codebook="be")
        material = units_of(study._database)
        desk = LearningDesk(study._database, material, Tools())  # type: ignore[arg-type]
        book = next(one for one in study.codebooks if one.id == "be")
        decided = desk._decided(book, study.codings(), study.decisions)
    own = ENCODER.embed(decided.texts)
    texts = [one.text for one in material.units]
    heard = put_in_context(material.units, ENCODER.embed(texts), ENCODER.embed)
    row = decided.texts.index(unit.text)
    assert len(decided.texts) == 2
    assert decided.alone == pytest.approx(own)
    assert decided.vectors[row] == pytest.approx(heard[1])
    assert decided.vectors[1 - row] == pytest.approx(own[1 - row])
    assert not np.allclose(heard[1], own[row])

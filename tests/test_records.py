"""The nouns: frozen, checked, and shown as tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import make_transcript, make_unit
from thememiner.records import (
    Code,
    Codebook,
    Decision,
    Evidence,
    Quote,
    ReadProblem,
    Records,
    SetAside,
    Source,
    Speaker,
    Suggestion,
    Theme,
    ThemeSet,
    Transcript,
    Turn,
    Unassigned,
    Unit,
    cell_text,
    flatten,
)


def codebook() -> Codebook:
    """Two codes on top, two below the first."""
    return Codebook(
        id="small",
        name="Small <one>",
        codes=(
            Code(id="a", name="A"),
            Code(id="a1", name="A one", parent="a"),
            Code(id="a2", name="A two", parent="a"),
            Code(id="b", name="B"),
        ),
    )


def theme_set() -> ThemeSet:
    """One theme of two units, one unit in none, one set aside."""
    theme = Theme(
        id="theme-1",
        label="home <visits>",
        unit_ids=("u1", "u2"),
        quotes=(Quote(unit_id="u1", text="We visit & talk.", person="P1"),),
        n_people=1,
        flags=("one person only",),
    )
    return ThemeSet(
        themes=(theme,),
        unit_ids=("u1", "u2", "u3", "u4"),
        labels=("theme-1", "theme-1", None, None),
        unassigned=(Unassigned(unit_id="u3", text="Well.", nearest_theme="theme-1", distance=0.5),),
        set_aside=(SetAside(unit_id="u4", text="Mm.", reason="back-channel"),),
        notes=("a note",),
    )


def test_a_record_cannot_be_changed() -> None:
    """Values in, new values out: assignment is refused."""
    unit = make_unit("We had no time.")
    with pytest.raises(ValidationError, match="frozen"):
        setattr(unit, "text", "We had time.")  # noqa: B010


def test_a_record_refuses_fields_that_it_does_not_have() -> None:
    """A misspelt field is an error, never dropped."""
    with pytest.raises(ValidationError, match="lable"):
        Speaker.model_validate({"label": "P1", "lable": "P2"})


def test_a_turn_runs_forward() -> None:
    """A turn that ends before it starts is refused."""
    with pytest.raises(ValidationError, match="ends before it starts: 5-3"):
        Turn(speaker="P1", start=5, end=3)


@pytest.mark.parametrize("second", [(3, 9), (6, 99)])
def test_turns_neither_overlap_nor_leave_the_text(second: tuple[int, int]) -> None:
    """Positions outside the text, or inside another turn, are refused."""
    turns = (Turn(speaker=None, start=0, end=5), Turn(speaker=None, start=second[0], end=second[1]))
    with pytest.raises(ValidationError, match="overlaps another or leaves the text"):
        Transcript(id="t", text="ten chars.", turns=turns, source=Source(sha256="0", format="txt"))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_speech_is_what_was_said(speeches: list[str]) -> None:
    """Whatever the characters, the span of a turn is its speech."""
    transcript = make_transcript([("P1", speech) for speech in speeches])
    assert [transcript.speech(turn) for turn in transcript.turns] == speeches


def test_a_transcript_knows_its_speakers() -> None:
    """A label gives its speaker; a strange one is a KeyError."""
    transcript = make_transcript([("INT", "So?"), ("P1", "Yes.")])
    assert transcript.speaker("INT").role == "interviewer"
    with pytest.raises(KeyError, match="P9"):
        transcript.speaker("P9")


def test_a_transcript_is_a_table_of_turns() -> None:
    """One row per turn with the id of the transcript and the words."""
    transcript = make_transcript([("INT", "So?"), (None, "Yes.")])
    frame = transcript.to_frame()
    assert list(frame["transcript_id"]) == [transcript.id] * 2
    assert list(frame["text"]) == ["So?", "Yes."]
    assert "<td>So?</td>" in transcript._repr_html_()


def test_the_id_column_is_named_after_the_record() -> None:
    """Tables say unit_id, code_id, theme_id, decision_id: they can be joined."""
    kinds: dict[type[Any], str] = {
        Unit: "unit_id",
        Code: "code_id",
        Theme: "theme_id",
        Decision: "decision_id",
    }
    for kind, name in kinds.items():
        assert name in Records((), kind).to_frame().columns


def test_attributes_become_columns() -> None:
    """Case attributes stand beside the fields; one that has a field's name gets a prefix."""
    unit = make_unit("No time.").model_copy(update={"attributes": {"site": "North", "role": "GP"}})
    row = unit.as_row()
    assert row["site"] == "North"
    assert (row["role"], row["case_role"]) == ("participant", "GP")


def test_records_are_a_sequence() -> None:
    """Length, slices, equality and hash as of a tuple."""
    some = Records([Unassigned(unit_id=str(n), text="Well.") for n in range(3)], Unassigned)
    assert len(some) == 3
    assert some[-1].unit_id == "2"
    assert some[:2] == Records(list(some)[:2], Unassigned)
    assert hash(some[:2]) == hash(Records(list(some)[:2], Unassigned))
    assert some != list(some)
    assert repr(some) == "<3 Unassigned records>"


def test_a_long_table_says_how_many_rows_it_does_not_show() -> None:
    """A notebook shows fifty rows and the number of the others."""
    html = Records([make_unit(f"Number {n}.", number=n) for n in range(53)], Unit)._repr_html_()
    assert "<p>3 more rows.</p>" in html
    assert html.count("<tr>") == 51
    assert Records((), Unit)._repr_html_() == "<p>No Unit records.</p>"


def test_what_people_said_is_never_markup() -> None:
    """Words with angle brackets are shown, not run."""
    unit = make_unit("<script>alert(1)</script>")
    for html in (
        Records([unit], Unit)._repr_html_(),
        make_transcript([("<b>", unit.text)])._repr_html_(),
        theme_set()._repr_html_(),
        codebook()._repr_html_(),
    ):
        assert "<script>" not in html
        assert "<visits>" not in html
        assert "<one>" not in html


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (0.5, "0.5"), (0.12345, "0.123"), (1.0, "1"), ("a", "a")]
)
def test_a_cell_reads_well(value: object, shown: str) -> None:
    """Nothing for None, at most three decimals."""
    assert cell_text(value) == shown


def test_nested_values_become_one_cell() -> None:
    """Sequences, mappings and records are flat in a table."""
    assert flatten(("a", "b")) == "a | b"
    assert flatten({"site": "North", "time": "T1"}) == "site=North | time=T1"
    assert flatten(Evidence(definition="What it is.", example="We did.")) == "We did."
    assert flatten(Evidence(definition="What it is.")) == "What it is."
    assert flatten(0.5) == 0.5


def test_a_theme_set_finds_themes_by_position_and_by_id() -> None:
    """Both keys lead to the theme; a strange id is a KeyError."""
    themes = theme_set()
    assert themes[0] is themes["theme-1"]
    assert len(themes) == 1
    assert themes.unassigned_share == pytest.approx(1 / 3)
    assert ThemeSet().unassigned_share == 0
    with pytest.raises(KeyError, match="theme-2"):
        themes["theme-2"]


def test_a_theme_set_has_a_label_for_each_unit() -> None:
    """Labels that are too few or name no theme are refused."""
    with pytest.raises(ValidationError, match="2 units but 1 labels"):
        ThemeSet(unit_ids=("u1", "u2"), labels=(None,))
    with pytest.raises(ValidationError, match=r"not in the set: \['x'\]"):
        ThemeSet(unit_ids=("u1",), labels=("x",))


def test_a_theme_set_is_a_table_with_people_before_units() -> None:
    """Counts of people come first; the card says that a person has yet to read."""
    columns = list(theme_set().to_frame().columns)
    assert columns.index("n_people") < columns.index("n_transcripts") < columns.index("n_units")
    assert "A person has yet to read and name them." in theme_set()._repr_html_()


def test_a_card_in_a_notebook_shows_people_doubts_and_neighbours() -> None:
    """Numbered, with the state, how firm it is in words, and what lies at its edge."""
    near = Theme(id="t2", label="the <bus>", unit_ids=("u3",), state="confirmed", n_people=1)
    first = theme_set()[0].model_copy(
        update={
            "flags": ("one person <only>",),
            "stability": 0.3,
            "neighbours": ("t2",),
            "spread": {"site": {"North": 2, "": 1}},
            "counter_quotes": (Quote(unit_id="u9", text="from the edge", person="P9"),),
        }
    )
    part = near.model_copy(update={"id": "s1", "label": "at night", "parent": first.id})
    found = ThemeSet(
        themes=(first, near),
        sub_themes=(part,),
        unassigned=(Unassigned(unit_id="u7", text="alone", nearest_theme="t2", distance=0.5),),
    )
    shown = found._repr_html_()
    for words in (
        "Candidate theme 1<",
        "⚑ one person &lt;only&gt;",
        "unstable, 0.30",
        "North 2 · not given 1",
        "2 · the &lt;bus&gt;",
        "from the edge",
        "at night (1 person",
        "Theme 2 ✓ confirmed",
        "alone (nearest: 2 · the &lt;bus&gt;, distance 0.50)",
        "1 of them confirmed by a person",
    ):
        assert words in shown
    assert "1 of them" not in near._repr_html_()
    assert near._repr_html_().startswith("<section")


def test_a_codebook_is_a_tree_in_its_own_order() -> None:
    """Children, leaves and membership follow the parents."""
    book = codebook()
    assert [code.id for code in book.children(None)] == ["a", "b"]
    assert [code.id for code in book.children("a")] == ["a1", "a2"]
    assert [code.id for code in book.leaves] == ["a1", "a2", "b"]
    assert "a1" in book
    assert "x" not in book
    assert len(book) == 4
    assert list(book.to_frame()["code_id"]) == ["a", "a1", "a2", "b"]
    with pytest.raises(KeyError, match="x"):
        book["x"]


@pytest.mark.parametrize("probability", [-0.1, 1.1])
def test_a_probability_lies_between_0_and_1(probability: float) -> None:
    """Anything else is refused."""
    with pytest.raises(ValidationError, match="probability"):
        Suggestion(codebook="npt", code_id="coherence", probability=probability)


def test_a_decision_has_a_coder() -> None:
    """A decision of nobody is refused."""
    with pytest.raises(ValidationError, match="coder"):
        Decision(id="d1", coder="", at="2025-01-01T00:00:00+00:00", verdict="memo")


def test_a_problem_says_the_file_what_was_found_and_what_to_do() -> None:
    """One line for a person."""
    problem = ReadProblem(path="a.docx", found="It is empty.", remedy="Check it.")
    assert str(problem) == "a.docx: It is empty. Check it."


def test_words_are_counted_at_white_space() -> None:
    """A hyphen joins, a blank parts."""
    assert make_unit("well-being is,  er,\nfine").n_words == 4

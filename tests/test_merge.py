"""Two copies of a study, coded apart, into one log."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decided_study import BOOK, make_study
from thememiner.errors import ReviewError, SettingsError
from thememiner.records import Decision
from thememiner.review import Entry, EntryState, make_decision, merge_entries
from thememiner.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = make_study(tmp_path / "study")
    yield made
    made.close()


@pytest.fixture
def copies(study: Study, tmp_path: Path) -> Iterator[tuple[Study, Study]]:
    """Two copies of one study."""
    shutil.copytree(study.folder, tmp_path / "copy")
    with Study(tmp_path / "copy", progress=False) as other:
        yield study, other


def state(study: Study) -> tuple[Any, ...]:
    return list(study.decisions), list(study.codings()), study._database.excerpt_states()


# --- the log ---------------------------------------------------------------------------------


def test_coders_who_worked_apart_come_together(copies: tuple[Study, Study]) -> None:
    """In either direction, twice as well as once, it is the same."""
    one, other = copies
    unit, second, *_ = (u.id for u in one.units)
    one.decide(unit, "confirm", coder="AB", codebook="be")
    other.decide(unit, "none-fits", coder="CD", codebook="be")
    gone = other.decide(second, "confirm", coder="CD", codebook="be")
    other.undo(gone.id, coder="CD")
    done = one.merge(other.folder)
    assert (done.n_new, done.n_known, done.coders) == (3, 0, ("CD",))
    assert not done.needs_a_person
    again = one.merge(other)
    assert (again.n_new, again.n_known) == (0, 3)
    other.merge(one)
    assert state(one) == state(other)
    assert len(one.disagreements()) == 1
    assert one.merge(one).n_new == 0


def test_decisions_on_a_transcript_that_is_not_here_are_kept_and_told(
    copies: tuple[Study, Study],
) -> None:
    """They wait for the transcript."""
    one, other = copies
    transcript = other.transcripts[0]
    other.decide(other.units[0].id, "confirm", coder="CD", codebook="be")
    one._database.remove_transcript(transcript.id)
    done = one.merge(other)
    assert (done.n_new, dict(done.missing)) == (1, {transcript.id: 1})
    assert any("not in this study" in line for line in done.lines())
    assert len(one.codings()) == 0
    one._database.put_transcripts([transcript])
    assert len(one.codings()) == 1


def test_a_code_that_no_codebook_here_has_is_told(copies: tuple[Study, Study]) -> None:
    """Nothing is lost, and nothing is silently odd."""
    one, other = copies
    other.decide(other.units[0].id, "code", "help", coder="CD")
    codes = tuple(code for code in BOOK.codes if code.id != "help")
    one._database.put_codebooks([BOOK.model_copy(update={"codes": codes})])
    assert one.merge(other).unknown_codes == ("be/help",)


def test_versions_of_codebooks_come_along(copies: tuple[Study, Study]) -> None:
    """With the change, so that codings stand under the codes that stand now."""
    one, other = copies
    one.decide(one.units[0].id, "code", "help", coder="AB")
    codes = tuple(code for code in BOOK.codes if code.id != "help")
    new = BOOK.model_copy(update={"codes": codes})
    other.revise_codebook(new, coder="CD", merged={"help": "people"})
    one.merge(other)
    assert [coding.code_id for coding in one.codings()] == ["people"]
    assert len(one.recheck()) == 1
    assert len(one.codebook_versions("be")) == 2


def test_what_is_no_study_cannot_be_merged(study: Study, tmp_path: Path) -> None:
    """The message says what is needed."""
    with pytest.raises(SettingsError, match=r"no study in .* Name the folder of the other copy"):
        study.merge(tmp_path)


def test_an_entry_that_was_changed_by_hand_is_refused(copies: tuple[Study, Study]) -> None:
    """Nothing is merged then."""
    one, other = copies
    decision = one.decide(one.units[0].id, "confirm", coder="AB", codebook="be")
    other._database.add_decisions([decision.model_copy(update={"code_id": "help"})])
    more = other.decide(other.units[1].id, "confirm", coder="CD", codebook="be")
    with pytest.raises(ReviewError, match="says different things in the two studies"):
        one.merge(other)
    assert more not in list(one.decisions)


def test_a_sheet_that_was_read_into_both_copies_counts_once(copies: tuple[Study, Study]) -> None:
    """Two entries, one coding."""
    one, other = copies
    for n, study in enumerate(copies):
        said = make_decision(
            coder="AB",
            verdict="code",
            code_id="time",
            codebook="be",
            unit_id=one.units[0].id,
            at=f"2025-07-0{n + 1}T10:00:00+00:00",
            id_by_time=False,
        )
        study._database.add_decisions([said])
    one.merge(other)
    assert (len(one.decisions), len(one.codings())) == (2, 1)


# --- withdrawals -----------------------------------------------------------------------------


def coded(one: Study, other: Study) -> None:
    """Both code what Ann said and what Ben said, and quote Ann in a note on Ben."""
    for study, coder in ((one, "AB"), (other, "CD")):
        for unit in study.units:
            note = "As Ann: we had no time at all." if "room" in unit.text else ""
            study.decide(unit.id, "code", "time", coder=coder, memo=note)
        study.chart("person-ANN", "time", "Hurried.", coder=coder)


@pytest.mark.parametrize("withdrawn_in_the_other", [True, False])
def test_who_withdrew_from_one_copy_is_out_of_both(
    copies: tuple[Study, Study], withdrawn_in_the_other: bool
) -> None:
    """Whichever copy it was, and whichever is merged into which."""
    one, other = copies
    coded(one, other)
    (other if withdrawn_in_the_other else one).withdraw("person-ANN", refit=False)
    done = one.merge(other)
    assert done.withdrawn == (("person-ANN",) if withdrawn_in_the_other else ())
    other.merge(one)
    for study in (one, other):
        assert {coding.person for coding in study.codings()} == {"person-BEN"}
        assert {coding.coder for coding in study.codings()} == {"AB", "CD"}
        held = (study.folder / "study.sqlite").read_bytes().decode("latin-1")
        for words in ("no time at all", "nurse helped", "Hurried"):
            assert words not in held
    assert state(one) == state(other)


# --- the law ---------------------------------------------------------------------------------

WORDS = ("", "a", "b", "ab")


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """A log of a few decisions out of a common few; words are shorter where something was taken out."""
    found = []
    for number in draw(st.sets(st.integers(0, 5))):
        at = f"2025-07-01T10:{number:02}:00+00:00"
        decision = make_decision(coder="AB", verdict="memo", memo="abc", quote="q", at=at)
        which: EntryState = draw(st.sampled_from(("kept", "shortened", "withdrawn")))
        left = {
            "kept": "abc",
            "shortened": draw(st.sampled_from(WORDS)),
            "withdrawn": "",
        }[which]
        quote = "" if which == "withdrawn" else "q"
        found.append(Entry(decision.model_copy(update={"memo": left, "quote": quote}), which))
    return tuple(found)


@given(entries(), entries(), entries())
def test_merging_is_commutative_associative_and_idempotent(
    one: Sequence[Entry], two: Sequence[Entry], three: Sequence[Entry]
) -> None:
    """Any order, any grouping, any number of times."""
    assert merge_entries(one, two) == merge_entries(two, one)
    assert merge_entries(merge_entries(one, two), three) == merge_entries(
        one, merge_entries(two, three)
    )
    both = merge_entries(one, two)
    assert merge_entries(both, two) == merge_entries(both, both) == both


@given(entries(), entries())
def test_merging_loses_no_decision_and_brings_no_words_back(
    one: Sequence[Entry], two: Sequence[Entry]
) -> None:
    """Every id of either; the words are those of the one that lost more."""
    both = {entry.decision.id: entry for entry in merge_entries(one, two)}
    assert set(both) == {entry.decision.id for entry in (*one, *two)}
    for entry in (*one, *two):
        merged: Decision = both[entry.decision.id].decision
        assert len(merged.memo) <= len(entry.decision.memo)
        assert merged.coder == entry.decision.coder

"""From a filled review sheet to decisions, and from the log to codings."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import ReviewError
from thememiner.records import (
    Code,
    Codebook,
    Coding,
    Decision,
    RowReport,
    Source,
    Speaker,
    Suggestion,
    Transcript,
    Turn,
    Unit,
)
from thememiner.review import (
    BESIDE_COLUMNS,
    IN_VIEW,
    CodeNames,
    find_standing,
    find_unanchored,
    make_decision,
    make_review_row,
    rank_suggestions,
    read_sheet_decisions,
    replay,
)

AT = "2025-06-30T10:00:00+00:00"
TEXT = (
    "P: We had no time at all. The nurse helped us, she did.\n"
    "P: Well, no time, no   space. The nurse helped us too."
)
SENTENCES = (
    "We had no time at all.",
    "The nurse helped us, she did.",
    "Well, no time, no   space.",
)
PERSON = Speaker(label="P", role="participant", person="p1", attributes={"site": "North"})
BOOK = Codebook(
    id="be",
    name="Barriers",
    codes=(
        Code(id="res", name="Resources"),
        Code(id="time", name="Time", parent="res"),
        Code(id="people", name="People"),
        Code(id="help", name="Support", parent="people"),
        Code(id="res-help", name="Support", parent="res"),
    ),
    valences=("barrier", "enabler", "both"),
    statuses=("experienced", "wished for"),
)
PLAIN = Codebook(id="np-t", name="Theory", codes=(Code(id="work", name="Work"),))


def a_turn(number: int) -> Turn:
    start = TEXT.index("P: ", number * 10) + 3
    end = TEXT.find("\n", start)
    return Turn(speaker="P", start=start, end=end if end > 0 else len(TEXT))


TRANSCRIPT = Transcript(
    id="t1",
    text=TEXT,
    turns=(a_turn(0), a_turn(1)),
    speakers=(PERSON,),
    source=Source(sha256="0" * 64, format="txt"),
)


def a_unit(text: str) -> Unit:
    start = TEXT.index(text)
    end = start + len(text)
    return Unit(
        id=f"t1:{start}-{end}",
        transcript_id="t1",
        start=start,
        end=end,
        text=text,
        speaker="P",
        person="p1",
        role="participant",
        attributes={"site": "North"},
    )


UNITS = tuple(a_unit(text) for text in SENTENCES)
SUGGESTIONS = tuple(
    Suggestion(
        unit_id=unit.id,
        transcript_id="t1",
        codebook="be",
        code_id=code,
        rank=rank,
        probability=0.9 - rank / 10,
        valence="barrier",
        model="m",
    )
    for unit in UNITS
    for rank, code in enumerate(("time", "help", "res"), start=1)
)
ENTRIES = ("verdict", "code", "code_2", "valence", "status", "quote", "memo")


def sheet_row(
    unit: Unit = UNITS[0], *, blind: bool = False, book: Codebook = BOOK, **entry: Any
) -> Any:
    ranked = rank_suggestions(SUGGESTIONS).get((unit.id, book.id), ())
    row = make_review_row(unit, CodeNames(book), ranked, blind=blind)
    return {**row, **dict.fromkeys(ENTRIES, ""), **entry}


def read(
    *rows: Any,
    free: Sequence[Any] = (),
    earlier: Sequence[Decision] = (),
    coder: str | None = "AB",
    about: Sequence[Any] = (),
) -> tuple[tuple[Decision, ...], tuple[RowReport, ...]]:
    return read_sheet_decisions(
        {"Read me": [*about], "Review": list(rows), "Free codings": list(free)},
        transcripts=[TRANSCRIPT],
        units=UNITS,
        suggestions=SUGGESTIONS,
        codebooks=[BOOK, PLAIN],
        coder=coder,
        at=AT,
        earlier=earlier,
    )


def codings(decisions: Sequence[Decision]) -> tuple[Coding, ...]:
    return replay(SUGGESTIONS, decisions, units=UNITS, transcripts=[TRANSCRIPT])


def short(decisions: Sequence[Decision]) -> list[tuple[str, str | None, str, str]]:
    return [(c.code_id, c.valence, c.origin, c.text) for c in codings(decisions)]


def free_row(**entry: str) -> dict[str, str]:
    names = ("transcript_id", "quote", "codebook", "code", "valence", "status", "memo")
    return {**dict.fromkeys(names, ""), "transcript_id": "t1", "codebook": "be", **entry}


# --- one row -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"verdict": "confirm"}, ("time", "barrier", "suggested and confirmed")),
        ({"verdict": "Confirm", "valence": "enabler"}, ("time", "enabler", "suggested and edited")),
        ({"verdict": "confirm", "code": "help"}, ("help", None, "suggested and confirmed")),
        ({"code": "resources > TIME"}, ("time", "barrier", "suggested and confirmed")),
        ({"code": "Resources > Time (0.80)"}, ("time", "barrier", "suggested and confirmed")),
        ({"code": "people"}, ("people", None, "suggested and edited")),
        (
            {"verdict": "recode", "code": "People > Support", "valence": "both"},
            ("help", "both", "suggested and edited"),
        ),
        (
            {"verdict": "confirm", "quote": "no time"},
            ("time", "barrier", "suggested and edited"),
        ),
    ],
)
def test_a_row_says_what_is_coded(entry: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Confirming, correcting and trimming, each with its origin."""
    decisions, reports = read(sheet_row(**entry))
    assert [report.outcome for report in reports] == ["applied"]
    text = entry.get("quote", SENTENCES[0])
    assert short(decisions) == [(*expected, text)]


def test_an_older_sheet_without_the_status_can_be_read() -> None:
    """What stands beside the suggestions for reading is no part of what a row is known by."""
    now = [one.model_copy(update={"status": "wished for"}) for one in SUGGESTIONS]
    row = make_review_row(UNITS[0], CodeNames(BOOK), now, blind=False)
    assert (row["suggested_status"], row["status_probability"]) == ("wished for", "")
    older = {name: text for name, text in row.items() if name not in BESIDE_COLUMNS}
    entry = {**dict.fromkeys(ENTRIES, ""), "verdict": "confirm"}
    found = [read({**some, **entry}) for some in (row, older)]
    assert [[report.outcome for report in reports] for _, reports in found] == [["applied"]] * 2
    assert found[0][0] == found[1][0]
    assert found[0][0][0].status is None


@pytest.mark.parametrize("verdict", ["reject", "none fits", "none-fits"])
def test_a_row_that_turns_down_codes_nothing(verdict: str) -> None:
    """The decision is kept all the same."""
    decisions, _ = read(sheet_row(verdict=verdict))
    assert len(decisions) == 1
    assert codings(decisions) == ()


def test_a_memo_alone_is_a_memo() -> None:
    """It codes nothing."""
    decisions, _ = read(sheet_row(memo="odd"))
    assert [(d.verdict, d.memo) for d in decisions] == [("memo", "odd")]
    assert codings(decisions) == ()


def test_a_second_code_stands_beside_the_first() -> None:
    """It is the coder's own: nobody suggested two."""
    decisions, _ = read(sheet_row(verdict="confirm", code_2="people", valence="enabler"))
    assert [(c.code_id, c.valence, c.origin) for c in codings(decisions)] == [
        ("people", "enabler", "human"),
        ("time", "enabler", "suggested and edited"),
    ]


def test_a_decision_keeps_what_was_in_view() -> None:
    """The best suggestion, its probability and its model."""
    (decision,), _ = read(sheet_row(verdict="recode", code="people"))
    assert (decision.shown_code, decision.shown_probability, decision.model) == ("time", 0.8, "m")
    assert (decision.blind, decision.via, decision.at) == (False, "sheet", AT)


def test_a_blind_row_shows_nothing_and_codes_by_hand() -> None:
    """A coder who saw no suggestion has confirmed none."""
    row = sheet_row(blind=True, code="time")
    assert (row["suggestion_1"], row["suggested_valence"]) == ("", "")
    (decision,), _ = read(row)
    assert (decision.verdict, decision.blind, decision.shown_code) == ("code", True, None)
    assert short([decision]) == [("time", None, "human", SENTENCES[0])]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"verdict": "recode"}, "names no code"),
        ({"verdict": "recode", "code": "time"}, "suggestion 1 itself"),
        ({"verdict": "confirm", "code": "people"}, "none of the suggestions"),
        ({"verdict": "reject", "code": "people"}, "is filled in too"),
        ({"verdict": "maybe"}, "Choose one of: confirm"),
        ({"code": "Support"}, "can mean People > Support, Resources > Support"),
        ({"code": "Money"}, "no code of be"),
        ({"valence": "barrier"}, "names no code"),
        ({"code": "time", "code_2": "time"}, "the same code"),
        ({"code": "time", "valence": "bad"}, "not one of: barrier"),
        ({"code": "time", "status": "anticipated"}, "not one of: experienced"),
        ({"code": "time", "quote": "helped"}, "not in the text of this row"),
        ({"code": "time", "quote": "e"}, "stands 2 times"),
        ({"verdict": "confirm", "row_id": "t1:0-9|be|00000000"}, "names no unit"),
        ({"verdict": "confirm", "row_id": f"{UNITS[0].id}|be|00000000"}, "other words"),
        ({"verdict": "confirm", "text": "Something else."}, "sorted apart"),
        ({"verdict": "confirm", "suggestion_1": "People (0.80)"}, "sorted apart"),
    ],
)
def test_a_row_that_cannot_be_applied_is_reported(entry: dict[str, Any], message: str) -> None:
    """Nothing is guessed; the message says what to do."""
    decisions, (report,) = read(sheet_row(**entry))
    assert (decisions, report.outcome, report.row) == ((), "problem", 2)
    assert message in report.message


def test_a_codebook_without_valences_takes_none() -> None:
    """The row is reported, not trimmed."""
    row = sheet_row(book=PLAIN, code="work", valence="barrier")
    _, (report,) = read(row)
    assert "carry no valence" in report.message


def test_a_blind_row_has_nothing_to_confirm_or_reject() -> None:
    """A verdict about a suggestion that nobody saw."""
    _, reports = read(sheet_row(blind=True, verdict="confirm"))
    assert "nothing" not in reports[0].message
    assert "no suggestion in view to confirm" in reports[0].message
    _, reports = read(sheet_row(blind=True, verdict="reject"))
    assert "no suggestion in view to reject" in reports[0].message


def test_two_rows_with_one_row_id_that_disagree_are_both_reported() -> None:
    """Which one counts must not depend on their order."""
    decisions, reports = read(sheet_row(code="time"), sheet_row(code="people"))
    assert decisions == ()
    assert [report.outcome for report in reports] == ["problem", "problem"]


def test_every_row_gets_a_report() -> None:
    """With the number that the spreadsheet shows."""
    empty = dict.fromkeys(sheet_row(), "")
    _, reports = read(sheet_row(), empty, sheet_row(verdict="confirm"))
    assert [(report.row, report.outcome) for report in reports] == [
        (2, "unchanged"),
        (3, "empty"),
        (4, "applied"),
    ]


# --- free codings ------------------------------------------------------------------------------


def test_a_free_coding_may_cross_sentences() -> None:
    """It starts and ends in mid-sentence and knows who said it."""
    decisions, _ = read(
        free=[free_row(quote="at all. The nurse", code="Time", status="wished for")]
    )
    (coding,) = codings(decisions)
    assert (coding.text, coding.status, coding.origin) == (
        "at all. The nurse",
        "wished for",
        "human",
    )
    assert (coding.person, coding.attributes, coding.unit_id) == ("p1", {"site": "North"}, None)


@pytest.mark.parametrize(("said", "blind"), [("hidden (blind)", True), ("shown", False)])
def test_a_free_coding_of_a_blind_sheet_was_made_blind(said: str, blind: bool) -> None:
    """The sheet says on its first page whether it hid the suggestions; without that page nobody knows."""
    row = free_row(quote="at all. The nurse", code="Time")
    decisions, _ = read(free=[row], about=[{"Review sheet": IN_VIEW, "Value": said}])
    assert [one.blind for one in decisions] == [blind]
    assert [one.blind for one in read(free=[row])[0]] == [False]


def test_white_space_in_a_pasted_quote_does_not_matter() -> None:
    """The coding holds the words as they stand in the transcript."""
    decisions, _ = read(free=[free_row(quote="no\nspace.", code="Time")])
    assert [coding.text for coding in codings(decisions)] == ["no   space."]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"quote": "never said", "code": "Time"}, "not in transcript t1"),
        ({"quote": "The nurse helped us", "code": "Time"}, "stands 2 times"),
        ({"quote": "", "code": "Time"}, "no quote"),
        ({"quote": "all", "code": ""}, "no code"),
        ({"quote": "all", "code": "Time", "codebook": "xx"}, "Choose one of: be, np-t"),
        ({"quote": "all", "code": "Time", "transcript_id": "t9"}, "no transcript 't9'"),
    ],
)
def test_a_free_coding_that_cannot_be_placed_is_reported(
    entry: dict[str, str], message: str
) -> None:
    """Nothing is guessed."""
    decisions, (report,) = read(free=[free_row(**entry)])
    assert decisions == ()
    assert message in report.message


# --- the whole sheet ---------------------------------------------------------------------------

FILLED = (
    sheet_row(UNITS[0], verdict="confirm", code_2="people"),
    sheet_row(UNITS[1], code="people", valence="enabler", quote="nurse helped"),
    sheet_row(UNITS[2], verdict="none fits"),
    sheet_row(UNITS[2], book=PLAIN, code="work"),
)


@given(st.permutations(FILLED), st.permutations(sorted(FILLED[0])))
def test_rows_and_columns_in_another_order_give_the_same_codings(
    rows: list[dict[str, str]], columns: list[str]
) -> None:
    """A coder may sort and move what he likes."""
    moved = [{name: row[name] for name in columns} for row in rows]
    assert codings(read(*moved)[0]) == codings(read(*FILLED)[0])


def test_a_sheet_read_twice_adds_nothing() -> None:
    """Ids come from the content of a row, whenever it is read."""
    first, _ = read(*FILLED)
    again, reports = read(*FILLED, earlier=first)
    assert again == ()
    assert {report.outcome for report in reports} == {"unchanged"}
    assert {d.id for d in first} == {d.id for d in read(*FILLED)[0]}


def test_a_row_that_was_overruled_since_is_reported() -> None:
    """An old sheet does not silently lose, nor silently win."""
    first, _ = read(sheet_row(verdict="confirm"))
    later = make_decision(
        coder="AB",
        verdict="reject",
        codebook="be",
        unit_id=UNITS[0].id,
        code_id="time",
        at="2025-07-01T10:00:00+00:00",
    )
    decisions, (report,) = read(sheet_row(verdict="confirm"), earlier=(*first, later))
    assert decisions == ()
    assert "changed since" in report.message
    decisions, _ = read(sheet_row(verdict="confirm", memo="again"), earlier=(*first, later))
    assert len(decisions) == 1


def test_the_coder_can_be_named_on_the_sheet() -> None:
    """Or nowhere, which is said."""
    sheets = {"Read me": [{"a": "Coder", "b": "CD"}], "Review": [sheet_row(verdict="confirm")]}
    arguments: dict[str, Any] = {
        "transcripts": [TRANSCRIPT],
        "units": UNITS,
        "suggestions": SUGGESTIONS,
        "codebooks": [BOOK],
        "coder": None,
        "at": AT,
    }
    (decision,), _ = read_sheet_decisions(sheets, **arguments)
    assert decision.coder == "CD"
    with pytest.raises(ReviewError, match="Nobody is named as the coder"):
        read_sheet_decisions({"Review": []}, **arguments)


def test_a_workbook_without_what_is_needed_is_said_so() -> None:
    """All faults at once."""
    with pytest.raises(ReviewError, match="lacks the columns row_id"):
        read({"text": "x"})
    with pytest.raises(ReviewError, match="columns twice: code"):
        read({**sheet_row(), "code (2)": ""})


# --- the log -----------------------------------------------------------------------------------


def decide(number: int, verdict: Any, **fields: Any) -> Decision:
    given_fields = {"codebook": "be", "unit_id": UNITS[0].id, "coder": "AB", **fields}
    return make_decision(verdict=verdict, at=f"2025-07-01T10:{number:02}:00+00:00", **given_fields)


def test_a_later_decision_takes_the_place_of_the_earlier() -> None:
    """And both are in the history of the coding."""
    log = [
        decide(1, "confirm", code_id="time"),
        decide(2, "recode", code_id="time", to="people"),
    ]
    (coding,) = codings(log)
    assert coding.code_id == "people"
    assert coding.decision_ids == tuple(d.id for d in log)


def test_an_undo_takes_back_and_can_be_taken_back() -> None:
    """Nothing is ever deleted from the log."""
    first = decide(1, "confirm", code_id="time")
    undo = decide(2, "undo", undoes=first.id)
    redo = decide(3, "undo", undoes=undo.id)
    assert codings([first, undo]) == ()
    assert [c.code_id for c in codings([redo, undo, first])] == ["time"]


def test_coders_stay_side_by_side() -> None:
    """One coder's rejection leaves another's coding alone."""
    log = [
        decide(1, "confirm", code_id="time"),
        decide(2, "confirm", code_id="time", coder="CD"),
        decide(3, "reject", code_id="time"),
    ]
    assert [coding.coder for coding in codings(log)] == ["CD"]


def test_a_rejection_removes_what_the_rejected_code_led_to() -> None:
    """Codes of the coder's own on the same unit stay; none-fits removes all."""
    log = [
        decide(1, "recode", code_id="time", to="people"),
        decide(2, "code", code_id="help"),
        decide(3, "reject", code_id="time"),
    ]
    assert [coding.code_id for coding in codings(log)] == ["help"]
    assert codings([*log, decide(4, "none-fits")]) == ()


def test_memos_on_a_unit_go_with_its_codings() -> None:
    """So that a note is read where it is needed."""
    (coding,) = codings([decide(1, "confirm", code_id="time"), decide(2, "memo", memo="look")])
    assert coding.memo == "look"


def test_a_coding_whose_words_moved_is_found_again_or_reported() -> None:
    """A corrected text takes its codings along where the words are still clear."""
    moved = TRANSCRIPT.model_copy(update={"text": f"Hm. {TEXT}", "turns": ()})
    decisions, _ = read(
        free=[free_row(quote="at all.", code="Time"), free_row(quote="We had", code="Time")]
    )
    (first, second) = replay((), decisions, units=(), transcripts=[moved])
    assert {first.text, second.text} == {"at all.", "We had"}
    gone = TRANSCRIPT.model_copy(
        update={"text": "Nothing left of it but this line here.", "turns": ()}
    )
    assert replay((), decisions, units=(), transcripts=[gone]) == ()
    assert set(find_unanchored(decisions, units=(), transcripts=[gone])) == set(decisions)


def test_a_decision_needs_a_coder_and_an_undo_its_target() -> None:
    """Who decided what is never empty."""
    with pytest.raises(ReviewError, match="needs a coder"):
        make_decision(coder=" ", verdict="memo")
    with pytest.raises(ReviewError, match="undoes="):
        make_decision(coder="AB", verdict="undo")
    with pytest.raises(ReviewError, match="ISO 8601"):
        find_standing([make_decision(coder="AB", verdict="memo", at="yesterday")])


CODES = st.sampled_from([code.id for code in BOOK.codes])


@st.composite
def logs(draw: Callable[..., Any]) -> list[Decision]:
    log: list[Decision] = []
    for number in range(draw(st.integers(0, 12))):
        verdict = draw(
            st.sampled_from(["confirm", "reject", "recode", "code", "none-fits", "undo"])
        )
        if verdict == "undo" and not log:
            continue
        fields: dict[str, Any] = {"coder": draw(st.sampled_from(["AB", "CD"]))}
        if verdict == "undo":
            fields["undoes"] = draw(st.sampled_from(log)).id
        else:
            fields["unit_id"] = draw(st.sampled_from(UNITS)).id
        if verdict in ("confirm", "reject", "recode", "code"):
            fields["code_id"] = draw(CODES)
        if verdict == "recode":
            fields["to"] = draw(CODES)
        log.append(decide(number, verdict, **fields))
    return log


@given(logs(), st.randoms())
def test_replay_does_not_depend_on_the_order_of_the_log(
    log: list[Decision], chance: random.Random
) -> None:
    """Time and id decide; a decision given twice counts once."""
    shuffled = [*log, *log[:3]]
    chance.shuffle(shuffled)
    assert codings(shuffled) == codings(log)


@given(logs())
def test_replay_is_a_fold_over_each_place(log: list[Decision]) -> None:
    """Coders, and units, can be replayed apart and put together again."""
    kept = find_standing(log)
    for part in ("coder", "unit_id"):
        values = {getattr(d, part) for d in kept}
        pieces = {value: [d for d in kept if getattr(d, part) == value] for value in values}
        together = {coding.id: coding for piece in pieces.values() for coding in codings(piece)}
        assert together == {coding.id: coding for coding in codings(log)}


@given(logs())
def test_undoing_the_last_decision_gives_what_was_before(log: list[Decision]) -> None:
    """An undo is the same as a log that never held the decision."""
    if log:
        undo = decide(59, "undo", undoes=log[-1].id)
        assert codings([*log, undo]) == codings(log[:-1])


@given(logs())
def test_every_coding_quotes_the_transcript(log: list[Decision]) -> None:
    """``text[start:end]`` is always the quotation, and its decisions are in the log."""
    for coding in codings(log):
        assert TEXT[coding.start : coding.end] == coding.text
        assert set(coding.decision_ids) <= {decision.id for decision in log}

"""The log as a fold: in parts or at once, in any order, and back to the beginning."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from decided_study import BOOK, sentence_spans, the_transcript
from thememiner.records import CodeChange, Decision, Suggestion
from thememiner.review import (
    Replay,
    find_standing,
    make_decision,
    make_grounds,
    replay,
    replay_more,
    settle_codings,
)
from thememiner.units import make_units

TRANSCRIPT = the_transcript()
UNITS = tuple(make_units(TRANSCRIPT, sentence_spans(TRANSCRIPT)))
SUGGESTIONS = tuple(
    Suggestion(unit_id=u.id, codebook="be", code_id=code, rank=n, probability=0.5, model="m")
    for u in UNITS
    for n, code in enumerate(("time", "help"), start=1)
)
START = Replay(make_grounds(SUGGESTIONS, UNITS, [TRANSCRIPT]))
CODES = st.sampled_from([code.id for code in BOOK.codes])
CODERS = st.sampled_from(("AB", "CD"))


def decision_of(draw: st.DrawFn, log: list[Decision], at: str) -> Decision | None:
    verdicts = ["confirm", "reject", "recode", "code", "none-fits", "edit-span", "free", "memo"]
    verdict: Any = draw(st.sampled_from([*verdicts, "undo", "undo", "settle", "revise-codebook"]))
    fields: dict[str, Any] = {"coder": draw(CODERS), "codebook": "be", "at": at}
    if verdict == "undo":
        if not log:
            return None
        return make_decision(verdict="undo", undoes=draw(st.sampled_from(log)).id, **fields)
    if verdict == "revise-codebook":
        pair = draw(st.sampled_from((("help", "people"), ("people", "res"))))
        change = CodeChange(code_id=pair[0], change="merged", to=(pair[1],))
        return make_decision(verdict=verdict, changes=(change,), **fields)
    start, end = sorted(draw(st.sets(st.integers(0, len(TRANSCRIPT.text)), min_size=2, max_size=2)))
    where = {"transcript_id": TRANSCRIPT.id, "start": start, "end": end}
    if verdict == "free":
        return make_decision(verdict="code", code_id=draw(CODES), **fields, **where)
    unit = {"unit_id": draw(st.sampled_from(UNITS)).id}
    if verdict == "settle":
        some = draw(st.lists(st.sampled_from([d.id for d in log]), max_size=3)) if log else []
        marked = [{"code_id": draw(CODES)}]
        return make_decision(verdict=verdict, marked=marked, settles=some, **fields, **unit)
    if verdict == "edit-span":
        return make_decision(verdict=verdict, code_id=draw(CODES), **fields, **unit, **where)
    if verdict == "recode":
        fields["to"] = draw(CODES)
    code = {} if verdict in ("none-fits", "memo") else {"code_id": draw(CODES)}
    return make_decision(verdict=verdict, **code, **fields, **unit)


@st.composite
def logs(draw: st.DrawFn) -> list[Decision]:
    """Up to fourteen decisions of two coders: on units, on stretches, undos, settlements, mergers."""
    log: list[Decision] = []
    for number in range(draw(st.integers(0, 14))):
        decision = decision_of(draw, log, f"2025-07-01T10:{number:02}:00+00:00")
        if decision is not None:
            log.append(decision)
    return log


@given(logs(), st.integers(0, 14))
def test_a_part_and_then_the_rest_is_the_whole(log: list[Decision], cut: int) -> None:
    """Replay is a fold; what is new touches only its own."""
    whole = replay_more(START, log)
    parts = replay_more(replay_more(START, log[:cut]), log[cut:])
    assert parts.codings() == whole.codings()
    assert parts.held == whole.held
    one_by_one = START
    for decision in log:
        one_by_one = replay_more(one_by_one, [decision])
    assert one_by_one.held == whole.held
    assert whole.codings() == replay(SUGGESTIONS, log, units=UNITS, transcripts=[TRANSCRIPT])


@given(logs(), st.randoms())
def test_the_order_in_which_decisions_arrive_does_not_matter(
    log: list[Decision], chance: random.Random
) -> None:
    """An undo may come before what it takes back, and anything twice."""
    shuffled = [*log, *log[:4]]
    chance.shuffle(shuffled)
    apart = START
    for decision in shuffled:
        apart = replay_more(apart, [decision])
    whole = replay_more(START, log)
    assert apart.codings() == whole.codings()
    for one in (apart, whole):
        settled = settle_codings(one.codings(), one.ledger, one.grounds)
        assert {coding.id for coding in settled} == {
            coding.id for coding in settle_codings(whole.codings(), whole.ledger, whole.grounds)
        }


@given(logs())
def test_undoing_everything_is_the_beginning(log: list[Decision]) -> None:
    """Whatever was undone before."""
    standing = find_standing(log)
    undos = [
        make_decision(
            coder=one.coder, verdict="undo", undoes=one.id, at=f"2025-07-02T10:{n:02}:00+00:00"
        )
        for n, one in enumerate(standing)
    ]
    end = replay_more(START, [*log, *undos])
    assert end.codings() == ()
    assert settle_codings((), end.ledger, end.grounds) == ()
    assert end.grounds.heirs == {}


def test_a_long_chain_of_undos_is_followed_to_its_end() -> None:
    """Two thousand changes of mind about one decision."""
    log = [
        make_decision(
            coder="AB", verdict="code", code_id="time", codebook="be", unit_id=UNITS[0].id
        )
    ]
    for number in range(2001):
        at = f"2025-07-02T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}+00:00"
        log.append(make_decision(coder="AB", verdict="undo", undoes=log[-1].id, at=at))
    assert replay_more(START, log).codings() == ()
    assert len(replay_more(START, log[:-1]).codings()) == 1

"""The decisions on one place, oldest first, into the codings that one coder has there: a fold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import reduce

from thememiner.records import Coding, Decision, Origin, Unit
from thememiner.review._decisions import when
from thememiner.review._grounds import Grounds
from thememiner.review._ledger import Subject

SHAPING = ("confirm", "recode", "code")
_MOVING = (*SHAPING, "edit-span")
_History = tuple[Decision, ...]
_State = Mapping[str, _History]


def make_codings(
    subject: Subject, standing: Sequence[Decision], grounds: Grounds
) -> tuple[Coding, ...]:
    """The codings of one coder at one place in one codebook.

    Args:
        subject: whose, where, in which codebook.
        standing: the decisions there that stand, oldest first.
        grounds: what they are about.
    """
    start: _State = {}
    held = reduce(lambda state, decision: _step(state, decision, grounds), standing, start)
    memos = [decision for decision in standing if decision.verdict == "memo"]
    found: dict[str, Coding] = {}
    for history in sorted(held.values(), key=lambda one: when(one[-1])):
        coding = _coding(subject, history, memos, grounds)
        if coding is not None:
            found[coding.id] = joined(found.get(coding.id), coding)
    return tuple(found.values())


def shaping_decision(coding: Coding, decisions: Mapping[str, Decision]) -> Decision | None:
    """The last of the decisions behind a coding that said what it is: its code, its axes or its span.

    Args:
        coding: the coding.
        decisions: the log by id.
    """
    known = (decisions[one] for one in reversed(coding.decision_ids) if one in decisions)
    return next((one for one in known if one.verdict in _MOVING), None)


def _step(state: _State, decision: Decision, grounds: Grounds) -> _State:
    code = grounds.code(decision)
    if decision.verdict in ("reject", "none-fits"):
        every = decision.verdict == "none-fits" or code is None
        return {
            key: history
            for key, history in state.items()
            if not (every or code in (key, _outcome(history, grounds)))
        }
    if decision.verdict in SHAPING:
        key = _key(state, decision, code or "", grounds)
        return {**state, key: (*state.get(key, ()), decision)}
    if decision.verdict in ("edit-span", "recheck"):
        return {
            key: (*history, decision) if code in (key, _outcome(history, grounds)) else history
            for key, history in state.items()
        }
    return state


def _key(state: _State, decision: Decision, code: str, grounds: Grounds) -> str:
    """A recoding goes on from the coding that has the code, whatever that had begun as."""
    if decision.verdict == "recode" and code not in state:
        having = (key for key, history in state.items() if _outcome(history, grounds) == code)
        return next(having, code)
    return code


def _last(history: _History, verdicts: Sequence[str]) -> Decision:
    return next(one for one in reversed(history) if one.verdict in verdicts)


def _outcome(history: _History, grounds: Grounds) -> str | None:
    return grounds.outcome(_last(history, SHAPING))


def _coding(
    subject: Subject, history: _History, memos: Sequence[Decision], grounds: Grounds
) -> Coding | None:
    last, moved = _last(history, SHAPING), _last(history, _MOVING)
    code, stretch = grounds.outcome(last), grounds.stretch(moved)
    if stretch is None or code is None or last.codebook is None:
        return None
    transcript, start, end = stretch
    unit = grounds.units.get(last.unit_id or "")
    person, attributes = grounds.who(stretch, unit)
    origin = _origin(history, (start, end), unit, grounds)
    own = [m for m in memos if m.code_id in (None, code, grounds.code(last))]
    return Coding(
        id=coding_id(transcript.id, start, end, last.codebook, code, subject[0]),
        transcript_id=transcript.id,
        start=start,
        end=end,
        text=transcript.text[start:end],
        codebook=last.codebook,
        code_id=code,
        valence=last.valence,
        status=last.status,
        coder=subject[0],
        origin=origin,
        unit_id=last.unit_id,
        person=person,
        decision_ids=tuple(item.id for item in (*history, *own)),
        memo="\n".join(dict.fromkeys(m.memo for m in (last, *own) if m.memo)),
        at=moved.at,
        model="" if origin == "human" else last.model,
        place=subject[1],
        attributes=attributes,
    )


def coding_id(
    transcript_id: str, start: int, end: int, codebook: str, code: str, coder: str
) -> str:
    """The id of a coding: from span, code and coder."""
    content = f"{transcript_id}:{start}-{end}\x1f{codebook}\x1f{code}\x1f{coder}"
    return f"c{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _origin(
    history: _History, span: tuple[int, int], unit: Unit | None, grounds: Grounds
) -> Origin:
    last = _last(history, SHAPING)
    if last.verdict == "code":
        return "human"
    if last.verdict == "recode":
        began = next(one for one in history if one.verdict in SHAPING)
        return "human" if began.verdict == "code" else "suggested and edited"
    trimmed = unit is not None and span != (unit.start, unit.end)
    code = grounds.code(last) or ""
    proposed = grounds.suggestions.get((last.unit_id or "", last.codebook or "", code))
    other_valence = (
        proposed is not None
        and proposed.model == last.model
        and last.valence not in (None, proposed.valence)
    )
    return "suggested and edited" if trimmed or other_valence else "suggested and confirmed"


def joined(earlier: Coding | None, later: Coding) -> Coding:
    """Two codings that say the same as one, with everything that led to either."""
    if earlier is None:
        return later
    ids = dict.fromkeys((*earlier.decision_ids, *later.decision_ids))
    memo = "\n".join(dict.fromkeys(text for text in (earlier.memo, later.memo) if text))
    return later.model_copy(update={"decision_ids": tuple(ids), "memo": memo})

"""The log of decisions into codings: a pure fold, the same whatever the order it is given in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from thememiner.records import Coding, Decision, Origin, Suggestion, Transcript, Unit
from thememiner.review._decisions import find_standing, when
from thememiner.review._spans import find_spans

_Subject = tuple[str, str, str]
_State = Mapping[str, tuple[Decision, ...]]


@dataclass(frozen=True)
class _Material:
    units: Mapping[str, Unit]
    by_transcript: Mapping[str, tuple[Unit, ...]]
    transcripts: Mapping[str, Transcript]
    suggestions: Mapping[tuple[str, str, str], Suggestion]
    best: Mapping[tuple[str, str], str]


def replay(
    suggestions: Iterable[Suggestion],
    decisions: Iterable[Decision],
    *,
    units: Sequence[Unit],
    transcripts: Sequence[Transcript],
) -> tuple[Coding, ...]:
    """The codings that the log leads to, in the order of the transcripts.

    Decisions count in order of time, then of id. A later decision of a coder on the same unit,
    codebook and code takes the place of the earlier one. ``reject`` removes that coder's coding
    of the unit that the rejected code led to, all of them where it names no code; ``none-fits``
    removes all. ``undo`` takes back the decision it names. Coders stay side by side. Decisions
    whose words are no longer found give no coding: see ``find_unanchored``.

    Args:
        suggestions: what was proposed; they tell a coding that was changed from one that was not.
        decisions: the log, in any order.
        units: all units of the study.
        transcripts: all transcripts of the study.
    """
    material = _material(suggestions, units, transcripts)
    found: dict[str, Coding] = {}
    for log in _by_subject(find_standing(decisions)).values():
        start: _State = {}
        held = reduce(lambda state, decision: _step(state, decision, material), log, start)
        memos = [decision for decision in log if decision.verdict == "memo"]
        for history in sorted(held.values(), key=lambda history: when(history[-1])):
            coding = _coding(history, memos, material)
            if coding is not None:
                found[coding.id] = _joined(found.get(coding.id), coding)
    order = {transcript.id: n for n, transcript in enumerate(transcripts)}
    return tuple(sorted(found.values(), key=lambda item: _place(item, order)))


def find_unanchored(
    decisions: Iterable[Decision], *, units: Sequence[Unit], transcripts: Sequence[Transcript]
) -> tuple[Decision, ...]:
    """Standing decisions for a coding whose words are not, or not clearly, in the transcripts."""
    material = _material((), units, transcripts)
    coding = ("confirm", "recode", "code")
    return tuple(
        decision
        for decision in find_standing(decisions)
        if decision.verdict in coding and _span(decision, material) is None
    )


def _material(
    suggestions: Iterable[Suggestion], units: Sequence[Unit], transcripts: Sequence[Transcript]
) -> _Material:
    by_transcript: dict[str, list[Unit]] = {}
    for unit in units:
        by_transcript.setdefault(unit.transcript_id, []).append(unit)
    known = [item for item in suggestions if item.unit_id is not None]
    return _Material(
        units={unit.id: unit for unit in units},
        by_transcript={key: tuple(items) for key, items in by_transcript.items()},
        transcripts={transcript.id: transcript for transcript in transcripts},
        suggestions={(str(s.unit_id), s.codebook, s.code_id): s for s in known},
        best={(str(s.unit_id), s.codebook): s.code_id for s in known if s.rank == 1},
    )


def _by_subject(standing: Iterable[Decision]) -> dict[_Subject, list[Decision]]:
    """The log cut by coder, place and codebook: no decision reaches beyond its own."""
    logs: dict[_Subject, list[Decision]] = {}
    for decision in standing:
        logs.setdefault(_subject(decision), []).append(decision)
    return logs


def _subject(decision: Decision) -> _Subject:
    place = decision.unit_id or f"{decision.transcript_id}:{decision.start}-{decision.end}"
    return decision.coder, place, decision.codebook or ""


def _code(decision: Decision, material: _Material) -> str | None:
    """The code a decision is about; for a confirmation without one, the best suggestion."""
    if decision.code_id is None and decision.verdict in ("confirm", "recode", "reject"):
        return material.best.get((decision.unit_id or "", decision.codebook or ""))
    return decision.code_id


def _step(state: _State, decision: Decision, material: _Material) -> _State:
    code = _code(decision, material)
    if decision.verdict in ("reject", "none-fits"):
        every = decision.verdict == "none-fits" or code is None
        return {
            key: history
            for key, history in state.items()
            if not (every or code in (key, _outcome(history[-1], material)))
        }
    if decision.verdict in ("confirm", "recode", "code"):
        return {**state, code or "": (*state.get(code or "", ()), decision)}
    return state


def _outcome(decision: Decision, material: _Material) -> str | None:
    return decision.to if decision.verdict == "recode" else _code(decision, material)


def _coding(
    history: tuple[Decision, ...], memos: Sequence[Decision], material: _Material
) -> Coding | None:
    last = history[-1]
    code, span = _outcome(last, material), _span(last, material)
    if span is None or code is None or last.codebook is None:
        return None
    transcript, start, end = span
    unit = material.units.get(last.unit_id or "")
    person, attributes = _who(transcript, start, end, material, unit=unit)
    content = f"{transcript.id}:{start}-{end}\x1f{last.codebook}\x1f{code}\x1f{last.coder}"
    return Coding(
        id=f"c{hashlib.sha256(content.encode()).hexdigest()[:12]}",
        transcript_id=transcript.id,
        start=start,
        end=end,
        text=transcript.text[start:end],
        codebook=last.codebook,
        code_id=code,
        valence=last.valence,
        status=last.status,
        coder=last.coder,
        origin=_origin(last, (start, end), unit, material),
        unit_id=last.unit_id,
        person=person,
        decision_ids=tuple(item.id for item in (*history, *memos)),
        memo="\n".join(dict.fromkeys(m.memo for m in (last, *memos) if m.memo)),
        attributes=attributes,
    )


def _span(decision: Decision, material: _Material) -> tuple[Transcript, int, int] | None:
    unit = material.units.get(decision.unit_id or "")
    where = decision.transcript_id or (unit.transcript_id if unit else "")
    transcript = material.transcripts.get(where)
    start = decision.start if decision.start is not None else unit.start if unit else None
    end = decision.end if decision.end is not None else unit.end if unit else None
    if transcript is None or start is None or end is None:
        return None
    if 0 <= start < end <= len(transcript.text) and (
        not decision.quote or transcript.text[start:end] == decision.quote
    ):
        return transcript, start, end
    spans = find_spans(transcript.text, decision.quote)
    return (transcript, *spans[0]) if len(spans) == 1 else None


def _origin(
    decision: Decision, span: tuple[int, int], unit: Unit | None, material: _Material
) -> Origin:
    if decision.verdict == "code":
        return "human"
    trimmed = unit is not None and span != (unit.start, unit.end)
    code = _code(decision, material) or ""
    proposed = material.suggestions.get((decision.unit_id or "", decision.codebook or "", code))
    other_valence = (
        proposed is not None
        and proposed.model == decision.model
        and decision.valence not in (None, proposed.valence)
    )
    if decision.verdict == "recode" or trimmed or other_valence:
        return "suggested and edited"
    return "suggested and confirmed"


def _who(
    transcript: Transcript, start: int, end: int, material: _Material, *, unit: Unit | None
) -> tuple[str | None, Mapping[str, str]]:
    near = material.by_transcript.get(transcript.id, ())
    unit = unit or next((u for u in near if u.start < end and start < u.end), None)
    if unit is not None:
        return unit.person, unit.attributes
    for turn in transcript.turns:
        if turn.start < end and start < turn.end:
            known = {speaker.label: speaker for speaker in transcript.speakers}
            if turn.speaker in known:
                speaker = known[turn.speaker]
                return speaker.person, {**transcript.attributes, **speaker.attributes}
    return None, transcript.attributes


def _joined(earlier: Coding | None, later: Coding) -> Coding:
    if earlier is None:
        return later
    ids = dict.fromkeys((*earlier.decision_ids, *later.decision_ids))
    memo = "\n".join(dict.fromkeys(text for text in (earlier.memo, later.memo) if text))
    return later.model_copy(update={"decision_ids": tuple(ids), "memo": memo})


def _place(coding: Coding, order: Mapping[str, int]) -> tuple[int, int, int, str, str, str]:
    at = order[coding.transcript_id]
    return at, coding.start, coding.end, coding.codebook, coding.code_id, coding.coder

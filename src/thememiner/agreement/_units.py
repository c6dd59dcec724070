"""The log of decisions into what each coder read and which codes they put where, by replay.

A unit was *seen* by a coder, in one codebook, where

- a decision of theirs stands on it (a note alone is none), or
- a free coding of theirs counts on it, or
- it was in a share of theirs that they have finished reading.

Units on which the coder was shown a decoy play no part. A code that was merged away since counts as the
code that it became part of.

A coding counts on the unit that it began from; a free one on every unit with which it shares at least
half of the shorter of the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.agreement._record import Condition
from thememiner.agreement._sets import CodeSet
from thememiner.agreement._spans import Span, join_spans, share_half
from thememiner.records import Coding, Decision, Suggestion, Transcript, Unit, Verdict
from thememiner.review import find_standing, replay

CODING_VERDICTS: frozenset[Verdict] = frozenset(
    ("confirm", "reject", "recode", "code", "none-fits", "edit-span")
)
Subject = tuple[str, str]


@dataclass(frozen=True)
class Finished:
    """Units that a coder has read to the end, whether or not they wrote something on each.

    Attributes:
        coder: who.
        unit_ids: which.
        blind: whether the suggestions were hidden.
    """

    coder: str
    unit_ids: frozenset[str]
    blind: bool


@dataclass(frozen=True)
class Reading:
    """What one coder made of one codebook.

    Attributes:
        codes: every unit that they saw, with the codes that they put on it.
        spans: where they marked what: transcript and code to spans, joined.
    """

    codes: Mapping[str, CodeSet] = field(default_factory=dict)
    spans: Mapping[tuple[str, str], tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Material:
    """What agreement is worked out from.

    Attributes:
        decisions: the log.
        suggestions: for units.
        units: all units of the study.
        transcripts: all transcripts of the study.
        threshold: a first suggestion below this probability is none.
        finished: shares that coders have read to the end.
        settled: unit and codebook to when a person settled a disagreement there, ISO 8601.
    """

    decisions: Sequence[Decision]
    suggestions: Sequence[Suggestion] = ()
    units: Sequence[Unit] = ()
    transcripts: Sequence[Transcript] = ()
    threshold: float = 0.5
    finished: Sequence[Finished] = ()
    settled: Mapping[Subject, str] = field(default_factory=dict)


def find_reading(material: Material, coder: str, codebook: str, condition: Condition) -> Reading:
    """What a coder made of a codebook, from the decisions made under one condition.

    ``blind`` and ``suggestion in view`` each count the decisions made so, up to the moment a unit was
    settled; ``all`` counts every decision of the coder as it stands now.
    """
    standing = _of(material, coder, codebook)
    kept = _under(standing, material, condition)
    revisions = [one for one in material.decisions if one.verdict in ("revise-codebook", "undo")]
    codings = replay(
        material.suggestions,
        [*kept, *revisions],
        units=material.units,
        transcripts=material.transcripts,
    )
    found = _counted(codings, material.units)
    seen = {one.unit_id for one in kept if one.unit_id} | found.keys()
    seen |= {
        unit_id
        for share in material.finished
        if share.coder == coder and (condition == "all" or share.blind == (condition == "blind"))
        for unit_id in share.unit_ids
    }
    decoyed = {one.unit_id for one in kept if one.decoy}
    seen -= decoyed
    there = [unit.id for unit in material.units if unit.id in seen]
    codes = {unit_id: frozenset(found.get(unit_id, ())) for unit_id in there}
    return Reading(codes, _spans(codings))


def find_machine(material: Material, coder: str, codebook: str, condition: Condition) -> Reading:
    """What the machine would have coded where a coder read: its first suggestion, if likely enough.

    Where the coder had a suggestion in view, it is that one, else the one that the study makes now.
    """
    now = {
        str(one.unit_id): (one.code_id, one.probability)
        for one in material.suggestions
        if one.codebook == codebook and one.unit_id is not None and one.rank == 1
    }
    kept = _under(_of(material, coder, codebook), material, condition)
    shown = {
        one.unit_id: (one.shown_code, one.shown_probability or 0.0)
        for one in kept
        if one.unit_id and one.shown_code is not None
    }
    first = {**now, **shown}
    codes = {}
    for unit in material.units:
        code, probability = first.get(unit.id, (None, 0.0))
        likely = code is not None and probability >= material.threshold
        codes[unit.id] = frozenset([str(code)] if likely else ())
    return Reading(codes)


def find_coders(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Everybody whose decision on a code stands, in alphabetical order."""
    standing = find_standing(decisions)
    return tuple(sorted({one.coder for one in standing if one.verdict in CODING_VERDICTS}))


def _of(material: Material, coder: str, codebook: str) -> tuple[Decision, ...]:
    return tuple(
        one
        for one in find_standing(material.decisions)
        if one.coder == coder and one.codebook == codebook and one.verdict in CODING_VERDICTS
    )


def _under(
    standing: Sequence[Decision], material: Material, condition: Condition
) -> list[Decision]:
    if condition == "all":
        return list(standing)
    wanted = condition == "blind"
    blind_ids = _blind_ids(standing, material)
    return [one for one in standing if (one.id in blind_ids) == wanted and _in_time(one, material)]


def _blind_ids(standing: Sequence[Decision], material: Material) -> set[str]:
    """Ids of the decisions that were made blind.

    On a unit: those marked so, and changes of what was coded so. A free coding is blind where the coder
    decided on that transcript only blind, or finished it blind.
    """
    found: set[str] = set()
    first: dict[str, bool] = {}
    in_view: set[str | None] = set()
    texts: set[str | None] = {
        unit_id.partition(":")[0]
        for share in material.finished
        if share.blind and share.coder in {one.coder for one in standing}
        for unit_id in share.unit_ids
    }
    for one in (one for one in standing if one.unit_id):
        unit_id = str(one.unit_id)
        of_own = one.shown_code is None and one.verdict in ("recode", "reject", "edit-span")
        blind = one.blind or (of_own and first.get(unit_id, False))
        first.setdefault(unit_id, blind)
        (texts if blind else in_view).add(one.transcript_id)
        if blind:
            found.add(one.id)
    free = (one for one in standing if not one.unit_id)
    return found | {one.id for one in free if one.blind or one.transcript_id in texts - in_view}


def _in_time(decision: Decision, material: Material) -> bool:
    """Whether a decision was made before the unit was settled: afterwards it is no longer one's own."""
    at = material.settled.get((decision.unit_id or "", decision.codebook or ""))
    return at is None or _moment(decision.at) < _moment(at)


def _moment(at: str) -> float:
    moment = dt.datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _counted(codings: Iterable[Coding], units: Sequence[Unit]) -> dict[str, set[str]]:
    """Unit to the codes whose codings count on it."""
    by_transcript: dict[str, list[Unit]] = {}
    for unit in units:
        by_transcript.setdefault(unit.transcript_id, []).append(unit)
    known = {unit.id for unit in units}
    found: dict[str, set[str]] = {}
    for coding in codings:
        if coding.unit_id in known:
            found.setdefault(str(coding.unit_id), set()).add(coding.code_id)
            continue
        for unit in by_transcript.get(coding.transcript_id, ()):
            if share_half((unit.start, unit.end), (coding.start, coding.end)):
                found.setdefault(unit.id, set()).add(coding.code_id)
    return found


def _spans(codings: Iterable[Coding]) -> dict[tuple[str, str], tuple[Span, ...]]:
    found: dict[tuple[str, str], list[Span]] = {}
    for coding in codings:
        place = (coding.transcript_id, coding.code_id)
        found.setdefault(place, []).append((coding.start, coding.end))
    return {place: join_spans(spans) for place, spans in found.items()}

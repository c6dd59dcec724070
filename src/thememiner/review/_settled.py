"""Codings of several coders and the settlements in the log into the codings that count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thememiner.records import Coding, Decision, Marked, Origin
from thememiner.review._codings import coding_id, joined, shaping_decision
from thememiner.review._grounds import Grounds, Stretch
from thememiner.review._ledger import Ledger


def find_settlements(ledger: Ledger) -> tuple[Decision, ...]:
    """The settlements of codings that count: the latest for each place and codebook, oldest first."""
    latest: dict[tuple[str, str], Decision] = {}
    for decision in ledger.standing_others("settle"):
        if decision.case is None:
            key = place_of(decision), decision.codebook or ""
            latest.pop(key, None)
            latest[key] = decision
    return tuple(latest.values())


def place_of(decision: Decision) -> str:
    """The place that a decision is about: a unit's id, or ``TRANSCRIPT:start-end``."""
    free = f"{decision.transcript_id}:{decision.start}-{decision.end}"
    return decision.place or decision.unit_id or free


def settle_codings(
    codings: Sequence[Coding], ledger: Ledger, grounds: Grounds
) -> tuple[Coding, ...]:
    """The codings that count: what was settled takes the place of what it settles, the rest stays.

    A coding that its coder changed after the settlement is not settled by it, and stays beside it.

    Args:
        codings: of all coders, side by side.
        ledger: the log.
        grounds: what decisions are about.
    """
    settlements = find_settlements(ledger)
    if not settlements:
        return tuple(codings)
    by_shape = [(shape_of(coding, ledger), coding) for coding in codings]
    covered = {one for settlement in settlements for one in settlement.settles}
    found = {coding.id: coding for shape, coding in by_shape if shape not in covered}
    for settlement in settlements:
        own = [coding for shape, coding in by_shape if shape in settlement.settles]
        for coding in _settled(settlement, own, grounds):
            found[coding.id] = joined(found.get(coding.id), coding)
    return tuple(found.values())


def shape_of(coding: Coding, ledger: Ledger) -> str:
    """Id of the decision that a coding is as it is by; a settlement names it."""
    decision = shaping_decision(coding, ledger.decisions)
    return decision.id if decision is not None else ""


def _settled(settlement: Decision, own: Sequence[Coding], grounds: Grounds) -> Iterable[Coding]:
    stretch = grounds.stretch(settlement)
    for marked in settlement.marked:
        code = grounds.now(settlement.codebook, marked.code_id) or marked.code_id
        same = [coding for coding in own if coding.code_id == code]
        spans = {(coding.transcript_id, coding.start, coding.end) for coding in same}
        where = stretch
        if len(spans) == 1:
            transcript_id, start, end = next(iter(spans))
            where = (grounds.transcripts[transcript_id], start, end)
        if where is not None:
            yield _coding(
                settlement, marked.model_copy(update={"code_id": code}), same, where, grounds
            )


def _coding(
    settlement: Decision,
    marked: Marked,
    same: Sequence[Coding],
    stretch: Stretch,
    grounds: Grounds,
) -> Coding:
    transcript, start, end = stretch
    book = settlement.codebook or ""
    unit = grounds.units.get(settlement.unit_id or "")
    person, attributes = grounds.who(stretch, unit)
    origin = _origin(same)
    ids = dict.fromkeys(one for coding in same for one in coding.decision_ids)
    notes = (*(coding.memo for coding in same), settlement.memo)
    return Coding(
        id=coding_id(transcript.id, start, end, book, marked.code_id, settlement.coder),
        transcript_id=transcript.id,
        start=start,
        end=end,
        text=transcript.text[start:end],
        codebook=book,
        code_id=marked.code_id,
        valence=marked.valence,
        status=marked.status,
        coder=settlement.coder,
        origin=origin,
        unit_id=settlement.unit_id,
        person=person,
        decision_ids=(*ids, settlement.id),
        memo="\n".join(dict.fromkeys(note for note in notes if note)),
        at=settlement.at,
        model=next((coding.model for coding in same if coding.model), "")
        if origin != "human"
        else "",
        settled=True,
        place=place_of(settlement),
        attributes=attributes,
    )


def _origin(same: Sequence[Coding]) -> Origin:
    """A person's own, where any of the coders came to it without a suggestion, or none of them did."""
    origins = {coding.origin for coding in same}
    if not origins or "human" in origins:
        return "human"
    return origins.pop() if len(origins) == 1 else "suggested and edited"

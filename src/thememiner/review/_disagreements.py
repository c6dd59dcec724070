"""Codings of several coders into the places where they differ, with both codings and the words around."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from thememiner.records import Coding, Decision, Disagreement, Marked, Unit
from thememiner.review._grounds import Grounds
from thememiner.review._ledger import Ledger
from thememiner.review._settled import find_settlements, shape_of

AROUND = 200
_SEEN = ("confirm", "reject", "recode", "code", "none-fits")


@dataclass(frozen=True)
class _Spot:
    """A place that coders looked at in one codebook: who did, and what they coded there."""

    codebook: str
    transcript_id: str
    start: int
    end: int
    unit_id: str | None
    coders: tuple[str, ...]
    codings: tuple[Coding, ...]


def find_disagreements(
    codings: Sequence[Coding],
    ledger: Ledger,
    grounds: Grounds,
    *,
    coders: Collection[str] = (),
    codebook: str | None = None,
    finished: Mapping[str, Collection[str]] | None = None,
) -> tuple[Disagreement, ...]:
    """Where coders differ, in the order of the transcripts.

    Two coders are compared at a unit that both decided on or coded in, or that was in a share which they
    finished: their codes there, with valence and status, are the same or they disagree. A free coding
    belongs to a unit where they share at least half of the shorter of them. Free codings that belong to
    no unit are compared where they overlap.

    Args:
        codings: of all coders, side by side.
        ledger: the log.
        grounds: what decisions are about.
        coders: between whom; all who decided, where none are named.
        codebook: in which codebook; None for all.
        finished: coder to ids of units that they read to the end, whether or not they decided there.
    """
    wanted = [
        one
        for one in codings
        if (not coders or one.coder in coders) and codebook in (None, one.codebook)
    ]
    settled = {one: s for s in find_settlements(ledger) for one in s.settles}
    read = {one: ids for one, ids in (finished or {}).items() if not coders or one in coders}
    spots = (*_unit_spots(wanted, ledger, grounds, coders, read), *_free_spots(wanted, grounds))
    order = {name: n for n, name in enumerate(grounds.transcripts)}
    return tuple(
        _disagreement(spot, ledger, grounds, settled)
        for spot in sorted(
            spots, key=lambda s: (order[s.transcript_id], s.start, s.end, s.codebook)
        )
        if (codebook in (None, spot.codebook)) and _differ(spot)
    )


def belongs(coding: Coding, transcript_id: str, start: int, end: int) -> bool:
    """Whether a coding and a span share at least half of the shorter of them."""
    if coding.transcript_id != transcript_id:
        return False
    shared = min(coding.end, end) - max(coding.start, start)
    return shared > 0 and 2 * shared >= min(coding.end - coding.start, end - start)


def _unit_spots(
    codings: Sequence[Coding],
    ledger: Ledger,
    grounds: Grounds,
    coders: Collection[str],
    finished: Mapping[str, Collection[str]],
) -> Iterator[_Spot]:
    seen: dict[tuple[str, str], set[str]] = {}
    for coder, place, book in ledger.subjects:
        if place in grounds.units and (not coders or coder in coders):
            standing = ledger.standing((coder, place, book))
            if any(one.verdict in _SEEN for one in standing):
                seen.setdefault((place, book), set()).add(coder)
    there: dict[tuple[str, str], list[Coding]] = {}
    for coding in codings:
        for unit in units_of_coding(coding, grounds):
            there.setdefault((unit.id, coding.codebook), []).append(coding)
            seen.setdefault((unit.id, coding.codebook), set()).add(coding.coder)
    for (unit_id, book), decided in seen.items():
        who = decided | {one for one, ids in finished.items() if unit_id in ids}
        if len(who) > 1:
            unit = grounds.units[unit_id]
            own = tuple(there.get((unit_id, book), ()))
            names = tuple(sorted(who))
            yield _Spot(book, unit.transcript_id, unit.start, unit.end, unit_id, names, own)


def units_of_coding(coding: Coding, grounds: Grounds) -> list[Unit]:
    """The units that a coding belongs to: the one it began from, or those it shares enough with."""
    if coding.unit_id is not None and coding.unit_id in grounds.units:
        return [grounds.units[coding.unit_id]]
    near = grounds.by_transcript.get(coding.transcript_id, ())
    return [unit for unit in near if belongs(coding, unit.transcript_id, unit.start, unit.end)]


def _free_spots(codings: Iterable[Coding], grounds: Grounds) -> Iterator[_Spot]:
    free: dict[tuple[str, str], list[Coding]] = {}
    for coding in codings:
        if not units_of_coding(coding, grounds):
            free.setdefault((coding.transcript_id, coding.codebook), []).append(coding)
    for (transcript_id, book), some in free.items():
        for together in _overlapping(some):
            names = tuple(sorted({coding.coder for coding in together}))
            start, end = min(c.start for c in together), max(c.end for c in together)
            if len(names) > 1:
                yield _Spot(book, transcript_id, start, end, None, names, tuple(together))


def _overlapping(codings: Iterable[Coding]) -> list[list[Coding]]:
    groups: list[list[Coding]] = []
    reach = -1
    for coding in sorted(codings, key=lambda one: (one.start, one.end, one.id)):
        if coding.start >= reach:
            groups.append([])
        groups[-1].append(coding)
        reach = max(reach, coding.end)
    return groups


def _marks(spot: _Spot, coder: str) -> tuple[Marked, ...]:
    own = {
        (c.code_id, c.valence, c.status): Marked(
            code_id=c.code_id, valence=c.valence, status=c.status
        )
        for c in spot.codings
        if c.coder == coder
    }
    return tuple(own[key] for key in sorted(own, key=str))


def _differ(spot: _Spot) -> bool:
    return len({_marks(spot, coder) for coder in spot.coders}) > 1


def _disagreement(
    spot: _Spot, ledger: Ledger, grounds: Grounds, settled: Mapping[str, Decision]
) -> Disagreement:
    text = grounds.transcripts[spot.transcript_id].text
    place = spot.unit_id or f"{spot.transcript_id}:{spot.start}-{spot.end}"
    by = [settled.get(shape_of(coding, ledger)) for coding in spot.codings]
    whole = bool(by) and all(one is not None for one in by)
    last = max((one for one in by if one), key=lambda one: one.at) if whole else None
    return Disagreement(
        id=f"{place}|{spot.codebook}",
        codebook=spot.codebook,
        unit_id=spot.unit_id,
        transcript_id=spot.transcript_id,
        start=spot.start,
        end=spot.end,
        text=text[spot.start : spot.end],
        before=text[max(0, spot.start - AROUND) : spot.start],
        after=text[spot.end : spot.end + AROUND],
        coders=spot.coders,
        says={coder: say_marks(_marks(spot, coder)) for coder in spot.coders},
        codings=tuple(sorted(spot.codings, key=lambda one: (one.coder, one.code_id, one.start))),
        settled_by=last.coder if last else None,
        settled_to=say_marks(last.marked) if last else "",
    )


def say_marks(marks: Iterable[Marked]) -> str:
    """Codes with their axes, in words."""
    return "; ".join(map(str, marks)) or "no code"

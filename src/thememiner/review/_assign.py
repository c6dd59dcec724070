"""Units, coders and a seed into the plan of a round: who reads what, and what of it others read too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from thememiner.errors import SettingsError, StudyError
from thememiner.records import Codebook, Record, Suggestion, Unit
from thememiner.review._audit import draw_audit
from thememiner.review._rows import rank_suggestions

Part = Literal["share", "overlap", "audit", "decoy"]


class Assignment(Record):
    """One unit that one coder is to read in one round. The part is not told to the coder.

    Attributes:
        round: from 1 on.
        coder: who.
        unit_id: what.
        part: share (this coder alone), overlap (every coder), audit (one more, on which the machine
            suggests nothing likely), decoy (of the share, with a wrong suggestion in view).
        blind: whether the suggestions are hidden.
        codebook: for a decoy, the codebook whose suggestion is wrong.
        decoy: for a decoy, the code that is shown as the best suggestion.
        at: when it was handed out, ISO 8601 with zone.
    """

    id_column: ClassVar[str] = "assignment_id"

    round: int = Field(ge=1)
    coder: str = Field(min_length=1)
    unit_id: str
    part: Part = "share"
    blind: bool = True
    codebook: str | None = None
    decoy: str | None = None
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a round is to be.

    Attributes:
        coders: who reads.
        overlap: share of all units that every coder reads, in whole transcripts, 0 to 1.
        shares: whether the transcripts that are left are dealt out among the coders.
        audit: how many units without a likely suggestion each coder reads besides.
        decoys: share of the units that a coder alone reads which show a wrong suggestion, 0 to 1.
        blind: whether the suggestions are hidden.
        seed: of every random choice.
        again: True to hand out once more what was handed out in an earlier round.
    """

    coders: tuple[str, ...]
    overlap: float = 0.2
    shares: bool = True
    audit: int = 0
    decoys: float = 0.0
    blind: bool = True
    seed: int = 0
    again: bool = False

    def check(self) -> None:
        """Refuse a plan that cannot be carried out.

        Raises:
            SettingsError: it cannot; the message says why.
        """
        names = [coder.strip() for coder in self.coders]
        if not names or not all(names) or len(set(names)) < len(names):
            raise SettingsError(f"Name each coder once: {', '.join(self.coders) or 'none'}.")
        for name, value in (("overlap", self.overlap), ("decoys", self.decoys)):
            if not 0 <= value <= 1:
                raise SettingsError(f"{name}={value} is no share. Choose from 0 to 1.")
        if self.audit < 0:
            raise SettingsError(f"audit={self.audit} is no number of units. Choose 0 or more.")
        if self.overlap and len(names) < 2:
            raise SettingsError("An overlap takes two coders. Pass overlap=0 for one.")
        if self.decoys and self.blind:
            raise SettingsError(
                "A decoy is a wrong suggestion in view, and a blind coder sees none. Pass blind=False, "
                "best for a later round: the first pass should be blind."
            )


def assign_units(
    plan: Plan,
    units: Sequence[Unit],
    *,
    suggestions: Sequence[Suggestion] = (),
    codebooks: Sequence[Codebook] = (),
    threshold: float = 0.5,
    earlier: Sequence[Assignment] = (),
    at: str = "",
) -> tuple[Assignment, ...]:
    """Who reads which units in the next round; a coder reads whole transcripts.

    What was handed out in an earlier round is not handed out again. The overlap is drawn from what is
    left, the rest is dealt out so that everybody has about as many units to read. The order of units
    and coders plays no part in what is drawn.

    Args:
        plan: what the round is to be.
        units: all units of the study.
        suggestions: for units; they tell audit units and decoys.
        codebooks: of the study; decoys are drawn from their codes.
        threshold: a first suggestion below this probability is none.
        earlier: the rounds so far.
        at: when this one is handed out.

    Raises:
        SettingsError: the plan cannot be carried out.
        StudyError: everything was handed out before.
    """
    plan.check()
    number = max((one.round for one in earlier), default=0) + 1
    random = np.random.default_rng([plan.seed, number])
    coders = tuple(sorted(coder.strip() for coder in plan.coders))
    out = {one.unit_id for one in earlier if one.part != "audit" and not plan.again}
    left = _transcripts_left(units, out)
    overlap = _draw(left, plan.overlap * len(units), random)
    rest = [name for name in left if name not in overlap] if plan.shares else []
    dealt = _deal(rest, left, coders, random)
    made = []
    for coder in coders:
        common = {"round": number, "coder": coder, "blind": plan.blind, "at": at}
        made += [_one(u, "overlap", common) for name in overlap for u in left[name]]
        made += [_one(u, "share", common) for name in dealt[coder] for u in left[name]]
    silent = draw_audit(units, suggestions, len(units), least=threshold)
    made += _audit(plan, made, silent=silent, earlier=earlier)
    return tuple(_with_decoys(plan, made, suggestions, codebooks, random))


def decoy_suggestions(
    assignments: Sequence[Assignment], suggestions: Sequence[Suggestion]
) -> tuple[Suggestion, ...]:
    """The wrong suggestions that a coder is shown: as likely as the best one, with another code, rank 0.

    Args:
        assignments: of the coder.
        suggestions: what the study suggests.
    """
    ranked = rank_suggestions(suggestions)
    found = []
    for one in assignments:
        best = ranked.get((one.unit_id, one.codebook or ""), ())
        if one.decoy is not None and best:
            found.append(best[0].model_copy(update={"code_id": one.decoy, "rank": 0}))
    return tuple(found)


def _one(unit: Unit, part: Part, common: Mapping[str, object]) -> Assignment:
    return Assignment(unit_id=unit.id, part=part, **common)


def _transcripts_left(units: Sequence[Unit], handed_out: Collection[str]) -> dict[str, list[Unit]]:
    """The units of every transcript of which nothing was handed out, by its id in alphabetical order."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.transcript_id, []).append(unit)
    left = {
        name: sorted(found[name], key=lambda unit: (unit.start, unit.end))
        for name in sorted(found)
        if not any(unit.id in handed_out for unit in found[name])
    }
    if left:
        return left
    raise StudyError(
        "Every transcript was handed out in an earlier round. Add transcripts and run mine again, or pass "
        "again=True to hand them out once more."
        if found
        else "The study has no units yet. Run study.mine(codebook='npt')."
    )


def _draw(
    left: Mapping[str, Sequence[Unit]], wanted: float, random: np.random.Generator
) -> list[str]:
    """Transcripts in random order, until one more would lead further away from the number wanted."""
    drawn: list[str] = []
    total = 0
    for n in random.permutation(len(left)):
        name = list(left)[n]
        nearer = abs(total + len(left[name]) - wanted) < abs(total - wanted)
        if wanted > 0 and (nearer or not drawn):
            drawn.append(name)
            total += len(left[name])
    return sorted(drawn)


def _deal(
    names: Sequence[str],
    left: Mapping[str, Sequence[Unit]],
    coders: Sequence[str],
    random: np.random.Generator,
) -> dict[str, list[str]]:
    """The longest transcript first, each to whoever has the fewest units so far."""
    order = [coders[n] for n in random.permutation(len(coders))]
    dealt: dict[str, list[str]] = {coder: [] for coder in coders}
    load = dict.fromkeys(order, 0)
    for name in sorted(names, key=lambda one: (-len(left[one]), one)):
        coder = min(order, key=lambda one: load[one])
        dealt[coder].append(name)
        load[coder] += len(left[name])
    return dealt


def _audit(
    plan: Plan,
    made: Sequence[Assignment],
    *,
    silent: Sequence[str],
    earlier: Sequence[Assignment],
) -> list[Assignment]:
    """The next units of the audit's sample, each to one coder who does not read it anyway."""
    found: list[Assignment] = []
    gone = {one.unit_id for one in earlier if one.part == "audit"}
    for coder in sorted({one.coder for one in made}) if plan.audit else ():
        first = next(one for one in made if one.coder == coder)
        own = {one.unit_id for one in made if one.coder == coder}
        drawn = [unit_id for unit_id in silent if unit_id not in own | gone][: plan.audit]
        found += [first.model_copy(update={"part": "audit", "unit_id": one}) for one in drawn]
        gone |= set(drawn)
    return found


def _with_decoys(
    plan: Plan,
    made: Sequence[Assignment],
    suggestions: Sequence[Suggestion],
    codebooks: Sequence[Codebook],
    random: np.random.Generator,
) -> list[Assignment]:
    """Some units of the shares with a code that was not suggested there, shown as if it were the best."""
    ranked = rank_suggestions(suggestions)
    out = list(made)
    for coder in sorted({one.coder for one in made}) if plan.decoys else ():
        own = [n for n, one in enumerate(out) if one.coder == coder and one.part == "share"]
        places = [
            (n, book)
            for n in own
            for book in codebooks
            if ranked.get((out[n].unit_id, book.id)) and len(book.codes) > 3
        ]
        wanted = round(plan.decoys * len(own))
        taken: set[int] = set()
        for at in random.permutation(len(places)):
            n, book = places[at]
            if len(taken) < wanted and n not in taken:
                taken.add(n)
                code = _wrong(book, ranked[out[n].unit_id, book.id], random)
                changes = {"part": "decoy", "codebook": book.id, "decoy": code}
                out[n] = out[n].model_copy(update=changes)
    return out


def _wrong(book: Codebook, shown: Sequence[Suggestion], random: np.random.Generator) -> str:
    """A code that is not among the suggestions, nor above or below one of them."""
    suggested = {one.code_id for one in shown}
    near = suggested | {code.parent for code in book.codes if code.id in suggested}
    near |= {code.id for code in book.codes if code.parent in suggested}
    far = sorted(code.id for code in book.codes if code.id not in near)
    some = far or sorted(code.id for code in book.codes if code.id not in suggested)
    return some[int(random.integers(len(some)))]

"""The decisions of a study into matchers that follow them, and suggestions for what nobody decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from thememiner.errors import StudyError
from thememiner.matches import (
    Decided,
    Matcher,
    make_decided,
    match_themes,
    match_units,
    put_in_context,
)
from thememiner.records import Codebook, Coding, Decision, Record, Records, Suggestion, Unit
from thememiner.store import Database
from thememiner.study._mining import SILENT, Material
from thememiner.study._themes_desk import ThemesDesk, themes_name, units_name
from thememiner.study._toolbox import Toolbox
from thememiner.vectors import FloatArray

LEARNED = "learned"
TEACHING = frozenset({"confirm", "reject", "recode", "code", "none-fits"})


class Learned(Record):
    """What a codebook's suggestions were taught by.

    Attributes:
        codebook: id of the codebook.
        decisions: decisions that taught it: codes, rejected codes, and that none fits.
        texts: units and free spans that they are about.
        certified: ids of the codes whose probabilities are calibrated.
        suggested_again: units that nobody decided about, whose suggestions were made again.
    """

    id_column = "codebook"

    codebook: str
    decisions: int
    texts: int
    certified: tuple[str, ...] = ()
    suggested_again: int = 0


@dataclass
class _Place:
    """What is known about one unit or free span."""

    text: str
    group: str
    codes: set[str] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    whole: bool = False


class LearningDesk:
    """Fits the matchers of a study again, to its codebooks and its decisions.

    Args:
        database: of the study.
        material: its units.
        tools: the adapters.
    """

    def __init__(self, database: Database, material: Material, tools: Toolbox) -> None:
        self._database = database
        self._material = material
        self._tools = tools

    def matcher(
        self, codebook: Codebook, codings: Sequence[Coding], decisions: Sequence[Decision]
    ) -> Matcher:
        """A matcher taught by the codebook and by all coders' decisions with it.

        A unit that somebody coded, or said no code fits, counts as judged for every code of the codebook;
        one where codes were only rejected counts for these.
        """
        return self._tools.learn(
            self._tools.matcher(codebook), self._decided(codebook, codings, decisions)
        )

    def _decided(
        self, codebook: Codebook, codings: Sequence[Coding], decisions: Sequence[Decision]
    ) -> Decided:
        units = {unit.id: unit for unit in self._material.units}
        places: dict[str, _Place] = {}
        for coding in codings:
            if coding.codebook == codebook.id and coding.code_id in codebook:
                place = places.setdefault(_key(coding), _place_of(coding, units))
                place.codes.add(coding.code_id)
                place.whole = True
        for decision in decisions:
            if decision.codebook == codebook.id and decision.unit_id in units:
                _add(places, decision, units[decision.unit_id])
        kept = {key: p for key, p in places.items() if p.codes or p.rejected or p.whole}
        known = list(kept.values())
        alone = self._tools.embed([place.text for place in known])
        made = make_decided(
            [place.text for place in known],
            self._in_context(list(kept), alone),
            [frozenset(place.codes) for place in known],
            groups=[place.group for place in known],
            whole=[place.whole for place in known],
            rejected=[frozenset(place.rejected - place.codes) for place in known],
        )
        return replace(made, alone=alone)

    def _in_context(self, keys: Sequence[str], alone: FloatArray) -> FloatArray:
        """Vectors of units with the talk around them heard; those of free spans as they are."""
        row = {unit.id: n for n, unit in enumerate(self._material.units)}
        out = np.array(alone)
        for n, key in enumerate(keys):
            if key in row:
                out[n] = self._heard[row[key]]
        return out

    @cached_property
    def _heard(self) -> FloatArray:
        units = self._material.units
        vectors = self._tools.embed([unit.text for unit in units])
        return put_in_context(units, vectors, self._tools.embed, silent=self._silent)

    @cached_property
    def _silent(self) -> frozenset[str]:
        return frozenset(s.unit_id for s in self._material.set_aside if s.reason in SILENT)

    def suggest_again(
        self, matcher: Matcher, desk: ThemesDesk, decisions: Iterable[Decision]
    ) -> Learned:
        """Suggestions of a taught matcher for themes and for units that nobody decided about.

        Units that were decided about keep the suggestions that the coders had in view. Confirmed
        quotations are no part of what is kept, so that nobody's words stand with another's.
        """
        book_id = matcher.codebook.id
        name = units_name(book_id)
        decided = frozenset(d.unit_id for d in decisions if d.codebook == book_id and d.unit_id)
        kept = [s for s in self._database.result(name, Suggestion) if s.unit_id in decided]
        units = self._material.units
        vectors = self._tools.embed([unit.text for unit in units])
        fresh = match_units(units, vectors, matcher, skip=self._silent, known=decided)
        by_unit: dict[str, list[Suggestion]] = {}
        for one in (*kept, *fresh):
            by_unit.setdefault(one.unit_id or "", []).append(_without_quotations(one))
        self._database.replace_result(
            name, [one for unit in units for one in by_unit.get(unit.id, ())]
        )
        themes = desk.themes()
        if themes is not None:
            found = match_themes(themes.themes, units, vectors, matcher)
            self._database.replace_result(
                themes_name(book_id), [_without_quotations(one) for one in found]
            )
            desk.put_matched(themes)
        return Learned(
            codebook=book_id,
            decisions=matcher.n_decisions,
            texts=len(decided),
            certified=tuple(c.id for c in matcher.codebook.codes if c.id in matcher.certified),
            suggested_again=len(units) - len(decided | self._silent),
        )

    def keep(self, learned: Sequence[Learned]) -> Records[Learned]:
        """Remember what was learned, so that the next run of ``mine`` learns again."""
        self._database.put_result(LEARNED, "", learned)
        return Records(learned, Learned)


def has_learned(database: Database) -> bool:
    """Whether the suggestions of a study were ever taught by decisions."""
    return bool(database.result(LEARNED, Learned))


def need_suggestions(codebooks: Sequence[Codebook]) -> None:
    """Refuse to learn before there is anything to suggest.

    Raises:
        StudyError: the study was not mined with a codebook.
    """
    if not codebooks:
        raise StudyError("The study has no codebook yet. Mine it with one: study.mine('npt').")


def _key(coding: Coding) -> str:
    return coding.unit_id or f"{coding.transcript_id}:{coding.start}-{coding.end}"


def _place_of(coding: Coding, units: Mapping[str, Unit]) -> _Place:
    unit = units.get(coding.unit_id or "")
    text = unit.text if unit is not None else coding.text
    return _Place(text, coding.person or coding.transcript_id)


def _add(places: dict[str, _Place], decision: Decision, unit: Unit) -> None:
    """What a decision says besides the codings it leads to: a code rejected, or that none fits."""
    if decision.verdict not in {"reject", "none-fits"}:
        return
    start = _Place(unit.text, unit.person or unit.transcript_id)
    place = places.setdefault(unit.id, start)
    if decision.verdict == "none-fits":
        place.whole = True
    elif decision.code_id:
        place.rejected.add(decision.code_id)


def _without_quotations(suggestion: Suggestion) -> Suggestion:
    evidence = suggestion.evidence.model_copy(update={"quotations": ()})
    return suggestion.model_copy(update={"evidence": evidence})

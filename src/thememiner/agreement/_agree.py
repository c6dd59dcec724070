"""The log of a study into the agreement of its coders, with each other and with the machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from thememiner.agreement._compare import FEWEST_UNITS, compare_units
from thememiner.agreement._compare_spans import compare_spans
from thememiner.agreement._differences import count_differences
from thememiner.agreement._intervals import FEWEST_CASES, RESAMPLES, SEED
from thememiner.agreement._record import (
    CONDITIONS,
    MACHINE,
    Agreement,
    AgreementRow,
    Condition,
    Difference,
)
from thememiner.agreement._units import Material, Reading, find_machine, find_reading

_NOTES = (
    "A unit was seen by a coder where a decision of theirs stands on it, where a free coding of theirs "
    "shares half of it, or where it was in a share that they finished.",
    "blind and suggestion in view: decisions made so, before the unit was settled; all: every "
    "decision as it stands. Seeing a suggestion draws coders towards it and towards each other.",
    f"Intervals: 95 %, percentile bootstrap, {RESAMPLES} draws of people (for spans, of texts), seed "
    f"{SEED}; from {FEWEST_CASES} people on. With a handful of people they are too narrow.",
    f"No figure below {FEWEST_UNITS} units. Codes that none of those compared used have no row.",
    "AC1 and PABAK stay high where a code is rare: read positive agreement beside them.",
    "Agreement says that coders see the same, not that what they see is right.",
)


def find_agreement(
    material: Material,
    coders: Sequence[str],
    codebooks: Sequence[str],
    *,
    conditions: Sequence[Condition] = CONDITIONS,
) -> Agreement:
    """How far coders agree, in pairs and as a group, and each of them with the machine.

    Args:
        material: the log and what it is about.
        coders: at least one; one alone is compared with the machine.
        codebooks: ids of the codebooks.
        conditions: which decisions count.
    """
    rows: list[AgreementRow] = []
    differences: list[Difference] = []
    for codebook in codebooks:
        for condition in conditions:
            readings = {one: find_reading(material, one, codebook, condition) for one in coders}
            rows += _rows(material, readings, codebook, condition)
            differences += _differences(material, readings, codebook, condition)
    return Agreement(
        coders=tuple(coders),
        rows=tuple(rows),
        differences=tuple(differences),
        notes=_NOTES,
        n_resamples=RESAMPLES,
        seed=SEED,
    )


def _differences(
    material: Material, readings: Mapping[str, Reading], codebook: str, condition: Condition
) -> Iterator[Difference]:
    for pair in combinations(readings, 2):
        yield from count_differences(
            [readings[one] for one in pair],
            material.units,
            codebook=codebook,
            coders=pair,
            condition=condition,
        )


def _rows(
    material: Material, readings: Mapping[str, Reading], codebook: str, condition: Condition
) -> Iterator[AgreementRow]:
    coders = tuple(readings)
    groups: list[tuple[str, ...]] = list(combinations(coders, 2))
    if len(coders) > 2:
        groups.insert(0, coders)
    for group in groups:
        some = [readings[one] for one in group]
        yield from compare_units(
            some, material.units, codebook=codebook, coders=group, condition=condition
        )
        common = {"codebook": codebook, "coders": group, "condition": condition}
        yield from compare_spans(some, material.units, material.transcripts, common=common)
    for one in coders:
        yield from compare_units(
            [readings[one], find_machine(material, one, codebook, condition)],
            material.units,
            codebook=codebook,
            coders=(one, MACHINE),
            condition=condition,
        )

"""What two coders put on the same units into counts of which code one used where the other used which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from thememiner.agreement._record import Condition, Difference
from thememiner.agreement._units import Reading
from thememiner.records import Unit

_Pair = tuple[str | None, str | None]


def count_differences(
    readings: Sequence[Reading],
    units: Sequence[Unit],
    *,
    codebook: str,
    coders: tuple[str, ...],
    condition: Condition,
) -> Iterator[Difference]:
    """Which codes stood against each other, the most frequent first.

    On a unit that both saw, each code that only the first used stands against each that only the second
    used, or against no code where there is none.

    Args:
        readings: of two coders.
        units: all units of the study.
        codebook: id of the codebook.
        coders: the two.
        condition: which decisions count.
    """
    found: dict[_Pair, list[Unit]] = {}
    for unit in units:
        one, other = (reading.codes.get(unit.id) for reading in readings)
        if one is None or other is None or one == other:
            continue
        mine: list[str | None] = [*sorted(one - other)] or [None]
        theirs: list[str | None] = [*sorted(other - one)] or [None]
        for pair in product(mine, theirs):
            found.setdefault(pair, []).append(unit)
    for (code, against), some in sorted(found.items(), key=_most_first):
        yield Difference(
            codebook=codebook,
            condition=condition,
            coders=coders,
            code_id=code,
            other_code_id=against,
            n_units=len(some),
            n_people=len({unit.person or unit.transcript_id for unit in some}),
        )


def _most_first(item: tuple[_Pair, list[Unit]]) -> tuple[int, str, str]:
    (code, against), some = item
    return -len(some), code or "", against or ""

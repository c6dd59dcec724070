"""What coders put on units where the machine suggested nothing into how often it missed something."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from thememiner.agreement._intervals import wilson
from thememiner.agreement._units import Material, find_reading
from thememiner.records import Record

FEWEST_AUDITED = 10


class Missed(Record):
    """How often a coder put a code on a unit of the audit, where nothing likely was suggested.

    Attributes:
        coder: who.
        n_units: units of the audit that they have seen.
        n_coded: of these, units on which they put a code of any codebook.
        rate: the share coded, 0 to 1; None where there were too few.
        low: lower end of the 95 % interval.
        high: upper end.
        reason: why there is no rate; empty where there is one.
    """

    coder: str
    n_units: int
    n_coded: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def find_missed(
    material: Material, coder: str, codebooks: Sequence[str], unit_ids: Collection[str]
) -> Missed:
    """How often the machine missed something, by one coder's lights.

    The interval is Wilson's. Source: Wilson EB (1927), Journal of the American Statistical Association 22,
    209-212. It takes units as independent, which those of one person are not quite.

    Args:
        material: the log and what it is about.
        coder: who.
        codebooks: ids of the codebooks.
        unit_ids: the units of the audit.
    """
    readings = [find_reading(material, coder, book, "all") for book in codebooks]
    seen = {one for one in unit_ids if any(one in reading.codes for reading in readings)}
    coded = {one for one in seen if any(reading.codes.get(one) for reading in readings)}
    counts = {"coder": coder, "n_units": len(seen), "n_coded": len(coded)}
    if len(seen) < FEWEST_AUDITED:
        reason = f"{coder} has seen {len(seen)} units of the audit; a rate takes {FEWEST_AUDITED}"
        return Missed(**counts, reason=reason)
    low, high = wilson(len(coded), len(seen))
    return Missed(**counts, rate=len(coded) / len(seen), low=low, high=high)

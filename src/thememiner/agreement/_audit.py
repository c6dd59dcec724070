"""What coders put on units where the machine suggested nothing into how often it missed something."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from thememiner.agreement._rates import Rate, rate_of
from thememiner.agreement._units import Material, find_reading

FEWEST_AUDITED = 10


class Missed(Rate):
    """How often a coder put a code on a unit of the audit, where nothing likely was suggested.

    Attributes:
        n_units: units of the audit that they have seen.
        n_coded: of these, units on which they put a code of any codebook: the rate is their share.
    """

    n_units: int
    n_coded: int


def find_missed(
    material: Material, coder: str, codebooks: Sequence[str], unit_ids: Collection[str]
) -> Missed:
    """How often the machine missed something, by one coder's lights.

    The interval takes units as independent, which those of one person are not quite.

    Args:
        material: the log and what it is about.
        coder: who.
        codebooks: ids of the codebooks.
        unit_ids: the units of the audit.
    """
    readings = [find_reading(material, coder, book, "all") for book in codebooks]
    seen = {one for one in unit_ids if any(one in reading.codes for reading in readings)}
    coded = {one for one in seen if any(reading.codes.get(one) for reading in readings)}
    reason = f"{coder} has seen {len(seen)} units of the audit; a rate takes {FEWEST_AUDITED}"
    rate = rate_of(len(coded), len(seen), fewest=FEWEST_AUDITED, reason=reason)
    return Missed(coder=coder, n_units=len(seen), n_coded=len(coded), **rate)

"""What a coder wants to review into the units of the queue and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thememiner.errors import SettingsError
from thememiner.records import Unit
from thememiner.review import Assignment


@dataclass(frozen=True)
class Choice:
    """What a coder wants to review.

    Attributes:
        coder: who reviews.
        codebook: id of the codebook to begin with; None for the first.
        blind: True to hide suggestions until the coder has decided.
        order: ids of units in the order in which to look at them; empty for the order of the talk.
        unit_ids: the units to review; None for all.
    """

    coder: str
    codebook: str | None = None
    blind: bool = False
    order: Sequence[str] = ()
    unit_ids: Sequence[str] | None = None


def units_of_share(share: Sequence[Assignment], wanted: Sequence[str] | None) -> list[str]:
    """The units of a coder's share of a round, and of those wanted, where some are named.

    Raises:
        SettingsError: the share holds decoys, suggestions known to be wrong.
    """
    if any(one.decoy is not None for one in share):
        raise SettingsError(
            "This round shows wrong suggestions on purpose, to see how coders answer them; the page would "
            "not show them. Use the sheet: study.export_review(..., round=...)."
        )
    return [one.unit_id for one in share if wanted is None or one.unit_id in set(wanted)]


def in_order(units: list[Unit], order: Sequence[str]) -> list[Unit]:
    """Units in the order given; those that it does not name behind it, as they stand.

    Args:
        units: in the order of the talk.
        order: ids of units.
    """
    place = {unit_id: n for n, unit_id in enumerate(order)}
    return sorted(units, key=lambda unit: place.get(unit.id, len(place)))

"""A passage that may not, or may, be quoted in public into one decision of the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from thememiner.errors import SettingsError
from thememiner.records import Coding, Decision, Unit
from thememiner.review import make_decision

Ruling = Literal["withhold", "allow"]


def make_ruling(
    ruling: Ruling,
    passage: str,
    *,
    units: Iterable[Unit],
    codings: Iterable[Coding],
    coder: str,
    memo: str,
) -> Decision:
    """The decision on one passage.

    Args:
        ruling: withhold or allow.
        passage: id of a unit or of a coding.
        units: of the study.
        codings: of the study.
        coder: who rules.
        memo: why.

    Raises:
        SettingsError: there is no such passage.
    """
    found: Unit | Coding | None = next((one for one in units if one.id == passage), None)
    found = found or next((one for one in codings if one.id == passage), None)
    if found is None:
        raise SettingsError(
            f"There is no unit and no coding {passage!r}. Ids are in study.units and "
            "study.codings(), and in the column unit_id of the tables."
        )
    return make_decision(
        coder=coder,
        verdict=ruling,
        unit_id=found.id if isinstance(found, Unit) else found.unit_id,
        transcript_id=found.transcript_id,
        start=found.start,
        end=found.end,
        quote=found.text,
        memo=memo,
    )

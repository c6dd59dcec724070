"""What somebody says about quoting a passage in public, into a decision of the log."""

from __future__ import annotations

from typing import Literal

from thememiner.errors import SettingsError
from thememiner.records import Decision, Unit
from thememiner.study._decision_desk import DecisionDesk

Ruling = Literal["withhold", "allow"]


def put_ruling(
    desk: DecisionDesk, ruling: Ruling, passage: str, *, coder: str, memo: str
) -> Decision:
    """The decision on one passage, in the log when this returns.

    Args:
        desk: takes the decision.
        ruling: withhold or allow.
        passage: id of a unit or of a coding.
        coder: who rules.
        memo: why.

    Raises:
        SettingsError: there is no such passage.
    """
    found = desk.unit(passage) or desk.coding(passage)
    if found is None:
        raise SettingsError(
            f"There is no unit and no coding {passage!r}. Ids are in study.units and "
            "study.codings(), and in the column unit_id of the tables."
        )
    return desk.put(
        coder=coder,
        verdict=ruling,
        unit_id=found.id if isinstance(found, Unit) else found.unit_id,
        transcript_id=found.transcript_id,
        start=found.start,
        end=found.end,
        quote=found.text,
        memo=memo,
    )

"""The plan of each round of review, as the study keeps it: who reads what, and who has finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from thememiner.agreement import Finished
from thememiner.errors import SettingsError
from thememiner.records import Record, Records, Suggestion
from thememiner.reports import Material
from thememiner.review import Assignment, Plan, assign_units, decoy_suggestions
from thememiner.store import Database
from thememiner.study._agreement_desk import Only
from thememiner.study._mining import units_of

_PLANNED, _FINISHED = "rounds/assigned", "rounds/finished"


class FinishedShare(Record):
    """That a coder has read all of a share, whether or not they wrote something on each unit.

    Attributes:
        round: which round.
        coder: who.
        at: when they said so, ISO 8601 with zone.
    """

    id_column: ClassVar[str] = "finished_id"

    round: int
    coder: str
    at: str = ""


class RoundsDesk:
    """The rounds of a study.

    Args:
        database: of the study.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def assignments(self) -> Records[Assignment]:
        """Everything that was handed out, round by round."""
        return Records(self.database.result(_PLANNED, Assignment), Assignment)

    def assign(
        self, plan: Plan, suggestions: Sequence[Suggestion], *, threshold: float
    ) -> Records[Assignment]:
        """Plan the next round and keep it.

        Raises:
            SettingsError: the plan cannot be carried out.
            StudyError: everything was handed out before.
        """
        earlier = tuple(self.assignments())
        made = assign_units(
            plan,
            units_of(self.database).units,
            suggestions=[one for one in suggestions if one.unit_id is not None],
            codebooks=self.database.codebooks(),
            threshold=threshold,
            earlier=earlier,
            at=_now(),
        )
        self.database.put_result(_PLANNED, "", [*earlier, *made])
        return Records(made, Assignment)

    def share(self, coder: str, number: int | None = None) -> tuple[Assignment, ...]:
        """What a coder has in a round, the last one where none is named.

        Raises:
            SettingsError: nothing.
        """
        own = [one for one in self.assignments() if one.coder == coder.strip()]
        number = max((one.round for one in own), default=0) if number is None else number
        found = tuple(one for one in own if one.round == number)
        if not found:
            has = sorted({f"{one.coder} in round {one.round}" for one in self.assignments()})
            raise SettingsError(
                f"Nothing was handed out to {coder or 'a coder without a name'} in round {number}. "
                f"Handed out: {', '.join(has) or 'nothing yet; run study.assign([...])'}."
            )
        return found

    def finish(self, coder: str, number: int | None = None) -> int:
        """Keep that a coder has read all of a share.

        Returns:
            The round.

        Raises:
            SettingsError: nothing was handed out to them in it.
        """
        number = self.share(coder, number)[0].round
        known = self.database.result(_FINISHED, FinishedShare)
        one = FinishedShare(round=number, coder=coder.strip(), at=_now())
        others = [item for item in known if (item.round, item.coder) != (number, one.coder)]
        self.database.put_result(_FINISHED, "", [*others, one])
        return number

    def finished(self) -> tuple[Finished, ...]:
        """The shares that were read to the end, as agreement takes them."""
        out = []
        for one in self.database.result(_FINISHED, FinishedShare):
            share = [
                item
                for item in self.assignments()
                if (item.round, item.coder) == (one.round, one.coder)
            ]
            ids = frozenset(item.unit_id for item in share)
            out.append(Finished(one.coder, ids, blind=all(item.blind for item in share)))
        return tuple(out)

    def finished_units(self) -> dict[str, frozenset[str]]:
        """Coder to ids of the units that they read to the end, in any round."""
        found: dict[str, frozenset[str]] = {}
        for one in self.finished():
            found[one.coder] = found.get(one.coder, frozenset()) | one.unit_ids
        return found

    def audited(self) -> dict[str, frozenset[str]]:
        """Coder to ids of the units that were handed out to them as an audit."""
        found: dict[str, frozenset[str]] = {}
        for one in self.assignments():
            if one.part == "audit":
                found[one.coder] = found.get(one.coder, frozenset()) | {one.unit_id}
        return found

    def only(self, number: int | None) -> Only | None:
        """What of the log belongs to a round; None for everything.

        Raises:
            SettingsError: there was no such round.
        """
        if number is None:
            return None
        every = self.assignments()
        own = [one for one in every if one.round == number]
        if not own:
            rounds = ", ".join(map(str, sorted({one.round for one in every}))) or "none yet"
            raise SettingsError(f"There was no round {number}. Rounds: {rounds}.")
        ids = frozenset(one.unit_id for one in own)
        later = [one.at for one in every if one.round > number and one.unit_id in ids]
        return Only(ids, since=own[0].at, before=min(later, default=""))

    def decoys(self, coder: str, suggestions: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
        """Every wrong suggestion that a coder may have been shown, in any round."""
        own = [one for one in self.assignments() if one.coder == coder and one.decoy]
        return decoy_suggestions(own, suggestions)

    def only_share(self, material: Material, number: int) -> Material:
        """The material of a review sheet with nothing but a coder's share, decoys in their places."""
        share = self.share(material.coder, number)
        ids = {one.unit_id for one in share}
        decoys = decoy_suggestions([one for one in share if one.decoy], material.suggestions)
        return replace(
            material,
            units=tuple(unit for unit in material.units if unit.id in ids),
            suggestions=(*decoys, *material.suggestions),
            blind=material.blind or all(one.blind for one in share),
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")

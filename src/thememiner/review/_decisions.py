"""What a coder says into one decision of the log; the log into the decisions that stand."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Decision, Verdict


def make_decision(
    *, coder: str, verdict: Verdict, at: str | None = None, id_by_time: bool = True, **fields: Any
) -> Decision:
    """A decision with its id and its time filled in.

    Args:
        coder: who decides.
        verdict: what is decided.
        at: when, ISO 8601 with zone; now if left out.
        id_by_time: False to leave the time out of the id, so that the same words from the same
            row of a sheet give the same decision whenever they are read.
        fields: any other field of a decision.

    Raises:
        ReviewError: the coder has no name, or an undo does not say what it takes back.
    """
    if not coder.strip():
        raise ReviewError("A decision needs a coder: pass the coder's initials or name.")
    if verdict == "undo" and not fields.get("undoes"):
        raise ReviewError("An undo needs the id of the decision it takes back: pass undoes=.")
    at = at or dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    draft = Decision(id="", coder=coder.strip(), at=at, verdict=verdict, **fields)
    left_out = {"id"} if id_by_time else {"id", "at"}
    content = json.dumps(draft.model_dump(mode="json", exclude=left_out), sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return draft.model_copy(update={"id": f"d{digest[:16]}"})


def find_standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that no undo has taken back, each once, in order of time, then of id.

    An undo that was itself undone takes nothing back; undos are not in the result.
    """
    log = {decision.id: decision for decision in decisions}
    undos: dict[str, list[str]] = {}
    for decision in log.values():
        if decision.verdict == "undo" and decision.undoes:
            undos.setdefault(decision.undoes, []).append(decision.id)

    def stands(decision_id: str, above: frozenset[str] = frozenset()) -> bool:
        if decision_id in above:
            return True
        path = above | {decision_id}
        return not any(stands(undo, path) for undo in undos.get(decision_id, ()))

    return tuple(
        decision
        for decision in sorted(log.values(), key=when)
        if decision.verdict != "undo" and stands(decision.id)
    )


def when(decision: Decision) -> tuple[float, str]:
    """Sort key of the log: time (UTC where no zone is given), then id.

    Raises:
        ReviewError: the time is not ISO 8601.
    """
    try:
        moment = dt.datetime.fromisoformat(decision.at)
    except ValueError as error:
        raise ReviewError(
            f"Decision {decision.id} has the time {decision.at!r}; ISO 8601 is needed, such as "
            "2025-06-30T14:05:00+00:00."
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.timestamp(), decision.id

"""What a coder says into one decision of the log; the log into the decisions that stand."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
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
        id_by_time: False to keep what is said and when apart in the id, so that ``content_of`` tells
            that the same words come from the same row of a sheet, whenever it is read.
        fields: any other field of a decision.

    Raises:
        ReviewError: the coder has no name, or an undo does not say what it takes back.
    """
    if not coder.strip():
        raise ReviewError("A decision needs a coder: pass the coder's initials or name.")
    if verdict == "undo" and not fields.get("undoes"):
        raise ReviewError("An undo needs the id of the decision it takes back: pass undoes=.")
    at = at or dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    draft = Decision(id="", coder=coder.strip(), at=at, verdict=verdict, **fields)
    left_out = {"id"} if id_by_time else {"id", "at"}
    said = draft.model_dump(mode="json", exclude=left_out, exclude_defaults=True)
    name = f"d{_digest(json.dumps(said, sort_keys=True))[:16]}"
    return draft.model_copy(update={"id": name if id_by_time else f"{name}-{_digest(at)[:8]}"})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_of(decision_id: str) -> str:
    """What a decision from a sheet says, as a key: the same for the same words, whenever they were read."""
    return decision_id.partition("-")[0]


def find_standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that no undo has taken back, each once, in order of time, then of id.

    An undo that was itself undone takes nothing back; undos are not in the result.
    """
    log = {decision.id: decision for decision in decisions}
    gone = _taken_back(log)
    return tuple(
        decision
        for decision in sorted(log.values(), key=when)
        if decision.verdict != "undo" and decision.id not in gone
    )


def find_taken_back(decisions: Iterable[Decision]) -> frozenset[str]:
    """Ids of the decisions, undos among them, that an undo which stands has taken back."""
    return _taken_back({decision.id: decision for decision in decisions})


def _taken_back(log: Mapping[str, Decision]) -> frozenset[str]:
    """From the last undo of a chain back to the first; undos in a ring, which nobody can make, stand."""
    target = {d.id: d.undoes for d in log.values() if d.verdict == "undo" and d.undoes}
    waiting = Counter(target.values())
    ready = [undo for undo in target if not waiting[undo]]
    gone: set[str] = set()
    while ready:
        undo = ready.pop()
        aim = target[undo] or ""
        if undo not in gone:
            gone.add(aim)
        waiting[aim] -= 1
        if not waiting[aim] and aim in target:
            ready.append(aim)
    return frozenset(gone)


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

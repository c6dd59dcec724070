"""Two copies of a log into one: nothing is lost, and it does not matter which came first, or how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from thememiner.errors import ReviewError
from thememiner.records import Decision

EntryState = Literal["kept", "shortened", "withdrawn"]
_STATES: tuple[EntryState, ...] = ("kept", "shortened", "withdrawn")
_WORDS = ("quote", "memo", "label")
_GONE = dict.fromkeys(_WORDS, "")


@dataclass(frozen=True)
class Entry:
    """A decision of the log, and whether words of it were taken out when somebody withdrew.

    Attributes:
        decision: the decision; without words where they were withdrawn.
        state: kept, shortened (words of somebody else who withdrew were cut out) or withdrawn.
    """

    decision: Decision
    state: EntryState = "kept"


def merge_entries(one: Iterable[Entry], other: Iterable[Entry]) -> tuple[Entry, ...]:
    """Both logs as one, in order of time, then of id.

    What was taken out in either is out. Where each lost other words, neither's words are left.

    Args:
        one: a log.
        other: another copy of it.

    Raises:
        ReviewError: the same entry says different things, so one of them was changed by hand.
    """
    found: dict[str, Entry] = {}
    for entry in (*one, *other):
        known = found.get(entry.decision.id)
        found[entry.decision.id] = entry if known is None else _both(known, entry)
    return tuple(sorted(found.values(), key=lambda entry: (entry.decision.at, entry.decision.id)))


def _both(one: Entry, other: Entry) -> Entry:
    first, second = sorted((one, other), key=lambda entry: _STATES.index(entry.state))
    if _said(first) != _said(second):
        raise ReviewError(
            f"The decision {one.decision.id} says different things in the two studies. Entries of the log "
            "are never changed by thememiner: one of them was changed by another program. Nothing was "
            "merged; take the copy that you trust."
        )
    at = min(first.decision.at, second.decision.at)
    words = {name: getattr(second.decision, name) for name in _WORDS}
    if first.state == second.state:
        mine = {name: getattr(first.decision, name) for name in _WORDS}
        words = {name: word if word == mine[name] else "" for name, word in words.items()}
    return Entry(second.decision.model_copy(update={"at": at, **words}), second.state)


def _said(entry: Entry) -> Decision:
    """Everything of a decision that no withdrawal changes; when a sheet was read is not said by anybody."""
    return entry.decision.model_copy(update={"at": "", **_GONE})


def withdrawn(entry: Entry) -> Entry:
    """An entry without words."""
    return Entry(entry.decision.model_copy(update=_GONE), "withdrawn")


def shortened(entry: Entry, words: tuple[str, str, str]) -> Entry:
    """An entry with less words: quote, memo and label."""
    return Entry(
        entry.decision.model_copy(update=dict(zip(_WORDS, words, strict=True))), "shortened"
    )

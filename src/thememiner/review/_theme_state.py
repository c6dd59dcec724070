"""A grouping with what must be remembered of it while the log of decisions on themes is replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from thememiner.records import Decision
from thememiner.themes import Grouping, split_off

DROPPED, MERGED, EMPTIED = "dropped", "merged", "emptied"


@dataclass(frozen=True)
class Gone:
    """How a theme came to be no longer there."""

    how: str
    coder: str
    label: str
    into: str = ""
    unit_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class State:
    """The grouping so far, and what has to be remembered to tell conflicts.

    Attributes:
        grouping: which unit is where.
        gone: themes that were there, by id.
        words: subject (a theme's label, a unit's place) to who had the last word, and what it was.
        notes: what a person should know.
    """

    grouping: Grouping
    gone: Mapping[str, Gone] = field(default_factory=dict)
    words: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def gone_now(state: State, theme_id: str, how: str, decision: Decision, into: str = "") -> Gone:
    """What is to be remembered of a theme that a decision takes away."""
    grouping = state.grouping
    unit_ids = grouping.members(theme_id)
    return Gone(how, decision.coder, grouping.names[theme_id], into=into, unit_ids=unit_ids)


def stands_for(state: State, theme_id: str) -> str | None:
    """The theme that an id stands for now: itself, or the one it was merged into."""
    seen: set[str] = set()
    while theme_id not in state.grouping.names:
        known = state.gone.get(theme_id)
        if known is None or not known.into or theme_id in seen:
            return None
        seen.add(theme_id)
        theme_id = known.into
    return theme_id


def brought_back(state: State, theme_id: str, decision: Decision) -> State:
    """A theme that was dropped is there again where a later decision is about it."""
    known = state.gone.get(theme_id)
    if theme_id in state.grouping.names or known is None or known.how != DROPPED:
        return state
    grouping = state.grouping
    free = [one for one in known.unit_ids if one in grouping.unit_ids and one not in grouping.home]
    if not free:
        return state
    note = (
        f"{known.coder} dropped “{known.label}” ({theme_id}), {decision.coder} later decided on it: "
        "the later decision counts, so it is back."
    )
    grouping = split_off(grouping, theme_id, free, known.label, new_id=theme_id)
    gone = without(state.gone, theme_id)
    return replace(state, grouping=grouping, gone=gone, notes=_added(state.notes, note))


def with_word(state: State, decision: Decision, subject: tuple[str, str], said: str) -> State:
    """The last word on a theme; another coder's earlier word to the contrary is told."""
    coder, earlier = state.words.get(subject, (decision.coder, said))
    words = {**state.words, subject: (decision.coder, said)}
    if coder == decision.coder or earlier == said:
        return replace(state, words=words)
    kind, theme_id = subject
    label = state.grouping.label(theme_id)
    note = (
        f"{coder} called {theme_id} “{earlier}”, {decision.coder} later “{said}”: the later counts."
        if kind == "label"
        else f"“{label}” ({theme_id}): {coder} {earlier} it, {decision.coder} later {said} it: "
        "the later counts."
    )
    return replace(state, words=words, notes=_added(state.notes, note))


def with_places(state: State, decision: Decision, unit_ids: Sequence[str], place: str) -> State:
    """The last word on where units belong; other coders' earlier words to the contrary are told."""
    against: dict[tuple[str, str], list[str]] = {}
    for unit in unit_ids:
        coder, earlier = state.words.get(("unit", unit), (decision.coder, place))
        if coder != decision.coder and earlier != place:
            against.setdefault((coder, earlier), []).append(unit)
    notes = state.notes
    for (coder, earlier), some in against.items():
        one = some[0] if len(some) == 1 else f"{len(some)} units ({some[0]} …)"
        note = (
            f"{coder} put {one} {_say_place(earlier)}, {decision.coder} later {_say_place(place)}: "
            "the later counts."
        )
        notes = _added(notes, note)
    words = {**state.words, **{("unit", unit): (decision.coder, place) for unit in unit_ids}}
    return replace(state, words=words, notes=notes)


def _say_place(theme_id: str) -> str:
    return f"into {theme_id}" if theme_id else "into no theme"


def told_lost(state: State, decision: Decision) -> State:
    """The state unchanged, with a note that a decision could not be applied, and why."""
    what = {
        "rename-theme": f"called {decision.theme_id} “{decision.label}”",
        "merge-themes": f"merged {', '.join(decision.theme_ids)}",
        "split-theme": f"split {len(decision.unit_ids)} units off {decision.theme_id}",
        "move-unit": f"moved {', '.join(decision.unit_ids)} to {decision.theme_id}",
        "free-unit": f"set {', '.join(decision.unit_ids)} free",
        "confirm-theme": f"confirmed {decision.theme_id}",
        "drop-theme": f"dropped {decision.theme_id}",
    }[decision.verdict]
    named = decision.theme_ids or (decision.theme_id or "",)
    reasons = [_why(state, one) for one in named if one and one not in state.grouping.names]
    why = "; ".join(reasons) or "none of these units is among those looked at any more"
    note = f"{decision.coder} {what} on {decision.at[:10]}, which has no effect now: {why}."
    return replace(state, notes=_added(state.notes, note))


def _why(state: State, theme_id: str) -> str:
    known = state.gone.get(theme_id)
    if known is None:
        return f"{theme_id} was not found again"
    if known.how == MERGED:
        return f"{known.coder} merged “{known.label}” ({theme_id}) into {known.into}"
    if known.how == DROPPED:
        return f"{known.coder} dropped “{known.label}” ({theme_id})"
    return f"no unit was left in “{known.label}” ({theme_id})"


def without(gone: Mapping[str, Gone], theme_id: str) -> dict[str, Gone]:
    """What is remembered of themes that are gone, without one that is back."""
    return {one: known for one, known in gone.items() if one != theme_id}


def _added(notes: tuple[str, ...], note: str) -> tuple[str, ...]:
    return notes if note in notes else (*notes, note)

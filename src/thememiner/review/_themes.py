"""The log of decisions on themes into the themes as people left them: a pure fold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from thememiner.records import THEME_VERDICTS, Decision, SetAside, ThemeSet, Unit
from thememiner.review._decisions import find_standing, when
from thememiner.review._theme_state import (
    DROPPED,
    EMPTIED,
    MERGED,
    State,
    brought_back,
    gone_now,
    stands_for,
    told_lost,
    with_places,
    with_word,
    without,
)
from thememiner.themes import (
    Arrival,
    Grouping,
    group_units,
    part_id,
    regroup,
    split_off,
    with_arrival,
    with_confirmed,
    with_freed,
    with_label,
    with_merged,
    with_moved,
    with_units,
    without_theme,
)
from thememiner.vectors import FloatArray


def find_theme_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions on themes that no undo has taken back, in order of time."""
    return tuple(d for d in find_standing(decisions) if d.verdict in THEME_VERDICTS)


def replay_themes(
    themes: ThemeSet,
    decisions: Iterable[Decision],
    *,
    units: Sequence[Unit],
    vectors: FloatArray,
    set_aside: Sequence[SetAside] | None = None,
    arrivals: Sequence[Arrival] = (),
) -> ThemeSet:
    """The themes that the log leads to.

    Decisions count in order of time, then of id; decisions on codings play no part. Where two coders
    disagree the later one counts, and the notes tell of it. A decision on a theme that is no longer
    there changes nothing, and the notes tell of that too. A later decision of somebody else on a
    theme that was dropped brings it back.

    Args:
        themes: what the finder found.
        decisions: the log, in any order.
        units: all units as they are now; those that the set does not know are in no theme.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        set_aside: units that are in no theme by themselves; None for those of the set.
        arrivals: where units that came later were put, and when.
    """
    log = find_theme_decisions(decisions)
    same = tuple(unit.id for unit in units) == themes.unit_ids and set_aside is None
    if not log and not arrivals and same:
        return themes
    grouping, notes = replay_grouping(
        themes, log, units=units, set_aside=set_aside, arrivals=arrivals
    )
    made = regroup(themes, grouping, units=units, vectors=vectors, set_aside=set_aside)
    return made.model_copy(update={"notes": (*themes.notes, *notes)})


def replay_grouping(
    themes: ThemeSet,
    decisions: Iterable[Decision],
    *,
    units: Sequence[Unit],
    set_aside: Sequence[SetAside] | None = None,
    arrivals: Sequence[Arrival] = (),
) -> tuple[Grouping, tuple[str, ...]]:
    """As ``replay_themes``, without what needs vectors: the grouping, and the notes."""
    aside = themes.set_aside if set_aside is None else set_aside
    out = {item.unit_id for item in aside}
    start = with_units(group_units(themes), (unit.id for unit in units if unit.id not in out))
    twins = {item.unit_id: item.twin for item in aside if item.twin is not None}
    log = find_theme_decisions(decisions)
    events: list[tuple[tuple[float, int, str], Decision | Arrival]] = [
        ((when(decision)[0], 1, decision.id), decision) for decision in log
    ]
    events += [((_moment(arrival.at), 0, ""), arrival) for arrival in arrivals]
    state = State(start)
    for _, event in sorted(events, key=lambda item: item[0]):
        state = _step(state, event, twins)
    edited = (_say_edited(log),) if log else ()
    return state.grouping, (*edited, *state.notes)


def _moment(at: str) -> float:
    return dt.datetime.fromisoformat(at).timestamp()


def _say_edited(log: Sequence[Decision]) -> str:
    coders = ", ".join(sorted({decision.coder for decision in log}))
    edits = "1 edit" if len(log) == 1 else f"{len(log)} edits"
    return (
        f"These are the themes after {edits} by {coders}; stability is that of the themes as found."
    )


def _step(state: State, event: Decision | Arrival, twins: Mapping[str, str]) -> State:
    if isinstance(event, Arrival):
        into = {one: gone.into for one, gone in state.gone.items() if gone.into}
        grouping = with_arrival(state.grouping, event, into)
        return replace(state, grouping=grouping, notes=(*state.notes, *event.notes))
    unit_ids = tuple(dict.fromkeys(twins.get(one, one) for one in event.unit_ids))
    now = _STEPS[event.verdict](state, event.model_copy(update={"unit_ids": unit_ids}))
    lost = state.grouping.names.keys() - now.grouping.names.keys() - now.gone.keys()
    emptied = {one: gone_now(state, one, EMPTIED, event) for one in lost}
    return replace(now, gone={**now.gone, **emptied})


# --- one decision ----------------------------------------------------------------------------


def _rename(state: State, decision: Decision) -> State:
    theme_id = decision.theme_id or ""
    state = brought_back(state, theme_id, decision)
    if theme_id not in state.grouping.names and theme_id not in state.grouping.parts:
        return told_lost(state, decision)
    state = with_word(state, decision, ("label", theme_id), decision.label)
    return replace(state, grouping=with_label(state.grouping, theme_id, decision.label or "-"))


def _merge(state: State, decision: Decision) -> State:
    for theme_id in decision.theme_ids:
        state = brought_back(state, theme_id, decision)
    found = [stands_for(state, theme_id) for theme_id in decision.theme_ids]
    some = tuple(dict.fromkeys(theme_id for theme_id in found if theme_id))
    if None in found:
        state = told_lost(state, decision)
    grouping, gone = state.grouping, dict(state.gone)
    if len(some) > 1:
        gone |= {one: gone_now(state, one, MERGED, decision, into=some[0]) for one in some[1:]}
        grouping = with_merged(grouping, some)
    if some and decision.label:
        state = with_word(state, decision, ("label", some[0]), decision.label)
        grouping = with_label(grouping, some[0], decision.label)
    return replace(state, grouping=grouping, gone=gone)


def _split(state: State, decision: Decision) -> State:
    theme_id = decision.theme_id or ""
    state = brought_back(state, theme_id, decision)
    there = [one for one in decision.unit_ids if one in state.grouping.unit_ids]
    if not there:
        return told_lost(state, decision)
    new_id = part_id(decision.unit_ids)
    state = with_places(state, decision, there, new_id)
    source = stands_for(state, theme_id) or new_id
    label = decision.label or "unnamed"
    grouping = split_off(state.grouping, source, there, label, new_id=new_id)
    return replace(state, grouping=grouping, gone=without(state.gone, new_id))


def _move(state: State, decision: Decision) -> State:
    state = brought_back(state, decision.theme_id or "", decision)
    to = stands_for(state, decision.theme_id or "")
    there = [one for one in decision.unit_ids if one in state.grouping.unit_ids]
    if to is None or not there:
        return told_lost(state, decision)
    state = with_places(state, decision, there, to)
    return replace(state, grouping=with_moved(state.grouping, there, to))


def _free(state: State, decision: Decision) -> State:
    there = [one for one in decision.unit_ids if one in state.grouping.unit_ids]
    if not there:
        return told_lost(state, decision)
    state = with_places(state, decision, there, "")
    return replace(state, grouping=with_freed(state.grouping, there))


def _confirm(state: State, decision: Decision) -> State:
    theme_id = decision.theme_id or ""
    state = brought_back(state, theme_id, decision)
    if theme_id not in state.grouping.names:
        return told_lost(state, decision)
    state = with_word(state, decision, ("state", theme_id), "confirmed")
    return replace(state, grouping=with_confirmed(state.grouping, theme_id))


def _drop(state: State, decision: Decision) -> State:
    theme_id = decision.theme_id or ""
    if theme_id not in state.grouping.names:
        known = state.gone.get(theme_id)
        return state if known and known.how == DROPPED else told_lost(state, decision)
    state = with_word(state, decision, ("state", theme_id), DROPPED)
    gone = {**state.gone, theme_id: gone_now(state, theme_id, DROPPED, decision)}
    return replace(state, grouping=without_theme(state.grouping, theme_id), gone=gone)


_STEPS: Mapping[str, Callable[[State, Decision], State]] = {
    "rename-theme": _rename,
    "merge-themes": _merge,
    "split-theme": _split,
    "move-unit": _move,
    "free-unit": _free,
    "confirm-theme": _confirm,
    "drop-theme": _drop,
}

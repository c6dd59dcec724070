"""Clusters of units into themes with evidence, and those into a theme set."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from thememiner.records import Quote, SetAside, Theme, ThemeSet, Unassigned, Unit
from thememiner.themes._flags import find_flags, who
from thememiner.themes._talk import distinct_terms, plain_talk
from thememiner.themes._tools import Clusters
from thememiner.vectors import FloatArray, unit_length

N_QUOTES = 5
N_COUNTER = 3
N_NEIGHBOURS = 3
N_TERMS = 12
_N_VOICES = 3
_SEVERAL = 3
_EDGE = 4
_READABLE = 12
_SAME = 0.92


class Draft:
    """Clusters with their geometry while a theme set is being made.

    Attributes:
        units: the units looked at, sorted by content.
        vectors: *Shape:* (n_units, dimension).
        labels: cluster of each unit, -1 where it is in none.
        clusters: cluster numbers in use.
        centres: *Shape:* (n_clusters, dimension), unit length, rows in the order of ``clusters``.
        similarity: cosine of each unit to each centre. *Shape:* (n_units, n_clusters).
        n_transcripts: transcripts that the units come from.
    """

    def __init__(
        self, units: Sequence[Unit], vectors: FloatArray, labels: npt.NDArray[np.int_]
    ) -> None:
        self.units = tuple(units)
        self.vectors = vectors
        self.labels = labels
        self.clusters: tuple[int, ...] = tuple(sorted(int(c) for c in set(labels) if c >= 0))
        centres = [vectors[labels == cluster].mean(axis=0) for cluster in self.clusters]
        self.centres = unit_length(np.stack(centres))
        self.similarity = vectors @ self.centres.T
        self.n_transcripts = len({unit.transcript_id for unit in units})

    def members(self, cluster: int) -> list[int]:
        """Rows of a cluster's units, most central first."""
        column = self.clusters.index(cluster)
        rows = np.flatnonzero(self.labels == cluster)
        return sorted(
            (int(row) for row in rows),
            key=lambda row: (-round(float(self.similarity[row, column]), 5), self.units[row].id),
        )


def with_shared_terms(draft: Draft, clusters: Clusters) -> Clusters:
    """The same clusters; among the terms of each, what several of its people say comes first."""
    terms = {one: _shared_first(draft, one, clusters.terms.get(one, ())) for one in draft.clusters}
    return replace(clusters, terms=terms)


def _shared_first(draft: Draft, cluster: int, terms: Sequence[str]) -> tuple[str, ...]:
    units = [draft.units[row] for row in draft.members(cluster)]
    talk: dict[str, list[str]] = {}
    for unit, plain in zip(units, plain_talk([unit.text for unit in units]), strict=True):
        talk.setdefault(who(unit), []).append(f" {plain} ")
    enough = min(_SEVERAL, len(talk))

    def n_people(term: str) -> int:
        return sum(any(f" {term} " in one for one in said) for said in talk.values())

    return tuple(sorted(terms, key=lambda term: n_people(term) < enough))


def make_theme(draft: Draft, cluster: int, label: str, clusters: Clusters) -> Theme:
    """A cluster as a theme: counts, quotations, spread, doubts; neighbours come with the set."""
    members = draft.members(cluster)
    units = [draft.units[row] for row in members]
    people = Counter(who(unit) for unit in units)
    stability = clusters.stability.get(cluster)
    terms = distinct_terms(clusters.terms.get(cluster, ()), N_TERMS)
    quoted = _quoted(draft, members)
    return Theme(
        id=theme_id(units[0]),
        label=label,
        terms=terms,
        unit_ids=tuple(unit.id for unit in units),
        quotes=tuple(_quote(draft.units[row]) for row in quoted),
        counter_quotes=_counter_quotes(draft, cluster, members, quoted),
        stability=stability,
        n_people=len(people),
        n_transcripts=len({unit.transcript_id for unit in units}),
        largest_share=round(max(people.values()) / len(members), 3),
        spread=_spread(units),
        flags=find_flags(
            units, n_transcripts=draft.n_transcripts, stability=stability, terms=terms
        ),
    )


def theme_id(unit: Unit) -> str:
    """The id of a theme whose most central unit this is."""
    return "theme-" + hashlib.sha256(f"{unit.id}\n{unit.text}".encode()).hexdigest()[:8]


def _spread(units: Sequence[Unit]) -> dict[str, dict[str, int]]:
    """For each case attribute its values, with the people who have them; most people first."""
    people: dict[str, dict[str, set[str]]] = {}
    for unit in units:
        for name, value in unit.attributes.items():
            people.setdefault(name, {}).setdefault(value, set()).add(who(unit))
    return {
        name: {
            value: len(some)
            for value, some in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))
        }
        for name, values in sorted(people.items())
    }


def _quote(unit: Unit) -> Quote:
    return Quote(
        unit_id=unit.id,
        text=unit.text,
        person=unit.person,
        transcript_id=unit.transcript_id,
        attributes=unit.attributes,
    )


def _quoted(draft: Draft, members: Sequence[int]) -> list[int]:
    """Rows of central quotations, one person after another before anybody speaks twice.

    Long ones come first; short ones are taken where the long ones have too few voices.
    """
    long = [row for row in members if draft.units[row].n_words >= _READABLE]
    enough = len({who(draft.units[row]) for row in long}) >= _N_VOICES
    readable = long if enough else [*long, *(row for row in members if row not in set(long))]
    return _in_turn(draft, readable, N_QUOTES)


def _in_turn(draft: Draft, rows: Sequence[int], n: int) -> list[int]:
    """The first of the rows, one person after another before anybody speaks twice."""
    chosen: list[int] = []
    told: Counter[str] = Counter()
    while len(chosen) < min(n, len(rows)):
        rest = [row for row in rows if row not in chosen]
        fewest = min(told[who(draft.units[row])] for row in rest)
        row = next(row for row in rest if told[who(draft.units[row])] == fewest)
        chosen.append(row)
        told[who(draft.units[row])] += 1
    return chosen


def _readable_first(draft: Draft, rows: Sequence[int]) -> list[int]:
    """Rows of units long enough to be understood by themselves; all rows where those are few."""
    long = [row for row in rows if draft.units[row].n_words >= _READABLE]
    return long if len(long) >= N_COUNTER else list(rows)


def _counter_quotes(
    draft: Draft, cluster: int, members: Sequence[int], quoted: Sequence[int]
) -> tuple[Quote, ...]:
    """Quotations at the edge, of different people: their next theme is nearly as near as their own."""
    if len(draft.clusters) < 2 or len(members) <= N_QUOTES:
        return ()
    column = draft.clusters.index(cluster)
    near = draft.similarity[list(members)]
    margin = near[:, column] - np.delete(near, column, axis=1).max(axis=1)
    distance = dict(zip(members, np.round(margin, 5).tolist(), strict=True))
    rest = _readable_first(draft, [row for row in members[N_QUOTES:] if row not in quoted])
    edge = sorted(rest, key=lambda row: (distance[row], draft.units[row].id))
    near_the_edge = edge[: max(N_COUNTER, len(edge) // _EDGE)]
    return tuple(_quote(draft.units[row]) for row in _in_turn(draft, near_the_edge, N_COUNTER))


def assemble(
    units: Sequence[Unit], set_aside: Sequence[SetAside], draft: Draft, themes: Sequence[Theme]
) -> ThemeSet:
    """Themes, in the order of the draft's clusters, as a set in which every unit is once."""
    ids = {c: theme.id for c, theme in zip(draft.clusters, themes, strict=True)}
    home: dict[str, str | None] = {
        unit.id: ids.get(int(label)) for unit, label in zip(draft.units, draft.labels, strict=True)
    }
    for item in set_aside:
        home[item.unit_id] = home.get(item.twin) if item.twin is not None else None
    return ThemeSet(
        themes=in_order(_among_others(draft, themes)),
        unit_ids=tuple(unit.id for unit in units),
        labels=tuple(home[unit.id] for unit in units),
        unassigned=_queue(draft, ids),
        set_aside=tuple(set_aside),
    )


def in_order(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """Themes with most people first, then with most units."""
    return tuple(sorted(themes, key=lambda theme: (-theme.n_people, -theme.n_units, theme.id)))


def _among_others(draft: Draft, themes: Sequence[Theme]) -> list[Theme]:
    """The themes with their neighbours, and a doubt where the nearest is nearly the same."""
    near = np.round((draft.centres @ draft.centres.T).astype(np.float64), 5)
    out = []
    for row, theme in enumerate(themes):
        others = [column for column in range(len(themes)) if column != row]
        others.sort(key=lambda column: (-near[row, column], themes[column].id))
        double = bool(others) and near[row, others[0]] >= _SAME
        flags = (
            (*theme.flags, "nearly the same as its nearest neighbour") if double else theme.flags
        )
        neighbours = tuple(themes[column].id for column in others[:N_NEIGHBOURS])
        out.append(theme.model_copy(update={"neighbours": neighbours, "flags": flags}))
    return out


def _queue(draft: Draft, ids: Mapping[int, str]) -> tuple[Unassigned, ...]:
    nearest = draft.similarity.argmax(axis=1)
    queue = [
        Unassigned(
            unit_id=unit.id,
            text=unit.text,
            nearest_theme=ids[draft.clusters[int(nearest[row])]],
            distance=round(max(0.0, 1 - float(draft.similarity[row, nearest[row]])), 4),
            person=unit.person,
            transcript_id=unit.transcript_id,
        )
        for row, unit in enumerate(draft.units)
        if draft.labels[row] < 0
    ]
    return tuple(sorted(queue, key=lambda item: (item.distance or 0.0, item.unit_id)))

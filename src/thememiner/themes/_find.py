"""Units and their vectors into a set of candidate themes, as the engine and the words show them."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError, TooFewUnitsError
from thememiner.records import Quote, SetAside, Theme, ThemeSet, Unassigned, Unit
from thememiner.units import plain_words
from thememiner.vectors import FloatArray, unit_length

FEWEST_UNITS = 12
MOST_THEMES = 20
_UNSTABLE = 0.4
_ONE_VOICE = 0.6
_FAR = 1.5
_N_QUOTES = 5
_N_VOICES = 3
_READABLE = 12
_N_COUNTER = 3

Embed = Callable[[Sequence[str]], FloatArray]

_SMALL = re.compile(r"\b[^\W\d_A-Z][^\W\d_]*")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")

SPOKEN_STOP_WORDS = frozenset(
    """a about actually after again ah all almost already also although always am an and another any
    anybody anyone anything anyway are aren aren't around as ask asked at away back basically be became
    because become been before being between bit both but by came can can't cannot come comes coming
    could couldn couldn't course definitely did didn didn't different do does doesn doesn't doing don
    don't done down each either else em enough er erm especially etc even ever every everybody everyone
    everything exactly far feel feels felt few first for from further gave get gets getting give given
    gives giving go goes going gone gonna good got gotta guess had hadn hadn't happen happened happens
    hard has hasn hasn't have haven haven't having he he'd he'll he's heard her here hers herself hi him
    himself his hm hmm honest honestly how however i i'd i'll i'm i've if in inaudible into is isn isn't
    it it'd it'll it's its itself just keep kept kind kinda knew know knowing known knows last laughs
    laughter least less let let's like literally little ll long look looked looking looks lot lots made
    make makes making man many may maybe me mean means might mine mm mhm moment more most mostly much
    must my myself need needed needs never new next nice no nobody none nor not nothing now obviously of
    off oh ok okay old on once one ones only onto or other others our ours ourselves out over own part
    people perhaps please point possibly pretty probably put quite rather re really right s said same
    saw say saying says see seeing seem seemed seems seen sense several shall she she'd she'll she's
    should shouldn shouldn't since so some somebody someone something sometimes somewhere sort still
    stuff such suppose sure t take taken takes taking talk talked talking tell telling tend than thank
    thanks that that's the their theirs them themselves then there there's these they they'd they'll
    they're they've thing things think thinking this those though thought three through time times to
    today together told too took totally tried try trying two uh uhm um under until up upon us use used
    using usually ve very via wait want wanted wants was wasn wasn't way ways we we'd we'll we're we've
    well went were weren weren't what what's whatever when where whether which while who who's whole
    whom whose why will with within without won won't would wouldn wouldn't wow yeah year years yep yes
    yet you you'd you'll you're you've your yours yourself""".split()
)


@dataclass(frozen=True)
class Clusters:
    """What an engine found.

    Attributes:
        labels: a cluster number for each text; -1 for none.
        terms: for each cluster, the words and phrases that set it apart, best first.
        stability: for each cluster, how often two of its texts stay together when parts of the
            material are clustered, 0 to 1; empty where the engine does not measure it.
    """

    labels: tuple[int, ...]
    terms: Mapping[int, tuple[str, ...]]
    stability: Mapping[int, float]


class ThemeFinder(Protocol):
    """What finds clusters of texts."""

    @property
    def name(self) -> str:
        """Engine and settings, for the run record."""

    def find(
        self, texts: Sequence[str], vectors: FloatArray, *, n_themes: int, seed: int
    ) -> Clusters:
        """Clusters with their terms. *Shape of vectors:* (n_texts, dimension)."""


class PhraseFinder(Protocol):
    """What finds the phrases people used."""

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Phrases of two to five words for each text."""


@dataclass(frozen=True)
class Tools:
    """What finding themes asks for from outside.

    Attributes:
        finder: finds clusters.
        phrases: finds phrases for labels.
        embed: makes vectors of phrases, one row each.
    """

    finder: ThemeFinder
    phrases: PhraseFinder
    embed: Embed


def default_n_themes(n_units: int) -> int:
    """Number of candidate themes for so many units: two at the floor, twenty from 1,600 units on."""
    return max(2, min(MOST_THEMES, round(math.sqrt(n_units / 4)), n_units // 6))


def find_theme_set(
    units: Sequence[Unit],
    vectors: FloatArray,
    *,
    set_aside: Sequence[SetAside],
    tools: Tools,
    n_themes: int | None = None,
    seed: int = 0,
) -> ThemeSet:
    """Candidate themes of units.

    Args:
        units: all units, those set aside among them.
        vectors: one row for each unit, of unit length. *Shape:* (n_units, dimension).
        set_aside: units to leave out of clustering; near-duplicates take their twin's theme.
        tools: what finds clusters and phrases.
        n_themes: number of themes; None lets the number of units decide.
        seed: of every random choice.

    Raises:
        TooFewUnitsError: fewer than ``FEWEST_UNITS`` units are left to look at.
        SettingsError: ``n_themes`` is below 1 or above the number of units.
    """
    out = {item.unit_id for item in set_aside}
    rows = [i for i, unit in enumerate(units) if unit.id not in out]
    rows.sort(key=lambda i: (units[i].text, units[i].transcript_id, units[i].start, units[i].id))
    _check_size(len(rows), n_themes)
    looked_at = [units[i] for i in rows]
    matrix = np.ascontiguousarray(vectors[rows])
    k = n_themes if n_themes is not None else default_n_themes(len(rows))
    words = _telling_words([unit.text for unit in looked_at])
    clusters = tools.finder.find(words, matrix, n_themes=k, seed=seed)
    draft = _Draft(looked_at, matrix, np.array(clusters.labels))
    names = _names(draft, clusters, tools)
    themes = tuple(_theme(draft, cluster, names[cluster], clusters) for cluster in draft.clusters)
    return _assemble(units, set_aside, draft, themes)


def _check_size(n: int, n_themes: int | None) -> None:
    if n < FEWEST_UNITS:
        raise TooFewUnitsError(
            f"{n} units are left to look for themes in; at least {FEWEST_UNITS} are needed. "
            "Add transcripts, or code these by hand: so few can be read in an hour."
        )
    if n_themes is not None and not 1 <= n_themes <= n:
        raise SettingsError(
            f"n_themes is {n_themes}; allowed are 1 to {n}, the number of units looked at. "
            "Leave it out to let the number of units decide."
        )


class _Draft:
    """Clusters with their geometry while a theme set is being made.

    Attributes:
        units: the units looked at, sorted by content.
        vectors: *Shape:* (n_units, dimension).
        labels: cluster of each unit, -1 where it lies too far from every centre.
        clusters: cluster numbers in use.
        centres: *Shape:* (n_clusters, dimension), unit length, rows in the order of ``clusters``.
        similarity: cosine of each unit to each centre. *Shape:* (n_units, n_clusters).
    """

    def __init__(
        self, units: Sequence[Unit], vectors: FloatArray, labels: npt.NDArray[np.int_]
    ) -> None:
        self.units = tuple(units)
        self.vectors = vectors
        self.clusters: tuple[int, ...] = tuple(sorted(int(c) for c in set(labels) if c >= 0))
        centres = [vectors[labels == cluster].mean(axis=0) for cluster in self.clusters]
        self.centres = unit_length(np.stack(centres))
        self.similarity = vectors @ self.centres.T
        self.labels = self._without_far(labels)

    def _without_far(self, labels: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
        """Units much further from their centre than their theme's others are placed nowhere."""
        kept = labels.copy()
        for column, cluster in enumerate(self.clusters):
            members = np.flatnonzero(labels == cluster)
            own = self.similarity[members, column]
            floor = own.mean() - _FAR * own.std()
            best = self.similarity[members].argmax(axis=1)
            far = (own < floor) | ((best != column) & (own < own.mean()))
            if far.sum() < len(members):
                kept[members[far]] = -1
        return kept

    def members(self, cluster: int) -> list[int]:
        """Rows of a cluster's units, most central first."""
        column = self.clusters.index(cluster)
        rows = np.flatnonzero(self.labels == cluster)
        return sorted(
            (int(row) for row in rows),
            key=lambda row: (-float(self.similarity[row, column]), self.units[row].id),
        )


def _names(draft: _Draft, clusters: Clusters, tools: Tools) -> dict[int, str]:
    """A label for each cluster: phrases its people used, near its centre and peculiar to it.

    Phrases that hold one of the cluster's terms are ranked by the cosine of phrase and centre, as
    KeyBERT does (Grootendorst 2020), times how much more often the cluster uses them than the others;
    a second phrase is added where it says something else.
    """
    texts = [unit.text for unit in draft.units]
    found = tools.phrases.phrases(texts)
    names_of = _proper_names(texts)
    counts = {
        cluster: Counter(
            p for row in draft.members(cluster) for p in set(_named(found[row], names_of))
        )
        for cluster in draft.clusters
    }
    everywhere: Counter[str] = Counter()
    for counter in counts.values():
        everywhere.update(counter)
    candidates = {
        cluster: _candidates(counts[cluster], everywhere, clusters.terms.get(cluster, ()))
        for cluster in draft.clusters
    }
    phrases = sorted({phrase for some in candidates.values() for phrase in some})
    vectors = dict(zip(phrases, tools.embed(phrases), strict=True)) if phrases else {}
    names: dict[int, str] = {}
    for column, cluster in enumerate(draft.clusters):
        centre, taken = draft.centres[column], set(names.values())
        name = _best_name(candidates[cluster], vectors, centre, taken)
        names[cluster] = name or ", ".join(clusters.terms.get(cluster, ())[:3]) or "unnamed"
    return names


def _named(phrases: Sequence[str], names: frozenset[str]) -> list[str]:
    """Phrases with two words or more that are no spoken stop words, and no proper name."""
    return [
        phrase
        for phrase in phrases
        if sum(word not in SPOKEN_STOP_WORDS for word in phrase.split()) >= 2
        and not any(word in names for word in phrase.split())
    ]


def _candidates(
    counts: Counter[str], everywhere: Counter[str], terms: Sequence[str]
) -> dict[str, float]:
    """Up to sixty phrases of a cluster, each with how much it belongs to it, 0 to 1."""
    words = {word: rank for rank, term in reversed(list(enumerate(terms))) for word in term.split()}
    scored: dict[str, float] = {}
    for phrase, n in counts.items():
        ranks = [words[word] for word in phrase.split() if word in words]
        own = n / everywhere[phrase]
        scored[phrase] = own * math.log(1 + n) * (1 + sum(1 / (1 + rank / 4) for rank in ranks))
    best = sorted(scored, key=lambda phrase: (-scored[phrase], phrase))[:60]
    top = max((scored[phrase] for phrase in best), default=1.0)
    return {phrase: scored[phrase] / top for phrase in best}


def _best_name(
    candidates: Mapping[str, float],
    vectors: Mapping[str, npt.NDArray[np.float32]],
    centre: npt.NDArray[np.float32],
    taken: set[str],
) -> str:
    near = {p: float(vectors[p] @ centre) + 0.5 * candidates[p] for p in candidates}
    ranked = sorted((p for p in near if p not in taken), key=lambda p: (-near[p], p))
    if not ranked:
        return ""
    first = ranked[0]
    for second in ranked[1:8]:
        n_words = len(second.split()) + len(first.split())
        shared = set(first.split()) & set(second.split())
        if n_words <= 6 and not shared and float(vectors[first] @ vectors[second]) < 0.6:
            return f"{first} / {second}"
    return first


def plain_talk(texts: Sequence[str]) -> list[str]:
    """Texts as the words that can name a theme, lower case.

    Left out are spoken stop words, contractions, words of one letter, numbers, and words that are
    nearly always written with a capital inside a sentence: names of people and places.
    """
    names = _proper_names(texts)
    return [
        " ".join(
            word
            for word in plain_words(text)
            if "'" not in word
            and len(word) > 1
            and not any(char.isdigit() for char in word)
            and word not in SPOKEN_STOP_WORDS
            and word not in names
        )
        for text in texts
    ]


def _telling_words(texts: Sequence[str]) -> list[str]:
    """Plain talk; all words where no text has any that could name a theme."""
    telling = plain_talk(texts)
    return telling if any(telling) else [" ".join(plain_words(text)) for text in texts]


def _proper_names(texts: Sequence[str]) -> frozenset[str]:
    inside: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        small.update(word for word in _SMALL.findall(text))
        inside.update(match.lower() for match in _CAPITAL_INSIDE.findall(text))
    return frozenset(word for word, n in inside.items() if n > 4 * small[word])


def _theme(draft: _Draft, cluster: int, label: str, clusters: Clusters) -> Theme:
    members = draft.members(cluster)
    people = Counter(_who(draft.units[row]) for row in members)
    transcripts = {draft.units[row].transcript_id for row in members}
    share = max(people.values()) / len(members)
    stability = clusters.stability.get(cluster)
    quoted = _quoted(draft, members)
    return Theme(
        id=_theme_id(draft.units[members[0]]),
        label=label,
        terms=clusters.terms.get(cluster, ()),
        unit_ids=tuple(draft.units[row].id for row in members),
        quotes=tuple(_quote(draft.units[row]) for row in quoted),
        counter_quotes=_counter_quotes(draft, cluster, members, quoted),
        stability=stability,
        n_people=len(people),
        n_transcripts=len(transcripts),
        largest_share=round(share, 3),
        flags=_flags(len(people), len(members), share, len(transcripts), stability),
    )


def _who(unit: Unit) -> str:
    return unit.person or f"{unit.transcript_id}/{unit.speaker}"


def _theme_id(unit: Unit) -> str:
    return "theme-" + hashlib.sha256(f"{unit.id}\n{unit.text}".encode()).hexdigest()[:8]


def _flags(
    n_people: int, n_units: int, share: float, n_transcripts: int, stability: float | None
) -> tuple[str, ...]:
    flags = []
    if n_people == 1:
        flags.append("one person only")
    elif share >= _ONE_VOICE:
        flags.append(f"{share:.0%} of it comes from one person")
    if n_transcripts == 1 and n_people > 1:
        flags.append("one transcript only")
    if stability is not None and stability < _UNSTABLE:
        flags.append("unstable: its units often part when the material is resampled")
    if n_units < 5:
        flags.append("fewer than five units")
    return tuple(flags)


def _quote(unit: Unit) -> Quote:
    return Quote(
        unit_id=unit.id,
        text=unit.text,
        person=unit.person,
        transcript_id=unit.transcript_id,
        attributes=unit.attributes,
    )


def _quoted(draft: _Draft, members: Sequence[int]) -> list[int]:
    """Rows of central quotations, one person after another before anybody speaks twice.

    Long ones come first; short ones are taken where the long ones have too few voices.
    """
    chosen: list[int] = []
    told: Counter[str] = Counter()
    long = [row for row in members if draft.units[row].n_words >= _READABLE]
    enough = len({_who(draft.units[row]) for row in long}) >= _N_VOICES
    readable = long if enough else [*long, *(row for row in members if row not in long)]
    while len(chosen) < min(_N_QUOTES, len(readable)):
        rest = [row for row in readable if row not in chosen]
        fewest = min(told[_who(draft.units[row])] for row in rest)
        row = next(row for row in rest if told[_who(draft.units[row])] == fewest)
        chosen.append(row)
        told[_who(draft.units[row])] += 1
    return chosen


def _counter_quotes(
    draft: _Draft, cluster: int, members: Sequence[int], quoted: Sequence[int]
) -> tuple[Quote, ...]:
    """Quotations at the edge: members whose next theme is nearly as near as their own."""
    if len(draft.clusters) < 2 or len(members) <= _N_QUOTES:
        return ()
    column = draft.clusters.index(cluster)
    others = np.delete(draft.similarity, column, axis=1).max(axis=1)
    margin = {row: float(draft.similarity[row, column] - others[row]) for row in members}
    rest = [row for row in members[_N_QUOTES:] if row not in quoted]
    edge = sorted(rest, key=lambda row: (margin[row], draft.units[row].id))
    return tuple(_quote(draft.units[row]) for row in edge[:_N_COUNTER])


def _assemble(
    units: Sequence[Unit], set_aside: Sequence[SetAside], draft: _Draft, themes: tuple[Theme, ...]
) -> ThemeSet:
    ids = {c: theme.id for c, theme in zip(draft.clusters, themes, strict=True)}
    home: dict[str, str | None] = {
        unit.id: ids.get(int(label)) for unit, label in zip(draft.units, draft.labels, strict=True)
    }
    for item in set_aside:
        home[item.unit_id] = home.get(item.twin) if item.twin is not None else None
    unassigned = [row for row in range(len(draft.units)) if draft.labels[row] < 0]
    nearest = draft.similarity.argmax(axis=1)
    queue = tuple(
        Unassigned(
            unit_id=draft.units[row].id,
            text=draft.units[row].text,
            nearest_theme=ids[draft.clusters[int(nearest[row])]],
            distance=round(1 - float(draft.similarity[row, nearest[row]]), 4),
        )
        for row in unassigned
    )
    return ThemeSet(
        themes=tuple(sorted(themes, key=lambda t: (-t.n_people, -t.n_units, t.id))),
        unit_ids=tuple(unit.id for unit in units),
        labels=tuple(home[unit.id] for unit in units),
        unassigned=tuple(sorted(queue, key=lambda item: (item.distance or 0.0, item.unit_id))),
        set_aside=tuple(set_aside),
    )


def rename_theme(themes: ThemeSet, theme_id: str, label: str) -> ThemeSet:
    """The same set with another label on one theme.

    Raises:
        KeyError: no such theme.
        SettingsError: the label is empty.
    """
    if not label.strip():
        raise SettingsError("A theme needs a label of at least one character.")
    themes[theme_id]
    renamed = tuple(
        theme.model_copy(update={"label": label.strip()}) if theme.id == theme_id else theme
        for theme in themes.themes
    )
    return themes.model_copy(update={"themes": renamed})

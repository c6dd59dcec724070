"""Units and their vectors into a set of candidate themes, as the engine and the words show them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from thememiner.errors import SettingsError, TooFewUnitsError
from thememiner.records import SetAside, Theme, ThemeSet, Unit
from thememiner.themes._alike import IntArray, RealArray
from thememiner.themes._cards import Draft, assemble, in_order, make_theme, with_shared_terms
from thememiner.themes._homes import Homes, find_homes
from thememiner.themes._labels import find_labels
from thememiner.themes._places import find_places
from thememiner.themes._regroup import find_terms
from thememiner.themes._talk import (
    FEWEST_TELLING,
    TALK_ABOUT_TALK,
    n_telling,
    telling_words,
)
from thememiner.themes._tools import Clusters, PhraseMemory, Tools
from thememiner.units import plain_words
from thememiner.vectors import FloatArray

FEWEST_UNITS = 12
FEWEST_AT_THE_TOP = 8
MOST_THEMES = 20
TARGET_UNASSIGNED = 0.15
_UNITS_A_THEME = 6
_FEW_SHAPE = 0.5
_OFTEN = 3

NThemes = int | tuple[int, int] | None


def theme_range(n_units: int) -> tuple[int, int]:
    """Fewest and most candidate themes for so many units: 8 to 20 from 400 units on, fewer below."""
    root = math.sqrt(n_units)
    most = max(2, min(MOST_THEMES, round(root), n_units // _UNITS_A_THEME))
    return max(2, min(FEWEST_AT_THE_TOP, round(root / 2.4), most)), most


def default_n_themes(n_units: int) -> int:
    """The middle of that range: where the search starts."""
    least, most = theme_range(n_units)
    return (least + most) // 2


def find_theme_set(
    units: Sequence[Unit],
    vectors: FloatArray,
    *,
    set_aside: Sequence[SetAside],
    tools: Tools,
    n_themes: NThemes = None,
    seed: int = 0,
    target_unassigned: float = TARGET_UNASSIGNED,
) -> ThemeSet:
    """Candidate themes of units.

    Args:
        units: all units, those set aside among them.
        vectors: one row for each unit, of unit length. *Shape:* (n_units, dimension).
        set_aside: units to leave out of clustering; near-duplicates take their twin's theme.
        tools: what finds clusters and phrases.
        n_themes: number of themes, or fewest and most; None for the range that fits the material.
        seed: of every random choice.
        target_unassigned: largest share of the units looked at that may be in no theme, 0 to 1.

    Raises:
        TooFewUnitsError: fewer than ``FEWEST_UNITS`` units are left to look at.
        SettingsError: ``n_themes`` or ``target_unassigned`` is outside what is allowed.
    """
    out = {item.unit_id for item in set_aside}
    rows = [i for i, unit in enumerate(units) if unit.id not in out]
    rows.sort(key=lambda i: (units[i].text, units[i].transcript_id, units[i].start, units[i].id))
    _check_size(len(rows), len(units) - len(rows), n_themes, target_unassigned)
    tools = replace(tools, phrases=PhraseMemory(tools.phrases))
    looked_at = [units[i] for i in rows]
    matrix = np.ascontiguousarray(vectors[rows])
    words = telling_words([unit.text for unit in looked_at])
    places = find_places(looked_at, matrix, words)
    shape = _shaping(looked_at, words)
    clusters = _find_clusters(words, places, shape, tools, n_themes=n_themes, seed=seed)
    homes = _homes(places, shape, clusters, target_unassigned)
    draft = Draft(looked_at, matrix, homes.labels)
    clusters = with_shared_terms(draft, clusters)
    labels = find_labels(draft, clusters, tools)
    themes = [make_theme(draft, one, labels[one], clusters) for one in draft.clusters]
    found = assemble(units, set_aside, draft, themes)
    ids = {c: theme.id for c, theme in zip(draft.clusters, themes, strict=True)}
    return found.model_copy(
        update={
            "sub_themes": _sub_themes(draft, homes, clusters, tools, ids=ids),
            "resample_ari": clusters.resample_ari,
            "resample_ami": clusters.resample_ami,
            "notes": _notes(len(themes), n_themes),
        }
    )


def _check_size(n: int, n_aside: int, n_themes: NThemes, target: float) -> None:
    if n < FEWEST_UNITS:
        left = f"{n} unit is left" if n == 1 else f"{n} units are left"
        aside = f", since {n_aside} were set aside" if n_aside else ""
        raise TooFewUnitsError(
            f"{left} to look for themes in{aside}; at least {FEWEST_UNITS} are needed. "
            "Add transcripts, or code these by hand: so few can be read in an hour."
        )
    ends = n_themes if isinstance(n_themes, tuple) else (n_themes, n_themes)
    if any(end is not None and not 1 <= end <= n for end in ends):
        raise SettingsError(
            f"n_themes is {n_themes}; allowed are 1 to {n}, the number of units looked at. "
            "Leave it out to let the material decide."
        )
    if isinstance(n_themes, tuple) and n_themes[0] > n_themes[1]:
        raise SettingsError(f"n_themes is {n_themes}; give the smaller number first.")
    if not 0 <= target <= 1:
        raise SettingsError(f"target_unassigned is {target}; allowed are 0 to 1, such as 0.15.")


def _shaping(units: Sequence[Unit], words: Sequence[str]) -> IntArray:
    """Rows of units that say enough to shape a theme; all rows where those are too few.

    What several people say in the same few words ("no time") shapes one too.
    """
    sayings = [plain_words(unit.text) for unit in units]
    often = Counter(sayings)
    enough = np.array(
        [
            n_telling(talk) >= FEWEST_TELLING
            or (often[said] >= _OFTEN and not TALK_ABOUT_TALK.intersection(said))
            for talk, said in zip(words, sayings, strict=True)
        ]
    )
    few = enough.sum() < max(FEWEST_UNITS, _FEW_SHAPE * len(words))
    return np.arange(len(words)) if few else np.flatnonzero(enough)


def _find_clusters(
    words: Sequence[str],
    places: RealArray,
    shape: IntArray,
    tools: Tools,
    *,
    n_themes: NThemes,
    seed: int,
) -> Clusters:
    some, rows = [words[row] for row in shape], places[shape]
    if isinstance(n_themes, int):
        return tools.finder.find(some, rows, n_themes=min(n_themes, len(rows)), seed=seed)
    least, most = n_themes or theme_range(len(words))
    most = min(most, len(rows))
    least = min(least, most)
    middle = (least + most) // 2
    return tools.finder.find(some, rows, n_themes=middle, seed=seed, within=(least, most))


def _homes(places: RealArray, shape: IntArray, clusters: Clusters, most_out: float) -> Homes:
    n = len(places)
    labels, parts, firmness = np.full(n, -1), np.full(n, -1), np.zeros(n)
    labels[shape] = clusters.labels
    if clusters.parts:
        parts[shape] = clusters.parts
    if clusters.firmness:
        firmness[shape] = clusters.firmness
    return find_homes(places, labels, parts=parts, firmness=firmness, most_out=most_out)


def _sub_themes(
    draft: Draft, homes: Homes, clusters: Clusters, tools: Tools, *, ids: dict[int, str]
) -> tuple[Theme, ...]:
    """The parts of themes as themes of their own, each with its parent."""
    parts = np.unique(homes.parts[homes.parts >= 0])
    if not len(parts):
        return ()
    below = Draft(draft.units, draft.vectors, homes.parts)
    groups = [
        frozenset(unit.id for unit, part in zip(draft.units, homes.parts, strict=True) if part == p)
        for p in below.clusters
    ]
    terms = dict(zip(below.clusters, find_terms(draft.units, groups), strict=True))
    known = replace(clusters, terms=terms, stability=clusters.part_stability or {})
    known = with_shared_terms(below, known)
    labels = find_labels(below, known, tools)
    used = set(ids.values())
    made = []
    for part in below.clusters:
        parent = int(homes.labels[homes.parts == part][0])
        theme = make_theme(below, part, labels[part], known)
        own = f"{theme.id}.{part}" if theme.id in used else theme.id
        made.append(theme.model_copy(update={"id": own, "parent": ids[parent]}))
    return in_order(made)


def _notes(found: int, n_themes: NThemes) -> tuple[str, ...]:
    if isinstance(n_themes, int) and found < n_themes:
        return (
            f"{n_themes} themes were asked for and {found} found: the material holds no more "
            "groups that differ.",
        )
    return ()

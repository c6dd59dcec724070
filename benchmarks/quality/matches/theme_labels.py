"""Candidate themes into how many of their units' codings are among the suggestions for the theme.

A theme's suggestions are a mean over its units and its label and terms: how much should the label count?
Single codes and the codes at the top of a codebook are looked at apart, since they do not agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from figures import share
from talks import Talk

from thememiner.adapters.bertopic_finder import BERTopicFinder
from thememiner.adapters.spacy_splitter import SpacySplitter
from thememiner.matches import Embed
from thememiner.matches._match import LABEL_SHARE
from thememiner.records import Theme
from thememiner.themes import Tools, find_theme_set
from thememiner.units import find_set_aside

LABEL_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
SEEDS = (0, 1, 2)


def of_theme_labels(talks: Mapping[str, Talk], embed: Embed) -> dict[str, Any]:
    """For each set and share of the label, codings of a theme's units among its three suggestions."""
    tools = Tools(finder=BERTopicFinder(), phrases=SpacySplitter(), embed=embed)
    found: dict[int, dict[str, list[Theme]]] = {}
    sets: dict[str, Any] = {}
    for name, talk in talks.items():
        key = hash(tuple(unit.id for unit in talk.units))
        if key not in found:
            found[key] = {str(seed): _themes(talk, embed, tools, seed) for seed in SEEDS}
        themes = [theme for some in found[key].values() for theme in some]
        sets[name] = {"n_themes": len(themes)}
        for level, tops in (("codes", False), ("top level", True)):
            hits = _right(replace(talk, tops=tops), themes, embed)
            sets[name][level] = {f"{one:g}": share(some) for one, some in hits.items()}
    return {"share": LABEL_SHARE, "seeds": len(SEEDS), "sets": sets}


def _themes(talk: Talk, embed: Embed, tools: Tools, seed: int) -> list[Theme]:
    found = find_theme_set(
        talk.units,
        embed(talk.texts),
        set_aside=find_set_aside(talk.units),
        tools=tools,
        seed=seed,
    )
    return list(found.themes)


def _right(talk: Talk, themes: Sequence[Theme], embed: Embed) -> dict[float, list[bool]]:
    """For each share, whether each coding of a unit in a theme is among the theme's suggestions."""
    row = {unit.id: n for n, unit in enumerate(talk.units)}
    vectors, out = embed(talk.texts), {one: list[bool]() for one in LABEL_SHARES}
    for theme in themes:
        rows = [row[unit_id] for unit_id in theme.unit_ids]
        said = f"{theme.label}. {', '.join(theme.terms)}"
        of_label = talk.matcher.probabilities([said], embed([said]))[0]
        of_units = talk.matcher.probabilities([talk.texts[n] for n in rows], vectors[rows])
        for one, hits in out.items():
            mean = (1 - one) * of_units.mean(axis=0) + one * of_label
            named = talk.named(np.asarray(mean), 3)
            hits += [code in named for n in rows for code in sorted(talk.codes[n])]
    return out

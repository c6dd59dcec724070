"""Clusters of units into labels: phrases that their people used."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from thememiner.themes._cards import Draft
from thememiner.themes._flags import who
from thememiner.themes._talk import (
    SPOKEN_STOP_WORDS,
    TALK_ABOUT_TALK,
    distinct_terms,
    proper_names,
    stem,
    without_marks,
)
from thememiner.themes._tools import Clusters, Tools

_MOST_CANDIDATES = 600
_FEWEST_CANDIDATES = 20
_PLAIN = 0.6
_OWN_WORDS = 0.5
_ALIKE = 0.6
_MOST_WORDS = 6
_MANY = 250
_SHORT = 3
_SECONDS = 12

_NAMES_LITTLE = frozenset(
    """afternoon afternoons amount bits case cases date dates days ends evening hour hours kinds level levels
    months morning mornings name names number numbers order place places problem problems side sides
    start starts situation week weekend weekends weeks work""".split()
)

Vector = npt.NDArray[np.float32]


def find_labels(draft: Draft, clusters: Clusters, tools: Tools) -> dict[int, str]:
    """A label for each cluster: phrases its people used, near its centre and peculiar to it.

    Phrases that hold one of the cluster's terms are ranked by the cosine of phrase and centre, as
    KeyBERT does (Grootendorst 2020), and by how much more often the cluster uses them than the others;
    a second phrase is added where it says something else. No two labels say the same.
    """
    candidates = _all_candidates(draft, clusters, tools)
    phrases = sorted({phrase for some in candidates.values() for phrase in some})
    vectors = dict(zip(phrases, tools.embed(phrases), strict=True)) if phrases else {}
    labels: dict[int, str] = {}
    taken: set[frozenset[str]] = set()
    for column, cluster in enumerate(draft.clusters):
        label = _best_label(candidates[cluster], vectors, draft.centres[column], taken)
        terms = distinct_terms(clusters.terms.get(cluster, ()), 3)
        if not label and not set(" ".join(terms).split()) - SPOKEN_STOP_WORDS:
            label = _first_words(draft.units[draft.members(cluster)[0]].text)
        labels[cluster] = _unlike(label or ", ".join(terms) or "unnamed", set(labels.values()))
        taken |= {_said(part) for part in labels[cluster].split(" / ")}
    return labels


def _all_candidates(draft: Draft, clusters: Clusters, tools: Tools) -> dict[int, dict[str, float]]:
    """Phrases of each cluster; of a very large one, those of its most central units."""
    rows = {cluster: draft.members(cluster)[:_MANY] for cluster in draft.clusters}
    every = sorted(row for some in rows.values() for row in some)
    found = dict(
        zip(
            every,
            tools.phrases.phrases([without_marks(draft.units[r].text) for r in every]),
            strict=True,
        )
    )
    names = proper_names([unit.text for unit in draft.units])
    counts = {cluster: _told_by(draft, some, found, names) for cluster, some in rows.items()}
    everywhere: Counter[str] = Counter()
    for counter in counts.values():
        everywhere.update(counter)
    return {
        cluster: _candidates(
            counts[cluster],
            everywhere,
            clusters.terms.get(cluster, ()),
            most=max(_FEWEST_CANDIDATES, _MOST_CANDIDATES // len(draft.clusters)),
        )
        for cluster in draft.clusters
    }


def _told_by(
    draft: Draft,
    rows: Sequence[int],
    found: Mapping[int, Sequence[str]],
    names: frozenset[str],
) -> Counter[str]:
    """For each phrase the number of people in a cluster who use it."""
    told = {
        (who(draft.units[row]), phrase) for row in rows for phrase in _topics(found[row], names)
    }
    return Counter(phrase for _, phrase in told)


def _topics(phrases: Sequence[str], names: frozenset[str]) -> list[str]:
    """What names something, and no person or place: phrases of two words or more, and nouns."""
    found = []
    for phrase in phrases:
        words = phrase.split()
        telling = [word for word in words if word not in SPOKEN_STOP_WORDS | TALK_ABOUT_TALK]
        if names.intersection(words) or not telling:
            continue
        if (len(telling) > 1 and len(_said(phrase)) > 1) or (
            len(words) == 1 and len(phrase) > _SHORT and phrase not in _NAMES_LITTLE
        ):
            found.append(phrase)
    return found


def _said(phrase: str) -> frozenset[str]:
    """The telling words of a phrase without endings: two phrases with the same say the same."""
    return frozenset(stem(word) for word in phrase.split() if word not in SPOKEN_STOP_WORDS)


def _candidates(
    counts: Counter[str], everywhere: Counter[str], terms: Sequence[str], *, most: int
) -> dict[str, float]:
    """The phrases that belong most to a cluster, each with how much, 0 to 1, and so with the nouns.

    Phrases of telling words come before those with a pronoun or an article in them. A noun by itself has
    to be used by two people or more.
    """
    ranks = {word: i for i, term in reversed(list(enumerate(terms))) for word in term.split()}
    scored: dict[str, float] = {}
    for phrase, n in counts.items():
        if n == 1 and " " not in phrase:
            continue
        held = [ranks[word] for word in phrase.split() if word in ranks]
        words = phrase.split()
        own = n / (everywhere[phrase] + 1) * _PLAIN ** sum(w in SPOKEN_STOP_WORDS for w in words)
        scored[phrase] = own * math.log(1 + n) * (1 + sum(1 / (1 + rank / 4) for rank in held))
    best = sorted(scored, key=lambda phrase: (-scored[phrase], phrase))[:most]
    tops = {" " in phrase: scored[phrase] for phrase in reversed(best)}
    return {phrase: scored[phrase] / tops[" " in phrase] for phrase in best}


def _best_label(
    candidates: Mapping[str, float],
    vectors: Mapping[str, Vector],
    centre: Vector,
    taken: set[frozenset[str]],
) -> str:
    near = {
        phrase: round(float(vectors[phrase] @ centre) + _OWN_WORDS * own, 5)
        for phrase, own in candidates.items()
        if _said(phrase) not in taken
    }
    ranked = sorted(near, key=lambda phrase: (-near[phrase], phrase))
    if not ranked:
        return ""
    first = next((phrase for phrase in ranked if " " in phrase), ranked[0])
    for second in [phrase for phrase in ranked if phrase != first][:_SECONDS]:
        fits = len(second.split()) + len(first.split()) <= _MOST_WORDS
        other = not _said(first) & _said(second)
        if fits and other and float(vectors[first] @ vectors[second]) < _ALIKE:
            return f"{first} / {second}"
    return first if " " in first else ""


def _first_words(text: str) -> str:
    """How a saying begins, for a theme of words that name nothing."""
    words = without_marks(text).split()
    return " ".join(words[:_MOST_WORDS]).strip(",;:") + (" …" if len(words) > _MOST_WORDS else "")


def _unlike(label: str, taken: set[str]) -> str:
    """The label, numbered where another theme already has it."""
    number, out = 2, label
    while out in taken:
        number, out = number + 1, f"{label} ({number})"
    return out

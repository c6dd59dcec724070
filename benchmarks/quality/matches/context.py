"""Units in their talk into figures: does it help to hear the question and the rest of the answer.

The shares were chosen on the sample study, which is invented, and are reported on the sets of others: two
focus groups and seven interviews, coded by their own codebooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import rows as sets
import tasks
from figures import Array, balanced, drawn, effort, share
from sklearn.metrics import roc_auc_score
from talks import Talk

from thememiner.codebooks import load_no_code_examples
from thememiner.matches import (
    Embed,
    learn_matcher,
    make_decided,
    make_valence_reader,
    put_in_context,
)
from thememiner.matches._context import NEIGHBOUR_SHARE, QUESTION_SHARE

Figures = dict[str, Any]
SHORT = 8
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
_OURS, _ALONE = "thememiner", "each unit alone"


def hear(talk: Talk, embed: Embed, neighbours: float, question: float) -> Array:
    """Vectors of the units with so much of the talk around them."""
    own = embed(talk.texts)
    shares = {"neighbours": neighbours, "question": question}
    return np.asarray(put_in_context(talk.units, own, embed, silent=talk.silent, **shares))


def of_context(talks: Mapping[str, Talk], embed: Embed) -> Figures:
    """What was chosen on the sample, and what it does everywhere."""
    chosen = [talk for name, talk in talks.items() if name.startswith("sample")]
    grid = {
        f"{one:.1f} {two:.1f}": float(
            np.mean(
                [
                    hit
                    for talk in chosen
                    for hit in talk.right(_found(talk, hear(talk, embed, one, two)), 3)
                ]
            )
        )
        for one in SHARES
        for two in SHARES
    }
    ways: dict[str, Callable[[Talk], Array]] = {
        _ALONE: lambda talk: np.asarray(embed(talk.texts)),
        "short units with their question before them": lambda talk: np.asarray(
            embed(_prefixed(talk))
        ),
        "with the rest of the answer": lambda talk: hear(talk, embed, NEIGHBOUR_SHARE, 0),
        "with the question": lambda talk: hear(talk, embed, 0, QUESTION_SHARE),
        _OURS: lambda talk: hear(talk, embed, NEIGHBOUR_SHARE, QUESTION_SHARE),
    }
    return {
        "shares": {"neighbours": NEIGHBOUR_SHARE, "question": QUESTION_SHARE},
        "chosen_on": "sample",
        "grid": grid,
        "sets": {name: _of_talk(talk, ways) for name, talk in talks.items()},
        "leanings": _of_leanings(talks, ways, embed),
        "decisions": _after_decisions(talks["osfg"], ways, embed),
    }


def _prefixed(talk: Talk) -> list[str]:
    """Texts of few words with the question that they answer before them, the others as they are."""
    return [
        f"{unit.question} {text}" if unit.question and 0 < len(text.split()) < SHORT else text
        for text, unit in zip(talk.texts, talk.units, strict=True)
    ]


def _found(talk: Talk, vectors: Array) -> Array:
    return talk.matcher.probabilities(talk.texts, np.asarray(vectors, dtype=np.float32))


def _of_talk(talk: Talk, ways: Mapping[str, Callable[[Talk], Array]]) -> Figures:
    ids = [code.id for code in talk.matcher.codebook.codes]
    known = sorted({code for n in talk.coded for code in talk.codes[n]})
    columns = [ids.index(code) for code in known]
    truth = np.array([[code in talk.codes[n] for code in known] for n in talk.said])
    found = {name: _found(talk, way(talk)) for name, way in ways.items()}
    alone, ours = (np.array(talk.right(found[name], 3), dtype=float) for name in (_ALONE, _OURS))
    return {
        "n_units": len(talk.said),
        "n_codes": len(known),
        "methods": {
            name: {
                "hit@1": share(talk.right(some, 1)),
                "hit@3": share(talk.right(some, 3)),
                "effort": effort(some[talk.said][:, columns], truth),
                "no code": float(roc_auc_score(~truth.any(axis=1), some[talk.said, -1])),
            }
            for name, some in found.items()
        },
        "gain": drawn(lambda rows: float((ours - alone)[rows].mean()), len(alone)),
    }


def _of_leanings(
    talks: Mapping[str, Talk], ways: Mapping[str, Callable[[Talk], Array]], embed: Embed
) -> Figures:
    """Barrier or enabler, by a reader that has seen nothing of these sets."""
    examples, weigh = sets.leaning_examples(())
    reader = make_valence_reader(
        examples, load_no_code_examples(), embed=embed, trainer=tasks.TRAINER, weigh=weigh
    )
    assert reader is not None
    out: Figures = {}
    for name in ("sample, barriers-enablers", "osfg"):
        talk = talks[name]
        rows = [n for n in talk.said if talk.leanings[n]]
        texts = [talk.texts[n] for n in rows]
        right = np.array([talk.leanings[n] == "enabler" for n in rows])
        out[name] = {}
        for way in (_ALONE, _OURS):
            shares = reader.shares(texts, np.asarray(ways[way](talk)[rows], dtype=np.float32))
            said = shares[:, 2] >= shares[:, 0]
            out[name][way] = drawn(lambda at, s=said, r=right: balanced(s[at], r[at]), len(rows))
    return out


def _after_decisions(
    talk: Talk, ways: Mapping[str, Callable[[Talk], Array]], embed: Embed
) -> Figures:
    """hit@3 in each focus group once the coded units of the other were decided about."""
    vectors = {name: np.asarray(ways[name](talk), dtype=np.float32) for name in (_ALONE, _OURS)}
    outside = embed([one.text for one in load_no_code_examples()])
    groups = sorted({unit.transcript_id for unit in talk.units})
    out: Figures = {}
    for taught, heard in ((_ALONE, _ALONE), (_ALONE, _OURS), (_OURS, _OURS)):
        hits: list[bool] = []
        for group in groups:
            rows = [n for n in talk.coded if talk.units[n].transcript_id != group]
            decided = make_decided(
                [talk.texts[n] for n in rows], vectors[taught][rows], [talk.codes[n] for n in rows]
            )
            matcher = learn_matcher(talk.matcher, decided, outside=outside, trainer=tasks.TRAINER)
            found = matcher.probabilities(talk.texts, vectors[heard])
            right = dict(zip(talk.coded, talk.right(found, 3), strict=True))
            hits += [right[n] for n in talk.coded if talk.units[n].transcript_id == group]
        out[f"taught: {taught}; suggested: {heard}"] = share(hits)
    return out

"""The same questions by several encoders, without the invented statements beside the codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rows as sets
import tasks
from figures import hits, of_constructs, share

from thememiner.codebooks import load_codebook, load_no_code_examples
from thememiner.matches import Embed, make_matcher

Figures = dict[str, Any]


def by_encoder(data: Path, embed: Embed) -> Figures:
    """NPT with each paper left out and the focus groups before any decision, by one encoder."""
    book, rows = load_codebook("npt"), sets.npt_rows(data)
    names = list(sets.CONSTRUCTS.values())
    labels = [frozenset(names.index(name) for name in row.labels) for row in rows]
    scores = tasks.left_out(book, rows, embed, (), papers=True)
    out: Figures = {}
    for level in tasks.AIMS:
        at = [i for i, row in enumerate(rows) if row.level == level]
        out[level] = of_constructs(scores[at], [labels[i] for i in at])
    codes, quoted = sets.osfg_codebook(data)
    own = tasks.osfg_book(codes)
    tops = [code.id for code in own.codes if code.parent is None]
    matcher = make_matcher(own, embed=embed, trainer=tasks.TRAINER, no_code=load_no_code_examples())
    texts = [row.text for row in quoted]
    found = matcher.probabilities(texts, embed(texts))[:, : len(tops)]
    right = [frozenset(tops.index(one) for one in row.labels) for row in quoted]
    out["osfg"] = {"hit@3": share(hits(found, right, 3))}
    return out

"""Shares of codes into the codes worth naming: a component where one is sure enough, else its construct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thememiner.matches._protocols import NO_CODE, Scores
from thememiner.records import Codebook

SURE_ENOUGH = 1 / 3
TOP_WEIGHT = 0.5


@dataclass(frozen=True)
class Tree:
    """Who stands under whom in a codebook, as arrays over its codes.

    Attributes:
        ids: of the codes, in order.
        parents: row of the code right above each, -1 for none.
        holds: 1 where the code of the row is, or stands above, the code of the column.
        has_below: 1 for a code with codes below it.
        tops: row of the code at the top above each, itself where it stands there.
        below: rows of the codes right below each.
    """

    ids: tuple[str, ...]
    parents: tuple[int, ...]
    holds: Scores
    has_below: Scores
    tops: tuple[int, ...]
    below: tuple[tuple[int, ...], ...]


def make_tree(codebook: Codebook) -> Tree:
    """The tree of a codebook."""
    ids = tuple(code.id for code in codebook.codes)
    row = {code_id: i for i, code_id in enumerate(ids)}
    parents = tuple(row.get(c.parent or "", -1) for c in codebook.codes)
    holds = np.eye(len(ids))
    tops = []
    for i in range(len(ids)):
        at, above = i, parents[i]
        while above >= 0 and above != i:
            holds[above, i] = 1
            at, above = above, parents[above]
        tops.append(at)
    return Tree(
        ids=ids,
        parents=parents,
        holds=holds,
        has_below=np.array([float(i in parents) for i in range(len(ids))]),
        tops=tuple(tops),
        below=tuple(
            tuple(j for j, above in enumerate(parents) if above == i and j != i)
            for i in range(len(ids))
        ),
    )


def blend(own: Scores, of_tops: Scores, classes: Sequence[str], tree: Tree) -> Scores:
    """Log shares of codes whose sums at the top are the geometric mean of two opinions, made to sum to 1.

    Args:
        own: log shares of the codes and, last, of no code. *Shape:* (n, n_codes + 1).
        of_tops: log shares at the top. *Shape:* (n, n_classes).
        classes: ids of the codes at the top, and ``NO_CODE``.
        tree: of the codebook.
    """
    out = own.copy()
    groups = [[i for i, top in enumerate(tree.tops) if tree.ids[top] == name] for name in classes]
    for column, (name, group) in enumerate(zip(classes, groups, strict=True)):
        columns = [own.shape[1] - 1] if name == NO_CODE else group
        together = np.log(np.exp(own[:, columns]).sum(axis=1) + 1e-300)
        shift = TOP_WEIGHT * (of_tops[:, column] - together)
        out[:, columns] += shift[:, None]
    highest = out.max(axis=1, keepdims=True)
    return np.asarray(out - highest - np.log(np.exp(out - highest).sum(axis=1, keepdims=True)))


def choose(row: Scores, tree: Tree, top: int) -> list[int]:
    """Codes worth naming, likeliest first: those below a code stand for it where one is sure enough.

    From the top down, a code gives way to those right below it that have a third or more of its
    probability. Where none has, the code itself is named: a construct, not a guess among its components.

    Args:
        row: probability of each code, with those of the codes below it. *Shape:* (n_codes,).
        tree: of the codebook.
        top: codes at most.
    """
    chances = row.tolist()
    named = [
        code
        for i, above in enumerate(tree.parents)
        if above < 0
        for code in _narrowed(i, chances, tree, len(tree.ids))
    ]
    return sorted(named, key=lambda i: (-chances[i], i))[:top]


def _narrowed(code: int, chances: Sequence[float], tree: Tree, depth: int) -> list[int]:
    sure = [i for i in tree.below[code] if chances[i] >= SURE_ENOUGH * chances[code]]
    if not sure or depth <= 0:
        return [code]
    return [one for i in sure for one in _narrowed(i, chances, tree, depth - 1)]

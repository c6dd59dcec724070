"""Suggestions and vectors into the order in which a coder looks at units.

Coders read whole interviews, so the transcript's own order is the default. The other order puts first the
units about which the suggestions are least sure, one unlike the other, so that few decisions teach a
matcher much: uncertainty sampling (Lewis DD, Gale WA 1994, Proceedings of SIGIR, 3-12), made diverse by
marginal relevance (Carbonell J, Goldstein J 1998, Proceedings of SIGIR, 335-336).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.records import Suggestion
from thememiner.vectors import FloatArray

ReviewOrder = Literal["transcript", "uncertain"]
REVIEW_ORDERS: tuple[ReviewOrder, ...] = ("transcript", "uncertain")
MOST_DIVERSE = 300


def check_order(order: str, *, blind: bool = False) -> ReviewOrder:
    """The order, if there is such a one and a coder may see it.

    Args:
        order: what was asked for.
        blind: True where the coder does not see the suggestions.

    Raises:
        SettingsError: no such order, or one that would tell a blind coder what is suggested.
    """
    for known in REVIEW_ORDERS:
        if order == known:
            break
    else:
        raise SettingsError(f"There is no order {order!r}. Choose from {', '.join(REVIEW_ORDERS)}.")
    if blind and known != "transcript":
        raise SettingsError(
            "A blind sheet stands in the transcripts' order: one made from the suggestions would give "
            "them away. Leave out order, or blind."
        )
    return known


def order_units(
    unit_ids: Sequence[str],
    suggestions: Iterable[Suggestion],
    *,
    order: ReviewOrder = "transcript",
    vectors: FloatArray | None = None,
    decided: Collection[str] = (),
) -> tuple[str, ...]:
    """Every unit once, in the order in which to look at them.

    A suggestion asks "does this code fit?", and is least sure where its probability is 0.5. A unit is as
    uncertain as its least sure suggestion; one without suggestions is not uncertain.

    Args:
        unit_ids: in the order of the transcripts.
        suggestions: of one or more codebooks.
        order: ``transcript`` as they stand, or ``uncertain`` for uncertain and diverse first.
        vectors: of the units, rows of unit length; without them the order looks at uncertainty alone.
            *Shape:* (n_units, dimension).
        decided: ids of units with a decision: they come last, as they stand.
    """
    check_order(order)
    if order == "transcript":
        return tuple(unit_ids)
    doubt = find_doubt(suggestions)
    done = set(decided)
    rows = [n for n, unit_id in enumerate(unit_ids) if unit_id not in done]
    scores = np.array([doubt.get(unit_ids[n], 0.0) for n in rows])
    known = vectors[rows] if vectors is not None else None
    todo = [unit_ids[rows[place]] for place in _diverse_first(scores, known)]
    return (*todo, *(unit_id for unit_id in unit_ids if unit_id in done))


def find_doubt(suggestions: Iterable[Suggestion]) -> Mapping[str, float]:
    """How unsure the suggestions are about each unit that has any: 0 sure, 1 as unsure as can be."""
    doubt: dict[str, float] = {}
    for suggestion in suggestions:
        if suggestion.unit_id is not None:
            unsure = 1 - abs(2 * suggestion.probability - 1)
            doubt[suggestion.unit_id] = max(unsure, doubt.get(suggestion.unit_id, 0.0))
    return doubt


def _diverse_first(scores: npt.NDArray[np.float64], vectors: FloatArray | None) -> list[int]:
    """Rows by score; each of the first few also unlike those before it."""
    by_score = sorted(range(len(scores)), key=lambda row: (-scores[row], row))
    if vectors is None:
        return by_score
    nearest = np.zeros(len(scores))
    left = scores > 0
    first: list[int] = []
    while left.any() and len(first) < MOST_DIVERSE:
        worth = np.where(left, scores * (1 - nearest), -1.0)
        best = int(worth.argmax())
        first.append(best)
        left[best] = False
        nearest = np.maximum(nearest, np.clip(vectors @ vectors[best], 0.0, 1.0))
    chosen = set(first)
    return [*first, *(row for row in by_score if row not in chosen)]

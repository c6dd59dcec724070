"""Suggestions and vectors into the order in which a coder looks at units.

Coders read whole interviews, so the transcript's own order is the default. Another puts first the
units about which the suggestions are least sure, one unlike the other, so that few decisions teach a
matcher much: uncertainty sampling (Lewis DD, Gale WA 1994, Proceedings of SIGIR, 3-12), made diverse by
marginal relevance (Carbonell J, Goldstein J 1998, Proceedings of SIGIR, 335-336). The other two go by the
probability of the best suggestion, the surest or the most doubtful first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.records import Suggestion
from thememiner.vectors import FloatArray

ReviewOrder = Literal["transcript", "uncertain", "surest", "doubtful"]
REVIEW_ORDERS: tuple[ReviewOrder, ...] = get_args(ReviewOrder)
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
            "Who codes blind does so in the transcripts' order: one made from the suggestions would give "
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
        order: ``transcript`` as they stand; ``uncertain`` for uncertain and diverse first; ``surest`` or
            ``doubtful`` by the probability of the best suggestion, which is 0 for a unit without.
        vectors: of the units, rows of unit length; without them ``uncertain`` looks at uncertainty alone.
            *Shape:* (n_units, dimension).
        decided: ids of units with a decision: they come last, as they stand.
    """
    check_order(order)
    if order == "transcript":
        return tuple(unit_ids)
    known = find_doubt(suggestions) if order == "uncertain" else _find_best(suggestions)
    done = set(decided)
    rows = [n for n, unit_id in enumerate(unit_ids) if unit_id not in done]
    scores = np.array([known.get(unit_ids[n], 0.0) for n in rows])
    diverse = vectors[rows] if vectors is not None and order == "uncertain" else None
    places = _diverse_first(-scores if order == "doubtful" else scores, diverse)
    todo = [unit_ids[rows[place]] for place in places]
    return (*todo, *(unit_id for unit_id in unit_ids if unit_id in done))


def find_doubt(suggestions: Iterable[Suggestion]) -> Mapping[str, float]:
    """How unsure the suggestions are about each unit that has any: 0 sure, 1 as unsure as can be."""
    doubt: dict[str, float] = {}
    for suggestion in suggestions:
        if suggestion.unit_id is not None:
            unsure = 1 - abs(2 * suggestion.probability - 1)
            doubt[suggestion.unit_id] = max(unsure, doubt.get(suggestion.unit_id, 0.0))
    return doubt


def _find_best(suggestions: Iterable[Suggestion]) -> Mapping[str, float]:
    """The probability of the best suggestion for each unit that has any."""
    best: dict[str, float] = {}
    for suggestion in suggestions:
        if suggestion.unit_id is not None:
            best[suggestion.unit_id] = max(
                suggestion.probability, best.get(suggestion.unit_id, 0.0)
            )
    return best


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

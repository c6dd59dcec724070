"""Units and their vectors into vectors that have heard the question and the rest of the answer.

What a person means often stands a sentence earlier, or in the question: "that took months" is about the
login that was asked about. A unit's vector is therefore mixed with a share of those of its neighbours in
the same answer, and the outcome with a share of that of the question, each time made of unit length again.
Only what is suggested follows from it: a suggestion's span, words and evidence remain the unit's own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from thememiner.errors import SettingsError
from thememiner.matches._protocols import Embed
from thememiner.records import Unit
from thememiner.vectors import FloatArray

HEARD = "question and answer heard 1"
NEIGHBOUR_SHARE = 0.3
QUESTION_SHARE = 0.3


def put_in_context(
    units: Sequence[Unit],
    vectors: FloatArray,
    embed: Embed,
    *,
    silent: Collection[str] = (),
    neighbours: float = NEIGHBOUR_SHARE,
    question: float = QUESTION_SHARE,
) -> FloatArray:
    """Vectors of units with the talk around them heard.

    Args:
        units: of whole transcripts.
        vectors: one row of unit length for each unit. *Shape:* (n_units, dimension).
        embed: makes vectors of the questions.
        silent: ids of units that say nothing by themselves; they are nobody's neighbour.
        neighbours: weight of the mean of the units right before and after in the same answer, 0 to 1.
        question: weight of the question that a unit answers, 0 to 1.

    Returns:
        Rows of unit length. *Shape:* (n_units, dimension).
    """
    if not len(units):
        return vectors
    around = _means(find_neighbours(units, silent=silent), vectors)
    heard = _mix(vectors, around, neighbours)
    if not question:
        return heard
    return hear_questions(heard, [unit.question for unit in units], embed, share=question)


def hear_questions(
    vectors: FloatArray,
    questions: Sequence[str | None],
    embed: Embed,
    *,
    share: float = QUESTION_SHARE,
) -> FloatArray:
    """Vectors of texts mixed with those of the questions that they answer.

    Args:
        vectors: one row of unit length for each text. *Shape:* (n_texts, dimension).
        questions: what each answers; None for nothing.
        embed: makes vectors of the questions.
        share: weight of the question, 0 to 1.

    Returns:
        Rows of unit length. *Shape:* (n_texts, dimension).

    Raises:
        SettingsError: there is not a question, or None, for each text.
    """
    if len(questions) != len(vectors):
        raise SettingsError(
            f"There are {len(vectors)} texts but {len(questions)} questions. Give one each, or None."
        )
    asked = list(dict.fromkeys(question for question in questions if question))
    if not asked:
        return vectors
    row = {text: n for n, text in enumerate(asked)}
    made = np.concatenate([embed(asked), np.zeros((1, vectors.shape[1]), dtype=np.float32)])
    return _mix(vectors, made[[row.get(question or "", -1) for question in questions]], share)


def questions_of(units: Sequence[Unit]) -> tuple[str, ...]:
    """Each question once, in the order of the units."""
    return tuple(dict.fromkeys(unit.question for unit in units if unit.question))


def find_neighbours(
    units: Sequence[Unit], *, silent: Collection[str] = ()
) -> tuple[tuple[int, ...], ...]:
    """Rows of the units right before and right after each in the same answer.

    An answer is what one speaker says to one question until somebody else says something; an interviewer's
    "mm" does not end it.

    Args:
        units: of whole transcripts, in any order.
        silent: ids of units that are passed over.
    """
    order = sorted(
        (n for n, unit in enumerate(units) if unit.id not in silent),
        key=lambda n: (units[n].transcript_id, units[n].start, units[n].end),
    )
    found: list[list[int]] = [[] for _ in units]
    for before, after in pairwise(order):
        if _answer(units[before]) == _answer(units[after]):
            found[before].append(after)
            found[after].append(before)
    return tuple(tuple(sorted(some)) for some in found)


def _answer(unit: Unit) -> tuple[str, str | None, str | None]:
    return unit.transcript_id, unit.speaker, unit.question


def _means(rows: Sequence[Sequence[int]], vectors: FloatArray) -> FloatArray:
    """The mean of some rows of vectors for each; zeros where there are none."""
    out = np.zeros_like(vectors)
    for n, some in enumerate(rows):
        if some:
            out[n] = vectors[list(some)].mean(axis=0)
    return out


def _mix(vectors: FloatArray, others: FloatArray, share: float) -> FloatArray:
    """Vectors with a share of others, of unit length; as they are where there is no other."""
    mixed = (1 - share) * vectors + share * others
    lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
    there = others.any(axis=1, keepdims=True) & (lengths > 0)
    return np.where(there, mixed / np.where(lengths > 0, lengths, 1), vectors).astype(np.float32)

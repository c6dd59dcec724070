"""A text and a code's own texts into extracts that speak for the code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thememiner.matches._protocols import Embed
from thememiner.records import Code, Evidence
from thememiner.vectors import FloatArray

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Anchor:
    """A code's texts as vectors: what evidence is drawn from."""

    sentences: tuple[str, ...]
    sentence_vectors: FloatArray
    examples: tuple[str, ...]
    example_vectors: FloatArray


def definition_text(code: Code) -> str:
    """Name, definition and what to include: what a code is compared by."""
    return " ".join(part for part in (f"{code.name}.", code.definition, code.include) if part)


def sentences_of(code: Code) -> tuple[str, ...]:
    """The sentences of a definition, or the name where there is none."""
    prose = " ".join(part for part in (code.definition, code.include) if part) or code.name
    return tuple(part for part in _SENTENCE_END.split(prose) if part)


def make_anchor(code: Code, embed: Embed) -> Anchor:
    """A code's texts with their vectors."""
    sentences = sentences_of(code)
    examples = tuple(example.text for example in code.examples)
    return Anchor(
        sentences=sentences,
        sentence_vectors=embed(sentences),
        examples=examples,
        example_vectors=embed(examples),
    )


def find_evidence(
    vector: npt.NDArray[np.float32],
    anchor: Anchor,
    *,
    words: tuple[str, ...],
    quotations: tuple[str, ...] = (),
) -> Evidence:
    """The sentence of the definition and the example nearest to a vector, with what else speaks for it."""
    sentence = _nearest(anchor.sentences, anchor.sentence_vectors, vector)
    example = _nearest(anchor.examples, anchor.example_vectors, vector)
    return Evidence(
        definition=sentence[0],
        example=example[0],
        similarity=round(example[1] if example[0] else sentence[1], 4),
        words=words,
        quotations=quotations,
    )


def _nearest(
    texts: Sequence[str], vectors: FloatArray, vector: npt.NDArray[np.float32]
) -> tuple[str, float]:
    if not texts:
        return "", 0.0
    similarity = vectors @ vector
    best = int(similarity.argmax())
    return texts[best], float(similarity[best])

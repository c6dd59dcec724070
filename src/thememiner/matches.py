"""Units or themes and a codebook into suggestions with probability and evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.records import (
    Code,
    Codebook,
    Evidence,
    Example,
    Suggestion,
    Theme,
    Unit,
    Valence,
)
from thememiner.themes import SPOKEN_STOP_WORDS
from thememiner.vectors import FloatArray

Embed = Callable[[Sequence[str]], FloatArray]

NO_CODE = ""
MODEL = "examples-and-definitions 1"
_DEFINITION_PULL = 3.0
_ABOVE_OTHERS = 0.7
_LEAST_PROBABILITY = 0.03
_ABOVE_CHANCE = 2
_LEAST_SIMILARITY = 0.2
_NO_LEANING = 0.55
_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Head(Protocol):
    """A fitted linear classifier over vectors."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, sorted."""

    def decision(self, vectors: FloatArray) -> npt.NDArray[np.float64]:
        """A score for each class, on the scale of log odds. *Shape:* (n, n_classes)."""


class HeadTrainer(Protocol):
    """What fits heads."""

    @property
    def name(self) -> str:
        """Kind and settings, for the run record."""

    def fit(self, vectors: FloatArray, classes: Sequence[str]) -> Head:
        """A head for rows of vectors and the class of each."""


@dataclass(frozen=True)
class _Anchor:
    """A code's texts as vectors: what evidence is drawn from."""

    sentences: tuple[str, ...]
    sentence_vectors: FloatArray
    examples: tuple[str, ...]
    example_vectors: FloatArray
    vocabulary: frozenset[str]


class Matcher:
    """Suggests codes of one codebook; made from the codebook alone by ``make_matcher``.

    A linear head is fitted to the vectors of the codebook's examples, definitions and names, with
    talk that no code fits as a class of its own; the cosine to each definition is added to its log
    odds, and a code with codes below it starts a little behind them. The result is a probability over
    all codes and "no code fits" that nothing has calibrated.

    Attributes:
        codebook: the codebook.
        calibrated: False.
        model: what made the suggestions, for the record.
    """

    calibrated = False
    model = MODEL

    def __init__(
        self,
        codebook: Codebook,
        *,
        embed: Embed,
        head: Head,
        valence_head: Head | None,
        anchors: Mapping[str, _Anchor],
        definitions: FloatArray,
    ) -> None:
        self.codebook = codebook
        self._embed = embed
        self._head = head
        self._valence_head = valence_head
        self._anchors = anchors
        self._definitions = definitions
        leaves = set(codebook.leaves)
        self._has_children = np.array([code not in leaves for code in codebook.codes], dtype=float)

    def suggest(self, texts: Sequence[str], *, top: int = 3) -> list[tuple[Suggestion, ...]]:
        """Suggestions for each text, best first; none where no code fits.

        Args:
            texts: any texts; a blank one gets no suggestion.
            top: suggestions for each text at most.
        """
        return self.match(texts, self._embed(texts), top=top)

    def match(
        self, texts: Sequence[str], vectors: FloatArray, *, top: int = 3
    ) -> list[tuple[Suggestion, ...]]:
        """As ``suggest``, for texts whose vectors are known. *Shape of vectors:* (n_texts, dimension)."""
        if top < 1:
            raise SettingsError(f"top is {top}; at least 1 suggestion is needed.")
        if not texts:
            return []
        probabilities = self.probabilities(vectors)
        valences = self.valences(vectors)
        return [
            self._best(text, vector, row, valence, top) if text.strip() else ()
            for text, vector, row, valence in zip(
                texts, vectors, probabilities, valences, strict=True
            )
        ]

    def probabilities(self, vectors: FloatArray) -> npt.NDArray[np.float64]:
        """Probability of each code and, last, of no code. *Shape:* (n, n_codes + 1), rows sum to 1."""
        ids = [code.id for code in self.codebook.codes]
        order = [self._head.classes.index(code_id) for code_id in [*ids, NO_CODE]]
        scores = self._head.decision(vectors)[:, order]
        scores[:, :-1] += _DEFINITION_PULL * (vectors @ self._definitions.T)
        scores[:, -1] += _DEFINITION_PULL * _LEAST_SIMILARITY
        scores[:, :-1] -= _ABOVE_OTHERS * self._has_children
        scores -= scores.max(axis=1, keepdims=True)
        exponentials = np.exp(scores)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))

    def valences(self, vectors: FloatArray) -> list[tuple[Valence | None, float | None]]:
        """Barrier or enabler with its probability for each row; None, None where neither is likelier."""
        if self._valence_head is None:
            return [(None, None)] * len(vectors)
        scores = self._valence_head.decision(vectors)
        column = self._valence_head.classes.index("enabler")
        other = self._valence_head.classes.index("barrier")
        enabler = 1 / (1 + np.exp(scores[:, other] - scores[:, column]))
        return [_leaning(float(value)) for value in enabler]

    def _best(
        self,
        text: str,
        vector: npt.NDArray[np.float32],
        row: npt.NDArray[np.float64],
        valence: tuple[Valence | None, float | None],
        top: int,
    ) -> tuple[Suggestion, ...]:
        if int(row.argmax()) == len(row) - 1 and row[-1] >= 0.5:
            return ()
        codes = self.codebook.codes
        order = sorted(range(len(codes)), key=lambda i: (-row[i], i))[:top]
        return tuple(
            Suggestion(
                codebook=self.codebook.id,
                code_id=codes[i].id,
                rank=rank,
                probability=round(float(row[i]), 4),
                calibrated=self.calibrated,
                valence=valence[0],
                valence_probability=valence[1],
                evidence=self._evidence(text, vector, codes[i].id),
                model=self.model,
            )
            for rank, i in enumerate(order, 1)
            if row[i] >= _LEAST_PROBABILITY
        )

    def _evidence(self, text: str, vector: npt.NDArray[np.float32], code_id: str) -> Evidence:
        anchor = self._anchors[code_id]
        sentence = _nearest(anchor.sentences, anchor.sentence_vectors, vector)
        example = _nearest(anchor.examples, anchor.example_vectors, vector)
        return Evidence(
            definition=sentence[0],
            example=example[0],
            similarity=round(example[1] if example[0] else sentence[1], 4),
            words=_shared_words(text, anchor.vocabulary),
        )


def _leaning(enabler: float) -> tuple[Valence | None, float | None]:
    best: Valence = "enabler" if enabler >= 0.5 else "barrier"
    probability = max(enabler, 1 - enabler)
    return (best, round(probability, 4)) if probability >= _NO_LEANING else (None, None)


def _nearest(
    texts: Sequence[str], vectors: FloatArray, vector: npt.NDArray[np.float32]
) -> tuple[str, float]:
    if not texts:
        return "", 0.0
    similarity = vectors @ vector
    best = int(similarity.argmax())
    return texts[best], float(similarity[best])


def _content_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in SPOKEN_STOP_WORDS]


def _shared_words(text: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in _content_words(text) if word in vocabulary))[:8]


def make_matcher(
    codebook: Codebook,
    *,
    embed: Embed,
    trainer: HeadTrainer,
    no_code: Sequence[Example],
    valence_examples: Sequence[Example],
) -> Matcher:
    """A matcher from a codebook alone.

    Args:
        codebook: with or without definitions and examples; a name alone will do.
        embed: makes vectors.
        trainer: fits heads.
        no_code: talk that no code fits.
        valence_examples: statements whose valence is known; used where the codebook has valences.
    """
    clear = _clear_examples(codebook, valence_examples)
    known = _embed_at_once([*_texts(codebook), *(e.text for e in (*no_code, *clear))], embed)
    anchors = {code.id: _anchor(code, known) for code in codebook.codes}
    definitions = known([_definition(code) for code in codebook.codes])
    rows = [definitions, known([example.text for example in no_code])]
    classes = [code.id for code in codebook.codes] + [NO_CODE] * len(no_code)
    for code in codebook.codes:
        anchor = anchors[code.id]
        rows.append(anchor.example_vectors)
        classes.extend([code.id] * len(anchor.examples))
    return Matcher(
        codebook,
        embed=embed,
        head=trainer.fit(np.concatenate(rows), classes),
        valence_head=_valence_head(clear, known, trainer),
        anchors=anchors,
        definitions=definitions,
    )


def _embed_at_once(texts: Sequence[str], embed: Embed) -> Embed:
    """Embed texts in one go; what comes back looks their vectors up."""
    known = list(dict.fromkeys(texts))
    vectors = embed(known)
    row = {text: i for i, text in enumerate(known)}

    def looked_up(some: Sequence[str]) -> FloatArray:
        return vectors[[row[text] for text in some]]

    return looked_up


def _texts(codebook: Codebook) -> list[str]:
    return [
        text
        for code in codebook.codes
        for text in (_definition(code), *_sentences(code), *(e.text for e in code.examples))
    ]


def _clear_examples(codebook: Codebook, examples: Sequence[Example]) -> list[Example]:
    """Statements that are a barrier or an enabler, the codebook's own first, each once."""
    if not codebook.valences:
        return []
    own = [example for code in codebook.codes for example in code.examples]
    clear = [e for e in (*own, *examples) if e.valence in {"barrier", "enabler"}]
    return list({example.text: example for example in clear}.values())


def _valence_head(clear: Sequence[Example], embed: Embed, trainer: HeadTrainer) -> Head | None:
    if not clear:
        return None
    return trainer.fit(embed([e.text for e in clear]), [str(e.valence) for e in clear])


def _definition(code: Code) -> str:
    return " ".join(part for part in (f"{code.name}.", code.definition, code.include) if part)


def _sentences(code: Code) -> tuple[str, ...]:
    prose = " ".join(part for part in (code.definition, code.include) if part) or code.name
    return tuple(part for part in _SENTENCE_END.split(prose) if part)


def _anchor(code: Code, embed: Embed) -> _Anchor:
    sentences = _sentences(code)
    examples = tuple(example.text for example in code.examples)
    words = _content_words(" ".join((code.name, *sentences, *examples)))
    return _Anchor(
        sentences=sentences,
        sentence_vectors=embed(sentences),
        examples=examples,
        example_vectors=embed(examples),
        vocabulary=frozenset(words),
    )


def match_units(
    units: Sequence[Unit],
    vectors: FloatArray,
    matcher: Matcher,
    *,
    skip: frozenset[str] = frozenset(),
    top: int = 3,
) -> tuple[Suggestion, ...]:
    """Suggestions for units, in their order, best first within each.

    Args:
        units: what is matched.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        matcher: of one codebook.
        skip: ids of units that say nothing by themselves (back-channels, bare answers).
        top: suggestions for each unit at most.
    """
    rows = [i for i, unit in enumerate(units) if unit.id not in skip]
    found = matcher.match([units[i].text for i in rows], vectors[rows], top=top)
    return tuple(
        suggestion.model_copy(
            update={
                "unit_id": units[i].id,
                "transcript_id": units[i].transcript_id,
                "start": units[i].start,
                "end": units[i].end,
            }
        )
        for i, some in zip(rows, found, strict=True)
        for suggestion in some
    )


def match_themes(
    themes: Sequence[Theme],
    units: Sequence[Unit],
    vectors: FloatArray,
    matcher: Matcher,
    *,
    top: int = 3,
) -> tuple[Suggestion, ...]:
    """Suggestions for themes: the mean probability over a theme's units, with their valence.

    Evidence is drawn for the theme's most central unit. A code below twice its even share is not named,
    unless it has half of all.

    Args:
        themes: candidate themes of these units.
        units: all units.
        vectors: one row for each unit. *Shape:* (n_units, dimension).
        matcher: of one codebook.
        top: suggestions for each theme at most.
    """
    row_of = {unit.id: i for i, unit in enumerate(units)}
    out: list[Suggestion] = []
    for theme in themes:
        rows = [row_of[unit_id] for unit_id in theme.unit_ids]
        mean = matcher.probabilities(vectors[rows]).mean(axis=0)
        codes = matcher.codebook.codes
        order = sorted(range(len(codes)), key=lambda i: (-mean[i], i))[:top]
        central = matcher.match([units[rows[0]].text], vectors[rows[:1]], top=len(codes))[0]
        evidence = {suggestion.code_id: suggestion.evidence for suggestion in central}
        valence = _theme_valence(matcher, vectors[rows])
        out.extend(
            Suggestion(
                theme_id=theme.id,
                codebook=matcher.codebook.id,
                code_id=codes[i].id,
                rank=rank,
                probability=round(float(mean[i]), 4),
                calibrated=matcher.calibrated,
                valence=valence[0],
                valence_probability=valence[1],
                evidence=evidence.get(codes[i].id, Evidence()),
                model=matcher.model,
            )
            for rank, i in enumerate(order, 1)
            if mean[i] >= min(_ABOVE_CHANCE / len(codes), 0.5)
        )
    return tuple(out)


def _theme_valence(matcher: Matcher, vectors: FloatArray) -> tuple[Valence | None, float | None]:
    found = matcher.valences(vectors)
    known = [(valence, p) for valence, p in found if valence is not None and p is not None]
    if not known:
        return None, None
    enabler = float(np.mean([p if valence == "enabler" else 1 - p for valence, p in known]))
    return _leaning(enabler)

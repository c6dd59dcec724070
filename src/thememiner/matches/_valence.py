"""Texts and their vectors into what they lean towards: barrier or enabler, and whether it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from thememiner.matches._cues import count_cues
from thememiner.matches._protocols import Embed, Head, HeadTrainer, Scores, log_shares
from thememiner.records import STATUSES, Example, Leaning, Status, ValenceReading
from thememiner.vectors import FloatArray

CUE_SCALE = 0.5
SCALE = 0.25  # smaller features are held back more by the regularisation of the heads
NO_LEANING = 0.55
LEANINGS: tuple[Leaning, ...] = ("barrier", "both", "enabler", "neither")


@dataclass(frozen=True)
class ValenceReader:
    """Reads valence and status off texts.

    Attributes:
        valence: a head over some of barrier, enabler, both and neither.
        status: a head over statuses; None where nothing taught it.
    """

    valence: Head
    status: Head | None

    def shares(self, texts: Sequence[str], vectors: FloatArray) -> Scores:
        """Shares of ``LEANINGS``, in their order; rows sum to 1. *Shape:* (n, 4)."""
        if not len(texts):
            return np.zeros((0, len(LEANINGS)))
        return self._shares(valence_features(texts, vectors))

    def read(self, texts: Sequence[str], vectors: FloatArray) -> list[ValenceReading]:
        """A reading for each text, in the order given."""
        return [reading for _, reading in self.read_shares(texts, vectors)]

    def read_shares(
        self, texts: Sequence[str], vectors: FloatArray
    ) -> list[tuple[Scores, ValenceReading]]:
        """Shares of ``LEANINGS`` and the reading for each text."""
        if not len(texts):
            return []
        features = valence_features(texts, vectors)
        shares, statuses = self._shares(features), self._statuses(features)
        return [(row, _reading(row, status)) for row, status in zip(shares, statuses, strict=True)]

    def _shares(self, features: FloatArray) -> Scores:
        found = np.exp(log_shares(self.valence.decision(features)))
        out = np.zeros((len(features), len(LEANINGS)))
        for column, name in enumerate(self.valence.classes):
            out[:, LEANINGS.index(_leaning(name))] = found[:, column]
        return out

    def _statuses(self, features: FloatArray) -> list[tuple[Status | None, float | None]]:
        if self.status is None:
            return [(None, None)] * len(features)
        scores = log_shares(self.status.decision(features))
        names = [_status(name) for name in self.status.classes]
        return [
            (names[column], round(float(np.exp(row[column])), 4))
            for row, column in zip(scores, scores.argmax(axis=1), strict=True)
        ]


def _leaning(name: str) -> Leaning:
    return next(one for one in LEANINGS if one == name)


def _status(name: str) -> Status:
    return next(one for one in STATUSES if one == name)


def _reading(row: Scores, status: tuple[Status | None, float | None]) -> ValenceReading:
    barrier, both, enabler, _ = (float(value) for value in row)
    return ValenceReading(
        label=LEANINGS[int(row.argmax())],
        barrier=round(min(barrier + both, 1.0), 4),
        enabler=round(min(enabler + both, 1.0), 4),
        status=status[0],
        status_probability=status[1],
    )


def valence_features(texts: Sequence[str], vectors: FloatArray) -> FloatArray:
    """Vectors with the counts of cues beside them. *Shape:* (n, dimension + n_cues)."""
    cues = CUE_SCALE * count_cues(texts)
    return np.asarray(SCALE * np.concatenate([vectors, cues], axis=1), dtype=np.float32)


def make_valence_reader(
    examples: Sequence[Example],
    neither: Sequence[Example],
    *,
    embed: Embed,
    trainer: HeadTrainer,
    weigh: Mapping[str, float] = MappingProxyType({}),
) -> ValenceReader | None:
    """A reader taught by statements whose valence is known; None where there are not both of them.

    Args:
        examples: statements with valence, and status where it is known.
        neither: talk that is neither barrier nor enabler.
        embed: makes vectors.
        trainer: fits heads.
        weigh: text to how much it counts; 1 where it is not in it.
    """
    known = list({e.text: e for e in examples if e.valence is not None}.values())
    if not {"barrier", "enabler"} <= {e.valence for e in known}:
        return None
    texts = [e.text for e in (*known, *neither)]
    features = valence_features(texts, embed(texts))
    classes = [str(e.valence) for e in known] + ["neither"] * len(neither)
    weights = [weigh.get(text, 1.0) for text in texts]
    timed = [i for i, e in enumerate(known) if e.status is not None]
    statuses = [str(known[i].status) for i in timed]
    return ValenceReader(
        valence=trainer.fit(features, classes, weights=weights),
        status=trainer.fit(features[timed], statuses) if len(set(statuses)) > 1 else None,
    )


def lean_of(shares: Scores, *, least: float = NO_LEANING) -> tuple[Leaning | None, float | None]:
    """Barrier, enabler or both with its probability; None, None where nothing is likely enough.

    Barrier is held against enabler alone, since a suggestion is made for talk that says something.

    Args:
        shares: of ``LEANINGS``. *Shape:* (4,).
        least: below this probability nothing is said.
    """
    barrier, both, enabler, _ = (float(value) for value in shares)
    total = barrier + both + enabler
    if total <= 0:
        return None, None
    if both / total >= 0.5:
        return "both", round(both / total, 4)
    if barrier + enabler <= 0:
        return None, None
    share = enabler / (barrier + enabler)
    best: Leaning = "enabler" if share >= 0.5 else "barrier"
    probability = max(share, 1 - share)
    return (best, round(probability, 4)) if probability >= least else (None, None)

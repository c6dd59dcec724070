"""Spans that several coders marked in the same texts into agreement on unitizing and on overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from thememiner.agreement._coefficients import FloatArray

Span = tuple[int, int]
Marks = Sequence[Sequence[Span]]


def join_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


class Unitizing(NamedTuple):
    """Disagreements of one code over all texts.

    Attributes:
        observed: 0 at best.
        expected: of the same spans laid down by chance.
    """

    observed: FloatArray
    expected: FloatArray


def unitizing_parts(
    texts: Sequence[tuple[int, Marks]], weights: FloatArray | None = None
) -> Unitizing:
    """Observed and expected disagreement of one code in Krippendorff's unitizing alpha.

    The texts are one after another on a single line; no gap runs from one text into the next.

    Args:
        texts: for each text its length and each coder's spans of the code, joined.
        weights: how often each text counts. *Shape:* (..., n_texts).

    Source: Krippendorff K (1995), On the reliability of unitizing continuous data, Sociological
    Methodology 25, 47-76; Krippendorff K (2004), Content Analysis, 2nd edition, section 11.6.
    """
    every = np.ones(len(texts)) if weights is None else weights
    n_coders = len(texts[0][1])
    length = every @ np.array([text[0] for text in texts], dtype=np.float64)
    seen = every @ np.array([_apart(total, marks) for total, marks in texts])
    units = [np.array([e - s for spans in m for s, e in spans], dtype=np.float64) for _, m in texts]
    gaps = [np.concatenate([_gaps(total, spans) for spans in marks]) for total, marks in texts]
    n_units = every @ np.array([len(one) for one in units], dtype=np.float64)
    own = every @ np.array([(2 * u**3 - 3 * u**2 + u).sum() for u in units])
    room = _room(units, gaps)
    moved = ((every @ room) * every).sum(axis=-1)
    pairs = every @ np.array([(u * (u - 1)).sum() for u in units])
    places = n_coders * length * (n_coders * length - 1) - pairs
    known = np.where(length > 0, length, np.nan)
    observed = seen / (n_coders * (n_coders - 1) * known**2)
    expected = 2 / known * ((n_units - 1) / 3 * own + moved) / np.where(places > 0, places, np.nan)
    return Unitizing(np.asarray(observed), np.asarray(expected))


def unitizing_alpha(codes: Mapping[str, Sequence[tuple[int, Marks]]]) -> float:
    """Krippendorff's unitizing alpha of free spans, over all codes; NaN where nobody marked anything.

    Args:
        codes: for each code the texts, with their lengths and each coder's spans.

    Source: Krippendorff K (2004), Content Analysis, 2nd edition, section 11.6.
    """
    found = [unitizing_parts(texts) for texts in codes.values()]
    return float(pooled_unitizing(found)) if found else float("nan")


def pooled_unitizing(found: Sequence[Unitizing]) -> FloatArray:
    """1 less the observed by the expected disagreements, both summed over codes."""
    observed = np.sum([one.observed for one in found], axis=0)
    expected = np.sum([one.expected for one in found], axis=0)
    return np.asarray(1 - observed / np.where(expected > 0, expected, np.nan))


def _apart(total: int, marks: Marks) -> float:
    """Sum of the squared distances between the sections of every two coders, each pair twice."""
    return float(
        sum(
            _distance(one, other) + _inside(one, _open(total, other))
            + _inside(other, _open(total, one))
            for n, one in enumerate(marks)
            for m, other in enumerate(marks)
            if n != m
        )
    )  # fmt: skip


def _distance(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(
        (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
        for a in one
        for b in other
        if a[0] < b[1] and b[0] < a[1]
    )


def _inside(spans: Sequence[Span], gaps: Sequence[Span]) -> int:
    """Squared lengths of the spans that lie wholly in a gap of the other."""
    return sum(
        (end - start) ** 2
        for start, end in spans
        if any(a <= start and end <= b for a, b in gaps)
    )  # fmt: skip


def _open(total: int, spans: Sequence[Span]) -> list[Span]:
    """The gaps between a coder's spans."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), total]
    return [(a, b) for a, b in zip(ends, starts, strict=True) if a < b]


def _gaps(total: int, spans: Sequence[Span]) -> FloatArray:
    return np.array([b - a for a, b in _open(total, spans)], dtype=np.float64)


def _room(units: Sequence[FloatArray], gaps: Sequence[FloatArray]) -> FloatArray:
    """How many places the gaps of a text have for each unit of a text, times its squared length, summed.

    Returns:
        *Shape:* (n_texts of the units, n_texts of the gaps).
    """
    every, open_ones = np.concatenate(units), np.concatenate(gaps)
    places = np.maximum(open_ones[None, :] - every[:, None] + 1, 0) * every[:, None] ** 2
    return np.asarray(_belonging(units).T @ places @ _belonging(gaps))


def _belonging(some: Sequence[FloatArray]) -> FloatArray:
    """1 where a length is of a text. *Shape:* (n_lengths, n_texts)."""
    return np.repeat(np.eye(len(some)), [len(one) for one in some], axis=0)


# --- overlap ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overlap:
    """Spans of two coders under one code that have one of the other's as their match.

    Attributes:
        matched: of both coders together.
        marked: all spans of both.
    """

    matched: int
    marked: int


def share_half(one: Span, other: Span) -> bool:
    """Whether two spans have at least half of the shorter one in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * common >= min(one[1] - one[0], other[1] - other[0]) > 0 and common > 0


def find_overlap(one: Sequence[Span], other: Sequence[Span]) -> Overlap:
    """How many spans of each meet one of the other that shares half of the shorter of the two."""
    matched = sum(any(share_half(a, b) for b in other) for a in one)
    matched += sum(any(share_half(a, b) for a in one) for b in other)
    return Overlap(matched, len(one) + len(other))


def overlap_f1(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Share of the spans of both coders that the other marked too, 0 to 1; NaN without spans.

    Source: as positive agreement where the passages that nobody marked cannot be counted, Hripcsak G,
    Rothschild AS (2005), Journal of the American Medical Informatics Association 12, 296-298.
    """
    found = find_overlap(one, other)
    return found.matched / found.marked if found.marked else float("nan")

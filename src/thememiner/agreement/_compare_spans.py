"""Spans that two or more coders marked freely into rows of agreement on where they begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from thememiner.agreement._coefficients import FloatArray
from thememiner.agreement._intervals import FEWEST_CASES, draw_cases, make_figure
from thememiner.agreement._record import AgreementRow
from thememiner.agreement._spans import (
    Marks,
    Unitizing,
    find_overlap,
    pooled_unitizing,
    unitizing_parts,
)
from thememiner.agreement._units import Reading
from thememiner.records import Transcript, Unit

_Texts = Sequence[tuple[int, Marks]]


def read_by_all(
    readings: Sequence[Reading], units: Sequence[Unit], transcripts: Sequence[Transcript]
) -> tuple[Transcript, ...]:
    """Texts of which every coder saw at least half of the units."""
    total: dict[str, int] = {}
    seen: dict[str, list[int]] = {}
    for unit in units:
        total[unit.transcript_id] = total.get(unit.transcript_id, 0) + 1
        counts = seen.setdefault(unit.transcript_id, [0] * len(readings))
        for n, reading in enumerate(readings):
            counts[n] += unit.id in reading.codes
    return tuple(
        one for one in transcripts
        if one.id in seen and all(2 * n >= total[one.id] for n in seen[one.id])
    )  # fmt: skip


def compare_spans(
    readings: Sequence[Reading],
    units: Sequence[Unit],
    transcripts: Sequence[Transcript],
    *,
    common: Mapping[str, Any],
) -> Iterator[AgreementRow]:
    """A row over every code, then one for each code; none where nobody marked a span.

    Args:
        readings: of the coders.
        units: all units of the study.
        transcripts: all transcripts of the study.
        common: codebook, coders and condition of the rows.
    """
    texts = read_by_all(readings, units, transcripts)
    codes = sorted({code for one in readings for place, code in one.spans if _among(place, texts)})
    if not codes:
        return
    drawn = draw_cases(len(texts))
    marks = {
        code: [(len(t.text), [one.spans.get((t.id, code), ()) for one in readings]) for t in texts]
        for code in codes
    }
    parts = {code: unitizing_parts(some, drawn) for code, some in marks.items()}
    pairs = {code: _overlaps(some) for code, some in marks.items()}
    fixed = {**common, "framing": "texts both read", "n_cases": len(texts)}
    every = np.sum(list(pairs.values()), axis=0)
    yield _row(list(parts.values()), every, drawn, {**fixed, "code_id": None})
    for code in codes:
        yield _row([parts[code]], pairs[code], drawn, {**fixed, "code_id": code})


def _among(transcript_id: str, texts: Sequence[Transcript]) -> bool:
    return any(one.id == transcript_id for one in texts)


def _overlaps(texts: _Texts) -> FloatArray:
    """Spans matched, and spans marked, of every two coders in each text. *Shape:* (n_texts, 2)."""
    out = np.zeros((len(texts), 2))
    for n, (_, marks) in enumerate(texts):
        for one, other in combinations(marks, 2):
            found = find_overlap(one, other)
            out[n] += (found.matched, found.marked)
    return out


def _row(
    parts: Sequence[Unitizing], overlaps: FloatArray, drawn: FloatArray, fixed: Mapping[str, Any]
) -> AgreementRow:
    matched, marked = (drawn @ overlaps).T
    few = len(overlaps) < FEWEST_CASES
    reason = f"no interval: {len(overlaps)} texts, and it takes {FEWEST_CASES}" if few else ""
    others = max(len(fixed["coders"]) - 1, 1)
    return AgreementRow(
        scope="spans",
        n_coded=int(overlaps[:, 1].sum()) // others,
        alpha_unitizing=make_figure(pooled_unitizing(parts)),
        overlap_f1=make_figure(matched / np.where(marked > 0, marked, np.nan)),
        reason=reason,
        **fixed,
    )

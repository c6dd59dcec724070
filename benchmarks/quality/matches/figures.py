"""Ranked codes and human labels into figures with 95 % intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
_DRAWS = 1000


def wilson(right: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, right / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(max(middle - half, 0)), float(min(middle + half, 1))


def share(hits: Sequence[bool]) -> dict[str, float]:
    """A share with its interval."""
    low, high = wilson(sum(hits), len(hits))
    return {"value": float(np.mean(hits)), "low": low, "high": high, "n": len(hits)}


def drawn(
    figure: Callable[[npt.NDArray[np.intp]], float], n: int, groups: Sequence[str] | None = None
) -> dict[str, float]:
    """A figure with an interval by drawing texts, or whole groups where there are ten or more, again."""
    rng = np.random.default_rng(0)
    names = sorted(set(groups)) if groups is not None else []
    rows = (
        {name: np.array([i for i in range(n) if groups[i] == name]) for name in names}
        if groups
        else {}
    )
    values = []
    for _ in range(_DRAWS):
        if len(names) >= 10:
            taken = np.concatenate(
                [rows[names[i]] for i in rng.integers(len(names), size=len(names))]
            )
        else:
            taken = rng.integers(n, size=n)
        values.append(figure(taken))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return {"value": figure(np.arange(n)), "low": float(low), "high": float(high), "n": n}


def hits(scores: Array, labels: Sequence[frozenset[int]], k: int) -> list[bool]:
    """Whether one of a text's labels is among its k best."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return [bool(set(row.tolist()) & some) for row, some in zip(order, labels, strict=True)]


def kappa(scores: Array, labels: Sequence[frozenset[int]], rows: npt.NDArray[np.intp]) -> float:
    """Cohen's kappa of the first suggestion; where a text has several labels the suggested one counts."""
    best = scores.argmax(axis=1)
    said = best[rows]
    right = np.array([best[i] if best[i] in labels[i] else min(labels[i]) for i in rows])
    classes = range(scores.shape[1])
    agreed = float((said == right).mean())
    chance = float(sum((said == c).mean() * (right == c).mean() for c in classes))
    return (agreed - chance) / (1 - chance) if chance < 1 else float("nan")


def balanced(said: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_]) -> float:
    """Mean of the shares found among the enablers and among the barriers."""
    if right.all() or not right.any():
        return float("nan")
    return float((said[right].mean() + (~said[~right]).mean()) / 2)


def of_constructs(scores: Array, labels: Sequence[frozenset[int]]) -> dict[str, dict[str, float]]:
    """hit@1, hit@2 and kappa with intervals."""
    return {
        "hit@1": share(hits(scores, labels, 1)),
        "hit@2": share(hits(scores, labels, 2)),
        "kappa": drawn(lambda rows: kappa(scores, labels, rows), len(labels)),
    }


def of_leanings(
    enabler: Array, right: npt.NDArray[np.bool_], groups: Sequence[str]
) -> dict[str, float]:
    """Balanced accuracy with an interval; above half is called an enabler."""
    said = enabler >= 0.5
    return drawn(lambda rows: balanced(said[rows], right[rows]), len(right), groups)


def effort(scores: Array, truth: npt.NDArray[np.bool_], *, wanted: float = 0.9) -> float:
    """Share of units looked at, best first for each code, until this share of a code's codings is found.

    The mean over codes, each weighted by its codings.
    """
    shares, weights = [], []
    for column in range(truth.shape[1]):
        n = int(truth[:, column].sum())
        if n == 0:
            continue
        order = np.argsort(-scores[:, column], kind="stable")
        found = np.cumsum(truth[order, column])
        shares.append((int(np.searchsorted(found, np.ceil(wanted * n))) + 1) / len(order))
        weights.append(n)
    return float(np.average(shares, weights=weights))

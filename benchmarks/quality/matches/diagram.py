"""Bins of probabilities into a reliability diagram: what was said against what was right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_LINES = {
    "before any decision": ("#b5651d", "s", "before any decision (uncalibrated)"),
    "uncalibrated": ("#7a7a7a", "^", "after decisions, uncalibrated"),
    "after": ("#1f5a94", "o", "after decisions, calibrated"),
}


def draw(bins: Mapping[str, Sequence[Mapping[str, Any]]], path: Path) -> None:
    """Write the picture; a line below the diagonal says too much, one above it too little."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), dpi=110, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#cccccc", linewidth=1)
    for name, (colour, marker, label) in _LINES.items():
        said = [one["said"] for one in bins[name]]
        right = [one["right"] for one in bins[name]]
        axes.plot(said, right, color=colour, marker=marker, markersize=5, label=label)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability said", ylabel="share confirmed")
    axes.set_aspect("equal")
    axes.legend(frameon=False, loc="upper left", fontsize=9)
    figure.savefig(path, metadata={"Software": None})

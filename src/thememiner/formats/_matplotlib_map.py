"""A map of units onto the axes of a still picture."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from thememiner.formats._figure import LIGHT, Cloud, Map, mark_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as MatplotlibFigure

_SHAPES = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}


def draw_map(axes: Axes, chart: Map, drawn: MatplotlibFigure, *, legend_top: float) -> None:
    """Marks in the colour and shape of their theme, its number in the middle, names below the axes.

    Args:
        axes: to draw on.
        chart: the map.
        drawn: the whole picture, which holds the names.
        legend_top: where they begin, as a share of the picture's height.
    """
    n_points = sum(len(cloud.x) for cloud in chart.clouds)
    size = 26 if n_points <= 1_000 else 12 if n_points <= 5_000 else 4
    handles = [_cloud(axes, cloud, size) for cloud in chart.clouds]
    for cloud in chart.clouds:
        if cloud.middle:
            edge = LIGHT.ink if cloud.tone is None else mark_of(cloud.tone)[0]
            box = {"boxstyle": "square,pad=0.22", "fc": LIGHT.paper, "ec": edge, "alpha": 0.92}
            axes.text(
                *cloud.middle,
                cloud.number,
                size=8,
                weight="bold",
                ha="center",
                va="center",
                bbox=box,
            )
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_axis_off()
    names = [textwrap.shorten(cloud.name, 60, placeholder=" …") for cloud in chart.clouds]
    drawn.legend(
        handles,
        names,
        loc="upper left",
        bbox_to_anchor=(0.01, legend_top),
        ncols=2,
        frameon=False,
        fontsize=8,
        markerscale=1.2 if n_points <= 1_000 else 2.5,
        labelspacing=0.45,
    )


def _cloud(axes: Axes, cloud: Cloud, size: float) -> Any:
    if cloud.tone is None:
        colour = LIGHT.soft
        return axes.scatter(
            cloud.x, cloud.y, s=size, marker="x", linewidths=0.8, alpha=0.6, color=colour, zorder=1
        )
    colour, shape = mark_of(cloud.tone)
    return axes.scatter(
        cloud.x,
        cloud.y,
        s=size,
        marker=_SHAPES[shape],
        color=colour,
        alpha=0.85,
        zorder=2,
        edgecolors=LIGHT.paper,
        linewidths=0.4 if size > 10 else 0.0,
    )

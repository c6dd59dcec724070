"""A figure into a still picture, PNG or SVG, without a browser; the only place that loads matplotlib."""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from thememiner.formats._figure import (
    LIGHT,
    N_PALE,
    Bar,
    Bars,
    Dots,
    Figure,
    Grid,
    Map,
    drawable,
    shade_of,
    ticks_to,
)
from thememiner.formats._matplotlib_map import draw_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as MatplotlibFigure

PictureFormat = Literal["png", "svg"]
_WIDTH, _DOTS_PER_INCH = 9.0, 160
_LINE, _NOTE_WIDE, _TITLE_WIDE = 0.18, 128, 84
_KEPT = ("backend", "backend_fallback", "interactive", "toolbar")
_STYLE = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.0,
    "text.parse_math": False,
    "text.usetex": False,
    "svg.hashsalt": "thememiner",
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": LIGHT.soft,
    "axes.labelcolor": LIGHT.soft,
    "axes.axisbelow": True,
    "xtick.color": LIGHT.soft,
    "ytick.color": LIGHT.ink,
    "text.color": LIGHT.ink,
    "hatch.linewidth": 1.2,
    "path.simplify": False,
}


def make_matplotlib(figure: Figure) -> MatplotlibFigure:
    """The figure as matplotlib draws it: on white, with its title and its note.

    It belongs to nobody: no window opens, and pyplot does not know it. A notebook shows it as a PNG.
    """
    with _styled():
        return _drawn(drawable(figure))


def make_picture(figure: Figure, format: PictureFormat) -> bytes:
    """The figure as a file; the same figure gives the same bytes.

    An SVG keeps its words as words, so that they can be searched and read aloud, and says what it
    shows.
    """
    shown: Figure = drawable(figure)
    with _styled():
        return _bytes(_drawn(shown), format, title=shown.title, alt=shown.alt)


def _bytes(drawn: MatplotlibFigure, format: PictureFormat, *, title: str, alt: str) -> bytes:
    stream = io.BytesIO()
    told = {"Title": title, "Description": alt}
    metadata = {**told, "Date": None} if format == "svg" else {**told, "Software": None}
    drawn.savefig(stream, format=format, dpi=_DOTS_PER_INCH, metadata=metadata)
    return stream.getvalue()


@contextmanager
def _styled() -> Iterator[None]:
    """Our own style, whatever the user has set; a letter that no font has is drawn as a box."""
    import matplotlib
    from matplotlib import rc_context

    ours: dict[Any, Any] = {
        **{name: value for name, value in matplotlib.rcParamsDefault.items() if name not in _KEPT},
        **_STYLE,
    }
    with warnings.catch_warnings(), rc_context(ours):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


@lru_cache(maxsize=1)
def _figure_kind() -> type[MatplotlibFigure]:
    from matplotlib.figure import Figure as MatplotlibFigure

    class StillFigure(MatplotlibFigure):
        """A figure that a notebook shows without pyplot."""

        def _repr_png_(self) -> bytes:
            with _styled():
                return _bytes(self, "png", title="", alt="")

    return StillFigure


def _drawn(figure: Figure) -> MatplotlibFigure:
    """Title and note above, the chart below, in inches from the top."""
    title = textwrap.wrap(figure.title, _TITLE_WIDE)
    note = textwrap.wrap(figure.note, _NOTE_WIDE)
    above = 0.2 + 0.24 * len(title) + _LINE * len(note) + 0.15
    margins = _Margins.of(figure.chart)
    height = above + margins.top + margins.chart + margins.bottom
    drawn = _figure_kind()(figsize=(_WIDTH, height), facecolor=LIGHT.paper)
    drawn.text(0.02, 1 - 0.16 / height, "\n".join(title), va="top", size=13, weight="bold")
    at = 1 - (0.2 + 0.24 * len(title)) / height
    drawn.text(0.02, at, "\n".join(note), va="top", size=8, color=LIGHT.soft, linespacing=1.45)
    left = margins.left / _WIDTH
    box = (left, margins.bottom / height, 1 - left - 0.02, margins.chart / height)
    axes = drawn.add_axes(box)
    chart = figure.chart
    if isinstance(chart, Map):
        draw_map(axes, chart, drawn, legend_top=(margins.bottom - 0.05) / height)
    elif isinstance(chart, Bars):
        _bars(axes, chart)
    elif isinstance(chart, Grid):
        _grid(axes, chart)
    else:
        _dots(axes, chart)
    return drawn


class _Margins:
    """The room that a chart needs, in inches."""

    def __init__(self, chart: float, *, left: float, top: float, bottom: float) -> None:
        self.chart, self.left, self.top, self.bottom = chart, left, top, bottom

    @classmethod
    def of(cls, chart: Any) -> _Margins:
        """Room by the kind of chart and the number of its rows."""
        if isinstance(chart, Map):
            return cls(5.6, left=0.2, top=0.0, bottom=0.25 + 0.2 * -(-len(chart.clouds) // 2))
        if isinstance(chart, Bars):
            return cls(-_places(chart.bars)[-1] + 0.2, left=0.2, top=0.05, bottom=0.5)
        if isinstance(chart, Grid):
            return cls(0.42 * max(1, len(chart.rows)), left=2.4, top=0.6, bottom=0.15)
        return cls(0.42 * len(chart.rows) + 0.55, left=0.2, top=0.05, bottom=0.5)


# --- the charts ------------------------------------------------------------------------------


def _bars(axes: Axes, chart: Bars) -> None:
    places = _places(chart.bars)
    for bar, place in zip(chart.bars, places, strict=True):
        fill = LIGHT.line if bar.grey else LIGHT.shades[2] if bar.depth else LIGHT.accent
        edge = LIGHT.soft if bar.grey else LIGHT.accent
        axes.barh(
            place,
            bar.value,
            height=0.15,
            color=LIGHT.paper if bar.doubtful else fill,
            edgecolor=edge,
            hatch="////" if bar.doubtful else None,
        )
        _behind(axes, bar.note, bar.value, place)
        _above(axes, bar.label, place, depth=bar.depth, bold=not bar.depth and not bar.grey)
    _value_axis(axes, chart.axis, chart.most, room=1.3)
    _row_axis(axes, places[-1] - 0.18)


def _places(bars: tuple[Bar, ...]) -> list[float]:
    """Heights of the rows in inches below the top: whole rows have more room above them."""
    places, at = [], 0.0
    for bar in bars:
        at -= 0.36 if bar.depth else 0.42
        places.append(at)
    return places or [-0.42]


def _behind(axes: Axes, text: str, at: float, place: float) -> None:
    """Words to the right of a value."""
    axes.annotate(
        text,
        (at, place),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        size=8,
        color=LIGHT.soft,
    )


def _above(axes: Axes, label: str, place: float, *, depth: int = 0, bold: bool = True) -> None:
    axes.annotate(
        textwrap.shorten(label, 90, placeholder=" …"),
        (0, place + 0.09),
        xytext=(2 + 12 * depth, 0),
        textcoords="offset points",
        va="bottom",
        size=9,
        weight="bold" if bold else "normal",
    )


def _value_axis(axes: Axes, title: str, most: float, *, room: float) -> None:
    ticks = ticks_to(most)
    axes.set_xlim(0, most * room)
    axes.set_xticks(ticks, [f"{tick:,.0f}" if most > 1 else f"{tick:g}" for tick in ticks])
    axes.tick_params(axis="x", labelsize=8, color=LIGHT.line)
    axes.set_xlabel(title, size=8)
    axes.grid(axis="x", color=LIGHT.line, linewidth=0.8)
    axes.spines["bottom"].set_visible(False)


def _row_axis(axes: Axes, low: float) -> None:
    axes.set_ylim(low, 0)
    axes.set_yticks([])


def _grid(axes: Axes, chart: Grid) -> None:
    from matplotlib.colors import ListedColormap

    shades = [[shade_of(value, chart.most) for value in row] for row in chart.values]
    if chart.rows and chart.columns:
        axes.pcolormesh(
            shades, cmap=ListedColormap(LIGHT.shades), vmin=0, vmax=4, edgecolors=LIGHT.paper, lw=2
        )
    for y, row in enumerate(chart.cells):
        for x, cell in enumerate(row):
            colour = LIGHT.ink if shades[y][x] < N_PALE else LIGHT.paper
            axes.text(x + 0.5, y + 0.5, cell, ha="center", va="center", size=8.5, color=colour)
    axes.set_ylim(len(chart.rows), 0)
    wide = max(6, 80 // max(1, len(chart.columns)))
    columns = [_wrapped(name, wide) for name in chart.columns]
    rows = ["\n".join(textwrap.wrap(row, 36)[:2]) for row in chart.rows]
    axes.set_xticks([n + 0.5 for n in range(len(columns))], columns, size=8)
    axes.set_yticks([n + 0.5 for n in range(len(rows))], rows, size=8)
    axes.tick_params(length=0, labeltop=True, labelbottom=False, colors=LIGHT.ink)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _wrapped(name: str, wide: int) -> str:
    lines = [part for line in name.split("\n") for part in textwrap.wrap(line, wide)]
    return "\n".join(lines[:4])


def _dots(axes: Axes, chart: Dots) -> None:
    places = [-0.42 * (n + 1) for n in range(len(chart.rows))]
    if chart.low:
        axes.axvspan(0, chart.low, color=LIGHT.shades[0], zorder=0, lw=0)
    for number, (name, at) in enumerate(chart.lines):
        axes.axvline(at, color=LIGHT.soft, lw=1.2, ls=("--", ":")[number % 2], zorder=1)
        _below(axes, f"{name} {at:.2f} ", at, number, ha="right" if at > 0.5 else "left")
    if chart.low and chart.low_name:
        _below(axes, f" {chart.low_name}", 0, 0, ha="left")
    for row, value, place in zip(chart.rows, chart.values, places, strict=True):
        _above(axes, row, place)
        if value is not None:
            axes.plot((0, value), (place, place), color=LIGHT.accent, lw=1.6, zorder=2)
            axes.plot(value, place, "o", color=LIGHT.accent, ms=7, zorder=3)
            _behind(axes, f"{value:.2f}", value, place)
    _value_axis(axes, chart.axis, 1.0, room=1.0)
    _row_axis(axes, places[-1] - 0.55)


def _below(axes: Axes, text: str, at: float, number: int, *, ha: str) -> None:
    """Words at the foot of the chart, one line above the other."""
    axes.annotate(
        text,
        (at, 0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 4 + 11 * number),
        textcoords="offset points",
        ha=ha,
        size=7.5,
        color=LIGHT.soft,
    )

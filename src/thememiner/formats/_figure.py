"""A figure as plain values, which plotly and matplotlib draw alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import count
from math import ceil
from typing import Any, Literal

Shape = Literal["circle", "square", "diamond", "triangle"]

# Okabe and Ito (2008), Color universal design, without its yellow and black: they stand out from each
# other with every kind of colour vision, on white and on near-black.
TONES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9")
SHAPES: tuple[Shape, ...] = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True)
class Palette:
    """The colours of a figure by what they are for.

    Attributes:
        ink: words.
        soft: words of less weight, and points in no theme.
        line: grid and frames.
        paper: the ground.
        accent: bars and dots.
        shades: five steps of a scale from least to most; words stand in ``ink`` on the first
            ``N_PALE`` and in ``paper`` on the others.
    """

    ink: str
    soft: str
    line: str
    paper: str
    accent: str
    shades: tuple[str, str, str, str, str]


LIGHT = Palette(
    ink="#1c2733",
    soft="#4a5866",
    line="#d3dbe2",
    paper="#ffffff",
    accent="#155e6b",
    shades=("#eef4f5", "#cde0e3", "#a3c5ca", "#357683", "#155e6b"),
)
DARK = Palette(
    ink="#e6ebf0",
    soft="#a9b4bf",
    line="#3a4650",
    paper="#14191f",
    accent="#5fb8c6",
    shades=("#1c262d", "#274149", "#355d67", "#539ea9", "#8fd6e1"),
)
N_PALE = 3
_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """Points that belong together.

    Attributes:
        name: what they are, for the legend.
        number: short mark at their middle; empty for none.
        tone: which colour and shape, counted from 0; None for grey crosses.
        x: positions from left to right.
        y: positions from bottom to top, one for each of ``x``.
        texts: what is shown beside each point when it is pointed at; empty for nothing.
        middle: where the number stands; None for nowhere.
    """

    name: str
    number: str = ""
    tone: int | None = None
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    middle: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Map:
    """Points in two dimensions whose axes mean nothing."""

    clouds: tuple[Cloud, ...]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar with its words above it.

    Attributes:
        label: what it counts.
        value: its length.
        note: what stands behind its end.
        depth: 0 for a whole, 1 for a part of the whole above it.
        doubtful: True where a person should look: it is hatched.
        grey: True for what belongs to none of the others.
    """

    label: str
    value: float
    note: str = ""
    depth: int = 0
    doubtful: bool = False
    grey: bool = False


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars from top to bottom.

    Attributes:
        bars: in order.
        axis: what their length counts.
        most: length of the axis.
    """

    bars: tuple[Bar, ...]
    axis: str
    most: float


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table whose cells are shaded.

    Attributes:
        rows: names from top to bottom.
        columns: names from left to right.
        values: how dark each cell is, row by row; None for an empty cell.
        cells: what stands in each cell.
        texts: what is shown when a cell is pointed at.
        scale: what the shade counts.
        most: the darkest value.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    scale: str
    most: float


@dataclass(frozen=True, kw_only=True)
class Dots:
    """One row of dots for each name, on an axis from 0 to 1.

    Attributes:
        rows: names from top to bottom.
        name: what the dots measure.
        values: of each row, None where it was not measured.
        lines: measures of the whole: name and value.
        low: values below this are marked as low.
        low_name: what low means.
        axis: what is measured.
    """

    rows: tuple[str, ...]
    name: str
    values: tuple[float | None, ...]
    lines: tuple[tuple[str, float], ...] = ()
    low: float = 0.0
    low_name: str = ""
    axis: str = ""


Chart = Map | Bars | Grid | Dots


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure with everything that is said about it.

    Attributes:
        name: short, for file names.
        title: one line.
        alt: the figure in words, for who does not see it.
        note: what a reader must know to read it rightly.
        chart: what is drawn.
        columns: headers of the table that holds the same numbers.
        rows: its rows, the first cell of each is a header.
    """

    name: str
    title: str
    alt: str
    note: str
    chart: Chart
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())


def shade_of(value: float | None, most: float) -> int:
    """Which of the five shades a value has: 0 for nothing, 1 to 4 for the quarters up to the most."""
    if not value or most <= 0:
        return 0
    return min(4, max(1, ceil(4 * value / most)))


def ticks_to(most: float) -> tuple[float, ...]:
    """Round numbers on an axis from 0, the last of them the most itself: at most seven."""
    if most <= 1:
        return (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    step = next(s for n in count() for s in (10**n, 2 * 10**n, 5 * 10**n) if most / s <= 6)
    return (*(float(at) for at in range(0, int(most), step) if most - at >= step / 2), float(most))


def mark_of(tone: int) -> tuple[str, Shape]:
    """Colour and shape of the n-th group: six colours, then the same in the next of four shapes."""
    return TONES[tone % len(TONES)], SHAPES[tone // len(TONES) % len(SHAPES)]


def drawable(value: Any) -> Any:
    """A figure, or a part of one, with a sign for each character that no picture file can hold."""
    if isinstance(value, str):
        return _UNDRAWABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, tuple):
        return tuple(drawable(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: drawable(getattr(value, f.name)) for f in fields(value)})
    return value

"""The charts of a figure into plain values in plotly's terms, data and layout."""

from __future__ import annotations

import textwrap

from thememiner.formats._figure import (
    N_PALE,
    Bar,
    Bars,
    Chart,
    Dots,
    Grid,
    Map,
    shade_of,
    ticks_to,
)
from thememiner.formats._plotly_map import draw_map
from thememiner.formats._plotly_words import Plain, escaped

_ROW, _PART, _HEADING = 44, 38, 64


def draw(chart: Chart, *, webgl_from: int | None = None) -> Plain:
    """Data and layout of a chart.

    Colours are the names of a palette's fields with a ``$`` in front.

    Args:
        chart: what to draw.
        webgl_from: from how many points on WebGL draws them; None for never.
    """
    if isinstance(chart, Map):
        return draw_map(chart, webgl_from)
    if isinstance(chart, Bars):
        return _bars(chart)
    return _grid(chart) if isinstance(chart, Grid) else _dots(chart)


def _bars(chart: Bars) -> Plain:
    places = _places(chart.bars)
    marker = {
        "color": [_colour(bar) for bar in chart.bars],
        "line": {"width": 1, "color": ["$soft" if bar.grey else "$accent" for bar in chart.bars]},
        "pattern": {
            "shape": ["/" if bar.doubtful else "" for bar in chart.bars],
            "size": 6,
            "fgcolor": "$paper",
            "fgopacity": 1,
        },
    }
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [bar.value for bar in chart.bars],
                "y": places,
                "width": 14,
                "marker": marker,
                "text": [escaped(bar.note) for bar in chart.bars],
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"size": 12, "color": "$soft"},
                "hoverinfo": "skip",
            }
        ],
        "layout": {
            "xaxis": _value_axis(chart.axis, chart.most, room=1.3),
            "yaxis": _row_axis(places),
            "annotations": [
                _above(bar.label, place, depth=bar.depth, bold=not bar.depth and not bar.grey)
                for bar, place in zip(chart.bars, places, strict=True)
            ],
            "margin": {"l": 8, "r": 8, "t": 8, "b": 48},
            "height": 64 - int(places[-1] if places else 0),
        },
    }


def _colour(bar: Bar) -> str:
    if bar.grey:
        return "$line"
    return "$shade2" if bar.depth else "$accent"


def _places(bars: tuple[Bar, ...]) -> list[float]:
    """Heights of the rows in pixels below the top: whole rows have more room above them."""
    places, at = [], 0.0
    for bar in bars:
        at -= _PART if bar.depth else _ROW
        places.append(at)
    return places


def _above(label: str, place: float, *, depth: int = 0, bold: bool = True) -> Plain:
    """Words above a row, from its left end on."""
    text = escaped(textwrap.shorten(label, 76, placeholder=" …"))
    return {
        "x": 0,
        "xref": "paper",
        "y": place + 9,
        "yref": "y",
        "text": f"<b>{text}</b>" if bold else text,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 16 * depth,
        "borderpad": 0,
        "align": "left",
        "font": {"size": 13, "color": "$ink"},
    }


def _value_axis(title: str, most: float, *, room: float) -> Plain:
    ticks = ticks_to(most)
    return {
        "title": {"text": escaped(title), "font": {"size": 12, "color": "$soft"}},
        "range": [0, most * room],
        "fixedrange": True,
        "gridcolor": "$line",
        "zerolinecolor": "$soft",
        "tickfont": {"size": 12, "color": "$soft"},
        "tickmode": "array",
        "tickvals": list(ticks),
        "ticktext": [f"{tick:,.0f}" if most > 1 else f"{tick:g}" for tick in ticks],
    }


def _row_axis(places: list[float]) -> Plain:
    low = places[-1] - 16 if places else -1
    return {"visible": False, "range": [low, 0], "fixedrange": True}


def _grid(chart: Grid) -> Plain:
    rows = ["<br>".join(map(escaped, textwrap.wrap(row, 30)[:3])) for row in chart.rows]
    columns = [_wrapped(name, 16) for name in chart.columns]
    shades = [[shade_of(value, chart.most) for value in row] for row in chart.values]
    places = [(x, y) for y in range(len(rows)) for x in range(len(columns))]
    tiles = {
        "type": "heatmap",
        "z": shades,
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "customdata": [[escaped(text) for text in row] for row in chart.texts],
        "hovertemplate": "%{customdata}<extra></extra>",
        "zmin": 0,
        "zmax": 4,
        "colorscale": [[n / 4, f"$shade{n}"] for n in range(5)],
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
    }
    words = {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "text": [escaped(chart.cells[y][x]) for x, y in places],
        "textfont": {"color": ["$ink" if shades[y][x] < N_PALE else "$paper" for x, y in places]},
        "hoverinfo": "skip",
    }
    return {
        "data": [tiles, words],
        "layout": {
            "xaxis": {**_names_axis(columns, side="top"), "range": [-0.5, len(columns) - 0.5]},
            "yaxis": {**_names_axis(rows, side="left"), "range": [len(rows) - 0.5, -0.5]},
            "margin": {"l": 8, "r": 8, "t": _HEADING, "b": 8},
            "height": _HEADING + 8 + 40 * len(rows),
        },
    }


def _wrapped(name: str, wide: int) -> str:
    lines = [part for line in name.split("\n") for part in textwrap.wrap(line, wide)]
    return "<br>".join(map(escaped, lines[:4]))


def _names_axis(names: list[str], *, side: str) -> Plain:
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "side": side,
        "fixedrange": True,
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "tickangle": 0,
        "tickfont": {"size": 12},
    }


def _dots(chart: Dots) -> Plain:
    places = [-float(_ROW * (n + 1)) for n in range(len(chart.rows))]
    known = [(v, y) for v, y in zip(chart.values, places, strict=True) if v is not None]
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [value for value, _ in known],
        "y": [place for _, place in known],
        "text": [f"{value:.2f}" for value, _ in known],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": "$soft"},
        "hoverinfo": "skip",
        "marker": {"size": 11, "color": "$accent"},
        "cliponaxis": False,
    }
    room = 16 * max(len(chart.lines), bool(chart.low_name)) + 8
    return {
        "data": [dots],
        "layout": {
            "xaxis": _value_axis(chart.axis, 1.0, room=1.0),
            "yaxis": {**_row_axis(places), "range": [places[-1] - 16 - room, 0]},
            "shapes": [
                *_low_zone(chart),
                *(_track(value, place) for value, place in known),
                *(_line(n, v) for n, (_, v) in enumerate(chart.lines)),
            ],
            "annotations": [
                *(_above(row, place) for row, place in zip(chart.rows, places, strict=True)),
                *_line_names(chart),
            ],
            "margin": {"l": 8, "r": 40, "t": 8, "b": 48},
            "height": 72 + room + _ROW * len(chart.rows),
        },
    }


def _track(value: float, place: float) -> Plain:
    """The way from nought to a dot."""
    line = {"color": "$accent", "width": 2}
    return {"type": "line", "x0": 0, "x1": value, "y0": place, "y1": place, "line": line}


def _low_zone(chart: Dots) -> list[Plain]:
    """A shaded stretch up to the value below which a measure is low."""
    if not chart.low:
        return []
    zone = {"type": "rect", "xref": "x", "yref": "paper", "x0": 0, "x1": chart.low, "y0": 0}
    return [{**zone, "y1": 1, "fillcolor": "$shade0", "line": {"width": 0}, "layer": "below"}]


def _line(number: int, value: float) -> Plain:
    line = {"color": "$soft", "width": 1.5, "dash": ("dash", "dot")[number % 2]}
    place = {"xref": "x", "yref": "paper", "x0": value, "x1": value, "y0": 0, "y1": 1}
    return {"type": "line", **place, "line": line, "layer": "below"}


def _line_names(chart: Dots) -> list[Plain]:
    font = {"size": 11, "color": "$soft"}
    named = [
        {
            "x": value,
            "y": 0,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 2 + 14 * number,
            "text": f"{escaped(name)} {value:.2f}",
            "showarrow": False,
            "xanchor": "right" if value > 0.5 else "left",
            "font": font,
            "bgcolor": "$paper",
        }
        for number, (name, value) in enumerate(chart.lines)
    ]
    if chart.low and chart.low_name:
        low: Plain = {"x": 0, "y": 0, "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        named.append({**low, "text": escaped(chart.low_name), "showarrow": False, "font": font})
    return named

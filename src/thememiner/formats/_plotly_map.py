"""A map of units into plain values in plotly's terms, data and layout."""

from __future__ import annotations

from thememiner.formats._figure import Cloud, Map, mark_of
from thememiner.formats._plotly_words import Plain, escaped

_SYMBOLS = {"circle": "circle", "square": "square", "diamond": "diamond", "triangle": "triangle-up"}


def draw_map(chart: Map, webgl_from: int | None) -> Plain:
    """Data and layout of a map; from ``webgl_from`` points on WebGL draws it, for None never."""
    n_points = sum(len(cloud.x) for cloud in chart.clouds)
    kind = "scattergl" if webgl_from is not None and n_points > webgl_from else "scatter"
    axis = {"visible": False, "zeroline": False, "showgrid": False}
    return {
        "data": [_cloud(cloud, kind, n_points) for cloud in chart.clouds],
        "layout": {
            "xaxis": axis,
            "yaxis": {**axis, "scaleanchor": "x"},
            "annotations": [_number(cloud) for cloud in chart.clouds if cloud.middle],
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "y": -0.02,
                "yanchor": "top",
                "x": 0,
                "itemsizing": "constant",
                "font": {"size": 12},
            },
            "dragmode": "pan",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "height": 560 + 13 * len(chart.clouds),
        },
    }


def _cloud(cloud: Cloud, kind: str, n_points: int) -> Plain:
    size = 8 if n_points <= 1_000 else 6 if n_points <= 5_000 else 4
    colour, shape = ("$soft", "x-thin") if cloud.tone is None else mark_of(cloud.tone)
    marker: Plain = {
        "size": size,
        "color": colour,
        "symbol": _SYMBOLS.get(shape, "x-thin-open"),
        "opacity": 0.85,
        "line": {"width": 0.5 if cloud.tone is not None else 1, "color": "$paper"},
    }
    if cloud.tone is None:
        marker["line"]["color"] = "$soft"
        marker["opacity"] = 0.6
    return {
        "type": kind,
        "mode": "markers",
        "meta": cloud.number,
        "name": escaped(cloud.name),
        "x": list(cloud.x),
        "y": list(cloud.y),
        "text": [escaped(text) for text in cloud.texts],
        "hovertemplate": f"<b>{escaped(cloud.name)}</b><br>%{{text}}<extra></extra>",
        "marker": marker,
    }


def _number(cloud: Cloud) -> Plain:
    x, y = cloud.middle or (0.0, 0.0)
    return {
        "x": x,
        "y": y,
        "text": f"<b>{escaped(cloud.number)}</b>",
        "showarrow": False,
        "bgcolor": "$paper",
        "bordercolor": "$ink" if cloud.tone is None else mark_of(cloud.tone)[0],
        "borderwidth": 1.5,
        "borderpad": 2,
        "opacity": 0.92,
        "font": {"size": 12, "color": "$ink"},
    }

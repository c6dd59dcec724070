"""A figure into plotly's terms, for notebooks and for the page; the only place that names plotly."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from thememiner.formats._figure import LIGHT, Figure, Palette
from thememiner.formats._plotly_charts import draw
from thememiner.formats._plotly_words import Plain, escaped

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as PlotlyFigure

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_PLOTLY = "application/vnd.plotly.v1+json"
_WIDE, _MANY_POINTS = 118, 5_000


def make_plotly(figure: Figure, *, still: Callable[[], bytes] | None = None) -> PlotlyFigure:
    """The figure as plotly shows it in a notebook: on white, with its title and its note.

    Args:
        figure: what to draw.
        still: makes a PNG of it, for where a notebook is read without plotly: a web page, a printout.
    """
    from plotly.graph_objects import Figure as PlotlyFigure

    drawn = painted(plotly_values(figure, webgl_from=_MANY_POINTS), LIGHT)
    layout = drawn["layout"]
    lines = textwrap.wrap(figure.note, _WIDE)
    layout["title"] = {
        "text": f"<b>{escaped(figure.title)}</b>",
        "subtitle": {"text": escaped("\n".join(lines)), "font": {"size": 12, "color": LIGHT.soft}},
        "x": 0,
        "xanchor": "left",
        "xref": "container",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 14, "l": 8},
        "automargin": False,
    }
    room = 52 + 17 * len(lines)
    layout["margin"]["t"] += room
    layout["height"] += room
    layout["template"] = "none"
    layout["meta"] = {"alt": figure.alt}
    made = PlotlyFigure(drawn)
    if still is not None:
        made._ipython_display_ = partial(_show, made, hash(made.to_json()), figure, still)
    return made


def _show(made: PlotlyFigure, unchanged: int, figure: Figure, still: Callable[[], bytes]) -> None:
    """Show a figure in a notebook as plotly is set up to, with its words and a PNG beside it."""
    bundle = made._repr_mimebundle_()
    if _PLOTLY not in bundle or "text/html" in bundle:
        type(made)._ipython_display_(made)
        return
    from IPython.display import display

    bundle["text/plain"] = f"{figure.title}. {figure.alt}"
    if hash(made.to_json()) == unchanged:
        bundle["image/png"] = base64.b64encode(still()).decode("ascii")
    show: Callable[..., object] = display
    show(bundle, raw=True)


def plotly_values(figure: Figure, *, webgl_from: int | None = None) -> Plain:
    """The figure as plain values in plotly's terms, without title and note.

    Colours are the names of a palette's fields with a ``$`` in front: see ``painted``.

    Args:
        figure: what to draw.
        webgl_from: from how many points on WebGL draws them; None for never, which a page with a
            strict policy needs.
    """
    made = draw(figure.chart, webgl_from=webgl_from)
    layout = {
        "font": {"family": FONT, "size": 13, "color": "$ink"},
        "paper_bgcolor": "$paper",
        "plot_bgcolor": "$paper",
        "hoverlabel": {
            "align": "left",
            "bgcolor": "$paper",
            "bordercolor": "$soft",
            "font": {"family": FONT, "size": 13, "color": "$ink"},
        },
        "hovermode": "closest",
        "showlegend": False,
        "dragmode": False,
        **made["layout"],
    }
    return {"data": made["data"], "layout": layout}


def colours_of(palette: Palette) -> dict[str, str]:
    """The names of colours that ``plotly_values`` uses, to the colours of a palette."""
    plain = {f"${name}": value for name, value in asdict(palette).items() if name != "shades"}
    return {**plain, **{f"$shade{n}": shade for n, shade in enumerate(palette.shades)}}


def painted(value: Any, palette: Palette) -> Any:
    """Plain values with the colours of a palette in place of their names."""
    return _painted(value, colours_of(palette))


def _painted(value: Any, colours: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _painted(item, colours) for key, item in value.items()}
    if isinstance(value, list):
        return [_painted(item, colours) for item in value]
    return colours.get(value, value) if isinstance(value, str) else value


@lru_cache(maxsize=1)
def read_plotly_js() -> str:
    """The source of plotly.js as the installed package holds it."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")

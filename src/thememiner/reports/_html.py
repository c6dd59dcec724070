"""The records of a study into one page that opens from disk and reads well on paper."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from thememiner.formats._figure import DARK, LIGHT, Figure, Grid
from thememiner.formats._html import make_data, make_policy, pack, render
from thememiner.formats._plotly import colours_of, plotly_values, read_plotly_js
from thememiner.reports._cards import find_nearest_unassigned, make_theme_cards
from thememiner.reports._codes import (
    NONE_SUGGESTED,
    make_coding_tables,
    make_suggestion_chapters,
)
from thememiner.reports._figures import make_figures
from thememiner.reports._material import Material
from thememiner.reports._reading import (
    find_first_looks,
    find_set_aside_examples,
    find_totals,
    make_reading_tables,
    make_set_aside_table,
)
from thememiner.reports._spread import say_themes
from thememiner.reports._views import TableView
from thememiner.reports._words import describe_method, list_limits, make_run_tables, say_status

MOST_POINTS = 4_000
_SHEET = 860


@dataclass(frozen=True)
class Picture:
    """A figure on the page.

    Attributes:
        figure: title, note and words of it.
        table: the same numbers.
        data: what the script draws, as text that may stand in a script element.
        least_width: pixels that it needs; where the window has fewer, it can be moved sideways.
        tall: True where it is longer than a sheet of paper: there the table stands for it.
    """

    figure: Figure
    table: TableView
    data: str
    least_width: int
    tall: bool


def make_page(material: Material) -> dict[str, bytes]:
    """``report.html``: self-contained, with nothing loaded from anywhere.

    Nothing runs but one script of ours and the library that draws the pictures, both known to the
    policy of the page by their hashes; without themes there are no pictures and no script.
    """
    folder = files("thememiner.reports") / "templates"
    template = (folder / "report.html.j2").read_text(encoding="utf-8")
    css = (folder / "report.css").read_text(encoding="utf-8")
    pictures = tuple(map(_picture, make_figures(material, most_points=MOST_POINTS)))
    script = (folder / "report.js").read_text(encoding="utf-8") if pictures else ""
    library = read_plotly_js() if pictures else ""
    scripts = [script, library] if pictures else []
    values: dict[str, object] = {
        "css": css,
        "policy": make_policy(styles=[css], scripts=scripts, drawn=bool(pictures)),
        "script": script,
        "packed": pack(library),
        "palettes": make_data({"light": colours_of(LIGHT), "dark": colours_of(DARK)}),
        "pictures": pictures,
        "has_map": any(one.figure.name == "map" for one in pictures),
        "themes_title": say_themes(material).capitalize(),
        "status": say_status(material),
        "m": material,
        "totals": find_totals(material),
        "reading_tables": make_reading_tables(material),
        "first_looks": find_first_looks(material),
        "codings": make_coding_tables(material),
        "themes": make_theme_cards(material),
        "nearest": find_nearest_unassigned(material),
        "n_unassigned": len(material.theme_set.unassigned),
        "unassigned_share": round(100 * material.theme_set.unassigned_share),
        "chapters": make_suggestion_chapters(material),
        "none_suggested": NONE_SUGGESTED,
        "set_aside_table": make_set_aside_table(material),
        "set_aside_examples": find_set_aside_examples(material),
        "method": describe_method(material),
        "run_tables": make_run_tables(material),
        "limits": list_limits(material),
    }
    page = render(template, values)
    return {"report.html": page.encode("utf-8", errors="replace")}


def _picture(figure: Figure) -> Picture:
    chart, drawn = figure.chart, plotly_values(figure)
    least_width = 210 + 84 * len(chart.columns) if isinstance(chart, Grid) else 300
    return Picture(
        figure=figure,
        table=TableView(figure.title, figure.columns, figure.rows),
        data=make_data(drawn),
        least_width=least_width,
        tall=drawn["layout"]["height"] > _SHEET,
    )

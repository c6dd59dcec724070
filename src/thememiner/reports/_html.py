"""The records of a study into one page that opens from disk and reads well on paper."""

from __future__ import annotations

from importlib.resources import files

from thememiner.formats._html import render
from thememiner.reports._cards import find_nearest_unassigned, make_theme_cards
from thememiner.reports._codes import (
    NONE_SUGGESTED,
    make_coding_tables,
    make_suggestion_chapters,
)
from thememiner.reports._material import Material
from thememiner.reports._reading import (
    find_first_looks,
    find_set_aside_examples,
    find_totals,
    make_reading_tables,
    make_set_aside_table,
)
from thememiner.reports._words import describe_method, list_limits, make_run_tables


def make_page(material: Material) -> dict[str, bytes]:
    """``report.html``: self-contained, without scripts, with nothing loaded from anywhere."""
    folder = files("thememiner.reports") / "templates"
    template = (folder / "report.html.j2").read_text(encoding="utf-8")
    values: dict[str, object] = {
        "css": (folder / "report.css").read_text(encoding="utf-8"),
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

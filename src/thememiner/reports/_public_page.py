"""What may be published into one page that opens from disk."""

from __future__ import annotations

from importlib.resources import files

from thememiner.formats._html import make_policy, render
from thememiner.reports._material import Material
from thememiner.reports._public_tables import record_of


def make_public_page(material: Material) -> dict[str, bytes]:
    """``public-report.html``: self-contained, without scripts, with nothing loaded from anywhere."""
    folder = files("thememiner.reports") / "templates"
    template = (folder / "public.html.j2").read_text(encoding="utf-8")
    css = (folder / "report.css").read_text(encoding="utf-8")
    values: dict[str, object] = {
        "css": css,
        "policy": make_policy(styles=[css]),
        "m": material,
        "p": record_of(material),
    }
    page = render(template, values)
    return {"public-report.html": page.encode("utf-8", errors="replace")}

"""The figures of a study into picture files, for papers and slides."""

from __future__ import annotations

from thememiner.formats._figure import Figure
from thememiner.formats._matplotlib import PictureFormat, make_picture
from thememiner.reports._figures import make_figures
from thememiner.reports._figures_public import make_public_figures
from thememiner.reports._material import Material
from thememiner.reports._public_tables import record_of


def make_png_files(material: Material) -> dict[str, bytes]:
    """``figure-themes.png`` and so on: one for each figure that the records allow."""
    return _files(make_figures(material), "png")


def make_svg_files(material: Material) -> dict[str, bytes]:
    """The same as SVG, which stays sharp at any size; its words can be searched and edited."""
    return _files(make_figures(material), "svg")


def make_public_png_files(material: Material) -> dict[str, bytes]:
    """``public-figure-themes.png`` and so on, of what may be published."""
    return _files(make_public_figures(record_of(material)), "png", before="public-")


def make_public_svg_files(material: Material) -> dict[str, bytes]:
    """The same as SVG."""
    return _files(make_public_figures(record_of(material)), "svg", before="public-")


def _files(
    figures: tuple[Figure, ...], format: PictureFormat, *, before: str = ""
) -> dict[str, bytes]:
    return {f"{before}figure-{one.name}.{format}": make_picture(one, format) for one in figures}

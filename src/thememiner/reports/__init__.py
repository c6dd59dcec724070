"""The records of a study into files that people read, fill in or carry to another program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from thememiner.errors import SettingsError
from thememiner.reports._codebook import CODEBOOK_FORMATS, make_codebook
from thememiner.reports._consent import find_permissions
from thememiner.reports._figures import FIGURES, FigureName, make_figure
from thememiner.reports._html import make_page
from thememiner.reports._legal_basis import is_legal_basis
from thememiner.reports._material import Approach, Material
from thememiner.reports._pictures import (
    make_png_files,
    make_public_png_files,
    make_public_svg_files,
    make_svg_files,
)
from thememiner.reports._public import PublicRules, make_public
from thememiner.reports._public_page import make_public_page
from thememiner.reports._public_record import HeldBack
from thememiner.reports._public_tables import (
    make_public_codebook,
    make_public_csv_files,
    make_public_notes,
    make_public_workbook,
)
from thememiner.reports._qdc import make_codebook_file
from thememiner.reports._review import make_review_workbook
from thememiner.reports._tables import make_csv_files, make_tables_workbook

Audience = Literal["team", "public"]
AUDIENCES: tuple[Audience, ...] = ("team", "public")
Report = Callable[[Material], dict[str, bytes]]

REPORTS: Mapping[str, Report] = {
    "html": make_page,
    "review": make_review_workbook,
    "csv": make_csv_files,
    "xlsx": make_tables_workbook,
    "qdc": make_codebook_file,
    "png": make_png_files,
    "svg": make_svg_files,
}


PUBLIC_REPORTS: Mapping[str, Report] = {
    "html": make_public_page,
    "csv": make_public_csv_files,
    "xlsx": make_public_workbook,
    "qdc": make_public_codebook,
    "png": make_public_png_files,
    "svg": make_public_svg_files,
}


def make_reports(
    material: Material,
    formats: Iterable[str] = tuple(REPORTS),
    *,
    audience: Audience = "team",
    rules: PublicRules | None = None,
) -> dict[str, bytes]:
    """The files of the formats asked for: file name to bytes; nothing is written.

    For the public, every format is given what ``make_public`` leaves, and a note says what that is. A
    format without a public form makes no file then.

    Args:
        material: the records of the study.
        formats: names out of ``REPORTS``.
        audience: the team, or the public.
        rules: how a public export is made.

    Raises:
        SettingsError: a format or an audience is not known, or nothing may be published; nothing is
            made then.
    """
    wanted = (formats,) if isinstance(formats, str) else tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in REPORTS]
    if unknown:
        raise SettingsError(
            f"There is no report format {', '.join(map(repr, unknown))}. "
            f"Choose from: {', '.join(REPORTS)}."
        )
    if audience not in AUDIENCES:
        raise SettingsError(
            f"There is no audience {audience!r}. Choose from: {', '.join(AUDIENCES)}."
        )
    if audience == "public":
        return _publish(make_public(material, rules), wanted)
    made: dict[str, bytes] = {}
    for name in wanted:
        made.update(REPORTS[name](material))
    return made


def _publish(published: Material, formats: Iterable[str]) -> dict[str, bytes]:
    """The public files of what ``make_public`` left; there is no other way to them."""
    made: dict[str, bytes] = {}
    without = []
    for name in formats:
        if name in PUBLIC_REPORTS:
            made.update(PUBLIC_REPORTS[name](published))
        else:
            without.append(name)
    return {**made, **make_public_notes(published, without=tuple(without))}


__all__ = [
    "AUDIENCES",
    "CODEBOOK_FORMATS",
    "FIGURES",
    "PUBLIC_REPORTS",
    "REPORTS",
    "Approach",
    "Audience",
    "FigureName",
    "HeldBack",
    "Material",
    "PublicRules",
    "Report",
    "find_permissions",
    "is_legal_basis",
    "make_codebook",
    "make_figure",
    "make_public",
    "make_reports",
]

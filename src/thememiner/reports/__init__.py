"""The records of a study into files that people read, fill in or carry to another program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from thememiner.errors import SettingsError
from thememiner.reports._html import make_page
from thememiner.reports._material import Approach, Material
from thememiner.reports._qdc import make_codebook_file
from thememiner.reports._review import make_review_workbook
from thememiner.reports._tables import make_csv_files, make_tables_workbook

Report = Callable[[Material], dict[str, bytes]]

REPORTS: Mapping[str, Report] = {
    "html": make_page,
    "review": make_review_workbook,
    "csv": make_csv_files,
    "xlsx": make_tables_workbook,
    "qdc": make_codebook_file,
}


def make_reports(material: Material, formats: Iterable[str] = tuple(REPORTS)) -> dict[str, bytes]:
    """The files of the formats asked for: file name to bytes; nothing is written.

    Args:
        material: the records of the study.
        formats: names out of ``REPORTS``.

    Raises:
        SettingsError: a format is not known; nothing is made then.
    """
    wanted = (formats,) if isinstance(formats, str) else tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in REPORTS]
    if unknown:
        raise SettingsError(
            f"There is no report format {', '.join(map(repr, unknown))}. "
            f"Choose from: {', '.join(REPORTS)}."
        )
    made: dict[str, bytes] = {}
    for name in wanted:
        made.update(REPORTS[name](material))
    return made


__all__ = ["REPORTS", "Approach", "Material", "Report", "make_reports"]

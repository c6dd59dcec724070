"""A codebook into one file: YAML, CSV, XLSX and QDC that thememiner reads back, DOCX for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from thememiner.codebooks import (
    ABOUT_SHEET,
    BOOK_COLUMNS,
    CODE_COLUMNS,
    code_nodes,
    plain_codebook,
    table_rows,
)
from thememiner.errors import SettingsError
from thememiner.formats._csv import make_csv
from thememiner.formats._qdc import make_qdc
from thememiner.formats._xlsx import LONGEST_CELL, Sheet, Workbook, make_xlsx
from thememiner.formats._yaml import make_yaml
from thememiner.records import Codebook
from thememiner.reports._codebook_page import make_codebook_page

_WIDTHS = {
    "id": 18.0, "name": 26.0, "parent": 18.0, "definition": 50.0, "include": 40.0,
    "exclude": 40.0, "examples": 60.0, "boundaries": 45.0,
    "near_misses": 45.0, "source": 26.0,
}  # fmt: skip


def make_codebook(codebook: Codebook, suffix: str) -> bytes:
    """The codebook as the bytes of a file.

    Args:
        codebook: with at least one code.
        suffix: ``.yaml``, ``.yml``, ``.csv``, ``.xlsx``, ``.qdc`` or ``.docx``.

    Raises:
        SettingsError: no such format, or a text that does not fit into a spreadsheet's cell.
        CodebookError: the codebook has no codes.
    """
    maker = CODEBOOK_FORMATS.get(suffix.lower())
    if maker is None:
        raise SettingsError(
            f"A codebook cannot be written as {suffix or 'a file without an ending'!r}. "
            f"Let the file's name end in {', '.join(CODEBOOK_FORMATS)}."
        )
    return maker(codebook)


def _yaml(codebook: Codebook) -> bytes:
    return make_yaml(plain_codebook(codebook)).encode("utf-8", errors="replace")


def _csv(codebook: Codebook) -> bytes:
    return make_csv((*CODE_COLUMNS, *BOOK_COLUMNS), table_rows(codebook))


def _xlsx(codebook: Codebook) -> bytes:
    rows = table_rows(codebook)
    for row in rows:
        long = [name for name, text in row.items() if len(text) > LONGEST_CELL // 2]
        if long:
            raise SettingsError(
                f"The {long[0]} of {row['id']} are {len(row[long[0]]):,} characters, too many for a "
                "spreadsheet's cell. Write the codebook as .yaml."
            )
    about = tuple({"field": name, "value": rows[0][name]} for name in BOOK_COLUMNS)
    sheets = (
        Sheet(name="Codes", columns=CODE_COLUMNS, rows=tuple(rows), widths=_WIDTHS),
        Sheet(
            name=ABOUT_SHEET,
            columns=("field", "value"),
            rows=about,
            widths={"field": 18.0, "value": 100.0},
        ),
    )
    return make_xlsx(Workbook(sheets=sheets))


def _qdc(codebook: Codebook) -> bytes:
    return make_qdc(code_nodes(codebook))


CODEBOOK_FORMATS: Mapping[str, Callable[[Codebook], bytes]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".qdc": _qdc,
    ".docx": make_codebook_page,
}

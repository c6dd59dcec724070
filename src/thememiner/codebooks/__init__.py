"""YAML, CSV, XLSX and QDC into a ``Codebook``; the built-in ones are data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from thememiner.codebooks._amount import check_bytes
from thememiner.codebooks._changes import find_changes, next_version
from thememiner.codebooks._nodes import code_nodes, plain_of_nodes
from thememiner.codebooks._parse import make_id, parse_codebook
from thememiner.codebooks._plain import (
    BOOK_COLUMNS,
    CODE_COLUMNS,
    check_codes,
    plain_codebook,
    plain_of_rows,
    table_rows,
)
from thememiner.codebooks._seed import SplitSentences, choose_themes, seed_codebook
from thememiner.errors import CodebookError, InputError
from thememiner.formats import _csv, _qdc, _tables, _text, _yaml
from thememiner.records import Codebook, Example

__all__ = [
    "ABOUT_SHEET",
    "BOOK_COLUMNS",
    "BUILT_IN",
    "CODE_COLUMNS",
    "VALENCE_TAUGHT_BY",
    "SplitSentences",
    "check_codes",
    "choose_themes",
    "code_nodes",
    "find_changes",
    "load_codebook",
    "load_no_code_examples",
    "make_id",
    "next_version",
    "parse_codebook",
    "plain_codebook",
    "seed_codebook",
    "table_rows",
]

BUILT_IN = ("barriers-enablers", "npt", "npt-2022", "cfir-2022", "tdf")
VALENCE_TAUGHT_BY = ("barriers-enablers", "npt")
SUFFIXES = (".yaml", ".yml", ".csv", ".tsv", ".xlsx", ".qdc")
ABOUT_SHEET = "Codebook"


def load_codebook(source: str | Path | Codebook) -> Codebook:
    """A codebook by the name of a built-in one, or from a file.

    Tables (CSV, TSV, XLSX) have the columns ``id, name, definition, parent, include, exclude,
    examples``; only ``name`` is required. Several examples in one cell are parted by line breaks or
    ``|``. ``parent`` is the id or the name of another code.

    Args:
        source: the name of a built-in one (``BUILT_IN``), a path, or a codebook (returned as it is).

    Raises:
        CodebookError: no such codebook, or one with faults; the message lists all of them.
    """
    if isinstance(source, Codebook):
        return source
    if isinstance(source, str) and source in BUILT_IN:
        return _built_in(source)
    path = Path(source)
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        raise CodebookError(
            f"There is no codebook {str(source)!r}. Built in are {', '.join(BUILT_IN)}; "
            f"or give the path of a file that ends in {', '.join(SUFFIXES)}."
        )
    return parse_codebook(_read_plain(path), name=path.stem)


@lru_cache(maxsize=len(BUILT_IN))
def _built_in(name: str) -> Codebook:
    return parse_codebook(_data(name), name=name)


@lru_cache(maxsize=1)
def load_no_code_examples() -> tuple[Example, ...]:
    """Invented talk that no code fits: it teaches a matcher to say so."""
    plain = _data("no-code")
    return tuple(Example(text=str(text), invented=True) for text in plain["examples"])


def _data(name: str) -> dict[str, Any]:
    text = files("thememiner.codebooks").joinpath("data", f"{name}.yaml").read_text("utf-8")
    plain = _yaml.parse_yaml(text)
    if not isinstance(plain, dict):
        raise CodebookError(f"The built-in codebook {name} is damaged. Install thememiner again.")
    return plain


def _read_plain(path: Path) -> Mapping[str, Any]:
    check_bytes(path.stat().st_size, name=path.name)
    try:
        if path.suffix.lower() in {".yaml", ".yml"}:
            return _plain_yaml(_text.decode_text(path.read_bytes()).text, path.name)
        if path.suffix.lower() == ".qdc":
            return plain_of_nodes(_qdc.parse_qdc(path.read_bytes()))
        table = _tables.read_table(path)
        about = _about_sheet(path) if path.suffix.lower() == ".xlsx" else {}
    except CodebookError:
        raise
    except InputError as error:
        raise CodebookError(f"The codebook {path.name} cannot be read. {error}") from error
    if "name" not in {name.strip().lower() for name in table.header}:
        raise CodebookError(
            f"The codebook {path.name} has no column 'name'; its columns are "
            f"{', '.join(table.header)}. Only 'name' is required."
        )
    if about or BOOK_COLUMNS[0] in table.header:
        return plain_of_rows(_own_rows(table.rows, about))
    return {"codes": [_row(row) for row in table.rows]}


def _about_sheet(path: Path) -> dict[str, str]:
    """What the sheet about the codebook says, in a workbook that thememiner wrote."""
    for sheet in _tables.parse_sheets(path.read_bytes(), format="xlsx"):
        facts = {row[0]: row[1] for row in sheet.rows if len(row) > 1 and row[0] in BOOK_COLUMNS}
        if sheet.title == ABOUT_SHEET and facts:
            return facts
    return {}


def _own_rows(
    rows: Iterable[Mapping[str, str]], about: Mapping[str, str]
) -> list[Mapping[str, str]]:
    """Rows of a table that thememiner wrote, without the apostrophes that guard a CSV."""
    if about:
        return [{**row, **(about if i == 0 else {})} for i, row in enumerate(rows)]
    return [{name: _csv.unguarded(cell) for name, cell in row.items()} for row in rows]


def _plain_yaml(text: str, file: str) -> Mapping[str, Any]:
    plain = _yaml.parse_yaml(text)
    if isinstance(plain, list):
        plain = {"codes": plain}
    if not isinstance(plain, dict) or not isinstance(plain.get("codes"), list):
        raise CodebookError(
            f"The codebook {file} has no list of codes. Expected is a key 'codes' with a list whose "
            "entries have at least a 'name'."
        )
    return plain


def _row(row: Mapping[str, str]) -> dict[str, Any]:
    cells = {key.strip().lower(): (value or "").strip() for key, value in row.items() if key}
    known = ("id", "name", "definition", "parent", "include", "exclude", "source")
    out: dict[str, Any] = {key: cells[key] for key in known if cells.get(key)}
    parts = cells.get("examples", "").replace("|", "\n").splitlines()
    out["examples"] = [part.strip() for part in parts if part.strip()]
    return out

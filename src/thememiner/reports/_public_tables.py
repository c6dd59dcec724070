"""What may be published into CSV files, a workbook, a codebook and a note on what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thememiner.formats._csv import make_csv
from thememiner.formats._qdc import QdcNode, make_guid, make_qdc
from thememiner.formats._xlsx import Sheet, Workbook, make_xlsx
from thememiner.reports._material import Material
from thememiner.reports._public_record import PublicRecord, PublicRow, PublicTable
from thememiner.reports._qdc import make_book_nodes
from thememiner.reports._tables import Table

NOTES = "public-notes.txt"
_WIDTHS = {
    "text": 70.0, "definition": 60.0, "terms": 50.0, "theme": 34.0, "code": 34.0, "note": 110.0,
    "under": 34.0, "codebook": 22.0, "rests_on": 14.0, "person": 20.0, "group": 26.0,
}  # fmt: skip
_RESTS_ON = {"themes": "themes", "coded": "people", "suggested": "machine"}


def make_public_csv_files(material: Material) -> dict[str, bytes]:
    """``public-people.csv``, ``-themes``, ``-codes`` and ``-quotations``, each where it has rows."""
    return {
        f"public-{table.name}.csv": make_csv(table.columns, table.rows)
        for table in make_public_tables(record_of(material))
        if table.rows
    }


def make_public_workbook(material: Material) -> dict[str, bytes]:
    """``public-tables.xlsx``: the same tables as sheets, after a sheet of notes."""
    record = record_of(material)
    notes = tuple({"note": text} for text in (*record.facts, *record.left_out))
    tables = (Table("notes", ("note",), notes), *make_public_tables(record))
    sheets = tuple(
        Sheet(
            name=table.name,
            columns=table.columns,
            rows=table.rows,
            widths={name: _width(name) for name in table.columns},
        )
        for table in tables
        if table.rows
    )
    return {"public-tables.xlsx": make_xlsx(Workbook(sheets=sheets))}


def make_public_codebook(material: Material) -> dict[str, bytes]:
    """``public-codebook.qdc``: the codebooks, then the themes; no file where there is neither."""
    nodes = make_book_nodes(material.codebooks)
    for table in record_of(material).tables:
        if table.basis == "themes":
            nodes.extend(_theme_nodes(table))
    return {"public-codebook.qdc": make_qdc(nodes)} if nodes else {}


def make_public_notes(material: Material, *, without: tuple[str, ...]) -> dict[str, bytes]:
    """``public-notes.txt``: how it was made and what is left out.

    Args:
        material: what may be published.
        without: formats that were asked for and have no public form.
    """
    record = record_of(material)
    lines = ["For publication", "", *record.facts, "", "What is left out, and why", ""]
    lines += [f"- {sentence}" for sentence in record.left_out]
    if without:
        lines.append(f"- These formats have no public form: {', '.join(without)}.")
    text = "\n".join(lines) + "\n"
    return {NOTES: text.encode("utf-8", errors="replace")}


def make_public_tables(record: PublicRecord) -> tuple[Table, ...]:
    """People, themes, codes and quotations as flat tables."""
    groups = _group_columns(record.groups, by=record.by)
    themes = [t for t in record.tables if t.basis == "themes"]
    codes = [t for t in record.tables if t.basis != "themes"]
    of_themes = groups if any(t.has_groups for t in themes) else ()
    of_codes = groups if any(t.has_groups for t in codes) else ()
    theme_columns = ("theme", "people", *of_themes, "passages", "terms")
    code_columns = (
        "codebook", "rests_on", "level", "code", "people", "barrier", "enabler", *of_codes,
        "passages", "definition",
    )  # fmt: skip
    return (
        Table("people", ("attribute", "group", "people"), tuple(_people(record))),
        Table("themes", theme_columns, tuple(row for t in themes for row in _rows(t, groups))),
        Table("codes", code_columns, tuple(row for t in codes for row in _rows(t, groups))),
        Table(
            "quotations",
            ("quotation", "person", "codebook", "rests_on", "under", "valence", "text"),
            tuple(row for t in record.tables for row in _quotations(t)),
        ),
    )


def record_of(material: Material) -> PublicRecord:
    """What may be published; a file for the public is made from nothing else.

    Raises:
        ValueError: the material did not go through ``make_public``.
    """
    if material.public is None:
        raise ValueError("this material did not go through make_public")
    return material.public


def _width(name: str) -> float:
    """Characters of a column: a header with a group in it is read in full."""
    return _WIDTHS.get(name, min(40.0, max(15.0, len(name) + 3.0)))


def _group_columns(groups: Mapping[str, int], *, by: str | None) -> tuple[str, ...]:
    """Headers of the breakdown; they never meet another header, whatever a group is called."""
    return tuple(f"{by}: {name} ({n} people)" for name, n in groups.items())


def _people(record: PublicRecord) -> Iterator[dict[str, object]]:
    yield {"attribute": "everybody", "group": "", "people": record.n_people}
    for name, groups in record.attributes.items():
        for group, n in groups.items():
            yield {"attribute": name, "group": group, "people": n}


def _rows(table: PublicTable, groups: tuple[str, ...]) -> Iterator[dict[str, object]]:
    for row in table.rows:
        yield {
            "codebook": table.codebook,
            "rests_on": _RESTS_ON[table.basis],
            "theme": row.name,
            "code": row.name,
            "level": row.depth + 1,
            "people": _number(row.people),
            "barrier": _number(row.barrier),
            "enabler": _number(row.enabler),
            "passages": row.passages,
            "terms": row.about,
            "definition": row.about,
            **{name: _number(cell) for name, cell in zip(groups, row.groups, strict=False)},
        }


def _number(shown: str) -> int | str:
    """A number as a number, so that a spreadsheet can sort it; a sign as it is."""
    plain = shown.replace(",", "")
    return int(plain) if plain.isdecimal() else shown


def _quotations(table: PublicTable) -> Iterator[dict[str, object]]:
    for row in table.rows:
        for quote in row.quotes:
            yield {
                "quotation": quote.id,
                "person": quote.who,
                "codebook": table.codebook,
                "rests_on": _RESTS_ON[table.basis],
                "under": row.name,
                "valence": ", ".join(quote.tags),
                "text": quote.text,
            }


def _theme_nodes(table: PublicTable) -> list[QdcNode]:
    top = make_guid("public-themes", "")
    about = "Groups of similar passages found by a machine, with protected counts of people."
    head = QdcNode(name=table.title, guid=top, description=about, codable=False)
    rows = enumerate(table.rows, start=1)
    return [head, *(_theme_node(row, number, top=top) for number, row in rows)]


def _theme_node(row: PublicRow, number: int, *, top: str) -> QdcNode:
    quotes = [f"“{quote.text}” ({quote.who})" for quote in row.quotes]
    terms = f"Terms: {row.about}" if row.about else ""
    parts = [f"People: {row.people}", terms, *quotes]
    return QdcNode(
        name=row.name,
        guid=make_guid("public-themes", str(number)),
        description="\n\n".join(part for part in parts if part),
        parent=top,
    )

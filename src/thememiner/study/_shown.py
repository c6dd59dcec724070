"""Review sheets that are out into what their rows showed, so that they can be read back after learning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from thememiner.records import Evidence, Record, Suggestion
from thememiner.reports import Material
from thememiner.store import Database

_SHOWN = "review/shown"


class ShownRow(Record):
    """The suggestions that a row of a sheet had in view when it was handed out.

    Attributes:
        row_id: the row's id, with the checksum of what it showed.
        unit_id: its unit.
        codebook: its codebook.
        suggestions: the best first, without evidence; one of rank 0 is a decoy.
    """

    id_column: ClassVar[str] = "row_id"

    row_id: str
    unit_id: str
    codebook: str
    suggestions: tuple[Suggestion, ...]


def remember_shown(database: Database, material: Material) -> None:
    """Keep what a sheet of this material shows; a blind sheet shows nothing that could change."""
    if material.blind:
        return
    known = {row.row_id: row for row in database.result(_SHOWN, ShownRow)}
    n_before = len(known)
    for row in material.review_rows:
        row_id = row.cells["row_id"]
        if row.shown and row_id not in known:
            bare = tuple(one.model_copy(update={"evidence": Evidence()}) for one in row.shown)
            known[row_id] = ShownRow(
                row_id=row_id, unit_id=row.unit.id, codebook=row.codebook, suggestions=bare
            )
    if len(known) > n_before:
        database.put_result(_SHOWN, "", tuple(known.values()))


def find_shown(database: Database) -> Mapping[str, tuple[Suggestion, ...]]:
    """What rows of sheets that were handed out had in view, by row id."""
    return {row.row_id: row.suggestions for row in database.result(_SHOWN, ShownRow)}

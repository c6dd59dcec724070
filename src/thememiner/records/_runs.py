"""What became of a sheet, and what a run was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from thememiner.records._base import Record

if TYPE_CHECKING:
    pass


class RowReport(Record):
    """What became of one row of a review sheet.

    Attributes:
        sheet: name of the sheet.
        row: row number as the spreadsheet shows it.
        outcome: applied, unchanged, empty or problem.
        message: what was done, or what stands in the way and what to do.
    """

    sheet: str
    row: int
    outcome: Literal["applied", "unchanged", "empty", "problem"]
    message: str = ""


class Run(Record):
    """What a methods section must report about one run.

    Attributes:
        id: from everything below but the time.
        at: when it ended, ISO 8601 with zone.
        settings: name to value, as text.
        versions: package to version.
        models: model to SHA-256 or revision.
        seed: the seed of every random choice.
        inputs: transcript id to SHA-256 of its source.
        counts: what was found: transcripts, people, units, themes, suggestions …
        encoded: units that had to be encoded in this run; 0 when nothing changed.
        fitted: True where themes were fitted in this run.
    """

    id_column: ClassVar[str] = "run_id"

    id: str
    at: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    versions: Mapping[str, str] = Field(default_factory=dict)
    models: Mapping[str, str] = Field(default_factory=dict)
    seed: int = 0
    inputs: Mapping[str, str] = Field(default_factory=dict)
    counts: Mapping[str, int] = Field(default_factory=dict)
    encoded: int = 0
    fitted: bool = False

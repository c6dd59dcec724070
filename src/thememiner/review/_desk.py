"""What a reader of review sheets has to hand: the study's records by id, and who reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thememiner.records import Codebook, Decision, Suggestion, Transcript, Unit, Verdict
from thememiner.review._codes import CodeNames
from thememiner.review._decisions import make_decision
from thememiner.review._rows import SHOWN, SHOWN_COLUMNS, make_review_row, rank_suggestions


class RowProblemError(Exception):
    """A row that cannot be applied; it becomes a report and never leaves this room."""


@dataclass(frozen=True)
class Place:
    """What one row of the sheet ``Review`` is about.

    Attributes:
        unit: the unit.
        names: names of the codes of the codebook.
        shown: the suggestions in view, the best first; empty when the coder was blind.
        blind: True where suggestions were hidden.
        decoy: True where the first of them was put there to be wrong.
    """

    unit: Unit
    names: CodeNames
    shown: tuple[Suggestion, ...]
    blind: bool
    decoy: bool = False


class Desk:
    """The records of a study by id.

    Args:
        transcripts: all transcripts.
        units: all units.
        suggestions: what the study suggests; those of rank 0 are decoys.
        codebooks: all codebooks.
        coder: who filled the sheet.
        at: when it was read.
    """

    def __init__(
        self,
        *,
        transcripts: Sequence[Transcript],
        units: Sequence[Unit],
        suggestions: Iterable[Suggestion],
        codebooks: Sequence[Codebook],
        coder: str,
        at: str,
    ) -> None:
        self.transcripts = {transcript.id: transcript for transcript in transcripts}
        self.units = {unit.id: unit for unit in units}
        every = tuple(suggestions)
        self.ranked = rank_suggestions(one for one in every if one.rank > 0)
        self.decoys = {(str(one.unit_id), one.codebook): one for one in every if one.rank == 0}
        self.names = {book.id: CodeNames(book) for book in codebooks}
        self.coder = coder
        self.at = at

    def place(self, row: Mapping[str, str]) -> Place:
        """The unit and codebook of a row, checked against what the row showed.

        Raises:
            RowProblemError: the row_id was edited, is stale, or stands beside another row's words.
        """
        row_id = row["row_id"].strip()
        unit_id, _, rest = row_id.partition("|")
        codebook_id = rest.rpartition("|")[0]
        unit, names = self.units.get(unit_id), self.names.get(codebook_id)
        if unit is None or names is None:
            raise RowProblemError(
                f"The row_id {row_id!r} names no unit and codebook of this study. It may have been "
                "edited, or the study was mined again: copy the row into a fresh export."
            )
        ranked = self.ranked.get((unit_id, codebook_id), ())
        for place in self._views(unit, names, ranked):
            now = make_review_row(unit, names, place.shown, blind=place.blind)
            if now["row_id"] == row_id:
                _check_shown(row, now)
                return place
        raise RowProblemError(
            "The study now shows other words or suggestions for this unit than this row did. "
            "Copy the row into a fresh export and look at it again."
        )

    def _views(
        self, unit: Unit, names: CodeNames, ranked: tuple[Suggestion, ...]
    ) -> Iterator[Place]:
        """What a row for the unit may have shown: the suggestions, none, or a decoy before them."""
        yield Place(unit, names, ranked, blind=False)
        yield Place(unit, names, (), blind=True)
        decoy = self.decoys.get((unit.id, names.codebook.id))
        if decoy is not None:
            yield Place(unit, names, (decoy, *ranked)[:SHOWN], blind=False, decoy=True)

    def code(self, names: CodeNames, typed: str, *, column: str = "code") -> str | None:
        """The id of the code typed in a cell, None for an empty cell.

        Raises:
            RowProblemError: no code or several codes are meant.
        """
        if not typed:
            return None
        meant = names.meant(typed)
        if len(meant) == 1:
            return meant[0]
        if not meant:
            raise RowProblemError(
                f"{column} says {typed!r}, which is no code of {names.codebook.id}. Choose one "
                "from the drop-down."
            )
        labels = ", ".join(names.labels[code_id] for code_id in meant)
        raise RowProblemError(
            f"{column} says {typed!r}, which can mean {labels}. Choose one from the drop-down."
        )

    def decide(self, verdict: Verdict, **fields: Any) -> Decision:
        """A decision of this coder, its id made from its content alone."""
        return make_decision(
            coder=self.coder, verdict=verdict, at=self.at, id_by_time=False, via="sheet", **fields
        )

    def describe(self, decision: Decision) -> str:
        """One decision in words, for the report on its row."""
        labels = self.names[decision.codebook or ""].labels
        code = labels.get(decision.code_id or "", "")
        if decision.verdict == "recode":
            return f"recode: {code} to {labels[decision.to or '']}"
        return f"{decision.verdict.replace('-', ' ')}{': ' if code else ''}{code}"


def _check_shown(row: Mapping[str, str], now: Mapping[str, str]) -> None:
    for column in SHOWN_COLUMNS:
        if column in row and _words(row[column])[:200] != _words(now[column])[:200]:
            raise RowProblemError(
                f"The cell {column} does not belong to this row_id: it was edited, or the columns "
                "were sorted apart. Copy the row into a fresh export."
            )


def _words(text: str) -> list[str]:
    return "".join(c if c.isprintable() and c != "\ufffd" else " " for c in text).split()

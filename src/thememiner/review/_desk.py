"""What a reader of review sheets has to hand: the study's records by id, and who reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from thememiner.records import (
    Case,
    Chart,
    Codebook,
    Decision,
    Disagreement,
    Judgement,
    Suggestion,
    Transcript,
    Unit,
    Verdict,
)
from thememiner.review._codes import CodeNames
from thememiner.review._decisions import make_decision
from thememiner.review._disagreements import find_disagreements
from thememiner.review._grounds import make_grounds
from thememiner.review._judged import find_charts, find_judgements
from thememiner.review._replay import Replay, replay_more
from thememiner.review._rows import SHOWN, SHOWN_COLUMNS, make_review_row, rank_suggestions
from thememiner.review._settled import settle_codings


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
        cases: what can be charted and judged.
        earlier: the log so far.
        shown: what rows that were handed out before had in view, by row id.
        blind: True where the sheet says that it hid the suggestions; rows of the sheet ``Review`` know by
            themselves.
    """

    def __init__(  # noqa: PLR0913 - each is a part of the study
        self,
        *,
        transcripts: Sequence[Transcript],
        units: Sequence[Unit],
        suggestions: Iterable[Suggestion],
        codebooks: Sequence[Codebook],
        coder: str,
        at: str,
        cases: Sequence[Case] = (),
        earlier: Sequence[Decision] = (),
        shown: Mapping[str, tuple[Suggestion, ...]] | None = None,
        blind: bool = False,
    ) -> None:
        self.blind = blind
        self._shown = shown or {}
        every = tuple(suggestions)
        some = tuple(one for one in every if one.rank > 0)
        self.transcripts = {transcript.id: transcript for transcript in transcripts}
        self.units = {unit.id: unit for unit in units}
        self.ranked = rank_suggestions(some)
        self.decoys = {(str(one.unit_id), one.codebook): one for one in every if one.rank == 0}
        self.names = {book.id: CodeNames(book) for book in codebooks}
        self.coder = coder
        self.at = at
        self.cases = cases
        self._start = Replay(make_grounds(some, units, transcripts))
        self._earlier = earlier

    @cached_property
    def replay(self) -> Replay:
        """The log so far."""
        return replay_more(self._start, self._earlier)

    @cached_property
    def coding_ids(self) -> frozenset[str]:
        """Ids of all codings."""
        codings = self.replay.codings()
        settled = settle_codings(codings, self.replay.ledger, self.replay.grounds)
        return frozenset(coding.id for coding in (*codings, *settled))

    @cached_property
    def charts(self) -> Mapping[tuple[str, str, str, str], Chart]:
        """The summaries that stand, by case, codebook, code and coder."""
        found = find_charts(self.replay.ledger, self.replay.grounds.heirs)
        return {(one.case, one.codebook, one.code_id, one.coder): one for one in found}

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """Every coder's ratings, and what they were settled to."""
        ledger, heirs = self.replay.ledger, self.replay.grounds.heirs
        settled = find_judgements(ledger, heirs)
        own = find_judgements(ledger, heirs, settled=False)
        return (*own, *(one for one in settled if one.settled))

    @cached_property
    def disagreements(self) -> Mapping[str, Disagreement]:
        """Where coders differ, by id, settled ones among them."""
        replay = self.replay
        found = find_disagreements(replay.codings(), replay.ledger, replay.grounds)
        return {one.id: one for one in found}

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
        for place in self._views(unit, names, ranked, row_id=row_id):
            now = make_review_row(unit, names, place.shown, blind=place.blind)
            if now["row_id"] == row_id:
                _check_shown(row, now)
                return place
        raise RowProblemError(
            "The study now shows other words or suggestions for this unit than this row did. "
            "Copy the row into a fresh export and look at it again."
        )

    def _views(
        self, unit: Unit, names: CodeNames, ranked: tuple[Suggestion, ...], *, row_id: str
    ) -> Iterator[Place]:
        """What a row may have shown: the suggestions of now, none, a decoy, or those of then."""
        yield Place(unit, names, ranked, blind=False)
        yield Place(unit, names, (), blind=True)
        decoy = self.decoys.get((unit.id, names.codebook.id))
        if decoy is not None:
            yield Place(unit, names, (decoy, *ranked)[:SHOWN], blind=False, decoy=True)
        if before := self._shown.get(row_id, ()):
            yield Place(unit, names, before, blind=False, decoy=before[0].rank == 0)

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
        if decision.case is not None or decision.codebook is None:
            return f"{decision.verdict}: {decision.case or 'the study'}"
        labels = self.names[decision.codebook].labels
        if decision.verdict == "settle":
            return f"settle: {', '.join(labels[m.code_id] for m in decision.marked) or 'no code'}"
        code = labels.get(decision.code_id or "", "")
        if decision.verdict == "recode":
            return f"recode: {code} to {labels[decision.to or '']}"
        return f"{decision.verdict.replace('-', ' ')}{': ' if code else ''}{code}"


def _check_shown(row: Mapping[str, str], now: Mapping[str, str]) -> None:
    for column in SHOWN_COLUMNS:
        if row.get(column, now[column]) == now[column]:
            continue
        if _words(row[column])[:200] != _words(now[column])[:200]:
            raise RowProblemError(
                f"The cell {column} does not belong to this row_id: it was edited, or the columns "
                "were sorted apart. Copy the row into a fresh export."
            )


def _words(text: str) -> list[str]:
    return "".join(c if c.isprintable() and c != "\ufffd" else " " for c in text).split()

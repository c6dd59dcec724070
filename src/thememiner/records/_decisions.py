"""Decisions of people: what is kept in the log."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from thememiner.records._base import Record, Status, Valence, Verdict
from thememiner.records._codebooks import CodeChange


class Marked(Record):
    """A code as it is to stand at a place, with its valence and status where the codebook has them."""

    code_id: str
    valence: Valence | None = None
    status: Status | None = None

    def __str__(self) -> str:
        axes = ", ".join(axis for axis in (self.valence, self.status) if axis)
        return f"{self.code_id} ({axes})" if axes else self.code_id


class Decision(Record):
    """What a person decided, about what, with what in view; append-only.

    Attributes:
        id: unique, from who, when and what.
        coder: who.
        at: when, ISO 8601 with zone.
        verdict: confirm or reject a suggestion, recode it, code a span freely, none fits, edit the span
            of a coding, memo, recheck a coding after a change of the codebook, settle a disagreement,
            chart, judge, revise a codebook, undo; withhold a passage from quotation or allow it; or
            what was done with a theme.
        codebook: id of the codebook.
        unit_id: the unit decided on, None for a free span.
        transcript_id: where.
        start: first code point of the span decided on.
        end: one past the last.
        quote: the words of the span, to find it again if the text is corrected.
        code_id: the code decided on.
        to: for a recoding, the code that takes its place.
        valence: as the coder says.
        status: as the coder says.
        memo: the coder's note.
        theme_id: the theme decided on; for moving a unit, the theme it goes to.
        theme_ids: for a merger, all themes that become one, the one that stays first.
        unit_ids: for a split, the units of the new theme; for moving or freeing, those units.
        label: for renaming, merging and splitting, the new label.
        undoes: for an undo, id of the decision taken back.
        place: for what is decided later about a free coding, ``TRANSCRIPT:start-end`` where it was first
            coded; None for a unit and for a first coding.
        whose: for a recheck of, or a memo on, somebody else's coding, that coder.
        marked: for settling, the codes that stand; none where nothing is to be coded.
        settles: for settling, ids of the decisions behind what was in view and is settled by it.
        case: for a chart, a judgement or a memo, the case: a person, or ``attribute=value``.
        rating: for a judgement, the rating.
        quotations: for a chart, the units and codings that it rests on.
        changes: for a revision of a codebook, what became of its codes.
        shown_code: the best suggestion in view, None when the coder was blind.
        shown_probability: its probability.
        model: what had made it.
        blind: True where suggestions were hidden.
        decoy: True where the best suggestion in view was one put there to be wrong.
        via: sheet, script or widget.
    """

    id_column: ClassVar[str] = "decision_id"

    id: str
    coder: str = Field(min_length=1)
    at: str
    verdict: Verdict
    codebook: str | None = None
    unit_id: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""
    code_id: str | None = None
    to: str | None = None
    valence: Valence | None = None
    status: Status | None = None
    memo: str = ""
    theme_id: str | None = None
    theme_ids: tuple[str, ...] = ()
    unit_ids: tuple[str, ...] = ()
    label: str = ""
    undoes: str | None = None
    place: str | None = None
    whose: str | None = None
    marked: tuple[Marked, ...] = ()
    settles: tuple[str, ...] = ()
    case: str | None = None
    rating: str | None = None
    quotations: tuple[str, ...] = ()
    changes: tuple[CodeChange, ...] = ()
    shown_code: str | None = None
    shown_probability: float | None = None
    model: str = ""
    blind: bool = False
    decoy: bool = False
    via: str = "script"

    @property
    def confirms_decoy(self) -> bool:
        """Whether it confirms a suggestion that was put there to be wrong; no coding comes of that."""
        return self.decoy and self.verdict == "confirm" and self.code_id == self.shown_code

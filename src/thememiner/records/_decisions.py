"""Suggestions, decisions on them, and the codings that follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from thememiner.records._base import Leaning, Origin, Record, Status, Valence, Verdict
from thememiner.records._cases import Judgement
from thememiner.records._codebooks import CodeChange, CodeFate

if TYPE_CHECKING:
    pass


class Evidence(Record):
    """Why a code is suggested, in extracts only.

    Attributes:
        definition: the sentence of the code's definition nearest to the text.
        example: the example of the code nearest to the text.
        similarity: cosine between the text and that example, -1 to 1.
        words: words of the text that added to the score, most first.
        quotations: confirmed quotations of the code nearest to the text, nearest first.
    """

    definition: str = ""
    example: str = ""
    similarity: float = 0.0
    words: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.example or self.definition


class Suggestion(Record):
    """A code proposed for a unit or a theme; never a fact.

    Attributes:
        unit_id: the unit, None for a theme or a free text.
        theme_id: the theme, None for a unit.
        transcript_id: where the unit stands.
        start: first code point of the unit.
        end: one past the last.
        codebook: id of the codebook.
        code_id: the code.
        rank: 1 for the best suggestion of this text; 0 for one put in front of it to be wrong.
        probability: 0 to 1; read with ``calibrated``.
        calibrated: False where nothing has yet shown that the probability means what it says.
        valence: barrier, enabler or both, None where the codebook has no valences or none is likely enough.
        valence_probability: of that valence, 0 to 1; uncalibrated.
        status: experienced, anticipated or wished for, None where the codebook has no statuses.
        status_probability: of that status, 0 to 1; uncalibrated.
        evidence: extracts that speak for the code.
        model: what made the suggestion.
    """

    unit_id: str | None = None
    theme_id: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    codebook: str
    code_id: str
    rank: int = 1
    probability: float = Field(ge=0, le=1)
    calibrated: bool = False
    valence: Valence | None = None
    valence_probability: float | None = None
    status: Status | None = None
    status_probability: float | None = None
    evidence: Evidence = Evidence()
    model: str = ""


class Marked(Record):
    """A code as it is to stand at a place, with its valence and status where the codebook has them."""

    code_id: str
    valence: Valence | None = None
    status: Status | None = None

    def __str__(self) -> str:
        axes = ", ".join(axis for axis in (self.valence, self.status) if axis)
        return f"{self.code_id} ({axes})" if axes else self.code_id


class ValenceReading(Record):
    """What a text leans towards; a suggestion, uncalibrated.

    Attributes:
        label: the likeliest of barrier, enabler, both and neither.
        barrier: probability that the text tells of a barrier, alone or beside an enabler.
        enabler: probability that it tells of an enabler, alone or beside a barrier.
        status: experienced, anticipated or wished for, None where it is not known.
        status_probability: of that status, 0 to 1.
        calibrated: False where nothing has yet shown that the probabilities mean what they say.
    """

    label: Leaning
    barrier: float = Field(ge=0, le=1)
    enabler: float = Field(ge=0, le=1)
    status: Status | None = None
    status_probability: float | None = None
    calibrated: bool = False


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


class Coding(Record):
    """A free span with a code: by a person, or confirmed by one.

    Attributes:
        id: from span, code and coder.
        transcript_id: where.
        start: first code point.
        end: one past the last.
        text: the quotation.
        codebook: id of the codebook.
        code_id: the code.
        valence: barrier, enabler, both or None.
        status: experienced, anticipated, wished for or None.
        coder: who stands for it.
        origin: human, suggested and confirmed, or suggested and edited.
        unit_id: the unit it began from, None for a free coding.
        person: who said it.
        decision_ids: the decisions that led here, oldest first.
        memo: notes on it.
        at: when the last decision that shaped it was made, ISO 8601 with zone.
        model: what made the suggestion that it began from; empty for a person's own.
        settled: True where it is what a disagreement was settled to.
        place: where it was first coded, a unit's id or ``TRANSCRIPT:start-end``; it stays when the span
            is edited.
        attributes: case attributes.
    """

    id_column: ClassVar[str] = "coding_id"

    id: str
    transcript_id: str
    start: int
    end: int
    text: str
    codebook: str
    code_id: str
    valence: Valence | None = None
    status: Status | None = None
    coder: str
    origin: Origin
    unit_id: str | None = None
    person: str | None = None
    decision_ids: tuple[str, ...] = ()
    memo: str = ""
    at: str = ""
    model: str = ""
    settled: bool = False
    place: str = ""
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Disagreement(Record):
    """A place where coders differ, with what each of them says.

    Attributes:
        id: of the place: a unit's id or ``TRANSCRIPT:start-end``, with the codebook; for a judgement the
            case with the construct.
        codebook: id of the codebook.
        unit_id: the unit, None for a stretch outside units and for a judgement.
        transcript_id: where.
        start: first code point.
        end: one past the last.
        text: the words in question.
        before: the words just before.
        after: the words just after.
        coders: who differ, in alphabetical order.
        says: coder to what they say, in words.
        codings: the codings in question, by coder.
        case: for a judgement, the case.
        construct_id: for a judgement, what was rated.
        judgements: the judgements in question, by coder.
        settled_by: who settled it; None while it is open.
        settled_to: what it was settled to, in words.
    """

    id_column: ClassVar[str] = "disagreement_id"

    id: str
    codebook: str | None = None
    unit_id: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    text: str = ""
    before: str = ""
    after: str = ""
    coders: tuple[str, ...] = ()
    says: Mapping[str, str] = Field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    case: str | None = None
    construct_id: str | None = None
    judgements: tuple[Judgement, ...] = ()
    settled_by: str | None = None
    settled_to: str = ""

    def as_row(self) -> dict[str, Any]:
        """One flat row: the codings and judgements by their ids."""
        row = super().as_row()
        row["codings"] = " | ".join(coding.id for coding in self.codings)
        row["judgements"] = " | ".join(judgement.id for judgement in self.judgements)
        return row


class Recheck(Record):
    """A coding that a change of the codebook touches, until somebody confirms it again.

    Attributes:
        coding_id: the coding as it stands now.
        transcript_id: where.
        start: first code point.
        end: one past the last.
        text: the quotation.
        codebook: id of the codebook.
        code_id: the code it has now.
        coder: who stands for it.
        change: renamed, redefined, merged, split, removed or added: what happened to the code, or near it.
        about: what it is about, in words.
        revised_by: who changed the codebook.
        at: when.
        unit_id: the unit it began from, None for a free coding.
    """

    id_column: ClassVar[str] = "recheck_id"

    coding_id: str
    transcript_id: str
    start: int
    end: int
    text: str
    codebook: str
    code_id: str
    coder: str
    change: CodeFate
    about: str
    revised_by: str
    at: str
    unit_id: str | None = None

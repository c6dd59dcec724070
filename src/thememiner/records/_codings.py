"""Codings that decisions lead to, where coders differ, and what is to be looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from thememiner.records._base import Origin, Record, Status, Valence
from thememiner.records._cases import Judgement
from thememiner.records._codebooks import CodeFate


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

"""Cases, and what people write and judge of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from thememiner.records._base import Record
from thememiner.records._codebooks import MemoKind

if TYPE_CHECKING:
    pass


class Case(Record):
    """What can be charted and judged: a person, or everybody who shares an attribute (a site, a practice).

    Attributes:
        id: the person's pseudonymous id, or ``attribute=value``.
        attribute: name of the attribute; empty for a person.
        people: ids of the people in it.
        transcript_ids: where they speak.
        attributes: of a person.
    """

    id_column: ClassVar[str] = "case"

    id: str
    attribute: str = ""
    people: tuple[str, ...] = ()
    transcript_ids: tuple[str, ...] = ()
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Chart(Record):
    """A person's written summary of a case under a code: a cell of the framework method.

    Attributes:
        id: from case, code and coder.
        case: the case.
        codebook: id of the codebook.
        code_id: the code.
        text: the summary.
        coder: who wrote it.
        at: when, ISO 8601 with zone.
        quotations: ids of the units and codings that it rests on.
        decision_ids: the decisions that led here, oldest first.
    """

    id_column: ClassVar[str] = "chart_id"

    id: str
    case: str
    codebook: str
    code_id: str
    text: str
    coder: str
    at: str = ""
    quotations: tuple[str, ...] = ()
    decision_ids: tuple[str, ...] = ()


class Judgement(Record):
    """A person's rating of a case on a construct, with the reason.

    Attributes:
        id: from case, construct and coder.
        case: the case.
        construct_id: what is rated: a code of a codebook, or what the team calls it.
        codebook: id of the codebook, None for a construct that is in none.
        rating: as the person gave it.
        reason: why.
        coder: who rated.
        at: when, ISO 8601 with zone.
        settled: True where it is what a disagreement was settled to.
        decision_ids: the decisions that led here, oldest first.
    """

    id_column: ClassVar[str] = "judgement_id"

    id: str
    case: str
    construct_id: str
    codebook: str | None = None
    rating: str
    reason: str = ""
    coder: str
    at: str = ""
    settled: bool = False
    decision_ids: tuple[str, ...] = ()


class Memo(Record):
    """A person's note on the study, a case, a code, a transcript, a unit or a coding.

    Attributes:
        id: of the decision that holds it.
        kind: what it is on.
        on: the id of that; empty for the study.
        text: the note.
        coder: who wrote it.
        at: when, ISO 8601 with zone.
        codebook: for a code, its codebook.
    """

    id_column: ClassVar[str] = "memo_id"

    id: str
    kind: MemoKind
    on: str = ""
    text: str
    coder: str
    at: str = ""
    codebook: str | None = None

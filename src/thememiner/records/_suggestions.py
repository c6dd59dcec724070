"""Suggestions, and the extracts that speak for them."""

from __future__ import annotations

from pydantic import Field

from thememiner.records._base import Leaning, Record, Status, Valence


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

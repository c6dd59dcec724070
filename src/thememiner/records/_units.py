"""What the machine looks at, and what it sets aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from thememiner.records._base import Record, Role, SetAsideReason

if TYPE_CHECKING:
    pass


class Unit(Record):
    """A meaning unit: what the machine looks at.

    Attributes:
        id: ``TRANSCRIPT:start-end``.
        transcript_id: id of the transcript.
        start: first code point in the transcript's text.
        end: one past the last.
        text: the quotation itself.
        speaker: the label in the transcript, None without one.
        person: pseudonymous id of who said it.
        role: the speaker's role.
        question: what the interviewer said just before, if anything.
        attributes: case attributes of the person and of the transcript.
    """

    id_column: ClassVar[str] = "unit_id"

    id: str
    transcript_id: str
    start: int
    end: int
    text: str
    speaker: str | None = None
    person: str | None = None
    role: Role = "unknown"
    question: str | None = None
    attributes: Mapping[str, str] = Field(default_factory=dict)

    @property
    def n_words(self) -> int:
        """Number of words, cut at white space."""
        return len(self.text.split())


class SetAside(Record):
    """A unit left out of clustering, and why; it stays in every count of people.

    Attributes:
        unit_id: the unit.
        text: its words.
        reason: ``back-channel`` (mm, right), ``bare-answer`` (a yes or no alone),
            ``near-duplicate`` (the same speaker said it before) or ``no-words``.
        twin: for a near-duplicate, the unit it repeats.
        person: who said it.
        transcript_id: where.
    """

    unit_id: str
    text: str
    reason: SetAsideReason
    twin: str | None = None
    person: str | None = None
    transcript_id: str | None = None

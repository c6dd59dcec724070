"""Conversations: transcripts, turns, speakers, and what could not be read."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator

from thememiner.records._base import Record, Role

if TYPE_CHECKING:
    import pandas as pd


class Source(Record):
    """Where a transcript came from, without its name: names live in the key.

    Attributes:
        sha256: hash of the file's bytes, 64 hexadecimal digits.
        format: the file's format, such as ``txt``, ``vtt``, ``docx``, ``frame``.
    """

    sha256: str
    format: str


class Speaker(Record):
    """Somebody who speaks in one transcript.

    Attributes:
        label: the label in front of the turns; None for talk without a label.
        role: what the speaker does in the conversation.
        reason: why that role was guessed, or who set it.
        doubtful: True where a person should look at the label or the role.
        person: pseudonymous id of the person; None until a study gives one.
        attributes: case attributes of this person (site, job …).
    """

    label: str | None
    role: Role = "unknown"
    reason: str = ""
    doubtful: bool = False
    person: str | None = None
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Turn(Record):
    """One stretch of talk by one speaker.

    Attributes:
        speaker: the speaker's label, None without one.
        start: first code point of the speech (the label is not part of it).
        end: one past the last code point.
        began_s: start in the recording, seconds, None where unknown.
        ended_s: end in the recording, seconds.
    """

    speaker: str | None
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    began_s: float | None = None
    ended_s: float | None = None

    @model_validator(mode="after")
    def _span_runs_forward(self) -> Turn:
        if self.end < self.start:
            raise ValueError(f"a turn ends before it starts: {self.start}-{self.end}")
        return self


class Transcript(Record):
    """One conversation as canonical text with its turns.

    Attributes:
        id: from the content: ``t`` and ten hexadecimal digits of the text's SHA-256.
        text: UTF-8, LF, no byte-order mark; labels included.
        turns: in the order of the text, never overlapping.
        speakers: one entry for each label that occurs, in the order of first appearance.
        attributes: attributes of the whole transcript (site, time, source type …).
        source: hash and format of the file.
        notes: what the reader wants a person to know.
    """

    id_column: ClassVar[str] = "transcript_id"

    id: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...] = ()
    attributes: Mapping[str, str] = Field(default_factory=dict)
    source: Source
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _turns_lie_in_the_text(self) -> Transcript:
        last = 0
        for turn in self.turns:
            if turn.start < last or turn.end > len(self.text):
                raise ValueError(
                    f"turn {turn.start}-{turn.end} overlaps another or leaves the text"
                )
            last = turn.end
        return self

    def speech(self, turn: Turn) -> str:
        """What was said in a turn: ``text[turn.start:turn.end]``."""
        return self.text[turn.start : turn.end]

    def speaker(self, label: str | None) -> Speaker:
        """The speaker with this label.

        Raises:
            KeyError: no such label in this transcript.
        """
        for speaker in self.speakers:
            if speaker.label == label:
                return speaker
        raise KeyError(label)

    def to_frame(self) -> pd.DataFrame:
        """One row per turn: ``transcript_id``, ``speaker``, ``start``, ``end``, ``text`` and times."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"transcript_id": self.id, **turn.as_row(), "text": self.speech(turn)}
                for turn in self.turns
            ],
            columns=["transcript_id", *Turn.model_fields, "text"],
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(turn.speaker or "")}</th>'
            f"<td>{html.escape(self.speech(turn))}</td></tr>"
            for turn in self.turns[:20]
        )
        return (
            f"<p>Transcript {self.id}: {len(self.turns)} turns, {len(self.speakers)} speakers</p>"
            f"<table><tbody>{rows}</tbody></table>"
        )


class ReadProblem(Record):
    """A file that could not be read, or was read with something a person should see.

    Attributes:
        path: the file as the user named it.
        found: what was found.
        expected: what would have been readable.
        remedy: what to do.
        fatal: True where the file gave no transcript; False for a doubt about one that was read.
    """

    path: str
    found: str
    expected: str = ""
    remedy: str = ""
    fatal: bool = True

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.path}: {self.found}", self.remedy) if part)

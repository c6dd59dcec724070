"""Transcripts and the key into the table of speakers that a researcher looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from thememiner.records import Record, Role, Transcript
from thememiner.store import Key


class SpeakerRow(Record):
    """One speaker of one transcript, with the label as written: for the researcher's eyes.

    Attributes:
        transcript_id: where.
        file: name of the file.
        label: as written in the file; None for talk without a label.
        person: pseudonymous id.
        role: what the speaker does in the conversation.
        reason: why that role.
        doubtful: True where a person should look.
        n_turns: turns.
        n_words: words.
        attributes: case attributes of the person.
    """

    transcript_id: str
    file: str
    label: str | None
    person: str | None
    role: Role
    reason: str
    doubtful: bool
    n_turns: int
    n_words: int
    attributes: Mapping[str, str] = Field(default_factory=dict)


def find_speaker_rows(transcripts: Sequence[Transcript], key: Key) -> list[SpeakerRow]:
    """One row for each speaker of each transcript, by file and first appearance."""
    rows: list[SpeakerRow] = []
    for transcript in transcripts:
        names = key.labels.get(transcript.id, {})
        for speaker in transcript.speakers:
            turns = [turn for turn in transcript.turns if turn.speaker == speaker.label]
            rows.append(
                SpeakerRow(
                    transcript_id=transcript.id,
                    file=key.file_of(transcript.id),
                    label=names.get(speaker.label or "", speaker.label),
                    person=speaker.person,
                    role=speaker.role,
                    reason=speaker.reason,
                    doubtful=speaker.doubtful,
                    n_turns=len(turns),
                    n_words=sum(len(transcript.speech(turn).split()) for turn in turns),
                    attributes=speaker.attributes,
                )
            )
    return sorted(rows, key=lambda row: row.file)

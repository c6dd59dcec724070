"""Transcripts and the key into the table of speakers that a researcher looks at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic import Field

from thememiner.records import Record, Role, Speaker, Transcript
from thememiner.store import Key

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’. -]+)")
_SHOUTED = 4


class SpeakerRow(Record):
    """One speaker of one transcript, with the label as written: for the researcher's eyes.

    Attributes:
        transcript_id: where.
        file: name of the file.
        label: as written in the file; None for talk without a label.
        name: the name that the researcher gave, else the label in its plain form.
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
    name: str = ""
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
        given = key.names.get(transcript.id, {})
        for speaker in transcript.speakers:
            turns = [turn for turn in transcript.turns if turn.speaker == speaker.label]
            label = shown_label(transcript.id, speaker, key)
            rows.append(
                SpeakerRow(
                    transcript_id=transcript.id,
                    file=key.file_of(transcript.id),
                    label=label,
                    name=given.get(speaker.label or "") or plain_name(label or ""),
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


def shown_label(transcript_id: str, speaker: Speaker, key: Key) -> str | None:
    """The label as written in the file, which may be a name and then stands in the key only."""
    return key.labels.get(transcript_id, {}).get(speaker.label or "", speaker.label)


def plain_name(label: str) -> str:
    """A label in its plain form, so that spellings of one speaker look alike.

    ``SMITH, Jane (Guest)`` is ``Jane Smith``, ``INTERVIEWER`` is ``Interviewer``; codes such as
    ``P1`` and ``INT`` stay.
    """
    bare = _ASIDE.sub(" ", label).strip(" :") or label.strip(" :")
    if turned := _LAST_FIRST.fullmatch(bare):
        bare = f"{turned[2]} {turned[1]}"
    words = bare.split()
    return " ".join(
        word.capitalize() if word.isupper() and len(word) > _SHOUTED and word.isalpha() else word
        for word in words
    )

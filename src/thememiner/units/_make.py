"""Spans into units: who said them, and the question that they answer."""

from __future__ import annotations

from collections.abc import Iterable

from thememiner.read import QUESTION
from thememiner.records import Transcript, Unit
from thememiner.units._cut import Span
from thememiner.units._set_aside import reason_to_set_aside


def make_units(transcript: Transcript, spans: Iterable[Span]) -> tuple[Unit, ...]:
    """Units from spans: with speaker, person, question and attributes.

    Args:
        transcript: the transcript with its speakers.
        spans: from ``cut_transcript``.
    """
    speakers = {speaker.label: speaker for speaker in transcript.speakers}
    questions = _questions(transcript)
    units: list[Unit] = []
    turns = iter(transcript.turns)
    turn = next(turns, None)
    for start, end in sorted(spans):
        while turn is not None and turn.end <= start:
            turn = next(turns, None)
        speaker = speakers.get(turn.speaker) if turn is not None else None
        units.append(
            Unit(
                id=f"{transcript.id}:{start}-{end}",
                transcript_id=transcript.id,
                start=start,
                end=end,
                text=transcript.text[start:end],
                speaker=turn.speaker if turn is not None else None,
                person=speaker.person if speaker else None,
                role=speaker.role if speaker else "unknown",
                question=questions.get(turn.start) if turn is not None else None,
                attributes={**transcript.attributes, **(speaker.attributes if speaker else {})},
            )
        )
    return tuple(units)


def _questions(transcript: Transcript) -> dict[int, str | None]:
    """For the start of each turn, what the interviewer last asked; back-channels do not count."""
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    asked: str | None = None
    out: dict[int, str | None] = {}
    for turn in transcript.turns:
        speech = transcript.speech(turn).strip()
        if roles.get(turn.speaker) != "interviewer":
            out[turn.start] = asked
        elif turn.speaker == QUESTION or "?" in speech or _says_more(speech):
            asked = speech
    return out


def _says_more(speech: str) -> bool:
    return len(speech.split()) > 4 and reason_to_set_aside(speech) is None

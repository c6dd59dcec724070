"""A study long enough to work on for an hour: invented talk, one unit a turn, suggestions, no model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conftest import make_transcript
from decided_study import BOOK, PLAIN
from thememiner.records import Evidence, Suggestion, Transcript
from thememiner.study import Study

SAYINGS = (
    "We never had the time to sit down with the families, not once that winter.",
    "She came every Tuesday 🙂 and after a while they opened the door to her.",
    "Nobody had shown us how the forms work, we learned it from each other.",
    "The money ran out in March and then it was just us and the car.",
    "My manager asked after the people, not only after the numbers.",
)
CODES = ("time", "help", "res")


def talk(n: int, first: int, sayings: Sequence[str]) -> Transcript:
    """A transcript of ``n`` answers, each said by one of two people."""
    said = [
        turn
        for index in range(first, first + n)
        for turn in (
            ("INT", f"Question {index + 1}: how did it go?"),
            (("ANN", "BEN")[index % 2], f"{sayings[index % len(sayings)]} ({index + 1})"),
        )
    ]
    return make_transcript(said)


def make_page_study(
    folder: Path, *, n: int = 40, per_transcript: int = 20, sayings: Sequence[str] = SAYINGS
) -> Study:
    """The study in a folder: ``n`` units, each with three suggestions in the first codebook."""
    study = Study(folder, progress=False)
    database = study._database  # what mining would have put there
    transcripts = [
        talk(min(per_transcript, n - first), first, sayings)
        for first in range(0, n, per_transcript)
    ]
    database.put_transcripts(transcripts)
    for one in transcripts:
        spans = [(turn.start, turn.end) for turn in one.turns if turn.speaker != "INT"]
        database.put_spans(one.id, "test", spans)
    database.put_codebooks((BOOK, PLAIN))
    database.put_result("suggestions/be", "test", suggestions(transcripts))
    return study


def suggestions(transcripts: Sequence[Transcript]) -> list[Suggestion]:
    """Three for each answer."""
    evidence = Evidence(definition="What there was.", example="As somebody said.", words=("time",))
    return [
        Suggestion(
            unit_id=f"{one.id}:{turn.start}-{turn.end}",
            transcript_id=one.id,
            start=turn.start,
            end=turn.end,
            codebook="be",
            code_id=CODES[(n + rank) % 3],
            rank=rank + 1,
            probability=0.6 - rank / 5 - (n % 7) / 100,
            valence="barrier",
            evidence=evidence,
            model="m1",
        )
        for one in transcripts
        for n, turn in enumerate(one.turns)
        if turn.speaker != "INT"
        for rank in range(3)
    ]

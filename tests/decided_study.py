"""A study that is small, invented and was never mined: transcripts, units, a codebook and suggestions."""

from __future__ import annotations

from pathlib import Path

from conftest import make_transcript
from thememiner.records import (
    Boundary,
    Code,
    Codebook,
    Run,
    Speaker,
    Suggestion,
    ThemeSet,
    Transcript,
    Unassigned,
)
from thememiner.study import Study

TALK = (
    ("INT", "What stood in your way?"),
    ("ANN", "We had no time at all. The nurse helped us, she did."),
    ("INT", "And the room?"),
    ("BEN", "No room either. My daughter drove me there."),
)
BOOK = Codebook(
    id="be",
    name="Barriers",
    codes=(
        Code(id="res", name="Resources"),
        Code(id="time", name="Time", parent="res"),
        Code(id="people", name="People"),
        Code(
            id="help",
            name="Support",
            parent="people",
            boundaries=(
                Boundary(neighbour="time", rule="Whoever is there counts, not the hours."),
            ),
        ),
    ),
    valences=("barrier", "enabler", "both"),
    statuses=("experienced", "wished for"),
)
PLAIN = Codebook(id="plain", name="Theory", codes=(Code(id="work", name="Work"),))


def the_transcript() -> Transcript:
    """Two people and an interviewer at two sites."""
    made = make_transcript(TALK)
    sites = {"ANN": "North", "BEN": "South"}
    speakers = tuple(
        Speaker(
            label=one.label,
            role=one.role,
            person=one.person,
            attributes={"site": sites[one.label]} if one.label in sites else {},
        )
        for one in made.speakers
    )
    return made.model_copy(update={"speakers": speakers})


def sentence_spans(transcript: Transcript) -> list[tuple[int, int]]:
    """The sentences of those who take part, as units."""
    spans = []
    for turn in transcript.turns:
        if turn.speaker != "INT":
            start = turn.start
            for part in transcript.speech(turn).split(". "):
                end = min(start + len(part) + 1, turn.end)
                spans.append((start, end))
                start = end + 1
    return spans


def make_study(folder: Path, *, books: tuple[Codebook, ...] = (BOOK, PLAIN)) -> Study:
    """The study in a folder, with three suggestions for every unit in the first codebook."""
    study = Study(folder, progress=False)
    database = study._database  # what mining would have put there
    transcript = the_transcript()
    database.put_transcripts([transcript])
    database.put_spans(transcript.id, "test", sentence_spans(transcript))
    database.put_codebooks(books)
    suggestions = [
        Suggestion(
            unit_id=unit.id,
            transcript_id=unit.transcript_id,
            start=unit.start,
            end=unit.end,
            codebook="be",
            code_id=code,
            rank=rank,
            probability=0.9 - rank / 10,
            valence="barrier",
            model="m1",
        )
        for unit in study.units
        for rank, code in enumerate(("time", "help", "res"), start=1)
    ]
    database.put_result("suggestions/be", "test", suggestions)
    return study


def make_mined_study(folder: Path) -> Study:
    """The same study with the record of a run and no themes, so that sheets and tables can be written."""
    study = make_study(folder)
    ids = tuple(unit.id for unit in study.units)
    themes = ThemeSet(
        unit_ids=ids,
        labels=tuple(None for _ in ids),
        unassigned=tuple(Unassigned(unit_id=one.id, text=one.text) for one in study.units),
    )
    study._database.put_result("themes", "test", [themes])
    study._database.put_run(Run(id="run-1", at="2025-07-01T10:00:00+00:00"))
    return study

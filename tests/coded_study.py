"""Six invented texts of five sentences, and what coders decide on them: a study without any model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conftest import make_transcript
from thememiner.records import (
    Code,
    Codebook,
    Decision,
    Run,
    Suggestion,
    ThemeSet,
    Transcript,
    Unit,
)
from thememiner.review import make_decision
from thememiner.study import Study

N_PEOPLE, N_UNITS = 6, 5
BOOK = "be"


def a_text(number: int) -> Transcript:
    said = [(f"P{number}", f"Sentence {n} of person {number} here.") for n in range(N_UNITS)]
    return make_transcript(said)


TEXTS = [a_text(number) for number in range(N_PEOPLE)]
UNITS = [
    Unit(
        id=f"{text.id}:{turn.start}-{turn.end}",
        transcript_id=text.id,
        start=turn.start,
        end=turn.end,
        text=text.text[turn.start : turn.end],
        person=f"person-{turn.speaker}",
    )
    for text in TEXTS
    for turn in text.turns
]


def decide(coder: str, unit: Unit, code: str | None, **fields: Any) -> Decision:
    values: dict[str, Any] = {"blind": True, "at": "2026-01-05T10:00:00+00:00", **fields}
    verdict = values.pop("verdict", "code" if code else "none-fits")
    return make_decision(
        coder=coder,
        verdict=verdict,
        codebook=BOOK,
        unit_id=unit.id,
        transcript_id=unit.transcript_id,
        start=unit.start,
        end=unit.end,
        quote=unit.text,
        code_id=code,
        **values,
    )


def codes_of(shift: int) -> list[str | None]:
    return [("time", "help", None)[(n + (n % 7 == shift)) % 3] for n in range(len(UNITS))]


def log_of(coder: str, shift: int = 0, **fields: Any) -> list[Decision]:
    return [
        decide(coder, unit, code, **fields)
        for unit, code in zip(UNITS, codes_of(shift), strict=True)
    ]


CODES = ("time", "help", "trust", "money", "space", "rules")


def make_suggestions(
    *codes: str, probability: float = 0.9, units: Sequence[Unit] = UNITS
) -> list[Suggestion]:
    """For every unit the same codes, the first one the likeliest."""
    return [
        Suggestion(
            unit_id=unit.id,
            transcript_id=unit.transcript_id,
            start=unit.start,
            end=unit.end,
            codebook=BOOK,
            code_id=code,
            rank=rank,
            probability=probability - rank / 10,
            model="invented",
        )
        for unit in units
        for rank, code in enumerate(codes, start=1)
    ]


def make_coded_study(
    folder: Path, decisions: Sequence[Decision] = (), suggestions: Sequence[Suggestion] = ()
) -> Study:
    """A study with the texts, one codebook and a log; nothing in it was mined."""
    study = Study(folder, progress=False)
    database = study._database
    database.put_transcripts(TEXTS)
    for text in TEXTS:
        database.put_spans(text.id, "test", [(turn.start, turn.end) for turn in text.turns])
    codes = tuple(Code(id=one, name=one.capitalize()) for one in CODES)
    database.put_codebooks([Codebook(id=BOOK, name="Barriers", codes=codes)])
    database.put_result("themes", "test", [ThemeSet()])
    database.put_result(f"suggestions/{BOOK}", "test", suggestions)
    database.put_run(Run(id="r1", at="2026-01-01T10:00:00+00:00"))
    database.add_decisions(decisions)
    return study

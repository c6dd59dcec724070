"""Transcripts, codebooks, suggestions and codings into the plain values that the review page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from thememiner.records import Code, Codebook, Coding, Suggestion, Transcript, Unit

_LONE = re.compile("[\ud800-\udfff]")


def plain_text(text: str) -> str:
    """A text that can travel: half an emoji, which no browser can show, becomes one other sign."""
    return _LONE.sub("\ufffd", text)


def plain_book(book: Codebook) -> dict[str, Any]:
    """A codebook as the page lists it, in its own order."""
    by_id = {code.id: code for code in book.codes}
    return {
        "id": book.id,
        "name": plain_text(book.name),
        "valences": list(book.valences),
        "statuses": list(book.statuses),
        "codes": [_plain_code(code, _depth(code, by_id)) for code in book.codes],
    }


def _plain_code(code: Code, depth: int) -> dict[str, Any]:
    words = {name: plain_text(getattr(code, name)) for name in ("definition", "include", "exclude")}
    return {
        "id": code.id,
        "name": plain_text(code.name),
        **words,
        "boundaries": [
            {"neighbour": one.neighbour, "rule": plain_text(one.rule)} for one in code.boundaries
        ],
        "examples": [plain_text(one.text) for one in code.examples[:2]],
        "depth": depth,
    }


def _depth(code: Code, by_id: dict[str, Code]) -> int:
    seen = {code.id}
    while code.parent in by_id and code.parent not in seen:
        code = by_id[code.parent]
        seen.add(code.id)
    return len(seen) - 1


def plain_transcript(
    transcript: Transcript, units: Iterable[tuple[int, Unit]], codings: Iterable[Coding]
) -> dict[str, Any]:
    """A whole transcript to read, with the places of its units in the queue.

    Args:
        transcript: the transcript.
        units: its units with their places in the queue.
        codings: what the coder coded in it.
    """
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    facts = (transcript.id, *transcript.attributes.values())
    return {
        "id": transcript.id,
        "title": plain_text(" · ".join(fact for fact in facts if fact)),
        "turns": [
            {
                "speaker": plain_text(turn.speaker or ""),
                "role": roles.get(turn.speaker, "unknown"),
                "start": turn.start,
                "text": plain_text(transcript.speech(turn)),
            }
            for turn in transcript.turns
        ],
        "units": [[index, unit.start, unit.end] for index, unit in units],
        "codings": [plain_coding(coding) for coding in codings],
    }


def plain_unit(unit: Unit, index: int, *, aside: str) -> dict[str, Any]:
    """What of a row never changes."""
    who = unit.person or unit.speaker or "person not known"
    return {
        "index": index,
        "unit_id": unit.id,
        "transcript_id": unit.transcript_id,
        "start": unit.start,
        "end": unit.end,
        "text": plain_text(unit.text),
        "question": plain_text(unit.question or ""),
        "who": plain_text(who),
        "aside": aside,
    }


def plain_coding(coding: Coding) -> dict[str, Any]:
    """A coding as the page marks it."""
    names = ("id", "code_id", "start", "end", "valence", "status")
    return {name: getattr(coding, name) for name in names}


def plain_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion with its evidence, extracts only."""
    evidence = suggestion.evidence
    return {
        "code_id": suggestion.code_id,
        "probability": suggestion.probability,
        "calibrated": suggestion.calibrated,
        "valence": suggestion.valence,
        "status": suggestion.status,
        "evidence": {
            "definition": plain_text(evidence.definition),
            "example": plain_text(evidence.example),
            "words": [plain_text(word) for word in evidence.words],
        },
    }

"""Turns a CHAT transcript into a ``Transcript``: main lines of one speaker become one turn."""

from __future__ import annotations

from collections import Counter

from thememiner.formats._cha import ChatFile, parse_cha
from thememiner.read._make import make_transcript, source_of
from thememiner.read._utterances import Utterance, join_utterances, labels_note
from thememiner.records import Transcript

_TECHNICAL = frozenset(
    "UTF8|Begin|End|Languages|Participants|ID|Options|Media|Window|Font|PID|Types|Date|"
    "Color words|New Episode|Bg|Eg|G".split("|")
)
_STUDIED = {
    "Target Child": "the target child, a participant",
    "Target Adult": "the target adult, a participant",
}


def read_cha(data: bytes, *, format: str = "cha") -> Transcript:
    """Read the bytes of a CHAT transcript.

    The marks of CHAT stay in the text; the time bullets become the times of the turns.

    Raises:
        ReadError: the bytes are empty, too many, not text, or hold no line of a speaker.
    """
    file = parse_cha(data)
    spoken = tuple(
        Utterance(line.speaker or None, line.text, line.began_s, line.ended_s)
        for line in file.lines
    )
    return make_transcript(
        join_utterances(spoken),
        source=source_of(data, format=format),
        notes=(*file.notes, *_left_out(file), *labels_note(spoken)),
        legend={code: _STUDIED.get(role, role) for code, role in file.roles.items()},
    )


def _left_out(file: ChatFile) -> tuple[str, ...]:
    """Notes on the lines that are not talk."""
    notes = []
    if file.n_tiers:
        tiers = ", ".join(f"{n} {name}" for name, n in sorted(file.n_tiers.items()))
        notes.append(f"lines of annotation were left out: {tiers}")
    headers = Counter(name for name, text in file.headers if text and name not in _TECHNICAL)
    if headers:
        named = ", ".join(f"{n} @{name}" for name, n in sorted(headers.items()))
        notes.append(f"lines about the recording were left out: {named}")
    return tuple(notes)

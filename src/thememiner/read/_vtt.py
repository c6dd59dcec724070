"""Turns WebVTT captions into a ``Transcript``: captions of one speaker become one turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from thememiner.formats._text import decode_text
from thememiner.formats._vtt import Cue, parse_vtt
from thememiner.read._labels import Labelling, find_labels
from thememiner.read._make import clean_text, make_transcript, source_of
from thememiner.records import Transcript

_SEVERAL_CAPTIONS = 3
_SEVERAL_CHANGES = 2


@dataclass
class _Stretch:
    """Talk of one speaker over neighbouring captions."""

    label: str | None
    began_s: float | None
    ended_s: float | None
    words: list[str] = field(default_factory=list)


def read_vtt(data: bytes, *, format: str = "vtt") -> Transcript:
    """Read the bytes of a caption file.

    Raises:
        ReadError: the bytes are empty, not text, or hold no captions.
    """
    decoded = decode_text(data)
    return _transcript(decoded.text, data, format=format, notes=decoded.notes)


def parse_captions(text: str) -> Transcript:
    """Read captions that are already decoded.

    Raises:
        ReadError: there are no captions in the text.
    """
    text = clean_text(text)
    return _transcript(text, text.encode("utf-8"), format="vtt", notes=())


def _transcript(text: str, data: bytes, *, format: str, notes: tuple[str, ...]) -> Transcript:
    cues, told = parse_vtt(text)
    return join_captions(cues, data=data, format=format, notes=notes + told)


def join_captions(
    cues: Sequence[Cue], *, data: bytes, format: str, notes: tuple[str, ...]
) -> Transcript:
    """Make a transcript from captions of any format, by voice tags or by labels in the words.

    Args:
        cues: the captions in the order of the file.
        data: the bytes of the file, for the source.
        format: the file's format.
        notes: what a person should know of the captions.

    Raises:
        ReadError: no caption has any words.
    """
    source = source_of(data, format=format)
    voices = {line.voice for cue in cues for line in cue.lines if line.voice}
    labelling = None if voices else _labels_in_captions(cues)
    stretches = list(_by_voice(cues) if labelling is None else _by_label(cues, labelling))
    doubts = dict(labelling.doubts) if labelling else {}
    notes += labelling.notes if labelling else ()
    labels = {stretch.label for stretch in stretches}
    if labels == {None}:
        notes += _changes(cues)
    if len(labels) == 1 and None not in labels and len(cues) > _SEVERAL_CAPTIONS:
        only = stretches[0].label or ""
        notes += (f"all turns have the label {only}: are two people behind it?",)
        doubts[only] = "the only label in the file"
    return make_transcript(
        ((one.label, " ".join(one.words), one.began_s, one.ended_s) for one in stretches),
        source=source,
        notes=notes,
        doubts=doubts,
    )


def _changes(cues: Sequence[Cue]) -> tuple[str, ...]:
    """A note where captions say that the speaker changes, as ``>>`` does, but not to whom."""
    n_changes = sum(line.text.lstrip().startswith(">>") for cue in cues for line in cue.lines)
    if n_changes < _SEVERAL_CHANGES:
        return ()
    return (f"{n_changes} captions begin with >>: another speaker, whom nothing names",)


def _labels_in_captions(cues: Sequence[Cue]) -> Labelling:
    """Labels such as ``Ann:`` at the start of caption lines."""
    return find_labels(_as_text(cues))


def _as_text(cues: Sequence[Cue]) -> str:
    return "\n".join(_flat(line.text) for cue in cues for line in cue.lines)


def _flat(text: str) -> str:
    """A caption line on one line."""
    return " ".join(text.split("\n"))


def _by_voice(cues: Sequence[Cue]) -> Iterator[_Stretch]:
    """Stretches by voice tag; a caption without one goes on with the speaker before."""
    pieces = ((cue, line.voice, line.text) for cue in cues for line in cue.lines)
    yield from _joined(pieces)


def _by_label(cues: Sequence[Cue], labelling: Labelling) -> Iterator[_Stretch]:
    """Stretches by label inside the captions; lines without one go on."""
    starts = {candidate.start: candidate for candidate in labelling.starts}
    pieces = []
    position = 0
    for cue in cues:
        for line in cue.lines:
            words = _flat(line.text)
            label = starts.get(position)
            cut = label.speech - position if label else 0
            pieces.append((cue, label.label if label else None, words[cut:].strip()))
            position += len(words) + 1
    yield from _joined(pieces)


def _joined(pieces: Iterable[tuple[Cue, str | None, str]]) -> Iterator[_Stretch]:
    """Neighbouring pieces of one speaker as one stretch."""
    current: _Stretch | None = None
    for cue, label, words in pieces:
        if current is None or (label is not None and label != current.label):
            if current is not None:
                yield current
            current = _Stretch(label, cue.began_s, cue.ended_s)
        if words:
            current.words.append(words)
        current.ended_s = cue.ended_s if cue.ended_s is not None else current.ended_s
    if current is not None:
        yield current

"""A transcript and its replacements into the transcript without names, and back, to the letter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, get_args

from thememiner.privacy._mentions import Kind
from thememiner.records import Record, Transcript, Turn

State = Literal["replaced", "doubtful", "kept"]
STATES: tuple[State, ...] = get_args(State)


class Replacement(Record):
    """One mention and what stands for it; it holds the words themselves, so it belongs in the key.

    Attributes:
        id: ``TRANSCRIPT:start-end`` with the positions before anything was replaced.
        transcript_id: where.
        start: first code point in the text that the study keeps.
        end: one past the last.
        original: the words as they were said.
        pseudonym: what stands for them: ``[PERSON-3]``, or a name that the researcher chose; for a
            mention in doubt what would, empty where it has no number yet.
        kind: person, place, organisation …
        state: replaced; doubtful (listed, not replaced); kept (a person said that it is to stay).
        entity: what is meant, the same over the study: ``person-3``; empty where nobody has decided.
        title: what stands before a name and stayed.
        reason: why it was taken for a name.
        decided_by: who decided last: ``thememiner``, or a person.
    """

    id: str
    transcript_id: str
    start: int
    end: int
    original: str
    pseudonym: str = ""
    kind: Kind
    state: State = "replaced"
    entity: str = ""
    title: str = ""
    reason: str = ""
    decided_by: str = "thememiner"

    @property
    def stands(self) -> str:
        """What is in the text that the study keeps."""
        return self.pseudonym if self.state == "replaced" else self.original


class _Change(NamedTuple):
    """A span of a text, and what takes its place."""

    start: int
    end: int
    text: str


class _Shift:
    """Where positions of a text are after some changes."""

    def __init__(self, changes: Sequence[_Change]) -> None:
        self._starts = [change.start for change in changes]
        grown = [len(change.text) - (change.end - change.start) for change in changes]
        self._before = [0, *accumulate(grown)]

    def __call__(self, position: int) -> int:
        """A position that is inside no change."""
        return position + self._before[bisect_right(self._starts, position - 1)]


def pseudonymise(
    transcript: Transcript, replacements: Iterable[Replacement]
) -> tuple[Transcript, tuple[Replacement, ...]]:
    """Replace what is to be replaced; all turns move along, everything else stays as it is.

    Args:
        transcript: as it was read.
        replacements: with their places in this transcript's text, none overlapping, none across the
            end of a turn.

    Returns:
        The transcript, and the replacements with their places in its new text.
    """
    own = _in_order(transcript, replacements)
    changes = [_Change(one.start, one.end, one.stands) for one in own]
    return _rewritten(transcript, changes), _moved(own, changes)


def restore(transcript: Transcript, replacements: Iterable[Replacement]) -> Transcript:
    """The transcript as it was read: the exact inverse of ``pseudonymise``.

    Args:
        transcript: as the study keeps it.
        replacements: of this transcript, as they came from ``pseudonymise``.
    """
    own = _in_order(transcript, replacements)
    changes = [_Change(one.start, one.end, one.original) for one in own if one.state == "replaced"]
    return _rewritten(transcript, changes)


def change(
    transcript: Transcript, before: Iterable[Replacement], after: Iterable[Replacement]
) -> tuple[Transcript, tuple[Replacement, ...]]:
    """Apply what a person decided about replacements.

    Args:
        transcript: as the study keeps it.
        before: the replacements as they stand in it.
        after: the same, by id, with other states or pseudonyms.

    Returns:
        The transcript, and the replacements with their places in its new text.
    """
    wanted = {one.id: one for one in after}
    own = _in_order(transcript, before)
    new = [wanted.get(one.id, one) for one in own]
    changes = [
        _Change(one.start, one.end, other.stands) for one, other in zip(own, new, strict=True)
    ]
    placed = [
        other.model_copy(update={"start": one.start, "end": one.end})
        for one, other in zip(own, new, strict=True)
    ]
    return _rewritten(transcript, changes), _moved(placed, changes)


def unplaced(
    transcript: Transcript, replacements: Iterable[Replacement]
) -> tuple[Replacement, ...]:
    """The replacements with their places in the text that ``restore`` gives back.

    Args:
        transcript: as the study keeps it.
        replacements: of this transcript, as they stand in it.
    """
    own = _in_order(transcript, replacements)
    return _moved(own, [_Change(one.start, one.end, one.original) for one in own])


def is_consistent(transcript: Transcript, replacements: Iterable[Replacement]) -> bool:
    """Whether each replacement stands in the text where it says."""
    own = _in_order(transcript, replacements)
    return all(transcript.text[one.start : one.end] == one.stands for one in own)


def _in_order(transcript: Transcript, replacements: Iterable[Replacement]) -> list[Replacement]:
    own = [one for one in replacements if one.transcript_id == transcript.id]
    return sorted(own, key=lambda one: (one.start, one.end))


def _rewritten(transcript: Transcript, changes: Sequence[_Change]) -> Transcript:
    real = [one for one in changes if transcript.text[one.start : one.end] != one.text]
    if not real:
        return transcript
    shift = _Shift(real)
    turns = tuple(_moved_turn(turn, shift) for turn in transcript.turns)
    text = "".join(_pieces(transcript.text, real))
    return transcript.model_copy(update={"text": text, "turns": turns})


def _moved_turn(turn: Turn, shift: _Shift) -> Turn:
    return turn.model_copy(update={"start": shift(turn.start), "end": shift(turn.end)})


def _pieces(text: str, changes: Iterable[_Change]) -> Iterator[str]:
    at = 0
    for one in changes:
        yield text[at : one.start]
        yield one.text
        at = one.end
    yield text[at:]


def _moved(own: Sequence[Replacement], changes: Sequence[_Change]) -> tuple[Replacement, ...]:
    shift = _Shift(changes)
    return tuple(
        one.model_copy(update={"start": (at := shift(one.start)), "end": at + len(change.text)})
        for one, change in zip(own, changes, strict=True)
    )


# --- labels ----------------------------------------------------------------------------------


def with_labels(transcript: Transcript, labels: Mapping[str, str]) -> Transcript:
    """The transcript with other labels in front of its turns, among its speakers and in its notes.

    Only what stands between the turns changes; what was said stays.

    Args:
        transcript: any.
        labels: label as it is to label as it is to be; none of the new ones stands in the text yet.
    """
    if not labels:
        return transcript
    changes = [
        _Change(match.start(), match.end(), labels[match[0]])
        for start, end in _gaps(transcript)
        for match in _any_of(labels).finditer(transcript.text, start, end)
    ]
    moved = _rewritten(transcript, changes)
    turns = tuple(
        turn.model_copy(update={"speaker": labels.get(turn.speaker or "", turn.speaker)})
        for turn in moved.turns
    )
    speakers = tuple(
        speaker.model_copy(
            update={
                "label": labels.get(speaker.label or "", speaker.label),
                "reason": _exchanged(speaker.reason, labels),
            }
        )
        for speaker in moved.speakers
    )
    notes = tuple(_exchanged(note, labels) for note in moved.notes)
    return moved.model_copy(update={"turns": turns, "speakers": speakers, "notes": notes})


def _gaps(transcript: Transcript) -> Iterator[tuple[int, int]]:
    """What stands before, between and after the turns."""
    at = 0
    for turn in transcript.turns:
        yield at, turn.start
        at = turn.end
    yield at, len(transcript.text)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w\[])(?:{'|'.join(map(re.escape, longest_first))})(?![\w\]])")


def _exchanged(text: str, words: Mapping[str, str]) -> str:
    return _any_of(words).sub(lambda found: words[found[0]], text)

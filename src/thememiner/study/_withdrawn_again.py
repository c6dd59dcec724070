"""New transcripts into the same without those who withdrew before, and what a person is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.records import ReadProblem, Transcript
from thememiner.store import Key, Tombstone
from thememiner.study._withdrawn_talk import leave_out, left_stones


@dataclass(frozen=True)
class Obeyed:
    """New transcripts as far as nobody in them has withdrawn.

    Attributes:
        transcripts: without those who withdrew.
        stones: new tombstones, for talk of theirs that the study had not held.
        problems: what a person should see.
    """

    transcripts: tuple[Transcript, ...]
    stones: tuple[Tombstone, ...]
    problems: tuple[ReadProblem, ...]


def obey(
    transcripts: Sequence[Transcript],
    stones: Sequence[Tombstone],
    *,
    known: Sequence[Transcript],
    key: Key,
) -> Obeyed:
    """Leave out again who withdrew before.

    A file is known by its bytes or its text, whatever its name. A person with an id of the cases table
    is left out of every new file as well.

    Args:
        transcripts: as they were read.
        stones: of the study.
        known: transcripts that the study holds; what is the same as there is without them already.
        key: of the new files, for their names.
    """
    held = {transcript.id for transcript in known}
    kept, new, told = [], list[Tombstone](), []
    for transcript in transcripts:
        own = _of_this(transcript, stones)
        file, is_new = key.file_of(transcript.id), transcript.id not in held
        whole = next((stone for stone in own if stone.whole), None)
        if whole is not None:
            told.append(_say_whole(file, whole.at))
            new.append(_under_new_label(whole, transcript))
            continue
        left = _withdrawn_labels(transcript, own, stones, is_new=is_new)
        if left or own:
            told.append(_say_part(file, min(s.at for s in (*left.values(), *own))))
        if not left:
            kept.append(transcript)
            continue
        less, more = _left(transcript, left, () if is_new else stones)
        new += more
        if less.turns:
            kept.append(less)
    return Obeyed(tuple(kept), tuple(new), tuple(told))


def _left(
    transcript: Transcript, left: Mapping[str | None, Tombstone], earlier: Iterable[Tombstone]
) -> tuple[Transcript, list[Tombstone]]:
    """The transcript without some labels, and the tombstones as they stand in this reading of it."""
    less, spans = leave_out(transcript, left)
    people = {label: stone.person for label, stone in left.items()}
    at = min(stone.at for stone in left.values())
    return less, left_stones(transcript, people, spans, at=at, earlier=earlier)


def _under_new_label(stone: Tombstone, transcript: Transcript) -> Tombstone:
    """The tombstone of a whole transcript, with the label that this reading gave the person."""
    labels = [speaker.label or "" for speaker in transcript.speakers]
    label = labels[stone.place] if stone.place < len(labels) else stone.label
    return stone.model_copy(update={"transcript_id": transcript.id, "label": label})


def _of_this(transcript: Transcript, stones: Iterable[Tombstone]) -> list[Tombstone]:
    return [
        stone
        for stone in stones
        if stone.transcript_id == transcript.id or stone.sha256 == transcript.source.sha256
    ]


def _withdrawn_labels(
    transcript: Transcript, own: Iterable[Tombstone], stones: Iterable[Tombstone], *, is_new: bool
) -> dict[str | None, Tombstone]:
    """Labels of speakers who withdrew: known by person, by label, or by place in a new file."""
    people = {stone.person: stone for stone in stones}
    found = {s.label: people[s.person] for s in transcript.speakers if s.person in people}
    labels = {speaker.label for speaker in transcript.speakers}
    for stone in own:
        if stone.label in labels:
            found.setdefault(stone.label, stone)
        elif is_new and stone.place < len(transcript.speakers):
            found.setdefault(transcript.speakers[stone.place].label, stone)
    return found


def _say_whole(file: str, at: str) -> ReadProblem:
    return ReadProblem(
        path=file,
        found=f"The person in it withdrew on {at[:10]}, so it was left out.",
        remedy="Nothing is to be done here. If you may not keep the file, delete it.",
    )


def _say_part(file: str, at: str) -> ReadProblem:
    return ReadProblem(
        path=file,
        found=f"Somebody in it withdrew on {at[:10]}; their turns were left out again.",
        remedy="Nothing is to be done here. If you may not keep their words, take them out of the file.",
        fatal=False,
    )

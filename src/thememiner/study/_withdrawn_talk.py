"""Transcripts and a person into the same transcripts without that person, and what is remembered of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from thememiner.errors import SettingsError
from thememiner.records import Speaker, Transcript
from thememiner.store import Key, Tombstone
from thememiner.study._withdrawn_words import MARK, Words
from thememiner.units import material_turns

_ASIDE = ("interviewer", "observer")
_UNIT = re.compile(r"([^:|\s]+)(?::(\d+)-(\d+))?(?:\|.*)?")


@dataclass(frozen=True, kw_only=True, repr=False)
class Gone:
    """What goes when somebody withdraws.

    Attributes:
        person: pseudonymous id.
        whole: transcripts that go as a whole.
        spans: where their turns stood in the transcripts that stay.
        changed: the transcripts that stay, without them.
        stones: what is remembered.
        n_turns: turns of theirs.
        words: runs of words that only they said.
        names: what the key calls them.
    """

    person: str
    whole: frozenset[str] = frozenset()
    spans: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    changed: tuple[Transcript, ...] = ()
    stones: tuple[Tombstone, ...] = ()
    n_turns: int = 0
    words: Words = field(default_factory=Words)
    names: frozenset[str] = frozenset()

    def holds(self, transcript_id: str | None, start: int | None, end: int | None) -> bool:
        """Whether a span has words of theirs in it; without a span, whether the transcript is gone."""
        if transcript_id in self.whole:
            return True
        if transcript_id is None or start is None or end is None:
            return False
        return any(a < end and start < b for a, b in self.spans.get(transcript_id, ()))

    def holds_id(self, text: str) -> bool:
        """Whether a text is their id, or the id of a transcript, a unit or a row that is gone."""
        if text == self.person:
            return bool(text)
        found = _UNIT.fullmatch(text)
        if found is None:
            return False
        start, end = (int(part[:12]) if part else None for part in found.groups()[1:])
        return self.holds(found[1], start, end)


def find_person(
    person: str, transcripts: Sequence[Transcript], key: Key, stones: Sequence[Tombstone]
) -> str:
    """The id of a person who is named by it, or by a name that the key knows.

    Raises:
        SettingsError: nobody or more than one is meant.
    """
    speakers = [(t.id, speaker) for t in transcripts for speaker in t.speakers]
    ids = {s.person for _, s in speakers if s.person} | {stone.person for stone in stones}
    if person in ids:
        return person
    wanted = _plain(person)
    meant = {s.person for tid, s in speakers if s.person and wanted in _names(tid, s, key)}
    if len(meant) == 1:
        return meant.pop()
    if meant:
        raise SettingsError(
            f"{len(meant)} people are called that: {', '.join(sorted(meant))}. Name one of these ids. If "
            "they are one person, say so first: study.set_person."
        )
    raise SettingsError(
        f"Nobody in this study is meant by that name or id. Ids are {', '.join(sorted(ids)) or 'none'}. "
        "A name is known only while the key is open."
    )


def _names(transcript_id: str, speaker: Speaker, key: Key) -> set[str]:
    label = speaker.label or ""
    said = (
        key.people.get(speaker.person or "", ""),
        key.names.get(transcript_id, {}).get(label, ""),
        key.labels.get(transcript_id, {}).get(label, label),
    )
    return {_plain(name) for name in said if name}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def find_gone(
    person: str,
    transcripts: Sequence[Transcript],
    *,
    key: Key,
    stones: Sequence[Tombstone],
    at: str,
) -> Gone:
    """What goes with a person, from all transcripts.

    Where nobody but interviewers and observers is left, the whole transcript goes, their questions and
    notes with it. Else the person's turns go: where they stood, a mark fills the text to its old length, so
    that no position of anybody else's words moves.

    Args:
        person: pseudonymous id.
        transcripts: of the study.
        key: of the study, for the names of the person.
        stones: of those who withdrew before.
        at: when.
    """
    parts = [_part(one, person, key=key, stones=stones, at=at) for one in transcripts]
    new = tuple(stone for part in parts for stone in part.stones)
    return Gone(
        person=person,
        whole=frozenset(stone.transcript_id for stone in new if stone.whole),
        spans=_spans_of(new),
        changed=tuple(part.changed for part in parts if part.changed is not None),
        stones=new,
        n_turns=sum(len(part.said) for part in parts if part.stones),
        words=Words(
            (text for part in parts for text in part.said),
            (text for part in parts for text in part.others),
        ),
        names=frozenset(name for part in parts for name in part.names),
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class _Part:
    """What one transcript has of a person: what they said, what the others said, what stays."""

    said: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    stones: tuple[Tombstone, ...] = ()
    changed: Transcript | None = None


def _part(
    transcript: Transcript, person: str, *, key: Key, stones: Sequence[Tombstone], at: str
) -> _Part:
    own = {s.label: s for s in transcript.speakers if s.person == person}
    names = frozenset(name for s in own.values() for name in _told(s, transcript, key))
    if own and _is_alone(transcript, own):
        said = tuple(transcript.speech(turn) for turn in material_turns(transcript))
        stone = _stone(transcript, person, at, own)
        return _Part(said=said, names=names, stones=(stone,))
    mine = tuple(transcript.speech(t) for t in transcript.turns if t.speaker in own)
    others = tuple(transcript.speech(t) for t in transcript.turns if t.speaker not in own)
    if not own:
        return _Part(others=others)
    less, spans = leave_out(transcript, own)
    left = left_stones(transcript, dict.fromkeys(own, person), spans, at=at, earlier=stones)
    return _Part(said=mine, others=others, names=names, stones=tuple(left), changed=less)


def _spans_of(stones: Iterable[Tombstone]) -> dict[str, tuple[tuple[int, int], ...]]:
    spans: dict[str, tuple[tuple[int, int], ...]] = {}
    for stone in stones:
        if not stone.whole:
            spans[stone.transcript_id] = (*spans.get(stone.transcript_id, ()), *stone.spans)
    return spans


def gone_before(stones: Iterable[Tombstone], person: str = "") -> Gone:
    """What went earlier, as far as the tombstones tell: places, no words.

    Args:
        stones: of the study.
        person: one person; empty for everybody.
    """
    own = [stone for stone in stones if person in {"", stone.person}]
    whole = frozenset(stone.transcript_id for stone in own if stone.whole)
    return Gone(person=person, whole=whole, spans=_spans_of(own), stones=tuple(own))


def _told(speaker: Speaker, transcript: Transcript, key: Key) -> set[str]:
    """How tables may call a speaker: by name, or by a label that is one."""
    label = speaker.label or ""
    said = (
        key.people.get(speaker.person or "", ""),
        key.names.get(transcript.id, {}).get(label, ""),
        key.labels.get(transcript.id, {}).get(label, ""),
    )
    return {name for name in said if name}


def _is_alone(transcript: Transcript, labels: Collection[str | None]) -> bool:
    own = [s for s in transcript.speakers if s.label in labels]
    rest = [s for s in transcript.speakers if s.label not in labels]
    if not rest:
        return True
    took_part = any(s.role not in _ASIDE for s in own)
    return took_part and all(s.role in _ASIDE for s in rest)


def leave_out(
    transcript: Transcript, labels: Collection[str | None]
) -> tuple[Transcript, dict[str | None, tuple[tuple[int, int], ...]]]:
    """A transcript without the turns of some speakers, and where these stood, by label.

    The text keeps its length: each turn with its label becomes a mark and blanks.
    """
    text, spans = transcript.text, dict[str | None, list[tuple[int, int]]]()
    last = 0
    for turn in transcript.turns:
        if turn.speaker in labels:
            start = _line_of_label(transcript.text, last, turn.start, turn.speaker)
            length = turn.end - start
            mark = MARK if length >= len(MARK) else "…" * min(length, 1)
            text = text[:start] + mark.ljust(length) + text[turn.end :]
            spans.setdefault(turn.speaker, []).append((start, turn.end))
        last = turn.end
    said = [label for label in labels if label and len(label) > 2]
    less = Transcript(
        id=transcript.id,
        text=text,
        turns=tuple(turn for turn in transcript.turns if turn.speaker not in labels),
        speakers=tuple(s for s in transcript.speakers if s.label not in labels),
        attributes=transcript.attributes,
        source=transcript.source,
        notes=tuple(note for note in transcript.notes if not any(one in note for one in said)),
    )
    return less, {label: tuple(some) for label, some in spans.items()}


def _line_of_label(text: str, last: int, start: int, label: str | None) -> int:
    """Where the line with the label of a turn begins, between the turn before and the speech."""
    between = text[last:start]
    at = between.rfind(label) if label else -1
    line = between.rfind("\n", 0, at if at >= 0 else len(between.rstrip())) + 1
    while line < len(between) and between[line].isspace():
        line += 1
    return last + line


def left_stones(
    transcript: Transcript,
    people: Mapping[str | None, str],
    spans: Mapping[str | None, tuple[tuple[int, int], ...]],
    *,
    at: str,
    earlier: Iterable[Tombstone] = (),
) -> list[Tombstone]:
    """One tombstone for each label that was left out of a transcript that stays.

    Args:
        transcript: as it was with them.
        people: label to person.
        spans: where their turns stood, by label.
        at: when.
        earlier: of those who left before, so that places are those in the file.
    """
    taken = {s.place for s in earlier if s.transcript_id == transcript.id and not s.whole}
    places = (place for place in count() if place not in taken)
    return [
        Tombstone(
            transcript_id=transcript.id,
            person=people[speaker.label],
            sha256=transcript.source.sha256,
            at=at,
            whole=False,
            label=speaker.label or "",
            place=place,
            spans=spans.get(speaker.label, ()),
        )
        for place, speaker in zip(places, transcript.speakers, strict=False)
        if speaker.label in people
    ]


def _stone(
    transcript: Transcript, person: str, at: str, labels: Collection[str | None]
) -> Tombstone:
    place = next(n for n, one in enumerate(transcript.speakers) if one.label in labels)
    return Tombstone(
        transcript_id=transcript.id,
        person=person,
        sha256=transcript.source.sha256,
        at=at,
        whole=True,
        label=transcript.speakers[place].label or "",
        place=place,
    )

"""Turns transcripts and a topic guide into what was asked, probed, or raised unasked.

The thresholds are cosines and were set with all-MiniLM-L6-v2 on six conversations of the sample study,
read by hand: at ``ASKED`` 28 of 32 questions that were asked are found, and 2 of 20 that were not asked
are said to be. On invented interviews that were left out it is fewer, which
``benchmarks/quality/guide`` measures.
They are no promise for other material: read the words that decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from thememiner.read import GuideQuestion
from thememiner.records import Record, Transcript, Unit
from thememiner.units import Splitter, plain_words, reason_to_set_aside
from thememiner.vectors import FloatArray

Embed = Callable[[Sequence[str]], FloatArray]
State = Literal["asked", "probed", "raised unasked", "not asked"]

STATES: tuple[State, ...] = ("asked", "probed", "raised unasked", "not asked")
ASKED = 0.41
RAISED = 0.48
FOLLOWS = 0.25
_NEARLY_BEST = 0.05
_SHORT_FOLLOW_UP = 6
_FEWEST_WORDS = 2


class GuideCoverage(Record):
    """What became of one question of the guide with one person.

    Attributes:
        person: pseudonymous id.
        question_id: of the guide.
        question: its words.
        state: ``asked``; ``probed`` where it was asked again or followed up; ``raised unasked`` where
            the person came to it without being asked; else ``not asked``.
        similarity: cosine of the words that decided, 0 to 1; the nearest where nothing was near.
        n_asked: interviewer turns that ask it, over all conversations of the person.
        asked_as: the interviewer's words that are nearest to the question; empty if not asked.
        asked_in: transcripts in which it was asked.
        unit_id: what the person said near the question before it was asked there, if anything.
        said: the words of that unit.
    """

    person: str
    question_id: str
    question: str
    state: State
    similarity: float
    n_asked: int = 0
    asked_as: str = ""
    asked_in: tuple[str, ...] = ()
    unit_id: str | None = None
    said: str = ""


@dataclass(frozen=True)
class _Asked:
    """An interviewer turn that asks a question of the guide, or one of its probes."""

    turn: int
    start: int
    words: str
    similarity: float
    is_probe: bool


@dataclass
class _Talk:
    """What happened to one question in one conversation."""

    asked: list[_Asked] = field(default_factory=list)
    followed: bool = False
    nearest: float = 0.0

    @property
    def begins(self) -> float:
        """Position from which the question had been asked."""
        return min((one.start for one in self.asked), default=float("inf"))

    @property
    def is_probed(self) -> bool:
        """Whether it was asked again, followed up, or asked by a probe of the guide."""
        turns = {one.turn for one in self.asked}
        return len(turns) > 1 or self.followed or any(one.is_probe for one in self.asked)


class _Guide:
    """The questions of a guide as vectors: each by its whole text, its sentences and its probes."""

    def __init__(self, questions: Sequence[GuideQuestion], embed: Embed, splitter: Splitter):
        self.questions = tuple(questions)
        texts: list[str] = []
        self._owner: list[int] = []
        self._is_probe: list[bool] = []
        for n, question in enumerate(self.questions):
            own = _pieces([question.text], splitter)[0]
            for text in (*own, *question.probes):
                texts.append(text)
                self._owner.append(n)
                self._is_probe.append(text in question.probes)
        self._vectors = embed(texts)

    def match(self, vectors: FloatArray, *, probes: bool = True) -> FloatArray:
        """Cosine of each text to each question. *Shape:* (n_texts, n_questions)."""
        scores = np.clip(vectors @ self._vectors.T, 0.0, 1.0)
        out = np.zeros((len(vectors), len(self.questions)), dtype=np.float32)
        for column, owner in enumerate(self._owner):
            if probes or not self._is_probe[column]:
                out[:, owner] = np.maximum(out[:, owner], scores[:, column])
        return out


def find_coverage(
    transcripts: Iterable[Transcript],
    units: Iterable[Unit],
    questions: Sequence[GuideQuestion],
    *,
    embed: Embed,
    splitter: Splitter,
) -> tuple[GuideCoverage, ...]:
    """Say for each person and question of a guide whether it was asked, probed, or raised unasked.

    An interviewer's turn asks the question that one of its sentences is nearest to, if it is near
    enough. What is asked in a focus group is asked of everybody in it.

    Args:
        transcripts: with speakers, roles and people.
        units: of these transcripts.
        questions: of the guide.
        embed: vectors of unit length for texts. *Shape:* (n_texts, dimension).
        splitter: finds sentences.

    Returns:
        One record for each person and question, people by id, questions in the order of the guide.
    """
    guide = _Guide(questions, embed, splitter)
    people: dict[str, list[tuple[Transcript, list[_Talk]]]] = defaultdict(list)
    for transcript in transcripts:
        talks = _find_asked(transcript, guide, embed, splitter)
        for person in _people(transcript):
            people[person].append((transcript, talks))
    raised = _find_raised(tuple(units), people, guide, embed)
    return tuple(
        _coverage(person, n, question, people[person], raised.get((person, n)))
        for person in sorted(people)
        for n, question in enumerate(guide.questions)
    )


def _people(transcript: Transcript) -> list[str]:
    """Who could have been asked: everybody but interviewers and observers."""
    there = [one for one in transcript.speakers if one.role not in ("interviewer", "observer")]
    return list(dict.fromkeys(one.person or f"{transcript.id}/{one.label}" for one in there))


def _pieces(texts: Sequence[str], splitter: Splitter) -> list[tuple[str, ...]]:
    """Each text as a whole and by its sentences; those with hardly a word are left out."""
    out = []
    for text, sentences in zip(texts, splitter.split(texts), strict=True):
        some = [text, *(text[one.start : one.end] for one in sentences)]
        told = [one.strip() for one in some if len(plain_words(one)) >= _FEWEST_WORDS]
        out.append(tuple(dict.fromkeys(told)) or (text,))
    return out


def _find_asked(
    transcript: Transcript, guide: _Guide, embed: Embed, splitter: Splitter
) -> list[_Talk]:
    """For each question, the interviewer turns that ask it."""
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    turns = [turn for turn in transcript.turns if roles.get(turn.speaker) == "interviewer"]
    talks = [_Talk() for _ in guide.questions]
    speeches = [transcript.speech(turn) for turn in turns]
    if not speeches:
        return talks
    pieces = _pieces(speeches, splitter)
    flat = [piece for some in pieces for piece in some]
    vectors = embed(flat)
    whole, bare = guide.match(vectors), guide.match(vectors, probes=False)
    current: int | None = None
    row = 0
    for n, some in enumerate(pieces):
        rows = range(row, row + len(some))
        row += len(some)
        found = list(_questions_of(whole, rows))
        for q, at in found:
            similarity = float(whole[at, q])
            is_probe = bool(bare[at, q] < ASKED)
            talks[q].asked.append(_Asked(n, turns[n].start, flat[at], similarity, is_probe))
        for q, talk in enumerate(talks):
            talk.nearest = max(talk.nearest, float(whole[rows.start : rows.stop, q].max()))
        if found:
            current = found[0][0]
        elif current is not None and _follows(speeches[n], whole[rows.start : rows.stop, current]):
            talks[current].followed = True
    return talks


def _questions_of(scores: FloatArray, rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The questions that the sentences of one turn ask, each with its nearest sentence."""
    best: dict[int, int] = {}
    for at in rows:
        top = float(scores[at].max())
        for q in np.flatnonzero(scores[at] >= max(ASKED, top - _NEARLY_BEST)):
            if int(q) not in best or scores[at, q] > scores[best[int(q)], q]:
                best[int(q)] = at
    yield from sorted(best.items(), key=lambda item: -scores[item[1], item[0]])


def _follows(speech: str, scores: FloatArray) -> bool:
    """Whether a turn follows up: a short question, or one not far from what was asked before."""
    if "?" not in speech or reason_to_set_aside(speech) is not None:
        return False
    return len(plain_words(speech)) <= _SHORT_FOLLOW_UP or float(scores.max()) >= FOLLOWS


def _find_raised(
    units: Sequence[Unit],
    people: Mapping[str, Sequence[tuple[Transcript, list[_Talk]]]],
    guide: _Guide,
    embed: Embed,
) -> dict[tuple[str, int], tuple[float, Unit]]:
    """For person and question, the nearest unit said before the question had been asked there."""
    talks = {transcript.id: found for some in people.values() for transcript, found in some}
    told = [u for u in units if u.transcript_id in talks and reason_to_set_aside(u.text) is None]
    if not told:
        return {}
    scores = guide.match(embed([unit.text for unit in told]), probes=False)
    raised: dict[tuple[str, int], tuple[float, Unit]] = {}
    for unit, row in zip(told, scores, strict=True):
        q = int(row.argmax())
        person = unit.person or f"{unit.transcript_id}/{unit.speaker}"
        if row[q] < RAISED or unit.start >= talks[unit.transcript_id][q].begins:
            continue
        if (person, q) not in raised or row[q] > raised[person, q][0]:
            raised[person, q] = (float(row[q]), unit)
    return raised


def _coverage(
    person: str,
    n: int,
    question: GuideQuestion,
    conversations: Sequence[tuple[Transcript, list[_Talk]]],
    raised: tuple[float, Unit] | None,
) -> GuideCoverage:
    talks = [(transcript.id, found[n]) for transcript, found in conversations]
    asked = [one for _, talk in talks for one in talk.asked]
    best = max(asked, key=lambda one: one.similarity, default=None)
    unit = raised[1] if raised else None
    state: State = "raised unasked" if raised else "not asked"
    if best is not None:
        state = "probed" if any(talk.is_probed for _, talk in talks) else "asked"
        similarity = best.similarity
    else:
        similarity = raised[0] if raised else max(talk.nearest for _, talk in talks)
    return GuideCoverage(
        person=person,
        question_id=question.id,
        question=question.text,
        state=state,
        similarity=round(similarity, 3),
        n_asked=sum(len({one.turn for one in talk.asked}) for _, talk in talks),
        asked_as=best.words if best else "",
        asked_in=tuple(transcript_id for transcript_id, talk in talks if talk.asked),
        unit_id=unit.id if unit else None,
        said=unit.text if unit else "",
    )

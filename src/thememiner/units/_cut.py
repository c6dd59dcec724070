"""Transcripts into the spans of their units, cut at sentences inside turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from thememiner.records import Record, Transcript, Turn

TokenCounter = Callable[[Sequence[str]], list[int]]
Span = tuple[int, int]


class Sentence(Record):
    """A sentence inside a text.

    Attributes:
        start: first code point.
        end: one past the last.
        breaks: positions inside it where it may be cut, ascending.
    """

    start: int
    end: int
    breaks: tuple[int, ...] = ()


class Splitter(Protocol):
    """What cuts texts into sentences."""

    @property
    def name(self) -> str:
        """Name and version, for the run record."""

    def split(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, in order."""


@dataclass(frozen=True, kw_only=True)
class UnitSize:
    """How large a unit may be.

    Attributes:
        min_words: a shorter piece joins its neighbour of the same turn where there is room.
        target_words: sentences of one turn are joined until they have so many words.
        max_words: longer sentences are cut at clause breaks.
        max_tokens: what the encoder reads at once; no unit is longer.
    """

    min_words: int = 6
    target_words: int = 22
    max_words: int = 60
    max_tokens: int = 254


def find_spans(
    text: str, splitter: Splitter, count_tokens: TokenCounter, *, size: UnitSize
) -> tuple[Span, ...]:
    """Cut a stretch of talk into spans that together hold every word of it, in order.

    Args:
        text: the talk of one turn, or any text.
        splitter: finds sentences.
        count_tokens: counts the encoder's tokens of several texts.
        size: how large a unit may be.
    """
    return _spans_of(text, splitter.split([text])[0], count_tokens, size)


def _spans_of(
    text: str, sentences: Sequence[Sentence], count_tokens: TokenCounter, size: UnitSize
) -> tuple[Span, ...]:
    pieces = [span for sentence in sentences for span in _cut_long(text, sentence, size)]
    joined = _join_short(text, pieces, size)
    return tuple(_cut_to_tokens(text, joined, count_tokens, size.max_tokens))


def _n_words(text: str, span: Span) -> int:
    return len(text[span[0] : span[1]].split())


def _cut_long(text: str, sentence: Sentence, size: UnitSize) -> list[Span]:
    """Cut a sentence of too many words at the clause breaks nearest to equal parts."""
    spans: list[Span] = []
    start = sentence.start
    while _n_words(text, (start, sentence.end)) > size.max_words:
        fitting = [
            at
            for at in sentence.breaks
            if at > start and size.min_words <= _n_words(text, (start, at)) <= size.max_words
        ]
        cut = _best_break(text, start, fitting, size) or _after_words(text, start, size.max_words)
        if cut >= sentence.end:
            break
        spans.append(_trim(text, start, cut))
        start = cut
    spans.append(_trim(text, start, sentence.end))
    return [span for span in spans if span[1] > span[0]]


def _best_break(text: str, start: int, breaks: Sequence[int], size: UnitSize) -> int | None:
    if not breaks:
        return None
    return min(breaks, key=lambda at: (abs(_n_words(text, (start, at)) - size.target_words), at))


def _after_words(text: str, start: int, n: int) -> int:
    """The position after ``n`` words from ``start``."""
    words = re.finditer(r"\S+\s*", text[start:])
    for count, match in enumerate(words, 1):
        if count == n:
            return start + match.end()
    return len(text)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _join_short(text: str, pieces: Sequence[Span], size: UnitSize) -> list[Span]:
    """Join neighbouring sentences up to the target, and leave no scrap where there is room."""
    out: list[Span] = []
    for piece in pieces:
        if out and _joins(text, out[-1], piece, size):
            out[-1] = (out[-1][0], piece[1])
        else:
            out.append(piece)
    return out


def _joins(text: str, before: Span, piece: Span, size: UnitSize) -> bool:
    words_before, words = _n_words(text, before), _n_words(text, piece)
    room = _n_words(text, (before[0], piece[1])) <= size.max_words
    return room and (words_before < size.target_words or words < size.min_words)


def _cut_to_tokens(
    text: str, spans: Sequence[Span], count_tokens: TokenCounter, max_tokens: int
) -> list[Span]:
    """Halve a span, between words where there are any, until the encoder can read all of it."""
    counts = count_tokens([text[start:end] for start, end in spans])
    out: list[Span] = []
    for span, count in zip(spans, counts, strict=True):
        if count <= max_tokens or span[1] - span[0] < 2:
            out.append(span)
        else:
            halves = _halves(text, span)
            out.extend(_cut_to_tokens(text, halves, count_tokens, max_tokens))
    return out


def _halves(text: str, span: Span) -> list[Span]:
    start, end = span
    middle = (start + end) // 2
    blanks = [match.end() for match in re.finditer(r"\s+", text[start:end])]
    cut = start + min(blanks, key=lambda at: abs(start + at - middle)) if blanks else middle
    halves = [_trim(text, start, cut), _trim(text, cut, end)]
    return [half for half in halves if half[1] > half[0]]


def material_turns(transcript: Transcript) -> tuple[Turn, ...]:
    """The turns whose talk is analysed: everything but the interviewer's.

    Participants' talk, observers' notes, survey answers and talk whose speaker is unknown all count.
    """
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    return tuple(
        turn for turn in transcript.turns if roles.get(turn.speaker, "unknown") != "interviewer"
    )


def cut_transcript(
    transcript: Transcript, splitter: Splitter, count_tokens: TokenCounter, *, size: UnitSize
) -> tuple[Span, ...]:
    """Spans of all units of one transcript, never across two turns."""
    turns = material_turns(transcript)
    speeches = [transcript.speech(turn) for turn in turns]
    spans: list[Span] = []
    for turn, speech, sentences in zip(turns, speeches, splitter.split(speeches), strict=True):
        for start, end in _spans_of(speech, sentences, count_tokens, size):
            spans.append((turn.start + start, turn.start + end))
    return tuple(spans)

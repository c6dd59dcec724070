"""Turns the words and utterances of machine-made transcripts into turns, one per speaker."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from thememiner.formats._json import MOST_ENTRIES
from thememiner.formats._limits import MOST_TALK, check_count
from thememiner.read._make import SpokenTurn

_CLOSING = frozenset(".,?!;:…%)]}»”’،؛؟。、？！，；：）」』】।")
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "।")
_PAUSE_S = 1.0
_MANY_LABELS = 12
_NEIGHBOURS = 8


class Word(NamedTuple):
    """One word, or a punctuation mark, as a transcription service writes it.

    Attributes:
        text: the word.
        began_s: start in the recording, seconds, None where unknown.
        ended_s: end in the recording, seconds.
        speaker: label, None without one.
        glued: nothing stands between this word and the one before.
        part: number of the stretch it belongs to; a new one begins a new utterance.
    """

    text: str
    began_s: float | None = None
    ended_s: float | None = None
    speaker: str | None = None
    glued: bool = False
    part: int = 0


class Utterance(NamedTuple):
    """What one speaker says in one go; fields as in ``Word``."""

    speaker: str | None
    text: str
    began_s: float | None = None
    ended_s: float | None = None


@dataclass(frozen=True)
class Stretch:
    """A stretch of the recording in which one speaker talks."""

    speaker: str | None
    began_s: float
    ended_s: float


def join_words(words: Iterable[Word]) -> tuple[Utterance, ...]:
    """Runs of words by one speaker as utterances, punctuation without a blank before it."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last and (word.speaker, word.part) == (last.speaker, last.part):
            runs[-1].append(word)
        else:
            runs.append([word])
    return tuple(_utterance(run) for run in runs)


def join_utterances(utterances: Iterable[Utterance]) -> Iterator[SpokenTurn]:
    """Neighbouring utterances of one speaker as one turn, from the first time to the last.

    Raises:
        ReadError: there are more turns than a conversation has.
    """
    words = [
        Word(text, one.began_s, one.ended_s, one.speaker)
        for one in utterances
        if (text := one.text.strip())
    ]
    n_turns = sum(a.speaker != b.speaker for a, b in pairwise(words)) + 1
    check_count(n_turns, most=MOST_TALK, nouns="turns")
    for turn in join_words(words):
        yield turn.speaker, turn.text, turn.began_s, turn.ended_s


def join_channels(channels: Iterable[Sequence[Word]]) -> tuple[Utterance, ...]:
    """Words recorded on one channel a person as utterances in the order of their begin.

    A channel is cut after each sentence and at pauses of a second, so that people who talk at the
    same time keep their sentences whole.

    Raises:
        ReadError: there are more words than in half a day of talk.
    """
    listed = list(channels)
    check_count(sum(map(len, listed)), most=MOST_ENTRIES, nouns="words with times")
    pieces = [piece for channel in listed for piece in _sentences(channel)]
    last, placed = 0.0, []
    for piece in pieces:
        last = last if piece[0].began_s is None else piece[0].began_s
        placed.append((last, _utterance(piece)))
    return tuple(utterance for _, utterance in sorted(placed, key=lambda one: one[0]))


def give_speakers(
    words: Iterable[Word], stretches: Iterable[Stretch]
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Words with the speaker of the stretch they begin in, and notes.

    A word between two stretches goes to the nearer one, and a note counts such words. A word
    without a time goes on with the speaker of the word before.
    """
    ordered = sorted(stretches, key=lambda one: (one.began_s, one.ended_s))
    starts = [one.began_s for one in ordered]
    found: list[Word] = []
    n_between = 0
    for word in words:
        last = found[-1] if found else Word("")
        speaker, part = last.speaker, last.part
        if word.began_s is not None and ordered:
            part, inside = _nearest(word.began_s, ordered, starts)
            speaker = ordered[part].speaker
            n_between += not inside
        found.append(word._replace(speaker=speaker, part=part))
    if not n_between:
        return tuple(found), ()
    lie = "1 word lies" if n_between == 1 else f"{n_between} words lie"
    return tuple(found), (f"{lie} between the stretches with a speaker: given to the nearest",)


def labels_note(utterances: Iterable[Utterance]) -> tuple[str, ...]:
    """The note that lists the labels; empty where there are none."""
    labels = list(dict.fromkeys(one.speaker for one in utterances if one.speaker))
    if not labels:
        return ()
    more = f" and {len(labels) - _MANY_LABELS} more" if len(labels) > _MANY_LABELS else ""
    return (f"labels found: {', '.join(labels[:_MANY_LABELS])}{more}",)


def _utterance(run: Sequence[Word]) -> Utterance:
    began = next((word.began_s for word in run if word.began_s is not None), None)
    ended = max((word.ended_s for word in run if word.ended_s is not None), default=None)
    if began is not None and ended is not None and ended < began:
        ended = None
    return Utterance(run[0].speaker, _text(run), began, ended)


def _text(run: Iterable[Word]) -> str:
    parts: list[str] = []
    last = ""
    for word in run:
        if not word.text:
            continue
        if last and not word.glued and not _stands_close(last, word.text):
            parts.append(" ")
        parts.append(word.text)
        last = word.text[-1]
    return "".join(parts).strip()


def _stands_close(last: str, text: str) -> bool:
    """Whether no blank is written: before closing punctuation, and in scripts without blanks."""
    return _CLOSING.issuperset(text) or (_is_unspaced(last) and _is_unspaced(text[0]))


def _is_unspaced(character: str) -> bool:
    """Whether a character is Chinese, Japanese, Thai, Lao or Khmer."""
    return (
        "\u2e80" <= character <= "\u312f"
        or "\u31f0" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uff9f"
        or "\u0e00" <= character <= "\u0eff"
        or "\u1780" <= character <= "\u17ff"
    )


def _sentences(channel: Sequence[Word]) -> Iterator[list[Word]]:
    piece: list[Word] = []
    for word in channel:
        if piece and not _CLOSING.issuperset(word.text) and _is_cut(piece[-1], word):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _is_cut(before: Word, word: Word) -> bool:
    if before.speaker != word.speaker or before.text.endswith(_SENTENCE_ENDS):
        return True
    if before.ended_s is None or word.began_s is None:
        return False
    return word.began_s - before.ended_s >= _PAUSE_S


def _nearest(
    began_s: float, ordered: Sequence[Stretch], starts: Sequence[float]
) -> tuple[int, bool]:
    """The number of the stretch that a word begins in, or of the nearest, and which it is."""
    after = bisect_right(starts, began_s + 1e-6)
    near = range(max(after - _NEIGHBOURS, 0), min(after + 1, len(ordered)))
    inside = [n for n in near if n < after and began_s < ordered[n].ended_s]
    if inside:
        return inside[-1], True
    gaps = {n: max(ordered[n].began_s - began_s, began_s - ordered[n].ended_s) for n in near}
    return min(gaps, key=gaps.__getitem__), False

"""Transcripts into pages: the stretches that are looked at one by one, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thememiner.privacy._tokens import Casing, Token, find_casing, find_tokens
from thememiner.records import Transcript

_SEVERAL = 4


@dataclass(frozen=True)
class Stretch:
    """A piece of a transcript that is looked at by itself: a turn, or what stands between turns.

    Attributes:
        start: first code point in the transcript's text.
        text: its words.
    """

    start: int
    text: str


@dataclass(frozen=True)
class Page:
    """A transcript with its stretches and their words."""

    id: str
    stretches: tuple[Stretch, ...]
    tokens: tuple[list[Token], ...]
    casing: Casing

    def casing_of(self, tokens: Sequence[Token]) -> Casing:
        """How a stretch uses capitals: as its transcript does, or not at all."""
        plain = len(tokens) >= _SEVERAL and not any(token.text[0].isupper() for token in tokens)
        return "small" if plain else self.casing


def page_of(transcript: Transcript) -> Page:
    """A transcript as a page."""
    stretches = tuple(find_stretches(transcript))
    tokens = tuple(find_tokens(stretch.text) for stretch in stretches)
    return Page(
        transcript.id, stretches, tokens, find_casing([one for some in tokens for one in some])
    )


def find_stretches(transcript: Transcript) -> Iterator[Stretch]:
    """The turns of a transcript, and what stands between them if that is more than a label."""
    at = 0
    for turn in transcript.turns:
        yield from _gap(transcript.text, at, turn.start, turn.speaker)
        yield Stretch(turn.start, transcript.text[turn.start : turn.end])
        at = turn.end
    yield from _gap(transcript.text, at, len(transcript.text), None)


def _gap(text: str, start: int, end: int, label: str | None) -> Iterator[Stretch]:
    gap = text[start:end]
    if gap.strip().rstrip(":").strip() not in {"", label}:
        yield Stretch(start, gap)

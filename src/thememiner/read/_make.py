"""Turns labelled turns, or spans of a text, into a ``Transcript``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from thememiner.errors import ReadError
from thememiner.formats._limits import MOST_CHARACTERS, MOST_TURNS, check_count
from thememiner.formats._text import to_line_feeds
from thememiner.read._roles import find_speakers
from thememiner.records import Source, Transcript, Turn

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NO_LABELS = "no speaker labels: treated as one speaker"
_SEVERAL_TURNS = 3


class PlacedTurn(NamedTuple):
    """A turn that is found in a text but is no record yet; fields as in ``Turn``."""

    speaker: str | None
    start: int
    end: int
    began_s: float | None = None
    ended_s: float | None = None


SpokenTurn = tuple[str | None, str] | tuple[str | None, str, float | None, float | None]


def make_transcript(
    turns: Iterable[SpokenTurn],
    *,
    source: Source,
    attributes: Mapping[str, str] | None = None,
    notes: Iterable[str] = (),
    front: str = "",
    legend: Mapping[str, str] | None = None,
    doubts: Mapping[str, str] | None = None,
) -> Transcript:
    """Make a transcript from turns: one paragraph a turn, ``Label: speech``.

    Args:
        turns: label (None without one), speech and, where known, begin and end in seconds.
        source: hash and format of what the turns came from.
        attributes: attributes of the whole transcript.
        notes: what a person should know of the reading.
        front: text above the first turn; it is kept in the text but is nobody's talk.
        legend: what the file itself says its labels stand for.
        doubts: label to the reason why it may be no speaker.

    Returns:
        The transcript with guessed roles. Turns without words are left out.

    Raises:
        ReadError: no turn has any words, or there are more turns than a conversation has.
    """
    paragraphs = [front] if (front := _one_paragraph(front)) else []
    position = len(front) + 2 if front else 0
    placed: list[PlacedTurn] = []
    labels: dict[str | None, str | None] = {}
    for turn in turns:
        raw, speech = turn[0], _one_paragraph(turn[1])
        if not speech:
            continue
        if raw not in labels:
            labels[raw] = _label(raw)
        label = labels[raw]
        start = position + (len(label) + 2 if label else 0)
        end = start + len(speech)
        placed.append(PlacedTurn(label, start, end, *turn[2:]))
        paragraphs.append(f"{label}: {speech}" if label else speech)
        position = end + 2
        check_count(len(placed), most=MOST_TURNS, nouns="turns")
        check_count(position, most=MOST_CHARACTERS, nouns="characters")
    return assemble(
        "\n\n".join(paragraphs),
        placed,
        source=source,
        attributes=attributes,
        notes=notes,
        legend=legend,
        doubts=doubts,
    )


def assemble(
    text: str,
    turns: Sequence[PlacedTurn],
    *,
    source: Source,
    attributes: Mapping[str, str] | None = None,
    notes: Iterable[str] = (),
    legend: Mapping[str, str] | None = None,
    doubts: Mapping[str, str] | None = None,
) -> Transcript:
    """Make a transcript from canonical text and the turns in it; roles are guessed here.

    Raises:
        ReadError: there is no turn, or there are more than a conversation has.
    """
    if not turns:
        raise ReadError(
            "The file holds no talk.",
            expected="at least one turn with words.",
            remedy="Check that the file is a transcript and not empty.",
        )
    check_count(len(turns), most=MOST_TURNS, nouns="turns")
    labels = {turn.speaker for turn in turns}
    told = list(notes)
    doubts = dict(doubts or {})
    if labels == {None}:
        told.append(_NO_LABELS)
    elif len(labels) == 1 and len(turns) > _SEVERAL_TURNS:
        only = turns[0].speaker or ""
        told.append(f"all turns have the label {only}: are two people behind it?")
        doubts[only] = "the only label in the file"
    speakers = find_speakers(
        ((turn.speaker, text[turn.start : turn.end]) for turn in turns),
        legend=legend,
        doubts=doubts,
    )
    return Transcript(
        id=transcript_id(text),
        text=text,
        turns=tuple(_turn(turn) for turn in turns),
        speakers=speakers,
        attributes=dict(attributes or {}),
        source=source,
        notes=tuple(dict.fromkeys(told)),
    )


def transcript_id(text: str) -> str:
    """``t`` and ten hexadecimal digits of the text's SHA-256."""
    return "t" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:10]


def source_of(data: bytes, *, format: str) -> Source:
    """Hash and format of a file's bytes."""
    return Source(sha256=hashlib.sha256(data).hexdigest(), format=format)


def clean_text(text: str) -> str:
    """Text with LF line ends, no byte-order mark and nothing that UTF-8 cannot hold."""
    text = to_line_feeds(text) if "\r" in text else text
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text.removeprefix("\ufeff"))


def _turn(placed: PlacedTurn) -> Turn:
    """The record; times that are not known are not given, which makes it smaller."""
    label, start, end, began_s, ended_s = placed
    if began_s is None and ended_s is None:
        return Turn(speaker=label, start=start, end=end)
    return Turn(speaker=label, start=start, end=end, began_s=began_s, ended_s=ended_s)


def _one_paragraph(speech: str) -> str:
    if "\n" not in speech and "\r" not in speech:
        return (speech if speech.isascii() else clean_text(speech)).strip()
    lines = (line.strip() for line in clean_text(speech).split("\n"))
    return "\n".join(line for line in lines if line)


def _label(label: str | None) -> str | None:
    return " ".join(clean_text(label).split()) or None if label else None

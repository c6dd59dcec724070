"""Turns the paragraphs of a meeting program's Word export, kept as JSON, into utterances."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thememiner.formats._json import Json, fields, words
from thememiner.read._clock import seconds_of
from thememiner.read._json_vendor import Heard, Vendor
from thememiner.read._lines import TIME_ALONE, is_name_like, is_plausible
from thememiner.read._make import clean_text
from thememiner.read._text import find_turns
from thememiner.read._utterances import Utterance

_HEADING = re.compile(r"\W*transcript\W*", re.IGNORECASE)
_CLOSING = re.compile(r"transcription ended after\b", re.IGNORECASE)
_LABELLED = re.compile(r"(?P<label>[^:\n]{1,40}):\s+(?P<speech>\S.*)", re.DOTALL)


def _paragraphs(value: Json) -> list[str]:
    """The paragraphs with words; empty where the value is another kind of file."""
    whole = fields(value)
    found = whole.get("paragraphs")
    if "platform" not in whole or not isinstance(found, list):
        return []
    if not all(isinstance(one, str) for one in found):
        return []
    return [text for one in found if (text := clean_text(words(one)).strip())]


def _is_meeting(value: Json) -> bool:
    return bool(_paragraphs(value))


def _hear_meeting(value: Json) -> Heard:
    found = _paragraphs(value)
    headings = [n for n, one in enumerate(found) if _HEADING.fullmatch(one)]
    if headings:
        heard = _below_heading(found, headings[-1] + 1)
        if heard.utterances:
            return heard
    text = "\n\n".join(found)
    reading = find_turns(text)
    text = reading.text
    told = tuple(
        Utterance(one.speaker, text[one.start : one.end].replace("\n", " "), one.began_s)
        for one in reading.turns
    )
    return Heard(told, reading.notes, front=text[: reading.first])


def _below_heading(found: Sequence[str], first: int) -> Heard:
    """Google Meet: notes by a machine, a heading ``Transcript``, times and ``Name: speech``."""
    told: list[Utterance] = []
    front = list(found[:first])
    began_s: float | None = None
    n_closing = 0
    for n, paragraph in enumerate(found[first:], first):
        match = _LABELLED.fullmatch(paragraph)
        stamp = TIME_ALONE.match(paragraph)
        if _CLOSING.match(paragraph):
            n_closing = len(found) - n
            break
        if stamp:
            began_s = seconds_of(stamp["time"])
        elif match and is_plausible(match["label"]) and is_name_like(match["label"]):
            told.append(Utterance(match["label"], match["speech"], began_s))
        elif told:
            told.append(Utterance(told[-1].speaker, paragraph, told[-1].began_s))
        else:
            front.append(paragraph)
    notes = [f"{len(front)} paragraphs before the first label kept as front matter"]
    if n_closing:
        notes.append(f"{n_closing} closing paragraphs were not taken as talk")
    return Heard(tuple(told), tuple(notes), front="\n".join(front))


MEETING = Vendor("a meeting's Word document", _is_meeting, _hear_meeting)

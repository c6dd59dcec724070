"""Turns the numbered questions of a written questionnaire into lines that begin a turn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thememiner.read._answers import find_answers
from thememiner.read._header import Header
from thememiner.read._lines import Candidate
from thememiner.read._make import PlacedTurn
from thememiner.read._refused import find_guide_title

_ASKS = "Q"
_NUMBERED = re.compile(
    r"^[ \t]*(?:\*\*|__|#{1,4}[ \t]+)?(?P<word>q|qu|qn|question|frage|pregunta|fråga|spørgsmål)?[ \t.]?"
    r"(?P<n>\d{1,3})[ \t]*[.):–-](?:\*\*|__)?[ \t]+(?=[^\W\d])",
    re.IGNORECASE | re.MULTILINE,
)
_COUNTED = re.compile(
    r"(?:q|qu|qn|question|frage|pregunta|fråga|spørgsmål)[ .]?\d{1,3}", re.IGNORECASE
)
_FEWEST = 3
_MOST_ASK = 0.7
_ANSWERS_ASK = 0.4


def counts_questions(labels: Sequence[str]) -> bool:
    """Whether what look like labels are the numbers of questions: Q1, Q2, Q3, each of them once."""
    return len(set(labels)) == len(labels) and all(map(_COUNTED.fullmatch, labels))


def find_questionnaire(text: str, header: Header) -> tuple[Candidate, ...]:
    """The numbered questions of a text in which each is followed by its answer.

    Args:
        text: text with LF line ends.
        header: what its top tells.

    Returns:
        A candidate for each question, labelled Q; none where the numbers do not count on, where
        hardly anything is asked, or where nobody answers, as in a topic guide.
    """
    found: list[re.Match[str]] = []
    for match in _NUMBERED.finditer(text):
        fits = match.start() >= header.end and match.start() not in header.lines
        if fits and int(match["n"]) == (int(found[-1]["n"]) + 1 if found else 1):
            found.append(match)
    if len(found) < _FEWEST or find_guide_title(text[:4000].split("\n\n")):
        return ()
    ends = [match.start() for match in found[1:]] + [len(text)]
    turns = [
        PlacedTurn(_ASKS, match.end(), len(text[:end].rstrip()))
        for match, end in zip(found, ends, strict=True)
    ]
    parted = find_answers(text, turns, header=header) or ()
    asked = [text[one.start : one.end] for one in parted if one.speaker]
    told = [text[one.start : one.end] for one in parted if not one.speaker]
    named = all(match["word"] for match in found)
    if not told or not (named or _share(asked) >= _MOST_ASK) or _share(told) >= _ANSWERS_ASK:
        return ()
    return tuple(Candidate("mark", match.start(), _ASKS, match.end()) for match in found)


def _share(texts: Sequence[str]) -> float:
    """How many of some texts end with a question."""
    return sum(one.rstrip("*_ \n").endswith(("?", "？")) for one in texts) / max(len(texts), 1)

"""Turns documents that are no transcripts, such as an interview guide, into an error that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thememiner.errors import ReadError

_HIGHLIGHT = re.compile(r"Document:[ \t]*\S[^\n]*?[ \t\n]Tags:[ \t]*\S")
_GUIDE = re.compile(
    r"\b(?:interview|topic|discussion|focus[- ]group|question|moderator'?s?|facilitation)[- ]"
    r"(?:guide|schedule|protocol)\b|\b(?:interviewguide|spørgeguide|interviewleitfaden|"
    r"guide d['’]entretien|guía de entrevista)\b",
    re.IGNORECASE,
)
_TOP = 5
_TITLE = 400


def refuse_other_documents(paragraphs: Sequence[str], *, labelled: bool = True) -> None:
    """Refuse an export of coded quotations, or a guide without any speaker in it.

    Args:
        paragraphs: the words of each paragraph.
        labelled: whether speakers were found; a guide has none.

    Raises:
        ReadError: the document is one of these.
    """
    n_highlights = sum(1 for paragraph in paragraphs if _HIGHLIGHT.match(paragraph))
    if n_highlights >= 3 and 5 * n_highlights >= len(paragraphs):
        raise _refused(
            f"This is an export of {n_highlights} coded quotations, as Taguette writes it, "
            "not a transcript.",
            "Read the transcripts that were coded.",
        )
    title = find_guide_title(paragraphs)
    n_questions = sum("?" in text for text in paragraphs)
    if not labelled and title and 10 * n_questions >= 3 * len(paragraphs):
        raise _refused(
            f"This is an interview guide ('{title[0]}'): {n_questions} of {len(paragraphs)} "
            "paragraphs ask something and nobody answers.",
            "Take it out of the folder of transcripts.",
        )


def find_guide_title(paragraphs: Sequence[str]) -> re.Match[str] | None:
    """Where the first paragraphs say that this is a guide of an interview."""
    return next(
        (match for text in paragraphs[:_TOP] if (match := _GUIDE.search(text[:_TITLE]))), None
    )


def _refused(found: str, remedy: str) -> ReadError:
    return ReadError(found, expected="what people said, as a transcript.", remedy=remedy)

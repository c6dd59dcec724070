"""Turns an element of a web page into whether it is a name or a time beside the talk.

Pages of transcription services set names and times apart by their look alone: nothing stands
between ``<span class="name">Ann</span>`` and ``<span>0:12</span>`` in the file.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

_MOST_INNER = 12
_LONGEST_NAME = 40
_LONGEST_TIME = 28
_WORDS = re.compile(r"[A-Z]?[a-z]+")
_NAMES = frozenset("speaker name author sender user username who talker nickname".split())
_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_TIME = re.compile(rf"\s*[\[(<]?\s*{_CLOCK}(?:\s*(?:-->|[-–—])\s*{_CLOCK})?\s*[\])>]?\s*")
_LAST_TIME = re.compile(rf"\s[\[(<]?{_CLOCK}[\])>]?\s*\Z")


def is_time(element: Any) -> bool:
    """Whether an element shows a time and nothing else."""
    words = element.text or ""
    if len(element) == 1 and not words.strip():
        words = element[0].text or ""
    elif len(element):
        return False
    return len(words) <= _LONGEST_TIME and bool(_TIME.fullmatch(words))


def ends_in_time(words: str) -> bool:
    """Whether a term of a list is a name with a time behind it."""
    return bool(_LAST_TIME.search(words))


def is_name(element: Any) -> bool:
    """Whether an element has a class such as ``speaker-name`` and a few words, no other such in it."""
    if not _named(element):
        return False
    inner = list(islice(element.iter(), _MOST_INNER + 1))
    if len(inner) > _MOST_INNER or any(_named(one) for one in inner[1:]):
        return False
    words = "".join(
        [inner[0].text or "", *(f"{one.text or ''}{one.tail or ''}" for one in inner[1:])]
    )
    return 0 < len(words.strip()) <= _LONGEST_NAME and not any(is_time(one) for one in inner)


def _named(element: Any) -> bool:
    kinds = element.get("class")
    if not kinds:
        return False
    words = [word.lower() for word in _WORDS.findall(kinds)]
    return any(word in _NAMES or word.startswith("speaker") for word in words)

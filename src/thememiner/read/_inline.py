"""Turns a conversation that stands in one paragraph into the places where its turns begin."""

from __future__ import annotations

import re

from thememiner.read._lines import Candidate
from thememiner.read._role_words import role_of_label

_INLINE = re.compile(
    r"(?<=[.?!…)\]\"”–—-] )(?P<label>(?:[^\W\d_]{5,14}(?: \d{1,2})?|[A-Z]{1,4}\d{0,2})):[ \t]+(?=\S)"
)
_FEWEST = 3
_LINES = 2


def find_inline(text: str, n_labelled: int) -> tuple[Candidate, ...]:
    """Labels behind the end of a sentence, where hardly any stands at the begin of a line.

    Args:
        text: text with LF line ends.
        n_labelled: how many lines begin with a label.

    Returns:
        A candidate for each label of a role (``Interviewer:``, ``P1:``); none where there are
        fewer than three, as many as lines with a label, or only one person.
    """
    if ":" not in text:
        return ()
    found = [one for one in _INLINE.finditer(text) if role_of_label(one["label"]) != "unknown"]
    roles = {role_of_label(one["label"]) for one in found}
    if len(found) < max(_FEWEST, _LINES * n_labelled) or len(roles) < _LINES:
        return ()
    return tuple(Candidate("colon", one.start(), one["label"], one.end()) for one in found)

"""Talk into mentions that follow a pattern: numbers, addresses, dates of birth, e-mail, web."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thememiner.privacy._mentions import Mention
from thememiner.privacy._pattern_list import PATTERNS, Pattern


def find_patterned(text: str) -> list[Mention]:
    """Everything in a text that is told by its form, in order, none overlapping."""
    taken: list[Mention] = []
    for pattern in PATTERNS:
        for mention in _matches(text, pattern):
            if all(mention.end <= one.start or mention.start >= one.end for one in taken):
                taken.append(mention)
    return sorted(taken, key=lambda one: one.start)


def _stands_near(text: str, match: re.Match[str], pattern: Pattern) -> bool:
    if pattern.near is None:
        return True
    if pattern.near.search(text[max(0, match.start() - 80) : match.start()]):
        return True
    return pattern.ahead is not None and bool(
        pattern.ahead.search(text[match.end() : match.end() + 60])
    )


def _matches(text: str, pattern: Pattern) -> Iterator[Mention]:
    for match in pattern.form.finditer(text):
        found = match[0].rstrip(" .-(")
        if not _stands_near(text, match, pattern):
            continue
        if pattern.check is not None and not pattern.check(found):
            continue
        yield Mention(
            start=match.start(),
            end=match.start() + len(found),
            text=found,
            kind=pattern.kind,
            sure=pattern.sure,
            reason=pattern.reason,
        )

"""Turns the tags of a web page into ones that say no more than how their words look.

Scripts, styles and comments go, and of the attributes all but three: an element with a million
attributes keeps a parser busy for hours.
"""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)"
    r"|<(?P<raw>script|style)\b[^<]*+(?:<(?!/(?P=raw)\b)[^<]*+)*+(?:</(?P=raw)\s*+>?|\Z)"
    r"|<(?P<name>[a-z][^\s/<>]*+)"
    r"(?P<rest>(?:[^>=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=)*+)>?",
    re.IGNORECASE,
)
_KEPT = tuple(
    (name, re.compile(rf"(?<![^\s\"'/]){name}(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?", re.I))
    for name in ("style", "class", "hidden")
)
_LONGEST_VALUE = 2_000


def bare_tags(text: str) -> str:
    """A page with its words and elements, without all that is not shown.

    Args:
        text: the page.
    """
    return _TAG.sub(_bare, text)


def _bare(match: re.Match[str]) -> str:
    name = match["name"]
    if name is None:
        return ""
    rest = match["rest"]
    if len(rest) < 4:
        return f"<{name}>"
    small = rest.lower()
    kept = [_attribute(kind, pattern, rest) for kind, pattern in _KEPT if kind in small]
    return f"<{' '.join([name, *filter(None, kept)])}>"


def _attribute(name: str, pattern: re.Pattern[str], rest: str) -> str:
    """An attribute as it is written, if it is there."""
    match = pattern.search(rest)
    if match is None:
        return ""
    value = (match[1] or "").strip("\"'").replace('"', "'")
    return f'{name}="{value[:_LONGEST_VALUE]}"'

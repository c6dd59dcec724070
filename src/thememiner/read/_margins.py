"""Turns plain text that was printed to pages into text without what stands at the top of each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from thememiner.formats._document import counted

_FEWEST = 2
_SHARE = 0.5
_NUMBER = re.compile(r"\d+")
_LONGEST = 120
_PAGE = re.compile(r"[ \t]*(?:page|seite|p\.)[ \t]*\d+(?:[ \t]*(?:of|/|von)[ \t]*\d+)?[ \t]*", re.I)


def without_margins(text: str) -> tuple[str, tuple[str, ...]]:
    """Leave out the first and the last line of pages where it is the same on most of them.

    Args:
        text: text with LF line ends, whose pages are parted by form feeds.

    Returns:
        The text and a note with the count; the text as it was without form feeds. The first line
        of the first page stays where it has no number: it may be the title.
    """
    if "\f" not in text:
        return text, ()
    pages = [page.split("\n") for page in text.split("\f")]
    if len(pages) < _FEWEST:
        return text, ()
    tops = [_edge(page, range(len(page))) for page in pages]
    ends = [_edge(page, range(len(page) - 1, -1, -1)) for page in pages]
    n_left_out = _drop(pages, tops) + _drop(pages, ends)
    bare = "\n".join("\n".join(page).strip("\n") for page in pages)
    told = (f"{counted(n_left_out, 'line')} at the edge of pages left out",) if n_left_out else ()
    return bare, told


def _edge(page: Sequence[str], order: range) -> int | None:
    """Which line of a page is its first, or its last, with words."""
    return next((n for n in order if page[n].strip()), None)


def _drop(pages: list[list[str]], edges: Sequence[int | None]) -> int:
    """Blank the lines at the edge that recur; how many there were."""
    seen = ["" if n is None else _form(page[n]) for page, n in zip(pages, edges, strict=True)]
    count = Counter(form for form in seen if form)
    least = max(_FEWEST, _SHARE * len(pages))
    often = {form for form, n in count.items() if n >= least}
    n_left_out = 0
    for page, n, form in zip(pages, edges, seen, strict=True):
        if n is not None and form in often and page[n].strip():
            page[n] = ""
            n_left_out += 1
    return n_left_out


def _form(line: str) -> str:
    """What makes two lines the same: numbers do not count; empty for a line that is talk."""
    plain = line.strip()
    if len(plain) > _LONGEST or re.match(r"[^\W\d_]{1,20}:\s", plain):
        return ""
    if _PAGE.fullmatch(plain) or plain.strip("- ").isdecimal():
        return "page"
    return " ".join(_NUMBER.sub("0", plain).split())

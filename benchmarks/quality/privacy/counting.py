"""Marked mentions and found ones into counts, by kind, and into the list of what was missed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from thememiner.privacy import KINDS

_WORD = re.compile(r"[^\W_]+")
_EXCHANGED = frozenset({"place", "organisation"})


class Span(NamedTuple):
    """A mention, marked by a person or found.

    Attributes:
        start: first code point.
        end: one past the last.
        kind: what it names.
        sure: for one that was found, whether it is replaced; a person marks what is sure.
    """

    start: int
    end: int
    kind: str
    sure: bool = True


def count_hits(text: str, marked: Sequence[Span], found: Sequence[Span]) -> Counter[str]:
    """How many marked mentions are covered, and how many found ones lie on a marked one.

    A marked mention is covered when each of its words lies in something that was found, whatever it was
    taken for: what is replaced is gone. A found one is right when it touches a marked one.
    """
    n: Counter[str] = Counter()
    for one in marked:
        n[f"marked/{one.kind}"] += 1
        sure = is_covered(text, one, [f for f in found if f.sure])
        listed = sure or is_covered(text, one, found)
        n[f"sure/{one.kind}"] += sure
        n[f"listed/{one.kind}"] += listed
        n[f"kind/{one.kind}"] += sure and any(_same_kind(one, f) for f in found if f.sure)
    for found_one in found:
        right = any(found_one.start < m.end and m.start < found_one.end for m in marked)
        group = "replaced" if found_one.sure else "doubtful"
        n[f"{group}/{found_one.kind}"] += 1
        n[f"{group}-right/{found_one.kind}"] += right
    return n


def is_covered(text: str, one: Span, found: Iterable[Span]) -> bool:
    spans = list(found)
    words = [
        (one.start + m.start(), one.start + m.end())
        for m in _WORD.finditer(text[one.start : one.end])
    ]
    return all(any(f.start <= a and b <= f.end for f in spans) for a, b in words)


def _same_kind(one: Span, other: Span) -> bool:
    if not (other.start < one.end and one.start < other.end):
        return False
    return one.kind == other.kind or {one.kind, other.kind} <= _EXCHANGED


def summarise(n: Counter[str]) -> dict[str, Any]:
    """Counts by kind, and over all kinds."""
    rows = {kind: _row(n, [kind]) for kind in KINDS if n[f"marked/{kind}"] or n[f"replaced/{kind}"]}
    return {"kinds": rows, "all": _row(n, list(KINDS))}


def _row(n: Counter[str], kinds: Sequence[str]) -> dict[str, int]:
    def total(name: str) -> int:
        return sum(n[f"{name}/{kind}"] for kind in kinds)

    names = (
        "marked",
        "sure",
        "listed",
        "kind",
        "replaced",
        "replaced-right",
        "doubtful",
        "doubtful-right",
    )
    return {name.replace("-", "_"): total(name) for name in names}


def list_missed(text: str, marked: Sequence[Span], found: Sequence[Span]) -> list[dict[str, Any]]:
    """The marked mentions that are not replaced, and whether they are listed for a person to decide."""
    sure = [f for f in found if f.sure]
    return [
        {"words": _shown(text, m), "kind": m.kind, "listed": is_covered(text, m, found)}
        for m in marked
        if not is_covered(text, m, sure)
    ]


def list_wrong(text: str, marked: Sequence[Span], found: Sequence[Span]) -> list[dict[str, Any]]:
    """What is replaced and touches nothing that was marked."""
    return [
        {"words": _shown(text, f), "kind": f.kind}
        for f in found
        if f.sure and not any(f.start < m.end and m.start < f.end for m in marked)
    ]


def _shown(text: str, span: Span) -> str:
    """The words as Markdown shows them; a stroke as its number, since no results may look like a path."""
    return text[span.start : span.end].replace("/", "&#47;")

"""Mentions that were found in several ways into mentions of which none overlaps another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thememiner.privacy._mentions import Mention

_IN_ONE_BREATH = frozenset({", ", " and ", ", and ", " or ", ", or ", " & "})


def join_lists(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """A doubtful person named in one breath with a sure one is sure: ``Shaz, Dot and Denise``."""
    out = list(mentions)
    pairs = [*range(1, len(out)), *range(len(out) - 1, 0, -1)]
    for n in pairs:
        one, other = out[n - 1], out[n]
        if {one.kind, other.kind} != {"person"} or one.sure == other.sure:
            continue
        if text[one.end : other.start] in _IN_ONE_BREATH:
            doubtful = n if one.sure else n - 1
            update = {"sure": True, "reason": "named beside somebody else"}
            out[doubtful] = out[doubtful].model_copy(update=update)
    return out


def merge_known(mentions: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
    """Known names beside what was found; where both are, the longer one, surer for the known one."""
    out = list(mentions)
    for one in known:
        over = [m for m in out if m.start < one.end and one.start < m.end]
        within = all(one.start <= m.start and m.end <= one.end for m in over)
        longer = one.end - one.start > max((m.end - m.start for m in over), default=0)
        if one.sure and within and longer:
            out = [*(m for m in out if m not in over), one]
        elif not over:
            out.append(one)
        elif one.sure and len(over) == 1 and not over[0].sure:
            out.remove(over[0])
            wider = over[0].end - over[0].start > one.end - one.start
            update = {"sure": True, "reason": one.reason, "kind": one.kind}
            out.append(over[0].model_copy(update=update) if wider else one)
    return out


def without_overlaps(
    mentions: Iterable[Mention], marks: Sequence[tuple[int, int]]
) -> list[Mention]:
    """In the order of the text; of two that overlap the first given stays, and a mark before both."""
    out: list[Mention] = []
    taken = list(marks)
    for one in mentions:
        if all(one.end <= start or end <= one.start for start, end in taken):
            out.append(one)
            taken.append((one.start, one.end))
    return sorted(out, key=lambda m: m.start)

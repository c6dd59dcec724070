"""Turns a transcript in which only the interviewer has a label into questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from thememiner.read._header import Header
from thememiner.read._make import PlacedTurn
from thememiner.read._role_words import role_of_label

_FEWEST = 2
_SHARE = 0.5
_ENDS = (".", "?", "!", "…", "？", "。", "！", '"', "”", ")", "]")


def find_answers(
    text: str, turns: Sequence[PlacedTurn], *, header: Header
) -> tuple[PlacedTurn, ...] | None:
    """Part an interviewer's own paragraph from the answers below it.

    Args:
        text: the canonical text.
        turns: what stands from each label to the next.
        header: what the top of the file says of its labels.

    Returns:
        The questions and, without a label, the answers, those above the first question too; None
        where other labels occur or the answers do not stand in paragraphs of their own.
    """
    labels = {turn.speaker for turn in turns}
    label = next(iter(labels)) if len(labels) == 1 else None
    if not label or len(turns) < _FEWEST or not _asks(label, header):
        return None
    blank = any("\n\n" in text[turn.start : turn.end] for turn in turns)
    cuts = [_cut(text, turn, blank=blank) for turn in turns]
    n_answered = sum(cut is not None for cut in cuts)
    if n_answered < max(_FEWEST, _SHARE * len(turns)):
        return None
    if not blank and not _whole_lines(text, turns, cuts):
        return None
    return tuple(_parted(text, turns, cuts, header))


def _asks(label: str, header: Header) -> bool:
    told = header.legend.get(label, label)
    return "interviewer" in (role_of_label(told), role_of_label(label))


def _cut(text: str, turn: PlacedTurn, *, blank: bool) -> int | None:
    """Where an interviewer's own paragraph ends; None where nothing follows."""
    end = re.compile(r"\n[^\S\n]*\n" if blank else r"\n").search(text, turn.start, turn.end)
    return end.start() if end and text[end.end() : turn.end].strip() else None


def _whole_lines(text: str, turns: Sequence[PlacedTurn], cuts: Sequence[int | None]) -> bool:
    """Whether lines are paragraphs, not pieces of wrapped ones: most questions end with a mark."""
    ends = [text[: cut or turn.end].rstrip() for turn, cut in zip(turns, cuts, strict=True)]
    return sum(end.endswith(_ENDS) for end in ends) >= 0.7 * len(ends)


def _parted(
    text: str, turns: Sequence[PlacedTurn], cuts: Sequence[int | None], header: Header
) -> Iterator[PlacedTurn]:
    yield from _opening(text, turns[0], header)
    for turn, cut in zip(turns, cuts, strict=True):
        if cut is None:
            yield turn
            continue
        yield turn._replace(end=cut)
        start = cut + len(text[cut : turn.end]) - len(text[cut : turn.end].lstrip())
        yield PlacedTurn(None, start, turn.end)


def _opening(text: str, first: PlacedTurn, header: Header) -> Iterator[PlacedTurn]:
    """An answer above the first label: from the first line there that ends like a sentence."""
    line_start = text.rfind("\n", 0, first.start) + 1
    top = max(header.end, max(header.lines, default=-1) + 1)
    for match in re.finditer(r"[^\n]+", text[:line_start]):
        line = match[0].strip()
        if match.start() >= top and line.endswith(_ENDS) and len(line.split()) > 4:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield PlacedTurn(None, start, len(text[:line_start].rstrip()))
            return

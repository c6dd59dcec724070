"""Turns lines that name a speaker without a colon into ones that may begin a turn.

Such lines look like any other (``Ann - Well.``, ``Q. Why?``, a name on a line of its own), so they
name speakers only together: two labels that recur and stand at the head of most of the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from thememiner.read._clock import seconds_of
from thememiner.read._lines import (
    BEFORE,
    BULLET,
    Candidate,
    is_name_like,
    is_plausible,
    is_strong,
    key_of,
)

_HEAD = 100
_LONGEST_ALONE = 40
_FEWEST_LABELS = 2
_SHARE = {"alone": 0.3, "mark": 0.6}
_SHARE_OF_BLANKS = 0.8
_CODES_ONLY = (".", ")", "=", "/", " ")
_MOST_NAMES = 60
_WRAPPED = re.compile(
    rf"{BULLET}{BEFORE}(?P<sign>[(<#|])(?P<label>[^()<>#|:\n]{{1,40}})[)>#|][ \t]+(?=\S)"
)
_SPACED = re.compile(
    rf"{BULLET}(?:\|[ \t]*)?{BEFORE}(?:\|[ \t]*)?(?P<label>[^\s:;>|=–—-][^:;>|=\n–—]{{0,39}}?)"
    r"[ \t]+(?P<sign>[-–—=|/]|>{1,2})[ \t]+(?=\S)"
)
_TIGHT = re.compile(
    rf"{BULLET}{BEFORE}(?P<label>[^\s.:;>|=–—-](?:[^.:;>|=\n–—]{{0,38}}?[^\s.;>|=–—:-])??)"
    r"[ \t]?(?P<sign>[.;>|=)–—-])[ \t]+(?=\S)"
)
_WIDE = re.compile(
    rf"[ ]*{BEFORE}(?P<label>[^\s:;>|=–—-](?:[^:;>|=\n–—]{{0,38}}?[^\s,:;>|=–—-])??)"
    r"(?P<sign>[ ]{2,40})(?=\S)"
)
_NARROW = re.compile(rf"[ ]*{BEFORE}(?P<label>[^\s:;,.>|=–—-]{{1,20}})(?P<sign>[ ])(?=\S)")
_INITIAL = re.compile(r"(?:^|[ .])\w\.$")
_ALONE = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]+)?(?:\*\*|__|\*)?(?P<label>[^\n]*?)(?:\*\*|__|\*)?[ \t]*$"
)
_DASHES = str.maketrans("–—", "--")


class _Kind(NamedTuple):
    """What makes lines alike: a sign, or a line of its own."""

    convention: str
    sign: str


def find_marks(text: str) -> tuple[Candidate, ...]:
    """The lines that begin a turn where no line with a colon does; none if they do not convince.

    Args:
        text: text with LF line ends.
    """
    found: dict[_Kind, list[Candidate]] = defaultdict(list)
    lines = text.split("\n")
    start = n_lines = n_blocks = 0
    blank = True
    for n, line in enumerate(lines):
        if line and not line.isspace():
            n_lines += 1
            n_blocks += blank
            for kind, candidate in _of_line(start, lines, n).items():
                found[kind].append(candidate)
            blank = False
        else:
            blank = True
        start += len(line) + 1
    n_stretches = n_blocks if n_blocks > 1 else n_lines
    kinds = sorted(found, key=lambda kind: (kind.convention == "mark", not kind.sign.strip()))
    chosen = [_convincing(kind, found[kind], n_stretches) for kind in kinds]
    return max(chosen, key=len, default=())


def _of_line(start: int, lines: Sequence[str], n: int) -> dict[_Kind, Candidate]:
    line = lines[n]
    head = line[:_HEAD]
    found: dict[_Kind, Candidate] = {}
    for pattern in (_WRAPPED, _SPACED, _TIGHT, _WIDE, _NARROW):
        match = pattern.match(head)
        if match and is_plausible(match["label"]):
            sign = match["sign"].strip().translate(_DASHES) or match["sign"][:2]
            found.setdefault(_Kind("mark", sign), _marked(start, match))
    if len(line) <= _LONGEST_ALONE and _goes_on(lines, n):
        label = _ALONE.sub(r"\g<label>", line).strip()
        if is_plausible(label) and (label[-1] not in ".,;:-" or _INITIAL.search(label)):
            speech = start + len(line) + _underline(lines, n)
            found[_Kind("alone", "")] = Candidate("alone", start, label, speech)
    return found


def _marked(start: int, match: re.Match[str]) -> Candidate:
    label, stamp = " ".join(match["label"].split()), match["before"]
    return Candidate("mark", start, label, start + match.end(), seconds_of(stamp), bool(stamp))


def _underline(lines: Sequence[str], n: int) -> int:
    """The length of a line of dashes right below a name, with its line break; 0 without one."""
    below = lines[n + 1].strip() if n + 1 < len(lines) else ""
    return len(lines[n + 1]) + 1 if len(below) > 2 and set(below) in ({"-"}, {"="}, {"_"}) else 0


def _goes_on(lines: Sequence[str], n: int) -> bool:
    """Whether words follow on the next line or the one after it."""
    return any(line.strip() for line in lines[n + 1 : n + 3])


def _convincing(
    kind: _Kind, candidates: Sequence[Candidate], n_stretches: int
) -> tuple[Candidate, ...]:
    """The lines of one kind whose labels recur, if they head most of the text."""
    count = Counter(key_of(one.label) for one in candidates)
    if len(count) > 50 * _MOST_NAMES:
        return ()
    fit = {
        key_of(one.label): is_strong(one.label) or kind.sign not in _CODES_ONLY
        for one in candidates
        if is_strong(one.label) or is_name_like(one.label)
    }
    labels = {key for key, n in count.items() if n > 1 and fit.get(key)}
    kept = tuple(one for one in candidates if key_of(one.label) in labels)
    enough = _FEWEST_LABELS <= len(labels) <= _MOST_NAMES
    share = _SHARE_OF_BLANKS if kind.sign == " " else _SHARE[kind.convention]
    if not enough or len(kept) < share * n_stretches:
        return ()
    return kept if _take_turns(kept) else ()


def _take_turns(candidates: Sequence[Candidate]) -> bool:
    """Whether the label changes at least at every third line."""
    changes = sum(one.label != other.label for one, other in pairwise(candidates))
    return 3 * changes >= len(candidates) - 1

"""Turns a text's candidate lines into the labels that really name speakers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.read._header import Header, find_header, is_field_word
from thememiner.read._inline import find_inline
from thememiner.read._lines import (
    Candidate,
    Convention,
    find_candidates,
    is_code,
    is_name_like,
    is_plausible,
    is_strong,
    key_of,
)
from thememiner.read._marks import find_marks
from thememiner.read._questionnaire import counts_questions, find_questionnaire
from thememiner.read._single_labels import find_single_labels
from thememiner.read._spellings import find_spellings

_LONG_FILE = 8
_RARE = 0.03
_MOST_LABELS = 5_000
_CLEAR = 3
_WITHOUT_COLON = "stands without a colon and may be no speaker"
_INLINE = "labels inside of paragraphs were taken as the begin of turns"
_QUESTIONNAIRE = "numbered questions were taken as the interviewer's (Q); please check"
_ORDER: tuple[Convention, ...] = ("colon", "stamped", "two-line", "tab", "bold", "bracket")


@dataclass(frozen=True)
class Labelling:
    """The lines that begin a turn, and what a person should know of the choice.

    Attributes:
        starts: one candidate per turn, in order; labels in their most common spelling.
        header: what the top of the file tells.
        doubts: label to the reason why it may not be a speaker.
        notes: plain sentences for the transcript.
        is_written: the starts are the numbered questions of a questionnaire.
    """

    starts: tuple[Candidate, ...]
    header: Header
    doubts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    is_written: bool = False


@dataclass(frozen=True)
class _Choice:
    """What one convention makes of a file: accepted and doubted labels by key, and their lines."""

    convention: Convention
    accepted: frozenset[str]
    doubted: Mapping[str, str]
    rejected: frozenset[str]
    n_lines: int


def find_labels(text: str, *, leads: Mapping[int, str] | None = None) -> Labelling:
    """Find where the turns begin in a text with labels.

    Args:
        text: text with LF line ends.
        leads: for text from a Word document, line start to the bold words it begins with.

    Returns:
        The labelling; without starts where the text names no speakers.
    """
    header = find_header(text)
    candidates = [
        candidate
        for candidate in find_candidates(text, leads=leads)
        if candidate.start not in header.lines and candidate.start >= header.end
    ]
    n_labelled = sum(one.convention == "colon" and is_strong(one.label) for one in candidates)
    if inline := find_inline(text, n_labelled):
        candidates = sorted([*candidates, *inline], key=lambda one: one.start)
    candidates, told = _without_lists(candidates)
    told += (_INLINE,) if inline else ()
    by_convention: dict[Convention, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_convention[candidate.convention].append(candidate)
    choices = [_choose(convention, by_convention[convention], text) for convention in _ORDER]
    best = max(choices, key=lambda choice: choice.n_lines)
    marks = _marks(text, header, best)
    if not marks and counts_questions([one.label for one in _starts(candidates, best)]):
        marks = find_questionnaire(text, header)
        told += (_QUESTIONNAIRE,) if marks else ()
    if not best.n_lines and not marks:
        return Labelling((), header, notes=told)
    if marks:
        count = Counter(key_of(one.label) for one in marks if not is_strong(one.label))
        doubted = {key: _WITHOUT_COLON for key, n in count.items() if n < _CLEAR}
        best = _Choice(marks[0].convention, frozenset(), doubted, frozenset(), len(marks))
    starts = marks or _starts(candidates, best)
    spelling, joined = find_spellings(starts)
    renamed = tuple(one._replace(label=spelling[key_of(one.label)]) for one in starts)
    doubts = {
        spelling[key]: why
        for key, why in best.doubted.items()
        if key in spelling and key_of(spelling[key]) == key
    }
    notes = joined + told + _notes(best, doubts, candidates)
    return Labelling(renamed, header, doubts, notes, is_written=_QUESTIONNAIRE in told)


def _marks(text: str, header: Header, best: _Choice) -> tuple[Candidate, ...]:
    """Lines that begin a turn without a colon, where hardly any line has a label with one."""
    if 4 * best.n_lines >= text.count("\n") + 1:
        return ()
    marks = tuple(
        one for one in find_marks(text) if one.start not in header.lines and one.start >= header.end
    )
    return marks if len(marks) > 4 * best.n_lines else ()


def _without_lists(candidates: Sequence[Candidate]) -> tuple[list[Candidate], tuple[str, ...]]:
    """The candidates without those of a list with thousands of entries, and a note on it."""
    n_lines = Counter(candidate.label for candidate in candidates)
    if len(n_lines) <= _MOST_LABELS:
        return list(candidates), ()
    often = {label for label, n in n_lines.items() if n > 1}
    if len(often) > _MOST_LABELS:
        often = set()
    note = (
        f"more than {_MOST_LABELS:,} different words stand where a label could: "
        f"{'those that occur once' if often else 'they'} were not taken as speakers"
    )
    return [one for one in candidates if one.label in often], (note,)


def _choose(convention: Convention, candidates: Sequence[Candidate], text: str) -> _Choice:
    """Which labels of one convention are speakers."""
    groups = _grouped(candidates, comma=convention in ("stamped", "two-line", "bold"))
    total = sum(map(len, groups.values()))
    recurring = {key for key, group in groups.items() if _recurs(group, convention, total=total)}
    if recurring:
        accepted, doubted = _beside_recurring(groups, recurring)
        accepted -= _drowned(accepted, groups, convention, text)
    else:
        accepted, doubted = find_single_labels(groups, convention, text)
    return _Choice(
        convention,
        frozenset(accepted),
        {key: why for key, why in doubted.items() if key in accepted},
        frozenset(groups) - accepted,
        sum(len(groups[key]) for key in accepted),
    )


def _grouped(candidates: Sequence[Candidate], *, comma: bool) -> dict[str, list[Candidate]]:
    """The candidates whose label could name a speaker at all, by what makes labels the same."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if is_plausible(candidate.label, comma=comma):
            groups[key_of(candidate.label)].append(candidate)
    return groups


def _recurs(group: Sequence[Candidate], convention: Convention, *, total: int) -> bool:
    """Whether a label occurs often enough to carry others with it."""
    label = group[0].label
    if len(group) < 2:
        return False
    if is_strong(label) or is_name_like(label):
        return convention != "bracket" or is_code(label) or len(group) > 2
    often = len(group) > 2 or (len(group) >= 0.15 * total and not label[0].islower())
    return often and convention in ("colon", "stamped", "two-line")


def _beside_recurring(
    groups: Mapping[str, Sequence[Candidate]], recurring: set[str]
) -> tuple[set[str], dict[str, str]]:
    """Labels that recur, and those that occur once and look like them."""
    recurring = recurring - _field_words(groups, recurring)
    coded = {key for key in recurring if is_code(groups[key][0].label)}
    families = {_family(groups[key][0].label) for key in coded}
    total = sum(len(groups[key]) for key in recurring)
    n_names = sum(len(groups[key]) for key in recurring - coded)
    named = 2 * n_names >= total or len(recurring) == 1
    n_marked = sum(candidate.marked for key in recurring for candidate in groups[key])
    marked = n_marked >= 0.8 * total
    accepted, doubted = set(recurring), {}
    for key, group in groups.items():
        first = group[0]
        if key in recurring:
            if is_field_word(first.label):
                doubted[key] = "is a word for a fact about a file and may be no speaker"
            elif _is_odd(group, total, named=named):
                doubted[key] = f"occurs in only {len(group)} turns and may be no speaker"
        elif _family(first.label) in families or is_strong(first.label):
            accepted.add(key)
        elif named and is_name_like(first.label) and (first.marked or not marked):
            accepted.add(key)
            if total >= _LONG_FILE:
                doubted[key] = "occurs only once and may be no speaker"
    return accepted, doubted


def _field_words(groups: Mapping[str, Sequence[Candidate]], recurring: set[str]) -> set[str]:
    """Words such as Time that recur a little beside labels that certainly name speakers."""
    firm = sum(len(groups[key]) for key in recurring if is_strong(groups[key][0].label))
    return {
        key
        for key in recurring
        if is_field_word(groups[key][0].label) and 3 * len(groups[key]) <= firm
    }


def _is_odd(group: Sequence[Candidate], total: int, *, named: bool) -> bool:
    label = group[0].label
    return len(group) <= 2 and total >= 20 and not named and not is_strong(label)


def _family(label: str) -> str:
    """What the labels P1, P2 and P17 have in common."""
    return re.sub(r"\d+", "0", label.casefold()) if re.search(r"\d", label) else label


def _drowned(
    accepted: set[str],
    groups: Mapping[str, Sequence[Candidate]],
    convention: Convention,
    text: str,
) -> set[str]:
    """All labels of a text in which they are rare words with a colon, not speakers."""
    if convention != "colon" or any(is_strong(groups[key][0].label) for key in accepted):
        return set()
    n_lines = sum(1 for line in text.split("\n") if line.strip())
    n_turns = sum(len(groups[key]) for key in accepted)
    rare = n_turns < _RARE * n_lines or (n_turns < 3 and n_lines > 20)
    return set(accepted) if rare else set()


def _starts(candidates: Sequence[Candidate], best: _Choice) -> tuple[Candidate, ...]:
    """The chosen lines, one per place: those of the best convention, and its labels elsewhere."""
    by_line: dict[int, Candidate] = {}
    for candidate in candidates:
        if key_of(candidate.label) not in best.accepted:
            continue
        own = candidate.convention == best.convention
        if own or (candidate.convention != "bracket" and candidate.start not in by_line):
            by_line[candidate.start] = candidate
    return _without_overlap([by_line[start] for start in sorted(by_line)])


def _without_overlap(starts: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Drop a line that lies inside the label of the line before (name, then time)."""
    kept: list[Candidate] = []
    for candidate in starts:
        if not kept or candidate.start >= kept[-1].speech or candidate.start > kept[-1].start + 80:
            kept.append(candidate)
    return tuple(kept)


def _notes(
    best: _Choice, doubts: Mapping[str, str], candidates: Sequence[Candidate]
) -> tuple[str, ...]:
    notes = [f"the label {label} {why}" for label, why in doubts.items()]
    kept = {
        candidate.label: None
        for candidate in candidates
        if candidate.convention == best.convention
        and key_of(candidate.label) in best.rejected
        and is_name_like(candidate.label)
    }
    if kept:
        shown = ", ".join(f"{label}:" for label in list(kept)[:5])
        more = f" and {len(kept) - 5} more" if len(kept) > 5 else ""
        notes.append(f"not taken as speakers, kept as speech: {shown}{more}")
    return tuple(notes)

"""Turns the labels of a short text, in which none recurs, into those that name speakers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from thememiner.read._lines import TIME_ALONE, Candidate, Convention, is_name_like, is_strong

_LONGEST = 40


def find_single_labels(
    groups: Mapping[str, Sequence[Candidate]], convention: Convention, text: str
) -> tuple[set[str], dict[str, str]]:
    """The labels, by what makes labels the same, that speak, and why some are doubtful."""
    fit = {
        key
        for key, group in groups.items()
        if is_strong(group[0].label)
        or (is_name_like(group[0].label) and not _at_a_clock_time(group[0], text))
    }
    firm = {key for key in fit if is_strong(groups[key][0].label)}
    n_stretches = _n_stretches(text)
    if convention in ("stamped", "two-line"):
        chosen = {key for key in fit if groups[key][0].marked}
        if convention == "two-line" and _n_times(text) > 2 * len(chosen):
            chosen = set()
    elif convention == "bold":
        chosen = set()
    elif convention in ("bracket", "tab"):
        chosen = firm if 2 * len(firm) >= n_stretches else set()
    elif 2 * len(fit) >= n_stretches or _opens(fit, groups, text):
        chosen = fit
    else:
        chosen = firm if len(firm) > 1 else set()
    many = len(chosen) >= 4 and not chosen <= firm
    return chosen, {key: "occurs only once and may be no speaker" for key in chosen if many}


def _at_a_clock_time(candidate: Candidate, text: str) -> bool:
    """Whether a bare time stands before it, as in field notes: ``10:30 Meeting: …``."""
    return candidate.began_s is not None and text[candidate.start].isdigit()


def _n_times(text: str) -> int:
    """The number of lines that are a time alone."""
    return sum(1 for line in text.split("\n") if len(line) <= _LONGEST and TIME_ALONE.match(line))


def _n_stretches(text: str) -> int:
    """The number of paragraphs, or of lines in a text without blank lines."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    return len(blocks) if len(blocks) > 1 else len([ln for ln in text.split("\n") if ln.strip()])


def _opens(fit: set[str], groups: Mapping[str, Sequence[Candidate]], text: str) -> bool:
    """Whether the text's first words are one of these labels."""
    first = len(text) - len(text.lstrip())
    return any(
        text[:start].strip() == "" and start <= first
        for start in (groups[key][0].start for key in fit)
    )

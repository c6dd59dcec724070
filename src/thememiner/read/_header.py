"""Turns the top of a transcript into what it says about the file and its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from thememiner.read._lines import is_name_like, key_of
from thememiner.read._role_words import role_of_label

_MOST_LINES = 40
_MOST_TITLES = 5
_MOST_WORDS = 4
_LONGEST_VALUE = 12
_PARTED = re.compile(r"\s(?:[-–—|]|>{1,2})\s|\t")
_FIELDS = frozenset(
    "date document time site location place venue setting duration length interview transcript "
    "transcription transcriber transcribed recording recorded audio file filename title subject "
    "topic project study version language status consent author created id number group method "
    "source type session present attendees participants format mode tags category layout slug "
    "description from to cc".split()
)
_FIELD = re.compile(
    r"[ \t*_#-]*(?P<key>[^:\n*=]{1,40}?)[*_]*[ \t]*[:：](?=[\s*_]|$)[*_]*[ \t]*(?P<value>.*)$"
)
_EQUALS = re.compile(r"(?P<key>[^\s=;,]{1,20})[ \t]*=[ \t]*(?P<value>[^;,\n=]{2,60})")


@dataclass(frozen=True)
class Header:
    """Facts above the talk.

    Attributes:
        lines: starts of lines that look like a label but tell about the file.
        end: first code point after a block of facts between ``---`` lines, 0 without one.
        legend: label to what the file says it stands for.
    """

    lines: frozenset[int] = frozenset()
    end: int = 0
    legend: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Fact:
    start: int
    key: str
    value: str
    alone: bool = False  # a blank line follows


def find_header(text: str) -> Header:
    """Find facts about the file (``Date: 3 May``) and legends of labels (``I1: Interviewer 1``)."""
    fenced = re.match(r"\s*---[ \t]*\n.{0,4000}?\n---[ \t]*(?:\n|$)", text, re.DOTALL)
    end = fenced.end() if fenced else 0
    facts = _facts(text, end)
    told = _legend(facts)
    fields = [fact for fact in facts if _is_field(fact)]
    if fields or end:
        fields = [fact for fact in facts if _is_field(fact) or _is_short(fact)]
        fields = fields[: _last_field(fields) + 1]
    legend = {fact.key: fact.value for fact in told} | _equations(text[end:], facts)
    lines = frozenset(fact.start for fact in [*fields, *told])
    return Header(lines, end, legend)


def is_field_word(label: str) -> bool:
    """Whether a label is a usual word for a fact about a file, such as Date or Document."""
    return label.casefold() in _FIELDS


def _facts(text: str, end: int) -> list[_Fact]:
    """The lines ``key: value`` at the top, up to the first that is talk."""
    facts: list[_Fact] = []
    n_titles, start = 0, end
    for line in text[end:].split("\n")[:_MOST_LINES]:
        match = _FIELD.match(line[:300])
        if match:
            fact = _Fact(start, match["key"].strip(), match["value"].strip())
            if not (_is_field(fact) or _is_short(fact)) or any(
                key_of(fact.key) == key_of(other.key) for other in facts
            ):
                break
            facts.append(fact)
        elif line.strip():
            n_titles += 1
            if facts or n_titles > _MOST_TITLES or len(line[:400].split()) > 25:
                break
        elif facts:
            facts[-1] = replace(facts[-1], alone=True)
        start += len(line) + 1
    return facts


def _is_field(fact: _Fact) -> bool:
    """Whether the key is a fact about the file, not a role such as Interviewer."""
    words = fact.key.casefold().replace("_", " ").split()
    most = _MOST_WORDS if fact.value else 2
    known = 0 < len(words) <= most and (words[0] in _FIELDS or words[-1] in _FIELDS)
    parted = _PARTED.search(fact.key)
    return known and not parted and len(fact.value.split()) <= _LONGEST_VALUE


def _is_short(fact: _Fact) -> bool:
    """Whether the value is a name or a code rather than talk."""
    return 0 < len(fact.value.split()) <= 4 and not re.search(r"[.?!…,]$", fact.value)


def _last_field(facts: list[_Fact]) -> int:
    """The last fact that belongs to the header: a certain one, or a role just beside one."""
    last = max((n for n, fact in enumerate(facts) if _is_field(fact)), default=-1)
    while 0 <= last < len(facts) - 1 and not facts[last].alone:
        following = facts[last + 1]
        if role_of_label(following.key) == "unknown" or not is_name_like(following.value):
            break
        last += 1
    return last


def _legend(facts: list[_Fact]) -> list[_Fact]:
    """Neighbouring lines that say what labels stand for, one of them with a word for a role."""
    run = [fact for fact in facts if _is_short(fact) and not _is_field(fact)]
    told = [fact for fact in run if _names_role(fact.value) and len(fact.value.split()) <= 3]
    if len(run) < 2 or not told:
        return []
    return [fact for fact in run if len(fact.key.split()) <= 2]


def _names_role(value: str) -> bool:
    """Whether a value says a role in a word of at least four letters."""
    words = re.findall(r"[^\W\d_]{4,}", value)
    return any(role_of_label(word) != "unknown" for word in words)


def _equations(text: str, facts: list[_Fact]) -> dict[str, str]:
    """Legends of the form ``I = interviewer; Y = informant`` in the first lines."""
    top = "\n".join(line for line in text.split("\n")[:_MOST_LINES] if len(line) < 200)
    told = {match["key"]: match["value"].strip() for match in _EQUALS.finditer(top)}
    if not any(_names_role(value) for value in told.values()):
        return {}
    return {key: value for key, value in told.items() if key not in {fact.key for fact in facts}}

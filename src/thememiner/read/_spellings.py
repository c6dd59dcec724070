"""Turns the spellings of a label into one: the most common, and for a typing error what was meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from thememiner.read._lines import Candidate, key_of
from thememiner.read._role_words import role_of_label

_OFTEN = 8
_STAGE = re.compile(
    r"(?P<bare>[^()\[\]]+?)\s*[(\[](?:after |while |still |both )?(?:laugh|chuckl|giggl|smil|paus|a pause|"
    r"cry|tear|whisper|quiet|soft|loud|shout|sigh|nod|cont\b|cont['’]d|continu|interrupt|overlap|"
    r"talking over|over\b|jok|hesita|sarcas|emphatic|excited|thinking)[^()\[\]]{0,24}[)\]]",
    re.IGNORECASE,
)
_QUESTION_OR_ANSWER = re.compile(r"[qa][ .]?\d{1,3}")


def find_spellings(starts: Sequence[Candidate]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The most common spelling of each label, and a note for each that had several."""
    if _counts_questions(starts):
        letters = {key_of(one.label): one.label[0].upper() for one in starts}
        return letters, ("the numbers behind Q and A count questions: they are one Q and one A",)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for candidate in starts:
        spelled[key_of(candidate.label)][candidate.label] += 1
    best = {key: count.most_common(1)[0][0] for key, count in spelled.items()}
    notes = tuple(
        f"the labels {', '.join(sorted(count))} were joined as {best[key]}"
        for key, count in spelled.items()
        if len(count) > 1
    )
    meant = _staged(best) | _misspelt({key: sum(count.values()) for key, count in spelled.items()})
    told = tuple(f"the label {best[key]} was taken for {best[meant[key]]}" for key in meant)
    return {key: best[meant.get(key, key)] for key in best}, notes + told


def _counts_questions(starts: Sequence[Candidate]) -> bool:
    """Whether the labels are Q1, A1, Q2, A2 and so on, each of them once."""
    labels = [key_of(one.label) for one in starts]
    if not all(_QUESTION_OR_ANSWER.fullmatch(label) for label in labels):
        return False
    n_questions = sum(label.startswith("q") for label in labels)
    return len(set(labels)) == len(labels) and 1 < n_questions < len(labels)


def _staged(best: Mapping[str, str]) -> dict[str, str]:
    """Labels with a word on how something is said (``Ann (laughing)``), and the label without it."""
    found = {key: match for key in best if (match := _STAGE.fullmatch(key))}
    return {key: match["bare"] for key, match in found.items() if match["bare"] in best}


def _misspelt(counts: Mapping[str, int]) -> dict[str, str]:
    """Rare labels that are one letter away from a frequent word for a role (``Particpant``)."""
    roles = [key for key, n in counts.items() if n >= _OFTEN and _is_role_word(key)]
    return {
        key: role
        for key, n in counts.items()
        for role in roles
        if 10 * n <= counts[role] and not _is_role_word(key) and _one_letter_apart(key, role)
    }


def _is_role_word(key: str) -> bool:
    return key.isalpha() and len(key) > 6 and role_of_label(key) != "unknown"


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter is missing, added, another, or changed places with its neighbour."""
    unlike = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    start = next(unlike, min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return len(one) > 5 and (
        rest[1:] == other_rest
        or rest == other_rest[1:]
        or rest[1:] == other_rest[1:]
        or swapped == other_rest
    )

"""The units of a theme into the doubts that a reader should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from thememiner.records import Unit
from thememiner.themes._talk import FEWEST_TELLING, TALK_ABOUT_TALK, n_telling, plain_talk

ONE_VOICE = 0.6
UNSTABLE = 0.4
_FEW = 5
_FEW_TRANSCRIPTS = 3
_ALIKE = 0.5
_TALK = 0.5
_SHOWN = 80


def find_flags(
    members: Sequence[Unit],
    *,
    n_transcripts: int,
    stability: float | None,
    terms: Sequence[str],
) -> tuple[str, ...]:
    """Doubts about a theme, in plain words and with the share.

    Args:
        members: its units.
        n_transcripts: transcripts in the whole material.
        stability: of the theme; None if not measured.
        terms: of the theme.
    """
    doubts = (
        _one_person(members),
        _one_transcript(members, n_transcripts),
        _one_question(members),
        _only_talk(members, terms),
        "unstable: its units often part when the material is resampled"
        if stability is not None and stability < UNSTABLE
        else "",
        "fewer than five units" if len(members) < _FEW else "",
    )
    return tuple(doubt for doubt in doubts if doubt)


def who(unit: Unit) -> str:
    """The person who said a unit; without one, the speaker in that transcript."""
    return unit.person or f"{unit.transcript_id}/{unit.speaker}"


def _one_person(members: Sequence[Unit]) -> str:
    people = Counter(who(unit) for unit in members)
    share = max(people.values()) / len(members)
    if len(people) == 1:
        return "one person only"
    return f"{share:.0%} of it comes from one person" if share >= ONE_VOICE else ""


def _one_transcript(members: Sequence[Unit], n_transcripts: int) -> str:
    found = Counter(unit.transcript_id for unit in members)
    share = max(found.values()) / len(members)
    if len({who(unit) for unit in members}) == 1:
        return ""
    if len(found) == 1:
        return "one transcript only"
    enough = n_transcripts > _FEW_TRANSCRIPTS and share >= ONE_VOICE
    return f"{share:.0%} of it comes from one transcript" if enough else ""


def _one_question(members: Sequence[Unit]) -> str:
    """Questions with the same telling words are one question, however each interviewer put it."""
    asked = [unit.question for unit in members if unit.question]
    if len(asked) < _FEW:
        return ""
    talk = {question: frozenset(plain.split()) for question, plain in _plain(asked).items()}
    counts = Counter(asked)
    best, share = "", 0.0
    for question in sorted(counts):
        same = sum(n for other, n in counts.items() if _alike(talk[question], talk[other]))
        if same / len(members) > share:
            best, share = question, same / len(members)
    if share < ONE_VOICE:
        return ""
    shown = " ".join(best.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN].rsplit(' ', 1)[0]} …"
    return f"{share:.0%} of it answers one question: “{shown}”"


def _plain(questions: Sequence[str]) -> dict[str, str]:
    different = sorted(set(questions))
    return dict(zip(different, plain_talk(different), strict=True))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return one == other or (bool(one) and len(one & other) / len(one | other) >= _ALIKE)


def _only_talk(members: Sequence[Unit], terms: Sequence[str]) -> str:
    talk = plain_talk([unit.text for unit in members])
    share = sum(n_telling(text) < FEWEST_TELLING for text in talk) / len(members)
    words = [word for term in terms[:6] for word in term.split()]
    named = sum(word in TALK_ABOUT_TALK for word in words) / len(words) if words else 0.0
    if share < _TALK and named < _TALK:
        return ""
    return f"mostly a way of talking: {share:.0%} of its units name hardly anything"

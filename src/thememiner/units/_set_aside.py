"""Units into those to set aside, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thememiner.records import SetAside, SetAsideReason, Unit

_EVENT = re.compile(r"\[[^\]\n]{0,80}\]|\([^)\n]{0,40}\)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FILLERS = frozenset(
    """ah aha ahh aye cool er erm exactly fine gosh great ha haha hm hmm indeed lovely mhm mm mmhm mmm
    nice oh ok okay ooh perfect really right sure thank thanks uh uhhuh uhm um wow yeah yep yup you
    absolutely definitely brilliant good true well so and huh hello hi bye goodbye cheers please sorry
    course of""".split()
)
_ANSWERS = frozenset(
    "yes no nope nah yeah yep not really maybe possibly probably don't know".split()
)
_EMPTY_PHRASES = frozenset(
    """i agree|i agree with that|me too|same here|yeah same here|same|that's right|that's true|i see|
    i know|i think so|i guess|i suppose|i suppose so|got it|go on|go ahead|fair enough|no worries|
    you're welcome|of course|that makes sense|makes sense""".replace("\n    ", "").split("|")
)
_NO_ANSWER = frozenset(
    """i don't know|don't know|i dunno|dunno|not sure|i'm not sure|no comment|i can't remember|
    i don't remember|not really|no not really|pass|no idea|it depends""".replace(
        "\n    ", ""
    ).split("|")
)


def plain_words(text: str) -> tuple[str, ...]:
    """Lower-case words without punctuation and bracketed events such as ``[laughs]``."""
    cleaned = _EVENT.sub(" ", text).lower().replace("’", "'").replace("-", " ")
    return tuple(_WORD.findall(cleaned))


def reason_to_set_aside(text: str, question: str | None = None) -> SetAsideReason | None:
    """Why a unit cannot carry a theme by itself, or None where it can.

    Args:
        text: the unit.
        question: what it answers; a bare yes after a question is an answer, not a back-channel.
    """
    words = plain_words(text)
    if not words:
        return "no-words"
    joined = " ".join(words)
    if joined in _NO_ANSWER or (all(word in _ANSWERS for word in words)):
        asked = question is not None and "?" in question
        return "bare-answer" if asked or joined in _NO_ANSWER else "back-channel"
    if joined in _EMPTY_PHRASES or all(word in _FILLERS | _ANSWERS for word in words):
        has_answer = any(word in {"yes", "no", "nope", "yep"} for word in words)
        return "bare-answer" if has_answer and question and "?" in question else "back-channel"
    return None


def find_set_aside(units: Sequence[Unit]) -> tuple[SetAside, ...]:
    """Units to leave out of clustering: back-channels, bare answers, near-duplicates of one speaker.

    A unit is a near-duplicate where the same person in the same study has said the same words before,
    fillers, case and punctuation aside. The first saying stays; five people who say the same are five.
    """
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    out: list[SetAside] = []
    for unit in sorted(units, key=lambda unit: (unit.transcript_id, unit.start, unit.id)):
        reason = reason_to_set_aside(unit.text, unit.question)
        twin: str | None = None
        if reason is None:
            twin = first.setdefault(_saying(unit), unit.id)
            reason = "near-duplicate" if twin != unit.id else None
        if reason is not None:
            out.append(
                SetAside(
                    unit_id=unit.id,
                    text=unit.text,
                    reason=reason,
                    twin=twin if reason == "near-duplicate" else None,
                    person=unit.person,
                    transcript_id=unit.transcript_id,
                )
            )
    order = {unit.id: index for index, unit in enumerate(units)}
    return tuple(sorted(out, key=lambda item: order[item.unit_id]))


def _saying(unit: Unit) -> tuple[str, tuple[str, ...]]:
    who = unit.person or f"{unit.transcript_id}/{unit.speaker}"
    words = plain_words(unit.text)
    telling = tuple(word for word in words if word not in _FILLERS)
    return who, telling or words

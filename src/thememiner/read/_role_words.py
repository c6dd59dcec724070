"""Turns a label into the role that it names by itself."""

from __future__ import annotations

import re
from functools import lru_cache

from thememiner.records import Role

INTERVIEWER_WORDS = frozenset(
    "interviewer interviewers interviewer's facilitator cofacilitator co-facilitator moderator "
    "comoderator co-moderator researcher investigator interviewerin moderatorin intervieweur "
    "intervieweuse enquêteur enquêtrice entrevistador entrevistadora intervistatore "
    "intervistatrice interviewarin intervjuer forsker forscher forscherin".split()
)
LEADING_WORDS = frozenset(
    "host hosts cohost co-host presenter anchor emcee chair cochair co-chair chairman chairwoman "
    "chairperson convenor convener therapist psychotherapist counsellor counselor examiner "
    "assessor mediator".split()
)
PARTICIPANT_WORDS = frozenset(
    "participant respondent interviewee informant subject patient client resp partic guest "
    "panellist panelist caller befragte befragter teilnehmer teilnehmerin participante "
    "entrevistado entrevistada intervistato intervistata deltager informante".split()
)
OBSERVER_WORDS = frozenset(
    "observer observation observations notetaker note-taker fieldnote fieldnotes "
    "field-notes".split()
)
_INTERVIEWER_CODES = frozenset("i int intv ir iv fac facil mod q question".split())
_PARTICIPANT_CODES = frozenset("p pt part ie r a answer id".split())
_OBSERVER_CODES = frozenset("obs note notes".split())
_WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_CODED = re.compile(r"(?:^|[^a-z])[pr]\d+$")
_DIGITS = "0123456789"
_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def role_of_label(label: str) -> Role:
    """The role that a label names by itself, ``unknown`` if it names none.

    Single letters are taken at their usual meaning: I and Q ask, P, R and A answer. F and M have
    no meaning of their own. Who leads a conversation, such as a host or a therapist, asks; whether
    somebody else does so more certainly is for `find_speakers` to say.
    """
    folded = label.casefold()
    words = _WORDS.findall(folded)
    for word in words:
        named = _role_of_word(word)
        if named != "unknown":
            return named
    bare = "".join(words) if len(words) <= 2 else ""
    stem = bare.rstrip(_DIGITS)
    if stem in _INTERVIEWER_CODES:
        return "interviewer"
    if stem in _OBSERVER_CODES:
        return "observer"
    if stem in _PARTICIPANT_CODES or (bare.isdigit() and len(bare) <= 4):
        return "participant"
    return "participant" if _CODED.search(folded) else "unknown"


def leads_by_label(label: str) -> bool:
    """Whether a label says who leads a conversation, but not that it is an interview."""
    words = _WORDS.findall(label.casefold())
    found = (word for word in words if _role_of_word(word) != "unknown")
    return any({word, _stem(word)} & LEADING_WORDS for word in list(found)[:1])


def _stem(word: str) -> str:
    return word.rstrip(_DIGITS).removesuffix("s")


@lru_cache(_REMEMBERED)
def _role_of_word(word: str) -> Role:
    for form in (word, _stem(word)):
        if form in INTERVIEWER_WORDS or form in LEADING_WORDS:
            return "interviewer"
        if form in PARTICIPANT_WORDS:
            return "participant"
        if form in OBSERVER_WORDS:
            return "observer"
    return "unknown"

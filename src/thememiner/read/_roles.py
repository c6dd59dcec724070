"""Turns labels and turns into speakers with a guessed role and the reason for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.records import Role, Speaker

INTERVIEWER_WORDS = frozenset(
    "interviewer interviewers facilitator cofacilitator co-facilitator moderator researcher "
    "interviewer's host investigator".split()
)
PARTICIPANT_WORDS = frozenset(
    "participant respondent interviewee informant subject patient client resp partic".split()
)
OBSERVER_WORDS = frozenset(
    "observer observation observations notetaker note-taker fieldnote fieldnotes "
    "field-notes".split()
)
_INTERVIEWER_CODES = frozenset("i int intv ir iv fac facil mod q question".split())
_PARTICIPANT_CODES = frozenset("p pt part ie r a answer id".split())
_OBSERVER_CODES = frozenset("obs note notes".split())
_NOBODY = frozenset(
    ("unknown", "unknown speaker", "unidentified", "speaker", "all", "various", "several", "voices")
)
_AMBIGUOUS = frozenset(("f", "m"))
_MANY_TURNS = 8


@dataclass(frozen=True)
class Talk:
    """What one label did in a conversation."""

    n_turns: int
    n_questions: int
    n_words: int

    @property
    def asks(self) -> float:
        """Share of the turns that are questions."""
        return self.n_questions / max(self.n_turns, 1)


@dataclass(frozen=True)
class Guess:
    """A role, why, and whether a person should look at it."""

    role: Role
    reason: str
    doubtful: bool = False


def role_of_label(label: str) -> Role:
    """The role that a label names by itself, ``unknown`` if it names none.

    Single letters are taken at their usual meaning: I and Q ask, P, R and A answer. F and M have
    no meaning of their own.
    """
    words = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", label.casefold())
    bare = "".join(words) if len(words) <= 2 else ""
    stem = re.sub(r"\d+$", "", bare)
    for word in words:
        named = _role_of_word(word)
        if named != "unknown":
            return named
    if stem in _INTERVIEWER_CODES:
        return "interviewer"
    if stem in _OBSERVER_CODES:
        return "observer"
    if stem in _PARTICIPANT_CODES or (bare.isdigit() and len(bare) <= 4):
        return "participant"
    return "participant" if re.search(r"(?:^|[^a-z])[pr]\d+$", label.casefold()) else "unknown"


def _role_of_word(word: str) -> Role:
    stem = re.sub(r"\d+$", "", word).removesuffix("s")
    if word in INTERVIEWER_WORDS or stem in INTERVIEWER_WORDS:
        return "interviewer"
    if word in PARTICIPANT_WORDS or stem in PARTICIPANT_WORDS:
        return "participant"
    if word in OBSERVER_WORDS or stem in OBSERVER_WORDS:
        return "observer"
    return "unknown"


def find_speakers(
    turns: Iterable[tuple[str | None, str]],
    *,
    legend: Mapping[str, str] | None = None,
    doubts: Mapping[str, str] | None = None,
) -> tuple[Speaker, ...]:
    """One speaker per label with a guessed role.

    Args:
        turns: label (None without one) and speech of every turn, in order.
        legend: what the file itself says a label stands for.
        doubts: labels that may not be speakers, and why.

    Returns:
        The speakers in order of first appearance. A role is guessed from the legend, from the
        label, and only where labels say nothing from who asks and who talks; else ``unknown``.
    """
    talk = _talk(turns)
    named = {label: talk[label] for label in talk if label is not None}
    guesses = _guess_by_label(tuple(named), legend=legend or {})
    if all(guess.role in ("unknown", "participant") for guess in guesses.values()):
        guesses |= _guess_by_questions(named, guesses)
        guesses |= _guess_the_partner(named, guesses)
    guesses |= _guess_the_others(guesses, doubts=doubts or {})
    unnamed = Guess("unknown", "no speaker label")
    if None in talk and _all_ask(guesses):
        unnamed = Guess("participant", "only the interviewer has a label", doubtful=True)
    else:
        guesses |= _nobody_answers(guesses)
    speakers = []
    for label in talk:
        guess = guesses.get(label or "") or unnamed
        doubt = (doubts or {}).get(label or "")
        speakers.append(
            Speaker(
                label=label,
                role=guess.role,
                reason=f"{guess.reason}; {doubt}" if doubt else guess.reason,
                doubtful=guess.doubtful or doubt is not None,
            )
        )
    return tuple(speakers)


def _talk(turns: Iterable[tuple[str | None, str]]) -> dict[str | None, Talk]:
    counts: dict[str | None, list[int]] = {}
    for label, speech in turns:
        count = counts.setdefault(label, [0, 0, 0])
        count[0] += 1
        count[1] += "?" in speech or "？" in speech
        count[2] += len(speech.split())
    return {label: Talk(*count) for label, count in counts.items()}


def _guess_by_label(labels: Sequence[str], *, legend: Mapping[str, str]) -> dict[str, Guess]:
    guesses: dict[str, Guess] = {}
    for label in labels:
        told = role_of_label(legend[label]) if label in legend else "unknown"
        role = role_of_label(label)
        if told != "unknown":
            guesses[label] = Guess(told, f"the file says {label} is {legend[label]}")
        elif label.casefold() in _AMBIGUOUS:
            guesses[label] = _guess_one_letter(label, labels)
        elif role != "unknown":
            guesses[label] = Guess(role, f"by the label {label}")
        else:
            nobody = label.casefold() in _NOBODY
            guesses[label] = Guess("unknown", "the label names no role", doubtful=nobody)
    return _mend_r(guesses)


def _guess_one_letter(label: str, labels: Sequence[str]) -> Guess:
    """F and M: facilitator or moderator beside coded participants, else perhaps female and male."""
    others = [other for other in labels if other != label]
    coded = [other for other in others if re.fullmatch(r"[A-Za-z]{0,2}\d+", other)]
    both = any(other.casefold() in _AMBIGUOUS for other in others)
    asks = any(role_of_label(other) == "interviewer" for other in others)
    if coded and not both and not asks and 2 * len(coded) >= len(others):
        word = "facilitator" if label.casefold() == "f" else "moderator"
        return Guess("interviewer", f"{label} is the {word} where the others are numbered")
    return Guess("unknown", f"{label} may stand for a role or for a sex", doubtful=True)


def _mend_r(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """R is the respondent beside I, but the researcher where only P-labels answer."""
    roles = {label: guess.role for label, guess in guesses.items()}
    r = next((label for label in roles if label.casefold() == "r"), None)
    coded = [label for label in roles if re.fullmatch(r"(?i)p\d*|\d+|participant.*", label)]
    if r is None or not coded or "interviewer" in roles.values():
        return guesses
    reason = f"{r} is taken as the researcher, as {coded[0]} is a participant"
    return guesses | {r: Guess("interviewer", reason, doubtful=True)}


def _guess_by_questions(talk: Mapping[str, Talk], guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """The interviewer by behaviour: asks far more than anybody else, and says less than a share."""
    open_labels = [label for label in talk if guesses[label].role == "unknown"]
    if len(talk) < 2 or not open_labels:
        return {}
    ranked = sorted(open_labels, key=lambda label: (-talk[label].asks, label))
    best = talk[ranked[0]]
    runner_up = max((talk[label].asks for label in talk if label != ranked[0]), default=0.0)
    share = best.n_words / max(sum(one.n_words for one in talk.values()), 1)
    clear = best.n_questions >= 2 and best.asks >= 0.5 and best.asks - runner_up >= 0.25
    if not clear or share >= 1 / len(talk):
        return {}
    weak = best.n_turns < _MANY_TURNS or best.asks - runner_up < 0.4
    reason = (
        f"{best.n_questions} of {best.n_turns} turns ask something, "
        f"and {share:.0%} of the words are theirs"
    )
    return {ranked[0]: Guess("interviewer", reason, doubtful=weak)}


def _guess_the_partner(talk: Mapping[str, Talk], guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """The interviewer beside one label that says participant, if he or she asks more often."""
    open_labels = [label for label, guess in guesses.items() if guess.role == "unknown"]
    if len(guesses) != 2 or len(open_labels) != 1 or open_labels[0].casefold() in _NOBODY:
        return {}
    label = open_labels[0]
    other = next(one for one in guesses if one != label)
    if talk[label].n_questions < 2 or talk[label].asks <= talk[other].asks:
        return {}
    reason = f"the only label beside {other}, and asks more often"
    weak = talk[label].asks < 2 * talk[other].asks
    return {label: Guess("interviewer", reason, doubtful=weak)}


def _all_ask(guesses: Mapping[str, Guess]) -> bool:
    return bool(guesses) and all(guess.role == "interviewer" for guess in guesses.values())


def _nobody_answers(guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """No interviewer where only questions have labels: the answers stand under the same label."""
    if not _all_ask(guesses):
        return {}
    return {
        label: Guess("unknown", f"{guess.reason}, but nobody else has a label", doubtful=True)
        for label, guess in guesses.items()
    }


def _guess_the_others(
    guesses: Mapping[str, Guess], *, doubts: Mapping[str, str]
) -> dict[str, Guess]:
    """Who is left is a participant once somebody is the interviewer."""
    asking = [label for label, guess in guesses.items() if guess.role == "interviewer"]
    if not asking:
        return {}
    weak = all(guesses[label].doubtful for label in asking)
    return {
        label: Guess("participant", f"talks with the interviewer ({asking[0]})", doubtful=weak)
        for label, guess in guesses.items()
        if guess.role == "unknown" and label.casefold() not in _NOBODY and label not in doubts
    }

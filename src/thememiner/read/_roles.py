"""Turns labels and turns into speakers with a guessed role and the reason for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.read._role_words import leads_by_label, role_of_label
from thememiner.records import Role, Speaker

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
    guesses |= _guess_the_leaders(named, guesses, legend=legend or {})
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
    r = next((label for label in ("R", "r") if label in guesses), None)
    if r is None or any(guess.role == "interviewer" for guess in guesses.values()):
        return guesses
    coded = [label for label in guesses if re.fullmatch(r"(?i)p\d*|\d+|participant.*", label)]
    if not coded:
        return guesses
    reason = f"{r} is taken as the researcher, as {coded[0]} is a participant"
    return guesses | {r: Guess("interviewer", reason, doubtful=True)}


def _guess_the_leaders(
    talk: Mapping[str, Talk], guesses: Mapping[str, Guess], *, legend: Mapping[str, str]
) -> dict[str, Guess]:
    """A host or therapist is the interviewer where nobody else is, and somebody answers."""
    asking = [label for label, guess in guesses.items() if guess.role == "interviewer"]
    leading = [label for label in asking if leads_by_label(legend.get(label, label))]
    if not leading:
        return {}
    others = [label for label in guesses if label not in leading]
    if len(leading) < len(asking) or not others:
        return {label: Guess("unknown", "the label names no role here") for label in leading}
    if any(guesses[label].role == "participant" for label in others):
        return {}
    most = max(talk[label].asks for label in others)
    if len(leading) > 1 or talk[leading[0]].asks < most or _holds_f_or_m(others):
        return {label: Guess("unknown", "the label names no role here") for label in leading}
    reason = f"{leading[0]} leads the conversation by the label"
    return {leading[0]: Guess("interviewer", reason, doubtful=True)}


def _holds_f_or_m(labels: Sequence[str]) -> bool:
    return any(label.casefold() in _AMBIGUOUS for label in labels)


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

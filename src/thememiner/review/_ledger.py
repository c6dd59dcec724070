"""Decisions, as they come, into a log cut by coder, place and codebook: what is new touches only its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from thememiner.records import Decision, Verdict
from thememiner.review._decisions import find_standing

Subject = tuple[str, str, str]
CODING_VERDICTS: tuple[Verdict, ...] = (
    "confirm",
    "reject",
    "recode",
    "code",
    "none-fits",
    "edit-span",
    "memo",
    "recheck",
)


@dataclass(frozen=True)
class Ledger:
    """A log of decisions; nothing in it is ever changed, more of them make another ledger.

    Attributes:
        decisions: all of them, by id.
        subjects: ids of the decisions about codings, by whose they are, place and codebook.
        undos: ids of the undos of a decision, by its id.
        others: ids of all decisions that are not about one coding, and of all undos.
    """

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    subjects: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)
    undos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def standing(self, subject: Subject) -> tuple[Decision, ...]:
        """The decisions on one place that no undo has taken back, in order of time, then of id."""
        return find_standing(self.decisions[one] for one in self._with_undos(subject))

    def standing_others(self, *verdicts: Verdict) -> tuple[Decision, ...]:
        """The decisions of these kinds, none of them about one coding, that no undo has taken back."""
        found = find_standing(self.decisions[one] for one in self.others)
        return tuple(decision for decision in found if decision.verdict in verdicts)

    def history(self, subject: Subject) -> tuple[Decision, ...]:
        """All decisions on one place and their undos, in no order."""
        return tuple(self.decisions[one] for one in self._with_undos(subject))

    def _with_undos(self, subject: Subject) -> list[str]:
        found = list(self.subjects.get(subject, ()))
        for one in found:  # the undos of undos come in behind
            found.extend(self.undos.get(one, ()))
        return found

    def subject_of(self, decision: Decision) -> Subject | None:
        """Whose coding, where and in which codebook a decision is about; None where about no coding.

        An undo is about what the decision that it takes back is about.
        """
        seen: set[str] = set()
        while decision.verdict == "undo":
            seen.add(decision.id)
            aim = self.decisions.get(decision.undoes or "")
            if aim is None or aim.id in seen:
                return None
            decision = aim
        return subject_of(decision)


def subject_of(decision: Decision) -> Subject | None:
    """Whose coding, where and in which codebook a decision is about; None where it is about no coding.

    A confirmed decoy is about none: it only shows that somebody confirmed it.
    """
    if decision.verdict not in CODING_VERDICTS or decision.confirms_decoy:
        return None
    free = decision.transcript_id is not None and decision.start is not None
    place = decision.place or decision.unit_id
    if place is None and not free:
        return None
    place = place or f"{decision.transcript_id}:{decision.start}-{decision.end}"
    return decision.whose or decision.coder, place, decision.codebook or ""


def with_decisions(
    ledger: Ledger, decisions: Iterable[Decision]
) -> tuple[Ledger, frozenset[Subject]]:
    """The log with further decisions, and the places that they touch; known ones change nothing.

    Args:
        ledger: the log so far.
        decisions: more of it, in any order.
    """
    new = {d.id: d for d in decisions if d.id not in ledger.decisions}
    subjects: dict[Subject, tuple[str, ...]] = dict(ledger.subjects)
    undos, others = dict(ledger.undos), list[str]()
    grown: dict[Subject, list[str]] = {}
    for decision in new.values():
        subject = subject_of(decision)
        if subject is not None:
            grown.setdefault(subject, []).append(decision.id)
            continue
        others.append(decision.id)
        if decision.verdict == "undo" and decision.undoes:
            undos[decision.undoes] = (*undos.get(decision.undoes, ()), decision.id)
    subjects |= {key: (*subjects.get(key, ()), *ids) for key, ids in grown.items()}
    made = Ledger({**ledger.decisions, **new}, subjects, undos, (*ledger.others, *others))
    undone = {made.subject_of(made.decisions[one]) for one in others}
    return made, frozenset(grown.keys() | {key for key in undone if key is not None})

"""The log of decisions into codings: a pure fold, the same whatever the order it is given in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed

from thememiner.records import Coding, Decision, Suggestion, Transcript, Unit
from thememiner.review._codings import SHAPING, joined, make_codings
from thememiner.review._decisions import find_standing
from thememiner.review._grounds import Grounds, make_grounds
from thememiner.review._ledger import Ledger, Subject, with_decisions
from thememiner.review._revised import find_heirs, find_revisions


@dataclass(frozen=True)
class Replay:
    """The log as far as it was replayed, and the codings it leads to, place by place.

    Attributes:
        grounds: what the decisions are about.
        ledger: the log.
        held: the codings of each coder at each place.
    """

    grounds: Grounds
    ledger: Ledger = field(default_factory=Ledger)
    held: Mapping[Subject, tuple[Coding, ...]] = field(default_factory=dict)

    def codings(self) -> tuple[Coding, ...]:
        """All codings, in the order of the transcripts; coders side by side."""
        found: dict[str, Coding] = {}
        every = (coding for some in self.held.values() for coding in some)
        for coding in sorted(every, key=lambda one: (one.at, one.place)):
            found[coding.id] = joined(found.get(coding.id), coding)
        return in_order(found.values(), self.grounds)


def replay_more(replay: Replay, decisions: Iterable[Decision]) -> Replay:
    """Replay further decisions; only the places that they touch are worked out again.

    Replaying a log in two parts gives what replaying it in one gives, whichever part comes first.

    Args:
        replay: the log so far.
        decisions: more of it, in any order.
    """
    ledger, touched = with_decisions(replay.ledger, decisions)
    if len(ledger.decisions) == len(replay.ledger.decisions):
        return replay
    grounds, held = replay.grounds, dict(replay.held)
    heirs = find_heirs(find_revisions(ledger)) if ledger.others != replay.ledger.others else None
    if heirs is not None and heirs != grounds.heirs:
        grounds, held, touched = changed(grounds, heirs=heirs), {}, frozenset(ledger.subjects)
    for subject in touched:
        found = make_codings(subject, ledger.standing(subject), grounds)
        held.pop(subject, None)
        if found:
            held[subject] = found
    return Replay(grounds, ledger, held)


def replay(
    suggestions: Iterable[Suggestion],
    decisions: Iterable[Decision],
    *,
    units: Sequence[Unit],
    transcripts: Sequence[Transcript],
) -> tuple[Coding, ...]:
    """The codings that the log leads to, coder by coder, in the order of the transcripts.

    Decisions count in order of time, then of id. A later decision of a coder on the same unit,
    codebook and code takes the place of the earlier one. ``reject`` removes that coder's coding
    of the unit that the rejected code led to, all of them where it names no code; ``none-fits``
    removes all. ``edit-span`` moves a coding; ``undo`` takes back the decision it names. Coders stay
    side by side, whatever was settled: see ``settle_codings``. Decisions whose words are no longer
    found give no coding: see ``find_unanchored``.

    Args:
        suggestions: what was proposed; they tell a coding that was changed from one that was not.
        decisions: the log, in any order.
        units: all units of the study.
        transcripts: all transcripts of the study.
    """
    start = Replay(make_grounds(suggestions, units, transcripts))
    return replay_more(start, decisions).codings()


def find_unanchored(
    decisions: Iterable[Decision], *, units: Sequence[Unit], transcripts: Sequence[Transcript]
) -> tuple[Decision, ...]:
    """Standing decisions for a coding whose words are not, or not clearly, in the transcripts."""
    grounds = make_grounds((), units, transcripts)
    return tuple(
        decision
        for decision in find_standing(decisions)
        if decision.verdict in (*SHAPING, "edit-span") and grounds.stretch(decision) is None
    )


def in_order(codings: Iterable[Coding], grounds: Grounds) -> tuple[Coding, ...]:
    """Codings in the order of the transcripts, then of span, codebook, code and coder."""
    order = {name: n for n, name in enumerate(grounds.transcripts)}
    return tuple(sorted(codings, key=lambda one: _place(one, order)))


def _place(coding: Coding, order: Mapping[str, int]) -> tuple[int, int, int, str, str, str]:
    at = order[coding.transcript_id]
    return at, coding.start, coding.end, coding.codebook, coding.code_id, coding.coder

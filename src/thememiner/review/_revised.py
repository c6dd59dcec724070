"""Changes of codebooks in the log into the codes that stand now, and the codings to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from thememiner.records import CodeChange, Coding, Decision, Recheck
from thememiner.review._codings import shaping_decision
from thememiner.review._decisions import when
from thememiner.review._ledger import Ledger

Heirs = Mapping[tuple[str, str], str]


def find_revisions(ledger: Ledger) -> tuple[Decision, ...]:
    """The changes of codebooks that stand, oldest first."""
    return ledger.standing_others("revise-codebook")


def find_heirs(revisions: Iterable[Decision]) -> Heirs:
    """Codebook and code that was merged away, to the code that stands for it now."""
    heirs: dict[tuple[str, str], str] = {}
    for revision in revisions:
        book = revision.codebook or ""
        for change in revision.changes:
            if change.change != "merged" or len(change.to) != 1:
                continue
            heir = change.to[0]
            for key, code in heirs.items():
                if (key[0], code) == (book, change.code_id):
                    heirs[key] = heir
            heirs[book, change.code_id] = heir
    return {key: heir for key, heir in heirs.items() if key[1] != heir}


def find_rechecks(codings: Iterable[Coding], ledger: Ledger) -> tuple[Recheck, ...]:
    """Codings that a change of their codebook touches and that nobody has confirmed since.

    A code that was renamed, redefined, moved, merged, split or removed touches its own codings; one that
    was added touches those of the codes it is near to: its parent and those it has a boundary with.

    Args:
        codings: as they stand, under the codes that stand now.
        ledger: the log.
    """
    revisions = find_revisions(ledger)
    found = []
    for coding in codings if revisions else ():
        looked = _looked_at(coding, ledger)
        codes = {coding.code_id, *(one.to or one.code_id or "" for one in looked)}
        newest = max((when(one) for one in looked), default=(0.0, ""))
        for revision in revisions:
            change = _touching(revision, coding, codes)
            if change is not None and (
                when(revision) > newest or _unseen(change, coding, revision, looked)
            ):
                found.append(_recheck(coding, revision, change))
    return tuple(found)


def _looked_at(coding: Coding, ledger: Ledger) -> list[Decision]:
    """The decisions with which somebody said that a coding stands as it is."""
    known = [ledger.decisions[one] for one in coding.decision_ids if one in ledger.decisions]
    shaped = shaping_decision(coding, ledger.decisions)
    said = [one for one in known if one.verdict in ("recheck", "settle")]
    if coding.settled:
        place = ledger.standing((coding.coder, coding.place, coding.codebook))
        said += [d for d in place if d.verdict == "recheck" and d.code_id == coding.code_id]
    return [*said, *([shaped] if shaped is not None else [])]


def _touching(revision: Decision, coding: Coding, codes: set[str]) -> CodeChange | None:
    if revision.codebook != coding.codebook:
        return None
    for change in revision.changes:
        if change.change == "added" and coding.code_id in change.to:
            return change
        if change.change != "added" and change.code_id in codes:
            return change
    return None


def _unseen(
    change: CodeChange, coding: Coding, revision: Decision, looked: Sequence[Decision]
) -> bool:
    """Whether a coding has a new code because of a merger that its coder did not know of."""
    if change.change != "merged" or change.to != (coding.code_id,):
        return False
    said = [one for one in looked if one.verdict in ("recheck", "settle")]
    own = [one for one in looked if coding.code_id == (one.to or one.code_id)]
    return not any(when(one) > when(revision) for one in (*said, *own))


def _recheck(coding: Coding, revision: Decision, change: CodeChange) -> Recheck:
    to = f", now {', '.join(change.to)}" if change.to and change.change != "added" else ""
    new = f"{change.code_id} was added beside it" if change.change == "added" else ""
    return Recheck(
        coding_id=coding.id,
        transcript_id=coding.transcript_id,
        start=coding.start,
        end=coding.end,
        text=coding.text,
        codebook=coding.codebook,
        code_id=coding.code_id,
        coder=coding.coder,
        change=change.change,
        about=new or f"{change.code_id} was {change.change}{to}",
        revised_by=revision.coder,
        at=revision.at,
        unit_id=coding.unit_id,
    )

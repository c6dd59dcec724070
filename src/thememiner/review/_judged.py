"""The log into charts, judgements and memos, as people wrote them last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from thememiner.records import Chart, Decision, Disagreement, Judgement, Memo, MemoKind
from thememiner.review._decisions import find_standing
from thememiner.review._ledger import Ledger, Subject
from thememiner.review._revised import Heirs


def find_charts(ledger: Ledger, heirs: Heirs) -> tuple[Chart, ...]:
    """What each coder wrote last about a case under a code, by case, codebook, code and coder.

    Where two codes became one, both texts stay.

    Args:
        ledger: the log.
        heirs: what stands for codes that were merged away.
    """
    cells: dict[tuple[str, str, str, str], list[Decision]] = {}
    for one in ledger.standing_others("chart"):
        key = (one.case or "", one.codebook or "", one.code_id or "", one.coder)
        cells.setdefault(key, []).append(one)
    found: dict[str, Chart] = {}
    for (case, book, given, coder), history in cells.items():
        code = heirs.get((book, given), given)
        last = history[-1]
        chart = Chart(
            id=_id("h", case, book, code, coder),
            case=case,
            codebook=book,
            code_id=code,
            text=last.memo,
            coder=coder,
            at=last.at,
            quotations=last.quotations,
            decision_ids=tuple(one.id for one in history),
        )
        found[chart.id] = _both(found[chart.id], chart) if chart.id in found else chart
    return tuple(sorted(found.values(), key=lambda c: (c.case, c.codebook, c.code_id, c.coder)))


def _both(one: Chart, other: Chart) -> Chart:
    first, second = sorted((one, other), key=lambda chart: chart.at)
    return second.model_copy(
        update={
            "text": f"{first.text}\n\n{second.text}",
            "quotations": tuple(dict.fromkeys((*first.quotations, *second.quotations))),
            "decision_ids": (*first.decision_ids, *second.decision_ids),
        }
    )


def find_judgements(ledger: Ledger, heirs: Heirs, *, settled: bool = True) -> tuple[Judgement, ...]:
    """What each coder rated last, by case, construct and coder.

    Args:
        ledger: the log.
        heirs: what stands for codes that were merged away.
        settled: True to have what was settled in the place of what it settles.
    """
    cells: dict[tuple[str, str, str, str], list[Decision]] = {}
    for one in ledger.standing_others("judge"):
        cells.setdefault((*_construct(one, heirs), one.coder), []).append(one)
    settlements = _settlements(ledger, heirs) if settled else {}
    covered = {one for settlement in settlements.values() for one in settlement.settles}
    found = [
        _judgement(key[:3], history, settled=False)
        for key, history in cells.items()
        if history[-1].id not in covered
    ]
    for key, settlement in settlements.items():
        behind = [one for cell in cells.values() for one in cell if one.id in settlement.settles]
        found.append(_judgement(key, [*behind, settlement], settled=True))
    return tuple(
        sorted(found, key=lambda j: (j.case, j.codebook or "", j.construct_id, j.coder, j.settled))
    )


def _construct(decision: Decision, heirs: Heirs) -> tuple[str, str, str]:
    book, given = decision.codebook or "", decision.code_id or ""
    return decision.case or "", book, heirs.get((book, given), given)


def _settlements(ledger: Ledger, heirs: Heirs) -> dict[tuple[str, str, str], Decision]:
    return {
        _construct(one, heirs): one
        for one in ledger.standing_others("settle")
        if one.case is not None
    }


def _judgement(
    key: tuple[str, str, str], history: Sequence[Decision], *, settled: bool
) -> Judgement:
    case, book, construct = key
    last = history[-1]
    return Judgement(
        id=_id("j", case, book, construct, last.coder),
        case=case,
        construct_id=construct,
        codebook=book or None,
        rating=last.rating or "",
        reason=last.memo,
        coder=last.coder,
        at=last.at,
        settled=settled,
        decision_ids=tuple(one.id for one in history),
    )


def find_rating_disagreements(
    ledger: Ledger, heirs: Heirs, coders: Iterable[str] = ()
) -> tuple[Disagreement, ...]:
    """Cases and constructs that coders rated differently.

    Args:
        ledger: the log.
        heirs: what stands for codes that were merged away.
        coders: between whom; all where none are named.
    """
    names = set(coders)
    cells: dict[tuple[str, str, str], list[Judgement]] = {}
    for one in find_judgements(ledger, heirs, settled=False):
        if not names or one.coder in names:
            key = (one.case, one.codebook or "", one.construct_id)
            cells.setdefault(key, []).append(one)
    settlements = _settlements(ledger, heirs)
    return tuple(
        _rated(key, some, settlements.get(key))
        for key, some in sorted(cells.items())
        if len({judgement.rating.casefold() for judgement in some}) > 1
    )


def _rated(
    key: tuple[str, str, str], some: Sequence[Judgement], settlement: Decision | None
) -> Disagreement:
    case, book, construct = key
    last = {judgement.decision_ids[-1] for judgement in some}
    by = settlement if settlement is not None and last <= set(settlement.settles) else None
    return Disagreement(
        id=f"{case}|{book}|{construct}" if book else f"{case}|{construct}",
        codebook=book or None,
        coders=tuple(sorted(judgement.coder for judgement in some)),
        says={one.coder: f"{one.rating}: {one.reason}" for one in some},
        case=case,
        construct_id=construct,
        judgements=tuple(some),
        settled_by=by.coder if by else None,
        settled_to=(by.rating or "") if by else "",
    )


def find_memos(ledger: Ledger, coding_at: Callable[[Subject, str], str | None]) -> tuple[Memo, ...]:
    """The memos that stand by themselves, oldest first; the note of another decision is not among them.

    Args:
        ledger: the log.
        coding_at: gives the id of the coding of a coder at a place with a code, None where it is gone.
    """
    memos = {one.id for one in ledger.decisions.values() if one.verdict == "memo"}
    undos = [one for one in ledger.decisions.values() if one.verdict == "undo"]
    standing = find_standing([*(ledger.decisions[one] for one in memos), *undos])
    return tuple(_memo(one, ledger, coding_at) for one in standing)


def _memo(
    decision: Decision, ledger: Ledger, coding_at: Callable[[Subject, str], str | None]
) -> Memo:
    kind, on = _aim(decision)
    subject = ledger.subject_of(decision)
    if kind == "unit" and decision.code_id and subject is not None:
        coding = coding_at(subject, decision.code_id)
        kind, on = ("coding", coding) if coding else (kind, on)
    return Memo(
        id=decision.id,
        kind=kind,
        on=on,
        text=decision.memo,
        coder=decision.coder,
        at=decision.at,
        codebook=decision.codebook,
    )


def _aim(decision: Decision) -> tuple[MemoKind, str]:
    if decision.case is not None:
        return "case", decision.case
    if decision.place or decision.unit_id or decision.start is not None:
        free = f"{decision.transcript_id}:{decision.start}-{decision.end}"
        return "unit", decision.unit_id or decision.place or free
    if decision.transcript_id is not None:
        return "transcript", decision.transcript_id
    if decision.code_id is not None:
        return "code", decision.code_id
    return "study", ""


def _id(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}{digest[:12]}"

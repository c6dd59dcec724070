"""Places where coders differ into what the page for settling shows, and what is settled into the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thememiner.errors import ReviewError
from thememiner.records import Disagreement
from thememiner.review import Said, find_taken_back
from thememiner.study._decision_desk import DecisionDesk, check_coder
from thememiner.study._review_plain import plain_coding, plain_text
from thememiner.study._settling_desk import SettlingDesk
from thememiner.widgets import Plain

_VIA = "widget"


class StudySettlingDesk:
    """Disagreements of all coders, to be settled by one of them; fulfils ``SettlingDesk``.

    Args:
        desk: takes decisions.
        settling: knows where coders differ.
        coder: who settles.

    Raises:
        ReviewError: the coder has no name.
    """

    def __init__(self, desk: DecisionDesk, settling: SettlingDesk, coder: str) -> None:
        self._desk = desk
        self._settling = settling
        self._coder = check_coder(coder)

    def disagreements(self, codebook: str) -> Plain:
        """The places where codings differ, those that are settled among them."""
        return {"places": [_plain_place(one) for one in self._found(codebook)]}

    def _found(self, codebook: str) -> list[Disagreement]:
        found = self._settling.disagreements((), codebook=codebook, settled=True)
        return [one for one in found if one.transcript_id is not None]

    def settle(self, codebook: str, place: str, marked: Sequence[Plain]) -> Plain:
        """Write into the log what is to stand at a place; it is on disk when this returns."""
        where = next((one for one in self._found(codebook) if one.id == place), None)
        if where is None:
            raise ReviewError("The coders do not differ there any more. Look at the list again.")
        codes = {str(one["code_id"]): one.get("valence") for one in marked}
        statuses = {one.get("status") for one in marked}
        status = statuses.pop() if len(statuses) == 1 else None
        said = Said(verdict="settle", status=status)
        self._settling.settle(where, codes, coder=self._coder, codebook=codebook, said=said)
        return self.disagreements(codebook)

    def unsettle(self, codebook: str) -> Plain:
        """Take this coder's last settlement in a codebook back, by a further entry."""
        ledger = self._desk.replay.ledger
        others = [ledger.decisions[one] for one in ledger.others]
        gone = find_taken_back(others)
        own = [
            one
            for one in others
            if one.verdict == "settle"
            and (one.coder, one.codebook) == (self._coder, codebook)
            and one.id not in gone
        ]
        if not own:
            raise ReviewError(f"{self._coder} has settled nothing in {codebook} that still stands.")
        last = max(own, key=lambda one: (one.at, one.id))
        self._desk.undo(last.id, coder=self._coder, via=_VIA)
        return self.disagreements(codebook)


def _plain_place(one: Disagreement) -> dict[str, Any]:
    return {
        "id": one.id,
        "before": plain_text(one.before),
        "text": plain_text(one.text),
        "after": plain_text(one.after),
        "coders": [
            {
                "coder": coder,
                "says": plain_text(one.says.get(coder, "")),
                "codings": [
                    {**plain_coding(coding), "memo": plain_text(coding.memo)}
                    for coding in one.codings
                    if coding.coder == coder
                ],
            }
            for coder in one.coders
        ],
        "settled_by": one.settled_by,
        "settled_to": plain_text(one.settled_to),
    }

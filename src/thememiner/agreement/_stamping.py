"""What a coder did with wrong suggestions into how often they were confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from thememiner.agreement._intervals import wilson
from thememiner.agreement._units import CODING_VERDICTS
from thememiner.records import Decision, Record
from thememiner.review import find_standing

FEWEST_DECOYS = 5


class RubberStamping(Record):
    """How often a coder confirmed a suggestion that was put there to be wrong.

    Attributes:
        coder: who.
        n_decoys: wrong suggestions that they decided on.
        n_confirmed: of these, confirmed as they were.
        rate: the share confirmed, 0 to 1; None where there were too few.
        low: lower end of the 95 % interval.
        high: upper end.
        reason: why there is no rate; empty where there is one.
    """

    coder: str
    n_decoys: int
    n_confirmed: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def find_rubber_stamping(decisions: Iterable[Decision], coder: str) -> RubberStamping:
    """How often a coder confirmed a decoy; a decoy is wrong by the machine's lights, not for certain.

    The interval is Wilson's. Source: Wilson EB (1927), Journal of the American Statistical Association 22,
    209-212.

    Args:
        decisions: the log.
        coder: who.
    """
    last: dict[tuple[str | None, str | None], bool] = {}
    for one in find_standing(decisions):
        if one.coder == coder and one.decoy and one.verdict in CODING_VERDICTS:
            last[one.unit_id, one.codebook] = one.confirms_decoy
    n, confirmed = len(last), sum(last.values())
    if n < FEWEST_DECOYS:
        reason = f"{coder} has decided on {n} decoys; a rate takes {FEWEST_DECOYS}"
        return RubberStamping(coder=coder, n_decoys=n, n_confirmed=confirmed, reason=reason)
    low, high = wilson(confirmed, n)
    return RubberStamping(
        coder=coder, n_decoys=n, n_confirmed=confirmed, rate=confirmed / n, low=low, high=high
    )

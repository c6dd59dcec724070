"""What a coder did with wrong suggestions into how often they were confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from thememiner.agreement._rates import Rate, rate_of
from thememiner.agreement._units import CODING_VERDICTS
from thememiner.records import Decision
from thememiner.review import find_standing

FEWEST_DECOYS = 5


class RubberStamping(Rate):
    """How often a coder confirmed a suggestion that was put there to be wrong.

    Attributes:
        n_decoys: wrong suggestions that they decided on.
        n_confirmed: of these, confirmed as they were: the rate is their share.
    """

    n_decoys: int
    n_confirmed: int


def find_rubber_stamping(decisions: Iterable[Decision], coder: str) -> RubberStamping:
    """How often a coder confirmed a decoy; a decoy is wrong by the machine's lights, not for certain.

    Args:
        decisions: the log.
        coder: who.
    """
    last: dict[tuple[str | None, str | None], bool] = {}
    for one in find_standing(decisions):
        if one.coder == coder and one.decoy and one.verdict in CODING_VERDICTS:
            last[one.unit_id, one.codebook] = one.confirms_decoy
    n, confirmed = len(last), sum(last.values())
    reason = f"{coder} has decided on {n} decoys; a rate takes {FEWEST_DECOYS}"
    rate = rate_of(confirmed, n, fewest=FEWEST_DECOYS, reason=reason)
    return RubberStamping(coder=coder, n_decoys=n, n_confirmed=confirmed, **rate)

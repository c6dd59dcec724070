"""How many of what one coder has seen into a rate with its interval, or into the reason why there is none."""

from __future__ import annotations

from typing import Any

from thememiner.agreement._intervals import wilson
from thememiner.records import Record


class Rate(Record):
    """A share of what one coder has seen.

    Attributes:
        coder: who.
        rate: the share, 0 to 1; None where there was too little.
        low: lower end of the 95 % interval.
        high: upper end.
        reason: why there is no rate; empty where there is one.
    """

    coder: str
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def rate_of(found: int, seen: int, *, fewest: int, reason: str) -> dict[str, Any]:
    """The fields of a rate that follow from two counts.

    The interval is Wilson's. Source: Wilson EB (1927), Journal of the American Statistical Association 22,
    209-212.

    Args:
        found: how many.
        seen: of how many.
        fewest: so many have to be seen.
        reason: what is said where there are fewer.
    """
    if seen < fewest:
        return {"reason": reason}
    low, high = wilson(found, seen)
    return {"rate": found / seen, "low": low, "high": high}

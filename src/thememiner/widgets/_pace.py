"""When a coder decided into how long the rest will take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median

_RECENT = 40
_PAUSE_S = 300.0
_FEWEST = 5


def find_time_left(times: Sequence[str], n_left: int) -> float | None:
    """Seconds that the open passages will take at the coder's own pace.

    The pace is the median time between two decisions among the last forty; a gap of more than five
    minutes is a pause and does not count.

    Args:
        times: when the coder decided, ISO 8601, in any order.
        n_left: how many passages are open.

    Returns:
        None where fewer than five gaps are known: that says nothing yet.
    """
    moments = sorted(datetime.fromisoformat(at).timestamp() for at in times)[-_RECENT - 1 :]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    counted = [gap for gap in gaps if gap <= _PAUSE_S]
    return median(counted) * n_left if len(counted) >= _FEWEST else None

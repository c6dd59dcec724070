"""The machine's clock into times for the log that never stand still: what is decided later is later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=1)


class Clock:
    """Times, each later than the one before, as ISO 8601 with zone and microseconds."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def now(self) -> str:
        """The time now, or a microsecond after the last one that was asked for."""
        now = datetime.now(UTC)
        if self._last is not None and now <= self._last:
            now = self._last + _TICK
        self._last = now
        return now.isoformat(timespec="microseconds")

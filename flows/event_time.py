"""What time it is for a fold: that of the newest event, moved on by the clock in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

MICROSECOND = timedelta(microseconds=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class EventTime:
    """The time of the stream, as one group of a fold has heard of it.

    Reservations expire and sources grow stale by it, so that a day read again, or read late, gives
    what it gave. Where sources fall silent it goes on by the wall clock from the moment of the
    last arrival; not so in a drain, whose stream has an end.
    """

    def __init__(self, frozen: tuple[int, int] | None, *, stands_still: bool) -> None:
        self._newest, self._arrived = frozen or (0, 0)
        self._stands_still = stands_still

    def freeze(self) -> tuple[int, int]:
        """The newest event's time and when it arrived, in microseconds."""
        return (self._newest, self._arrived)

    def hear(self, times: pl.Series, arrivals: pl.Series | None = None) -> None:
        """Take in times of events; those that are dated after their arrival prove nothing."""
        if arrivals is not None:
            times = times.filter((times < arrivals).fill_null(value=True))
        newest: Any = times.max()
        if newest is not None and (heard := (newest - BEGINNING) // MICROSECOND) > self._newest:
            self._newest = heard
            self._arrived = _wall()

    def now(self) -> datetime:
        """The time of the stream; the wall clock's before anything was heard."""
        if not self._newest:
            return datetime.now(UTC)
        silent = 0 if self._stands_still else max(0, _wall() - self._arrived)
        return BEGINNING + (self._newest + silent) * MICROSECOND


def _wall() -> int:
    return (datetime.now(UTC) - BEGINNING) // MICROSECOND

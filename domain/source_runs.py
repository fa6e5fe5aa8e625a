"""The clock of one source: the runs of numbers that it said, and the gaps between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from domain.columns import NEVER, Codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.key_index import Marks

GAPS_RAISED_MAX: Final = 100
"""Gaps of one source that are raised one by one; one more exception stands for all further ones.

A source that counts by tens would otherwise raise an exception an event."""
_INT64_MAX: Final = 2**63 - 1
_MICROSECOND: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FURTHER: Final = "further"

CLOCKS: Final = pl.Schema(
    {
        "source": pl.String(),
        "unnumbered": pl.Int64(),
        "heartbeat": pl.Int64(),
        "last_event_time": pl.Int64(),
        "numbered_events": pl.Int64(),
        "events": pl.Int64(),
        "version": pl.Int64(),
    }
)
"""One row per source: what `SourceClock.freeze` gives."""
RUNS: Final = pl.Schema(
    {"source": pl.String(), "low": pl.Int64(), "high": pl.Int64(), "newest": pl.Int64()}
)
"""One row per run of numbers of a source."""
GAPS: Final = pl.Schema(
    {
        "source": pl.String(),
        "first": pl.Int64(),
        "last": pl.Int64(),
        "further": pl.Int64(),
        "noticed_at": pl.Int64(),
        "raised": pl.Boolean(),
    }
)
"""One row per gap of a source that is open or waiting to be raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs of consecutive numbers, ascending and apart, with the newest event time in each."""

    low: Codes
    high: Codes
    newest: Codes

    @classmethod
    def none(cls) -> Runs:
        """No numbers."""
        nothing = np.zeros(0, np.int64)
        return cls(low=nothing, high=nothing, newest=nothing)

    @classmethod
    def of(cls, numbers: Codes, times: Codes) -> Runs:
        """The runs that single numbers make."""
        if numbers.size and numbers[0] <= numbers[-1] and (np.diff(numbers) == 1).all():
            ends = np.array([numbers[0], numbers[-1], times.max()])
            return cls(low=ends[:1], high=ends[1:2], newest=ends[2:])
        if not (numbers[1:] >= numbers[:-1]).all():
            order = np.argsort(numbers, kind="stable")
            numbers, times = numbers[order], times[order]
        return cls._merged(numbers, numbers, times)

    def joined(self, other: Runs) -> Runs:
        """The runs of both together."""
        if self.low.size == 0 or other.low.size == 0:
            return other if self.low.size == 0 else self
        low = np.concatenate([self.low, other.low])
        order = np.argsort(low, kind="stable")
        high = np.concatenate([self.high, other.high])[order]
        newest = np.concatenate([self.newest, other.newest])[order]
        return self._merged(low[order], high, newest)

    @classmethod
    def _merged(cls, low: Codes, high: Codes, newest: Codes) -> Runs:
        """Runs ordered by their lowest number, overlapping and touching ones made one."""
        if low.size == 0:
            return cls.none()
        reach = np.maximum.accumulate(high)
        # Two comparisons, because `low - 1` of the lowest number there is wraps around.
        apart = (low[1:] > reach[:-1]) & (low[1:] - 1 > reach[:-1])
        starts = np.concatenate(([0], np.flatnonzero(apart) + 1))
        lasts = np.concatenate((starts[1:] - 1, [low.size - 1]))
        return cls(low=low[starts], high=reach[lasts], newest=np.maximum.reduceat(newest, starts))


@dataclass(slots=True, kw_only=True)
class Gap:
    """Numbers missing from `first` to `last`, or so many `further` gaps."""

    first: int
    last: int
    further: int
    noticed_at: int
    raised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenGaps:
    """Exceptions on gaps that opened, moved or closed; and whether the clock's state moved."""

    exceptions: list[dict[str, object]]
    moved: bool


class SourceClock:
    """What one source said so far: its runs, its newest times, its gaps.

    `numbered` false means that its numbers say nothing; true, that only numbered events count;
    None, that its numbers count as soon as it gives one.
    """

    __slots__ = (
        "_gaps", "_heartbeat", "_numbered_events", "_runs", "_trust", "_unnumbered", "_version",
        "events", "last_event_time", "source",
    )  # fmt: skip

    def __init__(self, source: str, *, numbered: bool | None = None) -> None:
        """It said nothing yet."""
        self.source = source
        self.events = 0
        self.last_event_time = NEVER
        self._trust = numbered
        self._runs = Runs.none()
        self._unnumbered = NEVER
        self._heartbeat = NEVER
        self._numbered_events = 0
        self._version = 0
        self._gaps: dict[str, Gap] = {}

    def advance(self, numbers: Codes, numbered: Marks, times: Codes, heartbeats: Marks) -> None:
        """Take in events, a row each: number, whether it has one, time, whether a heartbeat."""
        self.events += times.size
        self.last_event_time = max(self.last_event_time, int(times.max(initial=NEVER)))
        if self._trust is False:
            numbered = np.zeros_like(numbered)
        if numbered.all():
            self._runs = self._runs.joined(Runs.of(numbers, times))
            self._numbered_events += times.size
            return
        self._runs = self._runs.joined(Runs.of(numbers[numbered], times[numbered]))
        self._numbered_events += int(np.count_nonzero(numbered))
        promises = times[heartbeats & ~numbered]
        self._heartbeat = max(self._heartbeat, int(promises.max(initial=NEVER)))
        others = times[~heartbeats & ~numbered]
        self._unnumbered = max(self._unnumbered, int(others.max(initial=NEVER)))

    @property
    def watermark(self) -> int:
        """The microseconds up to which all that it said is known; `NEVER` if nothing is."""
        if self._runs.low.size == 0:
            return NEVER if self._trust else max(self._unnumbered, self._heartbeat)
        contiguous = int(self._runs.newest[0])
        return contiguous if self.gap_count else max(contiguous, self._heartbeat)

    @property
    def contiguous_seq(self) -> int | None:
        """The number before the first missing one; None while it gave no numbers."""
        return int(self._runs.high[0]) if self._runs.high.size else None

    @property
    def gap_count(self) -> int:
        """How many runs of numbers are missing between those that came."""
        return max(0, self._runs.low.size - 1)

    @property
    def has_gaps(self) -> bool:
        """Whether gaps are open, or waiting to be raised."""
        return bool(self._gaps)

    @property
    def numbers_repeated(self) -> int:
        """How many events came with a number that was taken."""
        covered = sum(
            high - low + 1
            for low, high in zip(self._runs.low.tolist(), self._runs.high.tolist(), strict=True)
        )
        return self._numbered_events - covered

    def take_gaps(self, now: datetime, *, settled: bool, grace: timedelta) -> TakenGaps:
        """What is to be said about gaps since the last time."""
        if not self._gaps and not self.gap_count:
            return TakenGaps(exceptions=[], moved=False)
        instant = (now - _EPOCH) // _MICROSECOND
        current = self._current_gaps(instant)
        moved = current.keys() != self._gaps.keys()
        said: list[dict[str, object]] = []
        self._version += 1
        for name, gap in self._gaps.items():
            if gap.raised and name not in current:
                said.append(self._exception(name, gap, now, resolved=True))
        for name, gap in current.items():
            before = self._gaps.get(name)
            due = settled or instant - gap.noticed_at >= grace // _MICROSECOND
            if before is None or gap != before:
                moved = True
            if (gap.raised and gap != before) or (due and not gap.raised):
                gap.raised = moved = True
                said.append(self._exception(name, gap, now, resolved=False))
        if not said:
            self._version -= 1
        self._gaps = current
        return TakenGaps(exceptions=said, moved=moved)

    def _current_gaps(self, instant: int) -> dict[str, Gap]:
        """The gaps between the runs, by name; what is known of them is kept."""
        firsts = (self._runs.high[:-1][:GAPS_RAISED_MAX] + 1).tolist()
        lasts = (self._runs.low[1:][:GAPS_RAISED_MAX] - 1).tolist()
        found = [(str(first), first, last, 0) for first, last in zip(firsts, lasts, strict=True)]
        if self.gap_count > GAPS_RAISED_MAX:
            further = self.gap_count - GAPS_RAISED_MAX
            start = int(self._runs.high[GAPS_RAISED_MAX]) + 1
            found.append((_FURTHER, start, int(self._runs.low[-1]) - 1, further))
        current: dict[str, Gap] = {}
        for name, first, last, further in found:
            before = self._gaps.get(name)
            current[name] = Gap(
                first=first,
                last=last,
                further=further,
                noticed_at=instant if before is None else before.noticed_at,
                raised=before is not None and before.raised,
            )
        return current

    def _exception(
        self, name: str, gap: Gap, now: datetime, *, resolved: bool
    ) -> dict[str, object]:
        span = str(gap.first) if gap.first == gap.last else f"{gap.first} to {gap.last}"
        missing = min(gap.last - gap.first + 1, _INT64_MAX)
        if gap.further:
            message = (
                f"{gap.further} further runs of numbers of {self.source} are missing ({span})."
            )
        elif resolved:
            message = f"{self.source} number {gap.first} is no longer missing."
        else:
            message = f"{self.source} numbers {span} are missing; its watermark waits for them."
        return {
            "exception": f"INV-GAP:{self.source}:{name}",
            "code": "INV-GAP",
            "severity": "S2",
            "status": "resolved" if resolved else "open",
            "source": self.source,
            "item": None,
            "location": None,
            "lot": None,
            "reference": f"{gap.first}-{gap.last}",
            "quantity": gap.further or missing,
            "message": message,
            "action": f"Ask {self.source} to send {span} again.",
            "opened_at": _EPOCH + gap.noticed_at * _MICROSECOND,
            "resolved_at": now if resolved else None,
            "version": self._version,
            "event_time": now,
        }

    def freeze(self) -> tuple[str, int, int, int, int, int, int]:
        """The numbers of this clock, in the order of their columns."""
        return (
            self.source,
            self._unnumbered,
            self._heartbeat,
            self.last_event_time,
            self._numbered_events,
            self.events,
            self._version,
        )

    def freeze_runs(self) -> pl.DataFrame:
        """The runs, a row each."""
        runs = {"low": self._runs.low, "high": self._runs.high, "newest": self._runs.newest}
        return pl.DataFrame(runs).select(pl.lit(self.source).alias("source"), pl.all())

    def freeze_gaps(self) -> pl.DataFrame:
        """The gaps, a row each."""
        rows = [
            (self.source, gap.first, gap.last, gap.further, gap.noticed_at, gap.raised)
            for gap in self._gaps.values()
        ]
        return pl.DataFrame(rows, schema=GAPS, orient="row")

    def thaw(self, row: Mapping[str, Any]) -> None:
        """The numbers as `freeze` gave them."""
        self._unnumbered = row["unnumbered"]
        self._heartbeat = row["heartbeat"]
        self.last_event_time = row["last_event_time"]
        self._numbered_events = row["numbered_events"]
        self.events = row["events"]
        self._version = row["version"]

    def thaw_runs(self, rows: pl.DataFrame) -> None:
        """The runs as `freeze_runs` gave them."""
        low, high, newest = (rows[name].to_numpy() for name in ("low", "high", "newest"))
        self._runs = Runs(low=low, high=high, newest=newest)

    def thaw_gaps(self, rows: pl.DataFrame) -> None:
        """The gaps as `freeze_gaps` gave them."""
        self._gaps = {
            _FURTHER if row["further"] else str(row["first"]): Gap(
                first=row["first"],
                last=row["last"],
                further=row["further"],
                noticed_at=row["noticed_at"],
                raised=row["raised"],
            )
            for row in rows.iter_rows(named=True)
        }

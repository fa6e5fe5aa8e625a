"""Clocks of sources: how far all that a source said is known, and which of its events are missing.

The low watermark of a source that numbers its events is the newest event time before the first
missing number (case 11); of one that does not, its newest event time. Both are functions of the
set of events, so neither order nor cuts into batches matter. A watermark may therefore step
back: when a gap shows itself, or events before the first known one arrive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import polars as pl

from domain.columns import NEVER, Codes, encode, instants, integers, microseconds, pack, unpack
from domain.contracts import Contracts
from domain.source_runs import CLOCKS, GAPS, RUNS, SourceClock
from schemas.events import SOURCE_WATERMARK, TIMESTAMP, Kind
from schemas.tables import EXCEPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""How far in the future an event may lie before its time is doubted (case 12)."""
GAP_GRACE: Final = timedelta(minutes=5)
"""How long numbers may be missing before that is raised, while the flow is still catching up."""
_STATE_VERSION: Final = 1
_NEVER_LATE: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChanges:
    """What changed on the clocks; unpacks as `(watermarks, exceptions)`."""

    watermarks: pl.DataFrame
    exceptions: pl.DataFrame

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Both frames in order."""
        return iter((self.watermarks, self.exceptions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamped:
    """Events with no time in the future, and those that had one; unpacks as a pair.

    `flagged` shows them as they were sent (`CLOCK_AHEAD`).
    """

    events: pl.DataFrame
    flagged: pl.DataFrame

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Both frames in order."""
        return iter((self.events, self.flagged))


def clamp_future(
    events: pl.DataFrame,
    ingest_time: datetime | None = None,
    tolerance: timedelta = CLOCK_TOLERANCE,
) -> Clamped:
    """Events whose time lies beyond the tolerance get the time of their arrival.

    The time that they speak of, `as_of`, likewise. `ingest_time` stands for the events' own.
    Judge identities first: content is what was sent.
    """
    given = None if ingest_time is None else pl.Series([ingest_time], dtype=TIMESTAMP)
    arrival = events["ingest_time"] if given is None else given
    latest = microseconds(arrival, missing=_NEVER_LATE) + tolerance // timedelta(microseconds=1)
    ahead = {name: microseconds(events[name]) > latest for name in ("event_time", "as_of")}
    marks = ahead["event_time"] | ahead["as_of"]
    if not marks.any():
        return Clamped(events=events, flagged=events.clear())
    stamp = pl.col("ingest_time") if given is None else pl.lit(given)
    return Clamped(
        events=events.with_columns(
            pl.when(pl.Series(condition)).then(stamp).otherwise(pl.col(name)).alias(name)
            for name, condition in ahead.items()
        ),
        flagged=events.filter(marks),
    )


class SourceClocks:
    """The clocks of all sources of one group."""

    __slots__ = ("_clocks", "_contracts", "_dirty", "_touched", "_waiting")

    def __init__(self, *, contracts: Contracts | None = None) -> None:
        """No sources yet; the contracts say whose numbers count, where they say it."""
        self._contracts = contracts or Contracts.default()
        self._clocks: dict[str, SourceClock] = {}
        self._dirty: set[str] = set()
        self._touched: set[str] = set()
        self._waiting: set[str] = set()

    @classmethod
    def load(
        cls,
        base: bytes | None,
        deltas: Sequence[bytes],
        *,
        contracts: Contracts | None = None,
    ) -> Self:
        """The clocks as they were dumped; all of them will be told again."""
        clocks = cls(contracts=contracts)
        for piece in (base, *deltas):
            if piece is not None:
                _, frames = unpack(piece, (_STATE_VERSION,))
                clocks._take_back(*frames)
        clocks._touched = set(clocks._clocks)
        clocks._waiting = {name for name, clock in clocks._clocks.items() if clock.has_gaps}
        return clocks

    def advance(self, events: pl.DataFrame) -> None:
        """Take in events that were accepted: source, source_seq, event_time, kind, as_of."""
        codes, names = encode(events["source"])
        heartbeats = (events["kind"] == Kind.HEARTBEAT.value).to_numpy()
        times = microseconds(events["event_time"])
        if heartbeats.any():
            promised = microseconds(events["as_of"])
            times = np.where(heartbeats & (promised != NEVER), promised, times)
        numbers = events["source_seq"]
        numbered = np.ones(events.height, np.bool_)
        if numbers.null_count():
            numbered = numbers.is_not_null().to_numpy()
        sequence = integers(numbers)
        order, ends = _grouped(codes, len(names))
        for code, name in enumerate(names):
            rows = order[ends[code] : ends[code + 1]]
            source = name or ""
            self._clock(source).advance(
                sequence[rows], numbered[rows], times[rows], heartbeats[rows]
            )
            self._touched.add(source)
            self._dirty.add(source)

    def take_changes(self, now: datetime, *, settled: bool = True) -> ClockChanges:
        """The watermark of each source that spoke since, and the gaps that opened, moved or closed.

        Missing numbers are raised at once when the flow is in step with its sources (`settled`);
        before that only after a grace, because lanes that read in parallel make passing gaps.
        """
        exceptions: list[dict[str, object]] = []
        for source in sorted(self._touched | self._waiting):
            clock = self._clocks[source]
            found = clock.take_gaps(now, settled=settled, grace=GAP_GRACE)
            if found.moved:
                self._dirty.add(source)
            exceptions += found.exceptions
            (self._waiting.add if clock.has_gaps else self._waiting.discard)(source)
        told = self._watermarks(sorted(self._touched))
        self._touched = set()
        return ClockChanges(
            watermarks=told, exceptions=pl.DataFrame(exceptions, schema=EXCEPTIONS, orient="row")
        )

    def watermarks(self) -> pl.DataFrame:
        """One row per source, whether it changed or not."""
        return self._watermarks(sorted(self._clocks))

    def numbers_repeated(self, source: str) -> int:
        """How many events of a source came with a number that another of its events has."""
        return self._clocks[source].numbers_repeated if source in self._clocks else 0

    def changed(self) -> bool:
        """Whether anything changed since the last dump."""
        return bool(self._dirty)

    def dump_changes(self) -> bytes:
        """The clocks that changed since the last dump."""
        return self._dump(sorted(self._dirty))

    def dump_all(self) -> bytes:
        """All clocks."""
        return self._dump(sorted(self._clocks))

    def _clock(self, source: str) -> SourceClock:
        if source not in self._clocks:
            clock = SourceClock(source, numbered=self._contracts.of(source).numbered)
            self._clocks[source] = clock
        return self._clocks[source]

    def _watermarks(self, sources: Iterable[str]) -> pl.DataFrame:
        clocks = [self._clocks[source] for source in sources]
        times = {
            name: instants(np.array([getattr(clock, name) for clock in clocks], np.int64))
            for name in ("watermark", "last_event_time")
        }
        return pl.DataFrame(
            {
                "source": [clock.source for clock in clocks],
                **times,
                "contiguous_seq": [clock.contiguous_seq for clock in clocks],
                "gap_count": [clock.gap_count for clock in clocks],
                "events": [clock.events for clock in clocks],
            },
            schema=SOURCE_WATERMARK,
        )

    def _dump(self, sources: list[str]) -> bytes:
        clocks = [self._clocks[source] for source in sources]
        self._dirty = set()
        return pack(
            _STATE_VERSION,
            pl.DataFrame([clock.freeze() for clock in clocks], schema=CLOCKS, orient="row"),
            _concat((clock.freeze_runs() for clock in clocks), RUNS),
            _concat((clock.freeze_gaps() for clock in clocks), GAPS),
        )

    def _take_back(self, clocks: pl.DataFrame, runs: pl.DataFrame, gaps: pl.DataFrame) -> None:
        for row in clocks.iter_rows(named=True):
            self._clocks.pop(row["source"], None)
            self._clock(row["source"]).thaw(row)
        for (source, *_), rows in runs.group_by("source", maintain_order=True):
            self._clocks[str(source)].thaw_runs(rows)
        for (source, *_), rows in gaps.group_by("source", maintain_order=True):
            self._clocks[str(source)].thaw_gaps(rows)


def _grouped(codes: Codes, count: int) -> tuple[Codes, Codes]:
    """The rows ordered by code, and where each code's rows begin and end."""
    ends = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=count))))
    if count == 1:
        return np.arange(codes.size), ends
    # Sixteen bits sort by counting, which is many times faster; sources are rarely more.
    narrow = codes.astype(np.uint16) if count < 1 << 16 else codes
    return np.argsort(narrow, kind="stable"), ends


def _concat(frames: Iterable[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])

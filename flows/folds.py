"""The folds of the intake flow on events: each event once, and how far each source is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from domain.contracts import Contracts
from domain.identity import Identities
from domain.source_clock import SourceClocks, clamp_future
from flows.door import findings_of
from flows.refusals import refused_events
from flows.results import ACCEPTED, EVENTS, EXCEPTIONS, FRESHNESS, WATERMARKS, Result
from schemas.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.columnar import Loaded
    from flows.progress import Progress
    from flows.settings import FlowSettings
    from flows.wiring import Choose
    from schemas.ticks import Tick
    from storage.segments import Holder

IDLE_TICKS = 4
"""Ticks without an event after which a missing sequence number counts as missing, for now."""
CLOCK_COLUMNS = ["event_id", "source", "source_seq", "event_time", "ingest_time", "kind", "as_of"]


class IdentityFold:
    """The identities of one group of event ids."""

    def __init__(
        self, group: str, settings: FlowSettings, progress: Progress, loaded: Loaded
    ) -> None:
        self._group = group
        self._progress = progress
        self._identities = Identities.load(
            *loaded("identities"), look_back_days=settings.look_back_days
        )

    def holders(self) -> Mapping[str, Holder]:
        """The identities."""
        return {"identities": self._identities}

    def numbers(self) -> Any:
        """Nothing besides."""
        return (1,)

    def apply(self, values: Sequence[pl.DataFrame]) -> list[Result]:
        """Pass each event once; duplicates are counted, others are refused."""
        events = pl.concat(values, rechunk=True) if len(values) > 1 else values[0]
        judged = self._identities.judge(events)
        accepted, ahead = clamp_future(judged.accepted)
        self._progress.count("events accepted", accepted.height)
        self._progress.count("duplicates", judged.duplicates)
        out = [Result(self._group, ACCEPTED, accepted)] if accepted.height else []
        for rows, code in (
            (judged.differing, Finding.DUPLICATE_DIFFERS),
            (judged.too_old, Finding.EVENT_TOO_OLD),
            (ahead, Finding.CLOCK_AHEAD),
        ):
            if rows.height:
                message = pl.lit(None, pl.String).alias("message")
                noted = rows.with_columns(pl.lit(code.value).alias("code"), message)
                out += findings_of(self._group, refused_events(noted))
                self._progress.count("findings", rows.height)
        return out

    def tick(self, tick: Tick) -> list[Result]:
        """Nothing waits here."""
        del tick
        return []


class ClockFold:
    """The clocks of all sources."""

    def __init__(self, group: str, settings: FlowSettings, loaded: Loaded) -> None:
        self._group = group
        contracts = Contracts.from_mapping(settings.contracts)
        self._clocks = SourceClocks.load(*loaded("clocks"), contracts=contracts)
        self._idle_ticks = 0

    def holders(self) -> Mapping[str, Holder]:
        """The clocks."""
        return {"clocks": self._clocks}

    def numbers(self) -> Any:
        """Nothing besides."""
        return (1,)

    def apply(self, values: Sequence[pl.DataFrame]) -> list[Result]:
        """Take the sequence numbers and times of accepted events."""
        self._idle_ticks = 0
        self._clocks.advance(pl.concat(values) if len(values) > 1 else values[0])
        return []

    def tick(self, tick: Tick) -> list[Result]:
        """Watermarks that moved, and gaps that stayed open while nothing came."""
        self._idle_ticks += 1
        settled = tick.ending or self._idle_ticks >= IDLE_TICKS
        moved, exceptions = self._clocks.take_changes(datetime.now(UTC), settled=settled)
        out: list[Result] = []
        if moved.height:
            fresh = moved.with_columns(version=pl.col("events"))
            out += [Result(self._group, WATERMARKS, moved), Result(self._group, FRESHNESS, fresh)]
        if exceptions.height:
            out.append(Result(self._group, EXCEPTIONS, exceptions))
        return out


def by_identity(groups: Sequence[str]) -> Choose:
    """Events to the group that knows their ids."""

    def choose(result: Result) -> list[tuple[str, Any]]:
        if result.tag != EVENTS:
            return []
        events: pl.DataFrame = result.rows
        numbers = (events["id_hash"].to_numpy() % np.uint64(len(groups))).astype(np.int64)
        order = np.argsort(numbers, kind="stable")
        ends = np.cumsum(np.bincount(numbers, minlength=len(groups)))
        ordered = events[order]
        out: list[tuple[str, Any]] = []
        start = 0
        for group, end in zip(groups, ends.tolist(), strict=True):
            if end > start:
                out.append((group, (group, ordered.slice(start, end - start))))
            start = end
        return out

    return choose


def by_source(groups: Sequence[str]) -> Choose:
    """The columns that clocks are told by, of accepted events, to the one group of clocks."""

    def choose(result: Result) -> list[tuple[str, Any]]:
        if result.tag != ACCEPTED:
            return []
        return [(groups[0], (groups[0], result.rows.select(CLOCK_COLUMNS)))]

    return choose

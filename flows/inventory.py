"""The inventory flow: accepted events in, positions and available-to-sell out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import bytewax.operators as op
import polars as pl
from bytewax.dataflow import Dataflow

from domain.contracts import Contracts
from domain.inventory import Positions
from flows.columnar import columnar
from flows.event_time import EventTime
from flows.groups import group_names, names, number_of
from flows.inventory_plan import (
    ACCEPTED_TOPIC,
    FLOW,
    FOLD,
    OBSERVED_TOPIC,
    PARQUET,
    PARQUET_PARTITIONS,
    READ_EVENTS,
    READ_SOURCES,
    VIEW_PARTITIONS,
    VIEWS,
    sources,
)
from flows.marks import Marks
from flows.progress import Progress
from flows.refusals import unreadable
from flows.settings import topics_of
from flows.wiring import grouped, output, selected, ticks
from sinks.parquet import parquet_sink
from sinks.views import views_sink
from sources.ending import Ending
from sources.topics import TopicSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.columnar import Loaded
    from flows.settings import FlowSettings
    from flows.wiring import Choose
    from schemas.records import Chunk
    from schemas.ticks import Tick
    from storage.segments import Holder

EVENTS, SOURCES = "events", "sources"
CATCHING_UP_TICKS = 40
"""While a partition catches up, its changed rows go out so many epochs apart, newest only."""


class InventoryFold:
    """The positions of one partition of the topic, and what of its changes was given out."""

    def __init__(
        self,
        settings: FlowSettings,
        progress: Progress,
        numbers: Any,
        loaded: Loaded,
        *,
        once: bool,
    ) -> None:
        _, events, sources, time = numbers or (1, (), (), None)
        self._events = Marks(events)
        self._sources = Marks(sources)
        self._time = EventTime(time, stands_still=once)
        self._progress = progress
        self._positions = Positions.load(
            *loaded("positions"),
            contracts=Contracts.from_mapping(settings.contracts),
            safety_stock=safety_stock(settings),
            retention=timedelta(days=settings.retention_days),
        )
        self._behind = 0
        self._held_ticks = 0

    def holders(self) -> Mapping[str, Holder]:
        """The positions."""
        return {"positions": self._positions}

    def numbers(self) -> Any:
        """Version, the marks of both topics, the time of the stream."""
        return (1, self._events.freeze(), self._sources.freeze(), self._time.freeze())

    def apply(self, values: Sequence[tuple[str, Chunk]]) -> list[Any]:
        """Fold chunks of events and of source watermarks."""
        events = [chunk for topic, chunk in values if topic == EVENTS]
        sources = [chunk for topic, chunk in values if topic == SOURCES]
        for rows in self._sources.fresh(sources):
            self._positions.observe(rows)
            self._time.hear(rows["last_event_time"])
        if events:
            self._behind = events[-1].behind
        if found := self._events.fresh(events):
            # One chunk: a gather from many looks each row's chunk up, at six times the cost.
            rows = pl.concat(found, rechunk=True) if len(found) > 1 else found[0]
            self._positions.apply(rows)
            self._time.hear(rows["event_time"], rows["ingest_time"])
            self._progress.count("events folded", rows.height)
        unread = unreadable(events)
        self._progress.count("findings", unread.height)
        return [[("findings", unread)]] if unread.height else []

    def tick(self, tick: Tick) -> list[Any]:
        """The rows that changed, when in step with the stream or held for long enough."""
        self._held_ticks += 1
        if self._behind and not tick.ending and self._held_ticks < CATCHING_UP_TICKS:
            return []
        self._held_ticks = 0
        changes = self._positions.take_changes(self._time.now())
        tables = {
            "positions": changes.positions,
            "available_to_sell": changes.available_to_sell,
            "exceptions": changes.exceptions,
        }
        found = [(name, rows) for name, rows in tables.items() if rows.height]
        for name, rows in found:
            self._progress.count(f"{name} rows", rows.height)
        return [found] if found else []


def safety_stock(settings: FlowSettings) -> pl.DataFrame:
    """One row per (item, location) that has a safety stock, in base units."""
    schema = {"item": pl.String, "location": pl.String, "quantity": pl.Int64}
    return pl.DataFrame(list(settings.safety_stock), schema=schema, orient="row")


def build(settings: FlowSettings, *, once: bool = False) -> Dataflow:
    """The dataflow; run it by `crossdock run inventory`."""
    state = settings.state_dir(FLOW)
    topics = topics_of(settings)
    ending = Ending(folder=state / "run", sources=sources(settings), once=once)
    progress = Progress(ending.folder)
    groups = group_names(settings.partitions)

    flow = Dataflow(FLOW)
    tick = ticks(flow, ending, progress)
    events = op.input(READ_EVENTS, flow, TopicSource(topics, ACCEPTED_TOPIC, READ_EVENTS, ending))
    watermarks = op.input(
        READ_SOURCES, flow, TopicSource(topics, OBSERVED_TOPIC, READ_SOURCES, ending)
    )

    def key_events(item: tuple[str, Chunk]) -> tuple[str, Any]:
        group = groups[int(item[0])]
        return (group, (group, (EVENTS, item[1])))

    to_fold = op.merge(
        "merge_to_fold",
        op.map("key_events", events, key_events),
        op.flat_map(
            "spread_sources",
            watermarks,
            lambda item: [(group, (group, (SOURCES, item[1]))) for group in groups],
        ),
        grouped("tick_fold", tick, groups),
    )

    def fold(_group: str, numbers: Any, loaded: Loaded) -> InventoryFold:
        return InventoryFold(settings, progress, numbers, loaded, once=once)

    changed = columnar(FOLD, to_fold, fold, state / "segments")
    staging = state / "staging"
    parts = names(PARQUET_PARTITIONS)
    parquet = parquet_sink(
        settings.parquet_dir, step=f"{FLOW}/{PARQUET}", partitions=parts, staging=staging
    )
    output(PARQUET, selected("key_parquet", changed, _spread(parts)), tick, parquet)
    parts = names(VIEW_PARTITIONS)
    views = views_sink(
        settings.views_path, step=f"{FLOW}/{VIEWS}", partitions=parts, staging=staging
    )
    output(VIEWS, selected("key_views", changed, _spread(parts)), tick, views)
    return flow


def _spread(parts: Sequence[str]) -> Choose:
    """Each table of a group's changes to the sink partition behind the group."""

    def choose(item: tuple[str, list[tuple[str, pl.DataFrame]]]) -> list[tuple[str, Any]]:
        group, tables = item
        part = parts[number_of(group) % len(parts)]
        return [(part, table) for table in tables]

    return choose

"""The intake flow: files in; accepted events, orders, acknowledgments and findings out."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bytewax.operators as op
from bytewax.dataflow import Dataflow

from flows.columnar import columnar
from flows.door import Door
from flows.folds import ClockFold, IdentityFold, by_identity, by_source
from flows.groups import group_names, number_of
from flows.partners import read_profiles
from flows.progress import Progress
from flows.results import (
    ACCEPTED,
    FRAMED,
    ORDERS,
    OUTGOING,
    PERSISTED,
    REFUSED,
    VIEWED,
    WATERMARKS,
    Result,
)
from flows.trading import TradingFold
from flows.wiring import grouped, names, output, selected, ticks, topics_of
from sinks.outbox import outbox_sink
from sinks.parquet import parquet_sink
from sinks.topics import topic_sink
from sinks.views import views_sink
from sources.drop_folder import DropFolderSource, lane_names
from sources.ending import Ending

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bytewax.operators import Stream

    from flows.columnar import Loaded
    from flows.settings import FlowSettings
    from flows.wiring import Choose
    from schemas.ticks import Tick

FLOW = "intake"
READ_INBOX = "read_inbox"
IDENTIFY = "identify_events"
FOLLOW = "follow_sources"
TRADE = "receive_documents"
PUBLISH_ACCEPTED = "publish_accepted"
PUBLISH_OBSERVED = "publish_observed"
PUBLISH_ORDERS = "publish_orders"
PUBLISH_REFUSED = "publish_refused"
PARQUET = "write_parquet"
VIEWS = "write_views"
OUTBOX = "send_outbox"

GROUPS = group_names(4)
"""Groups of event ids and of trading pairs, fixed for ever."""
ONE_GROUP = group_names(1)
PARTS = names(4)
"""Sink partitions, one behind each group."""
ONE_PART = names(1)
SMALL_BYTES = 32 << 20


def build(settings: FlowSettings, *, once: bool = False) -> Dataflow:
    """The dataflow; run it by `crossdock run intake`."""
    ending = Ending(folder=settings.state_dir(FLOW) / "run", sources=sources(settings), once=once)
    progress = Progress(ending.folder)
    door = Door(settings, progress)

    flow = Dataflow(FLOW)
    tick = ticks(flow, ending, progress)
    roots = [Path(inbox) for inbox in settings.inboxes]
    inbox = DropFolderSource(roots, READ_INBOX, ending)
    decoded = op.flat_map("decode", op.input(READ_INBOX, flow, inbox), door.decode)
    identified = _identify(settings, progress, decoded, tick)
    followed = _follow(settings, identified, tick)
    traded = _trade(settings, progress, decoded, tick)
    _deliver(settings, op.merge("merge_results", decoded, identified, followed, traded), tick)
    return flow


def sources(settings: FlowSettings) -> tuple[str, ...]:
    """Every source partition whose end a run awaits."""
    del settings
    return tuple(f"{READ_INBOX}/{lane}" for lane in lane_names())


def layout(settings: FlowSettings) -> dict[str, list[str]]:
    """Steps with state, and their partitions: names that a data directory keeps for ever."""
    del settings
    return {
        READ_INBOX: lane_names(),
        IDENTIFY: list(GROUPS),
        FOLLOW: list(ONE_GROUP),
        TRADE: list(GROUPS),
        PUBLISH_ACCEPTED: PARTS,
        PUBLISH_OBSERVED: ONE_PART,
        PUBLISH_ORDERS: PARTS,
        PUBLISH_REFUSED: ONE_PART,
        PARQUET: PARTS,
        VIEWS: ONE_PART,
        OUTBOX: PARTS,
    }


def has_work(settings: FlowSettings, *, first: bool) -> bool:
    """Whether there are inboxes that this drain has not read yet."""
    return first and bool(settings.inboxes)


def is_small(settings: FlowSettings) -> bool:
    """Whether the inboxes hold little, read or not."""
    held = 0
    for inbox in settings.inboxes:
        for path in Path(inbox).rglob("*"):
            held += path.stat().st_size if path.is_file() else 0
            if held > SMALL_BYTES:
                return False
    return True


def _identify(
    settings: FlowSettings, progress: Progress, decoded: Stream[Result], tick: Stream[Tick]
) -> Stream[Result]:
    """Each event once: what was seen before is counted or refused."""

    def fold(group: str, numbers: Any, loaded: Loaded) -> IdentityFold:
        del numbers
        return IdentityFold(group, settings, progress, loaded)

    to_identify = op.merge(
        "merge_to_identify",
        selected("group_events", decoded, by_identity(GROUPS)),
        grouped("tick_identify", tick, GROUPS),
    )
    found = columnar(IDENTIFY, to_identify, fold, settings.state_dir(FLOW) / "segments")
    return op.map("unkey_identified", found, _value)


def _follow(
    settings: FlowSettings, identified: Stream[Result], tick: Stream[Tick]
) -> Stream[Result]:
    """How far each source is known: its sequence, its gaps, its watermark."""

    def fold(group: str, numbers: Any, loaded: Loaded) -> ClockFold:
        del numbers
        return ClockFold(group, settings, loaded)

    to_follow = op.merge(
        "merge_to_follow",
        selected("pick_clock_columns", identified, by_source(ONE_GROUP)),
        grouped("tick_follow", tick, ONE_GROUP),
    )
    found = columnar(FOLLOW, to_follow, fold, settings.state_dir(FLOW) / "segments")
    return op.map("unkey_followed", found, _value)


def _trade(
    settings: FlowSettings, progress: Progress, decoded: Stream[Result], tick: Stream[Tick]
) -> Stream[Result]:
    """Interchanges judged and answered, by trading pair."""
    profiles = read_profiles(settings)

    def fold(group: str, numbers: Any, loaded: Loaded) -> TradingFold:
        del numbers
        return TradingFold(group, profiles, progress, loaded)

    to_trade = op.merge(
        "merge_to_trade",
        selected("group_framed", decoded, _by_pair),
        grouped("tick_trade", tick, GROUPS),
    )
    found = columnar(TRADE, to_trade, fold, settings.state_dir(FLOW) / "segments")
    return op.map("unkey_traded", found, _value)


def _by_pair(result: Result) -> list[tuple[str, Any]]:
    if result.tag != FRAMED:
        return []
    group = GROUPS[_number(result.rows.pair)]
    return [(group, (group, result.rows))]


def _value(item: tuple[str, Result]) -> Result:
    return item[1]


def _deliver(settings: FlowSettings, results: Stream[Result], tick: Stream[Tick]) -> None:
    """Every result to its sinks."""
    topics = topics_of(settings)
    staging = settings.state_dir(FLOW) / "staging"

    def into_topic(step: str, tag: str, name: str, parts: Sequence[str]) -> None:
        rows = selected(f"key_{step}", results, _tagged(tag, parts))
        sink = topic_sink(
            topics, name, step=f"{FLOW}/{step}", partitions=parts, staging=staging / step
        )
        output(step, rows, tick, sink)

    into_topic(PUBLISH_ACCEPTED, ACCEPTED, "intake.inventory.accepted.v1", PARTS)
    into_topic(PUBLISH_OBSERVED, WATERMARKS, "intake.sources.observed.v1", ONE_PART)
    into_topic(PUBLISH_ORDERS, ORDERS, "intake.orders.received.v1", PARTS)
    into_topic(PUBLISH_REFUSED, REFUSED, "intake.records.refused.v1", ONE_PART)

    parquet = parquet_sink(
        settings.parquet_dir, step=f"{FLOW}/{PARQUET}", partitions=PARTS, staging=staging
    )
    output(PARQUET, selected("key_parquet", results, _tables(PERSISTED, PARTS)), tick, parquet)
    views = views_sink(
        settings.views_path, step=f"{FLOW}/{VIEWS}", partitions=ONE_PART, staging=staging
    )
    output(VIEWS, selected("key_views", results, _tables(VIEWED, ONE_PART)), tick, views)
    outbox = outbox_sink(
        settings.outbox_dir, step=f"{FLOW}/{OUTBOX}", partitions=PARTS, staging=staging
    )
    output(OUTBOX, selected("key_outbox", results, _outgoing), tick, outbox)


def _tagged(tag: str, parts: Sequence[str]) -> Choose:
    """The rows of one tag, on the partition of their group."""

    def choose(result: Result) -> list[tuple[str, Any]]:
        return [(_part(result, parts), result.rows)] if result.tag == tag else []

    return choose


def _tables(tables: Mapping[str, str], parts: Sequence[str]) -> Choose:
    """The rows of several tags with the names of their tables."""

    def choose(result: Result) -> list[tuple[str, Any]]:
        table = tables.get(result.tag)
        return [] if table is None else [(_part(result, parts), (table, result.rows))]

    return choose


def _outgoing(result: Result) -> list[tuple[str, Any]]:
    if result.tag != OUTGOING:
        return []
    return [(PARTS[_number(outgoing.partner)], outgoing) for outgoing in result.rows]


def _part(result: Result, parts: Sequence[str]) -> str:
    return parts[number_of(result.group) % len(parts)]


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) % len(GROUPS)

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
from flows.former_ids import ids_had, partners_by_id
from flows.groups import number_of
from flows.homes import HOLDER, group_of
from flows.intake_plan import (
    DECISIONS_TOPIC,
    FLOW,
    FOLLOW,
    GROUPS,
    IDENTIFY,
    ONE_GROUP,
    ONE_PART,
    OUTBOX,
    PARQUET,
    PARTS,
    PUBLISH_ACCEPTED,
    PUBLISH_OBSERVED,
    PUBLISH_ORDERS,
    PUBLISH_REFUSED,
    READ_DECISIONS,
    READ_INBOX,
    TRADE,
    VIEWS,
    sources,
)
from flows.partners import read_profiles
from flows.progress import Progress
from flows.results import (
    ACCEPTED,
    FINDINGS,
    FRAMED,
    ORDERS,
    OUTGOING,
    PERSISTED,
    REFUSED,
    VIEWED,
    WATERMARKS,
    Result,
)
from flows.settings import topics_of
from flows.waking import Waking
from flows.wiring import grouped, output, selected, ticks
from sinks.outbox import outbox_sink
from sinks.parquet import parquet_sink
from sinks.topics import topic_sink
from sinks.views import views_sink
from sources.drop_folder import DropFolderSource
from sources.ending import Ending
from sources.topics import TopicSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bytewax.operators import Stream

    from edi.profiles import Profiles
    from flows.columnar import Fold, Loaded
    from flows.settings import FlowSettings
    from flows.wiring import Choose
    from schemas.records import Chunk
    from schemas.ticks import Tick
    from sources.pairs import Whose


def build(settings: FlowSettings, *, once: bool = False) -> Dataflow:
    """The dataflow; run it by `crossdock run intake`."""
    ending = Ending(folder=settings.state_dir(FLOW) / "run", sources=sources(settings), once=once)
    progress = Progress(ending.folder)
    door = Door(settings, progress)
    profiles = read_profiles(settings)
    whose = partners_by_id(profiles, ids_had(settings.state_dir(FLOW)))

    flow = Dataflow(FLOW)
    tick = ticks(flow, ending, progress)
    roots = [Path(inbox) for inbox in settings.inboxes]
    inbox = DropFolderSource(roots, READ_INBOX, ending, whose)
    decoded = op.flat_map("decode", op.input(READ_INBOX, flow, inbox), door.decode)
    decided = _decide(settings, progress, flow, ending)
    identified = _identify(settings, progress, decoded, tick)
    followed = _follow(settings, identified, tick)
    wire = op.merge("merge_wire", decoded, decided)
    traded = _trade(settings, progress, profiles, wire, tick, whose=whose)
    results = op.merge("merge_results", decoded, decided, identified, followed, traded)
    _deliver(settings, results, tick)
    return flow


def _decide(
    settings: FlowSettings, progress: Progress, flow: Dataflow, ending: Ending
) -> Stream[Result]:
    """What people decided, in the order in which they did."""
    topics = topics_of(settings)
    source = TopicSource(topics, DECISIONS_TOPIC, READ_DECISIONS, ending)

    def read(item: tuple[str, Chunk]) -> list[Result]:
        from flows.decisions import read_decisions  # noqa: PLC0415 - all of EDI loads slowly

        results = read_decisions(*item)
        unread = (result.rows.height for result in results if result.tag == FINDINGS)
        progress.count("findings", sum(unread))
        return results

    return op.flat_map("read_chunk_of_decisions", op.input(READ_DECISIONS, flow, source), read)


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
    settings: FlowSettings,
    progress: Progress,
    profiles: Profiles,
    decoded: Stream[Result],
    tick: Stream[Tick],
    *,
    whose: Whose,
) -> Stream[Result]:
    """Interchanges judged and answered, by trading pair."""

    def fold(group: str, numbers: Any, loaded: Loaded) -> Fold:
        del numbers

        def make() -> Fold:
            from flows.trading import TradingFold  # noqa: PLC0415 - all of EDI loads slowly

            return TradingFold(group, profiles, progress, loaded, whose)

        return make() if loaded(HOLDER)[0] is not None else Waking(HOLDER, make)

    to_trade = op.merge(
        "merge_to_trade",
        selected("group_framed", decoded, _by_partner(whose)),
        grouped("tick_trade", tick, GROUPS),
    )
    found = columnar(TRADE, to_trade, fold, settings.state_dir(FLOW) / "segments")
    return op.map("unkey_traded", found, _value)


def _by_partner(whose: Whose) -> Choose:
    """What was framed, to the group of its trading pair: that of all pairs of one partner."""

    def choose(result: Result) -> list[tuple[str, Any]]:
        if result.tag != FRAMED:
            return []
        group = group_of(result.rows.pair, whose)
        return [(group, (group, result.rows))]

    return choose


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

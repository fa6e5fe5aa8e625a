"""What a supervisor must know of the intake flow: its steps and partitions, and its work.

Neither the engine nor the rules are loaded for it: a process that only watches starts at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.groups import group_names, names
from flows.lag import lags
from flows.settings import topics_of
from sources.names import lane_names

if TYPE_CHECKING:
    from flows.lag import Lag
    from flows.settings import FlowSettings

FLOW = "intake"
DECISIONS_TOPIC = "crossdock.decisions.made.v1"
READ_INBOX = "read_inbox"
READ_DECISIONS = "read_decisions"
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


def sources(settings: FlowSettings) -> tuple[str, ...]:
    """Every source partition whose end a run awaits."""
    del settings
    return (*(f"{READ_INBOX}/{lane}" for lane in lane_names()), f"{READ_DECISIONS}/00")


def layout(settings: FlowSettings) -> dict[str, list[str]]:
    """Steps with state, and their partitions: names that a data directory keeps for ever."""
    del settings
    return {
        READ_INBOX: lane_names(),
        READ_DECISIONS: ["00"],
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
    """Whether there are inboxes that this drain has not read yet, or decisions."""
    return (first and bool(settings.inboxes)) or any(
        lag.position < lag.end for lag in lag_of(settings)
    )


def is_small(settings: FlowSettings) -> bool:
    """Whether the inboxes hold little, read or not."""
    held = 0
    for inbox in settings.inboxes:
        for path in Path(inbox).rglob("*"):
            held += path.stat().st_size if path.is_file() else 0
            if held > SMALL_BYTES:
                return False
    return True


def lag_of(settings: FlowSettings) -> list[Lag]:
    """How far this flow has read the decisions of people."""
    topics = topics_of(settings)
    return lags(settings, topics, FLOW, {READ_DECISIONS: DECISIONS_TOPIC})

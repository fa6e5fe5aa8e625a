"""What a supervisor must know of the inventory flow: its steps and partitions, and its work.

Neither the engine nor the rules are loaded for it: a process that only watches starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.groups import group_names, names
from flows.lag import lags
from flows.settings import topics_of
from sources.names import partition_names

if TYPE_CHECKING:
    from flows.lag import Lag
    from flows.settings import FlowSettings

FLOW = "inventory"
ACCEPTED_TOPIC = "intake.inventory.accepted.v1"
OBSERVED_TOPIC = "intake.sources.observed.v1"
READ_EVENTS = "read_events"
READ_SOURCES = "read_sources"
FOLD = "fold_inventory"
PARQUET = "write_parquet"
VIEWS = "write_views"
PARQUET_PARTITIONS = 4
SMALL_RECORDS = 500
VIEW_PARTITIONS = 2
"""Each writes to the one SQLite file: more of them wait for each other."""


def sources(settings: FlowSettings) -> tuple[str, ...]:
    """Every source partition whose end a run awaits."""
    events = [f"{READ_EVENTS}/{name}" for name in partition_names(settings.partitions)]
    return (*events, f"{READ_SOURCES}/00")


def layout(settings: FlowSettings) -> dict[str, list[str]]:
    """Steps with state, and their partitions: names that a data directory keeps for ever."""
    return {
        READ_EVENTS: partition_names(settings.partitions),
        READ_SOURCES: ["00"],
        FOLD: list(group_names(settings.partitions)),
        PARQUET: names(PARQUET_PARTITIONS),
        VIEWS: names(VIEW_PARTITIONS),
    }


def has_work(settings: FlowSettings, *, first: bool) -> bool:
    """Whether a topic goes on after what this flow committed."""
    del first
    return any(lag.position < lag.end for lag in lag_of(settings))


def is_small(settings: FlowSettings) -> bool:
    """Whether little waits in the topics: records of a file, or messages of a broker."""
    each = 1 if settings.topics.get("backing", "embedded") == "embedded" else 1_000
    return sum(lag.end - lag.position for lag in lag_of(settings)) < SMALL_RECORDS * each


def lag_of(settings: FlowSettings) -> list[Lag]:
    """How far this flow has read each partition of its topics."""
    topics = topics_of(settings)
    read = {READ_EVENTS: ACCEPTED_TOPIC, READ_SOURCES: OBSERVED_TOPIC}
    return lags(settings, topics, FLOW, read)

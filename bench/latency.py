"""How long it takes from the append of an event until a reader sees its effect in the view.

A minute of events is offered to the inventory flow at a steady rate, through the topic as the
intake flow would; among them, a few times a second, one of a probe item whose quantity in the
view tells which probe was the last to arrive.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crossdock.supervisor import run_flows
from flows.settings import FlowSettings, topics_of
from schemas.events import INVENTORY_EVENT
from schemas.hashing import partition_of
from schemas.payload import to_payload
from schemas.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.topics import Topic

TOPIC = "intake.inventory.accepted.v1"
ORIGIN = "bench/offer/00"
PROBE = "PROBE"
BATCHES_A_SECOND = 10
LOCATIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds from append to view over all probes, at the rate that was reached."""

    events_a_second: float
    probes: int
    p50_ms: float
    p99_ms: float
    max_ms: float


def main(
    folder: Path,
    out: Callable[[str], None],
    *,
    rate: int = 20_000,
    seconds: int = 60,
    items: int = 20_000,
) -> Latency:
    """Offer `rate` events a second for so many seconds, and measure each probe."""
    settings = FlowSettings(data=str(folder / "data-latency"), epoch_seconds=0.1)
    stop = threading.Event()
    flows = threading.Thread(target=_run, args=(settings, stop), daemon=True)
    flows.start()
    appended: dict[int, float] = {}
    seen: dict[int, float] = {}
    watcher = threading.Thread(target=_watch, args=(settings, seen, stop), daemon=True)
    watcher.start()
    reached = _offer(topics_of(settings).open(TOPIC), appended, rate, seconds, items)
    time.sleep(5.0)
    stop.set()
    watcher.join()
    flows.join()
    waits = _waits(appended, seen)
    found = Latency(
        events_a_second=reached,
        probes=len(waits),
        p50_ms=float(np.percentile(waits, 50)),
        p99_ms=float(np.percentile(waits, 99)),
        max_ms=float(waits.max()),
    )
    out(
        f"{found.events_a_second:,.0f} events/s offered for {seconds} s, {found.probes} probes: "
        f"append to view p50 {found.p50_ms:.0f} ms, p99 {found.p99_ms:.0f} ms, "
        f"max {found.max_ms:.0f} ms"
    )
    return found


def _offer(topic: Topic, appended: dict[int, float], rate: int, seconds: int, items: int) -> float:
    rng = np.random.default_rng(7)
    size = rate // BATCHES_A_SECOND
    sequences = [0] * topic.partitions
    started = time.monotonic()
    for batch in range(1, seconds * BATCHES_A_SECOND + 1):
        due = started + (batch - 1) / BATCHES_A_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        rows = _batch(rng, batch, size, items)
        partitions = partition_of(rows["item"], topic.partitions)
        for number in range(topic.partitions):
            part = rows.filter(pl.Series(partitions == number))
            if not part.height:
                continue
            record = Record(
                origin=ORIGIN,
                sequence=sequences[number],
                rows=part.height,
                payload=to_payload(part),
            )
            sequences[number] += part.height
            topic.append(number, [record])
        appended[batch] = time.monotonic()
    return seconds * rate / (time.monotonic() - started)


def _batch(rng: np.random.Generator, batch: int, size: int, items: int) -> pl.DataFrame:
    now = datetime.now(UTC)
    numbers = rng.integers(0, items, size)
    names = [f"ITEM{number:06d}" for number in numbers[:-1].tolist()] + [PROBE]
    locations = [f"L{number}" for number in (numbers[:-1] % LOCATIONS).tolist()] + ["L0"]
    rows = pl.DataFrame(
        {
            "event_id": [f"B{batch:06d}-{number:06d}" for number in range(size)],
            "source": "bench",
            "event_time": pl.Series([now - timedelta(milliseconds=1)] * size),
            "ingest_time": pl.Series([now] * size),
            "kind": "RECEIVE",
            "item": names,
            "location": locations,
            "quantity": [1] * size,
        },
        schema_overrides={
            name: INVENTORY_EVENT[name] for name in ("event_time", "ingest_time", "kind")
        },
    )
    missing = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in INVENTORY_EVENT.items()
        if name not in rows.columns
    ]
    return rows.with_columns(missing).select(INVENTORY_EVENT.names())


def _watch(settings: FlowSettings, seen: dict[int, float], stop: threading.Event) -> None:
    while not settings.views_path.exists() and not stop.is_set():
        time.sleep(0.01)
    with closing(sqlite3.connect(f"file:{settings.views_path}?mode=ro", uri=True)) as views:
        while not stop.is_set():
            try:
                row = views.execute(
                    "SELECT available FROM positions WHERE item = ?", (PROBE,)
                ).fetchone()
            except sqlite3.OperationalError:
                row = None
            if row and row[0] not in seen:
                seen[row[0]] = time.monotonic()
            time.sleep(0.002)


def _waits(appended: dict[int, float], seen: dict[int, float]) -> np.ndarray:
    """For each probe the time until it, or a later one, was seen; in milliseconds."""
    waits: list[float] = []
    following = None
    for batch in sorted(appended, reverse=True):
        if batch in seen:
            following = seen[batch]
        if following is not None:
            waits.append((following - appended[batch]) * 1000)
    return np.array(waits)


def _run(settings: FlowSettings, stop: threading.Event) -> None:
    run_flows(settings, ["inventory"], once=False, stop=stop)

"""Rows to append to topics, and a reader that trusts nothing but its marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from schemas.events import INVENTORY_EVENT
from schemas.payload import from_payload, to_payload
from schemas.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.records import Chunk
    from storage.topics import Topic

NAME = "intake.inventory.accepted.v1"
START = datetime(2026, 3, 2, tzinfo=UTC)


def events(origin: str, sequence: int, rows: int) -> pl.DataFrame:
    """Rows that tell from which origin and number they come."""
    numbers = range(sequence, sequence + rows)
    return pl.DataFrame(
        {
            "event_id": [f"{origin}#{number}" for number in numbers],
            "source": ["wms-nyc"] * rows,
            "source_seq": list(numbers),
            "event_time": [START + timedelta(seconds=number) for number in numbers],
            "kind": ["PICK"] * rows,
            "item": [f"item-{number % 7}" if number % 5 else None for number in numbers],
        },
        schema_overrides={"source_seq": pl.Int64},
    ).select(
        (pl.col(name) if name in COLUMNS else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in INVENTORY_EVENT.items()
    )


COLUMNS = ("event_id", "source", "source_seq", "event_time", "kind", "item")


def record(origin: str, sequence: int, rows: int) -> Record:
    """A record of such rows."""
    payload = to_payload(events(origin, sequence, rows))
    return Record(origin=origin, sequence=sequence, rows=rows, payload=payload)


def chunks(topic: Topic, partition: int, position: int = 0, bytes_max: int = 1) -> Iterator[Chunk]:
    """Everything after a position, in small pieces."""
    while (chunk := topic.read(partition, position, bytes_max)) is not None:
        assert chunk.position > position
        assert chunk.partition == partition
        position = chunk.position
        yield chunk


class Marks:
    """A consumer that holds one number per origin: drops what it saw, and sees a hole."""

    def __init__(self) -> None:
        self.next: dict[str, int] = {}
        self.rows: dict[str, list[str]] = {}

    def take(self, chunk: Chunk) -> None:
        for entry in chunk.records:
            mark = self.next.get(entry.origin, 0)
            assert entry.sequence <= mark, f"a hole before {entry.origin} {entry.sequence}"
            if entry.sequence + entry.rows <= mark:
                continue
            frame = from_payload(entry.payload)
            assert frame.schema == INVENTORY_EVENT
            fresh = frame["event_id"].to_list()[mark - entry.sequence :]
            self.rows.setdefault(entry.origin, []).extend(fresh)
            self.next[entry.origin] = entry.sequence + entry.rows


def once(topic: Topic, partition: int, bytes_max: int = 1 << 20) -> dict[str, list[str]]:
    """The rows of a partition as such a consumer takes them, by origin."""
    marks = Marks()
    for chunk in chunks(topic, partition, bytes_max=bytes_max):
        marks.take(chunk)
    return marks.rows


def ids(origin: str, rows: int) -> list[str]:
    """What a consumer has to find of an origin that published so many rows."""
    return [f"{origin}#{number}" for number in range(rows)]

"""The inventory event of the contract: its columns, kinds and buckets, and nothing that decides."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl

TIMESTAMP: Final = pl.Datetime("us", "UTC")
"""Every instant that crosses a process wall: UTC, microseconds."""


class Kind(StrEnum):
    """What an inventory event says happened; the effect of each is data in `domain/effects.py`."""

    RECEIVE = "RECEIVE"
    PUTAWAY = "PUTAWAY"
    ALLOCATE = "ALLOCATE"
    DEALLOCATE = "DEALLOCATE"
    PICK = "PICK"
    SHORT = "SHORT"
    PACK = "PACK"
    SHIP = "SHIP"
    RESERVE = "RESERVE"
    RELEASE = "RELEASE"
    HEARTBEAT = "HEARTBEAT"
    HOLD = "HOLD"
    UNHOLD = "UNHOLD"
    DAMAGE = "DAMAGE"
    RETURN = "RETURN"
    TRANSFER_OUT = "TRANSFER_OUT"
    TRANSFER_IN = "TRANSFER_IN"
    ADJUST = "ADJUST"
    SNAPSHOT = "SNAPSHOT"
    MOVE = "MOVE"
    EXPECT = "EXPECT"
    IN_TRANSIT = "IN_TRANSIT"


class Bucket(StrEnum):
    """A part of stock or a commitment; the first nine partition the physical stock of a place."""

    RECEIVED = "received"
    AVAILABLE = "available"
    ALLOCATED = "allocated"
    PICKED = "picked"
    PACKED = "packed"
    SUSPECT = "suspect"
    ON_HOLD = "on_hold"
    DAMAGED = "damaged"
    RETURN_INSPECT = "return_inspect"
    RESERVED = "reserved"
    BACKORDERED = "backordered"
    EXPECTED = "expected"
    IN_TRANSIT_IN = "in_transit_in"


BUCKETS: Final = tuple(Bucket)
"""All buckets in column order: a bucket's number everywhere is its place in this tuple."""
PHYSICAL: Final = BUCKETS[:9]
"""The buckets that are a partition of physical stock (F4)."""

KIND_TYPE: Final = pl.Enum([kind.value for kind in Kind])
BUCKET_TYPE: Final = pl.Enum([bucket.value for bucket in BUCKETS])

INVENTORY_EVENT: Final = pl.Schema(
    {
        "event_id": pl.String(),
        "source": pl.String(),
        "source_seq": pl.Int64(),
        "event_time": TIMESTAMP,
        "ingest_time": TIMESTAMP,
        "correlation_id": pl.String(),
        "causation_id": pl.String(),
        "document": pl.String(),
        "kind": KIND_TYPE,
        "item": pl.String(),
        "location": pl.String(),
        "lot": pl.String(),
        "owner": pl.String(),
        "quantity": pl.Int64(),
        "uom": pl.String(),
        "bucket": BUCKET_TYPE,
        "from_bucket": BUCKET_TYPE,
        "to_bucket": BUCKET_TYPE,
        "as_of": TIMESTAMP,
        "complete": pl.Boolean(),
        "reference": pl.String(),
        "reason": pl.String(),
        "expires_at": TIMESTAMP,
        "due_at": TIMESTAMP,
        "corrects_event_id": pl.String(),
    },
)
"""One row per inventory event, as it travels in topics and rests in `inventory_ledger`."""

REQUIRED: Final = ("event_id", "source", "event_time", "kind")
"""Fields that every inventory event must carry; `item`, `location` too unless a HEARTBEAT,
`quantity` too unless a HEARTBEAT."""

SOURCE_WATERMARK: Final = pl.Schema(
    {
        "source": pl.String(),
        "watermark": TIMESTAMP,
        "last_event_time": TIMESTAMP,
        "contiguous_seq": pl.Int64(),
        "gap_count": pl.Int64(),
        "events": pl.Int64(),
    },
)
"""One row per source each time that its watermark moves: all it said until then is here."""

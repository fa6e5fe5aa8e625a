"""The tables that others read: one schema per Parquet table and view, grain in line one each."""

from __future__ import annotations

from typing import Final

import polars as pl

from schemas.events import BUCKETS, INVENTORY_EVENT, TIMESTAMP
from schemas.findings import FINDING_ROW

INVENTORY_LEDGER: Final = INVENTORY_EVENT
"""One row per accepted inventory event."""

POSITIONS: Final = pl.Schema(
    {
        "item": pl.String(),
        "location": pl.String(),
        "lot": pl.String(),
        "owner": pl.String(),
        **{bucket.value: pl.Int64() for bucket in BUCKETS},
        "variance": pl.Int64(),
        "as_of": TIMESTAMP,
        "source": pl.String(),
        "known": pl.Boolean(),
        "version": pl.Int64(),
        "event_time": TIMESTAMP,
    },
)
"""One row per (item, location, lot, owner); lot and owner are '' where an event names none.

`variance` is that of the last count (F2), null where there was none; `as_of` that count's time;
`known` is false until a first count is seen (case 14); `event_time` is the newest event's.
`version` rises with each change of the row."""

AVAILABLE_TO_SELL: Final = pl.Schema(
    {
        "item": pl.String(),
        "location": pl.String(),
        "channel": pl.String(),
        "ats": pl.Int64(),
        "ats_raw": pl.Int64(),
        "on_hand": pl.Int64(),
        "available": pl.Int64(),
        "allocated": pl.Int64(),
        "picked": pl.Int64(),
        "packed": pl.Int64(),
        "reserved": pl.Int64(),
        "on_hold": pl.Int64(),
        "protected": pl.Int64(),
        "safety_stock": pl.Int64(),
        "buffer": pl.Int64(),
        "freshness": pl.String(),
        "age_seconds": pl.Int64(),
        "as_of": TIMESTAMP,
        "next_supply_date": TIMESTAMP,
        "next_supply_quantity": pl.Int64(),
        "version": pl.Int64(),
        "event_time": TIMESTAMP,
    },
)
"""One row per (item, location, channel); location '*' is the network, channel '*' all channels."""

SOURCE_FRESHNESS: Final = pl.Schema(
    {
        "source": pl.String(),
        "watermark": TIMESTAMP,
        "last_event_time": TIMESTAMP,
        "contiguous_seq": pl.Int64(),
        "gap_count": pl.Int64(),
        "events": pl.Int64(),
        "version": pl.Int64(),
    },
)
"""One row per source: how far all that it said is known."""

EXCEPTIONS: Final = pl.Schema(
    {
        "exception": pl.String(),
        "code": pl.String(),
        "severity": pl.String(),
        "status": pl.String(),
        "source": pl.String(),
        "item": pl.String(),
        "location": pl.String(),
        "lot": pl.String(),
        "reference": pl.String(),
        "quantity": pl.Int64(),
        "message": pl.String(),
        "action": pl.String(),
        "opened_at": TIMESTAMP,
        "resolved_at": TIMESTAMP,
        "resolved_by": pl.String(),
        "resolution": pl.String(),
        "version": pl.Int64(),
        "event_time": TIMESTAMP,
    },
)
"""One row per exception; `exception` is made of code and object, so that it opens once.

`status` is open or resolved; `resolved_by` and `resolution` say who resolved it and why, where a
person did."""

DOCUMENTS: Final = pl.Schema(
    {
        "document": pl.String(),
        "direction": pl.String(),
        "partner": pl.String(),
        "set": pl.String(),
        "release": pl.String(),
        "interchange": pl.String(),
        "interchange_control": pl.String(),
        "group_control": pl.String(),
        "set_control": pl.String(),
        "business_key": pl.String(),
        "sha256": pl.String(),
        "event_time": TIMESTAMP,
        "received_at": TIMESTAMP,
        "status": pl.String(),
        "acknowledged_at": TIMESTAMP,
        "acknowledgment": pl.String(),
        "acknowledgment_code": pl.String(),
        "findings": pl.Int64(),
        "decided_at": TIMESTAMP,
        "decided_by": pl.String(),
        "decided_because": pl.String(),
        "replaces": pl.String(),
        "version": pl.Int64(),
    },
)
"""One row per EDI document received or sent.

`interchange` is the name of the one that it came or went in; `received_at` is when that was read
(the machine's clock), and null of what we sent. `acknowledged_at`, `acknowledgment` and
`acknowledgment_code` are of the partner's answer to what we sent: when it was read, its name, and
what it says of the document (AK901, TA104; `A` or `R` for a UCI, and for an AK901 that does not
hold for it). What answers a document that came is the first acknowledgment of ours whose
`business_key` is its `interchange`. `decided_at`, `decided_by` and `decided_because` are of a
person's decision, where it was held. `replaces` is the document that came before
under the number of one that was taken, and counts no more: this one corrects or cancels it, or was
released in its place."""

DOCUMENT_CONTENTS: Final = pl.Schema(
    {
        "document": pl.String(),
        "direction": pl.String(),
        "partner": pl.String(),
        "set": pl.String(),
        "sha256": pl.String(),
        "delimiters": pl.Binary(),
        "content": pl.Binary(),
        "event_time": TIMESTAMP,
        "original": pl.Binary(),
        "interchange": pl.String(),
        "offset": pl.Int64(),
        "before": pl.Binary(),
    },
)
"""One row per EDI document, with its bytes: a set received, or an interchange sent.

`delimiters` are those of what came in: element, component, segment, repetition, release. Where a
file was UTF-16 or wrapped into lines, `content` (and `sha256`, which is of it) is what was read,
and `original` what came. A set lies in its `interchange` at an `offset` of the file, behind the
bytes that are `before` it; a row of the interchange itself has those behind its last set."""

ORDERS_RECEIVED: Final = pl.Schema(
    {
        "event_id": pl.String(),
        "source": pl.String(),
        "event_time": TIMESTAMP,
        "ingest_time": TIMESTAMP,
        "document": pl.String(),
        "partner": pl.String(),
        "order_id": pl.String(),
        "buyer": pl.String(),
        "po_number": pl.String(),
        "release": pl.String(),
        "channel": pl.String(),
        "order_type": pl.String(),
        "purpose": pl.String(),
        "order_date": pl.Date(),
        "requested_date": pl.Date(),
        "cancel_after": pl.Date(),
        "ship_to": pl.String(),
        "ship_complete": pl.Boolean(),
        "allow_split": pl.Boolean(),
        "allow_backorder": pl.Boolean(),
        "currency": pl.String(),
        "lines": pl.List(
            pl.Struct(
                {
                    "line": pl.String(),
                    "item": pl.String(),
                    "quantity": pl.String(),
                    "uom": pl.String(),
                    "price": pl.String(),
                    "identifiers": pl.List(
                        pl.Struct({"qualifier": pl.String(), "value": pl.String()})
                    ),
                    "ship_to": pl.String(),
                    "requested_date": pl.Date(),
                },
            ),
        ),
    },
)
"""One row per order as received; quantities and prices are exact decimals in text, as sent.

A price is that of one `uom`: one sent for a hundred, a dozen or so many is divided. What was sent
for a number and is none is null, and so is a price of which it is not known what it is for, or
whose quotient has no end; a price that was not sent is empty.
"""

FINDINGS: Final = FINDING_ROW
"""One row per finding on what came in."""

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "positions": ("item", "location", "lot", "owner"),
    "available_to_sell": ("item", "location", "channel"),
    "source_freshness": ("source",),
    "exceptions": ("exception",),
    "documents": ("document",),
    "findings": ("finding_id",),
}
"""The key columns of every view: one row per key, the one of the highest version."""

TABLES: Final[dict[str, pl.Schema]] = {
    "inventory_ledger": INVENTORY_LEDGER,
    "positions": POSITIONS,
    "available_to_sell": AVAILABLE_TO_SELL,
    "source_freshness": SOURCE_FRESHNESS,
    "exceptions": EXCEPTIONS,
    "documents": DOCUMENTS,
    "document_contents": DOCUMENT_CONTENTS,
    "orders_received": ORDERS_RECEIVED,
    "findings": FINDINGS,
}
"""Every table by its name."""

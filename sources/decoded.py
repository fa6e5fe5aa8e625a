"""What decoding yields, whatever the file was: rows, and how rows are finished at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from schemas.events import INVENTORY_EVENT
from schemas.tables import ORDERS_RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a piece held: rows of `INVENTORY_EVENT`, `ORDERS_RECEIVED` and `FINDING_ROW`."""

    events: pl.DataFrame
    orders: pl.DataFrame
    findings: pl.DataFrame


def with_ingest_time(accepted: pl.DataFrame, ingest_time: datetime) -> pl.DataFrame:
    """Accepted rows as events, which arrived now."""
    arrived = pl.lit(ingest_time, INVENTORY_EVENT["ingest_time"]).alias("ingest_time")
    return accepted.with_columns(arrived).select(INVENTORY_EVENT.names())


def order_rows(orders: Sequence[Mapping[str, Any]], ingest_time: datetime) -> pl.DataFrame:
    """Orders as rows, which arrived now."""
    if not orders:
        return ORDERS_RECEIVED.to_frame()
    rows = [
        {name: order[name] for name in ORDERS_RECEIVED} | {"ingest_time": ingest_time}
        for order in orders
    ]
    return pl.DataFrame(rows, schema=ORDERS_RECEIVED, orient="row")

"""Small rows of the tables that the sinks write, with the cast of the house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from schemas.tables import TABLES

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def table_rows(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a table; what a row leaves out is null, or noon for its event time."""
    schema = TABLES[table]
    whole = [{"event_time": NOON, **row} for row in rows]
    columns = {name: [row.get(name) for row in whole] for name in schema}
    return pl.DataFrame(columns, schema=schema)


def events(first: int, count: int, **fields: Any) -> pl.DataFrame:
    """Ledger rows with the ids `first`, `first + 1` and so on."""
    return table_rows(
        "inventory_ledger",
        *(
            {
                "event_id": f"{number:06d}",
                "source": "wms",
                "kind": "RECEIVE",
                "bucket": "available",
                "item": "A",
                "location": "NYC",
                "quantity": number,
                "event_time": NOON + timedelta(seconds=number),
                **fields,
            }
            for number in range(first, first + count)
        ),
    )


def sellable(item: str, version: int, ats: int, **fields: Any) -> dict[str, Any]:
    """A row of available to sell at NYC."""
    return {
        "item": item,
        "location": "NYC",
        "channel": "*",
        "version": version,
        "ats": ats,
        "freshness": "fresh",
        **fields,
    }

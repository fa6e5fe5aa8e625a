"""Refused events as findings, each with its event kept whole."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from schemas.events import INVENTORY_EVENT
from schemas.findings import CATALOGUE, FINDING_ROW, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.records import Chunk


def refused_events(refused: pl.DataFrame, file: str | None = None) -> pl.DataFrame:
    """A finding for each refused event; the frame has the events' columns, `code`, `message`.

    Refusals are few, so this goes row by row.
    """
    events = refused.select(INVENTORY_EVENT.names())
    raw = events.write_ndjson().encode().splitlines()
    rows = [
        _row(row, line, file) for row, line in zip(refused.iter_rows(named=True), raw, strict=True)
    ]
    return pl.DataFrame(rows, schema=FINDING_ROW, orient="row")


def unreadable(chunks: Iterable[Chunk]) -> pl.DataFrame:
    """A finding for each message of a topic that its contract could not read, kept whole."""
    entry = CATALOGUE[Finding.MESSAGE_UNREADABLE]
    now = datetime.now(UTC)
    rows = [
        (
            hashlib.blake2b(
                f"{chunk.partition}/{refused.position}".encode() + refused.raw, digest_size=12
            ).hexdigest(),
            Finding.MESSAGE_UNREADABLE.value,
            entry.severity.value,
            f"topic partition {chunk.partition}",
            None,
            refused.position,
            *([None] * 4),
            f"{entry.sentence} {refused.reason}",
            entry.action,
            *([None] * 4),
            now,
            refused.raw,
        )
        for chunk in chunks
        for refused in chunk.refused
    ]
    return pl.DataFrame(rows, schema=FINDING_ROW, orient="row")


def _row(row: dict[str, object], raw: bytes, file: str | None) -> tuple[object, ...]:
    entry = CATALOGUE[Finding(row["code"])]
    digest = hashlib.blake2b(digest_size=12)
    for part in (str(row["code"]).encode(), b"\x1f", raw):
        digest.update(part)
    return (
        digest.hexdigest(),
        row["code"],
        entry.severity.value,
        file,
        None,
        None,
        None,
        None,
        None,
        None,
        row["message"] or entry.sentence,
        entry.action,
        row["event_id"],
        row["source"],
        None,
        row["document"],
        row["ingest_time"],
        raw,
    )

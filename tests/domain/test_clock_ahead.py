"""One clock that runs ahead, in a past that is read late, harms nobody else (case 12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from domain.identity import Identities
from domain.inventory import Positions
from domain.source_clock import clamp_future
from schemas.events import INVENTORY_EVENT

MARCH = datetime(2026, 3, 2, 6, tzinfo=UTC)
READ_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def events(*rows: tuple[str, str, datetime, int]) -> pl.DataFrame:
    """Rows of id, kind, time, quantity, all read in November."""
    return pl.DataFrame(
        [
            {
                "event_id": event_id,
                "source": "wms-nyc",
                "event_time": time,
                "ingest_time": READ_AT,
                "kind": kind,
                "item": "A",
                "location": "NYC",
                "quantity": quantity,
                "as_of": time if kind == "SNAPSHOT" else None,
            }
            for event_id, kind, time, quantity in rows
        ],
        schema=INVENTORY_EVENT,
    )


def test_an_event_of_the_future_moves_the_look_back_for_nobody() -> None:
    identities = Identities()
    ahead = identities.judge(events(("1", "RECEIVE", datetime(2099, 1, 1, tzinfo=UTC), 1)))
    after = identities.judge(events(("2", "RECEIVE", MARCH, 1)))
    assert (ahead.accepted.height, after.accepted.height, after.too_old.height) == (1, 1, 0)


def test_an_event_of_the_future_makes_no_count_too_old() -> None:
    sent = events(
        ("1", "SNAPSHOT", MARCH, 10),
        ("2", "RECEIVE", MARCH + timedelta(hours=1), 5),
        ("3", "RECEIVE", datetime(2099, 1, 1, tzinfo=UTC), 1),
        ("4", "SNAPSHOT", MARCH + timedelta(minutes=90), 14),
    )
    positions = Positions()
    for row in clamp_future(sent).events.iter_slices(1):
        positions.apply(row)
    changes = positions.take_changes(READ_AT)
    assert changes.positions["available"].to_list() == [15]
    assert changes.positions["variance"].to_list() == [-1]
    assert "INV-SNAP-OLD" not in changes.exceptions["code"].to_list()

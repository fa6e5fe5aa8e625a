"""What the explanation adds up to is what the fold publishes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings

from domain.explanation import contributions
from domain.inventory import Positions
from tests.domain.test_inventory_order import CONTRACTS, DAWN, NOON, Reader, a_day, frame


@settings(max_examples=60, deadline=None)
@given(day=a_day())
def test_contributions_sum_to_the_published_number(day: list[dict[str, Any]]) -> None:
    positions, reader = Positions(contracts=CONTRACTS), Reader()
    positions.apply(frame(day))
    reader.read(positions.take_changes(NOON))
    for (item, location, _), row in reader.ats.items():
        ledger = frame(day).filter(pl.col("item") == item)
        where = None if location == "*" else location
        told = contributions(ledger, location=where, now=NOON, contracts=CONTRACTS)
        assert told["contribution"].sum() == row["ats_raw"]
        assert told.height == 0 or told["running"][-1] == row["ats_raw"]


def test_a_counted_pick_shows_with_nothing_to_add() -> None:
    events = frame(
        [
            event("e1", "SNAPSHOT", 100, 0),
            event("e2", "ADJUST", -3, 20),
            event("e3", "SNAPSHOT", 95, 30),
            event("e4", "RESERVE", 10, 40, reference="po/1"),
            event("e5", "ALLOCATE", 4, 50, reference="po/1"),
        ]
    )
    told = contributions(events, location="NYC", now=NOON)
    assert told.select("event_id", "bucket", "contribution", "running", "note").rows() == [
        ("e1", "available", 0, 0, "superseded"),
        ("e2", "available", 0, 0, "counted"),
        ("e3", "available", 95, 95, None),
        ("e4", "reserved", -10, 85, None),
        ("e5", "available", -4, 81, None),
        ("e5", "reserved", 4, 85, "handed off"),
    ]


def test_what_happened_later_is_left_away() -> None:
    events = frame([event("e1", "SNAPSHOT", 100, 0), event("e2", "ADJUST", -3, 20)])
    told = contributions(events, as_of=DAWN + timedelta(minutes=19))
    assert told["contribution"].to_list() == [100]
    told = contributions(events, as_of=DAWN + timedelta(minutes=20))
    assert told["contribution"].to_list() == [100, -3]


def test_an_expired_reservation_takes_nothing() -> None:
    expires = DAWN + timedelta(minutes=30)
    events = frame([event("e1", "RESERVE", 5, 0, expires_at=expires)])
    before = contributions(events, now=expires - timedelta(microseconds=1))
    assert before["contribution"].to_list() == [-5]
    after = contributions(events, now=expires)
    assert after.select("contribution", "note").rows() == [(0, "expired")]


def event(event_id: str, kind: str, quantity: int, minute: int, **more: Any) -> dict[str, Any]:
    """An event of item A in NYC."""
    return {
        "event_id": event_id, "source": "wms", "event_time": DAWN + timedelta(minutes=minute),
        "kind": kind, "item": "A", "location": "NYC", "quantity": quantity, **more,
    }  # fmt: skip

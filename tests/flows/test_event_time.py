"""The time of the stream, by which reservations expire and sources grow stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from flows.event_time import EventTime
from schemas.events import TIMESTAMP

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def times(*found: datetime) -> pl.Series:
    return pl.Series(list(found), dtype=TIMESTAMP)


def test_a_day_that_is_drained_late_has_the_time_of_its_newest_event() -> None:
    time = EventTime(None, stands_still=True)
    time.hear(times(NOON, NOON - timedelta(hours=3)))
    assert time.now() == NOON


def test_while_all_is_silent_the_wall_clock_moves_it_on() -> None:
    time = EventTime(None, stands_still=False)
    time.hear(times(NOON))
    first = time.now()
    assert NOON <= first < NOON + timedelta(minutes=1)
    assert time.now() >= first


def test_an_event_dated_after_its_arrival_proves_nothing() -> None:
    time = EventTime(None, stands_still=True)
    time.hear(
        times(NOON, NOON + timedelta(days=9)), times(NOON + timedelta(days=1)).new_from_index(0, 2)
    )
    assert time.now() == NOON


def test_it_is_the_same_after_a_restart() -> None:
    time = EventTime(None, stands_still=True)
    time.hear(times(NOON))
    assert EventTime(time.freeze(), stands_still=True).now() == NOON

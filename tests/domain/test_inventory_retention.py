"""What is retained, for how long, and that nothing is lost with what is let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from domain.inventory import Positions
from domain.positions_deltas import CHUNK
from schemas.events import INVENTORY_EVENT
from tests.domain.test_inventory_order import DAWN, Reader, frame

KEYS = 1000
DAY = timedelta(days=1)


def many(kind: str, size: int, first: int, start: timedelta, **more: Any) -> pl.DataFrame:
    """Events of one unit each over many items, a millisecond apart."""
    numbers = np.arange(first, first + size)
    columns: dict[str, Any] = {
        "event_id": pl.Series(numbers).cast(pl.String()),
        "source": ["wms"] * size,
        "event_time": pl.Series([DAWN + start] * size)
        + pl.Series(numbers * 1000).cast(pl.Duration("us")),
        "kind": [kind] * size,
        "item": "I" + pl.Series(numbers % KEYS).cast(pl.String()),
        "location": ["NYC"] * size,
        "quantity": [1] * size,
        **more,
    }
    empty = {name: [None] * size for name in INVENTORY_EVENT if name not in columns}
    return pl.DataFrame(columns | empty, schema_overrides=INVENTORY_EVENT).select(
        INVENTORY_EVENT.names()
    )


def one(kind: str, quantity: int, at: timedelta, **more: Any) -> pl.DataFrame:
    """One event of the first item."""
    event = {
        "event_id": f"{kind}-{at}", "source": "wms", "event_time": DAWN + at, "kind": kind,
        "item": "I0", "location": "NYC", "quantity": quantity, **more,
    }  # fmt: skip
    return frame([event])


def available(positions: Positions, item: str = "I0") -> int:
    """What is available of an item."""
    changes = positions.take_changes(DAWN + 30 * DAY)
    row = changes.positions.filter(item=item)
    return int(row["available"][0])


def test_a_late_count_finds_its_deltas_among_many_chunks() -> None:
    positions = Positions()
    size = 2 * CHUNK + 5 * KEYS
    positions.apply(many("RECEIVE", size, 0, timedelta(0)))
    of_key = (size + KEYS - 1) // KEYS
    # The delta of I0 number n comes at n * KEYS milliseconds: the count holds numbers 0 to 99.
    positions.apply(one("SNAPSHOT", 7, DAY, as_of=DAWN + timedelta(seconds=99)))
    assert available(positions) == 7 + of_key - 100
    again = Positions.load(positions.dump_all(), [])
    again.apply(one("SNAPSHOT", 9, DAY, as_of=DAWN + timedelta(seconds=100)))
    assert available(again) == 9 + of_key - 101


def test_chunks_that_were_let_go_leave_the_sums_and_refuse_older_counts() -> None:
    positions = Positions(retained_max=2 * CHUNK)
    reader = Reader()
    deltas: list[bytes] = []
    for part in range(5):
        positions.apply(many("RECEIVE", CHUNK, part * CHUNK, timedelta(0)))
        deltas.append(positions.dump_changes())
    positions = Positions.load(None, deltas, retained_max=2 * CHUNK)
    positions.apply(one("SNAPSHOT", 7, DAY, as_of=DAWN + timedelta(seconds=99)))
    reader.read(positions.take_changes(DAWN + DAY))
    assert [row["code"] for row in reader.exceptions.values()].count("INV-SNAP-OLD") == 1
    assert reader.positions["I0", "NYC", "", ""]["available"] == -(-5 * CHUNK // KEYS)


def test_an_opening_count_is_never_too_old() -> None:
    positions = Positions(retention=DAY)
    positions.apply(one("RECEIVE", 1, 9 * DAY, item="I1"))
    positions.apply(one("SNAPSHOT", 7, timedelta(0)))
    assert available(positions) == 7


def test_references_that_hold_nothing_are_let_go_and_the_others_kept() -> None:
    size = 110_000
    references = "po/" + pl.Series(np.arange(size)).cast(pl.String())
    dumps: list[bytes] = []
    for later in (timedelta(hours=20), 9 * DAY):
        positions = Positions()
        positions.apply(one("RESERVE", 5, timedelta(0), reference="open"))
        positions.apply(many("ALLOCATE", size, 0, timedelta(0), reference=references))
        positions.apply(one("RESERVE", 3, later, reference="later"))
        positions.take_changes(DAWN)
        dumps.append(positions.dump_all())
    # Of each of the others, its name, its two hashes and its one event are gone.
    assert len(dumps[0]) - len(dumps[1]) > 50 * size
    positions = Positions.load(dumps[1], [])
    positions.apply(one("RELEASE", 4, 10 * DAY, reference="open"))
    positions.apply(one("ALLOCATE", 3, 10 * DAY, reference="later"))
    row = positions.take_changes(DAWN + 10 * DAY).positions.filter(item="I0")
    assert row["reserved"].to_list() == [1]


def test_a_dump_of_changes_costs_what_changed() -> None:
    positions = Positions()
    positions.apply(
        many(
            "RECEIVE",
            100_000,
            0,
            timedelta(0),
            item=pl.Series([f"I{number}" for number in range(100_000)]),
        )
    )
    positions.take_changes(DAWN)
    whole = len(positions.dump_all())
    assert not positions.changed()
    positions.apply(one("RECEIVE", 1, DAY))
    assert positions.changed()
    positions.take_changes(DAWN)
    assert len(positions.dump_changes()) < whole / 500

"""Stories of one item: events from top to bottom, and what is published after each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from domain import invariants
from domain.inventory import Positions
from tests.domain.test_inventory_order import DAWN, Reader, frame


def at(clock: str) -> datetime:
    """A time of the day."""
    hours, minutes = clock.split(":")
    return DAWN + timedelta(hours=int(hours), minutes=int(minutes))


class Story:
    """Positions of item A in NYC, told event by event."""

    def __init__(self, **settings: Any) -> None:
        """A new day."""
        self.positions, self.reader, self.number = Positions(**settings), Reader(), 0

    def tell(self, kind: str, quantity: int, clock: str, **more: Any) -> None:
        """One event happens, and comes."""
        self.number += 1
        event = {
            "event_id": f"e{self.number}", "source": "wms", "event_time": at(clock), "kind": kind,
            "item": "A", "location": "NYC", "quantity": quantity, **more,
        }  # fmt: skip
        self.positions.apply(frame([event]))

    def read(self, clock: str = "23:59") -> dict[str, Any]:
        """What is published of the place."""
        self.reader.read(self.positions.take_changes(at(clock)))
        ats = pl.DataFrame(list(self.reader.ats.values()), infer_schema_length=None)
        positions = pl.DataFrame(list(self.reader.positions.values()), infer_schema_length=None)
        assert invariants.not_clamped(ats).is_empty()
        assert invariants.raw_not_explained(positions, ats).is_empty()
        assert invariants.oversold_network(ats).is_empty()
        return self.reader.ats["A", "NYC", "*"]

    def position(self, lot: str = "") -> dict[str, Any]:
        """The position of a lot."""
        self.read()
        return self.reader.positions["A", "NYC", lot, ""]

    def told(self) -> dict[str, str]:
        """The exceptions, open or resolved, by code."""
        self.read()
        return {row["code"]: row["status"] for row in self.reader.exceptions.values()}


def play(table: str, **settings: Any) -> Story:
    """Play a table: time, kind, quantity and fields as name=value, what follows | is published."""
    story = Story(**settings)
    for line in table.strip().splitlines():
        said, _, published = line.partition("|")
        clock, kind, quantity, *more = said.split()
        fields: dict[str, Any] = {}
        for field in more:
            name, value = field.split("=")
            fields[name] = at(value) if name in {"as_of", "expires_at", "due_at"} else value
            if name == "complete":
                fields[name] = value == "yes"
            if name == "source_seq":
                fields[name] = int(value)
        story.tell(kind, int(quantity), clock, **fields)
        row = story.read()
        for field in published.split():
            name, value = field.split("=")
            assert str(row[name]) == value, (line, name, row[name])
    return story

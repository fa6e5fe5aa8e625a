"""The day as it happens: a simulation in true order that books every event as it occurs.

Each thing that happens plans what follows from it (an order is allocated, picked, packed,
shipped), decides by what is true at that moment, and leaves one event behind. Arrival, disorder
and faults come later, in `faults.py`; nothing here is out of order.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from crossdock.demo.bookkeeping import Books, Key
from crossdock.demo.cast import COUNTERS, DAY, ERP, TRANSPORT, WAREHOUSES, WEB_SHOP

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from crossdock.demo.cast import Item, Warehouse

CLOSING: Final = DAY + timedelta(hours=20)
"""When the doors close: what was planned for later does not happen today."""
APART: Final = timedelta(microseconds=100)
"""Between any two things that happen, so that their order is never in doubt."""
NUMBERED: Final = frozenset(warehouse.source for warehouse in WAREHOUSES)
"""Sources that number what they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event as its source will say it, and until when the source keeps it to itself."""

    time: datetime
    source: str
    event: dict[str, Any]
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A line of an order as the warehouse is to fulfil it."""

    reference: str
    item: str
    quantity: int
    at: datetime


@dataclass(slots=True)
class Day:
    """What happened so far, the books, and what is planned."""

    items: list[Item]
    random: Random
    books: Books = field(default_factory=Books)
    happened: list[Happened] = field(default_factory=list)
    unmet: list[Demand] = field(default_factory=list)
    late_counts: int = 0
    _plans: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _planned: int = 0
    _sequences: dict[str, int] = field(default_factory=dict)
    _by_item: dict[str, Item] = field(default_factory=dict)

    def run(self) -> None:
        """Let everything happen that is planned before the doors close."""
        last = DAY
        while self._plans:
            planned, _, happen = heapq.heappop(self._plans)
            last = max(planned, last + APART)
            if last < CLOSING:
                happen(last)

    def plan(self, at: datetime, happen: Callable[[datetime], None]) -> None:
        """Let something happen at a time."""
        self._planned += 1
        heapq.heappush(self._plans, (at, self._planned, happen))

    def say(
        self, at: datetime, source: str, kind: str, *, lag: timedelta | None = None, **fields: Any
    ) -> None:
        """Leave an event behind; `lag` is how long its source keeps it to itself."""
        event: dict[str, Any] = {"kind": kind, "source": source}
        if source in NUMBERED:
            event["source_seq"] = self.next_sequence(source)
        event["event_time"] = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        event["event_id"] = f"{source}-{len(self.happened):08d}"
        event.update({name: value for name, value in fields.items() if value not in (None, "")})
        held = None if lag is None else at + lag
        self.happened.append(Happened(time=at, source=source, event=event, held_until=held))

    def next_sequence(self, source: str) -> int:
        """The next number of a source that numbers what it says."""
        self._sequences[source] = self._sequences.get(source, 0) + 1
        return self._sequences[source]

    def tell(
        self,
        at: datetime,
        source: str,
        kind: str,
        key: Key,
        quantity: int,
        *,
        reference: str | None = None,
        **fields: Any,
    ) -> None:
        """Book a simple kind and leave its event behind."""
        self.books.move(kind, key, quantity, reference)
        self.say(
            at,
            source,
            kind,
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            reference=reference,
            **fields,
        )

    # What happens around an order line.

    def allocate(self, at: datetime, demand: Demand, warehouse: Warehouse) -> None:
        """Promise stock to an order line, as much as there is; plan its picking."""
        key = self.fullest(demand.item, warehouse.location)
        quantity = min(demand.quantity, max(0, self.books.quantity(key, "available")))
        if quantity < demand.quantity:
            self.unmet.append(
                Demand(
                    reference=demand.reference,
                    item=demand.item,
                    at=at,
                    quantity=demand.quantity - quantity,
                )
            )
        if quantity:
            self.promise(at, warehouse, key, quantity, demand.reference)

    def promise(
        self, at: datetime, warehouse: Warehouse, key: Key, quantity: int, reference: str
    ) -> None:
        """Allocate a quantity, whether there is so much or not, and plan its picking."""
        self.tell(at, warehouse.source, "ALLOCATE", key, quantity, reference=reference)
        self.plan(
            self.later(at, 15, 120), lambda now: self.pick(now, warehouse, key, quantity, reference)
        )

    def pick(
        self, at: datetime, warehouse: Warehouse, key: Key, quantity: int, reference: str
    ) -> None:
        """Pick what was allocated; sometimes the shelf holds less than the system says."""
        missing = self.random.randint(1, quantity) if self.random.random() < 0.03 else 0
        if missing:
            self.tell(
                at, warehouse.source, "SHORT", key, missing, reference=reference, reason="empty"
            )
            at += timedelta(microseconds=1)
        picked = quantity - missing
        if not picked:
            return
        self.tell(at, warehouse.source, "PICK", key, picked, reference=reference)
        following = self.pack if warehouse.packs else self.ship
        self.plan(
            self.later(at, 5, 45), lambda now: following(now, warehouse, key, picked, reference)
        )

    def pack(
        self, at: datetime, warehouse: Warehouse, key: Key, quantity: int, reference: str
    ) -> None:
        """Pack what was picked."""
        self.tell(at, warehouse.source, "PACK", key, quantity, reference=reference)
        self.plan(
            self.later(at, 20, 150), lambda now: self.ship(now, warehouse, key, quantity, reference)
        )

    def ship(
        self, at: datetime, warehouse: Warehouse, key: Key, quantity: int, reference: str
    ) -> None:
        """Let it leave; a warehouse that does not pack ships what it picked."""
        self.books.shift(key, "packed" if warehouse.packs else "picked", None, quantity)
        self.say(
            at,
            warehouse.source,
            "SHIP",
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            reference=reference,
        )

    # What happens on the floor.

    def count(
        self,
        at: datetime,
        warehouse: Warehouse,
        key: Key,
        quantity: int,
        *,
        lag: timedelta | None = None,
        after: timedelta = timedelta(),
        **fields: Any,
    ) -> None:
        """The WMS counts what is available, and may say so much later."""
        self.books.count(key, quantity)
        self.late_counts += lag is not None
        self.say(
            at + after,
            warehouse.source,
            "SNAPSHOT",
            lag=lag,
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            as_of=_text(at),
            **fields,
        )

    def count_completely(self, at: datetime, warehouse: Warehouse, item: Item) -> bool:
        """All lots of an item are counted and one is not found; True when that could be done.

        It is done only where nothing but available stock is there, since whatever a complete
        count leaves out becomes zero.
        """
        keys = [(item.item, warehouse.location, lot) for lot in item.lots]
        if any(set(self.books.filled(key)) - {"available"} for key in keys):
            return False
        found = [key for key in keys if self.books.quantity(key, "available") > 0]
        if len(found) < len(item.lots):
            return False
        missing = found.pop()
        for place, key in enumerate(found):
            self.count(
                at,
                warehouse,
                key,
                self.books.quantity(key, "available"),
                complete=True,
                reference=f"CC-{item.item}",
                after=timedelta(microseconds=place),
            )
        self.books.count(missing, 0)
        return True

    def count_by_hand(self, at: datetime, key: Key, quantity: int) -> None:
        """A handheld counts now, and says so an hour or more later."""
        self.books.count(key, quantity)
        self.late_counts += 1
        lag = timedelta(minutes=self.random.randint(60, 150))
        said = self.later(at, 55, 60)
        self.say(
            said,
            COUNTERS,
            "SNAPSHOT",
            lag=lag,
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            as_of=_text(at),
            reason="cycle count",
        )

    def receive(
        self, at: datetime, warehouse: Warehouse, key: Key, quantity: int, reference: str | None
    ) -> None:
        """Goods reach the dock, and a while later the shelf."""
        self.books.shift(key, None, "received", quantity)
        if reference is not None:
            self.books.close(key, "expected", quantity, reference)
        self.say(
            at,
            warehouse.source,
            "RECEIVE",
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            to_bucket="received",
            reference=reference,
        )
        self.plan(
            self.later(at, 20, 90),
            lambda now: self.tell(now, warehouse.source, "PUTAWAY", key, quantity),
        )

    def adjust(
        self, at: datetime, warehouse: Warehouse, key: Key, quantity: int, bucket: str | None = None
    ) -> None:
        """The books are corrected by hand, up or down."""
        self.books.shift(key, None, bucket or "available", quantity)
        self.say(
            at,
            warehouse.source,
            "ADJUST",
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            bucket=bucket,
            reason="found" if quantity > 0 else "lost",
        )

    def regrade(self, at: datetime, warehouse: Warehouse, key: Key, quantity: int) -> None:
        """What came back is inspected and is as good as new."""
        self.books.shift(key, "return_inspect", "available", quantity)
        self.say(
            at,
            warehouse.source,
            "MOVE",
            item=key[0],
            location=key[1],
            lot=key[2],
            quantity=quantity,
            from_bucket="return_inspect",
            to_bucket="available",
        )

    def transfer(
        self, at: datetime, origin: Warehouse, destination: Warehouse, key: Key, quantity: int
    ) -> None:
        """Stock drives from one warehouse to another; a little of it may not arrive."""
        reference = f"TRF-{self._planned:06d}"
        self.tell(at, origin.source, "TRANSFER_OUT", key, quantity, reference=reference)
        there = (key[0], destination.location, key[2])
        arrival = self.later(at, 180, 420)
        self.tell(
            at + timedelta(microseconds=1),
            TRANSPORT,
            "IN_TRANSIT",
            there,
            quantity,
            reference=reference,
            due_at=_text(arrival),
        )
        arrived = quantity - (1 if self.random.random() < 0.2 and quantity > 1 else 0)
        self.plan(
            arrival,
            lambda now: self.tell(
                now, destination.source, "TRANSFER_IN", there, arrived, reference=reference
            ),
        )

    def expect(self, at: datetime, key: Key, quantity: int, reference: str) -> None:
        """The ERP announces goods that a supplier will send."""
        due = at + timedelta(days=self.random.randint(1, 6))
        self.tell(at, ERP, "EXPECT", key, quantity, reference=reference, due_at=_text(due))

    def reserve(self, at: datetime, key: Key, quantity: int, reference: str) -> None:
        """A shopper puts something into the basket; nobody knows yet what becomes of it."""
        self.tell(at, WEB_SHOP, "RESERVE", key, quantity, reference=reference)

    def fullest(self, item: str, location: str) -> Key:
        """The lot of an item of which a location has the most."""
        lots = self.catalogue()[item].lots or ("",)
        return max(
            ((item, location, lot) for lot in lots),
            key=lambda key: self.books.quantity(key, "available"),
        )

    def catalogue(self) -> dict[str, Item]:
        """The items by their id."""
        if not self._by_item:
            self._by_item.update({item.item: item for item in self.items})
        return self._by_item

    def later(self, at: datetime, least: int, most: int) -> datetime:
        """Some minutes after, to the microsecond."""
        return at + timedelta(seconds=self.random.uniform(least * 60, most * 60))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")

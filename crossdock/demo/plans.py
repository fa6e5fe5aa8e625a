"""What is planned for the day: opening counts, orders, receipts, transfers, counts, mishaps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from crossdock.demo.cast import DAY, RETAILERS, STRANGER, WAREHOUSES, catalogue
from crossdock.demo.day import Day, Demand

if TYPE_CHECKING:
    from crossdock.demo.bookkeeping import Key
    from crossdock.demo.cast import Item, Retailer, Warehouse

STOCKED_SHARE: Final = 0.75
"""Of all pairs of item and warehouse, so many are stocked."""
NEVER_COUNTED: Final = 9
"""Items that arrive before anybody counted them: nothing of them may be sold."""
OVERSOLD: Final = 7
"""Times that a warehouse promises more than its books hold."""
NUMBERS_LOST: Final = 3
"""Sequence numbers that one warehouse never says: its low watermark stays before them."""
GAP_SOURCE: Final = "wms-dal"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of a purchase order as the retailer writes it."""

    line: int
    item: Item
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A purchase order of a retailer."""

    retailer: Retailer
    number: str
    at: datetime
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A day that has happened, its orders, and the safety stock that planning has set."""

    day: Day
    orders: list[Order]
    safety_stock: dict[tuple[str, str], int]


def plan_day(*, items: int, orders: int, seed: int) -> Planned:
    """Make the cast, plan everything, and let the day happen."""
    random = Random(seed)
    day = Day(items=catalogue(items, random), random=random)
    stocked = _open_warehouses(day)
    placed = _orders(day, orders)
    served = defaultdict[str, list["Warehouse"]](list)
    for key, warehouse in stocked:
        served[key[0]].append(warehouse)
    for order in placed:
        if order.retailer.known:
            _fulfil(day, order, served)
    share = max(1, len(stocked) // 100)
    _replenish(day, stocked, share * 6)
    _move_between(day, stocked, share * 2)
    _happen_on_the_floor(day, stocked, share)
    _shop_on_the_web(day, stocked, share * 3)
    _count_again(day, stocked, share * 3)
    _go_wrong(day, stocked)
    _lose_numbers(day)
    _beat(day)
    day.run()
    safety = {
        (key[0], key[1]): random.randint(1, 12)
        for key, _ in random.sample(stocked, k=max(1, len(stocked) // 20))
    }
    return Planned(day=day, orders=placed, safety_stock=safety)


def at_hour(hour: float) -> datetime:
    """A moment of the day."""
    return DAY + timedelta(hours=hour)


def _between(random: Random, first: float, last: float) -> datetime:
    return at_hour(random.uniform(first, last))


def _open_warehouses(day: Day) -> list[tuple[Key, Warehouse]]:
    """Count every stocked position before the day begins, but for a few new items."""
    random = day.random
    stocked: list[tuple[Key, Warehouse]] = []
    for item in day.items[NEVER_COUNTED:]:
        for warehouse in WAREHOUSES:
            if random.random() >= STOCKED_SHARE:
                continue
            for lot in item.lots or ("",):
                key = (item.item, warehouse.location, lot)
                quantity = random.randint(0, 40) + int(item.popularity * 4_000)
                day.plan(
                    _between(random, 4.0, 5.0),
                    lambda now, w=warehouse, k=key, q=quantity: day.count(now, w, k, q),
                )
                stocked.append((key, warehouse))
    for item in day.items[:NEVER_COUNTED]:
        warehouse = random.choice(WAREHOUSES)
        key = (item.item, warehouse.location, item.lots[0] if item.lots else "")
        day.plan(
            _between(random, 8.0, 12.0),
            lambda now, w=warehouse, k=key: day.receive(now, w, k, random.randint(10, 60), None),
        )
    return stocked


def _orders(day: Day, orders: int) -> list[Order]:
    """The retailers' orders in the order of their time, and two of a stranger."""
    random = day.random
    sellable = day.items[NEVER_COUNTED:]
    weights = [item.popularity for item in sellable]
    placed: list[Order] = []
    for number in range(orders + 2):
        retailer = RETAILERS[number % len(RETAILERS)] if number < orders else STRANGER
        chosen = {
            item.item: item for item in random.choices(sellable, weights, k=random.randint(2, 8))
        }
        lines = tuple(
            OrderLine(line=line, item=item, quantity=random.choice((1, 2, 3, 4, 6, 6, 12, 12, 24)))
            for line, item in enumerate(chosen.values(), start=1)
        )
        placed.append(
            Order(
                retailer=retailer,
                number=f"{retailer.name[:2].upper()}{700_000 + number}",
                at=_between(random, 6.0, 15.5),
                lines=lines,
            )
        )
    return sorted(placed, key=lambda order: (order.at, order.number))


def _fulfil(day: Day, order: Order, served: dict[str, list[Warehouse]]) -> None:
    for line in order.lines:
        warehouses = served.get(line.item.item)
        reference = f"{order.retailer.identity}/{order.number}/{line.line}"
        demand = Demand(
            reference=reference, item=line.item.item, quantity=line.quantity, at=order.at
        )
        if not warehouses:
            day.unmet.append(demand)
            continue
        warehouse = day.random.choice(warehouses)
        day.plan(
            day.later(order.at, 4, 45),
            lambda now, d=demand, w=warehouse: day.allocate(now, d, w),
        )


def _replenish(day: Day, stocked: list[tuple[Key, Warehouse]], receipts: int) -> None:
    """Receipts, half of them of goods that the ERP announced, and some announced for later."""
    random = day.random
    for number, (key, warehouse) in enumerate(random.choices(stocked, k=receipts)):
        quantity = random.randint(12, 96)
        reference = f"PO-{450_000 + number}" if number % 2 else None
        if reference is not None:
            day.plan(
                _between(random, 5.2, 6.5),
                lambda now, k=key, q=quantity, r=reference: day.expect(now, k, q, r),
            )
        if number % 4 != 1:
            arrived = quantity - (number % 3 == 0)
            day.plan(
                _between(random, 6.8, 16.0),
                lambda now, w=warehouse, k=key, q=arrived, r=reference: day.receive(
                    now, w, k, q, r
                ),
            )


def _move_between(day: Day, stocked: list[tuple[Key, Warehouse]], transfers: int) -> None:
    """Trucks between warehouses, to places that were counted; some are still on the road."""
    random = day.random
    places = {key for key, _ in stocked}
    for key, origin in random.choices(stocked, k=transfers):
        others = [w for w in WAREHOUSES if (key[0], w.location, key[2]) in places and w != origin]
        if not others:
            continue
        destination = random.choice(others)

        def leave(
            now: datetime, k: Key = key, o: Warehouse = origin, d: Warehouse = destination
        ) -> None:
            quantity = day.books.quantity(k, "available") // 3
            if quantity > 0:
                day.transfer(now, o, d, k, quantity)

        day.plan(_between(random, 6.0, 14.5), leave)


def _happen_on_the_floor(day: Day, stocked: list[tuple[Key, Warehouse]], share: int) -> None:
    """Holds, damage, returns, and corrections by hand."""
    random = day.random

    def some(kind: str, first: float, last: float) -> None:
        for key, warehouse in random.choices(stocked, k=share):
            day.plan(
                _between(random, first, last),
                lambda now, k=key, w=warehouse: _handle(day, now, w, k, kind),
            )

    for kind in ("HOLD", "DAMAGE", "RETURN", "ADJUST"):
        some(kind, 6.0, 18.0)


def _handle(day: Day, now: datetime, warehouse: Warehouse, key: Key, kind: str) -> None:
    random = day.random
    available = day.books.quantity(key, "available")
    few = random.randint(1, 4)
    if kind == "ADJUST":
        sign = 1 if random.random() < 0.5 or available < few else -1
        day.adjust(now, warehouse, key, sign * few)
    elif kind == "RETURN":
        day.tell(now, warehouse.source, kind, key, few)
        day.plan(day.later(now, 30, 90), lambda at: day.regrade(at, warehouse, key, few))
    elif available >= few:
        reasons = {"HOLD": "quality check", "DAMAGE": "fork lift"}
        day.tell(now, warehouse.source, kind, key, few, reason=reasons[kind])
        if kind == "HOLD" and random.random() < 0.5:
            day.plan(
                day.later(now, 45, 200),
                lambda at: day.tell(at, warehouse.source, "UNHOLD", key, few),
            )


def _shop_on_the_web(day: Day, stocked: list[tuple[Key, Warehouse]], baskets: int) -> None:
    """Baskets: a third is bought and allocated, a third given back, a third still open."""
    random = day.random
    plain = [(key, warehouse) for key, warehouse in stocked if not key[2]]
    for number, (key, warehouse) in enumerate(random.choices(plain, k=baskets)):
        reference = f"WEB-{90_000 + number}/1"

        def fill(
            now: datetime,
            k: Key = key,
            w: Warehouse = warehouse,
            r: str = reference,
            fate: int = number % 3,
        ) -> None:
            free = day.books.quantity(k, "available") - day.books.quantity(k, "reserved")
            if free <= 0:
                return
            quantity = min(free, random.randint(1, 3))
            day.reserve(now, k, quantity, r)
            soon = day.later(now, 3, 40)
            if fate == 0:
                day.plan(soon, lambda at: day.promise(at, w, k, quantity, r))
            elif fate == 1:
                day.plan(
                    soon, lambda at: day.tell(at, "web-shop", "RELEASE", k, quantity, reference=r)
                )

        day.plan(_between(random, 6.0, 19.0), fill)


def _count_again(day: Day, stocked: list[tuple[Key, Warehouse]], counts: int) -> None:
    """Cycle counts, most of them said late, some off by a few; and complete counts of lots."""
    random = day.random
    for number, (key, warehouse) in enumerate(random.sample(stocked, k=counts)):

        def count(
            now: datetime, k: Key = key, w: Warehouse = warehouse, way: int = number % 4
        ) -> None:
            off = random.choice((0, 0, 0, -1, 1, -2, -3))
            found = max(0, day.books.quantity(k, "available") + off)
            if way == 0:
                day.count(now, w, k, found)
            elif way == 1:
                day.count_by_hand(now, k, found)
            else:
                lag = timedelta(minutes=random.randint(40, 180))
                day.count(now, w, k, found, lag=lag, reason="cycle count")

        day.plan(_between(random, 9.0, 17.0), count)
    lots = [item for item in day.items[NEVER_COUNTED:] if item.lots]
    for item in random.sample(lots, k=max(1, len(lots) // 6)):
        warehouse = random.choice(WAREHOUSES)
        day.plan(
            _between(random, 15.0, 18.0),
            lambda now, i=item, w=warehouse: _ignore(day.count_completely(now, w, i)),
        )


def _go_wrong(day: Day, stocked: list[tuple[Key, Warehouse]]) -> None:
    """Promises beyond the books, and orders owed for later."""
    random = day.random
    plain = [(key, warehouse) for key, warehouse in stocked if not key[2]]
    for number, (key, warehouse) in enumerate(random.sample(plain, k=OVERSOLD * 2)):

        def oversell(
            now: datetime, k: Key = key, w: Warehouse = warehouse, r: str = f"MANUAL-{number:03d}/1"
        ) -> None:
            day.promise(
                now, w, k, max(0, day.books.quantity(k, "available")) + random.randint(1, 9), r
            )

        def owe(now: datetime, k: Key = key, w: Warehouse = warehouse) -> None:
            day.adjust(now, w, k, 2, bucket="backordered")

        day.plan(_between(random, 17.0, 19.5), oversell if number < OVERSOLD else owe)


def _lose_numbers(day: Day) -> None:
    """A message log is cut: three numbers of a warehouse are never said, and nothing was lost."""

    def burn(_now: datetime) -> None:
        for _ in range(NUMBERS_LOST):
            day.next_sequence(GAP_SOURCE)

    day.plan(at_hour(14.0), burn)


def _beat(day: Day) -> None:
    """Every warehouse says each half hour that it is alive."""
    for warehouse in WAREHOUSES:
        for half_hour in range(8, 40):
            day.plan(at_hour(half_hour / 2), lambda now, w=warehouse: _heartbeat(day, now, w))


def _heartbeat(day: Day, now: datetime, warehouse: Warehouse) -> None:
    fields: dict[str, Any] = {"as_of": now.isoformat(timespec="microseconds")[:-6] + "Z"}
    day.say(now, warehouse.source, "HEARTBEAT", **fields)


def _ignore(_done: bool) -> None:
    return None

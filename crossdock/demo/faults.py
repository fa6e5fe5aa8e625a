"""What goes wrong between a warehouse and its reader: disorder, lateness, repeats, broken lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson

from crossdock.demo.cast import WAREHOUSES
from crossdock.demo.plans import at_hour

if TYPE_CHECKING:
    from random import Random

    from crossdock.demo.day import Happened

DUPLICATE_SHARE: Final = 0.02
DELAYED: Final = ("wms-nyc", 11.0, 6)
"""A source, from when, and how many of its events reach us hours later: a gap that is filled."""
FILLED_AT: Final = 18.5
DIFFERING: Final = 5
"""Events that are said again under the same id, with another quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file, and when it reached us."""

    arrival: datetime
    content: bytes


@dataclass(slots=True)
class Delivery:
    """All lines in order of arrival, and what is to be found wrong with them."""

    lines: list[Line] = field(default_factory=list)
    duplicates: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])


def deliver(happened: list[Happened], random: Random) -> Delivery:
    """Bring what happened into the order in which it reached us, faults included."""
    delivery = Delivery()
    held = _held_back(happened)
    differing = set(random.sample(_sold(happened), k=DIFFERING))
    for place, each in enumerate(happened):
        arrival = held.get(place) or each.held_until or each.time + _delay(random)
        content = orjson.dumps(each.event)
        delivery.lines.append(Line(arrival=arrival, content=content))
        if place in differing:
            other = {**each.event, "quantity": each.event["quantity"] + 1}
            delivery.lines.append(Line(arrival=arrival, content=orjson.dumps(other)))
            delivery.refused["DUPLICATE_DIFFERS"] += 1
        elif random.random() < DUPLICATE_SHARE:
            again = arrival + timedelta(minutes=random.uniform(0.1, 30))
            delivery.lines.append(Line(arrival=again, content=content))
            delivery.duplicates += 1
    for code, content in _broken(happened, random):
        delivery.lines.append(Line(arrival=at_hour(random.uniform(6.0, 18.0)), content=content))
        delivery.refused[code] += 1
    delivery.lines.sort(key=lambda line: line.arrival)
    return delivery


def _delay(random: Random) -> timedelta:
    """Seconds as a rule, minutes for some: that is where disorder comes from."""
    if random.random() < 0.03:
        return timedelta(minutes=random.uniform(1, 6))
    return timedelta(seconds=random.expovariate(1 / 8))


def _held_back(happened: list[Happened]) -> dict[int, datetime]:
    source, hour, count = DELAYED
    places = [
        place
        for place, each in enumerate(happened)
        if each.source == source and each.time >= at_hour(hour)
    ]
    return {place: at_hour(FILLED_AT) for place in places[:count]}


def _sold(happened: list[Happened]) -> list[int]:
    return [place for place, each in enumerate(happened) if each.event["kind"] == "ALLOCATE"]


def _broken(happened: list[Happened], random: Random) -> list[tuple[str, bytes]]:
    """Lines that nobody can accept, each with the code of the finding that it must give."""

    def altered(number: int, **fields: Any) -> dict[str, Any]:
        event = happened[random.choice(_sold(happened))].event
        changed = {**event, "event_id": f"broken-{number:03d}", **fields}
        changed.pop("source_seq", None)
        return {name: value for name, value in changed.items() if value is not ...}

    broken: list[tuple[str, dict[str, Any]]] = [
        ("FIELD_MISSING", altered(0, item=...)),
        ("FIELD_MISSING", altered(1, quantity=...)),
        ("FIELD_MISSING", altered(2, event_time=...)),
        ("FIELD_TYPE", altered(3, quantity="a dozen")),
        ("FIELD_TYPE", altered(4, quantity=2.5)),
        ("TIME_WITHOUT_ZONE", altered(5, event_time="2026-03-02T11:15:00")),
        ("TIME_INVALID", altered(6, event_time="02/03/2026 11:15")),
        ("KIND_UNKNOWN", altered(7, kind="TELEPORT")),
        ("QUANTITY_SIGN", altered(8, quantity=-4)),
        ("BUCKET_UNKNOWN", altered(9, kind="ADJUST", bucket="cupboard")),
        ("BUCKET_MISSING", altered(10, kind="MOVE", from_bucket="available")),
        ("INV-OWNER", altered(13, source="erp", kind="PICK")),
        ("TYPE_UNKNOWN", altered(11, type="weather")),
    ]
    lines = [(code, orjson.dumps(event)) for code, event in broken]
    whole = orjson.dumps(altered(12))
    lines.append(("NOT_JSON", whole[: len(whole) // 2]))
    lines.append(("NOT_JSON", b"ERROR 1045: connection to wms lost"))
    lines.append(("NOT_AN_OBJECT", b'["PICK", "HP-10001", 3]'))
    lines.append(("NOT_UTF8", whole.replace(b"broken-012", b"broken-\xff\xfe")))
    return lines


def numbered_sources() -> tuple[str, ...]:
    """Sources whose gaps can be seen."""
    return tuple(warehouse.source for warehouse in WAREHOUSES)

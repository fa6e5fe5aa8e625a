"""The demo's inbox on disk, and the truth that goes with it."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from crossdock.demo.bookkeeping import Availability, Key
from crossdock.demo.cast import DAY, OUR_ID, OUR_QUALIFIER, RETAILERS, Retailer
from crossdock.demo.day import Demand
from crossdock.demo.faults import Delivery, Line, deliver
from crossdock.demo.plans import GAP_SOURCE, NUMBERS_LOST, Planned, plan_day
from crossdock.demo.purchase_orders import Interchange, interchanges

LINES_A_FILE: Final = 20_000
"""Some five megabytes: a file stays one piece, so that the order of its lines is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large the day is, and which of all days it is."""

    items: int
    orders: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTruth:
    """What a purchase order asked for."""

    partner: str
    number: str
    lines: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What must be found in Crossdock's tables when the day has been read."""

    stock: dict[Key, dict[str, int]]
    variances: dict[Key, int]
    availability: dict[tuple[str, str], Availability]
    network: dict[str, int]
    events: int
    events_by_source: Counter[str]
    duplicates: int
    refused: Counter[str]
    orders: dict[str, OrderTruth]
    interchanges: list[Interchange]
    unmet: list[Demand]
    late_counts: int
    titles: dict[str, str]
    gaps: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Where the demo's files lie, how many there are, and the truth."""

    folder: Path
    event_files: int
    event_lines: int
    edi_files: int
    bytes: int
    truth: Truth


def make_inbox(out: Path, scale: Scale) -> Inbox:
    """Let the day happen, and lay down its files as they would have arrived."""
    planned = plan_day(items=scale.items, orders=scale.orders, seed=scale.seed)
    delivery = deliver(planned.day.happened, Random(scale.seed + 1))
    sent = interchanges(planned.orders)
    inbox = out / "inbox"
    for folder in (inbox / "events", inbox / "edi"):
        folder.mkdir(parents=True, exist_ok=True)
    size = sum(_lay_down(inbox / "edi" / each.file, each.content, each.at) for each in sent)
    files = _files(delivery.lines)
    for name, lines in files.items():
        content = b"\n".join(line.content for line in lines) + b"\n"
        size += _lay_down(inbox / "events" / name, content, lines[-1].arrival)
    write_profiles(out / "partners")
    write_settings(out, planned)
    return Inbox(
        folder=inbox,
        event_files=len(files),
        event_lines=len(delivery.lines),
        edi_files=len(sent),
        bytes=size,
        truth=_truth(planned, delivery, sent),
    )


def _files(lines: list[Line]) -> dict[str, list[Line]]:
    """A file an hour, and more where an hour brings much."""
    files: dict[str, list[Line]] = {}
    part = 0
    hour = ""
    for line in lines:
        if f"{line.arrival:%Y-%m-%dT%H}" != hour:
            hour, part = f"{line.arrival:%Y-%m-%dT%H}", 0
        name = f"warehouse-{hour}-{part}.jsonl"
        if len(files.get(name, ())) >= LINES_A_FILE:
            part += 1
            name = f"warehouse-{hour}-{part}.jsonl"
        files.setdefault(name, []).append(line)
    return files


def _lay_down(path: Path, content: bytes, at: datetime) -> int:
    path.write_bytes(content)
    # The file is as old as its content: it is complete, and the newest come last.
    seconds = (at + timedelta(minutes=1)).timestamp()
    os.utime(path, (seconds, seconds))
    return len(content)


def _truth(planned: Planned, delivery: Delivery, sent: list[Interchange]) -> Truth:
    books = planned.day.books
    availability = books.availability(planned.safety_stock)
    network = defaultdict[str, int](int)
    for (item, _), found in availability.items():
        network[item] += found.ats
    orders = {
        order.number: OrderTruth(
            partner=order.retailer.name,
            number=order.number,
            lines=len(order.lines),
            quantity=sum(line.quantity for line in order.lines),
        )
        for order in planned.orders
    }
    return Truth(
        stock={key: dict(buckets) for key, buckets in books.stock.items()},
        variances=books.variances,
        availability=availability,
        network=dict(network),
        events=len(planned.day.happened),
        events_by_source=Counter(each.source for each in planned.day.happened),
        duplicates=delivery.duplicates,
        refused=delivery.refused,
        orders=orders,
        interchanges=sent,
        unmet=planned.day.unmet,
        late_counts=planned.day.late_counts,
        titles={item.item: item.title for item in planned.day.items},
        gaps={GAP_SOURCE: NUMBERS_LOST},
    )


def write_profiles(folder: Path) -> None:
    """A profile for each retailer that we know."""
    for retailer in RETAILERS:
        path = folder / retailer.name
        path.mkdir(parents=True, exist_ok=True)
        (path / "partner.toml").write_text(_profile(retailer))


def _profile(retailer: Retailer) -> str:
    return (
        f'title = "{retailer.title}"\n'
        f'ids = ["{retailer.qualifier}:{retailer.identity}"]\n'
        f'our_ids = ["{OUR_QUALIFIER}:{OUR_ID}"]\n'
    )


def write_settings(out: Path, planned: Planned) -> None:
    """The settings with which every command finds the demo's data."""
    rows = "".join(
        f'  ["{item}", "{location}", {quantity}],\n'
        for (item, location), quantity in sorted(planned.safety_stock.items())
    )
    (out / "crossdock.toml").write_text(
        f"# The demo's settings, of {DAY:%Y-%m-%d}. Run commands in this folder, or name this file"
        " by --config.\n"
        'data = "data"\n'
        'inboxes = ["inbox"]\n'
        'partners = "partners"\n'
        f'our_ids = ["{OUR_QUALIFIER}:{OUR_ID}"]\n'
        "\n# Rows of item, location, quantity: kept back from what may be sold.\n"
        f"safety_stock = [\n{rows}]\n"
        "\n# This warehouse does not pack: it ships what it picked.\n"
        "[contracts.wms-rno]\npacks = false\n"
        "\n# The ERP announces supply and owns nothing that lies in a warehouse.\n"
        '[contracts.erp]\nkinds = ["EXPECT"]\n'
    )

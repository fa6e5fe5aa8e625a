"""The retailers' 850s as X12 text, written here by hand so that our own writer proves nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from crossdock.demo.cast import OUR_ID, OUR_QUALIFIER

if TYPE_CHECKING:
    from crossdock.demo.cast import Retailer
    from crossdock.demo.plans import Order

ENCODINGS: Final = {"4010": ("U", "00401", "004010"), "5010": ("^", "00501", "005010")}
"""By release: ISA11, ISA12, GS08."""
BATCH_HOURS: Final = 2
"""A retailer's translator runs so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interchange:
    """One file of a retailer, and what must become of it."""

    retailer: Retailer
    control: int
    group: int
    at: datetime
    content: bytes
    orders: tuple[str, ...]
    rejected: tuple[str, ...] = ()
    again: bool = False

    @property
    def file(self) -> str:
        """The name under which it lies in the inbox."""
        copy = "-again" if self.again else ""
        return f"{self.retailer.name}-{self.control:09d}{copy}.edi"


@dataclass(slots=True)
class _Numbers:
    control: int = 4_100
    by_retailer: dict[str, int] = field(default_factory=dict)

    def following(self, retailer: Retailer) -> int:
        number = self.by_retailer.get(retailer.name, self.control) + 1
        self.by_retailer[retailer.name] = number
        return number


def interchanges(orders: list[Order]) -> list[Interchange]:
    """All interchanges of the day, with the faults that retailers' translators make.

    The first retailer sends one order with a wrong segment count, and again, corrected, two hours
    later. Every third retailer sends one interchange twice, byte for byte.
    """
    batches: defaultdict[tuple[str, int], list[Order]] = defaultdict(list)
    for order in orders:
        batches[order.retailer.name, order.at.hour // BATCH_HOURS].append(order)
    numbers = _Numbers()
    sent: list[Interchange] = []
    miscounted: Order | None = None
    for (_, _), batch in sorted(batches.items(), key=lambda pair: pair[1][-1].at):
        retailer, at = batch[0].retailer, batch[-1].at
        wrong = batch[0] if miscounted is None and retailer.name == "acme" else None
        miscounted = miscounted or wrong
        sent.append(_interchange(retailer, batch, numbers.following(retailer), at, wrong))
    if miscounted is not None:
        retailer, at = miscounted.retailer, miscounted.at + timedelta(hours=2)
        sent.append(_interchange(retailer, [miscounted], numbers.following(retailer), at, None))
    repeated: dict[str, Interchange] = {}
    for each in sent:
        repeated.setdefault(each.retailer.name, each)
    again = [repeated[name] for name in sorted(repeated)[1::3]]
    return sent + [_sent_again(each) for each in again]


def _sent_again(sent: Interchange) -> Interchange:
    return Interchange(
        retailer=sent.retailer,
        control=sent.control,
        group=sent.group,
        at=sent.at + timedelta(minutes=25),
        content=sent.content,
        orders=sent.orders,
        rejected=sent.rejected,
        again=True,
    )


def _interchange(
    retailer: Retailer, orders: list[Order], control: int, at: datetime, wrong: Order | None
) -> Interchange:
    isa11, isa12, gs08 = ENCODINGS[retailer.release]
    group = control * 10
    body: list[list[str]] = []
    for place, order in enumerate(orders, start=1):
        body.extend(_purchase_order(order, f"{place:04d}", miscount=order is wrong))
    isa = [
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        retailer.qualifier,
        f"{retailer.identity:<15}",
        OUR_QUALIFIER,
        f"{OUR_ID:<15}",
        f"{at:%y%m%d}",
        f"{at:%H%M}",
        isa11,
        isa12,
        f"{control:09d}",
        "0",
        "P",
        retailer.component,
    ]
    gs = [
        "GS",
        "PO",
        retailer.identity,
        OUR_ID,
        f"{at:%Y%m%d}",
        f"{at:%H%M}",
        str(group),
        "X",
        gs08,
    ]
    segments = [
        isa,
        gs,
        *body,
        ["GE", str(len(orders)), str(group)],
        ["IEA", "1", f"{control:09d}"],
    ]
    end = retailer.terminator + retailer.line_break
    text = "".join(retailer.element.join(segment) + end for segment in segments)
    return Interchange(
        retailer=retailer,
        control=control,
        group=group,
        at=at,
        content=text.encode("ascii"),
        orders=tuple(order.number for order in orders if order is not wrong),
        rejected=() if wrong is None else (wrong.number,),
    )


def _purchase_order(order: Order, control: str, *, miscount: bool) -> list[list[str]]:
    wanted = order.at + timedelta(days=3)
    segments = [
        ["ST", "850", control],
        ["BEG", "00", "SA", order.number, "", f"{order.at:%Y%m%d}"],
        ["REF", "DP", "042"],
        ["DTM", "002", f"{wanted:%Y%m%d}"],
        ["N1", "BY", order.retailer.title.upper(), "92", order.retailer.identity],
        ["N1", "ST", f"{order.retailer.title.upper()} DC 7", "92", "0007"],
        ["N3", "700 DISTRIBUTION WAY"],
        ["N4", "COLUMBUS", "OH", "43215", "US"],
    ]
    for line in order.lines:
        price = f"{line.item.price_cents / 100:.2f}"
        segments.append(
            [
                "PO1",
                str(line.line),
                str(line.quantity),
                "EA",
                price,
                "",
                "UP",
                line.item.upc,
                "VN",
                line.item.item,
            ]
        )
        segments.append(["PID", "F", "", "", "", line.item.title.upper()])
    segments.append(["CTT", str(len(order.lines))])
    said = len(segments) + (7 if miscount else 1)
    segments.append(["SE", str(said), control])
    return segments

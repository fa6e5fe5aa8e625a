"""Terms of an EDIFACT order or invoice: of payment (PAT), of delivery (TOD, SCC).

They fill the fields that X12's ITD, FOB and SCH fill; codes are EDIFACT's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from edi.documents.parts import Delivery, Freight, Moment, Terms
from edi.edifact_moments import DATES, DAY_FORMAT
from edi.edifact_shapes import NUM, usual
from edi.elements import COUNT, DAY, TEXT
from edi.shapes import Shape, loops, one, spread

if TYPE_CHECKING:
    from edi.elements import Cut, Written

DISCOUNT: Final = "22"
"""PAT 4279 of terms whose days are those of a discount."""
DAYS: Final = "D"
"""2151 of a period that is counted in days."""


class Days:
    """C112 of a PAT in days: those of a discount, or those of the net."""

    empty: int | None = None

    def __init__(self, *, of_discount: bool) -> None:
        self._of_discount = of_discount

    def get(self, elements: Sequence[str], cut: Cut) -> int | None:
        """The number of days, where it is one of these."""
        if (elements[1:2] == [DISCOUNT]) is not self._of_discount:
            return None
        is_days = TEXT(3, 3).get(elements, cut) == DAYS
        return COUNT(3, 4).get(elements, cut) if is_days else None

    def put(self, value: int | None, out: dict[int, Written]) -> None:
        """Write the number of days."""
        if value is not None:
            TEXT(3, 3).put(DAYS, out)
            COUNT(3, 4).put(value, out)


class OtherPeriod:
    """A component of the period of a PAT that is not counted in days."""

    empty: str = ""

    def __init__(self, component: int) -> None:
        self._at = TEXT(3, component)

    def get(self, elements: Sequence[str], cut: Cut) -> str:
        """Its unit or its number."""
        is_days = TEXT(3, 3).get(elements, cut) == DAYS
        return "" if is_days else self._at.get(elements, cut)

    def put(self, value: str, out: dict[int, Written]) -> None:
        """Write it."""
        self._at.put(value, out)


NET, GRANTED = "13", "12"
"""2005 of the day on which the net is due, and of the last on which a discount is granted."""


def _on(qualifier: str) -> dict[tuple[int, int] | int, str]:
    return {(1, 1): qualifier, (1, 3): DAY_FORMAT}


def _other_dates(elements: Sequence[str], cut: Cut) -> Sequence[Moment]:
    parts = [*(cut(elements[1]) if len(elements) > 1 else ()), "", "", ""]
    found: Sequence[Moment] = DATES.read(elements, cut)
    is_of_terms = parts[0] in (NET, GRANTED) and parts[2] == DAY_FORMAT
    return [each for each in found if not (is_of_terms and each.date and not each.time)]


TERMS: Final = loops(
    "PAT",
    "terms",
    Shape(
        Terms,
        one(
            "PAT",
            type=1,
            id=TEXT(2, 1),
            agency=TEXT(2, 3),
            description=TEXT(2, 4),
            basis=TEXT(3, 1),
            relation=TEXT(3, 2),
            discount_days=Days(of_discount=True),
            net_days=Days(of_discount=False),
            period=OtherPeriod(3),
            periods=OtherPeriod(4),
        ),
        one("DTM", where=_on(NET), net_date=DAY(1, 2)),
        one("DTM", where=_on(GRANTED), discount_date=DAY(1, 2)),
        spread("DTM", "dates", _other_dates, DATES.write),
        one("PCD", where={(1, 1): "12"}, discount_percent=NUM(1, 2)),
    ),
)
"""Payment terms: DTM 13 is when the net is due, 12 until when a discount (PCD 12) is granted."""
FREIGHT: Final = loops(
    "TOD",
    "freight",
    Shape(
        Freight,
        one(
            "TOD",
            function=1,
            payment=2,
            terms=TEXT(3, 1),
            terms_qualifier=TEXT(3, 2),
            agency=TEXT(3, 3),
            description=TEXT(3, 4),
        ),
        one("LOC", place_qualifier=1, place=TEXT(2, 1)),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An SCC and the deliveries below it; in a document each delivery says its plan itself."""

    plan: str = ""
    deliveries: tuple[Delivery, ...] = ()


_DELIVERY: Final = Shape(
    Delivery,
    one(
        "QTY",
        fixed={(1, 1): "21"},
        quantity_kind=usual("21")(1, 1),
        quantity=NUM(1, 2),
        uom=TEXT(1, 3),
    ),
    DATES,
)
SCHEDULES: Final = loops(
    "SCC",
    "schedules",
    Shape(
        Plan,
        one("SCC", fixed={1: "1"}, plan=usual("1")(1)),
        loops("QTY", "deliveries", _DELIVERY),
    ),
)
"""Deliveries by day, as a shape reads them; `with_schedules` makes them those of the line."""


def with_schedules(document: Any) -> Any:
    """A document whose lines have their deliveries one by one, each with its day."""
    if not any(line.schedules for line in document.lines):
        return document
    lines = tuple(
        replace(
            line,
            schedules=tuple(
                _on_its_day(replace(each, plan=plan.plan))
                for plan in line.schedules
                for each in plan.deliveries
            ),
        )
        for line in document.lines
    )
    return replace(document, lines=lines)


def without_schedules(document: Any) -> Any:
    """A document whose lines have their deliveries as EDIFACT says them."""
    if not any(line.schedules for line in document.lines):
        return document
    lines = tuple(
        replace(line, schedules=tuple(_planned(each) for each in line.schedules))
        for line in document.lines
    )
    return replace(document, lines=lines)


def _on_its_day(delivery: Delivery) -> Delivery:
    """A delivery with the day that it says first as its own; one with a time stays there.

    A day behind what is none stays too: it is written where it stood.
    """
    first = next(iter(delivery.dates), None)
    if first is None or first.date is None:
        return delivery
    rest = delivery.dates if first.time else delivery.dates[1:]
    return replace(delivery, date_qualifier=first.qualifier, date=first.date, dates=rest)


def _planned(delivery: Delivery) -> Plan:
    """A delivery below an SCC of its own."""
    dates = _dates(delivery)
    bare = replace(delivery, plan="", date_qualifier="", date=None, dates=dates)
    return Plan(plan=delivery.plan, deliveries=(bare,))


def _dates(delivery: Delivery) -> tuple[Moment, ...]:
    if delivery.date is None:
        return delivery.dates
    own = Moment(qualifier=delivery.date_qualifier, date=delivery.date)
    for at, moment in enumerate(delivery.dates):
        if moment.qualifier == own.qualifier and moment.date is not None and moment.time:
            own = replace(moment, date=delivery.date)
            return (*delivery.dates[:at], own, *delivery.dates[at + 1 :])
    return (own, *delivery.dates)

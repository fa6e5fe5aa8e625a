"""IFTSTA International multimodal status report: a carrier tells where a shipment is.

BGM+23+ST-5512+9'
DTM+137:20260310:102'
CNI+1+SH-7001'
STS+1+21+1'
DTM+334:202603100755:203'
LOC+5+MSP'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.line_parts import Marking
from edi.documents.parts import Moment, Party
from edi.documents.transport import Goods, Place, ShipmentLeg, ShipmentStatus, StatusEvent
from edi.edifact_moments import DATES
from edi.edifact_shapes import (
    CONTACTS,
    DATED_REFERENCES,
    MARKS,
    MEASURES,
    NOTES,
    PARTY_NAME,
    PURPOSE,
    REFERENCES,
    usual,
)
from edi.edifact_transport import REPORTED, REPORTED_UNITS
from edi.elements import COUNT, TEXT
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import iftsta
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edi.judging import Judged

CODE: Final = "IFTSTA"
HAPPENED: Final = "334"
"""2005 of when the status is reached."""
EVENT_PLACE: Final = "5"
"""3227 of the place of an event whose kind nobody said."""
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", iftsta.D96A),
    "D01B": read_grammar(CODE, "D01B", iftsta.D01B),
}
PLACES: Final = each(
    "LOC",
    "places",
    Place,
    qualifier=1,
    id=TEXT(2, 1),
    code_list=TEXT(2, 2),
    agency=TEXT(2, 3),
    name=TEXT(2, 4),
    related=TEXT(3, 1),
    other=TEXT(4, 1),
)


_GOODS: Final = Shape(
    Goods,
    one("GID", number=COUNT(1), packages=COUNT(2, 1), form=TEXT(2, 2)),
    MEASURES,
    loops("PCI", "markings", Shape(Marking, one("PCI", instructions=1), MARKS)),
)


def _status(directory: str) -> Shape[ShipmentStatus]:
    """The shape of a report, whose events say stages and containers as a directory has them."""
    event = Shape(
        StatusEvent,
        one(
            "STS",
            fixed={(1, 1): "1"},
            kind=usual("1")(1, 1),
            status=TEXT(2, 1),
            reason=TEXT(3, 1),
        ),
        DATES,
        REFERENCES,
        NOTES,
        PLACES,
        REPORTED[directory],
        REPORTED_UNITS[directory],
        loops("GID", "goods", _GOODS),
    )
    leg = Shape(
        ShipmentLeg,
        one("CNI", number=COUNT(1), shipment=TEXT(2, 1)),
        PLACES,
        loops("STS", "events", event),
    )
    return Shape(
        ShipmentStatus,
        one(
            "BGM",
            fixed={(1, 1): "23"},
            type=usual("23")(1, 1),
            pro_number=TEXT(2, 1),
            purpose=PURPOSE(3),
        ),
        DATES,
        loops("NAD", "parties", Shape(Party, PARTY_NAME, CONTACTS)),
        DATED_REFERENCES,
        PLACES,
        loops("CNI", "legs", leg),
    )


SHAPE: Final = _status("D96A")
LATER: Final = _status("D01B")
"""The shape of later directories: the places of a stage have their days."""


def located(status: ShipmentStatus) -> ShipmentStatus:
    """The report with when each event happened as its own date, and its first place as its city."""
    return _with_events(status, lambda event: _timed(replace(event, city=_city(event))))


def unlocated(status: ShipmentStatus) -> ShipmentStatus:
    """The report with an event's city and date among its places and dates, as EDIFACT says them."""

    def placed(event: StatusEvent) -> StatusEvent:
        event = _untimed(event)
        if not event.city or event.city == _city(event):
            return replace(event, city="")
        own = Place(qualifier=EVENT_PLACE, id=event.city)
        return replace(event, city="", places=(own, *event.places[1:]))

    return _with_events(status, placed)


def _timed(event: StatusEvent) -> StatusEvent:
    """The event with the first day that it says it happened on; what is no day stays there."""
    for at, moment in enumerate(event.dates):
        if moment.qualifier == HAPPENED and moment.date is not None:
            rest = (*event.dates[:at], *event.dates[at + 1 :])
            said = {"date": moment.date, "time": moment.time, "zone": moment.zone}
            return replace(event, **said, dates=rest)
    return event


def _untimed(event: StatusEvent) -> StatusEvent:
    if event.date is None:
        return event
    own = Moment(qualifier=HAPPENED, date=event.date, time=event.time, zone=event.zone)
    return replace(event, date=None, time="", zone="", dates=(own, *event.dates))


def _city(event: StatusEvent) -> str:
    return next((place.id or place.name for place in event.places), "")


def _with_events(
    status: ShipmentStatus, change: Callable[[StatusEvent], StatusEvent]
) -> ShipmentStatus:
    legs = (replace(leg, events=tuple(map(change, leg.events))) for leg in status.legs)
    return replace(status, legs=tuple(legs))


def judge(status: ShipmentStatus, segments: Sequence[Judged]) -> list[WireFinding]:
    """The report has a number, or its consignments have."""
    named = status.pro_number.strip() or any(leg.shipment.strip() for leg in status.legs)
    return [] if named else [number_missing(segments, "BGM02")]


SET: Final = TransactionSet(
    code=CODE,
    title="International multimodal status report",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    shapes={"D01B": LATER},
    judge=judge,
    key=lambda document: next(
        (leg.shipment for leg in document.legs if leg.shipment), document.pro_number
    ),
    arrange=located,
    spread=unlocated,
)

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
from typing import TYPE_CHECKING, Any, Final

from edi.complaints import number_missing
from edi.documents.parts import Moment, Party
from edi.documents.transport import Place, ShipmentLeg, ShipmentStatus, StatusEvent
from edi.edifact_shapes import CONTACTS, DATES, PARTY_NAME, PURPOSE, REFERENCES, usual
from edi.elements import COUNT, TEXT, Cut, Written
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import iftsta
from edi.shapes import Shape, each, inside, loops, one, spread
from edi.transaction_set import TransactionSet
from edi.values import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

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


class _Part:
    """The day or the time of a DTM of format 203 or 102."""

    def __init__(self, *, is_day: bool) -> None:
        self._is_day = is_day

    @property
    def empty(self) -> date | str | None:
        """No day, or no time."""
        return None if self._is_day else ""

    def get(self, elements: Sequence[str], cut: Cut) -> date | str | None:
        """The day (eight digits) or what follows it."""
        parts = [*(cut(elements[1]) if len(elements) > 1 else ()), "", ""]
        day = day_of(parts[1][:8])
        if self._is_day:
            return day
        return parts[1][8:12] if day is not None and len(parts[1]) >= 12 else ""

    def put(self, value: Any, out: dict[int, Written]) -> None:
        """Write it beside what is there: the day first, the time behind it."""
        known = out.get(1, ())
        parts = [known] if isinstance(known, str) else [*known]
        parts += [""] * (3 - len(parts))
        if self._is_day and value is not None:
            parts[1], parts[2] = value.strftime("%Y%m%d"), "102"
        elif value:
            parts[1], parts[2] = parts[1] + value, "203"
        out[1] = tuple(parts)


_DAY: Final = _Part(is_day=True)
_TIME: Final = _Part(is_day=False)
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


def _other_dates(elements: Sequence[str], cut: Cut) -> Sequence[Moment]:
    found: Sequence[Moment] = DATES.read(elements, cut)
    return [moment for moment in found if moment.qualifier != HAPPENED]


_OTHER_DATES: Final = spread("DTM", "dates", _other_dates, DATES.write)
_EVENT: Final = Shape(
    StatusEvent,
    one("STS", fixed={(1, 1): "1"}, kind=usual("1")(1, 1), status=TEXT(2, 1), reason=TEXT(3, 1)),
    one("DTM", where={(1, 1): HAPPENED}, date=_DAY, time=_TIME),
    _OTHER_DATES,
    REFERENCES,
    PLACES,
)
_LEG: Final = Shape(
    ShipmentLeg,
    one("CNI", number=COUNT(1), shipment=TEXT(2, 1)),
    PLACES,
    loops("STS", "events", _EVENT),
)
SHAPE: Final = Shape(
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
    inside("RFF", REFERENCES),
    PLACES,
    loops("CNI", "legs", _LEG),
)


def located(status: ShipmentStatus) -> ShipmentStatus:
    """The report with the first place of each event as its city."""
    return _with_events(status, lambda event: replace(event, city=_city(event) or event.city))


def unlocated(status: ShipmentStatus) -> ShipmentStatus:
    """The report with an event's city among its places, as EDIFACT says it."""

    def placed(event: StatusEvent) -> StatusEvent:
        if not event.city or event.city == _city(event):
            return replace(event, city="")
        own = Place(qualifier=EVENT_PLACE, id=event.city)
        return replace(event, city="", places=(own, *event.places[1:]))

    return _with_events(status, placed)


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
    judge=judge,
    key=lambda document: next(
        (leg.shipment for leg in document.legs if leg.shipment), document.pro_number
    ),
    arrange=located,
    spread=unlocated,
)

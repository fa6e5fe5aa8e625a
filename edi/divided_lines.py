"""How a line of an order is divided among ship-tos and days, each part in its own unit.

SDQ and LOC divide it by place, SCH and SCC by day, and the N1 loops of a line by both at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.asked_days import NOT_ASKED, REQUESTED, X12, Asked, asked_of, earliest, in_doubt
from edi.documents.parts import Delivery, Measure, Moment, Party
from edi.findings import Code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edi.documents.orders import OrderLine, PurchaseOrder

SHIP_TO: Final = "ST"
"""The role of a party that goods go to: N101, and 3035 (DP) as a document says it."""
BILL_AND_SHIP_TO: Final = "BS"
"""The role of one who gets the goods and the invoice; it counts where no ship-to is named."""
DELIVERED_AT: Final = "7"
"""3227 of a LOC that is the place of delivery."""
PARTS: Final = frozenset({"", "1", "11", "21", "113"})
"""6063 of what is a part of a line: discrete, split, ordered or to be delivered; not free goods."""

Divided: TypeAlias = Delivery | Measure
"""A part of a line's quantity as a document says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePart:
    """A part of a line: how much, in which unit, to where, by which day; as far as it says so.

    Without a unit it is in the line's; without a ship-to it goes where the line goes.
    """

    quantity: Decimal | None
    uom: str
    ship_to: str | None = None
    day: Asked = NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The parts of a line, none where it is whole; its own ship-to; and what cannot be known.

    `day` is that of the line, and of its parts that say none.
    """

    parts: Sequence[LinePart] = ()
    ship_to: str | None = None
    day: Asked = NOT_ASKED
    told: Sequence[Code] = ()


WHOLE: Final = Division()
"""A line that goes where its order goes."""


def divisions(line: OrderLine, standard: str) -> list[tuple[str, Sequence[Divided]]]:
    """Each time that a line says its quantity in parts, by what: `place`, `day` or `party`."""
    of_parties = [part for party in ship_tos_of(line) for part in _parts_of(party)]
    found: list[tuple[str, Sequence[Divided]]] = [
        ("place", _places(line, standard)),
        ("day", _schedules(line)),
        ("party", of_parties),
    ]
    return [(by, parts) for by, parts in found if parts]


def ship_tos_of(line: OrderLine) -> list[Party]:
    """The parties of a line that its goods go to."""
    return [party for party in line.parties if party.role == SHIP_TO]


def order_ship_tos(order: PurchaseOrder) -> list[str]:
    """The ids of those whom the goods of an order go to, where its lines do not say otherwise."""
    roles = (SHIP_TO, BILL_AND_SHIP_TO)
    found = ([party.id for party in order.parties if party.role == role] for role in roles)
    return next(filter(None, found), [])


def division_of(line: OrderLine, standard: str, own_day: Asked, of_order: Asked) -> Division:
    """How a line is divided; `own_day` is the one that it asks for, `of_order` that of its order.

    Which part of a place is for which day is not said where a line says both apart: then the
    places count, and the earliest day.
    """
    if not (line.places or line.schedules or line.parties):
        return WHOLE
    asked = REQUESTED[standard]
    wanted = own_day
    if not own_day.is_said:
        wanted = _of_others(line, standard).otherwise(of_order)
    own, is_certain = _own_ship_to(line)
    told: list[Code] = []
    by_day = [_by_day(part, asked) for part in _days(line)]
    elsewhere = None if own is not None and is_certain else ""
    by_place = _by_place(line, standard, elsewhere)
    if not by_place:
        days = _days_of_ship_tos(line, asked, wanted)
    else:
        days = [part.day.otherwise(wanted) for part in by_day]
    loose = [day for part in _loose(line) if (day := _by_day(part, asked).day).is_said]
    day, is_sure = earliest([*days, *loose, *([wanted] if loose and wanted.is_said else [])])
    is_sure = is_sure and not loose
    parts = by_place or by_day
    if not is_sure and not (parts and all(part.day.is_said for part in parts)):
        told.append(Code.PLACES_AND_DAYS)
    reached = [part.ship_to for part in parts] or [None]
    if "" in reached or (None in reached and not is_certain):
        told.append(Code.SHIP_TO_UNSAID)
    return Division(parts=parts, ship_to=own, day=day.otherwise(wanted), told=told)


def _of_others(line: OrderLine, standard: str) -> Asked:
    """The day that is said with what is no part of a line: other parties, places, quantities.

    That of a quantity which is none of the line (free goods) is not the line's: where nothing else
    divides it, its day is not known.
    """
    asked, parts = REQUESTED[standard], _places(line, standard)
    dates = [moment for party in line.parties if party.role != SHIP_TO for moment in party.dates]
    if standard == X12:
        return asked_of(dates, asked)
    besides = [part for part in (*line.places, *line.schedules) if part.quantity_kind not in PARTS]
    for place in line.places:
        if not _is_own(place) and place not in (*parts, *besides):
            dates += place.dates
    found = asked_of(dates, asked)
    if found.is_said or parts or _schedules(line):
        return found
    return in_doubt([moment for part in besides for moment in _moments(part)], asked)


def _places(line: OrderLine, standard: str) -> Sequence[Delivery]:
    """The places that are for a part of the line; a LOC alone may say no quantity.

    Of LOCs those of delivery; others only where there is none of these.
    """
    places = [p for p in line.places if _has_quantity(p) and p.quantity_kind in PARTS]
    if standard == X12:
        return places
    return [place for place in places if place.qualifier == DELIVERED_AT] or places


def _has_quantity(place: Delivery) -> bool:
    """Whether a place says a quantity, be it one that nobody can read."""
    return place.quantity is not None or bool(place.uom)


def _is_own(place: Delivery) -> bool:
    """Whether a place is that to which a line goes as a whole."""
    return place.qualifier == DELIVERED_AT and not _has_quantity(place)


def _parts_of(party: Party) -> Sequence[Divided]:
    """What a party of a line gets of it: by days, or at once."""
    return party.schedules or party.quantities[:1]


def _schedules(line: OrderLine) -> Sequence[Delivery]:
    """The parts of a line that it says by day."""
    return [part for part in line.schedules if part.quantity_kind in PARTS]


def _days(line: OrderLine) -> Sequence[Delivery]:
    """The parts of a line by day, wherever they are to go.

    What parties that it does not go to get by their schedules are parts where they are all of it.
    """
    schedules, others = _schedules(line), _of_other_parties(line)
    return schedules or (others if _is_whole(line, others) else [])


def _loose(line: OrderLine) -> Sequence[Delivery]:
    """Schedules of parties that the line does not go to, which are not all of it."""
    others = _of_other_parties(line)
    return [] if _is_whole(line, others) and not _schedules(line) else others


def _of_other_parties(line: OrderLine) -> Sequence[Delivery]:
    others = (party for party in line.parties if party.role != SHIP_TO)
    return [part for party in others for part in party.schedules]


def _is_whole(line: OrderLine, parts: Sequence[Delivery]) -> bool:
    """Whether parts are all that a line orders, in its unit."""
    said = [part.quantity for part in parts if part.quantity is not None]
    is_alike = all(part.uom in ("", line.uom) for part in parts)
    return is_alike and len(said) == len(parts) and sum(said) == line.quantity


def _days_of_ship_tos(line: OrderLine, asked: tuple[str, ...], wanted: Asked) -> list[Asked]:
    """The days that the ship-tos of a line say, of itself or for a part; none of who says none."""
    found: list[Asked] = []
    for party in ship_tos_of(line):
        own = asked_of(party.dates, asked)
        by_day = [_by_day(part, asked).day for part in party.schedules]
        found += [day.otherwise(own).otherwise(wanted) for day in by_day] or [own]
    found += [asked_of(place.dates, asked) for place in line.places if _is_own(place)]
    return [day for day in found if day.is_said]


def _by_place(line: OrderLine, standard: str, elsewhere: str | None) -> Sequence[LinePart]:
    """The parts of a line by place; of ship-tos where all of them say what they get.

    What is for a place that is not one of delivery goes `elsewhere`.
    """
    asked = REQUESTED[standard]
    places = _places(line, standard)
    if places:
        return [
            LinePart(
                quantity=place.quantity,
                uom=place.uom,
                ship_to=place.location if _is_ship_to(place, standard) else elsewhere,
                day=asked_of(place.dates, asked),
            )
            for place in places
        ]
    found: list[LinePart] = []
    parties = ship_tos_of(line)
    if len(parties) == 1 and not parties[0].schedules:
        return ()
    for party in parties:
        parts = _parts_of(party)
        if not parts:
            return ()
        own = asked_of(party.dates, asked)
        for part in parts:
            made = LinePart(quantity=part.quantity, uom=part.uom)
            if isinstance(part, Delivery):
                made = _by_day(part, asked)
            day = made.day.otherwise(own)
            found.append(replace(made, ship_to=made.ship_to or party.id, day=day))
    return found


def _is_ship_to(place: Delivery, standard: str) -> bool:
    """Whether a place is one that goods go to: all of an SDQ, of LOCs those of delivery."""
    return standard == X12 or place.qualifier == DELIVERED_AT


def _by_day(part: Delivery, asked: tuple[str, ...]) -> LinePart:
    """A SCH or SCC: a day without a qualifier is the one asked for, any other only if it is."""
    return LinePart(
        quantity=part.quantity,
        uom=part.uom,
        ship_to=(part.name or None) if part.role == SHIP_TO else None,
        day=asked_of(_moments(part), (*asked, "")),
    )


def _moments(part: Delivery) -> Sequence[Moment]:
    """All days of a SCH or SCC."""
    own = (
        (part.date_qualifier, part.date),
        (part.second_date_qualifier, part.second_date),
    )
    said = [Moment(qualifier=of, date=day) for of, day in own if of or day is not None]
    return (*said, *part.dates)


def _own_ship_to(line: OrderLine) -> tuple[str | None, bool]:
    """The ship-to that a line says of itself, None where it says none; whether it is certain."""
    ids = [party.id for party in ship_tos_of(line)] or [
        place.location for place in line.places if _is_own(place)
    ]
    if not ids:
        return None, True
    own = ids[0] if len(set(ids)) == 1 else ""
    return own, bool(own)

"""How a line of an order is divided among ship-tos and days, each part in its own unit.

SDQ and LOC divide it by place, SCH and SCC by day, and the N1 loops of a line by both at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.documents.parts import Delivery, Measure, Moment, Party
from edi.findings import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from edi.documents.orders import OrderLine

SHIP_TO: Final = "ST"
"""The role of a party that goods go to: N101, and 3035 (DP) as a document says it."""
DELIVERED_AT: Final = "7"
"""3227 of a LOC that is the place of delivery."""

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
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The parts of a line, none where it is whole; its own ship-to; and what cannot be known.

    `day` is of a line that stays whole though its ship-tos say theirs.
    """

    parts: Sequence[LinePart] = ()
    ship_to: str | None = None
    day: date | None = None
    told: Sequence[Code] = ()


WHOLE: Final = Division()
"""A line that goes where its order goes."""


def divisions(line: OrderLine) -> list[tuple[str, Sequence[Divided]]]:
    """Each time that a line says its quantity in parts, by what: `place`, `day` or `party`."""
    of_parties = [part for party in ship_tos_of(line) for part in _parts_of(party)]
    found: list[tuple[str, Sequence[Divided]]] = [
        ("place", _places(line)),
        ("day", line.schedules),
        ("party", of_parties),
    ]
    return [(by, parts) for by, parts in found if parts]


def ship_tos_of(line: OrderLine) -> list[Party]:
    """The parties of a line that its goods go to."""
    return [party for party in line.parties if party.role == SHIP_TO]


def division_of(line: OrderLine, asked: tuple[str, ...], wanted: date | None) -> Division:
    """How a line is divided; `asked` are qualifiers of days asked for, `wanted` is the line's own.

    Which part of a place is for which day is not said where a line says both apart: then the
    places count, and the earliest day.
    """
    if not (line.places or line.schedules or line.parties):
        return WHOLE
    own, is_certain = _own_ship_to(line)
    told: list[Code] = []
    by_day = [_by_day(part, asked, wanted) for part in _days(line)]
    parts: Sequence[LinePart] = _by_place(line, asked, wanted)
    day: date | None = None
    if not parts and not by_day:
        theirs = (part for party in ship_tos_of(line) for part in party.schedules)
        day, is_sure = _earliest([_by_day(part, asked, wanted) for part in theirs])
        told += [] if is_sure else [Code.PLACES_AND_DAYS]
    elif parts and by_day:
        earliest, is_sure = _earliest(by_day)
        if not is_sure and any(part.day is None for part in parts):
            told.append(Code.PLACES_AND_DAYS)
        parts = [replace(part, day=part.day or earliest) for part in parts]
    parts = parts or by_day
    reached = [part.ship_to for part in parts] or [None]
    if "" in reached or (None in reached and not is_certain):
        told.append(Code.SHIP_TO_UNSAID)
    return Division(parts=parts, ship_to=own, day=day, told=told)


def day_asked(
    dates: Iterable[Moment], qualifiers: tuple[str, ...], *, is_last: bool = False
) -> date | None:
    """The first of these days that is said; of a range its first day, or its last."""
    for wanted in qualifiers:
        for moment in dates:
            if moment.qualifier == wanted and moment.date is not None:
                return (moment.until or moment.date) if is_last else moment.date
    return None


def _earliest(parts: Sequence[LinePart]) -> tuple[date | None, bool]:
    """The earliest day of parts, and whether they have but one."""
    days = {part.day for part in parts}
    return min((day for day in days if day is not None), default=None), len(days) < 2


def _places(line: OrderLine) -> Sequence[Delivery]:
    """The places that are for a part of the line; a LOC alone may say no quantity."""
    return [place for place in line.places if _has_quantity(place)]


def _has_quantity(place: Delivery) -> bool:
    """Whether a place says a quantity, be it one that nobody can read."""
    return place.quantity is not None or bool(place.uom)


def _parts_of(party: Party) -> Sequence[Divided]:
    """What a party of a line gets of it: by days, or at once."""
    return party.schedules or party.quantities[:1]


def _days(line: OrderLine) -> Sequence[Delivery]:
    """The parts of a line by day, wherever they are to go."""
    if line.schedules:
        return line.schedules
    others = (party for party in line.parties if party.role != SHIP_TO)
    return [part for party in others for part in party.schedules]


def _by_place(line: OrderLine, asked: tuple[str, ...], wanted: date | None) -> Sequence[LinePart]:
    """The parts of a line by place; of ship-tos where all of them say what they get."""
    places = _places(line)
    if places:
        return [
            LinePart(quantity=place.quantity, uom=place.uom, ship_to=place.location)
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
        for part in parts:
            made = LinePart(quantity=part.quantity, uom=part.uom)
            if isinstance(part, Delivery):
                made = _by_day(part, asked, wanted)
            found.append(replace(made, ship_to=made.ship_to or party.id))
    return found


def _by_day(part: Delivery, asked: tuple[str, ...], wanted: date | None) -> LinePart:
    """A SCH or SCC: a day without a qualifier is the one asked for, any other only if it is."""
    moments = (
        Moment(qualifier=part.date_qualifier, date=part.date),
        Moment(qualifier=part.second_date_qualifier, date=part.second_date),
        *part.dates,
    )
    return LinePart(
        quantity=part.quantity,
        uom=part.uom,
        ship_to=(part.name or None) if part.role == SHIP_TO else None,
        day=day_asked(moments, (*asked, "")) or wanted,
    )


def _own_ship_to(line: OrderLine) -> tuple[str | None, bool]:
    """The ship-to that a line says of itself, None where it says none; whether it is certain."""
    ids = [party.id for party in ship_tos_of(line)] or [
        place.location
        for place in line.places
        if place.qualifier == DELIVERED_AT and not _has_quantity(place)
    ]
    if not ids:
        return None, True
    own = ids[0] if len(set(ids)) == 1 else ""
    return own, bool(own)

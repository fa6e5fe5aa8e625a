"""Shapes and parts of shapes that many transaction sets share: parties, dates, charges, places."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from edi.documents.line_parts import Mark, Pack, Packaging, Pallet
from edi.documents.parts import (
    Amount,
    Charge,
    Contact,
    Delivery,
    Freight,
    Measure,
    Moment,
    Note,
    Party,
    Price,
    Reference,
    Remark,
    Routing,
    Tax,
    Terms,
)
from edi.elements import CENTS, COUNT, DAY, NUMBER, TEXT, At, Cut, Pairs, Written
from edi.shapes import Each, Loops, One, Part, Segment, Shape, each, loops, one, segment_of, spread
from edi.values import decimal_of
from edi.x12_dates import Period

if TYPE_CHECKING:
    from collections.abc import Sequence


def texts(elements: Sequence[str], cut: Cut) -> list[str]:
    """All texts of a segment."""
    del cut
    return [text for text in elements[1:] if text]


def in_pairs(segment: str, lines: Sequence[str]) -> list[Segment]:
    """Two texts a segment, as N2, N3 and K1 have room for."""
    return [(segment, *lines[at : at + 2]) for at in range(0, len(lines), 2)]


REFERENCES: Final = each("REF", "references", Reference, qualifier=1, value=2, description=3)
CONTACTS: Final = each(
    "PER", "contacts", Contact, function=1, name=2, numbers=Pairs(positions=(3, 5, 7))
)
G61S: Final = each("G61", "contacts", Contact, function=1, name=2, numbers=Pairs(positions=(3,)))
"""Contacts of warehouse and transport documents."""
AMOUNTS: Final = each("AMT", "amounts", Amount, qualifier=1, amount=NUMBER(2))
DATES: Final = each(
    "DTM",
    "dates",
    Moment,
    qualifier=1,
    date=DAY(2, otherwise=Period("date", empty=None)),
    time=TEXT(3, otherwise=Period("time")),
    zone=4,
    text=Period("text"),
    format=Period("format"),
    until=Period("until", empty=None),
    until_time=Period("until_time"),
)
_CHARGE: Final[dict[str, At | int]] = {
    "indicator": 1, "code": 2, "agency": 3, "agency_code": 4, "amount": CENTS(5), "percent_of": 6,
    "percent": NUMBER(7), "rate": NUMBER(8), "uom": 9, "quantity": NUMBER(10), "handling": 12,
    "reference": 13, "option": 14, "description": 15,
}  # fmt: skip
CHARGES: Final = each("SAC", "charges", Charge, where=None, fixed=None, **_CHARGE)
TAXES: Final = each(
    "TXI", "taxes", Tax, code=1, amount=NUMBER(2), percent=NUMBER(3), exempt=6, taxable=NUMBER(8)
)
TAXED_CHARGES: Final = loops(
    "SAC",
    "charges",
    Shape(Charge, one("SAC", where=None, fixed=None, among=None, **_CHARGE), TAXES),
)
"""Charges of invoices, where what is charged is taxed beside it."""


def charges_in(money: One, *parts: Part) -> Loops:
    """Charges that may be in another currency than their document, and what they say besides."""
    own = one("SAC", where=None, fixed=None, among=None, **_CHARGE)
    return loops("SAC", "charges", Shape(Charge, own, money, *parts))


FREIGHT: Final = each(
    "FOB",
    "freight",
    Freight,
    payment=1,
    place_qualifier=2,
    place=3,
    terms_qualifier=4,
    terms=5,
    title_qualifier=6,
    title=7,
    risk=8,
    risk_place=9,
)
_PRICE: Final[dict[str, At | int]] = {
    "trade": 1, "kind": 2, "price": NUMBER(3), "quantity": NUMBER(4), "uom": TEXT(5, 1),
    "factor_kind": 6, "factor": NUMBER(7), "amount": NUMBER(8), "basis": 9,
}  # fmt: skip
PRICES: Final = each("CTP", "prices", Price, where=None, fixed=None, **_PRICE)


def prices_in(money: One) -> Loops:
    """Prices that may be in another currency than their document."""
    own = one("CTP", where=None, fixed=None, among=None, **_PRICE)
    return loops("CTP", "prices", Shape(Price, own, money))


N9S: Final = each("N9", "references", Reference, qualifier=1, value=2, description=3)
"""References of warehouse and transport documents."""
L11S: Final = each("L11", "references", Reference, value=1, qualifier=2, description=3)
G62S: Final = each(
    "G62", "dates", Moment, qualifier=1, date=DAY(2), time_qualifier=3, time=4, zone=5
)
TERMS: Final = each(
    "ITD",
    "terms",
    Terms,
    type=1,
    basis=2,
    discount_percent=NUMBER(3),
    discount_date=DAY(4),
    discount_days=COUNT(5),
    net_date=DAY(6),
    net_days=COUNT(7),
    description=12,
)
ROUTING: Final = each(
    "TD5", "routing", Routing, sequence=1, qualifier=2, carrier=3, mode=4, description=5, service=12
)
MARKS: Final = each(
    "MAN",
    "marks",
    Mark,
    qualifier=1,
    number=2,
    last=3,
    second_qualifier=4,
    second_number=5,
    second_last=6,
)
PACKS: Final = each(
    "PO4",
    "packs",
    Pack,
    count=COUNT(1),
    size=NUMBER(2),
    uom=3,
    form=4,
    weight_qualifier=5,
    weight=NUMBER(6),
    weight_unit=7,
    volume=NUMBER(8),
    volume_unit=9,
    length=NUMBER(10),
    width=NUMBER(11),
    height=NUMBER(12),
    length_unit=13,
    inner=COUNT(14),
)
PACKAGING: Final = each(
    "TD1",
    "packaging",
    Packaging,
    form=1,
    count=COUNT(2),
    commodity_qualifier=3,
    commodity=4,
    description=5,
    weight_qualifier=6,
    weight=NUMBER(7),
    weight_unit=8,
    volume=NUMBER(9),
    volume_unit=10,
)
PALLETS: Final = each(
    "PAL",
    "pallets",
    Pallet,
    type=1,
    tiers=COUNT(2),
    blocks=COUNT(3),
    pack=COUNT(4),
    unit_weight=NUMBER(5),
    unit_weight_unit=6,
    length=NUMBER(7),
    width=NUMBER(8),
    height=NUMBER(9),
    length_unit=10,
    gross_weight=NUMBER(11),
    gross_weight_unit=12,
    gross_volume=NUMBER(13),
    gross_volume_unit=14,
    exchange=15,
    inner=COUNT(16),
    structure=17,
)
MEASURES: Final = each(
    "MEA",
    "measures",
    Measure,
    purpose=1,
    qualifier=2,
    quantity=NUMBER(3),
    uom=TEXT(4, 1),
    lowest=NUMBER(5),
    highest=NUMBER(6),
    significance=7,
    attribute=8,
)
QUANTITIES: Final = each(
    "QTY", "quantities", Measure, qualifier=1, quantity=NUMBER(2), uom=TEXT(3, 1)
)
SCHEDULES: Final = each(
    "SCH",
    "schedules",
    Delivery,
    quantity=NUMBER(1),
    uom=2,
    role=3,
    name=4,
    date_qualifier=5,
    date=DAY(6),
    time=7,
    second_date_qualifier=8,
    second_date=DAY(9),
    second_time=10,
    reference=11,
    line=12,
)
REMARKS: Final = each("NTE", "texts", Remark, code=1, text=2)
_HEAD: Final = one("N9", qualifier=1, value=TEXT(2))
NOTE: Final = Shape(Note, _HEAD, each("MSG", "texts", str, 1))
"""An N9 loop."""


def _both(elements: Sequence[str], cut: Cut) -> list[str]:
    del cut
    return [text for text in elements[2:4] if text]


def mtx(attribute: str) -> Each:
    """MTX, which is since 005010 what MSG was: up to two texts, of which one is written."""
    return spread("MTX", attribute, _both, lambda texts: [("MTX", "", text) for text in texts])


TEXT_NOTE: Final = Shape(Note, _HEAD, mtx("texts"))
"""An N9 loop since 005010."""

_ADDRESS: Final = (
    one("N1", role=1, name=2, qualifier=3, id=4),
    spread("N2", "names", texts, lambda lines: in_pairs("N2", lines)),
    spread("N3", "streets", texts, lambda lines: in_pairs("N3", lines)),
    one(
        "N4",
        city=1,
        state=2,
        postal_code=3,
        country=4,
        location_qualifier=5,
        location=6,
        subdivision=7,
    ),
)
ADDRESS: Final = Shape(Party, *_ADDRESS)
"""An N1 loop of names and an address only."""
PARTY: Final = Shape(Party, *_ADDRESS, REFERENCES, CONTACTS)
"""An N1 loop with references and contacts."""
LINE_PARTY: Final = Shape(
    Party,
    *PARTY.parts,
    QUANTITIES,
    DATES,
    SCHEDULES,
)
"""An N1 loop of a line, which may say what part of its quantity is for the party, and by when."""


def _places(elements: Sequence[str], cut: Cut) -> list[Delivery]:
    del cut
    e = [*elements, "", "", ""]
    return [
        Delivery(quantity=decimal_of(e[at + 1]), uom=e[1], qualifier=e[2], location=e[at])
        for at in range(3, min(len(elements), 23), 2)
        if e[at] or e[at + 1]
    ]


def _written_places(places: Sequence[Delivery]) -> list[Segment]:
    """Ten pairs a segment, and one segment for each unit and qualifier in a row."""
    out: list[Segment] = []
    room: dict[int, Written] = {}
    for place in places:
        head = (place.uom, place.qualifier)
        if not room or len(room) >= 22 or (room[1], room[2]) != head:
            if room:
                out.append(segment_of("SDQ", room))
            room = {1: place.uom, 2: place.qualifier}
        room[len(room) + 1] = place.location
        room[len(room) + 1] = _quantity(place.quantity)
    if room:
        out.append(segment_of("SDQ", room))
    return out


def _quantity(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


PLACES: Final = spread("SDQ", "places", _places, _written_places)
"""SDQ: up to ten pairs of store and quantity a segment."""

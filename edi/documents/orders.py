"""Orders, their changes, and the answers to them: 850, 860, 855, 865, ORDERS, ORDCHG, ORDRSP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.parts import (
    Amount,
    Charge,
    Contact,
    Freight,
    Identifiers,
    Moment,
    Note,
    Party,
    Price,
    Reference,
    Routing,
    Terms,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A part of a line's quantity: to a place (SDQ, LOC), or by a day (SCH).

    A LOC may say which list (1131) of which `agency` (3055) has the place's id, and its `name`. A
    SCH may say for whom the part is: in which `role` (ST the ship-to), of which `name`; a second
    day, as the one to ship by beside that of delivery; the number of a request (`reference`), and
    one of its own (`line`).
    """

    quantity: Decimal | None = None
    uom: str = ""
    qualifier: str = ""
    location: str = ""
    code_list: str = ""
    agency: str = ""
    name: str = ""
    date_qualifier: str = ""
    date: date | None = None
    role: str = ""
    time: str = ""
    second_date_qualifier: str = ""
    second_date: date | None = None
    second_time: str = ""
    reference: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subline:
    """An SLN: a component of a kit, or a detail of its line.

    `parent` is the `line` of the one that it is within, empty where that is the line itself;
    `relation` says what it is to that (662), `price_relation` what its price is to the other's. The
    price is for what `basis` says.
    """

    line: str = ""
    parent: str = ""
    relation: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    basis: str = ""
    price_relation: str = ""
    identifiers: Identifiers = ()
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A PO4: how many packs, of what size, in which unit, of which form, of how many inner packs.

    A pack weighs `weight`, takes `volume`, and is so long, wide and high in `length_unit`.
    """

    count: int | None = None
    size: Decimal | None = None
    uom: str = ""
    form: str = ""
    weight_qualifier: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    length_unit: str = ""
    inner: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A PO1 and its loop; numbers are exact, and `*_sent` is what was written on the wire.

    The price is for `price_per` of `price_uom` where those are said.
    """

    line: str = ""
    quantity: Decimal | None = None
    quantity_sent: str = ""
    uom: str = ""
    price: Decimal | None = None
    price_sent: str = ""
    basis: str = ""
    identifiers: Identifiers = ()
    descriptions: tuple[str, ...] = ()
    packs: tuple[Pack, ...] = ()
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    charges: tuple[Charge, ...] = ()
    places: tuple[Delivery, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    sublines: tuple[Subline, ...] = ()
    parties: tuple[Party, ...] = ()
    messages: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    price_per: Decimal | None = None
    price_uom: str = ""
    prices: tuple[Price, ...] = ()
    freight: tuple[Freight, ...] = ()
    amounts: tuple[Amount, ...] = ()
    routing: tuple[Routing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """An order as a document: header, parties, lines, totals."""

    purpose: str = ""
    order_type: str = ""
    number: str = ""
    release: str = ""
    date: date | None = None
    contract: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    charges: tuple[Charge, ...] = ()
    terms: tuple[Terms, ...] = ()
    dates: tuple[Moment, ...] = ()
    routing: tuple[Routing, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[OrderLine, ...] = ()
    line_count: int | None = None
    hash_total: Decimal | None = None
    amounts: tuple[Amount, ...] = ()
    totals: tuple[Amount, ...] = ()
    prices: tuple[Price, ...] = ()
    freight: tuple[Freight, ...] = ()

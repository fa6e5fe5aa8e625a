"""Orders, their changes, and the answers to them: 850, 860, 855, 865, ORDERS, ORDCHG, ORDRSP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import (
    ItemDetail,
    ListedItem,
    Mark,
    Pack,
    Packaging,
    Subline,
    Variance,
)
from edi.documents.parts import (
    Amount,
    Charge,
    Contact,
    Currency,
    Delivery,
    Freight,
    Identifiers,
    Measure,
    Moment,
    Note,
    Party,
    Price,
    Reference,
    Routing,
    Tax,
    Terms,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A PO1 and its loop; numbers are exact, and `*_sent` is what was written on the wire.

    `listed` are those of the identifiers that stand in segments of their own, LIN by LIN.

    The price is for `price_per` of `price_uom` where those are said, in `currency` where that is
    not the order's. An ORDERS says other `quantities` of the line by their kinds (6063): 59 is how
    many units are in one, 192 what is free of charge.
    """

    line: str = ""
    quantity: Decimal | None = None
    quantity_sent: str = ""
    uom: str = ""
    price: Decimal | None = None
    price_sent: str = ""
    basis: str = ""
    identifiers: Identifiers = ()
    listed: tuple[ListedItem, ...] = ()
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
    currency: str = ""
    quantities: tuple[Measure, ...] = ()
    variances: tuple[Variance, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    marks: tuple[Mark, ...] = ()
    taxes: tuple[Tax, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: tuple[Terms, ...] = ()
    details: tuple[ItemDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """An order as a document: header, parties, lines, totals.

    `currencies` are what EDIFACT says beyond its currency: rates of exchange, and others.
    """

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
    currencies: tuple[Currency, ...] = ()
    items: tuple[ListedItem, ...] = ()
    descriptions: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    marks: tuple[Mark, ...] = ()
    taxes: tuple[Tax, ...] = ()

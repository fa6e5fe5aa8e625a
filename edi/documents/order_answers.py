"""Answers to orders, changes of orders, and answers to changes: 855, 860, 865, ORDRSP, ORDCHG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import (
    Adjustment,
    ItemDetail,
    LineAnswer,
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
class AnsweredLine:
    """A line as it was ordered, and its answers; `action` is what EDIFACT says of it as a whole.

    `listed` are those of the identifiers that stand in segments of their own, LIN by LIN.
    The price is for `price_per` of `price_uom` where those are said, in `currency` where that is
    not the order's. `quantities` that are no answer are as in an order's line, `adjustments` say
    why a line of an ORDRSP is another than was ordered.
    """

    line: str = ""
    action: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    basis: str = ""
    price_per: Decimal | None = None
    price_uom: str = ""
    currency: str = ""
    identifiers: Identifiers = ()
    listed: tuple[ListedItem, ...] = ()
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    charges: tuple[Charge, ...] = ()
    dates: tuple[Moment, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    sublines: tuple[Subline, ...] = ()
    answers: tuple[LineAnswer, ...] = ()
    prices: tuple[Price, ...] = ()
    freight: tuple[Freight, ...] = ()
    amounts: tuple[Amount, ...] = ()
    packs: tuple[Pack, ...] = ()
    places: tuple[Delivery, ...] = ()
    routing: tuple[Routing, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
    quantities: tuple[Measure, ...] = ()
    variances: tuple[Variance, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    marks: tuple[Mark, ...] = ()
    taxes: tuple[Tax, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: tuple[Terms, ...] = ()
    details: tuple[ItemDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswer:
    """An 855: the seller's answer to an order, as a whole (BAK02) and line by line.

    `currencies` and `adjustments` are those of an ORDRSP.
    """

    purpose: str = ""
    type: str = ""
    number: str = ""
    date: date | None = None
    release: str = ""
    contract: str = ""
    seller_number: str = ""
    answered: date | None = None
    currency: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    charges: tuple[Charge, ...] = ()
    terms: tuple[Terms, ...] = ()
    dates: tuple[Moment, ...] = ()
    routing: tuple[Routing, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[AnsweredLine, ...] = ()
    line_count: int | None = None
    hash_total: Decimal | None = None
    totals: tuple[Amount, ...] = ()
    prices: tuple[Price, ...] = ()
    freight: tuple[Freight, ...] = ()
    currencies: tuple[Currency, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    items: tuple[ListedItem, ...] = ()
    descriptions: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    marks: tuple[Mark, ...] = ()
    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """A POC loop: what changes in a line (AI, DI, QD...), the new quantity, what is left to come.

    `listed` are those of the identifiers that stand in segments of their own, LIN by LIN.
    The price is for `price_per` of `price_uom` where those are said, in `currency` where that is
    not the order's. `answers` are those of an 865, `quantities` are as in an order's line.
    """

    line: str = ""
    change: str = ""
    quantity: Decimal | None = None
    quantity_left: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    basis: str = ""
    price_per: Decimal | None = None
    price_uom: str = ""
    currency: str = ""
    identifiers: Identifiers = ()
    listed: tuple[ListedItem, ...] = ()
    descriptions: tuple[str, ...] = ()
    packs: tuple[Pack, ...] = ()
    references: tuple[Reference, ...] = ()
    charges: tuple[Charge, ...] = ()
    dates: tuple[Moment, ...] = ()
    places: tuple[Delivery, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    sublines: tuple[Subline, ...] = ()
    answers: tuple[LineAnswer, ...] = ()
    prices: tuple[Price, ...] = ()
    freight: tuple[Freight, ...] = ()
    amounts: tuple[Amount, ...] = ()
    routing: tuple[Routing, ...] = ()
    messages: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
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
class OrderChange:
    """An 860: what a buyer changes in an order; changes of one order come in `sequence`.

    `request` is the number of the request for it. An 865, the seller's answer or wish, says `type`
    as BAK02 does.
    """

    purpose: str = ""
    type: str = ""
    number: str = ""
    release: str = ""
    sequence: str = ""
    date: date | None = None
    request: str = ""
    contract: str = ""
    seller_number: str = ""
    changed: date | None = None
    currency: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    charges: tuple[Charge, ...] = ()
    terms: tuple[Terms, ...] = ()
    dates: tuple[Moment, ...] = ()
    routing: tuple[Routing, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[ChangedLine, ...] = ()
    line_count: int | None = None
    hash_total: Decimal | None = None
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
    amounts: tuple[Amount, ...] = ()

"""Invoices: 810, INVOIC. Money is exact: amounts in the invoice's currency, never floats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import Pack, Subline, Variance
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
    Remark,
    Tax,
    Terms,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """An IT1 loop: what was billed, how much of it, at which price.

    The price is for `price_per` of `price_uom` where those are said, in `currency` where that is
    not the invoice's. `amounts` are those that an INVOIC says: 203 is what the line comes to; other
    `quantities` are by their kinds (6063): 59 is how many units are in one, 192 what is free of
    charge; `places` are where parts of it went.
    """

    line: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    basis: str = ""
    identifiers: Identifiers = ()
    taxes: tuple[Tax, ...] = ()
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    charges: tuple[Charge, ...] = ()
    dates: tuple[Moment, ...] = ()
    price_per: Decimal | None = None
    price_uom: str = ""
    currency: str = ""
    prices: tuple[Price, ...] = ()
    amounts: tuple[Amount, ...] = ()
    notes: tuple[Note, ...] = ()
    sublines: tuple[Subline, ...] = ()
    quantities: tuple[Measure, ...] = ()
    variances: tuple[Variance, ...] = ()
    places: tuple[Delivery, ...] = ()
    measures: tuple[Measure, ...] = ()
    packs: tuple[Pack, ...] = ()
    terms: tuple[Terms, ...] = ()
    contacts: tuple[Contact, ...] = ()
    carriage: tuple[Carriage, ...] = ()
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """A CAD: the carrier of what was billed, and its reference."""

    mode: str = ""
    carrier: str = ""
    routing: str = ""
    reference_qualifier: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An 810: what is to be paid. `total` is TDS01 as an amount, two decimals.

    In an INVOIC it is the amount 77, or the one that `total_kind` says (39, 86, 388, 9). An INVOIC
    says other totals as `amounts` (79 is that of its lines), and `default_taxes` that
    hold for every line; its `taxes` are their sums, its `charge_totals` those of its charges, and
    `currencies` what it says beyond its currency: rates of exchange, and others. An amount in
    another currency is never its total; `total_currency` is what that says of its own. The
    `amounts` of an 810 are those behind its TDS.
    """

    date: date | None = None
    number: str = ""
    order_date: date | None = None
    order: str = ""
    order_release: str = ""
    type: str = ""
    purpose: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    parties: tuple[Party, ...] = ()
    terms: tuple[Terms, ...] = ()
    dates: tuple[Moment, ...] = ()
    freight: tuple[Freight, ...] = ()
    notes: tuple[Note, ...] = ()
    texts: tuple[Remark, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    total: Decimal | None = None
    total_kind: str = ""
    total_currency: str = ""
    discountable: Decimal | None = None
    amounts: tuple[Amount, ...] = ()
    default_taxes: tuple[Tax, ...] = ()
    taxes: tuple[Tax, ...] = ()
    carriage: tuple[Carriage, ...] = ()
    charges: tuple[Charge, ...] = ()
    units_shipped: Decimal | None = None
    units_uom: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    line_count: int | None = None
    hash_total: Decimal | None = None
    charge_totals: tuple[Charge, ...] = ()
    currencies: tuple[Currency, ...] = ()
    descriptions: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()

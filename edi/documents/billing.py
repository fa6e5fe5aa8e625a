"""Invoices: 810, INVOIC. Money is exact: amounts in the invoice's currency, never floats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.parts import (
    Charge,
    Contact,
    Freight,
    Identifiers,
    Moment,
    Note,
    Party,
    Reference,
    Tax,
    Terms,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """An IT1 loop: what was billed, how much of it, at which price."""

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
    """An 810: what is to be paid. `total` is TDS01 as an amount, two decimals."""

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
    texts: tuple[str, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    total: Decimal | None = None
    discountable: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    carriage: tuple[Carriage, ...] = ()
    charges: tuple[Charge, ...] = ()
    units_shipped: Decimal | None = None
    units_uom: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    line_count: int | None = None
    hash_total: Decimal | None = None

"""Freight bills: 210. What a carrier charges, for what, from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import Equipment
from edi.documents.parts import Moment, Party, Reference, Terms
from edi.documents.transport import Delivered, FreightPackage, Lading, LoadTotals, StopOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightCharge:
    """An L1: a charge of a line, its rate and code; what of it was advanced or prepaid.

    `billed` is the quantity for which it is charged, of the kind `billed_qualifier`.
    """

    line: int | None = None
    rate: Decimal | None = None
    rate_qualifier: str = ""
    charge: Decimal | None = None
    advances: Decimal | None = None
    prepaid: Decimal | None = None
    code: str = ""
    payment: str = ""
    description: str = ""
    billed: Decimal | None = None
    billed_qualifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedParty:
    """An N1 of a line of a 210: for whom some packages and orders are."""

    role: str = ""
    name: str = ""
    qualifier: str = ""
    id: str = ""
    names: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    location_qualifier: str = ""
    location: str = ""
    subdivision: str = ""
    references: tuple[Reference, ...] = ()
    packages: tuple[FreightPackage, ...] = ()
    orders: tuple[StopOrder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledStop:
    """An S5 of a 210: where the truck stopped, why, when, and with what."""

    sequence: int | None = None
    reason: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    units: Decimal | None = None
    units_uom: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    orders: tuple[StopOrder, ...] = ()
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightLine:
    """An LX loop of a 210: what was carried, and what that costs."""

    number: int | None = None
    references: tuple[Reference, ...] = ()
    lading: tuple[Lading, ...] = ()
    measures: tuple[LoadTotals, ...] = ()
    charges: tuple[FreightCharge, ...] = ()
    deliveries: tuple[Delivered, ...] = ()
    texts: tuple[str, ...] = ()
    orders: tuple[StopOrder, ...] = ()
    parties: tuple[PackedParty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightBill:
    """A 210: a carrier bills a shipment. `charge` is B307 as an amount of two decimals."""

    invoice: str = ""
    shipment: str = ""
    payment: str = ""
    date: date | None = None
    charge: Decimal | None = None
    correction: str = ""
    delivered: date | None = None
    delivered_qualifier: str = ""
    carrier: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[FreightLine, ...] = ()
    totals: tuple[LoadTotals, ...] = ()
    texts: tuple[str, ...] = ()
    terms: tuple[Terms, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    orders: tuple[StopOrder, ...] = ()
    stops: tuple[BilledStop, ...] = ()

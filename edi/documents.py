"""Canonical documents: what transaction sets of any release, or of EDIFACT, mean.

Numbers are exact decimals, days are dates, identifiers are (qualifier, value) pairs in the order
in which they came. What was not said is empty or None.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An N1 loop: who, by which code, where."""

    role: str
    name: str
    qualifier: str
    id: str
    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    references: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A SAC: an allowance (A) or charge (C), its code, amount in money, and what it says."""

    indicator: str
    code: str
    amount: Decimal | None
    rate: Decimal | None
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A part of a line's quantity: to a place (SDQ), or by a day (SCH)."""

    quantity: Decimal | None
    uom: str
    qualifier: str = ""
    location: str = ""
    date_qualifier: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subline:
    """An SLN: a component of a kit, or a detail of its line."""

    line: str
    relation: str
    quantity: Decimal | None
    uom: str
    price: Decimal | None
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A PO1 and its loop; numbers are exact, and `*_sent` is what was written on the wire."""

    line: str
    quantity: Decimal | None
    quantity_sent: str
    uom: str
    price: Decimal | None
    price_sent: str
    basis: str
    identifiers: tuple[tuple[str, str], ...]
    descriptions: tuple[str, ...] = ()
    packs: tuple[tuple[str, str, str], ...] = ()
    dates: tuple[tuple[str, date], ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    allowances: tuple[Allowance, ...] = ()
    places: tuple[Delivery, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    sublines: tuple[Subline, ...] = ()
    parties: tuple[Party, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """An 850 as a document: header, parties, lines, totals."""

    purpose: str
    order_type: str
    number: str
    release: str
    date: date | None
    contract: str
    currency: str
    references: tuple[tuple[str, str], ...]
    dates: tuple[tuple[str, date], ...]
    parties: tuple[Party, ...]
    allowances: tuple[Allowance, ...]
    notes: tuple[str, ...]
    lines: tuple[OrderLine, ...]
    line_count: int | None
    hash_total: Decimal | None
    amount: Decimal | None


def as_json(value: object) -> object:
    """A document as JSON's own types: decimals and dates as text, pairs as lists."""
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value

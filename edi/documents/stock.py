"""Stock and sales reports: 846, 852, INVRPT. What is where, as of a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import Mark, Pack, Pallet, Subline
from edi.documents.parts import (
    Amount,
    Charge,
    Contact,
    Delivery,
    Identifiers,
    Measure,
    Moment,
    Party,
    Price,
    Reference,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockQuantity:
    """A QTY loop: a quantity of some kind, since when or until when.

    An 846 says its parts by day (`schedules`), an INVRPT where they are (`places`), who has them
    (`parties`), and their numbers (`marks`; BX is a lot).
    """

    qualifier: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    dates: tuple[Moment, ...] = ()
    places: tuple[Delivery, ...] = ()
    schedules: tuple[Delivery, ...] = ()
    parties: tuple[Party, ...] = ()
    marks: tuple[Mark, ...] = ()
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """A LIN loop: an item, and its quantities by kind (33 available, 17 on hand, QH on hold).

    `places` of an 846 are parts of a quantity, by store; those of an INVRPT say where the line's
    quantities are, all that say no place themselves.
    """

    line: str = ""
    identifiers: Identifiers = ()
    descriptions: tuple[str, ...] = ()
    prices: tuple[Price, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    places: tuple[Delivery, ...] = ()
    quantities: tuple[StockQuantity, ...] = ()
    sublines: tuple[Subline, ...] = ()
    parties: tuple[Party, ...] = ()
    measures: tuple[Measure, ...] = ()
    currency: str = ""
    charges: tuple[Charge, ...] = ()
    contacts: tuple[Contact, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryAdvice:
    """An 846: stock as its owner or its warehouse sees it. `type` is BIA02 (DD, SI).

    It is true for `date` and `time` (BIA04, BIA05), or for the date of qualifier 184.
    """

    purpose: str = ""
    type: str = ""
    number: str = ""
    date: date | None = None
    time: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: tuple[Moment, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[StockLine, ...] = ()
    line_count: int | None = None
    hash_total: Decimal | None = None
    currency: str = ""
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A ZA: what happened to an item (QS sold, QA on hand, QP ordered...), how much, where."""

    kind: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    places: tuple[Delivery, ...] = ()
    quantities: tuple[Measure, ...] = ()
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """A LIN loop of an 852: an item and its activities; `numbers` are its N9s."""

    line: str = ""
    identifiers: Identifiers = ()
    numbers: tuple[Reference, ...] = ()
    prices: tuple[Price, ...] = ()
    activities: tuple[Activity, ...] = ()
    packs: tuple[Pack, ...] = ()
    amounts: tuple[Amount, ...] = ()
    pallets: tuple[Pallet, ...] = ()
    quantities: tuple[Measure, ...] = ()
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductActivity:
    """An 852: what a retailer sold and holds, from `begins` to `ends`; `numbers` are its N9s."""

    handling: str = ""
    begins: date | None = None
    ends: date | None = None
    orders: tuple[str, ...] = ()
    numbers: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[ActivityLine, ...] = ()
    line_count: int | None = None
    hash_total: Decimal | None = None

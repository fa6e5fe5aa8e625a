"""Ship notices: 856, DESADV. What is in which carton on which pallet of which shipment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import (
    Equipment,
    Mark,
    Marking,
    Pack,
    Packaging,
    Pallet,
    Subline,
    TransportUnit,
    Variance,
)
from edi.documents.parts import (
    Charge,
    Contact,
    Delivery,
    Freight,
    Identifiers,
    Measure,
    Moment,
    Party,
    Reference,
    Routing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """An HL: a shipment (S), order (O), pallet (T), carton (P), or item (I), and what it holds.

    `id` counts levels from 1 in the order of the tree, whatever the sender counted; `parent` is
    the id of the level around it, empty at the top; one that lies deeper than 32 levels stands at
    the top all the same, and names its parent. `has_children` is 1 or 0. `places` are the
    stores that parts of an item's quantity are for, `sublines` what it is made of; `status` is that
    of the line that was shipped (668). A DESADV says other `quantities` of an item by their kinds
    (6063): 59 is how many units are in one, 192 what is free of charge; and of packages, where it
    says more than their numbers, `markings` beside those `marks`. A PRF may say besides the order's
    number which change of it is meant (`order_change`), which line, its contract and its kind.
    """

    id: str = ""
    parent: str = ""
    kind: str = ""
    has_children: str = ""
    order: str = ""
    order_release: str = ""
    order_date: date | None = None
    order_change: str = ""
    order_line: str = ""
    order_contract: str = ""
    order_type: str = ""
    line: str = ""
    identifiers: Identifiers = ()
    quantity: Decimal | None = None
    uom: str = ""
    shipped_line: str = ""
    quantity_to_date: Decimal | None = None
    quantity_ordered: Decimal | None = None
    ordered_uom: str = ""
    status: str = ""
    descriptions: tuple[str, ...] = ()
    packs: tuple[Pack, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    routing: tuple[Routing, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    marks: tuple[Mark, ...] = ()
    markings: tuple[Marking, ...] = ()
    sublines: tuple[Subline, ...] = ()
    dates: tuple[Moment, ...] = ()
    charges: tuple[Charge, ...] = ()
    parties: tuple[Party, ...] = ()
    places: tuple[Delivery, ...] = ()
    quantities: tuple[Measure, ...] = ()
    variances: tuple[Variance, ...] = ()
    levels: tuple[Level, ...] = ()
    pallets: tuple[Pallet, ...] = ()
    freight: tuple[Freight, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipNotice:
    """An 856: a shipment and the tree of what is in it. `structure` is BSN05 (0001: S-O-P-I).

    A DESADV says references and parties of the shipment ahead of its levels, with how it goes, on
    which terms and in what; an 856 has them in its level of the shipment.
    """

    purpose: str = ""
    number: str = ""
    date: date | None = None
    time: str = ""
    structure: str = ""
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()
    measures: tuple[Measure, ...] = ()
    levels: tuple[Level, ...] = ()
    level_count: int | None = None
    hash_total: Decimal | None = None
    routing: tuple[Routing, ...] = ()
    freight: tuple[Freight, ...] = ()
    transport_units: tuple[TransportUnit, ...] = ()

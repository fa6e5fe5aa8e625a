"""Transport: load tenders (204), their answers (990), status (214, IFTSTA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import Equipment, Mark, Marking, Seals, TransportUnit
from edi.documents.parts import (
    Delivery,
    Identifiers,
    Measure,
    Moment,
    Note,
    Party,
    Reference,
    Remark,
    Routing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadingWeight:
    """An AT8: a weight of some kind in a unit (`uom`), and in how many pieces.

    `pieces` are those that stand alone, `unitized` those on pallets or slip sheets.
    """

    qualifier: str = ""
    uom: str = ""
    quantity: Decimal | None = None
    pieces: int | None = None
    unitized: int | None = None
    volume_unit: str = ""
    volume: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lading:
    """An L5: what is carried, in words and by its commodity code.

    `line` is the line that it describes (L501, as L001 and L101), `code_qualifier` the list of
    `code`; `weights` are those of a 204's loop.
    """

    line: int | None = None
    description: str = ""
    code: str = ""
    code_qualifier: str = ""
    packaging: str = ""
    weights: tuple[LadingWeight, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LadingItem:
    """An LAD: an item of what is loaded or unloaded, in how many packages of a form (`packaging`).

    `unit_weight` is that of one of them, `weight` that of all.
    """

    packaging: str = ""
    quantity: int | None = None
    unit_weight_unit: str = ""
    unit_weight: Decimal | None = None
    weight_unit: str = ""
    weight: Decimal | None = None
    identifiers: Identifiers = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """An AT5: how goods are to be handled (152), a service that goes with it (153), and words."""

    code: str = ""
    service: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pallets:
    """A PLD: how many pallets, what becomes of them (399), and what they weigh."""

    count: int | None = None
    exchange: str = ""
    weight_unit: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOrder:
    """An OID or SPO: an order (or a part of it) that is carried, loaded or unloaded at a stop.

    `places` are the stores that parts of it are for (SDQ).
    """

    reference: str = ""
    order: str = ""
    uom: str = ""
    quantity: Decimal | None = None
    weight_unit: str = ""
    weight: Decimal | None = None
    volume_unit: str = ""
    volume: Decimal | None = None
    items: tuple[LadingItem, ...] = ()
    lading: tuple[Lading, ...] = ()
    dates: tuple[Moment, ...] = ()
    places: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An S5 loop: where the truck stops, why (CL, LD, UL...), when."""

    sequence: int | None = None
    reason: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    units: Decimal | None = None
    units_uom: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    parties: tuple[Party, ...] = ()
    items: tuple[LadingItem, ...] = ()
    lading: tuple[Lading, ...] = ()
    orders: tuple[StopOrder, ...] = ()
    texts: tuple[Remark, ...] = ()
    weights: tuple[LadingWeight, ...] = ()
    handling: tuple[Handling, ...] = ()
    pallets: tuple[Pallets, ...] = ()
    equipment: tuple[Equipment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadTotals:
    """An L3 or L0: weight, volume, pieces in their `form`, and the charge, two decimals.

    `billed` is the quantity for which the line is charged, of the kind `billed_qualifier`.
    """

    line: int | None = None
    billed: Decimal | None = None
    billed_qualifier: str = ""
    weight: Decimal | None = None
    weight_qualifier: str = ""
    rate: Decimal | None = None
    rate_qualifier: str = ""
    charge: Decimal | None = None
    volume: Decimal | None = None
    volume_unit: str = ""
    pieces: int | None = None
    form: str = ""
    dunnage: str = ""
    weight_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadTender:
    """A 204: a shipper offers a load to a carrier. `purpose` is B2A01 (00, 01, 04, 05)."""

    carrier: str = ""
    shipment: str = ""
    payment: str = ""
    purpose: str = ""
    application: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    routing: tuple[Routing, ...] = ()
    texts: tuple[Remark, ...] = ()
    parties: tuple[Party, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    stops: tuple[Stop, ...] = ()
    totals: tuple[LoadTotals, ...] = ()
    handling: tuple[Handling, ...] = ()
    pallets: tuple[Pallets, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredStop:
    """An S5 of a 990: a stop that the carrier says something of."""

    sequence: int | None = None
    reason: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderResponse:
    """A 990: the carrier takes (A) or declines (D) a load."""

    carrier: str = ""
    shipment: str = ""
    date: date | None = None
    action: str = ""
    references: tuple[Reference, ...] = ()
    reasons: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    dates: tuple[Moment, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    stops: tuple[AnsweredStop, ...] = ()
    charges: tuple[PackageCharge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LadingException:
    """A Q7: what is wrong with some packages (D damaged, S short...), and how many those are."""

    code: str = ""
    packaging: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A GID of an IFTSTA: packages of the goods that a status is of, their measures and marks."""

    number: int | None = None
    packages: int | None = None
    form: str = ""
    measures: tuple[Measure, ...] = ()
    markings: tuple[Marking, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A LOC: a place by its code in a list and its name, and the places within or around it."""

    qualifier: str = ""
    id: str = ""
    code_list: str = ""
    agency: str = ""
    name: str = ""
    related: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent:
    """An AT7 loop: what happened (X1, D1, ...) or is planned, why, when, where.

    `time` is local where `zone` is LT; events are ordered by their time, not by their arrival. An
    IFTSTA says `places` and `references`; `city` is the first of those places. Its `zone` is a name
    or a distance from UTC (+01, +0100). It may say further `dates`, and when it happened where that
    is no day (a month), of what `kind` the status is (9015; transport, 1, where it is empty), on
    which stages of the way it was (`routing`), and in what the goods travel.
    """

    status: str = ""
    reason: str = ""
    appointment: str = ""
    appointment_reason: str = ""
    date: date | None = None
    time: str = ""
    zone: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    longitude: str = ""
    latitude: str = ""
    longitude_direction: str = ""
    latitude_direction: str = ""
    equipment_owner: str = ""
    equipment: str = ""
    equipment_kind: str = ""
    kind: str = ""
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    places: tuple[Place, ...] = ()
    notes: tuple[Note, ...] = ()
    goods: tuple[Goods, ...] = ()
    routing: tuple[Routing, ...] = ()
    transport_units: tuple[TransportUnit, ...] = ()
    texts: tuple[str, ...] = ()
    seals: tuple[Seals, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A POD: when and to whom something was delivered."""

    date: date | None = None
    time: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCharge:
    """An L9: a charge of a package, or one that a 990 asks for, by its code (150)."""

    code: str = ""
    charge: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightPackage:
    """A CD3: one package, its weight, zone and service, and what it costs (of a kind, 122).

    A 214 says what happened to it, whose it is and what marks it; a 210 its charges one by one.
    """

    weight_qualifier: str = ""
    weight: Decimal | None = None
    zone: str = ""
    standard: str = ""
    service: str = ""
    delivery: str = ""
    charge_kind: str = ""
    charge: Decimal | None = None
    other_charge_kind: str = ""
    other_charge: Decimal | None = None
    references: tuple[Reference, ...] = ()
    events: tuple[StatusEvent, ...] = ()
    exceptions: tuple[LadingException, ...] = ()
    weights: tuple[LadingWeight, ...] = ()
    marks: tuple[Mark, ...] = ()
    parties: tuple[Party, ...] = ()
    dates: tuple[Moment, ...] = ()
    charges: tuple[PackageCharge, ...] = ()
    deliveries: tuple[Delivered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOrder:
    """A PRF of a 214: an order of which something is carried, for whom, and in which packages."""

    order: str = ""
    release: str = ""
    change: str = ""
    date: date | None = None
    line: str = ""
    contract: str = ""
    type: str = ""
    parties: tuple[Party, ...] = ()
    packages: tuple[FreightPackage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentLeg:
    """An LX loop of a 214, a CNI of an IFTSTA: events of a shipment or a part of it.

    Its `parties` are said here since 005010, and of the whole set before.
    """

    number: int | None = None
    shipment: str = ""
    places: tuple[Place, ...] = ()
    events: tuple[StatusEvent, ...] = ()
    references: tuple[Reference, ...] = ()
    marks: tuple[Mark, ...] = ()
    exceptions: tuple[LadingException, ...] = ()
    weights: tuple[LadingWeight, ...] = ()
    parties: tuple[Party, ...] = ()
    texts: tuple[str, ...] = ()
    handling: tuple[Handling, ...] = ()
    packages: tuple[FreightPackage, ...] = ()
    purchase_orders: tuple[CarriedOrder, ...] = ()
    orders: tuple[StopOrder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentStatus:
    """A 214: a carrier tells where a shipment is.

    An IFTSTA has a `type` (23 where it is empty), a `purpose` and `dates` of its own.
    """

    pro_number: str = ""
    shipment: str = ""
    carrier: str = ""
    type: str = ""
    purpose: str = ""
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    marks: tuple[Mark, ...] = ()
    parties: tuple[Party, ...] = ()
    places: tuple[Place, ...] = ()
    legs: tuple[ShipmentLeg, ...] = ()
    texts: tuple[str, ...] = ()
    routing: tuple[Routing, ...] = ()

"""Transport: load tenders (204), their answers (990), status (214, IFTSTA), freight bills (210)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import Mark, Marking, TransportUnit
from edi.documents.parts import Identifiers, Measure, Moment, Note, Party, Reference, Routing


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
class StopOrder:
    """An OID: an order (or a part of it) that is loaded or unloaded at a stop."""

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
    texts: tuple[str, ...] = ()


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
    modes: Identifiers = ()
    texts: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    equipment: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()
    totals: tuple[LoadTotals, ...] = ()


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
class FreightLine:
    """An LX loop of a 210: what was carried, and what that costs."""

    number: int | None = None
    references: tuple[Reference, ...] = ()
    lading: tuple[Lading, ...] = ()
    measures: tuple[LoadTotals, ...] = ()
    charges: tuple[FreightCharge, ...] = ()


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

"""Warehouse documents: 940, 943, 944, 945, 947. Quantities are as sent, in the unit sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.line_parts import Mark, Packaging, Pallet
from edi.documents.parts import (
    Amount,
    Contact,
    Identifiers,
    Measure,
    Moment,
    Party,
    Reference,
    Remark,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """A W27, W66 or W08: by which mode and carrier (SCAC), in which equipment."""

    payment: str = ""
    mode: str = ""
    carrier: str = ""
    routing: str = ""
    equipment_initial: str = ""
    equipment: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDetail:
    """A W20: how many in a pack of which size; what a line and a unit weigh, and its volume."""

    count: int | None = None
    size: Decimal | None = None
    uom: str = ""
    weight: Decimal | None = None
    weight_qualifier: str = ""
    weight_unit: str = ""
    unit_weight: Decimal | None = None
    volume: Decimal | None = None
    volume_unit: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingOrderLine:
    """A W01: what the warehouse is to ship.

    `number` and `marks` are those of the LX that begins with it; a line that has neither is in the
    LX of the line before.
    """

    number: int | None = None
    quantity: Decimal | None = None
    uom: str = ""
    identifiers: Identifiers = ()
    lot: str = ""
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    marks: tuple[Mark, ...] = ()
    parties: tuple[Party, ...] = ()
    texts: tuple[Remark, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: tuple[Moment, ...] = ()
    quantities: tuple[Measure, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingOrderGroup:
    """An LX loop as it stands on the wire: its number, the marks of packages, and its lines."""

    number: int | None = None
    marks: tuple[Mark, ...] = ()
    lines: tuple[ShippingOrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingOrder:
    """A 940: the depositor tells its warehouse to ship. `status` is W0501 (N, F, R...)."""

    status: str = ""
    number: str = ""
    order: str = ""
    link_sequence: int | None = None
    link: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    texts: tuple[Remark, ...] = ()
    transport: tuple[Transport, ...] = ()
    lines: tuple[ShippingOrderLine, ...] = ()
    units: Decimal | None = None
    weight: Decimal | None = None
    weight_unit: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    """A W12: what was ordered, what was shipped, and the difference between the two."""

    status: str = ""
    quantity_ordered: Decimal | None = None
    quantity: Decimal | None = None
    difference: Decimal | None = None
    uom: str = ""
    identifiers: Identifiers = ()
    lot: str = ""
    weight: Decimal | None = None
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()
    dates: tuple[Moment, ...] = ()
    quantities: tuple[Measure, ...] = ()
    measures: tuple[Measure, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedPackage:
    """An LX loop: marks of a package or pallet, and the lines in it."""

    number: int | None = None
    marks: tuple[Mark, ...] = ()
    lines: tuple[ShippedLine, ...] = ()
    references: tuple[Reference, ...] = ()
    pallets: tuple[Pallet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingAdvice:
    """A 945: the warehouse says what it shipped. `reporting` is W0601."""

    reporting: str = ""
    number: str = ""
    date: date | None = None
    shipment: str = ""
    order: str = ""
    link: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    texts: tuple[Remark, ...] = ()
    transport: tuple[Transport, ...] = ()
    packages: tuple[ShippedPackage, ...] = ()
    units: Decimal | None = None
    weight: Decimal | None = None
    weight_unit: str = ""
    contacts: tuple[Contact, ...] = ()
    packaging: tuple[Packaging, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """A W04: what is on its way to the warehouse.

    `pallet` is its block and tiers, six digits: cases in a layer, and layers, three each.
    """

    quantity: Decimal | None = None
    uom: str = ""
    identifiers: Identifiers = ()
    freight_class: str = ""
    rate_class: str = ""
    commodity_qualifier: str = ""
    commodity: str = ""
    pallet: str = ""
    lot: str = ""
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    packs: tuple[PackDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTransfer:
    """A 943: stock on its way to the warehouse, which a 944 will answer."""

    reporting: str = ""
    number: str = ""
    date: date | None = None
    shipment: str = ""
    order: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    texts: tuple[Remark, ...] = ()
    transport: tuple[Transport, ...] = ()
    lines: tuple[TransferLine, ...] = ()
    units: Decimal | None = None
    weight: Decimal | None = None
    weight_unit: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A W13: a part of what was received, and what is wrong with it (01 damaged, 02 short...).

    `reason` says why it is damaged (853), `references` are the N9s of this part.
    """

    quantity: Decimal | None = None
    uom: str = ""
    condition: str = ""
    lot: str = ""
    reason: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """A W07: what was received, and in which condition parts of it were."""

    quantity: Decimal | None = None
    uom: str = ""
    identifiers: Identifiers = ()
    lot: str = ""
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptAdvice:
    """A 944: the warehouse says what it received; `number` is its receipt number.

    Of all units `units_held` are damaged or on hold; `lading_received` and `lading` are the pieces
    that came and those that were to come.
    """

    reporting: str = ""
    date: date | None = None
    number: str = ""
    order: str = ""
    shipment: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    texts: tuple[Remark, ...] = ()
    transport: tuple[Transport, ...] = ()
    lines: tuple[ReceivedLine, ...] = ()
    units: Decimal | None = None
    units_shipped: Decimal | None = None
    units_held: Decimal | None = None
    lading_received: int | None = None
    lading: int | None = None
    contacts: tuple[Contact, ...] = ()
    packaging: tuple[Packaging, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """A W19: by how much (signed) stock changed, and why; `transaction` is W1916.

    `parties` say whose or where it is, where a line says that itself.
    """

    reason: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    identifiers: Identifiers = ()
    lot: str = ""
    transaction: str = ""
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    parties: tuple[Party, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentAdvice:
    """A 947: the warehouse says that stock changed without a movement."""

    date: date | None = None
    number: str = ""
    depositor_number: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    lines: tuple[AdjustmentLine, ...] = ()
    contacts: tuple[Contact, ...] = ()
    texts: tuple[Remark, ...] = ()

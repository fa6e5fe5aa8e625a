"""Parts that the shapes of warehouse documents share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint
from edi.documents.pallets import CarrierLoad
from edi.documents.parts import Party
from edi.documents.warehouse import PackDetail, Transport
from edi.elements import COUNT, DAY, NUMBER, At
from edi.findings import Code, WireFinding
from edi.sections import ADDRESS, CONTACTS, G61S
from edi.shapes import Shape, each, loops, one
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from edi.documents.warehouse import ShippingAdvice, StockTransfer
    from edi.judging import Judged

PARTY: Final = Shape(Party, *ADDRESS.parts, CONTACTS)
PARTIES: Final = loops("N1", "parties", PARTY)
NAMES: Final = each("N1", "parties", Party, role=1, name=2, qualifier=3, id=4)
"""Parties of a line before 005010, of which nothing more is said."""
LINE_PARTIES: Final = loops(
    "N1",
    "parties",
    Shape(
        Party,
        *ADDRESS.parts,
        G61S,
    ),
)
"""Parties of a line whose contacts stand in G61."""
W27: Final = each(
    "W27",
    "transport",
    Transport,
    mode=1,
    carrier=2,
    routing=3,
    payment=4,
    equipment_type=5,
    equipment_initial=6,
    equipment=7,
    status=8,
    handling=9,
    change_reason=10,
)
W66: Final = each(
    "W66",
    "transport",
    Transport,
    payment=1,
    mode=2,
    pallet_exchange=3,
    unit_load=4,
    routing=5,
    fob_code=6,
    fob=7,
    cod_payment=8,
    cod_amount=9,
    carrier=10,
)
W08: Final = each(
    "W08",
    "transport",
    Transport,
    mode=1,
    carrier=2,
    routing=3,
    equipment_initial=4,
    equipment=5,
    seal=6,
    second_seal=7,
    seal_status=8,
    unit_load=9,
)
LOADS: Final = each(
    "W10",
    "loads",
    CarrierLoad,
    unit_load=1,
    pallets=COUNT(2),
    pallet_exchange=3,
    seal=4,
    second_seal=5,
    temperature=NUMBER(6),
    temperature_unit=7,
    second_temperature=NUMBER(8),
    second_temperature_unit=9,
)
DESCRIPTIONS: Final = each("G69", "descriptions", str, 1)
PACKS: Final = each(
    "W20",
    "packs",
    PackDetail,
    count=COUNT(1),
    size=NUMBER(2),
    uom=3,
    weight=NUMBER(4),
    weight_qualifier=5,
    weight_unit=6,
    unit_weight=NUMBER(7),
    volume=NUMBER(8),
    volume_unit=9,
    color=10,
)
TOTALS: Final = one(
    "W03",
    units=NUMBER(1),
    weight=NUMBER(2),
    weight_unit=3,
    volume=NUMBER(4),
    volume_unit=5,
    lading=COUNT(6),
    lading_unit=7,
)
SHIPMENT: Final = one(
    "W06",
    reporting=1,
    number=2,
    date=DAY(3),
    shipment=4,
    agent_shipment=5,
    order=6,
    link=7,
    link_sequence=COUNT(8),
    handling=9,
    change_reason=10,
    transaction_type=11,
    action=12,
)


def weights_at(first: int) -> dict[str, At | int]:
    """Two weights, each with its qualifier and unit, from a position on."""
    return {
        "weight": NUMBER(first),
        "weight_qualifier": first + 1,
        "weight_unit": first + 2,
        "second_weight": NUMBER(first + 3),
        "second_weight_qualifier": first + 4,
        "second_weight_unit": first + 5,
    }


def shipment_key(document: ShippingAdvice | StockTransfer) -> str:
    """The number of a shipment: that of what the depositor asked for (W0602), and which of several.

    What is backordered ships later under the same W0602; W0604 tells the shipments apart.
    """
    number, shipment = document.number.strip(), document.shipment.strip()
    return number and "/".join(filter(None, (number, shipment)))


def total_complaints(
    segments: Sequence[Judged],
    path: str,
    element: str,
    claimed: Decimal | None,
    quantities: Iterable[Decimal | None],
) -> list[WireFinding]:
    """A total of units that is not the sum of the lines'."""
    right = total(quantities)
    if claimed is None or claimed == right:
        return []
    at = next(iter(at_path(segments, path)), segments[-1])
    return [complaint(Code.TOTAL_DIFFERS, at, element, claimed, right)]

"""Parts that the shapes of warehouse documents share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint
from edi.documents.parts import Party
from edi.documents.warehouse import PackDetail, Transport
from edi.elements import COUNT, NUMBER
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
    equipment_initial=5,
    equipment=6,
)
W66: Final = each("W66", "transport", Transport, payment=1, mode=2, routing=5, carrier=10)
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
TOTALS: Final = one("W03", units=NUMBER(1), weight=NUMBER(2), weight_unit=3)


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

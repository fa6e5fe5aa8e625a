"""Parts that the shapes of transport documents share."""

from __future__ import annotations

from typing import Final

from edi.documents.line_parts import Equipment, Seals
from edi.documents.parts import Party, Routing
from edi.documents.transport import (
    Delivered,
    Handling,
    LadingException,
    LadingItem,
    LadingWeight,
    LoadTotals,
    PackageCharge,
    Pallets,
    StopOrder,
)
from edi.elements import CENTS, COUNT, DAY, NUMBER, TEXT, At, Pairs
from edi.sections import ADDRESS, G61S, L11S, PLACES, in_pairs, texts
from edi.shapes import Shape, each, loops, one, spread

PARTIES: Final = loops("N1", "parties", Shape(Party, *ADDRESS.parts, G61S, L11S))
STOP_PARTIES: Final = loops("N1", "parties", Shape(Party, *ADDRESS.parts, G61S))
FREE_TEXTS: Final = spread("K1", "texts", texts, lambda lines: in_pairs("K1", lines))
"""Texts of up to two parts a segment."""
MS3S: Final = each("MS3", "routing", Routing, carrier=1, sequence=2, city=3, mode=4, state=5)
"""The carriers that a load goes through."""
_N7: Final[dict[str, At | int]] = {
    "initial": 1, "number": 2, "weight": NUMBER(3), "weight_qualifier": 4, "kind": 11,
    "carrier": 12, "length": 15, "weight_unit": 17, "type": 22,
}  # fmt: skip
EQUIPMENT_ALONE: Final = each("N7", "equipment", Equipment, where=None, fixed=None, **_N7)
EQUIPMENT: Final = loops(
    "N7",
    "equipment",
    Shape(
        Equipment,
        one("N7", where=None, fixed=None, among=None, **_N7),
        each("M7", "seals", Seals, first=1, second=2, third=3, fourth=4, role=5),
    ),
)
HANDLING: Final = each("AT5", "handling", Handling, code=1, service=2, description=3)
PALLETS: Final = each(
    "PLD", "pallets", Pallets, count=COUNT(1), exchange=2, weight_unit=3, weight=NUMBER(4)
)
SPO: Final = loops(
    "SPO",
    "orders",
    Shape(
        StopOrder,
        one(
            "SPO", order=1, reference=2, uom=3, quantity=NUMBER(4), weight_unit=5, weight=NUMBER(6)
        ),
        PLACES,
    ),
)
OID: Final = one(
    "OID",
    reference=1,
    order=2,
    uom=4,
    quantity=NUMBER(5),
    weight_unit=6,
    weight=NUMBER(7),
    volume_unit=8,
    volume=NUMBER(9),
)
OIDS: Final = loops("OID", "orders", Shape(StopOrder, OID, PLACES))
"""Orders since 005010, which an SPO said before."""
DELIVERIES: Final = each("POD", "deliveries", Delivered, date=DAY(1), time=2, name=3)
EXCEPTIONS: Final = each(
    "Q7", "exceptions", LadingException, code=1, packaging=2, quantity=COUNT(3)
)
CHARGES: Final = each("L9", "charges", PackageCharge, code=1, charge=CENTS(2))
PACKAGE: Final = one(
    "CD3",
    weight_qualifier=1,
    weight=NUMBER(2),
    zone=3,
    standard=4,
    service=5,
    delivery=6,
    charge_kind=7,
    charge=CENTS(8),
    other_charge_kind=9,
    other_charge=CENTS(10),
)
TOTALS: Final = each(
    "L3",
    "totals",
    LoadTotals,
    weight=NUMBER(1),
    weight_qualifier=2,
    rate=NUMBER(3),
    rate_qualifier=4,
    charge=CENTS(5),
    volume=NUMBER(9),
    volume_unit=10,
    pieces=COUNT(11),
    weight_unit=TEXT(12),
)
LADING: Final[dict[str, At | int]] = {
    "line": COUNT(1), "description": 2, "code": 3, "code_qualifier": 4, "packaging": 5,
}  # fmt: skip
"""Where the fields of what is carried stand in an L5, a segment in a 210 and a loop in a 204."""
LADING_ITEMS: Final = each(
    "LAD",
    "items",
    LadingItem,
    packaging=1,
    quantity=COUNT(2),
    unit_weight_unit=3,
    unit_weight=NUMBER(4),
    weight_unit=5,
    weight=NUMBER(6),
    identifiers=Pairs(positions=(7, 9, 11)),
    description=13,
)
LADING_WEIGHTS: Final = each(
    "AT8",
    "weights",
    LadingWeight,
    qualifier=1,
    uom=2,
    quantity=NUMBER(3),
    pieces=COUNT(4),
    unitized=COUNT(5),
    volume_unit=6,
    volume=NUMBER(7),
)

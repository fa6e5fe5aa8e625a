"""Parts that the shapes of transport documents share."""

from __future__ import annotations

from typing import Final

from edi.documents.parts import Party
from edi.documents.transport import LadingItem, LadingWeight, LoadTotals
from edi.elements import CENTS, COUNT, NUMBER, TEXT, At, Pairs
from edi.sections import ADDRESS, L11S
from edi.shapes import Shape, each, loops

PARTY: Final = Shape(Party, *ADDRESS.parts, L11S)
PARTIES: Final = loops("N1", "parties", PARTY)
STOP_PARTIES: Final = loops("N1", "parties", Shape(Party, *ADDRESS.parts))
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

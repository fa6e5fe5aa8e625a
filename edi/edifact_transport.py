"""How goods of an EDIFACT message go: stages of their way (TDT), and what they travel in (EQD).

TDT+20+V12+30++RDWY:172:182:ROADWAY+++ABC123' says the main carriage, by road, in the lorry ABC123.
EQD+CN+MSKU1234565++++5' is a full container, SEL+S-77+CA' the carrier's seal on it.
"""

from __future__ import annotations

from typing import Final

from edi.documents.line_parts import Seal, TransportUnit
from edi.documents.parts import Delivery, Routing
from edi.edifact_moments import DATES
from edi.edifact_shapes import LOCATION, MEASURES, REFERENCES, SITES
from edi.elements import TEXT
from edi.shapes import Loops, Part, Shape, each, loops, one

PASSED: Final = loops(
    "LOC",
    "places",
    Shape(Delivery, one("LOC", where=None, fixed=None, among=None, **LOCATION), DATES),
)
"""Places of a stage, and when it is there."""


def stages(*parts: Part) -> Loops:
    """The stages of a way, each with these parts behind it."""
    return loops(
        "TDT",
        "routing",
        Shape(
            Routing,
            one(
                "TDT",
                sequence=1,
                conveyance=2,
                mode=TEXT(3, 1),
                kind=TEXT(4, 1),
                carrier=TEXT(5, 1),
                qualifier=TEXT(5, 2),
                agency=TEXT(5, 3),
                description=TEXT(5, 4),
                means=TEXT(8, 1),
                means_name=TEXT(8, 4),
                nationality=TEXT(8, 5),
            ),
            *parts,
        ),
    )


ROUTING: Final = stages(PASSED)
"""How the goods of a document go."""
REPORTED: Final[dict[str, Loops]] = {
    "D96A": stages(REFERENCES, SITES, DATES),
    "D01B": stages(DATES, REFERENCES, PASSED),
}
"""The stages that a status is of, by directory."""


def units(*parts: Part) -> Loops:
    """What goods travel in, each with its measures and seals, and these parts behind them."""
    return loops(
        "EQD",
        "transport_units",
        Shape(
            TransportUnit,
            one(
                "EQD",
                kind=1,
                number=TEXT(2, 1),
                agency=TEXT(2, 3),
                country=TEXT(2, 4),
                size=TEXT(3, 1),
                size_name=TEXT(3, 4),
                supplier=4,
                status=5,
                load=6,
            ),
            MEASURES,
            each(
                "SEL",
                "seals",
                Seal,
                number=1,
                party=TEXT(2, 1),
                party_name=TEXT(2, 4),
                condition=3,
                first=TEXT(4, 1),
                last=TEXT(4, 2),
            ),
            *parts,
        ),
    )


TRANSPORT_UNITS: Final = units()
"""Containers, trailers and the like."""
REPORTED_UNITS: Final[dict[str, Loops]] = {"D96A": TRANSPORT_UNITS, "D01B": units(REFERENCES)}
"""Those that a status is of, by directory."""

"""214 Transportation Carrier Shipment Status Message: a carrier tells where a shipment is.

B10*PRO-5512*SH-7001*RDWY~
LX*1~
AT7*X1*NS***20260310*0755*LT~
MS1*Minneapolis*MN*US~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.line_parts import Seals
from edi.documents.parts import Party
from edi.documents.transport import (
    CarriedOrder,
    FreightPackage,
    ShipmentLeg,
    ShipmentStatus,
    StatusEvent,
)
from edi.elements import COUNT, DAY
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import within
from edi.sections import ADDRESS, G61S, G62S, L11S, MARKS
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet
from edi.transport_shapes import (
    EXCEPTIONS,
    FREE_TEXTS,
    HANDLING,
    LADING_WEIGHTS,
    MS3S,
    OIDS,
    PACKAGE,
    SPO,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "214"
_STATUS: Final = """
[AT7] O 10
    AT7 M 1; MS1 O 1; MS2 O 1
"""


def _party(streets: int) -> str:
    return f"""
[N1] O 999999
    N1 M 1; N2 O 1; N3 O {streets}; N4 O 1; L11 O 10
"""


_TEXTS: Final = {
    "004010": f"""
ST M 1; B10 M 1; L11 O 300; MAN O 9999; K1 O 10
[N1] O 10
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; G61 O 1; G62 O 1; L11 O 10
MS3 O 12
[LX] O 999999
    LX M 1
{within(1, _STATUS)}
    L11 O 10; MAN O 9999; Q7 O 10; K1 O 10; AT5 O 10; AT8 O 10
    [CD3] O 999999
        CD3 M 1; L11 O 20
{within(2, _STATUS)}
        NM1 O 1; Q7 O 10; AT8 O 1; MAN O 9999
{within(2, _party(3))}
    [PRF] O 999999
        PRF M 1
{within(2, _party(2))}
        [CD3] O 999999
            CD3 M 1; L11 O 20
{within(3, _STATUS)}
            MAN O 9999
    [SPO] O 999999
        SPO M 1; SDQ O 10
    [EFI] O >1
        EFI M 1; BIN M 1
SE M 1
""",
    "005010": """
ST M 1; B10 M 1; MS3 O 12
[LX] M 999999
    LX M 1; L11 O 999; MAN O 9999; Q7 O 10; K1 O 10; AT5 O 10; AT8 O 10
    [AT7] M 10
        AT7 M 1; MS1 O 1; MS2 O 2; K1 O 1; M7 O 1
    [N1] O 5
        N1 M 1; N2 O 1; N3 O 2; N4 O 1; G62 O 1; L11 O 10
    [OID] O 999999
        OID M 1; SDQ O 10
SE M 1
""",
}
"""Since 005010 all that a shipment is said to be stands in its LX, ahead of what happened."""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_HAPPENED: Final = (
    one(
        "AT7",
        status=1,
        reason=2,
        appointment=3,
        appointment_reason=4,
        date=DAY(5),
        time=6,
        zone=7,
    ),
    one(
        "MS1",
        city=1,
        state=2,
        country=3,
        longitude=4,
        latitude=5,
        longitude_direction=6,
        latitude_direction=7,
    ),
    one("MS2", equipment_owner=1, equipment=2, equipment_kind=3),
)
_EVENT: Final = Shape(
    StatusEvent,
    *_HAPPENED,
    FREE_TEXTS,
    each("M7", "seals", Seals, first=1, second=2, third=3, fourth=4, role=5),
)
_EVENTS: Final = loops("AT7", "events", Shape(StatusEvent, *_HAPPENED))
"""What happened to a package."""
_SHIPPER: Final = Shape(Party, *ADDRESS.parts, G61S, G62S, L11S)
_DATED: Final = loops("N1", "parties", Shape(Party, *ADDRESS.parts, G62S, L11S))
_PARTIES: Final = loops("N1", "parties", Shape(Party, *ADDRESS.parts, L11S))
_PACKAGE: Final = (PACKAGE, L11S, _EVENTS, MARKS)
_ORDER: Final = Shape(
    CarriedOrder,
    one("PRF", order=1, release=2, change=3, date=DAY(4), line=5, contract=6, type=7),
    _PARTIES,
    loops("CD3", "packages", Shape(FreightPackage, *_PACKAGE)),
)
_PACKAGES: Final = Shape(FreightPackage, *_PACKAGE, EXCEPTIONS, LADING_WEIGHTS, _PARTIES)
_LEG: Final = Shape(
    ShipmentLeg,
    one("LX", number=COUNT(1)),
    loops("AT7", "events", _EVENT),
    L11S,
    MARKS,
    EXCEPTIONS,
    FREE_TEXTS,
    HANDLING,
    LADING_WEIGHTS,
    _DATED,
    loops("CD3", "packages", _PACKAGES),
    loops("PRF", "purchase_orders", _ORDER),
    SPO,
    OIDS,
)
SHAPE: Final = Shape(
    ShipmentStatus,
    one("B10", pro_number=1, shipment=2, carrier=3),
    L11S,
    MARKS,
    FREE_TEXTS,
    loops("N1", "parties", _SHIPPER),
    MS3S,
    loops("LX", "legs", _LEG),
)


def judge(status: ShipmentStatus, segments: Sequence[Judged]) -> list[WireFinding]:
    """The shipment is named, by its own number or the carrier's."""
    if status.shipment.strip() or status.pro_number.strip():
        return []
    return [number_missing(segments, "B1002")]


SET: Final = TransactionSet(
    code=CODE,
    title="Transportation Carrier Shipment Status",
    group="QM",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.shipment or document.pro_number,
)

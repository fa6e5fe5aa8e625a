"""204 Motor Carrier Load Tender: a shipper offers a load to a carrier.

B2**RDWY**LOAD-71**PP~
B2A*00*LT~
L11*SH-7001*SI~
S5*1*CL*96*L*12*CT~
OID*SO-881*4500017**CT*12*L*96~
L3*96*G***45000~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.transport import Lading, LoadTender, Stop, StopOrder
from edi.elements import COUNT, NUMBER
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import within
from edi.sections import G62S, L11S, REMARKS
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.transport_shapes import (
    EQUIPMENT,
    HANDLING,
    LADING,
    LADING_ITEMS,
    LADING_WEIGHTS,
    MS3S,
    OID,
    PALLETS,
    PARTIES,
    STOP_PARTIES,
    TOTALS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "204"
_EQUIPMENT: Final = """
[N7] O 10
    N7 M 1; N7A O 1; N7B O 1; MEA O 1; M7 O 2
"""
_HANDLING: Final = """
[AT5] O 6
    AT5 M 1; RTT O 1; C3 O 1
"""
_CONTACTS: Final = """
[G61] O 99
    G61 M 1; L11 O 5; LH6 O 6
    [LH1] O 25
        LH1 M 1; LH2 O 4; LH3 O 10; LFH O 20; LEP O 3; LH4 O 1; LHT O 3
"""
"""Whom to ask about what is carried, and what of it is dangerous."""
_PARTIES: Final = """
[N1] O 5
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; L11 O 1; G61 O 3
"""
_STOP_PARTY: Final = """
[N1] O 1
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; G61 O 3
"""
_TEXTS: Final = {
    "004010": f"""
ST M 1; B2 M 1; B2A M 1; L11 O 50; G62 O 1; MS3 O 1; AT5 O 6; PLD O 1; LH6 O 6; NTE O 10
{_PARTIES}
{_EQUIPMENT}
[S5] M 999
    S5 M 1; L11 O 50; G62 O 2; AT8 O 1; LAD O 999; AT5 O 6; PLD O 1; NTE O 20
{within(1, _STOP_PARTY)}
    [L5] O 99
        L5 M 1; AT8 O 1
{within(2, _CONTACTS)}
    [OID] O 999
        OID M 1; G62 O 2; LAD O 999
        [L5] O 99
            L5 M 1; AT8 O 1
{within(3, _CONTACTS)}
{within(1, _EQUIPMENT)}
L3 O 1; SE M 1
""",
    "005010": f"""
ST M 1; B2 M 1; B2A M 1; C3 O 1; L11 O >1; G62 O 1; MS3 O 1
{_HANDLING}
PLD O 1; LH6 O 6; NTE O 10
{_PARTIES}
{_EQUIPMENT}
[S5] M 999
    S5 M 1; L11 O >1; G62 O 3; AT8 O 1; LAD O >1
{within(1, _HANDLING)}
    PLD O 1; NTE O 20
{within(1, _STOP_PARTY)}
    [L5] O >1
        L5 M 1; AT8 O 1
{within(2, _HANDLING)}
        L11 O >1; MEA O 10; PER O 1; L4 O 1
{within(2, _CONTACTS)}
    [OID] O >1
        OID M 1; G62 O 2; LAD O >1
        [L5] O >1
            L5 M 1; AT8 O 1; L4 O 1
{within(3, _CONTACTS)}
{within(1, _EQUIPMENT)}
L3 O 1
[LX] O 1
    LX M 1; L4 O 1
SE M 1
""",
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_LADING: Final = loops(
    "L5",
    "lading",
    Shape(Lading, one("L5", where=None, fixed=None, among=None, **LADING), LADING_WEIGHTS),
)
_ORDER: Final = Shape(
    StopOrder,
    OID,
    G62S,
    LADING_ITEMS,
    _LADING,
)
_STOP: Final = Shape(
    Stop,
    one(
        "S5",
        sequence=COUNT(1),
        reason=2,
        weight=NUMBER(3),
        weight_unit=4,
        units=NUMBER(5),
        units_uom=6,
    ),
    L11S,
    G62S,
    LADING_WEIGHTS,
    HANDLING,
    PALLETS,
    REMARKS,
    STOP_PARTIES,
    LADING_ITEMS,
    _LADING,
    loops("OID", "orders", _ORDER),
    EQUIPMENT,
)
SHAPE: Final = Shape(
    LoadTender,
    one("B2", carrier=2, shipment=4, payment=6),
    one("B2A", purpose=1, application=2),
    one("C3", currency=1),
    L11S,
    G62S,
    MS3S,
    HANDLING,
    PALLETS,
    REMARKS,
    PARTIES,
    EQUIPMENT,
    loops("S5", "stops", _STOP),
    TOTALS,
)


def judge(tender: LoadTender, segments: Sequence[Judged]) -> list[WireFinding]:
    """The load has a number."""
    if tender.shipment.strip():
        return []
    return [number_missing(segments, "B204")]


SET: Final = TransactionSet(
    code=CODE,
    title="Motor Carrier Load Tender",
    group="SM",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.shipment,
)

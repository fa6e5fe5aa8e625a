"""210 Motor Carrier Freight Details and Invoice: a carrier bills a shipment.

B3**FB-9001*SH-7001*PP**20260312*45000****RDWY~
LX*1~
L5*1*Housewares~
L1*1*4.69*PH*45000~
L3*96*G***45000~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, number_missing
from edi.documents.freight import (
    BilledStop,
    FreightBill,
    FreightCharge,
    FreightLine,
    PackedParty,
)
from edi.documents.parts import Party
from edi.documents.transport import FreightPackage, Lading, LoadTotals
from edi.elements import CENTS, COUNT, DAY, NUMBER
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import within
from edi.sections import ADDRESS, G62S, L11S, N9S, TERMS
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet
from edi.transport_shapes import (
    CHARGES,
    DELIVERIES,
    EQUIPMENT,
    FREE_TEXTS,
    LADING,
    OIDS,
    PACKAGE,
    SPO,
    TOTALS,
)
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "210"


def _text(reference: str, order: str, *, lines: int, charges: int, line: str, details: int) -> str:
    """The grammar, where releases differ: in which segments a `reference` and an `order` are.

    `lines`, `charges` and `details` are how many LX, L1 and L9 there may be, `line` begins an LX.
    """
    orders = f"""
[{order}] O 999999
    {order} M 1; SDQ O 10
"""
    equipment = """
[N7] O 10
    N7 M 1; M7 O 2
"""
    return f"""
ST M 1; B3 M 1; C2 O 1; C3 O 1; ITD O 1; {reference} O 300; G62 O 6; R3 O 12; H3 O 6; K1 O 10
[N1] O 10
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; {reference} O 5
{equipment}
{orders}
[S5] O 999
    S5 M 1; {reference} O 10; G62 O 10; H3 O 6
{within(1, orders)}
    [N1] O 2
        N1 M 1; N2 O 1; N3 O 2; N4 O 1; {reference} O 5
{within(2, equipment)}
[LX] O {lines}
    LX M 1; {line}; L5 O 30; H1 O 3; H2 O 2; L0 O 10; L1 O {charges}; L4 O 10; L7 O 10; K1 O 10
{within(1, orders)}
    [N1] O 999999
        N1 M 1; N2 O 1; N3 O 2; N4 O 1; {reference} O 10
        [CD3] O 999999
            CD3 M 1; {reference} O 20; H6 O 10; L9 O {details}; POD O 1; G62 O 1
{within(2, orders)}
L3 O 1; SE M 1
"""


_TEXTS: Final = {
    "004010": _text("N9", "SPO", lines=9999, charges=10, line="N9 O 5; POD O 1", details=10),
    "005010": _text("L11", "OID", lines=99999, charges=50, line="L11 O 20", details=50),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_PACKAGES: Final = loops(
    "CD3",
    "packages",
    Shape(
        FreightPackage,
        PACKAGE,
        N9S,
        L11S,
        CHARGES,
        DELIVERIES,
        G62S,
    ),
)
_LINE: Final = Shape(
    FreightLine,
    one("LX", number=COUNT(1)),
    N9S,
    L11S,
    DELIVERIES,
    each("L5", "lading", Lading, where=None, fixed=None, **LADING),
    each(
        "L0",
        "measures",
        LoadTotals,
        line=COUNT(1),
        billed=NUMBER(2),
        billed_qualifier=3,
        weight=NUMBER(4),
        weight_qualifier=5,
        volume=NUMBER(6),
        volume_unit=7,
        pieces=COUNT(8),
        form=9,
        dunnage=10,
        weight_unit=11,
    ),
    each(
        "L1",
        "charges",
        FreightCharge,
        line=COUNT(1),
        rate=NUMBER(2),
        rate_qualifier=3,
        charge=CENTS(4),
        advances=CENTS(5),
        prepaid=CENTS(6),
        code=8,
        payment=11,
        description=12,
        billed=NUMBER(17),
        billed_qualifier=18,
    ),
    FREE_TEXTS,
    SPO,
    OIDS,
    loops("N1", "parties", Shape(PackedParty, *ADDRESS.parts, N9S, L11S, _PACKAGES, SPO, OIDS)),
)
_PARTY: Final = Shape(Party, *ADDRESS.parts, N9S, L11S)
_STOP: Final = Shape(
    BilledStop,
    one(
        "S5",
        sequence=COUNT(1),
        reason=2,
        weight=NUMBER(3),
        weight_unit=4,
        units=NUMBER(5),
        units_uom=6,
    ),
    N9S,
    L11S,
    G62S,
    SPO,
    OIDS,
    loops("N1", "parties", _PARTY),
)
SHAPE: Final = Shape(
    FreightBill,
    one(
        "B3",
        invoice=2,
        shipment=3,
        payment=4,
        date=DAY(6),
        charge=CENTS(7),
        correction=8,
        delivered=DAY(9),
        delivered_qualifier=10,
        carrier=11,
    ),
    one("C3", currency=1),
    N9S,
    L11S,
    G62S,
    TERMS,
    FREE_TEXTS,
    loops("N1", "parties", _PARTY),
    EQUIPMENT,
    SPO,
    OIDS,
    loops("S5", "stops", _STOP),
    loops("LX", "lines", _LINE),
    TOTALS,
)


def judge(bill: FreightBill, segments: Sequence[Judged]) -> list[WireFinding]:
    """The bill has a number; B307 is what its lines charge, where they charge anything."""
    found: list[WireFinding] = []
    if not bill.invoice.strip():
        found.append(number_missing(segments, "B302"))
    charges = [c.charge for line in bill.lines for c in line.charges if c.charge is not None]
    if bill.charge is not None and charges and total(charges) != bill.charge:
        at = next(iter(at_path(segments, "B3")), segments[-1])
        found.append(complaint(Code.TOTAL_DIFFERS, at, "B307", bill.charge, total(charges)))
    return found


SET: Final = TransactionSet(
    code=CODE,
    title="Motor Carrier Freight Details and Invoice",
    group="IM",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.invoice,
)

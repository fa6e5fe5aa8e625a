"""945 Warehouse Shipping Advice: the warehouse says what it shipped.

W06*N*SO-881*20260309*SH-7001**4500017~
W27*M*RDWY*ROADWAY*PP~
LX*1~
MAN*GM*00006141411234567890~
W12*CC*12*12**EA*012345678905*VN*A~
W03*12*96*LB~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, number_missing
from edi.documents.warehouse import ShippedLine, ShippedPackage, ShippingAdvice
from edi.elements import COUNT, DAY, NUMBER, Pairs
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import ACCOUNTS, CODE_LISTS, within
from edi.sections import (
    AMOUNTS,
    G61S,
    G62S,
    MARKS,
    MEASURES,
    N9S,
    PACKAGING,
    PALLETS,
    QUANTITIES,
    REMARKS,
)
from edi.shapes import Part, Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.values import ZERO, less
from edi.warehouse_shapes import (
    DESCRIPTIONS,
    NAMES,
    PARTIES,
    TOTALS,
    W27,
    shipment_key,
    total_complaints,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "945"


def _text(*, header: str, parties: str) -> str:
    """The grammar, where releases differ: what ends the header, and the `parties` of a line."""
    return f"""
ST M 1; W06 M 1
[N1] M 10
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; PER O 5
N9 O 10; G61 O 3; G62 O 5; NTE O 20; W27 O 1; W6 O 1; W28 O 1; W10 O 10; G72 O 5; {header}
{CODE_LISTS}
[LX] O >1
    LX M 1; MAN O >1; PAL O 1; N9 O 5
    [W12] O >1
        W12 M 1; G69 O 5; N9 O 200; G62 O 10; QTY O 10; MEA O 5; AMT O 1; R4 O 5; W27 O 1
{within(2, parties)}
        G72 O 5
{within(2, CODE_LISTS)}
        [LS] O 1
            LS M 1
            [LX] M >1
                LX M 1; N9 O >1; G62 O 10; N1 O 1
{within(4, CODE_LISTS)}
            LE M 1
{within(2, ACCOUNTS)}
W03 O 1; SE M 1
"""


_PARTIES: Final = """
[N1] O >1
    N1 M 1; N2 O 1; N3 O 1; N4 O 1; PER O 1
"""
_TEXTS: Final = {
    "004010": _text(header="", parties="N1 O 5"),
    "005010": _text(header="TD1 O 5", parties=_PARTIES),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_LINE: Final = (
    one(
        "W12",
        status=1,
        quantity_ordered=NUMBER(2),
        quantity=NUMBER(3),
        difference=NUMBER(4),
        uom=5,
        identifiers=Pairs(upc=6, positions=(7, 17)),
        lot=9,
        weight=NUMBER(10),
    ),
    DESCRIPTIONS,
    N9S,
    G62S,
    QUANTITIES,
    MEASURES,
    AMOUNTS,
)


def _shape(parties: Part, *header: Part) -> Shape[ShippingAdvice]:
    """An advice whose lines have such parties, and what its header says besides."""
    lines = loops("W12", "lines", Shape(ShippedLine, *_LINE, parties))
    package = Shape(ShippedPackage, one("LX", number=COUNT(1)), MARKS, PALLETS, N9S, lines)
    return Shape(
        ShippingAdvice,
        one("W06", reporting=1, number=2, date=DAY(3), shipment=4, order=6, link=7),
        PARTIES,
        N9S,
        G61S,
        G62S,
        REMARKS,
        W27,
        *header,
        loops("LX", "packages", package),
        TOTALS,
    )


SHAPE: Final = _shape(NAMES)
ADDRESSED: Final = _shape(PARTIES, PACKAGING)
"""The same since 005010."""


def judge(advice: ShippingAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """Ordered less shipped is the difference on each line; W0301 is the sum of what shipped."""
    found: list[WireFinding] = []
    if not advice.number.strip():
        found.append(number_missing(segments, "W0602"))
    lines = [line for package in advice.packages for line in package.lines]
    for line, head in zip(lines, at_path(segments, "LX/W12/W12"), strict=True):
        ordered, shipped = line.quantity_ordered, line.quantity
        if ordered is None or line.difference is None:
            continue
        right = less(ordered, shipped or ZERO)
        if line.difference.copy_abs() != right.copy_abs():
            found.append(complaint(Code.QUANTITY_DIFFERS, head, "W1204", line.difference, right))
    quantities = (line.quantity for line in lines)
    return found + total_complaints(segments, "W03", "W0301", advice.units, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title="Warehouse Shipping Advice",
    group="SW",
    grammars=GRAMMARS,
    shape=SHAPE,
    shapes={"005010": ADDRESSED},
    judge=judge,
    key=shipment_key,
)

"""943 Warehouse Stock Transfer Shipment Advice: stock on its way to the warehouse.

W06*N*TR-301*20260308*SH-6001**PO-17~
W27*M*RDWY~
W04*48*CA*012345678905*VN*A~
W03*48*900*LB~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.warehouse import StockTransfer, TransferLine
from edi.elements import DAY, NUMBER, Pairs
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.sections import G61S, G62S, N9S, REMARKS
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.warehouse_shapes import (
    DESCRIPTIONS,
    PACKS,
    PARTIES,
    TOTALS,
    W27,
    shipment_key,
    total_complaints,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "943"
_TEXT: Final = """
ST M 1; W06 M 1
[N1] M 10
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; PER O 5
N9 O 10; G61 O 3; G62 O 5; NTE O 20; W27 M 1; W28 O 1; W10 O 1
[W04] M 9999
    W04 M 1; G69 O 5; N9 O 200; W20 O 2
W03 M 1; SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_LINE: Final = Shape(
    TransferLine,
    one(
        "W04",
        quantity=NUMBER(1),
        uom=2,
        identifiers=Pairs(upc=3, positions=(4, 6, 14)),
        freight_class=8,
        rate_class=9,
        commodity_qualifier=10,
        commodity=11,
        pallet=12,
        lot=13,
    ),
    DESCRIPTIONS,
    N9S,
    PACKS,
)
SHAPE: Final = Shape(
    StockTransfer,
    one("W06", reporting=1, number=2, date=DAY(3), shipment=4, order=6),
    PARTIES,
    N9S,
    G61S,
    G62S,
    REMARKS,
    W27,
    loops("W04", "lines", _LINE),
    TOTALS,
)


def judge(transfer: StockTransfer, segments: Sequence[Judged]) -> list[WireFinding]:
    """The transfer has a number, and W0301 is the sum of its lines."""
    found: list[WireFinding] = []
    if not transfer.number.strip():
        found.append(number_missing(segments, "W0602"))
    quantities = (line.quantity for line in transfer.lines)
    return found + total_complaints(segments, "W03", "W0301", transfer.units, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title="Warehouse Stock Transfer Shipment Advice",
    group="AR",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=shipment_key,
)

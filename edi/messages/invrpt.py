"""INVRPT Inventory report: stock as of a time.

BGM+35+INV-0309+9'
DTM+137:20260309:102'
NAD+WH+NYC'
LIN+1++5410000000019:EN'
QTY+145:120:PCE'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import count_complaints, number_missing
from edi.control_totals import control_total_complaints
from edi.documents.orders import Delivery
from edi.documents.stock import InventoryAdvice, StockLine, StockQuantity
from edi.edifact_shapes import (
    DATES,
    DESCRIPTIONS,
    ITEM,
    LINE_COUNT,
    LOCATION,
    MORE_ITEMS,
    NUM,
    PURPOSE,
    REFERENCES,
    dated,
    undated,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.elements import TEXT
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "INVRPT"
_TEXT: Final = """
UNH M 1; BGM M 1; DTM M 10; FTX O 5
[RFF] O 10
    RFF M 1; DTM O 1
[NAD] O 20
    NAD M 1; LOC O 10
    [RFF] O 10
        RFF M 1; DTM O 1
    [CTA] O 5
        CTA M 1; COM O 5
[CUX] O 1
    CUX M 1; DTM O 1
[LIN] M 9999
    LIN M 1; PIA O 10; IMD O 25; MEA O 10; ALI O 5; DTM O 10; FTX O 5
    [RFF] O 10
        RFF M 1; DTM O 1
    [LOC] O 10
        LOC M 1; DTM O 1
    [QTY] O >1
        QTY M 1; INV O 5; GIS O 1; LOC O 5; DTM O 10
        [RFF] O 1
            RFF M 1; DTM O 1
    [PRI] O 10
        PRI M 1; CUX O 1; DTM O 1
CNT O 1; UNT M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("D96A", "D01B")
}

_QUANTITY: Final = Shape(
    StockQuantity,
    one("QTY", qualifier=TEXT(1, 1), quantity=NUM(1, 2), uom=TEXT(1, 3)),
    each("LOC", "places", Delivery, where=None, fixed=None, **LOCATION),
    DATES,
)
_LINE: Final = Shape(
    StockLine,
    one("LIN", line=1, identifiers=ITEM),
    MORE_ITEMS,
    DESCRIPTIONS,
    DATES,
    REFERENCES,
    loops("QTY", "quantities", _QUANTITY),
)
SHAPE: Final = Shape(
    InventoryAdvice,
    one("BGM", type=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
    REFERENCES,
    PARTY_LOOPS,
    loops("LIN", "lines", _LINE),
    LINE_COUNT,
)


def judge(advice: InventoryAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The report has a number, and CNT+2 counts its items."""
    found: list[WireFinding] = []
    if not advice.number.strip():
        found.append(number_missing(segments, "BGM02"))
    count = len(advice.lines)
    found += count_complaints(segments, "CNT", "CNT01-2", advice.line_count, count)
    return found + control_total_complaints(segments, "CNT", "LIN")


SET: Final = TransactionSet(
    code=CODE,
    title="Inventory report",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
    arrange=dated,
    spread=undated,
)

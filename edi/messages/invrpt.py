"""INVRPT Inventory report: stock as of a time.

BGM+35+INV-0309+9'
DTM+137:20260309:102'
NAD+WH+NYC'
LIN+1++5410000000019:EN'
LOC+14+A-07'
QTY+145:120:PCE'

In D.01B each quantity is of a group that begins with INV:

LIN+1++5410000000019:EN'
INV'
QTY+145:120:PCE'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.parts import Delivery, Party
from edi.documents.stock import InventoryAdvice, StockLine, StockQuantity
from edi.edifact_moments import DATES, dated, undated
from edi.edifact_shapes import (
    DATED_REFERENCES,
    DESCRIPTIONS,
    ITEM,
    LOCATION,
    MARKS,
    MORE_ITEMS,
    NUM,
    PARTY_NAME,
    PURPOSE,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.elements import TEXT
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import invrpt
from edi.shapes import Loops, Part, Shape, each, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "INVRPT"
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", invrpt.D96A),
    "D01B": read_grammar(CODE, "D01B", invrpt.D01B),
}

_PLACES: Final = each("LOC", "places", Delivery, where=None, fixed=None, **LOCATION)
"""Where the item is: of its line, what holds for all its quantities."""
_QUANTITY: Final = (
    one("QTY", qualifier=TEXT(1, 1), quantity=NUM(1, 2), uom=TEXT(1, 3)),
    MARKS,
    _PLACES,
    DATES,
    loops("NAD", "parties", Shape(Party, PARTY_NAME)),
)
_HOLDER: Final = each("NAD", "parties", Party, where=None, fixed=None, **PARTY_NAME.bindings)
"""The party of a line, which has no group of its own."""


def _report(quantities: Loops, *more: Part) -> Shape[InventoryAdvice]:
    """A report whose lines have their quantities in these loops."""
    line = Shape(
        StockLine,
        one("LIN", line=1, identifiers=ITEM),
        MORE_ITEMS,
        DESCRIPTIONS,
        *more,
        _PLACES,
        DATES,
        DATED_REFERENCES,
        quantities,
    )
    return Shape(
        InventoryAdvice,
        one("BGM", type=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
        DATES,
        DATED_REFERENCES,
        PARTY_LOOPS,
        loops("LIN", "lines", line),
    )


SHAPE: Final = _report(loops("QTY", "quantities", Shape(StockQuantity, *_QUANTITY)))
MANAGED: Final = _report(
    loops("INV", "quantities", Shape(StockQuantity, one("INV"), *_QUANTITY)), _HOLDER
)
"""The shape of later directories: INV is in front of each quantity, not behind it."""


def judge(advice: InventoryAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The report has a number; the message has no segment to count its items in."""
    return [] if advice.number.strip() else [number_missing(segments, "BGM02")]


SET: Final = TransactionSet(
    code=CODE,
    title="Inventory report",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    shapes={"D01B": MANAGED},
    judge=judge,
    key=lambda document: document.number,
    arrange=dated,
    spread=undated,
)

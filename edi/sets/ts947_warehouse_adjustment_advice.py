"""947 Warehouse Inventory Adjustment Advice: stock changed without a movement.

W15*20260309*ADJ-12~
W19*AU*-13.000*EA*012345678905*VN*A~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.warehouse import AdjustmentAdvice, AdjustmentLine
from edi.elements import DAY, NUMBER, Pairs
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import ACCOUNTS, CODE_LISTS, within
from edi.sections import AMOUNTS, G61S, G62S, N9S, REMARKS
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.warehouse_shapes import DESCRIPTIONS, LINE_PARTIES, PARTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "947"
_TEXT: Final = f"""
ST M 1; W15 M 1
[N1] M 100
    N1 M 1; N2 O 1; N3 O 1; N4 O 1; PER O 5
N9 O 10; G61 O 3; G62 O 5; NTE O 20
{CODE_LISTS}
[W19] M >1
    W19 M 1; G69 O 5; N9 O 10; CS O 1; AMT O 1; G62 O 10
{within(1, CODE_LISTS)}
    [N1] O 50
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; G61 O 5
    [LX] O >1
        LX M 1; N9 O >1; G62 O 1; N1 O 1
{within(2, CODE_LISTS)}
{within(1, ACCOUNTS)}
SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_LINE: Final = Shape(
    AdjustmentLine,
    one(
        "W19",
        reason=1,
        quantity=NUMBER(2),
        uom=3,
        identifiers=Pairs(upc=4, positions=(5, 7, 17)),
        lot=9,
        transaction=16,
    ),
    DESCRIPTIONS,
    N9S,
    G62S,
    AMOUNTS,
    LINE_PARTIES,
)
SHAPE: Final = Shape(
    AdjustmentAdvice,
    one("W15", date=DAY(1), number=2, depositor_number=3),
    PARTIES,
    N9S,
    G61S,
    G62S,
    REMARKS,
    loops("W19", "lines", _LINE),
)


def judge(advice: AdjustmentAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The adjustment has a number of the warehouse or of the depositor."""
    if advice.number.strip() or advice.depositor_number.strip():
        return []
    return [number_missing(segments, "W1502")]


SET: Final = TransactionSet(
    code=CODE,
    title="Warehouse Inventory Adjustment Advice",
    group="AW",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number or document.depositor_number,
)

"""846 Inventory Inquiry/Advice: stock as its owner or its warehouse sees it, as of a time.

BIA*00*DD*INV-0309*20260309*0600~
DTM*184*20260309*0600~
LIN*1*VN*A*UP*012345678905~
QTY*33*120*EA~
QTY*17*150*EA~
CTT*1~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import count_complaints, number_missing
from edi.control_totals import by_kind, hash_complaints
from edi.documents.stock import InventoryAdvice, StockLine, StockQuantity
from edi.elements import COUNT, DAY, NUMBER, TEXT, Pairs
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import CODE_LISTS, within
from edi.order_shapes import DESCRIPTIONS, SELLERS, sublines
from edi.sections import (
    CHARGES,
    CONTACTS,
    DATES,
    MARKS,
    MEASURES,
    PARTY,
    PLACES,
    PRICES,
    REFERENCES,
    SCHEDULES,
)
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "846"
_TEXT: Final = f"""
ST M 1; BIA M 1; CUR O 1; DTM O 10; REF O 12; PER O 3; MEA O 20
[N1] O 5
    N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3
{CODE_LISTS}
[LIN] M 10000
    LIN M 1; PID O 200; MEA O 40; PKG O 25; DTM O 10; CTP O 25; CUR O 1; SAC O 25; REF O >1
    PER O 3; SDQ O 500; MAN O 1; UIT O 5; CS O 1; DD O >1; G53 O 1; PCT O >1; LDT O 12
{within(1, CODE_LISTS)}
    [SLN] O 1000
        SLN M 1; PID O 200; MEA O 40; PKG O 25
        [MAN] O 100
            MAN M 1; MEA O 40
    [QTY] O 99
        QTY M 1; UIT O 12; MEA O 25; LDT O 12; DTM O 10
        [SCH] O 25
            SCH M 1; MEA O 25
        [LM] O >1
            LM M 1; LQ M 100
        [LS] O 1
            LS M 1
            [REF] M >1
                REF M 1; DTM O >1; N1 O 1
{within(4, CODE_LISTS)}
            LE M 1
    [N1] O 200
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3
CTT O 1; SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_QUANTITY: Final = Shape(
    StockQuantity,
    one("QTY", qualifier=1, quantity=NUMBER(2), uom=TEXT(3, 1)),
    MEASURES,
    DATES,
    SCHEDULES,
)
_LINE: Final = Shape(
    StockLine,
    one("LIN", line=1, identifiers=Pairs(2)),
    DESCRIPTIONS,
    MEASURES,
    REFERENCES,
    CONTACTS,
    DATES,
    PRICES,
    SELLERS,
    CHARGES,
    MARKS,
    PLACES,
    sublines(MEASURES),
    loops("QTY", "quantities", _QUANTITY),
    loops("N1", "parties", PARTY),
)
SHAPE: Final = Shape(
    InventoryAdvice,
    one("BIA", purpose=1, type=2, number=3, date=DAY(4), time=5),
    SELLERS,
    MEASURES,
    DATES,
    REFERENCES,
    CONTACTS,
    loops("N1", "parties", PARTY),
    loops("LIN", "lines", _LINE),
    one("CTT", line_count=COUNT(1), hash_total=NUMBER(2)),
)


def judge(advice: InventoryAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The report has a number, and its items are counted right."""
    found: list[WireFinding] = []
    if not advice.number.strip():
        found.append(number_missing(segments, "BIA03"))
    count = len(advice.lines)
    found += count_complaints(segments, "CTT", "CTT01", advice.line_count, count)
    said = [(each.qualifier, each.quantity) for line in advice.lines for each in line.quantities]
    return found + hash_complaints(segments, "CTT", advice.hash_total, *by_kind(said))


SET: Final = TransactionSet(
    code=CODE,
    title="Inventory Inquiry/Advice",
    group="IB",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
)

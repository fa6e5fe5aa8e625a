"""865 Purchase Order Change Acknowledgment: the seller's answer to a change, or wish for one.

BCA*04*AC*4500017**1*20260302**SO-881**20260304~
POC*1*QD*10*10*EA*9.25*PE*VN*A~
ACK*IQ*10*EA*067*20260310~
CTT*1~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import count_complaints, number_missing
from edi.control_totals import hash_complaints
from edi.documents.order_answers import ChangedLine, OrderChange
from edi.elements import DAY
from edi.findings import WireFinding
from edi.fragments import ANSWER, LINE_DETAILS, LINE_LOOPS, ORDER_HEADER, ORDER_LOOPS
from edi.fragments import TOTALS as TOTALS_TEXT
from edi.grammar import Grammar, read_grammar
from edi.order_shapes import ANSWERS, CHANGED, HEADER, LINE, TOTALS, change_key
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "865"
_TEXT: Final = f"""
ST M 1; BCA M 1
{ORDER_HEADER}
{ORDER_LOOPS}
[POC] O >1
    POC M 1
{LINE_DETAILS}
{ANSWER}
{LINE_LOOPS}
{TOTALS_TEXT}
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_LINE: Final = Shape(ChangedLine, CHANGED, *LINE, ANSWERS)
SHAPE: Final = Shape(
    OrderChange,
    one(
        "BCA",
        purpose=1,
        type=2,
        number=3,
        release=4,
        sequence=5,
        date=DAY(6),
        contract=7,
        seller_number=8,
        changed=DAY(10),
    ),
    *HEADER,
    loops("POC", "lines", _LINE),
    TOTALS,
)


def judge(change: OrderChange, segments: Sequence[Judged]) -> list[WireFinding]:
    """The order is named, and the lines are counted right."""
    found: list[WireFinding] = []
    if not change.number.strip():
        found.append(number_missing(segments, "BCA03"))
    count = len(change.lines)
    found += count_complaints(segments, "CTT/CTT", "CTT01", change.line_count, count)
    quantities = [line.quantity for line in change.lines]
    return found + hash_complaints(segments, "CTT/CTT", change.hash_total, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title="Purchase Order Change Acknowledgment",
    group="CA",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=change_key,
)

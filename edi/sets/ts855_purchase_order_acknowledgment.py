"""855 Purchase Order Acknowledgment: the seller's answer to an order, line by line.

BAK*00*AC*4500017*20260302****SO-881*20260302~
PO1*1*12*EA*9.25*PE*VN*A~
ACK*IA*10*EA*067*20260310~
ACK*IB*2*EA*067*20260317~
CTT*1~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, count_complaints, number_missing
from edi.control_totals import hash_complaints
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.elements import DAY, NUMBER, Pairs
from edi.findings import Code, WireFinding
from edi.fragments import ANSWER, LINE_DETAILS, LINE_LOOPS, ORDER_HEADER, ORDER_LOOPS
from edi.fragments import TOTALS as TOTALS_TEXT
from edi.grammar import Grammar, read_grammar
from edi.order_shapes import ANSWERS, HEADER, LINE, TOTALS
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "855"
_TEXT: Final = f"""
ST M 1; BAK M 1
{ORDER_HEADER}
{ORDER_LOOPS}
[PO1] O 100000
    PO1 M 1
{LINE_DETAILS}
{ANSWER}
{LINE_LOOPS}
{TOTALS_TEXT}
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}
WHOLE: Final = frozenset({"AK", "AT", "RJ"})
"""BAK02 that answers an order as a whole, without detail."""

_LINE: Final = Shape(
    AnsweredLine,
    one(
        "PO1",
        line=1,
        quantity=NUMBER(2),
        uom=3,
        price=NUMBER(4),
        basis=5,
        identifiers=Pairs(6),
    ),
    *LINE,
    ANSWERS,
)
SHAPE: Final = Shape(
    OrderAnswer,
    one(
        "BAK",
        purpose=1,
        type=2,
        number=3,
        date=DAY(4),
        release=5,
        contract=7,
        seller_number=8,
        answered=DAY(9),
    ),
    *HEADER,
    loops("PO1", "lines", _LINE),
    TOTALS,
)


def judge(answer: OrderAnswer, segments: Sequence[Judged]) -> list[WireFinding]:
    """Each line's answered quantities add up to what was ordered; the lines are counted right."""
    found: list[WireFinding] = []
    if not answer.number.strip():
        found.append(number_missing(segments, "BAK03"))
    heads = at_path(segments, "PO1/PO1")
    for line, head in zip(answer.lines, heads, strict=True):
        answered = [item.quantity for item in line.answers if item.quantity is not None]
        if line.quantity is not None and answered and total(answered) != line.quantity:
            found.append(
                complaint(Code.QUANTITY_DIFFERS, head, "PO102", line.quantity, total(answered))
            )
    count = len(answer.lines)
    found += count_complaints(segments, "CTT/CTT", "CTT01", answer.line_count, count)
    quantities = [line.quantity for line in answer.lines]
    return found + hash_complaints(segments, "CTT/CTT", answer.hash_total, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title="Purchase Order Acknowledgment",
    group="PR",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
)

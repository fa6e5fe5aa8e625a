"""855 Purchase Order Acknowledgment: the seller's answer to an order, line by line.

BAK*00*AC*4500017*20260302****SO-881*20260302~
PO1*1*12*EA*9.25*PE*VN*A~
ACK*IA*10*EA*067*20260310~
ACK*IB*2*EA*067*20260317~
CTT*1~
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Final

from edi import fragments as text
from edi.complaints import at_path, count_complaints, number_missing
from edi.control_totals import hash_complaints
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.elements import DAY, NUMBER, Pairs
from edi.findings import WireFinding
from edi.listed_items import without_listed
from edi.order_shapes import (
    ANSWERS,
    HEADER,
    LINE,
    TEXT_HEADER,
    TEXT_LINE,
    TOTALS,
    answered_complaints,
)
from edi.shapes import Shape, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.grammar import Grammar
    from edi.judging import Judged

CODE: Final = "855"
_TEXT: Final = f"""
ST M 1; BAK M 1
{text.HEADER_PRICES}; CSH O 1
{text.CHARGE}
ITD O 5; {text.HEADER_TERMS}; LDT O 12; {text.HEADER_ITEMS}; PKG O 25
{text.CARRIERS}; MAN O 10; TXI O >1; CTB O >1
{text.NOTES + text.ANSWER_PARTIES + text.ADVERTISING}
[PO1] O 100000
    PO1 M 1; LIN O >1; SI O >1; CUR O 1; PO3 O 25; CTP O >1; PAM O 10; MEA O 40
{indent(text.DESCRIPTION, "    ")}
    PWK O 25; PO4 O >1; REF O >1; PER O 3
{indent(text.CHARGE, "    ")}
    {text.LINE_TERMS}; DTM O 10; LDT O 12; {text.LINE_CARRIERS}
{indent(text.ANSWER, "    ")}
    MAN O 10; AMT O 1; CTB O >1; TXI O >1
{indent(text.QUANTITIES + text.PACKING + text.SCHEDULE + text.NOTES, "    ")}
    [N1] O 200
        {text.NAMES}; N4 O 1; NX2 O >1; REF O 12; PER O 3; SI O >1; DTM O 1; FOB O 1; SCH O 200
        {text.CARRIERS}; QTY O >1; PKG O 25
{indent(text.ANSWERED_PART + indent(text.PART_NOTES + text.PART_PARTIES, "    "), "    ")}
{text.TOTALS}
"""
GRAMMARS: Final[dict[str, Grammar]] = text.grammars(CODE, _TEXT)
WHOLE: Final = frozenset({"AK", "AT", "RJ"})
"""BAK02 that answers an order as a whole, without detail."""

_ITEM: Final = one(
    "PO1",
    line=1,
    quantity=NUMBER(2),
    uom=3,
    price=NUMBER(4),
    basis=5,
    identifiers=Pairs(6),
)
_BEGIN: Final = one(
    "BAK",
    purpose=1,
    type=2,
    number=3,
    date=DAY(4),
    release=5,
    contract=7,
    seller_number=8,
    answered=DAY(9),
)
_LINE: Final = Shape(AnsweredLine, _ITEM, *LINE, ANSWERS)
_TEXT_LINE: Final = Shape(AnsweredLine, _ITEM, *TEXT_LINE, ANSWERS)
SHAPE: Final = Shape(OrderAnswer, _BEGIN, *HEADER, loops("PO1", "lines", _LINE), TOTALS)
TEXT_SHAPE: Final = Shape(
    OrderAnswer, _BEGIN, *TEXT_HEADER, loops("PO1", "lines", _TEXT_LINE), TOTALS
)
"""The same since 005010."""


def judge(answer: OrderAnswer, segments: Sequence[Judged]) -> list[WireFinding]:
    """Each line's answered quantities add up to what was ordered; the lines are counted right."""
    found: list[WireFinding] = []
    if not answer.number.strip():
        found.append(number_missing(segments, "BAK03"))
    for line, head in zip(answer.lines, at_path(segments, "PO1/PO1"), strict=True):
        found += answered_complaints(line.answers, head, "PO102", line.quantity)
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
    shapes={"005010": TEXT_SHAPE},
    judge=judge,
    key=lambda document: document.number,
    spread=without_listed,
)

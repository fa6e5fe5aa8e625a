"""850 Purchase Order: what a buyer orders, by when, to where.

BEG*00*SA*4500017~
DTM*002*20260310~
N1*ST*ACME DC*92*0042~
PO1*1*12*EA*9.25*PE*UP*012345678905*VN*AB-1~
CTT*1~
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Final

from edi import fragments as text
from edi.complaints import complaint, number_missing
from edi.control_totals import hash_complaints
from edi.documents.orders import OrderLine, PurchaseOrder
from edi.elements import DAY, NUMBER, Pairs, sent
from edi.findings import Code, WireFinding, shown
from edi.listed_items import without_listed
from edi.order_shapes import (
    BUYERS,
    MESSAGES,
    NOTES,
    TEXT_MESSAGES,
    TEXT_NOTES,
    TOTALS,
    header,
    line_parts,
)
from edi.order_totals import TOTAL, order_due
from edi.ordered_quantities import division_complaints, lacks_quantity
from edi.sections import AMOUNTS, MEASURES, PRICES, prices_in
from edi.shapes import Each, Loops, Part, Shape, loops, one
from edi.tallies import Tally
from edi.transaction_set import TransactionSet
from edi.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.grammar import Grammar
    from edi.judging import Judged

CODE: Final = "850"
TITLE: Final = "Purchase Order"
GROUP: Final = "PO"

_TEXT: Final = f"""
ST M 1; BEG M 1
{text.HEADER_PRICES}; CSH O 5; TC2 O >1
{text.CHARGE}
ITD O >1; {text.HEADER_TERMS}; 4: LDT O 12; {text.HEADER_ITEMS}; PKG O 200
TD1 O 2; 4: TD5 O 12; 5: TD5 O >1; TD3 O 12; TD4 O 5; MAN O 10; PCT O >1; CTB O 5; TXI O >1
{text.HEADER_LEAD_TIMES}
{text.AMOUNTS + text.NOTES + text.PARTIES + text.SPECIFICATIONS}
[PO1] M 100000
    PO1 M 1; LIN O >1; SI O >1; CUR O 1; CN1 O 1; PO3 O 25
    [CTP] O >1
        CTP M 1; CUR O 1
    PAM O 10; MEA O 40
{indent(text.DESCRIPTION, "    ")}
    PWK O 25; PO4 O >1; REF O >1; PER O 3
    [SAC] O 25
        SAC M 1; CUR O 1; CTP O 1
    {text.LINE_TERMS}; IT3 O 5; DTM O 10; TC2 O >1; {text.LINE_CARRIERS}; PCT O >1; MAN O 10
    4: MSG O >1; 5: MTX O >1; SPI O >1; TXI O >1; CTB O >1
{indent(text.QUANTITIES + text.SCHEDULE + text.PACKING + text.LEAD_TIMES, "    ")}
{indent(text.MEASURED_NOTES + text.LINE_PARTIES, "    ")}
    [SLN] O 1000
        {text.PART}; PO3 O 104; 5: MEA O >1; TC2 O >1; ADV O >1; DTM O 10; CTP O 25; PAM O 10
        PO4 O 1; TAX O 3
{indent(text.PART_NOTES, "        ")}
        [SAC] O 25
            SAC M 1; CUR O 1; CTP O 1
{indent(text.QUANTITIES + text.PART_PARTIES, "        ")}
{indent(text.LINE_AMOUNTS + text.LISTS, "    ")}
{text.TOTALS}
"""
GRAMMARS: Final[dict[str, Grammar]] = text.grammars(CODE, _TEXT)


_LINE: Final = one(
    "PO1",
    line=1,
    quantity=NUMBER(2),
    quantity_sent=sent(2),
    uom=3,
    price=NUMBER(4),
    price_sent=sent(4),
    basis=5,
    identifiers=Pairs(6),
)


def _shape(notes: Loops, messages: Each, *parts: Part) -> Shape[PurchaseOrder]:
    """An order's shape, by what says its free texts, and by further `parts` of its sub-lines."""
    said = line_parts(BUYERS, *parts, prices=prices_in(BUYERS), charged=(PRICES,))
    line = Shape(OrderLine, _LINE, *said, notes, messages)
    return Shape(
        PurchaseOrder,
        one("BEG", purpose=1, order_type=2, number=3, release=4, date=DAY(5), contract=6),
        *header(BUYERS, notes),
        AMOUNTS,
        loops("PO1", "lines", line),
        TOTALS,
    )


SHAPE: Final = _shape(NOTES, MESSAGES)
TEXT_SHAPE: Final = _shape(TEXT_NOTES, TEXT_MESSAGES, MEASURES)


TALLY: Final = Tally(
    number=("BEG", 3), lines="PO1", total="CTT", unsure=("SDQ", "SCH", "QTY"), money="AMT"
)


TOTALS_AT: Final = frozenset({"CTT/AMT", "AMT/AMT"})
"""Where an AMT says the total of an order."""


def judge(order: PurchaseOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """What a well-formed order can still have wrong: totals, quantities, a missing number."""
    end = segments[-1]
    found: list[WireFinding] = []

    def say(code: Code, at: Judged, element: str, value: str, assumed: str = "") -> None:
        found.append(
            WireFinding(
                code=code, offset=at.offset, segment=at.number, element=element,
                found=shown(value), assumed=shown(assumed),
            )
        )  # fmt: skip

    if not order.number.strip():
        found.append(number_missing(segments, "BEG03", Code.ORDER_NUMBER_MISSING))
    if not order.lines:
        say(Code.ORDER_WITHOUT_LINES, end, "PO1", "")
    heads = [segment for segment in segments if segment.path == "PO1/PO1"]
    for line, head in zip(order.lines, heads, strict=True):
        if lacks_quantity(line, order.purpose):
            say(Code.LINE_QUANTITY, head, "PO102", line.quantity_sent)
        if not line.line:
            say(Code.LINE_NUMBER_ASSUMED, head, "PO101", "")
        found += division_complaints(line, order.purpose, segments, head, "PO102")
    closing = next((segment for segment in segments if segment.path == "CTT/CTT"), end)
    if order.line_count is not None and order.line_count != len(order.lines):
        say(Code.COUNT_DIFFERS, closing, "CTT01", str(order.line_count), str(len(order.lines)))
    found += total_complaints(order, segments)
    quantities = [line.quantity for line in order.lines]
    return found + hash_complaints(segments, "CTT/CTT", order.hash_total, quantities)


def total_complaints(order: PurchaseOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """AMT*TT that is not what the order comes to, as far as that is known."""
    claims = [at for at in segments if at.path in TOTALS_AT and at.elements[1:2] == [TOTAL]]
    if not claims:
        return []
    due = order_due(order, is_x12=True)
    claimed = [(at, decimal_of("".join(at.elements[2:3]))) for at in claims]
    return [
        complaint(Code.TOTAL_DIFFERS, at, "AMT02", amount, due[0])
        for at, amount in claimed
        if due and amount is not None and amount not in due
    ]


SET: Final = TransactionSet(
    code=CODE,
    title=TITLE,
    group=GROUP,
    grammars=GRAMMARS,
    shape=SHAPE,
    shapes={"005010": TEXT_SHAPE},
    judge=judge,
    sure=TALLY.holds,
    key=lambda order: order.number,
    spread=without_listed,
)

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

from edi.complaints import number_missing, plain
from edi.control_totals import hash_complaints
from edi.documents.orders import OrderLine, PurchaseOrder
from edi.elements import DAY, NUMBER, Pairs, sent
from edi.findings import Code, WireFinding, shown
from edi.grammar import Grammar, read_grammar
from edi.order_shapes import AMOUNTS, DESCRIPTIONS, SUBLINES, TOTALS, TRADE
from edi.sections import (
    CHARGES,
    CONTACTS,
    DATES,
    LINE_PARTY,
    NOTE,
    PACKS,
    PARTY,
    PLACES,
    REFERENCES,
    ROUTING,
    SCHEDULES,
    TERMS,
)
from edi.shapes import Shape, each, loops, one
from edi.tallies import Tally
from edi.transaction_set import TransactionSet
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "850"
TITLE: Final = "Purchase Order"
GROUP: Final = "PO"

_PARTY: Final = """
    N2 O 2; N3 O 2; N4 O >1; NX2 O >1; REF O 12; PER O >1; SI O >1; FOB O 1; TD1 O 2; TD5 O 12
    TD3 O 12; TD4 O 5; PKG O 200
"""
_TEXT: Final = f"""; ST M 1; BEG M 1; CUR O 1; REF O >1; PER O 3; TAX O >1; FOB O >1
CTP O >1; PAM O 10; CSH O 5; TC2 O >1
[SAC] O 25
    SAC M 1; CUR O 1
ITD O >1; DIS O 20; INC O 1; DTM O 10; LIN O 5; SI O >1; PID O 200; MEA O 40; PWK O 25
PKG O 200; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; MAN O 10; PCT O >1; CTB O >1; TXI O >1
[LDT] O >1
    LDT M 1; QTY O >1; MSG O 1
[AMT] O >1
    AMT M 1; REF O >1; DTM O 1; PCT O >1
    [FA1] O >1
        FA1 M 1; FA2 M >1
[N9] O 1000
    N9 M 1; DTM O >1; MSG O 1000
[N1] O 200
    N1 M 1
{_PARTY}
[LM] O >1
    LM M 1; LQ M >1
[SPI] O >1
    SPI M 1; REF O 5; DTM O 5; MSG O 50
    [N1] O 20
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 20; G61 O 1; MSG O 50
    [CB1] O >1
        CB1 M 1; REF O 20; DTM O 5; LDT O 1; MSG O 50
[ADV] O >1
    ADV M 1; DTM O >1; MTX O >1
[PO1] M 100000
    PO1 M 1; LIN O >1; SI O >1; CUR O 1; PO3 O 25
    [CTP] O >1
        CTP M 1; CUR O 1
    PAM O 10; MEA O 40
    [PID] O 1000
        PID M 1; MEA O 10
    PWK O 25; PO4 O >1; REF O >1; PER O 3
    [SAC] O 25
        SAC M 1; CUR O 1; CTP O 1
    IT8 O >1; CSH O >1; ITD O 2; DIS O 20; INC O 1; TAX O >1; FOB O >1; SDQ O 500; IT3 O 5
    DTM O 10; TC2 O >1; TD1 O 1
    [PKG] O 200
        PKG M 1; MEA O >1
    TD5 O 12; TD3 O 12; TD4 O 5; PCT O >1; MAN O 10; MSG O >1; SPI O >1; TXI O >1; CTB O >1
    [QTY] O >1
        QTY M 1; SI O >1
    [SCH] O 200
        SCH M 1; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; REF O >1
    [LDT] O >1
        LDT M 1; QTY O >1; MSG O 1; REF O 3
        [LM] O >1
            LM M 1; LQ M >1
    [N9] O 1000
        N9 M 1; DTM O >1; MEA O 40; MSG O 1000
    [N1] O 200
        N1 M 1
{indent(_PARTY, "    ")}
        QTY O >1; DTM O 1; SCH O 200; LDT O >1; MAN O 10; MSG O 1
    [SLN] O 1000
        SLN M 1; MSG O >1; SI O >1; PID O 1000; PO3 O 104; TC2 O >1; DTM O 10; CTP O 25
        PAM O 10; PO4 O 1; TAX O 3; SAC O 25; QTY O >1; N1 O 10
    [AMT] O >1
        AMT M 1; REF O 1; PCT O >1
    [LM] O >1
        LM M 1; LQ M >1
[CTT] O 1
    CTT M 1; AMT O 1
SE M 1
"""

GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}


_LINE: Final = Shape(
    OrderLine,
    one(
        "PO1",
        line=1,
        quantity=NUMBER(2),
        quantity_sent=sent(2),
        uom=3,
        price=NUMBER(4),
        price_sent=sent(4),
        basis=5,
        identifiers=Pairs(6),
    ),
    DESCRIPTIONS,
    PACKS,
    REFERENCES,
    CHARGES,
    PLACES,
    DATES,
    each("MSG", "messages", str, 1),
    ROUTING,
    SCHEDULES,
    loops("N9", "notes", NOTE),
    loops("N1", "parties", LINE_PARTY),
    SUBLINES,
    *TRADE,
    AMOUNTS,
)
SHAPE: Final = Shape(
    PurchaseOrder,
    one("BEG", purpose=1, order_type=2, number=3, release=4, date=DAY(5), contract=6),
    one("CUR", fixed={1: "BY"}, currency=2),
    REFERENCES,
    CONTACTS,
    CHARGES,
    TERMS,
    DATES,
    ROUTING,
    AMOUNTS,
    *TRADE,
    loops("N9", "notes", NOTE),
    loops("N1", "parties", PARTY),
    loops("PO1", "lines", _LINE),
    TOTALS,
)


TALLY: Final = Tally(number=("BEG", 3), lines="PO1", total="CTT", unsure=("SDQ", "SCH"))


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
        if line.quantity is None or line.quantity < 0:
            say(Code.LINE_QUANTITY, head, "PO102", line.quantity_sent)
        if not line.line:
            say(Code.LINE_NUMBER_ASSUMED, head, "PO101", "")
        for parts in (line.places, line.schedules):
            right = total(part.quantity for part in parts)
            if parts and line.quantity is not None and right != line.quantity:
                say(Code.SCHEDULE_DIFFERS, head, "PO102", line.quantity_sent, plain(right))
    closing = next((segment for segment in segments if segment.path == "CTT/CTT"), end)
    if order.line_count is not None and order.line_count != len(order.lines):
        say(Code.COUNT_DIFFERS, closing, "CTT01", str(order.line_count), str(len(order.lines)))
    quantities = [line.quantity for line in order.lines]
    return found + hash_complaints(segments, "CTT/CTT", order.hash_total, quantities)


SET: Final = TransactionSet(
    code=CODE,
    title=TITLE,
    group=GROUP,
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    sure=TALLY.holds,
    key=lambda order: order.number,
)

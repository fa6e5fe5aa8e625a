"""ORDERS Purchase order: what a buyer orders, by when, to where.

BGM+220+4500017+9'
DTM+137:20260302:102'
NAD+BY+5412345000013::9'
LIN+1++5410000000019:EN'
QTY+21:12:PCE'
PRI+AAA:9.25'
UNS+S'
CNT+2:1'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, number_missing
from edi.control_totals import control_total_complaints
from edi.documents.orders import OrderLine, PurchaseOrder
from edi.edifact_currencies import CURRENCIES, with_currency, without_currency
from edi.edifact_moments import DATES, dated, undated
from edi.edifact_prices import ORDERED_PRICE, PRICES
from edi.edifact_quantities import ORDERED, VARIANCE, quantities_but
from edi.edifact_shapes import (
    AMOUNTS,
    CHARGES,
    DATED_REFERENCES,
    DESCRIPTIONS,
    ITEM,
    LINE_COUNT,
    MORE_ITEMS,
    NOTES,
    NUM,
    PLACES,
    PURPOSE,
    SECTION,
    TOTALS,
    number,
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.edifact_sublines import (
    LINE_NAMED,
    line_counts,
    subline_complaints,
    with_sublines,
    without_sublines,
)
from edi.edifact_syntax import cut
from edi.edifact_terms import (
    FREIGHT,
    PAYMENT,
    SCHEDULES,
    TERMS,
    with_schedules,
    without_schedules,
)
from edi.edifact_transport import ROUTING
from edi.elements import TEXT, sent
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import orders
from edi.order_totals import LINES_TOTAL, WHOLE_TOTAL, lines_due, order_due
from edi.ordered_quantities import line_complaints
from edi.own_amounts import with_own_amounts
from edi.shapes import Shape, inside, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "ORDERS"
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", orders.D96A),
    "D01B": read_grammar(CODE, "D01B", orders.D01B),
}

_LINE: Final = Shape(
    OrderLine,
    one("LIN", line=1, identifiers=ITEM, sublines=LINE_NAMED),
    MORE_ITEMS,
    DESCRIPTIONS,
    one(
        "QTY",
        where={(1, 1): "21"},
        quantity=NUM(1, 2),
        quantity_sent=sent(1, 2),
        uom=TEXT(1, 3),
    ),
    quantities_but(ORDERED),
    VARIANCE,
    DATES,
    AMOUNTS,
    NOTES,
    ORDERED_PRICE,
    PRICES,
    DATED_REFERENCES,
    PLACES,
    PARTY_LOOPS,
    CHARGES,
    FREIGHT,
    SCHEDULES,
)
SHAPE: Final = Shape(
    PurchaseOrder,
    one("BGM", order_type=TEXT(1, 1), number=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
    PAYMENT,
    NOTES,
    DATED_REFERENCES,
    PARTY_LOOPS,
    CURRENCIES,
    TERMS,
    ROUTING,
    FREIGHT,
    CHARGES,
    loops("LIN", "lines", _LINE),
    inside("UNS", SECTION, TOTALS, LINE_COUNT),
)


def ordered(order: PurchaseOrder) -> PurchaseOrder:
    """The order with its own date, and its sub-lines in their lines."""
    made: PurchaseOrder = with_currency(with_sublines(with_schedules(dated(order))))
    return with_own_amounts(made, made.currency)


def unordered(order: PurchaseOrder) -> PurchaseOrder:
    """The order with its date and its sub-lines where EDIFACT says them."""
    made: PurchaseOrder = without_currency(undated(without_schedules(without_sublines(order))))
    return made


def judge(order: PurchaseOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """The order has a number and lines, CNT+2 counts them, MOA 79 and 86 are what it comes to."""
    found: list[WireFinding] = []
    if not order.number.strip():
        found.append(number_missing(segments, "BGM02", Code.ORDER_NUMBER_MISSING))
    if not order.lines:
        found.append(complaint(Code.ORDER_WITHOUT_LINES, segments[-1], "LIN"))
    found += line_complaints(order, segments)
    found += total_complaints(order, segments)
    found += subline_complaints(segments)
    found += line_counts(segments, order.line_count, "UNS/CNT")
    return found + control_total_complaints(segments, "UNS/CNT", "LIN")


def total_complaints(order: PurchaseOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """MOA+79 that is not the sum of the lines, MOA+86 that is not what the order comes to.

    Taxes of an order are in no document, so that where there are any the second is not known.
    """
    found: list[WireFinding] = []
    taxed = any(segment.elements[0] == "TAX" for segment in segments)
    known = {
        LINES_TOTAL: lines_due(order, is_x12=False),
        WHOLE_TOTAL: () if taxed else order_due(order, is_x12=False),
    }
    for at in at_path(segments, "UNS/MOA"):
        kind, said, currency, *_ = [*cut("".join(at.elements[1:2])), "", "", ""]
        claimed, due = number(said), known.get(kind, ())
        if currency not in ("", order.currency):
            continue
        if due and claimed is not None and claimed not in due:
            found.append(complaint(Code.TOTAL_DIFFERS, at, "MOA01-2", claimed, due[0]))
    return found


SET: Final = TransactionSet(
    code=CODE,
    title="Purchase order",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
    arrange=ordered,
    spread=unordered,
)

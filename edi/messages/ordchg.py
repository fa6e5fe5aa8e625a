"""ORDCHG Purchase order change request: what a buyer changes in an order.

BGM+230+CHG-1+4'
RFF+ON:4500017'
LIN+1+3+5410000000019:EN'
QTY+21:10:PCE'
UNS+S'
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.control_totals import control_total_complaints
from edi.documents.order_answers import ChangedLine, OrderChange
from edi.edifact_currencies import CURRENCIES
from edi.edifact_moments import DATES
from edi.edifact_orders import on_order, with_order
from edi.edifact_prices import PRICE, PRICES
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
)
from edi.edifact_shapes import PARTIES as PARTY_LOOPS
from edi.edifact_sublines import (
    LINE_NAMED,
    line_counts,
    subline_complaints,
)
from edi.edifact_terms import FREIGHT, SCHEDULES, TERMS
from edi.edifact_transport import ROUTING
from edi.elements import TEXT
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.grammars import ordchg
from edi.order_shapes import change_key
from edi.shapes import Shape, inside, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "ORDCHG"
GRAMMARS: Final[dict[str, Grammar]] = {
    "D96A": read_grammar(CODE, "D96A", ordchg.D96A),
    "D01B": read_grammar(CODE, "D01B", ordchg.D01B),
}

_LINE: Final = Shape(
    ChangedLine,
    one("LIN", line=1, change=2, identifiers=ITEM, sublines=LINE_NAMED),
    MORE_ITEMS,
    DESCRIPTIONS,
    one("QTY", where={(1, 1): "21"}, quantity=NUM(1, 2), uom=TEXT(1, 3)),
    quantities_but(ORDERED),
    VARIANCE,
    DATES,
    AMOUNTS,
    NOTES,
    PRICE,
    PRICES,
    DATED_REFERENCES,
    PLACES,
    PARTY_LOOPS,
    CHARGES,
    FREIGHT,
    SCHEDULES,
)
SHAPE: Final = Shape(
    OrderChange,
    one("BGM", type=TEXT(1, 1), sequence=TEXT(2, 1), purpose=PURPOSE(3)),
    DATES,
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


def judge(change: OrderChange, segments: Sequence[Judged]) -> list[WireFinding]:
    """The changed order is named, and CNT+2 counts the lines."""
    found: list[WireFinding] = []
    if not change.number.strip():
        found.append(number_missing(segments, "RFF"))
    found += subline_complaints(segments)
    found += line_counts(segments, change.line_count, "UNS/CNT")
    return found + control_total_complaints(segments, "UNS/CNT", "LIN")


SET: Final = TransactionSet(
    code=CODE,
    title="Purchase order change request",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=change_key,
    arrange=partial(on_order, date="changed"),
    spread=partial(with_order, date="changed"),
)

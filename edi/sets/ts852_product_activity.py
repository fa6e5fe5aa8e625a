"""852 Product Activity Data: what a retailer sold and holds, by item and store.

XQ*H*20260301*20260307~
LIN**UP*012345678905~
ZA*QS*17*EA~
SDQ*EA*92*0101*9*0102*8~
CTT*1~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, count_complaints
from edi.control_totals import by_kind, hash_complaints
from edi.documents.parts import Reference
from edi.documents.stock import Activity, ActivityLine, ProductActivity
from edi.elements import COUNT, DAY, NUMBER, TEXT, Pairs
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.order_shapes import DESCRIPTIONS
from edi.sections import CONTACTS, DATES, PARTY, PLACES, PRICES, REFERENCES, SCHEDULES
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "852"
_TEXT: Final = """
ST M 1; XQ M 1; XPO O >1; N9 O >1; REF O >1; PER O 3
[N1] O >1
    N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3
[LIN] M >1
    LIN M 1; CTP O >1; N9 O >1; PID O 200; PO4 O 1; AMT O >1; MEA O 40; SAC O >1; REF O >1
    DTM O >1
    [ZA] M >1
        ZA M 1; SDQ O >1; REF O >1; SCH O >1; CTP O >1; LM O >1; MEA O >1; N9 O >1; DTM O >1
        AMT O >1
    [N1] O 200
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3
CTT O 1; SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

NUMBERS: Final = each("N9", "numbers", Reference, qualifier=1, value=2, description=3)
_ACTIVITY: Final = Shape(
    Activity,
    one("ZA", kind=1, quantity=NUMBER(2), uom=TEXT(3, 1)),
    PLACES,
    SCHEDULES,
    DATES,
)
_LINE: Final = Shape(
    ActivityLine,
    one("LIN", line=1, identifiers=Pairs(2)),
    PRICES,
    DESCRIPTIONS,
    NUMBERS,
    REFERENCES,
    loops("ZA", "activities", _ACTIVITY),
)
SHAPE: Final = Shape(
    ProductActivity,
    one("XQ", handling=1, begins=DAY(2), ends=DAY(3)),
    each("XPO", "orders", str, 1),
    NUMBERS,
    REFERENCES,
    CONTACTS,
    loops("N1", "parties", PARTY),
    loops("LIN", "lines", _LINE),
    one("CTT", line_count=COUNT(1), hash_total=NUMBER(2)),
)


def judge(report: ProductActivity, segments: Sequence[Judged]) -> list[WireFinding]:
    """An activity's stores add up to its quantity; the items are counted right."""
    found: list[WireFinding] = []
    activities = [activity for line in report.lines for activity in line.activities]
    for activity, head in zip(activities, at_path(segments, "LIN/ZA/ZA"), strict=True):
        placed = total(place.quantity for place in activity.places)
        if activity.places and activity.quantity is not None and placed != activity.quantity:
            found.append(complaint(Code.SCHEDULE_DIFFERS, head, "ZA02", activity.quantity, placed))
    count = len(report.lines)
    found += count_complaints(segments, "CTT", "CTT01", report.line_count, count)
    said = [(activity.kind, activity.quantity) for activity in activities]
    return found + hash_complaints(segments, "CTT", report.hash_total, *by_kind(said))


SET: Final = TransactionSet(
    code=CODE,
    title="Product Activity Data",
    group="PD",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: next(iter(document.orders), ""),
)

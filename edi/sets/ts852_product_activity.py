"""852 Product Activity Data: what a retailer sold and holds, by item and store.

XQ*H*20260301*20260307~
LIN**UP*012345678905~
ZA*QS*17*EA~
SDQ*EA*92*0101*9*0102*8~
CTT*1~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, count_complaints, parts_complaint
from edi.control_totals import by_kind, hash_complaints
from edi.documents.parts import Measure, Party, Reference
from edi.documents.stock import Activity, ActivityLine, ProductActivity
from edi.elements import COUNT, DAY, NUMBER, TEXT, Pairs
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.sections import (
    ADDRESS,
    AMOUNTS,
    CHARGES,
    CONTACTS,
    DATES,
    N9S,
    PACKS,
    PALLETS,
    PLACES,
    PRICES,
    QUANTITIES,
    ROUTING,
)
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "852"


def _text(*, charges: str, quantities: str) -> str:
    """The grammar, where releases differ: in charges of an item, and in how many QTY there are."""
    return f"""
ST M 1; XQ M 1; XPO O >1; N9 O >1; PER O 3
[N1] O 200
    N1 M 1; N2 O 1; N3 O 2; N4 O 1; FOB O 1; TD5 O 1; DTM O >1; N9 O >1; PER O 3
[LIN] O 999999
    LIN M 1; CTP O 25; {charges}; PO4 O 1; N9 O >1; AMT O 10; PAL O 1; QTY O {quantities}
    [ZA] M >1
        ZA M 1; QTY O {quantities}; CTP O 25; SDQ O >1
        [G95] O 1
            G95 M 1; DTM O 2
CTT O 1; SE M 1
"""


_TEXTS: Final = {
    "004010": _text(charges="", quantities="1"),
    "005010": _text(charges="SAC O >1", quantities=">1"),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

NUMBERS: Final = each("N9", "numbers", Reference, qualifier=1, value=2, description=3)
_PARTY: Final = Shape(Party, *ADDRESS.parts, ROUTING, DATES, N9S, CONTACTS)
_ACTIVITY: Final = Shape(
    Activity,
    one("ZA", kind=1, quantity=NUMBER(2), uom=TEXT(3, 1)),
    QUANTITIES,
    PRICES,
    PLACES,
)
_LINE: Final = Shape(
    ActivityLine,
    one("LIN", line=1, identifiers=Pairs(2)),
    PRICES,
    CHARGES,
    PACKS,
    NUMBERS,
    AMOUNTS,
    PALLETS,
    QUANTITIES,
    loops("ZA", "activities", _ACTIVITY),
)
SHAPE: Final = Shape(
    ProductActivity,
    one("XQ", handling=1, begins=DAY(2), ends=DAY(3)),
    each("XPO", "orders", str, 1),
    NUMBERS,
    CONTACTS,
    loops("N1", "parties", _PARTY),
    loops("LIN", "lines", _LINE),
    one("CTT", line_count=COUNT(1), hash_total=NUMBER(2)),
)


def judge(report: ProductActivity, segments: Sequence[Judged]) -> list[WireFinding]:
    """An activity's stores add up to its quantity; the items are counted right."""
    found: list[WireFinding] = []
    activities = [activity for line in report.lines for activity in line.activities]
    for activity, head in zip(activities, at_path(segments, "LIN/ZA/ZA"), strict=True):
        whole = Measure(quantity=activity.quantity, uom=activity.uom)
        complained = parts_complaint(activity.places, whole, head, "ZA02")
        found += [] if complained is None else [complained]
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

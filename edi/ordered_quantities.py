"""How much an order's lines order: what is wrong with it, whether they came as PO1 or as LIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import complaint, plain
from edi.edifact_sublines import line_heads
from edi.edifact_syntax import cut
from edi.findings import Code, WireFinding
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.documents.orders import OrderLine, PurchaseOrder
    from edi.judging import Judged

MAY_BE_NOTHING: Final = frozenset({"01", "04", "05"})
"""Purposes of orders that cancel, change or replace another: of those a line may come to zero."""
ORDERED: Final = "21"


def lacks_quantity(line: OrderLine, purpose: str) -> bool:
    """Whether a line orders nothing that can be shipped: no number, one below zero, or zero."""
    if line.quantity is None or line.quantity < 0:
        return True
    return line.quantity == 0 and purpose not in MAY_BE_NOTHING


def line_complaints(order: PurchaseOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """The same of the lines of an ORDERS, and what an 850 is told of their numbers and schedules.

    A line without a quantity of its own is right where its places or days have theirs.
    """
    found: list[WireFinding] = []
    heads = line_heads(segments)
    quantities = _quantities(segments)
    for line, head in zip(order.lines, heads, strict=True):
        at = quantities.get(head.number)
        place, element = (head, "QTY") if at is None else (at, "QTY01-2")
        sums = [
            total(each.quantity for each in parts)
            for parts in (line.places, line.schedules)
            if any(each.quantity is not None for each in parts)
        ]
        if lacks_quantity(line, order.purpose) and (line.quantity_sent or not sums):
            found.append(complaint(Code.LINE_QUANTITY, place, element, line.quantity_sent))
        if not line.line:
            found.append(complaint(Code.LINE_NUMBER_ASSUMED, head, "LIN01"))
        for right in sums:
            if line.quantity is not None and right != line.quantity:
                code = Code.SCHEDULE_DIFFERS
                found.append(complaint(code, place, element, line.quantity_sent, plain(right)))
    return found


def _quantities(segments: Sequence[Judged]) -> dict[int, Judged]:
    """The segment that says how much each LIN orders, by the number of the LIN's segment."""
    found: dict[int, Judged] = {}
    head = 0
    for segment in segments:
        if segment.path == "LIN/LIN":
            head = segment.number
        elif segment.path == "LIN/QTY" and cut("".join(segment.elements[1:2]))[0] == ORDERED:
            found.setdefault(head, segment)
    return found

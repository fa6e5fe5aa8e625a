"""How much an order's lines order: what is wrong with it, whether they came as PO1 or as LIN."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.asked_days import EDIFACT, X12
from edi.complaints import complaint, parts_complaint, plain
from edi.divided_lines import divisions
from edi.documents.parts import Delivery, Measure
from edi.edifact_sublines import line_heads
from edi.edifact_syntax import cut
from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edi.documents.orders import OrderLine, PurchaseOrder
    from edi.judging import Judged

MAY_BE_NOTHING: Final = frozenset({"01", "04", "05"})
"""Purposes of orders that cancel, change or replace another: of those a line may come to zero."""
ORDERED: Final = "21"
ENDS: Final = frozenset({"PO1/PO1", "LIN/LIN", "CTT/CTT", "UNS/UNS"})
"""Where what a line says ends."""


def lacks_quantity(line: OrderLine, purpose: str) -> bool:
    """Whether a line orders nothing that can be shipped: no number, one below zero, or zero."""
    return is_nothing(line.quantity, purpose)


def is_nothing(quantity: Decimal | None, purpose: str) -> bool:
    """The same of a line's quantity, or of that of a part of one."""
    if quantity is None or quantity < 0:
        return True
    return quantity == 0 and purpose not in MAY_BE_NOTHING


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
        is_divided = any(
            each.quantity is not None for _, parts in divisions(line, EDIFACT) for each in parts
        )
        if lacks_quantity(line, order.purpose) and (line.quantity_sent or not is_divided):
            found.append(complaint(Code.LINE_QUANTITY, place, element, line.quantity_sent))
        if not line.line:
            found.append(complaint(Code.LINE_NUMBER_ASSUMED, head, "LIN01"))
        found += division_complaints(line, order.purpose, segments, place, element)
    return found


PARTS_AT: Final = {"place": ("SDQ", "LOC"), "day": ("SCH", "SCC"), "party": ("SCH", "QTY")}
"""The segments that say the parts of a line, by what they divide it by."""


def division_complaints(
    line: OrderLine, purpose: str, segments: Sequence[Judged], at: Judged, element: str
) -> list[WireFinding]:
    """What is wrong with how a line, whose quantity is an element of a segment, is divided.

    Parts add up to the line where all are in its unit; each is a quantity that can be shipped.
    """
    if not (line.places or line.schedules or line.parties):
        return []
    found: list[WireFinding] = []
    whole = Measure(quantity=line.quantity, uom=line.uom)
    standard = EDIFACT if at.path.startswith("LIN/") else X12
    for by, parts in divisions(line, standard):
        complained = parts_complaint(parts, whole, at, element)
        if complained is not None and complained.code is Code.SCHEDULE_DIFFERS:
            complained = replace(complained, found=shown(line.quantity_sent))
        found += [] if complained is None else [complained]
        nothing = [part for part in parts if is_nothing(part.quantity, purpose)]
        said = _said_in(segments, at, PARTS_AT[by]) if nothing else {}
        for part in nothing:
            quantity = "" if part.quantity is None else plain(part.quantity)
            place = part.location if isinstance(part, Delivery) else ""
            segment = said.get(place or quantity) or said.get("", at)
            found.append(complaint(Code.LINE_QUANTITY, segment, segment.elements[0], quantity))
    return found


def _said_in(segments: Sequence[Judged], line: Judged, names: tuple[str, ...]) -> dict[str, Judged]:
    """The first segment of these behind a line's, by each value in it; as "" the first of all."""
    found: dict[str, Judged] = {}
    for at in range(bisect_right(segments, line.number, key=_number), len(segments)):
        segment = segments[at]
        if segment.path in ENDS:
            break
        if segment.elements[0] in names:
            found.setdefault("", segment)
            for element in segment.elements[1:]:
                for value in cut(element):
                    found.setdefault(value, segment)
    return found


def _number(segment: Judged) -> int:
    return segment.number


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

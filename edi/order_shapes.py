"""Parts that the shapes of orders' answers and changes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint, count_complaints, number_missing
from edi.control_totals import hash_complaints
from edi.documents.line_parts import ItemDetail, LineAnswer, Subline
from edi.documents.order_answers import ChangedLine, OrderChange
from edi.documents.parts import Amount, Party
from edi.elements import COUNT, DAY, NUMBER, TEXT, Binding, Pairs
from edi.findings import Code, WireFinding
from edi.listed_items import ITEMS, LISTED
from edi.sections import (
    AMOUNTS,
    CONTACTS,
    DATES,
    FREIGHT,
    LINE_PARTY,
    MARKS,
    MEASURES,
    NOTE,
    PACKAGING,
    PACKS,
    PARTY,
    PLACES,
    PRICES,
    QUANTITIES,
    REFERENCES,
    ROUTING,
    SCHEDULES,
    TAXES,
    TERMS,
    TEXT_NOTE,
    charges_in,
    mtx,
)
from edi.shapes import Loops, One, Part, Shape, each, inside, loops, one
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from edi.judging import Judged

NOTES: Final = loops("N9", "notes", NOTE)
TEXT_NOTES: Final = loops("N9", "notes", TEXT_NOTE)
"""Notes since 005010, which say their texts in MTX."""
ANSWERS: Final = each(
    "ACK",
    "answers",
    LineAnswer,
    status=1,
    quantity=NUMBER(2),
    uom=3,
    date_qualifier=4,
    date=DAY(5),
    reference=6,
    identifiers=Pairs(positions=(7, 9, 11, 13, 15, 17, 19, 21, 23, 25)),
)
DESCRIPTIONS: Final = each("PID", "descriptions", str, 5, fixed={1: "F"})
SUBLINE: Final[dict[str, Binding | int]] = {
    "line": 1, "parent": 2, "relation": 3, "quantity": NUMBER(4), "uom": TEXT(5, 1),
    "price": NUMBER(6), "basis": 7, "price_relation": 8, "identifiers": Pairs(9),
}  # fmt: skip
"""Where the fields of a subline stand in a SLN."""


def sublines(*parts: Part) -> Loops:
    """The SLNs of a line, with what they say besides in some sets."""
    own = one("SLN", where=None, fixed=None, among=None, **SUBLINE)
    return loops("SLN", "sublines", Shape(Subline, own, DESCRIPTIONS, *parts))


ROUTED_PARTY: Final = Shape(Party, *PARTY.parts, ROUTING)
"""A party of an order, to which goods may go in a way of their own."""
ROUTED_LINE_PARTY: Final = Shape(Party, *LINE_PARTY.parts, ROUTING)
"""The same of a line, with what of it the party is to have."""
GOODS: Final = (DESCRIPTIONS, MEASURES, PACKAGING, MARKS, TAXES)
"""How what is ordered is described, measured, packed, marked and taxed: of an order or a line."""


def currency(entity: str) -> One:
    """The currency of a whole document or of a line; `entity` (CUR01) is who says it."""
    return one("CUR", fixed={1: entity}, currency=2)


BUYERS: Final = currency("BY")
SELLERS: Final = currency("SE")


DETAILS: Final = each(
    "PO3",
    "details",
    ItemDetail,
    reason=1,
    date=DAY(2),
    price_kind=3,
    price=NUMBER(4),
    basis=5,
    quantity=NUMBER(6),
    uom=7,
    description=8,
)
"""Parts of a line that have a price or a day of their own."""


def ordered_sublines(charges: Part, *parts: Part) -> Loops:
    """Components of what is ordered, with what is charged on each and for whom it is."""
    return sublines(charges, DETAILS, PRICES, DATES, PACKS, loops("N1", "parties", PARTY), *parts)


def line_parts(
    money: One, *parts: Part, prices: Part = PRICES, charged: tuple[Part, ...] = ()
) -> tuple[Part, ...]:
    """What a line says beside its own segment and its texts; `money` in which currency it is.

    `parts` are further ones of its sub-lines, `charged` of its charges and those of sub-lines.
    """
    return (
        *LISTED,
        money,
        *GOODS,
        DETAILS,
        QUANTITIES,
        PACKS,
        REFERENCES,
        CONTACTS,
        TERMS,
        charges_in(money, *charged),
        PLACES,
        DATES,
        ROUTING,
        SCHEDULES,
        loops("N1", "parties", ROUTED_LINE_PARTY),
        ordered_sublines(charges_in(money, *charged), *parts),
        prices,
        FREIGHT,
        AMOUNTS,
    )


LINE: Final = (*line_parts(SELLERS, ANSWERS), NOTES)
"""What a line of an order's answer says beside its own segment."""
TEXT_LINE: Final = (*line_parts(SELLERS, ANSWERS, MEASURES), TEXT_NOTES)
"""The same since 005010."""
MESSAGES: Final = each("MSG", "messages", str, 1)
TEXT_MESSAGES: Final = mtx("messages")
"""Free texts of a line, also since 005010; an answer (855) has them in its notes."""


def header(money: One, notes: Part) -> tuple[Part, ...]:
    """The header of an order, an answer or a change; `money` is its currency."""
    return (
        money,
        ITEMS,
        *GOODS,
        PRICES,
        FREIGHT,
        REFERENCES,
        CONTACTS,
        charges_in(money),
        TERMS,
        DATES,
        ROUTING,
        loops("N1", "parties", ROUTED_PARTY),
        notes,
    )


HEADER: Final = header(SELLERS, NOTES)
TEXT_HEADER: Final = header(SELLERS, TEXT_NOTES)
"""The header of an answer since 005010."""
TOTALS: Final = inside(
    "CTT",
    one("CTT", line_count=COUNT(1), hash_total=NUMBER(2)),
    each("AMT", "totals", Amount, qualifier=1, amount=NUMBER(2)),
)
CHANGED: Final = one(
    "POC",
    line=1,
    change=2,
    quantity=NUMBER(3),
    quantity_left=NUMBER(4),
    uom=TEXT(5, 1),
    price=NUMBER(6),
    basis=7,
    identifiers=Pairs(8),
)


def change_shapes(begin: One, *answers: Part) -> tuple[Shape[OrderChange], Shape[OrderChange]]:
    """The shapes of a change that begins so, or of its answer: before 005010, and since.

    The buyer says the currency of a change, the seller that of an answer.
    """
    money = SELLERS if answers else BUYERS
    head, text_head = header(money, NOTES), header(money, TEXT_NOTES)
    said = line_parts(money, *answers)
    text_said = line_parts(money, *answers, MEASURES)
    line = Shape(ChangedLine, CHANGED, *said, NOTES, MESSAGES, *answers)
    text_line = Shape(ChangedLine, CHANGED, *text_said, TEXT_NOTES, TEXT_MESSAGES, *answers)
    return (
        Shape(OrderChange, begin, *head, AMOUNTS, loops("POC", "lines", line), TOTALS),
        Shape(OrderChange, begin, *text_head, AMOUNTS, loops("POC", "lines", text_line), TOTALS),
    )


def answered_complaints(
    answers: Sequence[LineAnswer], head: Judged, element: str, *quantities: Decimal | None
) -> list[WireFinding]:
    """The quantity of a line, at its head, where what is answered of it adds up to another.

    Of several quantities that may be meant the first is that of the element.
    """
    answered = [item.quantity for item in answers if item.quantity is not None]
    if not answered or quantities[0] is None or total(answered) in quantities:
        return []
    right = total(answered)
    return [complaint(Code.QUANTITY_DIFFERS, head, element, quantities[0], right)]


def judge_change(
    change: OrderChange, segments: Sequence[Judged], number_at: str
) -> list[WireFinding]:
    """A change or its answer names its order, at `number_at`; its lines are counted right.

    What is answered of a line is all of it, or what is left to come of it.
    """
    found: list[WireFinding] = []
    if not change.number.strip():
        found.append(number_missing(segments, number_at))
    for line, head in zip(change.lines, at_path(segments, "POC/POC"), strict=True):
        quantities = (line.quantity, line.quantity_left)
        found += answered_complaints(line.answers, head, "POC03", *quantities)
    count = len(change.lines)
    found += count_complaints(segments, "CTT/CTT", "CTT01", change.line_count, count)
    changed = [line.quantity for line in change.lines]
    return found + hash_complaints(segments, "CTT/CTT", change.hash_total, changed)


def change_key(change: OrderChange) -> str:
    """The number of a change: that of its order, and which of several it is."""
    number = change.number.strip()
    return number and "/".join(filter(None, (number, change_number(change))))


def change_number(change: OrderChange) -> str:
    """Which of several changes of an order it is: its sequence, else the number of the request."""
    return change.sequence.strip() or change.request.strip()

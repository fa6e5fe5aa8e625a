"""A purchase order as the order that we take: the partner's policies applied, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from edi.binaries import pieces_of
from edi.currencies import currency_of
from edi.documents.parts import Moment
from edi.edifact_sublines import own_lines
from edi.edifact_syntax import ELEMENT, normal_texts
from edi.findings import Code, WireFinding, shown
from edi.order_prices import price_of
from edi.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from edi.documents.orders import Delivery, OrderLine, PurchaseOrder
    from edi.framed import SetFramed
    from edi.profiles import Profile

REQUESTED: Final = {
    "X12": ("002", "106", "064", "010", "037", "068", "017"),
    "EDIFACT": ("2", "64", "10", "37", "17"),
}
"""DTM01, or data element 2005, of the day that a buyer asks for: delivery before shipment."""
CANCEL_AFTER: Final = {"X12": ("001", "061", "063", "038"), "EDIFACT": ("61", "63", "38")}
"""DTM01, or data element 2005, of the last day on which the buyer takes the goods."""
PURPOSE_AT: Final = {b"BEG": 1, b"BGM": 3}
"""Where the first segment of an order says its purpose."""
JOINT: Final = b"\x1f"
"""What separates the values of a segment where what it says is hashed."""
MARKED_DUPLICATE: Final = "07"
LINE, ITEM = "PO1", "LIN"
TAKEN: Final = frozenset({"00", "06", ""})
"""BEG01 of an order that is new to us: original, or the confirmation of one by telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where an order came from: its document, its partner, when it was written and seen."""

    document: str
    sender: str
    event_time: datetime
    ingest_time: datetime


def buyer_of(order: PurchaseOrder, profile: Profile, sender: str) -> str:
    """The buyer party: the id of its N1, or the sender of the interchange."""
    for party in order.parties:
        if party.role == profile.buyer_role and party.id:
            return party.id
    return sender


def order_id_of(order: PurchaseOrder, profile: Profile, sender: str) -> str:
    """Buyer party, order number and release: one order of the world."""
    parts = [buyer_of(order, profile, sender), order.number]
    if order.release:
        parts.append(order.release)
    return "/".join(part.strip() for part in parts)


def content_hash(framed: SetFramed) -> str:
    """What a document says: its segments between ST and SE, whatever it came under and as.

    Blanks at the end of a value and empty elements at the end of a segment say nothing (section
    2.1 of `edi.md`); the purpose is not of the content.
    """
    marks = framed.interchange.delimiters
    pieces = pieces_of(framed.raw, marks).pieces
    kept = [piece.strip() for piece in pieces if piece.strip()][1:-1]
    element = marks.element
    has_purpose = tuple(name + element for name in PURPOSE_AT)
    said = [
        _said(piece, element) if piece.startswith(has_purpose) else piece.replace(element, JOINT)
        for piece in kept
    ]
    content = b"\x1d".join(said)
    if b" \x1f" in content or b"\x1f\x1d" in content or content.endswith(JOINT):
        # Something says nothing.
        content = b"\x1d".join(_said(piece, element) for piece in kept)
    return sha256(content).hexdigest()[:32]


def _said(piece: bytes, separator: bytes) -> bytes:
    values = [value.rstrip(b" ") for value in piece.split(separator)]
    at = PURPOSE_AT.get(values[0])
    if at is not None and len(values) > at:
        values[at] = b""
    return JOINT.join(values).rstrip(JOINT)


def order_row(
    order: PurchaseOrder, framed: SetFramed, profile: Profile, arrival: Arrival
) -> tuple[dict[str, object], list[WireFinding]]:
    """A row of `orders_received`, and what the partner's profile finds wrong with it."""
    told: list[tuple[Code, int, OrderLine]] = []
    standard = framed.interchange.standard
    asked, cancelled = REQUESTED[standard], CANCEL_AFTER[standard]
    ship_to = next((party.id for party in order.parties if party.role == "ST"), "")
    currency = currency_of(order.currency, order.lines)
    lines: list[dict[str, object]] = []
    for number, line in enumerate(order.lines, 1):
        item = item_of(line, profile)
        if not item:
            told.append((Code.ITEM_UNIDENTIFIED, number, line))
        if profile.units and line.uom not in profile.units:
            told.append((Code.ORD_UOM, number, line))
        price, doubt = price_of(line, standard, currency)
        if doubt is not None:
            told.append((doubt, number, line))
        wanted = _day(line.dates, asked) or _day(order.dates, asked)
        base: dict[str, object] = {
            "line": line.line or str(number),
            "item": item,
            "quantity": _sent(line.quantity, line.quantity_sent),
            "uom": profile.units.get(line.uom, line.uom),
            "price": price,
            "identifiers": [{"qualifier": q, "value": v} for q, v in line.identifiers],
            "ship_to": ship_to,
            "requested_date": wanted,
        }
        lines += _divided(line, base)
    row: dict[str, object] = {
        "event_id": arrival.document,
        "source": "edi",
        "event_time": arrival.event_time,
        "ingest_time": arrival.ingest_time,
        "document": arrival.document,
        "partner": profile.name,
        "order_id": order_id_of(order, profile, arrival.sender),
        "buyer": buyer_of(order, profile, arrival.sender),
        "po_number": order.number,
        "release": order.release,
        "channel": profile.channel,
        "order_type": order.order_type,
        "purpose": order.purpose,
        "order_date": order.date,
        "requested_date": _day(order.dates, asked),
        "cancel_after": _day(order.dates, cancelled, is_last=True),
        "ship_to": ship_to,
        "ship_complete": profile.ship_complete,
        "allow_split": profile.allow_split,
        "allow_backorder": profile.allow_backorder,
        "currency": currency,
        "lines": lines,
    }
    return row, _on_lines(framed, told) if told else []


def item_of(line: OrderLine, profile: Profile) -> str:
    """The line's item: the first qualifier of the profile that the line has, wherever it stands."""
    values = dict(reversed(line.identifiers))
    return next((values[q] for q in profile.item_qualifiers if q in values), "")


def _divided(line: OrderLine, base: dict[str, object]) -> list[dict[str, object]]:
    """One row a line; one a place or day where SDQ or SCH divide it."""
    if line.places:
        return [
            {**base, "quantity": _text(part.quantity), "ship_to": part.location}
            for part in line.places
        ]
    if line.schedules:
        return [
            {
                **base,
                "quantity": _text(part.quantity),
                "ship_to": _ship_to(part) or base["ship_to"],
                "requested_date": _requested(part) or base["requested_date"],
            }
            for part in line.schedules
        ]
    return [base]


def _ship_to(part: Delivery) -> str:
    """The ship-to that a SCH names for a part of a line, empty where it names none."""
    return part.name if part.role == "ST" else ""


def _requested(part: Delivery) -> date | None:
    """The day that is asked for of the two that a SCH may say."""
    first = Moment(qualifier=part.date_qualifier, date=part.date)
    second = Moment(qualifier=part.second_date_qualifier, date=part.second_date)
    return _day((first, second), REQUESTED["X12"]) or part.date


def _sent(number: Decimal | None, sent: str) -> str | None:
    """The number as it was sent, with a point whatever its decimal mark; none where it is none."""
    return None if number is None else sent.replace(",", ".")


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _day(
    dates: tuple[Moment, ...], qualifiers: tuple[str, ...], *, is_last: bool = False
) -> date | None:
    """The first of these days that is said; of a range its first day, or its last."""
    for wanted in qualifiers:
        for moment in dates:
            if moment.qualifier == wanted and moment.date is not None:
                return (moment.until or moment.date) if is_last else moment.date
    return None


def _on_lines(framed: SetFramed, told: Sequence[tuple[Code, int, OrderLine]]) -> list[WireFinding]:
    """Findings on lines by their numbers, from 1; the set is cut once for all of them."""
    is_x12 = framed.interchange.standard == "X12"
    texts, offsets, _ = texts_of(framed) if is_x12 else normal_texts(framed)
    mark = framed.interchange.delimiters.element.decode("latin-1") if is_x12 else ELEMENT
    head = (LINE if is_x12 else ITEM) + mark
    heads = [at for at, text in enumerate(texts) if text.upper().startswith(head)]
    if not is_x12:
        own = own_lines([texts[at].split(mark) for at in heads])
        heads = [heads[number] for number in own]
    found: list[WireFinding] = []
    for code, number, line in told:
        at = heads[number - 1] if number <= len(heads) else 0
        element, what, value = _told_of(code, line)
        found.append(
            WireFinding(
                code=code,
                offset=offsets[at],
                segment=at + 1,
                element=element if is_x12 else "LIN",
                found=shown(value),
                message=f"Line {line.line or number}: {what}",
            )
        )
    return found


def _told_of(code: Code, line: OrderLine) -> tuple[str, str, str]:
    """Of a finding on a line: the element of a PO1, what it is about, and what was found."""
    if code is Code.ORD_UOM:
        return "PO103", "unit", line.uom
    if code is Code.PRICE_CURRENCY:
        said = f"{line.price_sent} {line.currency}"
        return "PO104", "price, in another currency than the order", said
    if code is Code.PRICE_BASIS:
        per = "" if line.price_per is None else format(line.price_per, "f")
        said = (line.price_sent, line.basis, per, line.price_uom)
        return "PO105", f"price, for a quantity in {line.uom}", " ".join(filter(None, said))
    return "PO106", "item", str(line.identifiers)

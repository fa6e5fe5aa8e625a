"""A purchase order as the order that we take: the partner's policies applied, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeAlias

from edi.asked_days import REQUESTED, asked_of, last_of
from edi.binaries import pieces_of
from edi.currencies import currency_of
from edi.divided_lines import SHIP_TO, WHOLE, division_of, order_ship_tos, ship_tos_of
from edi.edifact_sublines import own_lines
from edi.edifact_syntax import COMPONENT, ELEMENT, normal_texts
from edi.findings import Code, WireFinding, shown
from edi.order_prices import price_of
from edi.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from edi.asked_days import Asked
    from edi.divided_lines import Division
    from edi.documents.orders import OrderLine, PurchaseOrder
    from edi.framed import SetFramed
    from edi.profiles import Profile

ORDERS_PURPOSE_AT: Final = {b"BEG": 1, b"BGM": 3}
"""Where the first segment of an order says its purpose."""
PURPOSE_AT: Final = ORDERS_PURPOSE_AT | {
    b"BSN": 1, b"BCH": 1, b"BCA": 1, b"BIA": 1, b"BIG": 8, b"W05": 1, b"BAK": 1,
    b"B2A": 1,
}  # fmt: skip
"""The same of every document that is compared with another of its number."""
JOINT: Final = b"\x1f"
"""What separates the values of a segment where what it says is hashed."""
MARKED_DUPLICATE: Final = "07"
LINE, ITEM = "PO1", "LIN"
UNSAID: Final = "day that is asked for, which is not said as one that is known"


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


def content_hash(framed: SetFramed, purpose_at: Mapping[bytes, int] = PURPOSE_AT) -> str:
    """What a document says: its segments between ST and SE, whatever it came under and as.

    Blanks at the end of a value and empty elements at the end of a segment say nothing (section
    2.1 of `edi.md`); the purpose is not of the content. States that were written before that held
    for more than orders have hashes by `ORDERS_PURPOSE_AT`.
    """
    marks = framed.interchange.delimiters
    pieces = pieces_of(framed.raw, marks).pieces
    kept = [piece.strip() for piece in pieces if piece.strip()][1:-1]
    element = marks.element
    has_purpose = tuple(name + element for name in purpose_at)
    said = [
        _said(piece, element, purpose_at)
        if piece.startswith(has_purpose)
        else piece.replace(element, JOINT)
        for piece in kept
    ]
    content = b"\x1d".join(said)
    if b" \x1f" in content or b"\x1f\x1d" in content or content.endswith(JOINT):
        # Something says nothing.
        content = b"\x1d".join(_said(piece, element, purpose_at) for piece in kept)
    return sha256(content).hexdigest()[:32]


def _said(piece: bytes, separator: bytes, purpose_at: Mapping[bytes, int]) -> bytes:
    values = [value.rstrip(b" ") for value in piece.split(separator)]
    at = purpose_at.get(values[0])
    if at is not None and len(values) > at:
        values[at] = b""
    return JOINT.join(values).rstrip(JOINT)


def order_row(
    order: PurchaseOrder, framed: SetFramed, profile: Profile, arrival: Arrival
) -> tuple[dict[str, object], list[WireFinding]]:
    """A row of `orders_received`, and what the partner's profile finds wrong with it."""
    standard = framed.interchange.standard
    ship_tos = order_ship_tos(order)
    ship_to = next(iter(ship_tos), "")
    requested = asked_of(order.dates, REQUESTED[standard])
    cancelled = last_of(order.dates, standard)
    currency = currency_of(order.currency, order.lines)
    terms = _Terms(profile=profile, standard=standard, currency=currency)
    lines, told = _lines(order, terms, ship_tos, requested)
    for each in (requested, cancelled):
        if each.doubt is not None:
            told.append((Code.DAY_UNSAID, 0, None, each.doubt))
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
        "requested_date": requested.day,
        "cancel_after": cancelled.day,
        "ship_to": ship_to,
        "ship_complete": profile.ship_complete,
        "allow_split": profile.allow_split,
        "allow_backorder": profile.allow_backorder,
        "currency": currency,
        "lines": lines,
    }
    return row, _on_lines(framed, told) if told else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """By what the lines of an order are read: whose, in which standard, the order's currency."""

    profile: Profile
    standard: str
    currency: str


def _lines(
    order: PurchaseOrder, terms: _Terms, ship_tos: Sequence[str], requested: Asked
) -> tuple[list[dict[str, object]], list[_Told]]:
    """The lines of an order's row, and what is told of them.

    `ship_tos` are those of its header, `requested` is the day that its header asks for.
    """
    ship_to = next(iter(ship_tos), "")
    asked = REQUESTED[terms.standard]
    told: list[_Told] = []
    lines: list[dict[str, object]] = []
    numbers: set[str] = set()
    is_of_order = False
    for number, line in enumerate(order.lines, 1):
        own = asked_of(line.dates, asked)
        division = division_of(line, terms.standard, own, requested)
        day = own.otherwise(requested) if division is WHOLE else division.day
        name, item = line.line or str(number), item_of(line, terms.profile)
        base: dict[str, object] = {
            "line": name,
            "item": item,
            "quantity": _sent(line.quantity, line.quantity_sent),
            "uom": line.uom,
            "price": None,
            "identifiers": [{"qualifier": q, "value": v} for q, v in line.identifiers],
            "ship_to": ship_to if division.ship_to is None else division.ship_to,
            "requested_date": day.day,
        }
        if not item:
            told.append((Code.ITEM_UNIDENTIFIED, number, line, ""))
        if name in numbers:
            told.append((Code.LINE_NUMBER_REPEATED, number, line, ""))
        numbers.add(name)
        if division is WHOLE:
            found = _priced(base, line, line.uom, terms)
            lines.append(base)
            is_of_order = True
        else:
            made, found = _rows(line, base, division, terms)
            lines += made
            told += [(code, number, line, "") for code in division.told]
            is_of_order |= division.ship_to is None and _reaches_its_order(division)
        if found:
            told += [(code, number, line, uom) for code, uom in found]
        if division.parts or day is not requested:
            doubts = _doubts(division, day, requested)
            told += [(Code.DAY_UNSAID, number, line, doubt) for doubt in doubts]
    if is_of_order and len(set(ship_tos)) > 1:
        told.append((Code.SHIP_TO_UNSAID, 0, None, " ".join(ship_tos)))
    return lines, told


def _doubts(division: Division, day: Asked, requested: Asked) -> list[str]:
    """What a line or its parts say instead of a day, each once; not what its order said."""
    found: dict[str, None] = {}
    for each in [part.day.otherwise(day) for part in division.parts] or [day]:
        if each.doubt is not None and each is not requested:
            found[each.doubt] = None
    return list(found)


def item_of(line: OrderLine, profile: Profile) -> str:
    """The line's item: the first qualifier of the profile that the line has, wherever it stands."""
    values = dict(reversed(line.identifiers))
    return next((values[q] for q in profile.item_qualifiers if q in values), "")


def _rows(
    line: OrderLine, base: dict[str, object], division: Division, terms: _Terms
) -> tuple[list[dict[str, object]], list[tuple[Code, str]]]:
    """One row a line, or one a part of it, each with the price of its own unit.

    With them what is wrong with a unit, or with a price for it, told once each.
    """
    units = dict.fromkeys(part.uom or line.uom for part in division.parts) or {line.uom: None}
    if not line.uom and len(units) == 1:
        # A line without a unit is in that of its parts.
        line = replace(line, uom=next(iter(units)))
    found: list[tuple[Code, str]] = []
    of_unit: dict[str, dict[str, object]] = {}
    for uom in units:
        of_unit[uom] = {**base}
        found += _priced(of_unit[uom], line, uom, terms)
    if not division.parts:
        return [of_unit[line.uom]], found
    return [
        {
            **of_unit[part.uom or line.uom],
            "quantity": _text(part.quantity),
            "ship_to": base["ship_to"] if part.ship_to is None else part.ship_to,
            "requested_date": part.day.otherwise(division.day).day,
        }
        for part in division.parts
    ], found


def _priced(
    row: dict[str, object], line: OrderLine, uom: str, terms: _Terms
) -> Sequence[tuple[Code, str]]:
    """Put a unit and the price of one of it into a row; what is wrong with either."""
    names = terms.profile.units
    called = row["uom"] = names.get(uom, uom)
    is_own = uom == line.uom or called == names.get(line.uom, line.uom)
    in_unit = line.uom if is_own else uom
    row["price"], doubt = price_of(line, in_unit, terms.standard, terms.currency)
    if doubt is None and (not names or uom in names):
        return ()
    found = [(Code.ORD_UOM, uom)] if names and uom not in names else []
    return found if doubt is None else [*found, (doubt, uom)]


def _reaches_its_order(division: Division) -> bool:
    """Whether some of a line without a ship-to of its own goes to that of its order."""
    return not division.parts or any(part.ship_to is None for part in division.parts)


def _sent(number: Decimal | None, sent: str) -> str | None:
    """The number as it was sent, with a point whatever its decimal mark; none where it is none."""
    return None if number is None else sent.replace(",", ".")


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


_Told: TypeAlias = "tuple[Code, int, OrderLine | None, str]"
"""A finding on a line by its number from 1, or on the order (0), and what unit, day... is wrong."""


def _on_lines(framed: SetFramed, told: Sequence[_Told]) -> list[WireFinding]:
    """Findings on lines and on the order as a whole; the set is cut once for all of them."""
    is_x12 = framed.interchange.standard == "X12"
    texts, offsets, _ = texts_of(framed) if is_x12 else normal_texts(framed)
    mark = framed.interchange.delimiters.element.decode("latin-1") if is_x12 else ELEMENT
    head = (LINE if is_x12 else ITEM) + mark
    heads = [at for at, text in enumerate(texts) if text.upper().startswith(head)]
    if not is_x12:
        own = own_lines([texts[at].split(mark) for at in heads])
        heads = [heads[number] for number in own]
    found: list[WireFinding] = []
    for code, number, line, said in told:
        if line is None:
            header = texts[: heads[0]] if heads else texts
            at, where, what = _in_header(code, header, mark, said)
            value, of = said, "Order"
        else:
            at = heads[number - 1] if number <= len(heads) else 0
            element, what, value = _told_of(code, line, said)
            where, of = element if is_x12 else "LIN", f"Line {line.line or number}"
        found.append(
            WireFinding(
                code=code,
                offset=offsets[at],
                segment=at + 1,
                element=where,
                found=shown(value),
                message=f"{of}: {what}",
            )
        )
    return found


def _in_header(code: Code, header: Sequence[str], mark: str, said: str) -> tuple[int, str, str]:
    """Of a finding on a whole order: where in its header, the segment's id, what it is about."""
    if code is Code.DAY_UNSAID:
        qualifier = said.partition(" ")[0]
        heads = tuple(f"DTM{mark}{qualifier}{end}" for end in (mark, COMPONENT))
        return _nth(header, mark, heads, 0), "DTM", UNSAID
    names = (("N1", SHIP_TO), ("NAD", "DP"), ("NAD", SHIP_TO))
    at = _nth(header, mark, tuple(mark.join(name) + mark for name in names), 1)
    what = "ship-tos, of which no line says its own"
    is_x12 = any(text.upper().startswith("N1") for text in header[at : at + 1])
    return at, "N1" if is_x12 else "NAD", what


def _nth(header: Sequence[str], mark: str, heads: tuple[str, ...], number: int) -> int:
    """Where segments that begin so stand in the header of an order, counted from 0."""
    places = [at for at, text in enumerate(header) if f"{text.upper()}{mark}".startswith(heads)]
    return next(iter(places[number:]), 0)


def _told_of(code: Code, line: OrderLine, said: str) -> tuple[str, str, str]:
    """Of a finding on a line: the element of X12, what it is about, and what was found."""
    match code:
        case Code.ORD_UOM:
            return "PO103", "unit", said
        case Code.PRICE_BASIS:
            per = "" if line.price_per is None else format(line.price_per, "f")
            basis = (line.price_sent, line.basis, per, line.price_uom)
            return "PO105", f"price, for a quantity in {said}", " ".join(filter(None, basis))
        case Code.PRICE_CURRENCY:
            price = f"{line.price_sent} {line.currency}"
            return "PO104", "price, in another currency than the order", price
        case Code.LINE_NUMBER_REPEATED:
            return "PO101", "number of a line before it", line.line
        case Code.SHIP_TO_UNSAID:
            named = [party.id or party.name for party in ship_tos_of(line)]
            ids = named or [place.location for place in line.places]
            return "N1", "ship-to, which is not one with an id", " ".join(ids)
        case Code.DAY_UNSAID:
            return "DTM", UNSAID, said
        case Code.PLACES_AND_DAYS:
            return "SCH", "days, not said for which of its places", ""
        case _:
            return "PO106", "item", " ".join(f"{q} {value}" for q, value in line.identifiers)

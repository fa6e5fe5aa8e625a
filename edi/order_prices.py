"""The price of an order's line as its event says it: of one of the unit that the line orders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edi.currencies import is_foreign
from edi.findings import Code
from edi.price_bases import FREE, ONE, edifact_count, x12_count
from edi.values import exactly_divided

if TYPE_CHECKING:
    from edi.documents.orders import OrderLine


def price_of(
    line: OrderLine, uom: str, standard: str, currency: str
) -> tuple[str | None, Code | None]:
    """The price of one of a unit in the order's currency, as text, and what is wrong with it.

    One in another currency is none: nothing is known of what it comes to in the order's.
    """
    if is_foreign(line, currency):
        return None, Code.PRICE_CURRENCY
    is_own = uom == line.uom
    price, is_certain = unit_price(line, standard) if is_own else price_in(line, uom, standard)
    return price, None if is_certain else Code.PRICE_BASIS


def unit_price(line: OrderLine, standard: str) -> tuple[str | None, bool]:
    """The price of one as text, as it was sent where that is it; whether it is certain.

    Empty where none was sent. None where what was sent is no number; and, not certain, where it is
    not known what it is for in the line's unit, or the price of one has no end, as of a third.
    """
    if not line.price_sent:
        return "", True
    if line.price is None:
        return None, True
    is_x12 = standard == "X12"
    if is_x12 and line.basis == FREE:
        return "0", True
    count = x12_count(line) if is_x12 else edifact_count(line)
    if count == ONE:
        return line.price_sent.replace(",", "."), True
    price = None if count is None else exactly_divided(line.price, count)
    return (None, False) if price is None else (format(price, "f"), True)


def price_in(line: OrderLine, uom: str, standard: str) -> tuple[str | None, bool]:
    """The same of one of another unit than the line's: only where the price says that it is for it.

    How many of the one are in the other, no document says for sure.
    """
    if not line.price_sent or uom in (line.basis, line.price_uom) or line.basis == FREE:
        return unit_price(replace(line, uom=uom), standard)
    return None, False

"""Prices of an EDIFACT line: its own (PRI of AAA), with all that it is for, and the others.

PRI+AAA:250:CT::100:PCE' says that a hundred pieces are 250.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.documents.parts import Price
from edi.edifact_shapes import CURRENCY, INVOICED, NUM, number, plain
from edi.elements import TEXT, At, Cut, sent
from edi.shapes import Inside, One, Segment, inside, one, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN: Final = "AAA"
"""5125 of the price of a line: net of its allowances and charges."""
PRICED: Final[dict[str, At]] = {
    "price": NUM(1, 2), "basis": TEXT(1, 3), "price_per": NUM(1, 5), "price_uom": TEXT(1, 6),
}  # fmt: skip
"""Where a price and what it is for stand in a PRI."""
_OWN: Final = one("PRI", where={(1, 1): OWN}, fixed=None, among=None, **PRICED)
_SENT: Final = one(
    "PRI", where={(1, 1): OWN}, fixed=None, among=None, price_sent=sent(1, 2), **PRICED
)


def own_price(currency: One, price: One = _OWN) -> Inside:
    """The price of a line, and the currency that it is in where that is not the document's."""
    return inside("PRI", price, currency, where={(1, 1): OWN})


PRICE: Final = own_price(CURRENCY)
"""The price of a line that is no order's, which keeps it as it was sent too."""
ORDERED_PRICE: Final = own_price(CURRENCY, _SENT)
INVOICED_PRICE: Final = own_price(INVOICED)


def _other_prices(elements: Sequence[str], cut: Cut) -> list[Price]:
    parts = [*(cut(elements[1]) if len(elements) > 1 else ()), *[""] * 6]
    if parts[0] == OWN:
        return []
    return [
        Price(
            kind=parts[0], price=number(parts[1]), basis=parts[2], trade=parts[3],
            quantity=number(parts[4]), uom=parts[5],
        )
    ]  # fmt: skip


def _written_prices(prices: Sequence[Price]) -> list[Segment]:
    return [
        (
            "PRI",
            (
                item.kind, plain(item.price), item.basis, item.trade, plain(item.quantity),
                item.uom,
            ),
        )
        for item in prices
    ]  # fmt: skip


PRICES: Final = spread("PRI", "prices", _other_prices, _written_prices)
"""Prices of a line other than its own."""

"""Currencies: that of a document, and lines that have their price in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


class Line(Protocol):
    """A line with its price, which may say the currency of that."""

    @property
    def price(self) -> Decimal | None:
        """Nothing of it is in any currency where there is none."""
        ...

    @property
    def currency(self) -> str:
        """Empty where it is that of the document."""
        ...


def currency_of(said: str, lines: Sequence[Line]) -> str:
    """The currency of a document: what it says, else that which all lines of a price say."""
    if said:
        return said
    named = {line.currency for line in lines if line.price is not None}
    return named.pop() if len(named) == 1 else ""


def is_foreign(line: Line, currency: str) -> bool:
    """Whether a line has a price in another currency than its document, which adds up to nothing.

    Where the document names none, what the others are in is not known.
    """
    return line.price is not None and line.currency not in ("", currency)

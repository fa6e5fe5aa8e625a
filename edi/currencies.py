"""Currencies: that of a document, and lines and amounts that are in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from edi.documents.parts import Amount

REFERENCE: Final = "2"
"""6347 of the currency that amounts are in."""


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


def own_amounts(amounts: Sequence[Amount], currency: str) -> list[Amount]:
    """The amounts that are in a currency, or do not say in which; all where it is not known."""
    return [item for item in amounts if not currency or _said(item) in ("", currency)]


def currency_named(amounts: Iterable[Amount]) -> str:
    """The one currency that amounts say; none where that is not one."""
    named = {_said(item) for item in amounts} - {""}
    return named.pop() if len(named) == 1 else ""


def _said(amount: Amount) -> str:
    """The currency that a MOA says, in itself or in the first CUX behind it."""
    behind = (item.currency for item in amount.currencies if item.usage == REFERENCE)
    return amount.currency or next(behind, "")

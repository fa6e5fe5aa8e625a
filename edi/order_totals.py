"""What the total of an order should be: AMT*TT of an 850, MOA 79 and 86 of an ORDERS.

Most say what the lines come to by quantity and price; others count what is charged and taxed beside
it, on the lines alone or on the whole order. A total differs only where it is none of these, and
all of them are known.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from edi.currencies import currency_of, is_foreign
from edi.percent_charges import charged_on
from edi.price_bases import FREE, ONE, edifact_count, x12_count
from edi.values import ZERO, divided, due_in_cents, in_cents, times, total

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edi.documents.line_parts import Subline
    from edi.documents.orders import OrderLine, PurchaseOrder
    from edi.documents.parts import Charge, Tax

TOTAL: Final = "TT"
"""AMT01 of the total of a transaction."""
LINES_TOTAL: Final = "79"
WHOLE_TOTAL: Final = "86"
"""MOA 5025 of what the lines come to, and of what the whole message does."""
CANCELLED: Final = "01"
"""The purpose of an order that takes another back; what its total is of nobody says."""
BILLED_BACK: Final = frozenset({"01", "1"})
"""331 and 4471 of a charge that is settled later."""


class BilledLine(Protocol):
    """A line of an order or of an invoice, as far as it comes to an amount."""

    @property
    def quantity(self) -> Decimal | None:
        """How many."""
        ...

    @property
    def uom(self) -> str:
        """The unit of those."""
        ...

    @property
    def price(self) -> Decimal | None:
        """What one costs, or so many as the basis says."""
        ...

    @property
    def basis(self) -> str:
        """639 or 5375."""
        ...

    @property
    def price_per(self) -> Decimal | None:
        """5284: for how many the price is."""
        ...

    @property
    def price_uom(self) -> str:
        """6411 of the price: the unit of those."""
        ...

    @property
    def currency(self) -> str:
        """Empty where it is that of the document."""
        ...

    @property
    def sublines(self) -> tuple[Subline, ...]:
        """Its components; what is charged on one makes its sum uncertain."""
        ...


def extensions(
    lines: Sequence[BilledLine], said: str, *, is_x12: bool = True
) -> tuple[Sequence[Decimal], ...]:
    """What each line comes to by quantity and price; the likeliest first, none where not known.

    `said` is the currency that the document says. A line may be rounded to cents or not. Some who
    say that a price is for many price each all the same, so both are taken. Nothing is known where
    a line has no quantity or price that can be read, its price is not certainly for so many of its
    unit, a sub-line is charged or taxed on itself, or a line is in another currency.
    """
    currency = currency_of(said, lines)
    count_of = x12_count if is_x12 else edifact_count
    exact: list[Decimal] = []
    plain: list[Decimal] = []
    for line in lines:
        is_free = is_x12 and line.basis == FREE
        count = ONE if is_free else count_of(line, settled=True)
        price = ZERO if is_free else line.price
        if line.quantity is None or price is None or count is None:
            return ()
        if is_foreign(line, currency) or any(each.charges or each.taxes for each in line.sublines):
            return ()
        plain.append(times(line.quantity, price))
        exact.append(plain[-1] if count == ONE else divided(plain[-1], count))
    cents = [in_cents(amount, ROUND_HALF_UP) for amount in exact]
    return (exact, *(other for other in (cents, plain) if other != exact))


def lines_due(order: PurchaseOrder, *, is_x12: bool) -> tuple[Decimal, ...]:
    """What the lines may come to, without and with what is charged on them; none if not known."""
    return _due(order, _of_lines, is_x12=is_x12)


def order_due(order: PurchaseOrder, *, is_x12: bool) -> tuple[Decimal, ...]:
    """What the whole order may come to, the likeliest first; none where that is not known."""
    return _due(order, _of_all, is_x12=is_x12)


Beside: TypeAlias = "Callable[[PurchaseOrder, Sequence[Decimal]], Sequence[Amounts] | None]"
Amounts: TypeAlias = "Sequence[Decimal | None]"


def _due(order: PurchaseOrder, beside: Beside, *, is_x12: bool) -> tuple[Decimal, ...]:
    """The lines, in cents and as they are for who rounds nothing, with what may come beside."""
    if not order.lines or order.purpose == CANCELLED or any(map(_is_uncertain, order.lines)):
        return ()
    found: list[Decimal] = []
    for amounts in extensions(order.lines, order.currency, is_x12=is_x12):
        more = beside(order, amounts)
        if more is None:
            return ()
        for others in ((), *more):
            found += (*due_in_cents(amounts, others), total([*amounts, *others]))
    return tuple(found)


def _is_uncertain(line: OrderLine) -> bool:
    """Whether a line may have another price than its own: by a factor, an amount, a part of it."""
    if any(each.factor is not None or each.amount is not None for each in line.prices):
        return True
    return any(each.price is not None for each in (*line.details, *line.sublines))


def _of_lines(order: PurchaseOrder, amounts: Sequence[Decimal]) -> Sequence[Amounts] | None:
    """What is charged on the lines; None where some of it is not known."""
    currency = currency_of(order.currency, order.lines)
    own: list[Decimal | None] = []
    for line, amount in zip(order.lines, amounts, strict=True):
        made = _charged(line.charges, amount, currency)
        if made is None:
            return None
        own += made
    return [own]


def _of_all(order: PurchaseOrder, amounts: Sequence[Decimal]) -> Sequence[Amounts] | None:
    """What may come beside the lines: of them, of the whole order, with taxes and without.

    None where some of it is not known.
    """
    lines = _of_lines(order, amounts)
    if lines is None:
        return None
    own = [*lines[0]]
    currency = currency_of(order.currency, order.lines)
    whole = _charged(order.charges, total([*amounts, *own]), currency)
    plain = _charged(order.charges, total(amounts), currency)
    taxes = _taxed([*order.taxes, *(tax for line in order.lines for tax in line.taxes)])
    if whole is None or plain is None or taxes is None:
        return None
    charged = [own, plain, [*own, *whole], [*own, *plain]]
    return [*charged, *([*some, *taxes] for some in ([], *charged))]


def _charged(charges: Sequence[Charge], gross: Decimal, currency: str) -> Amounts | None:
    """What charges come to; None where one is in another currency, or settled by another bill."""
    foreign = (each.prices or each.currency not in ("", currency) for each in charges)
    if any(foreign) or any(each.handling in BILLED_BACK for each in charges):
        return None
    return charged_on(charges, gross)


def _taxed(taxes: Sequence[Tax]) -> Amounts | None:
    """What taxes come to; None where one says a rate alone."""
    if any(tax.amount is None and tax.percent for tax in taxes):
        return None
    return [tax.amount for tax in taxes]

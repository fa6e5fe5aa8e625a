"""Values of elements: exact decimals, implied decimals, days; None where the text is none.

Numbers come as long as their senders like, so that Python's own arithmetic, which rounds to 28
digits, is never used on them: sums and products go through here, and lose no digit.
"""

from __future__ import annotations

from datetime import date
from decimal import (
    MAX_EMAX,
    MAX_PREC,
    MIN_EMIN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
)
from typing import TYPE_CHECKING, Final

from edi.delimiters import is_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Room for every digit. What is read has no exponent, so that a result is as long as its terms."""
COUNT_DIGITS_MAX: Final = 18
"""The most digits of a count: more than any dictionary allows, and a table's column holds them."""
ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
QUOTIENT_DIGITS: Final = 28
"""Digits of a quotient without an end that are kept beyond those of its terms."""


def decimal_of(text: str) -> Decimal | None:
    """The exact number that an R or N0 element says."""
    if not (text.isascii() and text.removeprefix("-").replace(".", "", 1).isdecimal()):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def implied_decimal_of(text: str, places: int) -> Decimal | None:
    """The number of an Nn element: its last digits are decimals."""
    number = decimal_of(text)
    if number is None or "." in text:
        return number
    return scaled(number, -places)


def count_of(text: str) -> int | None:
    """The whole number that an N0 element says."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > COUNT_DIGITS_MAX:
        return None
    return int(text)


def total(numbers: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of what is there."""
    made = ZERO
    for number in numbers:
        if number is not None:
            made = _EXACT.add(made, number)
    return made


def less(one: Decimal, other: Decimal) -> Decimal:
    """The exact difference of two numbers."""
    return _EXACT.subtract(one, other)


def times(one: Decimal, other: Decimal) -> Decimal:
    """The exact product of two numbers."""
    return _EXACT.multiply(one, other)


def divided(one: Decimal, other: Decimal) -> Decimal:
    """The quotient by a number above zero: exact if it ends, else rounded far behind the cents."""
    return _room(one, other, QUOTIENT_DIGITS).divide(one, other)


def exactly_divided(one: Decimal, other: Decimal) -> Decimal | None:
    """The quotient by a number above zero; None where it has no end, as a third has none."""
    context = _room(one, other, 1)
    context.traps[Inexact] = True
    try:
        return context.divide(one, other)
    except Inexact:
        return None


def _room(one: Decimal, other: Decimal, digits: int) -> Context:
    """Room for a quotient that ends, and for more digits behind it.

    It ends by no more digits than the divisor has factors of two, under four a digit.
    """
    own, by = (len(number.as_tuple().digits) for number in (one, other))
    return Context(prec=own + 4 * by + digits, Emax=MAX_EMAX, Emin=MIN_EMIN)


def scaled(number: Decimal, places: int) -> Decimal:
    """The number with its point moved to the right, or to the left by a negative number."""
    return _EXACT.scaleb(number, places)


def in_cents(number: Decimal, rounding: str) -> Decimal:
    """The number rounded to two decimals, by one of `decimal`'s ways of rounding."""
    return number.quantize(_CENT, rounding, _EXACT)


def due_in_cents(
    extensions: Sequence[Decimal], others: Sequence[Decimal | None]
) -> tuple[Decimal, ...]:
    """What lines and other amounts may come to, in cents; the likeliest first.

    Senders round half to even or half up, the sum once or the extension of each line: each of
    these totals is right.
    """
    once = total([*extensions, *others])
    made: list[Decimal] = []
    for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP):
        by_line = total([*(in_cents(amount, rounding) for amount in extensions), *others])
        made += [in_cents(amount, rounding) for amount in (once, by_line)]
    return tuple(made)


def day_of(text: str) -> date | None:
    """The day of a DT element: CCYYMMDD, or YYMMDD of this century."""
    if len(text) == 6:
        text = f"20{text}"
    if not is_date(text):
        return None
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))

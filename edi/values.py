"""Values of elements: exact decimals, implied decimals, days; None where the text is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from edi.delimiters import is_date


def decimal_of(text: str) -> Decimal | None:
    """The exact number that an R or N0 element says."""
    if not (text.isascii() and text.strip("-").replace(".", "", 1).isdecimal()):
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
    return number.scaleb(-places)


def day_of(text: str) -> date | None:
    """The day of a DT element: CCYYMMDD, or YYMMDD of this century."""
    if len(text) == 6:
        text = f"20{text}"
    if not is_date(text):
        return None
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))

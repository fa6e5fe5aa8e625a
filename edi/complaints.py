"""Findings of balance and conditions, said of a judged segment."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from edi.findings import Code, WireFinding, shown
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi.documents.parts import Charge, Delivery, Measure
    from edi.judging import Judged


def complaint(
    code: Code, at: Judged, element: str, found: object = "", right: object = ""
) -> WireFinding:
    """A finding on an element of a segment: what is there, and what would be right."""
    return WireFinding(
        code=code, offset=at.offset, segment=at.number, element=element,
        found=shown(plain(found)), assumed=shown(plain(right)),
    )  # fmt: skip


def number_missing(
    segments: Sequence[Judged], element: str, code: Code = Code.DOCUMENT_NUMBER_MISSING
) -> WireFinding:
    """A document without its number: at the element that should have it.

    Where the segment itself is missing, or stands for something else, `element` is its id alone and
    the place is that of the segment after the one that begins the document.
    """
    name = element[:-2] if element[-2:].isdecimal() else element
    at = next((segment for segment in segments if segment.elements[0] == name), None)
    if at is not None and name != element:
        return complaint(code, at, element)
    return complaint(code, segments[:3][-1], name)


def plain(value: object) -> str:
    """A value as findings show it: decimals without an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def at_path(segments: Sequence[Judged], path: str) -> list[Judged]:
    """All segments that stand at a place."""
    return [segment for segment in segments if segment.path == path]


def parts_complaint(
    parts: Iterable[Delivery | Measure], whole: Measure, at: Judged, element: str
) -> WireFinding | None:
    """The quantity of a line, at an element, where its parts by place or day add up to another.

    Units that differ cannot be added up, and that is told instead; a part without is in the line's.
    """
    parts = tuple(parts)
    units = tuple(dict.fromkeys(filter(None, [whole.uom, *(part.uom for part in parts)])))
    if len(units) > 1:
        return complaint(Code.SCHEDULE_UNITS, at, element, " ".join(units))
    right = total(part.quantity for part in parts)
    if not parts or whole.quantity is None or right == whole.quantity:
        return None
    return complaint(Code.SCHEDULE_DIFFERS, at, element, whole.quantity, right)


def charged(charges: Iterable[Charge]) -> list[Decimal | None]:
    """Charges, allowances as what they take away, and the taxes on either."""
    amounts: list[Decimal | None] = []
    for charge in charges:
        if charge.amount is not None and charge.indicator in ("A", "C"):
            is_less = charge.indicator == "A"
            amounts.append(charge.amount.copy_negate() if is_less else charge.amount)
        amounts += [tax.amount for tax in charge.taxes]
    return amounts


def count_complaints(
    segments: Sequence[Judged], path: str, element: str, claimed: int | None, *counted: int
) -> list[WireFinding]:
    """A count that is none of those it could mean."""
    if claimed is None or claimed in counted:
        return []
    at = next(iter(at_path(segments, path)), segments[-1])
    return [complaint(Code.COUNT_DIFFERS, at, element, claimed, counted[0])]

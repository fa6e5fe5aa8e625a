"""Hash totals: what the quantities of all lines come to, as CTT02 and CNT+1 say it.

They are for the partner's own check of whether all has come, and partners sum what they like: so a
total that differs is a note, and where it is not said what is summed, any sum that it may be is
right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import at_path, complaint
from edi.edifact_syntax import cut
from edi.findings import Code, WireFinding
from edi.values import decimal_of, scaled, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from edi.judging import Judged

QUANTITIES: Final = "1"
"""CNT 6069: the algebraic total of the quantity values in line items."""


def hash_complaints(
    segments: Sequence[Judged],
    path: str,
    claimed: Decimal | None,
    *quantities: Sequence[Decimal | None],
) -> list[WireFinding]:
    """CTT02 where it is none of the sums that it could mean, of which the first is the likeliest.

    X12 has values summed without decimal points and signs; most senders sum the numbers. Either is
    right. Where there is nothing to sum, nothing is known.
    """
    quantities = tuple(some for some in quantities if any(each is not None for each in some))
    if claimed is None or not quantities:
        return []
    sums = [total(some) for some in quantities]
    if claimed in sums or any(claimed == _digits(some) for some in quantities):
        return []
    at = next(iter(at_path(segments, path)), segments[-1])
    return [complaint(Code.HASH_TOTAL_DIFFERS, at, "CTT02", claimed, sums[0])]


def _digits(numbers: Iterable[Decimal | None]) -> Decimal:
    """The sum of numbers without their points and signs."""
    return total(_whole(number) for number in numbers if number is not None)


def _whole(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return scaled(number.copy_abs(), -exponent) if isinstance(exponent, int) else number


def by_kind(kinds: Iterable[tuple[str, Decimal | None]]) -> list[list[Decimal | None]]:
    """The quantities of each kind, the first kind first, and all together."""
    found: dict[str, list[Decimal | None]] = {}
    for kind, quantity in kinds:
        found.setdefault(kind, []).append(quantity)
    return [*found.values(), [quantity for some in found.values() for quantity in some]]


def control_total_complaints(segments: Sequence[Judged], path: str, line: str) -> list[WireFinding]:
    """CNT+1 where it is the sum of no quantities of the lines: of one qualifier (6063), or of all.

    `path` is where CNT stands, `line` the loop of the lines.
    """
    found: list[WireFinding] = []
    for at in at_path(segments, path):
        kind, claimed = _kind_and_number(at)
        if kind == QUANTITIES and claimed is not None:
            paths = (f"{line}/QTY", f"{line}/QTY/QTY")
            said = [_kind_and_number(each) for each in segments if each.path in paths]
            sums = [total(some) for some in by_kind(said)]
            if said and claimed not in sums:
                code = Code.HASH_TOTAL_DIFFERS
                found.append(complaint(code, at, "CNT01-2", claimed, sums[0]))
    return found


def _kind_and_number(segment: Judged) -> tuple[str, Decimal | None]:
    """The qualifier and the number of a CNT or QTY."""
    kind, number, *_ = [*(cut(segment.elements[1]) if len(segment.elements) > 1 else ()), "", ""]
    return kind, decimal_of(number.replace(",", "."))

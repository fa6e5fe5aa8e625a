"""Counts and sums of a set told from its bytes: whether its totals certainly hold.

For clean sets only. Whatever a tally is not sure of, the set's own judgement decides, with a
finding where it is wrong; so a tally may say no too often, and never yes too often.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from edi.delimiters import NOISE
from edi.values import total

if TYPE_CHECKING:
    from edi.delimiters import Delimiters


@dataclass(frozen=True, slots=True)
class _Compiled:
    number: re.Pattern[bytes]
    lines: re.Pattern[bytes]
    closing: re.Pattern[bytes]
    line: bytes
    total: bytes
    unsure: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a document adds up to.

    `number` is the segment and element of its number, `lines` the segment of a line, whose first
    two elements are its number and its quantity, `total` the segment that counts lines and sums
    their quantities. A set with one of the segments `unsure` is left to its own judgement, and so
    is one with a `money`, unless that is told of many at once (`edi/column_tallies.py`).
    """

    number: tuple[str, int]
    lines: str
    total: str
    unsure: tuple[str, ...]
    money: str = ""

    def holds(self, raw: bytes, marks: Delimiters) -> bool:
        """Whether number, lines, count and sum are certainly as they should be."""
        compiled = _compiled(self, marks.element, marks.segment)
        if any(name in raw for name in compiled.unsure) or compiled.number.search(raw) is None:
            return False
        quantities = compiled.lines.findall(raw)
        if not quantities or len(quantities) != raw.count(compiled.line):
            return False
        closing = compiled.closing.search(raw)
        if closing is None:
            return compiled.total not in raw
        count, claimed = closing.groups()
        if int(count) != len(quantities):
            return False
        return claimed is None or _sum(quantities) == Decimal(claimed.decode())


@lru_cache(maxsize=64)
def _compiled(tally: Tally, element: bytes, terminator: bytes) -> _Compiled:
    mark, end = re.escape(element), re.escape(terminator)
    value = b"[^" + mark + end + b"]"
    begin = end + b"[" + re.escape(NOISE) + b"]*"
    segment, position = tally.number
    before = b"(?:" + mark + value + b"*){%d}" % (position - 1)
    number = begin + segment.encode() + before + mark + value + rb"*[^ " + mark + end + b"]"
    lines, total = tally.lines.encode(), tally.total.encode()
    stop = b"(?=[" + mark + end + b"])"
    # A quantity of zeros is left to the set's own judgement.
    some = rb"(?=[0-9.]*[1-9])"
    quantity = value + b"+" + mark + some + rb"([0-9]+(?:\.[0-9]+)?)" + stop
    claimed = mark + rb"([0-9]+)(?:" + mark + rb"([0-9]+(?:\.[0-9]+)?))?" + end
    return _Compiled(
        number=re.compile(number),
        lines=re.compile(begin + lines + mark + quantity),
        closing=re.compile(begin + total + claimed),
        line=lines + element,
        total=total + element,
        unsure=tuple(name.encode() + element for name in (*tally.unsure, tally.money) if name),
    )


def _sum(quantities: list[bytes]) -> Decimal:
    try:
        return Decimal(sum(map(int, quantities)))
    except ValueError:
        return total(Decimal(quantity.decode()) for quantity in quantities)

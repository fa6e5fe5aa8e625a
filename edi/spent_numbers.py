"""Control numbers that were used and then forgotten: how often each was, at a bit a use.

Numbers in sequence share a word of `BLOCK` bits, so that a million interchanges cost some 150 KB
and a snapshot only the words that changed. Control numbers that are none (EDIFACT has such) share
`ODD` bits: one may seem used that was not, which costs its name a suffix and nothing else.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from edi.remembered import Remembered

BLOCK: Final = 1_024
ODD: Final = 65_536
DIGITS_MAX: Final = 9


def uses(spent: Remembered[int], control: str) -> int:
    """How often a control number was used, by interchanges that were forgotten since."""
    block, bit = _place(control)
    use = 0
    while spent.get(f"{block}/{use + 1}", 0) >> bit & 1:
        use += 1
    return use


def spend(spent: Remembered[int], control: str, use: int) -> None:
    """Keep that a control number was used for the `use`-th time; for working copies only."""
    block, bit = _place(control)
    key = f"{block}/{use}"
    spent.put(key, spent.get(key, 0) | 1 << bit)


def _place(control: str) -> tuple[str, int]:
    if control.isascii() and control.isdecimal() and len(control) <= DIGITS_MAX:
        block, bit = divmod(int(control), BLOCK)
        return str(block), bit
    block, bit = divmod(zlib.crc32(control.encode()) % ODD, BLOCK)
    return f"odd{block}", bit

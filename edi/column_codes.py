"""Code lists as tables of words: whether each of many values is a code of its list.

A word is a code of up to six bytes and, above these, the number of its list. Each code has one slot
of two, by two ways to scatter words; a value is a code if one of its slots has just its word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BYTES_MAX: Final = 6
"""Codes that are longer are not told from others: no list of ours has any."""
LIST_BITS: Final = 48
SPARSE: Final = 4
"""Slots for each code."""
FACTORS: Final = tuple(0x9E3779B97F4A7C15 + 0x632BE59BD9B4E018 * number for number in range(64))
_WRAP: Final = (1 << 64) - 1
_MASKS: Final = np.array([(1 << 8 * size) - 1 for size in range(BYTES_MAX + 1)] + [0], np.uint64)


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of some lists, in the slots of two tables."""

    bits: int
    factors: tuple[np.uint64, np.uint64]
    tables: tuple[NDArray[np.uint64], NDArray[np.uint64]]

    @staticmethod
    def of(lists: Sequence[frozenset[str]]) -> Codes:
        """The tables of lists, whose numbers are their places here."""
        words = np.array(
            [
                int.from_bytes(code.encode(), "little") | number << LIST_BITS
                for number, codes in enumerate(lists)
                for code in sorted(codes)
                if len(code) <= BYTES_MAX and code.isascii()
            ],
            dtype=np.uint64,
        )
        bits = max(1, (SPARSE * len(words)).bit_length())
        first = np.uint64(FACTORS[0] & _WRAP)
        while True:
            one = _filled(words, first, bits)
            rest = words[one[_slots(words, first, bits)] != words]
            for factor in FACTORS[1:]:
                second = np.uint64(factor & _WRAP)
                other = _filled(rest, second, bits)
                if (other[_slots(rest, second, bits)] == rest).all():
                    return Codes(bits, (first, second), (one, other))
            # No way to scatter what is left gives each a slot of its own: there must be more slots.
            bits += 1

    def hold(
        self,
        words: NDArray[np.uint64],
        length: NDArray[np.int64],
        lists: NDArray[np.uint64],
    ) -> NDArray[np.bool_]:
        """Whether values that begin with these bytes, and are so long, are in these lists."""
        keys = words & _MASKS[np.minimum(length, BYTES_MAX + 1)]
        keys |= lists << np.uint64(LIST_BITS)
        found = np.zeros(len(keys), dtype=np.bool_)
        for factor, table in zip(self.factors, self.tables, strict=True):
            found |= table[_slots(keys, factor, self.bits)] == keys
        return found & (length > 0) & (length <= BYTES_MAX)


def _slots(words: NDArray[np.uint64], factor: np.uint64, bits: int) -> NDArray[np.uint64]:
    return (words * factor) >> np.uint64(64 - bits)


def _filled(words: NDArray[np.uint64], factor: np.uint64, bits: int) -> NDArray[np.uint64]:
    table = np.zeros(1 << bits, dtype=np.uint64)
    table[_slots(words, factor, bits)] = words
    return table

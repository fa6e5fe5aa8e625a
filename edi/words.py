"""Bytes read eight at once, as words: digits told and made numbers for whole columns of places.

The earliest byte of a word is its lowest. What is asked of its bytes is asked of all eight by one
sum; a carry into the next byte comes only from one that is no digit, and is told by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORD: Final = 8
"""Bytes that are looked at in one go."""
ONES: Final = np.uint64(0x0101010101010101)
ZEROS: Final = ONES * np.uint64(ord("0"))
_SIXES: Final = ONES * np.uint64(0x06)
_HIGH: Final = ONES * np.uint64(0xF0)
_BEFORE: Final = np.array([(1 << (8 * (WORD - size))) - 1 for size in range(WORD + 1)], np.uint64)
_STEPS: Final = tuple(
    (np.uint64(tens), np.uint64(bits), np.uint64(kept))
    for tens, bits, kept in (
        (10, 8, 0x00FF00FF00FF00FF), (100, 16, 0x0000FFFF0000FFFF), (10_000, 32, 0xFFFFFFFF),
    )
)  # fmt: skip
"""Neighbours made one number: digits to pairs, pairs to fours, fours to eights."""


def words_of(column: NDArray[np.uint8], width: int = WORD) -> NDArray[Any]:
    """The words of so many bytes (2, 4 or 8) that begin at every byte, without a copy."""
    return np.ndarray((len(column) - width + 1,), f"<u{width}", column.data, strides=(1,))


def led_by_zeros(word: NDArray[np.uint64], length: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Words whose last bytes are as they are, so many of each, and digits 0 before these."""
    before = _BEFORE[length]
    return (word & ~before) | (ZEROS & before)


def are_digits(word: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether all bytes of a word are digits."""
    return (word & _HIGH == ZEROS) & ((word + _SIXES) & _HIGH == ZEROS)


def numbers_at(
    words: NDArray[np.uint64], ends: NDArray[np.int64], length: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Digits up to these places as numbers, and whether they were digits only.

    `words` are those of eight bytes; no number has more digits, and no place comes before the
    eighth byte. Two digits are made one number, then four, then eight.
    """
    word = led_by_zeros(words[ends - WORD], length)
    numeric = are_digits(word)
    value = word - ZEROS
    for tens, bits, kept in _STEPS:
        value = (value * tens + (value >> bits)) & kept
    return value.astype(np.int64), numeric

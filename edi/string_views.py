"""String views into a run of bytes: columns of values that are not cut out.

A view is two words: a value's length, and where in the bytes it lies. Only values of up to twelve
bytes are copied, because a view holds those itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

from edi.words import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

INLINE: Final = 12
"""Arrow's string views hold values of up to twelve bytes in themselves."""
BEHIND: Final = 16
"""Bytes behind the last value, so that words may be read there."""
_FIRST: Final = np.array(
    [(1 << (8 * min(size, 4))) - 1 for size in range(INLINE + 2)], dtype=np.uint64
)
"""Which of a value's first four bytes a view holds, by its length."""
_NEXT: Final = np.array(
    [(1 << (8 * max(size - 4, 0))) - 1 for size in range(INLINE + 1)] + [0], dtype=np.uint64
)
"""Which of the next eight; none of a value that is too long to be held."""
_HALF: Final = np.uint64(32)


class Text:
    """Bytes that views point into; behind the last value stand `BEHIND` more of them."""

    def __init__(self, data: Any) -> None:
        self._buffer = pa.py_buffer(data)
        self.column = np.frombuffer(data, dtype=np.uint8)

    def words(self, width: int) -> NDArray[np.uint64]:
        """The bytes as words of so many that begin at every byte."""
        return words_of(self.column, width)

    def views(
        self, begin: NDArray[np.int64], length: NDArray[np.int64], out: NDArray[np.uint64]
    ) -> None:
        """String views of these spans of the bytes, two words each."""
        longest = int(length.max(initial=0))
        # Values that are all as long have one mask, which costs a third of a mask for each.
        alike = longest == int(length.min(initial=longest)) <= INLINE
        size = longest if alike else np.minimum(length, INLINE + 1)
        first = self.words(4)[begin] & _FIRST[size]
        first <<= _HALF
        first |= np.uint64(longest) if alike else length.astype(np.uint64)
        out[:, 0] = first
        if longest <= 4:
            out[:, 1] = 0
            return
        out[:, 1] = self.words(8)[begin + 4] & _NEXT[size]
        if longest > INLINE:
            long = np.flatnonzero(length > INLINE)
            out[long, 1] = begin[long].astype(np.uint64) << _HALF

    def strings(self, views: NDArray[np.uint64]) -> Any:
        """The views as an Arrow array over these bytes."""
        return pa.Array.from_buffers(
            pa.string_view(), len(views), [None, pa.py_buffer(views), self._buffer]
        )


class Elements(ABC):
    """Segments whose elements are asked for one after the other, as columns."""

    def __init__(self, text: Text) -> None:
        self._text = text

    @abstractmethod
    def __len__(self) -> int:
        """How many segments these are."""

    @abstractmethod
    def spans(self, position: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where an element begins and how long it is; length 0 where a segment has none."""

    @abstractmethod
    def reach(self, position: int) -> bool:
        """Whether any of the segments has an element at this position, be it empty."""

    def has(self, position: int) -> NDArray[np.bool_]:
        """Whether an element is there."""
        return self.spans(position)[1] > 0

    def short(self, position: int) -> NDArray[np.uint32]:
        """An element of up to three bytes as a number, 0 for longer ones."""
        begin, length = self.spans(position)
        words = self._text.words(4)[begin].astype(np.uint32)
        masks = np.array([0, 0xFF, 0xFFFF, 0xFFFFFF, 0], dtype=np.uint32)
        return words & masks[np.minimum(length, 4)]

    def element(self, position: int) -> pl.Series:
        """An element as a column; '' where it is empty or missing."""
        views = np.empty((len(self), 2), dtype=np.uint64)
        self._text.views(*self.spans(position), out=views)
        return pl.Series(self._text.strings(views))

    def pairs(self, position: int) -> pl.Series:
        """Qualifier and value pairs from a position on, as a list of structs."""
        most = 0
        while self.reach(position + 2 * most):
            most += 1
        if not most:
            empty = pl.List(pl.Struct({"qualifier": pl.String(), "value": pl.String()}))
            return pl.Series([[] for _ in range(len(self))], dtype=empty)
        sides = [np.empty((len(self), most, 2), dtype=np.uint64) for _ in range(2)]
        filled = np.ones((len(self), most), dtype=np.bool_)
        for pair in range(most):
            for side, views in enumerate(sides):
                begin, length = self.spans(position + 2 * pair + side)
                self._text.views(begin, length, out=views[:, pair])
                filled[:, pair] &= length > 0
        whole = bool(filled.all())
        offsets = np.arange(0, most * len(self) + 1, most, dtype=np.int64)
        if not whole:
            np.cumsum(filled.sum(axis=1), out=offsets[1:])
        columns = [
            self._text.strings(views.reshape(-1, 2) if whole else views[filled]) for views in sides
        ]
        structs = pa.StructArray.from_arrays(columns, ["qualifier", "value"])
        return pl.Series(pa.LargeListArray.from_arrays(pa.array(offsets), structs))

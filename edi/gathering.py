"""Elements of many segments gathered as columns, without cutting the bytes apart.

A value becomes a string view: its length, and where in the bytes it lies. Only values of up to
twelve bytes are copied, because a view holds those itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

INLINE: Final = 12
"""Arrow's string views hold values of up to twelve bytes in themselves."""
PAD: Final = 16
MOST: Final = 256
"""Elements beyond this of one segment are not gathered; X12 has no segment of so many."""


class Gathered:
    """The located segments of a run of bytes, and their elements as columns.

    `padded` is the run and `PAD` bytes more, so that words may be read at its end.
    """

    def __init__(
        self,
        padded: bytes,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        delimiters: Delimiters,
    ) -> None:
        self._bytes = padded
        self._column = np.frombuffer(padded, dtype=np.uint8)
        self._size = len(padded) - PAD
        self._starts = starts
        self._ends = ends
        self._element = delimiters.element[0]
        self._terminator = delimiters.segment[0]
        self._separators = np.flatnonzero(self._column[: self._size] == self._element)
        self._padded = np.append(self._separators, np.full(MOST, self._size))

    def ids(self) -> NDArray[np.uint32]:
        """Each segment's id as a number of its two or three bytes; 0 for any other."""
        words = self.words("<u4")[self._starts].astype(np.uint32)
        column, size = self._column, self._ends - self._starts
        two = (size == 2) | ((size > 2) & (column[self._starts + 2] == self._element))
        three = (size == 3) | ((size > 3) & (column[self._starts + 3] == self._element))
        return np.where(
            two, words & np.uint32(0xFFFF), np.where(three, words & np.uint32(0xFFFFFF), 0)
        ).astype(np.uint32)

    def unusual(self) -> NDArray[np.int64]:
        """Segments with control characters within, or a value that ends in a blank."""
        column = self._column[: self._size]
        blanks = np.flatnonzero(column == 32)
        after = self._column[blanks + 1]
        places = blanks[(after == self._element) | (after == self._terminator)]
        controls = int(np.count_nonzero(column < 32))
        controls -= len(self._starts) if self._terminator < 32 else 0
        gaps = int((self._starts[1:] - self._ends[:-1] - 1).sum()) if len(self._starts) else 0
        head = int(self._starts[0]) if len(self._starts) else 0
        tail = self._size - int(self._ends[-1]) - 1 if len(self._ends) else 0
        if controls != gaps + head + tail:
            within = np.flatnonzero((column < 32) & (column != self._terminator))
            places = np.concatenate((places, within))
        if not len(places):
            return places
        segment = np.searchsorted(self._starts, places, side="right") - 1
        inside = (segment >= 0) & (places < self._ends[np.maximum(segment, 0)])
        return np.unique(segment[inside])

    def select(self, chosen: NDArray[np.int64]) -> Selection:
        """Chosen segments by their numbers; -1 stands for one that is not there."""
        return Selection(self, *self.borders(chosen))

    def spans(
        self, first: NDArray[np.int64], ends: NDArray[np.int64], position: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where an element begins and how long it is; length 0 where a segment has none."""
        begin = self._padded[first + (position - 1)] + 1
        stop = np.minimum(self._padded[first + position], ends)
        length = np.maximum(stop - begin, 0)
        begin[length == 0] = 0
        return begin, length

    def borders(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first separator of each chosen segment, and where the segment ends."""
        there = np.maximum(chosen, 0)
        ends = np.where(chosen >= 0, self._ends[there], -1)
        starts = self._starts[there]
        return np.searchsorted(self._separators, starts), ends

    def count(self, first: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many separators, and so elements, each segment has."""
        return np.searchsorted(self._separators, ends) - first

    def words(self, width: str) -> NDArray[np.uint64]:
        """The bytes as words that begin at every byte."""
        size = int(width[-1])
        return np.ndarray(
            shape=(len(self._bytes) - size + 1,), dtype=width, buffer=self._bytes, strides=(1,)
        )

    def array(self, begin: NDArray[np.int64], length: NDArray[np.int64]) -> Any:
        """String views of these spans of the bytes."""
        views = np.zeros((len(begin), 4), dtype=np.uint32)
        views[:, 0] = length
        words = self.words("<u8")[begin]
        kept = np.minimum(length, INLINE)
        low = np.where(kept >= 8, 0, (np.uint64(1) << (8 * np.minimum(kept, 7)).astype(np.uint64)))
        mask = low - np.uint64(1)  # all ones for eight bytes and more
        words = words & mask
        views[:, 1] = words.astype(np.uint32)
        views[:, 2] = (words >> np.uint64(32)).astype(np.uint32)
        tail = np.clip(kept - 8, 0, 4)
        high = self.words("<u4")[begin + 8].astype(np.uint64)
        bits = (np.uint64(1) << (8 * tail).astype(np.uint64)) - np.uint64(1)
        views[:, 3] = (high & bits).astype(np.uint32)
        long = length > INLINE
        if long.any():
            views[long, 2] = 0
            views[long, 3] = begin[long]
        return pa.Array.from_buffers(
            pa.string_view(),
            len(begin),
            [None, pa.py_buffer(views), pa.py_buffer(self._bytes)],
        )


class Selection:
    """Chosen segments, whose elements are asked for one after the other."""

    def __init__(
        self, gathered: Gathered, first: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        self._gathered = gathered
        self._first, self._ends = first, ends

    def among(self, rows: NDArray[np.int64]) -> Selection:
        """Some of these segments, by their places here; -1 stands for one that is not there."""
        there = np.maximum(rows, 0)
        ends = np.where(rows >= 0, self._ends[there], -1) if len(self._ends) else rows
        first = self._first[there] if len(self._first) else np.zeros_like(rows)
        return Selection(self._gathered, first, ends)

    def has(self, position: int) -> NDArray[np.bool_]:
        """Whether an element is there."""
        return self._gathered.spans(self._first, self._ends, position)[1] > 0

    def short(self, position: int) -> NDArray[np.uint32]:
        """An element of up to three bytes as a number, 0 for longer ones."""
        begin, length = self._gathered.spans(self._first, self._ends, position)
        words = self._gathered.words("<u4")[begin].astype(np.uint32)
        masks = np.array([0, 0xFF, 0xFFFF, 0xFFFFFF, 0], dtype=np.uint32)
        return words & masks[np.minimum(length, 4)]

    def element(self, position: int) -> pl.Series:
        """An element as a column; '' where it is empty or missing."""
        begin, length = self._gathered.spans(self._first, self._ends, position)
        return pl.Series(self._gathered.array(begin, length))

    def pairs(self, position: int) -> pl.Series:
        """Qualifier and value pairs from a position on, as a list of structs."""
        count = self._gathered.count(self._first, self._ends)
        most = max(0, int((count.max() - position + 1) // 2)) if len(count) else 0
        if not most:
            empty = pl.List(pl.Struct({"qualifier": pl.String(), "value": pl.String()}))
            return pl.Series([[] for _ in range(len(count))], dtype=empty)
        shape = (len(count), min(most, (MOST - position) // 2))
        begins = [np.zeros(shape, dtype=np.int64) for _ in range(2)]
        lengths = [np.zeros(shape, dtype=np.int64) for _ in range(2)]
        for at in range(shape[1]):
            rows = np.flatnonzero(count > position + 2 * at)
            first, ends = self._first[rows], self._ends[rows]
            for side in range(2):
                spans = self._gathered.spans(first, ends, position + 2 * at + side)
                begins[side][rows, at], lengths[side][rows, at] = spans
        filled = (lengths[0] > 0) & (lengths[1] > 0)
        offsets = np.concatenate(([0], np.cumsum(filled.sum(axis=1)))).astype(np.int64)
        columns = [self._gathered.array(begins[s][filled], lengths[s][filled]) for s in range(2)]
        structs = pa.StructArray.from_arrays(columns, ["qualifier", "value"])
        return pl.Series(pa.LargeListArray.from_arrays(pa.array(offsets), structs))

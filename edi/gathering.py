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
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

INLINE: Final = 12
"""Arrow's string views hold values of up to twelve bytes in themselves."""
MOST: Final = 256
"""Elements beyond this of one segment are not gathered; X12 has no segment of so many."""
WORD: Final = 16
"""Bytes behind the last, so that words may be read there."""
_FIRST: Final = np.array(
    [(1 << (8 * min(size, 4))) - 1 for size in range(INLINE + 2)], dtype=np.uint64
)
"""Which of a value's first four bytes a view holds, by its length."""
_NEXT: Final = np.array(
    [(1 << (8 * max(size - 4, 0))) - 1 for size in range(INLINE + 1)] + [0], dtype=np.uint64
)
"""Which of the next eight; none of a value that is too long to be held."""


def padded(raws: Iterable[bytes], delimiters: Delimiters) -> bytes:
    """Bytes one behind the other, and behind the last what `Gathered` wants there."""
    return b"".join([*raws, delimiters.element * MOST, bytes(WORD)])


PAD: Final = MOST + WORD


class Gathered:
    """The located segments of a run of bytes, and their elements as columns.

    The run is `padded`: behind its last byte stand separators, so that the n-th mark (separator or
    terminator) from any segment on is somewhere, and a word more.
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
        self._is_mark = (self._column == self._element) | (self._column == self._terminator)
        self.marks = np.flatnonzero(self._is_mark)

    def ids(self) -> NDArray[np.uint32]:
        """Each segment's id as a number of its two or three bytes; 0 for any other.

        The id of a segment without elements is 0 too.
        """
        words = self.words("<u4")[self._starts].astype(np.uint32)
        mark = np.uint32(self._element)
        two = (words >> np.uint32(16)) & np.uint32(0xFF) == mark
        three = words >> np.uint32(24) == mark
        ids = words & np.uint32(0xFFFFFF)
        ids[two] &= np.uint32(0xFFFF)
        ids[~(two | three)] = 0
        return ids

    def unusual(self) -> NDArray[np.int64]:
        """Segments with control characters within, or a value that ends in a blank."""
        column = self._column[: self._size]
        blank = (column == 32) & self._is_mark[1 : self._size + 1]
        places = np.flatnonzero(blank) if blank.any() else np.zeros(0, dtype=np.int64)
        controls = int(np.count_nonzero(column < 32))
        controls -= len(self._starts) if self._terminator < 32 else 0
        if controls and controls != self._breaks():
            within = np.flatnonzero((column < 32) & (column != self._terminator))
            places = np.concatenate((places, within))
        if not len(places):
            return places
        segment = np.searchsorted(self._starts, places, side="right") - 1
        inside = (segment >= 0) & (places < self._ends[np.maximum(segment, 0)])
        return np.unique(segment[inside])

    def _breaks(self) -> int:
        """Control characters between segments, where these are line breaks; else -1."""
        starts = self._starts[1:]
        gaps = starts - self._ends[:-1] - 1
        longest = int(gaps.max(initial=0))
        if longest > len(b"\r\n") or int(self._starts[0]) > 0:
            return -1
        behind = self._column[int(self._ends[-1]) + 1 : self._size]
        count = int(np.count_nonzero(behind < 32))
        for back in range(1, longest + 1):
            count += int(np.count_nonzero((self._column[starts - back] < 32) & (gaps >= back)))
        return count

    def select(self, chosen: NDArray[np.int64]) -> Selection:
        """Chosen segments by their numbers; -1 stands for one that is not there."""
        return Selection(self, *self.borders(chosen))

    def borders(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first mark of each chosen segment, and where the segment ends."""
        there = np.maximum(chosen, 0)
        ends = np.where(chosen >= 0, self._ends[there], -1)
        return np.searchsorted(self.marks, self._starts[there]), ends

    def words(self, width: str) -> NDArray[np.uint64]:
        """The bytes as words that begin at every byte."""
        size = int(width[-1])
        return np.ndarray(
            shape=(len(self._bytes) - size + 1,), dtype=width, buffer=self._bytes, strides=(1,)
        )

    def views(
        self, begin: NDArray[np.int64], length: NDArray[np.int64], out: NDArray[np.uint64]
    ) -> None:
        """String views of these spans of the bytes, two words each."""
        longest = int(length.max(initial=0))
        kept = np.minimum(length, INLINE + 1)
        first = self.words("<u4")[begin] & _FIRST[kept]
        out[:, 0] = (first << np.uint64(32)) | length.astype(np.uint64)
        if longest <= 4:
            out[:, 1] = 0
            return
        out[:, 1] = self.words("<u8")[begin + 4] & _NEXT[kept]
        if longest > INLINE:
            long = np.flatnonzero(kept > INLINE)
            out[long, 1] = begin[long].astype(np.uint64) << np.uint64(32)

    def strings(self, views: NDArray[np.uint64]) -> Any:
        """The views as an Arrow array over these bytes."""
        return pa.Array.from_buffers(
            pa.string_view(),
            len(views),
            [None, pa.py_buffer(views), pa.py_buffer(self._bytes)],
        )


class Selection:
    """Chosen segments, whose elements are asked for one after the other."""

    def __init__(
        self, gathered: Gathered, first: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        self._gathered = gathered
        self._first, self._ends = first, ends
        self._stops: dict[int, NDArray[np.int64]] = {}

    def __len__(self) -> int:
        return len(self._first)

    def spans(self, position: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where an element begins and how long it is; length 0 where a segment has none."""
        begin = self._separator(position - 1) + 1
        length = np.minimum(self._separator(position), self._ends) - begin
        np.maximum(length, 0, out=length)
        return begin, length

    def _separator(self, number: int) -> NDArray[np.int64]:
        """Where the mark before an element stands, those of later segments included."""
        places = self._stops.get(number)
        if places is None:
            places = self._stops[number] = self._gathered.marks[self._first + number]
        return places

    def among(self, rows: NDArray[np.int64]) -> Selection:
        """Some of these segments, by their places here; -1 stands for one that is not there."""
        there = np.maximum(rows, 0)
        ends = np.where(rows >= 0, self._ends[there], -1) if len(self._ends) else rows
        first = self._first[there] if len(self._first) else np.zeros_like(rows)
        return Selection(self._gathered, first, ends)

    def has(self, position: int) -> NDArray[np.bool_]:
        """Whether an element is there."""
        return self.spans(position)[1] > 0

    def short(self, position: int) -> NDArray[np.uint32]:
        """An element of up to three bytes as a number, 0 for longer ones."""
        begin, length = self.spans(position)
        words = self._gathered.words("<u4")[begin].astype(np.uint32)
        masks = np.array([0, 0xFF, 0xFFFF, 0xFFFFFF, 0], dtype=np.uint32)
        return words & masks[np.minimum(length, 4)]

    def element(self, position: int) -> pl.Series:
        """An element as a column; '' where it is empty or missing."""
        views = np.empty((len(self), 2), dtype=np.uint64)
        self._gathered.views(*self.spans(position), out=views)
        return pl.Series(self._gathered.strings(views))

    def pairs(self, position: int) -> pl.Series:
        """Qualifier and value pairs from a position on, as a list of structs."""
        most = 0
        while position + 2 * most < MOST - 2 and (
            (self._separator(position + 2 * most - 1) < self._ends).any()
        ):
            most += 1
        if not most:
            empty = pl.List(pl.Struct({"qualifier": pl.String(), "value": pl.String()}))
            return pl.Series([[] for _ in range(len(self))], dtype=empty)
        sides = [np.empty((len(self), most, 2), dtype=np.uint64) for _ in range(2)]
        filled = np.ones((len(self), most), dtype=np.bool_)
        for pair in range(most):
            for side, views in enumerate(sides):
                begin, length = self.spans(position + 2 * pair + side)
                self._gathered.views(begin, length, out=views[:, pair])
                filled[:, pair] &= length > 0
        whole = bool(filled.all())
        offsets = np.arange(0, most * len(self) + 1, most, dtype=np.int64)
        if not whole:
            np.cumsum(filled.sum(axis=1), out=offsets[1:])
        columns = [
            self._gathered.strings(views.reshape(-1, 2) if whole else views[filled])
            for views in sides
        ]
        structs = pa.StructArray.from_arrays(columns, ["qualifier", "value"])
        return pl.Series(pa.LargeListArray.from_arrays(pa.array(offsets), structs))

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
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

INLINE: Final = 12
"""Arrow's string views hold values of up to twelve bytes in themselves."""
MOST: Final = 256
"""Elements beyond this of one segment are not gathered; X12 has no segment of so many."""
WORD: Final = 16
"""Bytes behind the last, so that words may be read there."""
_LOW: Final = np.array(
    [(1 << (8 * min(size, 8))) - 1 for size in range(INLINE + 1)] + [0xFFFFFFFF], dtype=np.uint64
)
"""Which of a value's first eight bytes a view holds, by its length; the prefix of a long one."""
_HIGH: Final = np.array(
    [(1 << (8 * max(size - 8, 0))) - 1 for size in range(INLINE + 1)] + [0], dtype=np.uint32
)
"""Which of the next four."""


def padded(raws: Iterable[bytes], delimiters: Delimiters) -> bytes:
    """Bytes one behind the other, and behind the last what `Gathered` wants there."""
    return b"".join([*raws, delimiters.element * MOST, bytes(WORD)])


PAD: Final = MOST + WORD


class Gathered:
    """The located segments of a run of bytes, and their elements as columns.

    The run is `padded`: behind its last byte stand separators, so that the n-th separator of any
    segment is somewhere, and a word more.
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
        self.separators = np.flatnonzero(self._column == self._element)

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

    def borders(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first separator of each chosen segment, and where the segment ends."""
        there = np.maximum(chosen, 0)
        ends = np.where(chosen >= 0, self._ends[there], -1)
        return np.searchsorted(self.separators, self._starts[there]), ends

    def words(self, width: str) -> NDArray[np.uint64]:
        """The bytes as words that begin at every byte."""
        size = int(width[-1])
        return np.ndarray(
            shape=(len(self._bytes) - size + 1,), dtype=width, buffer=self._bytes, strides=(1,)
        )

    def array(self, begin: NDArray[np.int64], length: NDArray[np.int64]) -> Any:
        """String views of these spans of the bytes."""
        views = np.empty((len(begin), 4), dtype=np.uint32)
        kept = np.minimum(length, INLINE + 1)
        views[:, 0] = length
        views.view(np.uint64)[:, 1] = 0
        words = self.words("<u8")[begin] & _LOW[kept]
        views[:, 1:3] = words.view(np.uint32).reshape(-1, 2)
        if len(kept) and int(kept.max()) > 8:
            views[:, 3] = self.words("<u4")[begin + 8] & _HIGH[kept]
            long = np.flatnonzero(kept > INLINE)
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
        """Where the separator before an element stands, those of later segments included."""
        places = self._stops.get(number)
        if places is None:
            places = self._stops[number] = self._gathered.separators[self._first + number]
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
        return pl.Series(self._gathered.array(*self.spans(position)))

    def pairs(self, position: int) -> pl.Series:
        """Qualifier and value pairs from a position on, as a list of structs."""
        begins: list[NDArray[np.int64]] = []
        lengths: list[NDArray[np.int64]] = []
        for at in range(position, MOST - 2):
            if (at - position) % 2 == 0 and not (self._separator(at - 1) < self._ends).any():
                break
            begin, length = self.spans(at)
            begins.append(begin)
            lengths.append(length)
        if not begins:
            empty = pl.List(pl.Struct({"qualifier": pl.String(), "value": pl.String()}))
            return pl.Series([[] for _ in range(len(self))], dtype=empty)
        filled = [(lengths[at] > 0) & (lengths[at + 1] > 0) for at in range(0, len(begins), 2)]
        counts = np.zeros(len(self) + 1, dtype=np.int64)
        for there in filled:
            counts[1:] += there
        offsets = np.cumsum(counts)
        columns = [
            self._gathered.array(
                *(_side_by_side(spans[side::2], filled) for spans in (begins, lengths))
            )
            for side in range(2)
        ]
        structs = pa.StructArray.from_arrays(columns, ["qualifier", "value"])
        return pl.Series(pa.LargeListArray.from_arrays(pa.array(offsets), structs))


def _side_by_side(
    columns: Sequence[NDArray[np.int64]], filled: Sequence[NDArray[np.bool_]]
) -> NDArray[np.int64]:
    """The columns' values row by row, without those that are not there."""
    if all(there.all() for there in filled):
        return np.stack(columns, axis=1).ravel()
    return np.stack(columns, axis=1)[np.stack(filled, axis=1)]

"""Elements of many segments gathered as columns, without cutting the bytes apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from edi.string_views import BEHIND, Elements, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

MOST: Final = 256
"""Elements beyond this of one segment are not gathered; X12 has no segment of so many."""


def padded(raws: Iterable[bytes], delimiters: Delimiters) -> bytes:
    """Bytes one behind the other, and behind the last what `Gathered` wants there."""
    return b"".join([*raws, delimiters.element * MOST, bytes(BEHIND)])


PAD: Final = MOST + BEHIND


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
        self.text = Text(padded)
        self._column = self.text.column
        self._size = len(padded) - PAD
        self._starts = starts
        self._ends = ends
        self._element = delimiters.element[0]
        self._terminator = delimiters.segment[0]
        self._is_mark = (self._column == self._element) | (self._column == self._terminator)
        self.marks = np.flatnonzero(self._is_mark)

    def heads(self) -> NDArray[np.uint32]:
        """The first four bytes of each segment as a number."""
        return self.text.words(4)[self._starts].astype(np.uint32)

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
        there = np.maximum(chosen, 0)
        ends = np.where(chosen >= 0, self._ends[there], -1)
        first = np.searchsorted(self.marks, self._starts[there])
        return Selection(self.text, self.marks, first, ends)


class Selection(Elements):
    """Segments anywhere in a text, each by its first mark and its end.

    Behind the last segment stand `MOST` marks more.
    """

    def __init__(
        self,
        text: Text,
        marks: NDArray[np.int64],
        first: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> None:
        super().__init__(text)
        self._marks = marks
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

    def reach(self, position: int) -> bool:
        """Whether any of the segments has an element at this position, be it empty."""
        return position < MOST - 2 and bool((self._separator(position - 1) < self._ends).any())

    def _separator(self, number: int) -> NDArray[np.int64]:
        """Where the mark before an element stands, those of later segments included."""
        places = self._stops.get(number)
        if places is None:
            places = self._stops[number] = self._marks[self._first + number]
        return places

    def among(self, rows: NDArray[np.int64]) -> Selection:
        """Some of these segments, by their places here; -1 stands for one that is not there."""
        there = np.maximum(rows, 0)
        ends = np.where(rows >= 0, self._ends[there], -1) if len(self._ends) else rows
        first = self._first[there] if len(self._first) else np.zeros_like(rows)
        return Selection(self._text, self._marks, first, ends)


class Alike(Elements):
    """Segments that all have as many elements: their separators are a table."""

    def __init__(self, text: Text, separators: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        super().__init__(text)
        self._separators = separators
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def spans(self, position: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where an element begins and how long it is; length 0 where a segment has none."""
        last = self._separators.shape[1]
        if position > last:
            return self._ends, np.zeros_like(self._ends)
        begin = self._separators[:, position - 1] + 1
        stop = self._ends if position == last else self._separators[:, position]
        return begin, stop - begin

    def reach(self, position: int) -> bool:
        """Whether the segments have an element at this position, be it empty."""
        return position <= self._separators.shape[1]

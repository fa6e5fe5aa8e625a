"""The retained deltas of a partition: what a late count needs to know, and no more.

Appending costs a copy; nothing is sorted until a count asks for its keys, and then only the
chunks that are full, once each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = npt.NDArray[np.int64]
    Array = npt.NDArray[Any]

CHUNK: Final = 1 << 17
"""Deltas a chunk: small enough to be searched unsorted while it fills."""
COLUMNS: Final = {
    "row": np.dtype(np.int32),
    "sides": np.dtype(np.uint8),
    "source": np.dtype(np.int16),
    "quantity": np.dtype(np.int64),
    "time": np.dtype(np.int64),
    "sequence": np.dtype(np.int64),
}
"""31 bytes a delta; `sides` is 16 times the taken bucket plus the given one."""
NEVER: Final = -(1 << 62)
"""A time before all times, in microseconds."""


class _Chunk:
    __slots__ = ("arrays", "dumped", "length", "newest", "order", "sorted_rows")

    def __init__(self) -> None:
        self.arrays = {name: np.empty(CHUNK, dtype=kind) for name, kind in COLUMNS.items()}
        self.length = 0
        self.dumped = 0
        self.newest = NEVER
        self.order: Array | None = None
        self.sorted_rows: Array | None = None

    def add(self, columns: dict[str, Array]) -> None:
        count = len(columns["row"])
        for name, values in columns.items():
            self.arrays[name][self.length : self.length + count] = values
        self.length += count
        self.newest = max(self.newest, int(columns["time"].max()))

    def find(self, rows: Rows, wanted: npt.NDArray[np.bool_]) -> Rows:
        """Where the deltas of `rows` are; `rows` ascend and `wanted` is the same as a mask."""
        if self.length < CHUNK:
            return np.flatnonzero(wanted[self.arrays["row"][: self.length]])
        if self.order is None or self.sorted_rows is None:
            self.order = np.argsort(self.arrays["row"], kind="stable").astype(np.int32)
            self.sorted_rows = self.arrays["row"][self.order]
        start = np.searchsorted(self.sorted_rows, rows, side="left")
        end = np.searchsorted(self.sorted_rows, rows, side="right")
        return self.order[spread(start, end - start)].astype(np.int64)


def spread(start: Rows, count: Rows) -> Rows:
    """All the numbers of the runs that begin at `start` and are `count` long, one after another."""
    ends = np.cumsum(count)
    if not len(ends) or ends[-1] == 0:
        return np.zeros(0, dtype=np.int64)
    return np.arange(ends[-1]) + np.repeat(start - (ends - count), count)


class Deltas:
    """Deltas in the order of their coming, for as long as a late count may ask for them."""

    def __init__(self, retained_max: int) -> None:
        """`retained_max` bounds the memory; the oldest chunk goes first."""
        self._chunks: list[_Chunk] = []
        self._first = 0
        self._chunks_max = max(2, -(-retained_max // CHUNK))
        self.floor = NEVER
        """Deltas up to this time may have been let go: no older count can be applied."""
        self._pruned = False

    def __len__(self) -> int:
        return sum(chunk.length for chunk in self._chunks)

    def append(self, columns: dict[str, Array]) -> None:
        """Keep deltas; the columns are those of `COLUMNS`."""
        start, total = 0, len(columns["row"])
        while start < total:
            if not self._chunks or self._chunks[-1].length == CHUNK:
                self._chunks.append(_Chunk())
            chunk = self._chunks[-1]
            end = min(total, start + CHUNK - chunk.length)
            chunk.add({name: values[start:end] for name, values in columns.items()})
            start = end

    def prune(self, horizon: int) -> None:
        """Let go of full chunks that are older than the horizon, and of more than may be kept."""
        while len(self._chunks) > 1 and (
            self._chunks[0].newest < horizon or len(self._chunks) > self._chunks_max
        ):
            self.floor = max(self.floor, self._chunks.pop(0).newest)
            self._first += 1
            self._pruned = True

    def of_rows(self, rows: Rows, length: int) -> dict[str, Array]:
        """All retained deltas of these rows, which ascend; `length` counts the rows there are."""
        wanted = np.zeros(length, dtype=np.bool_)
        wanted[rows] = True
        found: list[tuple[_Chunk, Rows]] = [(c, c.find(rows, wanted)) for c in self._chunks]
        return {
            name: np.concatenate(
                [np.empty(0, dtype=kind), *(chunk.arrays[name][at] for chunk, at in found)]
            )
            for name, kind in COLUMNS.items()
        }

    def changed(self) -> bool:
        """Whether deltas came or went since the last dump."""
        return self._pruned or any(chunk.dumped < chunk.length for chunk in self._chunks)

    def dump(self, *, everything: bool) -> list[bytes]:
        """The deltas kept since the last dump, or all, and which chunk is the first."""
        head: dict[str, Any] = {"first": self._first, "floor": self.floor, "runs": []}
        parts: list[bytes] = []
        for number, chunk in enumerate(self._chunks, self._first):
            start = 0 if everything else chunk.dumped
            if start == chunk.length:
                continue
            head["runs"].append([number, start, chunk.length])
            parts += [chunk.arrays[name][start : chunk.length].tobytes() for name in COLUMNS]
            chunk.dumped = chunk.length
        self._pruned = False
        return [json.dumps(head).encode(), *parts]

    def load(self, parts: Sequence[bytes]) -> None:
        """Add what a dump holds, and let go of what it had let go."""
        head = json.loads(parts[0])
        gone = head["first"] - self._first
        self._chunks = self._chunks[gone:]
        self._first, self.floor = head["first"], head["floor"]
        for run, (number, start, end) in enumerate(head["runs"]):
            place = number - self._first
            if place == len(self._chunks):
                self._chunks.append(_Chunk())
            chunk = self._chunks[place]
            assert chunk.length == start, "a dump of deltas is missing"
            data = parts[1 + run * len(COLUMNS) : 1 + (run + 1) * len(COLUMNS)]
            chunk.add(
                {
                    name: np.frombuffer(column, dtype=kind)
                    for (name, kind), column in zip(COLUMNS.items(), data, strict=True)
                }
            )
            assert chunk.length == end, "a dump of deltas is damaged"
            chunk.dumped = end
        self._pruned = False

"""The lines of a piece: where each begins and ends, and its number in the file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

BOM: Final = b"\xef\xbb\xbf"
_STRIDE: Final = 1 << 20
_FILES_KEPT: Final = 64


def without_bom(data: bytes, offset: int) -> tuple[bytes, int]:
    """Bytes of a file and where they begin, behind the mark that a file of UTF-8 may begin with."""
    if offset == 0 and data.startswith(BOM):
        return data[len(BOM) :], len(BOM)
    return data, offset


class Lines:
    """The lines of some bytes, by their place; empty lines count."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")).astype(np.int64)
        if not data.endswith(b"\n") and data:
            ends = np.append(ends, len(data))
        self.ends = ends
        self.starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))[: ends.size]

    def __len__(self) -> int:
        return int(self.ends.size)

    def line(self, number: int) -> bytes:
        """One line, from 0, without its newline."""
        return self.data[int(self.starts[number]) : int(self.ends[number])]

    def at(self, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
        """The lines in which these offsets lie."""
        return np.searchsorted(self.ends, offsets, side="left")

    def blank(self) -> NDArray[np.bool_]:
        """Which lines hold nothing but white space."""
        content = np.frombuffer(self.data, dtype=np.uint8)
        blank = self.starts == self.ends
        inside = ~blank
        first = content[self.starts[inside]]
        blank_first = np.flatnonzero(inside)[np.isin(first, np.frombuffer(b" \t\r", np.uint8))]
        for number in blank_first.tolist():
            blank[number] = not self.line(number).strip(b" \t\r")
        return blank

    def keep(self, kept: NDArray[np.bool_]) -> bytes:
        """The bytes of the lines that are kept, each with its newline."""
        changes = np.flatnonzero(np.diff(kept.view(np.int8), prepend=0, append=0))
        runs = changes.reshape(-1, 2).tolist()
        return b"".join(
            self.data[int(self.starts[first]) : int(self.ends[after - 1]) + 1]
            for first, after in runs
        )


class LineNumbers:
    """How many lines lie before an offset of a file; read only when a finding asks, and kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, list[int]] = {}

    def before(self, path: str, offset: int) -> int | None:
        """Lines before the offset; None where the file cannot be read any more."""
        try:
            with self._lock, Path(path).open("rb") as file:
                counts = self._counts.pop(path, [0])
                while len(self._counts) >= _FILES_KEPT:
                    del self._counts[next(iter(self._counts))]
                self._counts[path] = counts
                stride = offset // _STRIDE
                file.seek((len(counts) - 1) * _STRIDE)
                while len(counts) <= stride:
                    counts.append(counts[-1] + file.read(_STRIDE).count(b"\n"))
                file.seek(stride * _STRIDE)
                return counts[stride] + file.read(offset - stride * _STRIDE).count(b"\n")
        except OSError:
            return None

"""Growable columns that know which of their rows changed: what columnar state is made of.

A dump is plain bytes: a version, a header in JSON, and the columns as little-endian numbers, or
text as an Arrow IPC stream. Nothing here knows what a column means.
"""

from __future__ import annotations

import json
import struct
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rows = npt.NDArray[np.int64]
    Array = npt.NDArray[Any]

VERSION: Final = 1
_LENGTH: Final = struct.Struct("<Q")
_GROWTH: Final = 1.25
"""Room beyond what is held: at twice, a quarter of all memory held nothing."""
_CHANGED: Final = np.uint8(1)
_TOUCHED: Final = np.uint8(2)


class Table:
    """Numpy columns of one length; new rows hold each column's fill."""

    def __init__(self, columns: Mapping[str, tuple[type, int]], *, width: int = 0) -> None:
        """`columns` gives type and fill by name; a `width` adds the matrix `values` of zeros."""
        self.length = 0
        self.arrays: dict[str, Array] = {
            name: np.full(16, fill, dtype=kind) for name, (kind, fill) in columns.items()
        }
        if width:
            self.arrays["values"] = np.zeros((16, width), dtype=np.int64)
        self._fills = {name: fill for name, (_, fill) in columns.items()} | {"values": 0}
        self._marks = np.zeros(16, dtype=np.uint8)
        self._any = False

    def __getitem__(self, name: str) -> Array:
        """The column as far as it is filled; a view, good until the next `extend`."""
        return self.arrays[name][: self.length]

    def extend(self, rows: int, **columns: Array | int) -> None:
        """Add rows at the end; columns that are not given hold their fill."""
        start, end = self.length, self.length + rows
        if end > len(self._marks):
            self._grow(max(end, int(_GROWTH * len(self._marks))))
        for name, values in columns.items():
            self.arrays[name][start:end] = values
        self._marks[start:end] = _CHANGED
        self.length = end
        self._any = self._any or rows > 0

    def _grow(self, capacity: int) -> None:
        for name, old in self.arrays.items():
            grown = np.full((capacity, *old.shape[1:]), self._fills[name], dtype=old.dtype)
            grown[: self.length] = old[: self.length]
            self.arrays[name] = grown
        marks = np.zeros(capacity, dtype=np.uint8)
        marks[: self.length] = self._marks[: self.length]
        self._marks = marks

    def mark(self, rows: Rows) -> None:
        """These rows changed."""
        self._marks[rows] |= _CHANGED
        self._any = self._any or len(rows) > 0

    def touch(self, rows: Rows) -> None:
        """These rows changed, and whoever reads the table has not seen it."""
        self._marks[rows] = _CHANGED | _TOUCHED
        self._any = self._any or len(rows) > 0

    def take_touched(self) -> Rows:
        """The rows that were touched since this was asked last."""
        marks = self._marks[: self.length]
        rows = np.flatnonzero(marks & _TOUCHED)
        marks[rows] = _CHANGED
        self._any = self._any or len(rows) > 0
        return rows

    def changed(self) -> bool:
        """Whether a row changed since the last dump."""
        return self._any

    def keep(self, rows: Rows) -> None:
        """Leave only these rows, in this order; a dump of changes is wrong until `dump(all)`."""
        for name, array in self.arrays.items():
            self.arrays[name] = array[rows]
        self.length = len(rows)
        self._marks = np.full(len(rows), _CHANGED, dtype=np.uint8)
        self._any = True
        if not len(rows):
            self._grow(16)

    def dump(self, *, everything: bool) -> list[bytes]:
        """Header and columns of the rows that changed, or of all; clears the marks."""
        marks = self._marks[: self.length]
        changed = marks & _CHANGED != 0
        rows = None if everything or changed.all() else np.flatnonzero(changed)
        head: dict[str, Any] = {"length": self.length, "rows": rows is not None, "columns": []}
        parts: list[bytes] = [_numbers(np.flatnonzero(marks & _TOUCHED))]
        parts += [] if rows is None else [_numbers(rows)]
        for name, array in self.arrays.items():
            chosen = array[: self.length] if rows is None else array[rows]
            columns = [chosen] if chosen.ndim == 1 else list(chosen.T)
            for place, column in enumerate(columns):
                small = _smallest(column, self._fills[name])
                if small is not None:
                    head["columns"].append([name, place, small.dtype.str])
                    parts.append(small.tobytes())
        marks &= _TOUCHED
        self._any = False
        return [json.dumps(head).encode(), *parts]

    def load(self, parts: Sequence[bytes]) -> None:
        """Put in what a dump holds."""
        head = json.loads(parts[0])
        if (more := head["length"] - self.length) > 0:
            self.extend(more)
        elif more < 0:
            self.keep(np.arange(head["length"]))
        touched, *rest = parts[1:]
        rows: Any = np.frombuffer(rest.pop(0), dtype="<u4") if head["rows"] else slice(self.length)
        for name, array in self.arrays.items():
            array[rows] = self._fills[name]
        for (name, place, kind), data in zip(head["columns"], rest, strict=True):
            array = self.arrays[name]
            target = array if array.ndim == 1 else array[:, place]
            target[rows] = np.frombuffer(data, dtype=kind)
        self._marks[:] = 0
        self._marks[np.frombuffer(touched, dtype="<u4")] = _TOUCHED
        self._any = False


def _numbers(rows: Rows) -> bytes:
    return rows.astype("<u4").tobytes()


def _smallest(column: Array, fill: int) -> Array | None:
    """The column in the smallest type that holds it; None when it holds nothing but its fill."""
    if len(column) == 0:
        return None
    if column.dtype != np.int64:
        return np.ascontiguousarray(column)
    low, high = int(column.min()), int(column.max())
    if low == high == fill:
        return None
    for kind in (np.int8, np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return column.astype(kind)
    return np.ascontiguousarray(column)


class Texts:
    """A growable column of strings; rows are only ever added."""

    def __init__(self) -> None:
        """Empty."""
        self._chunks: list[pl.Series] = []
        self._length = 0
        self._dumped = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, texts: pl.Series) -> None:
        """Add strings at the end."""
        if len(texts):
            self._chunks.append(texts.cast(pl.String()))
            self._length += len(texts)

    def gather(self, rows: Rows) -> pl.Series:
        """The strings of these rows."""
        return self.all().gather(rows)

    def all(self) -> pl.Series:
        """All strings in order."""
        if not self._chunks:
            return pl.Series(dtype=pl.String())
        if len(self._chunks) > 1:
            self._chunks = [pl.concat(self._chunks, rechunk=True)]
        return self._chunks[0]

    def changed(self) -> bool:
        """Whether strings were added since the last dump."""
        return self._dumped < self._length

    def dump(self, *, everything: bool) -> list[bytes]:
        """The strings added since the last dump, or all; clears the mark."""
        start = 0 if everything else self._dumped
        self._dumped = self._length
        return [_texts(self.all()[start:]) if start < self._length else _NO_TEXTS]

    def load(self, parts: Sequence[bytes]) -> None:
        """Add what a dump holds."""
        self.extend(pl.read_ipc_stream(parts[0])["text"])
        self._dumped = self._length


def _texts(texts: pl.Series) -> bytes:
    out = BytesIO()
    texts.alias("text").to_frame().write_ipc_stream(out, compat_level=pl.CompatLevel.oldest())
    return out.getvalue()


_NO_TEXTS: Final = _texts(pl.Series(dtype=pl.String()))
"""What nearly every dump of changes holds: no new name."""


def pack(sections: Sequence[Sequence[bytes]]) -> bytes:
    """Sections of parts as bytes: the version, then counts and lengths before what they count."""
    out = [bytes([VERSION]), _LENGTH.pack(len(sections))]
    for parts in sections:
        out.append(_LENGTH.pack(len(parts)))
        for part in parts:
            out += (_LENGTH.pack(len(part)), part)
    return b"".join(out)


def unpack(data: bytes) -> list[list[bytes]]:
    """The sections that `pack` wrote."""
    assert data[0] == VERSION, f"positions of version {data[0]} are not known"
    view, place = memoryview(data), 1

    def number() -> int:
        nonlocal place
        place += _LENGTH.size
        return int(_LENGTH.unpack_from(data, place - _LENGTH.size)[0])

    sections: list[list[bytes]] = []
    for _ in range(number()):
        parts: list[bytes] = []
        for _ in range(number()):
            length = number()
            parts.append(bytes(view[place : place + length]))
            place += length
        sections.append(parts)
    return sections

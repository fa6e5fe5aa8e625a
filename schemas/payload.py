"""Rows as bytes and back: the payload of every record of a topic.

A payload is an Arrow IPC stream of the columns that hold anything, behind a header that names the
others: `length of the header, header, stream`, the header being an IPC stream of no rows with all
columns. Most events leave most of the contract's columns empty, and a column that is not written
costs nothing to write, keep and read.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from io import BytesIO
from typing import Final

import polars as pl

_LENGTH: Final = struct.Struct("<I")


def to_payload(rows: pl.DataFrame) -> bytes:
    """The rows as bytes, compressed."""
    height = rows.height
    filled = [column.name for column in rows.get_columns() if column.null_count() < height]
    filled = filled or rows.columns
    header = _header(tuple(rows.schema.items()))
    out = BytesIO()
    out.write(_LENGTH.pack(len(header)))
    out.write(header)
    _write(rows.select(filled), out)
    return out.getvalue()


def from_payload(payload: bytes) -> pl.DataFrame:
    """The rows that `to_payload` wrote, in all their columns and types."""
    (length,) = _LENGTH.unpack_from(payload)
    start = _LENGTH.size + length
    schema = _schema(payload[_LENGTH.size : start])
    rows = pl.read_ipc_stream(payload[start:])
    if rows.width == len(schema):
        return rows
    height = rows.height
    columns = (
        rows[name] if name in rows else pl.Series(name, [None], kind).new_from_index(0, height)
        for name, kind in schema.items()
    )
    return pl.DataFrame(list(columns))


def _write(rows: pl.DataFrame, out: BytesIO) -> None:
    rows.write_ipc_stream(out, compression="lz4", compat_level=pl.CompatLevel.newest())


@lru_cache(maxsize=64)
def _header(columns: tuple[tuple[str, pl.DataType], ...]) -> bytes:
    out = BytesIO()
    _write(pl.Schema(columns).to_frame(), out)
    return out.getvalue()


@lru_cache(maxsize=64)
def _schema(header: bytes) -> pl.Schema:
    return pl.read_ipc_stream(header).schema

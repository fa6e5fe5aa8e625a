"""Rows as Avro messages and back, whole batches at a time; a bad message is refused, not raised.

Batches are coded by `pyruhvro` (2 million rows a second each way, measured on inventory events);
contracts that hold bytes are coded by `fastavro` one message at a time, which suits dead letters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import fastavro
import numpy as np
import polars as pl
import pyarrow as pa
import pyruhvro

from schemas.avro_contract import AvroContract, AvroUnsupportedError, is_columnar, polars_twin

if TYPE_CHECKING:
    from collections.abc import Sequence

_columnar: Final[Any] = pyruhvro  # a compiled module without types
_BROKEN: Final = (ValueError, EOFError, IndexError, KeyError, OverflowError, TypeError, MemoryError)
"""What the two Avro readers raise on bytes that are not what the schema says."""


class ContractBreachError(ValueError):
    """Rows that the contract forbids were to be written: a required column holds a null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvroRefusal:
    """A message that could not be read: its place in the batch, and why."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvroRows:
    """A batch as read: the rows, the place in the batch of each, and the refused messages."""

    rows: pl.DataFrame
    index: np.ndarray[tuple[int], np.dtype[np.int64]]
    refused: tuple[AvroRefusal, ...]


def encode_rows(rows: pl.DataFrame, contract: AvroContract) -> list[bytes]:
    """One Avro message per row, without any framing; the columns must be the contract's."""
    names = ", ".join(name for name in contract.required if rows[name].null_count())
    if names:
        message = f"The contract {contract.name} requires {names}, but some rows hold a null."
        raise ContractBreachError(message)
    rows = rows.select(pl.col(name).cast(dtype) for name, dtype in contract.schema.items())
    if rows.is_empty():
        return []
    if not is_columnar(contract.text):
        return _encode_each(rows, contract)
    table = rows.cast(_enums_as_text(contract.schema)).to_arrow(
        compat_level=pl.CompatLevel.oldest()
    )
    batch = table.combine_chunks().cast(_arrow_schema(contract.text)).to_batches()[0]
    (messages,) = _columnar.serialize_record_batch(batch, contract.text, 1)
    return messages.to_pylist()


def decode_rows(messages: Sequence[bytes], writer: str, contract: AvroContract) -> AvroRows:
    """The rows of Avro messages, read by the schema they were written with.

    Columns that the writer lacks are null, columns that the reader lacks are dropped. A message
    is refused when its bytes are broken, when a required column is null, or when it holds a
    symbol that this reader's contract does not know.
    """
    try:
        twin = polars_twin(writer)
    except AvroUnsupportedError as unsupported:
        return _all_refused(len(messages), contract, str(unsupported))
    if is_columnar(writer):
        frames, refused = _decode_columnar(list(messages), writer)
        raw = pl.concat(frames) if frames else pl.DataFrame(schema=twin)
    else:
        raw, refused = _decode_each(messages, writer, twin)
    index = np.delete(np.arange(len(messages)), [refusal.index for refusal in refused])
    try:
        return _conform(raw, index, tuple(refused), contract)
    except pl.exceptions.PolarsError as foreign:
        return _all_refused(len(messages), contract, f"The writer's schema is foreign: {foreign}")


def _conform(
    raw: pl.DataFrame,
    index: np.ndarray[tuple[int], np.dtype[np.int64]],
    refused: tuple[AvroRefusal, ...],
    contract: AvroContract,
) -> AvroRows:
    columns: list[pl.Expr] = []
    unread: list[pl.Expr] = []
    for name, dtype in contract.schema.items():
        if name not in raw.columns:
            columns.append(pl.lit(None, dtype).alias(name))
            continue
        column = pl.col(name).cast(dtype, strict=False)
        columns.append(column)
        unread.append((column.is_null() & pl.col(name).is_not_null()).alias(name))
    # A frame without columns would lose its height.
    rows = raw.with_columns(columns).select(contract.schema.names()) if raw.width else raw
    faulty = raw.select(unread) if unread else raw.clear()
    bad = faulty.with_columns(
        (rows[name].is_null()).alias(f"{name} is required but null") for name in contract.required
    ).rename(
        {name: f"{name} holds a value that this contract does not know" for name in faulty.columns}
    )
    broken = bad.select(pl.any_horizontal(pl.all())).to_series().to_numpy()
    if not broken.any():
        return AvroRows(rows=rows, index=index, refused=refused)
    more = tuple(
        AvroRefusal(
            index=int(index[row]),
            reason="; ".join(name for name in bad.columns if bad[name][int(row)]),
        )
        for row in np.flatnonzero(broken)
    )
    return AvroRows(
        rows=rows.filter(~broken),
        index=index[~broken],
        refused=tuple(sorted((*refused, *more), key=_by_index)),
    )


def _by_index(refusal: AvroRefusal) -> int:
    return refusal.index


def _all_refused(count: int, contract: AvroContract, reason: str) -> AvroRows:
    return AvroRows(
        rows=pl.DataFrame(schema=contract.schema),
        index=np.empty(0, np.int64),
        refused=tuple(AvroRefusal(index=index, reason=reason) for index in range(count)),
    )


def _decode_columnar(
    messages: list[bytes], writer: str
) -> tuple[list[pl.DataFrame], list[AvroRefusal]]:
    """Whole batches; where one is broken, halves of it, until the broken messages stand alone."""
    frames: list[pl.DataFrame] = []
    refused: list[AvroRefusal] = []
    waiting = [(0, len(messages))] if messages else []
    while waiting:
        start, end = waiting.pop()
        try:
            batch = _columnar.deserialize_array(messages[start:end], writer)
            # The reader does not check UTF-8 itself.
            batch.validate(full=True)
        except ValueError as broken:
            if end - start == 1:
                refused.append(AvroRefusal(index=start, reason=str(broken)))
                continue
            middle = (start + end) // 2
            waiting += [(middle, end), (start, middle)]
            continue
        frames.append(pl.DataFrame(pa.Table.from_batches([batch])))
    return frames, refused


def _decode_each(
    messages: Sequence[bytes], writer: str, twin: pl.Schema
) -> tuple[pl.DataFrame, list[AvroRefusal]]:
    schema = _parsed(writer)
    rows: list[Any] = []
    refused: list[AvroRefusal] = []
    for index, message in enumerate(messages):
        body = BytesIO(message)
        try:
            row = fastavro.schemaless_reader(body, schema, None)
        except _BROKEN as broken:
            refused.append(AvroRefusal(index=index, reason=f"{type(broken).__name__}: {broken}"))
            continue
        rows.append(row)
    numbers = pl.Schema({name: _as_number(dtype) for name, dtype in twin.items()})
    return pl.DataFrame(rows, schema=numbers, orient="row").cast(twin), refused


def _encode_each(rows: pl.DataFrame, contract: AvroContract) -> list[bytes]:
    schema = _parsed(contract.text)
    numbers = pl.Schema({name: _as_number(dtype) for name, dtype in contract.schema.items()})
    messages: list[bytes] = []
    for row in rows.cast(numbers).iter_rows(named=True):
        body = BytesIO()
        fastavro.schemaless_writer(body, schema, row)
        messages.append(body.getvalue())
    return messages


def _as_number(dtype: Any) -> pl.DataType:
    """The type under a logical type, so that no time is out of Python's range."""
    match dtype:
        case pl.Datetime():
            return pl.Int64()
        case pl.Date():
            return pl.Int32()
        case pl.List():
            return pl.List(_as_number(dtype.inner))
        case pl.Struct():
            return pl.Struct({field.name: _as_number(field.dtype) for field in dtype.fields})
        case pl.Enum():
            return pl.String()
        case _:
            return dtype


def _enums_as_text(schema: pl.Schema) -> pl.Schema:
    return pl.Schema(
        {
            name: pl.String() if isinstance(dtype, pl.Enum) else dtype
            for name, dtype in schema.items()
        }
    )


@cache
def _arrow_schema(text: str) -> Any:
    return _columnar.avro_to_arrow_schema(text)


@cache
def _parsed(text: str) -> Any:
    return fastavro.parse_schema(_without_logical_types(json.loads(text)))


def _without_logical_types(avro: Any) -> Any:
    match avro:
        case [*parts]:
            return [_without_logical_types(part) for part in parts]
        case {**entries}:
            return {
                key: _without_logical_types(value)
                for key, value in entries.items()
                if key != "logicalType"
            }
        case _:
            return avro

"""Blocks of an Avro container into events and orders, by the schema that their writer used.

A block's records stand one behind the other without lengths, as the items of an Avro array do:
framed as an array, a whole block is decoded in columns at once. A number behind the array shows
that the block ended where it should.
"""

from __future__ import annotations

import bz2
import json
import lzma
import zlib
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import fastavro
import polars as pl
import pyarrow as pa
import pyruhvro

from schemas.events import INVENTORY_EVENT
from schemas.findings import Finding
from schemas.tables import ORDERS_RECEIVED
from sources.avro_blocks import Block, Header, read_blocks, read_header, records_of, to_long
from sources.decoded import Decoded, order_rows, with_ingest_time
from sources.event_rules import ROW, TYPED, judge
from sources.findings import Found, finding_rows
from sources.json_records import IGNORED, KNOWN, TYPE
from sources.order_records import OrderWrongError, read_order
from sources.pieces import Place
from sources.times import instant, instants

BLOCK_RECORDS_BYTES_MAX: Final = 256 << 20
"""Largest block, unpacked: beyond it lies a bomb, not a block."""
_END: Final = 0x5EA1_ED0F
_BROKEN: Final = (
    ValueError, EOFError, IndexError, KeyError, OverflowError, TypeError, MemoryError, OSError,
    zlib.error, lzma.LZMAError, pa.ArrowException, pl.exceptions.PolarsError,
)  # fmt: skip
_columnar: Final[Any] = pyruhvro  # a compiled module without types


def decode_avro(data: bytes, place: Place, ingest_time: datetime) -> Decoded:
    """Whole blocks behind their header; a block that cannot be decoded costs itself alone."""
    header = read_header(data)
    shift = place.offset - len(header.content)
    blocks: list[Block] = []
    position = len(header.content)
    while position < len(data):
        stretch = read_blocks(data, header, position)
        blocks.extend(stretch.blocks)
        position = stretch.position
    took = _Taken()
    take = _take_orders if _is_order(header.schema) else _take_events
    try:
        # Blocks decode faster together; which of them is broken shows one by one.
        took.add(take(blocks, header, shift))
    except _BROKEN:
        for block in blocks:
            try:
                took.add(take([block], header, shift))
            except _BROKEN as broken:
                took.found.append(
                    Found(
                        code=Finding.AVRO_CORRUPT,
                        offset=block.offset + shift,
                        value=f"{header.codec}: {broken}",
                        raw=block.content,
                    )
                )
    return Decoded(
        events=with_ingest_time(
            pl.concat(took.events) if took.events else INVENTORY_EVENT.to_frame(), ingest_time
        ),
        orders=order_rows(took.orders, ingest_time),
        findings=finding_rows(_noted_once(took.found), place.file, ingest_time),
    )


@dataclass(slots=True, kw_only=True)
class _Taken:
    """What some blocks held."""

    events: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    orders: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    found: list[Found] = field(default_factory=list[Found])

    def add(self, more: _Taken) -> None:
        """Take in what further blocks held."""
        self.events += more.events
        self.orders += more.orders
        self.found += more.found


def _noted_once(found: list[Found]) -> list[Found]:
    """The findings, with one note only for each unknown field."""
    notes = {one.field: one for one in reversed(found) if one.code is Finding.FIELD_UNKNOWN}
    return [one for one in found if one.code is not Finding.FIELD_UNKNOWN] + list(notes.values())


def _take_events(blocks: Sequence[Block], header: Header, shift: int) -> _Taken:
    rows, starts = _columns(blocks, header)
    took = _Taken()

    def refuse(code: Finding, name: str, record: Mapping[str, Any]) -> None:
        block = blocks[bisect_right(starts, record[ROW]) - 1]
        took.found.append(_refused(code, name, record, block.offset + shift))

    if TYPE in rows.columns:
        others = (rows[TYPE] != "inventory").fill_null(value=False)
        for record in rows.filter(others).iter_rows(named=True):
            refuse(Finding.TYPE_UNKNOWN, TYPE, record)
        rows = rows.filter(~others)
    columns: list[pl.Series] = [rows[ROW]]
    for column in rows.iter_columns():
        name = column.name
        if name in TYPED and name not in IGNORED and name != ROW:
            columns.append(_conform(column))
        elif name not in KNOWN and name != ROW and column.null_count() < column.len():
            offset = blocks[0].offset + shift
            took.found.append(Found(code=Finding.FIELD_UNKNOWN, offset=offset, field=name))
    typed = pl.DataFrame(columns)
    for name, code in _mistyped(rows, typed).items():
        lost = rows[name].is_not_null() & typed[name].is_null()
        for record in rows.filter(lost).iter_rows(named=True):
            refuse(code, name, record)
        typed, rows = typed.filter(~lost), rows.filter(~lost)
    ruled = judge(typed)
    if ruled.refused:
        by_row = {record[ROW]: record for record in rows.iter_rows(named=True)}
        for one in ruled.refused:
            refuse(one.code, one.field, by_row[one.row])
    took.events.append(ruled.accepted.select(INVENTORY_EVENT.names()))
    return took


def _columns(blocks: Sequence[Block], header: Header) -> tuple[pl.DataFrame, list[int]]:
    """The records of the blocks with their `row`, and the row with which each block begins."""
    framed: list[bytes] = []
    starts: list[int] = []
    total = 0
    for block in blocks:
        count, content = records_of(block)
        starts.append(total)
        total += count
        if count:
            framed += [to_long(count), _unpack(content, header.codec)]
    framed += [b"\0", to_long(_END)]
    (end,), rows = _decode_array(b"".join(framed), header.schema)
    if end != _END:
        raise ValueError("the records do not end where the block does")
    frame = pl.DataFrame(rows)
    if frame.height != total:
        raise ValueError("the block does not hold as many records as it says")
    return frame.with_columns(pl.Series(ROW, range(total), dtype=pl.Int64())), starts


def _decode_array(framed: bytes, schema: str) -> tuple[list[int], Any]:
    array = {
        "type": "record",
        "name": "crossdock_block",
        "fields": [
            {"name": "rows", "type": {"type": "array", "items": json.loads(schema)}},
            {"name": "end", "type": "long"},
        ],
    }
    batch = pa.record_batch(_columnar.deserialize_array([framed], json.dumps(array)))
    batch.validate(full=True)  # the decoder lets pass what is not UTF-8
    rows = batch.column("rows").flatten()
    table = pa.table(dict(zip([field.name for field in rows.type], rows.flatten(), strict=True)))
    return batch.column("end").to_pylist(), table


def _conform(column: pl.Series) -> pl.Series:
    """The column in the contract's type; what cannot be is null."""
    wanted = TYPED[column.name]
    have = column.dtype
    if have == wanted:
        return column
    if have == pl.Null():
        return column.cast(wanted)
    if isinstance(have, pl.Datetime) and isinstance(wanted, pl.Datetime):
        return column.dt.cast_time_unit("us").dt.replace_time_zone(None).dt.replace_time_zone("UTC")
    if have == pl.String() and isinstance(wanted, pl.Datetime):
        return _times(column)
    if have.is_integer() and wanted == pl.Int64():
        return column.cast(pl.Int64(), strict=False)
    if isinstance(have, pl.Categorical | pl.Enum) and wanted == pl.String():
        return column.cast(pl.String())
    return pl.Series(column.name, [None], dtype=wanted).new_from_index(0, column.len())


def _times(column: pl.Series) -> pl.Series:
    times, closer = instants(column)
    if closer is None:
        return times
    rows = closer.arg_true()
    read = [instant(text) for text in column.gather(rows).to_list()]
    values = [None if isinstance(one, Finding) else one for one in read]
    return times.scatter(rows, pl.Series(values, dtype=times.dtype))


def _mistyped(rows: pl.DataFrame, typed: pl.DataFrame) -> dict[str, Finding]:
    """Fields in which a value was lost for its type, and the finding that says so."""
    return {
        name: Finding.TIME_INVALID
        if rows[name].dtype == pl.String() and isinstance(typed[name].dtype, pl.Datetime)
        else Finding.FIELD_TYPE
        for name in typed.columns
        if typed[name].null_count() > rows[name].null_count()
    }


def _take_orders(blocks: Sequence[Block], header: Header, shift: int) -> _Taken:
    took = _Taken()
    schema = fastavro.parse_schema(json.loads(header.schema))
    read: Any = fastavro.schemaless_reader
    for block in blocks:
        count, content = records_of(block)
        stream = BytesIO(_unpack(content, header.codec))
        for _ in range(count):
            record = _without_nulls(read(stream, schema))
            try:
                took.orders.append(read_order(record))
            except OrderWrongError as wrong:
                offset = block.offset + shift
                took.found.append(_refused(wrong.code, wrong.field, record, offset))
    return took


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value]
    return value


def _is_order(schema: str) -> bool:
    try:
        fields = {field["name"] for field in json.loads(schema)["fields"]}
    except (ValueError, TypeError, KeyError):
        return False
    return "lines" in fields and "kind" not in fields and bool(fields & set(ORDERS_RECEIVED))


def _refused(code: Finding, name: str, record: Mapping[str, Any], offset: int) -> Found:
    whole = {name: value for name, value in record.items() if value is not None and name != ROW}
    value = whole.get(name)
    return Found(
        code=code,
        offset=offset,
        field=name,
        value=None if value is None else str(value),
        event_id=_text(whole.get("event_id")),
        source=_text(whole.get("source")),
        raw=json.dumps(whole, default=str).encode(),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _unpack(content: bytes, codec: str) -> bytes:
    unpack = _CODECS.get(codec)
    if unpack is None:
        raise ValueError("this compression is not read; use null, deflate, bzip2 or xz")
    return unpack(content)


def _inflate(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15)
    records = unpacker.decompress(content, BLOCK_RECORDS_BYTES_MAX)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("the block is larger than a block may be, or cut")
    return records


def _unpack_bzip2(content: bytes) -> bytes:
    return bz2.BZ2Decompressor().decompress(content, BLOCK_RECORDS_BYTES_MAX)


def _unpack_xz(content: bytes) -> bytes:
    return lzma.LZMADecompressor().decompress(content, BLOCK_RECORDS_BYTES_MAX)


_CODECS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "null": bytes,
    "deflate": _inflate,
    "bzip2": _unpack_bzip2,
    "xz": _unpack_xz,
}

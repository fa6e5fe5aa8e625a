"""Pieces of files into events, orders and findings: the one translation from the sender's text.

Bad input becomes a finding that keeps what was refused; all else goes on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import polars as pl

from schemas.events import INVENTORY_EVENT
from schemas.findings import Finding
from schemas.tables import ORDERS_RECEIVED
from sources.avro_records import decode_avro
from sources.decoded import Decoded, order_rows, with_ingest_time
from sources.event_rules import ROW, TYPED, Refused, judge
from sources.findings import Found, finding_rows, no_findings
from sources.json_lines import read_columns
from sources.json_records import Record, Wrong, read_line
from sources.lines import LineNumbers, Lines, without_bom
from sources.pieces import FileKind, Inbox, Piece, Place

_LINE_NUMBERS: Final = LineNumbers()


def decode(piece: Piece) -> Decoded:
    """A piece of whatever kind and inbox."""
    if piece.inbox is Inbox.MASTERS:
        return _kept_for_later(piece)
    if piece.kind is FileKind.AVRO:
        return decode_avro(piece.data, piece.place, piece.read_at)
    return decode_json_lines(piece.data, piece.place, piece.read_at)


def decode_json_lines(data: bytes, place: Place, ingest_time: datetime) -> Decoded:
    """Whole lines of a file, all fields of each judged; rows stay in the order of the lines."""
    data, offset = without_bom(data, place.offset)
    lines = Lines(data)
    columns = read_columns(lines)
    extras: list[tuple[int, str]] = []
    orders: list[dict[str, Any]] = []
    typed = columns.typed
    wrong: list[tuple[int, Wrong]] = []
    if columns.by_hand.size:
        events: list[dict[str, Any]] = []
        for number in columns.by_hand.tolist():
            read = read_line(lines.line(number))
            if isinstance(read, Wrong):
                wrong.append((number, read))
            elif isinstance(read, Record):
                (orders if read.is_order else events).append({ROW: number, **read.values})
                extras += [(number, field) for field in read.unknown]
        if events:
            by_hand = pl.DataFrame(events, schema=TYPED, orient="row")
            typed = pl.concat([typed, by_hand], how="diagonal").sort(ROW)
    ruled = judge(typed)
    refused = {one.row for one in ruled.refused}
    unknown = _first_of_each(columns.extras, extras, refused)
    findings = no_findings()
    if wrong or unknown or ruled.refused:
        first = _LINE_NUMBERS.before(place.path, place.offset)
        found = [_of_line(number, one, lines, offset, first) for number, one in wrong]
        found += [_of_row(one, lines, offset, first) for one in ruled.refused]
        found += [_note(field, at, lines, offset, first) for field, at in unknown.items()]
        found.sort(key=lambda one: (one.offset, one.field or ""))
        findings = finding_rows(found, place.file, ingest_time)
    return Decoded(
        events=with_ingest_time(ruled.accepted, ingest_time),
        orders=order_rows(orders, ingest_time),
        findings=findings,
    )


def _first_of_each(
    read: pl.DataFrame, by_hand: list[tuple[int, str]], refused: set[int]
) -> dict[str, int]:
    """Each field that the contract does not know, and the first accepted line that has it."""
    first: dict[str, int] = {}
    if read.width > 1:
        kept = read.filter(~pl.col(ROW).is_in(refused)) if refused else read
        for name in kept.columns:
            rows = kept.filter(pl.col(name).is_not_null())[ROW]
            if name != ROW and not rows.is_empty():
                first[name] = int(rows[0])
    for number, field in by_hand:
        if number not in refused:
            first[field] = min(number, first.get(field, number))
    return first


def _kept_for_later(piece: Piece) -> Decoded:
    """Masters, which no flow reads yet: each piece is kept whole as a finding."""
    found = Found(code=Finding.TYPE_UNSUPPORTED, offset=piece.place.offset, raw=piece.data)
    return Decoded(
        events=INVENTORY_EVENT.to_frame(),
        orders=ORDERS_RECEIVED.to_frame(),
        findings=finding_rows([found], piece.place.file, piece.read_at),
    )


def _of_line(number: int, wrong: Wrong, lines: Lines, offset: int, first: int | None) -> Found:
    return Found(
        code=wrong.code,
        offset=offset + int(lines.starts[number]),
        line=None if first is None else first + number + 1,
        field=wrong.field,
        value=wrong.value,
        event_id=wrong.event_id,
        source=wrong.source,
        raw=wrong.raw,
    )


def _of_row(refused: Refused, lines: Lines, offset: int, first: int | None) -> Found:
    return Found(
        code=refused.code,
        offset=offset + int(lines.starts[refused.row]),
        line=None if first is None else first + refused.row + 1,
        field=refused.field,
        value=refused.value,
        event_id=refused.event_id,
        source=refused.source,
        raw=lines.line(refused.row),
    )


def _note(field: str, number: int, lines: Lines, offset: int, first: int | None) -> Found:
    name = field.encode(errors="backslashreplace").decode()
    return Found(
        code=Finding.FIELD_UNKNOWN,
        offset=offset + int(lines.starts[number]),
        line=None if first is None else first + number + 1,
        field=name,
    )

"""Avro files: the same events as their JSON twins; a damaged block costs itself alone."""

from __future__ import annotations

import json
import os
import random
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import fastavro
import polars as pl
import pytest

from schemas.events import INVENTORY_EVENT
from sources.avro_blocks import read_blocks, read_header
from sources.decoding import decode
from sources.inboxes import InboxFile
from sources.pieces import FileKind, Inbox, Noted, Piece
from sources.reading import begin

CONTRACT = json.loads((Path(__file__).parents[2] / "schemas/avro/inventory_event.avsc").read_text())
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def records(count: int):
    return [
        {
            "event_id": f"e{number}",
            "source": "wms-nyc",
            "source_seq": number,
            "event_time": START + timedelta(microseconds=number),
            "kind": "ADJUST",
            "item": "A",
            "location": "NYC",
            "quantity": number - 5,
            "bucket": "on_hold",
            "complete": True,
        }
        for number in range(count)
    ]


def container(rows, schema=CONTRACT, codec="null", block=2_000) -> bytes:
    out = BytesIO()
    fastavro.writer(out, schema, rows, codec=codec, sync_interval=block)
    return out.getvalue()


def read(tmp_path, content: bytes):
    """All findings and rows of a file, read as its lane reads it."""
    path = tmp_path / "a.avro"
    path.write_bytes(content)
    file = InboxFile(
        path=str(path),
        name="events/a.avro",
        root=str(tmp_path),
        inbox=Inbox.EVENTS,
        kind=FileKind.AVRO,
        size=len(content),
        mtime_ns=0,
    )
    descriptor = os.open(path, os.O_RDONLY)
    events, orders, findings = [], [], []
    reading = begin(file, descriptor, 0, 8, None)
    while not reading.finished:
        for item in reading.next_items(NOW):
            if isinstance(item, Piece):
                decoded = decode(item)
                events.append(decoded.events)
                orders.append(decoded.orders)
                findings.append(decoded.findings)
            elif isinstance(item, Noted):
                findings.append(item.findings)
        reading = begin(file, descriptor, 0, 8, (reading.position, reading.memory()))
    os.close(descriptor)
    return pl.concat(events or [INVENTORY_EVENT.to_frame()]), orders, pl.concat(findings)


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz"])
def test_events_are_read_in_every_compression(tmp_path, codec):
    events, _, findings = read(tmp_path, container(records(500), codec=codec))
    assert events.schema == INVENTORY_EVENT
    assert findings.is_empty()
    empty = dict.fromkeys(INVENTORY_EVENT)
    assert events.to_dicts() == [empty | row | {"ingest_time": NOW} for row in records(500)]


def test_a_damaged_block_costs_itself_alone(tmp_path):
    content = bytearray(container(records(500)))
    header = read_header(bytes(content))
    blocks = read_blocks(bytes(content), header, len(header.content)).blocks
    content[blocks[2].offset + 1] ^= 0x7F
    events, _, findings = read(tmp_path, bytes(content))
    (finding,) = findings.to_dicts()
    assert (finding["code"], finding["offset"]) == ("AVRO_CORRUPT", blocks[2].offset)
    assert finding["raw"] == bytes(content[blocks[2].offset : blocks[3].offset])
    lost = 500 - events.height
    assert 0 < lost < 100
    assert events["event_id"].is_unique().all()


def test_bytes_changed_anywhere_never_raise_and_never_cost_other_blocks(tmp_path):
    whole = container(records(200), codec="null", block=1_000)
    head = len(read_header(whole).content)
    draw = random.Random(7)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(draw.randint(1, 3)):
            content[draw.randrange(head, len(content))] = draw.randrange(256)
        events, _, findings = read(tmp_path, bytes(content))
        assert events.height >= 120
        assert events.height == 200 or not findings.is_empty()


@pytest.mark.parametrize(
    "content", [b"x", b"Obj\x01", b"Obj\x01\x02\x16avro.schema\x7f", b"\0" * 99]
)
def test_a_file_that_is_no_container_is_found(tmp_path, content):
    _, _, findings = read(tmp_path, content)
    assert findings["code"].to_list() == ["AVRO_CORRUPT"]


def test_a_writers_own_schema_is_read_by_its_names(tmp_path):
    schema = {
        "type": "record",
        "name": "Theirs",
        "fields": [
            {"name": name, "type": kind}
            for name, kind in {
                "kind": "string",
                "quantity": "int",
                "zone": ["null", "string"],
                "event_time": {"type": "long", "logicalType": "timestamp-millis"},
                "as_of": ["null", "string"],
                "lot": ["null", "long"],
                "event_id": "string",
                "source": "string",
                "item": "string",
                "location": "string",
            }.items()
        ],
    }
    row = records(1)[0] | {"kind": "RECEIVE", "quantity": 5}
    rows = [
        row | {"as_of": "2026-03-02T06:30:00Z", "zone": "z"},
        row | {"event_id": "x", "as_of": "yesterday"},
        row | {"event_id": "y", "lot": 5},
        row | {"event_id": "z", "kind": "NOPE"},
        row | {"event_id": "w", "item": ""},
    ]
    events, _, findings = read(tmp_path, container(rows, schema))
    assert events.select("event_id", "as_of", "event_time").rows() == [("e0", START, START)]
    assert sorted(findings.select("code", "element", "event_id").rows(), key=str) == [
        ("FIELD_MISSING", "item", "w"),
        ("FIELD_TYPE", "lot", "y"),
        ("FIELD_UNKNOWN", "zone", None),
        ("KIND_UNKNOWN", "kind", "z"),
        ("TIME_INVALID", "as_of", "x"),
    ]


def test_orders_come_as_avro_too(tmp_path):
    line = {
        "type": "record",
        "name": "Line",
        "fields": [{"name": "item", "type": "string"}, {"name": "quantity", "type": "string"}],
    }
    names = ["event_id", "source", "buyer", "po_number"]
    schema = {
        "type": "record",
        "name": "Order",
        "fields": [
            *({"name": name, "type": "string"} for name in names),
            {"name": "event_time", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "lines", "type": {"type": "array", "items": line}},
        ],
    }
    row = {"event_id": "o", "source": "web", "buyer": "ACME", "po_number": "7", "event_time": START}
    rows = [row | {"lines": [{"item": "A", "quantity": "1.5"}]}, row | {"lines": []}]
    events, (orders,), findings = read(tmp_path, container(rows, schema))
    assert events.is_empty()
    assert orders.select("order_id", "event_time").rows() == [("ACME/7", START)]
    assert orders["lines"][0][0]["quantity"] == "1.5"
    assert findings.select("code", "element").rows() == [("FIELD_MISSING", "lines")]

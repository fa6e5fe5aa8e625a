"""JSON Lines into columns: the fast decoder against the slow one, line for line."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import example, given

from schemas.events import INVENTORY_EVENT
from schemas.findings import FINDING_ROW
from schemas.tables import ORDERS_RECEIVED
from sources.decoding import decode_json_lines
from sources.pieces import Place
from tests.sources.mutations import GOOD, LINES
from tests.sources.reference import FIELDS, decode_line

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
PLACE = Place(file="events/a.jsonl", path="/nowhere/events/a.jsonl", offset=100)
"""Not the start of a file, where a byte-order mark may stand."""


def decode(data: bytes, place: Place = PLACE):
    return decode_json_lines(data, place, NOW)


def lines_of(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def with_offsets(lines: list[bytes]):
    offset = PLACE.offset
    for line in lines:
        yield offset, line
        offset += len(line) + 1


def assert_same_as_line_by_line(lines: list[bytes]) -> None:
    """The decoder's outcome is the reference's, whatever stands beside a line."""
    decoded = decode(b"\n".join(lines))
    events, findings, unknown = [], set(), {}
    for offset, line in with_offsets(lines):
        outcome = decode_line(line)
        if outcome is None:
            continue
        if outcome[0] == "event":
            for name, value in json.loads(line).items():
                if name not in FIELDS and value is not None:
                    unknown.setdefault(name, offset)
            empty = dict.fromkeys(INVENTORY_EVENT)
            events.append(empty | outcome[1] | {"ingest_time": NOW})
        else:
            findings.add((offset, outcome[1], outcome[2], line))
    assert decoded.events.schema == INVENTORY_EVENT
    assert decoded.findings.schema == FINDING_ROW
    assert decoded.events.to_dicts() == events
    notes = decoded.findings.filter(pl.col("severity") == "note")
    found = decoded.findings.filter(pl.col("severity") != "note")
    columns = ("offset", "code", "element", "raw")
    assert set(found.select(columns).iter_rows()) == findings
    assert len(found) == len(findings)
    named = dict(notes.select("element", "offset").iter_rows())
    assert named == unknown


@given(LINES)
@example([b'{"event_id":"a","source":"s"}', b""])
def test_the_columnar_decoder_reads_as_the_one_that_reads_line_by_line(lines):
    assert_same_as_line_by_line(lines)


def order(**fields):
    return {
        "type": "order",
        "event_id": "o1",
        "source": "web",
        "event_time": "2026-03-02T06:30:00Z",
        "buyer": "ACME",
        "po_number": "PO-7",
        "lines": [{"item": "A", "quantity": "10"}],
    } | fields


def found_in(data: bytes):
    return decode(data).findings.select("code", "element").rows()


def test_a_clean_file_is_read_without_findings_whatever_the_style():
    records = [GOOD | {"event_id": f"e{number}", "lot": None} for number in range(100)]
    compact = b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\r\n" for one in records)
    for data in (lines_of(*records), compact, b"\n\n" + compact.rstrip()):
        decoded = decode(data)
        assert decoded.events["event_id"].to_list() == [f"e{number}" for number in range(100)]
        assert decoded.findings.is_empty()
        assert decoded.events["ingest_time"].unique().to_list() == [NOW]


def test_a_byte_order_mark_at_the_start_of_a_file_is_no_fault():
    place = Place(file="a", path="/nowhere/a", offset=0)
    decoded = decode(b"\xef\xbb\xbf" + lines_of(GOOD, {}), place)
    assert decoded.events.height == 1
    assert decoded.findings["offset"].to_list() == [3 + len(lines_of(GOOD))]


def test_a_finding_says_file_line_offset_field_value_and_keeps_the_line(tmp_path):
    bad = json.dumps(GOOD | {"quantity": "7"}).encode()
    start = lines_of(GOOD, GOOD)
    path = tmp_path / "a.jsonl"
    path.write_bytes(start + lines_of(GOOD) + bad + b"\n")
    place = Place(file="events/a.jsonl", path=str(path), offset=len(start))
    (finding,) = decode(lines_of(GOOD) + bad + b"\n", place).findings.to_dicts()
    assert finding["code"] == "FIELD_TYPE"
    assert (finding["file"], finding["line"]) == ("events/a.jsonl", 4)
    assert finding["offset"] == len(start) + len(lines_of(GOOD))
    assert (finding["element"], finding["found"]) == ("quantity", "7")
    assert (finding["event_id"], finding["source"]) == ("e1", "wms-nyc")
    assert finding["raw"] == bad


def test_the_same_piece_again_gives_the_same_findings():
    data = b"x\n" + lines_of(GOOD | {"zone": 1}, {}) + b"x\n"
    first, again = decode(data).findings, decode(data).findings
    assert first.equals(again)
    assert first["finding_id"].n_unique() == first.height == 4


def test_an_unknown_field_is_noted_once_for_each_file_however_many_pieces_it_has():
    records = [GOOD | {"zone": f"z{number}", "shelf": number} for number in range(500)]
    first = decode(lines_of(*records)).findings
    later = decode(
        lines_of(*records), Place(file=PLACE.file, path=PLACE.path, offset=9_000)
    ).findings
    assert first.select("code", "element").rows() == [
        ("FIELD_UNKNOWN", "shelf"),
        ("FIELD_UNKNOWN", "zone"),
    ]
    assert first["finding_id"].to_list() == later["finding_id"].to_list()


def test_a_rare_field_that_no_sample_shows_is_read():
    records = [GOOD | {"event_id": f"e{number}"} for number in range(5_000)]
    records[1_234] |= {"owner": "umbra", "zone": "z", "complete": True}
    decoded = decode(lines_of(*records))
    assert decoded.events.height == 5_000
    assert decoded.events["owner"].drop_nulls().to_list() == ["umbra"]
    assert decoded.events["complete"].drop_nulls().to_list() == [True]
    assert decoded.findings["element"].to_list() == ["zone"]


def test_many_unknown_fields_are_all_noted():
    wide = GOOD | {f"extra_{number}": str(number) for number in range(100)}
    decoded = decode(lines_of(*[wide] * 30))
    assert decoded.events.height == 30
    assert decoded.findings.height == 100


def test_of_a_line_beyond_the_limit_only_the_beginning_is_kept():
    long = b'{"event_id":"' + b"x" * (1 << 20) + b'"}'
    decoded = decode(lines_of(GOOD) + long + b"\n" + lines_of(GOOD))
    assert decoded.events.height == 2
    (finding,) = decoded.findings.to_dicts()
    assert finding["code"] == "LINE_TOO_LONG"
    assert long.startswith(finding["raw"])
    assert len(finding["raw"]) == 64 << 10


def test_a_shipment_is_kept_whole_until_a_flow_reads_it():
    line = json.dumps({"type": "shipment", "event_id": "s1", "shipment_id": "S"}).encode()
    (finding,) = decode(line).findings.to_dicts()
    assert (finding["code"], finding["severity"]) == ("TYPE_UNSUPPORTED", "error")
    assert finding["raw"] == line


def test_an_order_becomes_a_row_with_exact_decimals():
    sent = (
        b'{"type":"order","event_id":"o1","source":"web","event_time":"2026-03-02T06:30:00Z",'
        b'"buyer":"ACME","po_number":"PO-7","release":"2","requested_date":"2026-03-09",'
        b'"ship_complete":true,"lines":[{"item":"A","quantity":10.50,"uom":"CA","price":"1.10"},'
        b'{"line":"20","item":"B","quantity":3,"identifiers":[{"qualifier":"UP","value":"1"}]}]}'
    )
    decoded = decode(lines_of(GOOD) + sent)
    assert decoded.orders.schema == ORDERS_RECEIVED
    (row,) = decoded.orders.to_dicts()
    assert row["order_id"] == "ACME/PO-7/2"
    assert row["requested_date"].isoformat() == "2026-03-09"
    assert [one["line"] for one in row["lines"]] == ["1", "20"]
    assert [one["quantity"] for one in row["lines"]] == ["10.50", "3"]
    assert [one["price"] for one in row["lines"]] == ["1.10", None]
    assert row["lines"][1]["identifiers"] == [{"qualifier": "UP", "value": "1"}]
    assert row["ingest_time"] == NOW
    assert decoded.events.height == 1
    assert decoded.findings.is_empty()


@pytest.mark.parametrize(
    ("fields", "code", "element"),
    [
        ({"po_number": None}, "FIELD_MISSING", "po_number"),
        ({"lines": []}, "FIELD_MISSING", "lines"),
        ({"lines": {}}, "FIELD_TYPE", "lines"),
        ({"lines": "x"}, "FIELD_TYPE", "lines"),
        ({"lines": [5]}, "FIELD_TYPE", "lines[0]"),
        ({"lines": [{"item": "A"}]}, "FIELD_MISSING", "lines[0].quantity"),
        ({"lines": [{"item": "A", "quantity": "x"}]}, "FIELD_TYPE", "lines[0].quantity"),
        ({"lines": [{"item": "A", "quantity": True}]}, "FIELD_TYPE", "lines[0].quantity"),
        ({"lines": [{"item": "A", "quantity": 1e300}]}, "FIELD_TYPE", "lines[0].quantity"),
        ({"lines": [{"item": 5, "quantity": 1}]}, "FIELD_TYPE", "lines[0].item"),
        ({"lines": [{"item": "A", "quantity": 1, "identifiers": 5}]}, "FIELD_TYPE",
         "lines[0].identifiers"),
        ({"event_time": 5}, "FIELD_TYPE", "event_time"),
        ({"event_time": "2026-03-02T06:30:00"}, "TIME_WITHOUT_ZONE", "event_time"),
        ({"requested_date": "2026-02-30"}, "TIME_INVALID", "requested_date"),
        ({"ship_complete": "yes"}, "FIELD_TYPE", "ship_complete"),
        ({"buyer": ["x"]}, "FIELD_TYPE", "buyer"),
        ({"colour": "red"}, "FIELD_UNKNOWN", "colour"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_order_is_found(fields, code, element):
    assert found_in(lines_of(order(**fields))) == [(code, element)]

"""The Avro contracts and their polars twins are the same, and rows survive both ways."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import fastavro
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.avro_contract import (
    CONTRACTS,
    AvroContract,
    AvroUnsupportedError,
    contract,
    is_columnar,
    polars_twin,
)
from schemas.avro_rows import ContractBreachError, decode_rows, encode_rows
from schemas.events import BUCKET_TYPE, INVENTORY_EVENT, KIND_TYPE, REQUIRED

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
# polars holds any 64-bit number of microseconds, and so does the contract.
MICROSECONDS = st.integers(-(2**62), 2**62)
LONG = st.integers(-(2**63), 2**63 - 1)


def values(dtype: pl.DataType) -> st.SearchStrategy[object]:
    """Values of a column type, as plain numbers where Python's own type is narrower."""
    match dtype:
        case pl.String():
            return TEXT
        case pl.Binary():
            return st.binary(max_size=8)
        case pl.Int64():
            return LONG
        case pl.Boolean():
            return st.booleans()
        case pl.Datetime():
            return MICROSECONDS
        case pl.Date():
            return st.integers(-(2**31), 2**31 - 1)
        case pl.Enum():
            return st.sampled_from(dtype.categories.to_list())
        case pl.List():
            return st.lists(st.none() | values(dtype.inner), max_size=3).map(
                lambda found: [value for value in found if value is not None]
            )
        case pl.Struct():
            return st.fixed_dictionaries(
                {field.name: st.none() | values(field.dtype) for field in dtype.fields}
            )
        case _:
            raise AssertionError(dtype)


def numbers(dtype: pl.DataType) -> pl.DataType:
    match dtype:
        case pl.Datetime():
            return pl.Int64()
        case pl.Date():
            return pl.Int32()
        case pl.List():
            return pl.List(numbers(dtype.inner))
        case pl.Struct():
            return pl.Struct({field.name: numbers(field.dtype) for field in dtype.fields})
        case _:
            return dtype


def frames(name: str) -> st.SearchStrategy[pl.DataFrame]:
    """Any rows that the contract of that name allows."""
    spec = contract(name)
    row = st.fixed_dictionaries(
        {
            column: values(dtype) if column in spec.required else st.none() | values(dtype)
            for column, dtype in spec.schema.items()
        }
    )
    schema = {column: numbers(dtype) for column, dtype in spec.schema.items()}
    return st.lists(row, max_size=6).map(
        lambda rows: pl.DataFrame(rows, schema=schema, orient="row").cast(pl.Schema(spec.schema))
    )


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_twins_have_the_same_columns_and_types(name):
    assert polars_twin(contract(name).text) == CONTRACTS[name]


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_column_that_may_be_null_has_the_default_null(name):
    for field in json.loads(contract(name).text)["fields"]:
        if field["name"] in contract(name).required:
            assert "default" not in field
        else:
            assert field["type"][0] == "null"
            assert field["default"] is None


def test_an_event_requires_what_its_contract_says():
    assert set(contract("inventory_event").required) == set(REQUIRED)


def test_every_contract_file_is_listed():
    folder = Path(__file__).parent.parent.parent / "schemas" / "avro"
    assert {path.stem for path in folder.glob("*.avsc")} == set(CONTRACTS)


@pytest.mark.parametrize("name", CONTRACTS)
@settings(max_examples=20)
@given(data=st.data())
def test_rows_come_back_as_they_were(name, data):
    rows = data.draw(frames(name))
    spec = contract(name)
    messages = encode_rows(rows, spec)
    read = decode_rows(messages, spec.text, spec)
    assert read.refused == ()
    assert read.rows.equals(rows)
    assert read.index.tolist() == list(range(rows.height))


@pytest.mark.parametrize("name", CONTRACTS)
@settings(max_examples=20)
@given(data=st.data())
def test_another_avro_library_reads_the_same_bytes(name, data):
    rows = data.draw(frames(name))
    spec = contract(name)
    parsed = fastavro.parse_schema(without_logical_types(spec.text))
    for message, row in zip(
        encode_rows(rows, spec), rows.cast(dict(numbered(spec))).to_dicts(), strict=True
    ):
        assert fastavro.schemaless_reader(io.BytesIO(message), parsed, None) == row


def numbered(spec: AvroContract) -> dict[str, pl.DataType]:
    return {
        column: pl.String() if isinstance(dtype, pl.Enum) else numbers(dtype)
        for column, dtype in spec.schema.items()
    }


def without_logical_types(text: str) -> object:
    return json.loads(re.sub(r',"logicalType":"[a-z-]+"', "", text))


@pytest.mark.parametrize("name", CONTRACTS)
@settings(max_examples=20)
@given(data=st.data())
def test_broken_messages_are_refused_one_by_one_and_the_others_read(name, data):
    rows = data.draw(frames(name))
    spec = contract(name)
    messages: list[bytes] = []
    expected: list[int] = []
    for message in encode_rows(rows, spec):
        cuts = data.draw(st.lists(st.integers(0, len(message) - 1), max_size=2))
        messages += [message[:cut] for cut in cuts]
        expected.append(len(messages))
        messages.append(message)
    read = decode_rows(messages, spec.text, spec)
    assert read.index.tolist() == expected
    assert read.rows.equals(rows)
    assert sorted([refusal.index for refusal in read.refused] + expected) == list(
        range(len(messages))
    )
    assert all(refusal.reason for refusal in read.refused)


@pytest.mark.parametrize("name", CONTRACTS)
@given(messages=st.lists(st.binary(max_size=60), max_size=5))
def test_no_bytes_whatever_are_an_exception(name, messages):
    spec = contract(name)
    read = decode_rows(messages, spec.text, spec)
    assert read.rows.schema == spec.schema
    assert read.rows.height + len(read.refused) == len(messages)


@settings(max_examples=20)
@given(data=st.data())
def test_a_byte_changed_in_an_event_is_never_an_exception(data):
    spec = contract("inventory_event")
    message = encode_rows(one_event(), spec)[0]
    at = data.draw(st.integers(0, len(message) - 1))
    changed = message[:at] + bytes([data.draw(st.integers(0, 255))]) + message[at + 1 :]
    read = decode_rows([message, changed], spec.text, spec)
    assert read.rows.height + len(read.refused) == 2
    assert read.rows[:1].equals(one_event())


def one_event() -> pl.DataFrame:
    event = {
        "event_id": "e-1",
        "source": "wms-nyc",
        "event_time": datetime(2026, 3, 2, 6, 30, tzinfo=UTC),
        "kind": "PICK",
        "item": "Größe 7",
        "bucket": "available",
        "quantity": -3,
    }
    return pl.DataFrame([event], schema=INVENTORY_EVENT)


def as_written_by(schema: pl.Schema, text: str, rows: pl.DataFrame) -> list[bytes]:
    writer = AvroContract(name="other", text=text, schema=schema, required=())
    return encode_rows(rows, writer)


def test_a_column_that_an_older_writer_lacks_is_null():
    spec = contract("inventory_event")
    older = spec.text.replace(
        '{"name":"corrects_event_id","type":["null","string"],"default":null}', ""
    ).replace(",]", "]")
    assert "corrects_event_id" not in older
    schema = polars_twin(older)
    read = decode_rows(
        as_written_by(schema, older, one_event().select(schema.names())), older, spec
    )
    assert read.rows.equals(one_event())


def test_a_column_that_a_newer_writer_adds_is_left_out():
    spec = contract("inventory_event")
    newer = spec.text[: -len("]}")] + ',{"name":"shelf","type":["null","long"],"default":null}]}'
    rows = one_event().with_columns(shelf=pl.lit(7, pl.Int64))
    read = decode_rows(as_written_by(polars_twin(newer), newer, rows), newer, spec)
    assert read.rows.equals(one_event())


def test_a_symbol_that_a_newer_writer_adds_is_refused_by_name():
    spec = contract("inventory_event")
    newer = spec.text.replace('"RECEIVE",', '"RECEIVE","TELEPORT",')
    schema = polars_twin(newer)
    rows = pl.concat([one_event().cast({"kind": schema["kind"]})] * 3).with_columns(
        kind=pl.Series(["PICK", "TELEPORT", "PICK"], dtype=schema["kind"])
    )
    read = decode_rows(as_written_by(schema, newer, rows), newer, spec)
    assert read.index.tolist() == [0, 2]
    (refused,) = read.refused
    assert refused.index == 1
    assert "kind" in refused.reason


def test_a_message_without_a_required_column_is_refused():
    text = '{"type":"record","name":"R","fields":[{"name":"event_id","type":"string"}]}'
    messages = as_written_by(polars_twin(text), text, pl.DataFrame({"event_id": ["a", "b"]}))
    read = decode_rows(messages, text, contract("inventory_event"))
    assert read.rows.is_empty()
    assert [refusal.index for refusal in read.refused] == [0, 1]
    assert "source is required but null" in read.refused[0].reason


def test_a_schema_without_a_column_type_is_refused_and_not_raised():
    text = '{"type":"record","name":"R","fields":[{"name":"a","type":["long","string"]}]}'
    with pytest.raises(AvroUnsupportedError):
        polars_twin(text)
    read = decode_rows([b"\x00\x02"], text, contract("inventory_event"))
    assert [refusal.index for refusal in read.refused] == [0]


def test_a_foreign_type_for_a_known_column_is_refused_and_not_raised():
    text = '{"type":"record","name":"R","fields":[{"name":"lines","type":"string"}]}'
    messages = as_written_by(polars_twin(text), text, pl.DataFrame({"lines": ["a"]}))
    read = decode_rows(messages, text, contract("order_received"))
    assert [refusal.index for refusal in read.refused] == [0]


def test_a_null_in_a_required_column_is_never_written():
    rows = one_event().with_columns(source=pl.lit(None, pl.String))
    with pytest.raises(ContractBreachError, match="source"):
        encode_rows(rows, contract("inventory_event"))


def test_an_order_keeps_its_lines_whole():
    spec = contract("order_received")
    order = {
        "event_id": "o-1",
        "source": "acme",
        "event_time": datetime(2026, 3, 2, tzinfo=UTC),
        "order_id": "acme/4711",
        "order_date": date(2026, 3, 2),
        "lines": [
            {
                "line": "1",
                "item": "A",
                "quantity": "12",
                "identifiers": [{"qualifier": "UP", "value": "036000291452"}],
                "requested_date": date(2026, 3, 9),
            },
            {"line": "2", "identifiers": None},
        ],
    }
    rows = pl.DataFrame([order], schema=spec.schema)
    read = decode_rows(encode_rows(rows, spec), spec.text, spec)
    assert read.rows.equals(rows)


def test_only_what_has_no_bytes_is_coded_in_batches():
    assert {name: is_columnar(contract(name).text) for name in CONTRACTS} == {
        "inventory_event": True,
        "source_watermark": True,
        "order_received": True,
        "finding": False,
        "exception": True,
        "decision": True,
    }


def test_enums_are_those_of_the_event_contract():
    twin = polars_twin(contract("inventory_event").text)
    assert twin["kind"] == KIND_TYPE
    assert twin["from_bucket"] == twin["to_bucket"] == BUCKET_TYPE

"""Topics on a real Kafka: what is on the wire, what is refused, and a broker that is killed."""

from __future__ import annotations

import os
import struct
import threading
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from schemas.avro_contract import contract
from schemas.avro_rows import decode_rows, encode_rows
from schemas.payload import from_payload, to_payload
from schemas.records import Record
from storage.faults import TopicFault
from storage.registry import open_registry
from storage.topics import Topics
from tests.brokers import new_broker, shared_bootstrap
from tests.conformance.rows_of_topics import NAME, Marks, chunks, events, ids, once, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.brokers import Broker

pytestmark = pytest.mark.kafka


@pytest.fixture
def topics(tmp_path) -> Topics:
    return Topics(
        root=tmp_path,
        backing="kafka",
        bootstrap=shared_bootstrap(),
        partitions=2,
        prefix=f"{uuid.uuid4().hex}.",
    )


@pytest.fixture(scope="module")
def own_broker() -> Iterator[Broker]:
    if "CROSSDOCK_KAFKA" in os.environ:
        pytest.skip("the broker that CROSSDOCK_KAFKA names is not ours to kill")
    broker = new_broker()
    yield broker
    broker.kill()


def messages_of(topics: Topics, count: int) -> list:
    """The messages of partition 0 as any consumer gets them."""
    consumer = Consumer({"bootstrap.servers": topics.bootstrap, "group.id": "any"})
    consumer.assign([TopicPartition(topics.prefix + NAME, 0, 0)])
    found = consumer.consume(count, 20)
    consumer.close()
    return found


def send(topics: Topics, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    """Put a message into partition 0 as a foreign program would."""
    producer = Producer({"bootstrap.servers": topics.bootstrap})
    producer.produce(topics.prefix + NAME, value, partition=0, headers=headers)
    assert producer.flush(20) == 0


def headers(origin: str, sequence: int) -> list[tuple[str, bytes]]:
    return [("origin", origin.encode()), ("sequence", struct.pack(">q", sequence))]


def test_a_message_is_what_any_schema_registry_consumer_expects(topics):
    topic = topics.open(NAME)
    topic.append(0, [record("intake/publish/02", 7, 3)])
    found = messages_of(topics, 3)
    rows = events("intake/publish/02", 7, 3)
    registry = open_registry("", topics.root / "schemas")
    for message, row in zip(found, rows.iter_slices(1), strict=True):
        value = message.value()
        assert value[0] == 0
        text = registry.schema(int.from_bytes(value[1:5], "big"))
        assert text == contract("inventory_event").text
        assert decode_rows([value[5:]], text, contract("inventory_event")).rows.equals(row)
        item = row["item"].item()
        assert message.key() == (None if item is None else item.encode())
    assert [message.headers() for message in found] == [
        headers("intake/publish/02", sequence) for sequence in (7, 8, 9)
    ]
    topic.close()


def test_a_message_that_cannot_be_read_is_refused_and_leaves_no_hole(topics):
    topic = topics.open(NAME)
    topic.append(0, [record("a", 0, 3)])
    text = contract("inventory_event").text
    number = open_registry("", topics.root / "schemas").register("any", text)
    frame = b"\x00" + number.to_bytes(4, "big")
    good = frame + encode_rows(events("a", 4, 1), contract("inventory_event"))[0]
    send(topics, good[:-9], headers("a", 3))
    send(topics, good, headers("a", 4))
    send(topics, b"not framed", headers("a", 5))
    send(topics, b"\x00\x7f\xff\xff\xff" + good[5:], headers("a", 6))
    send(topics, b"", headers("a", 7))
    send(topics, good, [])
    send(topics, good, [("origin", b"a"), ("sequence", b"short")])
    topic.append(0, [record("a", 3, 1)])
    send(topics, good, headers("b", 0))

    found = list(chunks(topic, 0, bytes_max=1 << 20))
    records = [
        (entry.origin, entry.sequence, entry.rows, from_payload(entry.payload).height)
        for chunk in found
        for entry in chunk.records
    ]
    assert records == [
        ("a", 0, 3, 3),
        ("a", 3, 1, 0),
        ("a", 4, 1, 1),
        ("a", 5, 1, 0),
        ("a", 6, 1, 0),
        ("a", 7, 1, 0),
        ("a", 3, 1, 1),
        ("b", 0, 1, 1),
    ]
    refused = [entry for chunk in found for entry in chunk.refused]
    assert [(entry.position, entry.origin, entry.sequence) for entry in refused] == [
        (3, "a", 3),
        (5, "a", 5),
        (6, "a", 6),
        (7, "a", 7),
        (8, "", 0),
        (9, "", 0),
    ]
    assert refused[0].raw == good[:-9]
    reasons = [entry.reason for entry in refused]
    assert "buffer" in reasons[0]
    assert "frame" in reasons[1]
    assert "knows no schema 2147483647" in reasons[2]
    assert "frame" in reasons[3]
    assert "headers" in reasons[4]
    assert "headers" in reasons[5]
    topic.close()


def test_messages_of_an_older_contract_stay_readable(topics):
    older = contract("inventory_event").text.replace(
        ',{"name":"corrects_event_id","type":["null","string"],"default":null}', ""
    )
    topic = topics.open(NAME)
    number = open_registry("", topics.root / "schemas").register("any", older)
    assert open_registry("", topics.root / "schemas").register("any", older) == number
    rows = events("a", 0, 1)
    body = encode_rows(
        rows.drop("corrects_event_id"),
        replace(
            contract("inventory_event"),
            text=older,
            schema=rows.drop("corrects_event_id").schema,
        ),
    )[0]
    send(topics, b"\x00" + number.to_bytes(4, "big") + body, headers("a", 0))
    topic.append(0, [record("a", 1, 1)])
    assert once(topic, 0) == {"a": ids("a", 2)}
    topic.close()


def test_a_schema_registry_server_is_used_where_one_is_named(topics):
    served = replace(topics, registry_url=f"mock://{uuid.uuid4().hex}")
    topic = served.open(NAME)
    topic.append(0, [record("a", 0, 5)])
    assert once(topic, 0) == {"a": ids("a", 5)}
    assert not (topics.root / "schemas").exists()
    topic.close()


def test_a_position_that_retention_has_cut_off_is_a_fault_and_never_a_jump(topics):
    topic = topics.open(NAME)
    topic.append(0, [record("a", 0, 10)])
    admin = AdminClient({"bootstrap.servers": topics.bootstrap})
    place = TopicPartition(topics.prefix + NAME, 0, 6)
    admin.delete_records([place])[place].result(20)
    with pytest.raises(TopicFault, match="nothing lies at position 0"):
        topic.read(0, 0, 1 << 20)
    chunk = topic.read(0, 6, 1 << 20)
    assert chunk is not None
    assert [(entry.sequence, entry.rows) for entry in chunk.records] == [(6, 4)]
    topic.close()


def test_rows_that_break_the_contract_are_never_sent(topics):
    topic = topics.open(NAME)
    rows = events("a", 0, 2).with_columns(source=None)
    bad = Record(origin="a", sequence=0, rows=2, payload=to_payload(rows))
    with pytest.raises(TopicFault, match="source"):
        topic.append(0, [bad])
    assert topic.end(0) == 0
    topic.append(0, [record("a", 0, 2)])
    assert once(topic, 0) == {"a": ids("a", 2)}
    topic.close()


def test_many_small_reads_cut_a_fetch_without_losing_of_it(topics):
    topic = topics.open(NAME)
    topic.append(0, [record("a", 0, 2000)])
    found = list(chunks(topic, 0, bytes_max=2000))
    assert len(found) > 20
    assert sum(entry.rows for chunk in found for entry in chunk.records) == 2000
    assert [chunk.behind for chunk in found][-1] == 0
    topic.close()


def test_where_no_broker_is_the_fault_says_what_to_do(tmp_path):
    nowhere = Topics(root=tmp_path, backing="kafka", bootstrap="127.0.0.1:1", wait_seconds=0.5)
    with pytest.raises(TopicFault, match="Check that the broker runs"):
        nowhere.open(NAME)


@pytest.mark.kill
def test_a_broker_killed_while_it_takes_rows_loses_and_doubles_none(own_broker, tmp_path):
    topics = Topics(
        root=tmp_path,
        backing="kafka",
        bootstrap=own_broker.bootstrap,
        partitions=1,
        prefix="killed.",
        options=[["client.id", "any"]],
    )
    topic = topics.open(NAME)
    total, faults = 60, []

    def write() -> None:
        number = 0
        while number < total:
            try:
                topic.append(0, [record("a", number * 500, 500)])
                number += 1
            except TopicFault as fault:
                faults.append(fault)

    writer = threading.Thread(target=write)
    marks, position = Marks(), 0
    writer.start()
    deadline = time.monotonic() + 90
    is_killed = False
    while marks.next.get("a", 0) < total * 500:
        assert time.monotonic() < deadline, (marks.next, faults)
        chunk = topic.read(0, position, 1 << 18)
        if chunk is None:
            time.sleep(0.01)
        else:
            marks.take(chunk)
            position = chunk.position
        if not is_killed and marks.next.get("a", 0) >= 2_000:
            own_broker.kill()
            time.sleep(1)
            own_broker.start()
            is_killed = True
    writer.join()
    assert is_killed
    assert marks.rows == {"a": ids("a", total * 500)}
    assert once(topic, 0) == {"a": ids("a", total * 500)}
    topic.close()


@pytest.mark.kill
def test_rows_that_a_dead_broker_did_not_take_are_sent_again_and_seen_once(own_broker, tmp_path):
    topics = Topics(
        root=tmp_path,
        backing="kafka",
        bootstrap=own_broker.bootstrap,
        partitions=2,
        wait_seconds=2,
    )
    topic = topics.open(NAME)
    topic.append(0, [record("a", 0, 100)])
    own_broker.kill()
    with pytest.raises(TopicFault, match="did not take all rows"):
        topic.append_all({0: [record("a", 100, 100)], 1: [record("a", 0, 50)]})
    own_broker.start()
    patient = replace(topics, wait_seconds=30).open(NAME)
    patient.append_all({0: [record("a", 100, 100)], 1: [record("a", 0, 50)]})
    assert once(patient, 0) == {"a": ids("a", 200)}
    assert once(patient, 1) == {"a": ids("a", 50)}
    topic.close()
    patient.close()

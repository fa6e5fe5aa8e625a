"""Every backing of topics keeps the same promises."""

from __future__ import annotations

import base64
import pickle
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemas.payload import from_payload
from storage.faults import TopicFault
from storage.topics import TOPICS, Topic, Topics
from tests.brokers import shared_bootstrap
from tests.conformance.rows_of_topics import NAME, Marks, chunks, events, ids, once, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.records import Chunk

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def topics(request, tmp_path) -> Topics:
    if request.param == "embedded":
        return Topics(root=tmp_path, partitions=4)
    return Topics(
        root=tmp_path,
        backing="kafka",
        bootstrap=shared_bootstrap(),
        partitions=4,
        prefix=f"{uuid.uuid4().hex}.",
    )


@pytest.fixture
def topic(topics) -> Iterator[Topic]:
    opened = topics.open(NAME)
    yield opened
    opened.close()


def start_writer(topics: Topics, origin: str, rows: int, records: int) -> subprocess.Popen[str]:
    settings = base64.b64encode(pickle.dumps(topics)).decode()
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.conformance.topic_writer",
            settings,
            origin,
            str(rows),
            str(records),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def read_soon(topic: Topic, position: int) -> Chunk:
    """What follows a position in partition 0, where something does, though its end was seen."""
    deadline = time.monotonic() + 5
    while (chunk := topic.read(0, position, 1 << 20)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    return chunk


def test_rows_of_a_partition_come_in_the_order_they_were_appended(topic):
    topic.append(1, [record("a", 0, 3), record("b", 0, 2)])
    topic.append(1, [record("a", 3, 4)])
    found = [
        (entry.origin, entry.sequence, entry.rows)
        for chunk in chunks(topic, 1, bytes_max=1 << 20)
        for entry in chunk.records
    ]
    assert found == [("a", 0, 3), ("b", 0, 2), ("a", 3, 4)]
    assert once(topic, 1) == {"a": ids("a", 7), "b": ids("b", 2)}


def test_rows_come_back_as_they_were_appended(topic):
    topic.append(0, [record("a", 0, 50)])
    (chunk,) = chunks(topic, 0, bytes_max=1 << 20)
    (entry,) = chunk.records
    assert from_payload(entry.payload).equals(events("a", 0, 50))


def test_a_chunk_holds_at_least_something_however_little_is_asked_for(topic):
    topic.append(0, [record("a", 0, 1), record("a", 1, 1), record("a", 2, 1)])
    small = list(chunks(topic, 0, bytes_max=1))
    assert [chunk.behind for chunk in small] == [2, 1, 0]
    assert [entry.sequence for chunk in small for entry in chunk.records] == [0, 1, 2]


def test_a_position_is_read_again_the_same(topic):
    for number in range(10):
        topic.append(0, [record("a", number, 1)])
    first = list(chunks(topic, 0))
    assert list(chunks(topic, 0)) == first
    middle = first[4].position
    assert list(chunks(topic, 0, position=middle)) == first[5:]


def test_nothing_follows_the_end(topic):
    assert topic.read(0, 0, 1 << 20) is None
    assert topic.end(0) == 0
    topic.append(0, [record("a", 0, 2)])
    chunk = read_soon(topic, 0)
    assert chunk.position == topic.end(0)
    assert chunk.behind == 0
    assert chunk.first_appended_at > 0
    assert topic.read(0, chunk.position, 1 << 20) is None


def test_what_is_appended_after_the_end_was_seen_is_read_soon(topic):
    position = 0
    for number in range(20):
        assert topic.read(0, position, 1 << 20) is None
        topic.append(0, [record("a", number, 1)])
        position = read_soon(topic, position).position


def test_the_first_read_of_a_position_misses_nothing_durable(topics):
    for number in range(5):
        writer = topics.open(NAME)
        writer.append(0, [record("a", number, 1)])
        writer.close()
        reader = topics.open(NAME)
        assert once(reader, 0) == {"a": ids("a", number + 1)}
        reader.close()


def test_several_partitions_are_appended_to_in_one_call(topic):
    batches = {partition: [record("a", 0, partition + 1)] for partition in range(4)}
    topic.append_all(batches)
    topic.append_all(batches)
    for partition in range(4):
        assert once(topic, partition) == {"a": ids("a", partition + 1)}


def test_the_same_records_again_change_nothing(topic):
    batch = [record("a", 0, 3), record("a", 3, 2)]
    topic.append(0, batch)
    end = topic.end(0)
    topic.append(0, batch)
    topic.append(0, batch[1:])
    assert topic.end(0) == end
    topic.append(0, [*batch, record("a", 5, 1)])
    assert once(topic, 0) == {"a": ids("a", 6)}


def test_the_same_records_again_after_reopening_are_seen_once(topics):
    for count in (2, 5, 5, 6):
        reopened = topics.open(NAME)
        reopened.append(0, [record("a", 10 * number, 10) for number in range(count)])
        reopened.close()
    reader = topics.open(NAME)
    assert once(reader, 0) == {"a": ids("a", 60)}
    reader.close()


@pytest.mark.parametrize(
    ("sequence", "rows", "what"), [(6, 1, "hole"), (4, 2, "overlaps"), (0, 6, "overlaps")]
)
def test_a_hole_or_a_part_of_a_record_is_refused_and_nothing_is_appended(
    topic, sequence, rows, what
):
    topic.append(0, [record("a", 0, 5)])
    end = topic.end(0)
    with pytest.raises(TopicFault, match=what):
        topic.append(0, [record("b", 0, 1), record("a", sequence, rows)])
    assert topic.end(0) == end
    topic.append(0, [record("a", 5, 1)])
    assert once(topic, 0) == {"a": ids("a", 6)}


def test_partitions_are_logs_of_their_own(topic):
    for partition in range(topic.partitions):
        topic.append(partition, [record("a", 0, partition + 1)])
    for partition in range(topic.partitions):
        assert once(topic, partition) == {"a": ids("a", partition + 1)}


def test_threads_share_a_topic(topic):
    def write(number: int) -> None:
        for sequence in range(0, 100, 10):
            topic.append(number % 2, [record(f"o{number}", sequence, 10)])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = once(topic, 0) | once(topic, 1)
    assert found == {f"o{number}": ids(f"o{number}", 100) for number in range(6)}


def test_a_position_that_the_topic_does_not_hold_is_a_fault_and_never_a_jump(topic):
    topic.append(0, [record("a", 0, 2)])
    with pytest.raises(TopicFault, match="nothing lies at position"):
        topic.read(0, topic.end(0) + 5, 1 << 20)


def test_another_number_of_partitions_is_a_fault(topics):
    topics.open(NAME).close()
    with pytest.raises(TopicFault, match="fixed at creation"):
        replace(topics, partitions=8).open(NAME)
    topics.open(NAME).close()


def test_settings_travel_to_other_processes_as_they_are(topics):
    assert pickle.loads(pickle.dumps(topics)) == topics
    assert hash(replace(topics, options=[["client.id", "any"]]))


def test_every_listed_topic_opens(topics):
    for name, spec in TOPICS.items():
        opened = topics.open(name)
        assert opened.name == name
        assert opened.partitions == (spec.partitions or 4)
        opened.close()


def test_a_reader_follows_writers_in_other_processes(topics, topic):
    writers = [start_writer(topics, origin, 20, 25) for origin in ("a", "b")]
    marks = Marks()
    position, deadline = 0, time.monotonic() + 60
    while marks.next != {"a": 500, "b": 500}:
        assert time.monotonic() < deadline, marks.next
        chunk: Chunk | None = topic.read(0, position, 1 << 16)
        if chunk is None:
            time.sleep(0.01)
            continue
        position = chunk.position
        marks.take(chunk)
    assert marks.rows == {"a": ids("a", 500), "b": ids("b", 500)}
    for writer in writers:
        writer.communicate(timeout=30)
        assert writer.returncode == 0


def test_a_writer_killed_in_the_middle_is_resumed_by_sending_all_again(topics, topic):
    said = 0
    for round_number in range(3):
        writer = start_writer(topics, "a", 100, 60)
        assert writer.stdout is not None
        for _ in range(5 + 11 * round_number):
            said = max(said, int(writer.stdout.readline()))
        writer.kill()
        writer.communicate(timeout=30)
    found = once(topic, 0)["a"]
    assert found == ids("a", len(found))
    assert len(found) >= said, "what was said to be durable is there"
    writer = start_writer(topics, "a", 100, 60)
    writer.communicate(timeout=60)
    assert writer.returncode == 0
    assert once(topic, 0) == {"a": ids("a", 6000)}

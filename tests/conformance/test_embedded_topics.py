"""What only the topics on SQLite can show: their files, absent, half made and damaged."""

from __future__ import annotations

import json
import os
import sqlite3

import pytest

from storage.faults import TopicFault
from storage.topics import Topics
from tests.conformance.rows_of_topics import NAME, ids, once, record


@pytest.fixture
def topics(tmp_path) -> Topics:
    return Topics(root=tmp_path, partitions=2, wait_seconds=1)


def test_a_reader_waits_for_a_file_that_no_writer_has_made_yet(topics):
    reader, writer = topics.open(NAME), topics.open(NAME)
    assert reader.read(0, 0, 1) is None
    assert reader.end(0) == 0
    writer.append(0, [record("a", 0, 1)])
    assert once(reader, 0) == {"a": ids("a", 1)}


def test_a_file_without_its_tables_yet_is_an_empty_partition(topics, tmp_path):
    reader = topics.open(NAME)
    sqlite3.connect(tmp_path / NAME / "00.db").close()
    assert reader.read(0, 0, 1) is None
    assert reader.end(0) == 0
    topics.open(NAME).append(0, [record("a", 0, 1)])
    assert once(reader, 0) == {"a": ids("a", 1)}


def test_a_damaged_file_is_a_fault_that_names_it(topics, tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "00.db").write_bytes(os.urandom(8192))
    topic = topics.open(NAME)
    with pytest.raises(TopicFault, match=r"00\.db"):
        topic.read(0, 0, 1)
    with pytest.raises(TopicFault, match=r"00\.db"):
        topic.append(0, [record("a", 0, 1)])


def test_a_damaged_description_is_a_fault_that_names_it(topics, tmp_path):
    topics.open(NAME)
    (tmp_path / NAME / "topic.json").write_text("{")
    with pytest.raises(TopicFault, match=r"topic\.json is damaged"):
        topics.open(NAME)


def test_the_description_says_what_the_folder_holds(topics, tmp_path):
    topics.open(NAME)
    assert json.loads((tmp_path / NAME / "topic.json").read_text()) == {
        "format": 1,
        "name": NAME,
        "partitions": 2,
    }
    assert [path.name for path in (tmp_path / NAME).iterdir()] == ["topic.json"]


def test_a_writer_that_holds_the_lock_too_long_is_a_fault_and_its_rows_are_whole(topics, tmp_path):
    topic = topics.open(NAME)
    topic.append(0, [record("a", 0, 1)])
    other = sqlite3.connect(tmp_path / NAME / "00.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TopicFault, match="locked"):
        topic.append(0, [record("a", 1, 1)])
    assert once(topic, 0) == {"a": ids("a", 1)}, "a writer blocks no reader"
    other.execute("ROLLBACK")
    other.close()
    topic.append(0, [record("a", 1, 1)])
    assert once(topic, 0) == {"a": ids("a", 2)}


def test_no_broker_named_is_a_fault_that_says_which_setting(tmp_path):
    with pytest.raises(TopicFault, match=r"topics\.bootstrap"):
        Topics(root=tmp_path, backing="kafka").open(NAME)

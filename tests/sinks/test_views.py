"""The views: the newest row of each key, once, whatever crashes and whoever writes beside."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.tables import KEYS, TABLES
from schemas.ticks import Tick
from sinks.sqlite_views import (
    CHANGES_KEPT,
    KEYS_LISTED_MAX,
    ROWS_LOOKED_THROUGH,
    ViewFault,
    ViewStore,
)
from sinks.two_phase import TwoPhaseSink
from sinks.views import ShowPolicy, views_sink
from tests.sinks.crashing import PARTITION, Crash, Engine
from tests.sinks.rows import NOON, sellable, table_rows

ATS = "available_to_sell"


def sink_into(folder: Path, policy: ShowPolicy | None = None) -> TwoPhaseSink:
    return views_sink(
        folder / "views.db",
        step="inventory/write_views",
        partitions=[PARTITION],
        staging=folder / "staging",
        policy=policy,
    )


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "views.db")) as connection:
        return connection.execute(query).fetchall()


def staged(folder: Path) -> list[Path]:
    return [path for path in (folder / "staging").rglob("*") if path.is_file()]


def values(*rows: dict[str, object]) -> list[tuple[str, pl.DataFrame]]:
    return [(ATS, table_rows(ATS, *rows))]


def test_nothing_is_seen_before_the_tick_that_proves_it(tmp_path):
    part = sink_into(tmp_path).build_part("s", PARTITION, None)
    part.write_batch(values(sellable("A", 1, 5)))
    part.snapshot()
    assert ask(tmp_path, "SELECT * FROM available_to_sell") == []
    part.write_batch([Tick(number=1, ending=False)])
    assert ask(tmp_path, "SELECT item, ats FROM available_to_sell") == [("A", 5)]
    part.close()


def test_every_keyed_table_is_a_view_with_the_same_columns(tmp_path):
    ViewStore(tmp_path / "views.db").close()
    for table in KEYS:
        columns = [row[1] for row in ask(tmp_path, f"PRAGMA table_info({table})")]
        assert columns == list(TABLES[table])


def test_instants_are_microseconds_booleans_are_numbers_and_bytes_stay_bytes(tmp_path):
    instant = datetime(2026, 3, 2, 6, 30, 0, 123456, tzinfo=UTC)
    position = {"item": "A", "location": "NYC", "lot": "", "owner": "", "known": True, "version": 1}
    batch = [
        ("positions", table_rows("positions", {**position, "event_time": instant})),
        ("findings", table_rows("findings", {"finding_id": "f", "raw": b"\xff\0"})),
    ]
    Engine(sink_into(tmp_path), [batch]).run()
    assert ask(tmp_path, "SELECT event_time, known, variance, as_of FROM positions") == [
        (1772433000123456, 1, None, None)
    ]
    assert ask(tmp_path, "SELECT raw FROM findings") == [(b"\xff\0",)]


def test_an_older_version_never_replaces_a_newer_one(tmp_path):
    epochs = [
        values(sellable("A", 5, 50)),
        values(sellable("A", 4, 40), sellable("B", 1, 10)),
        values(sellable("A", 5, 51)),
    ]
    Engine(sink_into(tmp_path), epochs).run()
    assert ask(tmp_path, "SELECT item, version, ats FROM available_to_sell") == [
        ("A", 5, 50),
        ("B", 1, 10),
    ]


def test_in_step_with_the_stream_every_epoch_is_shown_at_once(tmp_path):
    part = sink_into(tmp_path).build_part("s", PARTITION, None)
    for number in range(1, 4):
        part.write_batch([Tick(number=number, ending=False)])
        part.write_batch(values(sellable("A", number, number)))
        part.snapshot()
    part.write_batch([Tick(number=4, ending=False)])
    assert ask(tmp_path, "SELECT ats FROM available_to_sell") == [(3,)]
    assert ask(tmp_path, "SELECT count(*) FROM changes") == [(3,)]
    part.close()


def test_behind_the_stream_epochs_are_shown_together_when_the_oldest_has_waited(tmp_path):
    policy = ShowPolicy(rows_in_step=1, rows=1_000, epochs=3)
    part = sink_into(tmp_path, policy).build_part("s", PARTITION, None)
    shown = []
    for number in range(1, 8):
        part.write_batch([Tick(number=number, ending=False)])
        shown.append(ask(tmp_path, "SELECT max(ats) FROM available_to_sell")[0][0])
        part.write_batch(values(sellable("A", number, number), sellable("B", number, 0)))
        part.snapshot()
    assert shown == [None, None, None, None, 4, 4, 4]
    part.close()


def test_behind_the_stream_a_quiet_epoch_shows_all_that_waits(tmp_path):
    policy = ShowPolicy(rows_in_step=1, rows=1_000, epochs=100)
    part = sink_into(tmp_path, policy).build_part("s", PARTITION, None)
    part.write_batch(values(sellable("A", 1, 1), sellable("B", 1, 1)))
    part.snapshot()
    part.write_batch([Tick(number=1, ending=False)])
    assert ask(tmp_path, "SELECT count(*) FROM available_to_sell") == [(0,)]
    part.snapshot()
    part.write_batch([Tick(number=2, ending=False)])
    assert ask(tmp_path, "SELECT count(*) FROM available_to_sell") == [(2,)]
    part.close()


def test_changes_name_the_keys_of_a_small_write_and_only_count_a_large_one(tmp_path):
    many = [sellable(f"{number:05d}", 1, 0) for number in range(KEYS_LISTED_MAX + 1)]
    Engine(sink_into(tmp_path), [values(sellable("A", 1, 5)), values(*many)]).run()
    small, large = ask(tmp_path, "SELECT table_name, rows, keys FROM changes ORDER BY sequence")
    assert small[:2] == (ATS, 1)
    assert json.loads(str(small[2])) == [["A", "NYC", "*"]]
    assert large == (ATS, KEYS_LISTED_MAX + 1, None)


def test_the_oldest_changes_are_dropped_and_their_sequence_never_returns(tmp_path):
    store = ViewStore(tmp_path / "views.db")
    store.close()
    with closing(sqlite3.connect(tmp_path / "views.db")) as connection:
        connection.execute(
            "INSERT INTO changes (sequence, table_name, writer, rows) VALUES (?, 'x', 'y', 1)",
            (CHANGES_KEPT,),
        )
        connection.execute("INSERT INTO changes VALUES (1, 'x', 'y', 1, NULL)")
        connection.commit()
    store = ViewStore(tmp_path / "views.db")
    store.write("w", 0, values(sellable("A", 1, 5)))
    store.close()
    assert ask(tmp_path, "SELECT sequence FROM changes ORDER BY 1") == [
        (CHANGES_KEPT,),
        (CHANGES_KEPT + 1,),
    ]


def test_views_that_are_newer_than_the_state_stop_the_flow(tmp_path):
    Engine(sink_into(tmp_path), [values(sellable("A", 1, 5))]).run()
    with pytest.raises(ViewFault, match="Delete or restore both"):
        sink_into(tmp_path).build_part("s", PARTITION, None)


def test_a_file_that_is_no_database_is_a_fault_that_says_which(tmp_path):
    (tmp_path / "views.db").write_bytes(b"not a database, but long enough to look like one" * 40)
    with pytest.raises(ViewFault, match=r"views\.db could not be written or read"):
        ViewStore(tmp_path / "views.db")


def test_an_empty_file_that_a_reader_made_becomes_the_views(tmp_path):
    sqlite3.connect(tmp_path / "views.db").close()
    assert (tmp_path / "views.db").stat().st_size == 0
    store = ViewStore(tmp_path / "views.db")
    store.write("w", 0, values(sellable("A", 1, 5)))
    store.close()
    assert ask(tmp_path, "SELECT item, ats FROM available_to_sell") == [("A", 5)]
    assert ask(tmp_path, "PRAGMA journal_mode") == [("wal",)]


def test_a_file_of_an_older_release_gets_the_columns_that_it_lacks(tmp_path):
    ViewStore(tmp_path / "views.db").close()
    with closing(sqlite3.connect(tmp_path / "views.db")) as connection:
        connection.execute("ALTER TABLE available_to_sell DROP COLUMN buffer")
        connection.execute("DROP TABLE documents")
    store = ViewStore(tmp_path / "views.db")
    store.write("w", 0, values(sellable("A", 1, 5, buffer=3)))
    store.close()
    assert ask(tmp_path, "SELECT item, ats, buffer, event_time FROM available_to_sell") == [
        ("A", 5, 3, int(NOON.timestamp()) * 1_000_000)
    ]
    assert ask(tmp_path, "SELECT count(*) FROM documents") == [(0,)]


def test_rows_staged_by_an_older_release_are_shown_with_what_they_lack_as_null(tmp_path):
    sink = sink_into(tmp_path)
    part = sink.build_part("s", PARTITION, None)
    part.write_batch([(ATS, values(sellable("A", 1, 5))[0][1].drop("buffer"))])
    state = part.snapshot()
    part.close()
    sink.build_part("s", PARTITION, state).close()
    assert ask(tmp_path, "SELECT ats, buffer FROM available_to_sell") == [(5, None)]


def _write_many(path: Path, writer: str, first: int) -> None:
    for number in range(20):
        store = ViewStore(path)
        rows = [sellable(f"{key:03d}", first + number, first + number) for key in range(200)]
        store.write(writer, number, values(*rows))
        store.close()


def test_two_processes_make_the_file_and_write_it_at_the_same_time(tmp_path):
    context = get_context("spawn")
    writers = [
        context.Process(target=_write_many, args=(tmp_path / "views.db", str(first), first))
        for first in (0, 100)
    ]
    for process in writers:
        process.start()
    for process in writers:
        process.join()
    assert [process.exitcode for process in writers] == [0, 0]
    assert ask(tmp_path, "SELECT DISTINCT version, ats FROM available_to_sell") == [(119, 119)]
    assert ask(tmp_path, "SELECT writer, sequence FROM writers") == [("0", 19), ("100", 19)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["views.db"]


@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(-9, 9)), max_size=12),
        min_size=1,
        max_size=6,
    ),
    crashes=st.lists(st.sampled_from(Crash), max_size=10),
    policy=st.builds(
        ShowPolicy,
        rows_in_step=st.integers(0, 12),
        rows=st.integers(1, 30),
        epochs=st.integers(1, 4),
        rows_received=st.integers(1, 12),
    ),
)
def test_under_every_schedule_of_crashes_the_views_end_at_the_newest_rows(
    tmp_path_factory, batches, crashes, policy
):
    folder = tmp_path_factory.mktemp("sink")
    version = 0
    newest: dict[str, tuple[int, int]] = {}
    epochs = []
    for batch in batches:
        rows = []
        for item, ats in batch:
            version += 1
            newest[item] = (version, ats)
            rows.append(sellable(item, version, ats))
        half = len(rows) // 2
        epochs.append([*values(*rows[:half]), *values(*rows[half:])])
    Engine(sink_into(folder, policy), epochs).run(crashes)
    want = [(item, *row) for item, row in sorted(newest.items())]
    assert ask(folder, "SELECT item, version, ats FROM available_to_sell") == want
    assert staged(folder) == []


# Each is the value of a whole column: written into the statement, or handed over row by row.
@pytest.mark.parametrize("text", ["*", "O'Neill", "a\0b", "?", "", "é'--", None])
@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, -(2**63), None])
def test_many_rows_show_what_few_rows_show(tmp_path, text, number):
    count = ROWS_LOOKED_THROUGH
    same = {"freshness": text, "next_supply_quantity": number, "as_of": NOON}
    rows = values(*(sellable(f"{at:05d}", 1, at, **same) for at in range(count)))[0][1]
    for name, pieces in (("many", [rows]), ("few", rows.iter_slices(count // 2))):
        store = ViewStore(tmp_path / name / "views.db")
        store.write("w", 0, ((ATS, piece) for piece in pieces))
        store.close()
    query = "SELECT *, typeof(freshness), typeof(next_supply_quantity) FROM available_to_sell"
    many = ask(tmp_path / "many", query)
    assert many == ask(tmp_path / "few", query)
    assert len(many) == count
    assert many[0][-4:-2] == (1, 1772452800000000)


def test_one_value_throughout_is_not_taken_for_all_where_the_middle_differs(tmp_path):
    rows = values(
        *(sellable(f"{at:05d}", 1, 7 if at == 5 else 3) for at in range(ROWS_LOOKED_THROUGH))
    )
    store = ViewStore(tmp_path / "views.db")
    store.write("w", 0, rows)
    store.close()
    assert ask(tmp_path, "SELECT item FROM available_to_sell WHERE ats = 7") == [("00005",)]

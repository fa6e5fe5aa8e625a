"""Parquet: each row in one file, once, whatever crashes; and every reader reads it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.dataset
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.ticks import Tick
from sinks.parquet import FilePolicy, parquet_sink
from sinks.two_phase import TwoPhaseSink
from storage.files import FileFault
from tests.sinks.crashing import PARTITION, Crash, Engine
from tests.sinks.rows import NOON, events, table_rows

LEDGER = "inventory_ledger"
AT_ONCE = FilePolicy(rows=1, rows_at_once=1, epochs=1)
PATIENT = FilePolicy(rows=1_000, rows_at_once=1_000, epochs=5)


def sink_into(folder: Path, policy: FilePolicy = PATIENT) -> TwoPhaseSink:
    return parquet_sink(
        folder / "parquet",
        step="inventory/write_parquet",
        partitions=[PARTITION],
        staging=folder / "staging",
        policy=policy,
    )


def published(folder: Path, table: str = LEDGER) -> list[Path]:
    return sorted((folder / "parquet" / table).glob("*/*"))


def staged(folder: Path) -> list[Path]:
    return [path for path in (folder / "staging").rglob("*") if path.is_file()]


def ids(folder: Path) -> list[str]:
    return [
        event for path in published(folder) for event in pl.read_parquet(path)["event_id"].to_list()
    ]


def test_nothing_is_seen_before_the_tick_that_proves_it(tmp_path):
    part = sink_into(tmp_path, AT_ONCE).build_part("s", PARTITION, None)
    part.write_batch([(LEDGER, events(0, 3))])
    part.snapshot()
    assert published(tmp_path) == []
    part.write_batch([Tick(number=1, ending=False)])
    assert ids(tmp_path) == ["000000", "000001", "000002"]


def test_a_published_file_is_named_after_its_table_day_origin_and_number(tmp_path):
    Engine(sink_into(tmp_path), [[(LEDGER, events(0, 1))]]).run()
    (path,) = published(tmp_path)
    assert path.relative_to(tmp_path / "parquet").as_posix() == (
        "inventory_ledger/date=2026-03-02/inventory-write_parquet-0-00000000.parquet"
    )


def test_rows_of_two_days_and_of_no_day_go_into_files_of_their_own(tmp_path):
    rows = pl.concat(
        [
            events(0, 1),
            events(1, 1, event_time=NOON + timedelta(days=1)),
            events(2, 1, event_time=None),
        ]
    )
    Engine(sink_into(tmp_path), [[(LEDGER, rows)]]).run()
    folders = [path.parent.name for path in published(tmp_path)]
    assert folders == ["date=2026-03-02", "date=2026-03-03", "date=__HIVE_DEFAULT_PARTITION__"]
    assert sorted(ids(tmp_path)) == ["000000", "000001", "000002"]


def test_a_quiet_table_waits_and_is_merged_into_one_file_when_its_oldest_rows_are_old(tmp_path):
    part = sink_into(tmp_path).build_part("s", PARTITION, None)
    seen = []
    for number in range(8):
        part.write_batch([Tick(number=number, ending=False)])
        seen.append(len(published(tmp_path)))
        if number < 5:
            part.write_batch([(LEDGER, events(number, 1))])
        part.snapshot()
    assert seen == [0, 0, 0, 0, 0, 0, 1, 1]
    assert ids(tmp_path) == [f"{number:06d}" for number in range(5)]
    part.write_batch([Tick(number=8, ending=False)])
    assert staged(tmp_path) == []


def test_a_table_with_many_rows_does_not_make_a_quiet_one_write_small_files(tmp_path):
    finding = table_rows("findings", {"finding_id": "f", "raw": b"\0{"})
    part = sink_into(tmp_path).build_part("s", PARTITION, None)
    part.write_batch([("findings", finding), (LEDGER, events(0, 1_000))])
    part.snapshot()
    part.write_batch([Tick(number=1, ending=False)])
    assert len(published(tmp_path)) == 1
    assert published(tmp_path, "findings") == []


def test_an_epoch_of_many_rows_is_written_as_it_comes(tmp_path):
    part = sink_into(tmp_path).build_part("s", PARTITION, None)
    for number in range(5):
        part.write_batch([(LEDGER, events(number * 600, 600))])
    assert len(staged(tmp_path)) == 2
    assert published(tmp_path) == []
    part.snapshot()
    part.write_batch([Tick(number=1, ending=False)])
    assert len(published(tmp_path)) == 2
    part.write_batch([Tick(number=2, ending=True)])
    part.snapshot()
    part.write_batch([Tick(number=3, ending=True)])
    assert sorted(ids(tmp_path)) == [f"{number:06d}" for number in range(3_000)]


def test_what_no_committed_state_lists_is_deleted_at_the_build(tmp_path):
    sink = sink_into(tmp_path)
    sink.build_part("s", PARTITION, None).write_batch([(LEDGER, events(0, 1_000))])
    folder = tmp_path / "staging" / "inventory%2Fwrite_parquet" / PARTITION
    (folder / "half").write_bytes(b"PAR1")
    assert len(staged(tmp_path)) == 2
    sink.build_part("s", PARTITION, None)
    assert staged(tmp_path) == []


def test_tables_without_their_state_stop_the_flow_instead_of_being_overwritten(tmp_path):
    Engine(sink_into(tmp_path), [[(LEDGER, events(0, 1))]]).run()
    with pytest.raises(FileFault, match="published by an older state"):
        Engine(sink_into(tmp_path), [[(LEDGER, events(7, 1))]]).run()
    assert ids(tmp_path) == ["000000"]


def test_a_staged_file_that_is_gone_is_a_fault(tmp_path):
    sink = sink_into(tmp_path)
    part = sink.build_part("s", PARTITION, None)
    part.write_batch([(LEDGER, events(0, 1))])
    state = part.snapshot()
    for path in staged(tmp_path):
        path.unlink()
    resumed = sink.build_part("s", PARTITION, state)
    resumed.write_batch([Tick(number=1, ending=True)])
    with pytest.raises(FileFault, match="restore it from a backup"):
        resumed.snapshot()


@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    crashes=st.lists(st.sampled_from(Crash), max_size=25),
    policy=st.builds(
        FilePolicy,
        rows=st.integers(1, 60),
        rows_at_once=st.integers(1, 40),
        epochs=st.integers(1, 6),
    ),
)
def test_under_every_schedule_of_crashes_each_row_is_published_once(
    tmp_path_factory, sizes, crashes, policy
):
    folder = tmp_path_factory.mktemp("sink")
    epochs = []
    total = 0
    for size in sizes:
        half = size // 2
        whole = events(total, size)
        day_later = whole.with_columns(pl.col("event_time") + timedelta(days=1))
        epochs.append([(LEDGER, whole[:half]), (LEDGER, day_later[half:])])
        total += size
    Engine(sink_into(folder, policy), epochs).run(crashes)
    assert sorted(ids(folder)) == [f"{number:06d}" for number in range(total)]
    assert staged(folder) == []


def test_every_reader_of_hive_folders_reads_the_same(tmp_path):
    rows = pl.concat([events(0, 2), events(2, 2, event_time=NOON + timedelta(days=1))])
    Engine(sink_into(tmp_path), [[(LEDGER, rows)]]).run()
    root = tmp_path / "parquet" / LEDGER
    want = [("000002", "2026-03-03", "RECEIVE", "available", 2)]

    read = pl.read_parquet(root, hive_partitioning=True).filter(event_id="000002")
    assert read.select(
        "event_id", pl.col("date").cast(str), "kind", "bucket", "quantity"
    ).rows() == (want)
    assert read.schema["event_time"] == pl.Datetime("us", "UTC")

    found = duckdb.sql(
        f"""SELECT event_id, date::VARCHAR, kind, bucket, quantity
        FROM read_parquet('{root}/*/*.parquet', hive_partitioning = true)
        WHERE event_id = '000002'"""
    ).fetchall()
    assert found == want

    table = pyarrow.dataset.dataset(root, partitioning="hive").to_table(
        filter=pyarrow.dataset.field("event_id") == "000002"
    )
    columns = ["event_id", "date", "kind", "bucket", "quantity"]
    assert [tuple(row.values()) for row in table.select(columns).to_pylist()] == want

    names = pyarrow.parquet.read_schema(published(tmp_path)[0]).names
    assert "date" not in names
    stamp = pyarrow.parquet.read_schema(published(tmp_path)[0]).field("event_time").type
    assert (stamp.unit, stamp.tz) == ("us", "UTC")

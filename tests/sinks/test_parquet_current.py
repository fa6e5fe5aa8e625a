"""The compacted file: the newest row of each key, whole at every moment."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import polars as pl

from sinks.parquet import FilePolicy, parquet_sink
from sinks.parquet_current import compact_current
from sinks.parquet_tree import ParquetTree
from tests.sinks.crashing import PARTITION, Engine
from tests.sinks.rows import sellable, table_rows

TABLE = "available_to_sell"
AT_ONCE = FilePolicy(rows=1, rows_at_once=1, epochs=1)


def engine(folder: Path, step: str = "inventory/write") -> Engine:
    sink = parquet_sink(
        folder / "parquet",
        step=step,
        partitions=[PARTITION],
        staging=folder / "staging",
        policy=AT_ONCE,
    )
    return Engine(sink, [])


def publish(model: Engine, *rows: dict[str, object]) -> None:
    model.epochs = [*model.epochs, [(TABLE, table_rows(TABLE, *rows))]]
    model.run()


def current(folder: Path) -> list[tuple[str, int, int]]:
    path = ParquetTree(folder / "parquet").current(TABLE)
    return pl.read_parquet(path).select("item", "version", "ats").rows()


def test_it_holds_the_newest_row_of_each_key_sorted(tmp_path):
    model = engine(tmp_path)
    publish(model, sellable("B", 1, 10), sellable("A", 2, 20))
    publish(model, sellable("B", 3, 7), sellable("B", 2, 8))
    assert compact_current(tmp_path / "parquet", TABLE)
    assert current(tmp_path) == [("A", 2, 20), ("B", 3, 7)]


def test_it_reads_only_what_was_published_since(tmp_path):
    model = engine(tmp_path)
    publish(model, sellable("A", 1, 1))
    assert compact_current(tmp_path / "parquet", TABLE)
    assert not compact_current(tmp_path / "parquet", TABLE)
    for file in ParquetTree(tmp_path / "parquet").files(TABLE):
        file.path.write_bytes(b"not to be read again")
    publish(model, sellable("A", 2, 2), sellable("B", 1, 1))
    assert compact_current(tmp_path / "parquet", TABLE)
    assert current(tmp_path) == [("A", 2, 2), ("B", 1, 1)]


def test_an_older_version_that_is_published_later_changes_nothing(tmp_path):
    first, second = engine(tmp_path, "a/w"), engine(tmp_path, "b/w")
    publish(first, sellable("A", 9, 90))
    compact_current(tmp_path / "parquet", TABLE)
    publish(second, sellable("A", 8, 80))
    compact_current(tmp_path / "parquet", TABLE)
    assert current(tmp_path) == [("A", 9, 90)]


def test_a_file_seen_before_the_one_ahead_of_it_waits_for_that_one(tmp_path):
    model = engine(tmp_path)
    publish(model, sellable("A", 1, 1))
    publish(model, sellable("B", 1, 2))
    first = min(ParquetTree(tmp_path / "parquet").files(TABLE), key=lambda file: file.sequence).path
    aside = tmp_path / "aside"
    first.rename(aside)
    assert not compact_current(tmp_path / "parquet", TABLE)
    aside.rename(first)
    assert compact_current(tmp_path / "parquet", TABLE)
    assert current(tmp_path) == [("A", 1, 1), ("B", 1, 2)]


def test_a_table_without_rows_has_no_compacted_file(tmp_path):
    assert not compact_current(tmp_path / "parquet", TABLE)
    assert not ParquetTree(tmp_path / "parquet").current(TABLE).exists()


def test_a_compaction_that_died_leaves_the_old_file(tmp_path):
    model = engine(tmp_path)
    publish(model, sellable("A", 1, 1))
    compact_current(tmp_path / "parquet", TABLE)
    path = ParquetTree(tmp_path / "parquet").current(TABLE)
    path.with_name(f".{path.name}.fresh").write_bytes(b"half")
    publish(model, sellable("A", 2, 2))
    compact_current(tmp_path / "parquet", TABLE)
    assert current(tmp_path) == [("A", 2, 2)]


def test_while_one_process_compacts_another_leaves_it_to_it(tmp_path):
    model = engine(tmp_path)
    publish(model, sellable("A", 1, 1))
    folder = ParquetTree(tmp_path / "parquet").current(TABLE).parent
    folder.mkdir(parents=True)
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert not compact_current(tmp_path / "parquet", TABLE)
    os.close(descriptor)
    assert compact_current(tmp_path / "parquet", TABLE)
    assert current(tmp_path) == [("A", 1, 1)]

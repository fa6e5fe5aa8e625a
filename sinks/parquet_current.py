"""One file for each table of the newest row of each key, sorted, made from the published history.

The file remembers, for each origin, how many of its files went into it, so that each compaction
reads only what was published since. A reader sees the old file or the new one, always whole.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import polars as pl

from schemas.tables import KEYS, TABLES
from sinks.newest import newest_rows
from sinks.parquet import write_parquet
from sinks.parquet_tree import ParquetTree
from sinks.staging import conform
from storage.files import fsync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sinks.parquet_tree import PublishedFile

COVERED: Final = "crossdock.covered"
"""Key of the file's metadata: a JSON object, number of files for each origin."""
BYTES_AT_ONCE: Final = 32 << 20
"""Of history, compressed: some hundred thousand rows, which bounds what is held beside the keys."""


def compact_current(root: Path, table: str) -> bool:
    """Bring the compacted file of a table up to its published history.

    Returns whether it did: not where nothing was published since, nor where another process is
    at it at this moment.
    """
    tree = ParquetTree(root)
    folder = tree.current(table).parent
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _compact(tree, table)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def _compact(tree: ParquetTree, table: str) -> bool:
    path = tree.current(table)
    covered = _covered(path)
    fresh = _fresh_files(tree, table, covered)
    if not fresh:
        return False
    newest = _read(path, table) if path.exists() else pl.DataFrame(schema=TABLES[table])
    for batch in _batches(fresh):
        newest = newest_rows(
            pl.concat([newest, *(_read(file.path, table) for file in batch)]), KEYS[table]
        )
    for file in fresh:
        covered[file.origin] = max(covered.get(file.origin, 0), file.sequence + 1)
    staged = path.with_name(f".{path.name}.fresh")
    write_parquet(staged, newest, metadata={COVERED: json.dumps(covered, sort_keys=True)})
    staged.replace(path)
    fsync_folder(path.parent)
    return True


def _covered(path: Path) -> dict[str, int]:
    """How many files of each origin went into a compacted file."""
    if not path.exists():
        return {}
    return json.loads(pl.read_parquet_metadata(path).get(COVERED, "{}"))


def _read(path: Path, table: str) -> pl.DataFrame:
    return conform(pl.read_parquet(path, hive_partitioning=False), TABLES[table])


def _fresh_files(tree: ParquetTree, table: str, covered: dict[str, int]) -> list[PublishedFile]:
    """The files to read, oldest first: of each origin those that follow without a hole.

    Files appear while the folders are listed, so a later one may be seen without the one before
    it; it waits until that one is seen too.
    """
    by_origin: defaultdict[str, list[PublishedFile]] = defaultdict(list)
    for file in tree.files(table):
        if file.sequence >= covered.get(file.origin, 0):
            by_origin[file.origin].append(file)
    fresh: list[PublishedFile] = []
    for origin, files in sorted(by_origin.items()):
        expected = covered.get(origin, 0)
        for file in sorted(files, key=lambda file: file.sequence):
            if file.sequence != expected:
                break
            fresh.append(file)
            expected += 1
    return fresh


def _batches(files: list[PublishedFile]) -> Iterator[list[PublishedFile]]:
    batch: list[PublishedFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += file.path.stat().st_size
        if size >= BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

"""The embedded backing of topics: one SQLite file in WAL mode per topic and partition.

    <root>/<topic>/topic.json      name, partitions, format version; written once
    <root>/<topic>/07.db           records (a row each), origins (the next sequence of each)

A commit with `synchronous=FULL` makes a record durable. Writers of several processes take turns
by SQLite's own lock; readers see the last commit and block nobody.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Final

from schemas.records import Chunk, Record
from storage.faults import TopicFault
from storage.files import fsync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORMAT: Final = 1
"""Version of the folder's layout and tables."""

_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS records (
        position INTEGER PRIMARY KEY,
        origin TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        appended_at INTEGER NOT NULL DEFAULT (
            CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
        ),
        payload BLOB NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS origins (
        origin TEXT PRIMARY KEY,
        next_sequence INTEGER NOT NULL
    ) WITHOUT ROWID""",
)


class EmbeddedTopic:
    """A topic as a folder of SQLite files, one per partition."""

    def __init__(self, *, root: Path, name: str, partitions: int, wait_seconds: float) -> None:
        """Open the topic's folder, creating it where it does not exist."""
        self._folder = root / name
        self._name = name
        self._partitions = partitions
        self._wait_seconds = wait_seconds
        self._writers: dict[int, sqlite3.Connection] = {}
        self._readers: dict[int, sqlite3.Connection] = {}
        self._locks = [threading.Lock() for _ in range(partitions)]
        _found(self._folder, name, partitions)

    @property
    def name(self) -> str:
        """The topic's name."""
        return self._name

    @property
    def partitions(self) -> int:
        """How many partitions the folder was created with."""
        return self._partitions

    def append(self, partition: int, records: Sequence[Record]) -> None:
        """Append in one durable transaction what was not appended before."""
        if not records:
            return
        with self._locks[partition]:
            try:
                connection = self._writer(partition)
                connection.execute("BEGIN IMMEDIATE")
                try:
                    _insert(connection, records, self._place(partition))
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
            except sqlite3.Error as broken:
                raise self._fault(partition, broken) from broken

    def append_all(self, batches: Mapping[int, Sequence[Record]]) -> None:
        """Append to one partition after another; each has its own transaction."""
        for partition, records in batches.items():
            self.append(partition, records)

    def read(self, partition: int, position: int, bytes_max: int) -> Chunk | None:
        """The records after a position, or None where there are none."""
        with self._locks[partition]:
            last = 0
            try:
                connection = self._reader(partition)
                if connection is not None:
                    last = _last(connection)
                    if last > position:
                        return _read(connection, partition, position, last, bytes_max)
            except sqlite3.Error as broken:
                if not _is_unmade(broken):
                    raise self._fault(partition, broken) from broken
            if position > last:
                raise TopicFault(lost_position(self._place(partition), position))
            return None

    def end(self, partition: int) -> int:
        """The position of the last record."""
        with self._locks[partition]:
            try:
                connection = self._reader(partition)
                return 0 if connection is None else _last(connection)
            except sqlite3.Error as broken:
                if _is_unmade(broken):
                    return 0
                raise self._fault(partition, broken) from broken

    def close(self) -> None:
        """Close the files."""
        for connections in (self._writers, self._readers):
            while connections:
                connections.popitem()[1].close()

    def _writer(self, partition: int) -> sqlite3.Connection:
        connection = self._writers.get(partition)
        if connection is None:
            path = self._path(partition)
            is_new = not path.exists()
            connection = _connect(path, "rwc", self._wait_seconds)
            _prepare(connection, self._wait_seconds)
            if is_new:
                # SQLite syncs the file, but not the folder's entry of a new database.
                fsync_folder(self._folder)
            self._writers[partition] = connection
        return connection

    def _reader(self, partition: int) -> sqlite3.Connection | None:
        connection = self._readers.get(partition)
        if connection is None:
            path = self._path(partition)
            if not path.exists():
                return None
            # Not mode=ro: a reader must be able to recover the WAL of a writer that was killed.
            connection = _connect(path, "rw", self._wait_seconds)
            connection.execute("PRAGMA query_only = ON")
            self._readers[partition] = connection
        return connection

    def _path(self, partition: int) -> Path:
        return self._folder / f"{partition:02d}.db"

    def _place(self, partition: int) -> str:
        return f"topic {self._name}, partition {partition}"

    def _fault(self, partition: int, broken: sqlite3.Error) -> TopicFault:
        return TopicFault(
            f"SQLite cannot use {self._path(partition)} ({self._place(partition)}): {broken}. "
            "Check the disk's free space and health; if the file is damaged, restore it."
        )


def _found(folder: Path, name: str, partitions: int) -> None:
    """Create the folder and its `topic.json`, or hold the one that is there to the settings."""
    meta = folder / "topic.json"
    if not meta.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".topic.{os.getpid()}.{threading.get_ident()}.fresh"
        content = {"format": FORMAT, "name": name, "partitions": partitions}
        write_durably(fresh, json.dumps(content).encode())
        try:
            # A link, unlike a rename, does not replace what another process has just founded.
            os.link(fresh, meta)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        fsync_folder(folder)
        fsync_folder(folder.parent)
    try:
        found = json.loads(meta.read_bytes())
        there = (found["format"], found["name"], found["partitions"])
    except (ValueError, KeyError, TypeError) as broken:
        message = f"{meta} is damaged ({broken}); restore it from a backup."
        raise TopicFault(message) from broken
    if there != (FORMAT, name, partitions):
        message = (
            f"{meta} says format, name and partitions {there}, but {(FORMAT, name, partitions)} "
            "was asked for. The number of partitions is fixed at creation: set it back, "
            "or begin with a new data directory."
        )
        raise TopicFault(message)


def _connect(path: Path, mode: str, wait_seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=wait_seconds,
        isolation_level=None,
        check_same_thread=False,
    )


def _prepare(connection: sqlite3.Connection, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            # SQLite does not wait by itself where another process changes the mode just now.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    for table in _TABLES:
        connection.execute(table)
    connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, records: Sequence[Record], place: str) -> None:
    next_of: dict[str, int] = {}
    for record in records:
        expected = next_of.get(record.origin)
        if expected is None:
            row = connection.execute(
                "SELECT next_sequence FROM origins WHERE origin = ?", (record.origin,)
            ).fetchone()
            expected = row[0] if row else 0
        after = record.sequence + record.rows
        next_of[record.origin] = max(expected, after)
        if after <= expected:
            continue
        if record.sequence != expected:
            raise TopicFault(out_of_sequence(place, record, expected))
        connection.execute(
            "INSERT INTO records (origin, sequence, rows, payload) VALUES (?, ?, ?, ?)",
            (record.origin, record.sequence, record.rows, record.payload),
        )
    connection.executemany(
        "INSERT INTO origins VALUES (?, ?) ON CONFLICT (origin) "
        "DO UPDATE SET next_sequence = excluded.next_sequence",
        list(next_of.items()),
    )


def out_of_sequence(place: str, record: Record, expected: int) -> str:
    """The sentence for a record that leaves a hole after its origin's last, or overlaps it."""
    what = "leaves a hole" if record.sequence > expected else "overlaps in part"
    return (
        f"{place}: origin {record.origin} appends rows {record.sequence} to "
        f"{record.sequence + record.rows - 1}, but row {expected} is the next: it {what}. "
        "The topic and the flow's state do not belong together; restore both from one moment."
    )


def lost_position(place: str, position: int) -> str:
    """The sentence for a position that the topic does not hold any more, or does not hold yet."""
    return (
        f"{place}: nothing lies at position {position}, where a flow must read on: the topic was "
        "cut or replaced after the flow's state was committed. Restore both from one moment, "
        "or clear the flow's state and let it read from the start."
    )


def _read(
    connection: sqlite3.Connection, partition: int, position: int, end: int, bytes_max: int
) -> Chunk:
    records: list[Record] = []
    first_appended_at = size = 0
    last = position
    cursor = connection.execute(
        "SELECT position, origin, sequence, rows, appended_at, payload FROM records "
        "WHERE position > ? AND position <= ? ORDER BY position",
        (position, end),
    )
    for row in cursor:
        payload: bytes = row[5]
        if records and size + len(payload) > bytes_max:
            break
        records.append(Record(origin=row[1], sequence=row[2], rows=row[3], payload=payload))
        first_appended_at = first_appended_at or row[4]
        size += len(payload)
        last = row[0]
    # An open cursor would hold the WAL back from its checkpoint.
    cursor.close()
    return Chunk(
        partition=partition,
        position=last,
        records=tuple(records),
        behind=end - last,
        first_appended_at=first_appended_at,
    )


def _last(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT coalesce(max(position), 0) FROM records").fetchone()[0]


def _is_unmade(broken: sqlite3.Error) -> bool:
    """Whether the writer has made the file, but not yet the tables."""
    return "no such table" in str(broken)

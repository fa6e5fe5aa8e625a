"""The views as a SQLite file: one table a view, one row a key, the newest version of each.

What a reader must know:

- Every table of `schemas/tables.py` that has a key is a table here, with the same columns.
  Instants are INTEGER microseconds since 1970 UTC, exact and cheapest; booleans are 0 and 1.
  `SELECT datetime(event_time / 1000000, 'unixepoch')` shows one to a person.
- `writers (writer, sequence)` is how far each sink partition has come; it moves in the same
  transaction as the rows.
- `changes (sequence, table_name, writer, rows, keys)` has a row for each table and transaction,
  not for each row, which would double the cost of a write: `keys` is a JSON array of the changed
  keys, each an array of the key columns, or null where they were so many that reading the table
  again is cheaper. `sequence` only rises; the newest `CHANGES_KEPT` are kept.
- Any number of processes read beside the writers (the file is in WAL mode).

Many rows are written as transactions of at most `ROWS_A_TRANSACTION`, so a reader may see a part
of a large epoch; each row is right at some moment, and newer ones follow.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import orjson
import polars as pl

from schemas.tables import KEYS, TABLES
from storage.faults import Fault
from storage.files import fsync_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path

ROWS_A_TRANSACTION: Final = 100_000
"""About half a second: the longest that another worker's transaction waits for this one."""
ROWS_LOOKED_THROUGH: Final = 2_000
"""From so many rows on it pays to look which columns hold one value throughout."""
ROWS_AS_OBJECTS: Final = 8_192
"""Rows that are Python objects at a time: few enough to stay in the processor's cache."""
KEYS_LISTED_MAX: Final = 2_000
CHANGES_KEPT: Final = 10_000
BUSY_SECONDS: Final = 60.0

# Pages of 8 KiB: 5 to 10 % cheaper than 4 KiB in bulk, and a point read still moves little.
# FULL: a commit must be on disk before the staged bytes that it came from are forgotten.
_NEW_FILE: Final = ("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL")
_CONNECTION: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",
    # 128 MiB of log: pages that random upserts write again and again are copied once.
    "PRAGMA wal_autocheckpoint = 16000",
    "PRAGMA journal_size_limit = 134217728",
)
_BOOKS: Final = (
    """CREATE TABLE IF NOT EXISTS writers (
        writer TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS changes (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        table_name TEXT NOT NULL, writer TEXT NOT NULL, rows INTEGER NOT NULL, keys TEXT
    )""",
)


class ViewFault(Fault):
    """The views could not be written, or do not belong to the state that writes them."""


class ViewStore:
    """A writer's connection to the views file, which is made when it is missing."""

    def __init__(self, path: Path) -> None:
        """`path` is the file; its folder is made too."""
        self._path = path
        if not path.exists():
            _create(path)
        self._connection = _connect(path)
        with self._failing():
            # An empty file is one that a program made which looked into it too early.
            for pragma in (*(_NEW_FILE if path.stat().st_size == 0 else ()), *_CONNECTION):
                self._connection.execute(pragma)
            self._upgrade()

    def position(self, writer: str) -> int:
        """The sequence that a writer has shown last; -1 for a writer that is new."""
        with self._failing():
            found = self._connection.execute(
                "SELECT sequence FROM writers WHERE writer = ?", (writer,)
            ).fetchone()
        return -1 if found is None else found[0]

    def write(
        self, writer: str, sequence: int, batches: Iterable[tuple[str, pl.DataFrame]]
    ) -> None:
        """Show rows of tables, one row a key in each batch, and the writer's new position.

        An older version never replaces a newer one, so that a write may be repeated.
        """
        with self._failing():
            self._connection.execute("BEGIN IMMEDIATE")
            open_rows = 0
            for table, rows in batches:
                for piece in rows.iter_slices(ROWS_A_TRANSACTION):
                    if open_rows and open_rows + piece.height > ROWS_A_TRANSACTION:
                        self._connection.execute("COMMIT")
                        self._connection.execute("BEGIN IMMEDIATE")
                        open_rows = 0
                    self._upsert(table, piece)
                    self._note_change(table, writer, piece)
                    open_rows += piece.height
            self._connection.execute(
                "INSERT INTO writers VALUES (?, ?)"
                " ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence",
                (writer, sequence),
            )
            self._connection.execute(
                "DELETE FROM changes WHERE sequence <= (SELECT max(sequence) FROM changes) - ?",
                (CHANGES_KEPT,),
            )
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self._connection.close()

    def _upsert(self, table: str, rows: pl.DataFrame) -> None:
        statement, names = bound(table, rows)
        for piece in rows.select(names).iter_slices(ROWS_AS_OBJECTS):
            columns = [_plain(column) for column in piece.iter_columns()]
            self._connection.executemany(statement, zip(*columns, strict=True))

    def _note_change(self, table: str, writer: str, rows: pl.DataFrame) -> None:
        listed = (
            orjson.dumps(rows.select(KEYS[table]).rows()).decode()
            if rows.height <= KEYS_LISTED_MAX
            else None
        )
        self._connection.execute(
            "INSERT INTO changes (table_name, writer, rows, keys) VALUES (?, ?, ?, ?)",
            (table, writer, rows.height, listed),
        )

    def _upgrade(self) -> None:
        """Add the tables and columns that an older release's file lacks."""
        if not any(_missing(self._connection)):
            return
        self._connection.execute("BEGIN IMMEDIATE")
        for statement in (*_BOOKS, *_missing(self._connection)):
            self._connection.execute(statement)
        self._connection.execute("COMMIT")

    @contextmanager
    def _failing(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            message = (
                f"The views file {self._path} could not be written or read: {error}. Check the "
                "disk's free space and that no program holds the file locked."
            )
            raise ViewFault(message) from error
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _create(path: Path) -> None:
    """Make the file whole under another name first: two workers may start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.fresh")
    connection = _connect(fresh)
    for statement in (*_NEW_FILE, *_BOOKS, *(_create_table(table) for table in KEYS)):
        connection.execute(statement)
    connection.close()
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    fsync_folder(path.parent)


def _missing(connection: sqlite3.Connection) -> Iterator[str]:
    """The statements that bring a file up to the tables of this release."""
    for table in KEYS:
        found: set[str] = {
            row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")
        }
        if not found:
            yield _create_table(table)
            continue
        for name, kind in TABLES[table].items():
            if name not in found:
                yield f"ALTER TABLE {_quoted(table)} ADD COLUMN {_quoted(name)} {_sql_type(kind)}"


def _create_table(table: str) -> str:
    keys = KEYS[table]
    schema = TABLES[table]
    columns = [
        f"{_quoted(name)} {_sql_type(kind)}{' NOT NULL' if name in keys else ''}"
        for name, kind in schema.items()
    ]
    key = ", ".join(map(_quoted, keys))
    # A table clustered by its key needs one tree; rows with bytes in them are too wide for that.
    clustered = "" if pl.Binary() in schema.values() else " WITHOUT ROWID"
    return (
        f"CREATE TABLE IF NOT EXISTS {_quoted(table)}"
        f" ({', '.join(columns)}, PRIMARY KEY ({key})){clustered}"
    )


def bound(table: str, rows: pl.DataFrame) -> tuple[str, list[str]]:
    """The statement that shows rows, and the columns whose values are handed over to it.

    Half of what a row costs is to hand its values over one by one. Of many rows a third or more
    of the columns hold one value throughout (a channel, a bucket that nobody uses, a null, which
    costs most of all): such a value stands in the statement itself.
    """
    if rows.height < ROWS_LOOKED_THROUGH:
        return _UPSERTS[table], list(TABLES[table])
    places: list[str] = []
    names: list[str] = []
    for name in TABLES[table]:
        literal = None if name in KEYS[table][:1] else _literal(rows[name])
        places.append(literal or "?")
        if literal is None:
            names.append(name)
    return _upsert_statement(table, places), names


def _literal(column: pl.Series) -> str | None:
    """The one value of a column as SQL has it; None where there are several."""
    if column.null_count():
        return "NULL" if column.null_count() == len(column) else None
    if isinstance(column.dtype, pl.Binary):
        return None
    plain = column.cast(pl.String()) if isinstance(column.dtype, pl.Enum) else column.to_physical()
    first = plain[0]
    if plain[-1] != first or not (plain == first).all():
        return None
    if isinstance(first, str):
        # A NUL ends a statement's text.
        return None if "\0" in first else "'" + first.replace("'", "''") + "'"
    return str(int(first))


def _upsert_statement(table: str, places: Sequence[str] | None = None) -> str:
    keys = KEYS[table]
    columns = list(TABLES[table])
    values = ", ".join(places or "?" * len(columns))
    insert = (
        f"INSERT INTO {_quoted(table)} ({', '.join(map(_quoted, columns))}) VALUES ({values})"  # noqa: S608 - names of our own schemas, values quoted by us
        f" ON CONFLICT ({', '.join(map(_quoted, keys))})"
    )
    if "version" not in columns:
        # Rows without a version never change: the same key is the same row.
        return f"{insert} DO NOTHING"
    changes = ", ".join(
        f"{_quoted(name)} = excluded.{_quoted(name)}" for name in columns if name not in keys
    )
    return f"{insert} DO UPDATE SET {changes} WHERE excluded.version > {_quoted(table)}.version"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _sql_type(kind: pl.DataType) -> str:
    if isinstance(kind, pl.String | pl.Enum):
        return "TEXT"
    return "BLOB" if isinstance(kind, pl.Binary) else "INTEGER"


def _plain(column: pl.Series) -> list[Any]:
    """A column as the values that SQLite takes."""
    if column.dtype == pl.Datetime:
        column = column.to_physical()
    elif column.dtype == pl.Boolean:
        # Python's sqlite3 takes a truth value for an object to be adapted: three times an int.
        column = column.cast(pl.Int8())
    return column.to_list()


_UPSERTS: Final = {table: _upsert_statement(table) for table in KEYS}

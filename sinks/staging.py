"""The staging folder of one sink partition: rows of an epoch, durable and seen by nobody.

A segment is one file of Arrow IPC streams behind each other, one for each run of rows of a
table; where each lies is kept in the committed state, never in the file. So an epoch costs one
synced file, however many tables it touched.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote

import polars as pl

from storage.files import FileFault, fsync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Part: TypeAlias = tuple[str, int, int, int]
"""Table, rows, offset and length of one run of rows in a segment."""
Segment: TypeAlias = tuple[str, int, tuple[Part, ...]]
"""Name of the segment, the partition's epoch that wrote it, and its parts."""

SEGMENT: Final = ".segment"


class Staging:
    """The files that one sink partition has prepared; nothing else writes to its folder."""

    def __init__(self, folder: Path) -> None:
        """`folder` is this partition's own, on the file system of what it publishes to."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def write(
        self, number: int, epoch: int, tables: Mapping[str, Sequence[pl.DataFrame]]
    ) -> Segment:
        """Write the rows of an epoch into one segment, and sync it."""
        pieces: list[bytes] = []
        parts: list[Part] = []
        offset = 0
        for table, frames in sorted(tables.items()):
            rows = pl.concat(frames)
            piece = _encode(rows)
            parts.append((table, rows.height, offset, len(piece)))
            pieces.append(piece)
            offset += len(piece)
        name = f"{number:010d}{SEGMENT}"
        write_durably(self.folder / name, pieces)
        return (name, epoch, tuple(parts))

    def read(self, name: str, parts: Iterable[Part]) -> list[tuple[str, pl.DataFrame]]:
        """The rows of some parts of a segment, with the table of each."""
        path = self.folder / name
        try:
            with path.open("rb") as file:
                read: list[tuple[str, pl.DataFrame]] = []
                for table, _, offset, length in parts:
                    file.seek(offset)
                    read.append((table, pl.read_ipc_stream(BytesIO(file.read(length)))))
                return read
        except FileNotFoundError:
            message = (
                f"The staged file {path} is gone, though committed state lists it: "
                "the data directory was changed by hand; restore it from a backup."
            )
            raise FileFault(message) from None

    def delete(self, names: Iterable[str]) -> None:
        """Delete staged files; those that are gone already are no matter."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def clear(self, kept: Iterable[str]) -> None:
        """Delete all but the named files."""
        names = set(kept)
        self.delete(path.name for path in self.folder.iterdir() if path.name not in names)

    def sync(self) -> None:
        """Make the names in this folder durable."""
        fsync_folder(self.folder)


class PublishedFolders:
    """The folders below one root that this process knows to be durable."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: set[Path] = set()

    def make(self, folder: Path) -> None:
        """Make a folder below the root, and every name on the way to it durable.

        Also where it exists: another worker may have made it and died before it was synced.
        """
        if folder in self._known:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for parent in folder.parents:
            fsync_folder(parent)
            if parent == self._root.parent:
                break
        self._known.add(folder)


def path_safe(name: str) -> str:
    """A name as one component of a path: reversible, never empty, never hidden, never a way up.

    >>> path_safe("../ACME 01")
    '%2E.%2FACME%2001'
    """
    quoted = quote(name, safe="") or "%"
    return "%2E" + quoted[1:] if quoted.startswith(".") else quoted


def conform(rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Rows in a table's columns and types; a column that older rows lack is null."""
    if rows.schema == schema:
        return rows
    present = rows.schema
    return rows.select(
        (pl.col(name) if name in present else pl.lit(None, dtype=kind).alias(name)).cast(kind)
        for name, kind in schema.items()
    )


def _encode(rows: pl.DataFrame) -> bytes:
    out = BytesIO()
    # Only polars reads this, and soon: its own string layout is a quarter cheaper to write.
    rows.write_ipc_stream(out, compression="lz4", compat_level=pl.CompatLevel.newest())
    return out.getvalue()

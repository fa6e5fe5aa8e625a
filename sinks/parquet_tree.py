"""Where Parquet files lie: `<root>/<table>/date=YYYY-MM-DD/<origin>-<sequence>.parquet`.

The only place that knows these paths, so that an object store can take its place. The date is
the UTC date of `event_time`; rows without one lie under the name that Hive readers read as null.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sinks.staging import PublishedFolders
from storage.files import FileFault, fsync_folder, publish

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

NO_DATE: Final = "__HIVE_DEFAULT_PARTITION__"
CURRENT: Final = "current"
"""The folder of the compacted files; no table has this name."""
_NAME: Final = re.compile(r"(?P<origin>.+)-(?P<sequence>[0-9]{8,})\.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One published file of a table; each origin numbers its files of a table from 0."""

    path: Path
    origin: str
    sequence: int


class ParquetTree:
    """The published tables under one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders = PublishedFolders(root)

    def relative(self, table: str, day: date | None, origin: str, sequence: int) -> str:
        """Where a file belongs, relative to the root."""
        name = NO_DATE if day is None else day.isoformat()
        return f"{table}/date={name}/{origin}-{sequence:08d}.parquet"

    def publish(self, files: Iterable[tuple[Path, str]]) -> None:
        """Show staged files under their relative names, durably; again is harmless."""
        folders: set[Path] = set()
        for staged, relative in files:
            final = self.root / relative
            if final.exists() and staged.exists():
                # A rename leaves one of the two; both means that the sequence started anew.
                message = (
                    f"{final} was published by an older state than this one: the state was "
                    "deleted and the tables were not. Delete or restore both together."
                )
                raise FileFault(message)
            self._folders.make(final.parent)
            publish(staged, final)
            folders.add(final.parent)
        for folder in sorted(folders):
            fsync_folder(folder)

    def files(self, table: str) -> Iterator[PublishedFile]:
        """Every published file of a table, in no order."""
        folder = self.root / table
        if not folder.is_dir():
            return
        for day in os.scandir(folder):
            if not day.name.startswith("date="):
                continue
            for entry in os.scandir(day.path):
                found = _NAME.fullmatch(entry.name)
                if found:
                    yield PublishedFile(
                        path=folder / day.name / entry.name,
                        origin=found["origin"],
                        sequence=int(found["sequence"]),
                    )

    def current(self, table: str) -> Path:
        """Where the compacted file of a table lies: the newest row of each key, sorted."""
        return self.root / CURRENT / f"{table}.parquet"

"""Tables as Parquet files: each row in exactly one published file, which never changes.

Small files are the enemy of every reader, and a snapshot comes every second. So rows of a quiet
table wait as synced Arrow segments that the committed state lists, and are merged into a file
when they are many, old, or the flow ends. What a file holds is decided at the snapshot, so it
is fixed by committed state, and a replay after a crash can never show a row twice.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl
from typing_extensions import override

from schemas.tables import TABLES
from sinks.parquet_tree import ParquetTree
from sinks.staging import Part, Staging, conform, path_safe
from sinks.two_phase import Staged, TwoPhasePartition, TwoPhaseSink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

VERSION: Final = 1
FILE: Final = "file"
SEGMENT: Final = "segment"

Held: TypeAlias = tuple[str, int, Part]
"""Segment's name, the epoch that wrote it, and the part of one table in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePolicy:
    """When the rows of a table become a file.

    `rows`: when so many wait; it bounds memory too. `rows_at_once`: when one epoch alone brings
    so many, because to stage them first costs as much again as the file. `epochs`: when the
    oldest waits so long.
    """

    rows: int = 250_000
    rows_at_once: int = 50_000
    epochs: int = 20


class ParquetPartition(TwoPhasePartition):
    """One sink partition; receives pairs of a table's name and rows of its schema."""

    def __init__(
        self,
        tree: ParquetTree,
        origin: str,
        staging: Staging,
        resume: tuple[Any, ...] | None,
        policy: FilePolicy,
    ) -> None:
        """`origin` begins the name of every file of this partition, and of no other's."""
        super().__init__()
        self._tree = tree
        self._origin = origin
        self._staging = staging
        self._policy = policy
        _, self._epoch, self._number, sequences, held = resume or (VERSION, 0, 0, (), ())
        self._sequences: dict[str, int] = dict(sequences)
        self._held: list[Held] = list(held)
        self._frames: defaultdict[str, list[pl.DataFrame]] = defaultdict(list)
        self._rows: defaultdict[str, int] = defaultdict(int)
        self._written: list[Staged] = []
        self._listed_segments = {name for name, *_ in self._held}

    @override
    def receive(self, values: list[Any]) -> None:
        for table, rows in values:
            if rows.height:
                self._frames[table].append(conform(rows, TABLES[table]))
                self._rows[table] += rows.height
                if self._rows[table] >= self._policy.rows:
                    self._write_files(table)

    @override
    def prepare(self) -> Sequence[Staged]:
        self._epoch += 1
        for table in sorted({*self._frames, *(part[0] for *_, part in self._held)}):
            if self._is_due(table):
                self._write_files(table)
        if self._written:
            self._staging.sync()
        if self._frames:
            self._stage()
        held = {name for name, *_ in self._held}
        spent = [(SEGMENT, name) for name in sorted(self._listed_segments - held)]
        self._listed_segments = held
        entries, self._written = [*self._written, *spent], []
        return entries

    @override
    def publish(self, staged: Sequence[Staged]) -> None:
        self._tree.publish(
            (self._staging.folder / entry[1], entry[2]) for entry in staged if entry[0] == FILE
        )

    @override
    def forget(self, staged: Sequence[Staged]) -> None:
        self._staging.delete(entry[1] for entry in staged if entry[0] == SEGMENT)

    @override
    def clear(self) -> None:
        self._staging.clear(
            [*(entry[1] for entry in self.staged_names()), *(name for name, *_ in self._held)]
        )

    @override
    def own_state(self) -> tuple[Any, ...]:
        sequences = tuple(sorted(self._sequences.items()))
        return (VERSION, self._epoch, self._number, sequences, tuple(self._held))

    def _is_due(self, table: str) -> bool:
        rows = self._rows.get(table, 0)
        held = [(epoch, part[1]) for _, epoch, part in self._held if part[0] == table]
        return (
            self.ending
            or rows >= self._policy.rows_at_once
            or rows + sum(count for _, count in held) >= self._policy.rows
            or any(epoch + self._policy.epochs <= self._epoch for epoch, _ in held)
        )

    def _stage(self) -> None:
        name, epoch, parts = self._staging.write(self._number, self._epoch, self._frames)
        self._number += 1
        self._held.extend((name, epoch, part) for part in parts)
        self._frames.clear()
        self._rows.clear()

    def _write_files(self, table: str) -> None:
        """Stage files of all rows of a table that wait, held ones first: one for each day."""
        waiting = [held for held in self._held if held[2][0] == table]
        self._held = [held for held in self._held if held[2][0] != table]
        frames = [
            conform(rows, TABLES[table])
            for name, _, part in waiting
            for _, rows in self._staging.read(name, [part])
        ]
        frames.extend(self._frames.pop(table, []))
        self._rows.pop(table, None)
        for day, rows in _by_day(pl.concat(frames)):
            sequence = self._sequences.get(table, 0)
            self._sequences[table] = sequence + 1
            name = f"{path_safe(table)}-{sequence:08d}.parquet"
            write_parquet(self._staging.folder / name, rows)
            final = self._tree.relative(table, day, self._origin, sequence)
            self._written.append((FILE, name, final))


def write_parquet(
    path: Path, rows: pl.DataFrame, metadata: Mapping[str, str] | None = None
) -> None:
    """Write one synced Parquet file: zstd, UTC microseconds, enumerations as strings."""
    enums = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Enum)]
    plain = rows.with_columns(pl.col(enums).cast(pl.String)) if enums else rows
    with path.open("wb") as file:
        # Level 1: level 3 costs half as much again, and its files are not smaller.
        plain.write_parquet(
            file, compression="zstd", compression_level=1, metadata=dict(metadata or {})
        )
        file.flush()
        os.fsync(file.fileno())


def parquet_sink(
    root: Path,
    *,
    step: str,
    partitions: Sequence[str],
    staging: Path,
    policy: FilePolicy | None = None,
) -> TwoPhaseSink:
    """A sink into Parquet tables under `root`; `step` is its flow and step id.

    `staging` must lie on the file system of `root`, because publishing is a rename.
    """
    tree = ParquetTree(root)
    folder = staging / path_safe(step)

    def build(name: str, own: tuple[Any, ...] | None) -> ParquetPartition:
        part = path_safe(name)
        origin = f"{path_safe(step.replace('/', '-'))}-{part}"
        return ParquetPartition(tree, origin, Staging(folder / part), own, policy or FilePolicy())

    return TwoPhaseSink(partitions, build)


def _by_day(rows: pl.DataFrame) -> list[tuple[date | None, pl.DataFrame]]:
    days = rows["event_time"].dt.date()
    found: list[date | None] = days.unique().sort().to_list()
    if len(found) == 1:
        return [(found[0], rows)]
    return [(day, rows.filter(days.is_null() if day is None else days == day)) for day in found]

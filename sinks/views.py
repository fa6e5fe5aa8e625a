"""The views, written in two phases: in step with the stream each epoch, behind it in large pieces.

A view shows the newest row of each key, so while a flow catches up on a backlog its rows wait,
staged and listed in committed state, and are shown as one sorted write: a row written sorted in
bulk costs a third of a row written alone. `sinks/sqlite_views.py` says what readers find.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl
from typing_extensions import override

from schemas.tables import KEYS, TABLES
from sinks.newest import newest_rows
from sinks.sqlite_views import ViewFault, ViewStore
from sinks.staging import Part, Segment, Staging, conform, path_safe
from sinks.two_phase import Staged, TwoPhasePartition, TwoPhaseSink

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

VERSION: Final = 1

HeldSegment: TypeAlias = tuple[int, Segment]
"""The segment's number, by which the views know what they show, and the segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPolicy:
    """When staged rows are shown.

    `rows_in_step`: an epoch that brought at most so many is in step with the stream, and all is
    shown at once. Else rows wait until there are `rows` of them, which is also the most that one
    sorted write holds in memory, or until the oldest has waited `epochs`. `rows_received` bounds
    what an epoch holds in memory before it is staged.
    """

    rows_in_step: int = 50_000
    rows: int = 300_000
    epochs: int = 10
    rows_received: int = 250_000


class ViewsPartition(TwoPhasePartition):
    """One sink partition; receives pairs of a view's name and rows of its schema."""

    def __init__(
        self,
        store: ViewStore,
        writer: str,
        staging: Staging,
        resume: tuple[Any, ...] | None,
        policy: ShowPolicy,
    ) -> None:
        """`writer` is this partition's name among all that write to the same views."""
        super().__init__()
        self._store = store
        self._writer = writer
        self._staging = staging
        self._policy = policy
        _, self._epoch, self._number, held = resume or (VERSION, 0, 0, ())
        self._held: list[HeldSegment] = list(held)
        self._frames: defaultdict[str, list[pl.DataFrame]] = defaultdict(list)
        self._rows = 0
        self._rows_of_epoch = 0
        if store.position(writer) >= self._number:
            message = (
                f"The views were written by a newer state of {writer} than this one: the state "
                "was deleted or restored and the views were not. Delete or restore both together."
            )
            raise ViewFault(message)

    @override
    def receive(self, values: list[Any]) -> None:
        for table, rows in values:
            if rows.height:
                self._frames[table].append(conform(rows, TABLES[table]))
                self._rows += rows.height
                if self._rows >= self._policy.rows_received:
                    self._stage()

    @override
    def prepare(self) -> Sequence[Staged]:
        self._epoch += 1
        self._stage()
        rows_of_epoch, self._rows_of_epoch = self._rows_of_epoch, 0
        if not self._is_due(rows_of_epoch):
            return []
        shown, self._held = self._held, []
        return [(number, *segment) for number, segment in shown]

    @override
    def publish(self, staged: Sequence[Staged]) -> None:
        shown = self._store.position(self._writer)
        fresh = [entry for entry in staged if entry[0] > shown]
        if fresh:
            self._store.write(self._writer, fresh[-1][0], self._batches(fresh))

    @override
    def forget(self, staged: Sequence[Staged]) -> None:
        self._staging.delete(entry[1] for entry in staged)

    @override
    def clear(self) -> None:
        self._staging.clear(
            [
                *(entry[1] for entry in self.staged_names()),
                *(segment[0] for _, segment in self._held),
            ]
        )

    @override
    def own_state(self) -> tuple[Any, ...]:
        return (VERSION, self._epoch, self._number, tuple(self._held))

    @override
    def close(self) -> None:
        self._store.close()

    def _is_due(self, rows_of_epoch: int) -> bool:
        held = sum(part[1] for _, segment in self._held for part in segment[2])
        oldest = self._held[0][1][1] if self._held else self._epoch
        return (
            self.ending
            or rows_of_epoch <= self._policy.rows_in_step
            or held >= self._policy.rows
            or oldest + self._policy.epochs <= self._epoch
        )

    def _stage(self) -> None:
        if not self._frames:
            return
        segment = self._staging.write(self._number, self._epoch, self._frames)
        self._held.append((self._number, segment))
        self._number += 1
        self._rows_of_epoch += self._rows
        self._frames.clear()
        self._rows = 0

    def _batches(self, entries: Sequence[Staged]) -> Iterator[tuple[str, pl.DataFrame]]:
        """The rows of staged segments, a table at a time, newest of each key, sorted."""
        runs: defaultdict[str, list[tuple[str, Part]]] = defaultdict(list)
        for _, name, _, parts in entries:
            for part in parts:
                runs[part[0]].append((name, part))
        for table, run in sorted(runs.items()):
            frames: list[pl.DataFrame] = []
            rows = 0
            for name, part in run:
                if frames and rows + part[1] > self._policy.rows:
                    yield table, _newest(table, frames)
                    frames, rows = [], 0
                frames.extend(frame for _, frame in self._staging.read(name, [part]))
                rows += part[1]
            if frames:
                yield table, _newest(table, frames)


def views_sink(
    path: Path,
    *,
    step: str,
    partitions: Sequence[str],
    staging: Path,
    policy: ShowPolicy | None = None,
) -> TwoPhaseSink:
    """A sink into the views file at `path`; `step` is its flow and step id."""
    folder = staging / path_safe(step)

    def build(name: str, own: tuple[Any, ...] | None) -> ViewsPartition:
        return ViewsPartition(
            ViewStore(path),
            f"{step}/{name}",
            Staging(folder / path_safe(name)),
            own,
            policy or ShowPolicy(),
        )

    return TwoPhaseSink(partitions, build)


def _newest(table: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    rows = pl.concat([conform(frame, TABLES[table]) for frame in frames])
    return newest_rows(rows, KEYS[table])

"""The base of every sink: prepare durably at the snapshot, publish when it is proven durable.

What a partition receives in an epoch is staged, synced and listed in the partition's snapshot;
it is shown to others only when a tick proves that snapshot durable, or when a resume finds it in
the restored state. What the restored state does not list was never seen by anybody, and is
deleted. So each thing is published once, or again the same.

| crash | after the restart |
|---|---|
| before the snapshot that lists it is durable | `clear` deletes it; the rows are replayed |
| after that | `publish` at the build; replay starts after it |
| while publishing | `publish` again: idempotent |
| after it, before a snapshot without it is durable | `publish` again; its bytes are still staged |
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias

from bytewax.outputs import FixedPartitionedSink, StatefulSinkPartition
from typing_extensions import override

from schemas.ticks import Tick

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Staged: TypeAlias = tuple[Any, ...]
"""What suffices to publish one staged thing: a plain tuple of strings, ints and tuples."""
SinkState: TypeAlias = tuple[int, Any, tuple[Staged, ...]]
"""Version, the partition's own committed numbers, what is staged and not yet known published."""
VERSION = 1


class TwoPhasePartition(StatefulSinkPartition[Any, SinkState], ABC):
    """One sink partition; a subclass says how to stage, show, forget and clear."""

    def __init__(self) -> None:
        self.ending = False
        self._pending: list[Staged] = []
        self._listed = 0
        self._published: list[Staged] = []
        self._gone: list[Staged] = []

    @abstractmethod
    def receive(self, values: list[Any]) -> None:
        """Hold the values of this epoch; nothing of them may be visible to others."""

    @abstractmethod
    def prepare(self) -> Sequence[Staged]:
        """Stage durably what was received, and say what suffices to publish it.

        When `self.ending` is set, nothing may be held back for a later epoch.
        """

    @abstractmethod
    def publish(self, staged: Sequence[Staged]) -> None:
        """Show what was staged, oldest first, perhaps of many epochs; idempotent, durable."""

    @abstractmethod
    def forget(self, staged: Sequence[Staged]) -> None:
        """Delete the staged bytes of what is published and listed in no durable state."""

    @abstractmethod
    def clear(self) -> None:
        """Delete what this partition staged and neither `staged_names` nor `own_state` lists."""

    @abstractmethod
    def own_state(self) -> Any:
        """The numbers that this partition commits, as plain values; given back at the build."""

    def recover(self, pending: Sequence[Staged]) -> None:
        """Publish what the restored state lists, and clear what it does not."""
        if pending:
            self.publish(pending)
            self._published = list(pending)
        self.clear()

    @override
    def write_batch(self, values: list[Any]) -> None:
        data = [value for value in values if not isinstance(value, Tick)]
        for value in values:
            if isinstance(value, Tick):
                self._advance(value)
        if data:
            self.receive(data)

    @override
    def snapshot(self) -> SinkState:
        self._pending.extend(self.prepare())
        self._listed = len(self._pending)
        self._gone.extend(self._published)
        self._published = []
        return (VERSION, self.own_state(), tuple(self._pending))

    def staged_names(self) -> list[Staged]:
        """All that is staged and must not be cleared: pending, or published and still listed."""
        return [*self._pending, *self._published, *self._gone]

    def _advance(self, tick: Tick) -> None:
        self.ending = self.ending or tick.ending
        gone, self._gone = self._gone, []
        if gone:
            self.forget(gone)
        proven, self._pending = self._pending[: self._listed], self._pending[self._listed :]
        self._listed = 0
        if proven:
            self.publish(proven)
            self._published.extend(proven)


class TwoPhaseSink(FixedPartitionedSink[Any, SinkState]):
    """A sink with a fixed list of partitions; items are keyed by the partition's name."""

    def __init__(
        self,
        partitions: Sequence[str],
        build: Callable[[str, Any], TwoPhasePartition],
    ) -> None:
        """`build` makes a partition from its name and its own committed state, or None."""
        self._partitions = tuple(partitions)
        self._number = {name: number for number, name in enumerate(self._partitions)}
        self._build = build

    @override
    def list_parts(self) -> list[str]:
        return list(self._partitions)

    @override
    def part_fn(self, item_key: str) -> int:
        return self._number[item_key]

    @override
    def build_part(
        self, step_id: str, for_part: str, resume_state: SinkState | None
    ) -> TwoPhasePartition:
        _, own, pending = resume_state or (VERSION, None, ())
        partition = self._build(for_part, own)
        partition.recover(pending)
        return partition

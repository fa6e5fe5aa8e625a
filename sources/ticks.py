"""The durable tick: the first item after each snapshot, which proves that epoch durable.

A source partition is asked for its next batch only when every earlier epoch is committed on
every worker, so an item that a *source* emits after its own snapshot of epoch e reaches a sink
only when e is durable. Items that timers emit prove nothing. Sinks publish on ticks alone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from typing_extensions import override

from schemas.ticks import Tick

if TYPE_CHECKING:
    from sources.ending import Ending

AWAKE_EVERY = timedelta(milliseconds=20)
ROUNDS_TO_END = 4
"""Ticks after the last source ended: the first may come before that source's last items are
folded, the second makes folds and sinks give out all that they hold, the third publishes it, and
the fourth forgets what was staged for it."""


class TickPartition(StatefulSourcePartition[Tick, None]):
    """Emits one tick after each of its snapshots, and ends last of all sources."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
        self._fresh = True
        self._number = 0
        self._rounds_left = ROUNDS_TO_END

    @override
    def next_batch(self) -> list[Tick]:
        if not self._fresh:
            return []
        self._fresh = False
        self._number += 1
        ending = self._ending.all_ended()
        if ending:
            if self._rounds_left == 0:
                raise StopIteration
            self._rounds_left -= 1
        return [Tick(number=self._number, ending=ending)]

    @override
    def next_awake(self) -> datetime | None:
        return datetime.now(UTC) + AWAKE_EVERY

    @override
    def snapshot(self) -> None:
        self._fresh = True


class TickSource(FixedPartitionedSource[Tick, None]):
    """The tick of one flow: a single partition, on whichever worker."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending

    @override
    def list_parts(self) -> list[str]:
        return ["tick"]

    @override
    def build_part(self, step_id: str, for_part: str, resume_state: None) -> TickPartition:
        return TickPartition(self._ending)

"""One sink partition under a small model of the engine: epochs, durable snapshots, crashes.

The engine promises a sink partition: all values of an epoch, then one snapshot; the epoch's input
is replayed unless that snapshot became durable; the first item of the next epoch is a tick. The
model does just that, and loses the partition at whatever point a schedule names.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from schemas.ticks import Tick
from sinks.two_phase import TwoPhasePartition, TwoPhaseSink

PARTITION = "0"
TICKS_TO_END = 4


class Crash(Enum):
    """Where in an epoch the process dies."""

    NEVER = "never"
    BEFORE_VALUES = "after the tick's publishing, before the epoch's values"
    BEFORE_PREPARE = "before the snapshot"
    BEFORE_DURABLE = "after the snapshot was taken, before it is durable"
    BEFORE_PUBLISH = "after the snapshot is durable, before anything of it is shown"
    WITHIN_PUBLISH = "when a part of it is shown"
    BEFORE_FORGET = "when all of it is shown, before the next snapshot"


@dataclass(slots=True)
class Engine:
    """Drives one partition of a sink from a list of epochs, each a list of values."""

    sink: TwoPhaseSink
    epochs: Sequence[list[Any]]
    position: int = 0
    state: Any = None
    partition: TwoPhasePartition | None = field(default=None)

    def run(self, crashes: Sequence[Crash] = ()) -> None:
        """Run to the end of the input; the next crash of the schedule befalls the next epoch."""
        schedule = iter(crashes)
        while True:
            self.partition = self.build()
            if self._execute(schedule):
                self.partition.close()
                return
            self.partition.close()

    def build(self) -> TwoPhasePartition:
        """The partition as a resume makes it; its state has been through bytes."""
        return self.sink.build_part("step", PARTITION, pickle.loads(pickle.dumps(self.state)))

    def _execute(self, schedule: Any) -> bool:
        partition = self.partition
        assert partition is not None
        number = 0
        ticks_left = TICKS_TO_END
        while ticks_left:
            crash = next(schedule, Crash.NEVER)
            at_end = self.position >= len(self.epochs)
            ticks_left -= at_end
            number += 1
            partition.write_batch([Tick(number=number, ending=at_end)])
            if crash is Crash.BEFORE_VALUES:
                return False
            if not at_end:
                partition.write_batch(list(self.epochs[self.position]))
            if crash is Crash.BEFORE_PREPARE:
                return False
            state = partition.snapshot()
            if crash is Crash.BEFORE_DURABLE:
                return False
            self.state = state
            self.position = min(self.position + 1, len(self.epochs))
            if crash is Crash.BEFORE_PUBLISH:
                return False
            if crash is Crash.WITHIN_PUBLISH:
                pending = state[2]
                partition.publish(pending[: (len(pending) + 1) // 2])
                return False
            if crash is Crash.BEFORE_FORGET:
                partition.write_batch([Tick(number=number + 1, ending=False)])
                return False
        return True

"""Topics as a source: one partition of the flow per partition of the topic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from typing_extensions import override

from sources.names import partition_names
from sources.turns import Turns

if TYPE_CHECKING:
    from schemas.records import Chunk
    from sources.ending import Ending
    from storage.topics import Topic, Topics

AWAKE_EVERY = timedelta(milliseconds=20)
BYTES_MAX = 6 << 20
"""Bytes that one batch brings at the most: some 120,000 events. So epochs are few in a backlog, and
what an epoch costs besides its rows is little."""
Position: TypeAlias = tuple[int, int]
"""Version, position."""


class TopicPartition(StatefulSourcePartition[tuple[str, "Chunk"], Position]):
    """Reads one partition of a topic from a committed position, and tails it."""

    def __init__(
        self,
        topic: Topic,
        name: str,
        resume: Position | None,
        *,
        step: str,
        ending: Ending,
        turns: Turns,
    ) -> None:
        self._topic = topic
        self._name = name
        self._turns = turns
        self._position = resume[1] if resume else 0
        self._step = step
        self._ending = ending
        self._idle = False

    @override
    def next_batch(self) -> list[tuple[str, Chunk]]:
        if self._ending.stop_asked():
            self._end()
        if self._turns.waits(self._name):
            self._idle = True
            return []
        chunk = self._topic.read(int(self._name), self._position, BYTES_MAX)
        if chunk is None:
            self._turns.leave(self._name)
            # None may be as old as a broker's last answer: only the end itself ends a drain.
            if self._ending.once and self._topic.end(int(self._name)) <= self._position:
                self._end()
            self._idle = True
            return []
        self._idle = False
        self._position = chunk.position
        self._turns.read(self._name, chunk.behind)
        return [(self._name, chunk)]

    @override
    def next_awake(self) -> datetime | None:
        return datetime.now(UTC) + AWAKE_EVERY if self._idle else None

    @override
    def snapshot(self) -> Position:
        return (1, self._position)

    def _end(self) -> None:
        self._turns.leave(self._name)
        self._ending.report_ended(self._step, self._name)
        raise StopIteration


class TopicSource(FixedPartitionedSource[tuple[str, "Chunk"], Position]):
    """All partitions of a topic; items are `(partition name, Chunk)`."""

    def __init__(self, topics: Topics, topic: str, step: str, ending: Ending) -> None:
        self._topics = topics
        self._topic = topic
        self._step = step
        self._ending = ending
        self._turns = Turns()

    @override
    def list_parts(self) -> list[str]:
        return partition_names(self._topics.open(self._topic).partitions)

    @override
    def build_part(
        self, step_id: str, for_part: str, resume_state: Position | None
    ) -> TopicPartition:
        topic = self._topics.open(self._topic)
        return TopicPartition(
            topic,
            for_part,
            resume_state,
            step=self._step,
            ending=self._ending,
            turns=self._turns,
        )

"""Topics: the partitioned, durable, replayable logs that join the flows, and where they live.

`TOPICS` lists every topic as data; `Topics` opens one on the backing that the settings name. Both
backings keep the same promises, and one conformance suite holds them to it:

- rows of one origin and partition are read in the order of their sequence;
- `append` returns when the records are durable; the same records again change nothing that a
  reader with one mark per origin can see;
- a position read before is read again the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

from storage.faults import TopicFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from schemas.records import Chunk, Record

START: Final = 0
"""The position before the first record of every partition of every topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """One topic: its Avro contract, the column that keys it, its partitions if not the default."""

    name: str
    contract: str
    key: str
    partitions: int | None = None


TOPICS: Final[dict[str, TopicSpec]] = {
    spec.name: spec
    for spec in (
        TopicSpec(name="intake.inventory.accepted.v1", contract="inventory_event", key="item"),
        TopicSpec(name="intake.orders.received.v1", contract="order_received", key="order_id"),
        TopicSpec(
            name="intake.sources.observed.v1",
            contract="source_watermark",
            key="source",
            partitions=1,
        ),
        TopicSpec(
            name="intake.records.refused.v1", contract="finding", key="finding_id", partitions=4
        ),
        TopicSpec(
            name="inventory.exceptions.raised.v1",
            contract="exception",
            key="exception",
            partitions=4,
        ),
        TopicSpec(
            name="crossdock.decisions.made.v1", contract="decision", key="pair", partitions=1
        ),
    )
}
"""Every topic by its name, `<room>.<noun>.<past_tense>.v<n>`."""


class Topic(Protocol):
    """One topic; safe to share between the threads of a process, opened anew in each process."""

    @property
    def name(self) -> str:
        """The topic's name in `TOPICS`."""
        ...

    @property
    def partitions(self) -> int:
        """How many partitions it was created with, which never changes."""
        ...

    def append(self, partition: int, records: Sequence[Record]) -> None:
        """Make the records durable, in order; what was appended before is skipped.

        A record that leaves a hole after its origin's last, or overlaps it in part, is a
        `TopicFault`, and none of the records is appended.
        """
        ...

    def append_all(self, batches: Mapping[int, Sequence[Record]]) -> None:
        """Append to several partitions; on a broker this waits once, not once for each."""
        ...

    def read(self, partition: int, position: int, bytes_max: int) -> Chunk | None:
        """What follows a position, at least a record and about `bytes_max` at most.

        None says that nothing is known to follow it. At the first read of a position that is
        certain; while a reader tails, the word of a broker is some milliseconds old, and `end`
        asks it anew.
        """
        ...

    def end(self, partition: int) -> int:
        """The position after which nothing follows at this moment."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the topic may not be used after."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """Where topics live: plain settings that travel to worker processes, and open topics there.

    `prefix` goes before topic names on a shared Kafka; `options` are librdkafka's own (security,
    say); `replication` of -1 leaves it to the broker. Without `registry_url` the writer's schemas
    rest in a folder under `root`.
    """

    root: Path
    backing: Literal["embedded", "kafka"] = "embedded"
    partitions: int = 16
    bootstrap: str = ""
    registry_url: str = ""
    prefix: str = ""
    replication: int = -1
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    wait_seconds: float = 30.0

    def __post_init__(self) -> None:
        """Make tuples of options that came out of JSON as lists: the settings are a key."""
        options = tuple((str(name), str(value)) for name, value in self.options)
        object.__setattr__(self, "options", options)

    def partitions_of(self, name: str) -> int:
        """How many partitions the topic is created with under these settings."""
        return TOPICS[name].partitions or self.partitions

    def open(self, name: str) -> Topic:
        """The topic of that name, created where it does not exist yet."""
        spec = TOPICS[name]
        if self.backing == "embedded":
            from storage.embedded import EmbeddedTopic  # noqa: PLC0415 - the other's is not loaded

            return EmbeddedTopic(
                root=self.root,
                name=name,
                partitions=self.partitions_of(name),
                wait_seconds=self.wait_seconds,
            )
        if not self.bootstrap:
            message = "Topics are to live on Kafka, but no broker is named: set topics.bootstrap."
            raise TopicFault(message)
        from storage.kafka import open_kafka_topic  # noqa: PLC0415 - its client loads slowly

        return open_kafka_topic(self, spec)

"""The Kafka backing of topics: one message per row, Avro in the schema registry's wire format.

    key      the topic's key column, UTF-8
    value    0, schema id (4 bytes, big-endian), Avro
    headers  origin (UTF-8), sequence (8 bytes, big-endian: the number of this row)

A position is an offset: that of the next message to read. A producer that died in the middle
leaves a prefix of what it sent; it is sent again whole, and readers drop by origin and sequence.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import polars as pl
from confluent_kafka import KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from schemas.avro_contract import contract
from schemas.avro_rows import ContractBreachError, encode_rows
from schemas.payload import from_payload
from storage.embedded import out_of_sequence
from storage.faults import TopicFault
from storage.kafka_patience import ask
from storage.kafka_reading import ORIGIN, SEQUENCE, Headers, PartitionReader, Settings, TopicEnds
from storage.registry import open_registry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemas.records import Chunk, Record
    from storage.topics import Topics, TopicSpec

MESSAGE_BYTES_MAX: Final = 16 << 20
"""The largest message: a refused document travels whole, and Kafka's default of 1 MB is small."""
ROWS_TOGETHER: Final = 50_000
"""So many rows are encoded in one call at the most: the memory that it takes for a moment."""
Messages: TypeAlias = list[tuple[str | None, bytes]]
"""Key and Avro of each row."""

_open: dict[tuple[Topics, str], KafkaTopic] = {}
_opening: Final = threading.Lock()


def open_kafka_topic(topics: Topics, spec: TopicSpec) -> KafkaTopic:
    """The topic on its broker, created where it does not exist yet; one per process and settings.

    The partitions of a source and of a sink each open their topic: they share its connections,
    and the last to close it closes them.
    """
    with _opening:
        topic = _open.get((topics, spec.name))
        if topic is None:
            settings: Settings = {
                "bootstrap.servers": topics.bootstrap,
                "log_level": 0,
                **dict(topics.options),
            }
            _create(settings, topics.prefix + spec.name, topics.partitions_of(spec.name), topics)
            topic = _open[topics, spec.name] = KafkaTopic(topics, spec, settings)
        topic.users += 1
        return topic


class KafkaTopic:
    """A topic of a Kafka broker; its producer and a consumer per partition open on first use."""

    def __init__(self, topics: Topics, spec: TopicSpec, settings: Settings) -> None:
        """Register the contract; the broker is asked for nothing yet."""
        self.users = 0
        self._topics = topics
        self._spec = spec
        self._settings = settings
        self._broker_name = topics.prefix + spec.name
        self._partitions = topics.partitions_of(spec.name)
        self._wait_seconds = topics.wait_seconds
        self._registry = open_registry(topics.registry_url, topics.root / "schemas")
        self._contract = contract(spec.contract)
        number = self._registry.register(f"{self._broker_name}-value", self._contract.text)
        self._frame = b"\x00" + number.to_bytes(4, "big")
        self._producer: Producer | None = None
        self._errors: list[str] = []
        self._next: dict[tuple[int, str], int] = {}
        self._readers: dict[int, PartitionReader] = {}
        self._ends: TopicEnds | None = None
        self._asking = threading.Lock()
        self._producing = threading.Lock()
        self._reading = [threading.Lock() for _ in range(self._partitions)]

    @property
    def name(self) -> str:
        """The topic's name, without the prefix it has on the broker."""
        return self._spec.name

    @property
    def partitions(self) -> int:
        """How many partitions the topic has."""
        return self._partitions

    def append(self, partition: int, records: Sequence[Record]) -> None:
        """Send what this process did not send before, and wait until the broker has it all."""
        self.append_all({partition: records})

    def append_all(self, batches: Mapping[int, Sequence[Record]]) -> None:
        """Send to several partitions at once, and wait once."""
        with self._producing:
            unsent = [
                (partition, record)
                for partition, records in batches.items()
                for record in self._unsent(partition, records)
            ]
            if not unsent:
                return
            encoded = self._encode([record for _, record in unsent])
            producer = self._producer or self._open_producer()
            deadline = time.monotonic() + self._wait_seconds
            try:
                for (partition, record), messages in zip(unsent, encoded, strict=True):
                    self._produce(producer, partition, record, messages, deadline)
                left = producer.flush(max(deadline - time.monotonic(), 0.001))
            except (KafkaException, BufferError) as broken:
                raise self._lost_producer(str(broken)) from broken
            if left or self._errors:
                why = "; ".join(sorted(set(self._errors))) or f"{left} messages had no answer"
                raise self._lost_producer(why)
            for partition, record in unsent:
                self._next[partition, record.origin] = record.sequence + record.rows

    def read(self, partition: int, position: int, bytes_max: int) -> Chunk | None:
        """What follows an offset, decoded in one batch, or None where nothing does."""
        with self._reading[partition]:
            reader = self._readers.get(partition)
            if reader is None:
                reader = self._readers[partition] = PartitionReader(
                    settings=self._settings,
                    place=TopicPartition(self._broker_name, partition),
                    contract=self._contract,
                    registry=self._registry,
                    wait_seconds=self._wait_seconds,
                    end=partial(self.end, partition),
                )
            return reader.read(position, bytes_max)

    def end(self, partition: int) -> int:
        """The offset that the next message will have, asked of the broker."""
        with self._asking:
            if self._ends is None:
                self._ends = TopicEnds(self._settings, self._broker_name, self._wait_seconds)
            return self._ends.end(partition)

    def close(self) -> None:
        """Close the connections with the last user; what has no answer yet is given up."""
        with _opening:
            self.users -= 1
            if self.users > 0:
                return
            _open.pop((self._topics, self._spec.name), None)
        with self._producing:
            self._drop_producer()
        while self._readers:
            self._readers.popitem()[1].close()
        with self._asking:
            if self._ends is not None:
                self._ends.close()
                self._ends = None

    def _unsent(self, partition: int, records: Sequence[Record]) -> list[Record]:
        unsent: list[Record] = []
        next_of: dict[str, int] = {}
        for record in records:
            known = self._next.get((partition, record.origin))
            expected = next_of.get(record.origin, known)
            after = record.sequence + record.rows
            # A process that has just started does not know what the broker has: readers do.
            if expected is not None and record.sequence != expected:
                if after <= expected:
                    continue
                place = f"topic {self._broker_name}, partition {partition}"
                raise TopicFault(out_of_sequence(place, record, expected))
            next_of[record.origin] = after
            if record.rows:
                unsent.append(record)
        return unsent

    def _encode(self, records: Sequence[Record]) -> list[Messages]:
        """The messages of each record; small records share one encoding, which costs as a call."""
        encoded: list[Messages] = []
        start = 0
        while start < len(records):
            stop, rows = start + 1, records[start].rows
            while stop < len(records) and rows + records[stop].rows <= ROWS_TOGETHER:
                rows += records[stop].rows
                stop += 1
            messages = self._encode_together(records[start:stop])
            done = 0
            for record in records[start:stop]:
                encoded.append(messages[done : done + record.rows])
                done += record.rows
            start = stop
        return encoded

    def _encode_together(self, records: Sequence[Record]) -> Messages:
        rows = pl.concat([from_payload(record.payload) for record in records])
        try:
            values = encode_rows(rows, self._contract)
        except (ContractBreachError, pl.exceptions.PolarsError) as breach:
            origins = ", ".join(sorted({record.origin for record in records}))
            message = f"Rows of {origins} cannot go to {self._broker_name}: {breach}"
            raise TopicFault(message) from breach
        return list(zip(rows[self._spec.key].cast(pl.String).to_list(), values, strict=True))

    def _produce(
        self,
        producer: Producer,
        partition: int,
        record: Record,
        messages: Messages,
        deadline: float,
    ) -> None:
        numbers = np.arange(record.sequence, record.sequence + record.rows, dtype=">i8").tobytes()
        origin = record.origin.encode()
        for row, (key, value) in enumerate(messages):
            headers: Headers = [(ORIGIN, origin), (SEQUENCE, numbers[8 * row : 8 * row + 8])]
            while True:
                try:
                    producer.produce(
                        self._broker_name,
                        self._frame + value,
                        key,
                        partition,
                        on_delivery=self._note,
                        headers=headers,
                    )
                    break
                except BufferError:
                    if time.monotonic() > deadline or self._errors:
                        raise
                    producer.poll(0.05)

    def _note(self, error: KafkaError | None, _message: object) -> None:
        if error is not None:
            self._errors.append(str(error))

    def _open_producer(self) -> Producer:
        self._errors = []
        self._producer = Producer(
            {
                **self._settings,
                "acks": "all",
                "enable.idempotence": True,
                # Without a limit of its own no message is given up before a later one is sent:
                # what the broker has of an origin is always a prefix. The deadline is ours.
                "message.timeout.ms": 0,
                "enable.gapless.guarantee": True,
                "delivery.report.only.error": True,
                "compression.type": "lz4",
                "linger.ms": 5,
                "message.max.bytes": MESSAGE_BYTES_MAX,
                "queue.buffering.max.messages": 200_000,
            }
        )
        return self._producer

    def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.purge()
            producer.flush(1)

    def _lost_producer(self, why: str) -> TopicFault:
        """Nothing is assumed of what the broker has; the next start sends it all again."""
        self._drop_producer()
        self._next.clear()
        return TopicFault(
            f"Kafka did not take all rows for topic {self._broker_name} "
            f"within {self._wait_seconds:g} s: {why}. Check the broker; they will be sent again."
        )


def _create(settings: Settings, name: str, partitions: int, topics: Topics) -> None:
    """Create the topic where it is not, and hold the one that is there to the settings."""
    admin = AdminClient(settings)
    wanted = NewTopic(
        name,
        partitions,
        topics.replication,
        config={"retention.ms": "-1", "max.message.bytes": str(MESSAGE_BYTES_MAX)},
    )
    deadline = time.monotonic() + topics.wait_seconds
    try:
        found = _count(admin, name, topics.wait_seconds)
        if found == 0:
            ask(lambda left: _make(admin, wanted, left), topics.wait_seconds)
        while found == 0 and time.monotonic() < deadline:
            found = _count(admin, name, topics.wait_seconds)
            if found == 0:
                time.sleep(0.02)
    except KafkaException as broken:
        message = (
            f"Kafka at {topics.bootstrap} cannot be asked for topic {name}: {broken}. "
            "Check that the broker runs and that the address is right."
        )
        raise TopicFault(message) from broken
    if found != partitions:
        message = (
            f"Topic {name} has {found} partitions, but {partitions} were asked for. "
            "The number is fixed at creation: set it back, or use another topic prefix."
        )
        raise TopicFault(message)


def _make(admin: AdminClient, wanted: NewTopic, wait_seconds: float) -> None:
    created = admin.create_topics([wanted], request_timeout=wait_seconds)
    failure = created[wanted.topic].exception()
    if failure is None:
        return
    if (
        isinstance(failure, KafkaException)
        and failure.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS
    ):
        return
    raise failure


def _count(admin: AdminClient, name: str, wait_seconds: float) -> int:
    listed = ask(lambda left: admin.list_topics(timeout=left), wait_seconds)
    found = listed.topics.get(name)
    return 0 if found is None or found.error is not None else len(found.partitions)

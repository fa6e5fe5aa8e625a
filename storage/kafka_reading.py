"""Reading one Kafka partition: messages fetched by offset, decoded in batches, cut into records."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import numpy as np
import polars as pl
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from schemas.avro_rows import AvroRefusal, decode_rows
from schemas.payload import to_payload
from schemas.records import Chunk, Record, RefusedMessage
from storage.embedded import lost_position
from storage.faults import TopicFault
from storage.kafka_patience import ask, is_transient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from schemas.avro_contract import AvroContract
    from storage.registry import Registry

ORIGIN: Final = "origin"
"""Header: who published the row."""
SEQUENCE: Final = "sequence"
"""Header: the row's number within origin and partition, 8 bytes, big-endian."""
_FRAME: Final = 5
"""Bytes before the Avro: a zero and the schema's id."""
_ZERO: Final = bytes(8)
_FETCH: Final = 10_000
"""Messages asked of the client at once; it answers with those that it has."""
_LOST: Final = {KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE}  # noqa: SLF001


_NO_GROUP: Final[dict[str, str | bool]] = {
    "group.id": "crossdock",  # the client demands one; no group is ever joined
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
}

Headers: TypeAlias = list[tuple[str, "str | bytes | None"]]
"""Headers of a message, as the client takes and gives them."""
Settings: TypeAlias = dict[str, str | int | float | bool]
"""Settings of librdkafka by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """Messages as columns; a message that names no origin has the code -1 and no sequence."""

    offsets: list[int]
    values: list[bytes]
    names: list[bytes]
    codes: np.ndarray[tuple[int], np.dtype[np.int64]]
    sequences: np.ndarray[tuple[int], np.dtype[np.int64]]

    def origin(self, place: int) -> str:
        """Who published the message at a place of the batch; empty where nobody says."""
        code = self.codes[place]
        return self.names[code].decode(errors="replace") if code >= 0 else ""

    def sequence(self, place: int) -> int:
        """The row's number there."""
        return int(self.sequences[place])


class TopicEnds:
    """Where the partitions of a topic end, asked over a connection of its own.

    On the connection of a consumer the question waits behind the fetch, which the broker holds
    back until there is something to send: 100 ms instead of one.
    """

    def __init__(self, settings: Settings, topic: str, wait_seconds: float) -> None:
        """Connect; nothing is asked yet."""
        self._consumer = Consumer({**settings, **_NO_GROUP, "isolation.level": "read_committed"})
        self._topic = topic
        self._wait_seconds = wait_seconds

    def end(self, partition: int) -> int:
        """The offset that the partition's next message will have."""
        place = TopicPartition(self._topic, partition)
        try:
            _, high = ask(
                lambda left: self._consumer.get_watermark_offsets(place, timeout=left),
                self._wait_seconds,
            )
        except KafkaException as broken:
            raise _fault(place, "end", str(broken)) from broken
        return high

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()


class PartitionReader:
    """A consumer of one partition: assigned, in no group, at the offset that it is asked for."""

    def __init__(
        self,
        *,
        settings: Settings,
        place: TopicPartition,
        contract: AvroContract,
        registry: Registry,
        wait_seconds: float,
        end: Callable[[], int],
    ) -> None:
        """Connect; nothing is fetched yet. `end` asks the broker where the partition ends."""
        self._place = place
        self._end = end
        self._contract = contract
        self._registry = registry
        self._wait_seconds = wait_seconds
        self._waiting: deque[Message] = deque()
        self._position = -1
        self._is_answered = self._met_end = False
        self._consumer = Consumer(
            {
                **settings,
                **_NO_GROUP,
                "auto.offset.reset": "error",
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                "fetch.wait.max.ms": 100,
                "fetch.message.max.bytes": 4 << 20,
                "queued.max.messages.kbytes": 16 << 10,
            }
        )

    def read(self, position: int, bytes_max: int) -> Chunk | None:
        """What follows an offset, or None where the client knows of nothing.

        The first None after a new offset is the broker's word. Later ones are as old as the
        client's last fetch, which the broker answers as soon as it has something: asking it
        each time would cost 2 ms a call, for each of many idle partitions.
        """
        try:
            if position != self._position:
                self._seek(position)
            if not self._waiting:
                self._fetch()
        except KafkaException as broken:
            raise self._fault(str(broken)) from broken
        if not self._waiting:
            return None
        messages = self._take(bytes_max)
        records, refused = self._decode(messages)
        self._position = (messages[-1].offset() or 0) + 1
        _, high = self._consumer.get_watermark_offsets(self._place, cached=True)
        return Chunk(
            partition=self._place.partition,
            position=self._position,
            records=records,
            behind=max(high - self._position, len(self._waiting)),
            first_appended_at=messages[0].timestamp()[1] * 1000,
            refused=refused,
        )

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()

    def _seek(self, position: int) -> None:
        self._waiting.clear()
        self._consumer.assign([TopicPartition(self._place.topic, self._place.partition, position)])
        self._position = position
        # A fetch that finds nothing is held back by the broker for 100 ms: ask for the end first.
        self._is_answered = self._met_end = self._end() == position

    def _fetch(self) -> None:
        """Take what the client has; wait only where the broker is known to have more."""
        deadline = time.monotonic() + self._wait_seconds
        self._sort(self._consumer.consume(_FETCH, 0))
        while not self._waiting and not self._is_at_end():
            if time.monotonic() > deadline:
                raise self._fault(f"the broker sent nothing for {self._wait_seconds:g} s")
            self._sort(self._consumer.consume(1, 0.1))
            self._sort(self._consumer.consume(_FETCH, 0))

    def _is_at_end(self) -> bool:
        """Whether the last answer of the broker held all that it had.

        The client says that it met the end only with the next, empty answer, up to 100 ms later.
        """
        if self._met_end or not self._is_answered:
            return self._met_end
        _, high = self._consumer.get_watermark_offsets(self._place, cached=True)
        return self._position >= high

    def _sort(self, messages: Sequence[Message]) -> None:
        for message in messages:
            error = message.error()
            if error is None:
                self._waiting.append(message)
                self._is_answered, self._met_end = True, False
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the client's own name
                self._is_answered, self._met_end = True, True
            elif error.code() in _LOST:
                raise TopicFault(lost_position(_name(self._place), self._position))
            elif not is_transient(error):
                raise self._fault(str(error))

    def _take(self, bytes_max: int) -> list[Message]:
        sizes = np.fromiter(map(len, self._waiting), np.int64, len(self._waiting))
        count = max(1, int(np.searchsorted(np.cumsum(sizes), bytes_max, side="right")))
        if count == len(self._waiting):
            taken, self._waiting = list(self._waiting), deque()
            return taken
        return [self._waiting.popleft() for _ in range(count)]

    def _decode(
        self, messages: Sequence[Message]
    ) -> tuple[tuple[Record, ...], tuple[RefusedMessage, ...]]:
        fetched = _unpack(messages)
        rows, index, refusals = self._decode_values(fetched.values)
        reasons = {
            int(place): "The message has no headers origin and sequence."
            for place in np.flatnonzero(fetched.codes < 0)
        }
        for refusal in refusals:
            reasons.setdefault(refusal.index, refusal.reason)
        records = _cut(fetched, rows, index, reasons)
        refused = tuple(
            RefusedMessage(
                position=fetched.offsets[place],
                reason=reasons[place],
                raw=fetched.values[place],
                origin=fetched.origin(place),
                sequence=fetched.sequence(place),
            )
            for place in sorted(reasons)
        )
        return records, refused

    def _decode_values(
        self, values: Sequence[bytes]
    ) -> tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.int64]], list[AvroRefusal]]:
        """The rows of all values, by whichever schemas they were written, in the values' order."""
        by_schema: dict[bytes, list[int]] = {}
        for place, value in enumerate(values):
            by_schema.setdefault(value[:_FRAME], []).append(place)
        frames: list[pl.DataFrame] = []
        index: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
        refused: list[AvroRefusal] = []
        for frame, places in by_schema.items():
            writer = self._writer(frame)
            if isinstance(writer, AvroRefusal):
                refused += [AvroRefusal(index=place, reason=writer.reason) for place in places]
                continue
            read = decode_rows([values[place][_FRAME:] for place in places], writer, self._contract)
            numbers = np.asarray(places, np.int64)
            frames.append(read.rows)
            index.append(numbers[read.index])
            refused += [
                AvroRefusal(index=places[refusal.index], reason=refusal.reason)
                for refusal in read.refused
            ]
        if not frames:
            return pl.DataFrame(schema=self._contract.schema), np.empty(0, np.int64), refused
        places_read = np.concatenate(index)
        if len(frames) == 1:
            return frames[0], places_read, refused
        order = np.argsort(places_read, kind="stable")
        return pl.concat(frames)[order], places_read[order], refused

    def _writer(self, frame: bytes) -> str | AvroRefusal:
        if len(frame) < _FRAME or frame[0]:
            return AvroRefusal(index=0, reason="The message has no schema registry frame.")
        number = int.from_bytes(frame[1:], "big")
        text = self._registry.schema(number)
        if text is None:
            return AvroRefusal(index=0, reason=f"The schema registry knows no schema {number}.")
        return text

    def _fault(self, why: str) -> TopicFault:
        return _fault(self._place, str(self._position), why)


def _name(place: TopicPartition) -> str:
    return f"topic {place.topic}, partition {place.partition}"


def _fault(place: TopicPartition, position: str, why: str) -> TopicFault:
    return TopicFault(
        f"Kafka cannot be read ({_name(place)}, position {position}): {why}. "
        "Check the broker; reading goes on where it stopped."
    )


def _unpack(messages: Sequence[Message]) -> _Fetched:
    names: dict[bytes, int] = {}
    codes: list[int] = []
    sequences: list[bytes] = []
    for given in cast("Iterable[Headers | None]", map(Message.headers, messages)):
        origin, sequence = _origin_and_sequence(given)
        codes.append(names.setdefault(origin, len(names)) if origin else -1)
        sequences.append(sequence)
    numbers = np.frombuffer(b"".join(sequences), ">i8")
    return _Fetched(
        offsets=[offset or 0 for offset in map(Message.offset, messages)],
        values=[value or b"" for value in map(Message.value, messages)],
        names=list(names),
        codes=np.asarray(codes, np.int64),
        sequences=numbers.astype(np.int64),
    )


def _origin_and_sequence(headers: Headers | None) -> tuple[bytes, bytes]:
    """Both as bytes; an empty origin and zero where one of them is not right."""
    found = dict(headers) if headers else {}
    origin, sequence = found.get(ORIGIN), found.get(SEQUENCE)
    if isinstance(origin, bytes) and isinstance(sequence, bytes) and len(sequence) == len(_ZERO):
        return origin, sequence
    return b"", _ZERO


def _cut(
    fetched: _Fetched,
    rows: pl.DataFrame,
    index: np.ndarray[tuple[int], np.dtype[np.int64]],
    reasons: dict[int, str],
) -> tuple[Record, ...]:
    """Runs of rows that one origin numbered one after the other, as records in their order."""
    count = len(fetched.offsets)
    row_of = np.full(count, -1)
    row_of[index] = np.arange(len(index))
    is_refused = np.zeros(count, np.bool_)
    is_refused[list(reasons)] = True
    goes_on = (
        (np.diff(fetched.codes) == 0)
        & (np.diff(fetched.sequences) == 1)
        & ~is_refused[1:]
        & ~is_refused[:-1]
    )
    starts = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    records: list[Record] = []
    for start, stop in pairwise([*starts.tolist(), count]):
        if fetched.codes[start] < 0:
            continue
        run = rows.clear() if is_refused[start] else rows.slice(int(row_of[start]), stop - start)
        records.append(
            Record(
                origin=fetched.origin(start),
                sequence=fetched.sequence(start),
                rows=stop - start,
                payload=to_payload(run),
            )
        )
    return tuple(records)

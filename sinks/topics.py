"""Topics as a sink: each sink partition is one origin, and writes to all the topic's partitions.

Its committed numbers are the next sequence for each topic partition, so that what it publishes
again after a crash carries the same numbers, and every reader sees each row once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from typing_extensions import override

from schemas.hashing import partition_of
from schemas.payload import to_payload
from schemas.records import Record
from sinks.two_phase import Staged, TwoPhasePartition, TwoPhaseSink
from storage.files import write_durably
from storage.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storage.topics import Topic, Topics

ROWS_HELD = 200_000
"""Rows held as a frame until they are partitioned and encoded: the memory bound of an epoch."""
VERSION = 1


class TopicSinkPartition(TwoPhasePartition):
    """One origin; receives frames of the topic's schema."""

    def __init__(
        self, topic: Topic, key: str, origin: str, staging: Path, resume: tuple[Any, ...] | None
    ) -> None:
        super().__init__()
        self._topic = topic
        self._key = key
        self._origin = origin
        self._staging = staging
        _, self._number, sequences = resume or (VERSION, 0, (0,) * topic.partitions)
        self._sequences = list(sequences)
        self._frames: list[pl.DataFrame] = []
        self._rows = 0
        self._encoded: list[tuple[int, int, int, bytes]] = []

    @override
    def receive(self, values: list[Any]) -> None:
        for frame in values:
            self._frames.append(frame)
            self._rows += frame.height
        if self._rows >= ROWS_HELD:
            self._encode()

    @override
    def prepare(self) -> Sequence[Staged]:
        self._encode()
        if not self._encoded:
            return []
        name = f"{self._number:09d}.staged"
        self._number += 1
        entries: list[tuple[int, int, int, int, int]] = []
        offset = 0
        for partition, sequence, rows, payload in self._encoded:
            entries.append((partition, sequence, rows, offset, len(payload)))
            offset += len(payload)
        write_durably(self._staging / name, [payload for *_, payload in self._encoded])
        self._encoded = []
        return [(name, tuple(entries))]

    @override
    def publish(self, staged: Sequence[Staged]) -> None:
        records: defaultdict[int, list[Record]] = defaultdict(list)
        for name, entries in staged:
            content = (self._staging / name).read_bytes()
            for partition, sequence, rows, offset, length in entries:
                payload = content[offset : offset + length]
                records[partition].append(
                    Record(origin=self._origin, sequence=sequence, rows=rows, payload=payload)
                )
        self._topic.append_all(records)

    @override
    def forget(self, staged: Sequence[Staged]) -> None:
        for name, _ in staged:
            (self._staging / name).unlink(missing_ok=True)

    @override
    def clear(self) -> None:
        kept = {name for name, _ in self.staged_names()}
        for path in self._staging.glob("*.staged"):
            if path.name not in kept:
                path.unlink()

    @override
    def own_state(self) -> tuple[Any, ...]:
        return (VERSION, self._number, tuple(self._sequences))

    def _encode(self) -> None:
        if not self._rows:
            return
        # A gather from many chunks looks each row's chunk up; one copy first costs less.
        rows = pl.concat(self._frames, rechunk=True) if len(self._frames) > 1 else self._frames[0]
        self._frames, self._rows = [], 0
        partitions = partition_of(rows[self._key].fill_null(""), self._topic.partitions)
        order = np.argsort(partitions, kind="stable")
        counts = np.bincount(partitions, minlength=self._topic.partitions)
        ordered = rows[order]
        start = 0
        for partition in np.flatnonzero(counts).tolist():
            count = int(counts[partition])
            payload = to_payload(ordered.slice(start, count))
            self._encoded.append((partition, self._sequences[partition], count, payload))
            self._sequences[partition] += count
            start += count


def topic_sink(
    topics: Topics, topic: str, *, step: str, partitions: Sequence[str], staging: Path
) -> TwoPhaseSink:
    """A sink into a topic; `step` is its flow and step id, which name its origins."""

    def build(name: str, own: tuple[Any, ...] | None) -> TopicSinkPartition:
        folder = staging / name
        folder.mkdir(parents=True, exist_ok=True)
        opened = topics.open(topic)
        return TopicSinkPartition(opened, TOPICS[topic].key, f"{step}/{name}", folder, own)

    return TwoPhaseSink(partitions, build)

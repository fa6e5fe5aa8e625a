"""What a topic holds: records, each with its origin and the sequence of its first row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A run of rows that one origin published together into one topic partition.

    `origin` names the producing flow, step and sink partition (`intake/publish_events/02`).
    `sequence` counts rows: it is the number, per origin and topic partition and from 0, of the
    first row here, so the next record of the origin starts at `sequence + rows`. A reader that
    holds one number per origin can drop what it has seen, even in the middle of a record, and
    sees a hole as what it is: loss.
    `payload` is an Arrow IPC stream of the rows (`schemas/payload.py`); it is empty of rows where
    one could not be read (see `RefusedMessage`), and then `rows` still counts its number.
    """

    origin: str
    sequence: int
    rows: int
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedMessage:
    """A message of a topic that its contract cannot read, whole, with where it lies and why.

    Where the message names its origin, the records hold a record of one row number and no rows
    in its place, so that its loss shows as a finding and never as a hole.
    """

    position: int
    reason: str
    raw: bytes
    origin: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Records read from one topic partition in order.

    `position` is where to read on: an opaque, strictly ascending integer that belongs to the
    topic's backing. `behind` tells how many records (or messages) were still unread at the
    moment of reading: 0 means caught up. `first_appended_at` is the wall time in microseconds at
    which the oldest record here was appended (0 where the backing does not know). `refused` lists
    messages that could not be read, for the reader to make findings of.
    """

    partition: int
    position: int
    records: tuple[Record, ...]
    behind: int
    first_appended_at: int = 0
    refused: tuple[RefusedMessage, ...] = ()

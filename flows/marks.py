"""High-water marks: one number per origin tells what of a topic was seen already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.payload import from_payload
from storage.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.records import Chunk, Record


class LossFault(Fault):
    """Rows of a topic are missing: the log was cut or changed by hand."""


class Marks:
    """The next sequence of each origin in one partition of a topic."""

    def __init__(self, marks: Iterable[tuple[str, int]] = ()) -> None:
        self._next = dict(marks)

    def freeze(self) -> tuple[tuple[str, int], ...]:
        """The marks as plain values, in a fixed order."""
        return tuple(sorted(self._next.items()))

    def fresh(self, chunks: Iterable[Chunk]) -> list[pl.DataFrame]:
        """The rows of the chunks that were not seen before, whose marks this sets."""
        found: list[pl.DataFrame] = []
        for chunk in chunks:
            for record in chunk.records:
                skip = self._skip(record)
                if skip < record.rows:
                    rows = from_payload(record.payload)
                    found.append(rows[skip:] if skip else rows)
        return found

    def _skip(self, record: Record) -> int:
        following = self._next.get(record.origin, record.sequence)
        if record.sequence > following:
            message = (
                f"Rows {following} to {record.sequence - 1} of {record.origin} are missing from "
                "the topic; restore its files from a backup, or replay into a new data directory."
            )
            raise LossFault(message)
        end = record.sequence + record.rows
        self._next[record.origin] = max(following, end)
        return min(following - record.sequence, record.rows)

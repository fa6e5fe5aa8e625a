"""Exceptions that positions open and resolve: one id for each code and object."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.positions_deltas import NEVER
from schemas.events import TIMESTAMP
from schemas.tables import EXCEPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.positions_table import Table

    Ints = npt.NDArray[np.int64]


class Code(StrEnum):
    """Exceptions of inventory (section 1.6 of the domain)."""

    NEGATIVE = "INV-NEG"
    OVERSOLD = "INV-OVERSOLD"
    VARIANCE = "INV-VAR"
    COUNT_OLD = "INV-SNAP-OLD"
    COUNT_INCOMPLETE = "INV-SNAP-INCOMPLETE"
    UNKNOWN = "INV-UNKNOWN"
    OWNER = "INV-OWNER"
    RELEASED_BEYOND = "RES-ORPHAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What an exception says: severity, message with one place for the quantity, action."""

    severity: str
    message: str
    action: str


SENTENCES: Final[Mapping[Code, Sentence]] = MappingProxyType(
    {
        Code.NEGATIVE: Sentence(
            severity="S2",
            message="The books are {} units below zero; nothing is published to sell.",
            action="Count the item at the location.",
        ),
        Code.OVERSOLD: Sentence(
            severity="S1",
            message="{} units more are reserved than are available.",
            action="Backorder by priority, or move stock to the location.",
        ),
        Code.VARIANCE: Sentence(
            severity="S3",
            message="The last count differs by {} units from what the events explain.",
            action="Count again, or post the reason as an adjustment.",
        ),
        Code.COUNT_OLD: Sentence(
            severity="S4",
            message="A count of {} units is older than the deltas that are kept; it was discarded.",
            action="Send counts sooner, or raise the retention.",
        ),
        Code.COUNT_INCOMPLETE: Sentence(
            severity="S3",
            message="A count did not pass its control totals; nothing that it omits was emptied.",
            action="Send the count again whole.",
        ),
        Code.UNKNOWN: Sentence(
            severity="S4",
            message="No count was seen yet, so 0 is published to sell.",
            action="Send a count, or say in the source's contract that it opens without one.",
        ),
        Code.OWNER: Sentence(
            severity="S3",
            message="A count of {} units named a bucket that no count may set; it was discarded.",
            action="Send RESERVE, EXPECT or IN_TRANSIT events instead.",
        ),
        Code.RELEASED_BEYOND: Sentence(
            severity="S2",
            message="{} units were released beyond what was held.",
            action="Compare the reservation with its order line.",
        ),
    }
)
"""What each code says; complete over the codes."""


_OBJECT: Final = ("source", "item", "location", "lot", "reference")
_BY_HAND: Final = ("resolved_by", "resolution")
"""What a person says of an exception of the wire; those of positions follow the positions."""


def instants(micros: Ints) -> pl.Series:
    """Microseconds as instants; null where there is none."""
    series = pl.Series(micros, dtype=pl.Int64)
    return series.set(series <= NEVER, None).cast(TIMESTAMP)


def turned(
    table: Table, at: Ints, quantity: Ints, time: Ints, told: str
) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Which objects have another quantity than was told, and since when they are open.

    The table keeps what is told from now on, in the columns `<told>_told` and `<told>_opened`.
    """
    was, opened = table[f"{told}_told"][at], table[f"{told}_opened"][at]
    changed = was != quantity
    opened = np.where(was == 0, time, opened)
    moved = at[changed]
    table[f"{told}_told"][moved] = quantity[changed]
    table[f"{told}_opened"][moved] = opened[changed]
    table.mark(moved)
    return changed, opened


def exceptions(
    code: Code,
    *,
    quantity: Ints,
    opened: Ints,
    time: Ints,
    version: int,
    key: list[str],
    **named: pl.Series,
) -> pl.DataFrame:
    """Rows of `exceptions`: open where there is a quantity, resolved where it is 0.

    `key` names the columns that make the object's id, among those `named`.
    """
    sentence = SENTENCES[code]
    is_open = quantity != 0
    frame = pl.DataFrame({name: values.cast(pl.String()) for name, values in named.items()})
    missing = [name for name in (*_OBJECT, *_BY_HAND) if name not in named]
    return (
        frame.with_columns(
            exception=pl.concat_str(pl.lit(code.value), *key, separator="/", ignore_nulls=True),
            code=pl.lit(code.value),
            severity=pl.lit(sentence.severity),
            status=pl.Series(
                np.where(is_open, "open", "resolved").astype(object), dtype=pl.String()
            ),
            quantity=pl.Series(quantity, dtype=pl.Int64()),
            message=_message(sentence.message, quantity),
            action=pl.lit(sentence.action),
            opened_at=instants(opened),
            resolved_at=instants(np.where(is_open, NEVER, time)),
            version=pl.lit(version, dtype=pl.Int64()),
            event_time=instants(time),
            **{name: pl.lit(None, dtype=pl.String()) for name in missing},
        )
        .with_columns(
            quantity=pl.col("quantity")
            if "{}" in sentence.message
            else pl.lit(None, dtype=pl.Int64())
        )
        .select(EXCEPTIONS.names())
    )


def _message(message: str, quantity: Ints) -> pl.Expr:
    return pl.format(message, pl.Series(np.abs(quantity))) if "{}" in message else pl.lit(message)

"""A batch of events as the columns that the fold looks at, and its sources' contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.contracts import Contracts
from domain.effects import COUNTS, KINDS, Sides, sides
from domain.positions_counts import zeroed_mask
from domain.positions_deltas import NEVER
from schemas.events import Kind

if TYPE_CHECKING:
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

_HEARTBEAT: Final = KINDS[Kind.HEARTBEAT]
_MICRO: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What each source's contract says, by the number of the source."""

    gross: Flags
    unpacked: Flags
    opens: Flags
    mask: Ints
    soft: Ints
    hard: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The columns of a batch of events that the fold looks at."""

    row: Ints
    source: npt.NDArray[np.int16]
    sides: Sides
    quantity: Ints
    time: Ints
    sequence: Ints
    as_of: Ints
    complete: Flags


def batch_of(
    events: pl.DataFrame, row: Ints, source: npt.NDArray[np.int16], traits: Traits
) -> Batch:
    """The columns of events, whose positions and sources are known."""
    unpacked = traits.unpacked[source] if traits.unpacked.any() else None
    sided = sides(events, unpacked)
    time = micros(events["event_time"], NEVER)
    counts = COUNTS[sided.kind]
    as_of, complete = time, np.zeros(len(time), dtype=np.bool_)
    if counts.any():
        said = micros(events["as_of"], NEVER)
        as_of = np.where(said > NEVER, said, time)
        complete = events["complete"].fill_null(value=False).to_numpy()
    return Batch(
        row=row, source=source, sides=sided, time=time, as_of=as_of, complete=complete,
        quantity=_filled(events["quantity"], 0), sequence=_filled(events["source_seq"], -1),
    )  # fmt: skip


def traits_of(contracts: Contracts, names: pl.Series) -> Traits:
    """What the contracts say of sources."""
    of = [contracts.of(name) for name in names]
    return Traits(
        gross=np.array([contract.gross for contract in of], dtype=np.bool_),
        unpacked=np.array([not contract.packs for contract in of], dtype=np.bool_),
        opens=np.array([not contract.opens_with_count for contract in of], dtype=np.bool_),
        mask=np.array([zeroed_mask(c.buckets, gross=c.gross) for c in of], dtype=np.int64),
        soft=np.array([c.fresh_seconds * _MICRO for c in of], dtype=np.int64),
        hard=np.array([c.expired_seconds * _MICRO for c in of], dtype=np.int64),
    )


def placed(events: pl.DataFrame) -> pl.DataFrame:
    """The events that say something of a place: all but heartbeats."""
    real = events["kind"].to_physical().to_numpy() != _HEARTBEAT
    for name in ("item", "location"):
        if events[name].null_count():
            real &= events[name].is_not_null().to_numpy()
    return events if real.all() else events.filter(pl.Series(real))


def _filled(numbers: pl.Series, nothing: int) -> Ints:
    if numbers.null_count() == len(numbers):
        return np.full(len(numbers), nothing, dtype=np.int64)
    return (numbers.fill_null(nothing) if numbers.null_count() else numbers).to_numpy()


def micros(instants: pl.Series, nothing: int) -> Ints:
    """Instants as microseconds since 1970, and `nothing` where there is none."""
    return _filled(instants.to_physical(), nothing)

"""What each kind of inventory event does to the buckets, as one table.

The fold, the explanation and the tests all read this table, so that no kind of event can mean
one thing here and another there.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from schemas.events import BUCKETS, Bucket, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one kind does: stock is `taken` from one bucket and `given` to another.

    None stands for outside. `taken_column` and `given_column` name the fields of the event that
    say otherwise. A `held` kind opens or closes holdings of its reference (F11, F12), so that its
    effect depends on what is still open; a `counts` kind sets a bucket (F1).
    """

    taken: Bucket | None = None
    given: Bucket | None = None
    taken_column: str | None = None
    given_column: str | None = None
    held: bool = False
    counts: bool = False


def _moves(taken: Bucket, given: Bucket) -> Effect:
    return Effect(taken=taken, given=given, taken_column="from_bucket", given_column="to_bucket")


EFFECTS: Final[Mapping[Kind, Effect]] = MappingProxyType(
    {
        Kind.RECEIVE: Effect(given=Bucket.AVAILABLE, given_column="to_bucket"),
        Kind.PUTAWAY: _moves(Bucket.RECEIVED, Bucket.AVAILABLE),
        Kind.ALLOCATE: _moves(Bucket.AVAILABLE, Bucket.ALLOCATED),
        Kind.DEALLOCATE: _moves(Bucket.ALLOCATED, Bucket.AVAILABLE),
        Kind.PICK: _moves(Bucket.ALLOCATED, Bucket.PICKED),
        Kind.SHORT: _moves(Bucket.ALLOCATED, Bucket.SUSPECT),
        Kind.PACK: _moves(Bucket.PICKED, Bucket.PACKED),
        Kind.SHIP: Effect(taken=Bucket.PACKED, taken_column="from_bucket"),
        Kind.RESERVE: Effect(given=Bucket.RESERVED, held=True),
        Kind.RELEASE: Effect(taken=Bucket.RESERVED, held=True),
        Kind.HEARTBEAT: Effect(),
        Kind.HOLD: _moves(Bucket.AVAILABLE, Bucket.ON_HOLD),
        Kind.UNHOLD: _moves(Bucket.ON_HOLD, Bucket.AVAILABLE),
        Kind.DAMAGE: _moves(Bucket.AVAILABLE, Bucket.DAMAGED),
        Kind.RETURN: Effect(given=Bucket.RETURN_INSPECT, given_column="to_bucket"),
        Kind.TRANSFER_OUT: Effect(taken=Bucket.AVAILABLE, taken_column="from_bucket"),
        Kind.TRANSFER_IN: Effect(given=Bucket.AVAILABLE, given_column="to_bucket"),
        Kind.ADJUST: Effect(given=Bucket.AVAILABLE, given_column="bucket"),
        Kind.SNAPSHOT: Effect(given=Bucket.AVAILABLE, given_column="bucket", counts=True),
        Kind.MOVE: Effect(taken_column="from_bucket", given_column="to_bucket"),
        Kind.EXPECT: Effect(given=Bucket.EXPECTED, held=True),
        Kind.IN_TRANSIT: Effect(given=Bucket.IN_TRANSIT_IN, held=True),
    }
)
"""Every kind with its effect; the order of `Kind` is the order of the codes below."""

HANDOFF: Final[Mapping[Kind, tuple[tuple[Bucket, bool], ...]]] = MappingProxyType(
    {
        Kind.RELEASE: ((Bucket.RESERVED, False),),
        Kind.ALLOCATE: ((Bucket.RESERVED, False), (Bucket.RESERVED, True)),
        Kind.IN_TRANSIT: ((Bucket.EXPECTED, False),),
        Kind.RECEIVE: ((Bucket.IN_TRANSIT_IN, False), (Bucket.EXPECTED, False)),
        Kind.TRANSFER_IN: ((Bucket.IN_TRANSIT_IN, False), (Bucket.EXPECTED, False)),
    }
)
"""Which holdings of the same item and reference a kind closes, first come first closed (F12).

Each rung is a bucket, and whether it looks at the network (`*`) instead of its own location."""

NETWORK: Final = "*"
"""The location that stands for all locations."""
OUTSIDE: Final = len(BUCKETS)
"""The column of a position that stands for outside: what left and came, never published."""
GROSS: Final = OUTSIDE + 1
"""The column for sources that count available and allocated together (case 33)."""
WIDTH: Final = 16
"""Columns of a position: the buckets, outside, gross, and one that fills the cache line."""
CODES: Final[Mapping[Bucket, int]] = MappingProxyType(
    {bucket: place for place, bucket in enumerate(BUCKETS)}
)
"""The number of each bucket."""
KINDS: Final[Mapping[Kind, int]] = MappingProxyType(
    {kind: place for place, kind in enumerate(Kind)}
)
"""The number of each kind: its place in `Kind`, as in the physical values of `KIND_TYPE`."""


def _codes(side: str) -> Codes:
    buckets = (getattr(EFFECTS[kind], side) for kind in Kind)
    return np.array([OUTSIDE if b is None else CODES[b] for b in buckets], dtype=np.uint8)


def _flags(name: str) -> npt.NDArray[np.bool_]:
    return np.array([bool(getattr(EFFECTS[kind], name)) for kind in Kind])


_TAKEN: Final = _codes("taken")
_GIVEN: Final = _codes("given")
HELD: Final = _flags("held")
"""By kind number: does it open or close holdings."""
COUNTS: Final = _flags("counts")
"""By kind number: is it a count."""
CLOSES: Final = np.array([kind in HANDOFF for kind in Kind])
"""By kind number: does it close holdings of its reference."""
OPENS: Final = np.array([EFFECTS[kind].held and EFFECTS[kind].given is not None for kind in Kind])
"""By kind number: does it open a holding."""
_MOVES_STOCK: Final = ~HELD & (np.arange(len(Kind)) != KINDS[Kind.HEARTBEAT])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The numbers of the kinds and of the buckets that a batch of events takes from and gives to.

    For a count, `given` is the bucket that it sets; held kinds have their bucket, too.
    """

    kind: Codes
    taken: Codes
    given: Codes
    writes_stock: npt.NDArray[np.bool_]


def _overridden(events: pl.DataFrame, name: str, kind: Codes, codes: Codes, side: str) -> Codes:
    column = events[name]
    if column.null_count() == len(column):
        return codes
    may = np.array([getattr(EFFECTS[k], side) == name for k in Kind])
    said = column.to_physical().fill_null(OUTSIDE).to_numpy()
    return np.where(may[kind] & (said != OUTSIDE), said, codes).astype(np.uint8)


def sides(events: pl.DataFrame, unpacked: npt.NDArray[np.bool_] | None = None) -> Sides:
    """Where each event takes from and gives to; `unpacked` marks sources that never pack."""
    kind = events["kind"].to_physical().to_numpy()
    taken, given = _TAKEN[kind], _GIVEN[kind]
    if unpacked is not None:
        ships = unpacked & (kind == KINDS[Kind.SHIP])
        taken = np.where(ships, np.uint8(CODES[Bucket.PICKED]), taken)
    taken = _overridden(events, "from_bucket", kind, taken, "taken_column")
    given = _overridden(events, "to_bucket", kind, given, "given_column")
    given = _overridden(events, "bucket", kind, given, "given_column")
    return Sides(kind=kind, taken=taken, given=given, writes_stock=_MOVES_STOCK[kind])

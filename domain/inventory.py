"""The inventory fold: events of one topic partition in, positions and available to sell out.

The state is a function of the set of events that were applied, whatever their order and however
they were cut into batches, so long as no count comes later than deltas are retained. Time comes
as an argument and decides only what has expired and how old a source's word is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.available_to_sell import freshness_of
from domain.contracts import Contracts
from domain.effects import COUNTS
from domain.key_index import KeyIndex
from domain.positions_batch import Batch, Traits, batch_of, micros, placed, traits_of
from domain.positions_changes import (
    Network,
    Trust,
    location_rows,
    network_rows,
    owners_of,
    place_exceptions,
    places_of,
    position_exceptions,
    positions,
    release_exceptions,
)  # fmt: skip
from domain.positions_deltas import NEVER
from domain.positions_exceptions import Code, exceptions
from domain.positions_fold import Fold
from domain.positions_holdings import FOREVER, Holdings, concerned
from domain.positions_keys import Hashed, Keys, hashed, members
from domain.positions_table import pack, unpack
from schemas.hashing import combine, hash64
from schemas.tables import AVAILABLE_TO_SELL, EXCEPTIONS, POSITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ints = npt.NDArray[np.int64]

RETENTION: Final = timedelta(days=3)
"""How late a count may come, behind the newest event of the partition (R of F1)."""
_MICROSECOND: Final = timedelta(microseconds=1)
SETTLED: Final = timedelta(days=1)
"""How long a reference that holds nothing any more is remembered: an order line whose reservation
comes later than that behind its allocation is not handed off."""
RETAINED_MAX: Final = 2_000_000
"""Deltas that a partition retains at most: 31 bytes each, so 62 MB."""
_HOLDING_COLUMNS: Final = ("event_id", "reference", "expires_at", "due_at")
CONTROL_TOTALS: Final = "CONTROL_TOTALS"
"""The reason of a count that came incomplete, because its file failed its own totals (case 10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The rows that changed since the last take, one per key."""

    positions: pl.DataFrame
    available_to_sell: pl.DataFrame
    exceptions: pl.DataFrame


class SafetyStock:
    """Units per place that are never promised (F6)."""

    def __init__(self, frame: pl.DataFrame | None) -> None:
        """`frame` has item, location and quantity; a place that it does not name has 0."""
        self._index = KeyIndex()
        self._quantity = np.zeros(1, dtype=np.int64)
        if frame is not None and frame.height:
            frame = frame.unique(["item", "location"], keep="last", maintain_order=True)
            where = hash64(frame["location"], 0)
            self._index.index(
                combine(hash64(frame["item"], 0), where), combine(hash64(frame["item"], 1), where)
            )
            self._quantity = np.append(frame["quantity"].cast(pl.Int64()).to_numpy(), 0)

    def of(self, keys: Keys, place: Ints) -> Ints:
        """The safety stock of places."""
        if not len(self._index):
            return np.zeros(len(place), dtype=np.int64)
        return self._quantity[self._index.find(keys.places["a"][place], keys.places["b"][place])]


class Positions:
    """The positions of one topic partition: what is where, in which state, and what is promised."""

    def __init__(
        self,
        *,
        contracts: Contracts | None = None,
        safety_stock: pl.DataFrame | None = None,
        retention: timedelta = RETENTION,
        retained_max: int = RETAINED_MAX,
    ) -> None:
        """No position yet; the arguments are settings, and may differ from run to run."""
        self._contracts = contracts or Contracts.default()
        self._safety = SafetyStock(safety_stock)
        self._retention = retention // _MICROSECOND
        self._keys = Keys()
        self._fold = Fold(self._keys, retained_max)
        self._holdings = Holdings()
        self._pending: list[pl.DataFrame] = []
        self._version = 0
        self._now = NEVER
        self._newest = NEVER
        self._moved = False
        self._traits = traits_of(self._contracts, pl.Series(dtype=pl.String()))

    def apply(self, events: pl.DataFrame) -> None:
        """Fold accepted events, each of them once."""
        events = placed(events)
        if not events.height:
            return
        of = hashed(events)
        row, made = self._keys.find(events, of)
        source = self._keys.source_ids(events["source"])
        traits = self._known_traits()
        batch = batch_of(events, row, source, traits)
        self._version += events.height
        self._newest = max(self._newest, _newest_of(events, batch.time))
        rows = self._keys.rows
        np.maximum.at(rows["time"], row, batch.time)
        rows.touch(row)
        self._fold.open_rows(made)
        self._fold.add(batch, traits)
        counted = np.flatnonzero(COUNTS[batch.sides.kind])
        if len(counted):
            self._count(events, batch, counted, traits)
        self._hold(events, of, batch)
        self._moved = True
        self._fold.deltas.prune(self._horizon())

    def _horizon(self) -> int:
        """The time before which deltas are no longer retained."""
        return max(self._newest, NEVER + self._retention) - self._retention

    def _known_traits(self) -> Traits:
        if len(self._traits.gross) < self._keys.sources.length:
            self._traits = traits_of(self._contracts, self._keys.source_names.all())
        return self._traits

    def _count(self, events: pl.DataFrame, batch: Batch, counted: Ints, traits: Traits) -> None:
        old, holding = self._fold.countable(batch, counted, self._horizon())
        good = counted[~(old | holding)]
        if len(good):
            self._fold.count(batch, good, hash64(events["event_id"][good], 0), traits)
        failed = (events["reason"][counted] == CONTROL_TOTALS).fill_null(value=False).to_numpy()
        for code, which in (
            (Code.COUNT_OLD, old & ~holding),
            (Code.OWNER, holding),
            (Code.COUNT_INCOMPLETE, failed & ~batch.complete[counted]),
        ):
            if which.any():
                self._refuse(code, events[counted[which]], batch.time[counted[which]])

    def _refuse(self, code: Code, events: pl.DataFrame, time: Ints) -> None:
        quantity = events["quantity"].fill_null(0).to_numpy()
        refused = exceptions(
            code,
            quantity=np.where(quantity == 0, 1, quantity),
            opened=time,
            time=time,
            version=self._version,
            key=["event_id"],
            **{
                n: events[n] for n in ("event_id", "source", "item", "location", "lot", "reference")
            },
        )
        self._pending.append(refused)

    def _hold(self, events: pl.DataFrame, of: Hashed, batch: Batch) -> None:
        at = concerned(events, batch.sides.kind)
        if not len(at):
            return
        chosen = events.select(_HOLDING_COLUMNS)[at]
        columns = {
            "kind": batch.sides.kind[at],
            "row": batch.row[at].astype(np.int32),
            "quantity": batch.quantity[at],
            "time": batch.time[at],
            "sequence": batch.sequence[at],
            "source": batch.source[at],
            "hash": hash64(chosen["event_id"], 0),
            "expires": micros(chosen["expires_at"], FOREVER),
            "due": micros(chosen["due_at"], NEVER),
        }
        self._holdings.append(chosen["reference"], at, of, columns)

    def observe(self, watermarks: pl.DataFrame) -> None:
        """Take in how far all that a source said is known; a watermark never goes back."""
        if not watermarks.height:
            return
        source = self._keys.source_ids(watermarks["source"])
        sources = self._keys.sources
        np.maximum.at(sources["watermark"], source, micros(watermarks["watermark"], NEVER))
        sources.mark(source.astype(np.int64))
        self._moved = True

    def take_changes(self, now: datetime) -> Changes:
        """The rows that events changed, or the time: each key once, as it is now."""
        self._now = max(self._now, _instant(now))
        self._settle()
        trust = self._trust()
        rows = self._keys.rows.take_touched()
        places = self._touched_places(rows)
        if not (len(rows) or len(places) or self._pending):
            return _NO_CHANGES
        self._version += 1
        self._moved = True
        found = self._take_places(places, trust)
        told = [*self._pending, *found[1:]]
        for extra in (
            position_exceptions(self._keys, rows, self._version),
            release_exceptions(self._keys, self._holdings, self._version),
        ):
            told += [] if extra is None else [extra]
        self._pending = []
        return Changes(
            positions=positions(self._keys, rows, self._version),
            available_to_sell=found[0],
            exceptions=pl.concat(told) if told else EXCEPTIONS.to_frame(),
        )

    def _settle(self) -> None:
        closed = self._holdings.settle(self._keys, self._now)
        if closed is None:
            return
        self._moved = True
        rows = self._keys.rows
        np.add.at(rows["values"], (closed.rows, closed.buckets), closed.changes)
        rows.touch(closed.rows)
        if len(closed.supply_rows):
            self._put_supply(np.unique(rows["place"][closed.supply_rows]).astype(np.int64))

    def _put_supply(self, place: Ints) -> None:
        """The earliest supply that each place still awaits, and how much comes then."""
        supply, places = self._holdings.open_supply(), self._keys.places
        of = self._keys.rows["place"][supply["row"]].astype(np.int64)
        mine = np.isin(of, place)
        of, due, quantity = of[mine], supply["due"][mine], supply["remaining"][mine]
        earliest = np.full(places.length, FOREVER, dtype=np.int64)
        np.minimum.at(earliest, of, due)
        sums = np.zeros(places.length, dtype=np.int64)
        first = due == earliest[of]
        np.add.at(sums, of[first], quantity[first])
        places["due"][place] = np.where(earliest[place] == FOREVER, NEVER, earliest[place])
        places["due_quantity"][place] = sums[place]
        places.mark(place)

    def _trust(self) -> Trust:
        """How far each source can be trusted now; positions whose source turned are touched."""
        sources, traits = self._keys.sources, self._known_traits()
        watermark = sources["watermark"]
        rank = freshness_of(watermark, self._now, traits.soft, traits.hard, NEVER)
        turned = np.flatnonzero(rank != sources["freshness"])
        if len(turned):
            sources["freshness"][turned] = rank[turned]
            sources.mark(turned)
            bits = np.bitwise_or.reduce(np.uint64(1) << np.minimum(turned, 63).astype(np.uint64))
            rows = np.flatnonzero(owners_of(self._keys, np.arange(self._keys.rows.length)) & bits)
            place = self._keys.rows["place"][rows]
            self._keys.places["touched"][place] = True
            self._keys.places.mark(place.astype(np.int64))
        return Trust(rank=rank, watermark=watermark)

    def _touched_places(self, rows: Ints) -> Ints:
        places = self._keys.places
        touched = places["touched"].copy()
        touched[self._keys.rows["place"][rows]] = True
        found = np.flatnonzero(touched)
        places["touched"][found] = False
        places.mark(found)
        return found

    def _take_places(self, touched: Ints, trust: Trust) -> list[pl.DataFrame]:
        """Rows of `available_to_sell` of touched places and their items; then exceptions."""
        keys = self._keys
        if not len(touched):
            return [AVAILABLE_TO_SELL.to_frame()]
        items = np.unique(keys.places["item"][touched]).astype(np.int64)
        at, place = members(keys.items["head"], keys.places["next"], items)
        safety = self._safety.of(keys, place)
        every = places_of(keys, place, safety, trust)
        is_touched = np.zeros(keys.places.length, dtype=np.bool_)
        is_touched[touched] = True
        shown = np.flatnonzero(is_touched[place] & ~keys.places["network"][place])
        here = every.only(shown)
        version = self._version
        rows = [
            location_rows(keys, here, self._now, version),
            network_rows(keys, Network(items=items, at=at, places=every), self._now, version),
        ]
        return [pl.concat(rows), *place_exceptions(keys, here, version)]

    def changed(self) -> bool:
        """Whether anything changed since the last dump."""
        return self._moved

    def dump_changes(self) -> bytes:
        """The rows changed since the last dump, whose marks this clears."""
        return self._dump(everything=False)

    def dump_all(self) -> bytes:
        """All rows; clears the marks too."""
        self._holdings.prune(max(self._horizon(), self._newest - SETTLED // _MICROSECOND))
        return self._dump(everything=True)

    def _dump(self, *, everything: bool) -> bytes:
        self._moved = False
        numbers = {"version": self._version, "now": self._now, "newest": self._newest}
        pending = (
            _ipc(pl.concat([EXCEPTIONS.to_frame(), *self._pending])) if self._pending else _NOTHING
        )
        parts = (part.dump(everything=everything) for part in self._parts())
        return pack([[json.dumps(numbers).encode(), pending], *parts])

    def _parts(self) -> tuple[Any, ...]:
        return (
            *self._keys.parts(),
            *self._fold.counts.tables(),
            self._fold.deltas,
            *self._holdings.parts(),
        )

    @classmethod
    def load(cls, base: bytes | None, deltas: Sequence[bytes], **settings: Any) -> Self:
        """The positions that a base and the changes since hold."""
        positions = cls(**settings)
        for data in ([] if base is None else [base]) + list(deltas):
            (numbers, pending), *sections = unpack(data)
            said = json.loads(numbers)
            positions._version, positions._now = said["version"], said["now"]
            positions._newest = said["newest"]
            told = pl.read_ipc_stream(pending)
            positions._pending = [told] if told.height else []
            for part, section in zip(positions._parts(), sections, strict=True):
                part.load(section)
        positions._keys.reindex()
        positions._fold.reindex()
        positions._holdings.reindex()
        return positions


def _newest_of(events: pl.DataFrame, times: Ints) -> int:
    """The newest time that may move the horizon: not one dated after its own arrival.

    Else one clock that runs ahead would make every late count of a past that is read late too old.
    """
    past = times[times < micros(events["ingest_time"], FOREVER)]
    return int(past.max()) if len(past) else NEVER


def _instant(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


_NO_CHANGES: Final = Changes(
    positions=POSITIONS.to_frame(),
    available_to_sell=AVAILABLE_TO_SELL.to_frame(),
    exceptions=EXCEPTIONS.to_frame(),
)
"""Made once: sixteen groups are asked at every tick, and mostly have nothing to say."""


def _ipc(rows: pl.DataFrame) -> bytes:
    out = BytesIO()
    rows.write_ipc_stream(out, compat_level=pl.CompatLevel.oldest())
    return out.getvalue()


_NOTHING: Final = _ipc(EXCEPTIONS.to_frame())
"""The pending exceptions of nearly every dump: none."""

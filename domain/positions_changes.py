"""The rows that changed, as the tables that others read have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.available_to_sell import FRESHNESS, Sellable, network_ats, sellable
from domain.effects import CODES, GROSS, NETWORK, WIDTH
from domain.positions_deltas import NEVER
from domain.positions_exceptions import Code, exceptions, instants, turned
from domain.positions_keys import COUNTED, GROSS_COUNTED, OPENED, Keys, members
from schemas.events import BUCKETS, PHYSICAL, Bucket
from schemas.tables import AVAILABLE_TO_SELL, POSITIONS

if TYPE_CHECKING:
    from domain.positions_holdings import Holdings

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

_AVAILABLE: Final = CODES[Bucket.AVAILABLE]
# The physical buckets come first in the order of columns: a slice of them costs no copy.
_PHYSICAL: Final = slice(len(PHYSICAL))
_LATER: Final = 1 << 62
_UNKNOWN: Final = len(FRESHNESS) - 1
_LAST_BIT: Final = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the word of each source can be trusted, by its number: rank and watermark."""

    rank: Ints
    watermark: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Places with their sums: the network's places hold what is promised of no location."""

    place: Ints
    safety: Ints
    negative: Ints
    known: Flags
    time: Ints
    rank: Ints
    watermark: Ints
    written: Flags
    numbers: Sellable

    def only(self, at: Ints) -> Places:
        """Some of the places."""
        columns = {n: getattr(self, n)[at] for n in Places.__slots__ if n != "numbers"}
        numbers = {n: getattr(self.numbers, n)[at] for n in Sellable.__slots__}
        return Places(**columns, numbers=Sellable(**numbers))


def values_of(keys: Keys, rows: Ints) -> Ints:
    """The buckets of positions as they are published."""
    values = keys.rows["values"][rows]
    gross = np.flatnonzero(keys.rows["bits"][rows] & GROSS_COUNTED)
    if len(gross):
        allocated = values[gross, CODES[Bucket.ALLOCATED]]
        values[gross, _AVAILABLE] = values[gross, GROSS] - allocated
    return values


def positions(keys: Keys, rows: Ints, version: int) -> pl.DataFrame:
    """Rows of `positions`."""
    table, values = keys.rows, values_of(keys, rows)
    place = table["place"][rows].astype(np.int64)
    as_of, counted_by = table["as_of"][rows], table["counted_by"][rows].astype(np.int64)
    counted = pl.Series(as_of > NEVER)
    names = keys.source_names.all()
    frame = pl.DataFrame(
        {
            "item": keys.item_names.gather(keys.places["item"][place].astype(np.int64)),
            "location": keys.locations.gather(place),
            "lot": keys.lots.gather(rows),
            "owner": keys.owners.gather(rows),
            **{bucket.value: values[:, at] for at, bucket in enumerate(BUCKETS)},
            "variance": pl.Series(table["variance"][rows]),
            "as_of": instants(as_of),
            "source": names.gather(np.maximum(counted_by, 0)),
            "known": (table["bits"][rows] & (COUNTED | OPENED)) != 0,
            "version": np.full(len(rows), version, dtype=np.int64),
            "event_time": instants(table["time"][rows]),
        }
    )
    return frame.with_columns(
        variance=pl.when(counted).then("variance"), source=pl.when(counted).then("source")
    ).select(pl.col(name).cast(kind) for name, kind in POSITIONS.items())


def places_of(keys: Keys, place: Ints, safety: Ints, trust: Trust) -> Places:
    """The sums of places over their lots and owners, and what they leave to sell."""
    at, row = members(keys.places["head"], keys.rows["next"], place)
    values, table = values_of(keys, row), keys.rows
    count = len(place)
    sums = np.zeros((count, WIDTH), dtype=np.int64)
    if len(at) == count:
        sums[at] = values
    else:
        np.add.at(sums, at, values)
    negative = np.zeros(count, dtype=np.int64)
    np.minimum.at(negative, at, values[:, _PHYSICAL].min(axis=1, initial=0))
    known = np.zeros(count, dtype=np.bool_)
    known[at[(table["bits"][row] & (COUNTED | OPENED)) != 0]] = True
    time = np.full(count, NEVER, dtype=np.int64)
    np.maximum.at(time, at, table["time"][row])
    sources = _sources_of(keys, at, row, count)
    rank, watermark = _trusted(sources, known, trust)
    return Places(
        place=place, safety=safety, negative=negative, known=known, time=time, rank=rank,
        watermark=watermark, written=sources != 0, numbers=sellable(sums, safety, known),
    )  # fmt: skip


def owners_of(keys: Keys, row: Ints) -> npt.NDArray[np.uint64]:
    """The sources that own positions, as bits: who counted it, else all who moved its stock."""
    counted_by = keys.rows["counted_by"][row].astype(np.int64)
    bit = np.uint64(1) << np.clip(counted_by, 0, _LAST_BIT).astype(np.uint64)
    return np.where(counted_by >= 0, bit, keys.rows["writers"][row])


def _sources_of(keys: Keys, at: Ints, row: Ints, count: int) -> npt.NDArray[np.uint64]:
    sources = np.zeros(count, dtype=np.uint64)
    owners = owners_of(keys, row)
    if len(at) == count:
        sources[at] = owners
    else:
        np.bitwise_or.at(sources, at, owners)
    return sources


def _trusted(sources: npt.NDArray[np.uint64], known: Flags, trust: Trust) -> tuple[Ints, Ints]:
    """The worst rank and the lowest watermark of each set of sources."""
    sets, which = np.unique(sources, return_inverse=True)
    bits = np.minimum(np.arange(len(trust.rank)), _LAST_BIT).astype(np.uint64)
    has = (sets[:, None] >> bits) & np.uint64(1) == 1
    rank = np.where(has, trust.rank, 0).max(axis=1, initial=0)
    lowest = np.where(has, trust.watermark, _LATER).min(axis=1, initial=_LATER)
    rank = np.where(has.any(axis=1), rank, _UNKNOWN)
    lowest = np.where(lowest == _LATER, NEVER, lowest)
    return np.where(known, rank[which], _UNKNOWN), lowest[which]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What rows of `available_to_sell` hold beside their sums; one entry a row."""

    item: pl.Series
    location: pl.Series
    safety: Ints
    rank: Ints
    watermark: Ints
    due: Ints
    due_quantity: Ints
    time: Ints


def location_rows(keys: Keys, of: Places, now: int, version: int) -> pl.DataFrame:
    """Rows of `available_to_sell` for single locations."""
    shown = Shown(
        item=keys.item_names.gather(keys.places["item"][of.place].astype(np.int64)),
        location=keys.locations.gather(of.place),
        safety=of.safety,
        rank=of.rank,
        watermark=of.watermark,
        due=keys.places["due"][of.place],
        due_quantity=keys.places["due_quantity"][of.place],
        time=of.time,
    )
    return _rows(of.numbers, shown, now, version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Items, all their places, and which item (by its place among the items) each belongs to."""

    items: Ints
    at: Ints
    places: Places

    def total(self, column: Ints) -> Ints:
        """The sum of each item."""
        sums = np.zeros(len(self.items), dtype=np.int64)
        np.add.at(sums, self.at, column)
        return sums

    def highest(self, column: Ints, which: Flags) -> Ints:
        """The highest number of each item, NEVER where there is none."""
        found = np.full(len(self.items), NEVER, dtype=np.int64)
        np.maximum.at(found, self.at[which], column[which])
        return found

    def lowest(self, column: Ints, which: Flags) -> Ints:
        """The lowest number of each item, NEVER where there is none."""
        found = np.full(len(self.items), _LATER, dtype=np.int64)
        np.minimum.at(found, self.at[which], column[which])
        return np.where(found == _LATER, NEVER, found)


def network_rows(keys: Keys, network: Network, now: int, version: int) -> pl.DataFrame:
    """Rows of `available_to_sell` for the network."""
    of, numbers = network.places, network.places.numbers
    here = ~keys.places["network"][of.place]
    summed = Sellable(
        ats=network_ats(
            network.total(np.where(here, numbers.ats, 0)),
            network.total(np.where(here, 0, numbers.ats_raw)),
        ),
        **{n: network.total(getattr(numbers, n)) for n in Sellable.__slots__ if n != "ats"},
    )
    rank = network.highest(of.rank, here)
    due, due_quantity = keys.places["due"][of.place], keys.places["due_quantity"][of.place]
    earliest = network.lowest(due, due > NEVER)
    shown = Shown(
        item=keys.item_names.gather(network.items),
        location=pl.Series([NETWORK]).new_from_index(0, len(network.items)),
        safety=network.total(of.safety),
        rank=np.where(rank == NEVER, _UNKNOWN, rank),
        watermark=network.lowest(of.watermark, here & (of.watermark > NEVER)),
        due=earliest,
        due_quantity=network.total(np.where(due == earliest[network.at], due_quantity, 0)),
        time=network.highest(of.time, np.ones(len(network.at), dtype=np.bool_)),
    )
    return _rows(summed, shown, now, version)


def _rows(numbers: Sellable, shown: Shown, now: int, version: int) -> pl.DataFrame:
    count = len(shown.rank)
    zero = np.zeros(count, dtype=np.int64)
    dated, advised = pl.Series(shown.watermark > NEVER), pl.Series(shown.due > NEVER)
    frame = pl.DataFrame(
        {
            "item": shown.item,
            "location": shown.location,
            "channel": pl.Series(["*"]).new_from_index(0, count),
            **{name: getattr(numbers, name) for name in Sellable.__slots__},
            "protected": zero,
            "safety_stock": shown.safety,
            "buffer": zero,
            "freshness": pl.Series(FRESHNESS).gather(shown.rank),
            "age_seconds": np.maximum(0, (now - shown.watermark) // 1_000_000),
            "as_of": instants(shown.watermark),
            "next_supply_date": instants(shown.due),
            "next_supply_quantity": shown.due_quantity,
            "version": np.full(count, version, dtype=np.int64),
            "event_time": instants(shown.time),
        }
    ).with_columns(
        age_seconds=pl.when(dated).then("age_seconds"),
        next_supply_quantity=pl.when(advised).then("next_supply_quantity"),
    )
    return frame.select(pl.col(name).cast(kind) for name, kind in AVAILABLE_TO_SELL.items())


def position_exceptions(keys: Keys, rows: Ints, version: int) -> pl.DataFrame | None:
    """Variances that counts opened, changed or resolved."""
    time, quantity = keys.rows["time"][rows], keys.rows["variance"][rows]
    changed, opened = turned(keys.rows, rows, quantity, time, "variance")
    if not changed.any():
        return None
    at = rows[changed]
    place = keys.rows["place"][at].astype(np.int64)
    counted_by = keys.rows["counted_by"][at].astype(np.int64)
    return exceptions(
        Code.VARIANCE, quantity=quantity[changed], opened=opened[changed], time=time[changed],
        version=version, key=["item", "location", "lot", "owner"],
        source=keys.source_names.gather(counted_by),
        item=keys.item_names.gather(keys.places["item"][place].astype(np.int64)),
        location=keys.locations.gather(place), lot=keys.lots.gather(at),
        owner=keys.owners.gather(at),
    )  # fmt: skip


def place_exceptions(keys: Keys, of: Places, version: int) -> list[pl.DataFrame]:
    """What places opened or resolved: negative, oversold, unknown."""
    raw = np.minimum(np.minimum(of.numbers.ats_raw, of.negative), 0)
    over = np.where(
        of.numbers.available >= 0, np.maximum(0, of.numbers.reserved - of.numbers.available), 0
    )
    unknown = (~of.known & of.written).astype(np.int64)
    found: list[pl.DataFrame] = []
    for code, told, quantity in (
        (Code.NEGATIVE, "negative", raw),
        (Code.OVERSOLD, "oversold", over),
        (Code.UNKNOWN, "unknown", unknown),
    ):
        changed, opened = turned(keys.places, of.place, quantity, of.time, told)
        if changed.any():
            at = of.place[changed]
            rows = exceptions(
                code,
                quantity=quantity[changed],
                opened=opened[changed],
                time=of.time[changed],
                version=version,
                key=["item", "location"],
                item=keys.item_names.gather(keys.places["item"][at].astype(np.int64)),
                location=keys.locations.gather(at),
            )
            found.append(rows)
    return found


def release_exceptions(keys: Keys, holdings: Holdings, version: int) -> pl.DataFrame | None:
    """References of which more was released than was held."""
    groups = holdings.groups
    at = np.flatnonzero(groups["excess"] != groups["excess_told"])
    if not len(at):
        return None
    quantity, time = groups["excess"][at], groups["newest"][at]
    changed, opened = turned(groups, at, quantity, time, "excess")
    at = at[changed]
    place = keys.rows["place"][groups["row"][at]].astype(np.int64)
    location, reference = keys.locations.gather(place), holdings.references.gather(at)
    # A reference is one object wherever it releases; without one, the location is the object.
    where = location.set(reference != "", "")
    return exceptions(
        Code.RELEASED_BEYOND, quantity=quantity[changed], opened=opened[changed],
        time=time[changed], version=version, key=["item", "where", "reference"],
        item=keys.item_names.gather(keys.places["item"][place].astype(np.int64)),
        location=location, reference=reference, where=where,
    )  # fmt: skip

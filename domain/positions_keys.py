"""The keys of a partition: positions, the places and items that they belong to, the sources.

A position is an (item, location, lot, owner), a place an (item, location); lot and owner are ''
where an event names none. Only a position is looked up for every event; the rest is looked up
when a position is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.columns import encode
from domain.effects import NETWORK, WIDTH
from domain.key_index import KeyIndex
from domain.positions_deltas import NEVER
from domain.positions_table import Table, Texts
from schemas.hashing import combine, hash64, hash128

if TYPE_CHECKING:
    from collections.abc import Mapping

    Ints = npt.NDArray[np.int64]
    Hashes = npt.NDArray[np.uint64]

ROWS: Final[Mapping[str, tuple[type, int]]] = {
    "a": (np.uint64, 0),
    "b": (np.uint64, 0),
    "place": (np.int32, 0),
    "next": (np.int32, -1),
    "owner": (np.uint64, 0),
    "time": (np.int64, NEVER),
    "writers": (np.uint64, 0),
    "bits": (np.uint8, 0),
    "fence": (np.int64, NEVER),
    "fence_sequence": (np.int64, -1),
    "fence_source": (np.int16, -1),
    "as_of": (np.int64, NEVER),
    "counted_by": (np.int16, -1),
    "variance": (np.int64, 0),
    "variance_told": (np.int64, 0),
    "variance_opened": (np.int64, NEVER),
}
"""One row per position. Every delta later than `fence`, and numbered higher than
`fence_sequence` where it comes from `fence_source`, comes after every count of the position."""

COUNTED: Final = 2
OPENED: Final = 4
GROSS_COUNTED: Final = 8
"""Bits of a position: known by a count; known from its first event by its source's contract; its
available is what was counted together, less the allocated."""

PLACES: Final[Mapping[str, tuple[type, int]]] = {
    "a": (np.uint64, 0),
    "b": (np.uint64, 0),
    "item": (np.int32, 0),
    "next": (np.int32, -1),
    "head": (np.int32, -1),
    "network": (np.bool_, 0),
    "due": (np.int64, NEVER),
    "due_quantity": (np.int64, 0),
    "touched": (np.bool_, 0),
    "negative_told": (np.int64, 0),
    "negative_opened": (np.int64, NEVER),
    "oversold_told": (np.int64, 0),
    "oversold_opened": (np.int64, NEVER),
    "unknown_told": (np.int64, 0),
    "unknown_opened": (np.int64, NEVER),
}
"""One row per place; `*_told` is the quantity of the exception that was told last."""

ITEMS: Final[Mapping[str, tuple[type, int]]] = {
    "a": (np.uint64, 0),
    "b": (np.uint64, 0),
    "head": (np.int32, -1),
}
"""One row per item."""

SOURCES: Final[Mapping[str, tuple[type, int]]] = {
    "hash": (np.uint64, 0),
    "watermark": (np.int64, NEVER),
    "freshness": (np.uint8, 3),
}
"""One row per source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """The two hashes of every event's position and place, and the parts that made them."""

    a: Hashes
    b: Hashes
    place_a: Hashes
    place_b: Hashes
    item_a: Hashes
    item_b: Hashes
    owner: Hashes


def hashed(events: pl.DataFrame) -> Hashed:
    """The hashes of a batch; lot and owner cost nothing where no event names one."""
    item_a, item_b = hash128(events["item"])
    location = hash64(events["location"], 0)
    place_a, place_b = combine(item_a, location), combine(item_b, location)
    a, b = place_a, place_b
    owner = np.zeros(len(a), dtype=np.uint64)
    lot_said, owner_said = _said(events["lot"]), _said(events["owner"])
    if lot_said is not None or owner_said is not None:
        lot = owner.copy()
        if lot_said is not None:
            lot[lot_said] = hash64(events["lot"].filter(pl.Series(lot_said)), 0)
        if owner_said is not None:
            owner[owner_said] = hash64(events["owner"].filter(pl.Series(owner_said)), 0)
        plain = (lot == 0) & (owner == 0)
        a = np.where(plain, a, combine(a, lot, owner))
        b = np.where(plain, b, combine(b, lot, owner))
    return Hashed(
        a=a, b=b, place_a=place_a, place_b=place_b, item_a=item_a, item_b=item_b, owner=owner
    )


def _said(texts: pl.Series) -> npt.NDArray[np.bool_] | None:
    if texts.null_count() == len(texts):
        return None
    said = (texts.fill_null("") != "").to_numpy()
    return said if said.any() else None


class Keys:
    """Positions, places, items and sources with what is known of each, found by their names."""

    def __init__(self) -> None:
        """Nothing is known."""
        self.rows = Table(ROWS, width=WIDTH)
        self.places, self.items, self.sources = Table(PLACES), Table(ITEMS), Table(SOURCES)
        self.lots, self.owners = Texts(), Texts()
        self.locations, self.item_names, self.source_names = Texts(), Texts(), Texts()
        self._row_index, self._place_index, self._item_index = KeyIndex(), KeyIndex(), KeyIndex()
        self._source_ids: dict[str, int] = {}

    def parts(self) -> tuple[Table | Texts, ...]:
        """What must be kept, in the order of a dump."""
        return (
            self.rows, self.places, self.items, self.sources,
            self.lots, self.owners, self.locations, self.item_names, self.source_names,
        )  # fmt: skip

    def reindex(self) -> None:
        """Find again what was loaded."""
        self._row_index.index(self.rows["a"], self.rows["b"])
        self._place_index.index(self.places["a"], self.places["b"])
        self._item_index.index(self.items["a"], self.items["b"])
        self._source_ids = {name: at for at, name in enumerate(self.source_names.all())}

    def source_ids(self, sources: pl.Series) -> npt.NDArray[np.int16]:
        """The number of each event's source; a new source gets the next."""
        codes, names = encode(sources)
        return np.array([self._source_id(name or "") for name in names], dtype=np.int16)[codes]

    def _source_id(self, name: str) -> int:
        known = self._source_ids.get(name)
        if known is None:
            known = self._source_ids[name] = self.sources.length
            text = pl.Series([name])
            self.sources.extend(1, hash=hash64(text, 0))
            self.source_names.extend(text)
        return known

    def find(self, events: pl.DataFrame, of: Hashed) -> tuple[Ints, Ints]:
        """The position of each event, and which positions are new."""
        rows, new = self._row_index.index(of.a, of.b)
        if not new.any():
            return rows, np.zeros(0, dtype=np.int64)
        first = np.flatnonzero(new)
        chosen = events.select("item", "location", "lot", "owner")[first]
        place = self._places(chosen, of, first)
        start = self.rows.length
        self.rows.extend(
            len(first), a=of.a[first], b=of.b[first], place=place, owner=of.owner[first]
        )
        made = np.arange(start, start + len(first), dtype=np.int64)
        chained(self.places["head"], self.rows["next"], place, made)
        self.places.mark(place)
        self.lots.extend(chosen["lot"].fill_null(""))
        self.owners.extend(chosen["owner"].fill_null(""))
        return rows, made

    def _places(self, events: pl.DataFrame, of: Hashed, first: Ints) -> Ints:
        place, new = self._place_index.index(of.place_a[first], of.place_b[first])
        if not new.any():
            return place
        at = first[new]
        chosen = events.filter(pl.Series(new))
        item, item_new = self._item_index.index(of.item_a[at], of.item_b[at])
        item_at = at[item_new]
        self.items.extend(len(item_at), a=of.item_a[item_at], b=of.item_b[item_at])
        self.item_names.extend(chosen["item"].filter(pl.Series(item_new)))
        made = np.arange(self.places.length, self.places.length + len(at), dtype=np.int64)
        self.places.extend(
            len(at),
            a=of.place_a[at],
            b=of.place_b[at],
            item=item,
            network=(chosen["location"] == NETWORK).to_numpy(),
        )
        chained(self.items["head"], self.places["next"], item, made)
        self.items.mark(item)
        self.locations.extend(chosen["location"])
        return place

    def find_places(self, item: pl.Series, location: pl.Series) -> Ints:
        """The places of these items and locations, -1 where there is none yet."""
        where = hash64(location, 0)
        return self._place_index.find(
            combine(hash64(item, 0), where), combine(hash64(item, 1), where)
        )


def chained(head: npt.NDArray[Any], following: npt.NDArray[Any], owner: Ints, made: Ints) -> None:
    """Put new members before the first of their owner; one owner may get several at once."""
    order = np.argsort(owner, kind="stable")
    owner, made = owner[order], made[order]
    same = owner[1:] == owner[:-1]
    following[made] = head[owner]
    following[made[1:][same]] = made[:-1][same]
    head[owner] = made


def members(head: npt.NDArray[Any], following: npt.NDArray[Any], owners: Ints) -> tuple[Ints, Ints]:
    """All members of these owners: which owner (its place in `owners`), and the member."""
    at = np.arange(len(owners), dtype=np.int64)
    member = head[owners].astype(np.int64)
    found_at: list[Ints] = []
    found: list[Ints] = []
    while True:
        there = member >= 0
        at, member = at[there], member[there]
        if not len(member):
            break
        found_at.append(at)
        found.append(member)
        member = following[member].astype(np.int64)
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *found_at]), np.concatenate([empty, *found])

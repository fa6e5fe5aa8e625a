"""Holdings: what is reserved, expected or in transit for a reference until something closes it.

An order line's reservation is closed by a release or by the warehouse's own allocation (F12), an
advised supply by its receipt. How much a release frees depends on what is still open, so the
events of one (item, reference) are folded in the order of their times, not of their coming:
the same set of events always leaves the same open quantities. Only the references that got
an event are folded again, all of them together, one event of each at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from domain.effects import CLOSES, CODES, EFFECTS, HANDOFF, HELD, KINDS, OPENS
from domain.key_index import KeyIndex
from domain.positions_deltas import NEVER, spread
from domain.positions_table import Table, Texts
from schemas.events import Kind
from schemas.hashing import combine, hash64

if TYPE_CHECKING:
    from domain.positions_keys import Hashed, Keys

    Ints = npt.NDArray[np.int64]
    Hashes = npt.NDArray[np.uint64]
    Flags = npt.NDArray[np.bool_]
    Arrays = dict[str, npt.NDArray[Any]]

FOREVER: Final = 1 << 62
"""A time after all times: what never expires."""
RUNGS: Final = 2
_NO_BUCKET: Final = 255
_RELEASE: Final = KINDS[Kind.RELEASE]
_SUPPLY: Final = (KINDS[Kind.EXPECT], KINDS[Kind.IN_TRANSIT])
_BUCKET_OPENED: Final = np.array(
    [CODES[b] if (b := EFFECTS[kind].given) and EFFECTS[kind].held else _NO_BUCKET for kind in Kind]
)
_RUNG_BUCKET: Final = np.full((len(Kind), RUNGS), -1)
_RUNG_NETWORK: Final = np.zeros((len(Kind), RUNGS), dtype=np.bool_)
for _kind, _rungs in HANDOFF.items():
    for _rung, (_bucket, _network) in enumerate(_rungs):
        _RUNG_BUCKET[KINDS[_kind], _rung] = CODES[_bucket]
        _RUNG_NETWORK[KINDS[_kind], _rung] = _network
# Of one moment, what opens comes before what closes: a reservation and its allocation that share
# a time, but not a source, would otherwise be ordered by the names of their sources.
_STAGE: Final = np.where(OPENS & CLOSES, 1, np.where(OPENS, 0, 2))

LOG: Final = {
    "group": (np.int32, 0),
    "previous": (np.int32, -1),
    "kind": (np.uint8, 0),
    "row": (np.int32, 0),
    "quantity": (np.int64, 0),
    "time": (np.int64, NEVER),
    "sequence": (np.int64, -1),
    "source": (np.int16, 0),
    "hash": (np.uint64, 0),
    "expires": (np.int64, FOREVER),
    "due": (np.int64, NEVER),
    "remaining": (np.int64, 0),
}
"""One row per event that opens or may close a holding; `remaining` is what it still holds."""
GROUPS: Final = {
    "a": (np.uint64, 0),
    "b": (np.uint64, 0),
    "head": (np.int32, -1),
    "touched": (np.bool_, 0),
    "matters": (np.bool_, 0),
    "row": (np.int32, -1),
    "newest": (np.int64, NEVER),
    "excess": (np.int64, 0),
    "excess_told": (np.int64, 0),
    "excess_opened": (np.int64, NEVER),
}
"""One row per (item, reference). Allocations of references that hold nothing do not matter."""
_PRUNED_MIN: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What folding holdings again changed: quantities by position and bucket, and due supply."""

    rows: Ints
    buckets: Ints
    changes: Ints
    supply_rows: Ints


def concerned(events: pl.DataFrame, kind: npt.NDArray[np.uint8]) -> Ints:
    """Which events open holdings, or may close some: those need a reference to do so."""
    held, closes = HELD[kind], CLOSES[kind]
    if closes.any() and events["reference"].null_count() < len(kind):
        held = held | (closes & (events["reference"].fill_null("") != "").to_numpy())
    return np.flatnonzero(held)


class Holdings:
    """The events of every reference that holds or closes something, and what is still open."""

    def __init__(self) -> None:
        """Nothing is held."""
        self.log, self.groups = Table(LOG), Table(GROUPS)
        self.references = Texts()
        self._index = KeyIndex()
        self._expiry = FOREVER
        self._kept = 0
        self._touched = False

    def parts(self) -> tuple[Table | Texts, ...]:
        """What must be kept."""
        return self.log, self.groups, self.references

    def reindex(self) -> None:
        """Find again what was loaded."""
        self._index = KeyIndex()
        self._index.index(self.groups["a"], self.groups["b"])
        self._kept = self.log.length
        self._touched = True
        self._expiry = NEVER

    def append(self, references: pl.Series, at: Ints, of: Hashed, columns: Arrays) -> None:
        """Take in events that open or close, those `at` of a batch; `columns` are the log's."""
        references = references.fill_null("")
        named = (references != "").to_numpy()
        reference = np.where(named, hash64(references, 0), np.uint64(0))
        a = combine(np.where(named, of.item_a[at], of.place_a[at]), reference)
        b = combine(np.where(named, of.item_b[at], of.place_b[at]), reference)
        group, new = self._index.index(a, b)
        if new.any():
            self.groups.extend(int(new.sum()), a=a[new], b=b[new])
            self.references.extend(references.filter(pl.Series(new)))
        self._chain(group, columns)

    def _chain(self, group: Ints, columns: Arrays) -> None:
        order = np.argsort(group, kind="stable")
        group = group[order]
        columns = {name: values[order] for name, values in columns.items()}
        start = self.log.length
        made = np.arange(start, start + len(group), dtype=np.int64)
        previous = self.groups["head"][group].astype(np.int64)
        same = group[1:] == group[:-1]
        previous[1:][same] = made[:-1][same]
        self.log.extend(len(group), group=group, previous=previous, **columns)
        self.groups["head"][group] = made
        np.maximum.at(self.groups["newest"], group, columns["time"])
        matters = HELD[columns["kind"]]
        self.groups["matters"][group[matters]] = True
        self.groups["touched"][group] = True
        self.groups.mark(group)
        self._touched = True
        if len(columns["expires"]):
            self._expiry = min(self._expiry, int(columns["expires"].min()))

    def settle(self, keys: Keys, now: int) -> Closed | None:
        """Fold the references that got an event or whose holdings expired; None if none did."""
        if not self._touched and now < self._expiry:
            return None
        if now >= self._expiry:
            lapsed = (self.log["remaining"] > 0) & (self.log["expires"] <= now)
            self.groups["touched"][self.log["group"][lapsed]] = True
        groups = np.flatnonzero(self.groups["touched"] & self.groups["matters"])
        self.groups.mark(np.flatnonzero(self.groups["touched"]))
        self.groups["touched"][:] = False
        self._touched = False
        closed = self._fold_again(groups, keys, now) if len(groups) else None
        waiting = self.log["expires"][self.log["remaining"] > 0]
        self._expiry = int(waiting.min()) if len(waiting) else FOREVER
        return closed

    def _fold_again(self, groups: Ints, keys: Keys, now: int) -> Closed:
        at = self._events_of(groups)
        log = {name: self.log[name][at] for name in LOG}
        order = np.lexsort(
            (
                log["hash"],
                log["sequence"],
                keys.sources["hash"][log["source"]],
                _STAGE[log["kind"]],
                log["time"],
                log["group"],
            )
        )
        at = at[order]
        log = {name: values[order] for name, values in log.items()}
        log["place"] = keys.rows["place"][log["row"]].astype(np.int64)
        log["network"] = keys.places["network"][log["place"]]
        remaining = np.zeros(len(at), dtype=np.int64)
        self.groups["excess"][groups] = 0
        for chosen in _by_size(log["group"]):
            part = {name: values[chosen] for name, values in log.items()}
            remaining[chosen], group, excess, row = fold_groups(part, now)
            self.groups["excess"][group] = excess
            self.groups["row"][group] = np.where(row >= 0, row, self.groups["row"][group])
        change = remaining - log["remaining"]
        moved = np.flatnonzero(change)
        self.log["remaining"][at[moved]] = remaining[moved]
        self.log.mark(at[moved])
        self.groups.mark(groups)
        supplies = moved[np.isin(log["kind"][moved], _SUPPLY)]
        return Closed(
            rows=log["row"][moved].astype(np.int64),
            buckets=_BUCKET_OPENED[log["kind"][moved]],
            changes=change[moved],
            supply_rows=log["row"][supplies].astype(np.int64),
        )

    def _events_of(self, groups: Ints) -> Ints:
        found: list[Ints] = []
        at = self.groups["head"][groups].astype(np.int64)
        while len(at):
            found.append(at)
            at = self.log["previous"][at].astype(np.int64)
            at = at[at >= 0]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def open_supply(self) -> Arrays:
        """The advised supplies that are not yet received: position, due time, quantity."""
        supply = (self.log["remaining"] > 0) & np.isin(self.log["kind"], _SUPPLY)
        at = np.flatnonzero(supply & (self.log["due"] > NEVER))
        return {name: self.log[name][at].astype(np.int64) for name in ("row", "due", "remaining")}

    def prune(self, horizon: int) -> None:
        """Let go of references that hold nothing and were not heard of since the horizon."""
        if self.log.length < max(_PRUNED_MIN, 2 * self._kept):
            return
        group = self.log["group"]
        alive = (self.groups["newest"] >= horizon) | (self.groups["excess"] != 0)
        alive[group[self.log["remaining"] != 0]] = True
        number = np.cumsum(alive) - 1
        keep = np.flatnonzero(alive[group])
        place = np.full(self.log.length, -1, dtype=np.int64)
        place[keep] = np.arange(len(keep))
        self.log.keep(keep)
        self.log["group"][:] = number[self.log["group"]]
        previous = self.log["previous"].astype(np.int64)
        self.log["previous"][:] = np.where(previous >= 0, place[previous], -1)
        kept = np.flatnonzero(alive)
        references = self.references.gather(kept)
        self.groups.keep(kept)
        self.groups["head"][:] = place[self.groups["head"]]
        self.references = Texts()
        self.references.extend(references)
        touched = self._touched
        self.reindex()
        self._touched = touched


def _by_size(group: npt.NDArray[Any]) -> list[Ints]:
    """Groups of like length together, so that one long group does not widen all the others."""
    start = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    count = np.diff(np.r_[start, len(group)])
    size = np.ceil(np.log2(count)).astype(np.int64)
    return [spread(start[size == one], count[size == one]) for one in np.unique(size)]


def fold_groups(log: Arrays, now: int) -> tuple[Ints, Ints, Ints, Ints]:
    """What each event still holds at `now`; the groups, what each released beyond, and where.

    The events are sorted by group and, within it, by the order in which they happened.
    """
    group = log["group"]
    start = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    count = np.diff(np.r_[start, len(group)])
    opens = OPENS[log["kind"]]
    opened = np.cumsum(opens) - opens
    slot = opened - np.repeat(opened[start], count)
    slots = max(1, int((slot + opens).max()))
    shape = (len(start), slots)
    held = {
        "remaining": np.zeros(shape, dtype=np.int64),
        "bucket": np.full(shape, _NO_BUCKET),
        "place": np.full(shape, -1),
        "network": np.zeros(shape, dtype=np.bool_),
        "expires": np.full(shape, FOREVER),
    }
    excess = np.zeros(len(start), dtype=np.int64)
    release_row = np.full(len(start), -1, dtype=np.int64)
    for rank in range(int(count.max())):
        on = np.flatnonzero(count > rank)
        event = {name: values[start[on] + rank] for name, values in log.items()}
        lapsed = held["expires"][on] <= event["time"][:, None]
        held["remaining"][on] = np.where(lapsed, 0, held["remaining"][on])
        left = _close(held, on, event)
        releases = event["kind"] == _RELEASE
        excess[on] += np.where(releases, left, 0)
        release_row[on[releases]] = event["row"][releases]
        opening = np.flatnonzero(OPENS[event["kind"]])
        at = (on[opening], slot[start[on] + rank][opening])
        held["remaining"][at] = event["quantity"][opening]
        held["bucket"][at] = _BUCKET_OPENED[event["kind"][opening]]
        for name in ("place", "network", "expires"):
            held[name][at] = event[name][opening]
    remaining = np.where(held["expires"] <= now, 0, held["remaining"])
    which = np.repeat(np.arange(len(start)), count)
    open_now = np.where(opens, remaining[which, np.minimum(slot, slots - 1)], 0)
    return open_now, group[start].astype(np.int64), excess, release_row


def _close(held: Arrays, on: Ints, event: Arrays) -> Ints:
    """Close holdings, first come first closed, rung by rung; what is left of each event."""
    left = np.where(CLOSES[event["kind"]], event["quantity"], 0)
    for rung in range(RUNGS):
        bucket = _RUNG_BUCKET[event["kind"], rung]
        network = _RUNG_NETWORK[event["kind"], rung]
        near = held["place"][on] == event["place"][:, None]
        fits = (held["bucket"][on] == bucket[:, None]) & np.where(
            network[:, None], held["network"][on], near
        )
        remaining = held["remaining"][on]
        available = np.where(fits, remaining, 0)
        before = np.cumsum(available, axis=1) - available
        taken = np.clip(left[:, None] - before, 0, available)
        held["remaining"][on] = remaining - taken
        left = left - taken.sum(axis=1)
    return left

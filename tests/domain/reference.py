"""The inventory fold, plain, slow and obviously right: one look at the whole set of events.

It reads the same table of effects, and nothing else of the fast fold. A position is computed
anew for every bucket from the definition: the newest count, and the deltas after it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from domain.effects import EFFECTS, HANDOFF, NETWORK
from schemas.events import BUCKETS, PHYSICAL, Bucket, Kind
from schemas.hashing import hash64

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Event = dict[str, Any]
Key = tuple[str, str, str, str]
GROSS = "gross"


@dataclass
class Book:
    """What the whole set of events makes of every position."""

    buckets: dict[Key, dict[str, int]] = field(default_factory=dict)
    variance: dict[Key, int | None] = field(default_factory=dict)
    known: dict[Key, bool] = field(default_factory=dict)
    as_of: dict[Key, Any] = field(default_factory=dict)
    source: dict[Key, str | None] = field(default_factory=dict)
    excess: dict[tuple[str, str, str], int] = field(default_factory=dict)
    supply: dict[tuple[str, str], tuple[Any, int] | None] = field(default_factory=dict)

    def ats_raw(self, item: str, location: str) -> int:
        """F5 over all lots and owners of a place."""
        mine = [b for key, b in self.buckets.items() if key[:2] == (item, location)]
        return sum(b["available"] - b["reserved"] - b["backordered"] for b in mine)

    def is_known(self, item: str, location: str) -> bool:
        """Whether any position of the place is known."""
        return any(known for key, known in self.known.items() if key[:2] == (item, location))


def text_hash(text: str) -> int:
    """The stable hash that breaks the last ties."""
    return int(hash64(pl.Series([text]), 0)[0])


def signed_hash(text: str) -> int:
    """The same as a signed number, as counts are ordered by it."""
    return int(np.uint64(text_hash(text)).astype(np.int64))


def key_of(event: Event) -> Key:
    """The position that an event speaks of."""
    return (event["item"], event["location"], event.get("lot") or "", event.get("owner") or "")


def deltas_of(event: Event, unpacked: frozenset[str]) -> list[tuple[str, int]]:
    """What a plain event does to buckets."""
    kind = Kind(event["kind"])
    effect = EFFECTS[kind]
    if effect.held or effect.counts:
        return []
    taken: str | None = effect.taken
    if kind is Kind.SHIP and event["source"] in unpacked:
        taken = Bucket.PICKED
    given: str | None = effect.given
    if effect.taken_column and event.get(effect.taken_column):
        taken = event[effect.taken_column]
    if effect.given_column and event.get(effect.given_column):
        given = event[effect.given_column]
    found = [(taken, -event["quantity"]), (given, event["quantity"])]
    both = [(GROSS, q) for b, q in found if b in ("available", "allocated")]
    return [(str(b), q) for b, q in found if b] + both


@dataclass(frozen=True)
class Count:
    """A count of one bucket, said by name or by leaving it out."""

    as_of: Any
    named: bool
    source: str
    sequence: int | None
    event_id: str
    quantity: int

    def order(self) -> tuple[Any, ...]:
        """The newest is the last in this order."""
        tie = signed_hash(self.event_id) if self.named else 0
        sequence = -1 if self.sequence is None else self.sequence
        return (self.as_of, self.named, text_hash(self.source), sequence, tie)

    def holds(self, event: Event) -> bool:
        """Whether a delta is already in the count."""
        sequence = event.get("source_seq")
        if self.sequence is not None and sequence is not None and event["source"] == self.source:
            return sequence <= self.sequence
        return event["event_time"] <= self.as_of


def counts_of(
    events: list[Event], keys: Iterable[Key], gross: frozenset[str]
) -> dict[Any, list[Count]]:
    """All counts of every bucket, those of complete counts for all that they left out."""
    found: dict[Any, list[Count]] = defaultdict(list)
    for event in events:
        if event["kind"] != "SNAPSHOT":
            continue
        bucket = event.get("bucket") or "available"
        is_gross = event["source"] in gross
        if is_gross and bucket == "available":
            bucket = GROSS
        as_of = event.get("as_of") or event["event_time"]
        sequence = event.get("source_seq") if as_of == event["event_time"] else None
        key = key_of(event)
        found[key, bucket].append(
            Count(as_of, True, event["source"], sequence, event["event_id"], event["quantity"])
        )
        if event.get("complete"):
            left_out = [b.value for b in PHYSICAL]
            if is_gross:
                left_out = [b for b in left_out if b not in ("available", "allocated")] + [GROSS]
            for other in keys:
                if (other[0], other[1], other[3]) == (key[0], key[1], key[3]):
                    for one in left_out:
                        found[other, one].append(Count(as_of, False, event["source"], None, "", 0))
    return found


def fold(
    events: list[Event],
    now: datetime,
    *,
    gross: frozenset[str] = frozenset(),
    unpacked: frozenset[str] = frozenset(),
    opens: frozenset[str] = frozenset(),
) -> Book:
    """The book of a set of events, as it is at `now`."""
    events = [e for e in events if e["kind"] != "HEARTBEAT"]
    keys = sorted({key_of(e) for e in events})
    counts = counts_of(events, keys, gross)
    book = Book()
    deltas: dict[Any, list[tuple[Event, int]]] = defaultdict(list)
    for event in events:
        for bucket, quantity in deltas_of(event, unpacked):
            deltas[key_of(event), bucket].append((event, quantity))
    for key in keys:
        values, variances, applied = {}, [], []
        for bucket in [*(b.value for b in BUCKETS), GROSS]:
            mine = sorted(counts.get((key, bucket), []), key=Count.order)

            def today(count: Count, at: Any = (key, bucket)) -> int:
                after = [q for e, q in deltas[at] if not count.holds(e)]
                return count.quantity + sum(after)

            if not mine:
                values[bucket] = sum(q for _, q in deltas[key, bucket])
                continue
            newest = mine[-1]
            values[bucket] = today(newest)
            applied.append((newest, bucket))
            older = [count for count in mine if count.as_of < newest.as_of]
            if older:
                variances.append(today(newest) - today(older[-1]))
        newest_of = {bucket: count for count, bucket in applied}
        if GROSS in newest_of and (
            "available" not in newest_of or newest_of[GROSS].as_of >= newest_of["available"].as_of
        ):
            values["available"] = values[GROSS] - values["allocated"]
        del values[GROSS]
        book.buckets[key] = values
        book.variance[key] = sum(variances) if applied else None
        last = max(
            (c for c, _ in applied), key=lambda c: (c.as_of, text_hash(c.source)), default=None
        )
        book.as_of[key] = last.as_of if last else None
        book.source[key] = last.source if last else None
        opened = any(
            e["source"] in opens and deltas_of(e, unpacked) for e in events if key_of(e) == key
        )
        book.known[key] = bool(applied) or opened
    hold(events, now, book)
    return book


@dataclass
class Holding:
    """What one event holds open."""

    event: Event
    bucket: str
    remaining: int


def stage(kind: Kind) -> int:
    """Of one moment, what opens comes before what closes."""
    opens = EFFECTS[kind].held and EFFECTS[kind].given is not None
    return 1 if opens and kind in HANDOFF else 0 if opens else 2


def hold(events: list[Event], now: datetime, book: Book) -> None:
    """Open and close holdings of every reference in the order of time (F11, F12)."""
    groups: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        kind, reference = Kind(event["kind"]), event.get("reference") or ""
        if EFFECTS[kind].held or (kind in HANDOFF and reference):
            where = "" if reference else event["location"]
            groups[event["item"], where, reference].append(event)
    open_supply: dict[Any, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for group, members in groups.items():
        members.sort(
            key=lambda e: (
                e["event_time"], stage(Kind(e["kind"])), text_hash(e["source"]),
                -1 if e.get("source_seq") is None else e["source_seq"], text_hash(e["event_id"]),
            )
        )  # fmt: skip
        held, excess = hold_group(members, now)
        if excess:
            book.excess[group] = excess
        for one in held:
            book.buckets[key_of(one.event)][one.bucket] += one.remaining
            due = one.event.get("due_at")
            if one.bucket != "reserved" and one.remaining and due:
                open_supply[one.event["item"], one.event["location"]][due] += one.remaining
    for place, by_due in open_supply.items():
        book.supply[place] = min(by_due.items())


def hold_group(members: list[Event], now: datetime) -> tuple[list[Holding], int]:
    """What the events of one reference leave open, and what was released beyond."""
    held: list[Holding] = []
    excess = 0

    def lapse(at: datetime) -> None:
        for one in held:
            expires = one.event.get("expires_at")
            if expires is not None and expires <= at:
                one.remaining = 0

    for event in members:
        kind = Kind(event["kind"])
        lapse(event["event_time"])
        left = event["quantity"]
        for bucket, network in HANDOFF.get(kind, ()):
            place = NETWORK if network else event["location"]
            for one in held:
                if one.bucket == bucket and one.event["location"] == place:
                    taken = min(left, one.remaining)
                    one.remaining -= taken
                    left -= taken
        if kind is Kind.RELEASE:
            excess += left
        given = EFFECTS[kind].given
        if EFFECTS[kind].held and given is not None:
            held.append(Holding(event, given, event["quantity"]))
    lapse(now)
    return held, excess

"""The truth about the day: plain books, kept event by event in the order in which things happened.

This module knows nothing of Crossdock's own fold. It is slow and plain on purpose: it is what the
fast one is judged by.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

Key = tuple[str, str, str]
"""Item, location, lot ('' where there is none)."""

FLOWS: Final[dict[str, tuple[str | None, str | None]]] = {
    "PUTAWAY": ("received", "available"),
    "ALLOCATE": ("available", "allocated"),
    "DEALLOCATE": ("allocated", "available"),
    "PICK": ("allocated", "picked"),
    "SHORT": ("allocated", "suspect"),
    "PACK": ("picked", "packed"),
    "HOLD": ("available", "on_hold"),
    "UNHOLD": ("on_hold", "available"),
    "DAMAGE": ("available", "damaged"),
    "RETURN": (None, "return_inspect"),
    "TRANSFER_OUT": ("available", None),
    "TRANSFER_IN": (None, "available"),
    "EXPECT": (None, "expected"),
    "IN_TRANSIT": (None, "in_transit_in"),
    "RECEIVE": (None, "available"),
    "RESERVE": (None, "reserved"),
    "RELEASE": (None, None),
}
"""What each kind takes from and adds to; an ADJUST, a MOVE and a SHIP are shifts of their own."""
OPENS: Final = {"RESERVE": "reserved", "EXPECT": "expected", "IN_TRANSIT": "in_transit_in"}
"""Kinds that promise something under a reference."""
CLOSES: Final = {
    "ALLOCATE": "reserved",
    "RELEASE": "reserved",
    "TRANSFER_IN": "in_transit_in",
    "RECEIVE": "expected",
}
"""Kinds that use up what was promised under their reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What can be sold of one item at one location."""

    ats: int
    raw: int


@dataclass(slots=True)
class Books:
    """Quantities by key and bucket, what is promised by reference, and who was ever counted."""

    stock: dict[Key, defaultdict[str, int]] = field(default_factory=dict)
    promises: dict[tuple[Key, str, str], int] = field(default_factory=dict)
    counted: set[Key] = field(default_factory=set)
    variances: dict[Key, int] = field(default_factory=dict)

    def of(self, key: Key) -> defaultdict[str, int]:
        """The buckets of a key."""
        return self.stock.setdefault(key, defaultdict(int))

    def quantity(self, key: Key, bucket: str) -> int:
        """What a bucket holds; nothing where the key was never booked."""
        buckets = self.stock.get(key)
        return 0 if buckets is None else buckets.get(bucket, 0)

    def filled(self, key: Key) -> dict[str, int]:
        """The buckets of a key that hold anything."""
        return {name: held for name, held in self.stock.get(key, {}).items() if held}

    def move(self, kind: str, key: Key, quantity: int, reference: str | None = None) -> None:
        """Book a kind that takes from one bucket and adds to another."""
        taken, added = FLOWS[kind]
        self.shift(key, taken, added, quantity)
        if reference is None:
            return
        if kind in OPENS:
            promise = (key, OPENS[kind], reference)
            self.promises[promise] = self.promises.get(promise, 0) + quantity
        if kind in CLOSES:
            self.close(key, CLOSES[kind], quantity, reference)

    def shift(self, key: Key, taken: str | None, added: str | None, quantity: int) -> None:
        """Take from a bucket, add to a bucket; None is outside the warehouse."""
        buckets = self.of(key)
        if taken is not None:
            buckets[taken] -= quantity
        if added is not None:
            buckets[added] += quantity

    def close(self, key: Key, bucket: str, quantity: int, reference: str) -> None:
        """Take back what was promised under a reference, never more than is still promised."""
        promise = (key, bucket, reference)
        given = min(quantity, self.promises.get(promise, 0))
        if given:
            self.promises[promise] -= given
            self.of(key)[bucket] -= given

    def count(self, key: Key, quantity: int) -> None:
        """Somebody counted what is available; the difference to the books is a variance."""
        buckets = self.of(key)
        if key in self.counted:
            self.variances[key] = quantity - buckets["available"]
        buckets["available"] = quantity
        self.counted.add(key)

    def availability(
        self, safety_stock: dict[tuple[str, str], int]
    ) -> dict[tuple[str, str], Availability]:
        """What can be sold, by item and location: nothing of what nobody ever counted."""
        raw: defaultdict[tuple[str, str], int] = defaultdict(int)
        known: set[tuple[str, str]] = set()
        for key, buckets in self.stock.items():
            place = (key[0], key[1])
            raw[place] += buckets["available"] - buckets["reserved"] - buckets["backordered"]
            if key in self.counted:
                known.add(place)
        return {
            place: Availability(
                ats=max(0, quantity - safety_stock.get(place, 0)) if place in known else 0,
                raw=quantity,
            )
            for place, quantity in raw.items()
        }

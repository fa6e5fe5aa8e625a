"""Available to sell: what a position means for who sells, with how far the number can be trusted.

Everything here is arithmetic on columns: a row of sums per place in, published numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from domain.effects import CODES
from schemas.events import PHYSICAL, Bucket

if TYPE_CHECKING:
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]


class Freshness(StrEnum):
    """How far a number can be trusted, from best to worst; its place is its rank."""

    FRESH = "FRESH"
    STALE = "STALE"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


FRESHNESS: Final = tuple(freshness.value for freshness in Freshness)
_UNKNOWN: Final = FRESHNESS.index(Freshness.UNKNOWN)
# The physical buckets come first in the order of columns: a slice of them costs no copy.
_PHYSICAL: Final = slice(len(PHYSICAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimits:
    """The soft and the hard age of a source's word: T1 and T2 of F9."""

    soft: timedelta = timedelta(minutes=15)
    hard: timedelta = timedelta(minutes=60)


def freshness_of(watermark: Ints, now: int, soft: Ints, hard: Ints, never: int) -> Ints:
    """The rank of each source's freshness at `now`; all in microseconds.

    Fresh up to and with the soft limit, expired from the hard limit on (F9).
    """
    age = now - watermark
    known = np.where(age <= soft, 0, np.where(age < hard, 1, 2))
    return np.where(watermark == never, _UNKNOWN, known)


def decayed(ats: Ints, age_seconds: Ints, soft_seconds: int, hard_seconds: int) -> Ints:
    """What may still be promised of a number of this age (F9), in whole units.

    >>> minutes = np.array([0, 15, 30, 45, 60])
    >>> decayed(np.full(5, 200), minutes * 60, 15 * 60, 60 * 60).tolist()
    [200, 200, 133, 66, 0]
    """
    if hard_seconds <= soft_seconds:
        return np.where(age_seconds <= soft_seconds, ats, 0)
    left = np.clip(hard_seconds - age_seconds, 0, hard_seconds - soft_seconds)
    return ats * left // (hard_seconds - soft_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sellable:
    """The sums of a place or of a network, and what they leave to sell."""

    ats: Ints
    ats_raw: Ints
    on_hand: Ints
    available: Ints
    allocated: Ints
    picked: Ints
    packed: Ints
    reserved: Ints
    on_hold: Ints


def sellable(sums: Ints, safety_stock: Ints, known: Flags) -> Sellable:
    """What can be sold at each place, from the sums of its buckets (F4 to F6).

    `ats_raw` is never clamped. `ats` is, and it is 0 where no count was seen yet (case 14).
    """
    available, reserved = sums[:, CODES[Bucket.AVAILABLE]], sums[:, CODES[Bucket.RESERVED]]
    raw = available - reserved - sums[:, CODES[Bucket.BACKORDERED]]
    return Sellable(
        ats=np.where(known, np.maximum(0, raw - safety_stock), 0),
        ats_raw=raw,
        on_hand=sums[:, _PHYSICAL].sum(axis=1),
        available=available,
        allocated=sums[:, CODES[Bucket.ALLOCATED]],
        picked=sums[:, CODES[Bucket.PICKED]],
        packed=sums[:, CODES[Bucket.PACKED]],
        reserved=reserved,
        on_hold=sums[:, CODES[Bucket.ON_HOLD]],
    )


def network_ats(location_ats: Ints, network_raw: Ints) -> Ints:
    """What the whole network can sell: the sum over locations (F8), less what is promised of it.

    `network_raw` is what is held of no location in particular, negative when reserved.
    """
    return np.maximum(0, location_ats + network_raw)

"""Counts: which one applies to each bucket of a position, and what it explains (F1 to F3).

A position is a function of the set of events, not of their order. For a count `s` of a bucket
let `f(s)` be its quantity plus every delta after it: what the bucket holds today, if `s` is the
truth. The newest count applies, so the bucket holds `f(newest)`; the variance of that count is
`f(newest) - f(the one before)`, for both take the same later deltas. Counts only ever come to
the set, so the newest two of each bucket are all that must be kept, and an older third one can
never matter again. A complete count is kept once for all the buckets that it left out; a bucket
gets a record of its own only when it was counted by name or has a variance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from domain.effects import CODES, GROSS, OUTSIDE, WIDTH
from domain.key_index import KeyIndex
from domain.positions_deltas import NEVER, Deltas, spread
from domain.positions_table import Table
from schemas.events import PHYSICAL, Bucket
from schemas.hashing import hash_numbers

if TYPE_CHECKING:
    Ints = npt.NDArray[np.int64]
    Hashes = npt.NDArray[np.uint64]
    Flags = npt.NDArray[np.bool_]

AS_OF, SOURCE, SEQUENCE, NAMED, HASH, QUANTITY = range(6)
"""Columns of a count: the last is not kept, since `f` of it is in the position."""
KEPT: Final = 5
_VARIANCE: Final = 2 * KEPT
NO_SEQUENCE: Final = -1
_NONE: Final = np.array([NEVER, -1, NO_SEQUENCE, 0, 0], dtype=np.int64)

_AVAILABLE, _ALLOCATED = CODES[Bucket.AVAILABLE], CODES[Bucket.ALLOCATED]
MASKS: Final = 1 << WIDTH
"""A complete count empties the buckets that it does not name, as far as its source owns them;
which ones is a mask of columns, below this number."""


def zeroed_mask(owned: frozenset[Bucket], *, gross: bool) -> int:
    """The columns that a source's complete counts empty when they do not name them."""
    columns = {CODES[bucket] for bucket in PHYSICAL if bucket in owned}
    if gross and columns & {_AVAILABLE, _ALLOCATED}:
        columns = columns - {_AVAILABLE, _ALLOCATED} | {GROSS}
    return sum(1 << column for column in columns)


def is_after(time: Ints, sequence: Ints, source: Ints, count: Ints) -> Flags:
    """Whether deltas come after counts (F1): by number within a source, else by time.

    A count's number stands for its moment only when it was said at its `as_of`; a count of
    07:00 that is sent at 08:00 does not hold what was picked in between (case 1).
    """
    numbered = (count[:, SEQUENCE] >= 0) & (sequence >= 0) & (source == count[:, SOURCE])
    return np.where(numbered, sequence > count[:, SEQUENCE], time > count[:, AS_OF])


def newest_two(keys: Ints, as_of: Ints, *ties: npt.NDArray[Any]) -> tuple[Ints, Ints, Ints]:
    """For each key, which of its entries is the newest, and which the newest older one, or -1.

    Of entries with one `as_of` the last by `ties` counts, and the others are as if unsaid.
    """
    order = np.lexsort((*reversed(ties), as_of, keys))
    keys, as_of = keys[order], as_of[order]
    best = np.ones(len(keys), dtype=np.bool_)
    best[:-1] = (keys[1:] != keys[:-1]) | (as_of[1:] != as_of[:-1])
    order, keys = order[best], keys[best]
    top = np.ones(len(keys), dtype=np.bool_)
    top[:-1] = keys[1:] != keys[:-1]
    at = np.flatnonzero(top)
    has_older = (at > 0) & (keys[at - 1] == keys[at])
    return keys[at], order[at], np.where(has_older, order[at - 1], -1)


def by_bucket(deltas: dict[str, npt.NDArray[Any]], *, gross: bool) -> tuple[Ints, Ints, Ints]:
    """Deltas as changes of buckets: position times WIDTH plus bucket, change, which delta."""
    taken = (deltas["sides"] >> 4).astype(np.int64)
    given = (deltas["sides"] & 15).astype(np.int64)
    row, quantity = deltas["row"].astype(np.int64) * WIDTH, deltas["quantity"]
    sides = [(taken, -quantity, taken != OUTSIDE), (given, quantity, given != OUTSIDE)]
    if gross:
        for bucket, change, _ in tuple(sides):
            sides.append((np.full_like(bucket, GROSS), change, _is_gross(bucket)))
    keys = np.concatenate([(row + bucket)[use] for bucket, _, use in sides])
    change = np.concatenate([change[use] for _, change, use in sides])
    which = np.concatenate([np.flatnonzero(use) for _, _, use in sides])
    return keys, change, which


def _is_gross(bucket: Ints) -> Flags:
    return (bucket == _AVAILABLE) | (bucket == _ALLOCATED)


class Counts:
    """The newest two counts of every counted bucket, and those of complete counts by scope."""

    def __init__(self) -> None:
        """Nothing was counted."""
        self.pairs = Table({"key": (np.int64, 0)}, width=_VARIANCE + 1)
        self.scopes = Table(
            {
                "key": (np.int64, 0),
                "owner": (np.uint64, 0),
                "as_of": (np.int64, NEVER),
                "source": (np.int16, -1),
                "older": (np.int64, NEVER),
            }
        )
        self._pair_index, self._scope_index = KeyIndex(), KeyIndex()
        self._masks: list[int] = []

    def tables(self) -> tuple[Table, Table]:
        """What must be kept."""
        return self.pairs, self.scopes

    def reindex(self) -> None:
        """Find again what was loaded."""
        keys = self.pairs["key"]
        self._pair_index.index(hash_numbers(keys), keys.astype(np.uint64))
        scopes = self.scopes["key"]
        self._scope_index.index(hash_numbers(scopes), self.scopes["owner"])
        self._masks = np.unique(scopes % MASKS).tolist()

    def _scope_of(self, place: Ints, owner: Hashes, mask: int) -> Ints:
        key = place * MASKS + mask
        return self._scope_index.find(hash_numbers(key), owner)

    def newest_complete(self, place: Ints, owner: Hashes) -> tuple[Ints, npt.NDArray[np.int16]]:
        """Time and source of the newest complete count of a place and owner."""
        as_of = np.full(len(place), NEVER, dtype=np.int64)
        source = np.full(len(place), -1, dtype=np.int16)
        for mask in self._masks:
            scope = self._scope_of(place, owner, mask)
            newer = np.flatnonzero(scope >= 0)
            newer = newer[self.scopes["as_of"][scope[newer]] > as_of[newer]]
            as_of[newer] = self.scopes["as_of"][scope[newer]]
            source[newer] = self.scopes["source"][scope[newer]]
        return as_of, source

    def of(self, keys: Ints, place: Ints, owner: Hashes) -> tuple[Ints, Ints, Ints, Ints]:
        """Of each bucket: its record or -1, newest count, the one before, variance."""
        pair = self._pair_index.find(hash_numbers(keys), keys.astype(np.uint64))
        newest = np.tile(_NONE, (len(keys), 1))
        older = newest.copy()
        variance = np.zeros(len(keys), dtype=np.int64)
        own = pair >= 0
        kept = self.pairs["values"][pair[own]]
        newest[own], older[own] = kept[:, :KEPT], kept[:, KEPT : 2 * KEPT]
        variance[own] = kept[:, _VARIANCE]
        at = np.flatnonzero(~own)
        for mask in self._masks:
            emptied = at[(mask >> (keys[at] % WIDTH)) & 1 == 1]
            scope = self._scope_of(place[emptied], owner[emptied], mask)
            found, scope = emptied[scope >= 0], scope[scope >= 0]
            self._put_scope(found, scope, newest, older)
        return pair, newest, older, variance

    def _put_scope(self, found: Ints, scope: Ints, newest: Ints, older: Ints) -> None:
        for name in ("as_of", "older"):
            as_of = self.scopes[name][scope]
            top, below = newest[found, AS_OF], older[found, AS_OF]
            wins = as_of > top
            older[found, AS_OF] = np.where(
                wins, top, np.where(as_of < top, np.maximum(below, as_of), below)
            )
            newest[found, AS_OF] = np.where(wins, as_of, top)
            newest[found, SOURCE] = np.where(
                wins, self.scopes["source"][scope], newest[found, SOURCE]
            )

    def put(self, keys: Ints, pair: Ints, newest: Ints, older: Ints, variance: Ints) -> None:
        """Keep the counts of buckets; where `pair` is -1 a record is made when one is needed."""
        needed = (newest[:, NAMED] != 0) | (older[:, NAMED] != 0) | (variance != 0)
        make = (pair < 0) & needed
        if make.any():
            made, _ = self._pair_index.index(hash_numbers(keys[make]), keys[make].astype(np.uint64))
            self.pairs.extend(int(make.sum()), key=keys[make])
            pair = pair.copy()
            pair[make] = made
        own = pair >= 0
        at = pair[own]
        values = self.pairs["values"]
        values[at, :KEPT] = newest[own]
        values[at, KEPT : 2 * KEPT] = older[own]
        values[at, _VARIANCE] = variance[own]
        self.pairs.mark(at)

    def put_scopes(
        self, key: Ints, owner: Hashes, as_of: Ints, source: Ints, source_hash: Hashes
    ) -> None:
        """Keep complete counts; `key` is the place times MASKS plus the mask of the source."""
        scope, new = self._scope_index.index(hash_numbers(key), owner)
        if new.any():
            self.scopes.extend(int(new.sum()), key=key[new], owner=owner[new])
            self._masks = sorted({*self._masks, *(key[new] % MASKS).tolist()})
        known = np.unique(scope)
        entries = np.concatenate([known, known, scope])
        times = np.concatenate([self.scopes["as_of"][known], self.scopes["older"][known], as_of])
        sources = np.concatenate([self.scopes["source"][known]] * 2 + [source])
        at, top, below = newest_two(entries, times, source_hash[sources])
        self.scopes["as_of"][at] = times[top]
        self.scopes["source"][at] = sources[top]
        self.scopes["older"][at] = np.where(below >= 0, times[below], NEVER)
        self.scopes.mark(at)


def today(keys: Ints, counts: Ints, deltas: Deltas, rows: int, *, gross: bool) -> Ints:
    """`f` of counts: each one's quantity and every retained delta of its bucket after it."""
    sums = counts[:, QUANTITY].copy()
    touched = np.unique(keys // WIDTH)
    retained = deltas.of_rows(touched, rows)
    delta_keys, change, which = by_bucket(retained, gross=gross)
    order = np.argsort(delta_keys, kind="stable")
    delta_keys = delta_keys[order]
    start = np.searchsorted(delta_keys, keys, side="left")
    count = np.searchsorted(delta_keys, keys, side="right") - start
    at = order[spread(start, count)]
    asked = np.repeat(np.arange(len(keys)), count)
    delta = which[at]
    after = is_after(
        retained["time"][delta],
        retained["sequence"][delta],
        retained["source"][delta].astype(np.int64),
        counts[asked],
    )
    np.add.at(sums, asked[after], change[at[after]])
    return sums

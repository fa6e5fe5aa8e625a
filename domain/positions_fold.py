"""The fold of a batch into the positions of a partition: deltas by addition, counts by `f`.

Deltas that come after every count of their position, in whatever order, are added and nothing
else; what is not so plain is put right for the few that it concerns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from domain.effects import CODES, COUNTS, GROSS, HELD, WIDTH
from domain.positions_batch import Batch, Traits
from domain.positions_counts import (
    AS_OF,
    HASH,
    KEPT,
    MASKS,
    NAMED,
    NO_SEQUENCE,
    QUANTITY,
    SEQUENCE,
    SOURCE,
    Counts,
    by_bucket,
    is_after,
    newest_two,
    today,
)  # fmt: skip
from domain.positions_deltas import NEVER, Deltas
from domain.positions_keys import COUNTED, GROSS_COUNTED, OPENED, Keys, members
from schemas.events import PHYSICAL, Bucket

if TYPE_CHECKING:
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
    Array = npt.NDArray[Any]

_AVAILABLE: Final = CODES[Bucket.AVAILABLE]
_HOLDING: Final = [CODES[b] for b in (Bucket.RESERVED, Bucket.EXPECTED, Bucket.IN_TRANSIT_IN)]
ANY_SOURCE: Final = -2
"""A fence of counts by several sources: numbers are compared for every source."""
_LAST_BIT: Final = 63


class Fold:
    """The positions of a partition and how a batch changes them."""

    def __init__(self, keys: Keys, retained_max: int) -> None:
        """Fold into these keys."""
        self.keys, self.counts, self.deltas = keys, Counts(), Deltas(retained_max)
        self._fence = NEVER
        self._sequence = np.zeros(0, dtype=np.int64)

    def open_rows(self, made: Ints) -> None:
        """New positions are known from the complete count of their place, if there was one."""
        if not len(made) or not self.counts.scopes.length:
            return
        rows = self.keys.rows
        place, owner = rows["place"][made].astype(np.int64), rows["owner"][made]
        as_of, source = self.counts.newest_complete(place, owner)
        rows["fence"][made] = as_of
        rows["as_of"][made] = as_of
        rows["counted_by"][made] = source
        rows["bits"][made] |= np.where(as_of > NEVER, COUNTED, 0).astype(np.uint8)
        self._mark_gross(made)

    def add(self, batch: Batch, traits: Traits) -> None:
        """Fold the deltas of a batch."""
        kind = batch.sides.kind
        chosen = np.flatnonzero(~(HELD | COUNTS)[kind])
        every = len(chosen) == len(kind)
        if not len(chosen):
            return

        def of(column: Array) -> Array:
            return column if every else column[chosen]

        row, quantity, source = of(batch.row), of(batch.quantity), of(batch.source)
        taken, given = of(batch.sides.taken), of(batch.sides.given)
        values = self.keys.rows.arrays["values"].reshape(-1)
        first = row * WIDTH
        np.subtract.at(values, first + taken, quantity)
        np.add.at(values, first + given, quantity)
        if traits.gross.any():
            self._add_gross(first, taken, given, quantity)
        self._write(row, source, traits)
        deltas = {
            "row": row.astype(np.int32),
            "sides": taken * np.uint8(16) + given,
            "source": source,
            "quantity": quantity,
            "time": of(batch.time),
            "sequence": of(batch.sequence),
        }
        self.deltas.append(deltas)
        late = self._not_plainly_after(deltas, traits)
        if len(late):
            self._absorb({name: values[late] for name, values in deltas.items()}, traits)

    def _add_gross(self, first: Ints, taken: Array, given: Array, quantity: Ints) -> None:
        values = self.keys.rows.arrays["values"].reshape(-1)
        both = np.zeros(WIDTH, dtype=np.int64)
        both[[_AVAILABLE, CODES[Bucket.ALLOCATED]]] = 1
        np.add.at(values, first + GROSS, quantity * (both[given] - both[taken]))

    def _write(self, row: Ints, source: npt.NDArray[np.int16], traits: Traits) -> None:
        rows = self.keys.rows
        bits = np.uint64(1) << np.minimum(np.arange(len(traits.mask)), _LAST_BIT).astype(np.uint64)
        bit = bits[source]
        unwritten = np.flatnonzero(rows["writers"][row] & bit == 0)
        if len(unwritten):
            np.bitwise_or.at(rows["writers"], row[unwritten], bit[unwritten])
        if traits.opens.any():
            opening = row[traits.opens[source]]
            rows["bits"][opening] |= np.uint8(OPENED)

    def _not_plainly_after(self, deltas: dict[str, Array], traits: Traits) -> Ints:
        """Which deltas may be in a count: those that are not after every count of every position.

        Most are, so most never look their position up.
        """
        rows, sequence = self.keys.rows, deltas["sequence"]
        numbered = self._highest_sequence(len(traits.mask))[deltas["source"]]
        near = np.flatnonzero((deltas["time"] <= self._fence) | (sequence <= numbered))
        row, sequence = deltas["row"][near], sequence[near]
        plainly = deltas["time"][near] > rows["fence"][row]
        fence_source = rows["fence_source"][row]
        concerned = (fence_source == deltas["source"][near]) | (fence_source == ANY_SOURCE)
        low = concerned & (sequence >= 0) & (sequence <= rows["fence_sequence"][row])
        return near[~plainly | low]

    def _highest_sequence(self, sources: int) -> Ints:
        """The highest number of a count of each source, NO_SEQUENCE - 1 where none is numbered."""
        if len(self._sequence) < sources:
            more = np.full(sources - len(self._sequence), NO_SEQUENCE - 1, dtype=np.int64)
            self._sequence = np.concatenate([self._sequence, more])
        return self._sequence

    def reindex(self) -> None:
        """Find again what was loaded."""
        self.counts.reindex()
        rows = self.keys.rows
        self._fence = int(rows["fence"].max(initial=NEVER))
        highest = self._highest_sequence(self.keys.sources.length)
        highest[:] = rows["fence_sequence"].max(initial=NO_SEQUENCE - 1)

    def _absorb(self, deltas: dict[str, Array], traits: Traits) -> None:
        """Take back what a count already holds, and restate what that count could not explain."""
        keys, change, which = by_bucket(deltas, gross=bool(traits.gross.any()))
        row = keys // WIDTH
        rows = self.keys.rows
        place, owner = rows["place"][row].astype(np.int64), rows["owner"][row]
        _, newest, older, _ = self.counts.of(keys, place, owner)
        moment = (
            deltas["time"][which],
            deltas["sequence"][which],
            deltas["source"][which].astype(np.int64),
        )
        counted = newest[:, AS_OF] > NEVER
        in_newest = counted & ~is_after(*moment, newest)
        after_older = is_after(*moment, older)
        values = rows.arrays["values"].reshape(-1)
        np.subtract.at(values, keys[in_newest], change[in_newest])
        explained = (~in_newest).astype(np.int64) - after_older
        moved = np.flatnonzero((older[:, AS_OF] > NEVER) & (explained != 0))
        if len(moved):
            self._restate(keys[moved], change[moved] * explained[moved])

    def _restate(self, keys: Ints, changes: Ints) -> None:
        keys, at = np.unique(keys, return_inverse=True)
        sums = np.zeros(len(keys), dtype=np.int64)
        np.add.at(sums, at, changes)
        rows, row = self.keys.rows, keys // WIDTH
        place, owner = rows["place"][row].astype(np.int64), rows["owner"][row]
        pair, newest, older, variance = self.counts.of(keys, place, owner)
        self.counts.put(keys, pair, newest, older, variance + sums)
        np.add.at(rows["variance"], row, sums)

    def count(
        self, batch: Batch, chosen: Ints, hashes: npt.NDArray[np.uint64], traits: Traits
    ) -> None:
        """Fold counts, the events `chosen` of the batch; `hashes` are those of their ids."""
        row, source = batch.row[chosen], batch.source[chosen].astype(np.int64)
        named = np.empty((len(chosen), KEPT + 1), dtype=np.int64)
        named[:, AS_OF] = batch.as_of[chosen]
        named[:, SOURCE] = source
        # A count's own number stands for its moment only when it was said at that moment.
        said_then = batch.time[chosen] == batch.as_of[chosen]
        named[:, SEQUENCE] = np.where(said_then, batch.sequence[chosen], NO_SEQUENCE)
        named[:, NAMED] = 1
        named[:, HASH] = hashes.view(np.int64)
        named[:, QUANTITY] = batch.quantity[chosen]
        bucket = batch.sides.given[chosen].astype(np.int64)
        bucket[traits.gross[source] & (bucket == _AVAILABLE)] = GROSS
        keys, counts = [row * WIDTH + bucket], [named]
        complete = np.flatnonzero(batch.complete[chosen])
        scopes = None
        if len(complete):
            scopes = self._scopes(row[complete], source[complete], named[complete, AS_OF], traits)
            left_out, zeros = self._left_out(*scopes)
            keys.append(left_out)
            counts.append(zeros)
        every = np.concatenate(keys)
        self._apply(every, np.concatenate(counts), traits)
        if scopes is not None:
            self.counts.put_scopes(*scopes, self.keys.sources["hash"])
        if traits.gross.any():
            self._mark_gross(np.unique(every // WIDTH))

    def _scopes(
        self, row: Ints, source: Ints, as_of: Ints, traits: Traits
    ) -> tuple[Ints, npt.NDArray[np.uint64], Ints, Ints]:
        rows = self.keys.rows
        key = rows["place"][row].astype(np.int64) * MASKS + traits.mask[source]
        owner = rows["owner"][row]
        order = np.lexsort((source, as_of, owner, key))
        key, owner, as_of, source = key[order], owner[order], as_of[order], source[order]
        first = np.ones(len(key), dtype=np.bool_)
        first[1:] = (
            (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
            | (as_of[1:] != as_of[:-1]) | (source[1:] != source[:-1])
        )  # fmt: skip
        return key[first], owner[first], as_of[first], source[first]

    def _left_out(
        self, key: Ints, owner: npt.NDArray[np.uint64], as_of: Ints, source: Ints
    ) -> tuple[Ints, Ints]:
        """Every bucket of the scope's positions as counted empty; a count by name outweighs it."""
        rows = self.keys.rows
        at, row = members(self.keys.places["head"], rows["next"], key // MASKS)
        same = rows["owner"][row] == owner[at]
        at, row = at[same], row[same]
        mask = key[at] % MASKS
        columns = np.array([CODES[bucket] for bucket in PHYSICAL] + [GROSS], dtype=np.int64)
        emptied = (mask[:, None] >> columns) & 1 == 1
        which, column = np.nonzero(emptied)
        zeros = np.zeros((len(which), KEPT + 1), dtype=np.int64)
        zeros[:, AS_OF], zeros[:, SOURCE] = as_of[at[which]], source[at[which]]
        zeros[:, SEQUENCE] = NO_SEQUENCE
        return row[which] * WIDTH + columns[column], zeros

    def _apply(self, keys: Ints, counts: Ints, traits: Traits) -> None:
        rows, hashes = self.keys.rows, self.keys.sources["hash"]
        unique = np.unique(keys)
        row = unique // WIDTH
        place, owner = rows["place"][row].astype(np.int64), rows["owner"][row]
        pair, newest, older, variance = self.counts.of(unique, place, owner)
        size = len(unique)
        kept = np.zeros((2 * size, KEPT + 1), dtype=np.int64)
        kept[:size, :KEPT], kept[size:, :KEPT] = newest, older
        every = np.concatenate([kept, counts])
        _, top, below = newest_two(
            np.concatenate([unique, unique, keys]),
            every[:, AS_OF],
            every[:, NAMED],
            hashes[every[:, SOURCE]],
            every[:, SEQUENCE],
            every[:, HASH],
        )
        before = rows["values"].reshape(-1)[unique]
        then = np.concatenate([before, before - variance, np.zeros(len(keys), dtype=np.int64)])
        asked = np.unique(np.concatenate([top[top >= 2 * size], below[below >= 2 * size]]))
        if len(asked):
            every_key = np.concatenate([unique, unique, keys])
            then[asked] = today(
                every_key[asked], every[asked], self.deltas, rows.length,
                gross=bool(traits.gross.any()),
            )  # fmt: skip
        has_older = (below >= 0) & (every[below, AS_OF] > NEVER)
        new_variance = np.where(has_older, then[top] - then[below], 0)
        below_kept = every[np.where(has_older, below, size + np.arange(size)), :KEPT]
        rows["values"].reshape(-1)[unique] = then[top]
        np.add.at(rows["variance"], row, new_variance - variance)
        self.counts.put(unique, pair, every[top, :KEPT], below_kept, new_variance)
        self._raise_fences(unique, every[top], below_kept)

    def _raise_fences(self, keys: Ints, newest: Ints, older: Ints) -> None:
        rows, row = self.keys.rows, keys // WIDTH
        as_of, source = newest[:, AS_OF], newest[:, SOURCE]
        np.maximum.at(rows["fence"], row, as_of)
        self._fence = max(self._fence, int(as_of.max()))
        for counts in (newest, older):
            numbered = np.flatnonzero(counts[:, SEQUENCE] >= 0)
            at, by = row[numbered], counts[numbered, SOURCE].astype(np.int16)
            np.maximum.at(rows["fence_sequence"], at, counts[numbered, SEQUENCE])
            highest = self._highest_sequence(self.keys.sources.length)
            np.maximum.at(highest, counts[numbered, SOURCE], counts[numbered, SEQUENCE])
            unset = rows["fence_source"][at] == -1
            rows["fence_source"][at[unset]] = by[unset]
            rows["fence_source"][at[rows["fence_source"][at] != by]] = ANY_SOURCE
        order = np.lexsort((self.keys.sources["hash"][source], as_of))
        row, as_of, source = row[order], as_of[order], source[order]
        current = rows["counted_by"][row].astype(np.int64)
        hashes = self.keys.sources["hash"]
        newer = (as_of > rows["as_of"][row]) | (
            (as_of == rows["as_of"][row]) & (hashes[source] > hashes[current])
        )
        rows["as_of"][row[newer]] = as_of[newer]
        rows["counted_by"][row[newer]] = source[newer].astype(np.int16)
        rows["bits"][row] |= np.uint8(COUNTED)
        rows.touch(row)

    def _mark_gross(self, row: Ints) -> None:
        """Say whose available was counted together with the allocated; marks follow scopes."""
        rows = self.keys.rows
        place, owner = rows["place"][row].astype(np.int64), rows["owner"][row]
        _, together, _, _ = self.counts.of(row * WIDTH + GROSS, place, owner)
        counted = together[:, AS_OF] > NEVER
        if not counted.any() and not (rows["bits"][row] & GROSS_COUNTED).any():
            return
        _, alone, _, _ = self.counts.of(row * WIDTH + _AVAILABLE, place, owner)
        gross = counted & (together[:, AS_OF] >= alone[:, AS_OF])
        bits = rows["bits"][row] & np.uint8(~GROSS_COUNTED & 0xFF)
        rows["bits"][row] = bits | np.where(gross, GROSS_COUNTED, 0).astype(np.uint8)

    def countable(self, batch: Batch, chosen: Ints, horizon: int) -> tuple[Flags, Flags]:
        """Of the counts `chosen`: which are too old to be computed, and which are not a count's.

        What is reserved, expected or in transit has one writer, which says it by its own kinds.
        """
        old = batch.as_of[chosen] < max(horizon, self.deltas.floor)
        moved = self.keys.rows["writers"][batch.row[chosen]] != 0
        holding = np.isin(batch.sides.given[chosen], _HOLDING)
        return old & moved, holding

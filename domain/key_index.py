"""From a key of 128 bits to a dense row number: the index under every columnar state.

Keys are hashes already (`schemas/hashing.py`), so their bits serve as the place in the table.
All keys of a call walk the table together, round by round; the same key so meets the same slots
in the same rounds, which is what makes claiming an empty slot safe without a loop over rows.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np

Keys: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint64]]
"""One half of the keys, a row each."""
Rows: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
"""Row numbers; -1 is no row."""
Marks: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
"""A truth for each row."""

_EMPTY: Final = -1
_CLAIMED: Final = -2
# Double hashing needs about log(rows) / log(1 / load) rounds: 30 for a million rows at 0.62, and
# the table of 4-byte slots then weighs 6.5 to 13 bytes a key beside the key's own 16.
_LOAD_MAX: Final = 0.62
_SLOTS_MIN: Final = 1024
_GROWTH: Final = 1.25
_ROWS_MAX: Final = 2**31 - 1


class KeyIndex:
    """Row numbers 0, 1, 2, … given to keys in the order in which they first came.

    >>> index = KeyIndex()
    >>> a = np.array([7, 9, 7], np.uint64)
    >>> rows, new = index.index(a, a)
    >>> rows.tolist(), new.tolist(), len(index)
    ([0, 1, 0], [True, True, False], 2)
    """

    __slots__ = ("_count", "_first", "_second", "_slots")

    def __init__(self, rows_expected: int = 0) -> None:
        """An empty index, with room for so many rows."""
        self._count = 0
        self._first = np.zeros(rows_expected, np.uint64)
        self._second = np.zeros(rows_expected, np.uint64)
        self._slots = np.full(_slots_for(rows_expected), _EMPTY, np.int32)

    def __len__(self) -> int:
        """How many keys are known."""
        return self._count

    @property
    def keys(self) -> tuple[Keys, Keys]:
        """Both halves of all keys in the order of their rows; views, not to be written to."""
        return self._first[: self._count], self._second[: self._count]

    @property
    def size_bytes(self) -> int:
        """The memory that the index holds."""
        return self._first.nbytes + self._second.nbytes + self._slots.nbytes

    def index(self, a: Keys, b: Keys) -> tuple[Rows, Marks]:
        """The row of each key, given out where it was unknown; and where a key came first."""
        self._make_room(self._count + a.size)
        rows = np.empty(a.size, np.int64)
        new = np.zeros(a.size, np.bool_)
        mask = self._slots.size - 1
        waiting: Rows | None = None
        first, second = a, b
        places = _place(a, b, mask)
        # A key that loses a slot it tried to claim to an equal key takes that key's row.
        followers: list[tuple[Rows, Rows]] = []
        won_places: list[Rows] = []
        won: list[Rows] = []
        while first.size:
            found = self._slots[places]
            hit = self._holds(found, first, second)
            here = np.flatnonzero(hit)
            rows[here if waiting is None else waiting[here]] = found[here]
            empty = np.flatnonzero(found == _EMPTY)
            if empty.size:
                ordinals = empty if waiting is None else waiting[empty]
                winners = self._claim(places[empty], ordinals)
                same = (a[winners] == first[empty]) & (b[winners] == second[empty])
                hit[empty] = same
                first_come = winners == ordinals
                won.append(ordinals[first_come])
                won_places.append(places[empty[first_come]])
                following = same & ~first_come
                followers.append((ordinals[following], winners[following]))
            left = np.flatnonzero(~hit)
            waiting = left if waiting is None else waiting[left]
            first, second = first[left], second[left]
            places = (places[left] + _step(second)) & mask
        if won:
            claimed = np.concatenate(won)
            new[claimed] = True
            # Scatter and gather put the claims in the order of their rows without a sort.
            rows[claimed] = np.concatenate(won_places)
            ordinals = np.flatnonzero(new)
            rows[ordinals] = self._append(a[ordinals], b[ordinals], rows[ordinals])
            for follower, leader in followers:
                rows[follower] = rows[leader]
        return rows, new

    def find(self, a: Keys, b: Keys) -> Rows:
        """The row of each key, -1 where it is unknown."""
        rows = np.full(a.size, -1, np.int64)
        mask = self._slots.size - 1
        waiting: Rows | None = None
        first, second = a, b
        places = _place(a, b, mask)
        while first.size:
            found = self._slots[places]
            hit = self._holds(found, first, second)
            here = np.flatnonzero(hit)
            rows[here if waiting is None else waiting[here]] = found[here]
            left = np.flatnonzero(~hit & (found != _EMPTY))
            waiting = left if waiting is None else waiting[left]
            first, second = first[left], second[left]
            places = (places[left] + _step(second)) & mask
        return rows

    def _holds(self, found: np.ndarray, first: Keys, second: Keys) -> Marks:
        """Which of the found slots hold the key that is looked for."""
        if self._count == 0:
            return np.zeros(first.size, np.bool_)
        row = np.maximum(found, 0)
        return (self._first[row] == first) & (self._second[row] == second) & (found >= 0)

    def _claim(self, places: Rows, ordinals: Rows) -> Rows:
        """Claim empty slots; of several claims to one slot the lowest ordinal wins."""
        # Assignment in order lets the last write stand, so the lowest ordinal is written last.
        self._slots[places[::-1]] = (_CLAIMED - ordinals[::-1]).astype(np.int32)
        return _CLAIMED - self._slots[places].astype(np.int64)

    def _append(self, a: Keys, b: Keys, places: Rows) -> Rows:
        """Keep new keys, whose slots are theirs already; the rows that they get."""
        end = self._count + a.size
        if end > self._first.size:
            room = max(end, int(self._first.size * _GROWTH))
            self._first = _extended(self._first, self._count, room)
            self._second = _extended(self._second, self._count, room)
        fresh = np.arange(self._count, end)
        self._slots[places] = fresh.astype(np.int32)
        self._first[self._count : end] = a
        self._second[self._count : end] = b
        self._count = end
        return fresh

    def _make_room(self, rows: int) -> None:
        """Grow the table before a call that may need it, so that its rounds stay few."""
        assert rows < _ROWS_MAX, "an index holds fewer than 2^31 rows"
        slots = _slots_for(rows)
        if slots <= self._slots.size:
            return
        self._slots = np.full(slots, _EMPTY, np.int32)
        a, b = self.keys
        mask = slots - 1
        waiting = np.arange(self._count)
        places = _place(a, b, mask)
        while waiting.size:
            empty = np.flatnonzero(self._slots[places] == _EMPTY)
            self._slots[places[empty]] = waiting[empty].astype(np.int32)
            left = np.flatnonzero(self._slots[places] != waiting)
            waiting = waiting[left]
            places = (places[left] + _step(b[waiting])) & mask


def _place(first: Keys, second: Keys, mask: int) -> Rows:
    """The slot where a key's walk begins.

    Both halves take part: the rows of one group often share the low bits by which they were
    grouped, and would crowd into a part of the table.
    """
    return ((first + (second >> np.uint64(32))) & np.uint64(mask)).view(np.int64)


def _step(second: Keys) -> Rows:
    """The odd stride by which a key walks the table; odd, so that it meets every slot."""
    return (second >> np.uint64(2) | np.uint64(1)).view(np.int64)


def _slots_for(rows: int) -> int:
    needed = int(rows / _LOAD_MAX) + 1
    return max(_SLOTS_MIN, 1 << (needed - 1).bit_length())


def _extended(values: Keys, used: int, room: int) -> Keys:
    longer = np.zeros(room, np.uint64)
    longer[:used] = values[:used]
    return longer

"""Hashes by which records are keyed: the same in every process and for ever, a column at a time.

Golden values in the tests hold them: a changed hash would orphan every stored key and move every
key to another partition. Strings are hashed as UTF-8 bytes, read straight from Arrow's buffers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

Hashes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint64]]
"""One 64-bit hash a row."""
Integers: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
"""One number a row."""
_Words: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint32]]
_Bytes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint8]]

# The multipliers are those of splitmix64 and murmur3, odd and of well spread bits.
_GOLDEN: Final = 0x9E3779B97F4A7C15
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_NULL: Final = 0xD6E8FEB86659FD93
# Odd and even seeds differ in structure, not in a constant only, so that strings made to collide
# under the one do not collide under the other: two seeds together make a key of 128 bits.
_LANES: Final = (
    (np.uint64(0xFF51AFD7ED558CCD), np.uint64(32)),
    (np.uint64(0xC4CEB9FE1A85EC53), np.uint64(29)),
)
_MURMUR2_SEED: Final = np.uint32(0x9747B28C)
_MURMUR2_M: Final = np.uint32(0x5BD1E995)
_WORD_MASK: Final = (1 << 32) - 1
_LONG: Final = 2048
"""Strings longer than this many bytes are hashed one by one: they are few, and any length."""
_TAIL_MASKS: Final = np.array([(1 << (8 * n)) - 1 for n in range(8)], np.uint64)


def hash64(strings: pl.Series, seed: int = 0) -> Hashes:
    """A 64-bit hash of each string; null and the empty string differ.

    >>> [f"{value:016x}" for value in hash64(pl.Series(["A", "", None]))]
    ['f6a64be554173566', 'ab0665cdad96ab45', 'b55a8fa067537a73']
    """
    return _hash_text(_Text.of(strings), (seed,))[0]


def hash128(strings: pl.Series) -> tuple[Hashes, Hashes]:
    """Two hashes of each string, those of the seeds 0 and 1, for little more than one of them."""
    first, second = _hash_text(_Text.of(strings), (0, 1))
    return first, second


def hash_numbers(numbers: np.ndarray[tuple[int], np.dtype[np.integer]], seed: int = 0) -> Hashes:
    """A 64-bit hash of each integer; different numbers of one seed never share a hash."""
    state = numbers.astype(np.int64).view(np.uint64) + np.uint64(_start(seed))
    return _finish(state)


def combine(*parts: Hashes) -> Hashes:
    """One hash of several per row; their order matters."""
    state = parts[0].copy()
    for part in parts[1:]:
        state *= _LANES[0][0]
        state ^= state >> _LANES[0][1]
        state += part
    return _finish(state)


def partition_of(keys: pl.Series, partitions: int) -> Integers:
    """The partition of each key, as Kafka's own default partitioner places it."""
    positive = (murmur2(keys) & np.uint32(0x7FFFFFFF)).astype(np.int64)
    return positive % partitions


def murmur2(strings: pl.Series) -> _Words:
    """Kafka's murmur2 of the UTF-8 bytes of each string, unsigned; a null counts as empty."""
    text = _Text.of(strings)
    state = text.lengths.astype(np.uint32) ^ _MURMUR2_SEED
    for rows, word in text.words32():
        mixed = word * _MURMUR2_M
        mixed ^= mixed >> np.uint32(24)
        mixed *= _MURMUR2_M
        active = state[rows] if rows is not None else state
        active *= _MURMUR2_M
        active ^= mixed
        if rows is not None:
            state[rows] = active
    rows, tail = text.tails32()
    state[rows] = (state[rows] ^ tail) * _MURMUR2_M
    state ^= state >> np.uint32(13)
    state *= _MURMUR2_M
    state ^= state >> np.uint32(15)
    for row, content in text.long_strings():
        state[row] = _murmur2_long(content)
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The bytes of a column of strings, and where each string lies in them."""

    data: _Bytes
    starts: Integers
    lengths: Integers
    nulls: np.ndarray[tuple[int], np.dtype[np.bool_]] | None

    @classmethod
    def of(cls, strings: pl.Series) -> _Text:
        """The buffers of a column, copied only as far as Arrow must."""
        array = strings.cast(pl.String).to_arrow(compat_level=pl.CompatLevel.oldest())
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        array = array.cast(pa.large_string())
        _, offsets, data = array.buffers()
        rows = len(array)
        if offsets is None or rows == 0:
            ends = np.zeros(rows + 1, np.int64)
        else:
            ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + rows + 1]
        content = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        first, last = int(ends[0]), int(ends[-1])
        # Eight bytes of room, so that the word that holds a string's last byte can be read whole.
        padded = np.zeros(last - first + 8, np.uint8)
        padded[: last - first] = content[first:last]
        lengths = np.diff(ends)
        nulls = None
        if array.null_count:
            nulls = np.asarray(strings.is_null())
            # What lies under a null is undefined.
            lengths[nulls] = 0
        return cls(data=padded, starts=ends[:-1] - first, lengths=lengths, nulls=nulls)

    def words64(self) -> Iterator[tuple[Integers | None, Hashes]]:
        """The words of eight bytes, first words first, the last one padded with zeros.

        Each comes with the rows that have such a word; None means all rows.
        """
        length = self._one_length()
        if length:
            # Ids and codes are mostly of one length: then no word is looked for.
            for place in range((length + 7) >> 3):
                words = self._column("<u8", 8 * place, length)
                if length - 8 * place < 8:
                    words &= _TAIL_MASKS[length - 8 * place]
                yield None, words
            return
        view = np.ndarray((self.data.size - 7,), "<u8", self.data, strides=(1,))
        counts = (self._short_lengths() + 7) >> 3
        for place, rows in _rounds(counts):
            starts, lengths = (
                (self.starts, self.lengths)
                if rows is None
                else (self.starts[rows], self.lengths[rows])
            )
            words = view[starts + 8 * place]
            left = lengths - 8 * place
            partial = left < 8
            if partial.any():
                words[partial] &= _TAIL_MASKS[left[partial]]
            yield rows, words

    def words32(self) -> Iterator[tuple[Integers | None, _Words]]:
        """The whole words of four bytes, first words first, as `words64` gives them."""
        length = self._one_length()
        if length:
            for place in range(length >> 2):
                yield None, self._column("<u4", 4 * place, length)
            return
        view = np.ndarray((self.data.size - 3,), "<u4", self.data, strides=(1,))
        for place, rows in _rounds(self._short_lengths() >> 2):
            starts = self.starts if rows is None else self.starts[rows]
            yield rows, view[starts + 4 * place]

    def tails32(self) -> tuple[Integers, _Words]:
        """The one to three bytes after the last whole word, and the rows that have them."""
        view = np.ndarray((self.data.size - 3,), "<u4", self.data, strides=(1,))
        rows = np.flatnonzero(self.lengths & 3)
        lengths = self.lengths[rows]
        words = view[self.starts[rows] + (lengths & ~3)]
        return rows, words & _TAIL_MASKS[lengths & 3].astype(np.uint32)

    def long_strings(self) -> Iterator[tuple[int, bytes]]:
        """The rows whose strings are too long for the columns' pace, and their bytes."""
        for row in np.flatnonzero(self.lengths > _LONG).tolist():
            start = int(self.starts[row])
            yield row, self.data[start : start + int(self.lengths[row])].tobytes()

    def _one_length(self) -> int:
        """The length of all the strings, which then lie side by side; 0 where they differ."""
        if self.lengths.size == 0 or self.lengths[0] > _LONG:
            return 0
        length = int(self.lengths[0])
        alike = length == self.lengths[-1] and bool((self.lengths == length).all())
        # A null is of no length, but bytes may lie under it.
        return length if alike and self.nulls is None else 0

    def _column(self, kind: str, offset: int, length: int) -> np.ndarray[Any, Any]:
        """The words at one place of strings of one length, as an array of its own."""
        return np.ndarray(
            self.lengths.shape, kind, self.data, offset=offset, strides=(length,)
        ).copy()

    def _short_lengths(self) -> Integers:
        return np.where(self.lengths > _LONG, 0, self.lengths)


def _hash_text(text: _Text, seeds: tuple[int, ...]) -> list[Hashes]:
    lengths = text.lengths.astype(np.uint64)
    lanes = [_LANES[seed & 1] for seed in seeds]
    states = [
        (lengths + np.uint64(seed)) * np.uint64(_GOLDEN) ^ multiplier
        for seed, (multiplier, _) in zip(seeds, lanes, strict=True)
    ]
    for rows, words in text.words64():
        for state, (multiplier, shift) in zip(states, lanes, strict=True):
            active = state[rows] if rows is not None else state
            active ^= words
            active *= multiplier
            active ^= active >> shift
            if rows is not None:
                state[rows] = active
    for row, content in text.long_strings():
        for state, (multiplier, shift) in zip(states, lanes, strict=True):
            state[row] = _hash_long(content, int(state[row]), int(multiplier), int(shift))
    for state, seed in zip(states, seeds, strict=True):
        _finish(state)
        if text.nulls is not None:
            state[text.nulls] = _finish(np.array([_NULL ^ seed], np.uint64))[0]
    return states


def _rounds(counts: Integers) -> Iterator[tuple[int, Integers | None]]:
    """For each place of a word, the rows that have it; None where all rows do."""
    if counts.size == 0:
        return
    shared = int(counts.min())
    for place in range(shared):
        yield place, None
    rows = np.flatnonzero(counts > shared)
    place = shared
    while rows.size:
        yield place, rows
        place += 1
        rows = rows[counts[rows] > place]


def _finish(state: Hashes) -> Hashes:
    state ^= state >> np.uint64(30)
    state *= _MIX_1
    state ^= state >> np.uint64(27)
    state *= _MIX_2
    state ^= state >> np.uint64(31)
    return state


def _start(seed: int) -> int:
    return ((seed + 1) * _GOLDEN) & ((1 << 64) - 1)


def _hash_long(content: bytes, state: int, multiplier: int, shift: int) -> int:
    mask = (1 << 64) - 1
    for start in range(0, len(content), 8):
        state ^= int.from_bytes(content[start : start + 8], "little")
        state = (state * multiplier) & mask
        state ^= state >> shift
    return state


def _murmur2_long(content: bytes) -> int:
    multiplier = int(_MURMUR2_M)
    state = int(_MURMUR2_SEED) ^ len(content)
    whole = len(content) & ~3
    for start in range(0, whole, 4):
        word = (int.from_bytes(content[start : start + 4], "little") * multiplier) & _WORD_MASK
        word = ((word ^ (word >> 24)) * multiplier) & _WORD_MASK
        state = ((state * multiplier) & _WORD_MASK) ^ word
    if whole < len(content):
        state ^= int.from_bytes(content[whole:], "little")
        state = (state * multiplier) & _WORD_MASK
    state = ((state ^ (state >> 13)) * multiplier) & _WORD_MASK
    return state ^ (state >> 15)

"""Runs of whole sets: framed as columns, looked at one by one only by who asks for one.

Where ST and SE agree in count and control number and nothing lies between the sets, a thousand of
them are one run: its places are arrays, and no object is made a set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias, overload

import numpy as np

from edi.framed import Framed, GroupOpened, SetFramed
from edi.words import WORD, numbers_at, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from edi.segments import Located

CODE_AT: Final = 3
"""Where the set's code begins in `ST*850*0001`."""
CONTROL_AT: Final = 7
CONTROL_LENGTHS: Final = (4, 8)
"""Control numbers of nine digits are looked at one by one: a word holds eight."""
_HEAD: Final = int.from_bytes(b"ST", "little")
_HEAD_MASK: Final = np.uint64(0x00FF000000FFFFFF)
_HEAD_MARKS: Final = 1 << 16 | 1 << 48
"""`ST*850*0` as a word: what must be there, and at which of its bytes separators stand."""
_TAIL: Final = int.from_bytes(b"SE", "little")
_TAIL_MASK: Final = np.uint64(0xFFFFFF)
_TAIL_MARKS: Final = 1 << 16


class SetRun(Sequence[SetFramed]):
    """Sets of one code in a row, each whole; `raw(i)` are its bytes, `run[i]` the set.

    `block` are the bytes of which `starts` and `ends` are places, the terminator of SE included;
    `segment_starts` and `segment_ends` are those of all their segments, without noise and
    terminators, and `heads` says which of these is the ST of each set. `offset` is the place in
    the file of the block's first byte, `segment` the number of the first ST in the interchange.
    `before` are the bytes between the first set and what was before it in its interchange.
    """

    def __init__(
        self,
        *,
        group: GroupOpened,
        block: bytes,
        offset: int,
        before: bytes,
        segment: int,
        spans: tuple[NDArray[np.int64], NDArray[np.int64]],
        heads: NDArray[np.int64],
        segments: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> None:
        self.interchange = group.interchange
        self.group = group
        self.block = block
        self.offset = offset
        self.before = before
        self.segment = segment
        self.starts, self.ends = spans
        self.heads = heads
        self.segment_starts, self.segment_ends = segments

    @cached_property
    def code(self) -> str:
        """The code of all these sets."""
        at = int(self.starts[0]) + CODE_AT
        return self.block[at : at + 3].decode("latin-1")

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> SetFramed: ...
    @overload
    def __getitem__(self, index: slice) -> list[SetFramed]: ...
    def __getitem__(self, index: int | slice) -> SetFramed | list[SetFramed]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        return next(self._sets(index, index + 1))

    def __iter__(self) -> Iterator[SetFramed]:
        return self._sets(0, len(self))

    def raw(self, index: int) -> bytes:
        """The bytes of one set."""
        return self.block[int(self.starts[index]) : int(self.ends[index])]

    def _sets(self, begin: int, stop: int) -> Iterator[SetFramed]:
        block, code = self.block, self.code
        heads = self.heads[begin:stop]
        control_ends = self.segment_ends[heads].tolist()
        last = len(self.segment_starts)
        upto = np.append(self.heads, last)[begin + 1 : stop + 1]
        counts = (upto - heads).tolist()
        numbers = (heads + self.segment).tolist()
        spans = zip(self.starts[begin:stop].tolist(), self.ends[begin:stop].tolist(), strict=True)
        last_end = int(self.ends[begin - 1]) if begin else -1
        for at, (start, end) in enumerate(spans):
            before = block[last_end:start] if last_end >= 0 else self.before
            last_end = end
            yield SetFramed(
                interchange=self.interchange,
                group=self.group,
                code=code,
                control=block[start + CONTROL_AT : control_ends[at]].decode("latin-1"),
                guide="",
                raw=block[start:end],
                offset=self.offset + start,
                segment=numbers[at],
                segments=counts[at],
                before=before,
            )


Part: TypeAlias = Framed | SetRun
"""What framing yields where sets may come as runs."""


def one_by_one(parts: Iterable[Part]) -> list[Framed]:
    """The same parts with every set of a run for itself."""
    out: list[Framed] = []
    for part in parts:
        if isinstance(part, SetRun):
            out += part
        else:
            out.append(part)
    return out


@dataclass(frozen=True, slots=True)
class Pairs:
    """The envelope segments of a block, and which of them are an ST that its SE agrees with.

    `upto[k]` is how many envelope segments from the k-th on are such pairs in a row, of one code
    and of control numbers that count up; `controls` are those numbers.
    """

    upto: NDArray[np.int64]
    controls: NDArray[np.int64]


def pairs_of(block: bytes, located: Located, mark: int) -> Pairs:
    """The pairs of ST and SE among the located segments that begin as envelope segments do."""
    column = np.frombuffer(block, dtype=np.uint8)
    special = np.array(located.special, dtype=np.int64)
    starts, ends = located.starts[special], located.ends[special]
    count = len(special)
    nothing = np.zeros(count, dtype=np.int64)
    if count < 2:
        return Pairs(nothing, nothing)
    heads, tails = starts[:-1], starts[1:]
    width = ends[:-1] - heads - CONTROL_AT
    low, high = CONTROL_LENGTHS
    # `ST*850*0001` and `SE*12*0001`: ids and marks where they belong, the control as long.
    digits = ends[1:] - tails - 4 - width
    good = (width >= low) & (width <= high) & (digits >= 1) & (digits <= WORD)
    here = np.flatnonzero(good)
    controls = np.zeros(count - 1, dtype=np.int64)
    codes = np.zeros(count - 1, dtype=np.uint32)
    if len(here):
        spans = _Spans(heads[here], ends[here], tails[here], ends[here + 1])
        pairs = _agreeing(column, mark, spans)
        good[here] = pairs.good & (pairs.claimed == np.diff(special)[here] + 1)
        controls[here], codes[here] = pairs.controls, pairs.codes
    follows = np.zeros(count - 1, dtype=np.bool_)
    follows[:-2] = (
        good[2:]
        & (np.diff(special)[1:-1] == 1)
        & (codes[2:] == codes[:-2])
        & (controls[2:] == controls[:-2] + 1)
    )
    return Pairs(_run_lengths(good, follows, count), controls)


@dataclass(frozen=True, slots=True)
class _Spans:
    """Pairs of segments that may be an ST and its SE."""

    heads: NDArray[np.int64]
    head_ends: NDArray[np.int64]
    tails: NDArray[np.int64]
    tail_ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Agreeing:
    """Whether both say the same control number, what that is, the set's code, and SE01."""

    good: NDArray[np.bool_]
    controls: NDArray[np.int64]
    codes: NDArray[np.uint32]
    claimed: NDArray[np.int64]


def _agreeing(column: NDArray[np.uint8], mark: int, spans: _Spans) -> _Agreeing:
    words = words_of(column)
    heads, tails = words[spans.heads], words[spans.tails]
    width = spans.head_ends - spans.heads - CONTROL_AT
    counts_end = spans.tail_ends - width - 1
    good = heads & _HEAD_MASK == np.uint64(_HEAD + mark * _HEAD_MARKS)
    good &= tails & _TAIL_MASK == np.uint64(_TAIL + mark * _TAIL_MARKS)
    good &= (column[counts_end] == mark) & (column[spans.tails + 3] != ord("0"))
    codes = ((heads >> np.uint64(24)) & np.uint64(0xFFFFFF)).astype(np.uint32)
    for bits in (0, 8, 16):
        good &= (codes >> np.uint32(bits)) & np.uint32(0xFF) != np.uint32(mark)
    controls, are_numbers = numbers_at(words, spans.head_ends, width)
    echoed, are_echoed = numbers_at(words, spans.tail_ends, width)
    claimed, are_counts = numbers_at(words, counts_end, counts_end - spans.tails - 3)
    good &= are_numbers & are_echoed & are_counts & (controls == echoed)
    return _Agreeing(good, controls, codes, claimed)


def _run_lengths(
    good: NDArray[np.bool_], follows: NDArray[np.bool_], count: int
) -> NDArray[np.int64]:
    """How many pairs in a row begin at each place: a pair, and then every second place."""
    lengths = np.zeros(count, dtype=np.int64)
    for parity in range(2):
        chosen = np.arange(parity, count - 1, 2)
        if not len(chosen):
            continue
        breaks = ~follows[chosen]
        breaks[-1] = True
        stops = np.flatnonzero(breaks)
        end = stops[np.searchsorted(stops, np.arange(len(chosen)))]
        lengths[chosen] = np.where(good[chosen], end - np.arange(len(chosen)) + 1, 0)
    return lengths


def longest(located: Located, position: int, count: int, limit: int) -> int:
    """The size of the largest of so many pairs of ST and SE; 0 where all of them are below it."""
    special = located.special[position : position + 2 * count]
    if len(special) < 2 or int(located.ends[special[-1]] - located.starts[special[0]]) < limit:
        return 0
    return int((located.ends[special[1::2]] - located.starts[special[::2]]).max())

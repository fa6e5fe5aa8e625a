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

from edi.framed import Framed, GroupOpened, InterchangeOpened, SetFramed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from edi.segments import Located

CODE_AT: Final = 3
"""Where the set's code begins in `ST*850*0001`."""
CONTROL_AT: Final = 7
CONTROL_LENGTHS: Final = (4, 9)
COUNT_DIGITS_MAX: Final = 9


class SetRun(Sequence[SetFramed]):
    """Sets of one code in a row, each whole; `raw(i)` are its bytes, `run[i]` the set.

    `block` are the bytes of which `starts` and `ends` are places, the terminator of SE included;
    `segment_starts` and `segment_ends` are those of all their segments, without noise and
    terminators, and `heads` says which of these is the ST of each set. `offset` is the place in
    the file of the block's first byte, `segment` the number of the first ST in the interchange.
    """

    def __init__(
        self,
        *,
        interchange: InterchangeOpened,
        group: GroupOpened,
        block: bytes,
        offset: int,
        segment: int,
        spans: tuple[NDArray[np.int64], NDArray[np.int64]],
        heads: NDArray[np.int64],
        segments: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> None:
        self.interchange = interchange
        self.group = group
        self.block = block
        self.offset = offset
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
        for at, (start, end) in enumerate(spans):
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
    good = (width >= low) & (width <= high) & (digits >= 1) & (digits <= COUNT_DIGITS_MAX)
    last = len(column) - 1

    def byte(places: NDArray[np.int64]) -> NDArray[np.uint8]:
        return column[np.minimum(places, last)]

    for places, wanted in (
        (heads, b"S"), (heads + 1, b"T"), (tails, b"S"), (tails + 1, b"E"),
    ):  # fmt: skip
        good &= byte(places) == wanted[0]
    for places in (heads + 2, heads + CODE_AT + 3, tails + 2, ends[1:] - width - 1):
        good &= byte(places) == mark
    for at in range(3):
        good &= byte(heads + CODE_AT + at) != mark
    controls, numeric = _numbers(byte, ends[:-1] - width, width, high)
    echoed, echo_numeric = _numbers(byte, ends[1:] - width, width, high)
    claimed, claim_numeric = _numbers(byte, tails + 3, digits, COUNT_DIGITS_MAX)
    good &= numeric & echo_numeric & claim_numeric & (controls == echoed)
    good &= (claimed == np.diff(special) + 1) & (byte(tails + 3) != ord("0"))
    codes = np.zeros(count - 1, dtype=np.int64)
    for at in range(3):
        codes = codes << 8 | byte(heads + CODE_AT + at)
    follows = np.zeros(count - 1, dtype=np.bool_)
    follows[:-2] = (
        good[2:]
        & (np.diff(special)[1:-1] == 1)
        & (codes[2:] == codes[:-2])
        & (controls[2:] == controls[:-2] + 1)
    )
    return Pairs(_run_lengths(good, follows, count), controls)


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


def _numbers(
    byte: Callable[[NDArray[np.int64]], NDArray[np.uint8]],
    begin: NDArray[np.int64],
    length: NDArray[np.int64],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Digits from these places on as numbers, and whether they were digits only."""
    value = np.zeros(len(begin), dtype=np.int64)
    numeric = length > 0
    longest = int(length.max(initial=0))
    numeric &= length <= most
    for at in range(min(most, longest)):
        there = at < length
        digit = byte(begin + at).astype(np.int64) - ord("0")
        value = np.where(there, value * 10 + digit, value)
        numeric &= ~there | ((digit >= 0) & (digit <= 9))
    return value, numeric

"""Where segments begin and end in a run of bytes, found for all of them at once.

Terminators are found as columns; only envelope segments are ever looked at one by one, so that
framing costs what the envelope costs and not what the data costs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from edi.delimiters import BREAKS, noise_of
from edi.words import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

NO_LIMIT: Final = 1 << 62
NOISE_ROUNDS: Final = 48
"""Noise before a segment that is skipped in columns; longer runs are skipped one by one."""
ENVELOPE_STARTS: Final = (b"IS", b"IE", b"GS", b"GE", b"ST", b"SE", b"TA", b"BI", b"BD", b"UN")
"""The first two bytes of every segment id that framing must look at."""
BINARY_STARTS: Final = (b"BI", b"BD")


def _starts_table(starts: tuple[bytes, ...]) -> NDArray[np.bool_]:
    """Which pairs of bytes begin one of them, in any case and though a line breaks behind it."""
    table = np.zeros(65536, dtype=np.bool_)
    for start in starts:
        for first in (start[0], start[0] | 0x20):
            for second in (start[1], start[1] | 0x20, *BREAKS):
                table[first + 256 * second] = True
    return table


_STARTS: Final = _starts_table(ENVELOPE_STARTS)
_BINARIES: Final = _starts_table(BINARY_STARTS)
NOWHERE: Final[NDArray[np.int64]] = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLength:
    """A binary segment whose length is wrong: where, what it says, what its terminator says."""

    start: int
    element: str
    found: bytes
    data: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Complete segments of a run of bytes, the empty ones left out.

    `starts` and `ends` exclude noise before and the terminator after; `special` lists those whose
    id begins as an envelope segment's. `end` is where the first incomplete segment begins.
    `indents` and `empties` are the places of blanks before segments and of empty segments, `long`
    those of segments, with what is before them, beyond a limit.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    special: list[int]
    end: int
    long: NDArray[np.int64] = field(default_factory=lambda: NOWHERE)
    indents: NDArray[np.int64] = field(default_factory=lambda: NOWHERE)
    empties: NDArray[np.int64] = field(default_factory=lambda: NOWHERE)
    has_binary: bool = False
    wrong: WrongLength | None = None

    def before(self, index: int) -> Located:
        """Those before one of them."""
        return self.first(index, int(self.starts[index]))

    def before_long(self) -> Located:
        """Those before the first that is longer than the limit."""
        end = int(self.long[0])
        return self.first(int(np.searchsorted(self.starts, end)), end)

    def first(self, count: int, end: int) -> Located:
        """So many of them, and where they end; of those beyond the limit nothing is noted."""
        return replace(
            self,
            starts=self.starts[:count],
            ends=self.ends[:count],
            special=self.special[: bisect_left(self.special, count)],
            end=end,
            long=NOWHERE,
        )


def noise_table(delimiters: Delimiters) -> NDArray[np.bool_]:
    """Which bytes mean nothing before a segment: blanks and breaks that are no delimiter."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(noise_of(delimiters))] = True
    return table


def locate(
    block: bytes,
    begin: int,
    stop: int,
    delimiters: Delimiters,
    noise: NDArray[np.bool_],
    *,
    limit: int = NO_LIMIT,
) -> Located:
    """The complete segments of `block[begin:stop]`; those of more bytes than a limit are noted."""
    terminator = delimiters.segment
    column = np.frombuffer(block, dtype=np.uint8)
    ends = terminators(block, column, begin, stop, delimiters)
    raw_starts = np.empty_like(ends)
    raw_starts[1:] = ends[:-1] + len(terminator)
    if len(ends):
        raw_starts[0] = begin
    starts, codes, indents = _skip_noise(block, column, raw_starts, ends, noise)
    sizes = ends - raw_starts
    long = raw_starts[sizes > limit] if len(ends) and int(sizes.max()) > limit else NOWHERE
    last_end = int(ends[-1]) if len(ends) else begin
    filled = starts < ends
    empties = NOWHERE
    if not filled.all():
        empties = raw_starts[~filled]
        starts, ends, codes = starts[filled], ends[filled], codes[filled]
    end = begin
    if len(raw_starts):
        end = last_end + len(terminator)
    special = np.flatnonzero(_STARTS[codes])
    return Located(
        starts=starts,
        ends=ends,
        special=special.tolist(),
        end=end,
        long=long,
        indents=indents,
        empties=empties,
        has_binary=bool(_BINARIES[codes[special]].any()),
    )


def terminators(
    block: bytes, column: NDArray[np.uint8], begin: int, stop: int, delimiters: Delimiters
) -> NDArray[np.int64]:
    """Where segments end: every terminator that no release character takes away."""
    terminator = delimiters.segment
    if len(terminator) > 1:
        places = [match.start() for match in re.finditer(re.escape(terminator), block[begin:stop])]
        return np.array(places, dtype=np.int64) + begin
    found = np.flatnonzero(column[begin:stop] == terminator[0]) + begin
    if delimiters.release and len(found):
        release = delimiters.release[0]
        before = column[np.maximum(found - 1, 0)] == release
        for at in np.flatnonzero(before & (found > begin)).tolist():
            place = int(found[at])
            run = 0
            while place - run - 1 >= begin and block[place - run - 1] == release:
                run += 1
            before[at] = run % 2 == 1
        found = found[~(before & (found > begin))]
    return found


def _skip_noise(
    block: bytes,
    column: NDArray[np.uint8],
    raw_starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    noise: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.uint16], NDArray[np.int64]]:
    """Starts behind their noise, their first two bytes, and where noise is more than a break."""
    starts = raw_starts.copy()
    if not len(starts):
        return starts, np.zeros(0, dtype=np.uint16), NOWHERE
    if len(starts) > 1 and bool((column[starts[1:]] == 10).all()) and noise[10]:
        # A line feed before every segment but the first: nearly every file that has any.
        starts[1:] += 1
    codes = _first_bytes(column, starts)
    noisy = noise[codes & np.uint16(0xFF)]
    if not noisy.any():
        return starts, codes, NOWHERE
    active = np.flatnonzero(noisy & (starts < ends))
    moved = active
    indented: list[NDArray[np.int64]] = []
    for _ in range(NOISE_ROUNDS):
        if not len(active):
            break
        bytes_here = column[starts[active]]
        blank = (bytes_here != 13) & (bytes_here != 10)
        if blank.any():
            indented.append(raw_starts[active[blank]])
        starts[active] += 1
        active = active[noise[column[starts[active]]] & (starts[active] < ends[active])]
    members = bytes(np.flatnonzero(noise).tolist())
    for at in active.tolist():
        piece = block[int(starts[at]) : int(ends[at])]
        size = len(piece) - len(piece.lstrip(members))
        if piece[:size].strip(BREAKS):
            indented.append(raw_starts[at : at + 1])
        starts[at] += size
    codes[moved] = _first_bytes(column, starts[moved])
    if not indented:
        return starts, codes, NOWHERE
    return starts, codes, np.unique(np.concatenate(indented))


def _first_bytes(column: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The first two bytes of each segment as a number, the first the lower one.

    Behind the last byte of all stands a zero.
    """
    last = len(column) - 1
    pairs = words_of(column, 2)
    if len(starts) and int(starts[-1]) >= last:
        codes = np.empty(len(starts), dtype=np.uint16)
        within = starts < last
        codes[within] = pairs[starts[within]]
        codes[~within] = column[last]
        return codes
    return pairs[starts]


def single(start: int, end: int, stop: int, *, is_special: bool) -> Located:
    """One segment whose terminator is missing, as the last of a file."""
    places = [start] if end > start else []
    return Located(
        starts=np.array(places, dtype=np.int64),
        ends=np.array([end] if places else [], dtype=np.int64),
        special=[0] if is_special and places else [],
        end=stop,
    )

"""Where segments begin and end in a run of bytes, found for all of them at once.

Terminators are found as columns; only envelope segments are ever looked at one by one, so that
framing costs what the envelope costs and not what the data costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from edi.delimiters import NOISE, Delimiters

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOISE_ROUNDS: Final = 48
"""Noise before a segment that is skipped in columns; longer runs are skipped one by one."""
ENVELOPE_STARTS: Final = (b"IS", b"IE", b"GS", b"GE", b"ST", b"SE", b"TA", b"BI", b"BD", b"UN")
"""The first two bytes of every segment id that framing must look at."""


BINARY_STARTS: Final = (b"BI", b"BD")


def _starts_table(starts: tuple[bytes, ...]) -> NDArray[np.bool_]:
    table = np.zeros(65536, dtype=np.bool_)
    for start in starts:
        for first in (start[0], start[0] | 0x20):
            for second in (start[1], start[1] | 0x20):
                table[first + 256 * second] = True
    return table


_STARTS: Final = _starts_table(ENVELOPE_STARTS)
_BINARIES: Final = _starts_table(BINARY_STARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Complete segments of a run of bytes, the empty ones left out.

    `starts` and `ends` exclude noise before and the terminator after; `special` lists those whose
    id begins as an envelope segment's. `end` is where the first incomplete segment begins.
    `indented` and `empty` are the first places of such noise, or -1.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    special: list[int]
    end: int
    indented: int
    empty: int
    longest: int
    wrong_binary: int = -1
    has_binary: bool = False

    def before_longest(self, limit: int, begin: int) -> Located:
        """Those before the first that is longer than the limit."""
        sizes = np.diff(self.ends, prepend=begin)
        count = int(np.argmax(sizes > limit)) if (sizes > limit).any() else len(sizes)
        return replace(
            self,
            starts=self.starts[:count],
            ends=self.ends[:count],
            special=[index for index in self.special if index < count],
            end=int(self.starts[count]) if count < len(self.starts) else self.end,
        )


def noise_table(delimiters: Delimiters) -> NDArray[np.bool_]:
    """Which bytes mean nothing before a segment: blanks and breaks that are no delimiter."""
    table = np.zeros(256, dtype=np.bool_)
    for byte in NOISE:
        if bytes([byte]) not in (delimiters.element, delimiters.segment, delimiters.component):
            table[byte] = True
    return table


def locate(
    block: bytes, begin: int, stop: int, delimiters: Delimiters, noise: NDArray[np.bool_]
) -> Located:
    """The complete segments of `block[begin:stop]`."""
    terminator = delimiters.segment
    column = np.frombuffer(block, dtype=np.uint8)
    ends = terminators(block, column, begin, stop, delimiters)
    raw_starts = np.empty_like(ends)
    raw_starts[1:] = ends[:-1] + len(terminator)
    if len(ends):
        raw_starts[0] = begin
    starts, indented = _skip_noise(block, column, raw_starts, ends, noise)
    longest = int((ends - raw_starts).max()) if len(ends) else 0
    last_end = int(ends[-1]) if len(ends) else begin
    filled = starts < ends
    empty = -1
    if not filled.all():
        empty = int(raw_starts[int(np.argmin(filled))])
        starts, ends = starts[filled], ends[filled]
    end = begin
    if len(raw_starts):
        end = last_end + len(terminator)
    first = column[starts].astype(np.intp)
    second = column[np.minimum(starts + 1, len(column) - 1)].astype(np.intp)
    code = first + 256 * second
    special = np.flatnonzero(_STARTS[code]).tolist()
    return Located(
        starts=starts,
        ends=ends,
        special=special,
        end=end,
        indented=indented,
        empty=empty,
        longest=longest,
        has_binary=bool(_BINARIES[code].any()),
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
) -> tuple[NDArray[np.int64], int]:
    """Starts behind their noise, and the first place of noise that is more than a line break."""
    starts = raw_starts.copy()
    indented = -1
    if not len(starts):
        return starts, indented
    if len(starts) > 1 and bool((column[starts[1:]] == 10).all()) and noise[10]:
        # A line feed before every segment but the first: nearly every file that has any.
        starts[1:] += 1
    active = np.flatnonzero(noise[column[np.minimum(starts, ends)]] & (starts < ends))
    for _ in range(NOISE_ROUNDS):
        if not len(active):
            return starts, indented
        bytes_here = column[starts[active]]
        blank = (bytes_here != 13) & (bytes_here != 10)
        if blank.any():
            place = int(raw_starts[active[int(np.argmax(blank))]])
            indented = place if indented < 0 else min(indented, place)
        starts[active] += 1
        active = active[noise[column[starts[active]]] & (starts[active] < ends[active])]
    members = bytes(np.flatnonzero(noise).tolist())
    for at in active.tolist():
        piece = block[int(starts[at]) : int(ends[at])]
        starts[at] += len(piece) - len(piece.lstrip(members))
    return starts, indented


def single(start: int, end: int, stop: int, *, is_special: bool) -> Located:
    """One segment whose terminator is missing, as the last of a file."""
    places = [start] if end > start else []
    return Located(
        starts=np.array(places, dtype=np.int64),
        ends=np.array([end] if places else [], dtype=np.int64),
        special=[0] if is_special and places else [],
        end=stop,
        indented=-1,
        empty=-1,
        longest=end - start,
    )


def with_binaries(
    block: bytes, located: Located, delimiters: Delimiters, limit: int, *, final: bool
) -> tuple[Located, bool]:
    """The same with BIN and BDS segments ended by their length, not by a byte of their data.

    The flag says that such a segment waits for more bytes; it is left out then.
    """
    if not located.has_binary:
        return located, False
    for index in located.special:
        start = int(located.starts[index])
        if block[start : start + 3].upper() not in (b"BIN", b"BDS"):
            continue
        true_end = _binary_end(block, start, int(located.ends[index]), delimiters, limit)
        if true_end == int(located.ends[index]):
            continue
        if true_end > located.end - len(delimiters.segment) and not final and true_end >= 0:
            kept = replace(
                located,
                starts=located.starts[:index],
                ends=located.ends[:index],
                special=[other for other in located.special if other < index],
                end=start,
                longest=0,
            )
            return kept, True
        if true_end < 0 or block[true_end : true_end + len(delimiters.segment)] != (
            delimiters.segment
        ):
            located = replace(located, wrong_binary=start)
            continue
        inside = (located.starts > start) & (located.starts <= true_end)
        ends = located.ends.copy()
        ends[index] = true_end
        kept = replace(located, starts=located.starts[~inside], ends=ends[~inside], longest=0)
        gone = int(inside.sum())
        special = [
            other if other <= index else other - gone
            for other in located.special
            if other <= index or not inside[other]
        ]
        return with_binaries(block, replace(kept, special=special), delimiters, limit, final=final)
    return located, False


def _binary_end(block: bytes, start: int, end: int, delimiters: Delimiters, limit: int) -> int:
    """Where a binary segment ends by its length element; -1 where that cannot be."""
    places = 1 if block[start : start + 3].upper() == b"BIN" else 2
    at = start
    for _ in range(places):
        at = block.find(delimiters.element, at + 1)
        if at < 0:
            return -1
    after = block.find(delimiters.element, at + 1, at + 12)
    length = block[at + 1 : after] if after > 0 else b""
    if not (length.isdigit() and int(length) <= limit):
        return end if after < 0 else -1
    return after + 1 + int(length)

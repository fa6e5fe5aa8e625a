"""Segments that end by a length and not by a byte: BIN and BDS, whose data may be anything.

    BIN*9*ab~SE*1~c~        BDS*ASC*3*a~b~

A length that cannot be (no number, or no terminator stands where the data would end) is passed
over: such a segment ends at its first terminator, and a finding says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from edi.delimiters import noise_of
from edi.segments import WrongLength

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.delimiters import Delimiters
    from edi.segments import Located

IDS: Final = (b"BIN", b"BDS")
NAMES: Final = frozenset(name.decode() for name in IDS)
LENGTH_AT: Final = {b"BIN": 1, b"BDS": 2}
"""Which element says how many bytes the next one has."""
DIGITS_MAX: Final = 12
"""Digits of a length that are believed: no file has more bytes than these say."""


def with_binaries(
    block: bytes, located: Located, marks: Delimiters, limit: int, *, final: bool
) -> tuple[Located, int]:
    """The same segments with BIN and BDS ended by their length; what waits for more is left out.

    The number is where the bytes must reach before such a segment is whole, 0 where none waits.
    Segments of more than `limit` bytes are not waited for.
    """
    size = len(marks.segment)
    starts, ends = located.starts, located.ends.copy()
    kept = np.ones(len(starts), dtype=np.bool_)
    spans: list[tuple[int, int]] = []
    wrong: WrongLength | None = None
    needed, stop, reach = 0, located.end, 0
    for index in located.special:
        start, end = int(starts[index]), int(ends[index])
        if start < reach or not _is_binary(block, start, marks):
            continue
        true_end = _data_end(block, start, marks)
        if true_end == end:
            continue
        wanted = true_end + size
        possible = true_end > end and (final or wanted - start <= limit)
        if possible and (located.end < wanted <= len(block) or (wanted > len(block) and not final)):
            # It ends beyond the window, or its last bytes have not come yet.
            needed, stop = wanted, start
            kept[index:] = False
            break
        if possible and block[true_end:wanted] == marks.segment:
            kept[index + 1 : int(np.searchsorted(starts, true_end, side="right"))] = False
            ends[index], reach = true_end, wanted
            spans.append((max(0, block.rfind(marks.segment, 0, start) + size), wanted))
        elif wrong is None:
            wrong = _wrong(block, start, end, marks)
    places = np.cumsum(kept) - 1
    told = replace(
        located,
        starts=starts[kept],
        ends=ends[kept],
        special=[int(places[index]) for index in located.special if kept[index]],
        end=stop,
        long=_outside(located.long, spans),
        indents=_outside(located.indents, spans),
        empties=_outside(located.empties, spans),
        wrong=wrong,
    )
    return told, needed


def _outside(places: NDArray[np.int64], spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    """The places that lie in none of some spans, which are in order."""
    if not (len(places) and spans):
        return places
    bounds = np.array(spans, dtype=np.int64)
    before = np.searchsorted(bounds[:, 0], places, side="right") - 1
    return places[(before < 0) | (places >= bounds[np.maximum(before, 0), 1])]


def _is_binary(block: bytes, start: int, marks: Delimiters) -> bool:
    return block[start : start + 3].upper() in IDS and block.startswith(marks.element, start + 3)


def _data_end(block: bytes, start: int, marks: Delimiters) -> int:
    """Where the data of the binary segment that starts here end; -1 where its length is none."""
    found = _head(marks.element, marks.segment, block[start : start + 3].upper()).match(
        block, start + 3
    )
    return -1 if found is None else found.end() + int(found[1])


@lru_cache(maxsize=64)
def _head(element: bytes, segment: bytes, name: bytes) -> re.Pattern[bytes]:
    """What stands between the id and the data."""
    mark, end = re.escape(element), re.escape(segment)
    before = (mark + rb"(?:(?!" + mark + b"|" + end + rb").)*+") * (LENGTH_AT[name] - 1)
    return re.compile(before + mark + rb"([0-9]{1,%d})" % DIGITS_MAX + mark, re.DOTALL)


def _wrong(block: bytes, start: int, end: int, marks: Delimiters) -> WrongLength:
    place = LENGTH_AT[block[start : start + 3].upper()]
    elements = block[start:end].split(marks.element, place + 1)
    return WrongLength(
        start=start,
        element=f"{elements[0].decode().upper()}{place:02d}",
        found=elements[place] if place < len(elements) else b"",
        data=len(elements[place + 1]) if place + 1 < len(elements) else 0,
    )


@dataclass(frozen=True, slots=True)
class Pieces:
    """The bytes of a set between its terminators; those of `binaries` are whole by their length.

    A piece has the blanks and breaks before its segment and behind the one before.
    """

    pieces: list[bytes]
    binaries: frozenset[int] = frozenset()


def pieces_of(raw: bytes, marks: Delimiters) -> Pieces:
    """A set cut at its terminators, but not at those within binary data."""
    pieces = raw.split(marks.segment)
    upper = raw.upper()
    if b"BIN" not in upper and b"BDS" not in upper:
        return Pieces(pieces)
    size, noise = len(marks.segment), noise_of(marks)
    out: list[bytes] = []
    binaries: set[int] = set()
    at = reach = 0
    for piece in pieces:
        begin, at = at, at + len(piece) + size
        if begin < reach:
            continue
        start = begin + len(piece) - len(piece.lstrip(noise))
        if _is_binary(raw, start, marks):
            end = _data_end(raw, start, marks)
            if end >= begin + len(piece) and raw.startswith(marks.segment, end):
                binaries.add(len(out))
                out.append(raw[begin:end])
                reach = end + size
                continue
        out.append(piece)
    return Pieces(out, frozenset(binaries))


def elements_of_binary(segment: bytes, marks: Delimiters) -> list[bytes]:
    """The elements of a binary segment, its data whole."""
    return segment.split(marks.element, LENGTH_AT[segment[:3].upper()] + 1)


def without_binaries(raw: bytes, marks: Delimiters) -> bytes:
    """A set without its binary segments: what is text in it."""
    cut = pieces_of(raw, marks)
    if not cut.binaries:
        return raw
    texts = [piece for at, piece in enumerate(cut.pieces) if at not in cut.binaries]
    return marks.segment.join(texts)

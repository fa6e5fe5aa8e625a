"""Segments that were located once for all the interchanges of a window.

An interchange ends somewhere in its window; what was located behind it serves the next one, if
that is under the same delimiters. Segments are given out up to the next that may end or begin one,
so that a window of many interchanges is walked once.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from edi.delimiters import ISA_WINDOW
from edi.isa import OPENERS, begins_interchange
from edi.segments import NOWHERE, Located

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edi.delimiters import Delimiters

TRAILERS: Final = frozenset({b"IEA", b"UNZ"})
SET_TRAILERS: Final = (b"SE", b"GE", b"IE")
LAST_LOOKED_AT: Final = 4
"""Envelope segments from the end of a window among which the trailer of its last set is."""


class Ahead:
    """The located segments of a window, given out up to one bound of an interchange at a time."""

    def __init__(self, block: bytes, located: Located, delimiters: Delimiters) -> None:
        self._located = located
        self._delimiters = delimiters
        self._size = len(delimiters.segment)
        special = np.array(located.special, dtype=np.int64)
        column = np.frombuffer(block, dtype=np.uint8)
        starts = located.starts[special]
        first = column[starts] & 0xDF
        may_be = (first == ord("I")) | (first == ord("U"))
        named = zip(special[may_be].tolist(), starts[may_be].tolist(), strict=True)
        self._bounds = [at for at, start in named if _is_bound(block, start)]

    @property
    def end(self) -> int:
        """Where in the block the last of the segments ends."""
        return self._located.end

    @staticmethod
    def can_serve(located: Located) -> bool:
        """Whether these segments do not depend on where locating began."""
        return located.wrong is None and not len(located.long)

    def next(self, begin: int, delimiters: Delimiters) -> Located | None:
        """From a place on, as locating from there would find them, up to the next bound.

        None where this was not looked at, or under other delimiters.
        """
        located, ends = self._located, self._located.ends
        if delimiters != self._delimiters:
            return None
        first = int(np.searchsorted(ends, begin))
        if first == len(ends) or (first and int(ends[first - 1]) + self._size != begin):
            return None
        bound = bisect_left(self._bounds, first)
        if bound == len(self._bounds):
            last, end = len(ends), located.end
        else:
            last = self._bounds[bound] + 1
            end = int(ends[last - 1]) + self._size
        special = located.special
        chosen = special[bisect_left(special, first) : bisect_left(special, last)]
        return Located(
            starts=located.starts[first:last],
            ends=ends[first:last],
            special=[index - first for index in chosen] if first else chosen,
            end=end,
            indents=_between(located.indents, begin, end),
            empties=_between(located.empties, begin, end),
        )


def _is_bound(block: bytes, start: int) -> bool:
    """Whether an interchange may end with, or before, the segment that starts here."""
    name = block[start : start + 3].upper()
    if name not in OPENERS:
        return name in TRAILERS
    window = block[start : start + ISA_WINDOW]
    return len(window) < ISA_WINDOW or begins_interchange(window)


def _between(places: NDArray[np.int64], begin: int, end: int) -> NDArray[np.int64]:
    if not len(places):
        return NOWHERE
    return places[np.searchsorted(places, begin) : np.searchsorted(places, end)]


def whole_sets(block: bytes, located: Located, delimiters: Delimiters) -> Located:
    """The segments up to the end of the last set in a window, for the next one begins with a set.

    The same where no set of X12 ends near the end of the window.
    """
    for place in range(len(located.special) - 1, -1, -1)[:LAST_LOOKED_AT]:
        index = located.special[place]
        start = int(located.starts[index])
        if block[start : start + 2] in SET_TRAILERS:
            end = int(located.ends[index]) + len(delimiters.segment)
            return replace(
                located.first(index + 1, end),
                indents=_between(located.indents, 0, end),
                empties=_between(located.empties, 0, end),
            )
    return located

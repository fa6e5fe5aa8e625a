"""Where in the file the bytes are that framing sees: breaks were taken out, or UTF-16 decoded.

Nearly every file is framed as it is, and then a place is an offset. In the others each byte that
was taken out is remembered, and UTF-16 is measured by the characters that it became.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

UNIT: Final = 2
"""Bytes of an ASCII character in UTF-16."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a set lay in the file: whether as UTF-16, and where in its bytes others were taken out.

    `removed` are places in the set's bytes as little-endian words of eight bytes, one for each
    byte (in UTF-16: character) that came before the byte at that place.
    """

    wide: bool
    removed: bytes

    def offsets(self, raw: bytes, begin: int, flat: Sequence[int]) -> list[int]:
        """Offsets in the file of bytes of a set that begins there, counted without all this."""
        at = np.array(flat, dtype=np.int64) - begin
        removed = np.frombuffer(self.removed, dtype="<i8")
        taken = np.searchsorted(removed, at, side="right")
        if not self.wide:
            return (begin + at + taken).tolist()
        return (begin + widths(raw)[at] + UNIT * taken).tolist()

    def freeze(self) -> tuple[object, ...]:
        """The layout as a plain tuple."""
        return (self.wide, self.removed)


def widths(data: bytes) -> NDArray[np.int64]:
    """How many bytes of UTF-16 the bytes of UTF-8 before each place were, and before the end."""
    column = np.frombuffer(data, dtype=np.uint8)
    sizes = np.zeros(len(column) + 1, dtype=np.int64)
    sizes[1:] = np.where(column & 0xC0 == 0x80, 0, np.where(column >= 0xF0, 2 * UNIT, UNIT))
    return np.cumsum(sizes)


class Places:
    """Where in the file the bytes of the block are that is being framed.

    The block begins `offset` bytes after the first that was framed, and `base` bytes after the
    first of the file.
    """

    def __init__(self) -> None:
        self._wide = False
        self._offset = 0
        self._base = 0
        self._taken = 0
        self._removed = np.zeros(0, dtype=np.int64)
        self._set_from = -1
        self._block = b""
        self._widths: NDArray[np.int64] | None = None
        self._file: list[bytes] | None = []
        """The bytes of the file from `_file_from` on; None where the block has them itself."""
        self._file_from = 0
        self._taken_to = 0

    @property
    def are_offsets(self) -> bool:
        """Whether the block lies in the file as it is."""
        return not self._wide and not len(self._removed)

    @property
    def base(self) -> int:
        """Where in the file the block begins."""
        return self._base

    @staticmethod
    def since_byte(offset: int) -> Places:
        """Places in a file of which this byte is the first that is looked at."""
        places = Places()
        places._base = places._file_from = places._taken_to = offset
        return places

    def begin_wide(self, offset: int) -> None:
        """The file is UTF-16, and its text begins so many bytes on."""
        self._wide = True
        self._base += offset

    def as_sent(self) -> tuple[bytes, int]:
        """The file's own bytes, as far as they are still there, and the offset of the first."""
        if self._file is None:
            return self._block, self._base
        return self._of_file(self._file_from, self._file_from + self._file_size()), self._file_from

    def of_offset(self, offset: int) -> int:
        """The last place of the block that is not behind this offset in the file."""
        return max(0, bisect_right(range(len(self._block) + 1), offset, key=self.at) - 1)

    def look_at(self, block: bytes) -> None:
        """The block of which places are asked from now on."""
        self._block = block
        self._widths = None

    def take_out(self, places: NDArray[np.int64]) -> None:
        """Bytes that were taken out, each by the place in the block of the byte behind it."""
        self._removed = np.concatenate((self._removed, places + self._offset))

    def at(self, place: int) -> int:
        """The offset in the file of a byte of the block."""
        return self._offset_in_file(place, self._taken_before(place))

    def _end(self, place: int) -> int:
        """Where in the file the byte before this place ends: before what was taken out here.

        A place may be beyond the block, where a last terminator is missing.
        """
        place = min(place, len(self._block))
        return self._offset_in_file(place, max(0, self._taken_before(place, "left")))

    def _offset_in_file(self, place: int, taken: int) -> int:
        if self._wide:
            if self._widths is None:
                self._widths = widths(self._block)
            return self._base + int(self._widths[place]) + UNIT * taken
        return self._base + place + taken

    def _taken_before(self, place: int, side: Literal["left", "right"] = "right") -> int:
        if not len(self._removed):
            return 0
        return int(np.searchsorted(self._removed, self._offset + place, side=side)) - self._taken

    @property
    def keeps_file(self) -> bool:
        """Whether the file's own bytes are kept, for the block is not made of them."""
        return self._file is not None

    def keep(self, data: bytes) -> None:
        """The next bytes of the file, as they are."""
        if self._file is not None:
            self._file.append(data)

    def let_go(self) -> None:
        """The block is made of the file's own bytes."""
        self._file = None

    def keep_from(self, place: int) -> None:
        """From this byte on, the block is not to be made of the file's own bytes any more."""
        if self._file is None:
            self._file, self._file_from = [self._block[place:]], self.at(place)

    def skip(self, place: int) -> None:
        """What of the file is before this byte of the block belongs to no interchange."""
        self._taken_to = self.at(place)

    def original(self, stop: int, *, with_breaks: bool = False) -> bytes:
        """The file's own bytes since those last given (or skipped), up to a place of the block.

        Breaks that were taken out just there are among them only where asked for.
        """
        begin = self._taken_to
        self._taken_to = self.at(stop) if with_breaks else self._end(stop)
        return self._of_file(begin, self._taken_to)

    def span(self, begin: int, stop: int) -> bytes:
        """The file's own bytes of some bytes of the block."""
        return self._of_file(self.at(begin), self._end(stop))

    def _of_file(self, begin: int, stop: int) -> bytes:
        assert self._file is not None
        if len(self._file) > 1:
            self._file = [b"".join(self._file)]
        file = self._file[0] if self._file else b""
        return file[begin - self._file_from : stop - self._file_from]

    def begin_set(self, place: int) -> None:
        """A set begins at this byte of the block."""
        self._set_from = self._offset + place

    def end_set(self, stop: int) -> Layout | None:
        """How the set that ends before this byte lay in the file; None where just as it is."""
        begin, self._set_from = self._set_from, -1
        if self.are_offsets:
            return None
        # What was taken out just before the set is before its offset too.
        first = int(np.searchsorted(self._removed, begin, side="right"))
        last = int(np.searchsorted(self._removed, self._offset + stop))
        removed = self._removed[first:last] - begin
        if not self._wide and not len(removed):
            return None
        return Layout(self._wide, removed.astype("<i8").tobytes())

    def go_on(self, place: int) -> None:
        """The block begins at this byte of it from now on."""
        if not place:
            return
        base, taken = self.at(place), self._taken + self._taken_before(place)
        self._offset += place
        self._base, self._taken = base, taken
        if len(self._removed):
            needed = self._offset if self._set_from < 0 else min(self._set_from, self._offset)
            gone = int(np.searchsorted(self._removed, needed))
            gone = min(gone, taken)
            self._removed = self._removed[gone:]
            self._taken -= gone
        if self._file is not None:
            rest = self._of_file(self._taken_to, self._file_from + self._file_size())
            self._file, self._file_from = [rest], self._taken_to

    def _file_size(self) -> int:
        return sum(map(len, self._file or ()))

    def freeze(self) -> tuple[object, ...]:
        """The state as a plain tuple."""
        removed = self._removed.astype("<i8").tobytes()
        file = None if self._file is None else b"".join(self._file)
        return (
            self._wide, self._offset, self._base, self._taken, removed, self._set_from,
            (file, self._file_from, self._taken_to),
        )  # fmt: skip

    @staticmethod
    def since(offset: int, *, wrapped: tuple[int, int, int, int]) -> Places:
        """Places as states of before kept them: an offset, and lines of one width."""
        places = Places()
        places.let_go()
        begin, _, width, size = wrapped
        taken = (offset - begin) // width * size if 0 <= begin <= offset else 0
        places._offset, places._base = offset, offset + taken
        return places

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Places:
        """The state that `freeze` made this tuple of."""
        places = Places()
        wide, places._offset, places._base, places._taken, removed, places._set_from, *file = frozen
        # States of before kept nothing of the file; what they go on with is kept as it is framed.
        kept, places._file_from, places._taken_to = file[0] if file else (None, 0, 0)
        places._file = None if kept is None else [kept]
        places._wide = wide
        places._removed = np.frombuffer(removed, dtype="<i8").astype(np.int64)
        return places

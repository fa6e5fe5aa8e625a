"""One file being read by one lane, piece by piece, from wherever a snapshot left off."""

from __future__ import annotations

import mmap
import os
from datetime import datetime
from typing import Any, Final, Protocol

from edi.framed import Framed, InterchangeOpened, interchange_of
from edi.framing import Framer
from schemas.findings import Finding
from sources.avro_blocks import AvroDamagedError, Header, read_blocks, read_header
from sources.findings import Found, finding_rows
from sources.inboxes import InboxFile
from sources.json_ranges import RANGE_BYTES, ranges_of, read_range
from sources.pairs import Whose, lane_of_interchange, nobodys
from sources.pieces import FileKind, FramedPiece, Item, Noted, Piece

EDI_BYTES: Final = 1 << 20
"""Bytes of an EDI file that are framed at a time."""
OWN: Final = "own"
"""Stands in a snapshot before what is kept of a reading that passes on a lane's own."""


class Reading(Protocol):
    """A file being read. `position` and `memory` are what a snapshot keeps of it."""

    def next_items(self, read_at: datetime) -> list[Item]:
        """The next piece, and findings; perhaps nothing though `finished` is not yet true."""
        ...

    def abandon(self, read_at: datetime) -> list[Item]:
        """What must still be said when the file changed and is not read on."""
        ...

    @property
    def finished(self) -> bool:
        """Whether this lane has read all of the file that is its own."""
        ...

    @property
    def position(self) -> int:
        """Where to read on."""
        ...

    def memory(self) -> Any:
        """What must be known to read on from there, as plain values."""
        ...


class JsonRanges:
    """The ranges of a JSON Lines file that are one lane's: every `lanes`-th, or all of requests."""

    def __init__(self, file: InboxFile, descriptor: int, position: int, lanes: int) -> None:
        self._file = file
        self._descriptor = descriptor
        self._next = position
        self._step = 1 if file.is_requests else lanes

    @property
    def finished(self) -> bool:
        """Whether this lane's last range is read."""
        return self._next >= ranges_of(self._file.size)

    @property
    def position(self) -> int:
        """The next range."""
        return self._next

    def memory(self) -> None:
        """Nothing: a range can be read without its neighbours."""
        return

    def abandon(self, read_at: datetime) -> list[Item]:
        """Nothing: what was read stands for itself."""
        del read_at
        return []

    def next_items(self, read_at: datetime) -> list[Item]:
        """The lines that start in the next range."""
        offset, data = read_range(self._descriptor, self._file.size, self._next)
        self._next += self._step
        return [_piece(self._file, offset, data, read_at)] if data else []


class AvroBlocks:
    """An Avro file, some blocks at a time, each piece behind the file's header."""

    def __init__(self, file: InboxFile, descriptor: int, position: int) -> None:
        self._file = file
        self._position = position
        self._content = mmap.mmap(descriptor, file.size, prot=mmap.PROT_READ)
        self._header: Header | None = None

    @property
    def finished(self) -> bool:
        """Whether the last block is read."""
        return self._position >= self._file.size

    @property
    def position(self) -> int:
        """The offset of the next block; 0 before the header is read."""
        return self._position

    def memory(self) -> None:
        """Nothing: the header is read again."""
        return

    def abandon(self, read_at: datetime) -> list[Item]:
        """Nothing: what was read stands for itself."""
        del read_at
        return []

    def next_items(self, read_at: datetime) -> list[Item]:
        """The next blocks, and a finding for each damaged stretch."""
        try:
            header = self._header or read_header(self._content)
        except AvroDamagedError:
            self._position = self._file.size
            return [noted(self._file, Finding.AVRO_CORRUPT, read_at)]
        self._header = header
        start = max(self._position, len(header.content))
        stretch = read_blocks(self._content, header, start)
        self._position = stretch.position
        items: list[Item] = []
        if stretch.blocks:
            data = b"".join((header.content, *(block.content for block in stretch.blocks)))
            items.append(_piece(self._file, stretch.blocks[0].offset, data, read_at))
        if stretch.damaged is not None:
            block = stretch.damaged
            found = Found(code=Finding.AVRO_CORRUPT, offset=block.offset, raw=block.content)
            items.append(Noted(findings=finding_rows([found], self._file.name, read_at)))
        return items


class Own:
    """What a lane passes on of a file that several read: the interchanges of its own partners.

    What lies outside of any is passed on at the file's home, and so is what no lane would.
    """

    def __init__(self, file: InboxFile, lane: int, lanes: int, whose: Whose) -> None:
        self._lane = lane
        self._others = {*file.lanes} - {lane}
        self._is_home = file.home(lanes) == lane
        self._whose = whose

    def of(self, framed: list[Framed]) -> list[Framed]:
        """Those of some parts of the file that are passed on."""
        return [part for part in framed if self._has(interchange_of(part))]

    def _has(self, opened: InterchangeOpened | None) -> bool:
        if opened is None:
            return self._is_home
        lane = lane_of_interchange(opened, self._whose)
        return lane == self._lane or (self._is_home and lane not in self._others)


class EdiBlocks:
    """An EDI file through a framer, whose frozen state is what a snapshot keeps of it.

    Where the lane passes on its own interchanges only, the snapshot says so.
    """

    def __init__(
        self, file: InboxFile, descriptor: int, left_off: tuple[int, Any], own: Own | None
    ) -> None:
        self._file = file
        self._descriptor = descriptor
        self._position, memory = left_off
        self._own = own
        frozen = memory[1] if is_own(memory) else memory
        self._framer = Framer() if frozen is None else Framer.thaw(frozen)

    @property
    def finished(self) -> bool:
        """Whether the file is read to its end."""
        return self._position >= self._file.size

    @property
    def position(self) -> int:
        """The offset of the next block."""
        return self._position

    def memory(self) -> Any:
        """The framer, frozen."""
        frozen = self._framer.freeze()
        return frozen if self._own is None else (OWN, frozen)

    def next_items(self, read_at: datetime) -> list[Item]:
        """What the framer finds in the next block."""
        offset = self._position
        block = os.pread(self._descriptor, EDI_BYTES, offset)
        framed = list(self._framer.feed(block))
        # A file that shrank while it was read ends where it ends; the lane then reads it anew.
        self._position = offset + len(block) if block else self._file.size
        last = self.finished
        if last:
            framed.extend(self._framer.end())
        if not (framed or last):
            return []
        piece = self._framed(framed, offset, read_at, last=last)
        return [piece] if piece.framed or last else []

    def abandon(self, read_at: datetime) -> list[Item]:
        """The end of the file as the framer knows it: what is open is said to be cut."""
        return [self._framed(list(self._framer.end()), self._position, read_at, last=True)]

    def _framed(
        self, framed: list[Framed], offset: int, read_at: datetime, *, last: bool
    ) -> FramedPiece:
        if self._own is not None:
            framed = self._own.of(framed)
        place = self._file.place(offset)
        return FramedPiece(place=place, framed=tuple(framed), read_at=read_at, last=last)


def is_own(memory: Any) -> bool:
    """Whether a snapshot's memory is of a lane that passes on its own interchanges only."""
    return isinstance(memory, tuple) and memory[:1] == (OWN,)


def begin(
    file: InboxFile,
    descriptor: int,
    lane: int,
    lanes: int,
    resume: tuple[int, Any] | None,
    *,
    whose: Whose = nobodys,
) -> Reading:
    """Read a file from its start, or from the position and memory that a snapshot kept.

    A lane that began to read a file as a whole, before other lanes had a share in it, reads on so.
    """
    position, memory = resume or (first_position(file, lane, lanes), None)
    has_share = file.is_mixed if resume is None else is_own(memory)
    match file.kind:
        case FileKind.JSON_LINES:
            return JsonRanges(file, descriptor, position, lanes)
        case FileKind.AVRO:
            return AvroBlocks(file, descriptor, position)
        case FileKind.EDI | FileKind.UNKNOWN:
            own = Own(file, lane, lanes, whose) if has_share else None
            return EdiBlocks(file, descriptor, (position, memory), own)


def first_position(file: InboxFile, lane: int, lanes: int) -> int:
    """Where a lane begins a file: 0, or the first range that is its own."""
    if file.is_requests or file.kind is not FileKind.JSON_LINES:
        return 0
    return (lane - file.home(lanes)) % lanes


def has_part(file: InboxFile, lane: int, lanes: int) -> bool:
    """Whether anything of a file is this lane's to read, or to say something about.

    Requests are read by every lane, which passes on those of the trading pairs whose files it
    reads too: so what is asked for and what the partner sends come in one order. An EDI file of
    several lanes is taken by all likewise; those that have no interchange in it need not read it.
    """
    if file.is_requests or file.is_mixed:
        return True
    return is_shared_out_to(file, lane, lanes)


def is_shared_out_to(file: InboxFile, lane: int, lanes: int) -> bool:
    """Whether a lane reads some of a file of which each part has one reader."""
    if file.kind is FileKind.JSON_LINES and file.size > RANGE_BYTES:
        return (lane - file.home(lanes)) % lanes < ranges_of(file.size)
    return file.home(lanes) == lane


def noted(file: InboxFile, code: Finding, read_at: datetime) -> Noted:
    """One finding on a file as a whole; of each version that it changed to, one of its own."""
    version = file.version() if code is Finding.FILE_CHANGED else None
    return Noted(findings=finding_rows([Found(code=code, value=version)], file.name, read_at))


def empty(file: InboxFile, read_at: datetime) -> FramedPiece:
    """What there is to say of a file of EDI that holds nothing."""
    place = file.place(0)
    return FramedPiece(place=place, framed=tuple(Framer().end()), read_at=read_at, last=True)


def _piece(file: InboxFile, offset: int, data: bytes, read_at: datetime) -> Piece:
    place = file.place(offset)
    return Piece(place=place, inbox=file.inbox, kind=file.kind, data=data, read_at=read_at)

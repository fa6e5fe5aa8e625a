"""Bytes into interchanges, groups and sets: streaming, sans-I/O, and never an exception.

A `Framer` is fed a file in pieces of any size and yields the same events for every cut. It keeps
one transaction set at most. Its state freezes into a plain tuple, so that a source can stop in
the middle of a gigabyte and go on after a crash.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from edi.ahead import Ahead, whole_sets
from edi.binaries import with_binaries
from edi.delimiters import ISA_WINDOW, read_unb, without_usual_una
from edi.envelope import Envelope
from edi.findings import Code, WireFinding, shown
from edi.framed import Framed, thaw_findings
from edi.isa import is_prose, read_isa
from edi.last_segments import last_segment
from edi.layout import Places
from edi.next_openers import next_within
from edi.openings import opened_edifact, opened_x12
from edi.other_width import BEFORE, NEEDED, SHORTEST, next_opener
from edi.segments import Located, locate, noise_table
from edi.set_runs import Part, one_by_one
from edi.unenveloped import CANDIDATE, Encoding, Stray, Wrapping, without_breaks
from edi.walk import Walk

if TYPE_CHECKING:
    from edi.delimiters import Header
    from edi.other_width import Opener

VERSION: Final = 2
WINDOW_FIRST: Final = 16_384
"""Bytes looked at first; it grows fourfold while what is located serves all that it holds."""
WINDOW_MAX: Final = 1 << 22
SMALL: Final = 4_096
LARGE: Final = 1 << 16
TAIL_MAX: Final = 1 << 14
"""The begin of a set that is no longer waits for the next piece, if pieces are `LARGE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is refused rather than kept in memory."""

    segment_bytes: int = 1 << 20
    set_bytes: int = 64 << 20


class Framer:
    """Frames one file of interchanges; feed it, then end it."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._encoding = Encoding()
        self._wrapping = Wrapping()
        self._places = Places()
        self._stray = Stray()
        self._rest = b""
        self._more: list[bytes] = []
        self._more_size = 0
        self._needed = 0
        self._envelope: Envelope | None = None
        self._opened_any = False
        self._window = WINDOW_FIRST
        self._ahead: Ahead | None = None
        self._waits = -1
        self._before: list[WireFinding] = []
        self._later = memoryview(b"")
        """Bytes of the piece that is fed, which are looked at when those before them are."""

    def feed(self, data: bytes) -> list[Framed]:
        """Take more bytes of the file; give the parts that they complete."""
        return one_by_one(self.feed_runs(data))

    def feed_runs(self, data: bytes) -> list[Part]:
        """The same with sets in a row as runs, for who reads them as columns."""
        out: list[Part] = []
        self._go_on(self._text(data, final=False), out, final=False)
        while self._later:
            data, self._later = bytes(self._later[:LARGE]), self._later[LARGE:]
            self._go_on(self._text(data, final=False), out, final=False)
        return out

    def end(self) -> list[Framed]:
        """The file ends here: give what is left, and what is missing."""
        return one_by_one(self.end_runs())

    def end_runs(self) -> list[Part]:
        """The same with sets in a row as runs."""
        out: list[Part] = []
        self._go_on(self._text(b"", final=True), out, final=True)
        if self._envelope is not None:
            walk = self._walk(self._envelope, b"", 0)
            walk.end_without_trailer(0, out)
            self._envelope = None
        self._stray.flush(out, self._places.base, ended=True, opened=self._opened_any)
        return out

    @property
    def offset(self) -> int:
        """How many bytes of the file were framed; those after it wait for more."""
        return self._places.base

    def _text(self, file: bytes, *, final: bool) -> bytes:
        """Bytes of the file as framing wants them: decoded, and without breaks if it is wrapped."""
        self._places.keep(file)
        data = self._encoding.end() if final else self._encoding.decode(file)
        if self._encoding.wide_from >= 0:
            self._places.begin_wide(self._encoding.take_wide_from())
        if self._encoding.name == "bytes" and not self._wrapping.is_active:
            self._places.let_go()
        return self._unwrapped(data, len(self._rest) + self._more_size)

    def _unwrapped(self, data: bytes, begin: int) -> bytes:
        """Bytes that begin at this place of the block, without breaks where these mean nothing."""
        if self._wrapping.is_active:
            data, removed = without_breaks(data)
            self._places.take_out(removed + begin)
        return data

    def _go_on(self, data: bytes, out: list[Part], *, final: bool) -> None:
        if not final and len(self._rest) + self._more_size + len(data) < self._needed:
            self._more.append(data)
            self._more_size += len(data)
            return
        if self._more:
            data = b"".join([*self._more, data])
            self._more, self._more_size = [], 0
        self._needed = 0
        if self._envelope is not None and not final and len(data) < SMALL:
            # The usual case of small pieces: nothing ends here, so nothing is looked at.
            terminator = self._envelope.opened.delimiters.segment
            tail = self._rest[-len(terminator) :] + data
            short = len(self._rest) + len(data) <= self._limits.segment_bytes
            if short and terminator not in tail and b"ISA" not in self._rest[-4:] + data:
                self._rest += data
                return
        block = self._rest + data if self._rest else data
        self._places.look_at(block)
        position = 0
        going = bool(block) or final
        while going:
            before, inside = position, self._envelope is not None
            if self._envelope is None:
                block, position = self._outside(block, position, out, final=final)
            else:
                position = self._inside(self._envelope, block, position, out, final=final)
            going = position > before or inside != (self._envelope is not None)
        self._ahead, self._waits = None, -1
        if self._envelope is None:
            self._places.skip(position)
        self._rest = block[position:]
        self._places.go_on(position)
        self._places.look_at(self._rest)

    def _outside(
        self, block: bytes, position: int, out: list[Part], *, final: bool
    ) -> tuple[bytes, int]:
        """Look for the next ISA, UNA or UNB; what is before it is stray."""
        at, looked = position, self._places.at(position)
        while True:
            found = CANDIDATE.search(block, at)
            stop = len(block) if found is None else found.start()
            if stop - position >= SHORTEST:
                end = None if found is None else self._places.at(stop)
                span, name = (self._places.at(position), looked, end), self._encoding.name
                other = next_opener(self._places, self._stray, span, name, final=final)
                if other is not None:
                    block, keep = self._go_over(block, position, other, final=final)
                    if not other.is_told:
                        return block, keep
                    at, position, looked = keep, keep, self._places.at(keep)
                    continue
                looked = self._places.at(stop)
            if found is None:
                keep = len(block) if final else max(at, len(block) - NEEDED)
                self._stray.add(block[position:keep], self._places.at(position))
                return block, keep
            at = found.start()
            if len(block) - at < ISA_WINDOW and not final:
                self._stray.add(block[position:at], self._places.at(position))
                return block, at
            block, header = self._header(block, at)
            if header is not None:
                break
            at += 3
        self._stray.add(block[position:at], self._places.at(position))
        return block, self._open(block, at, header, out)

    def _go_over(
        self, block: bytes, position: int, opener: Opener, *, final: bool
    ) -> tuple[bytes, int]:
        """What is before an interchange of another width is stray; the file goes on with it.

        Where it is not told yet, what may be of it waits for more.
        """
        file, base = self._places.as_sent()
        begin = base + opener.begin - (0 if opener.is_told else BEFORE)
        keep = max(position, self._places.of_offset(begin))
        self._stray.add(block[position:keep], self._places.at(position))
        if not opener.is_told:
            return block, keep
        # Bytes that would be half of a character.
        cut = self._places.at(keep)
        self._stray.add(file[cut - base : opener.begin], cut)
        self._encoding, self._wrapping = Encoding(), Wrapping()
        self._places = Places.since_byte(begin)
        self._ahead = None
        self._before.append(opener.finding(base))
        rest = file[opener.begin :]
        if not final and not self._later and len(rest) > LARGE:
            # Of a file that goes over often, all would be decoded each time.
            rest, self._later = rest[:LARGE], memoryview(rest)[LARGE:]
        block = self._text(rest, final=False)
        block += self._text(b"", final=True) if final else b""
        self._places.look_at(block)
        return block, 0

    def _header(self, block: bytes, at: int) -> tuple[bytes, Header | None]:
        """The ISA or UNB that begins at a place, if one does; the block, perhaps unwrapped."""
        if self._wrapping.begins(block, at):
            self._places.keep_from(at)
            block = block[:at] + self._unwrapped(block[at:], at)
            self._ahead = None
            self._places.look_at(block)
            self._before.append(self._wrapping.finding(self._places.at(at)))
        window = block[at : at + ISA_WINDOW]
        place = self._places.at(at)
        if window[:3].upper() != b"ISA":
            return block, read_unb(window, place)
        header = read_isa(window, place)
        if header is None and not is_prose(window[3:4]):
            self._stray.unreadable(place, window)
        return block, header

    def _open(self, block: bytes, at: int, header: Header, out: list[Part]) -> int:
        """Open the interchange whose header stands at a place; give where the header ends."""
        place = self._places.at(at)
        self._stray.flush(out, place, ended=False, opened=self._opened_any)
        is_isa = block[at : at + 3].upper() == b"ISA"
        opened = opened_x12(header, place) if is_isa else opened_edifact(header, place)
        envelope = Envelope(opened)
        self._envelope = envelope
        self._opened_any = True
        early = (*self._encoding.take_findings(place), *self._before)
        self._before = []
        out.append(replace(opened, findings=(*early, *opened.findings)) if early else opened)
        end = at + header.length
        envelope.hash(without_usual_una(block[at:end]))
        self._places.skip(at)
        envelope.hold_around(
            self._places.original(end) if self._places.keeps_file else block[at:end]
        )
        return end

    def _inside(
        self, envelope: Envelope, block: bytes, begin: int, out: list[Part], *, final: bool
    ) -> int:
        """Frame the complete segments of a window; what is incomplete waits for more."""
        delimiters = envelope.opened.delimiters
        if begin == self._waits:
            return begin
        located = self._ahead.next(begin, delimiters) if self._ahead else None
        stop, last, needed = begin, False, 0
        if located is None:
            located, stop, needed = self._locate(envelope, block, begin, final=final)
            last = final and stop == len(block)
        # Bytes that may be the first of a terminator are not counted.
        most = self._limits.segment_bytes + len(delimiters.segment) - 1
        never_ends = located.end == begin and stop - begin > most and not needed
        if len(located.long) or never_ends:
            return self._refuse(envelope, block, begin, located, out)
        walk = self._walk(envelope, block, begin, final=final)
        if located.end == begin:
            if not last:
                self._needed = max(0, needed - begin)
                return begin
            cut = -1 if needed else next_within(block, begin, len(block))
            if cut >= 0:
                return self._cut_off(envelope, block, (begin, cut), out)
            located = last_segment(envelope, block, begin, self._places)
        position = walk.go(located, out)
        if walk.cut_at >= 0:
            return self._cut_off(envelope, block, (position, walk.cut_at), out)
        if walk.ended:
            self._envelope = None
        return position

    def _cut_off(
        self, envelope: Envelope, block: bytes, span: tuple[int, int], out: list[Part]
    ) -> int:
        """The interchange ends within a segment of this span, for behind it another begins."""
        begin, end = span
        before = block[:end]
        self._places.look_at(before)
        walk = self._walk(envelope, before, begin)
        position = walk.go(last_segment(envelope, before, begin, self._places), out)
        if not walk.ended:
            walk.end_without_trailer(position, out)
        self._envelope = None
        self._places.look_at(block)
        return position

    def _locate(
        self, envelope: Envelope, block: bytes, begin: int, *, final: bool
    ) -> tuple[Located, int, int]:
        """The segments of a window that has any, where it stops, and what a binary segment needs.

        What is located behind the end of the interchange serves the next, if it can.
        """
        delimiters, limits = envelope.opened.delimiters, self._limits
        noise = noise_table(delimiters)
        if self._ahead is not None and begin < self._ahead.end:
            self._window = WINDOW_FIRST
        size = self._window
        while True:
            stop = min(len(block), begin + size)
            last = final and stop == len(block)
            located = locate(block, begin, stop, delimiters, noise, limit=limits.segment_bytes)
            needed = 0
            if located.has_binary and not envelope.edifact:
                limit = limits.set_bytes
                located, needed = with_binaries(block, located, delimiters, limit, final=last)
            if located.end > begin or stop == len(block):
                break
            size *= 4
        self._ahead, self._window = None, WINDOW_FIRST
        if Ahead.can_serve(located):
            whole = whole_sets(block, located, delimiters)
            if stop < len(block):
                located = whole
            elif len(block) >= LARGE and not final and stop - whole.end <= TAIL_MAX:
                located, self._waits = whole, whole.end
            self._ahead = Ahead(block, located, delimiters)
            self._window = min(WINDOW_MAX, 4 * size)
            located = self._ahead.next(begin, delimiters) or located
        return located, stop, needed

    def _walk(self, envelope: Envelope, block: bytes, begin: int, *, final: bool = True) -> Walk:
        limit = self._limits.set_bytes
        return Walk(envelope, block, begin, self._places, limit=limit, final=final)

    def _refuse(
        self, envelope: Envelope, block: bytes, begin: int, located: Located, out: list[Part]
    ) -> int:
        """A segment beyond the limit: close what is open; the rest is stray until the next ISA."""
        fine = located.before_long() if len(located.long) else located
        walk = self._walk(envelope, block, begin)
        position = walk.go(fine, out) if fine.end > begin else begin
        cut = walk.cut_at
        if cut < 0 and not walk.ended:
            cut = next_within(block, position, position + self._limits.segment_bytes - ISA_WINDOW)
        if cut >= 0:
            return self._cut_off(envelope, block, (position, cut), out)
        if not walk.ended:
            place = self._places.at(position)
            envelope.note(Code.SEGMENT_TOO_LONG, place, shown(block[position : position + 40]))
            walk.end_without_trailer(position, out)
        self._envelope = None
        return position

    def freeze(self) -> tuple[object, ...]:
        """The state as a plain, versioned tuple."""
        return (
            VERSION,
            self._encoding.freeze(),
            self._wrapping.freeze(),
            self._stray.freeze(),
            b"".join([self._rest, *self._more]),
            self._places.freeze(),
            None if self._envelope is None else self._envelope.freeze(),
            self._opened_any,
            self._window,
            tuple(finding.freeze() for finding in self._before),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...], limits: Limits | None = None) -> Framer:
        """The framer that `freeze` made this tuple of."""
        version, *fields = frozen
        assert version in (1, VERSION)
        framer = Framer(limits)
        framer._encoding = Encoding.thaw(fields[0])
        framer._wrapping = Wrapping.thaw(fields[1])
        framer._stray = Stray.thaw(fields[2])
        framer._rest = fields[3]
        framer._places = (
            Places.thaw(fields[4]) if version > 1 else Places.since(fields[4], wrapped=fields[1])
        )
        framer._envelope = None if fields[5] is None else Envelope.thaw(fields[5])
        framer._opened_any, framer._window = fields[6], fields[7]
        framer._before = list(thaw_findings(fields[8]))
        return framer

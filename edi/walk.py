"""A walk over the envelope segments of one located run of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from edi.binaries import IDS
from edi.delimiters import BREAKS, ISA_WINDOW, breaks_of, elements_of
from edi.findings import Code, shown
from edi.isa import OPENERS, begins_interchange
from edi.next_openers import next_openers, opens_within
from edi.set_runs import Pairs, Part, SetRun, longest, pairs_of
from edi.trailers import made

if TYPE_CHECKING:
    from edi.envelope import Envelope
    from edi.layout import Places
    from edi.segments import Located

X12_KINDS: Final = {name: name for name in ("ISA", "IEA", "GS", "GE", "ST", "SE", "TA1")}
EDIFACT_KINDS: Final = {
    "UNA": "ISA", "UNB": "ISA", "UNZ": "IEA", "UNG": "GS", "UNE": "GE", "UNH": "ST", "UNT": "SE",
}  # fmt: skip


class Walk:
    """Opens and closes sets, groups and the interchange, in the order of their segments.

    `places` says where in the file a byte of the block lies; `final` that no more bytes come.
    """

    def __init__(
        self,
        envelope: Envelope,
        block: bytes,
        begin: int,
        places: Places,
        *,
        limit: int,
        final: bool,
    ) -> None:
        self._final = final
        self._envelope = envelope
        self._block = block
        self._begin = begin
        self._places = places
        self._place = places.at
        self._limit = limit
        self._set_from = begin
        self._around_from = begin
        self._upto = 0
        self._odd: tuple[Code, str] | None = None
        self._out: list[Part] = []
        self._pairs: Pairs | None = None
        self._looked_to = begin
        self.ended = False
        self.cut_at = -1
        """Where another interchange begins within the next segment, which it cuts off."""

    def go(self, located: Located, out: list[Part]) -> int:
        """Walk all located segments; give where framing goes on."""
        envelope, self._out = self._envelope, out
        delimiters = envelope.opened.delimiters
        kinds = EDIFACT_KINDS if envelope.edifact else X12_KINDS
        separator, size = envelope.separator, len(delimiters.segment)
        special = located.special
        starts, ends = located.starts[special].tolist(), located.ends[special].tolist()
        last, position = len(special) - 1, -1
        while position < last:
            position += 1
            index, start, end = special[position], starts[position], ends[position]
            halt = self._halt(located, position)
            if halt is not None:
                return halt
            values = self._values(start, end, separator)
            kind, self._odd = kinds.get(values[0]), None
            number = envelope.segments + index + 1
            if kind is None or kind == "ISA":
                kind = self._odd_kind(values[0], (start, end), number, kinds)
                if kind is None:
                    continue
            if envelope.set is not None:
                if kind == "TA1":
                    continue
                self._end_set(kind, values, (start, end + size), number)
                if kind == "SE":
                    self._upto = index + 1
                    continue
            elif index > self._upto:
                self._pass_over(int(located.starts[self._upto]), index)
            self._upto = index + 1
            if kind == "ST":
                taken = self._take_run(located, position)
                if not taken:
                    self._begin_set(values, start, number)
                    continue
                position += taken - 1
            elif kind in ("ISA", "IEA"):
                return self._end_at(kind, values, (start, end + size), number, located)
            else:
                self._group_segment(kind, values, (start, end + size), number)
        return self._leave_all(located)

    def _leave_all(self, located: Located) -> int:
        """All that was located is walked."""
        cut = self._cut(located, located.end)
        if cut is not None:
            return cut
        self._leave(located)
        return located.end

    def _take_run(self, located: Located, position: int) -> int:
        """Take the whole sets from an envelope segment on; give how many of these they have."""
        run = self._run_from(located, position)
        if run is None:
            return 0
        taken = 2 * len(run)
        last = located.special[position + taken - 1]
        self._out.append(run)
        self._looked_to = int(located.ends[last])
        self._upto = last + 1
        self._around_from = int(run.ends[-1])
        return taken

    def _halt(self, located: Located, position: int) -> int | None:
        """Where framing goes on before an envelope segment is taken, if it is not taken now.

        Another interchange begins within a segment before it, or it may begin one itself and more
        bytes must be seen.
        """
        index = located.special[position]
        start, end = int(located.starts[index]), int(located.ends[index])
        cut = self._cut(located, end)
        if cut is None and self._block[start : start + 3].upper() in OPENERS:
            if len(self._block) - start >= ISA_WINDOW or self._final:
                return None
            self._leave(located.before(index))
            return start
        return cut

    def _cut(self, located: Located, stop: int) -> int | None:
        """Where framing goes on if, before a place, another interchange begins within a segment."""
        begin, self._looked_to = self._looked_to, stop
        for place in next_openers(self._block, begin, stop):
            index = int(np.searchsorted(located.starts, place, side="right")) - 1
            start = int(located.starts[index]) if index >= 0 else place
            if start == place or self._block[start : start + 3].upper() in IDS:
                continue
            is_undecided = len(self._block) - place < ISA_WINDOW and not self._final
            if is_undecided or opens_within(self._block, start, place):
                self._leave(located.before(index))
                self.cut_at = -1 if is_undecided else place
                return start
        return None

    def _values(self, start: int, end: int, separator: str) -> list[str]:
        """The elements of an envelope segment, without the breaks that stand in it."""
        segment, marks = self._block[start:end], self._envelope.opened.delimiters
        if _is_broken(segment):
            segment = segment.translate(None, breaks_of(marks))
        if marks.release and marks.release in segment:
            return elements_of(segment, marks)
        return segment.decode("latin-1").split(separator)

    def _run_from(self, located: Located, position: int) -> SetRun | None:
        """The whole sets from an envelope segment on as one run, if there are any."""
        envelope = self._envelope
        if not envelope.takes_runs or position + 1 == len(located.special):
            return None
        if self._places.keeps_file or not self._places.are_offsets:
            return None
        if self._pairs is None:
            self._pairs = pairs_of(self._block, located, ord(envelope.separator))
        count = int(self._pairs.upto[position])
        size = len(envelope.opened.delimiters.segment)
        if longest(located, position, count, self._limit) + size > self._limit:
            return None
        if not count or not envelope.take_run(int(self._pairs.controls[position]), count):
            return None
        return self._run(located, position, count)

    def _run(self, located: Located, position: int, count: int) -> SetRun:
        """So many pairs of ST and SE from an envelope segment on, as one run of sets."""
        envelope, group = self._envelope, self._envelope.group
        assert group is not None
        special = np.array(located.special[position : position + 2 * count], dtype=np.int64)
        first, last = int(special[0]), int(special[-1])
        spans = slice(first, last + 1)
        heads = special[::2]
        size = len(envelope.opened.delimiters.segment)
        return SetRun(
            group=group,
            block=self._block,
            offset=self._places.base,
            before=self._take_around(int(located.starts[first])),
            segment=envelope.segments + first + 1,
            spans=(located.starts[heads], located.ends[special[1::2]] + size),
            heads=heads - first,
            segments=(located.starts[spans], located.ends[spans]),
        )

    def _end_at(
        self, kind: str, values: list[str], span: tuple[int, int], number: int, located: Located
    ) -> int:
        """The interchange ends here, by its trailer or by the header of the next."""
        envelope, block = self._envelope, self._block
        has_trailer = kind == "IEA"
        if has_trailer:
            self._note_breaks(span, number)
        stop = min(span[1] if has_trailer else span[0], len(block))
        self._note_noise(located, span[0])
        envelope.hash(block[self._begin : stop])
        self._hold_around(stop, with_breaks=not has_trailer)
        envelope.segments = number if has_trailer else number - 1
        self._close(values if has_trailer else None, span[0], number)
        return stop

    def end_without_trailer(self, position: int, out: list[Part]) -> None:
        """The interchange ends here, and nothing says so."""
        self._out = out
        envelope = self._envelope
        if envelope.set is not None:
            number = envelope.segments + 1
            self._end_set("", [], (position, position), number)
        self._hold_around(position, with_breaks=True)
        self._close(None, position, envelope.segments)

    def _odd_kind(
        self, name: str, span: tuple[int, int], number: int, kinds: dict[str, str]
    ) -> str | None:
        """An id that is not spelt as it should be, or one that may begin the next interchange."""
        envelope, block, start = self._envelope, self._block, span[0]
        upper = name.strip().upper()
        kind = kinds.get(upper)
        if block[start : start + 3].upper() in OPENERS:
            if begins_interchange(block[start : start + ISA_WINDOW]):
                # Perhaps under delimiters of its own; this one has no trailer.
                return "ISA"
            if kind == "ISA":
                found = shown(block[start : span[1]])
                envelope.note(Code.ISA_IN_DATA, self._place(start), found, number)
            return None
        if kind is not None:
            code = Code.LOWER_CASE_ID if name.strip() != upper else Code.INDENTATION
            if kind == "ST" or (kind == "SE" and envelope.set is not None):
                self._odd = (code, name)
            else:
                envelope.note(code, self._place(start), name, number)
        return kind

    def _pass_over(self, start: int, index: int) -> None:
        envelope = self._envelope
        envelope.pass_over(
            self._place(start),
            envelope.segments + self._upto + 1,
            index - self._upto,
        )

    def _begin_set(self, values: list[str], start: int, number: int) -> None:
        envelope = self._envelope
        envelope.end_outside()
        place = self._place(start)
        if envelope.group is None:
            self._out.append(envelope.imply_group(place, number))
        if self._odd is not None:
            code, name = self._odd
            envelope.set_findings.append(made(code, place, 1, "", name))
        envelope.open_set([value.strip() for value in values], place, number)
        self._hold_around(start, with_breaks=True)
        self._set_from = start
        self._places.begin_set(start)

    def _end_set(self, kind: str, values: list[str], span: tuple[int, int], number: int) -> None:
        """Close the open set at an SE, or before whatever comes instead of it."""
        envelope = self._envelope
        assert envelope.set is not None
        has_trailer = kind == "SE"
        stop = span[1] if has_trailer else span[0]
        place = self._place(span[0])
        raw = envelope.take_held(self._block[self._set_from : stop], self._limit, place)
        count = number - envelope.set[4] + (1 if has_trailer else 0)
        elements = [value.strip() for value in values] if has_trailer else None
        if self._odd is not None and has_trailer:
            code, name = self._odd
            envelope.set_findings.append(made(code, place, count, "", name))
        self._around_from = stop
        self._hold_original(stop, with_breaks=not has_trailer)
        layout = self._places.end_set(stop)
        self._out.append(envelope.close_set(elements, raw, place, count, layout))

    def _group_segment(
        self, kind: str, values: list[str], span: tuple[int, int], number: int
    ) -> None:
        """GS, GE, TA1, or an SE that closes nothing."""
        envelope = self._envelope
        envelope.end_outside()
        self._note_breaks(span, number)
        place = self._place(span[0])
        elements = [value.strip() for value in values]
        if kind == "GS":
            if envelope.group is not None:
                self._out.append(envelope.close_group(None, place, number))
            self._out.append(envelope.open_group(elements, place, number))
        elif kind == "GE":
            if envelope.group is None:
                envelope.pass_over(place, number, 1)
            else:
                self._out.append(envelope.close_group(elements, place, number))
        elif kind == "TA1":
            if envelope.groups:
                envelope.note(Code.TA1_MISPLACED, place, "", number)
            raw = self._block[slice(*span)]
            original = self._places.span(*span) if self._places.keeps_file else b""
            self._out.append(envelope.acknowledged(elements, (place, number), raw, original))
        else:
            envelope.note(Code.ST_MISSING, place, values[0], number)

    def _close(self, values: list[str] | None, start: int, number: int) -> None:
        envelope = self._envelope
        place = self._place(start)
        if envelope.group is not None:
            self._out.append(envelope.close_group(None, place, number))
        elements = None if values is None else [value.strip() for value in values]
        self._out.append(envelope.close(elements, place))
        self.ended = True

    def _leave(self, located: Located) -> None:
        """The run is walked and the interchange goes on: keep what the next run needs."""
        envelope, count = self._envelope, len(located.starts)
        if envelope.set is not None:
            envelope.hold(self._block[self._set_from : located.end], self._limit)
            self._set_from = located.end
            self._hold_original(located.end)
        else:
            self._hold_around(located.end)
        if envelope.set is None and count > self._upto:
            self._pass_over(int(located.starts[self._upto]), count)
        self._note_noise(located, located.end)
        envelope.hash(self._block[self._begin : located.end])
        envelope.segments += count

    def _hold_original(self, stop: int, *, with_breaks: bool = False) -> None:
        """Keep the file's own bytes of the open set up to a place, where the block has others."""
        if self._places.keeps_file:
            data = self._places.original(stop, with_breaks=with_breaks)
            self._envelope.hold_original(data, self._limit)

    def _hold_around(self, stop: int, *, with_breaks: bool = False) -> None:
        """Keep the file's bytes outside of sets up to a place."""
        begin, self._around_from = self._around_from, stop
        if self._places.keeps_file:
            self._envelope.hold_around(self._places.original(stop, with_breaks=with_breaks))
        else:
            self._envelope.hold_around(self._block[begin:stop])

    def _take_around(self, stop: int) -> bytes:
        """The file's bytes outside of sets up to a place, where a run of sets begins."""
        self._hold_around(stop)
        return self._envelope.take_around()

    def _note_breaks(self, span: tuple[int, int], number: int) -> None:
        """A finding on an envelope segment that line breaks stand in; those of sets have theirs."""
        envelope, segment = self._envelope, self._block[slice(*span)].rstrip(BREAKS)
        breaks = breaks_of(envelope.opened.delimiters)
        if _is_broken(segment) and len(segment.translate(None, breaks)) < len(segment):
            envelope.note(Code.LINE_BREAK_IN_SEGMENT, self._place(span[0]), shown(segment), number)

    def _note_noise(self, located: Located, stop: int) -> None:
        told = ((Code.INDENTATION, located.indents), (Code.EMPTY_SEGMENTS, located.empties))
        for code, places in told:
            if len(places) and int(places[0]) < stop:
                self._note_at(code, int(places[0]), located)
        wrong = located.wrong
        if wrong is not None and wrong.start < stop:
            self._note_at(
                Code.BINARY_LENGTH, wrong.start, located,
                found=shown(wrong.found), element=wrong.element, assumed=str(wrong.data),
            )  # fmt: skip

    def _note_at(
        self, code: Code, start: int, located: Located, *,
        found: str = "", element: str = "", assumed: str = "",
    ) -> None:  # fmt: skip
        """A finding on a place of the run, under the number of the segment that follows there."""
        envelope = self._envelope
        number = envelope.segments + int(np.searchsorted(located.starts, start)) + 1
        place = self._place(start)
        envelope.note(code, place, found, number, element=element, assumed=assumed)


def _is_broken(segment: bytes) -> bool:
    return b"\n" in segment or b"\r" in segment

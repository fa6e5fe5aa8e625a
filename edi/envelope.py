"""The envelope's state between its segments: open interchange, group and set, counts, findings.

This module sees envelope segments only, already cut out; it never looks for them (`framing.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.control_numbers import ODD_MAX, Seen
from edi.digest import Digest
from edi.findings import Code, WireFinding
from edi.framed import (
    AcknowledgmentFramed,
    GroupClosed,
    GroupOpened,
    InterchangeClosed,
    InterchangeOpened,
    SetFramed,
    thaw_findings,
)
from edi.group_headers import gs_findings
from edi.trailers import GE, IEA, SE, by_place, made, trailer_findings, unread

if TYPE_CHECKING:
    from edi.layout import Layout

FINDINGS_MAX: Final = 64
"""Findings that one part of an envelope keeps; a file of junk must not fill the memory."""
YYMMDD: Final = 6
"""Digits of a date without its century."""
AROUND_MAX: Final = 1 << 16
"""Bytes that are kept of what stands between two sets, for the same reason."""


class Envelope:
    """One interchange from its ISA to its IEA, as far as its envelope says."""

    def __init__(self, opened: InterchangeOpened) -> None:
        self.opened = opened.without_findings()
        self.edifact = opened.standard == "EDIFACT"
        self.group_number, self.set_number = opened.called("GS06"), opened.called("ST02")
        self.separator = opened.delimiters.element.decode("latin-1")
        self.digest = Digest()
        self.segments = 1
        self.sets = 0
        self.groups = 0
        self.implied_groups = 0
        self.findings: list[WireFinding] = []
        self.noted: set[str] = set()
        self.controls = Seen()
        self.group: GroupOpened | None = None
        self.group_sets = 0
        self.group_findings: list[WireFinding] = []
        self.set_controls = Seen()
        self.set: tuple[str, str, str, int, int] | None = None
        self.set_findings: list[WireFinding] = []
        self.outside: tuple[int, int, int] | None = None
        self.held: list[bytes] = []
        self.held_size = 0
        self.originals: list[bytes] = []
        """The file's own bytes of what is held, where these are others."""
        self.around: list[bytes] = []
        """The file's bytes outside of sets that no set was given yet."""
        self.around_size = 0

    def hash(self, data: bytes) -> None:
        """Add bytes of the interchange to its digest, without line breaks."""
        terminator = self.opened.delimiters.segment
        for line_break in (b"\n", b"\r"):
            if line_break != terminator:
                # Replacing one byte by none is three times as fast as translating all.
                data = data.replace(line_break, b"")
        self.digest.add(data)

    def hold(self, data: bytes, limit: int) -> None:
        """Keep bytes of the open set until it closes; those beyond the limit are let go."""
        room = limit - self.held_size
        self.held_size += len(data)
        if room > 0:
            self.held.append(data[:room])

    def take_held(self, data: bytes, limit: int, place: int) -> bytes:
        """The bytes of the set that closes, and a finding where these are only its first."""
        if not self.held and len(data) <= limit:
            return data
        self.hold(data, limit)
        if self.held_size > limit:
            self.set_findings.append(made(Code.SET_TOO_LARGE, place, 1))
        raw = b"".join(self.held)
        self.held, self.held_size = [], 0
        return raw

    def hold_around(self, data: bytes) -> None:
        """Keep bytes of the file that lie outside of sets, for the next part that is given out."""
        room = AROUND_MAX - self.around_size
        self.around_size += len(data)
        if room > 0:
            self.around.append(data[:room])
        if len(data) > room:
            self.note(Code.BETWEEN_SETS_CUT, self.opened.offset, assumed=str(AROUND_MAX))

    def take_around(self) -> bytes:
        """The bytes outside of sets since the last set, once."""
        data = b"".join(self.around)
        self.around, self.around_size = [], 0
        return data

    def hold_original(self, data: bytes, limit: int) -> None:
        """Keep the file's own bytes of the open set, if the set is not larger than the limit."""
        if self.held_size <= limit:
            self.originals.append(data)

    def _take_originals(self) -> bytes:
        """The file's own bytes of the set that closes.

        None where they are as they were framed, or where the set was too large to be kept whole.
        """
        data = b"".join(self.originals)
        self.originals = []
        too_large = any(found.code is Code.SET_TOO_LARGE for found in self.set_findings)
        return b"" if too_large else data

    def note(
        self, code: Code, offset: int, found: str = "", segment: int = 0, *,
        element: str = "", assumed: str = "",
    ) -> None:  # fmt: skip
        """Add a finding on the interchange, once per code."""
        if code.value in self.noted:
            return
        self.noted.add(code.value)
        self.findings.append(made(code, offset, segment, element, found, assumed=assumed))

    def open_group(self, elements: list[str], offset: int, segment: int) -> GroupOpened:
        """A GS (or UNG): open a group."""
        e = elements + [""] * (9 - len(elements))
        findings: list[WireFinding] = []
        control, day, time = e[6], e[4], e[5]
        if self.edifact:
            control = e[5]
            day, _, time = e[4].partition(self.opened.delimiters.component.decode("latin-1"))
            day = f"20{day}" if len(day) == YYMMDD else day
        else:
            findings += gs_findings(e, offset, segment)
        is_new = self.controls.add(control)
        self._note_full(self.controls, self.group_number, offset, segment)
        if self.edifact and not control:
            here = made(Code.GS_CONTROL, offset, segment, self.group_number)
            findings.append(replace(here, message="The UNG has no reference number."))
        if not is_new:
            code = Code.GS_CONTROL_DUPLICATE
            findings.append(made(code, offset, segment, self.group_number, control))
        return self._begin_group(
            GroupOpened(
                interchange=self.opened,
                offset=offset,
                code=e[1],
                sender=e[2],
                receiver=e[3],
                date=day,
                time=time,
                control=control,
                agency=e[6] if self.edifact else e[7],
                # The UNH of each message names its release; behind that of UNG stands a password.
                version="" if self.edifact else e[8].upper(),
                repeated=not is_new or (not control and self.groups > 0),
                segment=segment,
                findings=tuple(findings),
            )
        )

    def imply_group(self, offset: int, segment: int) -> GroupOpened:
        """A set without a group: X12 forbids it, EDIFACT has it so."""
        findings = ()
        if not self.edifact:
            findings = (made(Code.GS_MISSING, offset, segment),)
        self.implied_groups += 1
        return self._begin_group(
            GroupOpened(
                interchange=self.opened, offset=offset, code="", sender="", receiver="", date="",
                time="", control="", agency="", version="", implied=True, repeated=self.groups > 0,
                segment=segment, findings=findings,
            )
        )  # fmt: skip

    def _begin_group(self, group: GroupOpened) -> GroupOpened:
        self.group = replace(group, findings=())
        self.group_sets = 0
        self.group_findings = list(group.findings)
        self.set_controls = Seen()
        self.groups += 1
        return group

    def open_set(self, elements: list[str], offset: int, segment: int) -> None:
        """An ST (or UNH): open a set in the open group."""
        e = elements + [""] * (4 - len(elements))
        code, control, guide = e[1], e[2], e[3]
        if self.edifact:
            kind = e[2].split(self.opened.delimiters.component.decode("latin-1"))
            code, control, guide = kind[0], e[1], ":".join(kind[1:])
        elif not 4 <= len(control) <= 9:
            self.set_findings.append(made(Code.ST_CONTROL, offset, 1, self.set_number, control))
        if not self.set_controls.add(control):
            again = made(Code.ST_CONTROL_DUPLICATE, offset, 1, self.set_number, control)
            self.set_findings.append(again)
        self._note_full(self.set_controls, self.set_number, offset, segment)
        self.set = (code, control, guide, offset, segment)
        self.group_sets += 1
        self.sets += 1

    @property
    def takes_runs(self) -> bool:
        """Whether sets whose ST and SE agree may come as a run: nothing odd is open."""
        return (
            not self.edifact
            and self.outside is None
            and self.group is not None
            and not self.set_findings
            and len(self.separator) == 1
        )

    def take_run(self, control: int, count: int) -> bool:
        """Count whole sets under control numbers from this one on; false if one came before."""
        if self.set_controls.is_full or not self.set_controls.add_run(control, count):
            return False
        self.group_sets += count
        self.sets += count
        return True

    def _note_full(self, seen: Seen, element: str, offset: int, segment: int) -> None:
        if seen.is_full:
            self.note(
                Code.CONTROLS_UNCHECKED, offset, "", segment, element=element, assumed=str(ODD_MAX)
            )

    def close_set(
        self,
        elements: list[str] | None,
        raw: bytes,
        offset: int,
        segments: int,
        layout: Layout | None,
    ) -> SetFramed:
        """An SE (or UNT), or none where the set just ends: the set as it was framed."""
        assert self.set is not None
        assert self.group is not None
        code, control, guide, began, segment = self.set
        if elements is None:
            self.set_findings.append(made(Code.SE_MISSING, offset, segments))
        else:
            self.set_findings += trailer_findings(
                SE, elements, (offset, segments), (segments,), control
            )
        findings, original = tuple(self.set_findings), self._take_originals()
        self.set, self.set_findings = None, []
        return SetFramed(
            interchange=self.opened,
            group=self.group,
            code=code,
            control=control,
            guide=guide,
            raw=raw,
            offset=began,
            segment=segment,
            segments=segments,
            findings=findings,
            layout=layout,
            original=original,
            before=self.take_around(),
        )

    def close_group(self, elements: list[str] | None, offset: int, segment: int) -> GroupClosed:
        """A GE (or UNE), or none where the group just ends."""
        group = self.group
        assert group is not None
        claimed = ""
        if elements is None:
            if not group.implied:
                self.group_findings.append(made(Code.GE_MISSING, offset, segment))
        else:
            claimed = elements[1] if len(elements) > 1 else ""
            self.group_findings += trailer_findings(
                GE, elements, (offset, segment), (self.group_sets,), group.control
            )
        if not (self.group_sets or group.implied):
            empty = made(Code.GROUP_EMPTY, group.offset, group.segment)
            self.group_findings.append(empty)
        self.group = None
        return GroupClosed(
            group=group, offset=offset, sets_claimed=claimed, sets=self.group_sets,
            findings=tuple(self.group_findings),
        )  # fmt: skip

    def close(self, elements: list[str] | None, offset: int) -> InterchangeClosed:
        """An IEA (or UNZ), or none where the interchange just ends."""
        self.end_outside()
        self.findings += [] if self.groups else unread(self.findings)
        if elements is None:
            self.findings.append(made(Code.IEA_MISSING, offset, self.segments))
        else:
            self.findings += trailer_findings(
                IEA, elements, (offset, self.segments), self._counts(), self.opened.control
            )
        return InterchangeClosed(
            interchange=self.opened,
            offset=offset,
            groups=self.groups,
            sets=self.sets,
            segments=self.segments,
            sha256=self.digest.hexdigest(),
            findings=tuple(sorted(self.findings, key=by_place)),
            rest=self.take_around(),
        )

    def _counts(self) -> tuple[int, ...]:
        """What IEA01 or UNZ01 may say: how many GS or UNG came, the first being right.

        Sets without one are told as such, so a sender who counts them as a group, and one who does
        not, are not told again. EDIFACT counts messages where no UNG came (ISO 9735, 0036).
        """
        if self.edifact and self.groups == self.implied_groups:
            return (self.sets,)
        return (self.groups - self.implied_groups, self.groups)

    def acknowledged(
        self, elements: list[str], place: tuple[int, int], raw: bytes, original: bytes
    ) -> AcknowledgmentFramed:
        """A TA1 before the groups, at an offset and a segment."""
        return AcknowledgmentFramed(
            interchange=self.opened, elements=tuple(elements[1:]), offset=place[0], raw=raw,
            original=original, segment=place[1],
        )  # fmt: skip

    def pass_over(self, offset: int, segment: int, count: int) -> None:
        """Segments outside any set: one finding for a run of them."""
        if self.outside is None:
            self.outside = (offset, segment, count)
        else:
            first, number, before = self.outside
            self.outside = (first, number, before + count)

    def end_outside(self) -> None:
        """The run of segments outside any set ends here."""
        if self.outside is None:
            return
        offset, segment, count = self.outside
        self.outside = None
        if len(self.findings) < FINDINGS_MAX:
            code = Code.SEGMENT_OUTSIDE_SET
            self.findings.append(made(code, offset, segment, "", str(count)))
        else:
            self.note(Code.FINDINGS_CUT, offset)

    def freeze(self) -> tuple[object, ...]:
        """The state as a plain tuple."""
        return (
            self.opened.freeze(),
            (self.digest.chained, self.digest.rest),
            (self.segments, self.sets, self.groups, self.group_sets, self.implied_groups),
            tuple(finding.freeze() for finding in self.findings),
            tuple(sorted(self.noted)),
            self.controls.freeze(),
            None if self.group is None else self.group.freeze(),
            tuple(finding.freeze() for finding in self.group_findings),
            self.set_controls.freeze(),
            self.set,
            tuple(finding.freeze() for finding in self.set_findings),
            self.outside,
            (b"".join(self.held), self.held_size),
            (b"".join(self.originals), b"".join(self.around), self.around_size),
        )

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Envelope:
        """The state that `freeze` made this tuple of."""
        envelope = Envelope(InterchangeOpened.thaw(frozen[0]))
        envelope.digest.chained, envelope.digest.rest = frozen[1]
        envelope.segments, envelope.sets, envelope.groups, envelope.group_sets = frozen[2][:4]
        # Those that were frozen before these were counted have none.
        envelope.implied_groups = sum(frozen[2][4:])
        envelope.findings = list(thaw_findings(frozen[3]))
        envelope.noted = set(frozen[4])
        envelope.controls = Seen.thaw(frozen[5])
        if frozen[6] is not None:
            envelope.group = GroupOpened.thaw(frozen[6], envelope.opened)
        envelope.group_findings = list(thaw_findings(frozen[7]))
        envelope.set_controls = Seen.thaw(frozen[8])
        envelope.set = frozen[9]
        envelope.set_findings = list(thaw_findings(frozen[10]))
        envelope.outside = frozen[11]
        held, envelope.held_size = frozen[12]
        envelope.held = [held] if held else []
        if len(frozen) > 13:
            originals, around, envelope.around_size = frozen[13]
            envelope.originals = [originals] if originals else []
            envelope.around = [around] if around else []
        return envelope

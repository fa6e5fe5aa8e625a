"""What framing yields: an interchange's parts in order, each with its place and its findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from edi.delimiters import Delimiters
from edi.element_names import name_in
from edi.findings import WireFinding
from edi.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeOpened:
    """An ISA (or UNB) was read: who sends to whom, under which control number.

    Ids are stripped of their padding. `usage` is ISA15: P production, T test, I information.
    `sender_routing` and `receiver_routing` are what UNB says of a party behind its id and qualifier
    (0008 and 0014, in syntax 4 0042 and 0046 too).
    """

    standard: str
    offset: int
    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    date: str
    time: str
    version: str
    control: str
    ta1_asked: bool
    usage: str
    delimiters: Delimiters
    findings: tuple[WireFinding, ...] = ()
    sender_routing: tuple[str, ...] = ()
    receiver_routing: tuple[str, ...] = ()

    def freeze(self) -> tuple[object, ...]:
        """The event as a plain tuple."""
        return (
            self.standard, self.offset, self.sender_qualifier, self.sender,
            self.receiver_qualifier, self.receiver, self.date, self.time, self.version,
            self.control, self.ta1_asked, self.usage, self.delimiters.freeze(),
            tuple(finding.freeze() for finding in self.findings), self.sender_routing,
            self.receiver_routing,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> InterchangeOpened:
        """The event that `freeze` made this tuple of; those of before end after their findings."""
        texts = [str(frozen[at]) for at in (0, 2, 3, 4, 5, 6, 7, 8, 9, 11)]
        sender_routing, receiver_routing = frozen[14:16] or ((), ())
        return InterchangeOpened(
            standard=texts[0],
            offset=int(str(frozen[1])),
            sender_qualifier=texts[1],
            sender=texts[2],
            receiver_qualifier=texts[3],
            receiver=texts[4],
            date=texts[5],
            time=texts[6],
            version=texts[7],
            control=texts[8],
            ta1_asked=bool(frozen[10]),
            usage=texts[9],
            delimiters=Delimiters.thaw(frozen[12]),
            findings=thaw_findings(frozen[13]),
            sender_routing=sender_routing,
            receiver_routing=receiver_routing,
        )

    def without_findings(self) -> InterchangeOpened:
        """The same event, as the parts of the interchange refer to it."""
        return replace(self, findings=()) if self.findings else self

    def called(self, element: str) -> str:
        """The name of an element of X12, or a segment, in the interchange's own standard."""
        return name_in(self.standard, element)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOpened:
    """A GS was read; all fields are empty where sets come without one (`implied`).

    `repeated` says that a group before it in its interchange has the same control number;
    `segment` is the number of the GS in the interchange, ISA being 1.
    """

    interchange: InterchangeOpened
    offset: int
    code: str
    sender: str
    receiver: str
    date: str
    time: str
    control: str
    agency: str
    version: str
    implied: bool = False
    repeated: bool = False
    segment: int = 1
    findings: tuple[WireFinding, ...] = ()

    def freeze(self) -> tuple[object, ...]:
        """The event without its interchange, as a plain tuple."""
        return (
            self.offset, self.code, self.sender, self.receiver, self.date, self.time,
            self.control, self.agency, self.version, self.implied,
            tuple(finding.freeze() for finding in self.findings), self.repeated,
            self.segment,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[object, ...], interchange: InterchangeOpened) -> GroupOpened:
        """The event that `freeze` made this tuple of, in its interchange."""
        texts = [str(frozen[at]) for at in range(1, 9)]
        return GroupOpened(
            interchange=interchange,
            offset=int(str(frozen[0])),
            code=texts[0],
            sender=texts[1],
            receiver=texts[2],
            date=texts[3],
            time=texts[4],
            control=texts[5],
            agency=texts[6],
            version=texts[7],
            implied=bool(frozen[9]),
            # Groups that were frozen before these were told end after their findings.
            repeated=any(frozen[11:12]),
            segment=int(str(next(iter(frozen[12:]), 1))),
            findings=thaw_findings(frozen[10]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFramed:
    """A transaction set from ST to SE, as its bytes; `segments` is counted, not believed.

    `segment` is the number of its ST in the interchange, ISA being 1. `layout` says how the bytes
    lay in the file, where these are not just those from `offset` on; `original` are those of the
    file then, encoded and wrapped as they came. `before` are the file's bytes between the set and
    the one before it in its interchange, or the interchange's beginning.
    """

    interchange: InterchangeOpened
    group: GroupOpened
    code: str
    control: str
    guide: str
    raw: bytes
    offset: int
    segment: int
    segments: int
    findings: tuple[WireFinding, ...] = ()
    layout: Layout | None = None
    original: bytes = b""
    before: bytes = b""

    @property
    def was_wide(self) -> bool:
        """Whether it came as UTF-16, and `raw` is UTF-8 whatever its envelope declares."""
        return self.layout is not None and self.layout.wide


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupClosed:
    """A GE was read, or was missing: how many sets it claims, how many came."""

    group: GroupOpened
    offset: int
    sets_claimed: str
    sets: int
    findings: tuple[WireFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgmentFramed:
    """A TA1 that came before the groups: the partner's answer to an interchange of ours.

    `raw` is its segment with its terminator, `original` the same as in `SetFramed`; `segment` is
    its number in the interchange, ISA being 1.
    """

    interchange: InterchangeOpened
    elements: tuple[str, ...]
    offset: int
    raw: bytes = b""
    original: bytes = b""
    segment: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeClosed:
    """An IEA was read, or was missing.

    `sha256` is of the bytes from ISA to the terminator of IEA without line breaks (unless they
    terminate segments) and without a UNA of the usual characters, so that a file whose breaks a
    transport changed is known again. Beyond 64 KiB it is chained: each next 64 KiB are hashed
    behind the digest of those before.
    `rest` are the file's bytes since its last set, or since its beginning where there is none.
    """

    interchange: InterchangeOpened
    offset: int
    groups: int
    sets: int
    segments: int
    sha256: str
    findings: tuple[WireFinding, ...] = ()
    rest: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayBytes:
    """Bytes outside any interchange; `raw` keeps their beginning."""

    offset: int
    length: int
    raw: bytes
    findings: tuple[WireFinding, ...] = ()


Framed: TypeAlias = (
    InterchangeOpened
    | GroupOpened
    | SetFramed
    | GroupClosed
    | AcknowledgmentFramed
    | InterchangeClosed
    | StrayBytes
)
"""Any part of an interchange, in the order of the bytes."""


def interchange_of(part: Framed) -> InterchangeOpened | None:
    """The interchange that a part is of, or begins; None for what lies outside of any."""
    match part:
        case StrayBytes():
            return None
        case InterchangeOpened():
            return part
        case GroupClosed():
            return part.group.interchange
        case _:
            return part.interchange


def in_file(
    framed: SetFramed, offsets: list[int], findings: list[WireFinding]
) -> tuple[list[int], list[WireFinding]]:
    """Where in the file a set's segments begin, and findings that stand at these.

    The offsets given count from the set's as if its bytes lay in the file as they are framed.
    """
    if framed.layout is None or not offsets:
        return offsets, findings
    offsets = framed.layout.offsets(framed.raw, framed.offset, offsets)
    return offsets, [replace(each, offset=offsets[each.segment - 1]) for each in findings]


def thaw_findings(frozen: object) -> tuple[WireFinding, ...]:
    """Findings that were frozen inside a snapshot."""
    assert isinstance(frozen, tuple)
    return tuple(WireFinding.thaw(item) for item in frozen)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]

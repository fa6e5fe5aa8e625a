"""Interchanges as bytes: padding, counts and control numbers right, delimiters never in data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from edi.characters import encoding_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi.delimiters import Delimiters
    from edi.elements import Written

ISA_WIDTHS: Final = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundSet:
    """A transaction set to write: its code, control number, guide, and segments without ST, SE."""

    code: str
    control: str
    guide: str
    segments: Sequence[Sequence[Written]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundGroup:
    """A functional group to write."""

    code: str
    sender: str
    receiver: str
    control: int
    version: str
    sets: Sequence[OutboundSet]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundInterchange:
    """An interchange to write; `before` are segments that come ahead of the groups, as a TA1."""

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    at: datetime
    version: str
    control: int
    usage: str
    delimiters: Delimiters
    groups: Sequence[OutboundGroup] = ()
    before: Sequence[Sequence[str]] = ()
    characters: str = ""


def write_interchange(interchange: OutboundInterchange) -> bytes:
    """The interchange as it goes onto the wire."""
    marks = interchange.delimiters
    repeats = marks.repetition.decode("latin-1") if interchange.version >= "00402" else "U"
    day, time = interchange.at.strftime("%Y%m%d"), interchange.at.strftime("%H%M")
    values = (
        "00", "", "00", "", interchange.sender_qualifier, interchange.sender,
        interchange.receiver_qualifier, interchange.receiver, day[2:], time, repeats,
        interchange.version, f"{interchange.control:09d}", "0", interchange.usage,
    )  # fmt: skip
    element = marks.element.decode("latin-1")
    end = (marks.segment + marks.line_break).decode("latin-1")
    padded = (f"{v:<{w}}"[:w] for v, w in zip(values, ISA_WIDTHS, strict=False))
    lines = [element.join(("ISA", *padded, marks.component.decode("latin-1")))]
    out = [lines[0]]
    out += [segment_text(segment, marks) for segment in interchange.before]
    for group in interchange.groups:
        control = str(group.control)
        head = (
            "GS", group.code, group.sender, group.receiver, day, time, control, "X", group.version,
        )  # fmt: skip
        out.append(segment_text(head, marks))
        for item in group.sets:
            out.append(segment_text(("ST", item.code, item.control, item.guide), marks))
            out += [segment_text(segment, marks) for segment in item.segments]
            out.append(segment_text(("SE", str(len(item.segments) + 2), item.control), marks))
        out.append(segment_text(("GE", str(len(group.sets)), control), marks))
    out.append(
        segment_text(("IEA", str(len(interchange.groups)), f"{interchange.control:09d}"), marks)
    )
    encoding = encoding_of(interchange.characters) or "latin-1"
    return "".join(line + end for line in out).encode(encoding, "replace")


def data_marks(marks: Delimiters) -> bytes:
    """The delimiters that X12 data cannot have: there is no way to write them within it."""
    return marks.element + marks.component + marks.segment + marks.repetition


def segment_text(values: Sequence[Written], marks: Delimiters) -> str:
    """A segment without trailing empty elements; delimiters inside data become blanks."""
    kept = [_element(value, marks) for value in values]
    while kept and not kept[-1]:
        kept.pop()
    return marks.element.decode("latin-1").join(kept)


def _element(value: Written, marks: Delimiters) -> str:
    if isinstance(value, str):
        return clean(value, marks)
    parts = [clean(part, marks) for part in value]
    while parts and not parts[-1]:
        parts.pop()
    return marks.component.decode("latin-1").join(parts)


def clean(value: str, marks: Delimiters) -> str:
    """A value that no delimiter and no control character splits."""
    return value.translate(_banned(marks)) if value else value


@cache
def _banned(marks: Delimiters) -> dict[int, str]:
    four = data_marks(marks)
    return {**dict.fromkeys(range(32), " "), **{ord(mark): " " for mark in four.decode("latin-1")}}

"""Interchanges as bytes: padding, counts and control numbers right, delimiters never in data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from edi.characters import encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
class WrittenSets:
    """Transaction sets that are text already, from the first ST to the last SE."""

    text: str
    count: int

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundGroup:
    """A functional group to write."""

    code: str
    sender: str
    receiver: str
    control: int
    version: str
    sets: Sequence[OutboundSet] | WrittenSets


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
        "00", "", "00", "", clean(interchange.sender_qualifier, marks),
        clean(interchange.sender, marks), clean(interchange.receiver_qualifier, marks),
        clean(interchange.receiver, marks), day[2:], time, repeats,
        interchange.version, f"{interchange.control:09d}", "0", interchange.usage,
    )  # fmt: skip
    element = marks.element.decode("latin-1")
    end = (marks.segment + marks.line_break).decode("latin-1")
    padded = (f"{v:<{w}}"[:w] for v, w in zip(values, ISA_WIDTHS, strict=False))
    isa = element.join(("ISA", *padded, marks.component.decode("latin-1")))
    out = [isa, end, body_text(interchange.before, marks)]
    for group in interchange.groups:
        control = str(group.control)
        head = (
            "GS", group.code, group.sender, group.receiver, day, time, control, "X", group.version,
        )  # fmt: skip
        out.append(body_text([head], marks))
        sets = group.sets
        out.append((sets if isinstance(sets, WrittenSets) else write_sets(sets, marks)).text)
        out.append(body_text([("GE", str(len(group.sets)), control)], marks))
    last = ("IEA", str(len(interchange.groups)), f"{interchange.control:09d}")
    out.append(body_text([last], marks))
    encoding = encoding_of(interchange.characters) or "latin-1"
    return "".join(out).encode(encoding, "replace")


def write_sets(sets: Iterable[OutboundSet], marks: Delimiters) -> WrittenSets:
    """Sets as text, one behind the other: of each no more is kept than that.

    For groups of many: documents may come, be made segments and go one by one.
    """
    texts = [body_text(_whole(item), marks) for item in sets]
    return WrittenSets(text="".join(texts), count=len(texts))


def _whole(item: OutboundSet) -> list[Sequence[Written]]:
    """A set's segments from ST to SE."""
    guide = (item.guide,) if item.guide else ()
    count = str(len(item.segments) + 2)
    return [("ST", item.code, item.control, *guide), *item.segments, ("SE", count, item.control)]


def body_text(segments: Sequence[Sequence[Written]], marks: Delimiters) -> str:
    """Segments with their terminators, each as `segment_text` gives it.

    They are joined first and looked at as one: where as many delimiters are there as were put in,
    and no control character, nothing is to be mended.
    """
    element = marks.element.decode("latin-1")
    end = (marks.segment + marks.line_break).decode("latin-1")
    flat: Sequence[Sequence[Any]] = segments
    try:
        text = "".join([element.join(segment) + end for segment in flat])
    except TypeError:  # a composite: components are joined one by one
        text = ""
    put_in = sum(map(len, flat)) + len(flat) * (len(end) - 1)
    if text and element + end not in text and mendable_count(text, marks) == put_in:
        return text
    return "".join([segment_text(segment, marks) + end for segment in segments])


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


def mendable_count(text: str, marks: Delimiters) -> int:
    """How many characters of a text a writer makes blanks: delimiters, control characters."""
    beyond = sum(map(text.count, _beyond(marks)))
    return beyond + len(text.encode("utf-8", "surrogatepass").translate(None, _fine(marks)))


def mendable(marks: Delimiters) -> str:
    """A pattern of the characters that a writer makes blanks: delimiters, control characters."""
    return "[" + "".join(re.escape(chr(code)) for code in sorted(_banned(marks))) + "]"


@cache
def _fine(marks: Delimiters) -> bytes:
    """All bytes of UTF-8 but the characters of ASCII that have to be mended."""
    banned = _banned(marks)
    return bytes(byte for byte in range(256) if byte >= 128 or byte not in banned)


@cache
def _beyond(marks: Delimiters) -> tuple[str, ...]:
    """The characters beyond ASCII that have to be mended."""
    return tuple(chr(code) for code in _banned(marks) if code >= 128)


@cache
def _banned(marks: Delimiters) -> dict[int, str]:
    four = data_marks(marks)
    return {**dict.fromkeys(range(32), " "), **{ord(mark): " " for mark in four.decode("latin-1")}}

"""Who a document, an interchange and a trading pair are, and when a document was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from edi.delimiters import is_date, is_time
from edi.findings import Code

if TYPE_CHECKING:
    from edi.framed import AcknowledgmentFramed, GroupOpened, InterchangeOpened, SetFramed

_NAME_PARTS: Final = 4
"""Standard, sender, receiver and control number: the parts of an interchange's name."""
MARK: Final = 8
"""Digits of a hash in a mark."""
_MARKED: Final = re.compile(rf"~[0-9a-f]{{{MARK}}}$")
_ESCAPED: Final = {ord(mark): f"%{ord(mark):02X}" for mark in "%/:#@~"}


def pair_of(opened: InterchangeOpened) -> str:
    """The key of a trading pair: who sends to whom, and whether in production or test."""
    return f"{sender_of(opened)}/{opened.receiver_qualifier}:{opened.receiver}/{opened.usage}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WireName:
    """What the name of an interchange, or of a group or document in one, says.

    `interchange` is the name of the interchange, with its mark; parties are qualifier and id, and
    `use` counts the interchanges under the control number.
    """

    interchange: str
    sender: str
    receiver: str
    control: str
    usage: str
    use: int
    mark: str


def read_name(name: str) -> WireName | None:
    """What a name says; None where it is no such name."""
    parts = name.split("/")[:_NAME_PARTS]
    if len(parts) < _NAME_PARTS:
        return None
    # A mark ends the name of an interchange, behind which a group's goes on, or of a document.
    marked = next(filter(is_marked, (parts[-1], name)), "")
    mark = marked[-MARK - 1 :]
    parts[-1] = parts[-1].removesuffix(mark)
    number, is_other, usage = parts[-1].partition("~")
    control, _, use = number.partition("@")
    return WireName(
        interchange="/".join(parts) + mark,
        sender=unquote(parts[1]),
        receiver=unquote(parts[2]),
        control=unquote(control),
        usage=unquote(usage) if is_other else "P",
        use=int(use) if use.isascii() and use.isdecimal() else 1,
        mark=mark,
    )


def interchange_of(name: str) -> str:
    """The name of the interchange that a document of this name came or went in; or none."""
    said = read_name(name)
    return said.interchange if said is not None else ""


def pair_of_name(name: str, *, ours: bool = False) -> str:
    """The key of the pair that a document, group or interchange of this name belongs to.

    `ours` says that the name is of what we sent, for a pair is named by what its partner sends.
    Empty for what is no such name.
    """
    said = read_name(name)
    if said is None:
        return ""
    parties = (said.receiver, said.sender) if ours else (said.sender, said.receiver)
    return "/".join((*parties, said.usage))


def mark_of(sha256: str) -> str:
    """What tells an interchange, by the hash of its bytes, from the first under its number."""
    return f"~{sha256[:MARK]}"


def is_marked(name: str) -> bool:
    """Whether a name or a control number ends with such a mark."""
    return _MARKED.search(name) is not None


def unmarked(name: str) -> str:
    """A name or a control number without such a mark."""
    return _MARKED.sub("", name)


def document_id(framed: SetFramed, use: int = 1) -> str:
    """A document's identity on the wire: interchange, group and set.

    Where the group or the set has a number that came before in the interchange, `#` and the number
    of the set's first segment tell it apart.
    """
    numbers = f"{_part(framed.group.control)}/{_part(framed.control)}"
    about = f"{interchange_id(framed.interchange, use)}/{numbers}"
    # What a partner promised beyond the interchange (`unique`) has a message of its own.
    again = framed.group.repeated or any(
        finding.code is Code.ST_CONTROL_DUPLICATE and not finding.message
        for finding in framed.findings
    )
    return f"{about}#{framed.segment}" if again else about


def group_id(group: GroupOpened, interchange: str) -> str:
    """The identity of a group within its interchange's."""
    about = f"{interchange}/{_part(group.control)}"
    return f"{about}#{group.offset}" if group.repeated else about


def note_id(note: AcknowledgmentFramed, interchange: str, ordinal: int) -> str:
    """The identity of a TA1: its interchange, what it is on, and which of several it is."""
    control = _part(note.elements[0] if note.elements else "")
    return f"{interchange}/TA1/{control}" + (f"#{ordinal}" if ordinal > 1 else "")


def file_id(name: str, sha256: str) -> str:
    """The identity of bytes of a file that are no interchange: the file's name, and their hash.

    It has no control number, and so no trading pair (`pair_of_name`).
    """
    return f"FILE/{_part(name)}/{sha256[:MARK]}"


def sender_of(opened: InterchangeOpened) -> str:
    """Who sends: qualifier and id, for an id alone may be another's under another qualifier."""
    return f"{opened.sender_qualifier}:{opened.sender}"


def event_time_of(framed: SetFramed, now: datetime) -> datetime:
    """When a document was written: the time of its group, else of its interchange, as UTC."""
    group, opened = framed.group, framed.interchange
    if is_date(group.date) and is_time(group.time):
        return time_of(group.date, group.time, now)
    return time_of(f"20{opened.date}", opened.time, now)


def time_of(day: str, time: str, fallback: datetime) -> datetime:
    """The instant that a date and a time say, as UTC; the fallback where they say none."""
    if not (is_date(day) and is_time(time)):
        return fallback
    second = int(time[4:6]) if len(time) >= 6 else 0
    return datetime(
        int(day[:4]), int(day[4:6]), int(day[6:]), int(time[:2]), int(time[2:4]), second, tzinfo=UTC
    )


def interchange_id(opened: InterchangeOpened, use: int = 1) -> str:
    """An interchange's identity on the wire: `X12/08:ACME/ZZ:US/000000001`.

    A test interchange is another, with `~T`; so is, with `@2`, one under a control number that was
    used once before for an interchange that was forgotten since.
    """
    sender = (opened.sender_qualifier, opened.sender)
    receiver = (opened.receiver_qualifier, opened.receiver)
    return wire_name(opened.standard, sender, receiver, opened.control, opened.usage, use=use)


def wire_name(
    standard: str,
    sender: tuple[str, str],
    receiver: tuple[str, str],
    control: str,
    usage: str,
    *,
    use: int = 1,
) -> str:
    """The name of an interchange by what makes it one; parties are qualifier and id."""
    parties = (":".join(map(_part, party)) for party in (sender, receiver))
    again = "" if use == 1 else f"@{use}"
    kind = "" if usage == "P" else f"~{_part(usage)}"
    return "/".join((standard, *parties, f"{_part(control)}{again}{kind}"))


def _part(text: str) -> str:
    """One part of a name, with the marks escaped that names are made with."""
    return text.translate(_ESCAPED)

"""Rows of `documents`: what came in, what we answered, and the TA1s of partners."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from edi.facts import DocumentSeen, InterchangeSeen
from edi.identities import event_time_of, interchange_of, time_of, wire_name

if TYPE_CHECKING:
    from datetime import datetime

    from edi.framed import (
        AcknowledgmentFramed,
        InterchangeClosed,
        InterchangeOpened,
        SetFramed,
    )
    from edi.pair_memory import Issued
    from edi.profiles import Profile


def marks_of(opened: InterchangeOpened) -> bytes:
    """The delimiters of an interchange: element, component, segment, repetition, release."""
    marks = opened.delimiters
    return b"".join(
        (marks.element, marks.component, marks.segment, marks.repetition, marks.release)
    )


def received_row(
    framed: SetFramed, profile: Profile, now: datetime, document: str
) -> dict[str, object]:
    """A set that came in under this name, and was read now, as accepted without findings."""
    group = framed.group
    return {
        "document": document,
        "direction": "in",
        "partner": profile.name,
        "set": framed.code,
        "release": group.version or framed.guide,
        "interchange": interchange_of(document),
        "interchange_control": framed.interchange.control,
        "group_control": group.control,
        "set_control": framed.control,
        "business_key": "",
        "sha256": sha256(framed.raw).hexdigest(),
        "event_time": event_time_of(framed, now),
        "received_at": now,
        "status": "accepted",
        "acknowledged_at": None,
        "findings": 0,
        "version": 1,
    }


def note_row(
    note: AcknowledgmentFramed, profile: Profile, now: datetime, document: str
) -> dict[str, object]:
    """A TA1 that came in under this name."""
    opened = note.interchange
    control = note.elements[0] if note.elements else ""
    return {
        "document": document,
        "direction": "in",
        "partner": profile.name,
        "set": "TA1",
        "release": opened.version,
        "interchange": interchange_of(document),
        "interchange_control": opened.control,
        "group_control": "",
        "set_control": "",
        "business_key": control,
        "sha256": sha256(_segment_of(note)).hexdigest(),
        "event_time": time_of(f"20{opened.date}", opened.time, now),
        "received_at": now,
        "status": "received",
        "acknowledged_at": None,
        "findings": 0,
        "version": 1,
    }


def set_seen(framed: SetFramed, row: dict[str, object], interchange: str) -> DocumentSeen:
    """A set that came in with an interchange, and its bytes; the row says what became of it."""
    return DocumentSeen(
        row=row,
        content=framed.raw,
        marks=marks_of(framed.interchange),
        original=framed.original,
        interchange=interchange,
        offset=framed.offset,
        before=framed.before,
    )


def note_seen(note: AcknowledgmentFramed, row: dict[str, object]) -> DocumentSeen:
    """A TA1 that came in, and its bytes; these are among those around sets, too."""
    content, marks = _segment_of(note), marks_of(note.interchange)
    return DocumentSeen(row=row, content=content, marks=marks, original=note.original)


def interchange_seen(
    closed: InterchangeClosed, profile: Profile, now: datetime, name: str
) -> InterchangeSeen:
    """An interchange that came in under this name and ended."""
    opened = closed.interchange
    row: dict[str, object] = {
        "document": name,
        "direction": "in",
        "partner": profile.name,
        "set": "",
        "sha256": closed.sha256,
        "event_time": time_of(f"20{opened.date}", opened.time, now),
    }
    marks = marks_of(opened)
    return InterchangeSeen(row=row, content=closed.rest, marks=marks, offset=closed.offset)


def _segment_of(note: AcknowledgmentFramed) -> bytes:
    """A TA1 as its segment; made of its elements where it waited since its bytes were not kept."""
    marks = note.interchange.delimiters
    elements = (element.encode("latin-1") for element in ("TA1", *note.elements))
    return note.raw or marks.element.join(elements) + marks.segment


def waiting_row(
    name: str, kind: str, about: str, profile: Profile, now: datetime
) -> dict[str, object]:
    """An acknowledgment of ours that waits for a control number, and is named by what it is on."""
    return {
        "document": name,
        "direction": "out",
        "partner": profile.name,
        "set": kind,
        "release": "",
        "interchange_control": "",
        "group_control": "",
        "set_control": "",
        "business_key": about,
        "sha256": "",
        "event_time": now,
        "status": "waiting",
        "acknowledged_at": None,
        "findings": 0,
        "version": 1,
    }


def answer_row(
    issued: Issued, opened: InterchangeOpened, profile: Profile, now: datetime
) -> dict[str, object]:
    """An acknowledgment of ours that goes out."""
    control = issued.control
    group = str(issued.group_control) if issued.group_control else ""
    sender = (opened.receiver_qualifier, opened.receiver)
    receiver = (opened.sender_qualifier, opened.sender)
    about = wire_name(opened.standard, sender, receiver, control, opened.usage, use=issued.in_round)
    return {
        "document": f"{about}/{group}/{issued.set}",
        "direction": "out",
        "partner": profile.name,
        "set": issued.set,
        "release": "",
        "interchange": about,
        "interchange_control": control,
        "group_control": group,
        "set_control": "",
        "business_key": issued.answers,
        "sha256": sha256(issued.content).hexdigest(),
        "event_time": now,
        "status": "sent",
        "acknowledged_at": None,
        "findings": 0,
        "version": 1,
    }

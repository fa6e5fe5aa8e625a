"""Who a document, an interchange and a trading pair are, and when a document was written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from edi.delimiters import is_date, is_time
from edi.findings import Code

if TYPE_CHECKING:
    from edi.framed import InterchangeOpened, SetFramed


def pair_of(opened: InterchangeOpened) -> str:
    """The key of a trading pair: who sends to whom, and whether in production or test."""
    sender = f"{opened.sender_qualifier}:{opened.sender}"
    return f"{sender}/{opened.receiver_qualifier}:{opened.receiver}/{opened.usage}"


def document_id(framed: SetFramed) -> str:
    """A document's identity on the wire: interchange, group and set."""
    about = f"{interchange_id(framed.interchange)}/{framed.group.control}/{framed.control}"
    again = any(finding.code is Code.ST_CONTROL_DUPLICATE for finding in framed.findings)
    return f"{about}#{framed.segment}" if again else about


def event_time_of(framed: SetFramed, now: datetime) -> datetime:
    """When a document was written: the time of its group, else of its interchange, as UTC."""
    group, opened = framed.group, framed.interchange
    fallback = time_of(f"20{opened.date}", opened.time, now)
    return time_of(group.date, group.time, fallback)


def time_of(day: str, time: str, fallback: datetime) -> datetime:
    """The instant that a date and a time say, as UTC; the fallback where they say none."""
    if not (is_date(day) and is_time(time)):
        return fallback
    second = int(time[4:6]) if len(time) >= 6 else 0
    return datetime(
        int(day[:4]), int(day[4:6]), int(day[6:]), int(time[:2]), int(time[2:4]), second, tzinfo=UTC
    )


def interchange_id(opened: InterchangeOpened) -> str:
    """An interchange's identity on the wire; a test interchange is another."""
    usage = "" if opened.usage == "P" else f"~{opened.usage}"
    control = opened.control + usage
    return f"{opened.standard}/{opened.sender}/{opened.receiver}/{control}"

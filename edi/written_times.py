"""When a document was written, by itself or by its envelope, and which of two was written later.

A time is digits of a day, and of a time of day behind it as far as one is said; with a Z behind
them it is of UTC, with another zone of a clock by that name, with none of one that nobody names.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from edi.delimiters import is_date, is_time
from edi.edifact_moments import DOCUMENT_DATE
from edi.identities import event_time_of

if TYPE_CHECKING:
    from datetime import datetime

    from edi.framed import SetFramed

_UTC: Final = "Z"
_HOURS: Final = {
    "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
"""Names whose distance from UTC a standard fixes (RFC 5322, section 4.3); no other name is said to
be one: by CET one writes in winter, another in summer as well."""
_DISTANCE: Final = re.compile(r"([+-])([0-9]{2})([0-5][0-9])?", re.ASCII)
_TIME: Final = re.compile(r"([0-9]{8})([0-9]*)(.*)", re.ASCII | re.DOTALL)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_BEHIND, _AHEAD = 12 * _HOUR, 14 * _HOUR
"""How far a clock of the world is behind UTC at most, and ahead of it."""


def said_at(code: str, document: Any) -> str:
    """When a document says that it was written; empty where it says no order.

    An invoice says its date, which a correction may leave or correct: that says no order.
    """
    match code:
        case "856" | "DESADV":
            day, time = document.date, getattr(document, "time", "")
        case "860" | "865" | "ORDCHG":
            day, time = document.changed, ""
        case _:
            return ""
    if day is None:
        return ""
    zone = ""
    if code in ("DESADV", "ORDCHG"):
        # The date of a message that has a time stays among its dates.
        own = (d for d in document.dates if d.qualifier == DOCUMENT_DATE and d.date == day)
        time, zone = next(((each.time, each.zone) for each in own), ("", ""))
    return time_said(day, time, zone)


def written_at(framed: SetFramed, now: datetime) -> str:
    """When a document was written by its group or interchange; empty where neither says that."""
    at = event_time_of(framed, now)
    return "" if at is now else f"{at:%Y%m%d%H%M%S}"


def time_said(day: date, time: str, zone: str) -> str:
    """A day, a time and a zone as a time: of UTC where the zone says how far it is from that."""
    if not is_time(time):
        return _digits(day)
    hours = _HOURS.get(zone.upper())
    ahead = _distance(zone) if hours is None else hours * _HOUR
    if not zone or ahead is None:
        return _digits(day) + time + zone.upper()
    minute = int(time[:2]) * _HOUR + int(time[2:4]) * _MINUTE - ahead
    days, rest = divmod(minute, _DAY)
    ordinal = day.toordinal() + days
    if not date.min.toordinal() <= ordinal <= date.max.toordinal():
        return _digits(day) + time + zone.upper()
    shifted = f"{rest // _HOUR:02}{rest % _HOUR // _MINUTE:02}{time[4:]}"
    return _digits(date.fromordinal(ordinal)) + shifted + _UTC


def later(came: str, known: str) -> int:
    """1 where the first of two times is later, -1 where it is before; 0 where nothing says that.

    Of times by one clock that is told as far as both say one. Of a time with a zone and one without
    it, or of zones whose distance is unknown, only where it is so by whatever clocks there are: a
    comparison by day would take one hour before midnight here for a day before there.

    >>> later("202611272000Z", "202611271600Z"), later("20261127", "202611271600")
    (1, 0)
    >>> later("202611271600Z", "202611271200"), later("202611271600Z", "202611260400")
    (0, 1)
    """
    here, there = _TIME.fullmatch(came), _TIME.fullmatch(known)
    if here is None or there is None or not (is_date(here[1]) and is_date(there[1])):
        return 0
    if here[3] == there[3]:
        length = min(len(here[2]), len(there[2]))
        one, other = ((each[1], each[2][:length]) for each in (here, there))
        return (one > other) - (one < other)
    (first, last), (other_first, other_last) = _bounds(here), _bounds(there)
    return (first >= other_last) - (last <= other_first)


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _distance(zone: str) -> int | None:
    """How many seconds a zone of hours, or of hours and minutes, is ahead of UTC."""
    found = _DISTANCE.fullmatch(zone)
    if found is None:
        return None
    seconds = int(found[2]) * _HOUR + int(found[3] or 0) * _MINUTE
    ahead = -seconds if found[1] == "-" else seconds
    return ahead if -_BEHIND <= ahead <= _AHEAD else None


def _bounds(time: re.Match[str]) -> tuple[int, int]:
    """The seconds of UTC from which on a time may be, and before which it is."""
    digits, clock = time[2], time[3]
    day = date(int(time[1][:4]), int(time[1][4:6]), int(time[1][6:])).toordinal() * _DAY
    hour, minute, second = (int(digits[at : at + 2] or 0) for at in (0, 2, 4))
    start = day + hour * _HOUR + minute * _MINUTE + second
    length = 1 if len(digits) >= 6 else _MINUTE if digits else _DAY
    if clock == _UTC:
        return start, start + length
    return start - _AHEAD, start + length + _BEHIND

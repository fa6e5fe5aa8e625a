"""Moments of EDIFACT: a DTM by its format (2379), and those that a document has as its own date.

DTM+137:20260310:102' is a day; 203 and 204 have a time behind it, 303 and 304 a zone behind that,
205 by how much the time is ahead of UTC or behind it. What is no day is kept as it stands, with its
format.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from edi.documents.parts import Moment
from edi.shapes import Segment, spread
from edi.values import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi.elements import Cut

DOCUMENT_DATE: Final = "137"
DAY_FORMAT: Final = "102"
MINUTE_FORMAT: Final = "203"
SECOND_FORMAT: Final = "204"
OFFSET_FORMAT: Final = "205"
ZONED_MINUTE_FORMAT: Final = "303"
ZONED_SECOND_FORMAT: Final = "304"
_DAY_DIGITS: Final = {"101": 6, "102": 8, "201": 6, "202": 6, "203": 8, "204": 8}
_LENGTHS: Final = {"101": 6, "102": 8, "201": 10, "202": 12, "203": 12, "204": 14}
"""2379 of days and times, how many digits of them are the day, and how many there are."""
_TIME_DIGITS: Final = frozenset({4, 6})
_ZONED: Final = {
    form: re.compile(rf"([0-9]{{{day}}})([0-9]{{{time}}})({zone})", re.ASCII)
    for form, day, time, zone in (
        (OFFSET_FORMAT, 8, 4, "[+-][0-9]{4}"),
        ("301", 6, 4, "..."),
        ("302", 6, 6, "..."),
        (ZONED_MINUTE_FORMAT, 8, 4, "..."),
        (ZONED_SECOND_FORMAT, 8, 6, "..."),
    )
}
"""2379 of a day, a time and a zone."""
_ZONE, _OFFSET = 3, 5
"""Characters of a zone: of its name or its hours (UTC, +01), of its hours and minutes (+0100)."""


def _moment(elements: Sequence[str], cut: Cut) -> list[Moment]:
    parts = [*(cut(elements[1]) if len(elements) > 1 else ()), "", "", ""]
    qualifier, value, form = parts[:3]
    if form in _ZONED:
        return [_zoned(qualifier, value, form)]
    digits = _DAY_DIGITS.get(form, 0) if form else min(len(value), 8)
    if form in _LENGTHS and len(value) != _LENGTHS[form]:
        digits = 8
    day, time = day_of(value[:digits]), value[digits:]
    if day is None or (time and not (time.isdecimal() and len(time) in _TIME_DIGITS)):
        return [Moment(qualifier=qualifier, text=value, format=form)]
    return [Moment(qualifier=qualifier, date=day, time=time)]


def _zoned(qualifier: str, value: str, form: str) -> Moment:
    found = _ZONED[form].fullmatch(value)
    day = None if found is None else day_of(found[1])
    if found is None or day is None:
        return Moment(qualifier=qualifier, text=value, format=form)
    return Moment(qualifier=qualifier, date=day, time=found[2], zone=found[3])


def _written_moments(moments: Sequence[Moment]) -> list[Segment]:
    return [("DTM", _composite(moment)) for moment in moments]


def _composite(moment: Moment) -> tuple[str, ...]:
    if moment.date is None:
        return (moment.qualifier, moment.text, moment.format)
    day, time, zone = f"{moment.date:%Y%m%d}".zfill(8), moment.time, moment.zone
    has_seconds = len(time) >= 6
    if len(time) < 4:
        return (moment.qualifier, day, DAY_FORMAT)
    if len(zone) == _ZONE:
        form = ZONED_SECOND_FORMAT if has_seconds else ZONED_MINUTE_FORMAT
        return (moment.qualifier, day + time[: 6 if has_seconds else 4] + zone, form)
    if len(zone) == _OFFSET:
        return (moment.qualifier, day + time[:4] + zone, OFFSET_FORMAT)
    if has_seconds:
        return (moment.qualifier, day + time[:6], SECOND_FORMAT)
    return (moment.qualifier, day + time[:4], MINUTE_FORMAT)


DATES: Final = spread("DTM", "dates", _moment, _written_moments)


def dated(document: Any, field: str = "date") -> Any:
    """The document with its own date (DTM 137) out of its dates; one with a time stays there."""
    for at, moment in enumerate(document.dates):
        if moment.qualifier == DOCUMENT_DATE and moment.date is not None:
            kept = (moment,) if moment.time else ()
            rest = (*document.dates[:at], *kept, *document.dates[at + 1 :])
            return replace(document, **{field: moment.date, "dates": rest})
    return document


def undated(document: Any, field: str = "date") -> Any:
    """The document with its own date among its dates, as EDIFACT says it.

    Its time stands there already. Another DTM 137 of a day alone is not the document's own, and
    stays behind it.
    """
    day: date | None = getattr(document, field)
    if day is None:
        return document
    for at, moment in enumerate(document.dates):
        is_own = moment.qualifier == DOCUMENT_DATE and moment.date is not None
        if is_own and (moment.time or moment.date == day):
            own = replace(moment, date=day)
            rest = (*document.dates[:at], own, *document.dates[at + 1 :])
            return replace(document, **{field: None, "dates": rest})
    own = Moment(qualifier=DOCUMENT_DATE, date=day)
    return replace(document, **{field: None, "dates": (own, *document.dates)})

"""Which days a moment says, whatever its format: a day, a week, a month, a year, a range of them.

A document keeps a period as it was written; here it is asked for its first day and its last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi import edifact_dates, x12_dates
from edi.date_templates import halves, span

if TYPE_CHECKING:
    from datetime import date

    from edi.documents.parts import Moment

TEMPLATES: Final = {**edifact_dates.FORMATS, **x12_dates.FORMATS}
"""2379 and 1250 have no code in common: those are numbers, these have a letter."""
OF_DAYS: Final = frozenset("CYMDWKJQN")
"""Marks of templates that say something of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The first day that is meant and the last, which may be the same; the last may be unknown."""

    first: date
    last: date | None


def period_of(moment: Moment) -> Period | None:
    """The days of a moment, exactly; None where they are not known.

    A day without its year, a number of days, a text are none. The weeks of `span` are counted.
    """
    if moment.date is None:
        return _written(moment)
    if not moment.text:
        return Period(first=moment.date, last=moment.until or moment.date)
    # A DTM of X12 that says a day and a period beside it.
    beside = _written(moment)
    if beside is None or beside.last is None or not beside.first <= moment.date <= beside.last:
        return None
    is_first = moment.date == beside.first
    return Period(first=moment.date, last=beside.last if is_first else moment.date)


def _written(moment: Moment) -> Period | None:
    """The days that the text of a moment says in its format."""
    template = TEMPLATES.get(moment.format)
    if template is None or not moment.text:
        return None
    value = moment.text
    if moment.format in edifact_dates.FORMATS:
        value = edifact_dates.hyphened(value, template)
    spans = [span(*half) for half in halves(value, template) or ()]
    if not spans or spans[0] is None:
        return None
    first, end = spans[0][0], spans[-1]
    if end is None:
        return Period(first=first, last=None)
    return Period(first=first, last=end[1]) if first <= end[1] else None


def is_time_alone(moment: Moment) -> bool:
    """Whether a moment says a time of day and nothing of the day itself."""
    if moment.date is not None:
        return False
    template = TEMPLATES.get(moment.format, "")
    return bool(moment.time and not moment.text) or bool(template and not OF_DAYS & {*template})

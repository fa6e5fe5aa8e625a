"""By which day a buyer wants goods, of all days that an order, a line or a part of one says.

A day that is said and not known is none, and never that of what stands above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.periods import is_time_alone, period_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi.documents.parts import Moment
    from edi.periods import Period

X12, EDIFACT = "X12", "EDIFACT"
REQUESTED: Final = {
    X12: (
        *("002", "106", "064", "071", "074", "010", "037", "081", "084"),
        *("118", "067", "068", "017", "077", "087", "039"),
    ),
    EDIFACT: ("2", "64", "71", "74", "10", "37", "81", "84", "67", "17"),
}
"""DTM01, or data element 2005, of the day that a buyer asks for: delivery before shipment.

A day from which on goods are wanted stands before one up to which they are, a week last."""
WEEK_OF: Final = frozenset({"077", "087", "039"})
"""DTM01 of a week that is said by a day of it; with which day it begins is not said."""
SHIPMENT: Final = frozenset({"010", "037", "068", "081", "084", "118", "10", "37", "81", "84"})
"""Those of them on which goods are to be shipped or picked up, not delivered."""
CANCEL_AFTER: Final = {X12: ("001", "061", "063", "038", "177"), EDIFACT: ("61", "63", "38")}
"""DTM01, or data element 2005, of the last day on which the buyer takes the goods."""
SHIP_BY: Final = ("038", "38")
"""Those of them on which goods are shipped last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A day that is asked for; or, as `doubt`, what was said instead of one that is known."""

    day: date | None = None
    doubt: str | None = None

    @property
    def is_said(self) -> bool:
        """Whether anything was said of a day."""
        return self.day is not None or self.doubt is not None

    def otherwise(self, other: Asked) -> Asked:
        """This day, or another where nothing was said of it."""
        return other if self.day is None and self.doubt is None else self


NOT_ASKED: Final = Asked()
"""Nothing was said of a day."""


def asked_of(dates: Sequence[Moment], qualifiers: Sequence[str], *, is_last: bool = False) -> Asked:
    """The day that the first of these qualifiers says; of a period its first day, or its last.

    What says it several times has to say the same: a day, or a period that it is in.
    """
    if not dates:
        return NOT_ASKED
    said = [moment for moment in dates if moment.qualifier in qualifiers]
    for wanted in qualifiers if said else ():
        of_kind = [moment for moment in said if moment.qualifier == wanted]
        if of_kind:
            found = _agreed(of_kind, is_last=is_last)
            if found.is_said:
                return found
    return NOT_ASKED


def last_of(dates: Sequence[Moment], standard: str) -> Asked:
    """The last day on which the buyer takes the goods; of shipment where that is asked for."""
    said = {moment.qualifier for moment in dates}
    asked = next((each for each in REQUESTED[standard] if each in said), "")
    cancel, *others = CANCEL_AFTER[standard]
    if asked in SHIPMENT:
        others.sort(key=lambda each: each not in SHIP_BY)
    return asked_of(dates, (cancel, *others), is_last=True)


def in_doubt(dates: Sequence[Moment], qualifiers: Sequence[str]) -> Asked:
    """What these qualifiers say, which is no day that is known of what is asked for."""
    said = [moment for moment in dates if moment.qualifier in qualifiers]
    return Asked(doubt=_as_said(said)) if said else NOT_ASKED


def earliest(days: Sequence[Asked]) -> tuple[Asked, bool]:
    """The earliest of days, and whether they are but one; unknown where one of them is."""
    if not days:
        return NOT_ASKED, True
    unknown = next((each for each in days if each.doubt is not None), None)
    if unknown is not None:
        return unknown, True
    known = {each.day for each in days}
    first = min((day for day in known if day is not None), default=None)
    return Asked(day=first), len(known) < 2


def _agreed(moments: Sequence[Moment], *, is_last: bool) -> Asked:
    """The one day of moments of a kind; in doubt if one is not known, or they say several."""
    told = [moment for moment in moments if not is_time_alone(moment)]
    periods = [None if each.qualifier in WEEK_OF else period_of(each) for each in told]
    if not told:
        return NOT_ASKED
    known = [period for period in periods if period is not None]
    narrow = min(known, key=_length, default=None)
    if (
        narrow is None
        or len(known) < len(periods)
        or not all(period.first <= narrow.first and _is_within(narrow, period) for period in known)
    ):
        return Asked(doubt=_as_said(told))
    day = narrow.last if is_last else narrow.first
    return Asked(doubt=_as_said(told)) if day is None else Asked(day=day)


def _length(period: Period) -> int:
    """How many days a period has; one without an end is the longest."""
    return 1 << 31 if period.last is None else (period.last - period.first).days


def _is_within(period: Period, other: Period) -> bool:
    """Whether a period ends no later than another."""
    if period.last is None or other.last is None:
        return period.last == other.last or other.last is None
    return period.last <= other.last


def _as_said(moments: Sequence[Moment]) -> str:
    """What moments of one kind say, as a finding shows it."""
    values = (
        moment.text if moment.date is None else f"{moment.date:%Y%m%d}".zfill(8)
        for moment in moments
    )
    return " ".join(filter(None, (moments[0].qualifier, *values)))

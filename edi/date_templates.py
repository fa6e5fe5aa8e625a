"""Dates and times as templates, whatever list names them: whether a value is one, and which.

A template spells its digits: century, year, month, day, hour, minute, second as CC YY MM DD hh mm
ss, WW a week, K a day of it, Q a quarter, JJJ a day of the year, NNN the name of a month, Z a
letter of a zone.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, TypeAlias

from edi.delimiters import is_date
from edi.findings import Code

MONTHS: Final = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
CENTURY: Final = "20"
"""Of a year of two digits, as everywhere."""
Instant: TypeAlias = tuple[date | None, str]
"""A day, and a time of day (hhmm or hhmmss); what a template does not say is none."""


def template_fault(value: str, template: str) -> Code | None:
    """What is wrong with one moment."""
    if len(value) != len(template):
        return Code.ELEMENT_DATE
    parts = _parts(value, template)
    digits = "".join(parts.values())
    if not (digits.isascii() and digits.isdecimal()):
        return Code.ELEMENT_DATE if parts.keys() & set("CYMDWKJQN") else Code.ELEMENT_TIME
    year = parts.get("C", CENTURY) + parts.get("Y", "00").zfill(2)
    # A leap year stands for the year that is not said.
    day = (year if "Y" in parts else "2000") + parts.get("M", "01") + parts.get("D", "01")
    week, of_year = parts.get("W", "01"), parts.get("J", "001")
    if not is_date(day) or not "01" <= week <= "53" or not "001" <= of_year <= "366":
        return Code.ELEMENT_DATE
    if not ("1" <= parts.get("Q", "1") <= "4" and "1" <= parts.get("K", "1") <= "7"):
        return Code.ELEMENT_DATE
    return None if _is_clock(parts) else Code.ELEMENT_TIME


def halves(value: str, template: str) -> list[tuple[str, str]] | None:
    """A value and its template, or those of both ends of a range; None if it is of no such form."""
    if "-" not in template:
        return [(value, template)]
    values, templates = value.split("-"), template.split("-")
    return list(zip(values, templates, strict=True)) if len(values) == len(templates) else None


def span(value: str, template: str) -> tuple[date, date] | None:
    """The first and the last day of what a value says; None where that is in no year.

    Weeks are those of ISO 8601: from Monday, the first the one that has the 4th of January.
    """
    if "YY" not in template or template_fault(value, template) is not None:
        return None
    try:
        return _bounds(_parts(value, template))
    except (ValueError, OverflowError):
        # A year 0, a week 53 of a year with 52, an end behind the last day that there is.
        return None


def _bounds(parts: dict[str, str]) -> tuple[date, date] | None:
    year = int(_year(parts))
    if "W" in parts:
        first = date.fromisocalendar(year, int(parts["W"]), int(parts.get("K", "1")))
        return first, first if "K" in parts else first + timedelta(6)
    if "J" in parts:
        first = date(year, 1, 1) + timedelta(int(parts["J"]) - 1)
        return (first, first) if first.year == year else None
    if "D" in parts:
        first = date(year, int(parts["M"]), int(parts["D"]))
        return first, first
    begin, end = 1, 12
    if "Q" in parts:
        begin = 3 * int(parts["Q"]) - 2
        end = begin + 2
    elif "M" in parts:
        begin = end = int(parts["M"])
    return date(year, begin, 1), date(year, end, monthrange(year, end)[1])


def instant(value: str, template: str) -> Instant | None:
    """The day and the time that a value says; None where it says neither, or is not of the form."""
    if template_fault(value, template) is not None:
        return None
    parts = _parts(value, template)
    time = "".join(parts.get(mark, "") for mark in "hms")
    if "YY" in template and "J" in parts:
        first = date(int(_year(parts)), 1, 1)
        return first + timedelta(int(parts["J"]) - 1), time
    if "YY" in template and "M" in parts and "D" in parts:
        return date(int(_year(parts)), int(parts["M"]), int(parts["D"])), time
    return (None, time) if time and not parts.keys() - set("hms") else None


def filled(template: str, at: Instant) -> str:
    """A template with what a day and a time say; marks of what is not said stay."""
    day, time = at
    if day is not None:
        year = f"{day.year:04d}"
        values = {
            "CC": year[:2], "YY": year[2:], "MM": f"{day.month:02d}", "DD": f"{day.day:02d}",
            "JJJ": f"{day:%j}", "NNN": MONTHS[day.month - 1],
        }  # fmt: skip
        for mark, text in values.items():
            template = template.replace(mark, text)
    for at_digit, mark in enumerate(("hh", "mm", "ss")):
        digits = time[2 * at_digit : 2 * at_digit + 2]
        if len(digits) == len(mark):
            template = template.replace(mark, digits)
    return template


def _parts(value: str, template: str) -> dict[str, str]:
    """What stands at each kind of mark; the name of a month as its number, no zone."""
    parts: dict[str, str] = {}
    for letter, mark in zip(value, template, strict=True):
        parts[mark] = parts.get(mark, "") + letter
    parts.pop("Z", None)
    name = parts.get("N", "").upper()
    if name in MONTHS:
        parts["M"] = f"{MONTHS.index(name) + 1:02d}"
        del parts["N"]
    return parts


def _year(parts: dict[str, str]) -> str:
    return parts.get("C", CENTURY) + parts["Y"]


def _is_clock(parts: dict[str, str]) -> bool:
    hour, minute, second = (parts.get(mark, "00") for mark in "hms")
    return minute < "60" and second < "60" and (hour < "24" or hour + minute + second == "240000")

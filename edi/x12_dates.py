"""Dates, times and periods of X12 by their formats (1250, 1251): read, written, and judged.

A range is two moments with a hyphen between them; the marks are those of `edi/date_templates.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.date_templates import Instant, filled, instant, template_fault
from edi.findings import Code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi.dictionary.segments import Element
    from edi.elements import Cut, Written

FORMAT: Final = "1250"
PERIOD: Final = "1251"
"""The data elements: how a date, time or period is written, and that itself, right behind it."""
FORMATS: Final = {
    "CC": "CC", "CD": "NNNCCYY", "CM": "CCYYMM", "CQ": "CCYYQ", "CY": "CCYY", "D6": "YYMMDD",
    "D8": "CCYYMMDD", "DA": "DD-DD", "DB": "MMDDCCYY", "DD": "DD", "DDT": "CCYYMMDD-CCYYMMDDhhmm",
    "DT": "CCYYMMDDhhmm", "DTD": "CCYYMMDDhhmm-CCYYMMDD", "DTS": "CCYYMMDDhhmmss-CCYYMMDDhhmmss",
    "EH": "YJJJ", "KA": "YYNNNDD", "MCY": "MMCCYY", "MD": "MMDD", "MM": "MM",
    "RD": "MMDDCCYY-MMDDCCYY", "RD2": "YY-YY", "RD4": "CCYY-CCYY", "RD5": "CCYYMM-CCYYMM",
    "RD6": "YYMMDD-YYMMDD", "RD8": "CCYYMMDD-CCYYMMDD", "RDM": "YYMMDD-MMDD",
    "RDT": "CCYYMMDDhhmm-CCYYMMDDhhmm", "RMD": "MMDD-MMDD", "RMY": "YYMM-YYMM",
    "RTM": "hhmm-hhmm", "RTS": "CCYYMMDDhhmmss", "TC": "JJJ", "TM": "hhmm", "TQ": "MMYY",
    "TR": "DDMMYYhhmm", "TS": "hhmmss", "TT": "MMDDYY", "TU": "YYJJJ", "YM": "YYMM",
    "YMM": "CCYYNNN-NNN", "YY": "YY",
}  # fmt: skip
"""1250 as templates; of any other format, as of UN (unstructured), nothing is said."""
ORDERED: Final = frozenset({"DA", "RD4", "RD5"})
"""Ranges of no days whose halves can be compared as they stand."""
NONE: Final[Instant] = (None, "")
AT: Final = 5
"""DTM05 is the format, DTM06 the date, time or period; DTM02 and DTM03 a day and a time alone."""


def period_fault(value: str, form: str) -> Code | None:
    """What is wrong with a date, time or period (1251) in its format (1250)."""
    template = FORMATS.get(form)
    if template is None or not value:
        return None
    values, templates = value.split("-"), template.split("-")
    if len(values) != len(templates):
        return Code.ELEMENT_DATE
    faults = [_half_fault(*half) for half in zip(values, templates, strict=True)]
    fault = next(filter(None, faults), None)
    if fault is None and len(values) > 1 and _ends_before(values, templates, form):
        return Code.ELEMENT_DATE
    return fault


def _half_fault(value: str, template: str) -> Code | None:
    """What is wrong with one moment; X12's hours end at 23, where EDIFACT has 24 too."""
    fault = template_fault(value, template)
    at = template.find("hh")
    is_late = fault is None and at >= 0 and value[at : at + 2] == "24"
    return Code.ELEMENT_TIME if is_late else fault


def _ends_before(values: Sequence[str], templates: Sequence[str], form: str) -> bool:
    """Whether a range ends before it begins; years of two digits and hours may go over zero."""
    if form in ORDERED:
        return values[1] < values[0]
    if "CC" not in templates[0] or "CC" not in templates[1]:
        return False
    begin, end = (instant(*half) for half in zip(values, templates, strict=True))
    if begin is None or end is None or begin[0] is None or end[0] is None:
        return False
    if begin[0] != end[0] or not (begin[1] and end[1]):
        return end[0] < begin[0]
    return end[1] < begin[1]


def periods_in(elements: Sequence[Element]) -> tuple[int, ...]:
    """The positions, from 1, of the elements of a segment that are periods behind their formats."""
    return tuple(
        at
        for at in range(2, len(elements) + 1)
        if elements[at - 1].number == PERIOD and elements[at - 2].number == FORMAT
    )


def _said(elements: Sequence[str]) -> tuple[Instant, Instant] | None:
    """What a DTM says by its format alone, begin and end: None where that is no day and no time."""
    if len(elements) <= AT + 1 or elements[2] or elements[3]:
        return None
    value, form = elements[AT + 1], elements[AT]
    if not value or form not in FORMATS or period_fault(value, form) is not None:
        return None
    values, templates = value.split("-"), FORMATS[form].split("-")
    halves = [instant(*half) for half in zip(values, templates, strict=True)]
    begin, end = halves[0], halves[1] if len(halves) > 1 else NONE
    if begin is None or end is None or (begin[0] and end[0] and end[0] < begin[0]):
        return None
    again = "-".join(filled(*half) for half in zip(templates, (begin, end), strict=False))
    return (begin, end) if again == value else None


@dataclass(frozen=True, slots=True)
class Period:
    """A part of a DTM that its format (DTM05) and what stands behind it (DTM06) say.

    A writer needs the parts in this order: a day and a time where they stand alone (DTM02, DTM03),
    `text`, `format`, then `until` and `until_time`. A text is written as it is; without one, a
    format takes the day and the time.
    """

    part: str
    empty: date | str | None = ""

    def get(self, elements: Sequence[str], cut: Cut) -> date | str | None:
        """The part; empty where it is not said, `text` where a value is no day and no time."""
        del cut
        if len(elements) <= AT:
            return self.empty
        if self.part == "format":
            return elements[AT]
        said = _said(elements)
        if self.part == "text":
            return elements[AT + 1] if said is None and len(elements) > AT + 1 else ""
        if said is None:
            return self.empty
        (day, time), (until, until_time) = said
        parts = {"date": day, "time": time, "until": until, "until_time": until_time}
        return parts[self.part]

    def put(self, value: date | str | None, out: dict[int, Written]) -> None:
        """Write the part into what was written so far."""
        if not value:
            return
        if self.part == "text":
            out[AT + 1] = str(value)
        elif self.part == "format":
            out[AT] = str(value)
            self._take(FORMATS.get(str(value), ""), out)
        else:
            known = str(out.get(AT + 1, ""))
            begin, mark, end = known.partition("-")
            at = (None, value) if isinstance(value, str) else (value, "")
            if mark:
                out[AT + 1] = f"{begin}-{filled(end, at)}"

    @staticmethod
    def _take(template: str, out: dict[int, Written]) -> None:
        """Move the day and the time into a template, unless there is a text beside them."""
        if not template or AT + 1 in out:
            return
        begin, mark, end = template.partition("-")
        day, time = out.pop(2, ""), out.pop(3, "")
        at = instant(str(day), "CCYYMMDD") or NONE
        out[AT + 1] = filled(begin, (at[0], str(time))) + mark + end

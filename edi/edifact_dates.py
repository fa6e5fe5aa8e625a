"""Dates and times of EDIFACT against the formats of code list 2379: whether they are any.

A format is a template, as `edi/date_templates.py` has them. A hyphen between two moments may be
left out.
"""

from __future__ import annotations

from typing import Final

from edi.date_templates import template_fault
from edi.findings import Code

FORMATS: Final = {
    "2": "DDMMYY", "3": "MMDDYY", "101": "YYMMDD", "102": "CCYYMMDD", "105": "YYJJJ",
    "106": "MMDD", "107": "JJJ", "108": "WW", "109": "MM", "110": "DD", "201": "YYMMDDhhmm",
    "202": "YYMMDDhhmmss", "203": "CCYYMMDDhhmm", "204": "CCYYMMDDhhmmss",
    "205": "CCYYMMDDhhmmZZZZZ", "301": "YYMMDDhhmmZZZ", "302": "YYMMDDhhmmssZZZ",
    "303": "CCYYMMDDhhmmZZZ", "304": "CCYYMMDDhhmmssZZZ", "401": "hhmm", "402": "hhmmss",
    "404": "hhmmssZZZ", "602": "CCYY", "609": "YYMM", "610": "CCYYMM", "615": "YYWW",
    "616": "CCYYWW", "710": "CCYYMM-CCYYMM", "711": "CCYYMMDD-CCYYMMDD",
    "717": "YYMMDD-YYMMDD", "718": "CCYYMMDD-CCYYMMDD",
    "719": "CCYYMMDDhhmm-CCYYMMDDhhmm",
}  # fmt: skip
"""2379 of what is said by digits, and a zone behind them; of any other format nothing is said."""
UNSAID: Final = {6: "101", 8: "102", 12: "203", 14: "204"}
"""The format that is meant where none is named, by the number of characters."""


def moment_fault(value: str, form: str) -> Code | None:
    """What is wrong with a date or time (2380) in its format (2379)."""
    template = FORMATS.get(form or UNSAID.get(len(value), ""))
    if template is None or not value:
        return None
    if "-" in template and "-" not in value:
        template = template.replace("-", "")
    if len(value) != len(template):
        return Code.ELEMENT_DATE
    if "-" in template:
        halves = zip(value.split("-"), template.split("-"), strict=False)
        faults = [template_fault(*half) for half in halves]
    elif len(template) >= len("CCYYMMCCYYMM") and template.count("YY") == 2:
        middle = len(template) // 2
        faults = [
            template_fault(value[:middle], template[:middle]),
            template_fault(value[middle:], template[middle:]),
        ]
    else:
        faults = [template_fault(value, template)]
    return next(filter(None, faults), None)

"""Dates and times of EDIFACT against the formats of code list 2379: whether they are any.

A format is a template, as `edi/date_templates.py` has them. A hyphen between two moments may be
left out.
"""

from __future__ import annotations

from typing import Final

from edi.date_templates import halves, template_fault
from edi.findings import Code

FORMATS: Final = {
    "2": "DDMMYY", "3": "MMDDYY", "4": "DDMMCCYY", "5": "DDMMCCYYhhmm", "101": "YYMMDD",
    "102": "CCYYMMDD", "103": "YYWWK", "105": "YYJJJ", "106": "MMDD", "107": "JJJ", "108": "WW",
    "109": "MM", "110": "DD", "201": "YYMMDDhhmm", "202": "YYMMDDhhmmss", "203": "CCYYMMDDhhmm",
    "204": "CCYYMMDDhhmmss", "205": "CCYYMMDDhhmmZZZZZ", "301": "YYMMDDhhmmZZZ",
    "302": "YYMMDDhhmmssZZZ", "303": "CCYYMMDDhhmmZZZ", "304": "CCYYMMDDhhmmssZZZ",
    "401": "hhmm", "402": "hhmmss", "404": "hhmmssZZZ", "501": "hhmm-hhmm",
    "502": "hhmmss-hhmmss", "601": "YY", "602": "CCYY", "608": "CCYYQ", "609": "YYMM",
    "610": "CCYYMM", "615": "YYWW", "616": "CCYYWW", "702": "CCYY-CCYY", "708": "CCYYQ-CCYYQ",
    "709": "YYMM-YYMM", "710": "CCYYMM-CCYYMM", "711": "CCYYMMDD-CCYYMMDD",
    "713": "YYMMDDhhmm-YYMMDDhhmm", "715": "YYWW-YYWW", "716": "CCYYWW-CCYYWW",
    "717": "YYMMDD-YYMMDD", "718": "CCYYMMDD-CCYYMMDD", "719": "CCYYMMDDhhmm-CCYYMMDDhhmm",
}  # fmt: skip
"""2379 of what is said by digits, and a zone behind them; of any other format nothing is said."""
UNSAID: Final = {6: "101", 8: "102", 12: "203", 14: "204"}
"""The format that is meant where none is named, by the number of characters."""


def moment_fault(value: str, form: str) -> Code | None:
    """What is wrong with a date or time (2380) in its format (2379)."""
    template = FORMATS.get(form or UNSAID.get(len(value), ""))
    if template is None or not value:
        return None
    parts = halves(hyphened(value, template), template)
    if parts is None:
        return Code.ELEMENT_DATE
    return next(filter(None, (template_fault(*half) for half in parts)), None)


def hyphened(value: str, template: str) -> str:
    """A value with the hyphen between two moments that its template has."""
    middle = template.find("-")
    return value if middle < 0 or "-" in value else f"{value[:middle]}-{value[middle:]}"

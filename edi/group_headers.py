"""What is wrong with the form of a GS: its parties, its moment, its control number, its agency."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.delimiters import is_date, is_time
from edi.findings import Code
from edi.trailers import made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.findings import WireFinding

PARTY_LENGTHS: Final = range(2, 16)
"""Characters of GS02 and GS03 (data elements 142 and 124)."""
AGENCIES: Final = ("X", "T")
"""GS07: X12, and the T12 of before it (data element 455)."""
RELEASE: Final = re.compile("00[1-9]0[0-9]{2}[A-Z0-9]{0,6}", re.ASCII)
"""GS08: what can be a release of X12 (data element 480): version, release, level, guide."""
SET_ID: Final = re.compile("[A-Z0-9]{3}", re.ASCII)
"""ST01 and AK201: what can be the id of a set (data element 143)."""
OLDEST: Final = "004010"
"""The release of a GS08 that names none."""
CENTURY_SINCE: Final = "004"
"""Releases whose GS04 has the century; before, it has six digits."""


def is_party(text: str) -> bool:
    """Whether a text can be the id of a party of a group."""
    return len(text) in PARTY_LENGTHS


def is_group_number(text: str) -> bool:
    """Whether a text can be the control number of a group (data element 28)."""
    return text.isascii() and text.isdecimal() and 1 <= len(text) <= 9


def answered_number(text: str) -> str:
    """How AK102 names a group: its number; one of too many digits without zeros at its begin.

    AK102 is a number of 1 to 9 digits: of another text it can repeat nothing and is 0, as no group
    should be, and AK905 (6) says that the number is wrong.
    """
    if is_group_number(text):
        return text
    short = text.lstrip("0")
    return short if is_group_number(short) else "0"


def is_set_id(text: str) -> bool:
    """Whether a text can be the id of a set (data element 143)."""
    return SET_ID.fullmatch(text) is not None


def is_release(version: str) -> bool:
    """Whether a GS08 can name a release of X12."""
    return RELEASE.fullmatch(version) is not None


def answered_in(version: str) -> str:
    """The release in which a group of this GS08 is answered: 004010 where that can be none."""
    return version if is_release(version) else version[:6] if is_release(version[:6]) else OLDEST


def gs_findings(elements: Sequence[str], offset: int, segment: int) -> list[WireFinding]:
    """The faults of a GS, given as nine elements with its id: GS02 to GS07, in this order.

    GS01 and GS08 are judged with the sets of the group (`edi/held_groups.py`).
    """
    _, _, sender, receiver, day, time, control, agency, version = elements[:9]
    is_old = len(day) == len("YYMMDD") and version[:3] < CENTURY_SINCE
    checks = (
        (is_party(sender), "GS02", sender, "It must have 2 to 15 characters."),
        (is_party(receiver), "GS03", receiver, "It must have 2 to 15 characters."),
        (is_date(f"20{day}" if is_old else day), "GS04", day, "It is no date."),
        (is_time(time), "GS05", time, "It is no time."),
        (agency.upper() in AGENCIES, "GS07", agency, "It is neither X nor T."),
    )
    found = [
        replace(made(Code.GS_ELEMENT, offset, segment, element, value), message=message)
        for is_right, element, value, message in checks
        if not is_right
    ]
    if not is_group_number(control):
        message = (
            "GS06 is not a number of 1 to 9 digits. A 997 cannot repeat it, and names the group as"
            f" {answered_number(control)} (AK102) with the error 6 (AK905)."
        )
        wrong = made(Code.GS_CONTROL, offset, segment, "GS06", control)
        found.append(replace(wrong, message=message))
    return found

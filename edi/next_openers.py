"""Interchanges that begin within a segment: what is before them was cut, or not terminated."""

from __future__ import annotations

import re
from typing import Final

from edi.delimiters import BREAKS, ISA_WINDOW, NOISE, read_unb
from edi.isa import begins_interchange, is_flawless

_OPENERS: Final = (
    re.compile(rb"ISA(?=[^A-Za-z0-9 \r\n])"),
    re.compile(rb"UN[AB](?=[^A-Za-z0-9 \r\n])"),
)
"""Two patterns, for each is found by the letters that it begins with."""
_TRAILER: Final = re.compile(rb"\s*(?:IEA|UNZ)", re.IGNORECASE)
_FOLLOWERS: Final = (b"UNH", b"UNG")
_LEVEL: Final = "UNO"
"""How UNB01 begins (S001)."""


def next_openers(block: bytes, begin: int, stop: int) -> list[int]:
    """Where an interchange may begin in a part of a block, in order; nearly always nowhere."""
    found = [match.start() for each in _OPENERS for match in each.finditer(block, begin, stop + 1)]
    return sorted(found)


def next_within(block: bytes, start: int, stop: int) -> int:
    """Where one begins within a segment, which starts at a place and goes on; -1: nowhere."""
    found = next_openers(block, start + 1, stop)
    return next((place for place in found if opens_within(block, start, place)), -1)


def opens_within(block: bytes, start: int, place: int) -> bool:
    """Whether an interchange begins at a place within the segment that starts before it.

    It does on a line of its own and behind a trailer; elsewhere what looks like one may be data, so
    that nothing may be odd about it.
    """
    window = block[place : place + ISA_WINDOW]
    if not begins_interchange(window):
        return False
    is_isa = window[:3] == b"ISA"
    if not is_isa and not _names_level(window):
        return False
    if block[place - 1] in BREAKS or _TRAILER.match(block, start, place) is not None:
        return True
    return is_flawless(window) if is_isa else _is_followed(window)


def _names_level(window: bytes) -> bool:
    header = read_unb(window, 0)
    return header is not None and header.elements[0].startswith(_LEVEL)


def _is_followed(window: bytes) -> bool:
    header = read_unb(window, 0)
    return header is not None and window[header.length :].lstrip(NOISE)[:3] in _FOLLOWERS

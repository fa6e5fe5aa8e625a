"""What EDIFACT calls the elements by which findings name a place in X12.

Trailers name themselves (`edi/trailers.py`); here are headers, and how a document begins.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

EDIFACT_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ISA06": "UNB02", "ISA08": "UNB03", "ISA13": "UNB05", "ISA15": "UNB11",
        "GS": "UNG", "GS06": "UNG05",
        "ST01": "UNH02-1", "ST02": "UNH01",
        "BEG01": "BGM03", "BEG03": "BGM02", "AK102": "UCI01",
    }
)  # fmt: skip
"""Sender, receiver, reference and test indicator of an interchange (S002, S003, 0020, 0035); a
group and its reference (0048); type and reference of a message (0065, 0062); function and number
of an order (1225, 1004); reference of an interchange that is answered (0020)."""


def name_in(standard: str, element: str) -> str:
    """What an element of X12, or a segment, is called in a standard; EDIFACT must have it.

    >>> name_in("EDIFACT", "ST01"), name_in("X12", "ST01")
    ('UNH02-1', 'ST01')
    """
    return EDIFACT_NAMES[element] if standard == "EDIFACT" else element

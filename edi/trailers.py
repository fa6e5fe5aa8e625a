"""What trailers claim, held against what came: counts and control numbers.

Those of SE, GE and IEA, and of UNT, UNE and UNZ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Trailer:
    """The findings on a trailer's count and on its control number."""

    count: Code
    control: Code
    zeros_matter: bool = False


SE: Final = Trailer(Code.SE_COUNT_WRONG, Code.SE_CONTROL_DIFFERS, zeros_matter=True)
GE: Final = Trailer(Code.GE_COUNT_WRONG, Code.GE_CONTROL_DIFFERS)
IEA: Final = Trailer(Code.IEA_COUNT_WRONG, Code.IEA_CONTROL_DIFFERS)
PASSED_OVER: Final = frozenset({Code.SEGMENT_OUTSIDE_SET, Code.ST_MISSING, Code.FINDINGS_CUT})
"""Findings that say of segments that they are in no set."""


def trailer_findings(
    trailer: Trailer,
    elements: list[str],
    place: tuple[int, int],
    counts: Sequence[int],
    control: str,
) -> list[WireFinding]:
    """What is wrong with a trailer at an offset and segment: any of some counts, one control.

    Its `elements`, the id first, are stripped; they are named by that id, be it SE or UNT.
    """
    findings: list[WireFinding] = []
    name = elements[0].upper()
    claimed = elements[1] if len(elements) > 1 else ""
    echoed = elements[2] if len(elements) > 2 else ""
    if not any(_is_number(claimed, count) for count in counts):
        element = f"{name}01"
        assumed = str(counts[0])
        findings.append(made(trailer.count, *place, element, claimed, assumed=assumed))
    same = echoed == control if trailer.zeros_matter else _same(echoed, control)
    if not same:
        element = f"{name}02"
        findings.append(made(trailer.control, *place, element, echoed, assumed=control))
    return findings


def unread(findings: Sequence[WireFinding]) -> list[WireFinding]:
    """The error of an interchange without a group of which something was passed over."""
    passed = [finding for finding in findings if finding.code in PASSED_OVER][:1]
    return [made(Code.INTERCHANGE_UNREAD, each.offset, each.segment) for each in passed]


def made(
    code: Code, offset: int, segment: int, element: str = "", found: str = "", *, assumed: str = ""
) -> WireFinding:
    """A finding on the envelope."""
    return WireFinding(
        code=code,
        offset=offset,
        segment=segment,
        element=element,
        found=shown(found),
        assumed=assumed,
    )


def by_place(finding: WireFinding) -> tuple[int, int, str]:
    """The order of the bytes, so that it does not tell in which pieces they came."""
    return (finding.offset, finding.segment, finding.code.value)


def _is_number(text: str, number: int) -> bool:
    return text == str(number) or (
        len(text) <= 12 and text.isascii() and text.isdecimal() and int(text) == number
    )


def _same(one: str, other: str) -> bool:
    """Control numbers are the same where only leading zeros differ."""
    return one == other or (
        one.isdecimal() and other.isdecimal() and one.lstrip("0") == other.lstrip("0")
    )

"""Group and set control numbers that must not come twice beyond their own envelope.

GS06 is unique within its interchange and ST02 within its group; some partners promise more, and
their profiles say so (`unique`, section 2.4 of `edi.md`). Only what was not rejected uses up a
number, so that a corrected document may come under the old one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.findings import Code, WireFinding
from edi.framed import GroupOpened
from edi.held_groups import HeldGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from edi.framed import SetFramed
    from edi.held_groups import JudgedGroup
    from edi.remembered import Remembered

GROUP: Final = "group"
SET: Final = "set"
REJECTED: Final = "R"


def told_apart(
    used: Remembered[int], groups: Sequence[HeldGroup], unique: Collection[str]
) -> list[HeldGroup]:
    """The groups, with a finding on each number that came before; `used` says on which day."""
    if not unique:
        return list(groups)
    here: set[str] = set()
    out: list[HeldGroup] = []
    for held in groups:
        closed, sets = held.closed, held.sets
        if GROUP in unique and _again(_of_group(closed.group), used, here):
            finding = _finding(Code.GS_CONTROL_DUPLICATE, "GS06", closed.group)
            if all(found.code is not finding.code for found in closed.group.findings):
                closed = replace(closed, findings=(*closed.findings, finding))
        if SET in unique:
            sets = tuple(_marked(framed, used, here) for framed in sets)
        out.append(HeldGroup(closed=closed, sets=sets))
    return out


def use_up(
    used: Remembered[int], judged: Sequence[JudgedGroup], unique: Collection[str], day: date
) -> None:
    """Remember the numbers of what was not rejected; the map must be a working copy."""
    if not unique:
        return
    for one in judged:
        if GROUP in unique and one.verdict.verdict != REJECTED:
            used.put(_of_group(one.group), day.toordinal())
        for read, verdict in one.sets:
            if SET in unique and verdict.verdict != REJECTED:
                used.put(_of_set(read.framed), day.toordinal())


def _marked(framed: SetFramed, used: Remembered[int], here: set[str]) -> SetFramed:
    is_told = any(found.code is Code.ST_CONTROL_DUPLICATE for found in framed.findings)
    if not _again(_of_set(framed), used, here) or is_told:
        return framed
    finding = _finding(Code.ST_CONTROL_DUPLICATE, "ST02", framed)
    return replace(framed, findings=(*framed.findings, finding))


def _again(name: str, used: Remembered[int], here: set[str]) -> bool:
    again = name in here or name in used
    here.add(name)
    return again


def _of_group(group: GroupOpened) -> str:
    return f"{GROUP}/{group.code}/{group.sender}/{group.receiver}/{group.control}"


def _of_set(framed: SetFramed) -> str:
    group = framed.group
    return f"{SET}/{framed.code}/{group.sender}/{group.receiver}/{framed.control}"


def _finding(code: Code, element: str, found: GroupOpened | SetFramed) -> WireFinding:
    element = found.interchange.called(element)
    segment = found.segment if isinstance(found, GroupOpened) else 1
    return WireFinding(
        code=code, offset=found.offset, segment=segment, element=element, found=found.control,
        message=f"{element} was used before within the look-back, and this partner repeats none.",
    )  # fmt: skip

"""What the first segment of an interchange says, of X12 and of EDIFACT, in the same words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from edi.characters import ENCODINGS
from edi.delimiters import is_date, is_time
from edi.findings import Code, WireFinding, shown
from edi.framed import InterchangeOpened

if TYPE_CHECKING:
    from edi.delimiters import Header

DATE_LENGTHS: Final = {"1": 6, "2": 6, "3": 6, "4": 8}
"""Digits of the date in UNB (0017), by the version of the syntax: the fourth has the century."""
CENTURY: Final = "20"
TIME_LONG: Final = 4
PARTY_LONGEST: Final = 35
REFERENCE_LONGEST: Final = 14
"""Characters of a party and of a reference in UNB (ISO 9735: 0004, 0010, 0020)."""
NEEDED: Final = (
    ("UNB02-1", Code.ISA_SENDER, PARTY_LONGEST),
    ("UNB03-1", Code.ISA_RECEIVER, PARTY_LONGEST),
    ("UNB05", Code.UNB_REFERENCE, REFERENCE_LONGEST),
)
"""What UNB must have, the code where it has not, and its greatest length."""


def opened_x12(header: Header, offset: int) -> InterchangeOpened:
    """The event of an ISA."""
    e = header.elements
    return InterchangeOpened(
        standard="X12",
        offset=offset,
        sender_qualifier=e[4],
        sender=e[5],
        receiver_qualifier=e[6],
        receiver=e[7],
        date=e[8],
        time=e[9],
        version=e[11],
        control=e[12],
        ta1_asked=e[13] == "1",
        usage=e[14].upper(),
        delimiters=header.delimiters,
        findings=header.findings,
    )


def opened_edifact(header: Header, offset: int) -> InterchangeOpened:
    """The event of a UNB."""
    component = header.delimiters.component.decode("latin-1")
    elements = list(header.elements) + [""] * (11 - len(header.elements))
    sender, receiver, moment = ([*elements[at].split(component), "", ""] for at in (1, 2, 3))
    opened = InterchangeOpened(
        standard="EDIFACT",
        offset=offset,
        sender_qualifier=sender[1],
        sender=sender[0],
        receiver_qualifier=receiver[1],
        receiver=receiver[0],
        # Syntax version 4 writes the century too.
        date=moment[0][-6:],
        time=moment[1],
        version=elements[0],
        control=elements[4],
        ta1_asked=elements[8] == "1",
        usage="T" if elements[10] == "1" else "P",
        delimiters=header.delimiters,
        sender_routing=_routing(sender, elements[0]),
        receiver_routing=_routing(receiver, elements[0]),
    )
    return replace(opened, findings=(*header.findings, *_unb_findings(opened, elements[0], moment)))


def _routing(party: list[str], syntax: str) -> tuple[str, ...]:
    """What S002 or S003 has behind id and qualifier: one component, two since version 4."""
    said = party[2 : 4 if syntax[5:6] == "4" else 3]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def _unb_findings(opened: InterchangeOpened, syntax: str, moment: list[str]) -> list[WireFinding]:
    """What is wrong with the elements that every UNB must have."""
    here = WireFinding(code=Code.ISA_VERSION, offset=opened.offset, segment=1)
    found: list[WireFinding] = []
    level, *versions = syntax.split(opened.delimiters.component.decode("latin-1"))
    digits = DATE_LENGTHS.get(versions[0]) if versions else None
    if not (level.startswith("UNO") and level in ENCODINGS and digits):
        message = "UNB01 names no level and version of the syntax that are read."
        found.append(replace(here, element="UNB01", found=shown(syntax), message=message))
    values = (opened.sender, opened.receiver, opened.control)
    for (element, missing, longest), value in zip(NEEDED, values, strict=True):
        if not value:
            found.append(replace(here, code=missing, element=element))
        elif len(value) > longest:
            long = replace(here, code=Code.ELEMENT_LONG, element=element, found=shown(value))
            found.append(long)
    day, time = moment[0], moment[1]
    message = ""
    if not is_date(CENTURY * (len(day) == len("YYMMDD")) + day):
        message = "UNB04 is no date."
    elif digits and len(day) != digits:
        message = f"UNB04 has a date of {digits} digits in version {versions[0]} of the syntax."
    if message:
        found.append(
            replace(here, code=Code.ISA_DATE, element="UNB04-1", found=shown(day), message=message)
        )
    if not (len(time) == TIME_LONG and is_time(time)):
        message = "UNB04 is no time."
        found.append(
            replace(here, code=Code.ISA_TIME, element="UNB04-2", found=shown(time), message=message)
        )
    return sorted(found, key=lambda each: each.element)

"""What the first segment of an interchange says, of X12 and of EDIFACT, in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi.framed import InterchangeOpened

if TYPE_CHECKING:
    from edi.delimiters import Header


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
    return InterchangeOpened(
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
        findings=header.findings,
    )
